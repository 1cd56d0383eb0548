"""Whom a report's actors are in the ledger: found by their names' keys, chosen by the company they keep, or new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from isnad.languages.stems import stemmer
from isnad.ledger.actors import ENOUGH, Appearance, Choice, Profile, choose, permanent_id, profile_with
from isnad.ledger.database import Ledger
from isnad.ledger.identity import identifier
from isnad.ledger.indexing import name_words, words_of_actors
from isnad.ledger.load import batches
from isnad.ledger.names import keys, sought
from isnad.ledger.schema import actor, actor_change, actor_key, appearance, entry, report

Row = dict[str, Any]
# made once: to put a statement together takes longer than to run it
APPEAR, COME, KEY = insert(appearance), insert(actor), insert(actor_key)
BY_KEY = (select(actor_key.c.key, actor.c.profile).join(actor, actor.c.id == actor_key.c.actor_id)
          .where(actor_key.c.key.in_(bindparam("keys", expanding=True))))
MERGED = select(actor.c.merged_into, actor.c.profile).where(actor.c.id == bindparam("id"))
HELD = select(actor.c.id).where(actor.c.id.in_(bindparam("ids", expanding=True)))
TELL = update(actor).where(actor.c.id == bindparam("own")).values(
    {name: bindparam(name) for name in ("name", "country", "sector", "profile")})


@dataclass(slots=True)
class Seen:
    """One actor of a record: the row of his appearance, and how others may tell of him; None where he is nobody in
    another report. ``first``: what his identifier is made of, where no other report has told of him."""

    row: Row
    who: Appearance | None
    first: str


class Resolver:
    """Resolves the actors of one report within one transaction."""

    def __init__(self, ledger: Ledger, db: Connection, revision: int, moment: str) -> None:
        self.ledger, self.db, self.revision, self.moment = ledger, db, revision, moment
        self.profiles: dict[str, Profile] = {}
        self.by_key: dict[str, set[str]] = defaultdict(set)
        self.new: dict[str, Row] = {}
        self.new_keys: set[tuple[str, str]] = set()
        self.respelled: set[str] = set()
        self.written: set[str] = set()
        self.changed: set[str] = set()
        self.offers: list[Row] = []
        self.fresh = True
        self.moved: set[str] = set()
        """Actors of whom the report tells otherwise than before."""
        self.back: set[str] = set()
        """Actors of whom it tells again, and whom nothing else brings back."""

    def resolve(self, report_id: str, version_id: str, day: str | None, seen: Sequence[Seen], *,
                fresh: bool, before: Mapping[str, Choice] | None = None) -> list[Row]:
        """Write the appearances of a report's actors, and give them with the actors that they are.

        ``before``: whom appearances meant until a correction that is being taken back.
        """
        self.fresh, held = fresh, {} if fresh else self._held(report_id)
        held_rows, known = dict(held), before or {}
        self._look_up(each.who for each in seen if each.who is not None)
        rows = []
        for each in seen:
            old = held.pop(each.row["id"], None)
            if old is not None and (old["country"], old["kind"]) == (each.row["country"], each.row["kind"]):
                found = Choice(old["actor_id"], old["reason"])  # whom somebody may have settled by hand
            elif each.row["id"] in known:
                found = known[each.row["id"]]
                self.back.add(str(found.actor))
            else:
                found = self._choose(each, day)
            rows.append(each.row | {"version_id": version_id, "actor_id": found.actor, "reason": found.reason})
        self._write_actors()
        if not fresh:
            self.db.execute(delete(appearance).where(appearance.c.report_id == report_id))
        if rows:
            self.db.execute(APPEAR, rows)
        self._let_go({row["actor_id"] for row in held_rows.values()} - {row["actor_id"] for row in rows})
        if not fresh:
            self.moved = _moved(held_rows, {row["id"]: row for row in rows})
        index_actors(self.ledger, self.db, {key: self._words(key) for key in self.respelled - self.written})
        return rows

    def renew_moved(self) -> None:
        """Let the report count once in the profiles of those of whom it tells otherwise, and not in others'."""
        for some in batches(sorted(self.moved)):
            named = self.db.execute(select(actor.c.id).where(actor.c.id.in_(some), actor.c.generic.is_(False))
                                    .order_by(actor.c.id)).scalars().all()
            renew(self.ledger, self.db, named, self.revision)

    def new_entries(self) -> list[tuple[str, str]]:
        """Actors that nobody could find before, with their names' words."""
        return [(key, self._words(key)) for key in sorted(self.respelled & self.written)]

    def _words(self, key: str) -> str:
        return name_words(stemmer(), [name for name, _ in self.profiles[key].names])

    def _held(self, report_id: str) -> dict[str, Row]:
        return {row["id"]: dict(row) for row in self.db.execute(
            select(appearance).where(appearance.c.report_id == report_id)).mappings()}

    def _look_up(self, told: Iterable[Appearance]) -> None:
        """Everybody whom one of the names may mean."""
        wanted = sorted({key for who in told for key in sought(who.name, who.kind, who.country)})
        for some in batches(wanted):
            for key, profile in self.db.execute(BY_KEY, {"keys": some}):
                self.by_key[key].add(profile["id"])
                self.profiles.setdefault(profile["id"], Profile.from_json(profile))

    def _choose(self, each: Seen, day: str | None) -> Choice:
        who = each.who
        if who is None:
            key = permanent_id(Appearance(each.row["name"], each.row["kind"]), each.first)
            self.new[key] = self._actor(key, each.row, generic=True)
            self.back.add(key)
            return Choice(key, "told by what he is only")
        near = {found for key in sought(who.name, who.kind, who.country) for found in self.by_key.get(key, ())}
        # a widespread name told without company leaves ever more entries: the latest are enough
        latest = sorted((self.profiles[key] for key in near), key=lambda one: (one.last or "", one.id), reverse=True)
        choice = choose(who, latest[:ENOUGH], day)
        key = choice.actor or self._another(who, each.first)
        before = self.profiles.get(key)
        profile = self.profiles[key] = profile_with(before, who, day, id=key)
        self.changed.add(key)
        if before is None:
            self.new[key] = self._actor(key, each.row, generic=False)
        if before is None or all(name != who.name for name, _ in before.names):
            self.respelled.add(key)
            for name_key in keys(who.name, who.kind, who.country):
                self.new_keys.add((name_key, key))
                self.by_key[name_key].add(key)
        self.offers += [{"actor_id": key, "other_id": other, "reason": choice.reason} for other in choice.offered
                        if other != key]
        return Choice(profile.id, choice.reason, choice.sure, choice.offered)

    def _another(self, who: Appearance, first: str) -> str:
        """The identifier of an actor whom no key finds; where somebody has merged him, of the one that he is."""
        key = own = permanent_id(who, first)
        if self.fresh and key == identifier("a", "first", first):
            return key  # nobody knows him yet
        while (row := self.db.execute(MERGED, {"id": key}).first()) is not None and row.merged_into:
            key = row.merged_into
        if key != own and row is not None and row.profile:
            self.profiles.setdefault(key, Profile.from_json(row.profile))
        return key

    def _actor(self, key: str, row: Row, *, generic: bool) -> Row:
        return {"id": key, "name": row["name"], "kind": row["kind"], "country": row["country"],
                "sector": row["sector"], "generic": generic, "profile": None, "appeared": self.revision,
                "touched": self.revision}

    def _write_actors(self) -> None:
        for key in self.changed:
            values = row_of(self.profiles[key])
            if key in self.new:
                self.new[key] |= values
        fresh = self._not_held(self.new)
        if fresh:
            self.db.execute(COME, fresh)
        self.written = {row["id"] for row in fresh}
        again = [{"own": key, **row_of(self.profiles[key])} for key in sorted(self.changed - self.written)]
        if again:
            self.db.execute(TELL, again)
        # to have been told of once more is no change that a reader of the feed would want to hear of
        if other := sorted(self.respelled - self.written):
            self.db.execute(update(actor).where(actor.c.id.in_(other)).values(touched=self.revision, vanished=None))
        for some in batches(sorted(self.back - self.written)):
            self.db.execute(update(actor).where(actor.c.id.in_(some), actor.c.vanished.is_not(None))
                            .values(touched=self.revision, vanished=None))
        add_keys(self.db, [pair for pair in self.new_keys if pair[1] not in self.written])
        if rows := [{"key": key, "actor_id": who} for key, who in sorted(self.new_keys) if who in self.written]:
            self.db.execute(KEY, rows)
        for offer in self.offers:
            record_change(self.db, self.moment, "offer", offer["actor_id"], offer["other_id"], "isnad",
                          offer["reason"])

    def _not_held(self, rows: dict[str, Row]) -> list[Row]:
        """Rows of actors that the ledger has none of, not even vanished."""
        held: set[str] = set()
        for some in batches(list(rows)):
            held |= set(self.db.execute(HELD, {"ids": some}).scalars())
        return [row for key, row in rows.items() if key not in held]

    def _let_go(self, actors: set[str]) -> None:
        """Actors of whom no report tells any more have vanished."""
        for some in batches(sorted(actors)):
            told = set(self.db.execute(select(appearance.c.actor_id).where(appearance.c.actor_id.in_(some))).scalars())
            gone = [key for key in some if key not in told]
            if gone:
                self.db.execute(update(actor).where(actor.c.id.in_(gone))
                                .values(touched=self.revision, vanished=self.revision))


