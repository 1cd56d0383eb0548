"""Whether what a report tells answers what others await, and whether others have answered what it awaits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from sqlalchemy import bindparam, delete, insert, or_, select, update

from isnad.ledger import owed
from isnad.ledger.identity import identifier
from isnad.ledger.items import AwaitedItem, SentenceItem
from isnad.ledger.linking import Linking
from isnad.ledger.load import Told
from isnad.ledger.schema import actor, appearance, awaited, awaited_change, report
from isnad.ledger.settle import update_state

WAITING = 60
"""Awaited things that a report is held against, the newest first."""
LATER = 40
"""Reports already told that a newly awaited thing is held against, where they come in out of their order."""

_MINE = report.alias()
# made once: to put a statement together takes longer than to run it
COPIES = (select(report.c.id).join(_MINE, _MINE.c.wire_id == report.c.wire_id)
          .where(_MINE.c.id == bindparam("own"), report.c.id.in_(bindparam("others", expanding=True))))
"""Reports of this one's own wire: a copy answers nothing that its original awaits."""


def link_owed(new: Linking) -> None:
    """Keep what is awaited up with a report, both ways."""
    changed = set[str]() if new.fresh else _take_back(new)
    waiting = _waiting(new)
    telling = [*_tellings(new.one), *_sentences(new.one)] if waiting else []
    keys = {each.id: owed.candidates_of(each) for each in telling}
    for one in waiting:
        for each in telling:
            if not set(owed.keys(one)).isdisjoint(keys[each.id]):
                changed |= _judge(new, one, each)
    for row in new.prepared.awaited:
        own = new.one.item(row.row["id"])
        assert isinstance(own, AwaitedItem)
        new.add_keys("o", own.id, owed.keys(own))
        _join_matter(new, own)
        for each in _told_later(new, own):
            changed |= _judge(new, own, each)
    for key in sorted(changed):
        update_state(new.db, key, new.revision)


def _waiting(new: Linking) -> list[AwaitedItem]:
    """What anybody whom the report names may owe others, the newest first."""
    everybody = SentenceItem("", new.id, new.day, new.moment, "", (), tuple(new.one.mentions))
    near = new.near("o", owed.candidates_of(everybody), owed.WINDOW)
    found = sorted(_awaited(new, {pair for pairs in near.values() for pair in pairs}),
                   key=lambda each: (each.day or "", each.id), reverse=True)[:WAITING]
    copies = set(new.db.execute(COPIES, {"own": new.id, "others": list({each.report for each in found})}).scalars())
    return [each for each in found if each.report not in copies]


def _take_back(new: Linking) -> set[str]:
    """Take back what rests on what the report told before, but not what a person has settled; gives what is awaited."""
    mine = or_(awaited_change.c.report_id == new.id,
               awaited_change.c.awaited_id.in_(select(awaited.c.id).where(awaited.c.report_id == new.id)))
    held = set(new.db.execute(select(awaited_change.c.awaited_id).where(mine)).scalars())
    new.db.execute(delete(awaited_change).where(mine, awaited_change.c.settled.is_(None)))
    return held


def _tellings(one: Told) -> Iterator[owed.Told]:
    for key in (*one.statements, *one.events):
        item = one.item(key)
        if not isinstance(item, AwaitedItem):
            yield item


def _sentences(one: Told) -> Iterator[SentenceItem]:
    """The sentences that a report says itself and that may settle what is owed."""
    said = [span for row in one.statements.values() for span in row["content"]]
    for start, end in owed.settling_spans(one.text):
        if any(first < end and start < last for first, last in said):
            continue
        text = one.text[start:end]
        yield SentenceItem(identifier("n", one.report_id, text), one.report_id, one.day, one.moment, text,
                           tuple(one.stems.topics(text)), one.named(start, end))


def _awaited(new: Linking, pairs: Iterable[tuple[str, str]]) -> list[AwaitedItem]:
    """The awaited items of other reports, by ``(item, report)``."""
    wanted = sorted(pairs)
    reports = new.load(owner for _, owner in wanted)
    found = [reports[owner].item(key) for key, owner in wanted
             if owner in reports and key in reports[owner].awaited]
    return [each for each in found if isinstance(each, AwaitedItem)]


def _join_matter(new: Linking, own: AwaitedItem) -> None:
    """Two reports that await the same thing share its matter."""
    near = new.near("o", owed.keys(own), owed.SAME)
    for other in _awaited(new, {pair for pairs in near.values() for pair in pairs}):
        if owed.same_awaited(other, own):
            matter = new.load([other.report])[other.report].awaited[other.id]["matter"]
            new.db.execute(update(awaited).where(awaited.c.id == own.id).values(matter=matter))
            return


def _told_later(new: Linking, own: AwaitedItem) -> Iterator[owed.Told]:
    """What reports of a later day told before this one came in, that named the one who owes or his country."""
    keys = set(owed.keys(own))
    if own.from_ is None or own.day is None or not keys:
        return
    last = (date.fromisoformat(own.day) + timedelta(owed.WINDOW)).isoformat()
    named = [] if own.from_.generic else [appearance.c.actor_id == own.from_.id]
    if own.from_.country is not None:
        named.append(appearance.c.actor_id.in_(select(actor.c.id).where(actor.c.country == own.from_.country)))
    rows = new.db.execute(
        select(report.c.id, report.c.day).join(appearance, appearance.c.report_id == report.c.id)
        .where(or_(*named), report.c.day > own.day, report.c.day <= last, report.c.id != new.id)
        .distinct().order_by(report.c.day, report.c.id).limit(LATER)).all()
    for _, one in sorted(new.load(row.id for row in rows).items()):
        for each in (*_tellings(one), *_sentences(one)):
            if not keys.isdisjoint(owed.candidates_of(each)):
                yield each


def _judge(new: Linking, one: AwaitedItem, each: owed.Told) -> set[str]:
    """Write what something told does to something awaited; gives the awaited one where that is anything."""
    verdict = owed.answers(one, each)
    if verdict is None:
        return set()
    key = identifier("c", one.id, each.id)
    if new.db.execute(select(awaited_change.c.id).where(awaited_change.c.id == key)).first() is not None:
        return set()
    start = _place(new, each)
    new.db.execute(insert(awaited_change).values(
        id=key, awaited_id=one.id, state=verdict.state, sure=verdict.sure, settled=None, by=None,
        evidence_id=None if isinstance(each, SentenceItem) else each.id, report_id=each.report, day=each.day,
        start=start, end=start + len(each.text) if start is not None else None, moment=new.moment,
        rule=verdict.rule, why=verdict.why))
    return {one.id}


def _place(new: Linking, each: owed.Told) -> int | None:
    """Where evidence stands in its report's text."""
    one = new.one if each.report == new.id else new.load([each.report])[each.report]
    if each.id in one.statements:
        return int(one.statements[each.id]["start"])
    if each.id in one.events:
        return int(one.events[each.id]["text_start"])
    return one.text.find(each.text)
