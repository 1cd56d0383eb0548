"""Which statements and events of a report are those that other reports of its story tell, too."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import bindparam, select, update

from isnad.ledger.items import EventItem, StatementItem
from isnad.ledger.linking import Linking
from isnad.ledger.load import Told
from isnad.ledger.schema import event, report, statement
from isnad.ledger.tellings import keys, same_event, same_statement

COMPARED = 30
"""Reports of a story that a new one is compared with, the latest first."""
OF_STORY = (select(report.c.id).where(report.c.story_id == bindparam("story"), report.c.id != bindparam("own"))
            .order_by(report.c.day.desc(), report.c.id).limit(COMPARED))
Telling = tuple[StatementItem | EventItem, str]
"""An item, and the telling that it belongs to."""


def link_tellings(new: Linking) -> None:
    """Give each item the telling of one that it is the same as; it keeps its own where there is none."""
    others = _by_key(new.load(_of_the_story(new)))
    for key in (*new.one.statements, *new.one.events):
        item = new.one.item(key)
        if not isinstance(item, StatementItem | EventItem):
            continue
        near = {telling: other for each in keys(item) for other, telling in others.get(each, ())}
        found = next((telling for telling, other in sorted(near.items()) if _are_same(other, item)), None)
        if found is not None:
            table = statement if isinstance(item, StatementItem) else event
            new.db.execute(update(table).where(table.c.id == key).values(telling=found))
            (new.one.statements if table is statement else new.one.events)[key]["telling"] = found


def _of_the_story(new: Linking) -> list[str]:
    return list(new.db.execute(OF_STORY, {"story": new.story, "own": new.id}).scalars())


def _by_key(reports: dict[str, Told]) -> dict[str, list[Telling]]:
    found: dict[str, list[Telling]] = defaultdict(list)
    for _, one in sorted(reports.items()):
        for key, row in (*one.statements.items(), *one.events.items()):
            item = one.item(key)
            if isinstance(item, StatementItem | EventItem):
                for each in keys(item):
                    found[each].append((item, row["telling"]))
    return found


def _are_same(one: StatementItem | EventItem, other: StatementItem | EventItem) -> bool:
    if isinstance(one, StatementItem) and isinstance(other, StatementItem):
        return same_statement(one, other)
    return isinstance(one, EventItem) and isinstance(other, EventItem) and same_event(one, other)
