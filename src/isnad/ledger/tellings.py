"""Tellings: the same statement or the same event in several reports of a story, and where one tells it otherwise.

Nobody needs to be compared with everybody: items that may be the same share one of their ``keys``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal, NamedTuple

from isnad.languages.stems import stemmer
from isnad.ledger.items import EventItem, Party, StatementItem
from isnad.reading.text import DIGITS, ascii_digits

WORDS = 0.6
"""What share of the shorter statement's words the longer must have, where one who speaks in both."""
ALL_WORDS = 0.85
"""What share it must have where nobody is named in one of them, or another."""
LONGER = 6
"""How many times the words of a statement another may have that holds it."""
FEW = 4
"""Words below which a statement says too little to be known again."""
TOLD = 0.5
"""What share of the words of the sentences around two events tells that they are one, without a party in common."""
OTHERWISE = 0.75
"""What share tells it although one of the parties, the place or the day is another: it is told otherwise."""
HINTED = 0.25
"""What share is enough where one of two sides is in common."""
DAYS = 3
"""Days between the reports that may tell the same statement."""
SLACK = 1
"""Days by which reports may be apart on when an event was, for "today" and "yesterday" are soon mistaken."""
OTHER_DAY = 7
"""Days beyond which nearly the same words tell another event."""
_NUMBER = re.compile(rf"([{DIGITS}]+(?:[.,٫٬][{DIGITS}]+)*)[^\w]*([^\W\d_]+)?")

Kind = Literal["number", "status", "actor", "recipient", "day", "place"]


class Difference(NamedTuple):
    """What two tellings of one thing are apart on: the kind, and what the first and the second tell."""

    kind: Kind
    first: str
    second: str


def keys(item: StatementItem | EventItem) -> frozenset[str]:
    """Keys of an item. Two items that have none in common are never the same statement or event."""
    if isinstance(item, StatementItem):
        return frozenset(item.terms)
    parties = [party for party in (*item.actors, *item.recipients) if not party.generic]
    names = {*item.terms, *(party.id for party in parties), *(party.country for party in parties if party.country)}
    return frozenset(f"{item.type} {name}" for name in names)


def same_statement(a: StatementItem, b: StatementItem) -> bool:
    """Whether two reports tell the same statement: of one speaker in mostly the same words, or in nearly the same
    words where one of them does not name the speaker or names another."""
    if not _near(a.day, b.day, DAYS):
        return False
    one = _meet(a.speaker, b.speaker)
    if not one and (a.act == "deny") != (b.act == "deny"):  # what one says and another denies
        return False
    short, long = sorted((set(a.terms), set(b.terms)), key=len)
    if len(short) < FEW:
        return bool(short) and short == long and one is True
    if len(long) > LONGER * len(short):
        return False
    return len(short & long) / len(short) >= (WORDS if one else ALL_WORDS)


def same_event(a: EventItem, b: EventItem) -> bool:
    """Whether two reports tell the same event: of one type, on days that meet, with parties and a place that can be
    the same, and at least one party or half of the words in common."""
    if a.type != b.type or (a.mode and b.mode and a.mode != b.mode) or _apart(a, b) > OTHER_DAY:
        return False
    short, long = sorted((set(a.terms), set(b.terms)), key=len)
    words = len(short & long) / len(short) if len(short) >= FEW else 0.0
    sides = [_sides(a.actors, b.actors), _sides(a.recipients, b.recipients)]
    if sides.count(False) + _elsewhere(a, b) + (_apart(a, b) > SLACK) > (words >= OTHERWISE):
        return False
    return words >= TOLD or sides.count(True) == 2 or (True in sides and words >= HINTED)


def differences(a: StatementItem | EventItem, b: StatementItem | EventItem) -> list[Difference]:
    """What two tellings of the same statement or event are apart on; where one is silent, there is no difference.
    Raises ``TypeError`` for a statement and an event."""
    if isinstance(a, StatementItem) and isinstance(b, StatementItem):
        return _numbers(_figures(a.text), _figures(b.text)) + _statuses(a.act == "deny", b.act == "deny", a.act, b.act)
    if isinstance(a, EventItem) and isinstance(b, EventItem):
        return _of_events(a, b)
    raise TypeError(f"a {type(a).__name__} and a {type(b).__name__}; give two statements or two events")


