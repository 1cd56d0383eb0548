"""How what is awaited stands, and what people decide: findings confirmed or rejected, actors merged or split."""

from __future__ import annotations

from typing import Any, Literal

from sqlalchemy import Connection, Table, func, insert, or_, select, update

from isnad.ledger import owed
from isnad.ledger.database import Ledger
from isnad.ledger.errors import LedgerError
from isnad.ledger.identity import identifier
from isnad.ledger.resolve import record_change, renew
from isnad.ledger.revisions import moment, next_revision
from isnad.ledger.schema import actor, actor_change, appearance, awaited, awaited_change, dispute, party

Decision = Literal["confirmed", "rejected"]
NOBODY_NAMED = "a person"
"""Who has settled something, where no name is given."""


def changes_of(db: Connection, key: str) -> list[owed.Change]:
    """The changes of something awaited."""
    return [owed.Change(row.state, row.sure, row.evidence_id or row.id, row.day, row.moment, row.rule, row.settled)
            for row in db.execute(select(awaited_change).where(awaited_change.c.awaited_id == key)
                                  .order_by(awaited_change.c.id))]


def standing(db: Connection, row: Any, today: str) -> owed.State:
    """How something awaited stands on a day; ``row`` is its row."""
    return owed.state_of(row.due, changes_of(db, row.id), today)


def update_state(db: Connection, key: str, revision: int) -> None:
    """Write how something awaited stands, apart from what only the calendar makes of it."""
    row = db.execute(select(awaited).where(awaited.c.id == key)).one()
    state = owed.state_of(None, changes_of(db, key), "").state
    if state != row.state:
        db.execute(update(awaited).where(awaited.c.id == key).values(state=state, touched=revision))


def settle_awaited(ledger: Ledger, key: str, decision: Decision, by: str = NOBODY_NAMED) -> int:
    """Confirm or reject a change of something awaited, or every undecided one of an item. Gives how many.

    Raises ``LedgerError`` where there is no such change or item, or nothing is left to decide.
    """
    return _settle(ledger, awaited_change, key, decision, by, awaited_change.c.awaited_id == key)


def settle_dispute(ledger: Ledger, key: str, decision: Decision, by: str = NOBODY_NAMED) -> int:
    """Confirm or reject a dispute. Raises ``LedgerError`` where there is none such."""
    return _settle(ledger, dispute, key, decision, by)


def _settle(ledger: Ledger, table: Table, key: str, decision: Decision, by: str, *also: Any) -> int:
    with ledger.write() as db:
        mine = select(table).where(or_(table.c.id == key, *also))
        rows = db.execute(mine).all()
        if len(rows) > 1 or (rows and rows[0].id != key):
            rows = [row for row in rows if row.settled is None and not row.sure]
        if not rows:
            what = "dispute" if table is dispute else "change of anything awaited"
            raise LedgerError(f"{key}: no such {what}, or nothing in it is left to decide")
        number = next_revision(db, "settle", moment(),
                               details=[[row.id, "settled", row.settled, decision] for row in rows])
        for row in rows:
            touched = {"touched": number} if table is dispute else {}
            db.execute(update(table).where(table.c.id == row.id).values(settled=decision, by=by, **touched))
        if table is awaited_change:
            for each in {row.awaited_id for row in rows}:
                update_state(db, each, number)
        return len(rows)


def merge(ledger: Ledger, one: str, into: str, by: str = NOBODY_NAMED, reason: str = "") -> None:
    """Make one actor another: all that is told of him is told of the other. ``split`` undoes it.

    Raises ``LedgerError`` where one of them is not there, or they are one already.
    """
    with ledger.write() as db:
        rows = {row.id: row for row in db.execute(select(actor).where(actor.c.id.in_([one, into])))}
        for key in (one, into):
            if key not in rows:
                raise LedgerError(f"{key}: no such actor; `isnad actors --name NAME` finds them")
            if rows[key].merged_into:
                raise LedgerError(f"{key}: is merged into {rows[key].merged_into} already")
        if one == into:
            raise LedgerError(f"{one}: cannot be merged into itself")
        if rows[one].kind != rows[into].kind:
            raise LedgerError(f"{one} is a {rows[one].kind} and {into} a {rows[into].kind}; only like can be merged")
        now = moment()
        number = next_revision(db, "merge", now, details=[[one, "merged_into", None, into]])
        moved = list(db.execute(select(appearance.c.id).where(appearance.c.actor_id == one)
                                .order_by(appearance.c.id)).scalars())
        _move(db, moved, into)
        db.execute(update(actor).where(actor.c.id == one)
                   .values(merged_into=into, touched=number, vanished=number))
        record_change(db, now, "merge", one, into, by, reason or "by hand", moved)
        renew(ledger, db, (one, into), number)
        db.execute(update(actor_change).where(actor_change.c.kind == "offer", actor_change.c.undone.is_(False), or_(
            (actor_change.c.actor_id == one) & (actor_change.c.other_id == into),
            (actor_change.c.actor_id == into) & (actor_change.c.other_id == one))).values(undone=True))


