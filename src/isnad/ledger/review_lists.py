"""What people decided, as it is listed: the history of a thing, how a report's things stand, what waits for review."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, or_, select

from isnad.ledger.corrected import FIELDS, KINDS
from isnad.ledger.load import batches
from isnad.ledger.schema import appearance, awaited, entry, event, report, review, revision, statement, version
from isnad.ledger.views import View

ITEMS = (statement, event, awaited)
"""What is read in a report and waits to be decided on; appearances may be, and need not."""


def listed(db: Connection, *, report_id: str | None = None, by: str | None = None, since: str | None = None,
           until: str | None = None, limit: int = 20, offset: int = 0) -> tuple[int, list[View]]:
    """Decisions, the last in front: how many there are, and a page of them. ``by``: who made them, or took them back;
    ``since``, ``until``: days in UTC, both inclusive."""
    query = select(review)
    if report_id:
        query = query.where(review.c.report_id == report_id)
    if by:
        query = query.where(or_(review.c.by == by, review.c.undone_by == by))
    if since:
        query = query.where(review.c.moment >= _midnight(date.fromisoformat(since)))
    if until and until < date.max.isoformat():
        query = query.where(review.c.moment < _midnight(date.fromisoformat(until) + timedelta(1)))
    total = db.execute(select(func.count()).select_from(query.subquery())).scalar_one()
    return total, _views(db, query.order_by(review.c.number.desc()).limit(limit).offset(offset))


def _midnight(day: date) -> str:
    return f"{day.isoformat()}T00:00:00.000000Z"


def history(db: Connection, key: str) -> list[View]:
    """All that was ever decided on a thing, or on a report and everything in it, in its order."""
    column = review.c.report_id if key[:1] == "r" else review.c.item_id
    return _views(db, select(review).where(column == key).order_by(review.c.number))


def _views(db: Connection, query: Select[Any]) -> list[View]:
    rows = db.execute(query).all()
    words = _words(db, {row.item_id for row in rows})
    return [_view(row) | {"text": words.get(row.item_id)} for row in rows]


def _view(row: Any) -> View:
    kind = KINDS[row.item_id[:1]]
    fields = {name: (row.fields or {})[name] for name in FIELDS[kind] if name in (row.fields or {})}
    return {"number": row.number, "moment": row.moment, "by": row.by, "decision": row.decision, "item": row.item_id,
            "kind": kind, "report": row.report_id, "fields": fields,
            "changes": [f"{name}: {shown(before)} → {shown(after)}" for name, (before, after) in fields.items()],
            "note": row.note, "undone": row.undone, "undone_by": row.undone_by}


def shown(value: Any) -> str:
    """A value of a correction's field in words."""
    if isinstance(value, list):
        return (" … " if value and "name" not in value[0] else ", ").join(map(shown, value)) or "nobody"
    if isinstance(value, dict):
        return str(value.get("name") or value["text"])
    return "none" if value is None else str(value)


def _words(db: Connection, keys: Iterable[str]) -> dict[str, str]:
    """What things are called, or the words that they stand in."""
    found: dict[str, str] = {}
    for some in batches(sorted(keys)):
        for table, start, end in ((statement, "start", "end"), (event, "text_start", "text_end"),
                                  (awaited, "start", "end")):
            first, last = table.c[start], table.c[end]
            found |= {row[0]: row[1] for row in db.execute(
                select(table.c.id, func.substr(version.c.text, first + 1, last - first))
                .join(version, version.c.id == table.c.version_id).where(table.c.id.in_(some)))}
        found |= {row.id: row.name for row in db.execute(
            select(appearance.c.id, appearance.c.name).where(appearance.c.id.in_(some)))}
        found |= {row.id: row.headline for row in db.execute(
            select(report.c.id, version.c.headline).join(version, version.c.id == report.c.version_id)
            .where(report.c.id.in_(some)))}
    return found


def standing(db: Connection, report_id: str) -> dict[str, View]:
    """How a report, and everything in it that was decided on, stands, by identifier: the last decision that nobody took
    back, its number, who made it and when, and by field what was first and what is now."""
    found: dict[str, View] = {}
    for row in db.execute(select(review).where(review.c.report_id == report_id, review.c.undone.is_(None))
                          .order_by(review.c.number)):
        told = _view(row)
        fields: dict[str, list[Any]] = found[row.item_id]["fields"] if row.item_id in found else {}
        for name, (before, after) in told["fields"].items():
            fields[name] = [fields[name][0] if name in fields else before, after]
        found[row.item_id] = {name: told[name] for name in ("decision", "number", "by", "moment", "note")} | {
            "kind": told["kind"], "fields": fields}
    return found


# -- what waits


