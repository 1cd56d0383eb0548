"""Writing a report into the ledger: the whole of it in one transaction, once, however often it comes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import Connection, Table, bindparam, delete, func, insert, select, update

from isnad.ledger.actors import Choice
from isnad.ledger.database import Ledger
from isnad.ledger.decided import as_decided
from isnad.ledger.link import link
from isnad.ledger.linking import Linking, told_now
from isnad.ledger.load import batches
from isnad.ledger.prepare import Item, Prepared, Row
from isnad.ledger.resolve import Resolver
from isnad.ledger.revisions import Cause, moment, next_revision
from isnad.ledger.schema import awaited, entry, event, party, report, revision, statement, version

What = Literal["new", "changed", "known", "reread"]
Alteration = tuple[str, str, Any, Any]
"""An item, a field of it, what it was before and what it is now."""
MOVED = frozenset({"version_id", "local", "day", "cue_start", "cue_end", "start", "end", "content", "trigger_start",
                   "trigger_end", "text_start", "text_end", "rule", "details", "basis_id"})
"""Columns that differ when only the text around an item has moved: they do not make it another."""
DAYS = frozenset({"start", "end"})
"""Of an event these are its days, which do not move with the text."""
STILL = frozenset({"content"})
"""In a review the text stays where it is, so this tells, too."""

# made once: to put a statement together takes longer than to run it
KNOWN = select(version.c.id).where(version.c.id == bindparam("id"))
HELD = select(report).where(report.c.id == bindparam("id"))
LAST_ENTRY = select(func.max(entry.c.number))
ENTER, TAKE, KEEP, PART = insert(entry), insert(report), insert(version), insert(party)


@dataclass(slots=True)
class Kept:
    """What became of a report: its identifiers, whether it was new, and what in it is no longer as it was."""

    report_id: str
    version_id: str
    what: What
    revision: int | None = None
    appeared: int = 0
    vanished: list[str] = field(default_factory=list)
    altered: list[Alteration] = field(default_factory=list)


def is_known(db: Connection, version_id: str) -> bool:
    """Whether the ledger holds this version of a report already."""
    return db.execute(KNOWN, {"id": version_id}).first() is not None


def keep(ledger: Ledger, prepared: Prepared, *, cause: Literal["ingest", "reread"] = "ingest") -> Kept:
    """Write one version of a report, and what it means for what is there already. Once it returns, it is there."""
    with ledger.write() as db:
        known = is_known(db, prepared.version["id"])
        if known and (cause == "ingest" or not _is_current(db, prepared)):
            return Kept(prepared.report["id"], prepared.version["id"], "known")
        writing = _Writing(ledger, db, prepared, cause, moment())
        kept = writing.done(known)
    ledger.recent.put(writing.one, writing.touched)
    return kept


def write_again(ledger: Ledger, db: Connection, prepared: Prepared, now: str, details: list[Any],
                before: Mapping[str, Choice]) -> Callable[[], None]:
    """Write what people have decided on a report's newest version; gives what is to be called once it is committed.

    ``details``: what they decided, for the revision; ``before``: whom appearances meant before a correction that is
    taken back.
    """
    writing = _Writing(ledger, db, prepared, "review", now, details, before)
    writing.done(version_known=True)
    return lambda: ledger.recent.put(writing.one, writing.touched)


def _is_current(db: Connection, prepared: Prepared) -> bool:
    """Whether a version is still its report's newest: another may have come while it was being read again."""
    held = db.execute(select(report.c.version_id).where(report.c.id == prepared.report["id"])).scalar()
    return bool(held == prepared.version["id"])


