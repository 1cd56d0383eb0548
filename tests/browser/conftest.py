"""A reading room with readers in it: ``isnad serve`` over reports of our own, and Chromium driven by Playwright.

``ISNAD_TEST_CHROMIUM`` tells where Chromium is, if not on the path; without it these tests are skipped.
``ISNAD_TEST_SCREENSHOTS`` names a folder for pictures of what the tests see. ``ISNAD_TEST_AXE`` is another axe.min.js
than the one that axe-playwright-python brings.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Page,
    Playwright,
    Request,
    ViewportSize,
    expect,
    sync_playwright,
)
from sqlalchemy import text

from isnad.ledger.backup import copy
from isnad.ledger.database import Ledger, open_ledger
from isnad.ledger.ingest import ingest
from isnad.ledger.tokens import make_token
from isnad.sources import open_sources
from isnad.web.messages import interface

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[1] / "examples"
REPORTS = (EXAMPLES / "reports" / "7-reply.json", *sorted((EXAMPLES / "ledger").iterdir()), HERE / "reports.jsonl")
ISNAD = Path(sys.executable).parent / "isnad"
CHROMIUM = os.environ.get("ISNAD_TEST_CHROMIUM") or shutil.which("chromium")
FLAGS = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--disable-default-apps", "--disable-dev-shm-usage"]
BROWSERS_OWN = ("google.com", "googleapis.com", "gvt1.com", "gstatic.com")
"""Whom Chromium itself turns to, whatever page is open."""
Language = Literal["ar", "en"]
Screen = Literal["desk", "phone"]
Colours = Literal["light", "dark"]
SCREENS: dict[Screen, ViewportSize] = {"desk": {"width": 1366, "height": 900}, "phone": {"width": 390, "height": 844}}
SECONDS = 30.0
"""How long a server may take to begin, or a page to come."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test in this folder needs a browser, and comes last: beside Playwright's loop others could run none."""
    items.sort(key=lambda item: item.path.is_relative_to(HERE))
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium on the path; ISNAD_TEST_CHROMIUM tells another"))


@dataclass(slots=True, frozen=True)
class Guise:
    """In what a reader sees the room: the interface's language, a screen, its colours."""

    language: Language = "ar"
    screen: Screen = "desk"
    colours: Colours = "light"

    def __str__(self) -> str:
        return f"{self.language}-{self.screen}-{self.colours}"

    def say(self, message: str) -> str:
        """What the interface says for a message."""
        return interface(self.language).gettext(message)

    def word(self, of: str, code: str) -> str:
        """What the interface says for a code."""
        return interface(self.language).word(of, code)


GUISES = [Guise(language, screen, colours) for language in get_args(Language) for screen in SCREENS
          for colours in get_args(Colours)]


@dataclass(slots=True)
class Served:
    """A server: its address, the tokens it knows by their roles, and the paths of its pages by their names."""

    origin: str
    tokens: dict[str, str]
    places: dict[str, str]


@dataclass
class Watch:
    """Whatever a page must not do: errors, warnings, violations of its policy, dialogs, requests to others.

    ``expected``: a status that the browser may complain of.
    """

    origin: str
    expected: int = 200
    faults: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        """Watch everything that happens in a context."""
        context.expose_binding("__violated", lambda source, told: self.faults.append(f"policy: {told}"))
        context.expose_binding("__harm", lambda source, told: self.faults.append(f"ran: {told}"))
        context.add_init_script("document.addEventListener('securitypolicyviolation', (event) => window.__violated("
                                "`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`));")
        context.on("request", self._request)
        context.on("console", self._console)
        context.on("dialog", self._dialog)
        context.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if f"{parts.scheme}://{parts.netloc}" != self.origin and parts.scheme not in ("data", "blob"):
            self.faults.append(f"request: {request.url[:200]}")

    def _console(self, message: ConsoleMessage) -> None:
        is_told = self.expected != 200 and f"status of {self.expected}" in message.text
        if message.type in ("error", "warning") and not is_told:
            self.faults.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _dialog(self, dialog: Dialog) -> None:
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()


