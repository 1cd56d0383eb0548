"""The front: what a day, or a stretch of days, brought, over all reports of it.

Copies do not count: stories stand by independent origins, and a statement is one however many reports carry it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, case, func, or_, select, union

from isnad.ledger import across, owed
from isnad.ledger.owing import as_change, owing
from isnad.ledger.schema import (
    Day,
    actor,
    awaited,
    awaited_change,
    entry,
    event,
    party,
    report,
    statement,
    story,
    version,
)
from isnad.ledger.search import SIDES
from isnad.ledger.views import View

STORIES, SPEAKERS, OWED, DISPUTES = 10, 8, 5, 4
"""How many of everything stand on the front; how many there are in all is told beside."""
ADDRESSED = 3
"""How many of those whom a speaker addresses or acts on are told."""
CANDIDATES = 6 * SPEAKERS
"""Speakers who are looked at closely, first."""


def _within(column: ColumnElement[Any]) -> ColumnElement[bool]:
    return column.between(bindparam("since", type_=Day()), bindparam("until", type_=Day()))


def _said() -> Select[Any]:
    """How many statements each speaker makes, whoever carries them: the most frequent first."""
    spoke = (party.c.item_id == entry.c.item_id) & (party.c.role == "speaker")
    said = (select(party.c.actor_id, func.count().label("number")).select_from(entry).join(party, spoke)
            .where(_within(entry.c.day), entry.c.kind == "statement").group_by(party.c.actor_id).subquery())
    most = select(said).order_by(said.c.number.desc(), said.c.actor_id).limit(bindparam("most")).subquery()
    return (select(most.c.actor_id, most.c.number, actor.c.name, actor.c.kind, actor.c.country, actor.c.generic)
            .select_from(most.outerjoin(actor, actor.c.id == most.c.actor_id))
            .order_by(most.c.number.desc(), most.c.actor_id))


def _acts() -> Select[Any]:
    """How many statements of each act speakers make, whoever repeats them counted once."""
    return (select(party.c.actor_id, statement.c.act, func.count(statement.c.telling.distinct()).label("number"))
            .join(statement, statement.c.id == party.c.item_id)
            .where(party.c.actor_id.in_(bindparam("speakers", expanding=True)), party.c.role == "speaker",
                   _within(statement.c.day), statement.c.vanished.is_(None))
            .group_by(party.c.actor_id, statement.c.act))


def _addressed() -> Select[Any]:
    """Whom speakers address, and on whom they act."""
    other, whom = party.alias("other"), actor.alias("whom")
    # one who is only meant is another in every report, and is one by his name here
    called = case((whom.c.generic, whom.c.name), else_=whom.c.id)
    return (select(party.c.actor_id, func.max(case((whom.c.generic, ""), else_=whom.c.id)).label("id"),
                   func.max(whom.c.name).label("name"), func.count(party.c.item_id.distinct()).label("number"))
            .join(other, (other.c.item_id == party.c.item_id) & other.c.role.in_(SIDES["recipient"]))
            .join(entry, entry.c.item_id == party.c.item_id).join(whom, whom.c.id == other.c.actor_id)
            .where(party.c.actor_id.in_(bindparam("speakers", expanding=True)), party.c.role.in_(SIDES["actor"]),
                   _within(entry.c.day))
            .group_by(party.c.actor_id, called))


def _told() -> Select[Any]:
    """The stories of a stretch by how many independent origins tell them in it, the most first."""
    # a report's entry has an index by days, which the report itself has not
    told = (select(entry.c.report_id).where(_within(entry.c.day), entry.c.kind == "report")
            .cte("told").prefix_with("MATERIALIZED"))
    origins = func.count(report.c.wire_id.distinct())
    return (select(report.c.story_id, origins.label("origins"), func.count().label("reports"),
                   func.count(report.c.publisher.distinct()).label("outlets"), func.count().over().label("total"))
            .join(told, told.c.report_id == report.c.id).where(report.c.story_id.is_not(None))
            .group_by(report.c.story_id).order_by(origins.desc(), func.count().desc(), report.c.story_id)
            .limit(STORIES))


def _first() -> Select[Any]:
    """The report of each story that came first, on whatever day."""
    order = (report.c.day.nulls_last(), report.c.published_at.nulls_last(), report.c.appeared)
    placed = (select(report.c.id, func.row_number().over(partition_by=report.c.story_id, order_by=order).label("at"))
              .where(report.c.story_id.in_(bindparam("stories", expanding=True))).subquery())
    return (select(report.c.id, report.c.story_id, report.c.day, report.c.published_at, report.c.publisher,
                   version.c.headline, version.c.agencies, version.c.byline)
            .join(placed, placed.c.id == report.c.id).join(version, version.c.id == report.c.version_id)
            .where(placed.c.at == 1))


def _of_stories(table: Any) -> Select[Any]:
    """How many statements or events the reports of stories tell in a stretch, whoever repeats them counted once."""
    return (select(report.c.story_id, func.count(table.c.telling.distinct()).label("number"))
            .join(table, table.c.report_id == report.c.id)
            .where(report.c.story_id.in_(bindparam("stories", expanding=True)), _within(report.c.day),
                   table.c.vanished.is_(None))
            .group_by(report.c.story_id))


# made once: to put a statement together takes longer than to run it
_SAID, _ACTS, _ADDRESSED, _TOLD, _FIRST = _said(), _acts(), _addressed(), _told(), _first()
_ITEMS = {"statement": _of_stories(statement), "event": _of_stories(event)}
_STORIES = select(story).where(story.c.id.in_(bindparam("stories", expanding=True)))
_REPORTS = select(func.count(), func.count(entry.c.publisher.distinct())).where(
    _within(entry.c.day), entry.c.kind == "report")
# one kind at a time stands in an index together with its days
_NUMBERS = {kind: select(func.count()).where(_within(entry.c.day), entry.c.kind == kind)
            for kind in ("statement", "event")}
_LEDGER = select(func.count(), func.count(report.c.day), func.count(report.c.publisher.distinct()),
                 func.count(report.c.day.distinct()), func.min(report.c.day), func.max(report.c.day))
_ENDS = select(func.min(entry.c.day), func.max(entry.c.day)).where(entry.c.kind == "report")
_BEFORE = select(func.max(entry.c.day)).where(entry.c.day < bindparam("since", type_=Day()), entry.c.kind == "report")
_AFTER = select(func.min(entry.c.day)).where(entry.c.day > bindparam("until", type_=Day()), entry.c.kind == "report")
_MATTERS = union(
    select(awaited.c.matter).where(awaited.c.vanished.is_(None), or_(
        _within(awaited.c.day), awaited.c.due < bindparam("until", type_=Day()))),
    select(awaited.c.matter).join(awaited_change, awaited_change.c.awaited_id == awaited.c.id)
    .where(awaited.c.vanished.is_(None), _within(awaited_change.c.day)))
_OWED = select(awaited).where(awaited.c.matter.in_(_MATTERS), awaited.c.vanished.is_(None))
_CHANGES = (select(awaited_change).join(awaited, awaited.c.id == awaited_change.c.awaited_id)
            .where(awaited.c.matter.in_(_MATTERS)))


@dataclass(slots=True, frozen=True)
class Days:
    """The stretch that is shown, with the nearest days before and after it that have reports; all None in a ledger
    without a day."""

    since: str | None
    until: str | None
    before: str | None
    after: str | None

    @property
    def bounds(self) -> dict[str, str]:
        """The stretch as queries have it; one in which there is nothing, where there is none."""
        return {"since": self.since or "0001-01-01", "until": self.until or "0001-01-01"}


def stretch(db: Connection, since: str | None = None, until: str | None = None) -> Days:
    """The stretch from one day to another; from or to the ledger's ends with one of them; its newest day without."""
    first, last = db.execute(_ENDS).one()
    if since is None:
        since = last if until is None else min(first or until, until)
    if until is None and since is not None:
        until = max(last or since, since)
    if since is None or until is None:
        return Days(None, None, None, None)
    return Days(since, until, db.execute(_BEFORE, {"since": since}).scalar(), db.execute(_AFTER, {"until": until})
                .scalar())


