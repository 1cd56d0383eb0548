"""What is counted for pictures: when things were said and done, who acts on whom, where.

All that a query chooses is counted, in the database. A day is the report's, unless the event's own is asked for.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Literal, get_args

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Select,
    Subquery,
    case,
    cast,
    func,
    literal,
    null,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.sql import FromClause

from isnad.ledger.database import Ledger
from isnad.ledger.errors import QueryError
from isnad.ledger.load import batches
from isnad.ledger.schema import Day, actor, entry, event, party
from isnad.ledger.search import SIDES, Chosen, FoundKind, Query
from isnad.render.words import QUADS

Grain = Literal["day", "week", "month", "year"]
GRAINS: tuple[Grain, ...] = get_args(Grain)
Side = Literal["actor", "country", "sector"]
BETWEEN: tuple[Side, ...] = get_args(Side)
CLASSES = tuple(dict.fromkeys(QUADS.values()))
"""PLOVER's four classes of events."""
ITEMS: tuple[FoundKind, ...] = ("statement", "event")
LONGEST = {"day": 92, "week": 730}
"""Days of the longest stretch that is counted by the day, and by the week."""
AROUND = timedelta(31)
MOST_SLOTS = 4_000
"""Slots of the longest series, save one by the year."""


@dataclass(slots=True)
class Series:
    """Counts over time without gaps. ``slots``: the first day of each; ``counts``: numbers by kind and code (a
    statement's act, an event's type), one a slot; ``undated``: how many have no day; ``outside``: how many begin before
    or after the stretch that the query names."""

    grain: Grain
    slots: list[str]
    counts: dict[tuple[str, str | None], list[int]]
    undated: int
    outside: int = 0

    def of_kinds(self) -> dict[str, list[int]]:
        """Numbers by kind, one a slot."""
        found: dict[str, list[int]] = {}
        for (kind, _), numbers in self.counts.items():
            found[kind] = [a + b for a, b in zip(found.get(kind, [0] * len(self.slots)), numbers, strict=True)]
        return found

    @property
    def total(self) -> int:
        """How many there are that have a day."""
        return sum(map(sum, self.counts.values()))

    def last_day(self, slot: str) -> str:
        """The last day of a slot, by its first."""
        after = _next(date.fromisoformat(slot), self.grain)
        return ((after or date.max) - timedelta(1 if after else 0)).isoformat()


@dataclass(slots=True, frozen=True)
class Node:
    """Who acts, or is acted on. ``key``: his identifier, or a country's or a sector's code; None where he is only meant
    by his name (``generic``). ``out`` and ``into``: what he does and what is done to him, counted a pair."""

    name: str
    key: str | None
    kind: str
    country: str | None
    sector: str | None
    generic: bool
    out: int
    into: int


@dataclass(slots=True, frozen=True)
class Pair:
    """Who acts on whom how often: indices of nodes, statements, events by class. One thing that two do to three is
    counted with six pairs, once each."""

    source: int
    target: int
    number: int
    statements: int
    classes: Mapping[str, int]

    @property
    def events(self) -> int:
        """How many events."""
        return self.number - self.statements


@dataclass(slots=True)
class Flows:
    """Who acts on whom, the most frequent first, whole: ``most`` and ``among`` cut it for a picture.

    ``items``: what the query chooses; ``paired``: those of them that stand with a pair; ``left_out``: those that tell
    who and whom, but one side is only meant ("مسلحون"), or its country or sector is not known.
    """

    between: Side
    nodes: list[Node]
    pairs: list[Pair]
    items: int
    paired: int
    left_out: int

    def most(self, number: int) -> tuple[list[Pair], int]:
        """The most frequent pairs, and how many more there are."""
        return self.pairs[:number], max(0, len(self.pairs) - number)

    def among(self, number: int) -> tuple[list[int], list[Pair], int]:
        """Those who act or are acted on most, the pairs among them, and how many pairs that leaves off."""
        order = sorted(range(len(self.nodes)), key=lambda one: (-self.nodes[one].out - self.nodes[one].into, one))
        kept = order[:number]
        chosen = set(kept)
        pairs = [pair for pair in self.pairs if pair.source in chosen and pair.target in chosen]
        return kept, pairs, len(self.pairs) - len(pairs)