TOLD = ("actor_id", "name", "kind", "country", "sector", "role")
"""What an appearance says of its actor."""


def _moved(before: Mapping[str, Row], after: Mapping[str, Row]) -> set[str]:
    """The actors of the appearances that came, went, or tell otherwise."""
    rows = [(before.get(key), after.get(key)) for key in before.keys() | after.keys()]
    return {row["actor_id"] for one, other in rows for row in (one, other) if row is not None
            and (one is None or other is None or any(one[name] != other[name] for name in TOLD))}


def renew(ledger: Ledger, db: Connection, actors: Sequence[str], revision: int) -> None:
    """Make the profiles, keys and words of actors anew from their appearances."""
    for key in actors:
        rebuild(db, key, revision)
    index_actors(ledger, db, words_of_actors(db, actors))


def row_of(profile: Profile) -> Row:
    """The columns of an actor that his profile tells."""
    return {"name": profile.name, "country": profile.country, "sector": profile.sector, "profile": profile.to_json()}


def add_keys(db: Connection, new: Iterable[tuple[str, str]]) -> None:
    """Let keys find actors, where they do not yet."""
    new = sorted(new)
    held: set[tuple[str, str]] = set()
    for some in batches([key for key, _ in new]):
        held |= {(row.key, row.actor_id) for row in db.execute(select(actor_key).where(actor_key.c.key.in_(some)))}
    rows = [{"key": key, "actor_id": who} for key, who in new if (key, who) not in held]
    if rows:
        db.execute(insert(actor_key), rows)


