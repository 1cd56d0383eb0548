"""Finding things: words in any of their forms, filters on who, what, when and where, facets, pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from isnad.ledger.across import stories
from isnad.ledger.database import Ledger, open_ledger
from isnad.ledger.errors import QueryError
from isnad.ledger.facets import tally
from isnad.ledger.one import one
from isnad.ledger.people import people
from isnad.ledger.search import FACETS, Chosen, Found, Query, find, newly, wanted
from isnad.ledger.views import View, views
from isnad.ledger.write import Kept
from isnad.sources import RawReport

NEWS = {
    "awaits": ("2022-01-24", "المرصد", "الكرملين ينتظر رد الحلف",
               "قال المتحدث باسم الكرملين دميتري بيسكوف إن موسكو تتوقع ردا منفصلا من حلف شمال الأطلسي بشأن الضمانات "
               "الأمنية."),
    "answers": ("2022-01-26", "المنبر", "الحلف يسلم رده",
                "سلم حلف شمال الأطلسي روسيا رده على مقترحاتها بشأن الضمانات الأمنية. وقال الأمين العام للحلف ينس "
                "ستولتنبرغ إن الحوار مستمر."),
    "visit": ("2022-03-01", "المرصد", "وزير مصري في مسقط",
              "زار وزير الخارجية المصري نبيل فوزي مسقط اليوم. وقال فوزي لنظيره العماني بدر البوسعيدي إن القاهرة ترحب "
              "بضماناتها الجديدة ووعد بفتح قنصلية في صلالة."),
    "strike": ("2022-03-02", "الميدان", "المدفعية تدك المدينة",
               "قصف الجيش السوداني مدينة الفاشر بالمدفعية أمس الثلاثاء، وقتل سبعة مدنيين. وأعلنت نقابة الأطباء أن "
               "المستشفى توقف."),
    "denial": ("2022-03-03", "المنبر", "الجيش السوداني ينفي",
               "نفى المتحدث باسم الجيش السوداني آدم هارون قصف مدينة الفاشر بالمدفعية."),
    "demand": ("2022-03-04", "الميدان", "مطالبة",
               "طالب وزير الدفاع التشادي إدريس صالح السودان بسحب قواته من الحدود. وحذر صالح من حرب جديدة."),
    "undated": (None, None, "بلا تاريخ", "وأكد محافظ البنك المركزي التشادي عمر إدريس أن الاحتياطي كاف."),
}


@pytest.fixture(scope="module")
def filled(databases: Any, keep_all: Callable[..., list[Kept]]) -> Iterator[Ledger]:
    """A ledger of all the news; nothing is written to it."""
    address = databases.new()
    ledger = open_ledger(address)
    keep_all(ledger, *(RawReport(text=text, headline=headline, published=day, publisher=outlet,
                                 url=f"https://{name}.example/1")
                       for name, (day, outlet, headline, text) in NEWS.items()))
    yield ledger
    ledger.close()
    databases.drop(address)


def shown(ledger: Ledger, found: Found) -> list[View]:
    with ledger.look() as db:
        return views(db, found.rows)


def label(view: View) -> str:
    """A report's name, and the cue or trigger in it, s/ of a statement and e/ of an event."""
    name = view["url"].removeprefix("https://").partition(".")[0]
    return name if view["kind"] == "report" else f"{view['kind'][0]}/{name}/{view['cue']}"


def labels(ledger: Ledger, query: Query, **more: Any) -> list[str]:
    return [label(each) for each in shown(ledger, find(ledger, query, **({"limit": 100} | more)))]


def reports(ledger: Ledger, words: str) -> set[str]:
    return set(labels(ledger, Query(words, kinds=("report",))))


@pytest.mark.parametrize("words", ["الضمانات", "ضمانات", "بضماناتها", "وضمانة", "للضمانات"])
def test_a_word_is_found_in_all_its_forms(filled: Ledger, words: str) -> None:
    assert reports(filled, words) == {"awaits", "answers", "visit"}


