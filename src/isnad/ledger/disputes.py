"""Disputes: an accusation and its denial, a claim and its opposite, two counts of one event; by different speakers.

Pure. Which of the two is right is not for a ledger to say. What is not sure is offered to a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Literal, get_args
from zlib import crc32

from isnad.languages.settling import CLAIMS, vocabulary
from isnad.languages.stems import stemmer
from isnad.ledger.items import EventItem, Party, StatementItem
from isnad.ledger.sides import days_between, matter, name_terms, names, side

Kind = Literal["accusation-denial", "claim-opposite", "numbers"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Item = StatementItem | EventItem

WINDOW = 14
"""Days within which two items are compared: a denial follows its claim while both are news."""
SAME_EVENT = 3
"""Days within which two reports that tell no day tell the same event."""
_MET = ("deny", "reject")
_TELLING = ("say", "accuse")
_KEYS = 6
"""How many keys an item has at most."""
_DEEDS = frozenset({"ASSAULT", "COERCE", "MOBILIZE", "AID", "RETREAT", "CONSULT", "COOPERATE", "AGREE", "SANCTION",
                    "CONCEDE", "THREATEN", "PROTEST"})
"""Types of what may be done in silence, and so denied; the others are speech."""
_HEAD = 8
"""Words of a text in which a word that negates it stands."""
_FILLED = 0.25
"""Part of a claim's matter that its opposite repeats; a long quotation that only touches on it says other things."""
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
    """What an item is kept under, so that those which it may be at odds with find it: at most six."""
    return tuple(f"{role}:{key}" for role, key in _roles_of(item))


def seeks(item: Item) -> tuple[str, ...]:
    """What finds the items that one may be at odds with, among the keys of those within ``WINDOW`` days: at most six.

    A denial seeks claims and a claim denials, so that the many who only tell the same never meet.
    """
    return tuple(f"{_AGAINST[role]}:{key}" for role, key in _roles_of(item))


_AGAINST = {"accused": "answers", "answers": "accused", "claim": "denial", "denial": "claim", "deed": "disowned",
            "disowned": "deed", "done": "undone", "undone": "done", "count": "count"}
"""What each role of an item in a dispute is at odds with."""


def _roles_of(item: Item) -> tuple[tuple[str, str], ...]:
    found = _event_roles(item) if isinstance(item, EventItem) else _statement_roles(item)
    return tuple(islice(dict.fromkeys(found), _KEYS))


def _statement_roles(item: StatementItem) -> Iterator[tuple[str, str]]:
    if item.act in _MET:
        if item.speaker is not None:
            yield from (("answers", each) for each in _ids((item.speaker,)))
            if _denies(item) and not item.speaker.generic:
                yield "disowned", item.speaker.id
        yield from (("denial", term) for term in _matter_keys(item.terms))
    elif item.act in _TELLING:
        if item.act == "accuse":
            yield from islice((("accused", each) for each in _ids(_accused(item))), 3)
        yield from (("claim", term) for term in _matter_keys(item.terms))


def _event_roles(item: EventItem) -> Iterator[tuple[str, str]]:
    if item.status not in ("actual", "negated"):
        return
    role = "done" if item.status == "actual" else "undone"
    where = [f"{item.type}:{each}" for each in (item.place, *_ids((*item.recipients, *item.actors))) if each]
    if role == "done" and item.type in _DEEDS:
        yield from (("deed", actor.id) for actor in item.actors[:2] if not actor.generic)
    yield from ((role, each) for each in where[:2])
    if item.counts:
        yield from (("count", each) for each in where[:2])


def _ids(parties: Iterable[Party | None]) -> tuple[str, ...]:
    found = [party for party in parties if party is not None]
    return (*(party.id for party in found if not party.generic), *(party.country for party in found if party.country))


