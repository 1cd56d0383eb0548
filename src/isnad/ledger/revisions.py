"""Revisions: one a transaction, counted in the order in which they are committed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import Connection, func, insert, select

from isnad.ledger.schema import iso, revision

Cause = Literal["ingest", "reread", "review", "settle", "merge", "split"]

# made once: to put a statement together takes longer than to run it
BEGIN, LAST = insert(revision), select(func.max(revision.c.number))


def moment() -> str:
    """Now, as the ledger writes it."""
    return iso(datetime.now(UTC))


def next_revision(db: Connection, cause: Cause, now: str, report_id: str | None = None,
                  details: list[Any] | None = None) -> int:
    """Begin the next revision and give its number."""
    number = last_revision(db) + 1
    db.execute(BEGIN, {"number": number, "moment": now, "cause": cause, "report_id": report_id, "details": details})
    return number


def last_revision(db: Connection) -> int:
    """The newest revision; 0 in an empty ledger."""
    return db.execute(LAST).scalar() or 0


def revision_at(db: Connection, moment: str) -> int:
    """The last revision that was written at a moment or before."""
    return db.execute(select(func.max(revision.c.number)).where(revision.c.moment <= moment)).scalar() or 0
