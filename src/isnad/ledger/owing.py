"""What is owed, as it is listed: each item with how it stands, and the evidence for every change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from isnad.ledger import owed
from isnad.ledger.items import AwaitedItem
from isnad.ledger.load import Told, batches, told_only
from isnad.ledger.schema import awaited, awaited_change
from isnad.ledger.views import View, chain

STATES = ("open", "overdue", "answered", "withdrawn")


@dataclass(slots=True, frozen=True)
class _Matter:
    """The rows of one matter, a report each, by day; the one by which it stands, how it does, and every change."""

    rows: list[Any]
    by: Any
    state: owed.State
    changes: list[Any]

    @property
    def offered(self) -> list[str]:
        """What is left to decide on: what has come already needs no more answers."""
        if self.state.state not in ("open", "overdue"):
            return []
        return [each.id for each in self.changes if not each.sure and each.settled is None]


def owing(db: Connection, today: str, *, states: tuple[str, ...] = (), offered: bool = False, since: str | None = None,
          until: str | None = None, keys: tuple[str, ...] = ()) -> list[View]:
    """What is awaited, one entry a matter however many reports await it, the newest first.

    ``today``: the day from which a term is looked back at; ``offered``: only what has changes to decide on;
    ``keys``: items that are asked for.
    """
    return owing_page(db, today, states=states, offered=offered, since=since, until=until, keys=keys)[1]


def owing_page(db: Connection, today: str, *, states: tuple[str, ...] = (), offered: bool = False,
               since: str | None = None, until: str | None = None, keys: tuple[str, ...] = (),
               limit: int | None = None, offset: int = 0) -> tuple[int, list[View]]:
    """How many matters there are, and a page of them."""
    found = [each for each in _matters(db, today, _conditions(since, until, keys))
             if (not states or each.state.state in states) and (not offered or each.offered)]
    return len(found), _views(db, found[offset:] if limit is None else found[offset:offset + limit])


def owing_keys(db: Connection, today: str, *, states: tuple[str, ...] = (), offered: bool = False,
               since: str | None = None, until: str | None = None) -> list[tuple[str, ...]]:
    """The items of each matter, in the order in which ``owing`` gives the matters."""
    return [tuple(row.id for row in each.rows) for each in _matters(db, today, _conditions(since, until, ()))
            if (not states or each.state.state in states) and (not offered or each.offered)]


def _conditions(since: str | None, until: str | None, keys: tuple[str, ...]) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [awaited.c.vanished.is_(None)]
    if since:
        found.append(awaited.c.day >= since)
    if until:
        found.append(awaited.c.day <= until)
    if keys:
        found.append(awaited.c.id.in_(keys))
    return found


def _matters(db: Connection, today: str, conditions: Sequence[ColumnElement[bool]]) -> list[_Matter]:
    """Every matter with how it stands. Nothing of the reports is loaded for it."""
    changes: dict[str, list[Any]] = defaultdict(list)
    for row in db.execute(select(awaited_change).join(awaited, awaited.c.id == awaited_change.c.awaited_id)
                          .where(*conditions).order_by(awaited_change.c.day, awaited_change.c.id)):
        changes[row.awaited_id].append(row)
    matters: dict[str, list[Any]] = defaultdict(list)
    for row in db.execute(select(awaited).where(*conditions)
                          .order_by(awaited.c.day.desc().nulls_last(), awaited.c.id)):
        matters[row.matter].append(row)
    return [_matter(rows, changes, today) for rows in matters.values()]


def _matter(rows: list[Any], changes: dict[str, list[Any]], today: str) -> _Matter:
    rows = sorted(rows, key=lambda row: (row.day or "", row.id))
    standing = [(row, owed.state_of(row.due, [as_change(each) for each in changes[row.id]], today)) for row in rows]
    settled = [each for each in standing if each[1].state in ("answered", "withdrawn")]
    # where several reports await one matter, each of them has what answers it for its evidence
    told = list({(each.report_id, each.start, each.end, each.state): each
                 for row in reversed(rows) for each in changes[row.id]}.values())
    told.sort(key=lambda each: (each.day or "", each.id))
    return _Matter(rows, *(settled[0] if settled else standing[-1]), told)


def as_change(row: Any) -> owed.Change:
    """A row of ``awaited_change``, as it bears on how something stands."""
    return owed.Change(row.state, row.sure, row.evidence_id or row.id, row.day, row.moment, row.rule, row.settled)


def _views(db: Connection, matters: Sequence[_Matter]) -> list[View]:
    """Matters with the words of their first reports and of every change's evidence."""
    firsts = [each.rows[0] for each in matters]
    reports = _told(db, {row.report_id for row in firsts}, [key for row in firsts for key in (row.id, row.basis_id)])
    beside = {each.report_id for some in matters for each in some.changes if each.report_id} - reports.keys()
    reports |= _told(db, beside, [])
    return [_view(each, reports) for each in matters]


def _told(db: Connection, reports: Collection[str], wanted: Collection[str]) -> dict[str, Told]:
    found: dict[str, Told] = {}
    for some in batches(sorted(reports)):
        found |= told_only(db, some, wanted)
    return found


def _view(matter: _Matter, reports: dict[str, Told]) -> View:
    first, state = matter.rows[0], matter.state
    one = reports[first.report_id]
    item = one.item(first.id)
    assert isinstance(item, AwaitedItem)
    return {
        "id": first.id, "kind": "awaited", "state": state.state, "day": first.day,
        "due": state.due or next((each.due for each in matter.rows if each.due), None),
        "from": item.from_.name if item.from_ else None, "from_id": item.from_.id if item.from_ else None,
        "to": item.to.name if item.to else None, "to_id": item.to.id if item.to else None,
        "text": item.text, "sentence": item.sentence, "basis": first.basis_id,
        "chain": chain(one, first.basis_id if first.basis_id in one.statements else None),
        "report": first.report_id, "awaited_in": [each.report_id for each in matter.rows],
        "since": state.by.day if state.by else None, "offered": matter.offered,
        "changes": [_change(each, reports.get(each.report_id)) for each in matter.changes],
        "overdue": matter.by.due is not None and state.state == "overdue",
    }


def _change(row: Any, one: Told | None) -> View:
    """A change with the words that are its evidence."""
    return {"id": row.id, "awaited": row.awaited_id, "state": row.state, "sure": row.sure, "settled": row.settled,
            "by": row.by, "day": row.day, "evidence": row.evidence_id, "report": row.report_id,
            "span": [row.start, row.end], "rule": row.rule, "why": row.why,
            "outlet": one.about["publisher"] if one else None,
            "text": one.text[row.start:row.end] if one and row.start is not None else None}