def split(ledger: Ledger, key: str, name: str | None = None, by: str = NOBODY_NAMED) -> str:
    """Take apart what is one actor and should be two; gives the other's identifier.

    ``name``: a spelling that means somebody else. Without it the last merge into the actor is undone.
    Raises ``LedgerError`` where there is nothing to take apart.
    """
    with ledger.write() as db:
        if db.execute(select(actor.c.id).where(actor.c.id == key)).first() is None:
            raise LedgerError(f"{key}: no such actor; `isnad actors --name NAME` finds them")
        now = moment()
        if name is None:
            return _unmerge(ledger, db, key, by, now)
        rows = db.execute(select(appearance).where(appearance.c.actor_id == key).order_by(appearance.c.id)).all()
        moved = [row for row in rows if row.name == name]
        if not moved or len(moved) == len(rows):
            names = ", ".join(dict.fromkeys(row.name for row in rows))
            raise LedgerError(f"{key}: {name!r} is not one of several spellings that he has; they are {names}")
        other = identifier("a", "split", key, name)
        number = next_revision(db, "split", now, details=[[key, "split", name, other]])
        if db.execute(select(actor.c.id).where(actor.c.id == other)).first() is None:
            db.execute(insert(actor).values(id=other, name=name, kind=moved[0].kind, generic=False, appeared=number,
                                            touched=number))
        _move(db, [row.id for row in moved], other)
        record_change(db, now, "split", key, other, by, f"{name} is somebody else", [row.id for row in moved])
        renew(ledger, db, (key, other), number)
        return other


def _unmerge(ledger: Ledger, db: Connection, key: str, by: str, now: str) -> str:
    last = db.execute(select(actor_change).where(
        actor_change.c.kind == "merge", actor_change.c.other_id == key, actor_change.c.undone.is_(False))
        .order_by(actor_change.c.number.desc()).limit(1)).first()
    if last is None:
        raise LedgerError(f"{key}: nobody was merged into it; give --name to take one spelling out")
    number = next_revision(db, "split", now, details=[[last.actor_id, "merged_into", key, None]])
    _move(db, last.moved, last.actor_id)
    db.execute(update(actor).where(actor.c.id == last.actor_id)
               .values(merged_into=None, vanished=None, touched=number))
    db.execute(update(actor_change).where(actor_change.c.number == last.number).values(undone=True))
    record_change(db, now, "split", key, last.actor_id, by, "a merge undone", last.moved)
    renew(ledger, db, (key, last.actor_id), number)
    return str(last.actor_id)


def _move(db: Connection, appearances: list[str], to: str) -> None:
    for table, column in ((appearance, appearance.c.id), (party, party.c.appearance_id)):
        for at in range(0, len(appearances), 500):
            db.execute(update(table).where(column.in_(appearances[at:at + 500])).values(actor_id=to))


def offers(db: Connection) -> list[Any]:
    """Pairs of actors who may be one, and that nobody has decided on."""
    one, other = actor.alias(), actor.alias()
    return list(db.execute(
        select(actor_change.c.actor_id, actor_change.c.other_id, one.c.name, other.c.name.label("other_name"),
               func.min(actor_change.c.reason).label("reason"), func.count().label("times"))
        .join(one, one.c.id == actor_change.c.actor_id).join(other, other.c.id == actor_change.c.other_id)
        .where(actor_change.c.kind == "offer", actor_change.c.undone.is_(False), one.c.merged_into.is_(None),
               other.c.merged_into.is_(None))
        .group_by(actor_change.c.actor_id, actor_change.c.other_id, one.c.name, other.c.name)
        .order_by(func.count().desc(), actor_change.c.actor_id, actor_change.c.other_id)))
