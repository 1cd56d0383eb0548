"""What pictures are drawn from: what was counted, in the interface's words, with the way to what each mark counts.

Each picture has data for the page's scripts, and rows for its table, CSV and JSON; who acts on whom is GraphML, too.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from babel.dates import format_skeleton

from isnad.ledger.pictures import CLASSES, Flows, Node, Pair, Places, Series, Spot
from isnad.ledger.search import Query
from isnad.ledger.views import View
from isnad.render.style import FSI, PDI, tidy
from isnad.render.words import QUADS
from isnad.web.addresses import MOST_VALUES, Search
from isnad.web.formats import xml_text
from isnad.web.messages import Interface
from isnad.web.pages import address_of

SPLITS = ("kind", "class", "act", "type", "code")
"""By what the bars of a timeline are split; "code" is by acts and types together."""
MARKS = 7
"""Codes that have a colour of their own in a picture; the others are drawn together."""
COLOURS = {"statement": "--statement", "event": "--event", "report": "--doubt",
           **dict(zip(CLASSES, ("--quad-1", "--quad-2", "--quad-3", "--quad-4"), strict=True))}
SHORT = {"day": "MMMd", "week": "MMMd", "month": "yMMM", "year": "y"}
"""How a slot is written on an axis, as CLDR's skeletons."""
NUMBERS = ("number", "statements", "events", *(each.replace(" ", "_") for each in CLASSES))
SIDE = ("name", "id", "kind", "country", "sector", "generic")
FLOWS = (*(f"{side}_{trait}" for side in ("source", "target") for trait in SIDE), *NUMBERS)
PLACES = ("names", "country", "latitude", "longitude", "number", *NUMBERS[3:])


def search_for(search: Search, **changed: Any) -> str:
    """The address of a search with some of its filters set."""
    return f"/search?{Search(replace(search.query, **changed)).address()}"


@dataclass(slots=True, frozen=True)
class Stack:
    """What bars are made of, one above the other: ``codes`` of statements or events, with the numbers of each slot."""

    name: str
    colour: str
    numbers: Sequence[int]
    codes: Sequence[tuple[str, str | None]]

    @property
    def total(self) -> int:
        """How many in all slots."""
        return sum(self.numbers)


def stacks(ui: Interface, found: Series, split: str) -> list[Stack]:
    """The parts of a series' bars, the most frequent first, and at the end those without a colour of their own."""
    groups: dict[str, list[tuple[str, str | None]]] = {}
    for kind, code in found.counts:
        if split in ("act", "type") and kind != {"act": "statement", "type": "event"}[split]:
            continue
        of = {"kind": kind, "class": QUADS.get(code or "", kind)}.get(split, f"{kind} {code}")
        groups.setdefault(of, []).append((kind, code))
    made = [Stack(_named(ui, split, of, codes), COLOURS.get(of, ""), _sum(found, codes), codes)
            for of, codes in groups.items()]
    if split == "kind":
        return sorted(made, key=lambda stack: list(COLOURS.values()).index(stack.colour))
    made.sort(key=lambda stack: -stack.total)
    if split == "class":
        return made
    if len(made) > MARKS + 1:
        rest = [code for stack in made[MARKS:] for code in stack.codes]
        told = ui.ngettext("%(shown)s other", "%(shown)s others", len(rest)) % {"shown": ui.number(len(rest))}
        made[MARKS:] = [Stack(told, "--doubt", _sum(found, rest), rest)]
    return [replace(stack, colour=stack.colour or f"--mark-{at}") for at, stack in enumerate(made, 1)]


def _named(ui: Interface, split: str, of: str, codes: Sequence[tuple[str, str | None]]) -> str:
    if split == "kind" or of in ("statement", "report"):
        return {"statement": ui.gettext("Statements"), "event": ui.gettext("Events"),
                "report": ui.gettext("Reports")}[of]
    if split == "class":
        return ui.word("quad", of)
    kind, code = codes[0]
    return ui.word("act" if kind == "statement" else "type", code) if code else ui.gettext("Reports")


def _sum(found: Series, codes: Sequence[tuple[str, str | None]]) -> list[int]:
    return [sum(column) for column in zip(*(found.counts[each] for each in codes), strict=True)]


