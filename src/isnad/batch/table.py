"""Parquet as a source: a report a row, in the columns that JSON lines have as fields."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from isnad.batch.errors import SourceError
from isnad.batch.finding import Source
from isnad.batch.looking import MOST_PACKED, Unfit
from isnad.batch.places import BUFFER, Opened
from isnad.batch.plan import Slice
from isnad.exports.places import told
from isnad.sources import BadArchive, Empty, Incoming, Rejected
from isnad.sources.decode import decode
from isnad.sources.json_reports import FIELDS
from isnad.sources.read import report_of_object

ROWS = 64
"""Rows that are held at once."""
UNREADABLE = (pa.ArrowException, OSError, ValueError)


def row_slices(source: Source, stream: Opened, part_size: int) -> tuple[Slice, ...] | Unfit:
    """Slices of whole row groups, or of rows of one that is large."""
    try:
        file = _file(stream)
        names = file.schema_arrow.names
    except UNREADABLE:
        stream.check()
        return (Slice(source, "rows", source.size),)
    if "text" not in names:
        return Unfit(f"{source.name}: there is no column 'text'; it has {', '.join(map(repr, names[:12]))}")
    slices: list[Slice] = []
    first = 1
    for group in range(file.metadata.num_row_groups):
        about = file.metadata.row_group(group)
        columns = [about.column(number) for number in range(about.num_columns)]
        size = sum(each.total_uncompressed_size for each in columns if each.path_in_schema.split(".")[0] in FIELDS)
        pieces = min(MOST_PACKED, about.num_rows, max(1, round(size / part_size)))
        for piece in range(pieces):
            begin, end = about.num_rows * piece // pieces, about.num_rows * (piece + 1) // pieces
            slices.append(Slice(source, "rows", size // pieces, first=first + begin, count=end - begin))
        first += about.num_rows
    return tuple(slices) or (Slice(source, "rows", source.size),)


def read_rows(stream: Opened, name: str, first: int, count: int | None) -> Iterator[Incoming]:
    """The reports of some rows of a table, or of all from ``first`` on; ``line`` is a row's number, from 1."""
    try:
        file = _file(stream)
        columns = [each for each in FIELDS if each in file.schema_arrow.names]
    except UNREADABLE as error:
        yield Incoming(name, _damaged(error))
        return
    if "text" not in columns:
        raise SourceError(f"{name}: there is no column 'text' in it any more")
    last = first + count - 1 if count is not None else file.metadata.num_rows
    number = 0
    for group in range(file.metadata.num_row_groups):
        begins, number = number, number + file.metadata.row_group(group).num_rows
        if number >= first and begins < last:
            yield from _of_group(file, group, columns, name, begins, range(first, last + 1))
    if count is None and number == 0:
        yield Incoming(name, Empty("there is no row in it"))


def _of_group(file: Any, group: int, columns: list[str], name: str, begins: int, wanted: range) -> Iterator[Incoming]:
    number = begins
    try:
        for batch in file.iter_batches(ROWS, row_groups=[group], columns=columns, use_threads=False):
            if number >= wanted.stop - 1:
                return
            for row in _rows(batch) if number + batch.num_rows >= wanted.start else ():
                number += 1
                if number in wanted:
                    yield _of_row(row, name, number)
            number = begins = begins + batch.num_rows
    except UNREADABLE as error:
        if number + 1 in wanted:  # whoever has this row tells it, and nobody else
            yield Incoming(name, _damaged(error), number + 1)


def _rows(batch: Any) -> list[dict[str, Any]]:
    """A batch's rows, with moments to the microsecond, as Python has them."""
    columns = {}
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        kind = column.type
        columns[name] = (column.cast(pa.timestamp("us", kind.tz), safe=False) if pa.types.is_timestamp(kind)
                         else column).to_pylist()
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _of_row(row: dict[str, Any], name: str, number: int) -> Incoming:
    value: dict[str, Any] = {}
    try:
        value = {key: _plain(each) for key, each in row.items()}
        report, warnings = report_of_object(value)
        return Incoming(name, report, number, warnings=warnings)
    except Rejected as reason:
        return Incoming(name, reason, number, json.dumps(value, ensure_ascii=False) if value else None)


def _plain(value: Any) -> Any:
    """A value as JSON has it: a moment that is a midnight of no place is a day."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.tzinfo is None and value.time() == time() else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return decode(value) if value else ""
    return str(value) if isinstance(value, Decimal | time) else value


def _file(stream: Opened) -> Any:
    stream.seek(0)
    return pq.ParquetFile(stream, buffer_size=BUFFER, pre_buffer=False)


def _damaged(error: Exception) -> BadArchive:
    return BadArchive(f"damaged: its rows cannot be read ({told(error)[:120]})")
