"""What stands in a report's margin: a note for each statement, event and awaited item, in the order of the text and
under the statement that it stands within. Pure: from the record as JSON and the ledger's identifiers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from starlette.datastructures import QueryParams

from isnad.ledger.errors import QueryError
from isnad.ledger.views import View
from isnad.web.addresses import CHOICES, LONGEST_VALUE, MOST_VALUES
from isnad.web.marks import Kind, Mark

KINDS = ("statement", "event", "awaited")
LETTERS = {"statement": "s", "event": "e", "awaited": "w"}
DEEPEST = 5
"""How far notes are indented at most."""
LONGEST_CHAIN = 10
"""Names of a chain that are shown; of a longer one its ends, and how many are between them."""
EXCERPT = 160
"""Characters of what was said that a note repeats."""
NOBODY = "?"
"""In a chain and in the address, a speaker whom the report does not name."""
ITSELF = "-"
"""In the address, the report's own voice."""
FACETS = ("kind", "act", "type", "speaker")


@dataclass(slots=True)
class Facet:
    """Something that notes are filtered by: its values, the most frequent first, with how many notes have each."""

    name: str
    chosen: tuple[str, ...]
    values: list[tuple[str, str, int]]
    """Value in the address, what it is called (a name or a code), how many."""


@dataclass(slots=True)
class Margin:
    """The notes that pass the filters, in order, out of ``total``, and the facets of all of them. ``marks``: theirs, by
    their numbers."""

    notes: list[View]
    total: int
    facets: list[Facet]
    marks: list[Mark]


@dataclass(slots=True, frozen=True)
class Filters:
    """What is asked for, by facet; nothing in a facet means everything."""

    kind: tuple[str, ...] = ()
    act: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    speaker: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.kind or self.act or self.type or self.speaker)

    def keep(self, note: View) -> bool:
        """Whether a note is asked for: of a chosen kind, act or type, and speaker. Acts and types are one choice,
        since nothing has both."""
        codes = self.act if note["kind"] == "statement" else self.type if note["kind"] == "event" else ()
        return ((not self.kind or note["kind"] in self.kind)
                and (not (self.act or self.type) or note["code"] in codes)
                and (not self.speaker or note["speaker"] in self.speaker or note["speaker_name"] in self.speaker))


def filters_of(parameters: QueryParams) -> Filters:
    """The filters that an address tells. Raises ``QueryError`` where a value is none that there is."""
    allowed: Mapping[str, Sequence[str]] = {"kind": KINDS, "act": CHOICES["act"], "type": CHOICES["type"]}
    told: dict[str, tuple[str, ...]] = {}
    for name in FACETS:
        values = tuple(dict.fromkeys(each for each in parameters.getlist(name) if each))
        for value in values:
            if name in allowed and value not in allowed[name]:
                raise QueryError(f"{name}: no {value[:40]!r}; there are {', '.join(allowed[name])}")
            if len(value) > LONGEST_VALUE:
                raise QueryError(f"{name}: a value of {len(value):,} characters; at most {LONGEST_VALUE}")
        if len(values) > MOST_VALUES:
            raise QueryError(f"{name}: {len(values)} values; at most {MOST_VALUES} are looked for at once")
        told[name] = values
    return Filters(**told)


def margin(record: View, ids: Mapping[str, str], actors: Mapping[str, str], filters: Filters) -> Margin:
    """The margin of a record. ``ids``, ``actors``: permanent identifiers of items and actors, by the record's own."""
    making = _Making(record, ids, actors)
    every = [making.note(*each) for each in making.in_order()]
    kept = [note for note in every if filters.keep(note)] if filters else every
    level: dict[str, int] = {}
    marks: list[Mark] = []
    chains: dict[tuple[str, ...], int] = {}
    for number, note in enumerate(kept):
        outer = level.get(note["within_key"] or "")
        note["number"] = number
        note["level"] = level[note["key"]] = 0 if outer is None else outer + 1
        note["indent"] = min(note["level"], DEEPEST)
        note["within_here"] = outer is not None
        note["chain_at"] = chains.setdefault(tuple(note["chain"]), len(chains))
        marks += [Mark(start, end, kind, number) for kind, start, end in note["stands"]]
    return Margin(kept, len(every), _facets(every, filters), marks)


def origins_of(record: View) -> list[str]:
    """On whose word a whole report stands: its outlet, then the agencies that it copies."""
    about = record["report"]
    outlet = about["publisher"] or about["byline"] or "this report"
    return [outlet, *(each for each in about["agencies"] if each != outlet)]


