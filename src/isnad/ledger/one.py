"""One thing by its permanent identifier, with all that is known of it."""

from __future__ import annotations

import datetime

from sqlalchemy import Connection, func, select

from isnad.ledger import across
from isnad.ledger.owing import owing
from isnad.ledger.people import person
from isnad.ledger.schema import awaited, dispute, event, report, statement, story, version
from isnad.ledger.versions import record_of
from isnad.ledger.views import View, views


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
        matter = db.execute(select(awaited.c.matter).where(awaited.c.id == key)).scalar()
        keys = tuple(db.execute(select(awaited.c.id).where(awaited.c.matter == matter)).scalars())
        return next(iter(owing(db, today or datetime.date.today().isoformat(), keys=keys)), None) if keys else None
    if letter == "d":
        return _dispute(db, key)
    return None


def _item(db: Connection, key: str) -> View | None:
    table, kind = (statement, "statement") if key.startswith("s") else (event, "event")
    row = db.execute(select(table).where(table.c.id == key)).first()
    if row is None:
        return None
    if row.vanished is not None:
        kept = {name: value for name, value in row._mapping.items() if name not in ("appeared", "touched")}
        return kept | {"kind": kind, "vanished": True} | _gone(db, row.report_id, row.version_id)
    return views(db, [(key, kind, row.report_id)])[0] | across.tellings(db, key) | {"vanished": False}


def _gone(db: Connection, report_id: str, version_id: str) -> View:
    """What is shown of something that its report tells no more: where it stood last."""
    row = db.execute(select(version.c.headline, version.c.publisher, version.c.published, version.c.url)
                     .where(version.c.id == version_id)).one()
    return {"headline": row.headline, "outlet": row.publisher, "day": row.published, "url": row.url,
            "report": report_id, "version": version_id, "tellings": [], "otherwise": [], "disputes": [], "origins": 0}


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
        "record": record_of(row).model_dump(mode="json", by_alias=True),
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