def slot_words(ui: Interface, found: Series) -> tuple[list[str], list[str]]:
    """Every slot in words, and as it is written on an axis."""
    def whole(slot: str) -> str:
        if found.grain == "week":
            return ui.days(slot, found.last_day(slot))
        if found.grain == "month":
            return ui.month(slot[:7])
        return ui.day(slot) if found.grain == "day" else ui.digits(slot[:4])

    short = [ui.digits(format_skeleton(SHORT[found.grain], date.fromisoformat(slot), locale=ui.locale))
             for slot in found.slots]
    return [whole(slot) for slot in found.slots], short


def timeline_data(ui: Interface, found: Series, split: str) -> dict[str, Any]:
    """What the picture of a timeline is drawn from."""
    words, short = slot_words(ui, found)
    return {"slots": found.slots, "ends": [found.last_day(slot) for slot in found.slots], "words": words,
            "short": short, "stacks": [{"name": each.name, "colour": each.colour, "numbers": list(each.numbers)}
                                       for each in stacks(ui, found, split)]}


def timeline_table(ui: Interface, search: Search, found: Series, split: str, linked: bool) -> dict[str, Any]:
    """The table of a timeline: what stands above its columns, and a row for each slot that has anything in it.

    A cell is a number and the address of the search for what it counts, or None.
    """
    parts = stacks(ui, found, split)
    words, _ = slot_words(ui, found)
    kinds = tuple(dict.fromkeys(kind for part in parts for kind, _ in part.codes))
    rows = []
    for at, slot in enumerate(found.slots):
        if not any(part.numbers[at] for part in parts):
            continue
        days = {"since": max(slot, search.query.since or slot), "until": min(
            last := found.last_day(slot), search.query.until or last)}
        cells = [(part.numbers[at], search_for(search, **days, **_asking(part, split)) if linked and part.numbers[at]
                  else None) for part in parts]
        rows.append({"words": words[at], "first": slot, "cells": cells, "number": sum(each[0] for each in cells),
                     "address": search_for(search, **days, kinds=kinds) if linked else None})
    return {"heads": [part.name for part in parts], "rows": rows,
            "totals": [part.total for part in parts], "number": sum(part.total for part in parts)}


def _asking(part: Stack, split: str) -> dict[str, Any]:
    """The filters that find what a part of the bars counts."""
    kinds = tuple(dict.fromkeys(kind for kind, _ in part.codes))
    if split == "kind" or "report" in kinds:
        return {"kinds": kinds}
    acts = tuple(code for kind, code in part.codes if kind == "statement" and code)
    types = tuple(code for kind, code in part.codes if kind == "event" and code)
    return {"kinds": kinds, "act": acts, "type": types}


def timeline_columns(found: Series) -> list[str]:
    """The columns of a timeline's CSV."""
    return ["first", "last", "number", *found.of_kinds(), *(f"{kind}:{code}" for kind, code in found.counts if code)]


def timeline_rows(found: Series) -> Iterator[View]:
    """A row a slot, those without anything, too: its days, and numbers by kind and by code."""
    kinds = found.of_kinds()
    for at, slot in enumerate(found.slots):
        yield {"first": slot, "last": found.last_day(slot), "number": sum(numbers[at] for numbers in kinds.values()),
               **{kind: numbers[at] for kind, numbers in kinds.items()},
               **{f"{kind}:{code}": numbers[at] for (kind, code), numbers in found.counts.items() if code}}


class Ways:
    """The addresses of what is counted of those who act, for a search and what they are between."""

    def __init__(self, search: Search, between: str) -> None:
        self.search = search
        suffix = "" if between == "actor" else f"_{between}"
        self._actor, self._recipient = f"actor{suffix}", f"recipient{suffix}"

    def pair(self, source: Node, target: Node) -> str:
        """To the statements and events of a pair."""
        return search_for(self.search, **{self._actor: (source.key or source.name,),
                                          self._recipient: (target.key or target.name,)})

    def node(self, node: Node) -> str:
        """To an actor's page; to the search for what a country or a sector does, or one who is only meant."""
        if node.key and self._actor == "actor":
            return address_of(node.key)
        return search_for(self.search, **{self._actor: (node.key or node.name,)})


def node_name(ui: Interface, node: Node) -> str:
    """A node in words, as SVG can hold them: a country's code as its name."""
    if node.kind in ("country", "sector") and node.key == node.name:
        return ui.word(node.kind, node.key)
    return xml_text(node.name)


def pair_words(ui: Interface, pair: Pair) -> list[str]:
    """What a pair counts, a line each."""
    told = [(ui.gettext("Statements"), pair.statements)] + [
        (ui.word("quad", each), pair.classes[each]) for each in CLASSES]
    return [f"{name}: {ui.number(number)}" for name, number in told if number]


