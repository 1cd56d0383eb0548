"""Merging: one event once in a report, at its first full mention, however often the report returns to it."""

from __future__ import annotations

from isnad.reading.drafts import ActorDraft, EventDraft

COMPARED = 60
"""How many of the last events of a type a further one is compared with; keeps the time linear."""
DIFFERENT = frozenset({"REQUEST", "ACCUSE", "REJECT", "AGREE", "SUPPORT"})
"""Types whose events are told apart by what was said: two demands of one speaker are two."""


def once(events: list[EventDraft]) -> list[EventDraft]:
    """The events without those that only return to an earlier one; the earlier one keeps their places."""
    kept: list[EventDraft] = []
    by_type: dict[str, list[EventDraft]] = {}
    for event in events:
        known = by_type.setdefault(event.type, [])
        same = next((other for other in reversed(known[-COMPARED:]) if _same(other, event)), None)
        if same is None:
            kept.append(event)
            known.append(event)
        else:
            _join(same, event)
    return kept


def _same(first: EventDraft, again: EventDraft) -> bool:
    """Whether an event may be the one told before: nothing that both tell differs, and enough is told alike."""
    if first.type in DIFFERENT and (first.rule.startswith("statement") or again.rule.startswith("statement")):
        return first.word == again.word
    if first.status != again.status:
        return False
    if first.mode and again.mode and first.mode != again.mode:
        return False
    if first.first and again.first and (first.first, first.last) != (again.first, again.last):
        return False
    if first.place and again.place and first.place.name != again.place.name and (
            first.place.country != again.place.country or first.place.latitude != again.place.latitude):
        return False
    if any(a.kind == b.kind and a.count != b.count for a in first.quantities for b in again.quantities):
        return False
    actors = _compatible(first.actors, again.actors)
    recipients = _compatible(first.recipients, again.recipients)
    if actors is None or recipients is None:
        return False
    nothing = not again.actors and not again.recipients
    return actors or recipients or (nothing and not first.actors and not first.recipients)


def _compatible(first: list[ActorDraft], again: list[ActorDraft]) -> bool | None:
    """Whether two lists share an actor; None where both name actors and share none; False where one names nobody."""
    if not first or not again:
        return False
    return True if any(actor in first for actor in again) else None


def _join(first: EventDraft, again: EventDraft) -> None:
    """Let a later mention tell of an event what its first did not."""
    first.mentions.append(again.trigger)
    first.mode = first.mode or again.mode
    first.actors = first.actors or again.actors
    first.recipients = first.recipients or again.recipients
    first.place = first.place or again.place
    if first.first is None:
        first.first, first.last = again.first, again.last
    known = {q.kind for q in first.quantities}
    first.quantities += [q for q in again.quantities if q.kind not in known]
    first.contexts += [context for context in again.contexts if context not in first.contexts]
