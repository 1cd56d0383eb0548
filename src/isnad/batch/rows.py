"""What stands in the tables that a batch writes: a record a row, and what could not be read a row."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date
from typing import Any

import pyarrow as pa

from isnad.ledger.identity import reader_mark, report_id
from isnad.reading.text import without_surrogates
from isnad.record import Record
from isnad.sources import Incoming, RawReport, Rejected

NO_MONTH = "undated"
"""The month of reports without a day."""
_PLACE = [("source", pa.string()), ("line", pa.int64()), ("number", pa.int64()), ("given", pa.string()),
          ("warnings", pa.list_(pa.string()))]
RECORDS = pa.schema([
    ("report", pa.string()), ("url", pa.string()), ("publisher", pa.string()), ("published", pa.date32()),
    ("language", pa.string()), ("headline", pa.string()), ("reader", pa.string()), ("record", pa.string()), *_PLACE])
REJECTS = pa.schema([("code", pa.string()), ("reason", pa.string()), *_PLACE])
Row = dict[str, Any]


def record_row(item: Incoming, record: Record, line: str, number: int) -> Row:
    """The row of a record, ``line``, with all that its source told of the report."""
    assert isinstance(item.report, RawReport)
    about = record.report
    return {"report": report_id(item.report), "url": about.url, "publisher": about.publisher,
            "published": date.fromisoformat(about.published) if about.published else None, "language": about.language,
            "headline": about.headline, "reader": reader_mark(), "record": line, **_place(item, number),
            "given": json.dumps(_given(item.report, record), ensure_ascii=False)}


def reject_row(item: Incoming, reason: Rejected, number: int) -> Row:
    """The row of what could not be read."""
    return {"code": reason.code, "reason": without_surrogates(str(reason)), **_place(item, number)}


def month_of(record: Record) -> str:
    """The month that a record stands under."""
    return record.report.published[:7] if record.report.published else NO_MONTH


def weight_of(row: Row) -> int:
    """About how many bytes a row takes while it is held."""
    return 500 + 2 * sum(len(value) for value in row.values() if isinstance(value, str))


def incoming(row: Row) -> Incoming:
    """What came, back from its row: a report, with its record where this reader has read it, or a reason."""
    warnings = tuple(row["warnings"] or ())
    if "code" in row:
        return Incoming(row["source"], _rejected(row["code"], row["reason"]), row["line"], row["given"], warnings)
    report = _report(row["given"], row["record"])
    record = row["record"] if row["reader"] == reader_mark() else None
    return Incoming(row["source"], report, row["line"], warnings=warnings, record=record)


def _place(item: Incoming, number: int) -> Row:
    given = without_surrogates(item.given) if item.given is not None else None
    return {"source": without_surrogates(item.source), "line": item.line, "number": number, "given": given,
            "warnings": [without_surrogates(each) for each in item.warnings]}


def _given(raw: RawReport, record: Record) -> dict[str, str]:
    """All that is told of a report, its headline and text only where its record has them otherwise."""
    told = {each.name: without_surrogates(value) for each in fields(raw)
            if isinstance(value := getattr(raw, each.name), str)}
    about = record.report
    if told["headline"] == about.headline and told["text"] == about.text[len(about.headline) + 2:]:
        del told["headline"], told["text"]
    return told


def _report(given: str, record: str) -> RawReport:
    told = json.loads(given)
    if "text" not in told:
        about = json.loads(record)["report"]
        told |= {"headline": about["headline"], "text": about["text"][len(about["headline"]) + 2:]}
    return RawReport(**told)


def _rejected(code: str, reason: str) -> Rejected:
    made = Rejected(reason)
    made.code = code
    return made
