"""Things of the ledger as they are shown and exported: plain values, with the chain that they stand on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, Table, func, select

from isnad.ledger.load import Told, batches, told_only
from isnad.ledger.schema import event, report, statement

View = dict[str, Any]
"""A thing by the names of its fields, in the order in which they are shown."""


def views(db: Connection, rows: Sequence[tuple[str, str, str]]) -> list[View]:
    """Statements, events and reports that ``(item, kind, report)`` name, in that order; what has vanished since it was
    looked up is left out."""
    reports = told_only(db, {owner for _, _, owner in rows}, [key for key, kind, _ in rows if kind != "report"])
    origins = {**_origins(db, statement, [key for key, kind, _ in rows if kind == "statement"]),
               **_origins(db, event, [key for key, kind, _ in rows if kind == "event"])}
    copies = _copies(db, [key for key, kind, _ in rows if kind == "report"])
    made: list[View] = []
    for key, kind, owner in rows:
        one = reports.get(owner)
        if one is None or not (kind == "report" or one.has(key)):
            continue
        if kind == "statement":
            made.append(_statement(one, key) | {"origins": origins[key]})
        elif kind == "event":
            made.append(_event(one, key) | {"origins": origins[key]})
        else:
            made.append(_report(one) | {"copies": copies.get(key, 0)})
    return made


def chain(one: Told, within: str | None) -> list[str]:
    """Outlet, agencies, and the speakers from the outermost in: on whose word something stands."""
    outlet = one.about["publisher"] or one.about["byline"] or "this report"
    speakers = [speaker.name if (speaker := one.one(key, "speaker")) else "?" for key in reversed(one.outer(within))]
    return [outlet, *(each for each in one.about["agencies"] if each != outlet), *speakers]


def _head(one: Told, key: str, kind: str) -> View:
    return {"id": key, "kind": kind, "day": one.day, "outlet": one.about["publisher"]}


def _foot(one: Told) -> View:
    return {"headline": one.about["headline"], "report": one.report_id, "story": one.about["story_id"],
            "url": one.about["url"]}


def _statement(one: Told, key: str) -> View:
    row = one.statements[key]
    speaker, addressee = one.one(key, "speaker"), one.one(key, "addressee")
    return _head(one, key, "statement") | {
        "code": row["act"], "mode": row["form"], "status": None, "chain": chain(one, key),
        "who": [speaker.name] if speaker else [], "who_ids": [speaker.id] if speaker else [],
        "countries": [speaker.country] if speaker else [], "sectors": [speaker.sector] if speaker else [],
        "whom": [addressee.name] if addressee else [], "whom_ids": [addressee.id] if addressee else [],
        "start": None, "end": None, "place": None, "place_country": None, "latitude": None, "longitude": None,
        "text": one.text[row["start"]:row["end"]], "span": [row["start"], row["end"]],
        "cue": one.text[row["cue_start"]:row["cue_end"]], "within": row["within_id"], "rule": row["rule"],
    } | _foot(one)


def _event(one: Told, key: str) -> View:
    row = one.events[key]
    actors, recipients = one.of(key, "actor"), one.of(key, "recipient")
    return _head(one, key, "event") | {
        "code": row["type"], "mode": row["mode"], "status": row["status"], "chain": chain(one, row["within_id"]),
        "who": [each.name for each in actors], "who_ids": [each.id for each in actors],
        "countries": [each.country for each in actors], "sectors": [each.sector for each in actors],
        "whom": [each.name for each in recipients], "whom_ids": [each.id for each in recipients],
        "start": row["start"], "end": row["end"], "place": row["place"], "place_country": row["place_country"],
        "latitude": row["latitude"], "longitude": row["longitude"],
        "text": one.text[row["text_start"]:row["text_end"]], "span": [row["trigger_start"], row["trigger_end"]],
        "cue": one.text[row["trigger_start"]:row["trigger_end"]], "within": row["within_id"], "rule": row["rule"],
    } | _foot(one)


def _report(one: Told) -> View:
    blank = dict.fromkeys(("start", "end", "place", "place_country", "latitude", "longitude"))
    body = one.text[len(one.about["headline"]) + 2:]
    return _head(one, one.report_id, "report") | {
        "code": None, "mode": None, "status": None, "chain": chain(one, None), "who": [], "who_ids": [],
        "countries": [], "sectors": [], "whom": [], "whom_ids": []} | blank | {
        "text": body[:300], "span": [0, len(one.text)], "cue": None, "within": None, "rule": None,
    } | _foot(one)


def _origins(db: Connection, table: Table, keys: Collection[str]) -> dict[str, int]:
    """How many independent origins tell each item: wires, whoever carries them; a report that is no copy is its own."""
    found: dict[str, int] = {}
    other = table.alias()
    for some in batches(list(keys)):
        counted = (select(table.c.id, func.count(func.coalesce(report.c.wire_id, report.c.id).distinct()))
                   .join(other, other.c.telling == table.c.telling)
                   .join(report, report.c.id == other.c.report_id)
                   .where(table.c.id.in_(some), other.c.vanished.is_(None)).group_by(table.c.id))
        found |= {row[0]: row[1] for row in db.execute(counted)}
    return found


def _copies(db: Connection, keys: Collection[str]) -> dict[str, int]:
    """How many other reports carry the text of each."""
    found: dict[str, int] = {}
    other = report.alias()
    for some in batches(list(keys)):
        counted = (select(report.c.id, func.count()).join(other, other.c.wire_id == report.c.wire_id)
                   .where(report.c.id.in_(some), other.c.id != report.c.id).group_by(report.c.id))
        found |= {row[0]: row[1] for row in db.execute(counted)}
    return found