def _class(pair: Pair) -> str:
    """What most of a pair is."""
    return max(("statement", *CLASSES), key=lambda of: pair.statements if of == "statement" else pair.classes[of])


def pair_name(ui: Interface, source: Node, target: Node) -> str:
    """Who on whom, each laid out by itself."""
    arrow = " ← " if ui.direction == "rtl" else " → "
    return arrow.join(f"{FSI}{node_name(ui, each)}{PDI}" for each in (source, target))


def network_data(ui: Interface, ways: Ways, found: Flows, pairs: Sequence[Pair]) -> dict[str, Any]:
    """What the picture of a network is drawn from: those who are in some pairs, and the pairs."""
    kept = sorted({end for pair in pairs for end in (pair.source, pair.target)})
    at = {node: number for number, node in enumerate(kept)}
    nodes = []
    for number in kept:
        node = found.nodes[number]
        told = [ui.gettext("Acts: %(number)s") % {"number": ui.number(node.out)},
                ui.gettext("Is acted on: %(number)s") % {"number": ui.number(node.into)}]
        told += [ui.gettext("On its own: %(number)s") % {"number": ui.number(pair.number)} for pair in pairs
                 if pair.source == pair.target == number]
        about = [ui.word("kind", node.kind)] if found.between == "actor" else []
        about += [ui.word("country", node.country), ui.word("sector", node.sector)] if found.between == "actor" else []
        nodes.append({"name": node_name(ui, node), "kind": node.kind, "size": node.out + node.into,
                      "address": ways.node(node), "told": [*dict.fromkeys(filter(None, about)), *told]})
    kinds = ("person", "organisation", "country", "group") if found.between == "actor" else (found.between,)
    classes = [{"of": each, "name": ui.gettext("Statements") if each == "statement" else ui.word("quad", each),
                "colour": COLOURS[each]} for each in ("statement", *CLASSES)]
    names = {"country": ui.gettext("country"), "sector": ui.gettext("sector")}
    return {"nodes": nodes, "classes": classes, "own": ui.gettext("acts on its own"), "kinds": [
        {"kind": each, "name": names[each] if each in names else ui.word("kind", each)} for each in kinds], "pairs": [
        {"source": at[pair.source], "target": at[pair.target], "number": pair.number, "of": _class(pair),
         "colour": COLOURS[_class(pair)], "address": ways.pair(found.nodes[pair.source], found.nodes[pair.target]),
         "name": pair_name(ui, found.nodes[pair.source], found.nodes[pair.target]), "told": pair_words(ui, pair)}
        for pair in pairs]}


def matrix_data(ui: Interface, ways: Ways, found: Flows, kept: Sequence[int], pairs: Sequence[Pair]) -> dict[str, Any]:
    """What the picture of a matrix is drawn from: who acts, on whom, and a cell a pair."""
    sources = [each for each in kept if any(pair.source == each for pair in pairs)]
    targets = [each for each in kept if any(pair.target == each for pair in pairs)]
    names = {each: node_name(ui, found.nodes[each]) for each in kept}
    return {"sources": [names[each] for each in sources], "targets": [names[each] for each in targets], "cells": [
        {"source": sources.index(pair.source), "target": targets.index(pair.target), "number": pair.number,
         "address": ways.pair(found.nodes[pair.source], found.nodes[pair.target]),
         "name": pair_name(ui, found.nodes[pair.source], found.nodes[pair.target]), "told": pair_words(ui, pair)}
        for pair in pairs]}


def flow_rows(found: Flows) -> Iterator[View]:
    """Every pair, with who and whom."""
    for pair in found.pairs:
        yield {**_side("source", found.nodes[pair.source]), **_side("target", found.nodes[pair.target]),
               **_numbers(pair)}


def _side(side: str, node: Node) -> View:
    told = (node.name, node.key, node.kind, node.country, node.sector, node.generic)
    return {f"{side}_{trait}": value for trait, value in zip(SIDE, told, strict=True)}


def _numbers(pair: Pair) -> View:
    counted = (pair.number, pair.statements, pair.events, *(pair.classes[each] for each in CLASSES))
    return dict(zip(NUMBERS, counted, strict=True))


def flows_json(found: Flows) -> View:
    """Who acts on whom as one object; pairs name their nodes by their places in the list."""
    return {"between": found.between, "items": found.items, "paired": found.paired, "left_out": found.left_out,
            "nodes": [{"name": node.name, "id": node.key, "kind": node.kind, "country": node.country,
                       "sector": node.sector, "generic": node.generic, "out": node.out, "in": node.into}
                      for node in found.nodes],
            "pairs": [{"source": pair.source, "target": pair.target, **_numbers(pair)} for pair in found.pairs]}


