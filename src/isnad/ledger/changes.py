"""The change feed: what appeared, changed and vanished since a moment or a revision."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Select, String, cast, literal, null, select, union_all

from isnad.ledger.database import Ledger
from isnad.ledger.revisions import revision_at
from isnad.ledger.schema import actor, awaited, dispute, event, report, revision, statement, story

Feed = Literal["appeared", "changed", "vanished"]
TABLES = {"report": report, "statement": statement, "event": event, "awaited": awaited, "actor": actor,
          "story": story, "dispute": dispute}


LAST = (1 << 63) - 1
"""The greatest number that a database compares with."""


@dataclass(slots=True, frozen=True)
class Change:
    """One thing that is no longer as it was. ``revision`` and ``moment`` are those of its last change."""

    revision: int
    moment: str
    what: Feed
    kind: str
    id: str
    report_id: str | None


def changes(ledger: Ledger, since: str | int = 0) -> Iterator[Change]:
    """What is otherwise than it was after a revision or at a moment (ISO 8601, UTC), in the order of its last change.

    What appeared and vanished in between is left out. Take the last change's revision as the next ``since``.
    """
    with ledger.look() as db:
        number = min(since, LAST) if isinstance(since, int) else revision_at(db, since)
        for row in db.execute(_since(number)):
            what: Feed = "vanished" if row.vanished else "appeared" if row.appeared > number else "changed"
            if what != "vanished" or row.appeared <= number:
                yield Change(row.touched, row.moment, what, row.kind, row.id, row.report_id)


def _since(number: int) -> Select[Any]:
    parts = [
        select(table.c.id, literal(kind).label("kind"), table.c.appeared, table.c.touched, table.c.vanished,
               (table.c.report_id if "report_id" in table.c else cast(null(), String(14))).label("report_id"))
        .where(table.c.touched > number)
        for kind, table in TABLES.items()
    ]
    every = union_all(*parts).subquery()
    return (select(every, revision.c.moment).join(revision, revision.c.number == every.c.touched)
            .order_by(every.c.touched, every.c.kind, every.c.id))
