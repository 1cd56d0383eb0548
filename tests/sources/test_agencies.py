"""The agencies' formats: NewsML-G2 and ninjs."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from isnad.sources import Incoming, RawReport, Rejected, read_source

BODY = "قال الوزير إن بلاده مستعدة للحوار."
MORE = "وأضاف أن الوفد سيصل غدا."


def read(data: str, name: str = "x") -> list[Incoming]:
    return list(read_source(io.BytesIO(data.encode()), name))


def only(data: str) -> RawReport:
    (item,) = read(data)
    assert isinstance(item.report, RawReport), item.report
    return item.report


def codes(data: str) -> list[str]:
    return [item.report.code if isinstance(item.report, Rejected) else "report" for item in read(data)]


def news_item(content: str, guid: str = "urn:newsml:wire.example:1", meta: str = "", about: str = "") -> str:
    return f"""<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="{guid}" xml:lang="ar" standard="NewsML-G2">
      <catalogRef href="http://nobody.example/catalog.xml"/>
      <itemMeta><itemClass qcode="ninat:text"/><provider qcode="nprov:WIRE"><name>وكالة الميناء</name></provider>
      <versionCreated>2024-03-01T09:30:00+03:00</versionCreated>{meta}</itemMeta>
      <contentMeta>{about}<by>سعاد المرزوقي</by><headline>الوزير في مسقط</headline><language tag="ar-OM"/></contentMeta>
      <contentSet>{content}</contentSet></newsItem>"""


XHTML = ('<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title>'
         f"</head><body><h1>الوزير في مسقط</h1><p>{BODY}</p><p>{MORE}</p></body></html></inlineXML>")
NITF = ('<inlineXML contenttype="application/nitf+xml"><nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><head/><body>'
        f"<body.head><hedline><hl1>الوزير في مسقط</hl1></hedline></body.head><body.content><p>{BODY}</p><p>{MORE}</p>"
        "</body.content></body></nitf></inlineXML>")
PLAIN = f'<inlineData contenttype="text/plain">{BODY}\n\n   {MORE}\n</inlineData>'


@pytest.mark.parametrize("content", [XHTML, NITF, PLAIN])
@pytest.mark.parametrize("before", ["", "<?xml version='1.0' encoding='windows-1256'?>\n", "<!-- x -->"])
def test_a_news_item_is_a_report_in_every_rendition(content: str, before: str) -> None:
    report = only(before + news_item(content))
    assert (report.headline, report.text) == ("الوزير في مسقط", f"{BODY}\n{MORE}")
    assert (report.publisher, report.byline) == ("وكالة الميناء", "سعاد المرزوقي")
    assert report.id == "urn:newsml:wire.example:1"
    assert (report.published, report.published_at) == ("2024-03-01", "2024-03-01T09:30:00+03:00")
    assert (report.stated_language, report.url) == ("ar-OM", None)


def test_a_message_gives_every_item_and_a_bad_one_stops_none() -> None:
    items = [news_item(PLAIN, "urn:1"), news_item("", "urn:2"), news_item(XHTML, "urn:3"),
             news_item(PLAIN, "urn:4", meta='<pubStatus qcode="stat:canceled"/>'),
             news_item('<inlineData contenttype="text/plain">The talks will go on, he said on Monday. They '
                       "began in March, and nobody expects them to end before the summer.</inlineData>")]
    message = ('<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header/><itemSet>' + "".join(items)
               + "</itemSet></newsMessage>")
    assert codes(message) == ["report", "empty", "report", "withdrawn", "not-arabic"]
    assert [item.line for item in read(message)] == [1, 2, 3, 4, 5]


def test_an_address_for_a_name_is_the_reports_address() -> None:
    assert only(news_item(PLAIN, "http://wire.example/1#v")).url == "http://wire.example/1"


@pytest.mark.parametrize(("document", "code"), [
    ('<packageItem xmlns="http://iptc.org/std/nar/2006-10-01/"><groupSet/></packageItem>', "empty"),
    (news_item(PLAIN)[:-20], "bad-xml"),
    ('<!DOCTYPE n [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
     + news_item(PLAIN.replace(BODY, f"{BODY} &b;")), "report"),
    ('<!DOCTYPE n [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
     + news_item(PLAIN.replace(BODY, f"{BODY} &f;")), "report"),
])
def test_a_document_without_news_or_with_traps_is_told_or_harmless(document: str, code: str) -> None:
    assert codes(document) == [code]
    assert not any("root:" in str(item.report) or "aaaa" in str(item.report) for item in read(document))


def ninjs(**fields: Any) -> dict[str, Any]:
    return {"uri": "urn:wire.example:1", "versioncreated": "2024-03-01T09:30:00Z", "language": "ar",
            "copyrightholder": "وكالة الميناء", **fields}


HTML = f"<h1>الوزير في مسقط</h1><p>{BODY}</p><p>{MORE}</p><figure><figcaption>صورة</figcaption></figure>"


@pytest.mark.parametrize("fields", [
    {"headline": "الوزير في مسقط", "byline": "سعاد", "body_xhtml": HTML, "body_text": "اخرى"},
    {"headline": "الوزير في مسقط", "byline": "سعاد", "body_text": f"{BODY}\n{MORE}"},
    {"headlines": [{"role": "sub", "value": "x"}, {"role": "main", "value": "الوزير في مسقط"}], "by": "سعاد",
     "bodies": [{"role": "text", "contenttype": "text/plain", "value": "اخرى"},
                {"role": "x", "contenttype": "application/xml", "value": "<a/>"},
                {"role": "html5", "contenttype": "text/html", "value": f"<html><body>{HTML}</body></html>"}]},
])
@pytest.mark.parametrize("packed", [lambda v: json.dumps(v), lambda v: json.dumps([v], indent=1),
                                    lambda v: json.dumps(v, ensure_ascii=False, indent=1)])
def test_ninjs_is_a_report_in_both_its_versions(fields: dict[str, Any], packed: Any) -> None:
    report = only(packed(ninjs(**fields)))
    assert (report.headline, report.text, report.byline) == ("الوزير في مسقط", f"{BODY}\n{MORE}", "سعاد")
    assert (report.publisher, report.id, report.stated_language) == ("وكالة الميناء", "urn:wire.example:1", "ar")
    assert (report.published, report.published_at) == ("2024-03-01", "2024-03-01T09:30:00+00:00")


def test_ninjs_stands_beside_other_lines() -> None:
    lines = [ninjs(body_text=BODY), {"text": BODY}, ninjs(pubstatus="canceled", body_text=BODY), ninjs(body_text=""),
             ninjs(bodies=3, body_text=None), ninjs(body_text=BODY, versioncreated=3)]
    items = read("\n".join(json.dumps(line) for line in lines))
    assert [getattr(item.report, "code", "report") for item in items] == [
        "report", "report", "withdrawn", "bad-field", "bad-field", "report"]
    assert items[2].given == json.dumps(lines[2])
    assert "'versioncreated' is left out" in items[5].warnings[0]


def test_ninjs_can_be_asked_for_by_name() -> None:
    for data in (json.dumps(ninjs(body_text=BODY), indent=1), json.dumps(ninjs(body_text=BODY))):
        (item,) = read_source(io.BytesIO(data.encode()), "x", "ninjs")
        assert isinstance(item.report, RawReport)
