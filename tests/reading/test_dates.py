"""Dates: which words name days, and which days they name. The report's own day is Wednesday, 16 October 2019,
which is 17 Safar 1441."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isnad.languages import language
from isnad.reading.dates import find_dates
from isnad.reading.drafts import DateDraft
from isnad.reading.page import page

OWN_DAY = date(2019, 10, 16)
Dates = list[tuple[str, str | None, str | None]]


def drafts(text: str, reference: date | None = OWN_DAY) -> list[DateDraft]:
    return find_dates(page("", text, language("ar")), reference)


def dates(text: str, reference: date | None = OWN_DAY) -> Dates:
    """The date expressions of a text with their first and last days."""
    read = page("", text, language("ar"))
    return [(read.chars(d.start, d.end), d.first.isoformat() if d.first else None,
             d.last.isoformat() if d.last else None) for d in find_dates(read, reference)]


def one(text: str, reference: date | None = OWN_DAY) -> tuple[str | None, str | None]:
    """The days of a text's only date expression."""
    found = dates(text, reference)
    assert len(found) == 1, found
    return found[0][1:]


def day(iso: str) -> tuple[str, str]:
    return iso, iso


@pytest.mark.parametrize(
    "text",
    ["ديسمبر من العام ذاته", "مايو من السنة نفسها", "ديسمبر من ذات العام", "ديسمبر من ذلك العام", "ديسمبر العام نفسه",
     "24 ديسمبر من العام ذاته", "الرابع من ديسمبر من نفس العام", "نهاية ديسمبر من العام ذاته", "صيف العام نفسه",
     "12 شوال من السنة ذاتها"])
def test_a_year_that_only_the_text_around_tells_is_no_year(text: str) -> None:
    assert dates("ثم عاد في " + text) == [(text, None, None)]


# -- days by number and month


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("وصل في 12 يناير 2018", "2018-01-12", id="egypt-and-the-gulf"),
        pytest.param("وصل في 12 كانون الثاني 2018", "2018-01-12", id="the-levant-and-iraq"),
        pytest.param("وصل في 12 جانفي 2018", "2018-01-12", id="tunisia-and-algeria"),
        pytest.param("وصل في 9 غشت 2018", "2018-08-09", id="morocco"),
        pytest.param("وصل في 12 كانون الثاني / يناير 2018", "2018-01-12", id="two-names-with-a-slash"),
        pytest.param("وصل في 3 مايو (أيار) 2018", "2018-05-03", id="two-names-with-brackets"),
        pytest.param("وصل في 3 اغسطس آب 2018", "2018-08-03", id="two-names-side-by-side"),
        pytest.param("وصل في السابع من أبريل نيسان 2018", "2018-04-07", id="two-names-of-one-month"),
        pytest.param("وصل في 7 اكتوبر 2018", "2018-10-07", id="hamza-left-out"),
        pytest.param("وصل في ٧ أكتوبر ٢٠١٨", "2018-10-07", id="arabic-indic-digits"),
        pytest.param("وصل في ۷ أكتوبر ۲۰۱۸م", "2018-10-07", id="persian-digits-and-an-era"),
        pytest.param("وصل في السابع من أكتوبر 2018", "2018-10-07", id="an-ordinal-in-words"),
        pytest.param("وصل في الحادي والعشرين من مايو 2018", "2018-05-21", id="a-joined-ordinal"),
        pytest.param("وصل في الخامس عشر من شهر مايو من عام 2018", "2018-05-15", id="month-and-year-told-as-such"),
        pytest.param("وصل في الأول من مايو ألفين وسبعة", "2007-05-01", id="a-year-in-words"),
        pytest.param("وصل مايو الثاني والعشرين، 2018", "2018-05-22", id="month-first"),
        pytest.param("وصل في 29. نوفمبر. 2016", "2016-11-29", id="full-stops-between"),
        pytest.param("وصل في 24/3/2018", "2018-03-24", id="digits-day-first"),
        pytest.param("وصل في 2018-03-24", "2018-03-24", id="digits-year-first"),
        pytest.param("وصل في 24 / 3 / 2018", "2018-03-24", id="digits-with-spaces"),
    ],
)
def test_a_day_of_a_month_is_that_day(text: str, expected: str) -> None:
    assert one(text) == day(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("وقع الحادث في 20 سبتمبر", "2019-09-20", id="this-year's-where-it-is-over"),
        pytest.param("وقع الحادث في 20 ديسمبر", "2018-12-20", id="last-year's-in-a-clause-of-the-past"),
        pytest.param("سيعقد المؤتمر في 20 ديسمبر", "2019-12-20", id="this-year's-in-a-clause-of-the-future"),
        pytest.param("وقع الحادث في 20 ديسمبر الماضي", "2018-12-20", id="the-last-one"),
        pytest.param("سيعقد المؤتمر في 3 مارس المقبل", "2020-03-03", id="the-next-one"),
        pytest.param("وقع الحادث في 3 مارس من العام الماضي", "2018-03-03", id="of-last-year"),
        pytest.param("وقع الحادث في 9 أكتوبر الجاري", "2019-10-09", id="of-this-month"),
        pytest.param("وقع الحادث في التاسع من الشهر الجاري", "2019-10-09", id="of-this-month-unnamed"),
        pytest.param("وقع الحادث في 28 من الشهر الماضي", "2019-09-28", id="of-last-month-unnamed"),
        pytest.param("وقع الحادث يوم 9", "2019-10-09", id="the-number-alone"),
    ],
)
def test_a_day_without_a_year_is_told_from_the_report_s_own_day(text: str, expected: str) -> None:
    assert one(text) == day(expected)


