"""Review: people accept, correct or reject what was read, and take it back. Every decision is kept; what stands is made
of those that nobody took back, whichever reader reads the report next."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping
from typing import Any, get_args

from sqlalchemy import Connection, func, insert, select, update

from isnad.ledger.actors import Choice
from isnad.ledger.corrected import KINDS, Corrected, Decision, Fields, Review, corrected
from isnad.ledger.corrections import correction
from isnad.ledger.database import Ledger
from isnad.ledger.decided import decided, with_reviews
from isnad.ledger.errors import Conflict, LedgerError
from isnad.ledger.review_lists import Counts, counts, history, listed, queue, standing
from isnad.ledger.revisions import last_revision, moment, next_revision
from isnad.ledger.schema import actor, appearance, awaited, event, keepable, report, review, statement, version
from isnad.ledger.versions import read_of
from isnad.ledger.write import write_again

__all__ = ["Conflict", "Counts", "counts", "decide", "history", "listed", "queue", "standing", "undo"]

TABLES = {"statement": statement, "event": event, "awaited": awaited, "appearance": appearance}
LAST = select(func.max(review.c.number))
REPORT = ("id", "address", "version_id", "day", "published_at", "publisher")
"""The columns of a report that its version tells."""
FORMER = "actor"
"""Beside the fields of a decision on an appearance: the actor that it was taken for before, and why."""


def decide(ledger: Ledger, item_id: str, decision: Decision, *, fields: Mapping[str, Any] | None = None,
           note: str | None = None, by: str, seen: int | None = None) -> int:
    """Decide on a statement, event, awaited item, appearance, or a report ("all of it has been looked at").

    ``fields``: of a correction, a value for each (``corrections.correction`` tells which). ``seen``: the number of the
    last decision on it that stood when the person looked, 0 for none; None not to ask. Gives the decision's number.
    Raises ``Conflict`` where another stands by now, and ``LedgerError`` where it cannot be decided so.
    """
    by = _checked(item_id, decision, fields, by)
    note = keepable(note.strip()) or None if note else None
    with ledger.write() as db:
        case = _Case(ledger, db, item_id)
        case.ask(seen)
        last = case.last
        if last is not None and item_id[:1] != "r" and decision != "corrected" and (
                (last.decision, last.by, last.note) == (decision, by, note)):
            return int(last.number)  # somebody has pressed twice
        number = (db.execute(LAST).scalar() or 0) + 1
        made = case.made(number, decision, fields)
        now = moment()
        db.execute(insert(review).values(
            number=number, report_id=case.report["id"], item_id=item_id, decision=decision, fields=made,
            note=note, by=by, moment=now, undone=None, undone_by=None))
        back = _former(db, last) if last is not None and last.decision == "rejected" else {}
        done = case.write([*case.reviews, Review(number, item_id, decision, made)], now,
                          [last.decision if last is not None else None, decision], back)
    done()
    return number


def undo(ledger: Ledger, item: str | int, by: str) -> int:
    """Take back the last decision on a thing that stands, by the thing's identifier or the decision's number, and give
    its number. Raises ``LedgerError`` where none stands, and ``Conflict`` where the number is not the last."""
    if not by.strip():
        raise LedgerError("by: somebody must take it back; give a name")
    with ledger.write() as db:
        key = _item_of(db, item)
        case = _Case(ledger, db, key)
        if case.last is None:
            raise LedgerError(f"{key}: no decision on it stands that could be taken back")
        if not isinstance(item, str) or item.isdecimal():
            case.ask(int(item))
        number, now = int(case.last.number), moment()
        db.execute(update(review).where(review.c.number == number).values(undone=now, undone_by=keepable(by.strip())))
        rest = [each for each in case.reviews if each.number != number]
        after = next((each.decision for each in reversed(rest) if each.item == key), None)
        done = case.write(rest, now, [case.last.decision, after], _former(db, case.last))
    done()
    return number


def _checked(item_id: str, decision: str, fields: Mapping[str, Any] | None, by: str) -> str:
    """Who decides. Raises ``LedgerError`` where what came is no decision."""
    if item_id[:1] not in KINDS:
        raise LedgerError(f"{item_id}: cannot be decided on; statements, events, awaited items, appearances and "
                          "reports can")
    if decision not in get_args(Decision):
        raise LedgerError(f"{decision!r} is no decision; there are {', '.join(get_args(Decision))}")
    if decision != "corrected" and fields:
        raise LedgerError(f"{item_id}: what is {decision} has no fields ({', '.join(fields)}); correct it")
    if item_id[:1] == "r" and decision != "accepted":
        raise LedgerError(f"{item_id}: a report is accepted, once all of it has been looked at; what was read in it is "
                          "corrected or rejected one by one")
    if not by.strip():
        raise LedgerError("by: somebody must decide; give a name")
    return keepable(by.strip())


def _item_of(db: Connection, item: str | int) -> str:
    """The thing that an identifier or a decision's number names."""
    if isinstance(item, str) and not item.isdecimal():
        return item
    found = db.execute(select(review.c.item_id).where(review.c.number == int(item))).scalar() if (
        int(item) < 1 << 63) else None
    if found is None:
        raise LedgerError(f"{item}: no decision has this number; `isnad reviews` lists them")
    return str(found)