def context_marks(record: View, first: int) -> list[Mark]:
    """Marks of the actors, numbered from ``first`` on, then of the date expressions, and of the furniture."""
    days = first + len(record["actors"])
    spans: list[tuple[Kind, int, Sequence[int]]] = [
        ("mention", number, (each["start"], each["end"])) for number, actor in enumerate(record["actors"], first)
        for each in actor["mentions"]]
    spans += [("date", number, each["span"]) for number, each in enumerate(record["dates"], days)]
    spans += [("furniture", -1, each["span"]) for each in record["report"]["furniture"]]
    return [Mark(start, end, kind, number) for kind, number, (start, end) in spans]


class _Making:
    """What the notes of one record are made with."""

    def __init__(self, record: View, ids: Mapping[str, str], actors: Mapping[str, str]) -> None:
        self.text: str = record["report"]["text"]
        self.ids = ids
        self.actors = actors
        self.names = {each["id"]: each["name"] for each in record["actors"]}
        self.origins = origins_of(record)
        self.items: dict[str, tuple[str, View]] = {
            each["id"]: (kind, each) for kind, some in zip(KINDS, ("statements", "events", "awaited"), strict=True)
            for each in record[some]}
        self.chains: dict[str | None, list[str]] = {None: self.origins}
        self.depths: dict[str | None, int] = {None: 0}

    def in_order(self) -> Iterator[tuple[str, str | None]]:
        """The names of all items, each after the one that it stands within or rests on, with that one's."""
        inner: dict[str | None, list[str]] = {}
        for local, (kind, item) in sorted(self.items.items(), key=lambda each: _begin(*each[1])):
            outer = item["basis"] if kind == "awaited" else item["within"]
            inner.setdefault(outer if outer in self.items and outer != local else None, []).append(local)
        seen: set[str] = set()
        for start in (None, *self.items):  # what stands within itself, in a circle, comes after all else
            if start in seen:
                continue
            waiting: list[tuple[str, str | None]] = (
                [(each, None) for each in reversed(inner.get(None, []))] if start is None else [(start, None)])
            while waiting:
                local, outer = waiting.pop()
                if local in seen:
                    continue
                seen.add(local)
                yield local, outer
                waiting += [(each, local) for each in reversed(inner.get(local, []))]

    def note(self, local: str, outer: str | None) -> View:
        kind, item = self.items[local]
        made = {"statement": self._statement, "event": self._event, "awaited": self._awaited}[kind](item)
        held = self.ids.get(local)
        return {"id": held or local, "key": held or f"{LETTERS[kind]}-{local}", "held": held is not None, "kind": kind,
                "local": local, "within_key": self._key(outer), "within": self.ids.get(outer or ""),
                "outer": self._called(outer)} | made

    def _called(self, local: str | None) -> tuple[str, str, str] | None:
        """What a note is called where another points to it: kind, code, and who speaks or acts, if anybody."""
        if local is None:
            return None
        kind, item = self.items[local]
        if kind == "statement":
            return "act", item["act"], self._voice(local)[1]
        return "type", item["type"], next(iter(self._who(item["actors"])[0]), "")

    def _key(self, local: str | None) -> str | None:
        if local is None:
            return None
        return self.ids.get(local) or f"{LETTERS[self.items[local][0]]}-{local}"

    def _who(self, locals_: Iterable[str | None]) -> tuple[list[str], list[str | None]]:
        known = [each for each in locals_ if each in self.names]
        return [self.names[each] for each in known if each], [self.actors.get(each) for each in known if each]

    def _voice(self, local: str | None) -> tuple[str, str]:
        """Who speaks in a statement, as the address and as the page name him; the report itself outside of all."""
        if local is None or local not in self.items or self.items[local][0] != "statement":
            return ITSELF, ITSELF
        who = self.items[local][1]["speaker"]
        return (self.actors.get(who, self.names[who]), self.names[who]) if who in self.names else (NOBODY, NOBODY)

    def _chain(self, local: str | None) -> list[str]:
        """On whose word something within a statement stands."""
        inner: list[str] = []
        at = local
        while at not in self.chains and at in self.items and self.items[at][0] == "statement" and at not in inner:
            inner.append(at)
            at = self.items[at][1]["within"]
        for each in reversed(inner):
            outer = self.items[each][1]["within"]
            outer = outer if outer in self.chains else None
            self.depths[each] = self.depths[outer] + 1
            self.chains[each] = _shortened([*self.chains[outer], self._voice(each)[1]],
                                           len(self.origins) + self.depths[each])
        return self.chains.get(local, self.origins)

    def _statement(self, item: View) -> View:
        who, who_ids = self._who([item["speaker"]])
        whom, whom_ids = self._who([item["addressee"]])
        speaker, name = self._voice(item["id"])
        return _BLANK | {
            "code": item["act"], "mode": item["form"], "chain": self._chain(item["id"]), "who": who, "who_ids": who_ids,
            "whom": whom, "whom_ids": whom_ids, "speaker": speaker, "speaker_name": name, "rule": item["rule"],
            "occasion": item["occasion"]["kind"] if item["occasion"] else None, "cue": self._words(item["cue"]),
            "text": self._excerpt(item["content"]), "spans": [("cue", [item["cue"]]), ("content", item["content"])],
            "stands": [("cue", *item["cue"]), *(("content", *span) for span in item["content"])],
        }

    def _event(self, item: View) -> View:
        who, who_ids = self._who(item["actors"])
        whom, whom_ids = self._who(item["recipients"])
        speaker, name = self._voice(item["within"])
        place = item["place"] or {}
        return _BLANK | {
            "code": item["type"], "mode": item["mode"], "status": item["status"], "chain": self._chain(item["within"]),
            "who": who, "who_ids": who_ids, "whom": whom, "whom_ids": whom_ids, "speaker": speaker,
            "speaker_name": name, "place": place.get("name"), "place_country": place.get("country"),
            "start": item["start"], "end": item["end"], "contexts": item["contexts"], "rule": item["rule"],
            "quantities": [(each["kind"], each["count"], self._words(each["span"])) for each in item["quantities"]],
            "cue": self._words(item["trigger"]), "text": self._words(item["trigger"]),
            "spans": [("trigger", [item["trigger"]]), *([("again", item["mentions"])] if item["mentions"] else [])],
            "stands": [("trigger", *item["trigger"]), *(("again", *span) for span in item["mentions"])],
        }

    def _awaited(self, item: View) -> View:
        who, who_ids = self._who([item["from"]])
        whom, whom_ids = self._who([item["to"]])
        basis = item["basis"]
        kind, told = self.items.get(basis, ("", {}))
        within = basis if kind == "statement" else told.get("within")
        speaker, name = self._voice(within)
        return _BLANK | {
            "chain": self._chain(within), "who": who, "who_ids": who_ids, "whom": whom, "whom_ids": whom_ids,
            "speaker": speaker, "speaker_name": name, "due": item["due"], "rule": told.get("rule"),
            "cue": self._words(item["what"]), "text": self._words(item["what"]),
            "spans": [("awaited", [item["what"]])], "stands": [("awaited", *item["what"])],
        }

    def _words(self, span: Sequence[int]) -> str:
        start, end = span
        return self.text[start:min(end, start + EXCERPT)] + ("…" if end - start > EXCERPT else "")

    def _excerpt(self, spans: Sequence[Sequence[int]]) -> str:
        said = " … ".join(self._words(span) for span in spans[:3])
        return said if len(said) <= EXCERPT else f"{said[:EXCERPT].rstrip(' …')}…"


