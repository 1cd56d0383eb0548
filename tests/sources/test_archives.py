"""Archives: web archives, zip archives, and what is compressed."""

from __future__ import annotations

import gzip
import io
import json
import random
import struct
import zipfile
from pathlib import Path

import pytest

from isnad.sources import Incoming, RawReport, Rejected, archive, read_source

BODY = "قال الوزير إن بلاده مستعدة للحوار مع جميع الأطراف."
LINE = json.dumps({"text": BODY}, ensure_ascii=False)
PAGE = f"<html><head><title>خبر</title></head><body><article><p>{BODY}</p></article></body></html>"


def read(data: bytes, only: int | None = None, name: str = "x") -> list[Incoming]:
    return list(read_source(io.BytesIO(data), name, only=only))


def told(items: list[Incoming]) -> list[tuple[int | None, str]]:
    return [(item.line, item.report.code if isinstance(item.report, Rejected) else "report") for item in items]


def record(kind: str, uri: str, block: bytes) -> bytes:
    head = (f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{uri}>\r\nWARC-Date: 2024-03-02T10:00:00Z\r\n"
            f"WARC-Target-URI: {uri}\r\nContent-Type: application/http; msgtype={kind}\r\n"
            f"Content-Length: {len(block)}\r\n\r\n")
    return head.encode() + block + b"\r\n\r\n"


def page(uri: str, text: str = PAGE, headers: str = "", status: str = "200 OK", encoding: str = "utf-8") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\n{headers}\r\n"
    return record("response", uri, head.encode() + text.encode(encoding))


def packed(*records: bytes) -> bytes:
    return b"".join(map(gzip.compress, records))


