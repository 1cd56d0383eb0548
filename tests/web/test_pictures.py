"""The pages of pictures: their tables, what they are drawn from, and the forms in which all of it can be taken away."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import networkx as nx  # type: ignore[import-untyped]  # it does not say its types
import pytest
from fastapi.testclient import TestClient
from lxml import html
from sqlalchemy import update

from isnad.ledger.database import open_ledger
from isnad.ledger.schema import actor, event
from isnad.ledger.write import Kept
from isnad.sources import RawReport
from isnad.web.app import make_app
from isnad.web.messages import interface
from isnad.web.settings import RoomSettings

NEWS = {
    "visit": ("2022-02-28", "زار وزير الخارجية المصري نبيل فوزي مسقط يوم 25 فبراير. وقال فوزي لنظيره العماني بدر "
                            "البوسعيدي إن القاهرة ترحب بالاتفاق."),
    "armed": ("2022-03-02", "هاجم مسلحون الجيش السوداني في الخرطوم. واتهمت مصر السودان بالمماطلة."),
    "aid": ("2022-03-16", "أرسلت مصر مساعدات إلى السودان. واتهمت مصر والأردن إيران وتركيا."),
    "undated": (None, "طالبت مصر السودان بالتهدئة."),
}
EVIL = '</script><img src=x onerror=alert(1)>\x01\u202e"&={{7*7}}\ufffe'


def fill(address: str, keep_all: Callable[..., list[Kept]]) -> None:
    ledger = open_ledger(address)
    keep_all(ledger, *(RawReport(text=text, published=day, publisher="المرصد", url=f"https://{name}.example/1")
                       for name, (day, text) in NEWS.items()))
    ledger.close()


@pytest.fixture(scope="module")
def filled(databases: Any, keep_all: Callable[..., list[Kept]]) -> Iterator[TestClient]:
    """A room over all the news; nothing is written to it."""
    address = databases.new()
    fill(address, keep_all)
    with TestClient(make_app(RoomSettings(address, hosts=("testserver",), rate=0)),
                    headers={"accept-language": "en"}) as client:
        yield client
    databases.drop(address)


@pytest.fixture
def evil(databases: Any, keep_all: Callable[..., list[Kept]]) -> Iterator[TestClient]:
    """A room in whose ledger every actor and place has a name that means harm."""
    address = databases.new()
    fill(address, keep_all)
    ledger = open_ledger(address)
    with ledger.write() as db:
        db.execute(update(actor).values(name=EVIL))
        db.execute(update(event).where(event.c.place.is_not(None)).values(place=EVIL))
    ledger.close()
    with TestClient(make_app(RoomSettings(address, hosts=("testserver",), rate=0)),
                    headers={"accept-language": "en"}) as client:
        yield client
    databases.drop(address)


def page(room: TestClient, address: str, **headers: str) -> Any:
    answer = room.get(address, headers=headers)
    assert answer.status_code == 200, answer.text[:500]
    return html.fromstring(answer.text)


def table(found: Any) -> list[list[str]]:
    """The first table's cells, row by row."""
    return [[" ".join(cell.text_content().split()) for cell in row] for row in found.xpath("(//table)[1]//tr")]


def data(found: Any) -> Any:
    """What the picture is drawn from."""
    return json.loads(found.xpath("//figure//script[@type='application/json']")[0].text)


def rows(room: TestClient, address: str) -> list[dict[str, str]]:
    answer = room.get(address)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_a_timeline_has_its_table_the_newest_first(filled: TestClient) -> None:
    assert table(page(filled, "/timeline")) == [
        ["When", "Statements", "Events", "All"], ["Mar 16, 2022", "·", "2", "2"], ["Mar 2, 2022", "1", "2", "3"],
        ["Feb 28, 2022", "1", "2", "3"], ["All", "2", "6", "8"],
    ]


def test_every_number_of_the_table_leads_to_what_it_counts(filled: TestClient) -> None:
    for address in ("/timeline", "/timeline?split=type&grain=month", "/timeline?split=class", "/timeline?split=act",
                    "/timeline?since=2022-03-01&grain=month", "/network", "/network?between=country",
                    "/matrix?between=sector", "/map"):
        links = [link for link in page(filled, address).xpath("(//table)[1]//td/a") if (link.text or "").isdigit()]
        assert links, address
        for link in links:
            assert filled.get(link.get("href") + "&format=json").json()["total"] == int(link.text), link.get("href")


