"""The pages of pictures: a timeline, who acts on whom as a network and as a matrix, a map; each with its table.

They take what a search takes, and are CSV and JSON, too; the network and the matrix GraphML, the map GeoJSON.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import ceil
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from isnad.ledger import pictures
from isnad.ledger.database import Ledger
from isnad.ledger.people import people_of
from isnad.ledger.pictures import BETWEEN, GRAINS, Flows, Grain, Series, Side
from isnad.ledger.search import NO_PLACE, Chosen, Query
from isnad.ledger.views import View, views
from isnad.web import drawings, formats
from isnad.web.addresses import Search, choice, number, search_of
from isnad.web.formats import here_with
from isnad.web.messages import Interface
from isnad.web.pages import MEDIA, NotHereError, form_of, interface_of, json_answer, page, room

router = APIRouter(tags=["pictures"])
ROWS = 50
"""Rows of a table on a page, where the address does not say how many."""
DRAWN = {"network": 60, "matrix": 24}
"""Pairs that a network shows, and those who act that a matrix has, where the address does not say how many."""
MOST_DRAWN = 400
WORDED = ("kind", "act", "type", "mode", "status", "sector", "country")
"""Filters whose values are codes that have words."""


@dataclass(slots=True, frozen=True)
class Asked:
    """What a page of pictures is asked: the search, and what the page adds to it in its address."""

    request: Request
    ui: Interface
    search: Search
    form: str
    names: dict[str, str] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many rows of the table are on a page."""
        return self.search.limit if "limit" in self.request.query_params else ROWS

    def choice(self, name: str, allowed: Sequence[str]) -> str:
        """One of the page's own choices, the first where the address does not say. Raises ``QueryError``."""
        return choice(name, self.request.query_params, allowed, allowed[0])

    def name(self, picture: str) -> str:
        """What a file of the picture is called."""
        about = drawings.asked_for(self.search.query)
        return f"isnad-{picture}-{about}" if about else f"isnad-{picture}"

    def context(self, picture: str, own: Sequence[str], **more: Any) -> dict[str, Any]:
        """What the templates of all pictures have; ``own``: the parameters that the page's form sets."""
        parameters = self.request.query_params
        set_here = {"q", "since", "until", "page", "format", "bom", "lang", *own}
        kept = [(name, value) for name, value in self.search.parameters() if name not in set_here | {"by", "limit"}]
        asked = self.search.address(page=None, limit=None, by=None)
        return {
            "picture": picture, "search": self.search, "kept": kept, "file": self.name(picture),
            "words": self.search.query.words, "own": {name: parameters.get(name, "") for name in own},
            "ways": {each: f"/{each}?{asked}" for each in ("timeline", "network", "matrix", "map")},
            "to_search": f"/search?{asked}", "shown_value": self._shown,
            "without": lambda name, value: here_with_fewer(self.request, name, value),
            "at_page": lambda at: here_with(self.request, page=str(at) if at > 1 else None),
        } | more

    def _shown(self, name: str, value: str) -> str:
        """A filter's value in words."""
        if name in ("actor", "speaker", "recipient"):
            return self.names.get(value, value)
        of = name.rpartition("_")[2]
        return self.ui.word(of, value) if of in WORDED else self.ui.gettext("not told") if (name, value) == (
            "place", NO_PLACE) else value

    def name_actors(self, db: Connection) -> None:
        """Look up the names of the actors that the search has by their identifiers."""
        query = self.search.query
        keys = [each for each in (*query.actor, *query.speaker, *query.recipient) if each]
        self.names.update({view["id"]: view["name"] for view in people_of(db, keys)})

    def takeaways(self, *forms: str) -> list[tuple[str, str]]:
        """The forms in which all that was counted can be taken away, with their addresses."""
        names = {"csv": "CSV", "json": "JSON", "graphml": "GraphML", "geojson": "GeoJSON"}
        made = [(names[form], here_with(self.request, format=form, page=None, limit=None)) for form in forms]
        bom = self.ui.gettext("CSV (for spreadsheets)")
        return [made[0], (bom, here_with(self.request, format="csv", bom="1", page=None, limit=None)), *made[1:]]

    def csv(self, rows: Any, columns: Sequence[str], picture: str) -> Response:
        """The rows as CSV."""
        return formats.csv(rows, columns, self.name(picture), bom=self.request.query_params.get("bom") == "1")


