"""What people decided on a report, laid upon what is written of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select

from isnad.ledger.corrected import Review, corrected
from isnad.ledger.prepare import Prepared, prepare
from isnad.ledger.schema import review
from isnad.ledger.versions import raw_of, read_of

# made once: to put a statement together takes longer than to run it
STANDING = (select(review.c.number, review.c.item_id, review.c.decision, review.c.fields)
            .where(review.c.report_id == bindparam("report"), review.c.undone.is_(None)).order_by(review.c.number))


def decided(db: Connection, report_id: str) -> list[Review]:
    """What people decided on a report and what was read in it, and nobody took back, in the order in which they did."""
    return [Review(row.number, row.item_id, row.decision, row.fields)
            for row in db.execute(STANDING, {"report": report_id})]


def as_decided(db: Connection, prepared: Prepared) -> Prepared:
    """A report as it is to be written; it is made anew only where people decided something on it."""
    reviews = decided(db, prepared.report["id"])
    return with_reviews(prepared.report, prepared.version, reviews) if reviews else prepared


def with_reviews(report: Mapping[str, Any], version: Mapping[str, Any], reviews: Sequence[Review]) -> Prepared:
    """The rows of a version with reviews laid upon what was read in it. ``report``, ``version``: the columns of both,
    as they are prepared or kept."""
    row = {"read": None, **version}
    read = read_of(row)
    stands = corrected(report["id"], read, reviews)
    raw, published = raw_of(row)
    made = prepare(raw, stands.record, published=published, source=row["source"] or "", ids=stands.ids)
    as_read = row["record"] if row["read"] is None else row["read"]
    same = stands.record is read
    made.report = dict(report)
    made.version = row | {"record": as_read if same else made.version["record"], "read": None if same else as_read}
    return made