@pytest.mark.parametrize(("words", "expected"), [
    ("الضمانات الأمنية", {"awaits", "answers"}),
    ("ستولتنبرغ الضمانات", {"answers"}),
    ("الضمانات الفاشر", set()),
    ('"مدينة الفاشر"', {"strike", "denial"}),
    ('"الفاشر مدينة"', set()),
    ("«الجيش السوداني»", {"strike", "denial"}),
    ('"الجيش الفاشر"', set()),
    ("ضمان*", {"awaits", "answers", "visit"}),
    ("بوسعيد*", {"visit"}),
    ('"مدينة الفاش*"', {"strike", "denial"}),
    ("الفاشر -نفى", {"strike"}),
    ('الضمانات -"شمال الأطلسي"', {"visit"}),
    ("الفاشر -مدفع*", set()),
    ("الفَاشِر", {"strike", "denial"}),
    ("الفـاشـر", {"strike", "denial"}),
    ("...", set(NEWS)),
    ("", set(NEWS)),
])
def test_words_phrases_beginnings_and_exclusions(filled: Ledger, words: str, expected: set[str]) -> None:
    assert reports(filled, words) == expected


EGYPTIAN = {"s/visit/وقال", "s/visit/ووعد"}
DONE = {"e/visit/زار", "e/visit/ترحب", "e/visit/ووعد"}


@pytest.mark.parametrize(("query", "expected"), [
    (Query(speaker=("نبيل فوزي",)), EGYPTIAN | {"e/visit/بفتح قنصلية"}),
    (Query(speaker=("فوزي",)), EGYPTIAN | {"e/visit/بفتح قنصلية"}),
    (Query("قنصلية", speaker=("فوزي",), kinds=("statement",)), {"s/visit/ووعد"}),
    (Query(actor=("نبيل فوزي",)), EGYPTIAN | DONE),
    (Query(recipient=("البوسعيدي",)), {"s/visit/وقال", "e/visit/ترحب"}),
    (Query(recipient=("السودان",)), {"s/demand/طالب", "e/demand/طالب"}),
    (Query(actor_country=("TCD",)), {"s/demand/طالب", "e/demand/طالب", "s/demand/وحذر", "s/undated/وأكد"}),
    (Query(recipient_country=("OMN",)), {"e/visit/زار", "e/visit/ترحب", "s/visit/وقال"}),
    (Query(recipient_country=("EGY",)), set()),
    (Query(actor_country=("EGY",), recipient_country=("OMN",), kinds=("statement",)), {"s/visit/وقال"}),
    (Query(actor_sector=("MIL",)), {"e/strike/قصف", "e/denial/قصف", "s/denial/نفى"}),
    (Query(recipient_sector=("GOV",), since="2022-03-04"), {"s/demand/طالب", "e/demand/طالب"}),
    (Query(act=("deny",)), {"s/denial/نفى"}),
    (Query(act=("deny", "warn")), {"s/denial/نفى", "s/demand/وحذر"}),
    (Query(type=("ASSAULT",)), {"e/strike/قصف", "e/denial/قصف"}),
    (Query(type=("ASSAULT",), status=("negated",)), {"e/denial/قصف"}),
    (Query(mode=("visit",)), {"e/visit/زار"}),
    (Query(status=("requested",)), {"e/demand/بسحب قواته"}),
    (Query(act=("deny",), type=("REQUEST",)), {"s/denial/نفى", "e/demand/طالب"}),
    (Query(country=("TCD",), act=("demand", "warn", "deny")), {"s/demand/طالب", "s/demand/وحذر"}),
    (Query(sector=("MIL",)), {"s/denial/نفى", "e/denial/قصف", "e/strike/قصف"}),
    (Query(sector=("LAB",)), {"s/strike/وأعلنت"}),
    (Query(outlet=("المنبر",), kinds=("report",)), {"answers", "denial"}),
    (Query(outlet=("المنبر", "المرصد"), kinds=("report",)), {"answers", "denial", "awaits", "visit"}),
    (Query(place=("OMN",)), {"e/visit/بفتح قنصلية"}),
    (Query(place=("صلالة",)), {"e/visit/بفتح قنصلية"}),
    (Query(since="2022-03-02", kinds=("report",)), {"strike", "denial", "demand"}),
    (Query(until="2022-01-26", kinds=("report",)), {"awaits", "answers"}),
    (Query(since="2022-03-02", until="2022-03-02", kinds=("report",)), {"strike"}),
    (Query(speaker=("نبيل فوزي",), since="2022-03-02"), set()),
    (Query(speaker=("من لا يعرفه أحد",)), set()),
    (Query(actor=("a234567abcdefg",)), set()),
    (Query(outlet=("صحيفة أخرى",)), set()),
])
def test_filters_hold_all_of_them(filled: Ledger, query: Query, expected: set[str]) -> None:
    assert set(labels(filled, query)) == expected


