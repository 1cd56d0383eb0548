"""Everything by keys: from page to page, through lists, in a report's margin, and in review, a decision a key."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

Visit = Callable[..., Page]
FOCUSED = "document.activeElement.textContent.trim()"


def focused(page: Page) -> str:
    return " ".join(str(page.evaluate(FOCUSED)).split())


@pytest.mark.parametrize("name", ["front", "report", "search", "story", "timeline"])
def test_a_slash_leads_to_the_search_box_and_escape_out_of_it(visit: Visit, served: Any, plain: Any, name: str) -> None:
    page = visit(plain, served.places[name])
    box = page.get_by_role("banner").get_by_role("searchbox")
    page.keyboard.press("/")
    expect(box).to_be_focused()
    page.keyboard.type("/jk?")
    expect(box).to_have_value("/jk?")
    page.keyboard.press("Escape")
    expect(box).not_to_be_focused()


@pytest.mark.parametrize("name", ["search", "stories", "awaited", "actors", "report"])
def test_j_and_k_go_through_what_is_listed_and_enter_opens_it(visit: Visit, served: Any, plain: Any, name: str) -> None:
    page = visit(plain, served.places[name])
    page.keyboard.press("j")
    first = page.evaluate("document.activeElement.href")
    page.keyboard.press("j")
    second = page.evaluate("document.activeElement.href")
    assert second != first
    assert page.evaluate("""(() => { const box = document.activeElement.getBoundingClientRect();
      return box.top >= 0 && box.bottom <= innerHeight; })()""")
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.href") == first
    page.keyboard.press("Enter")
    page.wait_for_url(first)


def test_f_leads_to_the_filters(visit: Visit, served: Any, plain: Any) -> None:
    for name in ("search", "report"):
        page = visit(plain, served.places[name])
        page.keyboard.press("f")
        assert page.evaluate("document.activeElement.closest('#filters') !== null")


def test_a_question_mark_tells_the_keys_and_escape_puts_them_away(visit: Visit, plain: Any) -> None:
    page = visit(plain, "/about")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.get_by_role("contentinfo").get_by_role("button", name=plain.say("Keys")).click()
    expect(page.get_by_role("dialog")).to_be_visible()


def test_single_keys_that_are_switched_off_do_nothing_on_any_page(visit: Visit, served: Any, plain: Any) -> None:
    page = visit(plain, "/about")
    page.keyboard.press("?")
    page.get_by_role("checkbox", name=plain.say("Single keys act, in this browser")).uncheck()
    page.keyboard.press("Escape")
    page.goto(served.places["search"])
    for key in ("?", "/", "j", "f"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement === document.body")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.get_by_role("searchbox").fill("")
    page.get_by_role("searchbox").press_sequentially("jf/")
    assert page.get_by_role("searchbox").input_value() == "jf/"


def test_a_key_with_control_is_the_browsers_own(visit: Visit, plain: Any) -> None:
    page = visit(plain, "/about")
    for key in ("Control+/", "Alt+j", "Control+f", "Meta+k"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement === document.body")


def test_the_link_past_the_header_comes_first_and_leads_to_the_content(visit: Visit, plain: Any) -> None:
    page = visit(plain, "/")
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name=plain.say("To the content"))
    expect(link).to_be_focused()
    assert link.evaluate("each => each.getBoundingClientRect().top") >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


# the report: its words and the notes beside them

def test_pointing_at_a_mark_lights_its_note_and_the_other_way_round(visit: Visit, served: Any, plain: Any) -> None:
    page = visit(plain, served.places["report"])
    page.locator("article a", has_text=re.compile("^واتهم$")).first.hover()
    lit = page.locator(".note.lit")
    expect(lit.filter(has_text="دميترو كوليبا").first).to_be_visible()
    expect(lit.filter(has_text="بوتين")).to_have_count(0)
    page.locator(".note").filter(has_text="ينس ستولتنبرغ").filter(has_text=plain.word("act", "say")).first.hover()
    expect(page.locator("article .lit").filter(has_text="إن الحلف يكتبه الآن").first).to_be_visible()


def test_arrows_go_from_mark_to_mark_as_the_text_runs_and_enter_brings_the_note(visit: Visit, served: Any,
                                                                               plain: Any) -> None:
    page = visit(plain, served.places["report"])
    page.locator("article a.mark, article .mark").first.focus()
    begun = page.evaluate("document.activeElement.id")
    page.keyboard.press("ArrowLeft")
    after = page.evaluate("document.activeElement.id")
    assert after != begun
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.id") == begun
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('.note')?.classList.contains('lit')")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == after


# review

def test_a_decision_is_a_key_and_another_takes_it_back(visit: Visit, served_alone: Any, plain: Any) -> None:
    page = visit(plain, served_alone.places["report"], origin=served_alone.origin,
                 token=served_alone.tokens["review"])
    page.keyboard.press("j")
    note = page.locator(".note.lit")
    said = note.locator("[data-decision]")
    for key, decision in (("a", "accepted"), ("x", "rejected"), ("u", "accepted"), ("u", ""), ("a", "accepted")):
        page.keyboard.press(key)
        expect(said).to_have_text(plain.word("decision", decision) if decision else "")
    page.reload()
    expect(page.get_by_text(plain.word("decision", "accepted"), exact=True).first).to_be_attached()
    page.goto("/review")
    expect(page.get_by_role("main")).to_contain_text(plain.word("decision", "accepted"))


def test_e_corrects_and_the_correction_stands(visit: Visit, served_alone: Any, plain: Any) -> None:
    page = visit(plain, served_alone.places["report"], origin=served_alone.origin,
                 token=served_alone.tokens["review"])
    page.keyboard.press("j")
    page.keyboard.press("e")
    page.wait_for_url(re.compile("/review/"))
    page.locator("select[name=act]").select_option("promise")
    page.locator("button[value=corrected]").click()
    page.wait_for_url(re.compile("/reports/"))
    expect(page.locator(".note").first).to_contain_text(plain.word("act", "promise"))


def test_who_only_reads_has_no_key_for_a_decision(visit: Visit, served: Any, plain: Any) -> None:
    page = visit(plain, served.places["report"])
    page.keyboard.press("j")
    for key in "axeu":
        page.keyboard.press(key)
    expect(page.locator("form[action^='/review']")).to_have_count(0)
    assert "/reports/" in page.url
