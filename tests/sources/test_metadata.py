"""What a page tells of itself."""

from __future__ import annotations

import json
from typing import Any

import pytest

from isnad.sources.html import read_html
from isnad.sources.metadata import http_moment, iso_moment, utc
from isnad.sources.report import RawReport

AT = "https://almina.example/politics/1"
BODY = "<p>قال الوزير إن بلاده مستعدة للحوار مع جميع الأطراف، وإن الوفد سيصل غدا إلى العاصمة.</p>"
ARTICLE = {"@type": "NewsArticle", "headline": "خبر", "datePublished": "2024-03-01T23:30:00+03:00",
           "author": {"@type": "Person", "name": "سعاد المرزوقي"}, "publisher": {"name": "صحيفة الميناء"},
           "inLanguage": "ar-TN"}


def read(*data: Any, head: str = "", address: str | None = AT) -> RawReport:
    scripts = "".join(f'<script type="application/ld+json">{one if isinstance(one, str) else json.dumps(one)}</script>'
                      for one in data)
    body = f"<body><article>{BODY}</article></body>"
    return read_html(f"<html><head><title>خبر</title>{head}{scripts}</head>{body}</html>", address)


@pytest.mark.parametrize("data", [
    ARTICLE, [ARTICLE], {"@graph": [{"@type": "WebPage", "name": "x"}, ARTICLE]},
    [{"@type": "Organization"}, [ARTICLE]],
    {**ARTICLE, "@type": ["Thing", "ReportageNewsArticle"]}, {**ARTICLE, "@type": "https://schema.org/NewsArticle"},
    {"@type": "WebPage", "mainEntity": ARTICLE},
    {"@graph": [{**ARTICLE, "author": {"@id": "#a"}, "publisher": {"@id": "#p"}},
                {"@id": "#a", "@type": "Person", "name": "سعاد المرزوقي"},
                {"@id": "#p", "@type": "NewsMediaOrganization", "name": "صحيفة الميناء"}]},
])
def test_linked_data_is_found_however_it_is_packed(data: Any) -> None:
    report = read(data)
    assert (report.publisher, report.byline, report.stated_language) == ("صحيفة الميناء", "سعاد المرزوقي", "ar-TN")
    assert (report.published, report.published_at) == ("2024-03-01", "2024-03-01T23:30:00+03:00")


def test_of_several_articles_the_one_with_the_pages_address_is_its() -> None:
    other = {**ARTICLE, "publisher": "أخرى", "url": "https://almina.example/2"}
    assert read([other, {**ARTICLE, "mainEntityOfPage": {"@id": AT + "?utm_source=x"}}]).publisher == "صحيفة الميناء"
    assert read([{**ARTICLE, "url": "/politics/1"}, other]).publisher == "صحيفة الميناء"


def test_several_authors_are_all_named_and_the_publisher_is_no_author() -> None:
    assert read({**ARTICLE, "author": ["سعاد", {"name": "نبيل"}, "https://x.example/n"]}).byline == "سعاد، نبيل"
    assert read({**ARTICLE, "author": {"name": "صحيفة الميناء"}}).byline is None


@pytest.mark.parametrize("data", ["{bad", "", "[]", "null", "3", '"x"', "[" * 5000, '{"@type": 3}',
                                  '{"@type": "NewsArticle", "author": 3, "publisher": [], "datePublished": {}}'])
def test_linked_data_that_cannot_be_read_spoils_nothing(data: str) -> None:
    report = read(data, head='<meta property="og:site_name" content="صحيفة الميناء">')
    assert (report.publisher, report.byline, report.published) == ("صحيفة الميناء", None, None)
    assert report.text.startswith("قال الوزير")


@pytest.mark.parametrize(("link", "url"), [
    ('<link rel="canonical" href="https://almina.example/1?utm_source=x">', "https://almina.example/1"),
    ('<link rel="canonical" href="/1">', "https://almina.example/1"),
    ('<meta property="og:url" content="https://almina.example/2">', "https://almina.example/2"),
    ('<link rel="canonical" href="https://elsewhere.example/1">', AT),  # it is not theirs to say
    ('<link rel="canonical" href="https://almina.example/">', AT), ('<link rel="canonical" href="javascript:x">', AT),
    ('<link rel="canonical" href="http://[">', AT), ("", AT),
])
def test_a_page_says_its_address_only_on_its_own_site(link: str, url: str) -> None:
    assert read(head=link).url == url


@pytest.mark.parametrize(("text", "moment"), [
    ("2024-03-01", "2024-03-01"), ("2024-03-01T09:30", "2024-03-01"),
    ("2024-03-01T09:30:00Z", "2024-03-01T09:30:00+00:00"),
    ("2024-03-01 09:30:00+0300", "2024-03-01T09:30:00+03:00"),
    ("2024-03-01T09:30:00.123z", "2024-03-01T09:30:00+00:00"),
    ("2024-13-01", None), ("2024-03-01T99:99Z", None), ("yesterday", None), ("", None), (None, None),
])
def test_a_moment_has_its_offset_or_is_a_day(text: str | None, moment: str | None) -> None:
    assert iso_moment(text) == moment


@pytest.mark.parametrize(("text", "moment"), [
    ("Fri, 01 Mar 2024 09:00:00 GMT", "2024-03-01T09:00:00Z"),
    ("Fri, 01 Mar 2024 12:00:00 +0300", "2024-03-01T09:00:00Z"),
    ("no date", None), ("", None), (None, None), ("Fri, 99 Mar 2024 09:00:00 GMT", None),
])
def test_a_headers_moment_is_in_utc(text: str | None, moment: str | None) -> None:
    found = http_moment(text)
    assert (utc(found) if found else None) == moment