def test_every_filter_is_tested() -> None:
    tested = {each.name for mark in (*test_filters_hold_all_of_them.pytestmark,)  # type: ignore[attr-defined]
              for query, _ in mark.args[1] for each in fields(query) if getattr(query, each.name)}
    assert tested | {"story", "report", "after", "upto"} == {each.name for each in fields(Query)}


def test_one_report_and_one_story(filled: Ledger) -> None:
    with filled.look() as db:
        _, told = stories(db)
    (both,) = [each for each in told if each["reports"] == 2]
    assert set(labels(filled, Query(story=(both["id"],), kinds=("report",)))) == {"strike", "denial"}
    (report,) = shown(filled, find(filled, Query("قنصلية", kinds=("report",))))
    assert set(labels(filled, Query(report=(report["id"],), kinds=("statement",)))) == EGYPTIAN


def test_an_actor_may_be_told_by_his_identifier(filled: Ledger) -> None:
    with filled.look() as db:
        _, [fawzi] = people(filled, db, "نبيل فوزي")
    assert set(labels(filled, Query(actor=(fawzi["id"],)))) == EGYPTIAN | DONE


def test_whoever_is_only_meant_is_found_by_what_he_is_called(filled: Ledger) -> None:
    assert set(labels(filled, Query(recipient=("سبعة مدنيين",)))) == {"e/strike/قصف"}


@pytest.mark.parametrize(("query", "said"), [
    (Query("-الضمانات"), "only says what must not be there; give a word that must, too"),
    (Query("*"), "has no letter before the star; write a word's beginning, as ضمان*"),
    (Query("الضمانات -*"), "has no letter before the star"),
    (Query(act=("deny",), kinds=("event",)), "an event has no act"),
    (Query(type=("AID",), kinds=("statement", "report")), "a statement or report has no type"),
    (Query(speaker=("فوزي",), kinds=("report",)), "a report has no speaker"),
])
def test_a_query_that_means_nothing_is_told(filled: Ledger, query: Query, said: str) -> None:
    with pytest.raises(QueryError, match=re.escape(said)):
        find(filled, query)


def test_an_unknown_facet_is_told_with_those_that_there_are(filled: Ledger) -> None:
    with pytest.raises(QueryError, match="no facet 'colour'; there are kind, act, type"):
        find(filled, Query(), facets=["colour"])


def test_the_best_comes_first_and_by_day_the_newest(filled: Ledger) -> None:
    query = Query("الضمانات", kinds=("report",))
    assert labels(filled, query, by_day=True) == ["visit", "answers", "awaits"]
    assert labels(filled, Query(kinds=("report",))) == ["demand", "denial", "strike", "visit", "answers", "awaits",
                                                        "undated"]
    assert labels(filled, Query("الضمانات الأمنية الحوار", kinds=("report",))) == ["answers"]


def test_what_tells_more_of_it_comes_first(ledger: Ledger, keep_all: Callable[..., list[Kept]]) -> None:
    for name, text in (("little", "سد ونهر وجسر وطريق وميناء ورصيف."), ("much", "سد ثم سد ثم سد وطريق ورصيف.")):
        keep_all(ledger, RawReport(text=text, url=f"https://{name}.example/1"))
    assert labels(ledger, Query("سد", kinds=("report",))) == ["much", "little"]


def test_pages_together_are_everything_once(filled: Ledger) -> None:
    every = find(filled, Query(), limit=100)
    pages = [find(filled, Query(), limit=5, offset=at) for at in range(0, every.total + 5, 5)]
    assert {page.total for page in pages} == {len(every.rows)}
    assert [row for page in pages for row in page.rows] == every.rows
    assert len(set(every.rows)) == every.total
    assert pages[-1].rows == []