def record_change(db: Connection, moment: str, kind: str, one: str, other: str, by: str, reason: str,
                  moved: list[str] | None = None) -> None:
    """Record that actors were merged, split or offered for merging."""
    number = (db.execute(select(func.max(actor_change.c.number))).scalar() or 0) + 1
    db.execute(insert(actor_change).values(number=number, moment=moment, kind=kind, actor_id=one, other_id=other,
                                           by=by, reason=reason, moved=moved, undone=False))


def index_actors(ledger: Ledger, db: Connection, actors: Mapping[str, str]) -> None:
    """Let actors be found by the words of their names, by identifier; those who have none, no more."""
    for some in batches(sorted(actors)):
        words = {key: actors[key] for key in some if actors[key]}
        held = {row.item_id: row.number for row in db.execute(
            select(entry.c.item_id, entry.c.number).where(entry.c.item_id.in_(some)))}
        ledger.words.remove(db, list(held.values()))
        db.execute(delete(entry).where(entry.c.item_id.in_([key for key in held if key not in words])))
        number = db.execute(select(func.max(entry.c.number))).scalar() or 0
        fresh = [key for key in words if key not in held]
        for key in fresh:
            number = held[key] = number + 1
        if fresh:
            db.execute(insert(entry), [{"number": held[key], "item_id": key, "kind": "actor"} for key in fresh])
        if words:
            ledger.words.add(db, [(held[key], each, "") for key, each in words.items()])


def rebuild(db: Connection, key: str, revision: int) -> Profile | None:
    """An actor's profile and keys from his appearances; None where he has none, and so has vanished."""
    profile: Profile | None = None
    kept = db.execute(select(actor.c.profile).where(actor.c.id == key)).scalar()
    beside = frozenset(kept["companions"]) if kept else frozenset()
    rows = db.execute(select(appearance, report.c.day).join(report, report.c.id == appearance.c.report_id)
                      .where(appearance.c.actor_id == key).order_by(report.c.day, appearance.c.id)).all()
    for row in rows:
        who = Appearance(row.name, row.kind, row.country, row.sector, row.role, beside)
        profile = profile_with(profile, who, row.day, id=key)
    db.execute(delete(actor_key).where(actor_key.c.actor_id == key))
    if profile is None:
        db.execute(update(actor).where(actor.c.id == key).values(touched=revision, vanished=revision))
        return None
    add_keys(db, {(name_key, key) for name, _ in profile.names
                  for name_key in keys(name, profile.kind, profile.country)})
    db.execute(update(actor).where(actor.c.id == key)
               .values(row_of(profile) | {"touched": revision, "vanished": None}))
    return profile
