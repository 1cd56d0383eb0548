"""Merging: one event once in a report, at its first full mention, however often the report returns to it."""

from __future__ import annotations

from isnad.reading.drafts import ActorDraft, EventDraft

COMPARED = 60
"""How many of the last events of a type a further one is compared with; keeps the time linear."""
HOSTILE = frozenset({"ASSAULT", "COERCE", "MOBILIZE", "THREATEN", "SANCTION"})
"""Types whose not being done is no refusal."""


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


def refused(events: list[EventDraft]) -> list[EventDraft]:
    """The events without those that only say over what a refusal says. To say that one will not attack refuses nobody
    anything: the attack is told as not done ("لن تهاجم"). Not to give way is the refusal itself ("لن تتنازل")."""
    own = {id(event.spoken): (event, event.spoken.act) for event in events
           if event.type == "REJECT" and event.spoken is not None}
    gone: set[int] = set()
    for event in events:
        if id(event.within) not in own or event.status != "negated" or event.spoken is not None:
            continue
        deed, act = own[id(event.within)]
        if event.actors[:1] != deed.actors[:1]:
            continue
        if event.type not in HOSTILE:
            gone.add(id(event))
        elif not any(entry["act"] == act for entry in deed.entries if entry.category == "cue"):
            gone.add(id(deed))
    return [event for event in events if id(event) not in gone]


def _same(first: EventDraft, again: EventDraft) -> bool:
    """Whether an event may be the one told before: nothing that both tell differs, and enough is told alike."""
    if first.spoken is not None or again.spoken is not None:
        return first.word == again.word or (first.spoken is not None and again.spoken is not None and _said_again(
            first, again))
    if first.status != again.status:
        return False
    if first.sentence == again.sentence:
        return _harm_of(first, again)
    if _differ(first, again):
        return False
    if _announced(first, again) or (first.type == "PROTEST" and _of_a_crowd(first) and _of_a_crowd(again)):
        return True
    returns = again.definite or first.sentence < 0 or (first.entries[:1] == again.entries[:1])
    if not returns:
        return False
    short = first.sentence < 0
    actors = _share(first.actors, again.actors, short=short)
    recipients = _share(first.recipients, again.recipients, short=short)
    if actors is None or recipients is None:
        return False
    one_sided = not again.actors and not (first.recipients and again.recipients)
    return actors or recipients or (again.definite and one_sided)


def _announced(first: EventDraft, again: EventDraft) -> bool:
    """Whether a headline tells of a deed but not whose it is ("اختطاف أربعة إيطاليين"), and the body's first mention of
    such a deed tells it in full."""
    return first.sentence < 0 <= again.sentence and not first.actors and not first.mentions


def _of_a_crowd(event: EventDraft) -> bool:
    """Whether nobody has part in an event but people without a name, who are the same people throughout a report."""
    return all(actor.kind == "group" for actor in event.actors)


def _said_again(first: EventDraft, again: EventDraft) -> bool:
    """Whether one speaker says the same again: half of the longer words of the shorter are in both."""
    least = min(len(first.gist), len(again.gist))
    return first.actors == again.actors and least > 1 and 2 * len(first.gist & again.gist) >= least


def _differ(first: EventDraft, again: EventDraft) -> bool:
    """Whether two mentions tell different modes, days, places or numbers."""
    if first.mode and again.mode and first.mode != again.mode:
        return True
    if first.first and again.first and (first.first, first.last) != (again.first, again.last):
        return True
    if first.place and again.place and first.place.name != again.place.name and (
            first.place.country != again.place.country or first.place.latitude != again.place.latitude):
        return True
    return any(a.kind == b.kind and a.count != b.count for a in first.quantities for b in again.quantities)


def _harm_of(first: EventDraft, again: EventDraft) -> bool:
    """Whether one of two attacks in a sentence is the harm that the other did: "قتل ثلاثة في هجوم", "هجوم أدى إلى
    مقتل ثلاثة"."""
    if first.type != "ASSAULT":
        return False
    harms = [event for event in (first, again) if event.recipients and not event.actors]
    return bool(harms) and not (first.actors and again.actors)


def _share(first: list[ActorDraft], again: list[ActorDraft], *, short: bool) -> bool | None:
    """Whether two lists share an actor; None where both name actors and share none; False where one names nobody.
    Where a headline tells the first in ``short``, its states may stand for those who act for them: "لقاء روسي تركي"."""
    if not first or not again:
        return False
    states = {actor.country for actor in first if actor.kind == "country"} if short else set()
    return True if any(actor in first or (actor.country and actor.country in states) for actor in again) else None


def _join(first: EventDraft, again: EventDraft) -> None:
    """Let a later mention tell of an event what its first did not."""
    fuller = _announced(first, again) and bool(again.actors)
    if fuller or (first.sentence < 0 and first.definite and not again.definite):
        # "عقب لقائه": the headline only points at what the body tells in full
        first.trigger, again.trigger = again.trigger, first.trigger
        first.word, first.within, first.rule = again.word, again.within, again.rule
    first.mentions.append(again.trigger)
    first.mode = first.mode or again.mode
    first.actors = first.actors or [actor for actor in again.actors if actor not in first.recipients]
    same = first.sentence == again.sentence
    first.recipients = first.recipients if first.recipients and not same else list(
        dict.fromkeys([*first.recipients, *(actor for actor in again.recipients if actor not in first.actors)]))
    first.place = first.place or again.place
    if first.first is None:
        first.first, first.last = again.first, again.last
    known = {q.kind for q in first.quantities}
    first.quantities += [q for q in again.quantities if q.kind not in known]
    first.contexts += [context for context in again.contexts if context not in first.contexts]
