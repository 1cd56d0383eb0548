"""A person's walk: from the front to a report, to what somebody said within another's words, to what is owed, to the
search for it, and away with what was found."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

HEADLINE = "بيسكوف: موسكو تنتظر رد الناتو على مقترحاتها"
INNER = "إن الحلف يكتبه الآن"
"""What he says that the secretary general said."""
CHAIN = ["صحيفة الميناء", "سبوتنيك", "دميتري بيسكوف", "ينس ستولتنبرغ"]
OWES, OWED = "حلف شمال الأطلسي", "رد"
Visit = Callable[..., Page]
Picture = Callable[..., None]


def names(chain: Locator) -> list[str]:
    """Whom a chain names, the outlet first."""
    return [each.strip() for each in chain.locator("bdi").all_inner_texts()]


def go(page: Page, link: Locator) -> None:
    """Follow a link as a person does, with a finger on a phone: it must be there to be pointed at."""
    before = page.url
    if page.evaluate("navigator.maxTouchPoints > 0"):
        link.tap()
    else:
        link.click()
    page.wait_for_url(lambda url: url != before)
    page.wait_for_load_state()


def read_csv(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))


def test_the_walk(visit: Visit, guise: Any, picture: Picture) -> None:
    page = visit(guise, "/")
    assert page.locator("html").get_attribute("lang") == guise.language
    expect(page.get_by_role("main")).to_contain_text("الناتو يسلم روسيا رده المكتوب")
    picture(page, f"{guise}-1-front")

    go(page, page.get_by_role("link", name=guise.say("The day before that has reports:")))
    go(page, page.get_by_role("link", name=HEADLINE).first)
    go(page, page.get_by_role("link", name=HEADLINE).first)
    assert re.search(r"/reports/r\w{13}", page.url)
    expect(page.get_by_role("heading", level=1)).to_contain_text(HEADLINE)
    article = page.get_by_role("article").first
    expect(article).to_contain_text("للصحفيين")
    assert article.locator("[dir=rtl]:has(h1)").count() or page.locator("h1").evaluate(
        "each => getComputedStyle(each).direction") == "rtl"
    picture(page, f"{guise}-2-report")

    note = page.locator("li, article").filter(has_text=CHAIN[-1]).filter(
        has=page.locator(".chain").filter(has_text=CHAIN[-1])).first
    go(page, note.get_by_role("link", name=guise.word("act", "say")).first)
    assert re.search(r"/statements/s\w{13}$", page.url)
    expect(page.get_by_role("main")).to_contain_text(INNER)
    assert names(page.get_by_role("main").locator(".chain").first) == CHAIN
    picture(page, f"{guise}-3-statement")

    go(page, page.get_by_role("banner").get_by_role("link", name=guise.say("Awaited")))
    owed = page.get_by_role("main").get_by_role("article").filter(has_text=OWES).filter(has_text="روسيا")
    go(page, owed.get_by_role("link", name=re.compile(f"^{OWED}")).first)
    assert re.search(r"/awaited/w\w{13}$", page.url)
    expect(page.get_by_role("heading", level=1)).to_contain_text(OWES)
    expect(page.get_by_role("main")).to_contain_text(guise.word("state", "answered"))
    expect(page.get_by_role("main")).to_contain_text("سلم حلف شمال الأطلسي روسيا")
    picture(page, f"{guise}-4-owed")

    box = page.get_by_role("searchbox")
    box.fill("رد الناتو")
    box.press("Enter")
    page.wait_for_url(re.compile(r"/search\?q="))
    found = page.get_by_role("main").get_by_role("article")
    expect(found.first).to_be_visible()
    total = int(re.sub(r"\D", "", page.get_by_role("status").first.inner_text()))
    picture(page, f"{guise}-5-found")

    with page.expect_download() as download:
        page.get_by_role("main").get_by_role("link", name="CSV", exact=True).click()
    rows = read_csv(download.value.path())
    assert download.value.suggested_filename.endswith(".csv")
    assert len(rows) == total > 0
    assert all(row["id"] for row in rows)
    assert any("الناتو" in row["text"] for row in rows)


def press_to(page: Page, wanted: Locator, most: int = 120) -> None:
    """Press the tabulator until something has the focus, and see that it can be seen there."""
    wanted.first.wait_for()
    for _ in range(most):
        page.keyboard.press("Tab")
        if wanted.evaluate_all("(all) => all.includes(document.activeElement)"):
            return
    raise AssertionError(f"{most} presses of the tabulator do not lead to {wanted}")


def test_the_walk_by_keyboard_alone(visit: Visit, plain: Any) -> None:
    page = visit(plain, "/")
    press_to(page, page.get_by_role("link", name=plain.say("The day before that has reports:")))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("day=2022-01-24"))
    press_to(page, page.get_by_role("link", name=HEADLINE))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/stories/"))
    press_to(page, page.get_by_role("link", name=HEADLINE))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/reports/"))
    note = page.locator("li, article").filter(has=page.locator(".chain").filter(has_text=CHAIN[-1]))
    press_to(page, note.get_by_role("link", name=plain.word("act", "say")))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/statements/"))
    expect(page.get_by_role("main")).to_contain_text(INNER)
    press_to(page, page.get_by_role("banner").get_by_role("link", name=plain.say("Awaited")))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/awaited$"))
    owed = page.get_by_role("main").get_by_role("article").filter(has_text=OWES).filter(has_text="روسيا")
    press_to(page, owed.get_by_role("link", name=re.compile(f"^{OWED}")))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/awaited/w"))
    page.keyboard.press("/")
    page.keyboard.type("رد الناتو")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/search\?q="))
    press_to(page, page.get_by_role("main").get_by_role("link", name="CSV", exact=True))
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert read_csv(download.value.path())


def test_the_walk_without_javascript(visit: Visit, plain: Any) -> None:
    page = visit(plain, "/", scripts=False)
    go(page, page.get_by_role("link", name=plain.say("The day before that has reports:")))
    go(page, page.get_by_role("link", name=HEADLINE).first)
    go(page, page.get_by_role("link", name=HEADLINE).first)
    expect(page.get_by_role("main")).to_contain_text(INNER)
    page.get_by_role("searchbox").fill("الناتو")
    page.get_by_role("button", name=plain.say("Search")).click()
    expect(page.get_by_role("main").get_by_role("article").first).to_be_visible()


@pytest.mark.parametrize("path", ["/reports/rnone", "/statements/s", "/actors/a2222222222222", "/nowhere/at/all"])
def test_what_is_not_there_is_told_with_a_way_on(visit: Visit, plain: Any, path: str) -> None:
    page = visit(plain, path, status=404)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("main").get_by_role("link").first).to_be_visible()
