"""Sources to slices: each is looked at once, whole, for where it can be cut, before anything in it is read.

What is cut is read as if it were not: lines keep their numbers, records theirs, and where a file is damaged, or is such
that no place in it can be begun at, it stays in one piece.
"""

from __future__ import annotations

import codecs
import gzip
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from isnad.batch.errors import SourceError
from isnad.batch.finding import Source
from isnad.batch.places import BUFFER, Opened, opened
from isnad.batch.plan import BatchFormat, How, Settings, Slice
from isnad.sources import MAX_HTML_BYTES
from isnad.sources.archive import GZIP
from isnad.sources.decode import wide_encoding
from isnad.sources.read import BLANK, HEAD, sniff

PARQUET = b"PAR1"
FORMATS = {"jsonl": "JSON lines", "parquet": "Parquet", "warc": "web archives"}
MOST_PACKED = 16
"""Slices of what is compressed as a whole: each of them unpacks all that stands before it."""
DAMAGED = (EOFError, gzip.BadGzipFile, zlib.error)


@dataclass(slots=True, frozen=True)
class Unfit:
    """Why a source is none of a batch."""

    why: str


def look(sources: Sequence[Source], settings: Settings) -> list[tuple[Slice, ...]] | Unfit:
    """The slices of some sources, each source's by themselves."""
    found = []
    for source in sources:
        try:
            with opened(source.name, source.path, source.size) as stream:
                slices = _slices(source, stream, settings)
        except SourceError as error:
            return Unfit(str(error))
        if isinstance(slices, Unfit):
            return slices
        found.append(slices)
    return found


def _slices(source: Source, stream: Opened, settings: Settings) -> tuple[Slice, ...] | Unfit:
    head = stream.read(HEAD)
    stream.check()
    if not head.strip(BLANK):
        return (_whole(source),)
    form = settings.form or told_by(stream, head, source.name)
    if form is None:
        named = ", ".join(f"{name} ({about})" for name, about in FORMATS.items())
        return Unfit(f"{source.name}: a batch reads {named}, and this looks like none of them; say which it is with "
                     "--from, or leave it out")
    if form == "parquet":
        from isnad.batch.table import row_slices

        return row_slices(source, stream, settings.part_size)
    packed = head.startswith(GZIP)
    if form == "warc":
        return _records(source, stream, settings.part_size) if source.size > settings.part_size else (_whole(source),)
    if packed:
        return _packed_lines(source, stream, settings.part_size)
    if source.size <= settings.part_size or is_wide(head):
        return (_whole(source),)
    return _lines(source, stream, settings.part_size, "lines")


def told_by(stream: Opened, head: bytes, name: str) -> BatchFormat | None:
    """The format of a source that begins with these bytes, where a batch reads it."""
    if head.startswith(PARQUET):
        return "parquet"
    form = sniff(head, name)
    if head.startswith(GZIP) and form != "warc":
        stream.seek(0)
        try:
            form = sniff(gzip.GzipFile(fileobj=stream).read(HEAD), name.removesuffix(".gz"))
        except DAMAGED:
            return "jsonl" if name.removesuffix(".gz").endswith((".jsonl", ".ndjson")) else None
    return form if form in ("jsonl", "warc") else None


def is_wide(head: bytes) -> bool:
    """Whether it is UTF-16, whose lines cannot be told by their bytes."""
    return head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or wide_encoding(head) is not None


def _whole(source: Source, weight: int | None = None) -> Slice:
    return Slice(source, "whole", source.size if weight is None else weight)


def _packed_lines(source: Source, stream: Opened, part_size: int) -> tuple[Slice, ...]:
    stream.seek(0)
    unpacked = gzip.GzipFile(fileobj=stream)
    try:
        if is_wide(unpacked.read(HEAD)):
            return (_whole(source),)
        unpacked.seek(0)
        return _lines(source, unpacked, part_size, "packed-lines")
    except DAMAGED:
        stream.check()
        return (_whole(source),)


def _lines(source: Source, stream: Any, part_size: int, how: How) -> tuple[Slice, ...]:
    """Slices that begin where lines do, of a stream from its beginning."""
    stream.seek(0)
    cuts, length, blank = line_cuts(stream, part_size)
    if blank or len(cuts) == 1:
        return (_whole(source, length),)
    if how == "packed-lines" and len(cuts) > MOST_PACKED:
        cuts = cuts[::-(-len(cuts) // MOST_PACKED)]
    ends: list[int | None] = [*(place for place, _ in cuts[1:]), None]
    return tuple(Slice(source, how, (length if end is None else end) - place, place, end, first)
                 for (place, first), end in zip(cuts, ends, strict=True))


def line_cuts(stream: Any, part_size: int) -> tuple[list[tuple[int, int]], int, bool]:
    """Where a stream of lines can be cut, as the first line's place and number of each piece, how long it is, and
    whether nothing stands in it."""
    cuts, target = [(0, 1)], part_size
    at, line, blank = 0, 1, True
    while piece := stream.read(BUFFER):
        blank = blank and not piece.translate(None, BLANK)
        place = 0
        while (end := piece.find(b"\n", max(place, target - at))) >= 0:
            line += piece.count(b"\n", place, end + 1)
            place = end + 1
            cuts.append((at + place, line))
            target = at + place + part_size
        line += piece.count(b"\n", place)
        at += len(piece)
    if len(cuts) > 1 and cuts[-1][0] == at:
        cuts.pop()
    return cuts, at, blank


def _records(source: Source, stream: Opened, part_size: int) -> tuple[Slice, ...]:
    """Slices that begin where records do that can be read from there."""
    from isnad.sources.warc import begins_at, read_warc, record_places

    stream.seek(0)
    if next(read_warc(stream, MAX_HTML_BYTES), None) is None:
        stream.check()
        return (_whole(source),)
    stream.seek(0)
    found: list[tuple[int, int, str | None]] = []
    last = 0
    for number, record in enumerate(record_places(stream), 1):
        if record is not None and record[0] - last >= part_size:
            last = record[0]
            found.append((last, number, record[1]))
    stream.check()
    cuts = [(0, 1), *((place, number) for place, number, key in found if begins_at(stream, place, key))]
    stream.check()
    ends = [*cuts[1:], None]
    return tuple(Slice(source, "records", (end[0] if end else source.size) - place, place, end[0] if end else None,
                       first, end[1] - first if end else None)
                 for (place, first), end in zip(cuts, ends, strict=True))


