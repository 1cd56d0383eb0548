"""What is owed, in the ledger: answered by what later reports tell, in whatever order they come; settled by people."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import select

from isnad.ledger.changes import changes
from isnad.ledger.database import Ledger
from isnad.ledger.errors import LedgerError
from isnad.ledger.one import one
from isnad.ledger.owing import owing
from isnad.ledger.schema import awaited_change
from isnad.ledger.settle import settle_awaited
from isnad.ledger.verify import verify
from isnad.ledger.views import View
from isnad.ledger.write import Kept
from isnad.sources import RawReport

Keep = Callable[..., list[Kept]]
MakeReport = Callable[..., RawReport]

ASKS = ("قال المتحدث باسم الكرملين دميتري بيسكوف إن موسكو تتوقع ردا منفصلا من حلف شمال الأطلسي بشأن الضمانات الأمنية.",
        "2022-01-24")
ASKS_TOO = ("قال وزير الخارجية الروسي سيرغي لافروف إن موسكو تنتظر ردا من حلف شمال الأطلسي بشأن الضمانات الأمنية.",
            "2022-01-25")
GIVEN = ("سلم حلف شمال الأطلسي روسيا رده على مقترحاتها بشأن الضمانات الأمنية.", "2022-01-26")
ASKS_AGAIN = ("قال وزير الخارجية الروسي سيرغي لافروف إن موسكو تتوقع ردا منفصلا من حلف شمال الأطلسي بشأن الضمانات "
              "الأمنية.", "2022-01-25")
GIVEN_SAME_DAY = (GIVEN[0], "2022-01-24")
SAID_TO_BE_GIVEN = ("قال الأمين العام لحلف شمال الأطلسي ينس ستولتنبرغ إن الحلف سلم روسيا رده.", "2022-01-26")
WITHDRAWN = ("تراجع حلف شمال الأطلسي عن تقديم رد إلى روسيا.", "2022-01-26")
BY_ANOTHER = ("سلمت الولايات المتحدة روسيا ردها على مقترحاتها.", "2022-01-26")
BEFORE = (GIVEN[0], "2022-01-20")
PROMISE = ("وعد وزير الخارجية المصري نبيل فوزي السودان بتقديم مساعدات عاجلة قبل نهاية يناير.", "2022-01-24")
TODAY = "2022-02-01"


def report(a_report: MakeReport, told: tuple[str, str], **about: Any) -> RawReport:
    return a_report(told[0], published=told[1], **about)


def all_owing(ledger: Ledger, today: str = TODAY, **more: Any) -> list[View]:
    with ledger.look() as db:
        return owing(db, today, **more)


def only(ledger: Ledger, today: str = TODAY, **more: Any) -> View:
    (found,) = all_owing(ledger, today, **more)
    return found


def test_what_nobody_has_answered_is_open(ledger: Ledger, keep_all: Keep, a_report: MakeReport) -> None:
    (kept,) = keep_all(ledger, report(a_report, ASKS))
    item = only(ledger)
    assert (item["state"], item["from"], item["day"], item["due"]) == ("open", "حلف شمال الأطلسي", "2022-01-24", None)
    assert item["text"] == "ردا منفصلا"
    assert item["chain"] == ["المرصد", "دميتري بيسكوف"]
    assert (item["report"], item["awaited_in"], item["changes"]) == (kept.report_id, [kept.report_id], [])


@pytest.mark.parametrize("told", [GIVEN, SAID_TO_BE_GIVEN], ids=["by-the-report-itself", "in-a-statement"])
def test_a_reply_that_is_awaited_is_answered_by_the_report_that_it_was_handed_over(
    ledger: Ledger, keep_all: Keep, a_report: MakeReport, told: tuple[str, str],
) -> None:
    _, answer = keep_all(ledger, report(a_report, ASKS), report(a_report, told, publisher="المنبر"))
    item = only(ledger)
    assert (item["state"], item["since"], item["offered"]) == ("answered", "2022-01-26", [])
    (change,) = item["changes"]
    assert (change["state"], change["sure"], change["report"], change["outlet"]) == ("answered", True, answer.report_id,
                                                                                     "المنبر")
    with ledger.look() as db:
        whole = one(db, answer.report_id)
    assert whole is not None
    start, end = change["span"]
    assert whole["record"]["report"]["text"][start:end] == change["text"]
    assert "رده" in change["text"]


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_the_order_in_which_reports_come_in_makes_no_difference(
    ledger: Ledger, keep_all: Keep, a_report: MakeReport, order: tuple[int, ...],
) -> None:
    told = [report(a_report, each, url=f"https://one.example/{number}")
            for number, each in enumerate((ASKS, SAID_TO_BE_GIVEN, BY_ANOTHER))]
    keep_all(ledger, *(told[number] for number in order))
    item = only(ledger)
    assert (item["state"], item["since"]) == ("answered", "2022-01-26")
    assert list(verify(ledger)) == []


@pytest.mark.parametrize("order", [1, -1], ids=["in-order", "the-answer-first"])
def test_a_sentence_of_the_report_s_own_answers_in_either_order(
    ledger: Ledger, keep_all: Keep, a_report: MakeReport, order: int,
) -> None:
    keep_all(ledger, *[report(a_report, ASKS), report(a_report, GIVEN)][::order])
    assert only(ledger)["state"] == "answered"


@pytest.mark.parametrize("told", [BY_ANOTHER, BEFORE], ids=["another-s-reply", "told-before"])
def test_it_stays_open(ledger: Ledger, keep_all: Keep, a_report: MakeReport, told: tuple[str, str]) -> None:
    keep_all(ledger, report(a_report, ASKS), report(a_report, told))
    assert (only(ledger)["state"], only(ledger)["changes"]) == ("open", [])


def test_it_may_be_taken_back(ledger: Ledger, keep_all: Keep, a_report: MakeReport) -> None:
    keep_all(ledger, report(a_report, ASKS_TOO), report(a_report, WITHDRAWN))
    (change,) = only(ledger)["changes"]
    assert change["state"] == "withdrawn"
    settle_awaited(ledger, change["id"], "confirmed")
    assert only(ledger)["state"] == "withdrawn"


def test_two_reports_that_await_the_same_thing_are_one_matter(
    ledger: Ledger, keep_all: Keep, a_report: MakeReport,
) -> None:
    first, second, _ = keep_all(ledger, report(a_report, ASKS), report(a_report, ASKS_AGAIN), report(a_report, GIVEN))
    item = only(ledger)
    assert item["awaited_in"] == [first.report_id, second.report_id]
    assert item["state"] == "answered"
    with ledger.look() as db:
        shown = one(db, item["id"], TODAY)
    assert shown == item | {"vanished": False, "reviews": []}


def test_an_unsure_answer_is_offered_and_the_item_stays_open(
    ledger: Ledger, keep_all: Keep, a_report: MakeReport,
) -> None:
    keep_all(ledger, report(a_report, ASKS), report(a_report, GIVEN_SAME_DAY))
    item = only(ledger, offered=True)
    assert item["state"] == "open"
    assert item["offered"] == [each["id"] for each in item["changes"]]
    assert len(item["offered"]) == 1


@pytest.mark.parametrize("by_item", [True, False], ids=["by-the-item", "by-the-change"])
@pytest.mark.parametrize(("decision", "state"), [("confirmed", "answered"), ("rejected", "open")])
def test_a_person_settles_what_is_offered(
    ledger: Ledger, keep_all: Keep, a_report: MakeReport, decision: Any, state: str, by_item: bool,
) -> None:
    keep_all(ledger, report(a_report, ASKS), report(a_report, GIVEN_SAME_DAY))
    item = only(ledger)
    assert settle_awaited(ledger, item["id"] if by_item else item["offered"][0], decision, "سلمى") == 1
    after = only(ledger)
    assert (after["state"], after["offered"]) == (state, [])
    assert [(each["settled"], each["by"]) for each in after["changes"]] == [(decision, "سلمى")]
    assert all_owing(ledger, offered=True) == []


def test_a_sure_answer_can_be_rejected_and_confirmed_again(
    ledger: Ledger, keep_all: Keep, a_report: MakeReport,
) -> None:
    keep_all(ledger, report(a_report, ASKS), report(a_report, GIVEN))
    (change,) = only(ledger)["changes"]
    settle_awaited(ledger, change["id"], "rejected")
    assert only(ledger)["state"] == "open"
    settle_awaited(ledger, change["id"], "confirmed")
    assert only(ledger)["state"] == "answered"


def test_what_a_person_has_settled_stays_when_the_report_changes(
    ledger: Ledger, keep_all: Keep, a_report: MakeReport,
) -> None:
    answer = report(a_report, GIVEN, url="https://two.example/1")
    keep_all(ledger, report(a_report, ASKS), answer)
    settle_awaited(ledger, only(ledger)["changes"][0]["id"], "rejected")
    keep_all(ledger, report(a_report, (f"{GIVEN[0]} واجتمع السفراء في بروكسل.", GIVEN[1]), url="https://two.example/1"))
    item = only(ledger)
    assert item["state"] == "open"
    assert [each["settled"] for each in item["changes"]] == ["rejected"]


def test_an_answer_that_its_report_takes_back_answers_no_more(
    ledger: Ledger, keep_all: Keep, a_report: MakeReport,
) -> None:
    keep_all(ledger, report(a_report, ASKS), report(a_report, GIVEN, url="https://two.example/1"))
    assert only(ledger)["state"] == "answered"
    keep_all(ledger, report(a_report, ("اجتمع سفراء الحلف في بروكسل.", GIVEN[1]), url="https://two.example/1"))
    assert (only(ledger)["state"], only(ledger)["changes"]) == ("open", [])


def test_what_is_awaited_no_more_is_not_listed(ledger: Ledger, keep_all: Keep, a_report: MakeReport) -> None:
    keep_all(ledger, report(a_report, ASKS, url="https://two.example/1"))
    assert len(all_owing(ledger)) == 1
    keep_all(ledger, report(a_report, ("اجتمع سفراء الحلف في بروكسل.", ASKS[1]), url="https://two.example/1"))
    assert all_owing(ledger) == []


@pytest.mark.parametrize(("today", "state"), [("2022-01-25", "open"), ("2022-01-31", "open"),
                                              ("2022-02-01", "overdue")])
def test_it_is_overdue_from_the_day_after_its_term(
    ledger: Ledger, keep_all: Keep, a_report: MakeReport, today: str, state: str,
) -> None:
    keep_all(ledger, report(a_report, PROMISE))
    item = only(ledger, today)
    assert (item["due"], item["state"], item["overdue"]) == ("2022-01-31", state, state == "overdue")
    assert item["from"] == "نبيل فوزي"


def test_the_list_is_filtered_by_state_and_day_the_newest_first(
    ledger: Ledger, keep_all: Keep, a_report: MakeReport,
) -> None:
    keep_all(ledger, report(a_report, ASKS), report(a_report, SAID_TO_BE_GIVEN),
             report(a_report, (PROMISE[0], "2022-01-27")))
    promise, reply = all_owing(ledger)
    assert (promise["day"], reply["day"]) == ("2022-01-27", "2022-01-24")
    assert all_owing(ledger, states=("answered",)) == [reply]
    assert all_owing(ledger, states=("overdue",)) == [promise]
    assert all_owing(ledger, states=("open", "withdrawn")) == []
    assert all_owing(ledger, since="2022-01-25") == [promise]
    assert all_owing(ledger, until="2022-01-25") == [reply]


def test_nothing_to_decide_is_told(ledger: Ledger, keep_all: Keep, a_report: MakeReport) -> None:
    keep_all(ledger, report(a_report, ASKS), report(a_report, GIVEN))
    for key in ("c234567abcdefg", only(ledger)["id"], "x"):
        with pytest.raises(LedgerError, match=f"{key}: no such change of anything awaited, or nothing in it is left"):
            settle_awaited(ledger, key, "confirmed")


def test_a_decision_is_a_revision_that_the_feed_tells(ledger: Ledger, keep_all: Keep, a_report: MakeReport) -> None:
    keep_all(ledger, report(a_report, ASKS), report(a_report, GIVEN_SAME_DAY))
    last = max(each.revision for each in changes(ledger))
    item = only(ledger)
    settle_awaited(ledger, item["offered"][0], "confirmed")
    assert [(each.what, each.kind, each.id) for each in changes(ledger, last)] == [("changed", "awaited", item["id"])]
    with ledger.look() as db:
        assert db.execute(select(awaited_change.c.settled)).scalars().all() == ["confirmed"]
