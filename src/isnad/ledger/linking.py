"""One report being linked to what the ledger holds: what it tells, and the keys that find what others tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, insert, or_, select

from isnad.languages.stems import stemmer
from isnad.ledger.identity import key_number
from isnad.ledger.items import Named, Party
from isnad.ledger.load import Recent, Told
from isnad.ledger.prepare import Prepared
from isnad.ledger.schema import link_key

Row = dict[str, Any]
EARLIEST, LATEST = "0001-01-01", "9999-12-31"
# made once: to put a statement together takes longer than to run it
NEAR = select(link_key.c.key, link_key.c.owner_id, link_key.c.report_id).where(
    link_key.c.kind == bindparam("kind"), link_key.c.key.in_(bindparam("keys", expanding=True)),
    link_key.c.report_id != bindparam("own"),
    or_(link_key.c.day.between(bindparam("first"), bindparam("last")), link_key.c.day.is_(None)))
KEYS_OF = select(link_key.c.kind, link_key.c.key, link_key.c.owner_id).where(
    link_key.c.key.in_(bindparam("numbers", expanding=True)))
ADD_KEYS = insert(link_key)


def told_now(prepared: Prepared, appearances: Sequence[Row], rows: Mapping[str, Row], moment: str) -> Told:
    """A report's items, from the rows that are being written."""
    generic = {each.row["id"]: each.who is None for each in prepared.appearances}
    parties = {row["id"]: Party(row["actor_id"], row["name"], row["kind"], row["country"], row["sector"], row["role"],
                                generic[row["id"]]) for row in appearances}
    mentions = [Named(start, end, parties[row["id"]]) for row in appearances for start, end in row["mentions"]]
    by_item: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for item in (*prepared.statements, *prepared.events, *prepared.awaited):
        by_item[item.row["id"]] = item.parties
    statements, events, awaited = ({item.row["id"]: rows[item.row["id"]] for item in items} for items in
                                   (prepared.statements, prepared.events, prepared.awaited))
    mentions.sort(key=lambda each: (each.start, each.end))
    return Told(prepared.report["id"], prepared.report["day"], moment, prepared.version["text"], prepared.report,
                parties, mentions, by_item, statements, events, awaited,
                stemmer(prepared.version["language"] or "ar"))


@dataclass(slots=True)
class Linking:
    """One report within one transaction. ``one``: what it tells; ``story``: once it is known."""

    db: Connection
    prepared: Prepared
    one: Told
    revision: int
    moment: str
    fresh: bool
    """The ledger had nothing of this report before."""
    story: str | None = None
    keys: list[Row] = field(default_factory=list)
    recent: Recent = field(default_factory=Recent)

    @property
    def id(self) -> str:
        """The report's identifier."""
        return self.one.report_id

    @property
    def day(self) -> str | None:
        """The report's day."""
        return self.one.day

    def add_keys(self, kind: str, owner: str, numbers: Iterable[int | str]) -> None:
        """Let something of this report be found under keys."""
        numbers = (each if isinstance(each, int) else key_number(kind, each) for each in numbers)
        self.keys += [{"kind": kind, "key": number, "owner_id": owner, "report_id": self.id, "day": self.day}
                      for number in dict.fromkeys(numbers)]

    def near(self, kind: str, numbers: Iterable[int | str], days: int) -> dict[int, list[tuple[str, str]]]:
        """Owners and their reports by key, within some days of this report; not this report's own."""
        found: dict[int, list[tuple[str, str]]] = defaultdict(list)
        numbers = list(dict.fromkeys(each if isinstance(each, int) else key_number(kind, each) for each in numbers))
        if not numbers:
            return found
        first, last = EARLIEST, LATEST
        if self.day is not None:
            day = date.fromisoformat(self.day)
            first, last = ((day + timedelta(each)).isoformat() for each in (-days, days))
        for number, owner, other in self.db.execute(
            NEAR, {"kind": kind, "keys": numbers, "own": self.id, "first": first, "last": last}
        ):
            found[number].append((owner, other))
        return found

    def most_shared(self, kind: str, numbers: Iterable[int | str], days: int, most: int) -> list[str]:
        """Those near that share most keys with this one, at most so many."""
        shared: dict[str, int] = defaultdict(int)
        for owners in self.near(kind, numbers, days).values():
            for owner, _ in owners:
                shared[owner] += 1
        return sorted(shared, key=lambda owner: (-shared[owner], owner))[:most]

    def write_keys(self) -> None:
        """Write the keys that were added."""
        keys = self.keys
        if not self.fresh and keys:
            held = {tuple(row) for row in self.db.execute(KEYS_OF, {"numbers": [row["key"] for row in keys]})}
            keys = [row for row in keys if (row["kind"], row["key"], row["owner_id"]) not in held]
        if keys:
            self.db.execute(ADD_KEYS, keys)

    def load(self, reports: Iterable[str]) -> dict[str, Told]:
        """What other reports tell."""
        return self.recent.get(self.db, set(reports))