@pytest.mark.parametrize(("split", "heads"), [
    ("kind", ["Events", "Statements"]),
    ("class", ["Statements", "material conflict", "verbal conflict", "verbal cooperation", "material cooperation"]),
    ("act", ["accuses", "praises"]),
    ("type", ["accuses, condemns", "attacks", "helps", "meets, talks", "supports"]),
])
def test_bars_are_split_as_it_is_asked(filled: TestClient, split: str, heads: list[str]) -> None:
    found = page(filled, f"/timeline?split={split}")
    assert sorted(stack["name"] for stack in data(found)["stacks"]) == sorted(heads)


def test_a_timeline_is_drawn_from_all_its_slots(filled: TestClient) -> None:
    drawn = data(page(filled, "/timeline"))
    assert (drawn["slots"][0], drawn["slots"][-1], len(drawn["slots"])) == ("2022-02-28", "2022-03-16", 17)
    assert {stack["name"]: sum(stack["numbers"]) for stack in drawn["stacks"]} == {"Events": 6, "Statements": 2}
    assert drawn["words"][0] == "Feb 28, 2022"
    assert drawn["brush"]


def test_what_is_found_stands_below_the_timeline_and_is_narrowed_by_days(filled: TestClient) -> None:
    below = page(filled, "/timeline?since=2022-03-10&until=2022-03-20").xpath("//*[@id='found']")[0]
    assert below.xpath(".//h2")[0].text.strip() == "2 found"
    assert len(below.xpath(".//article")) == 2


def test_a_timeline_works_without_scripts_by_its_form(filled: TestClient) -> None:
    found = page(filled, "/timeline?type=ASSAULT&type=AID&grain=month&since=2022-03-01")
    form = found.xpath("//form[contains(@class, 'asked')]")[0]
    held = sorted((field.name, field.value) for field in form.inputs if field.name)
    assert held == [("days", "report"), ("grain", "month"), ("q", ""), ("since", "2022-03-01"), ("split", "kind"),
                    ("type", "AID"), ("type", "ASSAULT"), ("until", "")]


def test_by_their_own_days_events_lead_nowhere_as_a_search_has_the_days_of_reports(filled: TestClient) -> None:
    found = page(filled, "/timeline?days=own&kind=event")
    assert table(found)[1:] == [["Feb 25, 2022", "2"]]
    assert not found.xpath("(//table)[1]//td/a")
    assert not data(found)["brush"]


def test_a_timeline_as_csv_has_every_slot(filled: TestClient) -> None:
    found = rows(filled, "/timeline?format=csv&grain=week")
    assert [(row["first"], row["last"], row["number"]) for row in found] == [
        ("2022-02-28", "2022-03-06", "6"), ("2022-03-07", "2022-03-13", "0"), ("2022-03-14", "2022-03-20", "2")]
    assert found[0]["event:ASSAULT"] == "1"
    assert found[0]["statement:praise"] == "1"


def test_a_timeline_as_json(filled: TestClient) -> None:
    found = filled.get("/timeline?grain=month", headers={"accept": "application/json"}).json()
    assert {name: found[name] for name in ("grain", "total", "undated", "outside")} == {
        "grain": "month", "total": 8, "undated": 2, "outside": 0}
    assert [slot["number"] for slot in found["slots"]] == [3, 5]


PAIRS = [("مصر", "السودان", "5"), ("نبيل فوزي", "بدر البوسعيدي", "2"), ("الأردن", "إيران", "1"),
         ("الأردن", "تركيا", "1"), ("مصر", "إيران", "1"), ("مصر", "تركيا", "1"), ("نبيل فوزي", "مسقط", "1")]


@pytest.mark.parametrize("picture", ["network", "matrix"])
def test_the_pairs_stand_in_the_table(filled: TestClient, picture: str) -> None:
    found = table(page(filled, f"/{picture}"))
    assert found[0][:4] == ["Who", "Whom", "All", "Statements"]
    assert [tuple(row[:3]) for row in found[1:]] == PAIRS
    assert found[1][3:] == ["2", "·", "1", "2", "·"]


def test_what_a_picture_leaves_off_is_told_and_stands_in_its_table(filled: TestClient) -> None:
    found = page(filled, "/network?most=2")
    assert [pair["number"] for pair in data(found)["pairs"]] == [5, 2]
    assert "5 are left off the picture; the table and the files have them." in found.text_content()
    assert len(table(found)) == 1 + len(PAIRS)
    assert "left off" not in page(filled, "/network").text_content()


def test_the_table_goes_on_to_further_pages(filled: TestClient) -> None:
    told = [tuple(row[:3]) for at in (1, 2, 3) for row in table(page(filled, f"/network?limit=3&page={at}"))[1:]]
    assert told == PAIRS


def test_those_who_are_only_meant_are_told_to_be_left_out(filled: TestClient) -> None:
    assert "1 with somebody who is not named is left out." in page(filled, "/network").text_content()
    found = page(filled, "/network?generic=1")
    assert "left out" not in found.text_content()
    assert ("مسلحون", "الجيش السوداني", "1") in [tuple(row[:3]) for row in table(found)[1:]]