def test_a_new_year_is_near_enough_to_be_the_next() -> None:
    assert one("سيبدأ العمل بالقانون في 1 يناير", date(2019, 12, 9)) == day("2020-01-01")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("في 10 محرم 1441 هـ", "2019-09-09", id="month-by-name"),
        pytest.param("في 10/1/1441هـ", "2019-09-09", id="digits"),
        pytest.param("في الخامس من صفر الجاري", "2019-10-04", id="this-month"),
        pytest.param("في 10 محرم 1441 هـ الموافق 9 سبتمبر 2019 م", "2019-09-09", id="both-calendars-are-one-date"),
        pytest.param("في 10/1/1441هـ الموافق 9/9/2019م", "2019-09-09", id="both-in-digits"),
        pytest.param("يوم الثلاثاء 10 محرم 1441 هـ", "2019-09-10", id="the-weekday-tells-when-the-moon-was-seen"),
    ],
)
def test_hijri_days_are_reckoned_by_umm_al_qura(text: str, expected: str) -> None:
    assert one(text) == day(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("من 4 إلى 22 مايو 2018", ("2018-05-04", "2018-05-22"), id="from-to"),
        pytest.param("بين 4 و22 مايو 2018", ("2018-05-04", "2018-05-22"), id="between-and"),
        pytest.param("خلال الفترة 4-22 مايو 2018", ("2018-05-04", "2018-05-22"), id="a-dash"),
        pytest.param("يومي 4 و5 مايو 2018", ("2018-05-04", "2018-05-05"), id="two-days-running"),
        pytest.param("من 28 أبريل حتى 3 مايو 2018", ("2018-04-28", "2018-05-03"), id="over-a-month's-end"),
        pytest.param("من 20 ديسمبر إلى 5 يناير 2018", ("2017-12-20", "2018-01-05"), id="over-a-year's-end"),
        pytest.param("من 2 إلى 4/1/1441هـ", ("2019-09-01", "2019-09-03"), id="a-month-in-digits"),
        pytest.param("من الأحد إلى الثلاثاء الماضي", ("2019-10-13", "2019-10-15"), id="weekdays"),
        pytest.param("من مارس إلى يوليو 2018", ("2018-03-01", "2018-07-31"), id="months"),
        pytest.param("بين عامي 2011 و2014", ("2011-01-01", "2014-12-31"), id="years"),
        pytest.param("اليوم حتى الغد", ("2019-10-16", "2019-10-17"), id="today-until-tomorrow"),
        pytest.param("قتل اثنان ليل الجمعة السبت", ("2019-10-11", "2019-10-12"), id="a-night-and-its-two-weekdays"),
    ],
)
def test_a_range_runs_from_its_first_day_to_its_last(text: str, expected: tuple[str, str]) -> None:
    assert one(text) == expected


def test_two_days_apart_that_share_a_month_are_two_dates() -> None:
    assert dates("يومي 4 و9 مايو 2018") == [("يومي 4", "2018-05-04", "2018-05-04"),
                                           ("و9 مايو 2018", "2018-05-09", "2018-05-09")]


