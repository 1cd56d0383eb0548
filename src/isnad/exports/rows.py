"""What is exported, before it takes any format's shape: a report with those of its items that are meant.

The same values come from a ledger and from records; what only a ledger knows is None from records. Identifiers are the
permanent ones. Spans are ``[start, end)`` in Unicode code points of the report's text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from isnad import languages
from isnad.exports import codes
from isnad.languages.actors import PLACES
from isnad.languages.tables import read_table
from isnad.ledger.sentences import sentence
from isnad.record import Act, Actor, Event, EventType, Form, Kind, QuantityKind, Record, Sector, Span, Statement, Status

UNTOLD = "this report"
"""Whose word a report is that names no outlet and no writer."""
NOBODY = "?"
"""A speaker whom nobody names."""


@dataclass(slots=True, frozen=True)
class Words:
    """Words of the report, and where they stand."""

    start: int
    end: int
    text: str


@dataclass(slots=True, frozen=True)
class Who:
    """An actor. ``id``: that of the actor across reports, or from records that of his appearance in this one.
    ``name``: what most reports call him; ``told``: what this one does."""

    id: str
    name: str
    told: str
    kind: Kind
    country: str | None
    sector: Sector | None
    role: str | None


@dataclass(slots=True, frozen=True)
class Voice:
    """A link of the chain: a statement, and who makes it; None where nobody is named."""

    statement: str
    who: Who | None


@dataclass(slots=True, frozen=True)
class Where:
    """A place. Decimal degrees (WGS 84) and GeoNames' number, where the gazetteer knows them."""

    name: str
    country: str | None
    latitude: float | None
    longitude: float | None
    geonames: int | None
    words: Words


@dataclass(slots=True, frozen=True)
class Quantity:
    """How many; ``count`` is None for "dozens" and the like, ``words`` what is told."""

    kind: QuantityKind
    count: int | None
    words: Words


@dataclass(slots=True, frozen=True)
class Tellings:
    """Who tells the same: independent origins, reports, outlets. ``id`` is one for all that tell it."""

    id: str
    origins: int
    reports: int
    outlets: int


@dataclass(slots=True, frozen=True)
class About:
    """A report. ``people``, ``bodies`` and ``places`` are the names in it, each once."""

    id: str
    version: str | None
    url: str | None
    outlet: str | None
    agencies: tuple[str, ...]
    byline: str | None
    dateline: str | None
    day: str | None
    moment: str | None
    language: str
    headline: str
    text: str
    story: str | None
    wire: str | None
    reader: str | None
    taken: str | None
    people: tuple[str, ...]
    bodies: tuple[str, ...]
    places: tuple[str, ...]
    lead: int
    """Where its first paragraph ends."""

    @property
    def origins(self) -> tuple[str, ...]:
        """On whose word all of it stands: the outlet, else who wrote it, and the agencies that it copies."""
        outlet = self.outlet or self.byline or UNTOLD
        return outlet, *(each for each in self.agencies if each != outlet)


@dataclass(slots=True, frozen=True)
class EventRow:
    """An event. ``voices``: in whose statements it is told, outermost first."""

    id: str
    type: EventType
    mode: str | None
    quad: int
    score: float
    contexts: tuple[str, ...]
    status: Status
    actors: tuple[Who, ...]
    recipients: tuple[Who, ...]
    start: str | None
    end: str | None
    place: Where | None
    quantities: tuple[Quantity, ...]
    trigger: Words
    mentions: tuple[Words, ...]
    sentence: Words
    within: str | None
    voices: tuple[Voice, ...]
    rule: str
    tellings: Tellings | None

    @property
    def parties(self) -> Iterator[tuple[str, int, Who]]:
        """Who has which part, in order."""
        yield from (("actor", number, who) for number, who in enumerate(self.actors, 1))
        yield from (("recipient", number, who) for number, who in enumerate(self.recipients, 1))


@dataclass(slots=True, frozen=True)
class StatementRow:
    """A statement. ``voices``: the chain down to its own speaker, who is the last."""

    id: str
    act: Act
    form: Form
    occasion: str | None
    speaker: Who | None
    addressee: Who | None
    cue: Words
    content: tuple[Words, ...]
    whole: Words
    within: str | None
    voices: tuple[Voice, ...]
    rule: str
    tellings: Tellings | None

    @property
    def parties(self) -> Iterator[tuple[str, int, Who]]:
        """Who has which part."""
        named = (("speaker", self.speaker), ("addressee", self.addressee))
        yield from ((role, 1, who) for role, who in named if who is not None)


@dataclass(slots=True, frozen=True)
class Exported:
    """A report, and those of its statements and events that are exported, in the order of the text. ``record`` is all
    that was read in it, ``ids`` the permanent identifiers by those of the record."""

    about: About
    statements: tuple[StatementRow, ...]
    events: tuple[EventRow, ...]
    record: Record
    ids: Mapping[str, str]

    @property
    def rows(self) -> tuple[StatementRow | EventRow, ...]:
        """The statements, then the events."""
        return *self.statements, *self.events


@dataclass(slots=True, frozen=True)
class Known:
    """What a ledger knows of a report beside its record. ``actors``: identifier and name of the actors across reports,
    by their appearances; ``tellings``: by statement and event."""

    version: str | None = None
    story: str | None = None
    wire: str | None = None
    moment: str | None = None
    reader: str | None = None
    taken: str | None = None
    actors: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    tellings: Mapping[str, Tellings] = field(default_factory=dict)


def iri(key: str) -> str:
    """A permanent identifier as a name that means the same everywhere."""
    return f"urn:isnad:{key}"


