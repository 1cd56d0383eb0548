"""Disputes: an accusation and its denial, a claim and its opposite, two counts of one event; by different speakers.

Pure. Which of the two is right is not for a ledger to say. What is not sure is offered to a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Literal
from zlib import crc32

from isnad.languages.settling import CLAIMS, vocabulary
from isnad.ledger.items import EventItem, Party, StatementItem
from isnad.ledger.sides import days_between, matter, names, side

Kind = Literal["accusation-denial", "claim-opposite", "numbers"]
Item = StatementItem | EventItem

WINDOW = 14
"""Days within which two items are compared: a denial follows its claim while both are news."""
SAME_EVENT = 3
"""Days within which two reports that tell no day tell the same event."""
_MET = ("deny", "reject")
_TELLING = ("say", "accuse", "criticise")
_KEYS = 3
"""How many terms of an item's matter are keys to it."""
_AT_ODDS = 2
"""How many times as large one count must be as another to be at odds with it."""
_ONE_VOICE = frozenset({"GOV", "MIL", "COP", "SPY", "JUD", "IGO"})
"""Sectors of which two speakers of one country are taken to be of one voice."""


@dataclass(slots=True, frozen=True)
class Dispute:
    """Two items that are at odds: ``claim`` and ``counter`` are their identifiers. ``rule`` is a stable name; ``why``
    says it to a person."""

    kind: Kind
    sure: bool
    rule: str
    why: str
    claim: str
    counter: str


def keys(item: Item) -> tuple[str, ...]:
    """What finds the items that may be at odds with this one, within ``WINDOW`` days: at most six."""
    if isinstance(item, StatementItem):
        return _statement_keys(item)
    found = dict.fromkeys(f"{item.type}:{where}" for where in (item.place, *_ids((*item.actors, *item.recipients)))
                          if where is not None)
    return (*islice(found, 6 - _KEYS), *_matter_keys(item.terms))


def _statement_keys(item: StatementItem) -> tuple[str, ...]:
    if item.act == "accuse":
        about = _ids(_accused(item))
    elif item.act in _MET:
        about = _ids((item.speaker,))
    elif item.act in _TELLING:
        about = ()
    else:
        return ()
    found = dict.fromkeys(f"accused:{each}" for each in about)
    return (*islice(found, 6 - _KEYS), *_matter_keys(item.terms))


def _ids(parties: Iterable[Party | None]) -> tuple[str, ...]:
    found = [party for party in parties if party is not None]
    return (*(party.id for party in found if not party.generic), *(party.country for party in found if party.country))


@lru_cache(50_000)
def _matter_keys(terms: tuple[str, ...]) -> tuple[str, ...]:
    """Some terms of a matter. Those of the smallest checksums, so that two texts which share terms pick the same."""
    return tuple(f"about:{term}" for term in sorted(matter(terms), key=_checksum)[:_KEYS])


@lru_cache(200_000)
def _checksum(term: str) -> int:
    return crc32(term.encode())


def opposed(one: Item, other: Item) -> Dispute | None:
    """What two items are at odds over, None where they are not: the same either way round."""
    apart = days_between(one.day, other.day)
    if one.id == other.id or apart is None or abs(apart) > WINDOW or not _others(one.speaker, other.speaker):
        return None
    if (one.outer and other.id in one.outer) or (other.outer and one.id in other.outer):
        return None
    return _met(one, other, apart) or _met(other, one, -apart)


def _met(claim: Item, counter: Item, later: int) -> Dispute | None:
    """Whether the second item meets the first; it is told ``later`` days after it."""
    if isinstance(claim, EventItem) and isinstance(counter, EventItem):
        return _not_done(claim, counter) or _counts(claim, counter)
    if not isinstance(counter, StatementItem) or later < 0:
        return None
    if isinstance(claim, StatementItem):
        return _denied(claim, counter) or _contradicted(claim, counter)
    return _event_denied(claim, counter)


