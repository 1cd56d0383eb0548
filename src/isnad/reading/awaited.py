"""Awaited: answers, visits and steps that somebody still owes: waited for, promised, or demanded with a term."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from isnad.languages.lexicon import Entry
from isnad.reading.clauses import Scene
from isnad.reading.deeds import directed_at, promised_to, words_of
from isnad.reading.drafts import ActorDraft, AwaitedDraft, EventDraft, StatementDraft
from isnad.reading.names import ADJECTIVE
from isnad.reading.slots import slots_after

SAID = 60
"""How many words of what was said are looked through."""
SOON = 8
"""How soon after the word for waiting what is waited for must come."""
NEAR = 6
"""How soon after a term's word its day must come."""


def find_awaited(scene: Scene, statements: list[StatementDraft], events: list[EventDraft]) -> list[AwaitedDraft]:
    """Find what is awaited on a page, each with the statement or event that says so."""
    found: list[AwaitedDraft] = []
    for statement in statements:
        if statement.act in ("expect", "say", "ask", "demand"):
            found += _waited_for(scene, statement)
        if statement.act == "promise":
            found += _promised(scene, statement, events)
        elif statement.act == "demand":
            found += _demanded(scene, statement)
    return _once(scene, found)


def _waited_for(scene: Scene, statement: StatementDraft) -> Iterator[AwaitedDraft]:
    """What one waits for: "ينتظر ردا منفصلا من الحلف"."""
    words = words_of(scene, statement, SAID)
    waiting = [statement.cue_word] if "waits" in _roles(scene, statement.cue_word) else []
    waiting += [i for i in words if "waits" in _roles(scene, i)]
    for i in waiting:
        first = words.start if i == statement.cue_word else i + 1
        for j in range(first, min(first + SOON, words.stop)):
            if "owed" in _roles(scene, j):
                end = _phrase_end(scene, j, words.stop)
                yield AwaitedDraft(_from_whom(scene, j, end, words.stop), _who_waits(scene, i, statement),
                                   scene.page.span(j, end), statement, due=_due(scene, words))
                break


def _roles(scene: Scene, i: int) -> set[str]:
    """The roles that a word has in waiting: waits, owed, term."""
    return {entry["role"] for entry in _entries(scene, i)}


def _entries(scene: Scene, i: int) -> Iterator[Entry]:
    form = scene.form(i)
    for parse in form.events:
        if parse.entry.category == "awaiting":
            yield parse.entry
    if form.event_heads:
        for phrase in scene.page.event_phrases(i, len(scene.words)):
            if phrase.entry.category == "awaiting":
                yield phrase.entry


def _phrase_end(scene: Scene, j: int, end: int) -> int:
    """The end of a noun with its adjectives."""
    k = j + 1
    while k < end and scene.cast.bits(k) & ADJECTIVE and scene.cast.mention_at(k) is None and not (
            scene.joined_preposition(k)):
        k += 1
    return k


def _from_whom(scene: Scene, j: int, after: int, end: int) -> ActorDraft | None:
    """Who owes it: the noun's genitive, or whom من brings."""
    for slot in slots_after(scene, after, end)[:3]:
        genitive = not slot.prep and slot.start == after == j + 1
        if slot.mentions and (genitive or slot.prep == "من"):
            return slot.mentions[0].actor
    return None


def _who_waits(scene: Scene, i: int, statement: StatementDraft) -> ActorDraft | None:
    """Who waits: the subject right before the verb, else the speaker."""
    before = scene.mention_end.get(i)
    return before.actor if before is not None else statement.speaker


def _promised(scene: Scene, statement: StatementDraft, events: list[EventDraft]) -> Iterator[AwaitedDraft]:
    """What somebody promised to somebody."""
    own = next((event for event in events if event.spoken is statement), None)
    to = own.recipients if own is not None else promised_to(scene, statement)
    if to and statement.speaker is not None:
        yield AwaitedDraft(statement.speaker, to[0], statement.content[0], statement,
                           due=_due(scene, words_of(scene, statement, SAID)))


def _demanded(scene: Scene, statement: StatementDraft) -> Iterator[AwaitedDraft]:
    """What somebody demanded with a term."""
    words = words_of(scene, statement, SAID)
    if not any("term" in _roles(scene, i) for i in words):
        return
    told = directed_at(scene, statement)
    yield AwaitedDraft(told[0] if told else None, statement.speaker, statement.content[0], statement,
                       due=_due(scene, words))


def _due(scene: Scene, words: range) -> date | None:
    """The day that a term names in what was said."""
    for i in words:
        if "term" in _roles(scene, i):
            for draft in scene.dates:
                if i <= draft.start <= i + NEAR:
                    return draft.last
    return None


def _once(scene: Scene, found: list[AwaitedDraft]) -> list[AwaitedDraft]:
    """The same thing owed by the same once, where it is told first."""
    kept: dict[tuple[int, str], AwaitedDraft] = {}
    for draft in found:
        first = scene.form(scene.word_at(draft.what[0])).key
        kept.setdefault((id(draft.owing), first), draft)
    return list(kept.values())
