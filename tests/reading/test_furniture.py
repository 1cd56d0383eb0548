"""Furniture: what is named in the record and read as nothing else, and what a dateline tells."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isnad.languages import language
from isnad.reading.drafts import Dateline, Source
from isnad.reading.furniture import find_furniture
from isnad.reading.page import Page, page

HEADLINE = "الوزير يفتتح الجسر"
STORY = "افتتح الوزير الجسر الجديد صباحا. وحضر الافتتاح جمع من السكان."


def read(body: str, *, headline: str = HEADLINE, publisher: str | None = None, byline: str | None = None,
         url: str | None = None, published: date | None = None) -> tuple[Page, Dateline]:
    shown = page(headline, body, language())
    return shown, find_furniture(shown, Source(None, url, publisher, byline, published))


def furniture(body: str, *, headline: str = HEADLINE, publisher: str | None = None) -> list[tuple[str, str]]:
    shown, found = read(body, headline=headline, publisher=publisher)
    return [(item.kind, shown.chars(item.start, item.end)) for item in found.items]


# -- datelines


@pytest.mark.parametrize(
    ("dateline", "place", "agencies"),
    [
        pytest.param("القاهرة - رويترز\n", "القاهرة", ["رويترز"], id="place-agency-in-their-own-line"),
        pytest.param("القاهرة - رويترز - ", "القاهرة", ["رويترز"], id="place-agency-dash"),
        pytest.param("القاهرة (رويترز) - ", "القاهرة", ["رويترز"], id="agency-in-brackets-dash"),
        pytest.param("القاهرة (رويترز) ", "القاهرة", ["رويترز"], id="agency-in-brackets"),
        pytest.param("نيروبي 3-9 (اف ب) - ", "نيروبي", ["اف ب"], id="day-and-month-in-figures"),
        pytest.param("نيويورك، 3 آذار/مارس (أ.ف.ب.) - ", "نيويورك", ["أ.ف.ب."], id="initials-with-dots"),
        pytest.param("لندن/باريس (د ب أ) - ", "لندن", ["د ب أ"], id="two-places"),
        pytest.param("تبوك 3 رجب 1437 هـ الموافق 10 أبريل 2016 م واس ", "تبوك", ["واس"], id="hijri-and-gregorian"),
        pytest.param("المنامة في 24 مايو / بنا / ", "المنامة", ["بنا"], id="agency-between-slashes"),
        pytest.param("بغداد/ وكالات\n", "بغداد", ["وكالات"], id="agencies-unnamed"),
        pytest.param("عواصم - وكالات\n", None, ["وكالات"], id="many-places-and-agencies-unnamed"),
        pytest.param("عواصم – وكالات: ", None, ["وكالات"], id="many-places-and-a-colon"),
        pytest.param("- وكالات\n", None, ["وكالات"], id="agencies-unnamed-alone-in-their-line"),
        pytest.param("وكالات - ", None, ["وكالات"], id="agencies-unnamed-before-a-verb"),
        pytest.param("جنيف (الأمم المتحدة) - ", "جنيف", [], id="a-place-and-whose-seat-it-is"),
        pytest.param("باريس (فرنسا) - ", "باريس", [], id="a-place-and-its-country"),
        pytest.param("الرباط /ومع/ 24 مايو ", "الرباط", ["ومع"], id="a-day-between-agency-and-text"),
        pytest.param("الرباط /ومع/ 24 مايو // ", "الرباط", ["ومع"], id="a-day-and-slashes"),
        pytest.param("رويترز - موسكو\n", "موسكو", ["رويترز"], id="agency-first"),
        pytest.param("دمشق-سانا\n", "دمشق", ["سانا"], id="no-spaces"),
        pytest.param("بيروت: «الشرق الأوسط»\n", "بيروت", ["الشرق الأوسط"], id="a-newspaper-in-quotation-marks"),
        pytest.param("بيروت - من سمير حداد (رويترز) - ", "بيروت", ["رويترز"], id="with-the-reporter"),
        pytest.param("عمّان: سمير حداد\n", "عمّان", [], id="place-and-reporter"),
        pytest.param("باريس - ", "باريس", [], id="a-place-alone-before-a-verb"),
        pytest.param("باريس: ", "باريس", [], id="a-place-and-a-colon-before-a-verb"),
        pytest.param("(أ ف ب) - ", None, ["أ ف ب"], id="agency-alone-in-brackets"),
        pytest.param("رويترز\n", None, ["رويترز"], id="agency-alone-in-its-line"),
        pytest.param("قرية العين - واس\n", "قرية العين", ["واس"], id="a-place-that-no-table-lists"),
    ],
)
def test_a_dateline_tells_place_and_agency(dateline: str, place: str | None, agencies: list[str]) -> None:
    shown, found = read(dateline + STORY)
    assert [(item.kind, shown.chars(item.start, item.end)) for item in found.items] == [("dateline", dateline.strip())]
    assert found.place == place
    assert found.agencies == agencies


@pytest.mark.parametrize(
    ("dateline", "day"),
    [
        pytest.param("(وكالة - 24 أيار 2022ء) ", None, id="no-agency-no-dateline"),
        pytest.param("( سبوتنيك - 24 أيار 2022ء) ", date(2022, 5, 24), id="levantine-month"),
        pytest.param("تبوك 3 رجب 1437 هـ الموافق 10 أبريل 2016 م واس ", date(2016, 4, 10), id="hijri-pair"),
        pytest.param("رام الله 5-3-2020 (وفا) - ", date(2020, 3, 5), id="figures"),
        pytest.param("القاهرة 5 مايو (رويترز) - ", None, id="no-year-no-day"),
        pytest.param("الرباط /ومع/ 24 مايو 2021 ", date(2021, 5, 24), id="after-the-agency"),
    ],
)
def test_a_dateline_tells_the_day(dateline: str, day: date | None) -> None:
    assert read(dateline + STORY)[1].day == day


def test_the_published_day_comes_before_the_datelines() -> None:
    body = "رام الله 5-3-2020 (وفا) - " + STORY
    assert read(body, published=date(2020, 3, 6))[1].day == date(2020, 3, 6)


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("9 مايو/أيار 2021, 16:45 GMT", date(2021, 5, 9)), ("الأحد، 9 مايو 2021 م", date(2021, 5, 9)),
        ("2021-05-09 16:45", date(2021, 5, 9)), ("١٦:٤٥ - ٩ مايو ٢٠٢١", date(2021, 5, 9)),
        ("آخر تحديث: 9 مايو 2021", date(2021, 5, 9)), ("نشر: 9/5/2021", date(2021, 5, 9)),
        ("تم النشر في 9/5/2021 الساعة 4 مساء", date(2021, 5, 9)),
        ("تاريخ النشر: 09.05.2021 | 16:45 GMT", date(2021, 5, 9)),
        ("آخر تحديث: 10.05.2021 | 08:00 GMT | تاريخ النشر: 09.05.2021 | 16:45 GMT", date(2021, 5, 9)),
        ("آخر تحديث: 9 مايو - 16:45 بتوقيت غرينتش", None),
    ],
)
def test_a_line_that_tells_when_the_report_came_out_is_furniture(line: str, day: date | None) -> None:
    shown, found = read(line + "\n" + STORY)
    assert [(item.kind, item.rule, shown.chars(item.start, item.end)) for item in found.items] == [
        ("dateline", "dateline:stamp", line)]
    assert found.day == day


@pytest.mark.parametrize(
    "line", ["9 مايو 2021 كان يوم الافتتاح", "نشر 12 صورة للجسر", "2021: 12", "9 مايو", "الساعة 16:45"])
def test_a_line_that_tells_more_than_a_day_or_none_is_text(line: str) -> None:
    assert furniture(line + "\n" + STORY) == []


def test_a_day_alone_in_its_line_below_the_storys_beginning_is_text() -> None:
    assert furniture(STORY + "\n9 مايو 2021\n" + STORY) == []
    assert furniture(STORY + "\nآخر تحديث: 9 مايو 2021") == [("dateline", "آخر تحديث: 9 مايو 2021")]


def test_of_the_days_that_the_page_tells_the_datelines_comes_first_and_an_updates_last() -> None:
    update, stamp, dateline = "آخر تحديث: 7/5/2021\n", "تاريخ النشر: 8/5/2021\n", "رام الله 9-5-2021 (وفا) - "
    assert read(update + stamp + dateline + STORY)[1].day == date(2021, 5, 9)
    assert read(update + stamp + STORY)[1].day == date(2021, 5, 8)
    assert read(update + STORY)[1].day == date(2021, 5, 7)


@pytest.mark.parametrize(
    ("top", "day"), [("رام الله 9-5-2021 (وفا) - ", 9), ("نشر: 8/5/2021\n", 8), ("رام الله (وفا) - ", 7), ("", 7)])
def test_the_fallback_is_the_day_of_a_page_that_tells_none(top: str, day: int) -> None:
    shown = page(HEADLINE, top + STORY, language())
    assert find_furniture(shown, Source(fallback=date(2021, 5, 7))).day == date(2021, 5, day)
    assert find_furniture(shown, Source(published=date(2021, 5, 6), fallback=date(2021, 5, 7))).day == date(2021, 5, 6)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("قال الوزير - بحسب رويترز - إن الجسر جاهز.", id="an-agency-in-dashes"),
        pytest.param("قالت وكالة أنباء الصين الجديدة (شينخوا) اليوم إن الجسر جاهز.", id="an-agency-that-speaks"),
        pytest.param("رويترز: الوزير يستقيل غدا.", id="an-agency-and-a-colon"),
        pytest.param("موسكو: لن نسمح بذلك.", id="a-government-that-speaks"),
        pytest.param("روسيا - أوكرانيا: قصف متبادل على الحدود.", id="two-states"),
        pytest.param("1990 - السلطات تفتح الجسر أمام الناس.", id="a-year"),
        pytest.param("علم من مصدر مطلع أمس (الأحد) أن الجسر جاهز.", id="brackets-early"),
        pytest.param("زار الوزير باريس (فرنسا) أمس.", id="a-place-in-brackets"),
        pytest.param("سمير حداد: الجسر جاهز.", id="a-speaker"),
        pytest.param("اليوم - وهو يوم الافتتاح - حضر الوزير.", id="a-day-in-front"),
        pytest.param("وكالات الأنباء تتابع الافتتاح.", id="agencies-in-running-text"),
        pytest.param("وكالات: الجسر جاهز.", id="agencies-and-a-colon"),
        pytest.param("موسكو (روسيا) تفتح جسرا.", id="a-place-in-brackets-and-no-dash"),
        pytest.param("روسيا (الأمم المتحدة) - قال الوزير.", id="a-state-has-no-seat"),
    ],
)
def test_what_only_looks_like_a_dateline_is_text(body: str) -> None:
    _, found = read(body + "\n" + STORY, publisher="alwatan")
    assert found.items == []
    assert (found.place, found.agencies) == (None, [])


def test_a_headline_that_quotes_the_place_makes_its_colon_a_statement() -> None:
    assert furniture("باريس: " + STORY, headline="باريس: افتتاح الجسر قريب") == []


def test_a_dateline_stands_at_the_beginning_only() -> None:
    assert furniture(STORY + "\nوعاد الوفد.\nالقاهرة (رويترز) - وصل الوفد.") == []


@pytest.mark.parametrize(
    ("publisher", "line", "kind", "place", "agencies"),
    [
        ("sabq", "سبق- تبوك: ", "dateline", "تبوك", []),
        ("sabq", "سمير حداد- سبق- وادي الورد: ", "dateline", "وادي الورد", []),
        ("sabq", "سبق- وكالات: ", "dateline", None, ["وكالات"]),
        ("sabq", "سمير حداد- سبق- متابعة: ", "byline", None, []),
        ("3alyoum", "عين اليوم – روما\n", "dateline", "روما", []),
        ("3alyoum", "سمير حداد – عين اليوم\n", "byline", None, []),
        ("3alyoum", "سلوى حداد – متابعات\n", "byline", None, []),
    ],
)
def test_the_outlets_own_name_is_no_agency(
        publisher: str, line: str, kind: str, place: str | None, agencies: list[str]) -> None:
    shown, found = read(line + STORY, publisher=publisher)
    assert [(item.kind, shown.chars(item.start, item.end)) for item in found.items] == [(kind, line.strip())]
    assert (found.place, found.agencies) == (place, agencies)


# -- the byline, which is not in the text


@pytest.mark.parametrize(
    ("publisher", "byline", "agencies"),
    [
        ("aawsat", "لندن: «الشرق الأوسط»", []),
        ("aljazirah", "عدن - واس:", ["واس"]),
        ("aljazirah", "الجزيرة - المحليات:", []),
        ("okaz", "&nbsp;واس (الرياض)", ["واس"]),
        ("okaz", "سمير حداد (صنعاء)", []),
        ("okaz", "فارس حداد (صنعاء)", []),
        ("almadina", "رويترز - عمان", ["رويترز"]),
        ("alriyadh", "نيويورك - أ. ف. ب", ["أ. ف. ب"]),
        ("aleqtisadiya", "«الاقتصادية» من الرياض", []),
        ("alwatan", "الدوحة: الوكالات", ["الوكالات"]),
        ("alwatan", "كلام " * 30 + "رويترز", []),
        ("alwatan", "", []),
    ],
)
def test_the_byline_tells_agencies(publisher: str, byline: str, agencies: list[str]) -> None:
    _, found = read(STORY, publisher=publisher, byline=byline)
    assert found.agencies == agencies
    assert found.items == []
    assert found.place is None


def test_an_agency_is_told_once() -> None:
    assert read("القاهرة (أ ف ب) - " + STORY, byline="القاهرة - أ.ف.ب")[1].agencies == ["أ ف ب"]


# -- home


@pytest.mark.parametrize(
    ("source", "body", "country"),
    [
        pytest.param({"publisher": "okaz"}, STORY, "SAU", id="the-publishers-id"),
        pytest.param({"publisher": "OKAZ"}, STORY, "SAU", id="in-any-letters"),
        pytest.param({"publisher": "صحيفة عكاظ"}, STORY, "SAU", id="the-publishers-name"),
        pytest.param({"url": "https://www.okaz.com.sa/a/1"}, STORY, "SAU", id="the-host"),
        pytest.param({"url": "https://sport.okaz.com.sa/a/1"}, STORY, "SAU", id="a-host-below-it"),
        pytest.param({"publisher": "okaz"}, "باريس - " + STORY, "SAU", id="a-dateline-abroad-changes-nothing"),
        pytest.param({"url": "https://news.example.eg/1"}, STORY, "EGY", id="an-unknown-hosts-country"),
        pytest.param({"publisher": "nobody"}, "باريس - " + STORY, "FRA", id="an-unknown-outlets-dateline"),
        pytest.param({"byline": "باريس - سمير حداد"}, STORY, "FRA", id="an-unknown-outlets-byline"),
        pytest.param({"publisher": "nobody", "url": "https://example.com/"}, STORY, None, id="nothing-known"),
        pytest.param({"publisher": "sa"}, STORY, None, id="a-publisher-is-no-host"),
        pytest.param({"url": "http://[broken"}, STORY, None, id="a-broken-address"),
    ],
)
def test_the_reports_home_is_its_outlets(source: dict[str, str], body: str, country: str | None) -> None:
    assert read(body, publisher=source.get("publisher"), url=source.get("url"),
                byline=source.get("byline"))[1].country == country


# -- lines


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("(@SamirHaddad)", "handle"), ("samir@example.com", "handle"), ("www.example.com", "handle"),
        ("(تستمر)", "continues"), ("يتبع", "continues"), ("...المزيد", "continues"),
        ("انتهى", "ends"), ("(انتهى)", "ends"),
        ("أفكارك وتعليقاتك", "comments"), ("أضف تعليقا", "comments"), ("التعليقات:", "comments"),
        ("اقرأ أيضا: جسر آخر قيد البناء", "related"), ("إقرأ ايضاً", "related"), ("مواضيع ذات صلة", "related"),
        ("شارك", "share"), ("فيسبوك تويتر واتساب", "share"), ("شارك على Facebook | Twitter", "share"),
        ("تصوير: سمير حداد", "credit"), ("(صورة: أ ف ب)", "credit"), ("المصدر: رويترز", "credit"),
        ("خدمة «واشنطن بوست»", "credit"), ("(رويترز)", "credit"),
        ("كتب: سمير حداد", "byline"), ("سمير حداد", "byline"), ("س.ح/م.ن", "byline"), ("س ح / م ن", "byline"),
        ("#الجسر #النهر_الكبير", "related"), ("#الجسر", "related"), ("الكلمات الدالة: جسر، نهر", "related"),
        ("اقرأ المزيد", "related"), ("اقرأ المزيد: جسر آخر قيد البناء", "related"), ("- وكالات", "credit"),
    ],
)
def test_a_line_of_its_own_is_furniture(line: str, kind: str) -> None:
    assert furniture(STORY + "\n" + line) == [(kind, line)]


@pytest.mark.parametrize(
    "line",
    [
        "وتستمر الأعمال حتى الصيف", "انتهى الاجتماع دون اتفاق", "شارك الوزير في الافتتاح", "المزيد من الجسور قادم",
        "المصدر قال إن الجسر جاهز", "الصورة: قاتمة", "صورة الجسر في المساء", "تقرير: الجسور تتقادم",
        "التعليقات كثيرة على الجسر", "كاتب سوري: الجسر جاهز", "كتب الوزير رسالة", "تويتر تحذف حساب الوزير",
        "# الجسر", "#الجسر حديث الناس", "س", "حضر ممثلو رويترز", "راسل الوزير عبر samir@example.com بشأن الجسر",
        "قال سمير حداد",
    ],
)
def test_a_line_of_the_story_is_none(line: str) -> None:
    assert furniture(STORY + "\n" + line + "\n" + STORY) == []
    assert furniture(STORY + "\n" + line) == []


def test_headlines_under_a_related_line_go_with_it() -> None:
    assert furniture(STORY + "\nاقرأ أيضا\nجسر آخر قيد البناء\nميناء جديد في الشمال\n" + STORY) == [
        ("related", "اقرأ أيضا"), ("related", "جسر آخر قيد البناء"), ("related", "ميناء جديد في الشمال")]


def test_the_headline_repeated_is_furniture_whatever_its_stops() -> None:
    assert furniture(HEADLINE + ".\n" + STORY) == [("repeat", HEADLINE + ".")]
    assert furniture(STORY + "\n" + HEADLINE) == []


def test_all_that_stands_before_the_story_is_found() -> None:
    body = f"(@SamirHaddad)\n{HEADLINE}\nمن سمير حداد\nالقاهرة (رويترز) - {STORY}"
    assert [kind for kind, _ in furniture(body)] == ["handle", "repeat", "byline", "dateline"]


@pytest.mark.parametrize(
    ("tail", "kind"),
    [
        ("انتهى", "ends"), ("انتهى/ س ح", "ends"), ("(يتبع)", "continues"), ("(رويترز)", "credit"),
        ("المصدر: وكالات", "credit"), ("المصدر (فرانس برس)", "credit"), ("* باحث في شؤون الجسور", "byline"),
        ("سمات جسر افتتاح وزير", "related"), ("#الجسر #النهر_الكبير", "related"), ("س.ح/م.ن", "byline"),
    ],
)
def test_the_texts_end_is_furniture_without_a_line_of_its_own(tail: str, kind: str) -> None:
    assert furniture(STORY + "\n" + STORY + " " + tail) == [(kind, tail)]


@pytest.mark.parametrize(
    "tail",
    ["وقال إن العمل انتهى", "سمات الجسر كثيرة.", "زار الوزير (رويترز)", "* وصل الوفد", "وقالها د. س. ح"])
def test_the_storys_last_words_are_none(tail: str) -> None:
    assert furniture(STORY + "\n" + STORY + " " + tail) == []


@pytest.mark.parametrize("gap", ["\n", " "])
def test_initials_stand_beside_the_agency_and_the_end(gap: str) -> None:
    assert furniture(STORY + gap + "س.ح/م.ن (د ب أ)") == [("byline", "س.ح/م.ن"), ("credit", "(د ب أ)")]
    assert furniture(STORY + gap + "(انتهى) س ح / م ن") == [("ends", "(انتهى)"), ("byline", "س ح / م ن")]
    assert furniture(STORY + "\n" + "أ ف ب") == [("credit", "أ ف ب")]


def test_a_source_at_the_end_tells_the_agency_but_a_photographs_does_not() -> None:
    assert read(STORY + "\nالمصدر: رويترز")[1].agencies == ["رويترز"]
    assert read(STORY + " (رويترز)")[1].agencies == ["رويترز"]
    assert read(STORY + "\n(صورة: أ ف ب)")[1].agencies == []


def test_brackets_inside_the_story_may_be_furniture() -> None:
    assert furniture("افتتح الوزير الجسر (يتبع) وحضر السكان (قرب النهر).\n" + STORY) == [("continues", "(يتبع)")]


def test_every_item_tells_its_rule_and_its_entry() -> None:
    _, found = read("القاهرة - رويترز\n" + STORY + "\nيتبع")
    assert [item.rule for item in found.items] == ["dateline:place+agency", "continues:line"]
    assert [[entry.file for entry in item.entries] for item in found.items] == [
        ["states.tsv", "outlets.tsv"], ["furniture.tsv"]]


def test_the_headline_is_never_furniture() -> None:
    assert furniture("افتتح الوزير الجسر.", headline="القاهرة - رويترز") == []


# -- any text at all

pieces = st.sampled_from([
    "القاهرة", "رويترز", "واس", "سبق", "أ ف ب", "5 مايو 2020", "انتهى", "المصدر", "اقرأ أيضا", "شارك", "تويتر", "قال",
    "سمير", "حداد", "@", "www", *" -–:/()«»\"*.\n،", "تصوير", "سمات", "كتب",
    "#", "آخر تحديث", "14:30 GMT", "عواصم", "وكالات", "س.ح"])


@settings(max_examples=150, deadline=None)
@given(body=st.lists(pieces, max_size=40).map(" ".join), headline=st.sampled_from(["", HEADLINE]),
       byline=st.lists(pieces, max_size=10).map(" ".join), url=st.text(max_size=20))
def test_any_text_has_furniture_in_order_and_apart(body: str, headline: str, byline: str, url: str) -> None:
    shown, found = read(body, headline=headline, byline=byline, url=url, publisher="sabq")
    reached = shown.headline_end
    for item in found.items:
        assert reached <= item.start < item.end <= len(shown.words)
        reached = item.end
    assert found.place is None or found.place in body
    shown.without((item.start, item.end) for item in found.items)


@pytest.mark.parametrize(
    "body",
    ["كلام " * 10_000, "رويترز - " * 6_000, "واس: " * 6_000, "(واس)\n" * 4_000, "اقرأ أيضا\nخبر\n" * 2_000,
     "تويتر " * 10_000, "انتهى. " * 6_000, "- " * 10_000, "5 مايو - " * 4_000,
     "#وسم " * 6_000, "س.ح/" * 6_000, "نشر: 5 مايو 2020\n" * 2_000, "(" * 10_000],
    ids=lambda body: repr(body[:9]))
def test_what_no_page_holds_is_looked_through_too(body: str) -> None:
    shown = page("", body, language())
    found = find_furniture(shown, Source(byline=body))  # how long it takes is for benchmarks/linear.py to say
    assert all(0 <= item.start < item.end <= len(shown.words) for item in found.items)
