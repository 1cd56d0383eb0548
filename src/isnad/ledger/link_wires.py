"""Which reports are one wire, and which wires tell one happening."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, func, insert, select, update

from isnad.ledger import stories, wires
from isnad.ledger.identity import identifier
from isnad.ledger.linking import Linking, Row
from isnad.ledger.schema import report, sketch, story
from isnad.ledger.stories import Card
from isnad.ledger.wires import Sketch

JUDGED = 8
"""Candidates for a report's wire that are looked at, those that share most keys first."""
COMPARED = 24
"""Candidates for its story."""
# made once: to put a statement together takes longer than to run it
_NEAR = report.c.id.in_(bindparam("near", expanding=True))
WIRES = (select(report, sketch.c.wire).join(sketch, sketch.c.report_id == report.c.id).where(_NEAR)
         .order_by(report.c.id))
CARDS = (select(report.c.story_id, sketch.c.card).join(sketch, sketch.c.report_id == report.c.id).where(_NEAR)
         .order_by(report.c.id))
STORY = select(story).where(story.c.id == bindparam("id"))
BEGIN, KEEP = insert(story), insert(sketch)
PLACE = update(report).where(report.c.id == bindparam("own")).values(
    {name: bindparam(name) for name in ("wire_id", "copies", "copied_how", "story_id")})


def link_wire(new: Linking, before: Any) -> None:
    """Find the wire and the story of a report. ``before``: its row, where it was in the ledger already."""
    drawn, card = new.prepared.sketch, new.prepared.card
    verdict, other = _best_copy(new, drawn)
    values: Row = {"wire_id": new.id, "copies": None, "copied_how": None}
    if verdict is not None:
        values["wire_id"] = other.wire_id
        values |= _direction(new, verdict, other)
    elif before is not None and before.wire_id == new.id:
        _pass_on(new)
    new.story = values["story_id"] = _story(new, card, other, before)
    new.db.execute(PLACE, {"own": new.id, **values})
    new.db.execute(KEEP, {"report_id": new.id, "wire": drawn.pack(), "card": card.pack()})
    new.add_keys("w", new.id, drawn.sieve)
    new.add_keys("s", new.id, card.keys)


def _best_copy(new: Linking, drawn: Sketch) -> tuple[wires.Verdict | None, Any]:
    near = new.most_shared("w", drawn.sieve, wires.WINDOW, JUDGED)
    best: tuple[wires.Verdict | None, Any] = None, None
    for row in new.db.execute(WIRES, {"near": near}) if near else ():
        verdict = wires.same_wire(Sketch.unpack(row.wire), drawn)
        if verdict.same and (best[0] is None or verdict.score > best[0].score):
            best = verdict, row
    return best


def _direction(new: Linking, verdict: wires.Verdict, other: Any) -> Row:
    """Who copies whom: the later of the two, by the moments that they tell, or their days."""
    mine, theirs = new.prepared.report["published_at"], other.published_at
    if mine is None or theirs is None:
        mine, theirs = new.day or "", other.day or ""
    if other.copies == new.id:  # it copied this one before this one had another text
        return {}
    if mine >= theirs:  # where they tell no difference, the one that came in later
        return {"copies": other.id, "copied_how": verdict.how}
    if other.copies is None:
        new.db.execute(update(report).where(report.c.id == other.id)
                       .values(copies=new.id, copied_how=verdict.how, touched=new.revision))
    return {}


def _pass_on(new: Linking) -> None:
    """A report whose text is another now leaves its wire to those who still carry it, the first of them in front."""
    others = list(new.db.execute(select(report.c.id).where(report.c.wire_id == new.id, report.c.id != new.id)
                                 .order_by(report.c.day.nulls_last(), report.c.published_at.nulls_last(),
                                           report.c.appeared)).scalars())
    if not others:
        return
    first = others[0]
    change = update(report).where(report.c.id.in_(others))
    new.db.execute(change.values(wire_id=first, touched=new.revision))
    new.db.execute(change.where(report.c.copies == new.id).values(copies=first))
    new.db.execute(update(report).where(report.c.id == first).values(copies=None, copied_how=None))


def _story(new: Linking, card: Card, copied: Any, before: Any) -> str:
    chosen: str | None = copied.story_id if copied is not None else _told_story(new, card)
    held = before.story_id if before is not None else None
    chosen = chosen or held or identifier("t", new.id)
    row = new.db.execute(STORY, {"id": chosen}).first()
    if row is None:
        title = new.prepared.version["headline"].strip() or new.one.text.strip()[:120]
        new.db.execute(BEGIN, {"id": chosen, "title": title, "first_day": new.day, "last_day": new.day,
                               "appeared": new.revision, "touched": new.revision})
    else:
        days = sorted(day for day in (row.first_day, row.last_day, new.day) if day is not None) or [None]
        now = {"first_day": days[0], "last_day": days[-1], "vanished": None}
        if held != chosen or any(getattr(row, name) != value for name, value in now.items()):
            new.db.execute(update(story).where(story.c.id == chosen).values(now | {"touched": new.revision}))
    if held not in (None, chosen):
        _leave(new, held)
    return chosen


def _told_story(new: Linking, card: Card) -> str | None:
    near = new.most_shared("s", card.keys, stories.WINDOW, COMPARED)
    rows = new.db.execute(CARDS, {"near": near}) if near else ()
    return stories.choose(card, [(row.story_id, Card.unpack(row.card)) for row in rows])


def _leave(new: Linking, left: str) -> None:
    """A story without reports has vanished."""
    others = new.db.execute(select(func.count()).where(report.c.story_id == left, report.c.id != new.id)).scalar()
    gone = {} if others else {"vanished": new.revision}
    new.db.execute(update(story).where(story.c.id == left).values(touched=new.revision, **gone))
