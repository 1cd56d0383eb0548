"""What pictures count: when, who on whom, where; and that whoever looks a number up finds as many."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from isnad.ledger import pictures
from isnad.ledger.database import Ledger, open_ledger
from isnad.ledger.errors import QueryError
from isnad.ledger.pictures import BETWEEN, CLASSES, Flows, Grain, Places, Series, Side
from isnad.ledger.search import Query, find
from isnad.ledger.write import Kept
from isnad.sources import RawReport

NEWS = {
    "visit": ("2022-02-28", "زار وزير الخارجية المصري نبيل فوزي مسقط يوم 25 فبراير. وقال فوزي لنظيره العماني بدر "
                            "البوسعيدي إن القاهرة ترحب بالاتفاق."),
    "strike": ("2022-03-02", "قصف الجيش السوداني مدينة الفاشر بالمدفعية أمس الثلاثاء. واتهمت مصر السودان بالمماطلة."),
    "armed": ("2022-03-02", "هاجم مسلحون الجيش السوداني في الخرطوم."),
    "again": ("2022-03-04", "هاجم مسلحون الجيش السوداني في مدينة الخرطوم."),
    "lahij": ("2022-03-07", "هاجم مسلحون الجيش اليمني في محافظة لحج."),
    "lahij-again": ("2022-03-08", "هاجم مسلحون الجيش اليمني في لحج."),
    "aid": ("2022-03-16", "أرسلت مصر مساعدات إلى السودان. واتهمت مصر والأردن إيران وتركيا."),
    "undated": (None, "طالبت مصر السودان بالتهدئة."),
}


@pytest.fixture(scope="module")
def filled(databases: Any, keep_all: Callable[..., list[Kept]]) -> Iterator[Ledger]:
    """A ledger of all the news; nothing is written to it."""
    address = databases.new()
    ledger = open_ledger(address)
    keep_all(ledger, *(RawReport(text=text, published=day, publisher="المرصد", url=f"https://{name}.example/1")
                       for name, (day, text) in NEWS.items()))
    yield ledger
    ledger.close()
    databases.drop(address)


def series(ledger: Ledger, *asked: Any, **more: Any) -> Series:
    with ledger.look() as db:
        return pictures.series(ledger, db, *asked, **more)


def flows(ledger: Ledger, *asked: Any, **more: Any) -> Flows:
    with ledger.look() as db:
        return pictures.flows(ledger, db, *asked, **more)


def places(ledger: Ledger, query: Query) -> Places:
    with ledger.look() as db:
        return pictures.places(ledger, db, query)


def acts_of(ledger: Ledger, *asked: Any, **more: Any) -> Series:
    with ledger.look() as db:
        return pictures.acts_of(ledger, db, *asked, **more)


def drawn(found: Series) -> dict[str, dict[str, int]]:
    """Slots with what is in them."""
    return {slot: {code or kind: numbers[at] for (kind, code), numbers in found.counts.items() if numbers[at]}
            for at, slot in enumerate(found.slots)}


def pairs(found: Flows) -> dict[tuple[str, str], int]:
    """Numbers by who and whom."""
    return {(found.nodes[pair.source].name, found.nodes[pair.target].name): pair.number for pair in found.pairs}


def test_days_without_news_are_there_with_nothing_in_them(filled: Ledger) -> None:
    found = series(filled, Query(until="2022-03-04"))
    assert found.grain == "day"
    assert drawn(found) == {
        "2022-02-28": {"CONSULT": 1, "SUPPORT": 1, "praise": 1}, "2022-03-01": {},
        "2022-03-02": {"ASSAULT": 2, "ACCUSE": 1, "accuse": 1}, "2022-03-03": {}, "2022-03-04": {"ASSAULT": 1},
    }


def test_a_stretch_that_is_asked_for_is_counted_whole(filled: Ledger) -> None:
    assert list(drawn(series(filled, Query(since="2022-03-03", until="2022-03-06")))) == [
        "2022-03-03", "2022-03-04", "2022-03-05", "2022-03-06"]


@pytest.mark.parametrize(("grain", "slots", "last"), [
    ("day", ["2022-02-28", "2022-03-16"], "2022-02-28"),
    ("week", ["2022-02-28", "2022-03-14"], "2022-03-06"),
    ("month", ["2022-02-01", "2022-03-01"], "2022-02-28"),
    ("year", ["2022-01-01", "2022-01-01"], "2022-12-31"),
])
def test_a_slot_is_named_by_its_first_day(filled: Ledger, grain: Grain, slots: list[str], last: str) -> None:
    found = series(filled, Query(), grain)
    assert [found.slots[0], found.slots[-1]] == slots
    assert found.last_day(found.slots[0]) == last
    assert found.total == sum(found.of_kinds()["event"]) + sum(found.of_kinds()["statement"]) == 12


@pytest.mark.parametrize(("day", "monday"), [
    ("2022-02-27", "2022-02-21"), ("2022-02-28", "2022-02-28"), ("2022-03-06", "2022-02-28"),
    ("2024-12-31", "2024-12-30"), ("2025-01-01", "2024-12-30"),
])
def test_weeks_begin_on_monday(ledger: Ledger, keep_all: Callable[..., list[Kept]], a_report: Callable[..., RawReport],
                               day: str, monday: str) -> None:
    keep_all(ledger, a_report("قصف الجيش السوداني مدينة الفاشر.", day))
    assert drawn(series(ledger, Query(), "week")) == {monday: {"ASSAULT": 1}}


@pytest.mark.parametrize(("since", "until", "grain"), [
    ("2022-01-01", "2022-04-02", "day"), ("2022-01-01", "2022-04-03", "week"), ("2021-01-01", "2022-12-31", "week"),
    ("2021-01-01", "2023-01-01", "month"), ("1990-01-01", "2025-01-01", "month"), ("0622-01-01", "2025-01-01", "year"),
    ("0001-01-01", "9999-12-31", "year"),
])
def test_the_longer_the_stretch_the_coarser_the_grain(filled: Ledger, since: str, until: str, grain: str) -> None:
    found = series(filled, Query(since=since, until=until))
    assert (found.grain, found.total) == (grain, 12)
    assert found.last_day(found.slots[-1]) >= until


def test_slots_are_not_made_without_end(filled: Ledger) -> None:
    with pytest.raises(QueryError, match=r"from 1900-01-01 to 2025-01-01 is more than 4,000 days; give a coarser"):
        series(filled, Query(since="1900-01-01", until="2025-01-01"), "day")


def test_what_has_no_day_is_numbered_and_not_drawn(filled: Ledger) -> None:
    assert series(filled, Query()).undated == 2
    assert series(filled, Query(since="2022-01-01")).undated == 0


def test_events_are_counted_by_their_own_day_where_it_is_asked_for(filled: Ledger) -> None:
    found = series(filled, Query(kinds=("event",)), own_days=True)
    assert {slot: held for slot, held in drawn(found).items() if held} == {
        "2022-02-25": {"CONSULT": 1, "SUPPORT": 1}, "2022-03-01": {"ACCUSE": 1, "ASSAULT": 1}}
    assert (found.total, found.undated, found.outside) == (4, 7, 0)


def test_events_of_long_ago_do_not_stretch_the_days(ledger: Ledger, keep_all: Callable[..., list[Kept]],
                                                     a_report: Callable[..., RawReport]) -> None:
    keep_all(ledger, a_report("قصف الجيش السوداني مدينة الفاشر في 6 أكتوبر 1973. وقصف الجيش السوداني مدينة نيالا أمس.",
                              "2022-03-02"))
    found = series(ledger, Query(kinds=("event",)), own_days=True)
    assert (found.slots[0], found.slots[-1], found.total, found.outside) == ("2022-01-30", "2022-04-02", 1, 1)


def test_events_that_begin_outside_the_stretch_are_numbered(filled: Ledger) -> None:
    found = series(filled, Query(kinds=("event",), since="2022-02-26", until="2022-03-31"), own_days=True)
    assert (found.total, found.outside) == (2, 2)
    assert (found.slots[0], found.slots[-1]) == ("2022-02-26", "2022-03-31")


def test_reports_are_counted_where_they_are_asked_for(filled: Ledger) -> None:
    assert series(filled, Query(kinds=("report",)), "month").of_kinds() == {"report": [1, 6]}


def test_nothing_found_is_nothing_drawn(filled: Ledger) -> None:
    found = series(filled, Query("زلزال"))
    assert (found.slots, found.counts, found.total) == ([], {}, 0)
    assert flows(filled, Query("زلزال")).pairs == []
    assert places(filled, Query("زلزال")).spots == []


def test_what_is_counted_in_a_slot_is_what_is_found_in_its_days(filled: Ledger) -> None:
    found = series(filled, Query(), "week")
    for (kind, code), numbers in found.counts.items():
        coded = {"act" if kind == "statement" else "type": (code,)}
        for slot, number in zip(found.slots, numbers, strict=True):
            query = Query(since=slot, until=found.last_day(slot), **coded)  # type: ignore[arg-type]
            assert find(filled, query).total == number, (slot, code)


def test_one_actors_acts(filled: Ledger) -> None:
    egypt = next(node.key for node in flows(filled, Query()).nodes if node.name == "مصر")
    assert egypt is not None
    found = acts_of(filled, egypt, grain="month")
    assert drawn(found) == {"2022-03-01": {"ACCUSE": 2, "AID": 1, "accuse": 1}}
    assert found.undated == 2
    assert acts_of(filled, "a2222222222222").total == 0


def test_who_acts_on_whom(filled: Ledger) -> None:
    found = flows(filled, Query())
    assert pairs(found) == {
        ("مصر", "السودان"): 5, ("نبيل فوزي", "بدر البوسعيدي"): 2, ("نبيل فوزي", "مسقط"): 1, ("مصر", "إيران"): 1,
        ("مصر", "تركيا"): 1, ("الأردن", "إيران"): 1, ("الأردن", "تركيا"): 1,
    }
    first = found.pairs[0]
    assert (first.statements, first.events) == (2, 3)
    assert first.classes == dict.fromkeys(CLASSES, 0) | {"verbal conflict": 2, "material cooperation": 1}
    egypt = found.nodes[first.source]
    assert (egypt.kind, egypt.country, egypt.sector, egypt.generic) == ("country", "EGY", "GOV", False)
    assert (egypt.out, egypt.into) == (7, 0)


def test_a_thing_that_two_do_to_two_is_one_thing_with_four_pairs(filled: Ledger) -> None:
    found = flows(filled, Query(actor=("الأردن",)))
    assert (len(found.pairs), found.items, found.paired) == (4, 1, 1)


def test_those_who_are_only_meant_are_left_out_and_numbered(filled: Ledger) -> None:
    found = flows(filled, Query(type=("ASSAULT",)))
    assert (found.pairs, found.items, found.paired, found.left_out) == ([], 5, 0, 4)


def test_those_who_are_only_meant_are_one_a_name_and_country_where_they_are_asked_for(filled: Ledger) -> None:
    found = flows(filled, Query(type=("ASSAULT",)), generic=True)
    assert pairs(found) == {("مسلحون", "الجيش السوداني"): 2, ("مسلحون", "الجيش اليمني"): 2}
    assert sorted((node.name, node.key, node.generic, node.country) for node in found.nodes) == [
        ("الجيش السوداني", None, True, "SDN"), ("الجيش اليمني", None, True, "YEM"),
        ("مسلحون", None, True, "SDN"), ("مسلحون", None, True, "YEM")]
    assert found.left_out == 0


@pytest.mark.parametrize(("between", "expected"), [
    ("country", {("EGY", "SDN"): 5, ("EGY", "OMN"): 3, ("SDN", "SDN"): 2, ("YEM", "YEM"): 2, ("EGY", "IRN"): 1,
                 ("EGY", "TUR"): 1, ("JOR", "IRN"): 1, ("JOR", "TUR"): 1}),
    ("sector", {("GOV", "GOV"): 9, ("REB", "MIL"): 4}),
])
def test_who_acts_on_whom_by_country_and_by_sector(filled: Ledger, between: Side,
                                                   expected: dict[tuple[str, str], int]) -> None:
    assert pairs(flows(filled, Query(), between)) == expected


@pytest.mark.parametrize("between", BETWEEN)
@pytest.mark.parametrize("query", [Query(), Query(since="2022-03-01"), Query("مصر", kinds=("event",))])
def test_what_is_counted_of_a_pair_is_what_is_found_of_it(filled: Ledger, between: Side, query: Query) -> None:
    found = flows(filled, query, between)
    assert found.pairs
    one, other = ("actor", "recipient") if between == "actor" else (f"actor_{between}", f"recipient_{between}")
    for pair in found.pairs:
        sides = {one: (found.nodes[pair.source].key,), other: (found.nodes[pair.target].key,)}
        assert find(filled, replace(query, **sides)).total == pair.number  # type: ignore[arg-type]


def test_a_picture_has_the_most_frequent_and_tells_how_many_it_leaves_off(filled: Ledger) -> None:
    found = flows(filled, Query())
    shown, left = found.most(2)
    assert ([pair.number for pair in shown], left) == ([5, 2], 5)
    assert found.most(100) == (found.pairs, 0)
    kept, among, left = found.among(2)
    assert [found.nodes[one].name for one in kept] == ["مصر", "السودان"]
    assert ([pair.number for pair in among], left) == ([5], 6)


def test_where_events_happen(filled: Ledger) -> None:
    found = places(filled, Query())
    assert (found.events, found.placed, found.told, found.placeless) == (11, 4, 1, 6)
    assert {" / ".join(spot.names): spot.number for spot in found.spots} == {
        "الخرطوم": 2, "لحج / محافظة لحج": 2, "السودان": 1}
    khartoum = found.spots[0]
    assert (khartoum.country, round(khartoum.latitude or 0), round(khartoum.longitude or 0)) == ("SDN", 16, 33)
    assert khartoum.classes == dict.fromkeys(CLASSES, 0) | {"material conflict": 2}


def test_a_country_as_a_whole_has_no_position(filled: Ledger) -> None:
    sudan = next(spot for spot in places(filled, Query()).spots if spot.names == ("السودان",))
    assert (sudan.country, sudan.latitude, sudan.longitude) == ("SDN", None, None)


def test_what_tells_no_place_is_found_as_such(filled: Ledger) -> None:
    assert find(filled, Query(place=("none",))).total == places(filled, Query()).placeless
    assert find(filled, Query(place=("none", "SDN"))).total == 9


def test_what_is_counted_of_a_place_is_what_is_found_there(filled: Ledger) -> None:
    for spot in places(filled, Query()).spots:
        assert find(filled, Query(place=spot.names)).total == spot.number


@pytest.mark.parametrize(("ask", "told"), [
    (lambda ledger: series(ledger, Query(), "decade"), r"no grain 'decade'; there are day, week, month, year"),
    (lambda ledger: flows(ledger, Query(), "outlet"), r"no between 'outlet'; there are actor, country, sector"),
    (lambda ledger: flows(ledger, Query(kinds=("report",))), r"statements and events; it was asked for reports"),
    (lambda ledger: places(ledger, Query(kinds=("statement",))), r"counts events; it was asked for statements"),
    (lambda ledger: places(ledger, Query(act=("deny",))), r"an event has no act"),
    (lambda ledger: series(ledger, Query("-الضمانات")), r"only says what must not be there"),
])
def test_what_cannot_be_counted_is_told(filled: Ledger, ask: Callable[[Ledger], object], told: str) -> None:
    with pytest.raises(QueryError, match=told):
        ask(filled)


def test_slots_have_no_gap_and_do_not_overlap(filled: Ledger) -> None:
    for grain in ("day", "week", "month", "year"):
        found = series(filled, Query(since="2023-12-25", until="2024-03-05"), grain)
        for one, other in zip(found.slots, found.slots[1:], strict=False):
            assert (date.fromisoformat(other) - date.fromisoformat(found.last_day(one))).days == 1
