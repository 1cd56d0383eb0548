"""Versions back out of the ledger: the record as it was read, and the report as it came."""

from __future__ import annotations

import json
import zlib
from typing import Any

from sqlalchemy import Connection, select

from isnad.ledger.identity import item_ids
from isnad.ledger.schema import report, version
from isnad.record import Record
from isnad.sources.report import RawReport


def record_of(row: Any) -> Record:
    """The record of a version's row, as it stands.

    Raises pydantic's ``ValidationError`` where a span does not lie in its text.
    """
    told = json.loads(zlib.decompress(row["record"]))
    told["report"]["text"] = row["text"]
    return Record.model_validate(told)


def read_of(row: Any) -> Record:
    """What the reader read in a version, whatever people have corrected."""
    return record_of(row if row["read"] is None else {"record": row["read"], "text": row["text"]})


def ids_of(row: Any) -> dict[str, str]:
    """Permanent identifiers of a version's statements, events and awaited items, by those of its record."""
    return item_ids(row["report_id"], read_of(row))


def raw_of(row: Any) -> tuple[RawReport, str | None]:
    """The report that a version was read from, and the day that was given for it where it told none.

    ``row``: the version's columns, and the report's ``published_at``, where that matters.
    """
    given = dict(row["given"])
    fallback = given.pop("fallback", None)
    headline = row["headline"]
    return RawReport(text=row["text"][len(headline) + 2:], headline=headline, captured=row["captured"],
                     published_at=row.get("published_at"), **given), fallback


def current_record(db: Connection, report_id: str) -> Record | None:
    """The record of a report as it stands now; None where the ledger has no such report."""
    row = db.execute(select(version).join(report, report.c.version_id == version.c.id)
                     .where(report.c.id == report_id)).mappings().first()
    return record_of(row) if row is not None else None