def closed() -> ColumnElement[bool]:
    """Whether somebody has looked at all of a ``report`` as it stands: no version has come since, and no reader has
    read anything otherwise."""
    since = review.c.fields["revision", 1].as_integer()
    otherwise = [exists().where(table.c.report_id == report.c.id, table.c.touched > since,
                                revision.c.number == table.c.touched, revision.c.report_id == report.c.id,
                                revision.c.cause.in_(("ingest", "reread")))
                 for table in ITEMS]
    return exists().where(and_(review.c.item_id == report.c.id, review.c.undone.is_(None),
                               review.c.fields["version", 1].as_string() == report.c.version_id,
                               *(~each for each in otherwise)))


def queue(db: Connection, *, begun: bool | None = None, outlet: str | None = None, since: str | None = None,
          until: str | None = None, limit: int = 20, offset: int = 0) -> tuple[int, list[View]]:
    """Reports that nobody has looked at as a whole, the newest first: how many there are, and a page of them, each with
    how many of its items are undecided. ``begun``: only those in which something, or nothing, is decided."""
    query = select(report.c.id).where(~closed())
    if begun is not None:
        some = exists().where(review.c.report_id == report.c.id, review.c.undone.is_(None))
        query = query.where(some if begun else ~some)
    if outlet:
        query = query.where(report.c.publisher == outlet)
    if since:
        query = query.where(report.c.day >= since)
    if until:
        query = query.where(report.c.day <= until)
    total = db.execute(select(func.count()).select_from(query.subquery())).scalar_one()
    keys = list(db.execute(query.order_by(report.c.day.desc().nulls_last(), report.c.id).limit(limit).offset(offset))
                .scalars())
    return total, _waiting(db, keys)


def _waiting(db: Connection, keys: Sequence[str]) -> list[View]:
    """Reports of a queue, in their order."""
    about: dict[str, Any] = {}
    items: dict[str, list[str]] = defaultdict(list)
    last: dict[str, dict[str, str]] = defaultdict(dict)
    for some in batches(keys):
        about |= {row.id: row for row in db.execute(
            select(report.c.id, report.c.day, report.c.publisher, version.c.headline, version.c.url)
            .join(version, version.c.id == report.c.version_id).where(report.c.id.in_(some)))}
        for table in ITEMS:
            for owner, key in db.execute(select(table.c.report_id, table.c.id).where(
                    table.c.report_id.in_(some), table.c.vanished.is_(None))):
                items[owner].append(key)
        for row in db.execute(select(review.c.report_id, review.c.item_id, review.c.decision)
                              .where(review.c.report_id.in_(some), review.c.undone.is_(None))
                              .order_by(review.c.number)):
            last[row.report_id][row.item_id] = row.decision
    made = []
    for key in keys:
        row = about[key]
        decisions = Counter(each for item, each in last[key].items() if item[:1] in "sew")
        made.append({"id": key, "kind": "report", "day": row.day, "outlet": row.publisher, "headline": row.headline,
                     "url": row.url, "items": len(items[key]),
                     "undecided": sum(each not in last[key] for each in items[key]),
                     **{name: decisions[name] for name in ("accepted", "corrected", "rejected")}})
    return made


@dataclass(slots=True, frozen=True)
class Counts:
    """How far review is: reports, and those that somebody has looked at as a whole; items that stand, and those that
    nobody decided on; and the decisions on items that stand by now."""

    reports: int
    closed: int
    items: int
    undecided: int
    accepted: int
    corrected: int
    rejected: int


def counts(db: Connection) -> Counts:
    """How far review is in the whole ledger."""
    def count(query: Select[Any]) -> int:
        return int(db.execute(query).scalar_one())

    # every statement and event that stands can be found, and is counted faster by its entry
    items = count(select(func.count()).where(entry.c.kind.in_(("statement", "event"))))
    items += count(select(func.count()).where(awaited.c.vanished.is_(None)))
    undecided = items
    for table in ITEMS:
        undecided -= count(select(func.count(table.c.id.distinct())).join(review, review.c.item_id == table.c.id)
                           .where(review.c.undone.is_(None), table.c.vanished.is_(None)))
    last = (select(func.max(review.c.number)).where(review.c.undone.is_(None)).group_by(review.c.item_id))
    made = {row[0]: row[1] for row in db.execute(
        select(review.c.decision, func.count()).where(
            review.c.number.in_(last), func.substr(review.c.item_id, 1, 1).in_(("s", "e", "w")))
        .group_by(review.c.decision))}
    return Counts(count(select(func.count()).select_from(report)),
                  count(select(func.count()).select_from(report).where(closed())), items, undecided,
                  *(made.get(name, 0) for name in ("accepted", "corrected", "rejected")))
