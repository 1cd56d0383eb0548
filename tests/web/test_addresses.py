"""A search's address: it holds the whole query, one address a search; what it cannot mean is told with what it can."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from isnad.ledger.errors import QueryError
from isnad.ledger.search import Query
from isnad.web.addresses import (
    CHOICES,
    COUNTRIES,
    FILTERS,
    LONGEST_VALUE,
    LONGEST_WORDS,
    MOST_ON_A_PAGE,
    MOST_VALUES,
    MOST_WORDS,
    NAMED,
    PAGE,
    Search,
    kept_query,
    query_of,
    search_of,
)


def stripped(most: int) -> st.SearchStrategy[str]:
    """Texts of any letters that no blank surrounds."""
    return st.text(st.characters(codec="utf-8"), min_size=1, max_size=most).map(str.strip).filter(bool)


@st.composite
def searches(draw: st.DrawFn) -> Search:
    """Any search that an address can tell."""
    told: dict[str, Any] = {}
    for name in draw(st.lists(st.sampled_from(FILTERS), unique=True, max_size=6)):
        values = st.sampled_from(CHOICES[name]) if name in CHOICES else stripped(30)
        if name in COUNTRIES:
            values = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=2, max_size=4)
        told["kinds" if name == "kind" else name] = tuple(draw(st.lists(values, unique=True, min_size=1, max_size=4)))
    days = sorted(draw(st.lists(st.dates().map(str), min_size=2, max_size=2)))
    words = " ".join(draw(st.lists(stripped(12), max_size=6))).strip()
    since, until = (draw(st.sampled_from((None, each))) for each in days)
    query = Query(words if len(words.split()) <= MOST_WORDS else "", **told, since=since, until=until,
                  after=draw(st.none() | st.integers(0, 10**9)))
    return Search(query, draw(st.integers(1, 10_000_000)), draw(st.integers(1, MOST_ON_A_PAGE)), draw(st.booleans()))


@given(searches())
def test_an_address_holds_the_whole_search(search: Search) -> None:
    assert search_of(QueryParams(search.parameters())) == search
    assert search_of(QueryParams(search.address())) == search


@given(searches())
def test_a_search_has_one_address(search: Search) -> None:
    in_another_order = sorted(search.parameters(), key=lambda each: each[0])
    told = search_of(QueryParams([("colour", "red"), ("speaker", " "), *in_another_order]))
    assert told.address() == search.address()


@given(searches(), st.sampled_from(FILTERS))
def test_what_is_asked_for_twice_is_as_before_and_on_the_first_page(search: Search, name: str) -> None:
    value = CHOICES[name][0] if name in CHOICES else "OMN"
    held = value in search.values().get(name, ())
    once = search.asking(name, value)
    assert (value in once.values().get(name, ()), once.page) == (not held, 1)
    twice = once.asking(name, value)
    assert {key: set(values) for key, values in twice.values().items()} == {
        key: set(values) for key, values in search.values().items()}
    assert name not in search.without(name).values()


def test_every_filter_of_a_query_has_its_parameter() -> None:
    for name in (*FILTERS, "after"):
        value = CHOICES[name][0] if name in CHOICES else "7"
        asked = search_of(QueryParams([(name, value)])).query
        assert asked != Query(), name
    assert search_of(QueryParams("q=%D8%B3%D8%AF")).query == Query("سد")
    assert search_of(QueryParams("kind=event&type=assault&country=omn&country=OMN")).query == Query(
        kinds=("event",), type=("ASSAULT",), country=("OMN",))


def test_what_is_left_empty_is_not_asked_for() -> None:
    empty = [(name, "") for name in (*FILTERS, "q", "since", "until", "by", "page", "limit", "after")]
    assert search_of(QueryParams(empty)) == Search(Query())


@pytest.mark.parametrize(("told", "why"), [
    ("act=sing", "act: no 'sing'; there are say, deny"), ("type=WAR", "type: no 'WAR'; there are"),
    ("kind=actor", "kind: no 'actor'; there are statement, event, report"), ("sector=X", "sector: no 'X'"),
    ("status=maybe", "status: no 'maybe'"), ("mode=fly", "mode: no 'fly'"), ("by=luck", "by: no 'luck'; there are"),
    ("since=yesterday", "since: "), ("until=2022-02-30", "until: "),
    ("since=2022-02-02&until=2022-02-01", "since 2022-02-02 is after until 2022-02-01; exchange them"),
    ("page=0", "page: '0' is none; give a number from 1"), ("page=-1", "page: '-1'"), ("page=x", "page: 'x'"),
    ("page=99999999999", "page: "), (f"page={'9' * 5000}", "page: "), ("page=%D9%A1", "page: '١'"),
    ("page=1e3", "page: '1e3'"), (f"limit={MOST_ON_A_PAGE + 1}", "limit: '201' is none; give a number from 1 to 200"),
    ("after=x", "after: 'x'"), (f"q={'ا' * (LONGEST_WORDS + 1)}", "at most 400 characters and 32 words"),
    (f"q={'a+' * (MOST_WORDS + 1)}", "at most 400 characters and 32 words"),
    ("&".join(f"outlet={number}" for number in range(MOST_VALUES + 1)), "outlet: 21 values; at most 20"),
    (f"speaker={'x' * (LONGEST_VALUE + 1)}", "speaker: a value of 201 characters; at most 200"),
])
def test_what_an_address_cannot_mean_is_told_with_what_it_can(told: str, why: str) -> None:
    with pytest.raises(QueryError) as error:
        search_of(QueryParams(told))
    assert why in str(error.value)
    assert len(str(error.value)) < 1000


def test_a_page_begins_where_the_one_before_ends() -> None:
    assert [Search(Query(), page=page, limit=50).offset for page in (1, 2, 3)] == [0, 50, 100]
    assert Search(Query()).limit == PAGE


def test_an_address_can_be_given_with_other_parameters() -> None:
    search = Search(Query("سد", kinds=("event",)), page=3)
    assert search.address(page=None, format="csv") == "q=%D8%B3%D8%AF&kind=event&format=csv"
    assert search.address(page="4").endswith("&page=4")


@given(searches())
def test_a_kept_search_asks_for_the_same_without_its_page_and_its_order(search: Search) -> None:
    query = replace(search.query, after=None)
    if query == Query():
        with pytest.raises(QueryError, match="asks for nothing"):
            kept_query(search.address())
    else:
        kept = kept_query(f"/search?{search.address()}#x")
        assert kept == kept_query(search.address())
        assert query_of(kept) == query


def test_named_filters_and_chosen_ones_are_all_there_are() -> None:
    assert set(NAMED) | set(CHOICES) == set(FILTERS)