def test_a_network_is_drawn_from_nodes_and_pairs_with_their_addresses(filled: TestClient) -> None:
    drawn = data(page(filled, "/network?between=country"))
    names = [node["name"] for node in drawn["nodes"]]
    assert set(names) == {"Egypt", "Sudan", "Oman", "Iran", "Türkiye", "Jordan"}
    pair = next(pair for pair in drawn["pairs"] if pair["number"] == 5)
    assert (names[pair["source"]], names[pair["target"]]) == ("Egypt", "Sudan")
    assert pair["address"] == "/search?actor_country=EGY&recipient_country=SDN"
    assert pair["told"] == ["Statements: 2", "material cooperation: 1", "verbal conflict: 2"]
    people = data(page(filled, "/network"))["nodes"]
    assert all(re.fullmatch("/actors/a[a-z2-7]{13}", node["address"]) for node in people)


def test_a_matrix_is_drawn_from_its_cells(filled: TestClient) -> None:
    drawn = data(page(filled, "/matrix?between=country"))
    cells = {(drawn["sources"][cell["source"]], drawn["targets"][cell["target"]]): cell["number"]
             for cell in drawn["cells"]}
    assert cells[("Egypt", "Sudan")] == 5
    assert len(cells) == len(drawn["cells"])


@pytest.mark.parametrize("between", ["actor", "country", "sector"])
def test_all_pairs_are_csv(filled: TestClient, between: str) -> None:
    found = rows(filled, f"/matrix?between={between}&format=csv&most=1&bom=1")
    told = table(page(filled, f"/matrix?between={between}"))[1:]
    assert [row["number"] for row in found] == [row[2] for row in told]
    assert filled.get(f"/matrix?between={between}&format=csv").headers["content-disposition"] == (
        f'attachment; filename="isnad-matrix-{between}.csv"')


def test_all_pairs_are_graphml(filled: TestClient) -> None:
    answer = filled.get("/network?format=graphml")
    assert answer.headers["content-type"].startswith("application/graphml+xml")
    graph = nx.read_graphml(io.BytesIO(answer.content))
    assert graph.is_directed()
    names = nx.get_node_attributes(graph, "label")
    edges = graph.edges(data=True)
    assert {(names[one], names[other], str(told["weight"])) for one, other, told in edges} == set(PAIRS)
    egypt = next(told for _, told in graph.nodes(data=True) if told["label"] == "مصر")
    assert (egypt["country"], egypt["sector"], egypt["kind"], egypt["out"], egypt["in"]) == (
        "EGY", "GOV", "country", 7, 0)
    told = next(told for one, other, told in edges if names[other] == "السودان")
    assert (told["statements"], told["events"], told["material_cooperation"], told["verbal_conflict"]) == (2, 3, 1, 2)


def test_all_pairs_are_json(filled: TestClient) -> None:
    found = filled.get("/network?format=json").json()
    assert (found["between"], found["items"], found["paired"], found["left_out"]) == ("actor", 10, 9, 1)
    names = [node["name"] for node in found["nodes"]]
    assert [(names[pair["source"]], names[pair["target"]], str(pair["number"])) for pair in found["pairs"]] == PAIRS


def test_places_stand_in_the_table_and_on_the_map(filled: TestClient) -> None:
    found = page(filled, "/map")
    assert [row[:4] for row in table(found)[1:]] == [
        ["الخرطوم", "Sudan", "15.55, 32.53", "1"], ["السودان", "Sudan", "not known", "1"]]
    drawn = data(found)
    assert [(spot["name"], spot["at"], spot["number"]) for spot in drawn["spots"]] == [
        ("الخرطوم", [32.5324, 15.5518], 1)]
    assert [(each["country"], each["number"]) for each in drawn["countries"]] == [("SDN", 1)]
    assert drawn["names"]["SDN"] == "Sudan"


def test_what_tells_no_place_is_numbered_and_led_to(filled: TestClient) -> None:
    link = page(filled, "/map").xpath("//figcaption//a[contains(@href, 'place=none')]")[0]
    assert link.text == "5 tell no place."
    assert filled.get(link.get("href") + "&format=json").json()["total"] == 5


def test_places_are_geojson_and_csv(filled: TestClient) -> None:
    answer = filled.get("/map?format=geojson")
    assert answer.headers["content-type"].startswith("application/geo+json")
    found = answer.json()
    assert sorted(str(each["geometry"] and each["geometry"]["coordinates"]) for each in found["features"]) == [
        "None", "[32.5324, 15.5518]"]
    assert found["placeless"] == 5
    assert {(row["names"], row["latitude"], row["number"]) for row in rows(filled, "/map?format=csv")} == {
        ("السودان", "", "1"), ("الخرطوم", "15.5518", "1")}


