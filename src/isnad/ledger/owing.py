"""What is owed, as it is listed: each item with how it stands, and the evidence for every change."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, select

from isnad.ledger.items import AwaitedItem
from isnad.ledger.load import Told, told
from isnad.ledger.schema import awaited, awaited_change
from isnad.ledger.settle import standing
from isnad.ledger.views import View, chain

STATES = ("open", "overdue", "answered", "withdrawn")


def owing(db: Connection, today: str, *, states: tuple[str, ...] = (), offered: bool = False, since: str | None = None,
          until: str | None = None, keys: tuple[str, ...] = ()) -> list[View]:
    """What is awaited, one entry a matter however many reports await it, the newest first.

    ``today``: the day from which a term is looked back at; ``offered``: only what has changes to decide on.
    """
    query = select(awaited).where(awaited.c.vanished.is_(None))
    if since:
        query = query.where(awaited.c.day >= since)
    if until:
        query = query.where(awaited.c.day <= until)
    if keys:
        query = query.where(awaited.c.id.in_(keys))
    rows = db.execute(query.order_by(awaited.c.day.desc().nulls_last(), awaited.c.id)).all()
    matters: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        matters[row.matter].append(row)
    reports = told(db, {row.report_id for row in rows})
    made = [_matter(db, some, reports, today) for some in matters.values()]
    return [each for each in made if (not states or each["state"] in states) and (not offered or each["offered"])]


def _matter(db: Connection, rows: list[Any], reports: dict[str, Told], today: str) -> View:
    """One matter: its first report's words, and every report's evidence."""
    rows = sorted(rows, key=lambda row: (row.day or "", row.id))
    settled = [(row, state) for row in rows if (state := standing(db, row, today)).state in ("answered", "withdrawn")]
    row, state = settled[0] if settled else (rows[-1], standing(db, rows[-1], today))
    first = reports[rows[0].report_id]
    item = first.item(rows[0].id)
    assert isinstance(item, AwaitedItem)
    # where several reports await one matter, each of them has what answers it for its evidence
    changes = list({(each["report"], *each["span"], each["state"]): each
                    for one in reversed(rows) for each in _changes(db, one)}.values())
    changes.sort(key=lambda each: (each["day"] or "", each["id"]))
    return {
        "id": rows[0].id, "kind": "awaited", "state": state.state, "day": rows[0].day,
        "due": state.due or next((each.due for each in rows if each.due), None),
        "from": item.from_.name if item.from_ else None, "from_id": item.from_.id if item.from_ else None,
        "to": item.to.name if item.to else None, "to_id": item.to.id if item.to else None,
        "text": item.text, "sentence": item.sentence, "basis": rows[0].basis_id,
        "chain": chain(first, first.statements[rows[0].basis_id]["id"] if rows[0].basis_id in first.statements
                       else None),
        "report": rows[0].report_id, "awaited_in": [each.report_id for each in rows],
        "since": state.by.day if state.by else None,
        # what has come already needs no more answers
        "offered": [each["id"] for each in changes if not each["sure"] and each["settled"] is None
                    and state.state in ("open", "overdue")],
        "changes": changes, "overdue": row.due is not None and state.state == "overdue",
    }


def _changes(db: Connection, row: Any) -> list[View]:
    """The changes of one item with the words that are their evidence, in the order of their days."""
    rows = db.execute(select(awaited_change).where(awaited_change.c.awaited_id == row.id)
                      .order_by(awaited_change.c.day, awaited_change.c.id)).all()
    reports = told(db, {each.report_id for each in rows if each.report_id})
    return [{"id": each.id, "awaited": each.awaited_id, "state": each.state, "sure": each.sure,
             "settled": each.settled, "by": each.by, "day": each.day, "evidence": each.evidence_id,
             "report": each.report_id, "span": [each.start, each.end], "rule": each.rule, "why": each.why,
             "outlet": reports[each.report_id].about["publisher"] if each.report_id in reports else None,
             "text": reports[each.report_id].text[each.start:each.end]
             if each.report_id in reports and each.start is not None else None}
            for each in rows]
