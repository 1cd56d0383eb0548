"""Actors as they are listed: with their spellings, roles, and how many reports tell of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from isnad.ledger.database import Ledger
from isnad.ledger.schema import actor, actor_change, appearance
from isnad.ledger.search import actors_named
from isnad.ledger.views import View

REPORTS = (select(func.count(appearance.c.report_id.distinct())).where(appearance.c.actor_id == actor.c.id)
           .correlate(actor).scalar_subquery().label("reports"))
"""How many reports tell of an actor."""


def people(ledger: Ledger, db: Connection, name: str | None = None, *, kind: str | None = None,
           country: str | None = None, limit: int = 20, offset: int = 0) -> tuple[int, list[View]]:
    """Actors whom other reports may tell of, too, the most told of first: how many there are, and a page of them."""
    wanted = _wanted(ledger, db, name, kind, country)
    total = db.execute(select(func.count()).select_from(actor).where(*wanted)).scalar_one()
    page = _most_told(wanted).limit(limit).offset(offset)
    return total, people_of(db, list(db.execute(page).scalars()))


def people_keys(ledger: Ledger, db: Connection, name: str | None = None, *, kind: str | None = None,
                country: str | None = None) -> list[str]:
    """The identifiers of all of them, in the same order."""
    return list(db.execute(_most_told(_wanted(ledger, db, name, kind, country))).scalars())


def people_of(db: Connection, keys: Sequence[str]) -> list[View]:
    """Actors by their identifiers, in that order."""
    rows = {row.id: row for row in db.execute(select(actor, REPORTS).where(actor.c.id.in_(keys)))}
    return [_view(rows[key], rows[key].reports) for key in keys if key in rows]


def countries(db: Connection) -> list[str]:
    """The countries that listed actors belong to."""
    return list(db.execute(select(actor.c.country).distinct().where(
        actor.c.country.is_not(None), actor.c.generic.is_(False), actor.c.vanished.is_(None))
        .order_by(actor.c.country)).scalars())


def _wanted(ledger: Ledger, db: Connection, name: str | None, kind: str | None,
            country: str | None) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [actor.c.generic.is_(False), actor.c.vanished.is_(None)]
    if name is not None:
        wanted.append(actor.c.id.in_(actors_named(ledger, db, name)))
    if kind:
        wanted.append(actor.c.kind == kind)
    if country:
        wanted.append(actor.c.country == country)
    return wanted


def _most_told(wanted: Sequence[ColumnElement[bool]]) -> Select[Any]:
    """Those wanted by how many reports tell of them. Nobody else is counted: most actors are meant by one report."""
    return select(actor.c.id, REPORTS).where(*wanted).order_by(REPORTS.desc(), actor.c.id)


def person(db: Connection, key: str) -> View | None:
    """One actor, with every change that he was merged or split in; None where there is none such."""
    row = db.execute(select(actor).where(actor.c.id == key)).first()
    if row is None:
        return None
    reports = db.execute(select(func.count(appearance.c.report_id.distinct()))
                         .where(appearance.c.actor_id == key)).scalar_one()
    changes = db.execute(select(actor_change).where((actor_change.c.actor_id == key) | (actor_change.c.other_id == key))
                         .order_by(actor_change.c.number)).all()
    why = [{"name": each.name, "reason": each.reason, "reports": each.number} for each in db.execute(
        select(appearance.c.name, appearance.c.reason, func.count().label("number"))
        .where(appearance.c.actor_id == key).group_by(appearance.c.name, appearance.c.reason)
        .order_by(func.count().desc(), appearance.c.name))]
    return _view(row, reports) | {"why": why, "changes": [
        {"moment": each.moment, "kind": each.kind, "actor": each.actor_id, "other": each.other_id, "by": each.by,
         "reason": each.reason, "undone": each.undone} for each in changes]}


def _view(row: Any, reports: int) -> View:
    profile = row.profile or {"names": {row.name: 1}, "roles": {}, "first": None, "last": None}
    return {"id": row.id, "name": row.name, "kind": row.kind, "country": row.country, "sector": row.sector,
            "names": _often(profile["names"]), "roles": _often(profile["roles"]), "reports": reports,
            "first_day": profile["first"], "last_day": profile["last"], "merged_into": row.merged_into}


def _often(counts: dict[str, int]) -> list[str]:
    return sorted(counts, key=lambda value: (-counts[value], value))
