"""Queries in addresses: what a search asks for, as ``isnad find`` names it, to a ``Query`` and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, get_args
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from isnad.ledger.errors import QueryError
from isnad.ledger.search import KINDS, Query
from isnad.reading.reader import parse_day
from isnad.record import MODES, Act, Sector, Status

PAGE, MOST_ON_A_PAGE = 20, 200
LONGEST_WORDS, MOST_WORDS, MOST_VALUES, LONGEST_VALUE = 400, 32, 20, 200
"""Characters of the words and of a value, words, and values of a filter that a search may have."""
_MODES = tuple(dict.fromkeys(each for some in MODES.values() for each in some))
CHOICES: Mapping[str, tuple[str, ...]] = {
    "kind": KINDS, "act": get_args(Act), "type": tuple(MODES), "mode": _MODES, "status": get_args(Status),
    **dict.fromkeys(("sector", "actor_sector", "recipient_sector"), get_args(Sector)),
}
"""The filters that only take some values, with these."""
COUNTRIES = ("country", "actor_country", "recipient_country")
NAMED = ("speaker", "actor", "recipient", *COUNTRIES, "outlet", "place", "story", "report")
"""The filters that take any."""
FILTERS = (*CHOICES, *NAMED)


@dataclass(slots=True, frozen=True)
class Search:
    """A search as an address tells it: the query, and which page of what it finds is on the screen.

    ``by_day``: the newest first and not the best.
    """

    query: Query
    page: int = 1
    limit: int = PAGE
    by_day: bool = False

    @property
    def offset(self) -> int:
        """How many come before the page."""
        return (self.page - 1) * self.limit

    def values(self) -> dict[str, tuple[str, ...]]:
        """The query's filters that are set, by their names in the address."""
        named = {name: getattr(self.query, "kinds" if name == "kind" else name) for name in FILTERS}
        return {name: values for name, values in named.items() if values}

    def parameters(self) -> list[tuple[str, str]]:
        """The address's parameters, in one order: the same search has one address."""
        query = self.query
        found = [("q", query.words)] if query.words else []
        found += [(name, value) for name, values in self.values().items() for value in values]
        found += [(name, day) for name, day in (("since", query.since), ("until", query.until)) if day]
        found += [("after", str(query.after))] if query.after is not None else []
        found += [("by", "day")] if self.by_day else []
        found += [("limit", str(self.limit))] if self.limit != PAGE else []
        return found + ([("page", str(self.page))] if self.page > 1 else [])

    def address(self, **more: str | None) -> str:
        """The parameters as a query string, without the question mark; ``more`` sets others, None leaves one out."""
        kept = [(name, value) for name, value in self.parameters() if name not in more]
        return urlencode(kept + [(name, value) for name, value in more.items() if value is not None])

    def asking(self, name: str, value: str | None) -> Search:
        """The same with a filter's value added or, where it is there, taken out, from the first page on."""
        field = "kinds" if name == "kind" else name
        if name in ("since", "until"):
            return self._with(name, value)
        held = getattr(self.query, field)
        return self._with(field, tuple(each for each in held if each != value) if value in held else (*held, value))

    def without(self, name: str) -> Search:
        """The same without a filter."""
        nothing = None if name in ("since", "until", "after") else "" if name == "q" else ()
        return self._with({"kind": "kinds", "q": "words"}.get(name, name), nothing)

    def _with(self, field: str, value: Any) -> Search:
        return replace(self, query=replace(self.query, **{field: value}), page=1)


