"""A report as its page shows it: one version with what was read in it, and what the ledger knows of each part."""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from isnad.ledger.load import batches
from isnad.ledger.schema import appearance, awaited, dispute, event, report, statement, story, version
from isnad.ledger.settle import standing
from isnad.ledger.versions import ids_of
from isnad.ledger.views import View

_OWNER: Any = bindparam("owner")
_SOME: Any = bindparam("some", expanding=True)
# made once: to put a statement together takes longer than to run it
VERSION = select(version, report.c.published_at, report.c.version_id.label("current")).join(
    report, report.c.id == version.c.report_id).where(report.c.id == _OWNER)
CURRENT = VERSION.where(version.c.id == report.c.version_id)
STORY = select(story.c.id, story.c.title, func.count().label("reports"),
               func.count(report.c.wire_id.distinct()).label("origins")).join(
    report, report.c.story_id == story.c.id).where(
    story.c.id == select(report.c.story_id).where(report.c.id == _OWNER).scalar_subquery()).group_by(story.c.id)
MATES = (select(report.c.id, report.c.day, report.c.published_at, report.c.publisher.label("outlet"),
                report.c.copied_how.label("how"), version.c.headline, version.c.agencies)
         .join(version, version.c.id == report.c.version_id)
         .where(report.c.wire_id == select(report.c.wire_id).where(report.c.id == _OWNER).scalar_subquery(),
                report.c.id != _OWNER)
         .order_by(report.c.day.nulls_last(), report.c.published_at.nulls_last(), report.c.appeared))
VERSIONS = (select(version.c.id, version.c.number, version.c.taken, version.c.captured, version.c.headline)
            .where(version.c.report_id == _OWNER).order_by(version.c.number))
WHO = select(appearance.c.local, appearance.c.name, appearance.c.kind, appearance.c.actor_id).where(
    appearance.c.report_id == _OWNER)
NOW = {table: select(table.c.local, table.c.id).where(table.c.report_id == _OWNER, table.c.vanished.is_(None))
       for table in (statement, event)}
EVER = {table: select(table.c.id).where(table.c.report_id == _OWNER) for table in (statement, event, awaited)}
OWED = select(awaited).where(awaited.c.report_id == _OWNER, awaited.c.vanished.is_(None))
AT_ODDS = select(dispute.c.id, dispute.c.one_id, dispute.c.other_id).where(
    dispute.c.one_id.in_(_SOME) | dispute.c.other_id.in_(_SOME), dispute.c.vanished.is_(None),
    func.coalesce(dispute.c.settled, "") != "rejected").order_by(dispute.c.id)


@dataclass(slots=True)
class Sheet:
    """A version of a report.

    ``version``: its columns; ``record``: the record as JSON; ``ids``: permanent identifiers of the statements, events
    and awaited items that the ledger has, by those of the record; ``actors``: those of actors, likewise; ``states``:
    how what is awaited stands, and ``disputes``: what an item is at odds in, by permanent identifiers.
    """

    version: View
    record: dict[str, Any]
    current: bool
    ids: dict[str, str]
    actors: dict[str, str]
    states: dict[str, str] = field(default_factory=dict)
    disputes: dict[str, list[str]] = field(default_factory=dict)


def sheet(db: Connection, key: str, today: str, version_id: str | None = None) -> Sheet | None:
    """A report as it stands, or as it stood in a version; None where the ledger has none such."""
    asked = CURRENT if version_id is None else VERSION.where(version.c.id == version_id)
    row = db.execute(asked, {"owner": key}).mappings().first()
    if row is None:
        return None
    record = json.loads(zlib.decompress(row["record"]))
    record["report"]["text"] = row["text"]
    about = {name: row[name] for name in ("id", "number", "taken", "captured", "source", "published_at")}
    if row["id"] != row["current"]:
        return Sheet(about, record, False, _ids_then(db, key, row), _actors_then(db, key, record))
    own = {"owner": key}
    ids = {local: item for table in NOW for local, item in db.execute(NOW[table], own)}
    made = Sheet(about, record, True, ids, {each.local: each.actor_id for each in db.execute(WHO, own)})
    for each in db.execute(OWED, own).all() if record["awaited"] else ():
        ids[each.local] = each.id
        made.states[each.id] = standing(db, each, today).state
    made.disputes = _disputes(db, ids.values())
    return made


def company(db: Connection, key: str) -> View:
    """What stands around a report: ``story``, with how many tell it; ``same_wire``, who else carries its text;
    ``versions``, the first in front."""
    found = db.execute(STORY, {"owner": key}).mappings().first()
    return {"story": dict(found) if found else None,
            "same_wire": [dict(each) for each in db.execute(MATES, {"owner": key}).mappings()],
            "versions": [dict(each) for each in db.execute(VERSIONS, {"owner": key}).mappings()]}


def _ids_then(db: Connection, key: str, row: Any) -> dict[str, str]:
    """Identifiers of what a version told, where the ledger keeps it."""
    held = {item for table in EVER for item in db.execute(EVER[table], {"owner": key}).scalars()}
    return {local: item for local, item in ids_of(row).items() if item in held}


def _actors_then(db: Connection, key: str, record: dict[str, Any]) -> dict[str, str]:
    """Whom a version told of, where the report still tells of them under that name."""
    held = {(each.name, each.kind): each.actor_id for each in db.execute(WHO, {"owner": key})}
    return {each["id"]: held[each["name"], each["kind"]] for each in record["actors"]
            if (each["name"], each["kind"]) in held}


def _disputes(db: Connection, keys: Iterable[str]) -> dict[str, list[str]]:
    wanted = set(keys)
    found: dict[str, list[str]] = defaultdict(list)
    for some in batches(sorted(wanted)):
        for row in db.execute(AT_ODDS, {"some": some}):
            for side in wanted & {row.one_id, row.other_id}:
                if row.id not in found[side]:
                    found[side].append(row.id)
    return dict(found)