def _others(one: Party | None, other: Party | None) -> bool:
    """Whether two speakers speak for different sides. None is the report itself."""
    if one is None or other is None:
        return one is not other
    if one.id == other.id or side(one, other) in ("same", "office"):
        return False
    if one.country is not None and one.country == other.country and one.sector == other.sector in _ONE_VOICE:
        return False
    mine, others = names((one,)), names((other,))
    return not (mine <= others or others <= mine)


# -- statements

@lru_cache(20_000)
def _roles(text: str) -> frozenset[str]:
    return frozenset(mark.sense.role for mark in vocabulary().marked(text).marks if mark.sense.file == CLAIMS.file)


@lru_cache(20_000)
def _is_negated(text: str) -> bool:
    return not _NEGATIONS.isdisjoint(vocabulary().marked(text).words)


_NEGATIONS = frozenset({"لم", "لا", "لن", "ليس", "ليست", "عدم", "ما", "غير", "ينف", "ولم", "ولا"})


def _denies(item: StatementItem) -> bool:
    """Whether a statement denies something that was said, and does not only say that something is not so."""
    roles = _roles(item.text)
    if item.act == "deny":
        return "denies" in _roles(item.cue) or bool(roles & {"denial", "denies"})
    return item.act == "reject" and "accusation" in roles


def _accused(item: StatementItem) -> tuple[Party, ...]:
    """Whom an accusation is against: whom its verb has as an object, else who is named first in it."""
    told = tuple(party for party in (*item.against, item.addressee) if party is not None)
    return told or tuple(each.party for each in item.named[:1])


def _shared(one: Item, other: Item, parties: Sequence[Party | None]) -> tuple[int, float]:
    """How many terms both items' matters share, the parties' names left out, and which part of the smaller that is."""
    without = names(parties)
    mine, others = matter(one.terms) - without, matter(other.terms) - without
    shared = len(mine & others)
    return shared, shared / max(1, min(len(mine), len(others)))


def _denied(claim: StatementItem, counter: StatementItem) -> Dispute | None:
    """An accusation and what the accused says to it."""
    if claim.act != "accuse" or counter.act not in _MET:
        return None
    accused = _accused(claim)
    sides = {side(counter.speaker, party) for party in accused} - {None}
    if not sides:
        return None
    shared, _ = _shared(claim, counter, (claim.speaker, counter.speaker, *accused))
    real = _denies(counter)
    back = "accusation" in _roles(counter.text) and (
        claim.report == counter.report or _is_towards(counter, claim.speaker))
    if not (shared >= 2 or (real and (shared or back))):
        return None
    plain = bool(claim.against) and bool(sides & {"same", "office"}) and real
    sure = plain and (shared >= 2 or (back and (claim.report == counter.report or shared >= 1)))
    return Dispute("accusation-denial", sure, "accused-denies" if shared else "accused-denies-accusations",
                   f"{_name(claim.speaker)} accuses {accused[0].name}, who denies it", claim.id, counter.id)


def _is_towards(item: StatementItem, party: Party | None) -> bool:
    others = (*item.against, item.addressee, *(each.party for each in item.named))
    return any(side(party, other) in ("same", "office") for other in others)


def _contradicted(claim: StatementItem, counter: StatementItem) -> Dispute | None:
    """What one says and another says is not so."""
    if claim.act not in _TELLING or _denies(claim) or counter.act not in (*_MET, "say"):
        return None
    named = [each.party for each in (*claim.named, *counter.named)]
    shared, alike = _shared(claim, counter, (claim.speaker, counter.speaker, *named))
    if shared < 3 or alike < 0.4:
        return None
    real = _denies(counter)
    if real and not _is_negated(claim.text):
        return Dispute("claim-opposite", "denies" in _roles(counter.cue) and alike >= 0.5 and not
                       _is_negated(counter.text), "denied",
                       f"{_name(claim.speaker)} says it, {_name(counter.speaker)} denies it", claim.id, counter.id)
    if alike >= 0.6 and (_is_negated(claim.text) != _is_negated(counter.text) or _has_opposites(claim, counter)):
        return Dispute("claim-opposite", False, "contradicted",
                       f"{_name(claim.speaker)} and {_name(counter.speaker)} say opposite things", claim.id, counter.id)
    return None