def graphml(found: Flows) -> bytes:
    """Who acts on whom as a directed graph in GraphML. What XML cannot hold becomes U+FFFD."""
    import networkx as nx  # type: ignore[import-untyped]  # it takes longer to load than a page to make

    graph = nx.DiGraph(between=found.between)
    for at, node in enumerate(found.nodes):
        told = {"label": node.name, "id": node.key, "kind": node.kind, "country": node.country,
                "sector": node.sector, "generic": node.generic, "out": node.out, "in": node.into}
        graph.add_node(f"n{at}", **{name: xml_text(value) if isinstance(value, str) else value
                                    for name, value in told.items() if value is not None})
    for pair in found.pairs:
        numbers = _numbers(pair)
        graph.add_edge(f"n{pair.source}", f"n{pair.target}", weight=numbers.pop("number"), **numbers)
    written = io.BytesIO()
    nx.write_graphml(graph, written)
    return written.getvalue()


def spot_name(ui: Interface, spot: Spot) -> str:
    """A place in words: the name that it has most often."""
    return xml_text(spot.names[0]) if spot.names else ui.word("country", spot.country)


def spot_address(search: Search, spot: Spot) -> str:
    """To the events at a place."""
    return search_for(search, kinds=("event",), place=spot.names[:MOST_VALUES] or (spot.country or "",))


def map_data(ui: Interface, search: Search, found: Places) -> dict[str, Any]:
    """What the map is drawn from: places with a position, and countries of which no place is told."""
    def shown(spot: Spot, number: int) -> dict[str, Any]:
        told = [f"{ui.gettext('Events')}: {ui.number(number)}"]
        told += [f"{ui.word('quad', each)}: {ui.number(spot.classes[each])}" for each in CLASSES if spot.classes[each]]
        return {"name": spot_name(ui, spot), "number": number, "address": spot_address(search, spot), "told": told}

    spots = [shown(spot, spot.number) | {"at": [spot.longitude, spot.latitude]}
             for spot in found.spots if spot.latitude is not None]
    wholes = [shown(spot, spot.number) | {"country": country} for country, spot in _wholes(found).items()]
    return {"spots": spots, "countries": wholes, "names": country_names(ui),
            "words": {"spots": ui.gettext("places"), "countries": ui.gettext("countries as a whole")}}


def _wholes(found: Places) -> dict[str, Spot]:
    """What is told of each country without a position in it."""
    held: dict[str, Spot] = {}
    for spot in found.spots:
        if spot.latitude is None and spot.country:
            before = held.get(spot.country)
            held[spot.country] = spot if before is None else replace(
                before, names=tuple(dict.fromkeys((*before.names, *spot.names))), number=before.number + spot.number,
                classes={each: before.classes[each] + spot.classes[each] for each in CLASSES})
    return held


def country_names(ui: Interface) -> Mapping[str, str]:
    """The countries of the world in the interface's words, by the codes that the map has."""
    from babel.core import get_global

    codes = (code for code, of in get_global("territory_aliases").items()
             if len(code) == 3 and code.isalpha() and len(of) == 1)
    return {code: name for code in codes if (name := ui.country(code)) != code}


def place_rows(found: Places) -> Iterator[View]:
    """Every place."""
    for spot in found.spots:
        yield {"names": list(spot.names), "country": spot.country, "latitude": spot.latitude,
               "longitude": spot.longitude, "number": spot.number,
               **{name: spot.classes[each] for name, each in zip(NUMBERS[3:], CLASSES, strict=True)}}


def place_features(found: Places) -> View:
    """The places as GeoJSON (RFC 7946); what has no position has a geometry of null and is there, too."""
    def feature(row: View) -> View:
        where = [row.pop("longitude"), row.pop("latitude")]
        point = None if None in where else {"type": "Point", "coordinates": where}
        return {"type": "Feature", "geometry": point, "properties": row}

    return {"type": "FeatureCollection", "events": found.events, "placeless": found.placeless,
            "features": [feature(row) for row in place_rows(found)]}


def asked_for(query: Query) -> str:
    """A query in a word or two, for the name of a file."""
    told = [query.words, *query.actor, *query.speaker, *query.recipient, *query.country, *query.act, *query.type,
            *query.place]
    days = [each for each in (query.since, query.until) if each]
    return "-".join([tidy(each)[:40] for each in told if each][:3] + days)