class Trap:
    """A proxy that lets nothing through and remembers who was asked for: what a page tries to reach outside."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.asked: list[str] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                caller, _ = self._socket.accept()
            except OSError:
                return
            with caller:
                caller.settimeout(5)
                try:
                    line = caller.recv(4096).split(b"\r\n")[0].decode("latin-1")
                except OSError:
                    continue
                host = re.sub(r"^\S+ (?:https?://)?([^/: ]*).*", r"\1", line)
                if not host.endswith(BROWSERS_OWN):
                    self.asked.append(line)

    def close(self) -> None:
        """Let go of the port."""
        self._socket.close()


@contextmanager
def serving(ledger: str, *options: str) -> Iterator[str]:
    """``isnad serve`` over a ledger on a port that is free: its origin. It is told to stop at the end, and must."""
    command = [str(ISNAD), "serve", "--ledger", ledger, "--port", "0", "--rate", "0", *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        told = process.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+", told)
        assert found, told + process.stderr.read()
        httpx.get(found[0], timeout=SECONDS)  # until it answers: it connects before
        try:
            yield found[0]
        finally:
            process.terminate()
            _, said = process.communicate(timeout=SECONDS)
    assert "Traceback" not in said, said


@dataclass(slots=True, frozen=True)
class Kept:
    """A ledger in which every kind of page has something to show: its address, tokens by role, and pages by name."""

    address: str
    tokens: dict[str, str]
    places: dict[str, str]


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """The ledger that all read."""
    address = f"sqlite:///{tmp_path_factory.mktemp('room') / 'ledger.db'}"
    ledger = open_ledger(address)
    ingest(ledger, open_sources([str(name) for name in REPORTS]))
    tokens = {role: make_token(ledger, role, role)[1] for role in ("read", "review", "admin")}
    places = places_in(ledger)
    ledger.close()
    return Kept(address, tokens, places)


@pytest.fixture(scope="session")
def address(kept: Kept) -> str:
    """Its address."""
    return kept.address


@pytest.fixture(scope="session")
def served(kept: Kept) -> Iterator[Served]:
    """A room over it, which everybody on this machine may read."""
    with serving(kept.address) as origin:
        yield Served(origin, kept.tokens, kept.places)


@pytest.fixture
def served_alone(kept: Kept, tmp_path: Path) -> Iterator[Served]:
    """A room over a copy of it, for who writes."""
    address = f"sqlite:///{tmp_path / 'ledger.db'}"
    one, other = open_ledger(kept.address), open_ledger(address)
    copy(one, other)
    for each in (one, other):
        each.close()
    with serving(address) as origin:
        yield Served(origin, kept.tokens, kept.places)


def places_in(ledger: Ledger) -> dict[str, str]:
    """A page of every kind in the room over a ledger, the one with most on it."""
    asked = {
        "report": "SELECT id FROM report WHERE address LIKE '%almina.example%'",
        "versions": "SELECT report_id FROM version WHERE number = 2",
        "statement": "SELECT id FROM statement WHERE within_id IS NOT NULL ORDER BY id LIMIT 1",
        "event": "SELECT id FROM event WHERE latitude IS NOT NULL ORDER BY id LIMIT 1",
        "actor": "SELECT id FROM actor WHERE name = 'حلف شمال الأطلسي'",
        "story": "SELECT story_id FROM report GROUP BY story_id ORDER BY count(*) DESC LIMIT 1",
        "owed": "SELECT id FROM awaited WHERE state = 'answered' ORDER BY id LIMIT 1",
        "dispute": "SELECT id FROM dispute ORDER BY id LIMIT 1",
    }
    with ledger.look() as db:
        found = {name: db.execute(text(query)).scalars().first() or "" for name, query in asked.items()}
    assert all(found.values()), found
    report = f"/reports/{found['report']}"
    return {
        "front": "/", "search": "/search?q=الناتو&act=say", "nothing found": "/search?q=ثلاجة", "stories": "/stories",
        "awaited": "/awaited", "disputes": "/disputes", "actors": "/actors", "timeline": "/timeline",
        "network": "/network", "matrix": "/matrix", "map": "/map", "saved": "/saved", "about": "/about",
        "signin": "/signin", "report": report, "changes": f"/reports/{found['versions']}/changes",
        "statement": f"/statements/{found['statement']}", "event": f"/events/{found['event']}",
        "actor": f"/actors/{found['actor']}", "story": f"/stories/{found['story']}",
        "owed": f"/awaited/{found['owed']}", "dispute": f"/disputes/{found['dispute']}", "review": "/review",
        "report in review": report, "save": "/saved/new?q=الناتو",
    }


@pytest.fixture(scope="session")
def serve_ledger() -> Callable[..., Any]:
    """Serves another ledger: ``with serve_ledger(address, *options) as origin``."""
    return serving


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    expect.set_options(timeout=SECONDS * 1000)
    with sync_playwright() as made:
        yield made


@pytest.fixture(scope="session")
def trap() -> Iterator[Trap]:
    """Where everything goes that a page asks of another machine."""
    made = Trap()
    yield made
    made.close()


@pytest.fixture(scope="session")
def browser(playwright: Playwright, trap: Trap) -> Iterator[Browser]:
    made = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS, chromium_sandbox=False,
                                      proxy={"server": trap.address, "bypass": "127.0.0.1"})
    yield made
    made.close()


@pytest.fixture(scope="session")
def watch() -> type[Watch]:
    """What looks at what pages do: ``watch(origin).over(context)``."""
    return Watch


@pytest.fixture(params=GUISES, ids=str)
def guise(request: pytest.FixtureRequest) -> Guise:
    """Each guise in turn."""
    found: Guise = request.param
    return found


@pytest.fixture(scope="session")
def plain() -> Guise:
    """The room as most readers will see it."""
    return Guise()


@contextmanager
def visiting(browser: Browser, served: Served, trap: Trap) -> Iterator[Callable[..., Page]]:
    """Comes to the room as a new reader: ``visit(guise, path)`` gives the page.

    At the end the page must have done nothing of what ``Watch`` looks for. ``origin``: of another server;
    ``scripts=False``: without JavaScript; ``status``: what the server must answer; ``token``: signed in with it.
    """
    opened: list[tuple[BrowserContext, Watch]] = []
    trap.asked.clear()

    def visit(guise: Guise = Guise(), path: str = "/", *, origin: str | None = None, scripts: bool = True,
              status: int = 200, token: str | None = None) -> Page:
        own = origin or served.origin
        context = browser.new_context(
            locale=guise.language, viewport=SCREENS[guise.screen], color_scheme=guise.colours,
            is_mobile=guise.screen == "phone", has_touch=guise.screen == "phone", java_script_enabled=scripts,
            accept_downloads=True, base_url=own, reduced_motion="reduce")
        context.set_default_timeout(SECONDS * 1000)
        watch = Watch(own, status)
        watch.over(context)
        opened.append((context, watch))
        if token:
            context.request.post("/signin", form={"token": token, "next": "/about"})
        page = context.new_page()
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == status, page.inner_text("main")
        return page

    yield visit
    for context, _ in opened:
        context.close()
    assert [fault for _, watch in opened for fault in watch.faults] == []
    assert trap.asked == []


@pytest.fixture
def visit(browser: Browser, served: Served, trap: Trap) -> Iterator[Callable[..., Page]]:
    """Comes to the room as a new reader, for one test."""
    with visiting(browser, served, trap) as visit:
        yield visit


@pytest.fixture(scope="module")
def visit_shared(browser: Browser, served: Served,
                 trap: Trap) -> Callable[[], AbstractContextManager[Callable[..., Page]]]:
    """Comes to the room for several tests that look at one page and leave it as it was."""
    return lambda: visiting(browser, served, trap)


@pytest.fixture(scope="session")
def picture() -> Callable[..., None]:
    """Keeps a picture of a page: ``picture(page, name)``, where a folder is told for them."""
    folder, numbers = os.environ.get("ISNAD_TEST_SCREENSHOTS"), count(1)

    def picture(page: Page, name: str, *, whole: bool = False) -> None:
        if folder:
            page.screenshot(path=Path(folder) / f"{name}-{next(numbers):03d}.png", full_page=whole)

    return picture
