"""Feeds from files: which entries are reports, and which only lead to one."""

from __future__ import annotations

import io
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isnad.sources import Incoming, NotFeed, RawReport, Rejected, read_source
from isnad.sources.feed import read_feed
from isnad.sources.read import sniff

LONG = ("قال وزير الخارجية إن بلاده مستعدة للحوار مع جميع الأطراف، وأضاف أن الوفد سيصل غدا إلى العاصمة لعقد جولة "
        "جديدة من المحادثات التي توقفت الشهر الماضي بسبب الخلاف على جدول الأعمال.")
RSS = f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>صحيفة الميناء</title><language>ar</language>
<item><title>خبر أول</title><link>https://almina.example/1?utm_source=rss</link><guid>m:1</guid>
  <dc:creator>سعاد المرزوقي</dc:creator><pubDate>Fri, 01 Mar 2024 12:00:00 +0300</pubDate>
  <description>موجز</description>
  <content:encoded><![CDATA[<p>{LONG}</p><p>وأكد <b>الوزير</b> ذلك.</p>]]></content:encoded>
</item>
<item><title>خبر ثان</title><link>https://almina.example/2</link><description>موجز قصير...</description></item>
<item><title>خبر ثالث</title><link>https://almina.example/3</link><description>{LONG} …</description></item>
<item><title>خبر رابع</title><link>https://almina.example/4</link><description>&lt;p&gt;{LONG}&lt;/p&gt;</description></item>
<item><title>خبر بلا رابط</title><description>قال الوزير إن الحوار مستمر.</description></item>
<item><title>Talks</title><link>https://almina.example/5</link>
  <description>{'The talks will go on. ' * 9}</description></item>
<item></item>
</channel></rss>"""
PAGE = f"<html><body><p>{LONG}</p></body></html>"
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ar"><title>صحيفة الميناء</title>
<entry><id>tag:almina.example,2024:1</id><title>خبر أول</title><link href="https://almina.example/1"/>
<updated>2024-03-01T09:00:00Z</updated><author><name>سعاد المرزوقي</name></author>
<content type="html">&lt;p&gt;{LONG}&lt;/p&gt;&lt;p&gt;وأكد &lt;b&gt;الوزير&lt;/b&gt; ذلك.&lt;/p&gt;</content>
</entry></feed>"""


def read(data: str, name: str = "feed.xml") -> list[Incoming]:
    return list(read_source(io.BytesIO(data.encode()), name))


@pytest.mark.parametrize("data", [RSS, ATOM])
def test_an_entry_with_its_text_is_a_report(data: str) -> None:
    report = read(data)[0].report
    assert isinstance(report, RawReport)
    assert (report.headline, report.text) == ("خبر أول", f"{LONG}\nوأكد الوزير ذلك.")
    assert (report.publisher, report.byline, report.url) == ("صحيفة الميناء", "سعاد المرزوقي", "https://almina.example/1")
    assert (report.published, report.published_at) == ("2024-03-01", "2024-03-01T09:00:00Z")
    assert report.stated_language == "ar"


def test_what_only_leads_to_a_report_is_told_with_its_link() -> None:
    items = read(RSS)
    assert [(item.line, item.report.code if isinstance(item.report, Rejected) else "report") for item in items] == [
        (1, "report"), (2, "link-only"), (3, "link-only"), (4, "report"), (5, "report"), (6, "not-arabic"),
        (7, "empty")]
    assert items[1].given == "https://almina.example/2"


@pytest.mark.parametrize("before", ["", "<?xml version='1.0'?>\n", "<!-- feed -->", "<?xml-stylesheet href='x.xsl'?>",
                                    "<!DOCTYPE rss [<!ENTITY a 'b'>]>\n", "\ufeff"])
def test_a_feed_is_told_by_its_first_element(before: str) -> None:
    for data in (RSS.partition("?>")[2], ATOM, "<rdf:RDF xmlns:rdf='x'/>"):
        assert sniff((before + data.lstrip()).encode()) == "feed"


@pytest.mark.parametrize(("data", "code"), [
    ("<rss version='2.0'><channel></channel></rss>", "empty"), ("<feed></feed>", "empty"), ("قال", "not-a-feed"),
    ("<rss", "not-a-feed"), ("{}", "not-a-feed"), (PAGE, "not-a-feed"),
])
def test_a_feed_without_entries_is_told(data: str, code: str) -> None:
    (item,) = read_source(io.BytesIO(data.encode()), "x", "feed")
    assert isinstance(item.report, Rejected)
    assert item.report.code == code


def test_the_fault_of_a_broken_feed_is_told_once() -> None:
    items = read(RSS.replace("</channel></rss>", "<item>&"))
    assert sum("its XML has a fault" in warning for item in items for warning in item.warnings) == 1


def test_links_are_read_against_the_feeds_address() -> None:
    feed = read_feed(RSS.replace("https://almina.example/2", "/2").encode(), "https://almina.example/rss/all.xml")
    assert feed.entries[1].link == "https://almina.example/2"


@pytest.mark.parametrize("link", ["javascript:alert(1)", "file:///etc/passwd", "http://[", "mailto:a@b.example"])
def test_a_link_that_is_no_address_is_left_out(link: str) -> None:
    feed = read_feed(f"<rss version='2.0'><channel><item><title>خبر</title><link>{link}</link>"
                     f"<description>{LONG}</description></item></channel></rss>")
    assert feed.entries[0].link is None


def test_dates_in_the_future_and_dates_that_are_none_are_left_out() -> None:
    now = datetime(2024, 2, 1, tzinfo=UTC)
    entry = read_feed(RSS, now=now).entries[0]
    assert entry.published_at is None
    assert "in the future" in entry.warnings[0]
    entry = read_feed(RSS.replace("Fri, 01 Mar 2024 12:00:00 +0300", "أمس")).entries[0]
    assert entry.published_at is None
    assert "no date" in entry.warnings[0]


def test_an_entrys_key_stays_while_its_text_changes() -> None:
    one, other = read_feed(RSS), read_feed(RSS.replace("وأكد", "وكرر").replace("utm_source=rss", "utm_source=x"))
    assert [entry.key for entry in one.entries] == [entry.key for entry in other.entries]
    assert len({entry.key for entry in one.entries}) == 7


@given(st.text(alphabet=st.sampled_from("<>/&;![]CDATArssitemchannel'\"= قال\n"), max_size=150))
def test_anything_like_a_feed_is_one_or_told(text: str) -> None:
    with suppress(NotFeed):
        read_feed(f"<rss version='2.0'><channel>{text}")


def test_elements_without_end_are_refused_at_once() -> None:
    with pytest.raises(NotFeed, match="nested too deeply"):
        read_feed("<rss version='2.0'><channel>" + "<a>" * 1_000_000)
