"""The pictures as a browser draws them: in every guise, by pointer and by keys, as files; and no name can do harm."""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from playwright.sync_api import Page, expect
from sqlalchemy import update

from isnad.ledger.database import open_ledger
from isnad.ledger.schema import actor, event

PICTURES = ("timeline", "network", "matrix", "map")
EVIL = "</script><img src=x onerror=__harm(1)>\u202e{b|c}{{7*7}}__proto__"
SECONDS = 30.0
"""How long a picture may take, on a busy machine."""
Visit = Callable[..., Page]
Keep = Callable[..., None]
_CHART = """async (asked) => {
    const figure = document.querySelector("figure.picture");
    const { getInstanceByDom } = await import(figure.dataset.library);
    const place = figure.querySelector("[_echarts_instance_]");
    const chart = getInstanceByDom(place);
    const box = place.getBoundingClientRect();
    const series = () => chart.getModel().getSeriesByIndex(0);
    const answers = {
        colours: () => {
            const layers = [...place.querySelectorAll("canvas")];
            const sheet = new OffscreenCanvas(layers[0].width, layers[0].height);
            const copy = sheet.getContext("2d", { willReadFrequently: true });
            for (const layer of layers) copy.drawImage(layer, 0, 0);
            const { data } = copy.getImageData(0, 0, sheet.width, sheet.height);
            const found = new Set();
            for (let at = 0; at < data.length; at += 4) if (data[at + 3] === 255)
                found.add((data[at] << 16) | (data[at + 1] << 8) | data[at + 2]);
            return [...found];
        },
        slot: (at) => [box.x + chart.convertToPixel({ xAxisIndex: 0 }, at), box.y + box.height / 2],
        value: (at) => box.x + chart.convertToPixel({ yAxisIndex: 0 }, at),
        node: (at) => {
            const data = series().getData();
            const [x, y] = data.getItemGraphicEl(at).transformCoordToGlobal(0, 0);
            return [box.x + x, box.y + y];
        },
        cell: (at) => {
            const [x, y] = chart.convertToPixel({ seriesIndex: 0 }, chart.getOption().series[0].data[at].value);
            return [box.x + x, box.y + y];
        },
        spot: (at) => {
            const [x, y] = chart.convertToPixel("geo", chart.getOption().series[0].data[at].value);
            return [box.x + x, box.y + y];
        },
        zoom: () => (chart.getOption().geo ?? chart.getOption().series)[0].zoom,
        hidden: () => Object.entries(chart.getOption().legend[0].selected).filter((each) => !each[1])
            .map((each) => each[0]),
    };
    return answers[asked.what](asked.at);
}"""


def come(visit: Visit, guise: Any, path: str, **more: Any) -> Page:
    """A page whose picture is drawn."""
    page = visit(guise, path, **more)
    expect(page.locator("figure.is-drawn canvas").first).to_be_visible(timeout=SECONDS * 1000)
    page.locator("figure .canvas").scroll_into_view_if_needed()
    return page


def ask(page: Page, what: str, at: int | None = None) -> Any:
    """Something of the chart of a page: where a thing is on the screen, what is hidden."""
    return page.evaluate(_CHART, {"what": what, "at": at})


def data(page: Page) -> Any:
    """What the picture is drawn from."""
    return json.loads(page.locator("figure script").text_content() or "")


def total(page: Page) -> int:
    """How many a search has found."""
    answer = page.request.get(page.url + ("&" if "?" in page.url else "?") + "format=json")
    return int(answer.json()["total"])


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize("screen", ["desk", "phone"])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_picture_is_drawn_in_every_guise_and_its_colours_follow_the_reader_at_once(
        visit: Visit, plain: Any, picture: Keep, language: str, screen: str, name: str) -> None:
    page = come(visit, type(plain)(language, screen), f"/{name}")
    light = set(ask(page, "colours"))
    assert len(light) > 20
    expect(page.locator("table").first).to_be_attached()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    picture(page, f"picture-{name}-{language}-{screen}-light")
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(300)
    dark = set(ask(page, "colours"))
    assert len(dark - light) > len(dark) / 2
    picture(page, f"picture-{name}-{language}-{screen}-dark")


