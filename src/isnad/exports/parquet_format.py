"""Parquet: a folder of events and one of statements, with nested actors and chains, partitioned by the report's month.

Each file is written whole. What the export says of itself stands in every file's metadata, under ``isnad``, and in
``_about.json``, with the counts.
"""

from __future__ import annotations

import contextlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq

from isnad.exports.job import Job
from isnad.exports.rows import Exported
from isnad.exports.sidecar import write_about
from isnad.exports.values import Values, event_values, statement_values

NO_MONTH = "undated"
"""The month of reports without a day. (A null partition, which Hive has for them, is more than pandas reads.)"""
ROWS_A_PART = 50_000
MOST_HELD = 200_000
"""Rows that are held before the fullest month is written."""
ABOUT = "_about.json"

_PARTY = pa.struct([(name, pa.string()) for name in ("id", "name", "told", "kind", "country", "sector", "role")])
_REPORT = [("report", pa.string()), ("version", pa.string()), ("published", pa.date32()), ("outlet", pa.string()),
           ("agencies", pa.list_(pa.string())), ("byline", pa.string()), ("language", pa.string()),
           ("url", pa.string()), ("headline", pa.string())]
_VOICE = pa.struct([("statement", pa.string()), ("speaker", pa.string()), ("name", pa.string())])
_STANDING = [("chain", pa.list_(pa.string())), ("voices", pa.list_(_VOICE)), ("within", pa.string()),
             ("story", pa.string()), ("wire", pa.string()), ("telling", pa.string()), ("origins", pa.int32()),
             ("reports", pa.int32()), ("outlets", pa.int32()), ("rule", pa.string())]
_QUANTITY = pa.struct([("kind", pa.string()), ("count", pa.int64()), ("words", pa.string())])
SCHEMAS = {
    "events": pa.schema([
        ("event", pa.string()), *_REPORT, ("type", pa.string()), ("mode", pa.string()), ("quad", pa.string()),
        ("intensity", pa.float64()), ("contexts", pa.list_(pa.string())), ("status", pa.string()),
        ("start", pa.date32()), ("end", pa.date32()), ("actors", pa.list_(_PARTY)), ("recipients", pa.list_(_PARTY)),
        ("place", pa.string()), ("place_country", pa.string()), ("latitude", pa.float64()), ("longitude", pa.float64()),
        ("geonames", pa.int64()), ("quantities", pa.list_(_QUANTITY)), ("trigger", pa.string()),
        ("trigger_start", pa.int32()), ("trigger_end", pa.int32()), ("sentence", pa.string()), *_STANDING]),
    "statements": pa.schema([
        ("statement", pa.string()), *_REPORT, ("act", pa.string()), ("form", pa.string()), ("occasion", pa.string()),
        ("speaker", _PARTY), ("addressee", _PARTY), ("cue", pa.string()), ("cue_start", pa.int32()),
        ("cue_end", pa.int32()), ("content", pa.string()), ("content_start", pa.int32()), ("content_end", pa.int32()),
        ("content_spans", pa.list_(pa.list_(pa.int32(), 2))), *_STANDING]),
}
_DAYS = ("published", "start", "end")


def write(reports: Iterable[Exported], job: Job) -> None:
    """Write the folders, a month after the other where the reports come so."""
    parts = _Parts(job)
    try:
        for one in reports:
            month = one.about.day[:7] if one.about.day else NO_MONTH
            parts.begin(month)
            for event in one.events:
                parts.add("events", month, event_values(one.about, event, text=job.colophon.text))
            for statement in one.statements:
                parts.add("statements", month, statement_values(one.about, statement))
        parts.end()
    except OSError:
        parts.forget()
        raise
    write_about(job, ABOUT)


class _Parts:
    """Rows that are not written yet, by folder and month."""

    def __init__(self, job: Job) -> None:
        self.job, self.months, self.month = job, set[str](), ""
        self.held: dict[tuple[str, str], list[Values]] = defaultdict(list)
        self.numbers: dict[tuple[str, str], int] = defaultdict(int)
        self.open: list[str] = []
        """Files of the month that is not finished."""
        about = json.dumps({name: told for name, told in job.colophon.told().items()
                            if name not in ("counts", "left_out", "cite", "bibtex")}, ensure_ascii=False)
        self.schemas = {name: schema.with_metadata({"isnad": about}) for name, schema in SCHEMAS.items()}

    def begin(self, month: str) -> None:
        """Finish the months before, where reports come in the order of their days."""
        if self.job.by_day and month != self.month:
            self._finish()
            self.month = month
            self.job.rest = replace(self.job.colophon.query, since=f"{month}-01") if month != NO_MONTH else None

    def add(self, folder: str, month: str, values: Values) -> None:
        """Hold a row, and write what is held where it is enough."""
        for name in _DAYS:
            if values.get(name):
                values[name] = date.fromisoformat(values[name])
        rows = self.held[folder, month]
        rows.append(values)
        if len(rows) >= ROWS_A_PART:
            self._write(folder, month)
        elif sum(map(len, self.held.values())) >= MOST_HELD:
            self._write(*max(self.held, key=lambda key: len(self.held[key])))

    def end(self) -> None:
        """Write all that is held."""
        self._finish()

    def forget(self) -> None:
        """Take away what there is of a month that was not finished, so that it can be asked for again."""
        if self.job.rest is not None:
            for name in self.open:
                with contextlib.suppress(OSError):
                    self.job.place.remove(name)
        else:
            self.job.done += self.open

    def _finish(self) -> None:
        for folder, month in sorted(self.held):
            self._write(folder, month)
        if self.month and self.open:
            self.job.done.append(f"month {self.month}" if self.month != NO_MONTH else "reports without a day")
        elif self.open:
            self.job.done += self.open
        self.open = []

    def _write(self, folder: str, month: str) -> None:
        rows = self.held.pop((folder, month), [])
        if not rows:
            return
        table = pa.Table.from_pylist(rows, schema=self.schemas[folder])
        number = self.numbers[folder, month]
        self.numbers[folder, month] += 1
        name = f"{folder}/month={month}/part-{number}.parquet"
        with self.job.place.create(name) as stream:
            pq.write_table(table, stream, compression="zstd")
        self.open.append(name)
        self.job.colophon.counts["files"] += 1
