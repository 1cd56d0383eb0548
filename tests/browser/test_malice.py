"""Reports that mean harm, in a browser: nothing runs, nothing leaves the machine, and the room still stands."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize
from tests import malice

from isnad.ledger.database import open_ledger
from isnad.ledger.prepare import prepare
from isnad.ledger.schema import actor
from isnad.ledger.write import keep

Visit = Callable[..., Page]
Places = dict[str, str]
SCREENS: dict[str, ViewportSize] = {"desk": {"width": 1366, "height": 900}, "phone": {"width": 390, "height": 844}}
TALLEST = {"desk": 8.0, "phone": 16.0}
"""Pixels that a page may be high for each character of its text."""
TABS = 60
"""Presses of the tabulator after which whatever waits for the focus has had it."""


@pytest.fixture(scope="module")
def harmed(tmp_path_factory: pytest.TempPathFactory, serve_ledger: Callable[..., Any]) -> Iterator[Places]:
    """A room over reports that mean harm: its origin, and the paths of its pages."""
    address = f"sqlite:///{tmp_path_factory.mktemp('harm') / 'ledger.db'}"
    ledger = open_ledger(address)
    ids = malice.take_in(ledger)
    raw, record = malice.crowded()
    crowd = keep(ledger, prepare(raw, record, published=None, source="test")).report_id
    with ledger.look() as db:
        who = db.execute(actor.select().where(actor.c.name.contains("<script>"))).first()
    ledger.close()
    assert who is not None
    with serve_ledger(address, "--seconds", "60") as origin:
        report = f"/reports/{ids['r']}"
        yield {
            "origin": origin, "front": "/", "report": report, "changes": f"{report}/changes",
            "statement": f"/statements/{ids['s']}", "nested": f"/statements/{ids['n']}", "event": f"/events/{ids['e']}",
            "actor": f"/actors/{who.id}", "story": f"/stories/{ids['t']}", "owed": f"/awaited/{ids['w']}",
            "dispute": f"/disputes/{ids['d']}", "stories": "/stories", "awaited": "/awaited", "disputes": "/disputes",
            "actors": "/actors", "search": "/search?q=قال", "timeline": "/timeline", "network": "/network",
            "matrix": "/matrix", "map": "/map", "crowd": f"/reports/{crowd}", "saved": "/saved"}


PAGES = ("front", "report", "changes", "statement", "nested", "event", "actor", "story", "owed", "dispute", "stories",
         "awaited", "disputes", "actors", "search", "timeline", "network", "matrix", "map", "crowd", "saved")


@pytest.mark.parametrize("name", PAGES)
def test_nothing_runs_nothing_leaves_and_the_layout_holds(visit: Visit, harmed: Places, plain: Any, picture: Any,
                                                          name: str) -> None:
    page = visit(plain, harmed[name], origin=harmed["origin"])
    page.wait_for_load_state("networkidle")
    for each in page.locator("details").all()[:5]:
        each.evaluate("each => { each.open = true; }")
    for _ in range(TABS):
        page.keyboard.press("Tab")
    for screen, size in SCREENS.items():
        page.set_viewport_size(size)
        picture(page, f"malice-{name}-{screen}")
        page.mouse.move(size["width"] / 2, 300)
        page.mouse.wheel(0, 2_000)
        room = page.evaluate("[document.scrollingElement.scrollWidth, document.scrollingElement.scrollHeight]")
        assert room[0] <= size["width"], page.evaluate(TOO_WIDE)
        assert room[1] <= 3_000 + TALLEST[screen] * len(page.locator("main").inner_text())
        assert page.evaluate(LIES_OVER) == []
    assert malice.PRODUCT not in page.content()
    assert page.locator("isnad-harm, iframe, object, embed, base, main style").count() == 0


TOO_WIDE = """[...document.querySelectorAll("body *")].filter((each) => {
  const box = each.getBoundingClientRect();
  return box.width > 0 && (box.right > document.documentElement.clientWidth + 1 || box.left < -1);
}).map((each) => each.outerHTML.slice(0, 120)).slice(0, 8)"""
LIES_OVER = """[...document.querySelectorAll("main *")].filter((each) => {
  const style = getComputedStyle(each);
  return style.position === "fixed" && each.getBoundingClientRect().height > innerHeight * 0.8;
}).map((each) => each.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("name", ["report", "actors", "search", "story"])
def test_no_link_leads_where_a_report_would_have_it(visit: Visit, harmed: Places, plain: Any, name: str) -> None:
    page = visit(plain, harmed[name], origin=harmed["origin"])
    told = page.evaluate("[...document.links].map((each) => [each.protocol, each.origin, each.rel, each.href])")
    for protocol, origin, rel, href in told:
        assert protocol in ("http:", "https:"), href
        assert origin == harmed["origin"] or {"noopener", "noreferrer"} <= set(rel.split()), href


def test_overrides_of_direction_turn_no_word_around(visit: Visit, harmed: Places, plain: Any) -> None:
    page = visit(plain, harmed["report"], origin=harmed["origin"])
    seen = page.locator("body").inner_text()
    assert not set(malice.OVERRIDES) & set(seen)


def test_ten_thousand_marks_are_shown_and_can_be_pointed_at(visit: Visit, harmed: Places, plain: Any) -> None:
    page = visit(plain, harmed["crowd"], origin=harmed["origin"])
    text = page.get_by_role("article").first
    assert "كلمة999" in text.inner_text()
    took = page.evaluate("""() => { const began = performance.now();
      document.querySelector("main article").dispatchEvent(new PointerEvent("pointerover", { bubbles: true }));
      document.body.getBoundingClientRect(); return performance.now() - began; }""")
    assert took < 2_000


class _Careless(BaseHTTPRequestHandler):
    """A server whose pages do all that ours must not."""

    PAGE = (f"<!doctype html><title>x</title><img src='{malice.OUTSIDE}/i'><script>{malice.CALL}; alert(1);"
            "console.error('told'); throw new Error('thrown')</script>")

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/html")
        if self.path == "/strict":
            self.send_header("content-security-policy", "default-src 'none'")
        self.end_headers()
        self.wfile.write(self.PAGE.encode())

    def log_message(self, *told: Any) -> None:
        pass


@pytest.mark.parametrize(("path", "seen"), [
    ("/", {"ran", "dialog", "console", "script", "request"}), ("/strict", {"policy", "console"})])
def test_whatever_a_page_must_not_do_is_seen(browser: Browser, watch: Any, trap: Any, path: str,
                                             seen: set[str]) -> None:
    """Without this, the others might pass because nobody looked."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Careless) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        origin = f"http://127.0.0.1:{server.server_port}"
        watching, context = watch(origin), browser.new_context()
        watching.over(context)
        page = context.new_page()
        page.goto(origin + path)
        page.wait_for_timeout(200)
        context.close()
        server.shutdown()
    assert seen <= {each.partition(":")[0] for each in watching.faults}
    assert ("request" in seen) == any("leak.example" in each for each in trap.asked)
    trap.asked.clear()
