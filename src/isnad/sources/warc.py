"""Web archives: every page of HTML in a WARC file, a record at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from isnad.sources.address import canonical_address
from isnad.sources.metadata import http_moment, utc
from isnad.sources.report import BadAddress, BadArchive, Origin, Oversize, Rejected

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

MOST_MENDED = 1000
"""How often the next record is looked for in an archive that is damaged."""

_BEGINNING = re.compile(rb"\x1f\x8b\x08[\x00-\x1f]|WARC/1\.[01]\r\n")

Found = tuple[int, bytes | Rejected, Origin]
"""The record's number, its page or why there is none, where it was got."""


def read_warc(stream: Any, limit: int, only: int | None = None, *, first: int = 1,
              count: int | None = None) -> Iterator[Found]:
    """The pages of an archive, compressed or not. Records that are no page (pictures, redirections, errors,
    requests) are passed over; the others are numbered from 1 with them.

    ``limit`` is the longest page that is taken, in bytes. With ``only`` all but this record are passed over. What
    cannot be read is told, and the next record is looked for where the stream can be sought in. A stream that stands
    where a record begins has the number of this one as ``first``; ``count``: how many are looked at.
    """
    last = only if count is None else first + count - 1
    for number, record in enumerate(_records(stream), first):
        if only is None or number == only:
            if isinstance(record, Rejected):
                yield number, record, Origin()
            elif (found := _page(record, limit)) is not None:
                yield number, *found
        if number == last:
            return


def record_places(stream: Any) -> Iterator[tuple[int, str | None] | None]:
    """Where each record begins that is numbered, and its identifier; None for what is damaged between them."""
    for record in _records(stream):
        yield None if isinstance(record, Rejected) else (record.stream_pos, record.record_id)


def begins_at(stream: Any, place: int, identifier: str | None) -> bool:
    """Whether an archive can be read from a place on, and begins there with this record: in one that was compressed
    as a whole no place but the first can be read from."""
    stream.seek(place)
    try:
        return next(record_places(stream), None) == (place, identifier)
    except (OSError, ValueError):
        return False


def _records(stream: Any) -> Iterator[WarcRecord | Rejected]:
    """The records that may be pages, and what is damaged between them."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    kinds = WarcRecordType.response | WarcRecordType.resource
    at, mended = stream.tell(), 0
    while True:
        try:
            for record in ArchiveIterator(stream, record_types=kinds, parse_http=False):
                at = record.stream_pos  # from the beginning of the stream, wherever the iterator began
                yield record
            return
        except (OSError, ValueError) as error:
            yield BadArchive(f"damaged: nothing can be read here ({_said(error)})")
        mended += 1
        found = _next_record(stream, at + 1) if mended <= MOST_MENDED else None
        if found is None:
            return
        stream.seek(found)
        at = found


def _next_record(stream: Any, after: int) -> int | None:
    """Where the next record begins that can be read, after a place; None where there is none, or nobody can look."""
    from fastwarc.warc import ArchiveIterator

    if not stream.seekable():
        return None
    place = after
    for _ in range(MOST_MENDED):
        found = _find(stream, place)
        if found is None:
            return None
        stream.seek(found)
        try:
            next(iter(ArchiveIterator(stream, parse_http=False)))
            return found
        except (OSError, ValueError, StopIteration):
            place = found + 1
    return None


def _find(stream: Any, place: int) -> int | None:
    """Where a record's first bytes stand, compressed or not, from a place on."""
    stream.seek(place)
    kept = b""
    while piece := stream.read(1 << 20):
        window = kept + piece
        if match := _BEGINNING.search(window):
            return place - len(kept) + match.start()
        kept = window[-8:]
        place += len(piece)
    return None


def _page(record: WarcRecord, limit: int) -> tuple[bytes | Rejected, Origin] | None:
    """The page in a record and where it was got, or None where it holds something else."""
    origin = Origin(address=_address(record), captured=_captured(record))
    try:
        length = record.content_length
        block = record.reader.read(limit + 1)
        kind, status, data = record.headers.get("Content-Type"), None, block
        if record.is_http:
            # parsed by itself, since what is decoded on the way no longer tells whether all of it was there
            answer = _answer(block)
            kind, status = answer.http_content_type, answer.http_headers.status_code
            origin = Origin(origin.address, answer.http_charset, origin.captured,
                            answer.http_headers.get("Content-Language"),
                            http_moment(answer.http_headers.get("Last-Modified")))
            if status not in (None, 200) or (kind and "html" not in kind.lower()):
                return None
            data = answer.reader.read(limit + 1)
    except (OSError, ValueError) as error:
        return BadArchive(f"damaged: the record cannot be read ({_said(error)})"), origin
    if "html" not in kind.lower() if kind else b"<html" not in data[:2000].lower():
        return None
    if max(len(data), len(block)) > limit:
        return Oversize(f"too long: at most {limit // 1_000_000} MB are read of a page of HTML"), origin
    if len(block) < length:
        return BadArchive(f"damaged: of the record's {length:,} bytes only {len(block):,} are there"), origin
    return data, origin


def _answer(block: bytes) -> WarcRecord:
    """A block's HTTP answer, unpacked when it is read."""
    from fastwarc.warc import WarcRecord, WarcRecordType

    record = WarcRecord()
    record.init_headers(WarcRecordType.response)
    record.set_bytes_content(block)
    record.is_http = True
    record.parse_http(auto_decode="all")
    return record


def _address(record: WarcRecord) -> str | None:
    given = record.headers.get("WARC-Target-URI") or ""
    try:
        return canonical_address(given.strip("<> "))
    except BadAddress:
        return None


def _captured(record: WarcRecord) -> str | None:
    try:
        moment: Any = record.record_date  # None where it cannot be parsed, whatever its type says
        return utc(moment) if moment else None
    except (ValueError, OverflowError):
        return None


def _said(error: Exception) -> str:
    return "".join(c if c.isprintable() else "\ufffd" for c in str(error))[:120]
