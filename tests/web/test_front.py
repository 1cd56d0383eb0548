"""The front in a browser: a day, its blocks and the lists that they lead to, in every guise of a ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from lxml import html

from isnad.ledger.database import Ledger, open_ledger
from isnad.ledger.front import front as gather
from isnad.ledger.write import Kept
from isnad.sources import RawReport
from isnad.web.app import make_app
from isnad.web.front import bars
from isnad.web.settings import RoomSettings

Keep = Callable[..., list[Kept]]

ASKS = "قال وزير الخارجية العماني سالم الحارثي إن مسقط تتوقع ردا منفصلا من القاهرة بشأن الملاحة في البحر الأحمر."
GIVEN = "سلمت مصر سلطنة عمان ردها على مقترحاتها بشأن الملاحة في البحر الأحمر."
PROMISES = "وعد وزير الخارجية المصري نبيل فوزي السودان بتقديم مساعدات عاجلة قبل نهاية يناير."
CLAIM = ("قال وزير الدفاع الكيني جون موريو إن مسلحين صوماليين قتلوا ستة جنود في مدينة لامو أمس الاثنين. ووعد موريو "
         "بفتح تحقيق، ونفى أن تكون الحدود مغلقة.")
DENIAL = "نفى المتحدث باسم الحكومة الصومالية أحمد عبدي أن يكون مسلحون صوماليون قتلوا ستة جنود في مدينة لامو."
TALKS = "قال وزير المالية التشادي إدريس صالح لنظيره النيجري موسى عيسى إن القرض جاهز."
NEWS = (("2022-01-24", "المرصد", ASKS), ("2022-01-24", "المنبر", PROMISES), ("2022-01-28", "المنبر", GIVEN),
        ("2022-03-01", "المرصد", CLAIM), ("2022-03-02", "المنبر", DENIAL), ("2022-03-02", "الصدى", TALKS),
        (None, "الصدى", "خبر بلا تاريخ."))


@pytest.fixture(scope="module")
def filled(databases: Any, keep_all: Keep) -> Iterator[TestClient]:
    """A room over all the news, in English; nothing is written to it."""
    address = databases.new()
    ledger = open_ledger(address)
    keep_all(ledger, *(RawReport(text=text, published=day, publisher=outlet, headline=text[:40],
                                 url=f"https://one.example/{number}")
                       for number, (day, outlet, text) in enumerate(NEWS)))
    ledger.close()
    with TestClient(make_app(RoomSettings(address, hosts=("testserver",), rate=0)),
                    headers={"accept-language": "en-GB"}) as client:
        yield client
    databases.drop(address)


def front(room: TestClient, query: str = "", status: int = 200) -> Any:
    answer = room.get(f"/?{query}", headers={"accept": "text/html"})
    assert answer.status_code == status, answer.text
    return html.fromstring(answer.text)


def data(room: TestClient, query: str = "") -> Any:
    answer = room.get(f"/?{query}", headers={"accept": "application/json"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    return answer.json()


def text(told: Any, path: str) -> str:
    return " ".join(str(told.xpath(f"string({path})")).split())


def test_the_newest_day_is_in_front_with_the_way_to_the_one_before(filled: TestClient) -> None:
    told = front(filled)
    assert text(told, "//h1").replace(",", "") == "Wednesday 2 March 2022"
    assert told.xpath("//nav[@class='days']/a/@href") == ["/?day=2022-03-01"]
    told = front(filled, "day=2022-01-28")
    assert told.xpath("//nav[@class='days']/a/@href") == ["/?day=2022-01-24", "/?day=2022-03-01"]


def test_the_same_address_gives_it_as_json(filled: TestClient) -> None:
    assert data(filled) == data(filled, "day=2022-03-02")
    whole = data(filled, "since=2022-01-24&until=2022-03-02")
    assert (whole["since"], whole["until"], whole["reports"], whole["ledger"]["undated"]) == (
        "2022-01-24", "2022-03-02", 6, 1)
    link, = front(filled, "since=2022-01-24&until=2022-03-02").xpath("//nav[@class='takeaway']/a/@href")
    assert filled.get(link).json() == whole


def test_a_days_numbers_lead_to_what_they_count(filled: TestClient) -> None:
    told = front(filled, "since=2022-01-24&until=2022-03-02")
    links = told.xpath("//header[@class='masthead']//p[@class='numbers']/a")
    assert len(links) == 3
    for link in links:
        number = filled.get(link.get("href") + "&format=json").json()["total"]
        assert link.text.split()[0] == str(number) != "0"


def test_every_way_out_of_the_front_leads_somewhere(filled: TestClient) -> None:
    for query in ("", "since=2022-01-24&until=2022-03-02", "day=2022-01-28"):
        for there in set(front(filled, query).xpath("//main//a/@href")):
            assert there.startswith("/"), there
            assert filled.get(there, headers={"accept": "text/html"}).status_code == 200, there


def test_searches_that_are_proposed_find_something(filled: TestClient) -> None:
    proposed = front(filled, "day=2022-03-01").xpath("//p[@class='examples']/a/@href")
    assert len(proposed) > 1
    for there in proposed:
        assert filled.get(f"{there}{'&' if '?' in there else '?'}format=json").json()["total"] > 0, there


def test_stories_stand_by_their_origins_with_who_told_them_first(filled: TestClient) -> None:
    told, found = front(filled), data(filled)["stories"]
    shown = told.xpath("//section[contains(@class, 'stories')]//article")
    assert [each.get("id") for each in shown] == [each["id"] for each in found["found"]]
    first, = shown[0].xpath(".//p[@class='under']//a[starts-with(@href, '/reports/')]")
    assert (first.get("href"), first.text_content()) == (
        f"/reports/{found['found'][0]['first']['report']}", found["found"][0]["first"]["outlet"])
    assert "/stories?since=2022-03-02&until=2022-03-02" in told.xpath("//p[@class='all']/a/@href")


def test_speakers_stand_with_their_acts_and_whom_they_address(filled: TestClient) -> None:
    told = front(filled, "day=2022-03-01")
    one, = told.xpath("//section[contains(@class, 'speakers')]//li")
    assert text(one, ".//p[@class='who']/a[1]") == "جون موريو"
    acts = {link.text.strip(): parse_qs(urlsplit(link.get("href")).query)
            for link in one.xpath(".//p[@class='acts']/a")}
    assert {name: asked["act"] for name, asked in acts.items()} == {
        "denies": ["deny"], "promises": ["promise"], "says": ["say"]}
    assert all((asked["since"], asked["until"]) == (["2022-03-01"], ["2022-03-01"]) for asked in acts.values())
    addressed, = front(filled).xpath("//p[@class='to-whom']/a")
    assert text(addressed, "bdi") == "موسى عيسى"
    assert filled.get(addressed.get("href") + "&format=json").json()["total"] == 1


def test_a_bar_is_as_long_as_its_speaker_says_much() -> None:
    made = bars([{"id": "a", "statements": 4, "acts": {"say": 3, "deny": 1}}, {"id": "b", "statements": 1,
                                                                             "acts": {"ask": 1}}])
    assert made == {"a": [("say", 0.0, 75.0), ("deny", 75.0, 25.0)], "b": [("ask", 0.0, 25.0)]}
    assert bars([]) == {}


def test_what_is_owed_is_told_as_it_stood_then_and_as_it_stands_today(filled: TestClient) -> None:
    told = front(filled, "day=2022-01-24")
    states = {text(each, ".//a[@class='way']"): each.xpath(".//span[contains(@class, 'state-')]/text()")
              for each in told.xpath("//section[@class='awaited']//article")}
    assert states == {"ردا منفصلا": ["open", "answered"], "بتقديم مساعدات عاجلة قبل نهاية يناير": ["open", "overdue"]}
    assert text(told, "//section[@class='overdue']/p") == "Nothing was overdue."
    settled = front(filled, "day=2022-01-28").xpath("//section[@class='settled']//article//span/text()")
    assert settled.count("answered") == 1
    late = front(filled)
    assert len(late.xpath("//section[@class='overdue']//article")) == 1
    assert "/awaited?state=overdue&on=2022-03-02" in late.xpath("//p[@class='all']/a/@href")


def test_what_is_disputed_stands_with_both_sides(filled: TestClient) -> None:
    article = front(filled).xpath("//section[contains(@class, 'disputed')]//article")[0]
    assert article.xpath("div[@class='side']//bdi[@class='last']/text()") == ["جون موريو", "أحمد عبدي"]


@pytest.mark.parametrize(("query", "why"), [
    ("day=soon", "day: "), ("day=2022-02-30", "day: "), ("day=2022-01-01&since=2022-01-01", "exclude each other"),
    ("since=2022-02-01&until=2022-01-01", "exchange them"), ("day=<script>", "day: "), ("day=" + "9" * 4000, "day: "),
])
def test_a_day_that_is_none_is_told(filled: TestClient, query: str, why: str) -> None:
    assert why in text(front(filled, query, 400), "//main")


def test_a_day_without_reports_leads_to_days_that_have_some(filled: TestClient) -> None:
    told = front(filled, "day=2022-02-01")
    assert "No report of this day is in the ledger" in text(told, "//main")
    assert told.xpath("//nav[@class='days']/a/@href") == ["/?day=2022-01-28", "/?day=2022-03-01"]
    assert "/" in told.xpath("//section[contains(@class, 'begin')]//a/@href")


def test_an_empty_ledger_says_what_to_do(room: TestClient) -> None:
    told = html.fromstring(room.get("/", headers={"accept-language": "en"}).text)
    assert "isnad ingest" in text(told, "//section[contains(@class, 'begin')]")
    assert data(room)["reports"] == 0


def test_a_ledger_whose_reports_have_no_day_says_so(room: TestClient, ledger: Ledger, keep_all: Keep) -> None:
    keep_all(ledger, RawReport(text="خبر بلا تاريخ."))
    told = html.fromstring(room.get("/", headers={"accept-language": "en"}).text)
    assert "1 without a day" in text(told, "//section[@class='ledger']")
    assert not told.xpath("//section[contains(@class, 'stories')]")


def test_the_front_speaks_arabic(filled: TestClient) -> None:
    answer = filled.get("/?day=2022-03-01", headers={"accept-language": "ar-EG", "accept": "text/html"})
    told = html.fromstring(answer.text)
    assert (told.get("lang"), told.get("dir")) == ("ar", "rtl")
    assert text(told, "//h1") == "الثلاثاء، ١ مارس ٢٠٢٢"


def test_readers_who_come_at_once_are_given_one_gathering(filled: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    gathered = []

    def counting(*given: Any) -> Any:
        gathered.append(given)
        return gather(*given)

    monkeypatch.setattr("isnad.web.front.front", counting)
    for _ in range(3):
        filled.get("/?since=2022-01-20&until=2022-01-29")
    assert len(gathered) == 1