_BLANK: View = dict.fromkeys(("code", "mode", "status", "place", "place_country", "start", "end", "occasion", "due",
                              "state")) | {"contexts": (), "quantities": ()}


def _begin(kind: str, item: View) -> tuple[int, int]:
    start, end = item[{"statement": "cue", "event": "trigger", "awaited": "what"}[kind]]
    return start, -end


def _shortened(names: list[str], size: int) -> list[str]:
    """A chain as it is shown; ``size``: how long it is. Of a longer one the middle gives way to how many there are."""
    if len(names) <= LONGEST_CHAIN:
        return names
    first, last = names[:LONGEST_CHAIN // 2], names[-(LONGEST_CHAIN // 2 - 1):]
    return [*first, f"… {size - len(first) - len(last):,} …", *last]


def _facets(notes: list[View], filters: Filters) -> list[Facet]:
    counts: dict[str, Counter[tuple[str, str]]] = {name: Counter() for name in FACETS}
    for note in notes:
        counts["kind"][note["kind"], note["kind"]] += 1
        if note["code"] is not None:
            counts["act" if note["kind"] == "statement" else "type"][note["code"], note["code"]] += 1
        counts["speaker"][note["speaker"], note["speaker_name"]] += 1
    found = []
    for name in FACETS:
        chosen = getattr(filters, name)
        ranked = counts[name].most_common()
        if name == "kind":
            ranked.sort(key=lambda each: KINDS.index(each[0][0]))
        found.append(Facet(name, chosen, [(value, called, number) for (value, called), number in ranked]))
    return found