@dataclass(slots=True, frozen=True)
class Spot:
    """A place by its position, with every name that it has. A place without position has one name, or is a country
    as a whole (no name of its own: ``names`` are those of the country)."""

    names: tuple[str, ...]
    country: str | None
    latitude: float | None
    longitude: float | None
    number: int
    classes: Mapping[str, int]


@dataclass(slots=True)
class Places:
    """Where events happen, the most frequent first. ``events``: how many the query chooses; ``placed``: those whose
    position is known; ``told``: those whose place is told, but not its position; the others tell no place."""

    spots: list[Spot]
    events: int
    placed: int
    told: int

    @property
    def placeless(self) -> int:
        """How many events tell no place."""
        return self.events - self.placed - self.told


def series(ledger: Ledger, db: Connection, query: Query, grain: Grain | None = None, *,
           own_days: bool = False) -> Series:
    """Statements and events over time, and reports where the query asks for them by their kind.

    ``grain``: chosen by the length of the stretch where it is None. ``own_days``: events by the day on which they
    begin, if one is told: those on the days that the query names, or else in the months around those of the reports;
    what begins outside is only numbered.
    Raises ``QueryError`` where the query means nothing, or the slots are too many.
    """
    _one_of("grain", grain, (None, *GRAINS))
    chosen = _of(ledger, db, query, ITEMS + (("report",) if "report" in query.kinds else ())).subquery()
    day, tables = _day(chosen, own_days)
    first, last, total, dated = db.execute(select(func.min(chosen.c.day), func.max(chosen.c.day), func.count(),
                                                  func.count(day)).select_from(tables)).one()
    if own_days and first:
        first, last = _around(first, last)
    first, last = query.since or first, query.until or last
    if not dated or not first or first > last:
        return Series(grain or "day", [], {}, total - dated, dated)
    grain = grain or _grain(first, last)
    slots = list(_slots(first, last, grain))
    slot = _slot(ledger, day, grain)
    rows = db.execute(select(slot, chosen.c.kind, chosen.c.code, func.count()).select_from(tables)
                      .where(day >= first, day <= last).group_by(slot, chosen.c.kind, chosen.c.code)).all()
    at = {each: number for number, each in enumerate(slots)}
    counts: dict[tuple[str, str | None], list[int]] = {}
    for each, kind, code, number in rows:
        counts.setdefault((kind, code), [0] * len(slots))[at[each]] += number
    counts = dict(sorted(counts.items(), key=lambda one: (one[0][0], -sum(one[1]), one[0][1] or "")))
    return Series(grain, slots, counts, total - dated, dated - sum(map(sum, counts.values())))


def acts_of(ledger: Ledger, db: Connection, actor_id: str, query: Query | None = None,
            grain: Grain | None = None) -> Series:
    """What one actor says and does over time."""
    return series(ledger, db, replace(query or Query(), actor=(actor_id,)), grain)


def _of(ledger: Ledger, db: Connection, query: Query, kinds: tuple[FoundKind, ...]) -> Select[Any]:
    """The entries of some kinds that a query chooses. Raises ``QueryError`` where it asks for others alone."""
    asked = tuple(kind for kind in kinds if not query.kinds or kind in query.kinds)
    if not asked:
        raise QueryError(f"this counts {' and '.join(f'{kind}s' for kind in kinds)}; "
                         f"it was asked for {' and '.join(f'{kind}s' for kind in query.kinds)}")
    return Chosen(ledger, db, replace(query, kinds=asked)).select()


def _one_of(name: str, given: str | None, allowed: Iterable[str | None]) -> None:
    if given not in allowed:
        raise QueryError(f"no {name} {given!r}; there are {', '.join(each for each in allowed if each)}")


def _day(chosen: Subquery, own_days: bool) -> tuple[ColumnElement[Any], FromClause]:
    """The day by which a thing is counted, and where it is looked up."""
    if not own_days:
        return chosen.c.day, chosen
    return (case((chosen.c.kind == "event", event.c.start), else_=chosen.c.day),
            chosen.outerjoin(event, event.c.id == chosen.c.item_id))


def _around(first: str, last: str) -> tuple[str, str]:
    """A month more at both ends, as far as there are days."""
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return ((start - min(AROUND, start - date.min)).isoformat(), (end + min(AROUND, date.max - end)).isoformat())


