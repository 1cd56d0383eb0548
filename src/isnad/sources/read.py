"""A source, a file or a stream, to the reports in it, one after the other."""

from __future__ import annotations

import gzip
import io
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, BinaryIO, Literal, get_args

from isnad.reading.reader import MAX_CHARS
from isnad.sources import archive
from isnad.sources.decode import decode, lines, wide_encoding
from isnad.sources.feed import given_of, read_feed, report_of_entry
from isnad.sources.html import read_html
from isnad.sources.json_reports import parse, report_of
from isnad.sources.language import require_arabic, require_arabic_letters
from isnad.sources.metadata import utc
from isnad.sources.newsml import NAMESPACE, read_newsml
from isnad.sources.ninjs import is_ninjs, report_of_ninjs
from isnad.sources.report import BadArchive, Empty, Incoming, Origin, Oversize, RawReport, Rejected
from isnad.sources.text import read_text

if TYPE_CHECKING:
    from isnad.sources.warc import Found

SourceFormat = Literal["text", "html", "json", "jsonl", "feed", "warc", "newsml", "ninjs"]
FORMATS: tuple[SourceFormat, ...] = get_args(SourceFormat)

MAX_BYTES = 4 * MAX_CHARS
"""The largest text or JSON that is read at once, and the longest line of JSON lines, in bytes."""
MAX_HTML_BYTES = 20_000_000
"""The largest page of HTML that is read, in bytes."""
HEAD = 1 << 16
"""Bytes from which a format is told."""
BLANK = b" \t\r\n\xef\xbb\xbf"
"""Bytes of a line in which nothing stands."""
LOOKED_AT = 20
"""First lines among which one JSON object tells JSON lines, whatever is wrong with the others."""

KINDS = {"html": "a page of HTML", "json": "a JSON file", "ninjs": "a JSON file", "feed": "a feed",
         "newsml": "a NewsML-G2 document"}
FRESH = timedelta(minutes=10)
"""A page modified so short before it was fetched was made for whoever asked, and tells no date."""

_HTML = re.compile(r"\s*<(!doctype\s+html|html|head|body|article|main|section|div|p|h1|meta|title|!--|\?xml)\b",
                   re.IGNORECASE)
# never given back once matched: many comments could otherwise be split in endless ways
_PROLOGUE = r"\s*+(?>(?:<\?xml[^>]*>|<!--.*?-->|<!doctype[^>\[]*(?:\[.*?\]\s*)?>)\s*+)*+"
_FEED = re.compile(_PROLOGUE + r"<(rss|(\w+:)?feed|rdf:rdf)\b", re.IGNORECASE | re.DOTALL)
_NEWSML = re.compile(_PROLOGUE + r"<(\w+:)?(news(Item|Message)|(package|concept|knowledge|planning)Item)\b",
                     re.IGNORECASE | re.DOTALL)


def read_source(stream: BinaryIO, name: str, form: SourceFormat | None = None, *, origin: Origin | None = None,
                only: int | None = None) -> Iterator[Incoming]:
    """The reports of a stream in their order, and the reasons why others are none.

    ``form`` tells the format; without it the content does, or ``name`` where that leaves it open. JSON lines and WARC
    are read a piece at a time; everything else is one bounded piece. What is compressed with gzip is unpacked, and a
    zip archive's members are read one after the other where the stream can be sought in. ``origin`` is where and
    when the stream was got. ``only`` is the line, entry or record that is wanted, where not all are.
    """
    for item in _of_stream(stream, name, form, origin or Origin(), only):
        if only is None or item.line == only or item.line is None:
            yield item


def _of_stream(stream: BinaryIO, name: str, form: SourceFormat | None, origin: Origin,
               only: int | None) -> Iterator[Incoming]:
    # where lines are known to come, the first is not kept waiting for the next
    head = stream.readline(HEAD) if form == "jsonl" else stream.read(HEAD)
    try:
        if head.startswith(archive.ZIP):
            yield from _members(stream, name, form, head)
            return
        packed = head.startswith(archive.GZIP)
        if packed and not archive.gunzipped(head).startswith(b"WARC/"):
            inner = gzip.GzipFile(fileobj=archive.Rejoined(head, stream))
            yield from _of_head(inner, name.removesuffix(".gz"), form, origin, only, inner.read(HEAD), name)
            return
        yield from _of_head(stream, name, form, origin, only, head, name)
    except Rejected as reason:
        yield Incoming(name, reason)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        yield Incoming(name, BadArchive(f"damaged: what is compressed in it cannot be unpacked ({error})"))


