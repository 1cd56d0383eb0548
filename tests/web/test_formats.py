"""Forms in which lists are taken away: complete, streamed, and harmless to what opens them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree import ElementTree

import feedparser  # type: ignore[import-untyped]
import pytest
from fastapi.testclient import TestClient
from starlette.requests import Request
from starlette.responses import Response

from isnad.ledger.database import Ledger
from isnad.ledger.schema import revision
from isnad.ledger.search import Query, find
from isnad.ledger.views import View
from isnad.ledger.write import Kept
from isnad.sources import RawReport
from isnad.web import formats
from isnad.web.formats import Listing, atom, found_in, geojson, headers, json_list, jsonl
from isnad.web.pages import Room
from isnad.web.settings import RoomSettings

Keep = Callable[..., list[Kept]]
MakeReport = Callable[..., RawReport]

SAID = "قال الوزير العماني سالم الحارثي إن بلاده مستعدة للحوار."
IN_A_PLACE = "هاجم مسلحون الجيش السوري في دمشق أمس."
NOWHERE = "انتقد الوزير العماني سالم الحارثي مصر."


def view(**told: Any) -> View:
    return {"id": "s" + "a" * 13, "kind": "statement", "day": "2022-01-24", "code": "say", "mode": "direct",
            "status": None, "chain": ["المرصد", "سالم الحارثي"], "who": ["سالم الحارثي"], "whom": [], "url": None,
            "text": "إن بلاده مستعدة للحوار", "headline": ""} | told


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def text_of(answer: Any) -> str:
    pieces = [piece async for piece in answer.body_iterator]
    return b"".join(piece if isinstance(piece, bytes) else piece.encode() for piece in pieces).decode()


@pytest.fixture
def asked(room: TestClient) -> Request:
    """A request for a list."""
    return Request({"type": "http", "app": room.app, "method": "GET", "path": "/search", "query_string": b"q=x",
                    "headers": [(b"host", b"testserver")], "scheme": "http", "server": ("testserver", 80)})


def listing(*rows: View, total: int | None = None, page: int = 1, limit: int = 20) -> Listing:
    return Listing("some", "بحث", ("id", "text"), len(rows) if total is None else total, page, limit, rows,
                   lambda: rows)


# -- CSV

def test_a_csv_has_a_byte_order_mark_where_a_spreadsheet_needs_one(
    room: TestClient, ledger: Ledger, keep_all: Keep, a_report: MakeReport,
) -> None:
    keep_all(ledger, a_report(SAID))
    plain, marked = (room.get(f"/search?format=csv{more}").content for more in ("", "&bom=1"))
    assert marked == b"\xef\xbb\xbf" + plain
    assert plain.startswith(b"id,kind,day,")


@pytest.mark.parametrize("outlet", ["=HYPERLINK(0)", "+1", "-1", "@SUM(A1)", "\t=1", "\u202e=1"])
def test_what_a_spreadsheet_would_run_is_defused(
    room: TestClient, ledger: Ledger, keep_all: Keep, a_report: MakeReport, outlet: str,
) -> None:
    keep_all(ledger, a_report(SAID, publisher=outlet))
    (head, first, *_) = csv.reader(io.StringIO(room.get("/search?format=csv").text))
    cell = dict(zip(head, first, strict=True))["outlet"]
    assert cell[0] not in "=+-@\t\u202e"


# -- JSON

def test_json_is_one_document_with_all_that_was_found_and_how_much_it_is(
    room: TestClient, ledger: Ledger, keep_all: Keep, a_report: MakeReport,
) -> None:
    keep_all(ledger, *(a_report(SAID, publisher=f"صحيفة {number}") for number in range(30)))
    found = room.get("/search?kind=statement&format=json").json()
    assert found["total"] == len(found["found"]) == 30
    lines = room.get("/search?kind=statement&format=jsonl").text.splitlines()
    assert [json.loads(line) for line in lines] == found["found"]


@pytest.mark.anyio
async def test_lone_surrogates_do_not_break_what_is_sent() -> None:
    for made in (json_list([view(text="\ud800 نص")], "some", total=1), jsonl([view(text="\ud800 نص")], "some")):
        told = await text_of(made)
        assert "نص" in told
        json.loads(told)


@pytest.mark.anyio
async def test_an_empty_list_is_a_whole_document() -> None:
    assert json.loads(await text_of(json_list([], "some", total=0))) == {"total": 0, "found": []}
    assert json.loads(await text_of(geojson([], "some"))) == {"type": "FeatureCollection", "features": []}


# -- GeoJSON

def test_geojson_has_points_where_places_are_known_and_drops_nothing(
    room: TestClient, ledger: Ledger, keep_all: Keep, a_report: MakeReport,
) -> None:
    keep_all(ledger, a_report(IN_A_PLACE), a_report(NOWHERE))
    answer = room.get("/search?kind=event&format=geojson")
    assert answer.headers["content-type"] == "application/geo+json"
    found = answer.json()
    assert found["type"] == "FeatureCollection"
    views = room.get("/search?kind=event&format=json").json()["found"]
    assert [each["properties"] for each in found["features"]] == views
    assert [each["id"] for each in found["features"]] == [each["id"] for each in views]
    places = {each["properties"]["place"]: each["geometry"] for each in found["features"]}
    longitude, latitude = places["دمشق"]["coordinates"]
    assert (36 < longitude < 37, 33 < latitude < 34, places["دمشق"]["type"]) == (True, True, "Point")
    assert places[None] is None


# -- Atom

def feed_of(answer: Any) -> Any:
    assert answer.headers["content-type"] == "application/atom+xml"
    feed = feedparser.parse(answer.body if isinstance(answer, Response) else answer.content)
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    return feed


def test_a_feed_tells_each_thing_with_its_chain_and_when_it_was_taken_in(
    room: TestClient, ledger: Ledger, keep_all: Keep, a_report: MakeReport,
) -> None:
    keep_all(ledger, a_report(SAID, url="https://one.example/a?b=1&c=2"))
    feed = feed_of(room.get("/search?kind=statement&format=atom&lang=ar"))
    (entry,) = feed.entries
    (item,) = room.get("/search?kind=statement&format=json").json()["found"]
    assert entry.id == entry.link == f"http://testserver/statements/{item['id']}"
    assert entry.author == "المرصد ← سالم الحارثي"
    assert entry.summary == item["text"]
    assert entry.title_detail.type == entry.summary_detail.type == "text/plain"
    with ledger.look() as db:
        (moment,) = db.execute(revision.select()).all()
    assert entry.updated == feed.feed.updated == moment.moment
    assert [each.href for each in entry.links if each.rel == "related"] == ["https://one.example/a?b=1&c=2"]
    assert {each.term for each in entry.tags} == {"statement", item["code"]}


def test_a_feed_leads_to_its_next_pages_until_all_is_told(
    room: TestClient, ledger: Ledger, keep_all: Keep, a_report: MakeReport,
) -> None:
    keep_all(ledger, *(a_report(SAID, publisher=f"صحيفة {number}") for number in range(5)))
    address: str | None = "/search?kind=statement&limit=2&format=atom"
    ids, previous = list[str](), None
    while address:
        feed = feed_of(room.get(address))
        ids += [each.id for each in feed.entries]
        ways = {each.rel: each.href for each in feed.feed.links}
        assert ways.get("previous") == previous
        assert feed.feed.os_totalresults == "5"
        assert "format" not in ways["alternate"]
        previous, address = ways["self"], ways.get("next")
    assert len(ids) == len(set(ids)) == 5


@pytest.mark.parametrize("where", ["stories", "awaited", "disputes", "actors"])
def test_every_list_is_a_feed(room: TestClient, ledger: Ledger, keep_all: Keep, a_report: MakeReport,
                              where: str) -> None:
    keep_all(ledger, a_report("قال وزير الخارجية العماني سالم الحارثي إن بلاده تنتظر ردا من مصر."),
             a_report("قال الوزير الكيني جون موريو إن مسلحين صوماليين قتلوا ستة جنود في مدينة لامو.",
                      published="2022-03-01"),
             a_report("نفى المتحدث باسم الحكومة الصومالية أحمد عبدي أن يكون مسلحون صوماليون قتلوا ستة جنود في مدينة "
                      "لامو.", published="2022-03-02"))
    found = room.get(f"/{where}?format=json").json()["found"]
    feed = feed_of(room.get(f"/{where}?format=atom"))
    assert [each.id for each in feed.entries] == [f"http://testserver/{where}/{each['id']}" for each in found] != []
    assert all(each.title and each.author for each in feed.entries)


def test_an_empty_feed_is_one(room: TestClient) -> None:
    feed = feed_of(room.get("/stories?format=atom"))
    assert (feed.entries, bool(feed.feed.updated), bool(feed.feed.id)) == ([], True, True)


@pytest.mark.parametrize("sign", ["\x00", "\x0b", "\x1b[2J", "\ufffe", "\ud800", "\u202e", "]]>", "<b>&amp;"])
def test_no_character_of_a_report_breaks_a_feed(asked: Request, sign: str) -> None:
    made = atom(asked, listing(view(text=f"قال {sign} ثم", who=[f"س {sign}"], chain=[sign, "ص"])))
    (entry,) = feed_of(made).entries
    assert entry.summary.startswith("قال")
    assert "\u202e" not in entry.title + entry.author + entry.summary


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "https://one.example/\u202egpj", None])
def test_an_address_that_may_not_be_linked_is_not_in_a_feed(asked: Request, url: str | None) -> None:
    (entry,) = feed_of(atom(asked, listing(view(url=url)))).entries
    assert [each.rel for each in entry.links] == ["alternate"]


def test_a_feed_is_in_the_language_of_the_interface(room: TestClient) -> None:
    feeds = [ElementTree.fromstring(room.get(f"/stories?format=atom&lang={code}").content) for code in ("ar", "en")]
    assert [feed.get("{http://www.w3.org/XML/1998/namespace}lang") for feed in feeds] == ["ar", "en"]


# -- files

@pytest.mark.parametrize(("name", "plain", "whole"), [
    ("search.csv", "search.csv", None),
    ("بحث.csv", "isnad.csv", "%D8%A8%D8%AD%D8%AB.csv"),
    ("ضمان 1.csv", "1.csv", "%D8%B6%D9%85%D8%A7%D9%86-1.csv"),
    ('a"b/c\r\nx: y.csv', "a-b-c-x-y.csv", None), ("../../etc/passwd", "etc-passwd", None),
], ids=["latin", "arabic", "mixed", "of-a-header", "of-a-path"])
def test_a_file_has_a_name_that_every_browser_takes(name: str, plain: str, whole: str | None) -> None:
    told = headers(name)["content-disposition"]
    assert told == f'attachment; filename="{plain}"' + (f"; filename*=UTF-8''{whole}" if whole else "")


# -- streaming

@pytest.fixture
def here(ledger: Ledger, ledger_address: str) -> Room:
    return Room(ledger, RoomSettings(ledger_address))


def test_whoever_reads_slowly_holds_nothing_of_the_database(
    here: Room, ledger: Ledger, keep_all: Keep, a_report: MakeReport, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(formats, "PIECE", 2)
    keep_all(ledger, *(a_report(SAID, publisher=f"صحيفة {number}") for number in range(5)))
    rows = find(ledger, Query(kinds=("statement",)), limit=100).rows
    open_then = [ledger.engine.pool.checkedout() for _ in found_in(here, rows)]  # type: ignore[attr-defined]
    assert open_then == [0] * 5


def test_what_vanished_while_a_list_was_read_is_left_out(
    here: Room, ledger: Ledger, keep_all: Keep, a_report: MakeReport,
) -> None:
    keep_all(ledger, a_report(SAID, url="https://one.example/1"), a_report(NOWHERE, url="https://one.example/2"))
    rows = find(ledger, Query(kinds=("statement", "event")), limit=100).rows
    keep_all(ledger, a_report(NOWHERE, url="https://one.example/1"))
    told = {each["id"] for each in found_in(here, rows)}
    assert told < {key for key, _, _ in rows}
    assert told


def test_a_long_list_is_sent_in_pieces() -> None:
    def lines() -> Iterator[str]:
        for number in range(40_000):
            yield f"{number} سطر\n"

    pieces = list(formats._chunks(lines()))
    assert len(pieces) > 3
    assert b"".join(pieces).decode() == "".join(lines())