class _Writing:
    """One report on its way into the ledger."""

    def __init__(self, ledger: Ledger, db: Connection, prepared: Prepared, cause: Cause, now: str,
                 details: Sequence[Any] = (), before: Mapping[str, Choice] | None = None) -> None:
        self.ledger, self.db, self.prepared, self.cause, self.now = ledger, db, prepared, cause, now
        self.details, self.before = details, before
        self.report_id: str = prepared.report["id"]
        self.version_id: str = prepared.version["id"]
        self.kept = Kept(self.report_id, self.version_id, "new")
        self.rows: dict[str, Row] = {}
        """The rows of the report's items as they are written, by their identifiers."""

    def done(self, version_known: bool) -> Kept:
        db = self.db
        held = db.execute(HELD, {"id": self.report_id}).mappings().first()
        self.kept.what = "new" if held is None else "changed" if self.cause == "ingest" else "reread"
        if held is not None and self.cause != "review":
            self.prepared = as_decided(db, self.prepared)
        self.kept.revision = self.number = next_revision(db, self.cause, self.now, self.report_id)
        self._report(held is None)
        self._version(version_known, fresh=held is None)
        if held is not None:
            self._forget_entries()
        resolver = Resolver(self.ledger, db, self.number, self.now)
        resolved = resolver.resolve(self.report_id, self.version_id, self.prepared.report["day"],
                                    self.prepared.appearances, fresh=held is None, before=self.before)
        self.actors = {row["id"]: row["actor_id"] for row in resolved}
        self.names = {row["id"]: row for row in resolved}
        for table, items in ((statement, self.prepared.statements), (event, self.prepared.events),
                             (awaited, self.prepared.awaited)):
            self._items(table, items, fresh=held is None)
        self._entries(resolver.new_entries())
        if self.cause == "review":
            resolver.renew_moved()
        self.one = told_now(self.prepared, resolved, self.rows, self.now)
        link(Linking(db, self.prepared, self.one, self.number, self.now, held is None, recent=self.ledger.recent))
        kept = self.kept
        self.touched = self.number
        if held is not None:
            if self.cause == "reread" and not (kept.altered or kept.vanished or kept.appeared):
                self.touched = held["touched"]  # to be read again and found the same is no change
            db.execute(update(report).where(report.c.id == self.report_id).values(touched=self.touched))
        if details := [*self.details, *(list(each) for each in self.kept.altered)]:
            db.execute(update(revision).where(revision.c.number == self.number).values(details=details))
        return self.kept

    def _report(self, fresh: bool) -> None:
        if fresh:
            self.db.execute(TAKE, self.prepared.report | {"appeared": self.number, "touched": self.number})
        else:
            self.db.execute(update(report).where(report.c.id == self.report_id)
                            .values(self.prepared.report))

    def _version(self, known: bool, *, fresh: bool) -> None:
        row = self.prepared.version
        if known:
            self.db.execute(update(version).where(version.c.id == self.version_id)
                            .values({key: row.get(key) for key in ("reader", "record", "read", "place", "agencies",
                                                                   "published")}))
            return
        number = 0 if fresh else self.db.execute(
            select(func.max(version.c.number)).where(version.c.report_id == self.report_id)).scalar() or 0
        self.db.execute(KEEP, row | {"number": number + 1, "taken": self.now})

    def _items(self, table: Table, items: list[Item], *, fresh: bool) -> None:
        """Bring a table up to what the report tells now."""
        old = {} if fresh else self._held(table)
        life = {"version_id": self.version_id, "touched": self.number}
        new, same = [], []
        for item in items:
            before = old.pop(item.row["id"], None)
            if before is None:
                own = {"matter" if table is awaited else "telling": item.row["id"]}
                own |= {"state": "open"} if table is awaited else {}
                new.append(item.row | life | own | {"appeared": self.number})
                continue
            altered = self._altered(table, item, before)
            self.kept.altered += altered
            touched = self.number if altered or before["vanished"] else before["touched"]
            same.append(item.row | life | {"touched": touched, "vanished": None})
            self.rows[item.row["id"]] = before | same[-1]
        self.rows |= {row["id"]: row for row in new}
        if new:
            self.db.execute(insert(table), new)
        for row in same:
            self.db.execute(update(table).where(table.c.id == row["id"]).values(row))
        gone = [key for key, row in old.items() if row["vanished"] is None]
        for some in batches(gone):
            self.db.execute(update(table).where(table.c.id.in_(some))
                            .values(touched=self.number, vanished=self.number))
        self.kept.appeared += len(new)
        self.kept.vanished += gone
        self._parties(items, [*(row["id"] for row in same), *gone])

    def _held(self, table: Table) -> dict[str, dict[str, Any]]:
        """The rows of the report that the ledger holds, vanished ones included, with their words and who took part."""
        rows = {row["id"]: dict(row) for row in self.db.execute(
            select(table).where(table.c.report_id == self.report_id)).mappings()}
        if table is statement:
            texts = {row.id: row.text for row in self.db.execute(
                select(version.c.id, version.c.text).where(version.c.report_id == self.report_id))}
            for row in rows.values():
                row["text"] = texts[row["version_id"]][row["start"]:row["end"]]
        for some in batches(list(rows)):
            for item, role, name in self.db.execute(
                select(party.c.item_id, party.c.role, party.c.appearance_id).where(party.c.item_id.in_(some))
                .order_by(party.c.item_id, party.c.role, party.c.number)
            ):
                rows[item].setdefault("parties", []).append((role, name))
        return rows

    def _altered(self, table: Table, item: Item, before: Row) -> list[Alteration]:
        """The fields of an item that are no longer as they were."""
        moved = MOVED - (DAYS if table is event else STILL if self.cause == "review" else frozenset())
        found: list[Alteration] = [
            (item.row["id"], name, before[name], value) for name, value in item.row.items()
            if name not in moved and before[name] != value
        ]
        if before.get("text", item.text) != item.text:
            found.append((item.row["id"], "text", before["text"], item.text))
        was, now = sorted(before.get("parties", [])), sorted(item.parties)
        return found + ([(item.row["id"], "parties", was, now)] if was != now else [])

    def _parties(self, items: list[Item], held: Iterable[str]) -> None:
        for some in batches(list(held)):
            self.db.execute(delete(party).where(party.c.item_id.in_(some)))
        rows = []
        for item in items:
            count: dict[str, int] = {}
            for role, who in item.parties:
                number = count[role] = count.get(role, 0) + 1
                rows.append({"item_id": item.row["id"], "role": role, "number": number, "appearance_id": who,
                             "actor_id": self.actors[who], "country": self.names[who]["country"],
                             "sector": self.names[who]["sector"]})
        if rows:
            self.db.execute(PART, rows)

    def _forget_entries(self) -> None:
        """Take out of the index what the report told before."""
        numbers = list(self.db.execute(select(entry.c.number).where(entry.c.report_id == self.report_id)).scalars())
        self.ledger.words.remove(self.db, numbers)
        self.db.execute(delete(entry).where(entry.c.report_id == self.report_id))

    def _entries(self, actors: list[tuple[str, str]]) -> None:
        """Put into the index what it tells now, and the actors that no report told of before."""
        shared = {"report_id": self.report_id, "day": self.prepared.report["day"],
                  "publisher": self.prepared.report["publisher"]}
        rows: list[tuple[Row, str, str]] = [({"item_id": self.report_id, "kind": "report"}, self.prepared.words, "")]
        rows += [({"item_id": each.row["id"], "kind": "statement", "code": each.row["act"]}, each.words, each.who)
                 for each in self.prepared.statements]
        rows += [({"item_id": each.row["id"], "kind": "event", "code": each.row["type"], "mode": each.row["mode"],
                   "status": each.row["status"], "place_country": each.row["place_country"]}, each.words, each.who)
                 for each in self.prepared.events]
        first = (self.db.execute(LAST_ENTRY).scalar() or 0) + 1
        blank = dict.fromkeys(("code", "mode", "status", "place_country"))
        whole = [(blank | shared | row, words, who) for row, words, who in rows]
        nothing = dict.fromkeys(shared)
        whole += [(blank | nothing | {"item_id": key, "kind": "actor"}, words, "") for key, words in actors]
        self.db.execute(ENTER, [row | {"number": number} for number, (row, _, _) in enumerate(whole, first)])
        self.ledger.words.add(self.db, [(number, words, who) for number, (_, words, who) in enumerate(whole, first)])
