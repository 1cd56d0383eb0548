"""A source, a file or a stream, to the reports in it, one after the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Literal, get_args

from isnad.reading.reader import MAX_CHARS
from isnad.sources.decode import decode, lines, wide_encoding
from isnad.sources.html import read_html
from isnad.sources.json_reports import parse, report_of
from isnad.sources.language import require_arabic
from isnad.sources.report import Empty, Incoming, Oversize, RawReport, Rejected
from isnad.sources.text import read_text

SourceFormat = Literal["text", "html", "json", "jsonl"]
FORMATS: tuple[SourceFormat, ...] = get_args(SourceFormat)

MAX_BYTES = 4 * MAX_CHARS
"""The largest text or JSON that is read at once, and the longest line of JSON lines, in bytes."""
MAX_HTML_BYTES = 20_000_000
"""The largest page of HTML that is read, in bytes."""
HEAD = 1 << 16
"""Bytes from which a format is told."""
LOOKED_AT = 20
"""First lines among which one JSON object tells JSON lines, whatever is wrong with the others."""

_HTML = re.compile(r"\s*<(!doctype\s+html|html|head|body|article|main|section|div|p|h1|meta|title|!--|\?xml)\b",
                   re.IGNORECASE)


def read_source(stream: BinaryIO, name: str, form: SourceFormat | None = None) -> Iterator[Incoming]:
    """The reports of a stream in their order, and the reasons why others are none.

    ``form`` tells the format; without it the content does, or ``name`` where that leaves it open. JSON lines are
    read a line at a time; everything else is one bounded piece.
    """
    # where lines are known to come, the first is not kept waiting for the next
    head = stream.readline(HEAD) if form == "jsonl" else stream.read(HEAD)
    try:
        form = form or sniff(head, name)
        if form == "jsonl":
            yield from _json_lines(stream, head, name)
            return
        limit = MAX_HTML_BYTES if form == "html" else MAX_BYTES
        data = head + stream.read(limit + 1 - len(head))
        if len(data) > limit:
            kind = {"html": "a page of HTML", "json": "a JSON file", "text": "a text"}[form]
            more = "; write one report a line (JSON lines) and any number is read" if form == "json" else ""
            raise Oversize(f"too long: at most {limit // 1_000_000} MB are read of {kind}{more}")
        text = decode(data)
        if form == "json":
            yield from _json(text, name)
            return
        report = read_html(text) if form == "html" else read_text(text)
        yield Incoming(name, _checked(report))
    except Rejected as reason:
        yield Incoming(name, reason)


def sniff(head: bytes, name: str = "") -> SourceFormat:
    """The format of a source that begins with these bytes; the name decides where they do not."""
    try:
        text = decode(head).lstrip("\ufeff \t\r\n")
    except Rejected:
        return "text"  # whoever reads it as text will meet the same reason and tell it
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


def _json(text: str, name: str) -> Iterator[Incoming]:
    value = parse(text)
    for item in value if isinstance(value, list) else [value]:
        try:
            report, warnings = report_of(item)
            yield Incoming(name, _checked(report), warnings=warnings)
        except Rejected as reason:
            yield Incoming(name, reason)
    if value == []:
        raise Empty("the array is empty")


def _json_lines(stream: BinaryIO, head: bytes, name: str) -> Iterator[Incoming]:
    seen = False
    for number, line in enumerate(_raw_lines(stream, head), 1):
        given = None
        if line is not None and not line.strip(b" \t\r\n\xef\xbb\xbf"):
            continue
        seen = True
        try:
            if line is None:
                raise Oversize(f"too long: at most {MAX_BYTES // 1_000_000} MB are read of a line")
            given = decode(line).rstrip("\r\n")
            report, warnings = report_of(parse(given))
            yield Incoming(name, _checked(report), number, warnings=warnings)
        except Rejected as reason:
            yield Incoming(name, reason, number, given)
    if not seen:
        raise Empty("there is no line in it")


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

