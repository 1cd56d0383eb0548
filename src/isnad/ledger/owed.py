"""What is owed, from report to report: whether something told answers it, and how it stands. Pure.

A matcher that is not sure says so: what it finds is offered to a person and changes nothing until he confirms it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from isnad.languages.settling import OWED, SETTLING, vocabulary
from isnad.languages.stems import stemmer
from isnad.ledger.handovers import Handover, handovers
from isnad.ledger.items import AwaitedItem, EventItem, Party, SentenceItem, StatementItem
from isnad.ledger.sides import Side, days_between, matter, matter_of, name_terms, names, side

Outcome = Literal["answered", "withdrawn", "put off", "repeated"]
"""It came; it will not come; it will come later than was said; it was asked for, promised or missed again."""
Standing = Literal["open", "overdue", "answered", "withdrawn"]
Told = EventItem | StatementItem | SentenceItem

WINDOW = 366
"""Days after which nothing that is told is taken for an answer any more."""
SAME = 30
"""Days within which two reports may await the same thing."""
_HEAD = 6
"""Words of what is owed that tell what kind of thing it is; what stands further behind is its circumstances."""
_SHORT = 4
"""Terms under which what is owed says too little, and the sentence around it is asked what it is about."""
_SOON = 5
"""Words behind a refusal's trigger within which it says what is refused."""
_STRONG = 2
"""Shared terms that tie two texts where nothing else does."""
_DEEDS: dict[str, tuple[tuple[str, str | None], ...]] = {
    "visit": (("CONSULT", "visit"),),
    "talks": (("CONSULT", None), ("CONSULT", "multilateral"), ("CONSULT", "third-party"), ("CONSULT", "visit")),
    "withdrawal": (("RETREAT", "withdraw"),), "release": (("RETREAT", "release"),),
    "ceasefire": (("RETREAT", "ceasefire"),), "relief": (("AID", None),),
    "resignation": (("RETREAT", "resign"), ("SANCTION", "withdraw")), "lifting": (("RETREAT", "access"),),
}
"""The events that each kind of thing owed is, by type and mode."""
_IN_PERSON = frozenset({"visit", "talks"})
"""Kinds that nobody else can do for the one who owes them, and that need the one whom they are with."""
_SPOKEN = ("signature", "apology", "lifting", "resignation", "opening", "handover")
"""Kinds that several types of events are: the trigger's own word must tell them."""
_BY_ROLE: dict[str, tuple[Outcome, str]] = {
    "gives": ("answered", "given"), "gets": ("answered", "received"), "comes": ("answered", "came"),
    "replies": ("answered", "replied"), "withdraws": ("withdrawn", "taken-back"),
    "recants": ("withdrawn", "taken-back"), "refuses": ("withdrawn", "refused"),
    "delays": ("put off", "put-off"), "waits": ("repeated", "still-waited-for"), "readies": ("repeated", "in-work"),
}
_ORDER: dict[Outcome, int] = {"answered": 3, "withdrawn": 2, "put off": 1, "repeated": 0}


@dataclass(slots=True, frozen=True)
class Verdict:
    """What something told does to something awaited. ``rule`` is a stable name; ``why`` says it to a person;
    ``score`` 0 to 1, to put what is offered in order."""

    state: Outcome
    sure: bool
    score: float
    rule: str
    why: str


@dataclass(slots=True, frozen=True)
class Change:
    """A verdict that the ledger keeps: with the item that is its evidence, that item's day, when it was found, and what
    a person decided on it."""

    state: Outcome
    sure: bool
    evidence: str
    day: str | None
    moment: str
    rule: str = ""
    decision: Literal["confirmed", "rejected"] | None = None


@dataclass(slots=True, frozen=True)
class State:
    """How something awaited stands. ``by`` is the change that made it so; ``offered`` the unsure ones that nobody has
    decided on, ``repeated`` those that show it open still, all in order of their days."""

    state: Standing
    by: Change | None
    offered: tuple[Change, ...]
    repeated: tuple[Change, ...]
    due: str | None


