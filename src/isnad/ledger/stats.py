"""A ledger in figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, func, select, text

from isnad.ledger.database import Ledger
from isnad.ledger.identity import reader_mark
from isnad.ledger.revisions import last_revision
from isnad.ledger.schema import actor, awaited, dispute, event, rejected, report, statement, story, version


def stats(ledger: Ledger) -> dict[str, int | str | None]:
    """How much of everything there is; ``bytes`` is what the database takes on its disk."""
    with ledger.look() as db:
        reports = _count(db, report)
        size = _bytes(ledger, db)
        first, last = db.execute(select(func.min(report.c.day), func.max(report.c.day))).one()
        return {
            "reports": reports, "versions": _count(db, version),
            "read_by_another_reader": _count(db, version, version.c.reader != reader_mark()),
            "first_day": first, "last_day": last, "outlets": _distinct(db, report.c.publisher),
            "statements": _count(db, statement, statement.c.vanished.is_(None)),
            "events": _count(db, event, event.c.vanished.is_(None)),
            "actors": _count(db, actor, actor.c.vanished.is_(None), actor.c.generic.is_(False)),
            "wires": _distinct(db, report.c.wire_id), "copies": _count(db, report, report.c.copies.is_not(None)),
            "stories": _count(db, story, story.c.vanished.is_(None)),
            "awaited": _count(db, awaited, awaited.c.vanished.is_(None)),
            "awaited_open": _count(db, awaited, awaited.c.vanished.is_(None), awaited.c.state == "open"),
            "disputes": _count(db, dispute, dispute.c.vanished.is_(None)),
            "rejected": _count(db, rejected, rejected.c.report_id.is_(None)), "revision": last_revision(db),
            "bytes": size, "bytes_a_report": round(size / reports) if reports else None,
        }


def _count(db: Connection, table: Table, *conditions: Any) -> int:
    return db.execute(select(func.count()).select_from(table).where(*conditions)).scalar_one()


def _distinct(db: Connection, column: Any) -> int:
    return db.execute(select(func.count(column.distinct()))).scalar_one()


def _bytes(ledger: Ledger, db: Connection) -> int:
    if ledger.on_postgresql:
        return int(db.execute(text("SELECT pg_database_size(current_database())")).scalar_one())
    path = Path(ledger.engine.url.database or "")
    return sum(each.stat().st_size for each in (path, path.with_name(path.name + "-wal")) if each.exists())
