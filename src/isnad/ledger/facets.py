"""What was found, counted by who, what, when and where: all facets in one pass over what was chosen."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Connection,
    Select,
    String,
    case,
    cast,
    column,
    func,
    literal,
    select,
    table,
    union_all,
)

from isnad.ledger.load import batches
from isnad.ledger.schema import actor, entry, event, party, report, story, version

MOST = 50
"""Values of a facet that are counted where nobody says how many."""
_CHOSEN = table("chosen", *(column(each.name, each.type) for each in entry.c))
"""The entries that are counted."""


@dataclass(slots=True, frozen=True)
class Value:
    """One value of a facet, as a query asks for it; with a name, where it is the identifier of something."""

    value: str
    name: str
    number: int


@dataclass(slots=True, frozen=True)
class Facet:
    """The most frequent values of a facet, and how many there are in all."""

    values: list[Value]
    all: int


def tally(db: Connection, chosen: Select[Any], facets: Sequence[str], most: int | None = MOST, *,
          at_hand: bool = False) -> dict[str, Facet]:
    """The values of facets among chosen entries, the most frequent first.

    ``chosen``: entries by all their columns; ``facets``: of those that there are in ``COUNTED``; ``most``: how many
    values of each, None for all; ``at_hand``: whether they are found in no time.
    """
    if not facets:
        return {}
    # for several it is chosen once where to find the entries costs more than to count them
    kept = chosen.cte(_CHOSEN.name).prefix_with("NOT MATERIALIZED" if at_hand or len(facets) == 1 else "MATERIALIZED")
    rows = db.execute(_counting(tuple(facets), most).add_cte(kept)).all()
    values: dict[str, list[Value]] = {name: [] for name in facets}
    every = dict.fromkeys(facets, 0)
    for name, value, number, all_of_them in rows:
        values[name].append(Value(value, value, int(number)))  # PostgreSQL's sums are decimals
        every[name] = all_of_them
    names = names_of(db, [each.value for name in ("speaker", "story") for each in values.get(name, ())])
    return {name: Facet([replace(one, name=names.get(one.value, one.value))
                         for one in sorted(some, key=lambda one: (-one.number, one.value))], every[name])
            for name, some in values.items()}


def names_of(db: Connection, keys: Collection[str]) -> dict[str, str]:
    """What identifiers of actors, stories and reports are called; without those that are none."""
    called = {"a": (actor.c.id, actor.c.name), "t": (story.c.id, story.c.title)}
    found: dict[str, str] = {}
    for letter, (key, name) in called.items():
        for some in batches(sorted(each for each in keys if each.startswith(letter))):
            found |= {row[0]: row[1] for row in db.execute(select(key, name).where(key.in_(some)))}
    for some in batches(sorted(each for each in keys if each.startswith("r"))):
        found |= {row[0]: row[1] for row in db.execute(
            select(report.c.id, version.c.headline).join(version, version.c.id == report.c.version_id)
            .where(report.c.id.in_(some)))}
    return found


@lru_cache(maxsize=256)
def _counting(facets: tuple[str, ...], most: int | None) -> CompoundSelect[Any]:
    """The query that counts facets of what stands in ``chosen``; to put it together takes longer than to run it."""
    return union_all(*(_part(name, COUNTED[name], most) for name in facets))


def _part(name: str, counted: Select[Any], most: int | None) -> Select[Any]:
    """One facet's share of the rows: its name, a value, its number, and how many values there are."""
    each = counted.subquery()
    ranked = select(literal(name).label("facet"), cast(each.c.value, String).label("value"), each.c.number,
                    func.count().over().label("every")).where(each.c.value.is_not(None))
    return select(ranked.order_by(each.c.number.desc(), each.c.value).limit(most).subquery())


def _plain(name: str, kind: str | None = None) -> Select[Any]:
    value = _CHOSEN.c[name]
    query = select(value.label("value"), func.count().label("number")).group_by(value)
    return query.where(_CHOSEN.c.kind == kind) if kind else query


def _months() -> Select[Any]:
    # there are fewer days than things, and a day is turned into text once
    days = _plain("day").subquery()
    month = func.substr(cast(days.c.value, String), 1, 7)
    return select(month.label("value"), func.sum(days.c.number).label("number")).group_by(month)


def _stories() -> Select[Any]:
    told = _plain("report_id").subquery()
    return (select(report.c.story_id.label("value"), func.sum(told.c.number).label("number"))
            .join(told, told.c.value == report.c.id).group_by(report.c.story_id))


def _trait(name: str) -> Select[Any]:
    # two who take part in one thing may be of one country
    each = (select(party.c.item_id, party.c[name]).join(_CHOSEN, _CHOSEN.c.item_id == party.c.item_id)
            .where(party.c[name].is_not(None)).distinct().subquery())
    return select(each.c[name].label("value"), func.count().label("number")).group_by(each.c[name])


def _speakers() -> Select[Any]:
    # on whose word an event stands, the statement tells that it stands within; a statement has one speaker.
    # outer joins make SQLite begin with what was chosen, and not with everybody
    told = (event.c.id == _CHOSEN.c.item_id) & (_CHOSEN.c.kind == "event")
    spoke = (party.c.item_id == func.coalesce(event.c.within_id, _CHOSEN.c.item_id)) & (party.c.role == "speaker")
    said = (select(party.c.actor_id, func.count().label("number"))
            .select_from(_CHOSEN.outerjoin(event, told).outerjoin(party, spoke))
            .group_by(party.c.actor_id).subquery())
    # those who are only meant are another in every report: they are counted, and asked for, by what they are called
    who = case((actor.c.generic, actor.c.name), else_=actor.c.id)
    return (select(who.label("value"), func.sum(said.c.number).label("number"))
            .select_from(said.outerjoin(actor, actor.c.id == said.c.actor_id)).group_by(who))


COUNTED: Mapping[str, Select[Any]] = {
    "kind": _plain("kind"), "act": _plain("code", "statement"), "type": _plain("code", "event"),
    "mode": _plain("mode"), "status": _plain("status"), "speaker": _speakers(), "country": _trait("country"),
    "sector": _trait("sector"), "outlet": _plain("publisher"), "place": _plain("place_country"), "month": _months(),
    "story": _stories(),
}
"""What things are counted by."""