def _of_events(a: EventItem, b: EventItem) -> list[Difference]:
    mine, theirs = dict(a.counts), dict(b.counts)
    found = [Difference("number", f"{kind} {mine[kind]}", f"{kind} {theirs[kind]}")
             for kind in sorted(mine.keys() & theirs.keys()) if mine[kind] != theirs[kind]]
    found += _statuses(a.status == "negated", b.status == "negated", a.status, b.status)
    parts: tuple[tuple[Kind, Sequence[Party], Sequence[Party]], ...] = (
        ("actor", a.actors, b.actors), ("recipient", a.recipients, b.recipients))
    found += [Difference(kind, _named(one), _named(other)) for kind, one, other in parts
              if _sides(one, other) is False]
    if a.start and b.start and _apart(a, b) > SLACK:
        found.append(Difference("day", a.start, b.start))
    if a.place and b.place and _elsewhere(a, b):
        found.append(Difference("place", a.place, b.place))
    return found


def _statuses(mine: bool, theirs: bool, first: str, second: str) -> list[Difference]:
    return [Difference("status", first, second)] if mine != theirs else []


def _numbers(mine: dict[str, str], theirs: dict[str, str]) -> list[Difference]:
    """Numbers of one thing that are not the same."""
    return [Difference("number", mine[what], theirs[what]) for what in mine
            if what in theirs and mine[what].split()[0] != theirs[what].split()[0]]


def _figures(text: str) -> dict[str, str]:
    """The numbers of a text with the word behind each, by that word; what it says twice of one thing is left out."""
    found, twice = dict[str, str](), set[str]()
    for number, word in _NUMBER.findall(text):
        for what in stemmer().topics(word):
            twice |= {what} & found.keys()
            found[what] = f"{ascii_digits(number)} {word}"
    return {what: number for what, number in found.items() if what not in twice}


def _named(parties: Iterable[Party]) -> str:
    return ", ".join(party.name for party in parties)


def _meet(a: Party | None, b: Party | None) -> bool | None:
    """Whether two are one: None where it cannot be told, because one is not named or only meant.

    A ministry and its minister are one voice, and so are a state and its government; two men are not.
    """
    if a is None or b is None:
        return None
    if a.id == b.id and not (a.generic or b.generic):
        return True
    if a.country and b.country and a.country != b.country:
        return False
    if a.generic or b.generic or _holds(a.name, b.name):
        return None
    if a.kind == b.kind and a.kind != "country":
        return False
    if a.country and a.country == b.country and (a.sector == b.sector or "country" in (a.kind, b.kind)):
        return True
    return None


def _sides(mine: Sequence[Party], theirs: Sequence[Party]) -> bool | None:
    """Whether one of each is the same: None where it cannot be told, False where all are others."""
    met = {_meet(one, other) for one in mine for other in theirs}
    return True if True in met else None if None in met or not met else False


def _elsewhere(a: EventItem, b: EventItem) -> bool:
    """Whether two events were in different places, as far as both tell."""
    if a.place_country and b.place_country:
        if a.place_country != b.place_country:
            return True
        return bool(a.place and b.place) and not _holds(a.place or "", b.place or "")
    return False


def _holds(one: str, other: str) -> bool:
    """Whether one name has all the words of the other, as a full name has those of a short one."""
    short, long = sorted((set(stemmer().topics(one)), set(stemmer().topics(other))), key=len)
    return short <= long


def _apart(a: EventItem, b: EventItem) -> int:
    """Days between two events, 0 where they meet or where one is not told."""
    if not (a.start and b.start):
        return 0
    if (a.end or a.start) < b.start:
        return _days(a.end or a.start, b.start)
    if (b.end or b.start) < a.start:
        return _days(b.end or b.start, a.start)
    return 0


def _near(a: str | None, b: str | None, most: int) -> bool:
    return a is None or b is None or abs(_days(a, b)) <= most


def _days(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days