def _has_opposites(one: StatementItem, other: StatementItem) -> bool:
    opposites = vocabulary().opposites
    only, others = set(one.terms) - set(other.terms), set(other.terms) - set(one.terms)
    return any((term, against) in opposites for term in only for against in others)


def _name(party: Party | None) -> str:
    return party.name if party is not None else "the report"


# -- events

def _event_denied(claim: EventItem, counter: StatementItem) -> Dispute | None:
    """An event that is told, and its actor's denial."""
    if claim.status != "actual" or not _denies(counter) or claim.type in ("REJECT", "REQUEST", "SUPPORT", "ACCUSE"):
        return None
    if not any(side(counter.speaker, actor) in ("same", "office") for actor in claim.actors):
        return None
    shared, alike = _shared(claim, counter, (*claim.actors, *claim.recipients, counter.speaker))
    if shared < 2 or alike < 0.4:
        return None
    return Dispute("claim-opposite", False, "actor-denies", f"{_name(claim.speaker)} tells it, "
                   f"{_name(counter.speaker)} denies it", claim.id, counter.id)


def _not_done(claim: EventItem, counter: EventItem) -> Dispute | None:
    """One event, told as done by one and as not done by another."""
    if claim.status != "actual" or counter.status != "negated" or not _is_one_event(claim, counter):
        return None
    shared, _ = _shared(claim, counter, (*claim.actors, *claim.recipients, *counter.actors, *counter.recipients))
    both = claim.speaker is not None and counter.speaker is not None
    return Dispute("claim-opposite", both and shared >= 1, "done-and-not-done",
                   f"{_name(claim.speaker)} tells it as done, {_name(counter.speaker)} as not done",
                   claim.id, counter.id)


def _counts(claim: EventItem, counter: EventItem) -> Dispute | None:
    """One event with counts that are far apart."""
    if not claim.counts or not counter.counts or claim.status != "actual" or counter.status != "actual":
        return None
    if not _is_one_event(claim, counter):
        return None
    others = dict(counter.counts)
    for kind, count in claim.counts:
        against = others.get(kind)
        if against is None:
            continue
        small, large = sorted((count, against))
        if large >= _AT_ODDS * max(small, 1) and large - small > 2:
            both = claim.speaker is not None and counter.speaker is not None
            same_day = claim.start is not None and claim.start == counter.start
            return Dispute("numbers", both and same_day and claim.place is not None, "counts-apart",
                           f"{kind}: {_name(claim.speaker)} says {count}, {_name(counter.speaker)} {against}",
                           claim.id, counter.id)
    return None


def _is_one_event(one: EventItem, other: EventItem) -> bool:
    """Whether two items are of one event: one type, days that agree, and sides or place that agree."""
    if one.type != other.type or (one.mode and other.mode and one.mode != other.mode):
        return False
    if not _days_agree(one, other):
        return False
    if one.place and other.place and one.place != other.place:
        return False
    actors, recipients = _agree(one.actors, other.actors), _agree(one.recipients, other.recipients)
    if actors is False or recipients is False:
        return False
    return bool(actors) + bool(recipients) + bool(one.place and one.place == other.place) >= 2


def _days_agree(one: EventItem, other: EventItem) -> bool:
    if one.start is not None and other.start is not None:
        return one.start <= (other.end or other.start) and other.start <= (one.end or one.start)
    apart = days_between(one.start or one.day, other.start or other.day)
    return apart is not None and abs(apart) <= SAME_EVENT


def _agree(some: Sequence[Party], others: Sequence[Party]) -> bool | None:
    """Whether one party at least is on both sides; None where one side tells nobody."""
    if not some or not others:
        return None
    return any(side(party, other) in ("same", "office") for party in some for other in others)
