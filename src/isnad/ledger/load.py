"""Rows back to items: what the matchers compare, from what stands in the ledger."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table, bindparam, func, select

from isnad.languages.stems import Stemmer, stemmer
from isnad.ledger.items import AwaitedItem, EventItem, Named, Party, StatementItem
from isnad.ledger.schema import actor, actor_change, appearance, awaited, event, party, report, statement, version
from isnad.ledger.sentences import sentence

Item = StatementItem | EventItem | AwaitedItem
Row = Any
"""A row of a table, its columns as attributes or keys."""

ABOUT = (version.c.text, version.c.taken, version.c.language, version.c.headline, version.c.url, version.c.byline,
         version.c.agencies, version.c.place, version.c.number)

# made once: to put a statement together takes longer than to run it
TOUCHED = select(report.c.id, report.c.touched).where(report.c.id.in_(bindparam("ids", expanding=True)))
BY_HAND = select(func.max(actor_change.c.number)).where(actor_change.c.kind.in_(("merge", "split")))
_REPORTS: Any = bindparam("reports", expanding=True)
OF_REPORTS = (select(report, *ABOUT).join(version, version.c.id == report.c.version_id)
              .where(report.c.id.in_(_REPORTS)))
APPEARANCES = (select(appearance, actor.c.generic).join(actor, actor.c.id == appearance.c.actor_id)
               .where(appearance.c.report_id.in_(_REPORTS)))
ITEMS = {table: (select(table).where(table.c.report_id.in_(_REPORTS), table.c.vanished.is_(None))
                 .order_by(table.c.id)) for table in (statement, event, awaited)}
ONLY = {table: select(table).where(table.c.id.in_(bindparam("ids", expanding=True)), table.c.vanished.is_(None))
        for table in (statement, event, awaited)}
APPEARANCES_ONLY = (select(appearance, actor.c.generic).join(actor, actor.c.id == appearance.c.actor_id)
                    .where(appearance.c.id.in_(bindparam("ids", expanding=True))))
PARTIES = (select(party).where(party.c.item_id.in_(bindparam("items", expanding=True)))
           .order_by(party.c.item_id, party.c.role, party.c.number))


@dataclass(slots=True)
class Told:
    """One report's rows, from which its items are built. Rows are mappings by column."""

    report_id: str
    day: str | None
    moment: str
    text: str
    about: Row
    """The columns of the report and of its version that say what it is: publisher, url, headline, agencies, wire…"""
    appearances: dict[str, Party]
    mentions: list[Named]
    parties: dict[str, list[tuple[str, str]]]
    """By item: role and appearance, in order."""
    statements: dict[str, Row]
    events: dict[str, Row]
    awaited: dict[str, Row]
    stems: Stemmer
    made: dict[str, Item] = field(default_factory=dict)
    """Items that were asked for already."""

    def item(self, key: str) -> Item:
        """The item of an identifier. Raises ``KeyError`` where the report has none such."""
        if key not in self.made:
            if key in self.statements:
                self.made[key] = self._statement(self.statements[key])
            elif key in self.events:
                self.made[key] = self._event(self.events[key])
            else:
                self.made[key] = self._awaited(self.awaited[key])
        return self.made[key]

    def has(self, key: str) -> bool:
        """Whether the report tells an item, now."""
        return key in self.statements or key in self.events or key in self.awaited

    def of(self, item: str, role: str) -> tuple[Party, ...]:
        """Who has a part in an item, in order."""
        return tuple(self.appearances[who] for part, who in self.parties.get(item, ()) if part == role)

    def one(self, item: str, role: str) -> Party | None:
        """Who has a part in an item that only one can have."""
        return next(iter(self.of(item, role)), None)

    def outer(self, within: str | None) -> tuple[str, ...]:
        """The statements that something within a statement stands in, innermost first."""
        chain: list[str] = []
        while within is not None and within not in chain and within in self.statements:
            chain.append(within)
            within = self.statements[within]["within_id"]
        return tuple(chain)

    def named(self, start: int, end: int) -> tuple[Named, ...]:
        """Who is named between two places, counted from the first."""
        return tuple(Named(each.start - start, each.end - start, each.party) for each in self.mentions
                     if start <= each.start and each.end <= end)

    def _statement(self, row: Row) -> StatementItem:
        text = self.text[row["start"]:row["end"]]
        against = tuple(who for each in self.events.values() if each["trigger_start"] == row["cue_start"]
                        for who in self.of(each["id"], "recipient"))
        return StatementItem(
            row["id"], self.report_id, self.day, self.moment, self.one(row["id"], "speaker"),
            self.one(row["id"], "addressee"), row["act"], text, tuple(self.stems.topics(text)),
            self.outer(row["within_id"]), self.text[row["cue_start"]:row["cue_end"]], against,
            self.named(row["start"], row["end"]),
        )

    def _event(self, row: Row) -> EventItem:
        text = self.text[row["text_start"]:row["text_end"]]
        outer = self.outer(row["within_id"])
        counts = tuple((each["kind"], each["count"]) for each in row["details"]["quantities"]
                       if each["count"] is not None)
        return EventItem(
            row["id"], self.report_id, self.day, self.moment, row["type"], row["mode"], row["status"],
            self.of(row["id"], "actor"), self.of(row["id"], "recipient"), row["start"], row["end"], row["place"],
            row["place_country"], self.text[row["trigger_start"]:row["trigger_end"]], text,
            tuple(self.stems.topics(text)), counts, self.one(outer[0], "speaker") if outer else None, outer,
        )

    def _awaited(self, row: Row) -> AwaitedItem:
        text = self.text[row["start"]:row["end"]]
        around = self.text[slice(*sentence(self.text, row["start"], row["end"]))]
        return AwaitedItem(row["id"], self.report_id, self.day, self.moment, self.one(row["id"], "owes"),
                           self.one(row["id"], "waits"), text, tuple(self.stems.topics(text)), row["due"],
                           row["basis_id"], around)


