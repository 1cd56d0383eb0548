"""A part's rows to its files: held until there are enough, and under other names until they are whole."""

from __future__ import annotations

from collections import defaultdict
from contextlib import ExitStack, suppress
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from isnad.batch.output import Finished, now, write_json
from isnad.batch.plan import Part
from isnad.batch.rows import RECORDS, REJECTS, Row, month_of, record_row, reject_row, weight_of
from isnad.exports.places import Place
from isnad.record import Record
from isnad.sources import Incoming, Rejected

MOST_HELD = 32_000_000
"""Bytes of rows that are held before the largest table's are written, whatever the part's size."""


class PartWriter:
    """The files of one part. They appear when it is left in order, and its manifest after them; otherwise nothing
    does."""

    def __init__(self, place: Place, part: Part) -> None:
        self._place, self._part = place, part
        self._held: dict[str, list[Row]] = defaultdict(list)
        self._weights: dict[str, int] = defaultdict(int)
        self._open: dict[str, Any] = {}
        self._stack = ExitStack()
        self.records = self.rejects = self._number = 0

    def add(self, item: Incoming, told: Record | Rejected) -> None:
        """Add what became of what came."""
        number = self._number
        self._number += 1
        if isinstance(told, Rejected):
            self.rejects += 1
            self._add(f"rejects/{self._part.name}.parquet", reject_row(item, told, number))
        else:
            self.records += 1
            self._add(f"records/month={month_of(told)}/{self._part.name}.parquet",
                      record_row(item, told, told.json_line(), number))

    def _add(self, name: str, row: Row) -> None:
        self._held[name].append(row)
        self._weights[name] += weight_of(row)
        if sum(self._weights.values()) > MOST_HELD:
            self._write(max(self._weights, key=lambda each: self._weights[each]))

    def _write(self, name: str) -> None:
        schema = REJECTS if name.startswith("rejects/") else RECORDS
        if name not in self._open:
            stream = self._stack.enter_context(self._place.create(name))
            self._open[name] = pq.ParquetWriter(stream, schema, compression="zstd")
        self._open[name].write_table(pa.Table.from_pylist(self._held.pop(name), schema=schema))
        del self._weights[name]

    def finish(self, seconds: float) -> Finished:
        """Make the part whole."""
        for name in sorted(self._held):
            self._write(name)
        for writer in self._open.values():
            writer.close()
        self._stack.close()
        part = self._part
        told = Finished(part.number, part.name, tuple(sorted(self._open)), self.records, self.rejects, part.weight,
                        round(seconds, 3))
        write_json(self._place, f"parts/{part.name}.json", {
            "number": part.number, "name": part.name, "files": list(told.files), "records": told.records,
            "rejects": told.rejects, "weight": told.weight, "seconds": told.seconds, "finished": now(),
            "slices": [each.told() for each in part.slices]})
        return told

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        if kind is not None:
            for writer in self._open.values():
                with suppress(Exception):
                    writer.close()
                writer.is_open = False  # or it would be closed again when it is forgotten, into a file that is gone
            self._stack.__exit__(kind, error, trace)