def front(db: Connection, days: Days, today: str) -> View:
    """Everything that the front tells of a stretch of days. ``today``: the day as of which what is owed stands, too."""
    reports, outlets = db.execute(_REPORTS, days.bounds).one()
    statements, events = (db.execute(query, days.bounds).scalar_one() for query in _NUMBERS.values())
    return {
        "since": days.since, "until": days.until, "before": days.before, "after": days.after, "today": today,
        "reports": reports, "outlets": outlets, "statements": statements, "events": events,
        "ledger": ledger_numbers(db), "stories": _stories(db, days), "speakers": _speakers(db, days),
        **_owing(db, days, today), "disputes": _disputes(db, days),
    }


def ledger_numbers(db: Connection) -> View:
    """How much there is in the whole ledger."""
    reports, dated, outlets, days, first, last = db.execute(_LEDGER).one()
    return {"reports": reports, "undated": reports - dated, "outlets": outlets, "days": days, "first_day": first,
            "last_day": last}


def _stories(db: Connection, days: Days) -> View:
    rows = db.execute(_TOLD, days.bounds).all()
    asked = days.bounds | {"stories": [row.story_id for row in rows]}
    about = {row.id: row for row in db.execute(_STORIES, asked)}
    first = {row.story_id: {"report": row.id, "day": row.day, "published_at": row.published_at,
                            "outlet": row.publisher or row.byline, "agencies": row.agencies,
                            "headline": row.headline} for row in db.execute(_FIRST, asked)}
    items = {(kind, key): number for kind, query in _ITEMS.items() for key, number in db.execute(query, asked)}
    return {"total": rows[0].total if rows else 0, "found": [
        {"id": row.story_id, "kind": "story", "title": about[row.story_id].title, "origins": row.origins,
         "reports": row.reports, "outlets": row.outlets, "first_day": about[row.story_id].first_day,
         "last_day": about[row.story_id].last_day, "statements": items.get(("statement", row.story_id), 0),
         "events": items.get(("event", row.story_id), 0), "first": first[row.story_id]} for row in rows]}


