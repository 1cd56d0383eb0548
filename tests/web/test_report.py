"""A report's page: words and notes that belong together, filters, versions and what changed, and hostile texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from lxml import html
from lxml.html import HtmlElement

from isnad.ledger.database import Ledger
from isnad.ledger.one import one
from isnad.ledger.write import Kept
from isnad.sources import RawReport
from isnad.web import reports
from isnad.web.messages import interface
from isnad.web.notes import Filters, margin
from isnad.web.rules import rule_words
from isnad.web.versions import Stand, compare

Keep = Callable[..., list[Kept]]
MakeReport = Callable[..., RawReport]

TEXT = ("قال وزير الخارجية الروسي سيرغي لافروف، اليوم الاثنين، إن الأمين العام لحلف شمال الأطلسي ينس ستولتنبرغ أكد "
        "أن الحلف سيسلم رده قريبا.\n\n"
        "والتقى لافروف نظيره الأميركي أنتوني بلينكن في جنيف يوم 21 يناير. وطالبت فرنسا روسيا بسحب قواتها من الحدود.\n\n"
        "(تستمر)")
ENGLISH = {"accept-language": "en", "accept": "text/html"}


@pytest.fixture
def key(ledger: Ledger, keep_all: Keep, a_report: MakeReport) -> str:
    """A report: a statement within a statement, a meeting, a demand and what is demanded."""
    return keep_all(ledger, a_report(TEXT, headline="لافروف وستولتنبرغ", url="https://one.example/first"))[0].report_id


def page_of(room: TestClient, address: str) -> HtmlElement:
    answer = room.get(address, headers=ENGLISH)
    assert answer.status_code == 200, answer.text
    return html.document_fromstring(answer.text)


def select(element: HtmlElement, path: str, **values: str) -> list[HtmlElement]:
    """Elements by an XPath in which ``tag.class`` and ``#id`` stand for what they do in style sheets."""
    path = re.sub(r"(?<!')#([\w-]+)", r"*[@id='\1']", path)
    path = re.sub(r"(?<=[\w*\]])\.(?=[a-z])([\w-]+)", r"[contains(concat(' ', @class, ' '), ' \1 ')]", path)
    return list(element.xpath(f".//{path}", **values))


def notes_of(page: HtmlElement) -> list[HtmlElement]:
    return select(page, "#notes/li")


def note(page: HtmlElement, *words: str) -> HtmlElement:
    """The only note that has all these words in its first line."""
    (found,) = (each for each in notes_of(page) if all(
        word in select(each, "*.head")[0].text_content() for word in words))
    return found


def marked_by(page: HtmlElement, of: HtmlElement) -> str:
    """The words that light up with a note."""
    spans = select(page, "#text//span")
    stretches = (map(int, each.split("-")) for each in of.get("data-at", "").split())
    return "".join(span.text or "" for first, end in stretches for span in spans[first:end])