def search_of(parameters: QueryParams) -> Search:
    """The search that an address tells. Raises ``QueryError`` where a value is none that there is, or too much is
    asked for; parameters of other names are left alone."""
    words = parameters.get("q", "").strip()
    if len(words) > LONGEST_WORDS or len(words.split()) > MOST_WORDS:
        raise QueryError(f"q: {len(words):,} characters, {len(words.split())} words; at most {LONGEST_WORDS} "
                         f"characters and {MOST_WORDS} words are looked for at once")
    told: dict[str, Any] = {name: _chosen(name, parameters.getlist(name)) for name in CHOICES}
    told |= {name: _named(name, parameters.getlist(name)) for name in NAMED}
    told |= {name: tuple(dict.fromkeys(each.upper() for each in told[name])) for name in COUNTRIES}
    query = Query(words, told.pop("kind"), **told, since=day("since", parameters), until=day("until", parameters),
                  after=number("after", parameters, 0, 10**12 - 1, least=0) if parameters.get("after") else None)
    if query.since and query.until and query.since > query.until:
        raise QueryError(f"since {query.since} is after until {query.until}; exchange them")
    by = parameters.get("by") or "best"
    if by not in ("best", "day"):
        raise QueryError(f"by: no {by!r}; there are best, day")
    return Search(query, number("page", parameters, 1, 10_000_000), number("limit", parameters, PAGE, MOST_ON_A_PAGE),
                  by == "day")


def number(name: str, parameters: QueryParams, otherwise: int, most: int, *, least: int = 1) -> int:
    """A whole number that a parameter tells. Raises ``QueryError``."""
    told = parameters.get(name) or str(otherwise)
    if not (told.isascii() and told.isdigit()) or len(told) > 12 or not least <= int(told) <= most:
        raise QueryError(f"{name}: {told[:40]!r} is none; give a number from {least} to {most:,}")
    return int(told)


def choice(name: str, parameters: QueryParams, allowed: Sequence[str], otherwise: str) -> str:
    """One of some values that a parameter tells. Raises ``QueryError``."""
    told = parameters.get(name) or otherwise
    if told not in allowed:
        raise QueryError(f"{name}: no {told[:40]!r}; there are {', '.join(allowed)}")
    return told


def _chosen(name: str, given: Iterable[str]) -> tuple[str, ...]:
    known = {each.lower(): each for each in CHOICES[name]}
    wanted = [each for each in given if each]
    for value in wanted:
        if value.lower() not in known:
            raise QueryError(f"{name}: no {value[:40]!r}; there are {', '.join(CHOICES[name])}")
    return tuple(dict.fromkeys(known[value.lower()] for value in wanted))


def _named(name: str, given: Iterable[str]) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(each.strip() for each in given if each.strip()))
    if len(wanted) > MOST_VALUES:
        raise QueryError(f"{name}: {len(wanted)} values; at most {MOST_VALUES} are looked for at once")
    for value in wanted:
        if len(value) > LONGEST_VALUE:
            raise QueryError(f"{name}: a value of {len(value):,} characters; at most {LONGEST_VALUE}")
    return wanted


def day(name: str, parameters: QueryParams) -> str | None:
    """A day that a parameter tells, None where it is not there. Raises ``QueryError``."""
    told = (parameters.get(name) or "").strip()
    if not told:
        return None
    try:
        found = parse_day(told)
    except ValueError as error:
        raise QueryError(f"{name}: {error}") from None
    return found.isoformat() if found else None


def search_of_kept(told: str) -> Search:
    """The search of a query that is kept. Raises ``QueryError``."""
    return search_of(QueryParams(told))


def query_of(told: str) -> Query:
    """The query of a search that is kept. Raises ``QueryError``."""
    return search_of_kept(told).query


def kept_query(told: str) -> str:
    """A search's query as it is kept: without page, order and revision. The search's whole address is taken, too.

    Raises ``QueryError`` where it is none, or asks for nothing.
    """
    told = told.strip()
    if told.startswith(("/", "http:", "https:")):
        told = told.partition("#")[0].partition("?")[2]
    kept = search_of(QueryParams(told.lstrip("?"))).address(page=None, limit=None, by=None, after=None)
    if not kept:
        raise QueryError(f"{told[:100]!r} asks for nothing; write it as in a search's address, as q=هدنة&act=deny")
    return kept