def asked_of(request: Request, *forms: str) -> Asked:
    """What a page is asked, in one of some forms. Raises ``QueryError``."""
    form = form_of(request, *forms)
    return Asked(request, interface_of(request), search_of(request.query_params), form)


def here_with_fewer(request: Request, name: str, value: str) -> str:
    """The address that is asked for without one value of a filter."""
    kept = [(each, held) for each, held in request.query_params.multi_items()
            if (each, held) != (name, value) and each not in ("page", "format") and held]
    return request.url.path + (f"?{urlencode(kept)}" if kept else "")


@router.get("/timeline", summary="Statements and events over time.")
def timeline(request: Request) -> Response:
    """``grain``: day, week, month or year; ``split``: kind, class, act or type; ``days``: report or own."""
    asked = asked_of(request, "html", "json", "csv")
    ui, here = asked.ui, room(request)
    grain, days = asked.choice("grain", ("", *GRAINS)), asked.choice("days", ("report", "own"))
    split = asked.choice("split", drawings.SPLITS[:4])
    with here.look() as db:
        found = pictures.series(here.ledger, db, asked.search.query, _grain(grain), own_days=days == "own")
        listed = _found(asked, db) if asked.form == "html" else {}
        asked.name_actors(db)
    if asked.form == "csv":
        return asked.csv(drawings.timeline_rows(found), drawings.timeline_columns(found), "timeline")
    if asked.form == "json":
        return json_answer(_series_json(found, days))
    data = drawings.timeline_data(ui, found, split) | {"brush": days == "report"}
    table = drawings.timeline_table(ui, asked.search, found, split, linked=days == "report")
    return page(request, "timeline.html", **asked.context(
        "timeline", ("grain", "split", "days"), found=found, data=data, table=table, grain=grain, split=split,
        days=days, takeaways=asked.takeaways("csv", "json"), **listed))


def _series_json(found: Series, days: str) -> dict[str, Any]:
    return {"grain": found.grain, "days": days, "total": found.total, "undated": found.undated,
            "outside": found.outside, "slots": list(drawings.timeline_rows(found))}


def _grain(told: str) -> Grain | None:
    return next((each for each in GRAINS if each == told), None)


def _found(asked: Asked, db: Connection) -> dict[str, Any]:
    """What the timeline counts, a page of it, the newest first."""
    query = asked.search.query
    chosen = Chosen(room(asked.request).ledger, db, query if query.kinds else replace(query, kinds=pictures.ITEMS))
    found = chosen.page(asked.search.limit, asked.search.offset, by_day=True)
    rows: list[View] = views(db, found.rows)
    return {"items": rows, "number": found.total, "at": asked.search.page,
            "pages": max(1, ceil(found.total / asked.search.limit))}


@router.get("/network", summary="Who acts on whom, as a network.")
def network(request: Request) -> Response:
    """``between``: actor, country or sector; ``generic=1``: with those who are only meant; ``most``: pairs drawn."""
    return _flows(request, "network")


@router.get("/matrix", summary="Who acts on whom, as a matrix.")
def matrix(request: Request) -> Response:
    """``between``: actor, country or sector; ``generic=1``: with those who are only meant; ``most``: rows drawn."""
    return _flows(request, "matrix")


def _flows(request: Request, picture: str) -> Response:
    asked = asked_of(request, "html", "json", "csv", "graphml")
    ui, here = asked.ui, room(request)
    between: Side = next(each for each in BETWEEN if each == asked.choice("between", BETWEEN))
    generic, most = asked.choice("generic", ("0", "1")) == "1", number("most", request.query_params, DRAWN[picture],
                                                                      MOST_DRAWN)
    with here.look() as db:
        found = pictures.flows(here.ledger, db, asked.search.query, between, generic=generic)
        asked.name_actors(db)
    if asked.form == "csv":
        return asked.csv(drawings.flow_rows(found), drawings.FLOWS, f"{picture}-{between}")
    if asked.form == "json":
        return json_answer(drawings.flows_json(found))
    if asked.form == "graphml":
        name = f"{asked.name(f'{picture}-{between}')}.graphml"
        return Response(drawings.graphml(found), headers=formats.headers(name), media_type=MEDIA["graphml"])
    ways = drawings.Ways(asked.search, between)
    if picture == "network":
        pairs, left = found.most(most)
        data = drawings.network_data(ui, ways, found, pairs)
    else:
        kept, pairs, left = found.among(most)
        data = drawings.matrix_data(ui, ways, found, kept, pairs)
    return page(request, f"{picture}.html", **asked.context(
        picture, ("between", "generic", "most"), found=found, data=data, between=between, generic=generic, most=most,
        left=left, drawn_pairs=len(pairs), file=asked.name(f"{picture}-{between}"),
        takeaways=asked.takeaways("csv", "graphml", "json"), **_pairs(asked, ways, found)))