@pytest.mark.parametrize("form", ["csv", "json"])
def test_an_actors_acts(filled: TestClient, form: str) -> None:
    key = next(node["id"] for node in filled.get("/network?format=json").json()["nodes"] if node["name"] == "مصر")
    if form == "json":
        found = filled.get(f"/actors/{key}/acts?grain=month").json()
        assert (found["total"], found["undated"], found["actor"]) == (4, 2, key)
        assert [slot["event:ACCUSE"] for slot in found["slots"]] == [2]
    else:
        found = rows(filled, f"/actors/{key}/acts?format=csv&grain=month")
        assert [row["number"] for row in found] == ["4"]


def test_acts_of_nobody(filled: TestClient) -> None:
    answer = filled.get("/actors/a2222222222222/acts", headers={"accept": "application/json"})
    assert answer.status_code == 404
    assert "the ledger has no such actor" in answer.json()["error"]["message"]


@pytest.mark.parametrize(("address", "told"), [
    ("/timeline?grain=decade", "grain: no 'decade'; there are"),
    ("/timeline?split=tone", "split: no 'tone'; there are kind, class, act, type"),
    ("/timeline?grain=day&since=1900-01-01&until=2023-01-01", "more than 4,000 days"),
    ("/network?between=outlet", "between: no 'outlet'; there are actor, country, sector"),
    ("/network?most=0", "most: '0' is none; give a number from 1 to 400"),
    ("/network?kind=report", "it was asked for reports"),
    ("/map?kind=statement", "it was asked for statements"),
    ("/map?format=graphml", "format: no 'graphml'"),
    ("/timeline?format=atom", "format: no 'atom'; there are html, json, csv"),
])
def test_what_cannot_be_drawn_is_told(filled: TestClient, address: str, told: str) -> None:
    answer = filled.get(address, headers={"accept": "application/json"})
    assert answer.status_code == 400
    assert told in answer.json()["error"]["message"]


@pytest.mark.parametrize("picture", ["timeline", "network", "matrix", "map"])
def test_nothing_found_is_told(filled: TestClient, picture: str) -> None:
    found = page(filled, f"/{picture}?q=زلزال")
    assert not found.xpath("//table")
    assert filled.get(f"/{picture}?q=زلزال&format=csv").text.count("\n") == 1


@pytest.mark.parametrize("picture", ["timeline", "network", "matrix", "map"])
def test_the_search_goes_with_the_reader_from_picture_to_picture(filled: TestClient, picture: str) -> None:
    found = page(filled, f"/{picture}?q=مصر&type=AID&since=2022-03-01&format=html")
    ways = found.xpath("//nav[contains(@class, 'tabs')]/a/@href")
    assert {way.partition("?")[0] for way in ways} == {"/timeline", "/network", "/matrix", "/map", "/search"}
    assert len({way.partition("?")[2] for way in ways}) == 1
    chip = found.xpath("//a[@class='chip']")[0]
    assert "helps" in chip.text_content()
    assert "type" not in chip.get("href")


@pytest.mark.parametrize("picture", ["timeline", "network", "matrix", "map"])
def test_in_arabic_all_of_it_is_in_arabic(filled: TestClient, picture: str) -> None:
    found = page(filled, f"/{picture}", **{"accept-language": "ar-EG"})
    assert found.get("dir") == "rtl"
    title = {"timeline": "Timeline", "network": "Network", "matrix": "Matrix", "map": "Map"}[picture]
    assert found.xpath("//h1")[0].text == interface("ar").gettext(title)
    assert not re.search("[0-9]", found.xpath("//*[@id='told']")[0].text_content())


@pytest.mark.parametrize("path", ["/timeline", "/network", "/network?generic=1", "/matrix", "/map"])
def test_names_that_mean_harm_are_but_names(evil: TestClient, path: str) -> None:
    text = evil.get(path).text
    assert "<img" not in text
    assert "\u202e" not in text
    assert "\x01" not in text
    found = html.fromstring(text)
    assert len(found.xpath("//figure//script")) == 1
    assert "49" not in found.text_content()


def test_names_that_mean_harm_in_files(evil: TestClient) -> None:
    found = rows(evil, "/map?format=csv")
    assert found[0]["names"].startswith("</script>")
    graph = nx.read_graphml(io.BytesIO(evil.get("/network?format=graphml").content))
    assert {told["label"] for _, told in graph.nodes(data=True)} == {
        '</script><img src=x onerror=alert(1)>"&={{7*7}}\ufffd'}