def test_facets_count_everything_that_is_found_and_not_a_page_of_it(filled: Ledger) -> None:
    found = find(filled, Query(), limit=1, facets=FACETS)
    assert set(found.facets) == set(FACETS)
    assert dict(found.facets["kind"])["report"] == len(NEWS)
    assert sum(number for _, number in found.facets["kind"]) == found.total
    assert dict(found.facets["act"]) == {"say": 3, "expect": 1, "praise": 1, "promise": 1, "deny": 1, "demand": 1,
                                         "warn": 1}
    assert dict(found.facets["month"]).keys() == {"2022-01", "2022-03"}
    assert dict(found.facets["type"])["ASSAULT"] == 2
    assert dict(found.facets["status"])["negated"] == 1
    assert dict(found.facets["mode"])["visit"] == 1
    assert dict(found.facets["speaker"])["نبيل فوزي"] == 3, "two statements, and the promise within one"
    assert dict(found.facets["place"]) == {"OMN": 1}
    assert dict(found.facets["country"])["EGY"] == 6
    assert dict(found.facets["sector"])["LAB"] == 1
    assert dict(found.facets["outlet"]).keys() == {"المرصد", "المنبر", "الميدان"}
    assert len(found.facets["story"]) == 6
    for counts in found.facets.values():
        assert [number for _, number in counts] == sorted((number for _, number in counts), reverse=True)


@pytest.mark.parametrize("words", ["", "الضمانات"])
@pytest.mark.parametrize("facet", [each for each in FACETS if each != "month"])
def test_a_facet_counts_what_the_query_finds_with_its_value(filled: Ledger, facet: str, words: str) -> None:
    query = Query(words)
    with filled.look() as db:
        counts = tally(db, Chosen(filled, db, query).select(), [facet])[facet]
    assert counts.all == len(counts.values)
    assert counts.values or words
    for each in counts.values:
        value: dict[str, Any] = {"kinds" if facet == "kind" else facet: (each.value,)}
        assert find(filled, replace(query, **value)).total == each.number, each


def test_a_facet_says_how_many_values_it_leaves_off(filled: Ledger) -> None:
    with filled.look() as db:
        chosen = Chosen(filled, db, Query()).select()
        few, every = tally(db, chosen, ["act", "kind"], 2)["act"], tally(db, chosen, ["act"], None)["act"]
    assert few.values == every.values[:2]
    assert few.all == every.all == len(every.values) == 7


def test_speakers_and_stories_are_counted_by_identifiers_with_names(filled: Ledger) -> None:
    with filled.look() as db:
        found = tally(db, Chosen(filled, db, Query("الضمانات")).select(), ["speaker", "story"])
        titles = {each["id"]: each["title"] for each in stories(db)[1]}
    assert {each.name for each in found["speaker"].values} == {"نبيل فوزي", "دميتري بيسكوف"}
    assert all(re.fullmatch("a[a-z2-7]{13}", each.value) for each in found["speaker"].values)
    assert {each.value: each.name for each in found["story"].values}.items() <= titles.items()


def test_a_search_may_be_told_how_long_to_take(filled: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    look, told = filled.look, []

    def noting(*, seconds: float | None = None) -> Any:
        told.append(seconds)
        return look(seconds=seconds)

    monkeypatch.setattr(filled, "look", noting)
    assert find(filled, Query("الضمانات"), seconds=7).total == find(filled, Query("الضمانات")).total
    assert told == [7, None]


def test_facets_keep_to_the_query(filled: Ledger) -> None:
    found = find(filled, Query(speaker=("فوزي",)), facets=["act", "country"])
    assert dict(found.facets["act"]) == {"praise": 1, "promise": 1}
    assert dict(found.facets["country"]).keys() == {"EGY", "OMN"}


def test_what_is_found_stands_where_its_span_says(filled: Ledger) -> None:
    for each in shown(filled, find(filled, Query(), limit=100)):
        with filled.look() as db:
            whole = one(db, each["report"])
        assert whole is not None
        text = whole["record"]["report"]["text"]
        start, end = each["span"]
        assert text[start:end] == {"statement": each["text"], "event": each["cue"], "report": text}[each["kind"]]


def test_the_chain_goes_from_the_outlet_to_the_innermost_speaker(filled: Ledger) -> None:
    (said,) = shown(filled, find(filled, Query("قنصلية", kinds=("statement",))))
    assert said["chain"] == ["المرصد", "نبيل فوزي"]
    (nobody,) = shown(filled, find(filled, Query("الاحتياطي", kinds=("statement",))))
    assert nobody["chain"] == ["undated.example", "عمر إدريس"] or nobody["chain"][0] == "this report"


METACHARACTERS = ['"', "'", "''", "\\", "%", "_", "*", "-", "--", ";", "(", ")", ":", "&", "|", "!", "<->", "NEAR",
                  "AND", "OR NOT", "قال:*", "words:قال", "'; DROP TABLE report; --", "{", "^قال", "قال\\", "قال'", "«",
                  "»", '"قال', "قال*قال", "\x00", "قال\x00قال", "\ud800", "%s", ":words", "\n", "\u202e", "ـ", "ً",
                  "قا*ل", "-", '-""', '""*', "-«»", "* *", "99999999999999999999", "A" * 5000, "قال " * 500]


@pytest.mark.parametrize("words", METACHARACTERS, ids=range(len(METACHARACTERS)))
def test_no_character_does_harm(filled: Ledger, words: str) -> None:
    for query in (Query(words), Query(f"{words} الضمانات"), Query(f'"{words}"'), Query(f"الضمانات -{words}"),
                  Query(f"{words}*"), Query(speaker=(words,)), Query(outlet=(words,)), Query(place=(words,))):
        try:
            find(filled, query, facets=["kind"])
        except QueryError as error:
            assert str(error)  # noqa: PT017 - that it may be raised is the point
    assert reports(filled, "الضمانات") == {"awaits", "answers", "visit"}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40) | st.text(st.sampled_from('ضمانات الأمنية"«»*-\'\\:&|!<>()'), max_size=20))