@lru_cache(50_000)
def _matter_keys(terms: tuple[str, ...]) -> tuple[str, ...]:
    """Some terms of a matter. Those of the smallest checksums, so that two texts which share terms pick the same."""
    return tuple(sorted(matter(terms), key=_checksum)[:_KEYS])


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
    if (other.day, other.id) < (one.day, one.id):
        one, other, apart = other, one, -apart
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
    if one.country is not None and one.country == other.country and {one.sector, other.sector} <= _ONE_VOICE:
        return False
    mine, others = name_terms(one.name), name_terms(other.name)
    return not (mine <= others or others <= mine)


# -- statements

@lru_cache(20_000)
def _roles(text: str) -> frozenset[str]:
    return frozenset(mark.sense.role for mark in vocabulary().marked(text).marks if mark.sense.file == CLAIMS.file)


@lru_cache(20_000)
def _is_negated(text: str) -> bool:
    """Whether a text begins by saying that something is not so."""
    bearing = vocabulary().bearing
    return any(bearing.get(word) == "not" for word in vocabulary().marked(text).words[:_HEAD])


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


@dataclass(slots=True, frozen=True)
class _Overlap:
    """What two items' texts have in common, the names of those who take part left out: ``shared`` terms of their
    matters, ``covered`` the part of the counter's that the claim has, ``filled`` the part of the claim's, ``head``
    whether what the counter begins with is among them, ``others`` how many third parties both name."""

    shared: int
    covered: float
    filled: float
    head: bool
    others: int


def _overlap(claim: StatementItem, counter: StatementItem, parties: Sequence[Party | None]) -> _Overlap:
    named = {each.party.id for each in claim.named} & {each.party.id for each in counter.named}
    third = {each.party.id: each.party for each in claim.named if each.party.id in named}
    without = names((*parties, *third.values()))
    claimed, countered = matter(claim.terms) - without, matter(counter.terms) - without
    both = claimed & countered
    head = next((term for term in counter.terms if term in countered), None)
    others = len(third.keys() - {party.id for party in parties if party is not None})
    return _Overlap(len(both), len(both) / max(1, len(countered)), len(both) / max(1, len(claimed)), head in both,
                    others)


def _denied(claim: StatementItem, counter: StatementItem) -> Dispute | None:
    """An accusation and what the accused says to it."""
    if claim.act != "accuse" or counter.act not in _MET:
        return None
    accused = _accused(claim)
    if not any(side(counter.speaker, party) in ("same", "office") for party in accused):
        return None
    found = _overlap(claim, counter, (claim.speaker, counter.speaker, *accused))
    real = _denies(counter)
    same_report = claim.report == counter.report
    back = real and "accusation" in _roles(counter.text) and (same_report or _is_towards(counter, claim.speaker))
    about = found.shared >= 2 and (real or found.covered >= 0.5)
    if not (about or back or (real and found.shared and found.others)):
        return None
    sure = bool(claim.against) and real and (
        (found.shared >= 2 and found.covered >= 0.5) or (back and (same_report or found.shared >= 1)))
    return Dispute("accusation-denial", sure, "accused-denies-it" if about else "accused-denies-accusations",
                   f"{_name(claim.speaker)} accuses {accused[0].name}, who denies it", claim.id, counter.id)


def _is_towards(item: StatementItem, party: Party | None) -> bool:
    others = (*item.against, item.addressee, *(each.party for each in item.named))
    return any(side(party, other) in ("same", "office") for other in others)


