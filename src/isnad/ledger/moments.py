"""When the ledger took things in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import Connection, Table, select

from isnad.ledger.load import batches
from isnad.ledger.schema import actor, awaited, dispute, event, report, revision, statement, story

TABLES: dict[str, Table] = {"r": report, "s": statement, "e": event, "a": actor, "t": story, "w": awaited, "d": dispute}
"""Where things stand, by the first letter of their identifiers."""


def moments(db: Connection, keys: Collection[str]) -> dict[str, str]:
    """The moments (ISO 8601, UTC) at which things of any kind appeared, by their identifiers."""
    by_letter: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        by_letter[key[:1]].append(key)
    found: dict[str, str] = {}
    for letter in by_letter.keys() & TABLES.keys():
        table = TABLES[letter]
        for some in batches(by_letter[letter]):
            rows = db.execute(select(table.c.id, revision.c.moment)
                              .join(revision, revision.c.number == table.c.appeared).where(table.c.id.in_(some)))
            found |= {row.id: row.moment for row in rows}
    return found


def last_moment(db: Connection) -> str | None:
    """When the ledger was written last; None where it is empty."""
    moment: str | None = db.execute(select(revision.c.moment).order_by(revision.c.number.desc()).limit(1)).scalar()
    return moment
