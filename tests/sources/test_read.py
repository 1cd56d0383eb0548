"""A source to the reports in it: which format, which line, which reason."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isnad import sources
from isnad.sources import Incoming, Origin, RawReport, Rejected, SourceFormat, read_source
from isnad.sources.read import HEAD, sniff

BODY = "قال الوزير إن بلاده مستعدة للحوار."
LINE = json.dumps({"text": BODY}, ensure_ascii=False)


def read(data: bytes | str, form: SourceFormat | None = None, name: str = "x") -> list[Incoming]:
    return list(read_source(io.BytesIO(data.encode() if isinstance(data, str) else data), name, form))


def told(data: bytes | str, form: SourceFormat | None = None) -> list[str]:
    """What came of a source, in short."""
    return [item.report.code if isinstance(item.report, Rejected) else "report" for item in read(data, form)]


@pytest.mark.parametrize(("data", "form"), [
    (f"عنوان\n\n{BODY}", "text"), ("[صورة] عنوان\n" + BODY, "text"), ("{عنوان}\n" + BODY, "text"),
    (f"<!DOCTYPE html><p>{BODY}", "html"), (f"\n <html><body>{BODY}", "html"), (f"<article><p>{BODY}</p>", "html"),
    (f"[{LINE}]", "json"), ("[]", "json"), (json.dumps({"text": BODY}, indent=2), "json"),
    (LINE, "jsonl"), (f"{LINE}\n{LINE}", "jsonl"), ("{bad\n" + LINE, "jsonl"), (f"oops\n{LINE}\n", "jsonl"),
    ('{"text": "' + "قال " * HEAD + '"}\n', "jsonl"),
])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_the_format_is_told_by_the_content(data: str, form: str, encoding: str) -> None:
    assert sniff(data.encode(encoding)[:HEAD]) == form


def test_the_name_decides_where_the_content_does_not() -> None:
    assert sniff(b"oops", "x.jsonl") == "jsonl"
    assert sniff(b"{oops", "x.json") == "json"
    assert sniff(f"عنوان\n\n{BODY}".encode(), "x.txt") == "text"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1256"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_json_lines_are_read_one_by_one_and_bad_ones_told_by_number(encoding: str, end: str) -> None:
    items = read(end.join([LINE, "", "{bad", LINE, '{"text": 3}']).encode(encoding))
    assert [(item.line, getattr(item.report, "code", "report")) for item in items] == [
        (1, "report"), (3, "bad-json"), (4, "report"), (5, "bad-field")]
    assert items[1].given == "{bad"
    assert items[1].where == "x:3"


def test_json_lines_are_not_held_in_memory() -> None:
    class Endless(io.RawIOBase):
        """Lines without end; fails if more is asked for than a reader needs for the next."""

        served = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
            data = ((LINE + "\n").encode() * (len(buffer) // len(LINE.encode()) + 1))[: len(buffer)]
            self.served += len(data)
            assert self.served < 4 * HEAD
            buffer[: len(data)] = data
            return len(data)

    stream = read_source(io.BufferedReader(Endless()), "endless", "jsonl")
    assert all(isinstance(next(stream).report, RawReport) for _ in range(100))


def test_an_array_gives_its_reports_in_order_and_rejects_one_alone() -> None:
    assert told(f'[{LINE}, {{"text": 3}}, {LINE}]') == ["report", "bad-field", "report"]


@pytest.mark.parametrize(("data", "form", "code"), [
    ("", None, "empty"), (" \n", None, "empty"), ('"' * 500, None, "empty"), ("[]", None, "empty"),
    ("", "jsonl", "empty"), ("\n\n", "jsonl", "empty"), (b"\xff\xfe", None, "empty"),
    (b"\x00\x01\x02\x03" * 50, None, "binary"), (b"\x89PNG\r", "jsonl", "binary"),
    ("The minister said that the talks would continue.", None, "not-arabic"),
    ("<html><body><p>The minister said on Monday that the talks would continue.</p></body></html>", None, "not-arabic"),
    ('{"text": "The minister said that the talks would continue."}', None, "not-arabic"),
    ("<html><body></body></html>", None, "no-article"),
    ('{"text": ', "json", "bad-json"), ('[{"text": "x"}', None, "bad-json"),
])
def test_bad_input_is_rejected_with_its_reason(data: bytes | str, form: SourceFormat | None, code: str) -> None:
    assert told(data, form) == [code]


@pytest.mark.parametrize("form", ["text", "html", "json"])
def test_what_is_too_long_is_refused_with_the_limit(form: SourceFormat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources.read, "MAX_BYTES", 1_000_000)
    monkeypatch.setattr(sources.read, "MAX_HTML_BYTES", 1_000_000)
    (item,) = read(b"a" * 1_000_001, form)
    assert isinstance(item.report, Rejected)
    assert item.report.code == "too-long"
    assert "at most 1 MB" in item.report.reason


def test_a_line_that_is_too_long_is_refused_and_the_next_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources.read, "MAX_BYTES", 3 * HEAD)
    long = '{"text": "' + "x" * (4 * HEAD) + '"}'
    items = read("\n".join([LINE, long, LINE]))
    assert [(item.line, getattr(item.report, "code", "report")) for item in items] == [
        (1, "report"), (2, "too-long"), (3, "report")]


def test_more_characters_than_are_read_are_refused_with_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources.read, "MAX_CHARS", 20)
    (item,) = read(f"عنوان\n\n{BODY}")
    assert isinstance(item.report, Rejected)
    assert "at most 20 are read" in item.report.reason


@given(st.binary(max_size=300), st.sampled_from([None, "text", "html", "json", "jsonl"]))
def test_any_bytes_give_reports_or_reasons(data: bytes, form: SourceFormat | None) -> None:
    for item in read(data, form):
        assert isinstance(item.report, RawReport | Rejected)


@given(st.text(alphabet=st.sampled_from('{}[]",:\\ud8 \n<>p/قالنا0'), max_size=120))
def test_anything_like_json_or_html_gives_reports_or_reasons(text: str) -> None:
    for item in read(text):
        assert isinstance(item.report, RawReport | Rejected)


@pytest.mark.parametrize(("captured", "published"), [
    ("2024-03-05T10:00:00Z", "2024-03-01"), ("2024-03-01T09:05:00Z", None), (None, "2024-03-01"),
])
def test_a_servers_date_of_modification_is_the_last_resort(captured: str | None, published: str | None) -> None:
    page = f"<html><head><title>خبر</title></head><body><article><p>{BODY}</p></article></body></html>"
    origin = Origin("https://a.example/1", captured=captured, modified=datetime(2024, 3, 1, 9, tzinfo=UTC))
    (item,) = read_source(io.BytesIO(page.encode()), "x", origin=origin)
    assert isinstance(item.report, RawReport)
    assert (item.report.published, item.report.captured) == (published, captured)
    assert len(item.warnings) == (published is not None)  # it is told where it comes from
    dated = page.replace("<title>", '<meta property="article:published_time" content="2024-02-28"><title>')
    (item,) = read_source(io.BytesIO(dated.encode()), "x", origin=origin)
    assert isinstance(item.report, RawReport)
    assert (item.report.published, item.warnings) == ("2024-02-28", ())