def _speakers(db: Connection, days: Days) -> list[View]:
    """Who speaks most: statements by act, each counted once however many reports carry it; and to whom.

    Those who are only meant ("a source") are somebody else in every report, and are left out.
    """
    most, about, acts = CANDIDATES, dict[str, Any](), dict[str, dict[str, int]]()
    while True:
        ranked = db.execute(_SAID, days.bounds | {"most": most}).all()
        about |= (more := {row.actor_id: row for row in ranked if not row.generic and row.actor_id not in about})
        acts |= {key: {} for key in more}
        for row in db.execute(_ACTS, days.bounds | {"speakers": list(more)}) if more else ():
            acts[row.actor_id][row.act] = row.number
        least = sorted((sum(each.values()) for each in acts.values()), reverse=True)[SPEAKERS - 1:SPEAKERS]
        # copies count in the ranking: who stands further down in it has said no more than the last of them
        if len(ranked) < most or (least and least[0] >= ranked[-1].number):
            break
        most *= 4
    shown = sorted(acts, key=lambda key: (-sum(acts[key].values()), key))[:SPEAKERS]
    to = _to_whom(db, days, shown)
    return [{"id": key, "name": about[key].name, "kind": about[key].kind, "country": about[key].country,
             "statements": sum(acts[key].values()),
             "acts": dict(sorted(acts[key].items(), key=lambda each: (-each[1], each[0]))), "to": to.get(key, [])}
            for key in shown]


def _to_whom(db: Connection, days: Days, speakers: Sequence[str]) -> dict[str, list[View]]:
    """Whom speakers address, and on whom they act, the most frequent first."""
    found: dict[str, list[View]] = defaultdict(list)
    rows = db.execute(_ADDRESSED, days.bounds | {"speakers": speakers}).all() if speakers else []
    for row in sorted(rows, key=lambda row: (-row.number, row.name)):
        if len(found[row.actor_id]) < ADDRESSED:
            found[row.actor_id].append({"id": row.id or None, "name": row.name, "number": row.number})
    return found


@dataclass(slots=True, frozen=True)
class _Owed:
    """Something awaited, as one report awaits it."""

    id: str
    day: str
    due: str | None
    changes: list[Any]


def _owing(db: Connection, days: Days, today: str) -> View:
    """What came to be awaited in a stretch, what was overdue at its end, and what was settled in it: how each stood
    then (``then``), and how it stands today."""
    since, until = days.bounds["since"], days.bounds["until"]
    matters = [(each, _standing(each, until)) for each in _matters(db, days) if each[0].day <= until]
    new = [each for each in matters if since <= each[0][0].day]
    new.sort(key=lambda each: (each[0][0].day, each[0][0].id), reverse=True)
    overdue = [each for each in matters if each[1].state == "overdue"]
    overdue.sort(key=lambda each: (each[1].due or "", each[0][0].id), reverse=True)
    settled = [(rows, state) for rows, state in matters if state.state in ("answered", "withdrawn") and state.by
               and since <= (state.by.day or "")]
    lists = {"awaited": new, "overdue": overdue, "settled": settled}
    keys = {row.id for some in lists.values() for rows, _ in some[:OWED] for row in rows}
    views = {each["id"]: each for each in owing(db, today, keys=tuple(sorted(keys)))} if keys else {}
    return {name: {"total": len(some), "found": [views[rows[0].id] | {"then": state.state}
                                                 for rows, state in some[:OWED]]} for name, some in lists.items()}


def _matters(db: Connection, days: Days) -> list[list[_Owed]]:
    """The rows of matters of which a stretch may tell something, by day, a list a matter."""
    changes: dict[str, list[Any]] = defaultdict(list)
    for row in db.execute(_CHANGES, days.bounds):
        changes[row.awaited_id].append(row)
    matters: dict[str, list[_Owed]] = defaultdict(list)
    for row in db.execute(_OWED, days.bounds):
        matters[row.matter].append(_Owed(row.id, row.day or "", row.due, changes[row.id]))
    return [sorted(each, key=lambda row: (row.day, row.id)) for each in matters.values()]


def _standing(rows: Sequence[_Owed], until: str) -> owed.State:
    """How a matter stood at the end of a day, by what had been told by then."""
    states = [owed.state_of(row.due, [as_change(each) for each in row.changes if (each.day or "") <= until], until)
              for row in rows if row.day <= until]
    return next((each for each in states if each.state in ("answered", "withdrawn")), states[-1])


def _disputes(db: Connection, days: Days) -> View:
    total, rows = across.disputes(db, since=days.bounds["since"], until=days.bounds["until"], limit=DISPUTES)
    return {"total": total, "found": rows}
