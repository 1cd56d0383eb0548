"""Archives of a few made-up reports, what reading them on one core gives, and what a batch of them holds."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from isnad.batch.job import Batch, Order, Standing
from isnad.batch.output import Finished
from isnad.batch.places import place_at
from isnad.batch.runners import Here, Runner
from isnad.batch.taking import output_of
from isnad.batch.work import Undone
from isnad.commands import read_report
from isnad.reading.reader import Reading
from isnad.sources import Incoming, Rejected, read_source

if not all(map(find_spec, ("fsspec", "pyarrow"))):
    collect_ignore_glob = ["test_*.py"]  # of an extra that is not installed

Reject = tuple[str, int | None, str, str, str | None]
"""Source, line, code, reason, what was given."""
MINISTERS = ("سالم الحارثي", "نبيل فوزي", "إدريس صالح", "الطيب عثمان", "ماجد الكندي")
DAYS = ("2022-01-24", "2022-01-31", "2022-02-01", None, "2021-12-30", "2022-02-14T09:30:00+03:00")


def told(number: int) -> dict[str, Any]:
    """A report, as JSON lines have it."""
    name, day = MINISTERS[number % len(MINISTERS)], DAYS[number % len(DAYS)]
    report: dict[str, Any] = {
        "headline": f"الوزير {name} يعلن", "url": f"https://mina.example/{number}", "publisher": "صحيفة الميناء",
        "text": f"أعلن وزير الخارجية العماني {name} أن بلاده ترفض التصعيد رقم {number}. "
                "وأضاف أنه ينتظر ردا من القاهرة."}
    return report | ({"published": day} if day else {})


def json_lines(count: int) -> bytes:
    """Lines of reports with bad ones among them: no JSON, no text, no Arabic, nothing at all."""
    lines = [json.dumps(told(number), ensure_ascii=False) for number in range(count)]
    lines[count // 4] = '{"text": oops'
    lines[count // 3] = '{"headline": "بلا نص"}'
    lines[count // 2] = json.dumps({"text": "The minister said that his country rejects the escalation, again and "
                                            "again, in English."})
    lines.insert(count // 5, "   ")
    return "\r\n".join(lines).encode() + b"\n"


def page(number: int) -> bytes:
    """A record of a web archive: mostly a page, now and then what is none."""
    about = told(number)
    meta = f'<meta property="article:published_time" content="{about["published"]}">' if "published" in about else ""
    body = f"<html><head><title>{about['headline']}</title>{meta}</head><body><article><h1>{about['headline']}</h1>" \
           f"<p>{about['text']}</p><p>{about['text']}</p></article></body></html>"
    kind, status = ("image/png", 200) if number % 7 == 3 else ("text/html", 404 if number % 11 == 5 else 200)
    body = body if number % 9 != 4 else "<html><body></body></html>"
    answer = f"HTTP/1.1 {status} x\r\nContent-Type: {kind}; charset=utf-8\r\n\r\n{body}".encode()
    head = (f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number:08}-0000-4000-8000-000000000000>\r\n"
            f"WARC-Date: 2022-03-0{1 + number % 9}T10:00:00Z\r\nWARC-Target-URI: {about['url']}\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n")
    return head.encode() + answer + b"\r\n\r\n"


def spoilt(data: bytes) -> bytes:
    """Some bytes in the middle of which are wrong."""
    at = len(data) // 2
    return data[:at] + bytes(each ^ 0xff for each in data[at:at + 40]) + data[at + 40:]


def web_archive(count: int, *, packed: bool = True, damaged: Sequence[int] = ()) -> bytes:
    """A web archive, a member of gzip a record, or not compressed."""
    records = [gzip.compress(page(number)) if packed else page(number) for number in range(count)]
    return b"".join(spoilt(each) if number in damaged else each for number, each in enumerate(records))


def table(count: int, rows_a_group: int = 1000) -> bytes:
    """The same reports as Parquet."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = io.BytesIO()
    rows = [told(number) for number in range(count)]
    rows[count // 3]["text"] = None
    rows[count // 2]["text"] = "The minister said that his country rejects the escalation, again and again, in English."
    pq.write_table(pa.Table.from_pylist(rows), out, row_group_size=rows_a_group)
    return out.getvalue()


@dataclass
class Read:
    """Records as lines of JSON, and rejects, both in their order."""

    records: list[str]
    rejects: list[Reject]


@dataclass
class Ran:
    """How a batch went: whether all is done, how far it is, and what was told of its parts."""

    whole: bool
    standing: Standing
    undone: list[Undone]
    told: list[Finished | Undone]


def _gathered(items: Iterator[Incoming], published: str | None) -> Read:
    read = Read([], [])
    for item in items:
        record = read_report(item, published, Reading.record)
        if isinstance(record, Rejected):
            read.rejects.append((item.source, item.line, record.code, str(record), item.given))
        else:
            read.records.append(record.json_line())
    return read


def alone(*paths: Path, published: str | None = None) -> Read:
    """What reading files on one core gives, as ``isnad read --format jsonl --rejects`` writes it."""
    def items() -> Iterator[Incoming]:
        for path in paths:
            with path.open("rb") as stream:
                yield from read_source(stream, str(path))

    return _gathered(items(), published)


def held(out: str | Path) -> Read:
    """What a batch's output holds."""
    output = output_of(str(out))
    assert output is not None
    read = Read([], [])
    for item in output:
        if isinstance(item.report, Rejected):
            read.rejects.append((item.source, item.line, item.report.code, str(item.report), item.given))
        else:
            assert item.record is not None
            read.records.append(item.record)
    return read


def files(out: str | Path) -> dict[str, bytes]:
    """The tables of an output, byte for byte."""
    place, found = place_at(str(out)), {}
    for name in place.names():
        if name.endswith(".parquet"):
            with place.open(name) as stream:
                found[name] = stream.read()
    return found


def run(out: str | Path, *sources: str | Path, runner: Runner | None = None, **order: Any) -> Ran:
    """A batch, in this process where nobody else is named, in parts of a thousand bytes where nobody says how large."""
    order.setdefault("part_size", 1000)
    what: list[Finished | Undone] = []
    with runner or Here() as does:
        batch = Batch(Order(tuple(map(str, sources)), str(out), **order), does,
                      lambda standing, each: what.append(each) if each is not None else None)
        return Ran(batch.run(), batch.standing, batch.undone, what)


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    """A file of twelve JSON lines, three of them bad."""
    path = tmp_path / "reports.jsonl"
    path.write_bytes(json_lines(12))
    return path


@pytest.fixture
def bucket() -> Iterator[str]:
    """The address of an empty place that is no folder."""
    import fsspec

    files = fsspec.filesystem("memory")
    yield "memory://bucket"
    files.store.clear()
    files.pseudo_dirs[:] = [""]