def told(db: Connection, reports: Collection[str]) -> dict[str, Told]:
    """What reports tell now, by their identifiers."""
    if not reports:
        return {}
    found = _reports(db, reports)
    _add_appearances(found, db.execute(APPEARANCES, {"reports": list(reports)}).mappings())
    for table in (statement, event, awaited):
        _add_items(found, table, db.execute(ITEMS[table], {"reports": list(reports)}).mappings())
    by_item = {key: one for one in found.values() for key in (*one.statements, *one.events, *one.awaited)}
    for some in batches(list(by_item)):
        for row in db.execute(PARTIES, {"items": some}).mappings():
            by_item[row["item_id"]].parties[row["item_id"]].append((row["role"], row["appearance_id"]))
    for one in found.values():
        one.mentions.sort(key=lambda each: (each.start, each.end))
    return found


def told_only(db: Connection, reports: Collection[str], wanted: Collection[str]) -> dict[str, Told]:
    """The same, with only some items, the statements they stand within, and who has a part in them."""
    if not reports:
        return {}
    found = _reports(db, reports)
    seen: set[str] = set()
    outer = {key for key in wanted if key.startswith("s")}
    for some in batches(sorted(key for key in wanted if key.startswith("e"))):
        rows = db.execute(ONLY[event], {"ids": some}).mappings().all()
        _add_items(found, event, rows)
        outer |= {row["within_id"] for row in rows if row["within_id"]}
    for some in batches(sorted(key for key in wanted if key.startswith("w"))):
        _add_items(found, awaited, db.execute(ONLY[awaited], {"ids": some}).mappings())
    while outer := outer - seen:
        seen |= outer
        rows = [row for some in batches(sorted(outer)) for row in db.execute(ONLY[statement], {"ids": some}).mappings()]
        _add_items(found, statement, rows)
        outer = {row["within_id"] for row in rows if row["within_id"]}
    by_item = {key: one for one in found.values() for key in (*one.statements, *one.events, *one.awaited)}
    for some in batches(list(by_item)):
        rows = db.execute(PARTIES, {"items": some}).mappings().all()
        for row in rows:
            by_item[row["item_id"]].parties[row["item_id"]].append((row["role"], row["appearance_id"]))
        _add_appearances(found, db.execute(APPEARANCES_ONLY, {"ids": list({row["appearance_id"] for row in rows})})
                         .mappings())
    return found


def _reports(db: Connection, reports: Collection[str]) -> dict[str, Told]:
    return {
        row["id"]: Told(row["id"], row["day"], row["taken"], row["text"], row, {}, [], defaultdict(list), {}, {}, {},
                        stemmer(row["language"] or "ar"))
        for row in db.execute(OF_REPORTS, {"reports": list(reports)}).mappings()
    }


def _add_appearances(found: dict[str, Told], rows: Iterable[Row]) -> None:
    for row in rows:
        one = found[row["report_id"]]
        who = one.appearances[row["id"]] = party_of(row)
        one.mentions += [Named(start, end, who) for start, end in row["mentions"]]


def _add_items(found: dict[str, Told], table: Table, rows: Iterable[Row]) -> None:
    for row in rows:
        one = found.get(row["report_id"])
        if one is not None:
            {statement: one.statements, event: one.events, awaited: one.awaited}[table][row["id"]] = row


def party_of(row: Row) -> Party:
    """An appearance's row as a party."""
    return Party(row["actor_id"], row["name"], row["kind"], row["country"], row["sector"], row["role"],
                 row["generic"])


def items(db: Connection, wanted: Iterable[tuple[str, str]]) -> list[Item]:
    """The items that ``(report, item)`` name and that have not vanished, in that order."""
    wanted = list(wanted)
    reports = told(db, {owner for owner, _ in wanted})
    return [reports[owner].item(key) for owner, key in wanted if owner in reports and reports[owner].has(key)]


def batches(values: Sequence[str], size: int = 500) -> Iterable[Sequence[str]]:
    """Values in pieces that a database takes as parameters of one query."""
    return (values[at:at + size] for at in range(0, len(values), size))


class Recent:
    """What the reports that were linked or looked at last tell, so that the next need not be loaded with them again.

    What a report tells is another only when the report was touched, or when actors were merged or split since.
    """

    def __init__(self, most: int = 600) -> None:
        self._most = most
        self._held: OrderedDict[str, tuple[int, Told]] = OrderedDict()
        self._actors = -1

    def get(self, db: Connection, reports: Collection[str]) -> dict[str, Told]:
        """What reports tell now."""
        if not reports:
            return {}
        self._renew(db)
        touched: dict[str, int] = {}
        for some in batches(sorted(reports)):
            touched |= {row.id: row.touched for row in db.execute(TOUCHED, {"ids": some})}
        found = {key: self._held[key][1] for key, number in touched.items()
                 if key in self._held and self._held[key][0] == number}
        for key in found:
            self._held.move_to_end(key)
        for key, one in told(db, touched.keys() - found.keys()).items():
            found[key] = one
            self.put(one, touched[key])
        return found

    def put(self, one: Told, touched: int) -> None:
        """Keep what a report tells, as of the revision that touched it last. Only what is committed may be put."""
        self._held[one.report_id] = touched, one
        self._held.move_to_end(one.report_id)
        while len(self._held) > self._most:
            self._held.popitem(last=False)

    def _renew(self, db: Connection) -> None:
        """Forget everything where somebody has merged or split actors."""
        last = db.execute(BY_HAND).scalar() or 0
        if last != self._actors:
            self._held.clear()
            self._actors = last