def plain(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_the_text_stands_whole_in_the_direction_of_its_language(room: TestClient, key: str) -> None:
    (text,) = select(page_of(room, f"/reports/{key}"), "#text")
    assert (text.get("lang"), text.get("dir")) == ("ar", "rtl")
    assert select(text, "h1")[0].text_content().strip() == "لافروف وستولتنبرغ"
    assert [each.text_content() for each in select(text, "p")] == TEXT.split("\n\n")
    assert select(text, "p[3]/span.furniture")[0].text == "(تستمر)"


def test_everything_that_was_read_has_a_note_with_its_chain_in_words(room: TestClient, key: str,
                                                                     ledger: Ledger) -> None:
    page = page_of(room, f"/reports/{key}")
    with ledger.look() as db:
        found = one(db, key)
    assert found is not None
    told = found["record"]
    assert len(notes_of(page)) == sum(len(told[each]) for each in ("statements", "events", "awaited")) == 6
    inner = note(page, "says", "ستولتنبرغ")
    assert [each.text_content() for each in select(inner, "span.chain//bdi")] == [
        "المرصد", "سيرغي لافروف", "ينس ستولتنبرغ"]
    meeting = note(page, "meets, talks")
    assert "سيرغي لافروف, أنتوني بلينكن" in plain(meeting)
    assert "Jan 21, 2022" in plain(meeting)
    demand = note(page, "asks, demands")
    assert "فرنسا to روسيا" in plain(demand)
    assert "called for" in plain(note(page, "withdraws"))


def test_a_note_and_its_words_name_each_other(room: TestClient, key: str) -> None:
    page = page_of(room, f"/reports/{key}")
    inner = note(page, "says", "ستولتنبرغ")
    assert marked_by(page, inner) == "أكدأن الحلف سيسلم رده قريبا"
    word = page.get_element_by_id(inner.get("data-mark"))
    assert (word.text_content(), word.get("href")) == ("أكد", f"#{inner.get('id')}")
    assert word.get("data-n") == str(notes_of(page).index(inner))


def test_a_statement_within_a_statement_is_indented_under_it_and_says_so(room: TestClient, key: str) -> None:
    page = page_of(room, f"/reports/{key}")
    outer, inner = note(page, "says", "لافروف"), note(page, "says", "ستولتنبرغ")
    assert notes_of(page).index(inner) == notes_of(page).index(outer) + 1
    assert ("indent-0" in outer.classes, "indent-1" in inner.classes) == (True, True)
    assert select(inner, "a[@href=$to]", to=f"#{outer.get('id')}")
    deeper = [each for each in select(page, "#text//span") if "content-2" in each.classes]
    assert "".join(each.text for each in deeper) == "أن الحلف سيسلم رده قريبا"


def test_a_note_leads_to_the_permanent_page_and_tells_the_rule_that_read_it(room: TestClient, key: str) -> None:
    inner = note(page_of(room, f"/reports/{key}"), "says", "ستولتنبرغ")
    assert select(inner, "a[@data-step]")[0].get("href") == f"/statements/{inner.get('id')}"
    how = plain(select(inner, "details")[0])
    assert "finite-before-that A verb of speaking; its speaker named before it; what was said is a clause" in how
    assert re.search(r"reporting word \[\d+, \d+\) · what was said \[\d+, \d+\)", how)


@pytest.mark.parametrize(("query", "kept"), [
    ("kind=event", 3), ("act=demand", 1), ("act=say&type=CONSULT", 3), ("kind=statement&type=CONSULT", 0),
    ("speaker=ينس ستولتنبرغ", 1), ("speaker=-", 2)])
def test_what_is_filtered_out_has_neither_mark_nor_note(room: TestClient, key: str, query: str, kept: int) -> None:
    page = page_of(room, f"/reports/{key}?{query}")
    assert len(notes_of(page)) == kept
    assert plain(page.get_element_by_id("filtered")) == f"{kept} of 6 notes"
    assert "".join(each.text_content() for each in select(page, "#text//p")) == TEXT.replace("\n\n", "")
    strong = {each.text_content() for each in select(page, "#text//a.mark")}
    assert {plain(page.get_element_by_id(each.get("data-mark"))) for each in notes_of(page)} == strong
    if query == "kind=event":
        assert not select(page, "#text//span[contains(@class, 'cue') or contains(@class, 'content-')]")


def test_the_filter_tells_how_many_notes_each_value_has_and_what_is_chosen(room: TestClient, key: str) -> None:
    (form,) = select(page_of(room, f"/reports/{key}?act=demand"), "#filters//form")
    labels = {(box.get("name"), box.get("value")): plain(box.getparent())
              for box in select(form, "input[@type='checkbox']")}
    assert labels["act", "say"] == "says 2"
    assert labels["kind", "event"] == "event 3"
    assert labels["speaker", "-"] == "the report itself 2"
    assert [(box.get("name"), box.get("value")) for box in select(form, "input[@checked]")] == [("act", "demand")]


@pytest.mark.parametrize("query", ["kind=rumour", "act=sing", "type=PARTY", "speaker=" + "س" * 201, "notes=0"])
def test_a_filter_that_there_is_not_is_refused_with_those_there_are(room: TestClient, key: str, query: str) -> None:
    answer = room.get(f"/reports/{key}?{query}", headers={"accept": "application/json"})
    html_answer = room.get(f"/reports/{key}?{query}", headers=ENGLISH)
    assert 400 in (answer.status_code, html_answer.status_code)
    assert query.split("=")[0] in html_answer.text


def test_at_lights_one_note_and_its_words(room: TestClient, key: str) -> None:
    wanted = note(page_of(room, f"/reports/{key}"), "says", "ستولتنبرغ").get("id")
    page = page_of(room, f"/reports/{key}?at={wanted}")
    assert [each.get("id") for each in select(page, "li.note.lit")] == [wanted]
    assert "".join(each.text or "" for each in select(page, "#text//span.lit")) == "أكدأن الحلف سيسلم رده قريبا"
    gone = page_of(room, f"/reports/{key}?at=s222222222222a")
    assert not select(gone, "*.lit")
    assert select(gone, "p.banner//a[@href='/statements/s222222222222a']")


def test_an_actor_is_told_with_the_places_that_mean_him(room: TestClient, key: str) -> None:
    page = page_of(room, f"/reports/{key}")
    (lavrov,) = (each for each in select(page, "ul.actors/li") if "سيرغي لافروف" in each.text_content())
    assert marked_by(page, lavrov).endswith("لافروفلافروف")
    assert "وزير الخارجية الروسي" in plain(lavrov)
    assert select(lavrov, "a[starts-with(@href, '/actors/a')]")


def test_json_stands_at_the_same_address(room: TestClient, key: str, ledger: Ledger) -> None:
    with ledger.look() as db:
        found = one(db, key)
    assert room.get(f"/reports/{key}", headers={"accept": "application/json"}).json() == found
    assert room.get(f"/reports/{key}?format=json").json() == found


@pytest.mark.parametrize("address", ["/reports/rnone", "/reports/s222222222222a", "/reports/rnone/changes"])
def test_a_report_that_there_is_not_is_not_found(room: TestClient, address: str) -> None:
    answer = room.get(address, headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not-here")


def test_a_page_that_is_as_it_was_is_not_sent_again(room: TestClient, key: str, ledger: Ledger, keep_all: Keep,
                                                    a_report: MakeReport) -> None:
    tag = room.get(f"/reports/{key}", headers=ENGLISH).headers["etag"]
    assert room.get(f"/reports/{key}", headers=ENGLISH | {"if-none-match": tag}).status_code == 304
    for other in ({"accept-language": "ar"}, {"cookie": "theme=dark"}):
        assert room.get(f"/reports/{key}", headers=ENGLISH | other | {"if-none-match": tag}).status_code == 200
    assert room.get(f"/reports/{key}?kind=event", headers=ENGLISH | {"if-none-match": tag}).status_code == 200
    keep_all(ledger, a_report("قالت مصر إنها ترحب.", url="https://one.example/other"))
    assert room.get(f"/reports/{key}", headers=ENGLISH | {"if-none-match": tag}).status_code == 200


def test_who_else_carries_the_text_is_told(room: TestClient, key: str, ledger: Ledger, keep_all: Keep,
                                           a_report: MakeReport) -> None:
    (copy,) = keep_all(ledger, a_report(TEXT, headline="لافروف وستولتنبرغ", publisher="الصدى"))
    page = page_of(room, f"/reports/{key}")
    carriers = page.get_element_by_id("carriers")
    assert select(carriers, "a[@href=$to]", to=f"/reports/{copy.report_id}")
    assert "الصدى" in plain(carriers)
    assert "1 other report carries this text" in plain(select(page, "div.report-about")[0])
    assert "1 origin · 2 reports" in plain(select(page, "p.story")[0])


class TestVersions:
    """A report that came twice, the second time with another headline, a denial for a demand and a line more."""

    LATER = TEXT.replace("وطالبت فرنسا روسيا بسحب قواتها", "ونفت فرنسا أنها طالبت روسيا بسحب قواتها").replace(
        "(تستمر)", "وأعلنت بولندا أنها سترسل وفدا.")

    @pytest.fixture
    def pair(self, ledger: Ledger, keep_all: Keep, a_report: MakeReport, key: str) -> tuple[str, str, str]:
        with ledger.look() as db:
            first = (one(db, key) or {})["versions"][0]["id"]
        (kept,) = keep_all(ledger, a_report(self.LATER, headline="لافروف وستولتنبرغ وفرنسا",
                                            url="https://one.example/first"))
        assert kept.report_id == key
        return key, first, kept.version_id

    def test_an_old_version_stands_as_it_stood_and_says_so(self, room: TestClient, pair: tuple[str, str, str]) -> None:
        key, first, _ = pair
        page = page_of(room, f"/reports/{key}?version={first}")
        assert [each.text_content() for each in select(page, "#text//p")] == TEXT.split("\n\n")
        assert select(page, "p.banner//a[@href=$to]", to=f"/reports/{key}")
        demand = note(page, "asks, demands")
        assert select(demand, "a[@data-step]")[0].get("href") == f"/events/{demand.get('id')}"
        assert "2" in plain(select(page_of(room, f"/reports/{key}"), "#versions/summary")[0])

    def test_an_old_version_has_its_json(self, room: TestClient, pair: tuple[str, str, str]) -> None:
        key, first, last = pair
        told = room.get(f"/reports/{key}?version={first}&format=json").json()
        assert (told["version"], told["record"]["report"]["text"]) == (first, f"لافروف وستولتنبرغ\n\n{TEXT}")
        newest = room.get(f"/reports/{key}?version={last}&format=json").json()["record"]
        assert newest["report"]["text"].endswith("وفدا.")

    @pytest.mark.parametrize("query", ["?version=vnone", "/changes?from=vnone", "/changes?to=rnone"])
    def test_a_version_that_there_is_not_is_not_found(self, room: TestClient, pair: tuple[str, str, str],
                                                      query: str) -> None:
        assert room.get(f"/reports/{pair[0]}{query}").status_code == 404

    def test_what_changed_is_told_word_by_word(self, room: TestClient, pair: tuple[str, str, str]) -> None:
        page = page_of(room, f"/reports/{pair[0]}/changes")
        for unseen in select(page, "*.unseen"):
            unseen.drop_tree()
        headline = select(page, "h2.headline")[0]
        assert [plain(each) for each in select(headline, "ins")] == ["وفرنسا"]
        second = select(page, "article.report-text//p")[1]
        assert [plain(each) for each in select(second, "del")] == ["وطالبت"]
        assert [plain(each) for each in select(second, "ins")] == ["ونفت", "أنها طالبت"]

    def test_what_appeared_vanished_and_altered_is_told(self, room: TestClient, pair: tuple[str, str, str]) -> None:
        key, first, last = pair
        found = room.get(f"/reports/{key}/changes?format=json").json()
        assert (found["from"], found["to"]) == (first, last)
        assert ("statement", "deny") in {(each["kind"], each["code"]) for each in found["appeared"]}
        assert ("event", "REQUEST") in {(each["kind"], each["code"]) for each in found["vanished"]}
        assert {each["kind"] for each in found["altered"]} <= {"statement", "event"}
        back = room.get(f"/reports/{key}/changes?from={last}&to={first}&format=json").json()
        assert [each["id"] for each in back["appeared"]] == [each["id"] for each in found["vanished"]]

    def test_a_report_of_one_version_has_nothing_to_compare(self, room: TestClient, key: str) -> None:
        page = page_of(room, f"/reports/{key}/changes")
        assert "The report has one version only." in plain(page)
        assert not select(page, "*[self::ins or self::del]")


HOSTILE = ("قال <script>alert(1)</script> الوزير \u202eسامر الحلبي\u202c إن {{7*7}} \"><img src=x onerror=alert(1)> "
           "بلاده\u2066 سترد\x1b[31m على <style>*{display:none}</style> الطلب غدا.")


def test_a_hostile_text_is_shown_and_nothing_in_it_acts(room: TestClient, ledger: Ledger, keep_all: Keep,
                                                        a_report: MakeReport) -> None:
    (kept,) = keep_all(ledger, a_report(
        HOSTILE, headline="<b>عنوان</b> \u202e{% raw %}", publisher="<i>المرصد</i>\u202e", byline="\"><script>",
        url="https://one.example/?a=\"><script>alert(1)</script>"))
    answer = room.get(f"/reports/{kept.report_id}", headers=ENGLISH)
    page = html.document_fromstring(answer.text)
    text = select(page, "#text")[0]
    assert {each.tag for each in text.iter() if isinstance(each.tag, str)} <= {"div", "h1", "p", "span", "a", "sup"}
    assert "<script>alert(1)</script>" in text.text_content()
    assert "{{7*7}}" in text.text_content()
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200e\u200f\x1b\x00]", answer.text)
    assert all(each.get("src", "").startswith("/static/") for each in page.iter("script"))
    assert not page.xpath("//img | //style | //*[@style] | //*[@*[starts-with(name(), 'on')]]")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,<script>alert(1)</script>",
                                     "//one.example/x", "https://one.example/\u202ea"])
