"""What the stages hand to each other: typed, in words of the page; the record is made of them at the end."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from isnad.languages.lexicon import Entry


@dataclass(slots=True)
class Source:
    """What is known of a report beside its text. ``published`` is its day, ``fallback`` the day that it has where
    neither this nor the text tells one."""

    id: str | None = None
    url: str | None = None
    publisher: str | None = None
    byline: str | None = None
    published: date | None = None
    fallback: date | None = None


@dataclass(slots=True)
class FurnitureDraft:
    """Words ``start`` to ``end`` (exclusive) that are not the story; ``rule`` read them."""

    kind: str
    start: int
    end: int
    rule: str
    entries: tuple[Entry, ...] = ()


@dataclass(slots=True)
class Dateline:
    """What furniture told: place and agencies as written, the day, the outlet's home country."""

    items: list[FurnitureDraft] = field(default_factory=list)
    place: str | None = None
    agencies: list[str] = field(default_factory=list)
    day: date | None = None
    country: str | None = None


@dataclass(slots=True)
class DateDraft:
    """A date expression, words ``start`` to ``end`` (exclusive), and the days it names (inclusive)."""

    start: int
    end: int
    first: date | None
    last: date | None
    grain: str
    rule: str
    entries: tuple[Entry, ...] = ()


@dataclass(slots=True, eq=False)
class MentionDraft:
    """One mention: words ``start`` to ``end`` (exclusive), its form, its actor. ``phrase_end`` is the end of the
    whole noun phrase, with role, apposition and relative clause left out but the name in it."""

    start: int
    end: int
    form: str
    actor: ActorDraft
    phrase_end: int = 0
    gender: str = ""
    number: str = ""
    rule: str = ""
    entries: tuple[Entry, ...] = ()

    @property
    def stop(self) -> int:
        """The word after the mention and its whole noun phrase."""
        return max(self.phrase_end, self.end)


@dataclass(slots=True, eq=False)
class ActorDraft:
    """An actor of the report and its mentions so far."""

    name: str
    kind: str
    country: str | None = None
    sector: str | None = None
    role: str | None = None
    gender: str = ""
    number: str = ""
    mentions: list[MentionDraft] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class StatementDraft:
    """A statement. ``cue`` and ``content`` are spans of characters; ``cue_word`` is the cue's word."""

    speaker: ActorDraft | None
    cue: tuple[int, int]
    content: list[tuple[int, int]]
    form: str
    act: str
    rule: str
    cue_word: int
    addressee: ActorDraft | None = None
    occasion: tuple[str, tuple[int, int]] | None = None
    within: StatementDraft | None = None
    entries: tuple[Entry, ...] = ()


@dataclass(slots=True)
class PlaceDraft:
    """Where something happened: a span of characters, the name as written, and the gazetteer's entry."""

    span: tuple[int, int]
    name: str
    country: str | None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(slots=True)
class QuantityDraft:
    """How many: kind, count (None for dozens and the like), and the characters that say it."""

    kind: str
    count: int | None
    span: tuple[int, int]


@dataclass(slots=True, eq=False)
class EventDraft:
    """An event. ``trigger`` is a span of characters, ``word`` its first word; ``within`` is the innermost statement
    that reports it; ``mentions`` are the triggers of its later mentions."""

    type: str
    trigger: tuple[int, int]
    word: int
    actors: list[ActorDraft]
    recipients: list[ActorDraft]
    status: str
    rule: str
    mode: str | None = None
    first: date | None = None
    last: date | None = None
    place: PlaceDraft | None = None
    contexts: list[str] = field(default_factory=list)
    quantities: list[QuantityDraft] = field(default_factory=list)
    mentions: list[tuple[int, int]] = field(default_factory=list)
    within: StatementDraft | None = None
    spoken: StatementDraft | None = None
    """The statement that this event itself is, if it is one."""
    sentence: int = -1
    """The first word of its sentence, -1 of the headline's."""
    gist: frozenset[str] = frozenset()
    """The longer words of the statement that it itself is, folded."""
    definite: bool = False
    """Whether its trigger is a definite noun, which may call back what was told before."""
    entries: tuple[Entry, ...] = ()


@dataclass(slots=True, eq=False)
class AwaitedDraft:
    """Something owed: from whom, to whom, what (a span of characters), by when, and what says so."""

    owing: ActorDraft | None
    owed: ActorDraft | None
    what: tuple[int, int]
    basis: StatementDraft | EventDraft
    due: date | None = None
