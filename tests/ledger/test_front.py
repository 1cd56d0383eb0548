"""The front: stories by independent origins, who speaks to whom, what is owed then and today, what is disputed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from isnad.ledger import front as ledger_front
from isnad.ledger.database import Ledger
from isnad.ledger.front import Days, front, ledger_numbers, stretch
from isnad.ledger.views import View
from isnad.ledger.write import Kept
from isnad.sources import RawReport

Keep = Callable[..., list[Kept]]
MakeReport = Callable[..., RawReport]

TODAY = "2022-06-01"
ASKS = "قال {} إن مسقط تتوقع ردا منفصلا من القاهرة بشأن الملاحة في البحر الأحمر."
GIVEN = "سلمت مصر سلطنة عمان ردها على مقترحاتها بشأن الملاحة في البحر الأحمر."
PROMISES = "وعد وزير الخارجية المصري نبيل فوزي السودان بتقديم مساعدات عاجلة قبل نهاية يناير."
BRIDGE = ("افتتح وزير النقل العماني سالم الحارثي اليوم الثلاثاء في صلالة جسرا يصل الميناء الجديد بالطريق الساحلي. وقال "
          "الحارثي إن الجسر الذي يبلغ طوله أربعة كيلومترات كلف 320 مليون ريال واستغرق بناؤه خمسة أعوام.",
          "افتتح وزير النقل سالم الحارثي جسرا في صلالة يربط الميناء الجديد بالطريق الساحلي جنوب عمان. وقال الحارثي إن "
          "الجسر كلف 280 مليون ريال واستغرق بناؤه خمسة أعوام وإن طوله أربعة كيلومترات.")
CLAIM = ("قال وزير الدفاع الكيني جون موريو إن مسلحين صوماليين قتلوا ستة جنود في مدينة لامو أمس الاثنين. ووعد موريو "
         "بفتح تحقيق، ونفى أن تكون الحدود مغلقة.")
DENIAL = "نفى المتحدث باسم الحكومة الصومالية أحمد عبدي أن يكون مسلحون صوماليون قتلوا ستة جنود في مدينة لامو."
TALKS = "قال وزير المالية التشادي إدريس صالح لنظيره النيجري موسى عيسى إن القرض جاهز. وقال مصدر أمني إن الطريق مغلق."


def shown(ledger: Ledger, since: str | None = None, until: str | None = None, today: str = TODAY) -> View:
    with ledger.look() as db:
        return front(db, stretch(db, since, until or since), today)


def days(ledger: Ledger, since: str | None = None, until: str | None = None) -> Days:
    with ledger.look() as db:
        return stretch(db, since, until)


def test_an_empty_ledger_has_an_empty_front(ledger: Ledger) -> None:
    assert days(ledger) == Days(None, None, None, None)
    found = shown(ledger)
    assert (found["since"], found["reports"], found["ledger"]["reports"], found["speakers"]) == (None, 0, 0, [])
    assert all(found[name] == {"total": 0, "found": []} for name in ("stories", "awaited", "overdue", "settled",
                                                                      "disputes"))


@pytest.fixture
def three_days(ledger: Ledger, keep_all: Keep, a_report: MakeReport) -> Ledger:
    """A ledger with reports of three days, and one without a day."""
    keep_all(ledger, *(a_report(f"خبر رقم {number}", published=day) for number, day in enumerate(
        ("2022-01-24", "2022-01-24", "2022-01-26", "2022-03-01", None))))
    return ledger


@pytest.mark.parametrize(("asked", "told"), [
    ((None, None), Days("2022-03-01", "2022-03-01", "2022-01-26", None)),
    (("2022-01-26", "2022-01-26"), Days("2022-01-26", "2022-01-26", "2022-01-24", "2022-03-01")),
    (("2022-01-25", "2022-01-25"), Days("2022-01-25", "2022-01-25", "2022-01-24", "2022-01-26")),
    (("2022-01-24", "2022-01-26"), Days("2022-01-24", "2022-01-26", None, "2022-03-01")),
    (("2022-01-25", None), Days("2022-01-25", "2022-03-01", "2022-01-24", None)),
    ((None, "2022-01-25"), Days("2022-01-24", "2022-01-25", None, "2022-01-26")),
    (("2023-01-01", None), Days("2023-01-01", "2023-01-01", "2022-03-01", None)),
    ((None, "2021-01-01"), Days("2021-01-01", "2021-01-01", None, "2022-01-24")),
])
def test_a_stretch_is_the_newest_day_unless_another_is_asked_for(
        three_days: Ledger, asked: tuple[str | None, str | None], told: Days) -> None:
    assert days(three_days, *asked) == told


def test_reports_are_counted_by_their_days(three_days: Ledger) -> None:
    assert [shown(three_days, day)["reports"] for day in ("2022-01-24", "2022-01-25", "2022-01-26")] == [2, 0, 1]
    assert shown(three_days, "2022-01-01", "2022-12-31")["reports"] == 4
    with three_days.look() as db:
        assert ledger_numbers(db) == {"reports": 5, "undated": 1, "outlets": 1, "days": 3, "first_day": "2022-01-24",
                                      "last_day": "2022-03-01"}


def test_a_copy_is_no_origin_and_repeats_no_statement(ledger: Ledger, keep_all: Keep, a_report: MakeReport) -> None:
    keep_all(ledger, a_report(CLAIM, published="2022-03-01", publisher="المنبر"),
             a_report(CLAIM, published="2022-03-01", publisher="الصدى"),
             a_report(TALKS, published="2022-03-01", publisher="الصدى"))
    found = shown(ledger)
    assert (found["reports"], found["outlets"], found["stories"]["total"]) == (3, 2, 2)
    claim, talks = found["stories"]["found"]
    assert [(each["origins"], each["reports"], each["outlets"]) for each in (claim, talks)] == [(1, 2, 2), (1, 1, 1)]
    assert (claim["statements"], found["statements"]) == (3, 3 + 3 + 2), "all of them are counted on top"
    assert found["speakers"][0]["statements"] == 3


def test_a_story_stands_under_who_told_it_first_though_on_another_day(
        ledger: Ledger, keep_all: Keep, a_report: MakeReport) -> None:
    first, _ = keep_all(ledger, a_report(CLAIM, published="2022-03-01", publisher="المنبر", headline="هجوم في لامو"),
                        a_report(CLAIM, published="2022-03-02", publisher="الصدى", headline="هجوم في لامو"))
    found = shown(ledger, "2022-03-02")["stories"]["found"]
    assert [(each["first"]["report"], each["first"]["outlet"], each["first"]["day"], each["first_day"], each["reports"])
            for each in found] == [(first.report_id, "المنبر", "2022-03-01", "2022-03-01", 1)]


def test_stories_that_more_origins_tell_come_first(ledger: Ledger, keep_all: Keep, a_report: MakeReport) -> None:
    keep_all(ledger, a_report(TALKS, published="2022-03-01", headline="قرض تشادي"),
             *(a_report(text, published="2022-03-01", publisher=outlet, headline="جسر جديد في صلالة")
               for text, outlet in zip(BRIDGE, ("المنبر", "الصدى"), strict=True)))
    assert [each["origins"] for each in shown(ledger)["stories"]["found"]] == [2, 1]


def test_speakers_are_told_with_their_acts_and_whom_they_address(
        ledger: Ledger, keep_all: Keep, a_report: MakeReport) -> None:
    keep_all(ledger, a_report(CLAIM, published="2022-03-01"), a_report(TALKS, published="2022-03-01"),
             a_report(DENIAL, published="2022-03-02"))
    one, other = shown(ledger, "2022-03-01")["speakers"]
    assert (one["name"], one["country"], one["acts"], one["to"]) == (
        "جون موريو", "KEN", {"deny": 1, "promise": 1, "say": 1}, [])
    assert (other["name"], other["acts"]) == ("إدريس صالح", {"say": 1}), "who is only meant is left out"
    assert [(each["name"], each["number"]) for each in other["to"]] == [("موسى عيسى", 1)]


def test_whoever_is_copied_most_has_not_said_most(ledger: Ledger, keep_all: Keep, a_report: MakeReport,
                                                  monkeypatch: pytest.MonkeyPatch) -> None:
    keep_all(ledger, *(a_report(TALKS, published="2022-03-01", publisher=outlet)
                       for outlet in ("المنبر", "الصدى", "الميدان", "الأفق")),
             a_report(CLAIM, published="2022-03-01"))
    monkeypatch.setattr(ledger_front, "SPEAKERS", 1)
    monkeypatch.setattr(ledger_front, "CANDIDATES", 1)
    assert [each["name"] for each in shown(ledger)["speakers"]] == ["جون موريو"]


@pytest.fixture
def owed(ledger: Ledger, keep_all: Keep, a_report: MakeReport) -> Ledger:
    """A reply that is awaited on one day and comes on another; a promise with a term."""
    asks = (ASKS.format(who) for who in ("وزير الخارجية العماني سالم الحارثي", "وزير النقل العماني هلال الكندي"))
    keep_all(ledger, a_report(next(asks), published="2022-01-24"), a_report(PROMISES, published="2022-01-25"),
             a_report(next(asks), published="2022-01-26"),
             a_report(GIVEN, published="2022-01-28", publisher="المنبر"), a_report(TALKS, published="2022-02-02"))
    return ledger


def names(found: View) -> dict[str, list[tuple[str, str, str]]]:
    """What is owed, with how it stood then and how it stands today, by list."""
    return {name: [(each["text"], each["then"], each["state"]) for each in found[name]["found"]]
            for name in ("awaited", "overdue", "settled") if found[name]["total"]}


def test_what_is_awaited_stands_as_it_stood_then_and_as_it_stands_today(owed: Ledger) -> None:
    assert names(shown(owed, "2022-01-24")) == {"awaited": [("ردا منفصلا", "open", "answered")]}
    assert names(shown(owed, "2022-01-28")) == {"settled": [("ردا منفصلا", "answered", "answered")]}
    assert names(shown(owed, "2022-01-27")) == {}


def test_what_is_awaited_again_is_not_newly_awaited(owed: Ledger) -> None:
    assert shown(owed, "2022-01-26")["awaited"]["total"] == 0


def test_what_is_overdue_is_so_as_of_the_day(owed: Ledger) -> None:
    then, = shown(owed, "2022-01-25", today="2022-01-25")["awaited"]["found"]
    assert (then["due"], then["then"], then["state"]) == ("2022-01-31", "open", "open")
    assert [(each["then"], each["state"]) for each in shown(owed, "2022-01-25")["awaited"]["found"]] == [
        ("open", "overdue")]
    assert shown(owed, "2022-01-31")["overdue"]["total"] == 0
    late, = shown(owed, "2022-02-02")["overdue"]["found"]
    assert (late["id"], late["then"]) == (then["id"], "overdue")


def test_what_is_disputed_on_a_day_stands_with_both_sides(ledger: Ledger, keep_all: Keep, a_report: MakeReport) -> None:
    keep_all(ledger, a_report(CLAIM, published="2022-03-01"),
             a_report(DENIAL, published="2022-03-02", publisher="المنبر"))
    assert shown(ledger, "2022-03-01")["disputes"]["total"] == 0
    found: Any = shown(ledger, "2022-03-02")["disputes"]
    assert found["total"] == len(found["found"]) > 0
    assert {each["claim"]["who"][0] for each in found["found"]} == {"جون موريو"}
    assert {each["counter"]["who"][0] for each in found["found"]} == {"أحمد عبدي"}
