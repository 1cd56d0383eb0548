"""HTML: the article is taken out of its page, a line a paragraph."""

from __future__ import annotations

import pytest

from isnad.sources.html import read_html
from isnad.sources.report import NoArticle

LINES = [
    "مسقط - قنا",
    "قال الوزير إن <a href='/t'>بلاده</a> مستعدة للحوار، وإن الوفد سيصل غدا.",
    'وأضاف: "سنواصل العمل".',
    "(تستمر)",
    "وكانت الجولة الأولى عقدت الشهر الماضي في جنيف بحضور وفود من ثلاث دول، بحسب بيان صدر أمس.",
    "انتهى",
]
WANTED = "\n".join(LINES).replace("<a href='/t'>", "").replace("</a>", "")
MENU = "<ul><li><a href='/'>الرئيسية</a></li><li><a href='/p'>سياسة وأخبار من العالم كله اليوم</a></li></ul>"


def page(body: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html lang='ar'><head>{head}<title>الوزير في مسقط</title></head><body>{body}</body></html>"


@pytest.mark.parametrize("body", [
    "<article><h1>الوزير في مسقط</h1>" + "".join(f"<p>{line}</p>" for line in LINES) + "</article>",
    "<div class='article-body'>" + "".join(f"<div>{line}</div>" for line in LINES) + "</div>",
    "<div class='post'>" + "<br>".join(LINES) + "</div>",
    "<div><h1>الوزير في مسقط</h1>" + "<br/><br/>".join(LINES) + "</div>",
    "<table><tr><td>" + MENU + "</td><td>" + "".join(f"<p>{line}</p>" for line in LINES) + "</td></tr></table>",
    "<div id='story'>" + "".join(f"<p dir='rtl'><span><b>{line}</b></span></p>\n  " for line in LINES) + "</div>",
])
def test_every_paragraph_is_a_line_however_short(body: str) -> None:
    report = read_html(page(f"<nav>{MENU}</nav>{body}<footer>جميع الحقوق محفوظة</footer>"))
    assert report.headline == "الوزير في مسقط"
    assert report.text == WANTED


def test_a_long_report_loses_no_paragraph() -> None:
    lines = [f"الفقرة رقم {n} من تقرير طويل عن المحادثات التي جرت في العاصمة." for n in range(400)]
    report = read_html(page("<article>" + "".join(f"<p>{line}</p>" for line in lines) + "</article>"))
    assert report.text.split("\n") == lines


def test_what_the_page_tells_of_itself_is_kept() -> None:
    head = ('<meta property="og:site_name" content="صحيفة الميناء"><meta name="author" content="سعاد المرزوقي">'
            '<meta property="article:published_time" content="2023-03-05T23:30:00+03:00">'
            '<link rel="canonical" href="https://almina.example/1">')
    report = read_html(page("".join(f"<p>{line}</p>" for line in LINES), head))
    assert report.publisher == "صحيفة الميناء"
    assert report.byline == "سعاد المرزوقي"
    assert report.published == "2023-03-05"
    assert report.url == "https://almina.example/1"


def test_a_year_in_a_footer_is_no_date_of_publication() -> None:
    body = "".join(f"<p>{line}</p>" for line in LINES) + "<footer>© 2019 صحيفة الميناء</footer>"
    assert read_html(page(body)).published is None


@pytest.mark.parametrize("body", [
    "",
    f"<nav>{MENU}</nav><footer>جميع الحقوق محفوظة</footer>",
    "<ul>" + "".join(f"<li><a href='/{n}'>خبر رقم {n} من أخبار العاصمة اليوم</a></li>" for n in range(30)) + "</ul>",
    "<form><label>اسم المستخدم</label><input><button>دخول</button></form>",
    "<div>" * 3000 + "قال" + "</div>" * 3000,
    "\0\x01",
])
def test_a_page_without_an_article_is_rejected(body: str) -> None:
    with pytest.raises(NoArticle, match="no article"):
        read_html(page(body))
