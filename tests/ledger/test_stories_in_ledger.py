"""Reports among reports: copies of one wire, stories, independent tellings, what is told otherwise, disputes."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from typing import Any

import pytest

from isnad.ledger.across import carriers, disputes, stories
from isnad.ledger.changes import changes
from isnad.ledger.database import Ledger
from isnad.ledger.errors import LedgerError
from isnad.ledger.one import one
from isnad.ledger.search import Query, find
from isnad.ledger.settle import settle_dispute
from isnad.ledger.verify import verify
from isnad.ledger.views import View, views
from isnad.ledger.write import Kept
from isnad.sources import RawReport

Keep = Callable[..., list[Kept]]
MakeReport = Callable[..., RawReport]

LEAD = "افتتح وزير النقل العماني سالم الحارثي اليوم الثلاثاء في صلالة جسرا يصل الميناء الجديد بالطريق الساحلي."
SPEECH = ("وقال الحارثي إن الجسر الذي يبلغ طوله أربعة كيلومترات كلف 320 مليون ريال واستغرق بناؤه خمسة أعوام، وإن "
          "الشاحنات كانت تقطع قبل ذلك ستين كيلومترا حول الخور لتبلغ الأرصفة.")
CRITICS = ("وكان صيادون من قرية ريسوت احتجوا في مارس على تحويل مجرى الخور، ووعدت الوزارة بتعويضهم عن قواربهم وشباكهم "
           "قبل نهاية الموسم المقبل.")
OWN_WORDS = ("افتتح وزير النقل سالم الحارثي جسرا في صلالة يربط الميناء الجديد بالطريق الساحلي جنوب عمان. وقال الحارثي "
             "إن الجسر كلف 280 مليون ريال واستغرق بناؤه خمسة أعوام وإن طوله أربعة كيلومترات.")
ELSEWHERE = ("شهدت سواحل اليونان الغربية ليلا عاصفة اقتلعت أشجارا وقطعت الكهرباء عن آلاف المنازل. وأعلنت فرق الإطفاء "
             "أنها تلقت مئات النداءات منذ منتصف الليل.")
DAY = "2024-03-12"


@pytest.fixture
def wire(a_report: MakeReport) -> dict[str, RawReport]:
    """One wire, its copy that came out later, a report in its own words, and one of something else."""
    whole = f"{LEAD}\n{SPEECH}\n{CRITICS}"
    return {
        "first": a_report(whole, published=DAY, published_at=f"{DAY}T08:00:00Z", headline="جسر في صلالة",
                          publisher="المرصد", url="https://first.example/1"),
        "copy": a_report(whole, published=DAY, published_at=f"{DAY}T09:30:00Z", headline="طريق الشاحنات يقصر",
                         publisher="المنبر", url="https://copy.example/1"),
        "own": a_report(OWN_WORDS, published=DAY, published_at=f"{DAY}T10:00:00Z", headline="جسر جديد في صلالة",
                        publisher="الميدان", url="https://own.example/1"),
        "other": a_report(ELSEWHERE, published=DAY, headline="عاصفة في اليونان", url="https://other.example/1"),
    }


def told(ledger: Ledger) -> list[View]:
    with ledger.look() as db:
        return stories(db)[1]


def carried(ledger: Ledger, key: str) -> list[tuple[str, str | None]]:
    """The outlets of a story in the order in which they are shown, each with whom it copies."""
    with ledger.look() as db:
        rows = carriers(db, key)
    outlets = {row["id"]: row["outlet"] for row in rows}
    return [(row["outlet"], outlets.get(row["copies"])) for row in rows]


@pytest.mark.parametrize("order", list(permutations(("first", "copy", "own"))), ids="-".join)
def test_copies_are_one_origin_with_the_first_in_front_however_they_come_in(
    ledger: Ledger, keep_all: Keep, wire: dict[str, RawReport], order: tuple[str, ...],
) -> None:
    keep_all(ledger, *(wire[each] for each in order))
    (story,) = told(ledger)
    assert (story["reports"], story["origins"], story["outlets"]) == (3, 2, 3)
    assert carried(ledger, story["id"]) == [("المرصد", None), ("المنبر", "المرصد"), ("الميدان", None)]
    assert list(verify(ledger)) == []


def test_a_subject_elsewhere_is_another_story(ledger: Ledger, keep_all: Keep, wire: dict[str, RawReport]) -> None:
    keep_all(ledger, wire["first"], wire["other"], wire["own"])
    assert sorted((each["title"], each["reports"]) for each in told(ledger)) == [("جسر في صلالة", 2),
                                                                                 ("عاصفة في اليونان", 1)]


def statement(ledger: Ledger, words: str, outlet: str) -> View:
    found = find(ledger, Query(words, kinds=("statement",), outlet=(outlet,)))
    with ledger.look() as db:
        (view,) = views(db, found.rows)
        whole = one(db, view["id"])
    assert whole is not None
    assert whole["origins"] == view["origins"]
    return whole


def test_a_statement_has_as_many_origins_as_tell_it_on_their_own(
    ledger: Ledger, keep_all: Keep, wire: dict[str, RawReport],
) -> None:
    keep_all(ledger, wire["first"], wire["copy"])
    assert statement(ledger, "كلف", "المرصد")["origins"] == 1
    keep_all(ledger, wire["own"])
    said = statement(ledger, "كلف", "المرصد")
    assert said["origins"] == 2
    assert [each["outlet"] for each in said["tellings"]] == ["المرصد", "المنبر", "الميدان"]
    assert statement(ledger, "كلف", "الميدان")["tellings"] == said["tellings"]


def test_what_is_told_otherwise_is_told_with_both_sides(
    ledger: Ledger, keep_all: Keep, wire: dict[str, RawReport],
) -> None:
    keep_all(ledger, wire["first"], wire["own"])
    (apart,) = statement(ledger, "كلف", "المرصد")["otherwise"]
    assert (apart["on"], apart["outlet"]) == ("number", "الميدان")
    assert (apart["here"], apart["there"]) == ("320 مليون", "280 مليون")
    (back,) = statement(ledger, "كلف", "الميدان")["otherwise"]
    assert (back["here"], back["there"]) == ("280 مليون", "320 مليون")


def test_a_report_is_shown_with_those_that_carry_the_same_wire(
    ledger: Ledger, keep_all: Keep, wire: dict[str, RawReport],
) -> None:
    first, copy, _ = keep_all(ledger, wire["first"], wire["copy"], wire["own"])
    with ledger.look() as db:
        shown = one(db, first.report_id)
        copied = one(db, copy.report_id)
    assert shown is not None
    assert copied is not None
    assert [each["id"] for each in shown["same_wire"]] == [copy.report_id]
    assert (copied["copies"], copied["wire"]) == (first.report_id, first.report_id)
    found = find(ledger, Query(kinds=("report",), outlet=("المنبر",)))
    with ledger.look() as db:
        assert views(db, found.rows)[0]["copies"] == 1


def test_a_story_is_shown_with_all_that_carry_it(ledger: Ledger, keep_all: Keep, wire: dict[str, RawReport]) -> None:
    keep_all(ledger, *wire.values())
    key = told(ledger)[0]["id"]
    with ledger.look() as db:
        shown = one(db, key)
    assert shown is not None
    assert (shown["kind"], shown["origins"], shown["reports"], len(shown["carriers"])) == ("story", 2, 3, 3)
    assert (shown["first_day"], shown["last_day"]) == (DAY, DAY)


@pytest.mark.parametrize(("given", "titles"), [
    ({}, ["جسر في صلالة", "عاصفة في اليونان"]), ({"least": 2}, ["جسر في صلالة"]), ({"least": 3}, []),
    ({"since": "2024-03-13"}, []), ({"until": "2024-03-11"}, []), ({"since": DAY, "until": DAY, "limit": 1},
                                                                   ["جسر في صلالة"]),
    ({"offset": 1}, ["عاصفة في اليونان"]),
])
def test_stories_are_listed_by_their_origins(
    ledger: Ledger, keep_all: Keep, wire: dict[str, RawReport], given: dict[str, Any], titles: list[str],
) -> None:
    keep_all(ledger, *wire.values())
    with ledger.look() as db:
        assert [each["title"] for each in stories(db, **given)[1]] == titles


@pytest.mark.parametrize("changed", ["first", "copy"])
def test_a_report_that_tells_something_else_now_leaves_the_wire_to_the_others(
    ledger: Ledger, keep_all: Keep, a_report: MakeReport, wire: dict[str, RawReport], changed: str,
) -> None:
    keep_all(ledger, wire["first"], wire["copy"])
    assert statement(ledger, "كلف", "المنبر")["origins"] == 1
    (kept,) = keep_all(ledger, a_report(ELSEWHERE, published=DAY, headline="عاصفة في اليونان",
                                        url=f"https://{changed}.example/1"))
    with ledger.look() as db:
        shown = one(db, kept.report_id)
        other = one(db, find(ledger, Query("كلف", kinds=("report",))).rows[0][0])
    assert shown is not None
    assert other is not None
    assert (shown["wire"], shown["copies"], shown["same_wire"]) == (kept.report_id, None, [])
    assert (other["wire"], other["copies"], other["same_wire"]) == (other["id"], None, [])
    assert list(verify(ledger)) == []


def test_a_report_that_tells_something_else_now_is_no_origin_any_more(
    ledger: Ledger, keep_all: Keep, a_report: MakeReport, wire: dict[str, RawReport],
) -> None:
    keep_all(ledger, wire["first"], wire["own"])
    keep_all(ledger, a_report(ELSEWHERE, published=DAY, headline="عاصفة في اليونان", url="https://own.example/1"))
    assert statement(ledger, "كلف", "المرصد")["origins"] == 1
    assert list(verify(ledger)) == []


ACCUSES = "اتهم وزير الخارجية السوداني الطيب عثمان تشاد بتسليح المتمردين في إقليم الجبال وتدريبهم."
DENIES = "نفى وزير الدفاع التشادي إدريس صالح تدريب المتمردين أو تسليحهم."


@pytest.fixture
def quarrel(ledger: Ledger, keep_all: Keep, a_report: MakeReport) -> Ledger:
    """A ledger with one accusation and its denial, told by two outlets."""
    keep_all(ledger, a_report(ACCUSES, published="2022-03-01"),
             a_report(DENIES, published="2022-03-02", publisher="المنبر"))
    return ledger


def at_odds(ledger: Ledger, **given: Any) -> list[View]:
    with ledger.look() as db:
        total, rows = disputes(db, **given)
    assert total >= len(rows)
    return rows


def test_an_accusation_and_its_denial_are_kept_as_a_pair(quarrel: Ledger) -> None:
    (pair,) = at_odds(quarrel)
    assert (pair["what"], pair["sure"], pair["settled"]) == ("accusation-denial", True, None)
    assert pair["claim"]["chain"] == ["المرصد", "الطيب عثمان"]
    assert pair["counter"]["chain"] == ["المنبر", "إدريس صالح"]
    with quarrel.look() as db:
        assert one(db, pair["id"]) == pair
        claim = one(db, pair["claim"]["id"])
    assert claim is not None
    assert [each["id"] for each in claim["disputes"]] == [pair["id"]]


def test_they_are_a_pair_whoever_comes_first(ledger: Ledger, keep_all: Keep, a_report: MakeReport) -> None:
    keep_all(ledger, a_report(DENIES, published="2022-03-02"), a_report(ACCUSES, published="2022-03-01"))
    (pair,) = at_odds(ledger)
    assert pair["claim"]["code"] == "accuse"


@pytest.mark.parametrize(("given", "number"), [
    ({"kind": "accusation-denial"}, 1), ({"kind": "numbers"}, 0), ({"sure": True}, 1), ({"sure": False}, 0),
    ({"since": "2022-03-02"}, 1), ({"since": "2022-03-03"}, 0), ({"until": "2022-03-01"}, 0), ({"limit": 1}, 1),
    ({"offset": 1}, 0),
])
def test_disputes_are_filtered(quarrel: Ledger, given: dict[str, Any], number: int) -> None:
    assert len(at_odds(quarrel, **given)) == number


def test_a_rejected_dispute_is_listed_no_more_and_a_confirmed_one_with_who_did_it(quarrel: Ledger) -> None:
    (pair,) = at_odds(quarrel)
    last = max(each.revision for each in changes(quarrel))
    settle_dispute(quarrel, pair["id"], "confirmed", "سلمى")
    assert [(each["settled"], each["by"]) for each in at_odds(quarrel)] == [("confirmed", "سلمى")]
    assert [(each.what, each.kind) for each in changes(quarrel, last)] == [("changed", "dispute")]
    settle_dispute(quarrel, pair["id"], "rejected")
    assert at_odds(quarrel) == []


def test_what_a_person_has_settled_stays_when_a_report_changes(
    quarrel: Ledger, keep_all: Keep, a_report: MakeReport,
) -> None:
    keep_all(quarrel, a_report(DENIES, published="2022-03-02", url="https://three.example/1", publisher="الميدان"))
    for pair in at_odds(quarrel):
        settle_dispute(quarrel, pair["id"], "rejected")
    keep_all(quarrel, a_report(f"{DENIES} وعاد صالح إلى نجامينا.", published="2022-03-02",
                               url="https://three.example/1", publisher="الميدان"))
    assert at_odds(quarrel) == []


def test_a_dispute_goes_with_the_statement_that_it_rests_on_and_comes_back_with_it(
    ledger: Ledger, keep_all: Keep, a_report: MakeReport,
) -> None:
    where = {"published": "2022-03-02", "url": "https://two.example/1"}
    keep_all(ledger, a_report(ACCUSES, published="2022-03-01"), a_report(DENIES, **where))
    (pair,) = at_odds(ledger)
    keep_all(ledger, a_report("عاد وزير الدفاع التشادي إدريس صالح إلى نجامينا.", **where))
    assert at_odds(ledger) == []
    keep_all(ledger, a_report(f"{DENIES}\nوعاد صالح إلى نجامينا.", **where))
    assert [each["id"] for each in at_odds(ledger)] == [pair["id"]]


def test_a_dispute_that_is_none_is_told(quarrel: Ledger) -> None:
    with pytest.raises(LedgerError, match="d234567abcdefg: no such dispute"):
        settle_dispute(quarrel, "d234567abcdefg", "confirmed")
