"""A walk through one sentence: what is open at a word, and how a statement opens and closes."""

from __future__ import annotations

from dataclasses import dataclass, field

from isnad.languages.lexicon import Entry
from isnad.reading.clauses import Scene
from isnad.reading.complements import QUOTE, Complement
from isnad.reading.cues import Cue
from isnad.reading.drafts import ActorDraft
from isnad.reading.page import Quote
from isnad.reading.subjects import agrees

OPENING = 60
"""How many words at a sentence's beginning are looked through for its subject."""
RECENT = 12
"""How many closed statements of a sentence are still looked at; keeps a walk linear."""


@dataclass(slots=True)
class Open:
    """A statement whose content has begun at word ``start`` and is not yet closed; ``rest`` is a second part of it."""

    cue: Cue | None
    cue_word: int
    speaker: ActorDraft
    rule: str
    clause: int
    start: int
    kind: str
    act: str
    quote: Quote | None = None
    end: int = 0
    rest: tuple[int, int] | None = None
    addressee: ActorDraft | None = None
    entries: tuple[Entry, ...] = ()
    nested: bool = False
    passed_on: Open | None = None
    """The statement that passes this one on and so holds it, though both were said in the same words."""


@dataclass(slots=True)
class Walk:
    """A walk through one sentence: where it is, what is open, what is found."""

    start: int
    end: int
    opened: list[Open] = field(default_factory=list)
    done: list[Open] = field(default_factory=list)
    lent: ActorDraft | None = None
    """The subject of the last verb that lends itself to a reporting noun ("جدد", "نقلت … عن فلان")."""
    lent_until: int = 0
    unread: bool = False
    """Whether somebody spoke in the sentence whose name could not be read."""

    def recent(self) -> list[Open]:
        """The last statements that were closed, the latest first; farther back nobody needs to look."""
        return self.done[: -RECENT - 1 : -1]

    @property
    def current(self) -> Open | None:
        return self.opened[-1] if self.opened else None


def close_passed(walk: Walk, i: int) -> None:
    """Close what a quotation has ended before word ``i``."""
    while walk.opened and walk.opened[-1].end and walk.opened[-1].end <= i:
        _close(walk, walk.opened[-1].end)


def _close(walk: Walk, end: int) -> None:
    opened = walk.opened.pop()
    if not opened.end or opened.end > end:
        opened.end = end
    walk.done.append(opened)


def opened_at(cue: Cue, speaker: ActorDraft, rule: str, clause: int, said: Complement, end: int, nested: bool) -> Open:
    last = said.quote.close if said.kind == QUOTE and said.quote is not None and said.quote.closed else 0
    return Open(
        cue, cue.i, speaker, rule, clause, said.start, said.kind, said.act,
        quote=said.quote if said.kind == QUOTE else None, end=last or (end if nested else 0),
        addressee=said.addressee.actor if said.addressee else None, entries=(cue.parse.entry, *said.entries),
        nested=nested,
    )


def first_actor(scene: Scene, walk: Walk, before: int, gender: str, number: str) -> ActorDraft | None:
    """The subject of the sentence's own first clause, as far as it can be told: its first actor in the nominative,
    or the noun phrase after a verb that begins the sentence."""
    opening = next((p for p in scene.form(walk.start).all("verb") if p.sense.tense == "perfect"), None)
    if opening is not None and walk.start + 1 < before:
        subject = scene.cast.mention_at(walk.start + 1) or scene.cast.adopt(walk.start + 1, before)
        if subject is not None and agrees(subject.actor, gender, number):
            return subject.actor
    for i in range(walk.start, min(before, walk.start + OPENING)):
        mention = scene.cast.mention_at(i)
        if mention is not None and not scene.joined_preposition(i) and (
                i == walk.start or not scene.preposition(i - 1)) and agrees(mention.actor, gender, number):
            return mention.actor
    return None


def close_all(walk: Walk, end: int) -> None:
    """Close every open statement at word ``end``."""
    while walk.opened:
        _close(walk, end)