# -- days by their distance and weekdays


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("وصل اليوم", "2019-10-16", id="today"),
        pytest.param("وصل بالأمس", "2019-10-15", id="yesterday-with-a-clitic"),
        pytest.param("وصل أول أمس", "2019-10-14", id="the-day-before"),
        pytest.param("وصل أول من أمس", "2019-10-14", id="the-day-before-otherwise"),
        pytest.param("وصل أمس الأول", "2019-10-14", id="the-day-before-in-the-gulf"),
        pytest.param("يصل غدا", "2019-10-17", id="tomorrow"),
        pytest.param("يصل صباح الغد", "2019-10-17", id="tomorrow-morning"),
        pytest.param("يصل بعد غد", "2019-10-18", id="the-day-after"),
        pytest.param("وقع الهجوم الليلة الماضية", "2019-10-15", id="last-night"),
        pytest.param("وقع الهجوم قبل ثلاثة أيام", "2019-10-13", id="so-many-days-ago"),
        pytest.param("يبدأ العمل بعد أسبوعين من الآن", "2019-10-30", id="so-many-weeks-from-now"),
        pytest.param("انطلق المشروع منذ سنة و3 أيام من الآن", "2018-10-13", id="units-joined"),
    ],
)
def test_days_are_counted_from_the_report_s_own(text: str, expected: str) -> None:
    assert one(text) == day(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("قال الوزير الأحد إن المعبر فتح", "2019-10-13", id="past"),
        pytest.param("قال الوزير الأربعاء إن المعبر فتح", "2019-10-16", id="the-report's-own"),
        pytest.param("سيجتمع المجلس الأحد", "2019-10-20", id="a-future-verb"),
        pytest.param("من المقرر أن يجتمع المجلس الأحد", "2019-10-20", id="a-plan"),
        pytest.param("تنطلق المفاوضات الأحد", "2019-10-20", id="a-present-verb-tells-of-what-is-set"),
        pytest.param("كان المجلس يجتمع الأحد", "2019-10-13", id="a-present-verb-after-كان"),
        pytest.param("اجتمع المجلس الأحد الماضي", "2019-10-13", id="last"),
        pytest.param("يجتمع المجلس الأربعاء المقبل", "2019-10-23", id="next-is-never-today"),
        pytest.param("اجتمع المجلس الأحد قبل الماضي", "2019-10-06", id="last-but-one"),
        pytest.param("يجتمع المجلس الجمعة من الأسبوع المقبل", "2019-10-25", id="of-next-week"),
        pytest.param("يجتمع المجلس الأسبوع المقبل يوم الجمعة", "2019-10-25", id="of-next-week-told-first"),
        pytest.param("اجتمع المجلس يوم الجمعة 11", "2019-10-11", id="with-its-number"),
        pytest.param("اجتمع المجلس الجمعة 4 أكتوبر", "2019-10-04", id="with-its-date"),
        pytest.param("اجتمع المجلس الجمعة (4 أكتوبر)", "2019-10-04", id="with-its-date-in-brackets"),
        pytest.param("يجتمع المجلس ثالث سبت من الشهر المقبل", "2019-11-16", id="the-third-of-a-month"),
    ],
)
def test_a_weekday_is_the_nearest_that_its_clause_allows(text: str, expected: str) -> None:
    assert one(text) == day(expected)


@pytest.mark.parametrize(
    "text",
    ["قال اليوم الأربعاء إن", "قال اليوم (الأربعاء) إن", "قال اليوم، الأربعاء، إن",
     "قال اليوم الأربعاء 16 أكتوبر 2019 إن", "قال اليوم الأربعاء 17/2/1441هـ الموافق 16/10/2019م إن"],
)
def test_a_day_with_its_weekday_and_date_is_one_date(text: str) -> None:
    assert one(text) == day("2019-10-16")


def test_weekdays_beside_today_tell_which_day_a_report_was_written_on() -> None:
    text = "وصل الوزير اليوم الاثنين إلى العاصمة. وكان قد غادر أمس."
    assert [found[1] for found in dates(text)] == ["2019-10-14", "2019-10-13"]


def test_earlier_today_in_a_sentence_of_yesterday_is_yesterday() -> None:
    text = "عقد المجلس جلسة أمس الثلاثاء بعد تجربة أجريت في وقت سابق اليوم"
    assert [found[1] for found in dates(text)] == ["2019-10-15", "2019-10-15"]