@example("\ud800")
@example("-")
def test_any_text_is_searched_or_told_to_mean_nothing(filled: Ledger, words: str) -> None:
    for query in (Query(words), Query(actor=(words,)), Query(outlet=(words,))):
        try:
            find(filled, query)
        except QueryError as error:
            assert str(error)  # noqa: PT017 - that it may be raised is the point


def test_words_become_terms() -> None:
    terms = wanted('الضمانات "مجلس الأمن" روس* -حرب')
    assert [(len(each.terms), each.prefix, each.excluded) for each in terms] == [
        (1, False, False), (2, False, False), (1, True, False), (1, False, True)]
    assert replace(terms[0]) == wanted("ضمانات")[0]


def test_what_appeared_after_a_revision_and_not_after_another(ledger: Ledger, keep_all: Callable[..., list[Kept]],
                                                              a_report: Callable[..., RawReport]) -> None:
    words = ("نفى وزير الدفاع قصف المدينة.", "قصف الجيش السوداني مدينة الفاشر.", "وصف الوزير الحادث بالجريمة.")
    numbers = [kept.revision for kept in keep_all(ledger, *map(a_report, words))]
    assert None not in numbers
    first, second, third = (number or 0 for number in numbers)

    def revisions(**more: Any) -> set[int]:
        with ledger.look() as db:
            return {row[3] for row in newly(ledger, db, Query(**more), 100)}

    assert revisions() == {first, second, third}
    assert revisions(after=first) == {second, third}
    assert revisions(after=first, upto=second) == {second}
    assert revisions(upto=first) == {first}
    assert revisions(after=third) == revisions(after=1 << 80) == revisions(upto=0) == set()
    assert revisions(after=-5, upto=1 << 80) == {first, second, third}
    assert revisions(words="قصف", after=first, kinds=("report",)) == {second}
    here, both = (find(ledger, Query("القصف", after=number)).total for number in (first, 0))
    assert 0 < here < both == find(ledger, Query("القصف", upto=third)).total


def test_what_is_new_comes_in_the_order_in_which_it_appeared(ledger: Ledger, keep_all: Callable[..., list[Kept]],
                                                             a_report: Callable[..., RawReport]) -> None:
    days = ("2022-03-01", "2022-01-01", "2022-02-01")
    keep_all(ledger, *(a_report(f"قال الوزير في {day} إن الحدود مفتوحة.", day) for day in days))
    with ledger.look() as db:
        rows = newly(ledger, db, Query(), 100)
        assert newly(ledger, db, Query(), 2) == rows[:2]
    assert [row[3] for row in rows] == sorted(row[3] for row in rows)
    assert len({row[3] for row in rows}) == 3


def test_an_item_that_is_told_otherwise_has_not_appeared_again(ledger: Ledger, keep_all: Callable[..., list[Kept]],
                                                               a_report: Callable[..., RawReport]) -> None:
    url = "https://one.example/again"
    keep_all(ledger, a_report("قال الوزير إن الحدود مفتوحة.", url=url))
    (kept,) = keep_all(ledger, a_report("قال الوزير إن الحدود مفتوحة. وأعلن الجيش هدنة.", url=url))
    new = find(ledger, Query(after=(kept.revision or 0) - 1), limit=100)
    assert new.total > 0
    assert "report" not in {kind for _, kind, _ in new.rows}
    assert {view["cue"] for view in shown(ledger, new)} == {"وأعلن"}