def _slot(ledger: Ledger, day: ColumnElement[Any], grain: Grain) -> ColumnElement[Any]:
    """The first day of a day's slot; weeks begin on Monday, as ISO 8601 has them."""
    if grain == "day":
        return type_coerce(day, Day())
    if ledger.on_postgresql:
        return cast(func.date_trunc(grain, day), Day())
    if grain == "week":
        return type_coerce(func.date(day, "-6 days", "weekday 1"), Day())
    return type_coerce(func.date(day, f"start of {grain}"), Day())


def _grain(first: str, last: str) -> Grain:
    """The grain in which a stretch is looked over well."""
    days = (date.fromisoformat(last) - date.fromisoformat(first)).days + 1
    if days <= LONGEST["day"]:
        return "day"
    if days <= LONGEST["week"]:
        return "week"
    return "month" if days / 30.4 <= MOST_SLOTS / 8 else "year"


def _slots(first: str, last: str, grain: Grain) -> Iterator[str]:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    number = (end - start).days // {"day": 1, "week": 7, "month": 30, "year": 366}[grain]
    if number > MOST_SLOTS and grain != "year":
        raise QueryError(f"from {first} to {last} is more than {MOST_SLOTS:,} {grain}s; give a coarser grain, or a "
                         f"shorter stretch by since and until")
    slot: date | None = {"day": start, "week": start - timedelta(min(start.weekday(), (start - date.min).days)),
                         "month": start.replace(day=1), "year": start.replace(month=1, day=1)}[grain]
    while slot and slot <= end:
        yield slot.isoformat()
        slot = _next(slot, grain)


def _next(slot: date, grain: Grain) -> date | None:
    """The first day of the slot after; None after the last that there is."""
    try:
        if grain == "year":
            return slot.replace(year=slot.year + 1)
        if grain == "month":
            return (slot + timedelta(31)).replace(day=1)
        return slot + timedelta(7 if grain == "week" else 1)
    except (ValueError, OverflowError):
        return None


def flows(ledger: Ledger, db: Connection, query: Query, between: Side = "actor", *, generic: bool = False) -> Flows:
    """Who acts on whom: from an event's actors to its recipients, from a statement's speaker to whom he addresses.

    ``generic``: with those who are only meant ("مسلحون"), one a name and country whichever report tells of them;
    without, what has one of them on either side is left out, and counted. Raises ``QueryError`` where the query means
    nothing.
    """
    _one_of("between", between, BETWEEN)
    chosen = _of(ledger, db, query, ITEMS)
    items = db.execute(select(func.count()).select_from(chosen.subquery())).scalar_one()
    # few things tell to whom, and the database does not know it: they are looked up first
    told_whom = select(party.c.item_id).where(party.c.role.in_(SIDES["recipient"]))
    aimed = chosen.where(entry.c.item_id.in_(told_whom)).cte("aimed").prefix_with("MATERIALIZED")
    pairs = _pairs(aimed, between, generic)
    ends = (pairs.c.source, pairs.c.target, pairs.c.of)
    nobody = [null()] * len(ends)
    acts = select(party.c.item_id).where(party.c.role.in_(SIDES["actor"]))
    rows: Sequence[Any] = db.execute(union_all(
        select(literal("pair").label("part"), *ends, func.count().label("number"), func.min(pairs.c.one),
               func.min(pairs.c.other)).group_by(*ends),
        select(literal("paired"), *nobody, func.count(pairs.c.item_id.distinct()), null(), null()),
        select(literal("both"), *nobody, func.count(), null(), null()).where(aimed.c.item_id.in_(acts)))).all()
    actors = _actors(db, {key for row in rows for key in row[5:] if key}) if between == "actor" else {}
    numbers = {row.part: row.number for row in rows if row.part != "pair"}
    return _flows(between, [row[1:] for row in rows if row.part == "pair"], actors, items, numbers["paired"],
                  numbers["both"] - numbers["paired"])


def _pairs(chosen: CTE, between: Side, generic: bool) -> CTE:
    """What is chosen, once for each pair of who acts in it and whom it is done or said to, with an actor of each side.

    ``of``: "statement", or the class of an event.
    """
    source, target = party.alias("source"), party.alias("target")
    tables: FromClause = (chosen.join(source, source.c.item_id == chosen.c.item_id)
                          .join(target, target.c.item_id == chosen.c.item_id))
    where = [source.c.role.in_(SIDES["actor"]), target.c.role.in_(SIDES["recipient"])]
    if between == "actor":
        one, other = actor.alias("one"), actor.alias("other")
        tables = tables.join(one, one.c.id == source.c.actor_id).join(other, other.c.id == target.c.actor_id)
        ends = _named(one), _named(other)
        where += [] if generic else [one.c.generic.is_(False), other.c.generic.is_(False)]
    else:
        ends = source.c[between], target.c[between]
        where += [end.is_not(None) for end in ends]
    told = (select(chosen.c.item_id, _class(chosen).label("of"), ends[0].label("source"), ends[1].label("target"),
                   source.c.actor_id.label("one"), target.c.actor_id.label("other"))
            .select_from(tables).where(*where).subquery())
    keys = [told.c[name] for name in ("item_id", "of", "source", "target")]
    return (select(*keys, func.min(told.c.one).label("one"), func.min(told.c.other).label("other")).group_by(*keys)
            .cte("pairs").prefix_with("MATERIALIZED"))