# -- weeks, months, years


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("هذا الأسبوع", ("2019-10-14", "2019-10-20"), id="a-week-runs-monday-to-sunday"),
        pytest.param("الأسبوع الماضي", ("2019-10-07", "2019-10-13"), id="last-week"),
        pytest.param("الأسبوع بعد المقبل", ("2019-10-28", "2019-11-03"), id="the-week-after-next"),
        pytest.param("الشهر المنصرم", ("2019-09-01", "2019-09-30"), id="last-month"),
        pytest.param("العام المقبل", ("2020-01-01", "2020-12-31"), id="next-year"),
        pytest.param("السنة الجارية", ("2019-01-01", "2019-12-31"), id="this-year"),
        pytest.param("العام الماضي 2017", ("2017-01-01", "2017-12-31"), id="a-year-told-twice-is-its-number"),
        pytest.param("عام 2006", ("2006-01-01", "2006-12-31"), id="a-year"),
        pytest.param("منذ 2014", ("2014-01-01", "2014-12-31"), id="a-year-alone-after-since"),
        pytest.param("عام 1441هـ", ("2019-08-31", "2020-08-19"), id="a-hijri-year"),
        pytest.param("في مايو 2018", ("2018-05-01", "2018-05-31"), id="a-month"),
        pytest.param("في مايو الماضي", ("2019-05-01", "2019-05-31"), id="last-may"),
        pytest.param("في فبراير المقبل", ("2020-02-01", "2020-02-29"), id="next-february"),
        pytest.param("خلال شهر رمضان الماضي", ("2019-05-06", "2019-06-03"), id="last-ramadan"),
        pytest.param("نهاية العام الفائت", ("2018-12-01", "2018-12-31"), id="a-year's-end-is-december"),
        pytest.param("مطلع 2021", ("2021-01-01", "2021-01-31"), id="a-year's-start-is-january"),
        pytest.param("منتصف العام الجاري", ("2019-06-01", "2019-07-31"), id="a-year's-middle"),
        pytest.param("أواخر مايو 2018", ("2018-05-22", "2018-05-31"), id="a-month's-last-ten-days"),
        pytest.param("مطلع الشهر المقبل", ("2019-11-01", "2019-11-10"), id="a-month's-first-ten-days"),
        pytest.param("مطلع الأسبوع المقبل", ("2019-10-21", "2019-10-23"), id="a-week's-start"),
        pytest.param("عطلة نهاية الأسبوع المقبل", ("2019-10-26", "2019-10-27"), id="a-weekend"),
        pytest.param("بقية الشهر", ("2019-10-16", "2019-10-31"), id="the-rest-from-today"),
        pytest.param("صيف العام الماضي", ("2018-06-01", "2018-08-31"), id="a-season"),
        pytest.param("الأسبوع الأول من مايو 2018", ("2018-05-07", "2018-05-13"), id="a-month's-first-whole-week"),
        pytest.param("الأسبوع الثالث من عام 2018", ("2018-01-15", "2018-01-21"), id="a-year's-weeks-are-iso"),
    ],
)
def test_a_stretch_with_a_name_ends_on_its_last_day(text: str, expected: tuple[str, str]) -> None:
    assert one(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("الربع الثاني من العام الماضي", ("2018-04-01", "2018-07-01"), id="a-quarter"),
        pytest.param("أرباح الربع الأول 2017", ("2017-01-01", "2017-04-01"), id="a-quarter-of-a-year-by-number"),
        pytest.param("في الثمانينيات", ("1980-01-01", "1990-01-01"), id="a-decade"),
        pytest.param("تسعينات القرن الماضي", ("1990-01-01", "2000-01-01"), id="a-decade-of-its-century"),
        pytest.param("الأسابيع الثلاثة الماضية", ("2019-09-25", "2019-10-16"), id="weeks-back"),
        pytest.param("آخر سنتين", ("2017-10-16", "2019-10-16"), id="years-back"),
        pytest.param("الأيام الثلاثة المقبلة", ("2019-10-17", "2019-10-20"), id="days-on"),
    ],
)
def test_a_stretch_counted_off_ends_on_the_day_that_closes_it(text: str, expected: tuple[str, str]) -> None:
    assert one(text) == expected


def test_days_within_which_something_falls_are_those_days() -> None:
    assert one("يصل الوفد خلال اليومين المقبلين") == ("2019-10-17", "2019-10-18")


@pytest.mark.parametrize("text", ["في الأسابيع الأخيرة", "خلال السنوات القليلة الماضية", "في الأيام المقبلة"])
def test_vague_stretches_are_found_without_days(text: str) -> None:
    assert one(text) == (None, None)


