"""What leaves a ledger, report by report: chosen in one look, loaded in pieces, so that no transaction stays open while
somebody's disk is slow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from sqlalchemy import Connection, Table, func, select

from isnad.exports.rows import Exported, Known, Tellings, exported
from isnad.ledger.database import Ledger
from isnad.ledger.load import batches
from isnad.ledger.schema import actor, appearance, awaited, entry, event, report, revision, statement, version
from isnad.ledger.search import Chosen, Query
from isnad.ledger.versions import record_of

AT_ONCE = 40
"""Reports that are loaded in one look."""
IN_MEMORY = 8 << 20
"""Bytes of identifiers that are held before they go to a file."""
_ITEMS = (statement, event, awaited, appearance)


@dataclass(slots=True)
class Outgoing:
    """What a query chose at a revision. Iterating gives the reports in the order of their days, those without one
    first; ``reports`` and ``items``: how many were chosen. ``gone``: items that had vanished when they were loaded."""

    ledger: Ledger
    revision: int
    reports: int
    items: int
    whole: bool
    chosen: IO[str]
    gone: int = field(default=0, init=False)

    def __iter__(self) -> Iterator[Exported]:
        self.chosen.seek(0)
        wanted: dict[str, set[str]] = {}
        for line in self.chosen:
            owner, item = line.split()
            if owner not in wanted and len(wanted) == AT_ONCE:
                yield from self._load(wanted)
                wanted = {}
            wanted.setdefault(owner, set()).add(item)
        yield from self._load(wanted)

    def close(self) -> None:
        """Let go of what was chosen."""
        self.chosen.close()

    def _load(self, wanted: dict[str, set[str]]) -> Iterator[Exported]:
        if not wanted:
            return
        with self.ledger.look() as db:
            found = _load(db, wanted, self.whole)
        for owner, items in wanted.items():
            if (one := found.get(owner)) is not None:
                if not self.whole:
                    self.gone += len(items) - len(one.statements) - len(one.events)
                yield one


def outgoing(ledger: Ledger, query: Query, *, whole: bool = False) -> Outgoing:
    """The statements and events that a query chooses, by their reports; ``whole``: all of every report that it chooses
    something of.

    Raises ``QueryError`` where the words or a filter mean nothing.
    """
    held: IO[str] = SpooledTemporaryFile(IN_MEMORY, "w+", encoding="ascii", newline="\n")  # noqa: SIM115 - close()
    try:
        with ledger.look() as db:
            number = db.execute(select(func.coalesce(func.max(revision.c.number), 0))).scalar_one()
            reports, items = _choose(ledger, db, query, held)
    except BaseException:
        held.close()
        raise
    return Outgoing(ledger, number, reports, items, whole, held)


def _choose(ledger: Ledger, db: Connection, query: Query, held: IO[str]) -> tuple[int, int]:
    """Keep what a query chooses, a report and an item a line; tells how many reports and items they are."""
    rows = (Chosen(ledger, db, query).select()
            .with_only_columns(entry.c.report_id, entry.c.item_id, maintain_column_froms=True)
            .order_by(entry.c.day.asc().nulls_first(), entry.c.report_id, entry.c.item_id))
    reports, items, last = 0, 0, None
    for owner, item in db.execution_options(yield_per=10_000).execute(rows):
        held.write(f"{owner} {item}\n")
        reports, items, last = reports + (owner != last), items + 1, owner
    return reports, items


def _load(db: Connection, wanted: dict[str, set[str]], whole: bool) -> dict[str, Exported]:
    """Reports as they are now, with the items that are wanted."""
    owners = list(wanted)
    ids: dict[str, dict[str, str]] = defaultdict(dict)
    for table in _ITEMS:
        named = select(table.c.report_id, table.c.local, table.c.id).where(table.c.report_id.in_(owners))
        if "vanished" in table.c:
            named = named.where(table.c.vanished.is_(None))
        for owner, local, key in db.execute(named):
            ids[owner][local] = key
    actors: dict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
    for owner, seen, key, name in db.execute(
            select(appearance.c.report_id, appearance.c.id, actor.c.id, actor.c.name)
            .join(actor, actor.c.id == appearance.c.actor_id).where(appearance.c.report_id.in_(owners))):
        actors[owner][seen] = (key, name)
    told = _tellings(db, statement, owners) | _tellings(db, event, owners)
    rows = db.execute(select(
        report.c.id, report.c.story_id, report.c.wire_id, report.c.published_at, version.c.id.label("version_id"),
        version.c.record, version.c.text, version.c.reader, version.c.taken)
        .join(version, version.c.id == report.c.version_id).where(report.c.id.in_(owners))).mappings()
    return {row["id"]: _one(row, ids[row["id"]], actors[row["id"]], told, None if whole else wanted[row["id"]])
            for row in rows}


def _one(row: Any, ids: dict[str, str], actors: dict[str, tuple[str, str]], told: dict[str, Tellings],
         wanted: Collection[str] | None) -> Exported:
    known = Known(row["version_id"], row["story_id"], row["wire_id"], row["published_at"], row["reader"], row["taken"],
                  actors, told)
    return exported(record_of(row), row["id"], ids, known, wanted)


def _tellings(db: Connection, table: Table, owners: Collection[str]) -> dict[str, Tellings]:
    """By item of some reports: how many independent origins, reports and outlets tell the same."""
    other, found = table.alias(), {}
    keys = {row.id: row.telling for row in db.execute(
        select(table.c.id, table.c.telling).where(table.c.report_id.in_(owners), table.c.vanished.is_(None)))}
    counted: dict[str, Tellings] = {}
    for some in batches(sorted(set(keys.values()))):
        counts = db.execute(
            select(other.c.telling, func.count(func.coalesce(report.c.wire_id, report.c.id).distinct()),
                   func.count(report.c.id.distinct()), func.count(report.c.publisher.distinct()))
            .join(report, report.c.id == other.c.report_id)
            .where(other.c.telling.in_(some), other.c.vanished.is_(None)).group_by(other.c.telling))
        counted |= {row[0]: Tellings(*row) for row in counts}
    for key, telling in keys.items():
        found[key] = counted[telling]
    return found
