"""What is known of one actor across reports: names and roles through time, what he does, and with whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from isnad.ledger.schema import actor, appearance, awaited, event, party, report, statement
from isnad.ledger.views import View

DOES, IS_DONE_TO = ("actor", "speaker"), ("recipient", "addressee")
"""The roles of who acts or speaks, and of whom it is done or said to."""


def names(db: Connection, key: str) -> list[View]:
    """An actor's spellings, the most frequent first: ``name``, ``reports``, ``first_day``, ``last_day``."""
    return _through_time(db, key, appearance.c.name, "name")


def roles(db: Connection, key: str) -> list[View]:
    """His roles as reports tell them, by the day on which each was told first: ``role``, ``reports``, ``first_day``,
    ``last_day``."""
    return sorted(_through_time(db, key, appearance.c.role, "role"),
                  key=lambda row: (row["first_day"] or "9999", row["last_day"] or "9999", row["role"]))


def _through_time(db: Connection, key: str, column: ColumnElement[Any], name: str) -> list[View]:
    number = func.count(appearance.c.report_id.distinct())
    rows = db.execute(
        select(column.label("value"), number.label("reports"), func.min(report.c.day).label("first_day"),
               func.max(report.c.day).label("last_day"))
        .join(report, report.c.id == appearance.c.report_id)
        .where(appearance.c.actor_id == key, column.is_not(None)).group_by(column).order_by(number.desc(), column))
    return [{name: row.value, "reports": row.reports, "first_day": row.first_day, "last_day": row.last_day}
            for row in rows]


def deeds(db: Connection, key: str) -> dict[str, list[tuple[str, int]]]:
    """How often he does what: ``says`` (acts of statements), ``does`` and ``suffers`` (types of events), the most
    frequent first."""
    return {"says": _counted(db, key, ("speaker",), statement, statement.c.act),
            "does": _counted(db, key, ("actor",), event, event.c.type),
            "suffers": _counted(db, key, ("recipient",), event, event.c.type)}


def _counted(db: Connection, key: str, parts: Sequence[str], table: Any, code: Any) -> list[tuple[str, int]]:
    number = func.count(party.c.item_id.distinct())
    rows = db.execute(select(code, number).join(party, party.c.item_id == table.c.id)
                      .where(party.c.actor_id == key, party.c.role.in_(parts), table.c.vanished.is_(None))
                      .group_by(code).order_by(number.desc(), code))
    return [(row[0], row[1]) for row in rows]


def counterparts(db: Connection, key: str, most: int = 12) -> tuple[int, list[View]]:
    """With whom he has to do: how many there are, and those with most. Each has ``id``, ``name``, ``out`` (what he says
    or does to them) and ``into`` (what they say or do to him)."""
    found: dict[str, dict[str, int]] = {}
    for name, mine, theirs in (("out", DOES, IS_DONE_TO), ("into", IS_DONE_TO, DOES)):
        own, other = party.alias(), party.alias()
        for row in db.execute(
                select(other.c.actor_id, func.count(own.c.item_id.distinct()).label("number"))
                .join(other, other.c.item_id == own.c.item_id)
                .where(own.c.actor_id == key, own.c.role.in_(mine), other.c.role.in_(theirs), other.c.actor_id != key)
                .group_by(other.c.actor_id)):
            found.setdefault(row.actor_id, {"out": 0, "into": 0})[name] = row.number
    ordered = sorted(found, key=lambda each: (-found[each]["out"] - found[each]["into"], each))
    rows = db.execute(select(actor.c.id, actor.c.name).where(actor.c.id.in_(ordered[:most])))
    called = {row.id: row.name for row in rows}
    return len(found), [{"id": each, "name": called[each]} | found[each] for each in ordered[:most]]


def owed_by(db: Connection, key: str, part: str) -> tuple[str, ...]:
    """The awaited items that an actor owes (``owes``) or waits for (``waits``)."""
    return tuple(db.execute(
        select(party.c.item_id).join(awaited, awaited.c.id == party.c.item_id)
        .where(party.c.actor_id == key, party.c.role == part, awaited.c.vanished.is_(None))).scalars())


def story_actors(db: Connection, story: str, most: int = 12) -> tuple[int, list[View]]:
    """Who has most part in what a story tells: how many actors there are, and those who have most. Each has ``id``,
    ``name``, ``country``, ``out`` and ``into``: what he says or does, and what is said or done to him."""
    does = func.count(party.c.item_id.distinct()).filter(party.c.role.in_(DOES))
    suffers = func.count(party.c.item_id.distinct()).filter(party.c.role.in_(IS_DONE_TO))
    items = [select(table.c.id).join(report, report.c.id == table.c.report_id)
             .where(report.c.story_id == story, table.c.vanished.is_(None)) for table in (statement, event)]
    counted = (select(party.c.actor_id, does.label("out"), suffers.label("into"))
               .where(party.c.item_id.in_(items[0].union_all(items[1])), party.c.role.in_((*DOES, *IS_DONE_TO)))
               .group_by(party.c.actor_id).subquery())
    rows = db.execute(select(actor.c.id, actor.c.name, actor.c.country, counted.c.out, counted.c.into,
                             func.count().over().label("total"))
                      .join(counted, counted.c.actor_id == actor.c.id).where(actor.c.generic.is_(False))
                      .order_by((counted.c.out + counted.c.into).desc(), actor.c.id).limit(most)).all()
    return rows[0].total if rows else 0, [
        {"id": row.id, "name": row.name, "country": row.country, "out": row.out, "into": row.into} for row in rows]