@pytest.mark.parametrize(("language", "from_right"), [("ar", True), ("en", False)])
def test_time_runs_as_the_language_does(visit: Visit, plain: Any, language: str, from_right: bool) -> None:
    page = come(visit, type(plain)(language), "/timeline")
    first, last = (ask(page, "slot", at)[0] for at in (0, len(data(page)["slots"]) - 1))
    assert (first > last) == from_right


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_stretch_of_days_is_chosen_by_pointer(visit: Visit, plain: Any, language: str) -> None:
    page = come(visit, type(plain)(language), "/timeline?grain=week")
    slots, ends = data(page)["slots"], data(page)["ends"]
    before = page.locator("#count").inner_text()
    one, other = ask(page, "slot", 1), ask(page, "slot", 3)
    page.mouse.move(*one)
    page.mouse.down()
    page.mouse.move(*other, steps=8)
    page.mouse.up()
    page.wait_for_url(lambda url: "since=" in url)
    assert f"since={slots[1]}&until={ends[3]}" in page.url
    form = page.locator("form.asked")
    expect(form.locator("[name=since]")).to_have_value(slots[1])
    expect(page.locator("#said")).to_have_text(page.locator("#count").text_content() or "")
    assert page.locator("#count").inner_text() != before
    found = page.request.get(page.url + "&format=json").json()["total"]
    assert page.locator("#found article").count() == min(found, 20)
    page.go_back()
    expect(page.locator("#count")).to_have_text(re.compile(re.escape(before.strip())))


def test_a_stretch_of_days_is_chosen_by_keys(visit: Visit, plain: Any) -> None:
    page = come(visit, type(plain)("en"), "/timeline?grain=day")
    wanted = data(page)["slots"][1:4]
    page.locator("form.asked [name=since]").fill(wanted[0])
    page.locator("form.asked [name=until]").fill(wanted[-1])
    page.locator("form.asked [name=until]").press("Enter")
    page.wait_for_url(lambda url: f"since={wanted[0]}" in url)
    expect(page.locator("figure.is-drawn canvas").first).to_be_visible(timeout=SECONDS * 1000)
    assert data(page)["slots"] == wanted


def test_parts_are_hidden_and_shown_by_the_legend(visit: Visit, plain: Any) -> None:
    page = come(visit, plain, "/timeline")
    part = page.locator(".legend button").first
    part.focus()
    part.press("Enter")
    expect(part).to_have_attribute("aria-pressed", "false")
    assert ask(page, "hidden") == [data(page)["stacks"][0]["name"]]
    part.click()
    expect(part).to_have_attribute("aria-pressed", "true")
    assert ask(page, "hidden") == []


@pytest.mark.parametrize("name", ["network", "map"])
def test_pictures_are_made_larger_and_smaller_by_keys_and_buttons(visit: Visit, plain: Any, name: str) -> None:
    page = come(visit, plain, f"/{name}")
    begin = ask(page, "zoom")
    page.locator("figure .canvas").focus()
    page.keyboard.press("+")
    page.keyboard.press("+")
    larger = ask(page, "zoom")
    assert larger > begin
    page.locator("[data-zoom=out]").click()
    assert begin < ask(page, "zoom") < larger
    page.keyboard.press("Tab")
    page.locator("figure .canvas").press("0")
    assert ask(page, "zoom") == begin


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_node_leads_to_its_actor(visit: Visit, plain: Any, language: str) -> None:
    page = come(visit, type(plain)(language), "/network")
    node = data(page)["nodes"][0]
    page.mouse.click(*ask(page, "node", 0))
    page.wait_for_url(lambda url: url.endswith(node["address"]))
    assert node["name"] in page.locator("h1").inner_text()


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_cell_leads_to_what_it_counts(visit: Visit, plain: Any, language: str) -> None:
    page = come(visit, type(plain)(language), "/matrix?between=country")
    cell = data(page)["cells"][0]
    page.mouse.click(*ask(page, "cell", 0))
    page.wait_for_url(lambda url: "/search" in url)
    assert total(page) == cell["number"]


