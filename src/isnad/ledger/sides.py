"""Whether parties of two reports are one side, and whether two texts are about one matter. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Literal

from isnad.languages.settling import vocabulary
from isnad.languages.stems import stemmer
from isnad.ledger.items import Party

Side = Literal["same", "office", "country"]
"""The same party; a party and the state, body or office that it speaks and acts for; two of one country that need not
know of each other."""

_STATE = frozenset({"GOV", "MIL", "LEG", "COP", "SPY", "IGO"})
_OFFICE = 2
"""Terms that the names of one office share."""
_SHORT = 3
"""Letters that a term must have to tell a matter; numbers may be shorter."""


def side(one: Party | None, other: Party | None) -> Side | None:
    """How two parties are one side, None where they are not or cannot be known to be."""
    if one is None or other is None:
        return None
    if one.id == other.id:
        return None if one.generic else "same"
    if one.country is None or one.country != other.country:
        return None
    if "group" in (one.kind, other.kind):
        return "country"
    if one.kind == other.kind and name_terms(one.name) == name_terms(other.name):
        return "same"  # two reports' "وزير الخارجية الروسي", whom neither of them names
    if one.sector in _STATE and other.sector in _STATE:
        if stands_for_all(one) or stands_for_all(other):
            return "office"
        if {one.kind, other.kind} == {"person", "organisation"} and len(_office(one) & _office(other)) >= _OFFICE:
            return "office"
    return "country"


def _office(party: Party) -> frozenset[str]:
    """The terms that tell a ministry and its minister to be of one office: "وزارة الخارجية الروسية"."""
    return name_terms(party.name) | name_terms(party.role or "")


def stands_for_all(party: Party) -> bool:
    """Whether a party is a state or a body of states as a whole, and not one of its offices."""
    return party.kind == "country" or (party.sector == "IGO" and party.kind == "organisation")


@lru_cache(20_000)
def matter(terms: tuple[str, ...]) -> frozenset[str]:
    """The terms that tell what a text is about and that few other reports have."""
    common = vocabulary().common
    return frozenset(term for term in terms
                     if term not in common and (len(term) >= _SHORT or term.isdigit()))


@lru_cache(20_000)
def matter_of(text: str) -> frozenset[str]:
    """The matter of a text that is not yet cut into terms."""
    return matter(tuple(stemmer().topics(text)))


@lru_cache(20_000)
def name_terms(name: str) -> frozenset[str]:
    """The terms of a name or title."""
    return frozenset(stemmer().topics(name))


def names(parties: Iterable[Party | None]) -> frozenset[str]:
    """The terms of parties' names: two texts about the same people share them, whatever the matter."""
    return frozenset().union(*(name_terms(party.name) for party in parties if party is not None))


@lru_cache(4_000)
def day_number(day: str) -> int:
    """The ordinal of an ISO day."""
    return date.fromisoformat(day).toordinal()


def days_between(earlier: str | None, later: str | None) -> int | None:
    """How many days one day is after another, None where either is unknown."""
    if earlier is None or later is None:
        return None
    return day_number(later) - day_number(earlier)
