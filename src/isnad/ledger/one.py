"""One thing by its permanent identifier, with all that is known of it."""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from isnad.ledger import across
from isnad.ledger.owing import owing
from isnad.ledger.people import person
from isnad.ledger.review_lists import history
from isnad.ledger.schema import awaited, dispute, event, report, statement, story, version
from isnad.ledger.sentences import sentence
from isnad.ledger.versions import ids_of, read_of, record_of
from isnad.ledger.views import View, views
from isnad.record import Actor, Awaited, Event, Record, Statement


def one(db: Connection, key: str, today: str | None = None) -> View | None:
    """A report, statement, event, actor, story, dispute or awaited item; None where there is none of this name."""
    letter = key[:1]
    if letter in ("s", "e"):
        return _item(db, key)
    if letter == "r":
        return _report(db, key)
    if letter == "t":
        return _story(db, key)
    if letter == "a":
        found = person(db, key)
        return found | {"kind": "actor", "what": found["kind"]} if found else None
    if letter == "w":
        return _awaited(db, key, today or datetime.date.today().isoformat())
    if letter == "d":
        return _dispute(db, key)
    return None


def _item(db: Connection, key: str) -> View | None:
    table, kind = (statement, "statement") if key.startswith("s") else (event, "event")
    row = db.execute(select(table).where(table.c.id == key)).first()
    if row is None:
        return None
    told = {"reviews": history(db, key)}
    if row.vanished is not None:
        return _gone(db, kind, row) | told
    return views(db, [(key, kind, row.report_id)])[0] | across.tellings(db, key) | {"vanished": False} | told


def _awaited(db: Connection, key: str, today: str) -> View | None:
    row = db.execute(select(awaited).where(awaited.c.id == key)).first()
    if row is None:
        return None
    told = {"reviews": history(db, key)}
    if row.vanished is not None:
        return _awaited_no_more(db, row) | told
    keys = tuple(db.execute(select(awaited.c.id).where(awaited.c.matter == row.matter)).scalars())
    return owing(db, today, keys=keys)[0] | {"vanished": False} | told


def _awaited_no_more(db: Connection, row: Any) -> View:
    """What is shown of something that its report awaits no more."""
    told, record, said = _as_it_stood(db, row)
    item = said if isinstance(said, Awaited) else None
    names = {each.id: each.name for each in record.actors}
    basis = next((each for each in record.statements if item is not None and each.id == item.basis), None)
    return {
        "id": row.id, "kind": "awaited", "state": row.state, "day": told["published"], "due": row.due,
        "from": names.get(item.from_ or "") if item else None, "from_id": None,
        "to": names.get(item.to or "") if item else None, "to_id": None,
        "text": told["text"][row.start:row.end], "sentence": told["text"][slice(*sentence(told["text"], row.start,
                                                                                          row.end))],
        "basis": row.basis_id, "chain": _chain(record, basis), "report": row.report_id, "awaited_in": [],
        "since": None, "offered": [], "changes": [], "overdue": False, "vanished": True,
    }


def _as_it_stood(db: Connection, row: Any) -> tuple[Any, Record, Statement | Event | Awaited | None]:
    """The version that something stood in last, its reading, and the thing in it, where that tells it still."""
    told = db.execute(select(version).where(version.c.id == row.version_id)).mappings().one()
    record = read_of(told)
    local = next((name for name, key in ids_of(told).items() if key == row.id), None)
    items: list[Statement | Event | Awaited] = [*record.statements, *record.events, *record.awaited]
    return told, record, next((each for each in items if each.id == local), None)