RECORDS = [
    record("warcinfo", "x", b"software: x\r\n"), record("request", "http://a.example/1", b"GET / HTTP/1.1\r\n\r\n"),
    page("http://a.example/1?utm_source=x"),
    record("response", "http://a.example/p.png", b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG"),
    page("http://a.example/old", status="301 Moved"), page("http://a.example/none", status="404 Not Found"),
    page("http://a.example/list", "<html><body></body></html>"),
    page("http://a.example/2", encoding="cp1256", headers="Content-Language: ar\r\n"
         "Last-Modified: Fri, 01 Mar 2024 09:00:00 GMT\r\n"),
]


@pytest.mark.parametrize("data", [b"".join(RECORDS), packed(*RECORDS), gzip.compress(b"".join(RECORDS))])
def test_every_page_of_a_web_archive_is_a_report(data: bytes) -> None:
    items = read(data)
    assert told(items) == [(1, "report"), (5, "no-article"), (6, "report")]
    first, last = items[0].report, items[2].report
    assert isinstance(first, RawReport)
    assert isinstance(last, RawReport)
    assert (first.url, first.captured, first.published) == ("http://a.example/1", "2024-03-02T10:00:00Z", None)
    assert (last.text, last.published, last.stated_language) == (BODY, "2024-03-01", "ar")
    assert "last modified" in items[2].warnings[0]


def test_one_record_of_a_web_archive_can_be_read_again() -> None:
    assert told(read(packed(*RECORDS), only=6)) == [(6, "report")]
    assert told(read(packed(*RECORDS), only=2)) == []


def test_what_a_server_packed_is_unpacked() -> None:
    body = gzip.compress(PAGE.encode())
    block = (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n"
             b"Transfer-Encoding: chunked\r\n\r\n"
             + b"%x\r\n" % len(body) + body + b"\r\n0\r\n\r\n")
    assert told(read(record("response", "http://a.example/1", block))) == [(1, "report")]


def test_a_bad_record_is_told_and_the_next_is_read() -> None:
    bad = page("http://a.example/1", headers="Transfer-Encoding: chunked\r\n")
    assert told(read(b"".join([bad, page("http://a.example/2")]))) == [(1, "bad-archive"), (2, "report")]


@pytest.mark.parametrize("damage", ["cut off", "garbage", "a member"])
def test_an_archive_that_breaks_off_gives_what_stands_before(damage: str) -> None:
    data = packed(*(page(f"http://a.example/{n}") for n in range(3)))
    if damage == "cut off":
        data = data[:-50]
    elif damage == "garbage":
        data += b"WARX/1.0\r\n\r\n" * 9
    else:
        middle = len(data) // 2
        data = data[:middle] + b"\xff" * 30 + data[middle + 30:]
    found = told(read(data))
    assert found[0] == (1, "report")
    assert found[-1][1] == "bad-archive" or damage == "a member"
    assert "bad-archive" in [code for _, code in found]


def test_a_web_archive_is_not_held_in_memory() -> None:
    class Endless(io.RawIOBase):
        """Records without end."""

        served = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
            one = page("http://a.example/1")
            at = self.served % len(one)
            data = (one[at:] + one * (len(buffer) // len(one) + 1))[: len(buffer)]
            self.served += len(data)
            assert self.served < 2_000_000
            buffer[: len(data)] = data
            return len(data)

    items = read_source(io.BufferedReader(Endless()), "endless")
    assert all(isinstance(next(items).report, RawReport) for _ in range(30))


def test_any_damage_to_a_web_archive_gives_reports_or_reasons() -> None:
    chance = random.Random(7)
    sound = [b"".join(RECORDS[2:]), packed(*RECORDS[2:])]
    for _ in range(60):
        data = bytearray(chance.choice(sound))
        for _ in range(chance.randint(1, 5)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        for item in read(bytes(data)):
            assert isinstance(item.report, RawReport | Rejected)


@pytest.mark.parametrize(("name", "data"), [("x.jsonl.gz", f"{LINE}\n{LINE}"), ("x.json.gz", f"[{LINE}, {LINE}]")])
def test_what_is_compressed_with_gzip_is_read(name: str, data: str) -> None:
    assert [code for _, code in told(read(gzip.compress(data.encode()), name=name))] == ["report", "report"]


@pytest.mark.parametrize("data", [gzip.compress(LINE.encode() * 9)[:-12], b"\x1f\x8b\x08\0garbage",
                                  gzip.compress(random.Random(1).randbytes(200_000))[:100_000]])
def test_what_is_compressed_and_damaged_is_told(data: bytes) -> None:
    assert told(read(data))[-1][1] in ("bad-archive", "binary")


def zipped(members: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as one:
        for name, data in members.items():
            one.writestr(name, data)
    return made.getvalue()


def test_a_zip_archives_files_are_read_in_the_order_of_their_names() -> None:
    items = read(zipped({
        "b/2.txt": f"عنوان\n\n{BODY}", "b/": b"", "a.jsonl": f"{LINE}\n{{bad", ".hidden": LINE,
        "__MACOSX/a.jsonl": LINE,
        "b/.git/x": LINE, "c.html": PAGE, "d.warc.gz": packed(*RECORDS), "e.png": b"\x89PNG\r\n",
    }), name="news.zip")
    assert [(item.where, getattr(item.report, "code", "report")) for item in items] == [
        ("news.zip!a.jsonl:1", "report"), ("news.zip!a.jsonl:2", "bad-json"), ("news.zip!b/2.txt", "report"),
        ("news.zip!c.html", "report"), ("news.zip!d.warc.gz:1", "report"), ("news.zip!d.warc.gz:5", "no-article"),
        ("news.zip!d.warc.gz:6", "report"), ("news.zip!e.png", "binary")]


def test_names_that_lead_elsewhere_are_only_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    items = read(zipped({"/etc/root.jsonl": LINE, "a\nb.jsonl": LINE}))
    assert [item.source for item in items] == ["x!/etc/root.jsonl", "x!a\ufffdb.jsonl"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("data", "codes"), [
    (zipped({"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>"}), ["binary"]),
    (zipped({"mimetype": "application/epub+zip", "1.html": PAGE}), ["binary"]),
    (zipped({"a.zip": zipped({"b": LINE}), "b.jsonl": LINE}), ["bad-archive", "report"]),
    (zipped({}), ["binary"]), (zipped({".x": "y"}), ["bad-archive"]), (zipped({"a": LINE})[:-30], ["bad-archive"]),
    (zipped({"a.jsonl": "\0" * 5_000_000, "b.jsonl": LINE}), ["too-long", "report"]),
])
def test_what_is_no_archive_of_reports_is_told(data: bytes, codes: list[str]) -> None:
    assert [code for _, code in told(read(data))] == codes


def test_a_damaged_or_locked_member_is_told_and_the_next_is_read() -> None:
    data = bytearray(zipped({"a.jsonl": LINE * 3, "b.jsonl": LINE}, zipfile.ZIP_STORED))
    data[50] ^= 0xFF
    assert [code for _, code in told(read(bytes(data)))][-1] == "report"
    locked = bytearray(zipped({"a.jsonl": LINE, "b.jsonl": LINE}))
    central = locked.find(b"PK\x01\x02")
    for at in (6, central + 8):
        locked[at:at + 2] = struct.pack("<H", struct.unpack("<H", locked[at:at + 2])[0] | 1)
    items = read(bytes(locked))
    assert [code for _, code in told(items)] == ["bad-archive", "report"]
    assert "password" in str(items[0].report)


def test_no_more_is_read_of_an_archive_than_may_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_TOTAL", 3 * len(LINE.encode()))
    items = read(zipped({f"{n}.jsonl": LINE for n in range(6)}))
    assert [code for _, code in told(items)] == ["report", "report", "report", "too-long"]


def test_a_member_that_hides_its_size_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_MEMBER", 1000)
    items = read(zipped({"a.jsonl": f"{LINE}\n" * 500, "b.jsonl": LINE}))
    assert items[-1].source == "x!b.jsonl"
    assert "too-long" in [code for _, code in told(items)]


@pytest.mark.parametrize("compress", [True, False])
def test_after_a_damaged_record_the_next_is_read_and_found_again(compress: bool) -> None:
    pages = [page(f"http://a.example/{n}") for n in range(5)]
    parts = [gzip.compress(one) if compress else one for one in pages]
    spoilt = bytearray(parts[2])
    spoilt[10:40] = b"\xff" * 30
    spoilt[:1] = b"\x1f" if compress else b"\xff"
    items = read(b"".join([*parts[:2], bytes(spoilt), *parts[3:]]))
    urls = [item.report.url for item in items if isinstance(item.report, RawReport)]
    assert urls == [f"http://a.example/{n}" for n in (0, 1, 3, 4)]
    assert "bad-archive" in [code for _, code in told(items)]
    last = items[-1]
    (again,) = read(b"".join([*parts[:2], bytes(spoilt), *parts[3:]]), only=last.line)
    assert again == last


def test_after_every_one_of_many_damaged_records_the_next_is_read() -> None:
    pages = [gzip.compress(page(f"http://a.example/{n}")) for n in range(30)]
    spoilt = {5, 8, 20}
    data = b"".join(one[:60] + bytes(each ^ 0xff for each in one[60:100]) + one[100:] if n in spoilt else one
                    for n, one in enumerate(pages))
    items = read(data)
    urls = [item.report.url for item in items if isinstance(item.report, RawReport)]
    assert urls == [f"http://a.example/{n}" for n in range(30) if n not in spoilt]
    assert [code for _, code in told(items)].count("bad-archive") == len(spoilt)
