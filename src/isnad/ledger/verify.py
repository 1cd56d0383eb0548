"""Proof that a ledger holds together: every span still covers the characters that it was read from."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, func, select, text

from isnad.ledger import identity
from isnad.ledger.corrected import corrected
from isnad.ledger.database import Ledger
from isnad.ledger.decided import decided
from isnad.ledger.schema import actor, appearance, awaited, entry, event, party, report, statement, story, version
from isnad.ledger.versions import raw_of, read_of, record_of

Fault = tuple[str, str]
"""An identifier, and what is wrong with it."""
Spans = tuple[tuple[int, int], tuple[int, int] | None]
"""What an item is known by, and where its content stands, if it has any."""
ITEMS = ((statement, "s"), (event, "e"), (awaited, "w"))


def verify(ledger: Ledger, tell: Callable[[], None] = lambda: None) -> Iterator[Fault]:
    """Everything that is wrong in a ledger. ``tell`` is called after each report.

    A record's identifiers are made of the characters at its spans. So where they come out again as the same, those
    are the characters that were read.
    """
    with ledger.look() as db:
        for version_id in db.execute(select(version.c.id).order_by(version.c.id)).scalars().all():
            yield from _version(db, version_id)
            tell()
        yield from _loose_ends(db)
        yield from _index(db)


def _version(db: Connection, version_id: str) -> Iterator[Fault]:
    row = db.execute(select(version).where(version.c.id == version_id)).mappings().one()
    raw, fallback = raw_of(row)
    if identity.version_id(row["report_id"], raw, raw.published or fallback) != version_id:
        yield version_id, "its text, headline or day is not what was taken in"
    try:
        record, read = record_of(row), read_of(row)
    except (ValidationError, ValueError, KeyError, zlib.error) as error:
        yield version_id, f"its record cannot be read: {' '.join(str(error).split())[:200]}"
        return
    if db.execute(select(report.c.version_id).where(report.c.id == row["report_id"])).scalar() != version_id:
        return
    if corrected(row["report_id"], read, decided(db, row["report_id"])).record != record:
        yield version_id, "its record is not what was read with what people decided; `isnad reread --all` makes it so"
    ids = identity.item_ids(row["report_id"], read)
    spans: dict[str, Spans] = {
        ids[each.id]: (each.cue, (each.content[0][0], each.content[-1][1])) for each in record.statements}
    spans |= {ids[each.id]: (each.trigger, None) for each in record.events}
    spans |= {ids[each.id]: (each.what, None) for each in record.awaited}
    held = _held(db, row["report_id"])
    for key in sorted(spans.keys() ^ held.keys()):
        where = "in the record and not in the ledger" if key in spans else "in the ledger and not in the record"
        yield key, f"it is {where}, or its span no longer covers the characters that it was read from"
    for key in sorted(spans.keys() & held.keys()):
        if spans[key] != held[key]:
            yield key, f"its spans are {held[key]} and were read at {spans[key]}"


def _held(db: Connection, report_id: str) -> dict[str, Spans]:
    """The spans of a report's items as their rows have them."""
    held: dict[str, Spans] = {}
    for table, letter in ITEMS:
        for row in db.execute(select(table).where(table.c.report_id == report_id, table.c.vanished.is_(None))):
            if letter == "s":
                held[row.id] = (row.cue_start, row.cue_end), (row.start, row.end)
            else:
                held[row.id] = ((row.trigger_start, row.trigger_end) if letter == "e" else (row.start, row.end)), None
    return held


def _loose_ends(db: Connection) -> Iterator[Fault]:
    """Rows that point to nothing."""
    checks: list[tuple[Any, Any, str]] = [
        (party.c.appearance_id, appearance.c.id, "an appearance"), (party.c.actor_id, actor.c.id, "an actor"),
        (appearance.c.actor_id, actor.c.id, "an actor"), (report.c.version_id, version.c.id, "a version"),
        (report.c.story_id, story.c.id, "a story"), (report.c.wire_id, report.c.id, "a report"),
        (report.c.copies, report.c.id, "a report"), (statement.c.within_id, statement.c.id, "a statement"),
        (event.c.within_id, statement.c.id, "a statement"), (actor.c.merged_into, actor.c.id, "an actor"),
    ]
    for pointer, target, what in checks:
        aim = target.table.alias()
        lost = (select(pointer).select_from(pointer.table.outerjoin(aim, aim.c.id == pointer))
                .where(pointer.is_not(None), aim.c.id.is_(None)))
        for key in db.execute(lost).scalars():
            yield key, f"{pointer.table.name}.{pointer.name} points to it, and there is no such {what.split()[-1]}"


def _index(db: Connection) -> Iterator[Fault]:
    """Things that cannot be found, and entries of what is not there."""
    things = db.execute(select(func.count()).select_from(report)).scalar_one()
    for table in (statement, event):
        things += db.execute(select(func.count()).where(table.c.vanished.is_(None))).scalar_one()
    entries = db.execute(select(func.count()).where(entry.c.kind != "actor")).scalar_one()
    if things != entries:
        yield "entry", f"{entries:,} entries for {things:,} reports, statements and events"
    entries = db.execute(select(func.count()).select_from(entry)).scalar_one()
    words = db.execute(text("SELECT count(*) FROM entry_words")).scalar_one()
    if entries != words:
        yield "entry_words", f"the words of {words:,} entries for {entries:,} entries"