def _of_head(stream: Any, title: str, form: SourceFormat | None, origin: Origin, only: int | None, head: bytes,
             name: str) -> Iterator[Incoming]:
    """The reports of a stream whose beginning has been read; ``title`` is the name that tells its format."""
    form = form or sniff(head, title)
    if form == "ninjs" and sniff(head, title) == "jsonl":
        form = "jsonl"
    if form == "jsonl":
        yield from _json_lines(stream, head, name)
    elif form == "warc":
        yield from _records(_again_from(stream, head), name, only)
    else:
        limit = MAX_HTML_BYTES if form in ("html", "feed", "newsml") else MAX_BYTES
        data = head + stream.read(max(0, limit + 1 - len(head)))
        if len(data) > limit:
            more = "; write one report a line (JSON lines) and any number is read" if form == "json" else ""
            raise Oversize(f"too long: at most {limit // 1_000_000} MB are read of {KINDS.get(form, 'a text')}{more}")
        yield from read_piece(data, name, form, origin)


def read_piece(data: bytes, name: str, form: SourceFormat, origin: Origin) -> Iterator[Incoming]:
    """The reports of a source that is held whole: a text, a page, a feed, a document.

    Raises ``Rejected`` where it is nothing of the kind.
    """
    if form == "feed":
        yield from _entries(data, name, origin)
        return
    text = decode(data, origin.charset)
    if form in ("json", "ninjs"):
        yield from _json(text, name)
    elif form == "newsml":
        yield from _news_items(text, name, origin)
    else:
        report = read_html(text, origin.address) if form == "html" else read_text(text)
        yield _incoming(name, report, origin)


def sniff(head: bytes, name: str = "") -> SourceFormat:
    """The format of a source that begins with these bytes; the name decides where they do not."""
    if (archive.gunzipped(head) if head.startswith(archive.GZIP) else head).startswith(b"WARC/"):
        return "warc"
    try:
        text = decode(head).lstrip("\ufeff \t\r\n")
    except Rejected:
        return "text"  # whoever reads it as text will meet the same reason and tell it
    if text.startswith("<"):
        if _FEED.match(text):
            return "feed"
        if _NEWSML.match(text) and NAMESPACE in text:
            return "newsml"
    if _HTML.match(text):
        return "html"
    if re.match(r'\[\s*[\[{"\]]', text):
        return "json"
    first_lines = text.split("\n", LOOKED_AT)[:LOOKED_AT]
    one_long_line = len(head) >= HEAD and len(first_lines) == 1 and text.startswith("{")
    if one_long_line or any(_is_object(line) for line in first_lines):
        return "jsonl"
    if name.endswith((".jsonl", ".ndjson")):
        return "jsonl"
    return "json" if name.endswith(".json") or re.match(r'\{\s*["}]', text) else "text"


def _is_object(line: str) -> bool:
    """Whether a line by itself is a JSON object; an indented one belongs to a larger whole."""
    try:
        return line.startswith("{") and isinstance(parse(line), dict)
    except Rejected:
        return False


def _checked(report: RawReport) -> RawReport:
    size = len(report.headline) + 2 + len(report.text)
    if size > MAX_CHARS:
        raise Oversize(f"too long: {size:,} characters; at most {MAX_CHARS:,} are read")
    require_arabic(report.headline + "\n" + report.text)
    return report


def _incoming(name: str, report: RawReport, origin: Origin, line: int | None = None,
              warnings: tuple[str, ...] = ()) -> Incoming:
    """A report with what its origin tells of it. Raises what ``_checked`` does."""
    report = replace(_checked(report), url=report.url or origin.address, captured=report.captured or origin.captured,
                     stated_language=report.stated_language or origin.language)
    if report.published is None and origin.modified is not None and _was_there(origin):
        report = replace(report, published=utc(origin.modified)[:10])
        warnings = (*warnings, "'published' is the day on which its server says that it was last modified")
    return Incoming(name, report, line, warnings=warnings)


def _was_there(origin: Origin) -> bool:
    """Whether the server's date of modification is older than the answer that carried it."""
    captured = datetime.fromisoformat(origin.captured) if origin.captured else None
    return captured is None or (origin.modified is not None and origin.modified + FRESH < captured)


def _again_from(stream: Any, head: bytes) -> Any:
    """A stream as it was before its beginning was read."""
    if not stream.seekable():
        return archive.Rejoined(head, stream)
    stream.seek(-len(head), io.SEEK_CUR)
    return stream


def _members(stream: BinaryIO, name: str, form: SourceFormat | None, head: bytes) -> Iterator[Incoming]:
    if not stream.seekable():
        decode(head)  # says what it is
    for member, opened in archive.members(stream):
        title = f"{name}{archive.INSIDE}{member}"
        for item in [Incoming(title, opened)] if isinstance(opened, Rejected) else _of_member(opened, title, form):
            yield item
            if isinstance(item.report, archive.TooMuchError) and item.report.ends:
                return


def _of_member(opened: BinaryIO, title: str, form: SourceFormat | None) -> Iterator[Incoming]:
    try:
        yield from _of_stream(opened, title, form, Origin(), None)
    except archive.UNREADABLE as error:
        yield Incoming(title, archive.damaged(error))