def _gone(db: Connection, kind: str, row: Any) -> View:
    """What is shown of something that its report tells no more: as it stood last, in the version that it stood in."""
    told, record, found = _as_it_stood(db, row)
    text, said = told["text"], found if isinstance(found, Statement | Event) else None
    if kind == "statement":
        code, mode, status, span = row.act, row.form, None, [row.start, row.end]
        shown, cue = text[row.start:row.end], text[row.cue_start:row.cue_end]
    else:
        code, mode, status, span = row.type, row.mode, row.status, [row.trigger_start, row.trigger_end]
        shown, cue = text[row.text_start:row.text_end], text[row.trigger_start:row.trigger_end]
    who, whom = _parties(record, said)
    about = ("start", "end", "place", "place_country", "latitude", "longitude")
    return {
        "id": row.id, "kind": kind, "day": told["published"], "outlet": told["publisher"], "code": code, "mode": mode,
        "status": status, "chain": _chain(record, said), "who": [each.name for each in who], "who_ids": [],
        "countries": [each.country for each in who], "sectors": [each.sector for each in who],
        "whom": [each.name for each in whom], "whom_ids": [],
    } | {name: getattr(row, name) if kind == "event" else None for name in about} | {
        "text": shown, "span": span, "cue": cue, "within": row.within_id, "rule": row.rule,
        "headline": told["headline"], "report": row.report_id, "story": None, "url": told["url"],
        "origins": 0, "tellings": [], "otherwise": [], "disputes": [], "version": told["id"], "vanished": True,
    }


def _parties(record: Record, said: Statement | Event | None) -> tuple[list[Actor], list[Actor]]:
    """Who speaks or acts, and to whom."""
    actors = {each.id: each for each in record.actors}
    if isinstance(said, Statement):
        return [actors[key] for key in (said.speaker,) if key], [actors[key] for key in (said.addressee,) if key]
    return ([actors[key] for key in said.actors], [actors[key] for key in said.recipients]) if said else ([], [])


def _chain(record: Record, said: Statement | Event | None) -> list[str]:
    """On whose word it stood, as ``views.chain`` tells it of what still stands."""
    about, names = record.report, {each.id: each.name for each in record.actors}
    statements = {each.id: each for each in record.statements}
    innermost = said if isinstance(said, Statement) else statements.get(said.within or "") if said else None
    speakers = [each.speaker for each in reversed(record.chain(innermost))] if innermost else []
    outlet = about.publisher or about.byline or "this report"
    return [outlet, *(each for each in about.agencies if each != outlet),
            *(names[key] if key else "?" for key in speakers)]


def _report(db: Connection, key: str) -> View | None:
    row = db.execute(select(report, version.c.url, version.c.headline, version.c.text, version.c.record,
                            version.c.agencies)
                     .join(version, version.c.id == report.c.version_id).where(report.c.id == key)).mappings().first()
    if row is None:
        return None
    versions = db.execute(select(version.c.id, version.c.number, version.c.taken, version.c.captured,
                                 version.c.source, version.c.headline)
                          .where(version.c.report_id == key).order_by(version.c.number)).mappings()
    carried = across.carriers(db, row["story_id"]) if row["story_id"] else []
    return {
        "id": key, "kind": "report", "day": row["day"], "published_at": row["published_at"],
        "outlet": row["publisher"], "agencies": row["agencies"], "headline": row["headline"], "url": row["url"],
        "address": row["address"], "wire": row["wire_id"], "copies": row["copies"], "how": row["copied_how"],
        "story": row["story_id"], "same_wire": [each for each in carried if each["wire"] == row["wire_id"]
                                                and each["id"] != key],
        "versions": [dict(each) for each in versions],
        "record": record_of(row).model_dump(mode="json", by_alias=True), "reviews": history(db, key),
    }


def _story(db: Connection, key: str) -> View | None:
    row = db.execute(select(story).where(story.c.id == key)).first()
    if row is None:
        return None
    counts = db.execute(select(func.count(), func.count(report.c.wire_id.distinct()),
                               func.count(report.c.publisher.distinct())).where(report.c.story_id == key)).one()
    return {"id": key, "kind": "story", "title": row.title, "first_day": row.first_day, "last_day": row.last_day,
            "origins": counts[1], "reports": counts[0], "outlets": counts[2], "carriers": across.carriers(db, key)}


def _dispute(db: Connection, key: str) -> View | None:
    row = db.execute(select(dispute).where(dispute.c.id == key)).first()
    return across.dispute_of(db, [row])[0] if row is not None else None
