"""The same statement and the same event in other reports, and who tells it otherwise."""

from __future__ import annotations

from dataclasses import replace

import pytest

from isnad.languages.stems import stemmer
from isnad.ledger.items import EventItem, Party, StatementItem
from isnad.ledger.tellings import Difference, differences, keys, same_event, same_statement

MINISTER = Party("p1", "سالم الحارثي", "person", "OMN", "GOV", "وزير النقل")
MINISTRY = Party("p2", "وزارة النقل", "organisation", "OMN", "GOV")
RIVAL = Party("p3", "نبيل فوزي", "person", "EGY", "GOV")
GUNMEN = Party("p4", "مسلحون", "group", generic=True)
ARMY = Party("p5", "الجيش المالي", "organisation", "MLI", "MIL")
REBELS = Party("p6", "حركة أزواد", "organisation", "MLI", "REB")


def said(text: str, speaker: Party | None = MINISTER, **more: object) -> StatementItem:
    item = StatementItem("s1", "r1", "2024-03-12", "2024-03-12T09:00:00.000000Z", speaker, None, "say", text,
                         tuple(stemmer().topics(text)))
    return replace(item, **more)  # type: ignore[arg-type]  # fields by name


def happened(text: str, **more: object) -> EventItem:
    item = EventItem("e1", "r1", "2024-03-12", "2024-03-12T09:00:00.000000Z", "ASSAULT", None, "actual", (ARMY,), (),
                     "2024-03-11", "2024-03-11", "كيدال", "MLI", "قصف", text, tuple(stemmer().topics(text)))
    return replace(item, **more)  # type: ignore[arg-type]  # fields by name


BRIDGE = said("إن جسر صلالة كلف 320 مليون ريال واستغرق بناؤه خمسة أعوام")
SHELLED = happened("قصف الجيش المالي مواقع قرب كيدال وقتل أربعة من المسلحين")


@pytest.mark.parametrize("other", [
    pytest.param(said("إن جسر صلالة كلف 320 مليون ريال"), id="cut"),
    pytest.param(said("أن بناء جسر صلالة استغرق خمسة أعوام وكلف 320 مليون ريال عماني"), id="turned-round"),
    pytest.param(said(BRIDGE.text, MINISTRY), id="a-ministry-speaks-by-its-minister"),
    pytest.param(said(BRIDGE.text, None), id="speaker-not-named"),
])
def test_one_statement_in_two_reports(other: StatementItem) -> None:
    assert same_statement(BRIDGE, other)
    assert same_statement(other, BRIDGE)
    assert keys(BRIDGE) & keys(other)


@pytest.mark.parametrize("other", [
    pytest.param(said("إن الميناء الجديد سيستقبل سفنا أكبر في العام المقبل"), id="other-words"),
    pytest.param(said("إن جسر صلالة كلف كثيرا وأغضب الصيادين", RIVAL), id="another-speaker"),
    pytest.param(said(BRIDGE.text, None, act="deny"), id="one-says-what-another-denies"),
    pytest.param(said(BRIDGE.text, day="2024-05-12"), id="months-later"),
    pytest.param(said("نعم"), id="too-short-to-be-known"),
])
def test_another_statement(other: StatementItem) -> None:
    assert not same_statement(BRIDGE, other)
    assert not same_statement(other, BRIDGE)


@pytest.mark.parametrize("other", [
    pytest.param(happened("قصفت قوات مالية مواقع قرب كيدال فقتلت ستة من المسلحين"), id="other-words"),
    pytest.param(happened(SHELLED.text, start="2024-03-12", end="2024-03-12"), id="a-day-apart"),
    pytest.param(happened(SHELLED.text, actors=(), start=None, end=None), id="less-is-told"),
    pytest.param(happened(SHELLED.text, actors=(GUNMEN,)), id="nobody-named"),
])
def test_one_event_in_two_reports(other: EventItem) -> None:
    assert same_event(SHELLED, other)
    assert same_event(other, SHELLED)
    assert keys(SHELLED) & keys(other)


@pytest.mark.parametrize("other", [
    pytest.param(happened(SHELLED.text, type="CONSULT"), id="another-type"),
    pytest.param(happened(SHELLED.text, start="2024-03-02", end="2024-03-02"), id="another-day"),
    pytest.param(happened("قصف الجيش المالي سوقا في غاو", place="غاو"), id="another-place"),
    pytest.param(happened("هاجمت حركة أزواد قافلة للوقود شمالا", actors=(REBELS,), place=None), id="another-actor"),
])
def test_another_event(other: EventItem) -> None:
    assert not same_event(SHELLED, other)
    assert not same_event(other, SHELLED)


@pytest.mark.parametrize(("other", "difference"), [
    pytest.param(replace(SHELLED, counts=(("killed", 6),)), Difference("number", "killed 4", "killed 6"), id="number"),
    pytest.param(replace(SHELLED, status="negated"), Difference("status", "actual", "negated"), id="denied"),
    pytest.param(replace(SHELLED, actors=(REBELS,)), Difference("actor", "الجيش المالي", "حركة أزواد"), id="actor"),
    pytest.param(replace(SHELLED, start="2024-03-14", end="2024-03-14"),
                 Difference("day", "2024-03-11", "2024-03-14"), id="day"),
    pytest.param(replace(SHELLED, place="غاو"), Difference("place", "كيدال", "غاو"), id="place"),
])
def test_an_event_told_otherwise(other: EventItem, difference: Difference) -> None:
    told = replace(SHELLED, counts=(("killed", 4),))
    assert same_event(told, other)
    assert differences(told, other) == [difference]


def test_a_number_that_stands_for_another_is_a_difference() -> None:
    other = said(BRIDGE.text.replace("320", "٣٥٠"))
    assert differences(BRIDGE, other) == [Difference("number", "320 مليون", "350 مليون")]


def test_where_one_tells_less_there_is_no_difference() -> None:
    assert differences(BRIDGE, said("إن بناء جسر صلالة استغرق خمسة أعوام")) == []
    assert differences(SHELLED, replace(SHELLED, actors=(), place=None, start=None, end=None)) == []


def test_numbers_of_different_things_are_no_difference() -> None:
    more = said(BRIDGE.text.replace("320 مليون ريال", "كثيرا") + " وعبرته 900 شاحنة")
    assert differences(BRIDGE, more) == []


@pytest.mark.parametrize("other", [
    pytest.param(replace(SHELLED, place="ولاية كيدال"), id="a-place-named-in-full"),
    pytest.param(replace(SHELLED, actors=(Party("p9", "الجيش", "organisation", "MLI", "MIL"),)), id="a-short-name"),
    pytest.param(replace(SHELLED, start="2024-03-12", end="2024-03-12"), id="today-for-yesterday"),
])
def test_less_exact_is_not_otherwise(other: EventItem) -> None:
    assert same_event(SHELLED, other)
    assert differences(SHELLED, other) == []


def test_a_statement_is_no_event() -> None:
    with pytest.raises(TypeError, match="give two statements or two events"):
        differences(BRIDGE, SHELLED)