def report_of(db: Connection, item_id: str) -> str:
    """The report that a thing was read in, be it there no more."""
    kind = KINDS.get(item_id[:1], "")
    table = TABLES.get(kind)
    column = report.c.id if table is None else table.c.report_id
    found = db.execute(select(column).where((report if table is None else table).c.id == item_id)).scalar()
    if found is None:  # the row of an appearance that was rejected is not there
        found = db.execute(select(review.c.report_id).where(review.c.item_id == item_id)).scalar()
    if found is None:
        raise LedgerError(f"{item_id}: the ledger has nothing of this name that could be decided on")
    return str(found)


class _Case:
    """One thing, with its report, and with what people decided on them so far."""

    def __init__(self, ledger: Ledger, db: Connection, item_id: str) -> None:
        self.ledger, self.db, self.item = ledger, db, item_id
        key = report_of(db, item_id)
        self.report = dict(db.execute(select(*(report.c[name] for name in REPORT)).where(report.c.id == key))
                           .mappings().one())
        self.version = dict(db.execute(select(version).where(version.c.id == self.report["version_id"]))
                            .mappings().one())
        self.read, self.reviews = read_of(self.version), decided(db, key)
        self.last = db.execute(select(review).where(review.c.item_id == item_id, review.c.undone.is_(None))
                               .order_by(review.c.number.desc()).limit(1)).first()

    def ask(self, seen: int | None) -> None:
        """Raises ``Conflict`` where another decision stands than the one that somebody has seen."""
        stands = self.last.number if self.last is not None else 0
        if seen is None or seen == stands:
            return
        if self.last is not None and stands > seen:
            said = f"{self.last.by} {self.last.decision} it at {self.last.moment} (decision {stands})"
        else:
            back = self.db.execute(select(review).where(review.c.number == seen, review.c.item_id == self.item)).first()
            if back is None:
                raise LedgerError(f"{self.item}: there is no decision {seen} on it")
            said = f"{back.undone_by} took decision {seen} back at {back.undone}"
        raise Conflict(f"{self.item}: {said}, after you looked; look again")

    def made(self, number: int, decision: Decision, given: Mapping[str, Any] | None) -> Fields | None:
        """What is kept with a decision; raises ``LedgerError`` where it cannot hold."""
        if KINDS[self.item[:1]] == "report":
            return self._closing()
        # whatever was rejected stands again while it is looked at
        back = [*self.reviews, Review(number, self.item, "accepted")]
        stands = self._stands(back)
        told = next((local for local, key in stands.ids.items() if key == self.item), None)
        if told is None or not _holds(stands, told):
            raise LedgerError(f"{self.item}: it does not stand in its report, or what it rests on was rejected")
        made = correction(stands, self.item, given or {}) if decision == "corrected" else None
        if made is not None:
            lapsed = self._stands([*back, Review(number + 1, self.item, decision, made)]).lapsed
            if number + 1 in lapsed:
                raise LedgerError("; ".join(lapsed[number + 1]))
        if self.item[:1] == "p" and (decision == "rejected" or (made and {"kind", "country"} & made.keys())):
            row = self.db.execute(select(appearance.c.actor_id, appearance.c.reason)
                                  .where(appearance.c.id == self.item)).first()
            if row is not None:
                return (made or {}) | {FORMER: [list(row), None]}
        return made

    def _closing(self) -> Fields:
        """What a report was like when it was found to be right: its version, and what was read in it."""
        read = self.version["read"] if self.version["read"] is not None else self.version["record"]
        return {"version": [None, self.version["id"]], "revision": [None, last_revision(self.db) + 1],
                "read": [None, json.loads(zlib.decompress(read))]}

    def _stands(self, reviews: list[Review]) -> Corrected:
        return corrected(self.report["id"], self.read, reviews)

    def write(self, reviews: list[Review], now: str, decision: list[str | None],
              before: Mapping[str, Choice]) -> Callable[[], None]:
        """Write what stands; gives what is to be called once it is committed."""
        details = [[self.item, "review", *decision]]
        prepared = with_reviews(self.report, self.version, reviews)
        if prepared.version["record"] == self.version["record"]:
            next_revision(self.db, "review", now, self.report["id"], details)
            return lambda: None
        return write_again(self.ledger, self.db, prepared, now, details, before)


def _holds(stands: Corrected, local: str) -> bool:
    record = stands.record
    return any(each.id == local for some in (record.statements, record.events, record.awaited, record.actors)
               for each in some)


def _former(db: Connection, taken_back: Any) -> dict[str, Choice]:
    """Whom an appearance meant before a decision that is taken back; or whom he was merged into since."""
    told = (taken_back.fields or {}).get(FORMER)
    if told is None:
        return {}
    key, reason = told[0]
    while (row := db.execute(select(actor.c.merged_into).where(actor.c.id == key)).first()) and row.merged_into:
        key = row.merged_into
    return {taken_back.item_id: Choice(key, reason)}
