"""What stands around one thing: the words that it was read from, what it stands in, what rests on it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table, select

from isnad.ledger.load import batches
from isnad.ledger.schema import awaited, awaited_change, event, report, statement, version
from isnad.ledger.sentences import sentence
from isnad.ledger.views import View, views

LONGEST = 1500
"""Characters of a paragraph that is shown whole; of a longer one, the sentence."""
DEEPEST = 50
"""Statements within statements that are followed outwards."""
TABLES: dict[str, Table] = {"s": statement, "e": event, "w": awaited}
_LINE_END = re.compile("[\n\r\u2028\u2029]")


def passages(db: Connection, keys: Sequence[str]) -> dict[str, View]:
    """The paragraphs that statements, events and awaited items were read from, in the versions they stood in last.

    Each has ``text``, ``start`` (its place in the report's text), ``headline`` (how many of its characters are the
    headline's), ``language``, and ``marks``: places within it, as ``(start, end, kind)``. Beside them stand a
    statement's ``occasion`` and an event's ``quantities``, as kind, number and words.
    """
    found: dict[str, View] = {}
    for letter, table in TABLES.items():
        for some in batches([key for key in keys if key.startswith(letter)]):
            rows = db.execute(select(table, version.c.text, version.c.language, version.c.headline)
                              .join(version, version.c.id == table.c.version_id).where(table.c.id.in_(some)))
            found |= {row["id"]: _passage(letter, row) for row in rows.mappings()}
    return found


def _passage(letter: str, row: Any) -> View:
    marks = list(_marks(letter, row))
    own = [mark for mark in marks if mark[2] != "again"]
    first, last = min(start for start, _, _ in own), max(end for _, end, _ in own)
    start, end = _paragraph(row["text"], first, last)
    counts = row["details"]["quantities"] if letter == "e" else ()
    return {"text": row["text"][start:end], "start": start, "language": row["language"],
            "occasion": row["occasion"] if letter == "s" else None,
            "quantities": [(each["kind"], each["count"], row["text"][slice(*each["span"])]) for each in counts],
            "headline": min(max(0, len(row["headline"]) - start), end - start),
            "marks": [(max(one, start) - start, min(other, end) - start, kind) for one, other, kind in marks
                      if one < end and other > start]}


def _marks(letter: str, row: Any) -> Sequence[tuple[int, int, str]]:
    """The places of something in its report's text, each with what it is."""
    if letter == "s":
        return [(row["cue_start"], row["cue_end"], "cue"), *((start, end, "content") for start, end in row["content"])]
    if letter == "w":
        return [(row["start"], row["end"], "awaited")]
    told = row["details"]
    return [(row["trigger_start"], row["trigger_end"], "trigger"),
            *((start, end, "again") for start, end in told["mentions"])]


def _paragraph(text: str, first: int, last: int) -> tuple[int, int]:
    """The paragraph around a span, or the sentence where that is long, and never less than the span."""
    start = max((each.end() for each in _LINE_END.finditer(text, max(0, first - LONGEST), first)), default=None)
    stop = _LINE_END.search(text, last, last + LONGEST)
    start = 0 if start is None and first <= LONGEST else start
    end = stop.start() if stop else len(text) if len(text) - last <= LONGEST else None
    if start is None or end is None or end - start > max(LONGEST, last - first):
        return sentence(text, first, last)
    return start, end


def within(db: Connection, key: str) -> tuple[list[View], list[View]]:
    """The statements that an item stands within, the outermost in front, and what stands within it, by its place."""
    outer: list[tuple[str, str, str]] = []
    table = TABLES[key[:1]]
    own = db.execute(select(table).where(table.c.id == key)).one()
    at = own.within_id
    while at is not None and len(outer) < DEEPEST and at not in {each[0] for each in outer}:
        row = db.execute(select(statement).where(statement.c.id == at)).first()
        if row is None or row.vanished is not None:
            break
        outer.insert(0, (row.id, "statement", row.report_id))
        at = row.within_id
    inner: list[tuple[int, tuple[str, str, str]]] = []
    if key.startswith("s"):
        for kind, held, place in (("statement", statement, statement.c.start), ("event", event, event.c.trigger_start)):
            inner += [(row.place, (row.id, kind, own.report_id)) for row in db.execute(
                select(held.c.id, place.label("place"))
                .where(held.c.report_id == own.report_id, held.c.within_id == key, held.c.vanished.is_(None)))]
    found = views(db, [*outer, *(row for _, row in sorted(inner))])
    return found[:len(outer)], found[len(outer):]


def resting_on(db: Connection, key: str, report_id: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The awaited items that rest on an item of a report, and those whose changes it is the evidence for."""
    owed = db.execute(select(awaited.c.id).where(awaited.c.report_id == report_id, awaited.c.basis_id == key,
                                                 awaited.c.vanished.is_(None))).scalars()
    settles = (select(awaited.c.id).distinct().join(awaited_change, awaited_change.c.awaited_id == awaited.c.id)
               .where(awaited_change.c.evidence_id == key, awaited.c.vanished.is_(None)))
    return tuple(owed), tuple(db.execute(settles).scalars())


def matter_of(db: Connection, keys: Sequence[str]) -> tuple[str, ...]:
    """All the items of the matters that some awaited items belong to: every report's."""
    if not keys:
        return ()
    matters = select(awaited.c.matter).where(awaited.c.id.in_(keys))
    return tuple(db.execute(select(awaited.c.id).where(awaited.c.matter.in_(matters), awaited.c.vanished.is_(None)))
                 .scalars())


def headlines(db: Connection, keys: Sequence[str]) -> dict[str, View]:
    """What is said of reports where they are only named: ``headline``, ``outlet``, ``day``, ``url``."""
    found: dict[str, View] = {}
    for some in batches(sorted(set(keys))):
        rows = db.execute(select(report.c.id, report.c.day, report.c.publisher.label("outlet"), version.c.headline,
                                 version.c.url)
                          .join(version, version.c.id == report.c.version_id).where(report.c.id.in_(some)))
        found |= {row["id"]: dict(row) for row in rows.mappings()}
    return found


def first_tellings(db: Connection, story: str, *, limit: int = 20, offset: int = 0) -> tuple[int, list[View]]:
    """What a story tells, one entry a statement or event however many reports tell it, in the order in which it was
    told first: how many there are, and a page of them, each as its first telling."""
    firsts: dict[str, tuple[Any, str, str, str]] = {}
    for kind, table, place in (("statement", statement, statement.c.start), ("event", event, event.c.trigger_start)):
        rows = db.execute(
            select(table.c.id, table.c.report_id, table.c.telling, report.c.day, report.c.published_at,
                   report.c.appeared, place.label("place"))
            .join(report, report.c.id == table.c.report_id)
            .where(report.c.story_id == story, table.c.vanished.is_(None)))
        for row in rows:
            when = (row.day or "9999", row.published_at or "9999", row.appeared, row.place)
            if row.telling not in firsts or when < firsts[row.telling][0]:
                firsts[row.telling] = when, row.id, kind, row.report_id
    ordered = sorted(firsts.values())
    return len(ordered), views(db, [each[1:] for each in ordered[offset:offset + limit]])

