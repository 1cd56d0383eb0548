"""The lists: what they hold, how they are narrowed and paged, and every form in which they are taken away."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from isnad.ledger.database import Ledger
from isnad.ledger.settle import settle_awaited
from isnad.ledger.write import Kept
from isnad.render import lists as columns
from isnad.sources import RawReport

Keep = Callable[..., list[Kept]]
MakeReport = Callable[..., RawReport]

ASKS = "قال وزير الخارجية العماني سالم الحارثي إن بلاده تنتظر ردا من مصر بشأن الملاحة في البحر الأحمر."
GIVEN = "سلمت مصر سلطنة عمان ردها بشأن الملاحة في البحر الأحمر."
CLAIM = "قال وزير الدفاع الكيني جون موريو إن مسلحين صوماليين قتلوا ستة جنود في مدينة لامو أمس الاثنين."
DENIAL = "نفى المتحدث باسم الحكومة الصومالية أحمد عبدي أن يكون مسلحون صوماليون قتلوا ستة جنود في مدينة لامو."
WHERE = ("stories", "awaited", "disputes", "actors")
COLUMNS = {"stories": columns.STORIES, "awaited": columns.AWAITED, "disputes": columns.DISPUTES,
           "actors": columns.ACTORS}


@pytest.fixture
def told(ledger: Ledger, keep_all: Keep, a_report: MakeReport) -> list[Kept]:
    """A reply that is awaited and comes; a claim and its denial; one story under two mastheads."""
    return keep_all(
        ledger, a_report(ASKS, published="2022-01-24"), a_report(GIVEN, published="2022-01-26", publisher="المنبر"),
        a_report(CLAIM, published="2022-03-01"), a_report(DENIAL, published="2022-03-02", publisher="المنبر"),
        a_report(CLAIM, published="2022-03-01", publisher="الصدى"))


def as_json(room: TestClient, address: str) -> Any:
    answer = room.get(address, headers={"accept": "application/json"})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    return answer.json()


def test_stories_are_listed_by_their_origins(room: TestClient, told: list[Kept]) -> None:
    found = as_json(room, "/stories")
    assert found["total"] == len(found["found"]) > 1
    assert {each["kind"] for each in found["found"]} == {"story"}
    origins = [each["origins"] for each in found["found"]]
    assert origins == sorted(origins, reverse=True)
    page = room.get("/stories", headers={"accept-language": "en"}).text
    assert all(f'href="/stories/{each["id"]}"' in page for each in found["found"])


@pytest.mark.parametrize(("query", "number"), [("", 1), ("state=answered", 1), ("state=open", 0),
                                               ("state=open&state=answered", 1), ("since=2022-01-25", 0),
                                               ("until=2022-01-24", 1), ("offered=1", 0)])
def test_what_is_awaited_is_narrowed_as_the_command_narrows_it(
    room: TestClient, told: list[Kept], query: str, number: int,
) -> None:
    assert as_json(room, f"/awaited?{query}")["total"] == number


def test_something_is_overdue_as_of_a_day(
    room: TestClient, ledger: Ledger, keep_all: Keep, a_report: MakeReport,
) -> None:
    keep_all(ledger, a_report("وعد وزير الخارجية المصري نبيل فوزي السودان بتقديم مساعدات عاجلة قبل نهاية يناير."))
    assert [as_json(room, f"/awaited?on={day}")["found"][0]["state"] for day in ("2022-01-25", "2022-02-02")] == [
        "open", "overdue"]


@pytest.mark.parametrize(("query", "there"), [("", True), ("kind=claim-opposite", True), ("kind=numbers", False),
                                              ("until=2022-03-02", True), ("since=2022-03-03", False)])
def test_disputes_are_narrowed_by_kind_and_day(
    room: TestClient, told: list[Kept], query: str, there: bool,
) -> None:
    found = as_json(room, f"/disputes?{query}")
    assert (found["total"] > 0) is there
    assert all(each["claim"]["text"] and each["counter"]["text"] for each in found["found"])


def test_what_is_sure_and_what_is_offered_are_all_disputes(room: TestClient, told: list[Kept]) -> None:
    both = [as_json(room, f"/disputes?sure={sure}")["total"] for sure in ("yes", "no")]
    assert sum(both) == as_json(room, "/disputes")["total"] > 0


@pytest.mark.parametrize(("query", "names"), [
    ("name=الحارثى", ["سالم الحارثي"]), ("name=الحارثي&kind=person", ["سالم الحارثي"]),
    ("name=الحارثي&kind=country", []),
    ("kind=country&country=omn", ["سلطنة عمان"]), ("name=لا أحد بهذا الاسم", []),
], ids=["any-spelling", "of-a-kind", "of-another-kind", "of-a-country", "nobody"])
def test_actors_are_found_by_name_kind_and_country(
    room: TestClient, told: list[Kept], query: str, names: list[str],
) -> None:
    assert [each["name"] for each in as_json(room, f"/actors?{query}")["found"]] == names


@pytest.mark.parametrize("where", WHERE)
def test_a_list_has_pages_and_says_how_many(room: TestClient, told: list[Kept], where: str) -> None:
    whole = as_json(room, f"/{where}")
    pages = [as_json(room, f"/{where}?limit=1&page={page}") for page in range(1, whole["total"] + 1)]
    assert [each["found"][0]["id"] for each in pages] == [each["id"] for each in whole["found"]]
    assert {(each["total"], each["pages"]) for each in pages} == {(whole["total"], whole["total"])}
    last = room.get(f"/{where}?limit=1&page={whole['total']}&format=json")
    assert "link" not in last.headers
    if whole["total"] > 1:
        first = room.get(f"/{where}?limit=1&format=json")
        assert first.headers["link"] == f'<http://testserver/{where}?limit=1&format=json&page=2>; rel="next"'


@pytest.mark.parametrize("where", WHERE)
def test_every_form_holds_all_of_a_list(room: TestClient, told: list[Kept], where: str) -> None:
    ids = [each["id"] for each in as_json(room, f"/{where}")["found"]]
    lines = room.get(f"/{where}?format=jsonl").text.splitlines()
    assert [json.loads(line)["id"] for line in lines] == ids
    rows = list(csv.reader(io.StringIO(room.get(f"/{where}?format=csv").text)))
    assert tuple(rows[0]) == COLUMNS[where]
    assert [row[0] for row in rows[1:]] == ids


@pytest.mark.parametrize("where", WHERE)
def test_a_page_offers_its_other_forms_and_keeps_the_filters_in_them(
    room: TestClient, told: list[Kept], where: str,
) -> None:
    page = room.get(f"/{where}?since=2022-01-01&page=1&limit=1&name=مصر" if where != "actors" else
                    f"/{where}?name=مصر&page=1&limit=1", headers={"accept-language": "en"}).text
    kept = "since=2022-01-01&amp;name=%D9%85%D8%B5%D8%B1" if where != "actors" else "name=%D9%85%D8%B5%D8%B1"
    for form in ("json", "jsonl", "csv", "atom"):
        assert f'href="/{where}?{kept}&amp;format={form}"' in page


@pytest.mark.parametrize(("address", "told_what"), [
    ("/awaited?state=lost", "open, overdue, answered, withdrawn"), ("/disputes?kind=quarrel", "accusation-denial"),
    ("/disputes?sure=maybe", "yes, no"), ("/actors?kind=god", "person, organisation, country, group"),
    ("/stories?since=yesterday", "since"), ("/stories?since=2022-02-01&until=2022-01-01", "exchange them"),
    ("/stories?origins=0", "origins"), ("/actors?page=0", "page"), ("/actors?limit=201", "limit"),
    ("/stories?format=geojson", "html, json, jsonl, csv, atom"), ("/actors?name=" + "ا" * 201, "at most 200"),
])
def test_what_cannot_be_asked_for_is_refused_with_what_can(room: TestClient, address: str, told_what: str) -> None:
    answer = room.get(address, headers={"accept": "application/json"})
    assert answer.status_code == 400
    assert told_what in answer.json()["error"]["message"]


@pytest.mark.parametrize("where", WHERE)
def test_an_empty_ledger_has_empty_lists(room: TestClient, where: str) -> None:
    assert as_json(room, f"/{where}") == {"total": 0, "found": []}
    page = room.get(f"/{where}", headers={"accept-language": "en"})
    assert (page.status_code, "Nothing of the sort is in the ledger." in page.text) == (200, True)


def test_a_page_behind_the_last_says_so(room: TestClient, told: list[Kept]) -> None:
    page = room.get("/actors?page=900", headers={"accept-language": "en"})
    assert (page.status_code, "There is no such page." in page.text) == (200, True)


def test_what_somebody_settled_is_listed_as_he_settled_it(
    room: TestClient, ledger: Ledger, keep_all: Keep, a_report: MakeReport,
) -> None:
    keep_all(ledger, a_report(ASKS, published="2022-01-24"), a_report(GIVEN, published="2022-01-24"))
    (item,) = as_json(room, "/awaited?offered=1")["found"]
    assert item["state"] == "open"
    settle_awaited(ledger, item["id"], "confirmed", "سلمى")
    assert as_json(room, "/awaited?offered=1")["total"] == 0
    assert as_json(room, "/awaited?state=answered")["total"] == 1


def test_pairs_who_may_be_one_are_listed_in_every_form_but_a_feed(
    room: TestClient, ledger: Ledger, keep_all: Keep, a_report: MakeReport,
) -> None:
    keep_all(ledger, a_report("قال محمد سالم الزهراني إن المباراة صعبة.", published="2022-01-24"),
             a_report("قال محمد الزهراني إن الأسعار سترتفع في الأسواق.", published="2022-03-24"))
    found = as_json(room, "/actors?offers=1")
    assert found["total"] == len(found["found"]) > 0
    (pair, *_) = found["found"]
    page = room.get("/actors?offers=1", headers={"accept-language": "en"}).text
    assert f'href="/actors/{pair["actor_id"]}"' in page
    assert f'href="/actors/{pair["other_id"]}"' in page
    assert room.get("/actors?offers=1&format=csv").text.startswith(",".join(columns.OFFERS))
    assert room.get("/actors?offers=1&format=atom").status_code == 400


def test_what_is_awaited_is_paged_by_matter_the_newest_first(
    room: TestClient, ledger: Ledger, keep_all: Keep, a_report: MakeReport,
) -> None:
    asks = {state: f"قال وزير الخارجية العماني سالم الحارثي إن بلاده تنتظر ردا من {state} بشأن الملاحة."
            for state in ("مصر", "الأردن", "تونس")}
    keep_all(ledger, *(a_report(text, published=f"2022-01-2{day}") for day, text in enumerate(asks.values(), 1)),
             a_report(asks["مصر"], published="2022-01-25", publisher="الصدى"))
    pages = [as_json(room, f"/awaited?limit=2&page={page}") for page in (1, 2)]
    assert [each["from"] for some in pages for each in some["found"]] == ["مصر", "تونس", "الأردن"]
    assert {each["total"] for each in pages} == {3}
    assert len(pages[0]["found"][0]["awaited_in"]) == 2
