"""Which statements and events of a report are at odds with those of others, and with each other."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

from sqlalchemy import insert, or_, select, update

from isnad.ledger import disputes
from isnad.ledger.identity import identifier, key_number
from isnad.ledger.items import EventItem, StatementItem
from isnad.ledger.linking import Linking
from isnad.ledger.schema import dispute, event, statement

COMPARED = 48
"""Pairs of items that are compared for one report."""
OWN = 200
"""Items of one report that are compared with each other, the first that it tells: no honest report has as many, and
those that have hold up nobody."""


def link_disputes(new: Linking) -> None:
    """Keep the pairs that are at odds. Copies of one wire dispute nothing that the wire itself does not."""
    mine = {each.id: each for key in (*new.one.statements, *new.one.events)
            if isinstance(each := new.one.item(key), StatementItem | EventItem)}
    found = [verdict for one, other in combinations([*mine.values()][:OWN], 2)
             if (verdict := disputes.opposed(one, other))]
    near = _candidates(new, {key: disputes.seeks(each) for key, each in mine.items()})
    reports = new.load(owner for _, _, owner in near)
    for one, other, owner in near:
        told = reports.get(owner)
        item = told.item(other) if told is not None and told.has(other) else None
        if isinstance(item, StatementItem | EventItem) and (verdict := disputes.opposed(mine[one], item)):
            found.append(verdict)
    for key, each in mine.items():
        new.add_keys("d", key, disputes.keys(each))
    _write(new, found)


def _candidates(new: Linking, keys: dict[str, tuple[str, ...]]) -> list[tuple[str, str, str]]:
    """Pairs worth comparing: an item of this report, one of another, and that report. Those that share most keys."""
    by_key = new.near("d", (key for some in keys.values() for key in some), disputes.WINDOW)
    pairs: Counter[tuple[str, str, str]] = Counter()
    for one, some in keys.items():
        for number in {key_number("d", key) for key in some}:
            pairs.update((one, other, owner) for other, owner in by_key.get(number, ()))
    return sorted(pairs, key=lambda pair: (-pairs[pair], pair))[:COMPARED]


def _write(new: Linking, found: list[disputes.Dispute]) -> None:
    ids = {identifier("d", *sorted((each.claim, each.counter))): each for each in found}
    held = set()
    if not new.fresh:
        mine = [column.in_(select(table.c.id).where(table.c.report_id == new.id))  # vanished ones, too
                for table in (statement, event) for column in (dispute.c.one_id, dispute.c.other_id)]
        either = or_(*mine)
        rows = new.db.execute(select(dispute).where(either)).all()
        held = {row.id for row in rows}
        gone = [row.id for row in rows if row.id not in ids and row.settled is None and row.vanished is None]
        back = [row.id for row in rows if row.id in ids and row.vanished is not None]
        for some, vanished in ((gone, new.revision), (back, None)):
            if some:
                new.db.execute(update(dispute).where(dispute.c.id.in_(some))
                               .values(touched=new.revision, vanished=vanished))
    fresh = [{"id": key, "kind": each.kind, "one_id": each.claim, "other_id": each.counter, "day": new.day,
              "sure": each.sure, "settled": None, "by": None, "rule": each.rule, "why": each.why,
              "appeared": new.revision, "touched": new.revision}
             for key, each in sorted(ids.items()) if key not in held]
    if fresh:
        new.db.execute(insert(dispute), fresh)
