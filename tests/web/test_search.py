"""The search in a browser: filters and facets, what was looked for lit, every form, faults told in place."""

from __future__ import annotations

import csv
import io
import json
import shlex
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from lxml import etree, html
from tests import malice
from typer.testing import CliRunner

from isnad.cli import app as isnad
from isnad.ledger.database import open_ledger
from isnad.ledger.search import FACETS
from isnad.ledger.tokens import make_token
from isnad.ledger.write import Kept
from isnad.render.lists import FOUND
from isnad.sources import RawReport
from isnad.web.app import make_app
from isnad.web.awhile import Awhile
from isnad.web.search import OPEN, SHOWN
from isnad.web.settings import RoomSettings

Keep = Callable[..., list[Kept]]

NEWS = {
    "awaits": ("2022-01-24", "المرصد", "مسقط تنتظر رد القاهرة",
               "قال وزير الخارجية العماني سالم الحارثي إن مسقط تنتظر ردا من القاهرة بشأن الضمانات الأمنية."),
    "visit": ("2022-03-01", "المنبر", "وزير مصري في مسقط",
              "زار وزير الخارجية المصري نبيل فوزي مسقط اليوم. وقال فوزي لنظيره العماني بدر السعدي إن القاهرة ترحب "
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
def address(databases: Any, keep_all: Keep) -> Iterator[str]:
    """The address of a ledger of all the news; nothing is written to it."""
    address = databases.new()
    ledger = open_ledger(address)
    keep_all(ledger, *(RawReport(text=text, headline=headline, published=day, publisher=outlet,
                                 url=f"https://{name}.example/1")
                       for name, (day, outlet, headline, text) in NEWS.items()))
    ledger.close()
    yield address
    databases.drop(address)


@pytest.fixture(scope="module")
def room(address: str) -> Iterator[TestClient]:
    """A room over all the news, in English."""
    with TestClient(make_app(RoomSettings(address, hosts=("testserver",), rate=0)),
                    headers={"accept-language": "en"}) as client:
        yield client


def page(room: TestClient, query: str = "", status: int = 200) -> Any:
    answer = room.get(f"/search?{query}", headers={"accept": "text/html"})
    assert answer.status_code == status, answer.text
    return html.fromstring(answer.text)


def found(room: TestClient, query: str = "") -> list[str]:
    """Identifiers of all that is found."""
    answer = room.get(f"/search?{query}", headers={"accept": "application/json"})
    assert answer.status_code == 200, answer.text
    return [each["id"] for each in answer.json()["found"]]


def shown(told: Any) -> list[str]:
    """Identifiers of what is on a page."""
    return [str(each) for each in told.xpath("//article[contains(@class, 'item')]/@id")]


def facet(told: Any, name: str) -> dict[str, tuple[int, str]]:
    """A facet's values as they are named, with their numbers and addresses."""
    return {link.xpath("string(bdi)"): (int(link.xpath("string(span[@class='num'])") or 0), link.get("href"))
            for link in told.xpath(f"//section[@id='by-{name}']//li/a")}


def chips(told: Any) -> dict[str, str]:
    """The filters that are set, with the addresses without them."""
    return {" ".join(link.xpath("string(bdi)").split()): link.get("href") for link in told.xpath("//a[@class='chip']")}


def test_without_a_query_everything_is_there_the_newest_first(room: TestClient) -> None:
    told = page(room)
    assert shown(told) == found(room)[:20]
    days = list(map(str, told.xpath("//article/p[@class='over']/time/@datetime")))
    assert days == sorted(days, reverse=True)
    assert told.xpath("string(//p[@class='total'])") == f"{len(found(room))} found"


@pytest.mark.parametrize("word", ["الضمانات", "ضمانات", "وبضماناتها"])
def test_what_was_looked_for_is_lit_in_all_its_forms(room: TestClient, word: str) -> None:
    told = page(room, urlencode({"q": word}))
    assert set(told.xpath("//article//mark/text()")) == {"الضمانات", "بضماناتها"}
    assert told.xpath("string(//input[@id='q']/@value)") == word


def test_a_phrase_is_lit_where_its_words_stand_side_by_side(room: TestClient) -> None:
    told = page(room, urlencode({"q": '"وزير الخارجية" نبي* -السودان', "kind": "report"}))
    assert told.xpath("//p[@class='body']/mark/text()") == ["وزير", "الخارجية", "نبيل"]
    assert told.xpath("//p[contains(@class, 'said')]//mark") == [], "a minister in the headline, and no foreign one"


def test_of_a_report_the_words_that_were_found_are_shown(room: TestClient) -> None:
    told = page(room, urlencode({"q": "القنصلية", "kind": "report"}))
    body, = told.xpath("//p[@class='body']")
    assert body.xpath("mark/text()") == ["قنصلية"]
    assert "بفتح" in body.text_content()


def test_whom_the_words_found_is_lit_among_those_on_whose_word_it_stands(room: TestClient) -> None:
    told = page(room, urlencode({"q": "الحارثي", "kind": "statement"}))
    assert told.xpath("//span[@class='chain']//mark/text()") == ["الحارثي"]


@pytest.mark.parametrize("name", FACETS)
def test_a_facet_leads_to_as_many_as_it_counts(room: TestClient, name: str) -> None:
    counted = facet(page(room, f"all={name}"), name)
    assert counted, name
    for value, (number, there) in counted.items():
        told = page(room, urlsplit(there).query)
        assert told.xpath("string(//p[@class='total'])") == f"{number} found", value


@pytest.mark.parametrize("name", [each for each in FACETS if each != "month"])
def test_a_chosen_value_is_a_chip_that_is_taken_out_again(room: TestClient, name: str) -> None:
    value, (_, there) = next(iter(facet(page(room, f"all={name}"), name).items()))
    told = page(room, urlsplit(there).query)
    assert list(chips(told)) == [value]
    assert page(room, urlsplit(chips(told)[value]).query).xpath("string(//p[@class='total'])") == page(room).xpath(
        "string(//p[@class='total'])")
    marked, = told.xpath(f"//section[@id='by-{name}']//a[@aria-current='true']")
    assert marked.xpath("string(bdi)") == value
    assert marked.get("href") == chips(told)[value]


def test_the_others_of_a_facet_can_be_chosen_too(room: TestClient) -> None:
    told = page(room, "act=promise")
    number, there = facet(told, "act")["denies"]
    assert page(room, urlsplit(there).query).xpath("string(//p[@class='total'])") == f"{number + 1} found"
    assert dict(parse_qsl(urlsplit(there).query)) == {"act": "deny"}, "the last of two values of act"


def test_a_month_is_chosen_by_its_days(room: TestClient) -> None:
    _, there = facet(page(room), "month")["March 2022"]
    assert parse_qsl(urlsplit(there).query) == [("since", "2022-03-01"), ("until", "2022-03-31")]
    told = page(room, urlsplit(there).query)
    assert list(chips(told)) == ["from Mar 1, 2022 on", "up to Mar 31, 2022"]
    assert facet(told, "month")["March 2022"][1] == "/search"


def test_facets_that_take_long_are_counted_where_they_are_asked_for(room: TestClient) -> None:
    told = page(room)
    for name in FACETS:
        assert bool(facet(told, name)) is (name in OPEN), name
    there = told.xpath("//section[contains(@class, 'others')]//a[text()='Sector']/@href")[0]
    assert facet(page(room, urlsplit(there).query), "sector")


def test_no_value_of_a_facet_is_left_off_without_a_word(databases: Any, keep_all: Keep) -> None:
    full = databases.new()
    ledger = open_ledger(full)
    keep_all(ledger, *(RawReport(text=f"خبر قصير عن المطر رقم {number}.", published="2022-01-24",
                                 publisher=f"صحيفة {number}") for number in range(SHOWN + 5)))
    with TestClient(make_app(RoomSettings(full, hosts=("testserver",), rate=0), ledger),
                    headers={"accept-language": "en"}) as client:
        told = page(client)
        assert len(facet(told, "outlet")) == SHOWN
        more, = told.xpath("//section[@id='by-outlet']/a[@class='more']")
        assert more.text == "5 more"
        told = page(client, urlsplit(more.get("href")).query)
        assert len(facet(told, "outlet")) == SHOWN + 5
        assert told.xpath("//section[@id='by-outlet']/a[@class='more']")[0].get("href") == "/search#by-outlet"
    ledger.close()
    databases.drop(full)


def test_identifiers_are_shown_by_name(room: TestClient) -> None:
    speaker = facet(page(room), "speaker")["نبيل فوزي"][1]
    assert dict(parse_qsl(urlsplit(speaker).query))["speaker"].startswith("a")
    assert list(chips(page(room, urlsplit(speaker).query))) == ["نبيل فوزي"]


def test_codes_are_shown_in_words_of_the_interface(room: TestClient) -> None:
    told = page(room, "lang=ar&all=sector&country=SDN&type=ASSAULT")
    assert set(chips(told)) == {"السودان", "هجوم"}
    assert told.get("dir") == "rtl"


def test_the_form_carries_what_is_chosen_and_needs_no_script(room: TestClient) -> None:
    told = page(room, urlencode({"q": "مدينة", "country": "SDN", "since": "2022-03-01", "by": "day", "all": "sector"}))
    form = told.get_element_by_id("find")
    assert (form.get("action"), form.get("method", "get").lower()) == ("/search", "get")
    fields = [each for each in told.iter("input", "select") if each.get("form") == "find" or each in form.iter()]
    filled = {each.get("name"): each.value for each in fields if each.value}
    assert filled == {"q": "مدينة", "country": "SDN", "since": "2022-03-01", "by": "day", "all": "sector"}
    names = {each.get("name") for each in fields}
    assert {"speaker", "actor", "recipient", "place", "country", "outlet", "since", "until", "by", "limit"} <= names


def test_pages_together_are_everything_once(room: TestClient) -> None:
    total = len(found(room))
    pages = [shown(page(room, f"limit=5&page={number}")) for number in range(1, -(-total // 5) + 1)]
    assert [key for each in pages for key in each] == found(room)
    told = page(room, "limit=5&page=2")
    assert [link.get("href") for link in told.xpath("//nav[@class='pager']/a")] == [
        "/search?limit=5", "/search?limit=5&page=3"]


def test_a_page_behind_the_last_says_so(room: TestClient) -> None:
    told = page(room, "kind=report&limit=5&page=9")
    assert shown(told) == []
    assert "There are only 2 pages; this would be page 9." in told.text_content()
    assert "/search?kind=report&limit=5&page=2" in told.xpath("//a/@href")


def test_where_nothing_was_found_it_is_told_what_may_help(room: TestClient) -> None:
    told = page(room, urlencode({"q": "سنجاب", "kind": "report"}))
    assert told.xpath("string(//p[@class='total'])") == "Nothing was found"
    assert "/search" in told.xpath("//ul[@class='advice']//a/@href")


def test_a_search_leads_to_its_pictures(room: TestClient) -> None:
    query = urlencode({"q": "مدينة", "country": "SDN"})
    links = page(room, f"{query}&page=2&limit=5&by=day").xpath("//nav[@aria-label='Pictures of it']/a/@href")
    assert links == [f"/{way}?{query}" for way in ("timeline", "network", "matrix", "map")]


def test_only_who_may_keeps_a_search(address: str, room: TestClient) -> None:
    def saving(told: Any) -> list[str]:
        return [str(each) for each in told.xpath("//a[starts-with(@href, '/saved/new')]/@href")]

    assert saving(page(room, "act=deny")) == []
    ledger = open_ledger(address)
    for role, links in (("read", []), ("review", ["/saved/new?act=deny"])):
        _, token = make_token(ledger, f"{role} of a search", role)  # type: ignore[arg-type]
        told = room.get("/search?act=deny&by=day", headers={"authorization": f"Bearer {token}", "accept": "text/html"})
        assert saving(html.fromstring(told.text)) == links
    ledger.close()


# forms


def test_every_form_holds_all_that_was_found_and_not_a_page_of_it(room: TestClient) -> None:
    every = found(room, "since=2022-03-01")
    told = page(room, "since=2022-03-01&limit=1&page=2&by=day")
    ways = {link.text: link.get("href") for link in told.xpath("//div[@class='takeaway-all']//a")}
    assert set(ways) == {"JSON", "JSON lines", "CSV", "CSV (for spreadsheets)", "GeoJSON", "Atom"}
    got = {name: room.get(there) for name, there in ways.items()}
    assert all(each.status_code == 200 for each in got.values())
    assert [each["id"] for each in got["JSON"].json()["found"]] == every
    assert [json.loads(line)["id"] for line in got["JSON lines"].text.splitlines()] == every
    for name, beginning in (("CSV", "id,"), ("CSV (for spreadsheets)", "\ufeffid,")):
        assert got[name].content.decode().startswith(beginning)
        rows = list(csv.DictReader(io.StringIO(got[name].content.decode("utf-8-sig"))))
        assert (tuple(rows[0]), [row["id"] for row in rows]) == (FOUND, every)
    assert [each["id"] for each in got["GeoJSON"].json()["features"]] == every
    feed = etree.fromstring(got["Atom"].content)
    assert feed.findtext("{*}totalResults") == str(len(every))


@pytest.mark.parametrize(("accept", "media"), [
    ("text/html,*/*;q=0.8", "text/html"), ("application/json", "application/json"), ("text/csv", "text/csv"),
    ("application/geo+json", "application/geo+json"), ("application/atom+xml", "application/atom+xml"),
    ("application/x-ndjson", "application/x-ndjson"), ("*/*", "text/html"), ("image/png", "text/html"),
])
def test_a_form_is_asked_for_by_a_header_too(room: TestClient, accept: str, media: str) -> None:
    answer = room.get("/search?kind=report", headers={"accept": accept})
    assert answer.headers["content-type"].split(";")[0] == media


def test_facets_can_be_had_by_programs(room: TestClient) -> None:
    answer = room.get("/search?q=%D8%A7%D9%84%D8%B6%D9%85%D8%A7%D9%86%D8%A7%D8%AA&facets=speaker&format=json").json()
    assert {each["name"]: each["number"] for each in answer["facets"]["speaker"]} == {"نبيل فوزي": 2, "سالم الحارثي": 1}
    assert len(answer["found"]) == answer["total"]


@pytest.mark.parametrize("query", [
    {"q": "الضمانات"}, {"q": "-القاهرة مسقط", "kind": "statement"}, {"speaker": "نبيل فوزي", "by": "day"},
    {"q": '"مدينة الفاشر"', "outlet": "المنبر", "limit": "2"},
    {"since": "2022-03-01", "until": "2022-03-03", "page": "2", "limit": "3"},
    {"q": "$(reboot) `id`; 'x' \"y\" & | > الفاشر"}, {"outlet": "-المنبر"}, {"after": "3", "country": "SDN"},
])
def test_the_command_finds_the_same(room: TestClient, address: str, query: dict[str, str]) -> None:
    told = page(room, urlencode(query))
    command = shlex.split(told.xpath("string(//code[@id='command'])"))
    assert command[:2] == ["isnad", "find"]
    done = CliRunner().invoke(isnad, ["find", "--ledger", address, "--format", "jsonl", *command[2:]])
    assert done.exit_code == 0, done.output
    assert [json.loads(line)["id"] for line in done.stdout.splitlines() if line.startswith("{")] == shown(told)


# faults


@pytest.mark.parametrize(("query", "why"), [
    ("act=sing&q=x", "there are say, deny"), ("q=%2A", "has no letter before the star"),
    ("q=-x", "give a word that must"),
    ("facets=colour", "facets: no 'colour'; there are kind, act"), ("all=colour", "all: no 'colour'"),
    ("kind=report&act=deny", "a report has no act"), ("since=soon", "since: "), ("limit=0", "limit: '0' is none"),
])
def test_a_fault_is_told_in_place_and_the_form_stays_filled(room: TestClient, query: str, why: str) -> None:
    told = page(room, f"{query}&country=SDN&since=2022-01-01" if "since" not in query else query, 400)
    assert why in told.xpath("string(//div[@role='alert'])")
    assert told.xpath("string(//input[@id='q']/@value)") == dict(parse_qsl(query)).get("q", "")
    if "since" not in query:
        assert told.xpath("//form[@id='find']/input[@name='country']/@value") == ["SDN"]
        assert told.xpath("string(//input[@name='since']/@value)") == "2022-01-01"
    answer = room.get(f"/search?{query}", headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad-query")
    assert why in answer.json()["error"]["message"]


HOSTILE = (
    *malice.HARMS, *malice.LONE, "'; DROP TABLE report; --", "\" OR 1=1 --", "%' OR '1'='1", "NEAR(a b, 5)",
    "words:x AND who:y", "a NOT b OR", "^x", "{a b}", "(((((", ")))", "\\", "%", "_", "*", '"', '"""', "«", "-", "--",
    '-"', "''", "x\x00y", "\x00", "\udfff\ud800", "\x00\x01\x07", "(a+)+$" * 10, "!!! & | <->", "a:*b", "\U0010ffff",
    "\ufffe", "ـــ", "\u200f\u200e", "a" * 7_000, "a " * 3_000,
)


@pytest.mark.parametrize(("name", "step"), [("q", 1), ("speaker", 3), ("outlet", 3), ("place", 3), *(
    (each, 9) for each in ("country", "story", "act", "since", "page", "facets", "format", "lang"))])
def test_no_query_breaks_anything(room: TestClient, name: str, step: int) -> None:
    for told in HOSTILE[::step]:
        query = f"{name}={quote(told.encode('utf-8', 'surrogatepass'))}"
        answer = room.get(f"/search?{query[:7_500]}", headers={"accept": "text/html"})
        assert answer.status_code in (200, 400), (told, answer.text[:500])
        assert_harmless(answer, told)


def test_an_address_that_is_too_long_is_refused(room: TestClient) -> None:
    assert room.get(f"/search?q={'a' * 10_000}").status_code == 414


def assert_harmless(answer: Any, told: str) -> None:
    """That nothing of what was asked is markup, runs, or was worked out."""
    assert malice.PRODUCT not in answer.text, told
    if not answer.headers["content-type"].startswith("text/html"):
        return
    made = html.fromstring(answer.text)
    assert not made.xpath("//isnad-harm | //iframe | //object | //embed | //style | //base | //meta[@http-equiv]")
    names = {name for each in made.iter(etree.Element) for name in each.attrib}
    assert not [name for name in names if name.startswith("on") or name == "style"]
    assert {each.get("src").split("?")[0] for each in made.iter("script")} <= {"/static/room.js", "/static/search.js"}
    assert not set(malice.OVERRIDES) & set("".join(made.xpath("//main//text()")))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
@example('"\x00"*')
def test_whatever_is_asked_is_answered(room: TestClient, words: str) -> None:
    answer = room.get("/search?q=" + quote(words.encode("utf-8", "surrogatepass")))
    assert answer.status_code in (200, 400)
    assert_harmless(answer, words)


def test_what_is_copied_into_a_shell_hides_nothing(room: TestClient) -> None:
    told = page(room, urlencode({"q": "مدينة\u202e\x07", "outlet": "x\u2066y"}))
    command = told.xpath("string(//code[@id='command'])")
    assert command == "isnad find --outlet xy 'مدينة'"


# what is kept for a moment


def test_one_asker_makes_an_answer_and_the_others_get_it() -> None:
    awhile, made = Awhile(seconds=60), []

    def make() -> int:
        time.sleep(0.05)
        made.append(1)
        return len(made)

    answers: list[int] = []
    askers = [threading.Thread(target=lambda: answers.append(awhile.get("x", make))) for _ in range(8)]
    for each in askers:
        each.start()
    for each in askers:
        each.join()
    assert (answers, made) == ([1] * 8, [1])
    assert awhile.get("y", make) == 2


def test_an_old_answer_is_made_anew_and_a_fault_is_not_kept() -> None:
    awhile, made = Awhile(seconds=0, times=0), iter(range(10))
    assert [awhile.get("x", lambda: next(made)) for _ in range(3)] == [0, 1, 2]

    def fails() -> int:
        raise ValueError("no")

    for _ in range(2):
        with pytest.raises(ValueError, match="no"):
            awhile.get("z", fails)
    assert awhile.get("z", lambda: 7) == 7


def test_what_took_long_is_kept_longer() -> None:
    awhile, made = Awhile(seconds=0, times=10_000), []

    def make() -> None:
        time.sleep(0.01)
        made.append(1)

    for _ in range(3):
        awhile.get("x", make)
    assert made == [1]


def test_no_more_answers_are_kept_than_there_is_room_for() -> None:
    awhile, made = Awhile(seconds=60, most=2), []
    for asked in "abca":
        awhile.get(asked, lambda asked=asked: made.append(asked))  # type: ignore[misc]
    assert made == list("abca")
