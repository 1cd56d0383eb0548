"""Stories, and what is known of one thing across reports: origins, copies, who came first, who tells it otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Select, func, select

from isnad.ledger.items import EventItem, StatementItem
from isnad.ledger.load import told_only
from isnad.ledger.schema import dispute, event, report, statement, story, version
from isnad.ledger.tellings import differences
from isnad.ledger.views import View, views


def stories(db: Connection, *, since: str | None = None, until: str | None = None, least: int = 1, limit: int = 20,
            offset: int = 0) -> tuple[int, list[View]]:
    """Stories by how many independent origins tell them, the most first: how many there are, and a page of them."""
    query = _stories(since, until, least)
    page = db.execute(query.add_columns(func.count().over().label("total")).limit(limit).offset(offset)).all()
    total = page[0].total if page else db.execute(select(func.count()).select_from(query.subquery())).scalar_one()
    return total, [_told_story(row) for row in page]


def story_keys(db: Connection, *, since: str | None = None, until: str | None = None, least: int = 1) -> list[str]:
    """The identifiers of all of them, in the same order."""
    return list(db.execute(_stories(since, until, least)).scalars())


def stories_of(db: Connection, keys: Sequence[str]) -> list[View]:
    """Stories by their identifiers, in that order; those that no report tells any more are left out."""
    found = {row.id: _told_story(row) for row in db.execute(_stories(None, None, 1, keys))}
    return [found[key] for key in keys if key in found]


def _stories(since: str | None, until: str | None, least: int, keys: Sequence[str] | None = None) -> Select[Any]:
    told_by = select(report.c.story_id, func.count().label("reports"),
                     func.count(report.c.wire_id.distinct()).label("origins"),
                     func.count(report.c.publisher.distinct()).label("outlets"))
    if keys is not None:
        told_by = told_by.where(report.c.story_id.in_(keys))
    counts = (told_by.group_by(report.c.story_id).having(func.count(report.c.wire_id.distinct()) >= least)).subquery()
    query = select(story, counts.c.reports, counts.c.origins, counts.c.outlets).join(
        counts, counts.c.story_id == story.c.id)
    if since:
        query = query.where(story.c.last_day >= since)
    if until:
        query = query.where(story.c.first_day <= until)
    return query.order_by(counts.c.origins.desc(), counts.c.reports.desc(), story.c.last_day.desc().nulls_last(),
                          story.c.id)


def _told_story(row: Any) -> View:
    return {"id": row.id, "kind": "story", "title": row.title, "first_day": row.first_day, "last_day": row.last_day,
            "origins": row.origins, "reports": row.reports, "outlets": row.outlets}


def carriers(db: Connection, key: str) -> list[View]:
    """The reports of a story, wire by wire, who came first in front; each with whom it copies, and how."""
    rows = db.execute(
        select(report, version.c.headline, version.c.url, version.c.agencies)
        .join(version, version.c.id == report.c.version_id).where(report.c.story_id == key)
        .order_by(report.c.day.nulls_last(), report.c.published_at.nulls_last(), report.c.appeared)).all()
    first = {row.wire_id: number for number, row in reversed(list(enumerate(rows)))}
    return [{"id": row.id, "kind": "report", "day": row.day, "published_at": row.published_at,
             "outlet": row.publisher, "agencies": row.agencies, "headline": row.headline, "wire": row.wire_id,
             "copies": row.copies, "how": row.copied_how, "url": row.url}
            for row in sorted(rows, key=lambda row: first[row.wire_id])]


def tellings(db: Connection, key: str) -> View:
    """What is known of a statement or an event across reports.

    ``tellings``: every report's telling of it, the first in front; ``otherwise``: what is apart between this one and
    the others; ``disputes``: what it is at odds with. Raises ``KeyError`` where there is no such item.
    """
    table = statement if key.startswith("s") else event
    own = db.execute(select(table).where(table.c.id == key)).first()
    if own is None:
        raise KeyError(key)
    rows = db.execute(
        select(table.c.id, table.c.report_id, report.c.wire_id, report.c.publisher, report.c.day, report.c.copies)
        .join(report, report.c.id == table.c.report_id)
        .where(table.c.telling == own.telling, table.c.vanished.is_(None))
        .order_by(report.c.day.nulls_last(), report.c.published_at.nulls_last(), report.c.appeared)).all()
    return {
        "origins": len({row.wire_id for row in rows}),
        "tellings": [{"id": row.id, "report": row.report_id, "wire": row.wire_id, "outlet": row.publisher,
                      "day": row.day, "copies": row.copies} for row in rows],
        "otherwise": list(_otherwise(db, own, rows)),
        "disputes": [_dispute(row) for row in db.execute(
            select(dispute).where((dispute.c.one_id == key) | (dispute.c.other_id == key),
                                  dispute.c.vanished.is_(None)).order_by(dispute.c.id))],
    }


def _otherwise(db: Connection, own: Any, rows: Sequence[Any]) -> Iterator[View]:
    reports = told_only(db, {row.report_id for row in rows} | {own.report_id}, [own.id, *(row.id for row in rows)])
    mine = reports[own.report_id].item(own.id) if reports[own.report_id].has(own.id) else None
    for row in rows:
        other = reports[row.report_id].item(row.id)
        if row.id != own.id and isinstance(mine, StatementItem | EventItem) and isinstance(
                other, StatementItem | EventItem):
            for each in differences(mine, other):
                yield {"id": row.id, "outlet": row.publisher, "on": each.kind, "here": each.first, "there": each.second}


def _dispute(row: Any) -> View:
    return {"id": row.id, "kind": "dispute", "what": row.kind, "one": row.one_id, "other": row.other_id, "day": row.day,
            "sure": row.sure, "settled": row.settled, "by": row.by, "rule": row.rule, "why": row.why}


def disputes(db: Connection, *, kind: str | None = None, sure: bool | None = None, since: str | None = None,
             until: str | None = None, limit: int = 20, offset: int = 0) -> tuple[int, list[View]]:
    """Pairs that are at odds, the newest first; rejected ones are left out."""
    query = _disputes(kind, sure, since, until)
    total = db.execute(select(func.count()).select_from(query.subquery())).scalar_one()
    return total, dispute_of(db, db.execute(query.limit(limit).offset(offset)).all())


def dispute_keys(db: Connection, *, kind: str | None = None, sure: bool | None = None, since: str | None = None,
                 until: str | None = None) -> list[str]:
    """The identifiers of all of them, in the same order."""
    return list(db.execute(_disputes(kind, sure, since, until)).scalars())


def disputes_of(db: Connection, keys: Sequence[str]) -> list[View]:
    """Disputes by their identifiers, in that order."""
    rows = {row.id: row for row in db.execute(select(dispute).where(dispute.c.id.in_(keys)))}
    return dispute_of(db, [rows[key] for key in keys if key in rows])


def _disputes(kind: str | None, sure: bool | None, since: str | None, until: str | None) -> Select[Any]:
    query = select(dispute).where(dispute.c.vanished.is_(None),
                                  func.coalesce(dispute.c.settled, "") != "rejected")
    if kind:
        query = query.where(dispute.c.kind == kind)
    if sure is not None:
        query = query.where((dispute.c.sure if sure else ~dispute.c.sure) | (dispute.c.settled == "confirmed"))
    if since:
        query = query.where(dispute.c.day >= since)
    if until:
        query = query.where(dispute.c.day <= until)
    return query.order_by(dispute.c.day.desc().nulls_last(), dispute.c.id)


def dispute_of(db: Connection, rows: Sequence[Any]) -> list[View]:
    """Disputes with both their sides."""
    sides = _sides(db, [key for row in rows for key in (row.one_id, row.other_id)])
    return [_dispute(row) | {"claim": sides.get(row.one_id), "counter": sides.get(row.other_id)}
                   for row in rows]


def _sides(db: Connection, keys: list[str]) -> dict[str, View]:
    found: dict[str, str] = {}
    for table in (statement, event):
        found |= {row.id: row.report_id for row in db.execute(
            select(table.c.id, table.c.report_id).where(table.c.id.in_(keys), table.c.vanished.is_(None)))}
    rows = [(key, "statement" if key.startswith("s") else "event", owner) for key, owner in sorted(found.items())]
    return {view["id"]: view for view in views(db, rows)}