def chain(about: About, voices: Collection[Voice]) -> list[str]:
    """On whose word something stands, by name: outlet, agencies, speakers from the outermost in."""
    return [*about.origins, *(voice.who.name if voice.who else NOBODY for voice in voices)]


def exported(record: Record, report: str, ids: Mapping[str, str], known: Known | None = None,
             wanted: Collection[str] | None = None) -> Exported:
    """A record as it is exported. ``wanted``: which statements and events, by their permanent identifiers; all
    otherwise."""
    return _Rows(record, report, ids, known or Known()).done(wanted)


class _Rows:
    """What the rows of one record are made with."""

    def __init__(self, record: Record, report: str, ids: Mapping[str, str], known: Known) -> None:
        self.record, self.report, self.ids, self.known = record, report, ids, known
        self.text = record.report.text
        self.who = {actor.id: self._who(actor) for actor in record.actors}
        self.statements = {each.id: each for each in record.statements}

    def done(self, wanted: Collection[str] | None) -> Exported:
        meant = [each for each in self.record.statements if each.id in self.ids]
        told = [each for each in self.record.events if each.id in self.ids]
        if wanted is not None:
            meant = [each for each in meant if self.ids[each.id] in wanted]
            told = [each for each in told if self.ids[each.id] in wanted]
        return Exported(self._about(), tuple(map(self._statement, meant)), tuple(map(self._event, told)), self.record,
                        self.ids)

    def _words(self, span: Span) -> Words:
        return Words(*span, self.text[slice(*span)])

    def _who(self, actor: Actor) -> Who:
        appearance = self.ids[actor.id]
        key, name = self.known.actors.get(appearance, (appearance, actor.name))
        return Who(key, name, actor.name, actor.kind, actor.country, actor.sector, actor.role)

    def _voices(self, within: str | None) -> tuple[Voice, ...]:
        if within is None or within not in self.statements:
            return ()
        outer = reversed(self.record.chain(self.statements[within]))
        return tuple(Voice(self.ids[each.id], self.who[each.speaker] if each.speaker else None) for each in outer
                     if each.id in self.ids)

    def _about(self) -> About:
        told, known = self.record.report, self.known
        named: dict[str, list[str]] = {"person": [], "organisation": [], "country": [], "group": []}
        for actor in self.record.actors:
            named[actor.kind].append(self.who[actor.id].name)
        places = named["country"] + [each.place.name for each in self.record.events if each.place]
        return About(
            self.report, known.version, told.url, told.publisher, tuple(told.agencies), told.byline, told.place,
            told.published, known.moment, told.language, told.headline, told.text, known.story, known.wire,
            known.reader, known.taken, tuple(dict.fromkeys(named["person"])),
            tuple(dict.fromkeys(named["organisation"])), tuple(dict.fromkeys(places)), _lead(self.record))

    def _statement(self, statement: Statement) -> StatementRow:
        whole = self._words((statement.content[0][0], statement.content[-1][1]))
        key = self.ids[statement.id]
        return StatementRow(
            key, statement.act, statement.form, statement.occasion.kind if statement.occasion else None,
            self._one(statement.speaker), self._one(statement.addressee), self._words(statement.cue),
            tuple(map(self._words, statement.content)), whole, self._other(statement.within),
            self._voices(statement.id), statement.rule, self.known.tellings.get(key))

    def _event(self, event: Event) -> EventRow:
        key = self.ids[event.id]
        return EventRow(
            key, event.type, event.mode, codes.quad(event.type), codes.score(event.type, event.mode),
            tuple(event.contexts), event.status, tuple(self.who[each] for each in event.actors),
            tuple(self.who[each] for each in event.recipients), event.start, event.end, self._where(event),
            tuple(Quantity(each.kind, each.count, self._words(each.span)) for each in event.quantities),
            self._words(event.trigger), tuple(map(self._words, event.mentions)),
            self._words(sentence(self.text, *event.trigger)), self._other(event.within), self._voices(event.within),
            event.rule, self.known.tellings.get(key))

    def _where(self, event: Event) -> Where | None:
        place = event.place
        if place is None:
            return None
        known = _geonames(self.record.report.language).get((place.latitude, place.longitude))
        return Where(place.name, place.country, place.latitude, place.longitude, known, self._words(place.span))

    def _one(self, local: str | None) -> Who | None:
        return self.who[local] if local is not None else None

    def _other(self, local: str | None) -> str | None:
        return self.ids.get(local) if local is not None else None


def _lead(record: Record) -> int:
    """Where the first paragraph ends that is not all furniture; the headline belongs to it."""
    text, at = record.report.text, len(record.report.headline) + 2
    around = [each.span for each in record.report.furniture]
    for line in text[at:].split("\n"):
        told = (n for n, c in enumerate(line, at) if c.isalpha())
        if any(not any(start <= n < end for start, end in around) for n in told):
            return at + len(line)
        at += len(line) + 1
    return len(text)


@lru_cache(maxsize=4)
def _geonames(language: str) -> dict[tuple[float | None, float | None], int]:
    """GeoNames' numbers of a language's places, by where they are; without those that stand where another does."""
    found: dict[tuple[float | None, float | None], set[int]] = {}
    for row in read_table(languages.HERE / language, PLACES)[0]:
        if row["geoname_id"]:
            found.setdefault((float(row["lat"]), float(row["lon"])), set()).add(int(row["geoname_id"]))
    return {where: numbers.pop() for where, numbers in found.items() if len(numbers) == 1}
