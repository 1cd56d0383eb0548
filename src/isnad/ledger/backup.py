"""A ledger into another: a whole, consistent copy while others write, and from one kind of database to the other."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, func, insert, select

from isnad.ledger.database import Ledger
from isnad.ledger.errors import LedgerError
from isnad.ledger.indexing import reindex
from isnad.ledger.schema import metadata, report

ROWS = 1000
"""Rows that are copied at once."""


def copy(source: Ledger, target: Ledger, tell: Callable[[], None] = lambda: None) -> int:
    """Copy all of one ledger, as it is at this moment, into an empty one, and give the number of its reports.

    Raises ``LedgerError`` where the other is not empty. ``tell`` is called after every ``ROWS`` rows or less.
    """
    with source.look() as there, target.write() as here:
        if _reports(here):
            raise LedgerError(f"{target.shown}: is not empty; a copy is made into a new one")
        for table in metadata.sorted_tables:
            with there.execution_options(yield_per=ROWS).execute(select(table)) as rows:
                for some in rows.mappings().partitions(ROWS):
                    here.execute(insert(table), [dict(row) for row in some])
                    tell()
        reindex(target, here)
        return _reports(here)


def steps(ledger: Ledger) -> int:
    """How many steps a copy of the ledger takes."""
    with ledger.look() as db:
        rows = [db.execute(select(func.count()).select_from(table)).scalar_one() for table in metadata.sorted_tables]
        return sum(-(-number // ROWS) for number in rows)


def _reports(db: Connection) -> int:
    return db.execute(select(func.count()).select_from(report)).scalar_one()