def _actors(db: Connection, keys: Collection[str]) -> dict[str, Any]:
    return {row.id: row for some in batches(sorted(keys)) for row in db.execute(
        select(actor.c.id, actor.c.name, actor.c.kind, actor.c.country, actor.c.sector, actor.c.generic)
        .where(actor.c.id.in_(some)))}


def _named(one: FromClause) -> ColumnElement[str]:
    """An actor's identifier; the name and country of one who is only meant."""
    meant = literal("~") + one.c.name + "~" + func.coalesce(one.c.country, "")
    return case((one.c.generic, meant), else_=one.c.id)


def _class(chosen: FromClause) -> ColumnElement[str]:
    """The class of an event; "statement" of one."""
    return case({code: literal(of) for code, of in QUADS.items()}, value=chosen.c.code, else_=literal("statement"))


def _flows(between: Side, rows: Iterable[Sequence[Any]], actors: Mapping[str, Any], items: int, paired: int,
           left_out: int) -> Flows:
    """Rows are who, whom, statement or class, number, and an actor of each side."""
    known: dict[str, Any] = {}
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    out, into = Counter[str](), Counter[str]()
    for source, target, of, number, one, other in rows:
        known.setdefault(source, actors.get(one))
        known.setdefault(target, actors.get(other))
        counts[source, target][of] += number
        out[source] += number
        into[target] += number
    at = {key: number for number, key in enumerate(known)}
    nodes = [_node(between, key, told, out[key], into[key]) for key, told in known.items()]
    pairs = [Pair(at[source], at[target], of.total(), of["statement"], {each: of[each] for each in CLASSES})
             for (source, target), of in counts.items()]
    pairs.sort(key=lambda pair: (-pair.number, nodes[pair.source].name, nodes[pair.target].name))
    return Flows(between, nodes, pairs, items, paired, left_out)


def _node(between: Side, key: str, one: Any, out: int, into: int) -> Node:
    if between == "actor":
        return Node(one.name, None if one.generic else key, one.kind, one.country, one.sector, one.generic, out, into)
    return Node(key, key, between, key if between == "country" else None, key if between == "sector" else None, False,
                out, into)


def places(ledger: Ledger, db: Connection, query: Query) -> Places:
    """Where events happen. Raises ``QueryError`` where the query means nothing, or asks for what has no place."""
    chosen = _of(ledger, db, query, ("event",)).subquery()
    columns = (event.c.place, event.c.place_country, event.c.latitude, event.c.longitude)
    of = _class(chosen)
    rows = db.execute(select(*columns, of, func.count())
                      .select_from(chosen.join(event, event.c.id == chosen.c.item_id))
                      .group_by(*columns, of).order_by(func.count().desc(), *columns)).all()
    found: dict[tuple[Any, ...], list[Any]] = {}
    events = placed = told = 0
    for row in rows:
        name, country, latitude, longitude, _, count = row
        events += count
        if latitude is not None and longitude is not None:
            placed += count
        elif name is not None or country is not None:
            told += count
        else:
            continue
        found.setdefault((latitude, longitude, country, None if latitude is not None else name), []).append(row)
    spots = [_spot(some) for some in found.values()]
    return Places(sorted(spots, key=lambda spot: (-spot.number, spot.names)), events, placed, told)


def _spot(rows: list[Any]) -> Spot:
    _, country, latitude, longitude = rows[0][:4]
    names, classes = Counter[str](), Counter[str]()
    for name, *_, of, number in rows:
        names.update({name: number} if name else {})
        classes[of] += number
    return Spot(tuple(name for name, _ in names.most_common()), country, latitude, longitude, classes.total(),
                {each: classes[each] for each in CLASSES})