# -- what is no date


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("يعمل هناك منذ عامين", id="a-duration"),
        pytest.param("ينتهي العمل خلال أسبوعين", id="a-term"),
        pytest.param("استقال قبل شهرين من الانتخابات", id="a-distance-from-something-else"),
        pytest.param("انتهت الحرب قبل نحو عامين", id="a-distance-roughly-told"),
        pytest.param("بدأ اللقاء في الساعة 20:15", id="a-clock-time"),
        pytest.param("قال الأمين العام الحالي للمنظمة", id="عام-as-an-adjective"),
        pytest.param("احتفلوا باليوم الوطني", id="a-named-day"),
        pytest.param("في اليوم الرابع من الزيارة", id="a-numbered-day"),
        pytest.param("هكذا يفكر شباب اليوم", id="our-times"),
        pytest.param("كان ذلك بالأمس القريب", id="not-long-ago"),
        pytest.param("خطب الإمام في صلاة الجمعة", id="a-service"),
        pytest.param("وكانت الثورة 25 شخصا", id="a-count"),
        pytest.param("خرج شباب ثورة 25 يناير", id="a-name-made-of-a-date"),
        pytest.param("فاز الفريق 2-1", id="a-score"),
        pytest.param("ارتفع المؤشر إلى 4.22 نقطة", id="a-decimal"),
        pytest.param("أعلنت تيريزا ماي استقالتها", id="a-surname-like-a-month"),
        pytest.param("مارس اللاعب تمارينه", id="a-verb-like-a-month"),
        pytest.param("نشرت صحيفة المصري اليوم الخبر", id="a-newspaper"),
        pytest.param("رجل في الثمانينيات من عمره", id="a-decade-of-a-life"),
        pytest.param("بلغ الدخل 2014 دولارا", id="a-sum"),
    ],
)
def test_what_names_no_day_is_left_out(text: str) -> None:
    assert dates(text) == []


@pytest.mark.parametrize("text", ["في 31 نوفمبر 2018", "في 30/2/2018 و", "في الحادي والثلاثين من الشهر الماضي"])
def test_a_day_that_never_was_has_no_days(text: str) -> None:
    assert all(found[1:] == (None, None) for found in dates(text))


# -- without the report's own day, and the draft


@pytest.mark.parametrize("text", ["اليوم", "الأحد الماضي", "الشهر المقبل", "في 12 يناير", "الأيام الثلاثة المقبلة"])
def test_without_the_report_s_day_relative_dates_have_no_days(text: str) -> None:
    assert one(text, None) == (None, None)


@pytest.mark.parametrize("text", ["في 12 يناير 2018", "عام 2018", "10 محرم 1441 هـ"])
def test_without_the_report_s_day_whole_dates_keep_theirs(text: str) -> None:
    assert None not in one(text, None)


@pytest.mark.parametrize(
    ("text", "grain"),
    [("أمس", "day"), ("هذا الأسبوع", "week"), ("الشهر الماضي", "month"), ("صيف 2018", "season"), ("عام 2018", "year"),
     ("التسعينات", "decade"), ("الأسابيع الأخيرة", "period")],
)
def test_a_draft_tells_its_grain_rule_and_entries(text: str, grain: str) -> None:
    (draft,) = drafts(text)
    assert draft.grain == grain
    assert draft.rule
    assert draft.entries
    assert all(entry.source for entry in draft.entries)


def test_a_date_goes_over_no_line_s_end() -> None:
    assert [found[0] for found in dates("في مايو\n2018 شخصا")] == ["مايو"]


# -- any input at all

WORDS = [
    "اليوم", "الأحد", "و", "من", "إلى", "بين", "1", "31", "2014", "يناير", "محرم", "الأسبوع", "الأول", "شهر",
    "قبل", "بعد", "نهاية", "العام", "الماضي", "ألف", "خمسة", "وعشرون", "/", "-", ".", "(", ")", "،", "هـ",
    "الموافق", "آخر", "صيف", "9999", "الآن", "القرن", "الربع", "عقود", "أيام",
]



@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=14), st.sampled_from([None, OWN_DAY, date.min, date.max]))
def test_any_words_in_any_order_are_read(words: list[str], reference: date | None) -> None:
    text = " ".join(words)
    read = page("", text, language("ar"))
    end = 0
    for draft in find_dates(read, reference):
        assert end <= draft.start < draft.end <= len(read.words)
        assert (draft.first is None) == (draft.last is None)
        if draft.first and draft.last:
            assert draft.first <= draft.last
        end = draft.end


@pytest.mark.parametrize("word", ["الأحد ", "الأسبوع الأول من ", "1 و ", "ألف و", "بين ", "2014-", "من 1 إلى "])
def test_time_grows_with_the_length_of_the_text(word: str) -> None:
    def seconds(times: int) -> float:
        read = page("", word * times, language("ar"))
        start = time.process_time()
        find_dates(read, OWN_DAY)
        return time.process_time() - start

    seconds(500)
    short = min(seconds(2_000) for _ in range(3))
    assert seconds(20_000) < 30 * short