def _pairs(asked: Asked, ways: drawings.Ways, found: Flows) -> dict[str, Any]:
    """A page of the table of pairs."""
    ui, limit = asked.ui, asked.rows
    rows = []
    for pair in found.pairs[(asked.search.page - 1) * limit:asked.search.page * limit]:
        source, target = found.nodes[pair.source], found.nodes[pair.target]
        rows.append({"source": drawings.node_name(ui, source), "target": drawings.node_name(ui, target),
                     "to_source": ways.node(source), "to_target": ways.node(target), "pair": pair,
                     "address": ways.pair(source, target)})
    return {"rows": rows, "at": asked.search.page, "pages": max(1, ceil(len(found.pairs) / limit))}


@router.get("/map", summary="Where events happen.")
def map_(request: Request) -> Response:
    asked = asked_of(request, "html", "json", "csv", "geojson")
    ui, here = asked.ui, room(request)
    with here.look() as db:
        found = pictures.places(here.ledger, db, asked.search.query)
        asked.name_actors(db)
    if asked.form == "csv":
        return asked.csv(drawings.place_rows(found), drawings.PLACES, "map")
    if asked.form == "json":
        return json_answer({"events": found.events, "placed": found.placed, "told": found.told,
                            "placeless": found.placeless, "places": list(drawings.place_rows(found))})
    if asked.form == "geojson":
        answer = json_answer(drawings.place_features(found), media="geojson")
        answer.headers.update(formats.headers(f"{asked.name('map')}.geojson"))
        return answer
    limit = asked.rows
    spots = [{"name": drawings.spot_name(ui, spot), "address": drawings.spot_address(asked.search, spot), "spot": spot}
             for spot in found.spots[(asked.search.page - 1) * limit:asked.search.page * limit]]
    return page(request, "map.html", **asked.context(
        "map", (), found=found, data=drawings.map_data(ui, asked.search, found), rows=spots, at=asked.search.page,
        pages=max(1, ceil(len(found.spots) / limit)), takeaways=asked.takeaways("csv", "geojson", "json"),
        to_placeless=drawings.search_for(asked.search, kinds=("event",), place=("none",))))


@router.get("/actors/{key}/acts", summary="One actor's acts over time.")
def acts(request: Request, key: str) -> Response:
    """As CSV or JSON; the page is that of the actor. ``grain``: day, week, month or year."""
    asked, here = asked_of(request, "json", "csv"), room(request)
    grain = _grain(asked.choice("grain", ("", *GRAINS)))
    with here.look() as db:
        if not people_of(db, [key]):
            raise NotHereError(f"{key[:40]}: the ledger has no such actor; /actors finds those there are")
        found = pictures.acts_of(here.ledger, db, key, asked.search.query, grain)
    if asked.form == "csv":
        return asked.csv(drawings.timeline_rows(found), drawings.timeline_columns(found), f"acts-{key}")
    return json_answer({"actor": key, **_series_json(found, "report")})


def acts_over_time(ui: Interface, ledger: Ledger, db: Connection, key: str) -> dict[str, Any]:
    """What ``partials/acts_over_time.html`` is made with, under the name of ``acts``, for an actor's identifier."""
    found, search = pictures.acts_of(ledger, db, key), Search(Query(actor=(key,)))
    return {"found": found, "data": drawings.timeline_data(ui, found, "code") | {"brush": False},
            "table": drawings.timeline_table(ui, search, found, "code", linked=True), "file": f"isnad-acts-{key}",
            "to_timeline": f"/timeline?{search.address()}",
            "forms": [("CSV", f"/actors/{key}/acts?format=csv"), ("JSON", f"/actors/{key}/acts?format=json")]}