def test_in_arabic_a_matrix_is_read_from_the_right(visit: Visit, plain: Any) -> None:
    page = come(visit, plain, "/matrix?between=country")
    first, last = (ask(page, "slot", at)[0] for at in (0, len(data(page)["targets"]) - 1))
    assert first > last


def test_a_dot_leads_to_what_happened_there(visit: Visit, plain: Any) -> None:
    page = come(visit, plain, "/map")
    spot = data(page)["spots"][0]
    page.mouse.click(*ask(page, "spot", 0))
    page.wait_for_url(lambda url: "/search" in url)
    assert total(page) == spot["number"]


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_taken_away_as_svg_and_png(visit: Visit, plain: Any, tmp_path: Path, name: str) -> None:
    page = come(visit, plain, f"/{name}?since=2022-01-01&until=2022-12-31")
    wide = page.locator("figure [_echarts_instance_]").evaluate("(place) => place.clientWidth")
    for form in ("svg", "png"):
        with page.expect_download() as download:
            page.locator(f"[data-save={form}]").click()
        file = tmp_path / f"picture.{form}"
        download.value.save_as(file)
        assert re.fullmatch(rf"isnad-{name}(-actor)?-2022-01-01-2022-12-31\.{form}", download.value.suggested_filename)
        if form == "svg":
            words = " ".join(etree.parse(file).xpath("//*[local-name()='text']/text()"))
            assert (page.locator("h1").inner_text()) in words
        else:
            content = file.read_bytes()
            assert content.startswith(b"\x89PNG")
            assert struct.unpack(">I", content[16:20])[0] == 2 * wide


@pytest.mark.parametrize("name", PICTURES)
def test_without_scripts_there_is_the_table(visit: Visit, plain: Any, name: str) -> None:
    page = visit(plain, f"/{name}", scripts=False)
    expect(page.locator("table").first).to_be_visible()
    assert page.locator("canvas").count() == 0
    expect(page.locator("[data-save=svg]")).to_be_hidden()


def test_an_actors_page_has_his_acts_over_time(visit: Visit, plain: Any) -> None:
    who = next(node for node in data(come(visit, plain, "/network"))["nodes"] if node["address"].startswith("/actors/"))
    page = come(visit, plain, who["address"])
    assert sum(sum(stack["numbers"]) for stack in data(page)["stacks"]) > 0
    assert len(ask(page, "colours")) > 10


@pytest.fixture(scope="module")
def evil(address: str, tmp_path_factory: pytest.TempPathFactory, serve_ledger: Callable[..., Any]) -> Any:
    """A room in whose ledger every name of an actor or a place means harm."""
    path = tmp_path_factory.mktemp("evil") / "ledger.db"
    path.write_bytes(Path(address.removeprefix("sqlite:///")).read_bytes())
    ledger = open_ledger(f"sqlite:///{path}")
    with ledger.write() as db:
        db.execute(update(actor).values(name=actor.c.id + EVIL))
        db.execute(update(event).where(event.c.place.is_not(None)).values(place=event.c.place + EVIL))
    ledger.close()
    with serve_ledger(f"sqlite:///{path}") as origin:
        yield origin


@pytest.mark.parametrize(("name", "mark"), [("network", "node"), ("matrix", "cell"), ("map", "spot")])
def test_a_name_that_means_harm_does_none(visit: Visit, plain: Any, evil: str, name: str, mark: str,
                                          tmp_path: Path) -> None:
    page = come(visit, plain, f"/{name}", origin=evil)
    page.mouse.move(*ask(page, mark, 0))
    expect(page.locator(".tip b").first).to_contain_text("<img src=x onerror=__harm(1)>")
    assert page.locator("main img").count() == 0
    with page.expect_download() as download:
        page.locator("[data-save=svg]").click()
    download.value.save_as(tmp_path / "picture.svg")
    made = etree.parse(tmp_path / "picture.svg")
    assert not made.xpath("//*[local-name()='script' or local-name()='img' or @onerror or @onload]")
