"""What a report means for what the ledger holds: copies, stories, tellings, answers and disputes.

Rows of what was found are made of what they join, so that the same finding is one row however often it is made. What
a person has settled stays.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select

from isnad.ledger.link_disputes import link_disputes
from isnad.ledger.link_owed import link_owed
from isnad.ledger.link_tellings import link_tellings
from isnad.ledger.link_wires import link_wire
from isnad.ledger.linking import Linking
from isnad.ledger.schema import report, sketch


def link(new: Linking) -> None:
    """Find and write everything about a report whose own rows are written."""
    before = None if new.fresh else _forget(new)
    link_wire(new, before)
    link_tellings(new)
    link_owed(new)
    link_disputes(new)
    new.write_keys()


def _forget(new: Linking) -> Any:
    """Take back what the report was found by before; gives its row as it was."""
    new.db.execute(delete(sketch).where(sketch.c.report_id == new.id))
    return new.db.execute(select(report).where(report.c.id == new.id)).one()