def _contradicted(claim: StatementItem, counter: StatementItem) -> Dispute | None:
    """What one says and another says is not so."""
    if claim.act not in _TELLING or counter.act not in _MET or _denies(claim) or _is_negated(claim.text):
        return None
    if counter.act == "reject" and not _is_towards(counter, claim.speaker):
        return None
    found = _overlap(claim, counter, (claim.speaker, counter.speaker))
    same_report = claim.report == counter.report
    if found.shared < (2 if same_report or found.others else 3) or found.covered < (0.5 if same_report else 0.6):
        return None
    if not (found.head or found.filled >= _FILLED) or not (same_report or _of_one_country(claim, counter)):
        return None
    if _denies(counter):
        sure = ("denies" in _roles(counter.cue) and found.head and found.shared >= 3 and found.filled >= _FILLED
                and claim.act != "accuse" and not _is_negated(counter.text))
        return Dispute("claim-opposite", sure, "denied",
                       f"{_name(claim.speaker)} says it, {_name(counter.speaker)} denies it", claim.id, counter.id)
    near = found.covered >= 0.7 and found.head and found.filled >= _FILLED
    if counter.act == "deny" and _is_negated(counter.text) and found.shared >= 3 and (near or found.filled >= 0.5):
        return Dispute("claim-opposite", False, "negated", f"{_name(claim.speaker)} says it, "
                       f"{_name(counter.speaker)} says that it is not so", claim.id, counter.id)
    return None


def _of_one_country(claim: StatementItem, counter: StatementItem) -> bool:
    """Whether two texts may tell of one country: what was done in one is not denied in another."""
    mine = {each.party.country for each in claim.named} - {None}
    theirs = {party.country for party in (counter.speaker, *(each.party for each in counter.named)) if party} - {None}
    return not mine or not theirs or not mine.isdisjoint(theirs)


def _name(party: Party | None) -> str:
    return party.name if party is not None else "the report"


# -- events

def _event_denied(claim: EventItem, counter: StatementItem) -> Dispute | None:
    """An event that is told, and its actor's denial."""
    if claim.status != "actual" or claim.type not in _DEEDS or not _denies(counter):
        return None
    if not any(side(counter.speaker, actor) in ("same", "office") for actor in claim.actors):
        return None
    if counter.text in claim.text or stemmer().stem(claim.trigger) not in counter.terms:
        return None
    without = names((*claim.actors, *claim.recipients, counter.speaker))
    denied = matter(counter.terms) - without
    shared = len(denied & matter(claim.terms))
    if shared < 2 or shared < 0.5 * len(denied):
        return None
    return Dispute("claim-opposite", False, "actor-denies", f"{_name(claim.speaker)} tells it, "
                   f"{_name(counter.speaker)} denies it", claim.id, counter.id)


def _not_done(claim: EventItem, counter: EventItem) -> Dispute | None:
    """One event, told as done by one and as not done by another."""
    if claim.status != "actual" or counter.status != "negated" or not _is_one_event(claim, counter):
        return None
    without = names((*claim.actors, *claim.recipients, *counter.actors, *counter.recipients))
    shared = len((matter(claim.terms) & matter(counter.terms)) - without)
    both = claim.speaker is not None and counter.speaker is not None
    return Dispute("claim-opposite", both and shared >= 2, "done-and-not-done",
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
    if not _days_agree(one, other) or (one.place and other.place and one.place != other.place):
        return False
    actors, recipients = _agree(one.actors, other.actors), _agree(one.recipients, other.recipients)
    if actors is False or recipients is False:
        return False
    place = one.place is not None and one.place == other.place
    if place and one.start is not None and one.start == other.start:
        without = names((*one.actors, *one.recipients, *other.actors, *other.recipients))
        if len((matter(one.terms) & matter(other.terms)) - without) >= 3:
            return True
    return bool(actors) + bool(recipients) + place >= 2


def _days_agree(one: EventItem, other: EventItem) -> bool:
    if one.start is not None and other.start is not None:
        return one.start <= (other.end or other.start) and other.start <= (one.end or one.start)
    apart = days_between(one.start or one.day, other.start or other.day)
    return apart is not None and abs(apart) <= SAME_EVENT


def _agree(some: Sequence[Party], others: Sequence[Party]) -> bool | None:
    """Whether one party at least is on both sides; None where one side tells nobody that another report would know."""
    mine, theirs = [party for party in some if _is_known(party)], [party for party in others if _is_known(party)]
    if not mine or not theirs:
        return None
    return any(side(party, other) in ("same", "office") for party in mine for other in theirs)


def _is_known(party: Party) -> bool:
    return not party.generic and party.kind != "group"