def _records(stream: Any, name: str, only: int | None) -> Iterator[Incoming]:
    from isnad.sources.warc import read_warc

    seen = False
    for item in _pages(read_warc(stream, MAX_HTML_BYTES, only), name):
        seen = True
        yield item
    if not seen and only is None:
        raise Empty("there is no page of HTML in it")


def read_records(stream: Any, name: str, first: int, count: int | None) -> Iterator[Incoming]:
    """The reports of some records of a web archive, or of all to its end; its stream stands where the first of them
    begins, whose number is ``first``."""
    from isnad.sources.warc import read_warc

    yield from _pages(read_warc(stream, MAX_HTML_BYTES, first=first, count=count), name)


def _pages(found: Iterable[Found], name: str) -> Iterator[Incoming]:
    for number, data, origin in found:
        try:
            if isinstance(data, Rejected):
                raise data
            page = decode(data, origin.charset)
            require_arabic_letters(page)
            yield _incoming(name, read_html(page, origin.address), origin, number)
        except Rejected as reason:
            yield Incoming(name, reason, number)


def _entries(data: bytes, name: str, origin: Origin) -> Iterator[Incoming]:
    feed = read_feed(data, origin.address, charset=origin.charset)
    if not feed.entries:
        raise Empty("there is no entry in this feed" + (f"; {feed.fault}" if feed.fault else ""))
    told = (feed.fault,) if feed.fault else ()
    for entry in feed.entries:
        try:
            report = replace(report_of_entry(entry, feed), captured=origin.captured)
            yield Incoming(name, _checked(report), entry.number, warnings=(*told, *entry.warnings))
        except Rejected as reason:
            yield Incoming(name, reason, entry.number, given_of(entry), (*told, *entry.warnings))
        told = ()


def _news_items(text: str, name: str, origin: Origin) -> Iterator[Incoming]:
    found = list(read_newsml(text))
    for number, report in enumerate(found, 1):
        line = number if len(found) > 1 else None
        try:
            if isinstance(report, Rejected):
                raise report
            yield _incoming(name, report, origin, line)
        except Rejected as reason:
            yield Incoming(name, reason, line)


def report_of_object(value: Any) -> tuple[RawReport, tuple[str, ...]]:
    """The report that a JSON value holds, in isnad's own form or in ninjs, and warnings."""
    report, warnings = report_of_ninjs(value) if is_ninjs(value) else report_of(value)
    return _checked(report), warnings


def _json(text: str, name: str) -> Iterator[Incoming]:
    value = parse(text)
    for item in value if isinstance(value, list) else [value]:
        try:
            report, warnings = report_of_object(item)
            yield Incoming(name, report, warnings=warnings)
        except Rejected as reason:
            given = json.dumps(item, ensure_ascii=False) if isinstance(value, list) else None
            yield Incoming(name, reason, given=given)
    if value == []:
        raise Empty("the array is empty")


def _json_lines(stream: BinaryIO, head: bytes, name: str) -> Iterator[Incoming]:
    seen = False
    for item in _of_lines(_raw_lines(stream, head), name, 1):
        seen = True
        yield item
    if not seen:
        raise Empty("there is no line in it")


def read_lines(stream: BinaryIO, name: str, first: int) -> Iterator[Incoming]:
    """The reports of JSON lines in UTF-8, from where a line begins to the stream's end; ``first`` is its number."""
    yield from _of_lines(_raw_lines(stream, b""), name, first)


def _of_lines(found: Iterable[bytes | None], name: str, first: int) -> Iterator[Incoming]:
    for number, line in enumerate(found, first):
        given = None
        if line is not None and not line.strip(BLANK):
            continue
        try:
            if line is None:
                raise Oversize(f"too long: at most {MAX_BYTES // 1_000_000} MB are read of a line")
            given = decode(line).rstrip("\r\n")
            report, warnings = report_of_object(parse(given))
            yield Incoming(name, report, number, warnings=warnings)
        except Rejected as reason:
            yield Incoming(name, reason, number, given)


def _raw_lines(stream: BinaryIO, head: bytes) -> Iterator[bytes | None]:
    """The lines of a stream whose beginning has been read; None for a line longer than ``MAX_BYTES``."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or wide_encoding(head):
        data = head + stream.read(MAX_BYTES + 1 - len(head))
        if len(data) > MAX_BYTES:
            raise Oversize(f"too long: at most {MAX_BYTES // 1_000_000} MB are read of UTF-16; write it as UTF-8")
        yield from lines(data)
        return
    *whole, rest = head.split(b"\n")
    yield from whole
    while True:
        line = rest + stream.readline(MAX_BYTES + 1 - len(rest))
        rest = b""
        if not line:
            return
        if len(line) > MAX_BYTES and not line.endswith(b"\n"):
            while (more := stream.readline(HEAD)) and not more.endswith(b"\n"):
                pass
            yield None
        else:
            yield line