def test_an_address_that_may_not_be_followed_is_not_linked(room: TestClient, ledger: Ledger, keep_all: Keep,
                                                          a_report: MakeReport, address: str) -> None:
    (kept,) = keep_all(ledger, a_report("قالت مصر إنها ترحب بالاتفاق.", url=address))
    page = page_of(room, f"/reports/{kept.report_id}")
    assert not select(page, "a.original")
    assert all(re.match(r"/|#|https://", link.get("href", "/")) for link in page.iter("a"))


def test_an_address_that_may_be_followed_leads_out_and_tells_nothing_of_us(room: TestClient, key: str) -> None:
    (link,) = select(page_of(room, f"/reports/{key}"), "a.original")
    assert (link.get("href"), link.get("rel")) == ("https://one.example/first", "noopener noreferrer external")


def test_a_report_without_headline_has_a_heading_all_the_same(room: TestClient, ledger: Ledger, keep_all: Keep,
                                                              a_report: MakeReport) -> None:
    (kept,) = keep_all(ledger, a_report("قالت مصر إنها ترحب بالاتفاق."))
    headings = select(page_of(room, f"/reports/{kept.report_id}"), "h1")
    assert [plain(each) for each in headings] == ["Without a headline"]


def test_more_notes_than_a_margin_holds_stand_in_parts_of_it_and_no_mark_is_lost(
        room: TestClient, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = page_of(room, f"/reports/{key}")
    monkeypatch.setattr(reports, "MOST_NOTES", 4)
    first, second = (page_of(room, f"/reports/{key}?notes={part}") for part in (1, 2))
    names = [each.get("id") for each in notes_of(whole)]
    assert [each.get("id") for each in (*notes_of(first), *notes_of(second))] == names
    assert len(select(first, "#text//a.mark")) == len(select(whole, "#text//a.mark"))
    (there,) = select(first, "a.mark[substring-after(@href, '#') = $name]", name=names[-1])
    assert "notes=2" in there.get("href")
    lit = select(page_of(room, f"/reports/{key}?at={names[-1]}"), "li.note.lit")
    assert [each.get("id") for each in lit] == names[-1:]


def a_record(**parts: Any) -> dict[str, Any]:
    """A record as JSON, with as little in it as may be."""
    text = "عنوان\n\n" + "قال نعم " * 40
    return {"report": {"publisher": "المرصد", "byline": None, "agencies": [], "headline": "عنوان", "text": text,
                       "furniture": []},
            "actors": [{"id": "a1", "name": "سامر", "mentions": []}], "dates": [], "statements": [], "events": [],
            "awaited": []} | parts


def statements(number: int, *, circle: bool = False) -> Iterator[dict[str, Any]]:
    for each in range(number):
        within = f"s{each - 1}" if each else f"s{number - 1}" if circle else None
        yield {"id": f"s{each}", "speaker": "a1", "cue": [7 + each, 8 + each], "content": [[9 + each, 300]],
               "form": "indirect", "act": "say", "addressee": None, "occasion": None, "within": within, "rule": "x"}


def test_a_chain_too_long_to_be_shown_tells_how_much_of_it_is_left_out() -> None:
    found = margin(a_record(statements=list(statements(60))), {}, {}, Filters())
    assert [len(each["chain"]) for each in found.notes[:9]] == list(range(2, 11))
    assert all(len(each["chain"]) == 10 for each in found.notes[9:])
    assert found.notes[-1]["chain"][5] == "… 52 …"


def test_statements_that_stand_within_each_other_in_a_circle_all_have_their_notes() -> None:
    found = margin(a_record(statements=list(statements(5, circle=True))), {}, {}, Filters())
    assert sorted(each["local"] for each in found.notes) == ["s0", "s1", "s2", "s3", "s4"]


@pytest.mark.parametrize(("before", "after", "whole"), [
    ("واحد اثنان ثلاثة", "واحد أربعة ثلاثة", False), (" ".join(f"ك{each}" for each in range(1500)), "ل " * 1500, True)])
def test_passages_too_long_to_be_compared_are_shown_whole_and_it_is_told(before: str, after: str, whole: bool) -> None:
    old, new = (Stand(a_record() | {"report": a_record()["report"] | {"text": f"عنوان\n\n{text}"}}, [])
                for text in (before, after))
    found = compare(old, new)
    assert found.whole is whole
    pieces = [piece for some in found.text for piece in some]
    assert "".join(each.text for each in pieces if each.how != "new").split() == before.split()
    assert "".join(each.text for each in pieces if each.how != "gone").split() == after.split()


@pytest.mark.parametrize("rule", [
    "finite-after-that", "finite-elided-quote", "participle-preposition", "noun-quote", "found-that", "relay",
    "relay-source", "according-source", "as-source", "headline-colon", "headline-dash", "finite-relative-object",
    "frame-verb", "frame-noun", "frame-beside", "frame-words", "statement-demand", "statement-deny"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_rule_of_the_reader_has_its_sentence(rule: str, language: str) -> None:
    assert rule_words(rule, interface(language)).endswith((".", "…”."))


@pytest.mark.parametrize("rule", ["", "finite", "finite-that-that", "statement-sing", "x-y-z", "<script>"])
def test_a_rule_that_is_not_known_has_none(rule: str) -> None:
    assert rule_words(rule, interface("en")) == ""