def keys(awaited: AwaitedItem) -> tuple[str, ...]:
    """What finds something awaited when something is told: who owes it, and his country. Empty where nobody is known
    to owe it; such an item is never answered."""
    return _keys((awaited.from_,))


def candidates_of(told: Told) -> tuple[str, ...]:
    """The keys of what something told may answer."""
    if isinstance(told, EventItem):
        return _keys((*told.actors, told.speaker))
    parties = [each.party for each in told.named]
    if isinstance(told, StatementItem):
        parties = [party for party in (told.speaker, told.addressee, *parties) if party is not None]
    return _keys(parties)


def _keys(parties: Sequence[Party | None]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for party in parties:
        if party is not None:
            if not party.generic:
                found.setdefault(f"id:{party.id}")
            if party.country is not None:
                found.setdefault(f"country:{party.country}")
    return tuple(found)


def settling_spans(text: str) -> list[tuple[int, int]]:
    """The sentences of a text that may settle what is owed, as ``[start, end)``: only these are worth an item."""
    marked = vocabulary().marked(text)
    owed = [mark.first for mark in marked.marks if mark.sense.file == OWED.file]
    deeds = [mark.first for mark in marked.marks if mark.sense.file == SETTLING.file]
    spans = []
    first = 0
    for last in sorted({*marked.stops, len(marked.words) - 1}):
        if any(first <= i <= last for i in deeds) and any(first <= i <= last for i in owed):
            spans.append((marked.starts[first], marked.ends[last]))
        first = last + 1
    return spans


@lru_cache(20_000)
def kinds_of(text: str) -> tuple[str, ...]:
    """What kinds of things a text says are owed, the first first."""
    marked = vocabulary().marked(text)
    return tuple(dict.fromkeys(mark.sense.role for mark in marked.marks
                               if mark.sense.file == OWED.file and mark.first < _HEAD))


def answers(awaited: AwaitedItem, told: Told) -> Verdict | None:
    """What something told in another report does to something awaited, None where it has no bearing on it."""
    if awaited.from_ is None or told.report == awaited.report:
        return None
    later = days_between(awaited.day, told.day)
    if later is None or not 0 <= later <= WINDOW:
        return None
    found = list(_by_event(awaited, told) if isinstance(told, EventItem) else _by_words(awaited, told))
    if not found:
        return None
    best = max(found, key=lambda verdict: (verdict.sure, _ORDER[verdict.state], verdict.score))
    if best.sure and (not later or _is_background(told)):
        # of two reports of one day nobody knows which is the later, and "وكان قد سلم" may be long ago
        return Verdict(best.state, False, best.score, best.rule, best.why)
    return best


def _is_background(told: Told) -> bool:
    """Whether a text may tell of what was long before it: "وكان الحلف قد سلم رده"."""
    bearing = vocabulary().bearing
    roles = [bearing.get(word) for word in vocabulary().marked(told.text).words]
    return any(role == "earlier" and "done" in roles[i + 1:i + 6] for i, role in enumerate(roles))


def _score(owes: Side, kind: bool, receives: bool, shared: int) -> float:
    return round((0.4 if owes == "same" else 0.35) + 0.25 * kind + 0.2 * receives + 0.05 * min(shared, 3), 2)


def _is_one(party: Party | None, others: Sequence[Party | None]) -> bool:
    return any(side(party, other) in ("same", "office") for other in others)


def _matter(awaited: AwaitedItem) -> frozenset[str]:
    about = matter(awaited.terms)
    if len(awaited.terms) < _SHORT:
        about |= matter_of(awaited.sentence)
    kind = kinds_of(awaited.text)[:1]
    return about - _tools(awaited.text, kind) - _tools(awaited.sentence, kind)


@lru_cache(20_000)
def _tools(text: str, kind: tuple[str, ...]) -> frozenset[str]:
    """The terms of a text that say that a thing is owed and of what kind, and not what it is about."""
    marked = vocabulary().marked(text)
    stem = stemmer().stem
    return frozenset(stem(marked.words[i]) for mark in marked.marks
                     if mark.sense.file == SETTLING.file or (mark.sense.file == OWED.file and mark.sense.role in kind)
                     for i in range(mark.first, mark.last + 1))


def _shared(awaited: AwaitedItem, told: Told, parties: Sequence[Party | None]) -> int:
    """How many terms tell that both are about one matter, the parties' names left out."""
    return len((_matter(awaited) & matter(told.terms)) - names((awaited.from_, awaited.to, *parties)))


# -- events

def _by_event(awaited: AwaitedItem, event: EventItem) -> Iterator[Verdict]:
    begun = days_between(awaited.day, event.end or event.start)
    if begun is not None and begun < 0 and event.status == "actual":
        return
    owes = _best_side(awaited.from_, event.actors)
    asked = owes is None and event.type == "REQUEST" and (
        _is_one(awaited.to, event.actors) and _is_one(awaited.from_, event.recipients))
    if owes is None and not asked:
        return
    shared = _shared(awaited, event, (*event.actors, *event.recipients))
    if owes is None:
        yield from _asked_again(awaited, event, shared)
        return
    kind = _kind_done(awaited, event)
    receives = _is_met(awaited, event, kind)
    if kind and (receives or shared):
        yield from _done(awaited, event, kind, owes, receives=receives, shared=shared)
    elif event.type == "REJECT" and event.status == "actual":
        yield from _refused(awaited, event, owes, shared)
    elif event.type == "AGREE" and event.status == "actual" and _same_kind(awaited, event.text) and (
            shared >= _STRONG or (receives and shared)):
        yield Verdict("repeated", shared >= _STRONG, _score(owes, False, receives, shared), "promised-again",
                      f"{event.actors[0].name} promises it again")


def _done(awaited: AwaitedItem, event: EventItem, kind: str, owes: Side, *, receives: bool,
          shared: int) -> Iterator[Verdict]:
    """An event of the kind that is owed."""
    in_person = kind in _IN_PERSON
    himself = owes == "same" or awaited.from_ is None or awaited.from_.kind != "person"
    if in_person and not (himself and (receives or shared > _STRONG)):
        return  # another minister's journey is not the one that was promised
    state, rule = _by_status(event)
    if state is not None:
        tied = receives or (shared >= _STRONG and not in_person)
        first = kind == kinds_of(awaited.text)[0]
        dated = state != "answered" or event.start is not None or _is_verb(event.trigger)
        yield Verdict(state, tied and first and dated, _score(owes, True, receives, shared), f"event-{rule}",
                      f"{event.type} {event.mode or ''}".strip() + f" by {event.actors[0].name} is the {kind} owed")


def _is_met(awaited: AwaitedItem, event: EventItem, kind: str | None) -> bool:
    """Whether an event is towards the one who waits, or the one whom the words for what is owed name."""
    others = [*event.recipients]
    if event.type == "CONSULT":
        others += [party for party in event.actors if side(awaited.from_, party) is None]
    if _is_one(awaited.to, others):
        return True
    if kind not in _IN_PERSON:
        return False
    told = frozenset(awaited.terms) - names((awaited.from_,)) - vocabulary().common
    return not told.isdisjoint(names(others)) or (event.place is not None and not told.isdisjoint(
        name_terms(event.place)))


def _is_verb(trigger: str) -> bool:
    """Whether a trigger tells a deed with a verb. A noun may name one that was long ago, or is still to come."""
    senses = [mark.sense for mark in vocabulary().marked(trigger).marks if mark.sense.file == OWED.file]
    return any(sense.part != "noun" for sense in senses)


def _best_side(party: Party | None, others: Sequence[Party | None]) -> Side | None:
    """The closest of those who are a party itself or act for it."""
    found = {side(party, other) for other in others}
    return "same" if "same" in found else "office" if "office" in found else None


def _kind_done(awaited: AwaitedItem, event: EventItem) -> str | None:
    """The kind of thing owed that an event is."""
    told = kinds_of(event.trigger)
    for kind in kinds_of(awaited.text):
        for type_, mode in _DEEDS.get(kind, ()):
            if event.type == type_ and mode in (None, event.mode):
                return kind
        if kind in _SPOKEN and kind in told and event.type not in ("REJECT", "REQUEST", "THREATEN", "ACCUSE"):
            return kind
    return None


def _by_status(event: EventItem) -> tuple[Outcome | None, str]:
    if event.status == "actual":
        later = days_between(event.day, event.start)
        return ("repeated", "still-to-come") if later is not None and later > 0 else ("answered", "done")
    if event.status == "negated":
        return "repeated", "not-done"
    if event.status in ("future", "requested"):
        return "repeated", "still-to-come"
    return None, ""


def _refused(awaited: AwaitedItem, event: EventItem, owes: Side, shared: int) -> Iterator[Verdict]:
    """A visit called off, a demand refused."""
    kinds = set(kinds_of(awaited.text)) & _refused_kinds(event)
    if not kinds:
        return
    in_person = bool(kinds & _IN_PERSON)
    receives = _is_met(awaited, event, "visit" if in_person else None)
    if event.mode == "meet" and in_person and (receives or shared):
        roles = {mark.sense.role for mark in vocabulary().marked(event.trigger).marks}
        state: Outcome = "put off" if "delays" in roles else "withdrawn"
        yield Verdict(state, receives, _score(owes, True, receives, shared), "called-off",
                      f"{event.actors[0].name} calls it off")
    elif not in_person and shared and (receives or shared >= _STRONG):
        yield Verdict("withdrawn", receives and shared >= _STRONG, _score(owes, True, receives, shared), "rejected",
                      f"{event.actors[0].name} rejects it")


def _refused_kinds(event: EventItem) -> set[str]:
    """The kinds of things owed that a refusal names: those right behind its trigger."""
    marked = vocabulary().marked(event.text)
    at = event.text.find(event.trigger)
    first = next((i for i, end in enumerate(marked.ends) if end > at), 0)
    return {mark.sense.role for mark in marked.marks
            if mark.sense.file == OWED.file and first <= mark.first <= first + _SOON}


def _asked_again(awaited: AwaitedItem, event: EventItem, shared: int) -> Iterator[Verdict]:
    if _same_kind(awaited, event.text) or shared >= _STRONG:
        yield Verdict("repeated", shared >= _STRONG, _score("same", False, True, shared), "asked-again",
                      f"{event.actors[0].name} asks for it again")


def _same_kind(awaited: AwaitedItem, text: str) -> bool:
    return bool(set(kinds_of(awaited.text)[:1]) & set(kinds_of(text)))


# -- words

def _by_words(awaited: AwaitedItem, told: StatementItem | SentenceItem) -> Iterator[Verdict]:
    speaker = told.speaker if isinstance(told, StatementItem) else None
    kinds = kinds_of(awaited.text)
    named = [each.party for each in told.named]
    if not kinds or _best_side(awaited.from_, (speaker, *named)) is None:
        return
    shared = _shared(awaited, told, (*named, speaker))
    for handover in handovers(told.text, told.named, speaker):
        if handover.kind in kinds:
            receives = _is_one(awaited.to, (handover.receiver,)) or (
                handover.receiver is None and _is_named(awaited.to, told.terms))
            yield from _by_handover(awaited, handover, shared, receives=receives, first=handover.kind == kinds[0])
    if isinstance(told, StatementItem) and speaker is not None:
        yield from _by_act(awaited, told, named, shared)


def _is_named(party: Party | None, terms: Sequence[str]) -> bool:
    """Whether a state or body stands in a text by its name, though the reader made no mention of it there."""
    return party is not None and party.kind in ("country", "organisation") and not party.generic and (
        name_terms(party.name) <= frozenset(terms))


def _by_handover(awaited: AwaitedItem, handover: Handover, shared: int, *, receives: bool,
                 first: bool) -> Iterator[Verdict]:
    owes = _best_side(awaited.from_, (handover.giver,))
    if owes is None or not (receives or shared):
        return
    state, rule = _BY_ROLE[handover.role]
    if handover.negated or handover.future:
        if state != "answered":
            return
        state, rule = "repeated", "not-yet" if handover.negated else "still-to-come"
    sure = first and handover.plain and (receives or shared >= _STRONG)
    giver = handover.giver.name if handover.giver is not None else ""
    yield Verdict(state, sure, _score(owes, True, receives, shared), rule, f"the {handover.kind} of {giver}: {rule}")


def _by_act(awaited: AwaitedItem, told: StatementItem, named: Sequence[Party], shared: int) -> Iterator[Verdict]:
    """What a statement itself does: who owes it promises or refuses it, who waits asks for it."""
    if not _same_kind(awaited, told.text) or not shared:
        return
    owes = _best_side(awaited.from_, (told.speaker,))
    name = told.speaker.name if told.speaker is not None else ""
    if owes and told.act == "promise":
        yield Verdict("repeated", shared >= _STRONG, _score(owes, True, False, shared), "promised-again",
                      f"{name} promises it again")
    elif owes and told.act == "reject":
        yield Verdict("withdrawn", False, _score(owes, True, False, shared), "refused", f"{name} refuses it")
    elif told.act in ("expect", "demand", "ask") and _is_one(awaited.to, (told.speaker,)) and (
            _is_one(awaited.from_, (told.addressee, *named))):
        yield Verdict("repeated", shared >= _STRONG, _score("same", True, True, shared), "asked-again",
                      f"{name} asks for it again")


# -- one thing, and how it stands

def same_awaited(one: AwaitedItem, other: AwaitedItem) -> bool:
    """Whether two reports await the same thing: of one who owes it, to one who waits, of one kind or in one wording."""
    apart = days_between(one.day, other.day)
    if apart is None or abs(apart) > SAME or side(one.from_, other.from_) not in ("same", "office"):
        return False
    if one.to is not None and other.to is not None and side(one.to, other.to) is None:
        return False
    parties = names((one.from_, one.to, other.from_, other.to))
    mine, others = _matter(one) - parties, _matter(other) - parties
    shared = len(mine & others)
    alike = shared / max(1, min(len(mine), len(others)))
    if set(kinds_of(one.text)[:1]) & set(kinds_of(other.text)[:1]):
        return shared >= _STRONG or alike >= 0.5 or not (mine and others)
    return shared > _STRONG and alike >= 0.6


def state_of(due: str | None, changes: Sequence[Change], today: str) -> State:
    """How something awaited stands on a day, by what was found. What a person confirmed counts before what was found
    surely, what he rejected not at all; the unsure rest is offered."""
    ordered = sorted((change for change in changes if change.decision != "rejected"),
                     key=lambda change: (change.day or "", change.moment))
    confirmed = [change for change in ordered if change.decision == "confirmed"]
    certain = [change for change in ordered if change.sure or change.decision == "confirmed"]
    repeated = tuple(change for change in certain if change.state == "repeated")
    offered = tuple(change for change in ordered if not change.sure and change.decision is None)
    settling = [change for change in confirmed if change.state != "repeated"] or certain
    state, by = _settled(settling)
    if by is not None and by.state == "put off":
        due = None
    if state == "open" and due is not None and due < today:
        state = "overdue"
    return State(state, by, offered, repeated, due)


def _settled(changes: Sequence[Change]) -> tuple[Standing, Change | None]:
    """The last that came to something. What came stays come; what was withdrawn and is promised again is open."""
    state: Standing = "open"
    by: Change | None = None
    for change in changes:
        if change.state == "answered":
            return "answered", change
        if change.state == "withdrawn":
            state, by = "withdrawn", change
        elif change.state == "put off" or state == "withdrawn":
            state, by = "open", change
    return state, by
