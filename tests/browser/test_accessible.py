"""That everybody can read the room: WCAG 2.2 AA as far as a program can tell, by axe-core and by looking."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize, expect

Visit = Callable[..., Page]
REVIEWED = ("review", "report in review", "save")
"""Pages of who is signed in."""
PAGES = ("front", "search", "nothing found", "stories", "awaited", "disputes", "actors", "timeline", "network",
         "matrix", "map", "saved", "about", "signin", "report", "changes", "statement", "event", "actor", "story",
         "owed", "dispute", *REVIEWED)
IN_ENGLISH = ("front", "search", "report", "actor", "awaited", "timeline", "matrix", "review", "saved")
"""Those that are looked at in English, too: one of each make."""
LEVELS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
RULES = {"runOnly": {"type": "tag", "values": LEVELS},
         "rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}
IN_OTHER_COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"], "resultTypes": ["violations"]}
"""What may be otherwise in the dark."""
SCREENS: dict[str, ViewportSize] = {"desk": {"width": 1366, "height": 900}, "phone": {"width": 390, "height": 844}}


COLOURS: dict[Literal["dark", "light"], Any] = {"dark": IN_OTHER_COLOURS, "light": RULES}
LOOKS: dict[str, tuple[tuple[str, Literal["dark", "light"]], ...]] = {
    "ar": (("desk", "light"), ("desk", "dark"), ("phone", "light")), "en": (("desk", "light"), ("phone", "dark"))}
"""In which guises axe looks at a page, by the language of the interface."""


@pytest.fixture(scope="session")
def axe() -> Axe:
    other = os.environ.get("ISNAD_TEST_AXE")
    found = Axe.from_file(other) if other else Axe()
    assert isinstance(found, Axe)
    return found


def come(visit: Visit, served: Any, guise: Any, name: str) -> Page:
    """A page by its name."""
    return visit(guise, served.places[name], token=served.tokens["review"] if name in REVIEWED else None)


@pytest.fixture(scope="module", params=[("ar", name) for name in PAGES] + [("en", name) for name in IN_ENGLISH],
                ids="-".join)
def shown(request: pytest.FixtureRequest, visit_shared: Any, served: Any, plain: Any) -> Iterator[Page]:
    """Each page, opened once for all that is looked at on it."""
    language, name = request.param
    with visit_shared() as visit:
        yield come(visit, served, type(plain)(language), name)


def test_a_page_has_its_language_its_direction_a_name_and_one_first_heading(shown: Page) -> None:
    html = shown.locator("html")
    assert (html.get_attribute("lang"), html.get_attribute("dir")) in (("ar", "rtl"), ("en", "ltr"))
    assert html.get_attribute("lang") == shown.evaluate("navigator.language")
    assert shown.title().strip(" ·")
    assert shown.get_by_role("heading", level=1).count() == 1
    levels = shown.evaluate("""[...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
      .filter((each) => each.checkVisibility()).map((each) => Number(each.tagName[1]))""")
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels


def test_axe_finds_nothing(shown: Page, axe: Axe) -> None:
    found = []
    for screen, colours in LOOKS[shown.evaluate("document.documentElement.lang")]:
        shown.set_viewport_size(SCREENS[screen])
        shown.emulate_media(color_scheme=colours)
        for each in axe.run(shown, options=COLOURS[colours]).response["violations"]:
            found += [f"{screen} {colours} {each['impact']} {each['id']}: {node['html'][:150]} "
                      f"{node['failureSummary'][:200]}" for node in each["nodes"][:5]]
    assert not found, "\n".join(found)


def test_a_screen_of_320_pixels_need_not_be_scrolled_sideways(shown: Page) -> None:
    shown.set_viewport_size({"width": 320, "height": 640})  # as 1280 at 400 %
    assert shown.evaluate("document.scrollingElement.scrollWidth") <= 320, shown.evaluate(TOO_WIDE)


TOO_WIDE = """[...document.querySelectorAll("body *")].filter((each) => {
  const box = each.getBoundingClientRect();
  return box.width > 0 && (box.right > innerWidth + 1 || box.left < -1);
}).map((each) => each.outerHTML.slice(0, 120)).slice(0, 8)"""
LOOK_AT_FOCUS = """() => {
  const each = document.activeElement;
  if (!each || each === document.body) return null;
  const style = getComputedStyle(each), box = each.getClientRects()[0] ?? each.getBoundingClientRect();
  const x = Math.min(Math.max(box.left + Math.min(box.width / 2, 20), 0), innerWidth - 1);
  const y = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
  const there = document.elementFromPoint(x, y);
  return {
    told: each.outerHTML.slice(0, 140),
    seen: (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1.5) || style.boxShadow !== "none",
    hidden: !(box.bottom > 0 && box.top < innerHeight) || !there
      || !(each.contains(there) || there.contains(each) || there.closest("label")?.contains(each)),
  };
}"""


@pytest.mark.parametrize("name", ["front", "search", "report", "awaited", "actor", "timeline", "review"])
@pytest.mark.parametrize("screen", ["desk", "phone"])
def test_what_has_the_focus_is_seen_and_lies_under_nothing(visit: Visit, served: Any, plain: Any, name: str,
                                                          screen: Any) -> None:
    page = come(visit, served, type(plain)("en", screen), name)
    seen = 0
    for _ in range(90):
        page.keyboard.press("Tab")
        told = page.evaluate(LOOK_AT_FOCUS)
        if told is None:
            break
        seen += 1
        assert told["seen"], told
        assert not told["hidden"], told
    assert seen > 8


def test_the_text_of_a_report_runs_as_its_language_does_in_either_interface(visit: Visit, served: Any,
                                                                            plain: Any) -> None:
    for language in ("ar", "en"):
        page = come(visit, served, type(plain)(language), "report")
        heading = page.get_by_role("heading", level=1)
        assert heading.evaluate("each => getComputedStyle(each).direction") == "rtl"
        assert heading.evaluate("each => each.closest('[lang]').lang") == "ar"
        text = page.get_by_text("للصحفيين").first
        assert text.evaluate("each => getComputedStyle(each).direction") == "rtl"


@pytest.mark.parametrize("name", ["report", "statement", "story", "search", "actor", "timeline"])
def test_on_paper_there_is_the_text_in_black_and_nothing_to_press(visit: Visit, served: Any, plain: Any,
                                                                  name: str) -> None:
    page = come(visit, served, type(plain)("ar", "desk", "dark"), name)
    page.emulate_media(media="print")
    expect(page.get_by_role("banner")).to_be_hidden()
    expect(page.get_by_role("contentinfo")).to_be_hidden()
    shades = page.locator("h1").evaluate("each => getComputedStyle(each).color.match(/[0-9.]+/g).slice(0, 3)")
    assert max(map(float, shades)) < 100
    assert page.evaluate("document.querySelector('main').innerText.length") > 100
    assert len(page.pdf()) > 5_000


@pytest.mark.parametrize("name", ["report", "search", "front"])
def test_larger_letters_leave_every_word_in_its_place(visit: Visit, served: Any, plain: Any, name: str) -> None:
    page = come(visit, served, plain, name)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth + 1")


@pytest.mark.parametrize("name", ["front", "report", "search"])
def test_forced_colours_leave_what_is_marked_marked(visit: Visit, served: Any, plain: Any, name: str) -> None:
    page = come(visit, served, plain, name)
    page.emulate_media(forced_colors="active")
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    page.keyboard.press("Tab")
    assert page.evaluate(LOOK_AT_FOCUS)["seen"]
