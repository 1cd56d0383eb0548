"""What the ledger's matchers see of a report: its statements, events and what is awaited, with permanent identifiers.

Days are ISO 8601 text, which sorts as time does. ``terms`` are the stemmed words of an item's text without particles
(``Stemmer.topics``), in order, repeats kept.
"""

from __future__ import annotations

from dataclasses import dataclass

from isnad.record import Act, EventType, Kind, Sector, Status


@dataclass(slots=True, frozen=True)
class Party:
    """An actor as one report tells him, resolved. ``id`` is the permanent identifier that reports share;
    ``generic`` where he is only meant ("مسلحون", "مصدر"), and so is nobody in another report."""

    id: str
    name: str
    kind: Kind
    country: str | None = None
    sector: Sector | None = None
    role: str | None = None
    generic: bool = False


@dataclass(slots=True, frozen=True)
class Named:
    """A party where a text names him, titles him or means him: ``text[start:end]``."""

    start: int
    end: int
    party: Party


@dataclass(slots=True, frozen=True)
class StatementItem:
    """A statement. ``day`` is its report's day; ``moment`` when the ledger took the report in, to the microsecond;
    ``outer`` the statements it stands within, innermost first; ``cue`` its reporting word; ``against`` whom the event
    that it is itself is directed at (the recipients of the event whose trigger is its cue: "اتهمت موسكو كييف بـ…");
    ``named`` who is named in its text, in order."""

    id: str
    report: str
    day: str | None
    moment: str
    speaker: Party | None
    addressee: Party | None
    act: Act
    text: str
    terms: tuple[str, ...]
    outer: tuple[str, ...] = ()
    cue: str = ""
    against: tuple[Party, ...] = ()
    named: tuple[Named, ...] = ()


@dataclass(slots=True, frozen=True)
class SentenceItem:
    """A sentence that a report says itself, in no statement: "سلم الحلف روسيا رده". Only those that may settle what
    is owed are worth keeping (``owed.settling_spans``)."""

    id: str
    report: str
    day: str | None
    moment: str
    text: str
    terms: tuple[str, ...]
    named: tuple[Named, ...] = ()


@dataclass(slots=True, frozen=True)
class EventItem:
    """An event. ``text`` is the sentence around its trigger; ``counts`` its numbers by kind, where they are told;
    ``speaker`` whose statement it stands in, None where the report says it itself."""

    id: str
    report: str
    day: str | None
    moment: str
    type: EventType
    mode: str | None
    status: Status
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    start: str | None
    end: str | None
    place: str | None
    place_country: str | None
    trigger: str
    text: str
    terms: tuple[str, ...]
    counts: tuple[tuple[str, int], ...] = ()
    speaker: Party | None = None
    outer: tuple[str, ...] = ()


@dataclass(slots=True, frozen=True)
class AwaitedItem:
    """Something awaited: ``to`` waits for it, ``from_`` owes it. ``basis`` is the statement or event it rests on."""

    id: str
    report: str
    day: str | None
    moment: str
    from_: Party | None
    to: Party | None
    text: str
    terms: tuple[str, ...]
    due: str | None
    basis: str
    sentence: str = ""
