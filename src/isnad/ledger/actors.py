"""One actor across reports: who of those that the ledger knows a name in a report means.

A name finds candidates by its keys (``ledger.names``), the company that it keeps decides: country, sector, role, and
who else the report names. How much company a name needs depends on how much of it is told, and how many may bear it.
A wrong merge is worse than two entries: where it is not sure, the actor is a new one, and the candidates are offered,
so that somebody can merge them by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from isnad.languages.sounds import ARTICLE
from isnad.ledger.generic import is_generic
from isnad.ledger.identity import identifier
from isnad.ledger.names import COMPOUND, Body, Name, names
from isnad.record import Actor, Kind

__all__ = ["Appearance", "Choice", "Profile", "appearances", "choose", "is_generic", "permanent_id", "profile_with"]

Counts = tuple[tuple[str, int], ...]
"""Values with how often they were seen, most often first."""
KEPT = 16
"""Spellings, countries, sectors and roles that a profile keeps of each."""
ENOUGH = 64
"""Candidates of one name, those told of last, that are worth looking at: of more who share it, none is sure."""
COMPANIONS = 48
"""Companions that a profile keeps, the latest first."""
SURNAME_DAYS = 400
"""Days after which a surname alone no longer means whom it meant."""
CLOSE = 2
"""By how much the company of one candidate must exceed that of the next, where a surname is all that is told."""
POLITICS = frozenset({"GOV", "LEG", "JUD", "MIL", "COP", "SPY", "REB", "TER", "PTY", "OPP", "IGO"})
"""Sectors between which people in politics move; nobody is taken to move between them and the others."""

NONE, SURNAME, FATHERS, PART, COMMON, WHOLE = range(6)
"""How much of a name is told: the surname alone; names of the man and his fathers that the other may go on from, or two
of which are all; a part of it; the whole of two Arab words; or the whole of more words, of a foreign name, or of one
that the language's list knows."""
NEEDED = {WHOLE: 1, COMMON: 2, PART: 3, FATHERS: 4, SURNAME: 2}
"""How much company a name needs, by how much of it is told; an Arab surname alone, which many bear, one more."""


@dataclass(slots=True, frozen=True)
class Appearance:
    """An actor as one report tells him. ``companions`` tell the persons whom it names beside him."""

    name: str
    kind: Kind
    country: str | None = None
    sector: str | None = None
    role: str | None = None
    companions: frozenset[str] = frozenset()


@dataclass(slots=True, frozen=True)
class Profile:
    """An actor as all reports so far tell him. ``first`` and ``last`` are ISO days."""

    id: str
    kind: Kind
    names: Counts
    countries: Counts = ()
    sectors: Counts = ()
    roles: Counts = ()
    first: str | None = None
    last: str | None = None
    companions: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The spelling seen most often; of a person, of those with more than one word where there are any."""
        if self.kind != "person":
            return self.names[0][0]
        full = [(name, count) for name, count in self.names if " " in name] or list(self.names)
        return max(full, key=lambda item: item[1])[0]

    @property
    def country(self) -> str | None:
        """The country told most often."""
        return self.countries[0][0] if self.countries else None

    @property
    def sector(self) -> str | None:
        """The sector told most often; CVL, which is told of whom nothing is known, only where no other is."""
        told = [sector for sector, _ in self.sectors if sector != "CVL"] or [sector for sector, _ in self.sectors]
        return told[0] if told else None

    def to_json(self) -> dict[str, Any]:
        """The profile as plain values."""
        return {"id": self.id, "kind": self.kind, "names": dict(self.names), "countries": dict(self.countries),
                "sectors": dict(self.sectors), "roles": dict(self.roles), "first": self.first, "last": self.last,
                "companions": list(self.companions)}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Profile:
        """A profile from plain values; the order of counts need not have been kept."""
        counts = {field: _sorted(value[field].items()) for field in ("names", "countries", "sectors", "roles")}
        return cls(value["id"], value["kind"], first=value["first"], last=value["last"],
                   companions=tuple(value["companions"]), **counts)


@dataclass(slots=True, frozen=True)
class Choice:
    """Whom a name means: an actor's id, or None for a new one. ``reason`` says why, for people; ``sure`` is False
    where a new one may be one of the ``offered``, and only somebody who knows can tell."""

    actor: str | None
    reason: str
    sure: bool = True
    offered: tuple[str, ...] = ()


# -- appearances and profiles


def appearances(actors: Iterable[Actor]) -> dict[str, Appearance]:
    """The actors of a record that other reports may tell of, too, by their ids there."""
    told = [actor for actor in actors if not is_generic(actor)]
    beside = {actor.id: _companion(actor.name) for actor in told
              if actor.kind == "person" and actor.sector in (None, "CVL")}
    everybody = frozenset(beside.values()) - {""}
    return {actor.id: Appearance(actor.name, actor.kind, actor.country, actor.sector, actor.role,
                                 everybody - {beside.get(actor.id, "")}) for actor in told}


def _companion(name: str) -> str:
    """What tells a person for others beside him; nothing for a surname alone, or one whom everybody tells of."""
    found = names().person(name)
    return "" if found.listed or len(found.far) < 2 else f"{found.far[0]} {found.far[-1]}"


def permanent_id(who: Appearance, at: str) -> str:
    """The identifier of a new actor. ``at`` is the permanent identifier of the appearance that is his first.

    Of a country, or of a body that the language's list knows, it is made of the code and name alone, so that ledgers
    that read other reports first agree on it.
    """
    if who.kind == "country" and who.country:
        return identifier("a", "country", who.country)
    if who.kind != "person":
        body = names().body(who.name, who.country)
        if body.listed:
            return identifier("a", "body", body.code, body.listed)
    return identifier("a", "first", at)


def _sorted(counts: Iterable[tuple[str, int]]) -> Counts:
    return tuple(sorted(counts, key=lambda item: (-item[1], item[0])))


def _counted(counts: Counts, value: str | None) -> Counts:
    if not value:
        return counts
    kept = dict(counts)
    kept[value] = kept.get(value, 0) + 1
    return _sorted(kept.items())[:KEPT] if len(kept) <= KEPT else _sorted(
        [(value, kept.pop(value)), *_sorted(kept.items())[:KEPT - 1]])


def profile_with(profile: Profile | None, who: Appearance, day: str | None, *, id: str = "") -> Profile:
    """A profile with one more appearance; where there is none yet, the new one of actor ``id``."""
    if profile is None:
        profile = Profile(id, who.kind, ())
    days = sorted(each for each in (profile.first, profile.last, day) if each)
    companions = (*sorted(who.companions), *(each for each in profile.companions if each not in who.companions))
    return replace(
        profile, names=_counted(profile.names, who.name), countries=_counted(profile.countries, who.country),
        sectors=_counted(profile.sectors, who.sector), roles=_counted(profile.roles, who.role),
        first=days[0] if days else None, last=days[-1] if days else None, companions=companions[:COMPANIONS])


# -- the decision


def choose(who: Appearance, candidates: Sequence[Profile], day: str | None) -> Choice:
    """Whom an appearance means, of the candidates that its keys find (``names.sought``).

    ``day`` is its report's, ISO 8601. Each candidate is looked at once; nobody need bring more than ``ENOUGH``.
    """
    same = [profile for profile in candidates if profile.kind == who.kind]
    if who.kind == "person":
        return _person(who, same, day)
    return _body(who, [profile for profile in candidates if profile.kind != "person"])


def _body(who: Appearance, candidates: Sequence[Profile]) -> Choice:
    if who.kind == "country":
        found = next((each for each in candidates if each.country == who.country), None)
        return Choice(found.id if found else None, f"country {who.country}")
    body = names().body(who.name, who.country)
    alike = [each for each in candidates
             if any(_same_body(body, name, each) for name, _ in each.names)]
    if body.listed:
        return Choice(alike[0].id if alike else None, f"listed as {body.listed}")
    here = [each for each in alike if who.country and any(code == who.country for code, _ in each.countries)]
    if here:
        return Choice(_most_told(here).id, f"same name, {who.country}")
    unknown = [each for each in alike if not who.country or not each.countries]
    if not unknown:
        return Choice(None, "no body of this name" + (f" in {who.country}" if who.country else ""))
    if len(unknown) == 1 and (len(body.words) > 2 or not (who.country or unknown[0].countries)) and _same_sector(
            who, unknown[0]):
        return Choice(unknown[0].id, "same name, country not told")
    return Choice(None, "same name, country not told", False, tuple(each.id for each in unknown[:3]))


def _same_body(body: Body, name: str, profile: Profile) -> bool:
    other = names().body(name, profile.country)
    return other.listed == body.listed if body.listed or other.listed else other.words == body.words


def _same_sector(who: Appearance, profile: Profile) -> bool:
    return not who.sector or not profile.sectors or any(who.sector == sector for sector, _ in profile.sectors)


def _most_told(profiles: Sequence[Profile]) -> Profile:
    return max(profiles, key=lambda each: (sum(count for _, count in each.names), each.id))


def _person(who: Appearance, candidates: Sequence[Profile], day: str | None) -> Choice:
    name = names().person(who.name)
    fit: list[tuple[int, int, Profile, str]] = []
    offered: list[tuple[int, int, str]] = []
    for profile in candidates:
        likeness = _likeness_of(name, profile)
        if likeness == NONE or (likeness == SURNAME and _is_long_ago(profile, day)):
            continue
        company = _company(who, profile)
        against = company.against and not (likeness == WHOLE and company.role)
        if company.score >= _needed(likeness, name, profile) and not against:
            fit.append((likeness, company.score, profile, company.said))
        elif not against and likeness != SURNAME:
            offered.append((likeness, company.score, profile.id))
    if not fit and name.foreign and len(candidates) == 1 and [each[:2] for each in offered] == [(WHOLE, 0)] and (
            not _is_long_ago(candidates[0], day)):
        return Choice(offered[0][2], "same foreign name, and nobody else of it")
    return _best(fit, offered)


def _likeness_of(name: Name, profile: Profile) -> int:
    """How much of a name is told that a profile has, too. Of one who has full names, a surname tells nothing more."""
    others = [names().person(other) for other, _ in profile.names]
    if len(name.near) > 1:
        others = [other for other in others if len(other.near) > 1] or others
    found = [_likeness(name, other) for other in others]
    best = max(found, default=NONE)
    # خالد بن عبد العزيز may be either of two who are told with their families, but these are not one
    return NONE if best in (PART, FATHERS) and NONE in found else best


def _needed(likeness: int, name: Name, profile: Profile) -> int:
    if name.listed and any(names().person(other).listed == name.listed for other, _ in profile.names):
        return 0
    return NEEDED[likeness] + (likeness == SURNAME and not name.foreign)


def _best(fit: list[tuple[int, int, Profile, str]], offered: list[tuple[int, int, str]]) -> Choice:
    if not fit:
        near = tuple(each for _, _, each in sorted(offered, reverse=True)[:3])
        return Choice(None, "nothing beside the name says that it is he" if near else "nobody of this name", not near,
                      near)
    fit.sort(key=lambda each: (-each[0], -each[1], each[2].id))
    likeness, company, profile, said = fit[0]
    told = {SURNAME: "surname", FATHERS: "name and father's name", PART: "part of the name"}.get(likeness, "same name")
    rivals = [each for each in fit[1:] if each[0] == likeness
              and company - each[1] < (CLOSE if likeness == SURNAME else 1)]
    if rivals and likeness != WHOLE:
        ids = tuple(each[2].id for each in (fit[0], *rivals[:2]))
        return Choice(None, f"{told}, of more than one", False, ids)
    if rivals:  # entries that were one man's before anything said so: the one told most of
        profile = _most_told([profile, *(each[2] for each in rivals)])
    return Choice(profile.id, f"{told}, {said}" if said else told)


def _is_long_ago(profile: Profile, day: str | None) -> bool:
    if day is None or profile.last is None:
        return False
    return abs((date.fromisoformat(day) - date.fromisoformat(profile.last)).days) > SURNAME_DAYS


@lru_cache(maxsize=100_000)
def _likeness(one: Name, other: Name) -> int:
    """How much of a name two spellings share."""
    if one.listed and other.listed:
        return WHOLE if one.listed == other.listed else NONE
    if not one.near or not other.near:
        return NONE
    if len(one.near) == 1 or len(other.near) == 1:
        if len(one.near) == len(other.near):
            return SURNAME if one.near == other.near else NONE
        short, long = (one, other) if len(one.near) == 1 else (other, one)
        return SURNAME if short.near[0] == long.near[-1] and not long.fathers else NONE
    if one.far == other.far:
        return WHOLE if one.foreign or len(one.far) > 2 else FATHERS if one.fathers else COMMON
    if one.foreign and other.foreign and (one.far == other.far[::-1] or "".join(one.far) == "".join(other.far)):
        return WHOLE
    short, long = (one, other) if len(one.near) < len(other.near) else (other, one)
    if len(short.near) == len(long.near) or not _is_part(short, long):
        return NONE
    return FATHERS if short.fathers else PART


def _is_part(short: Name, long: Name) -> bool:
    """Whether one name is another that is told in more words: its first ones, or the first and the surname with some
    between, or all without a محمد before them. A father's name in the middle is not left out before a grandfather's."""
    size = len(short.far)
    if short.far == long.far[:size] or (long.far[0] == COMPOUND and short.far == long.far[1:]):
        return True
    surnames = not short.fathers and not long.fathers and short.far[-1] == long.far[-1]
    return surnames and short.far[0] == long.far[0] and _in_order(short.far, long.far)


def _in_order(short: Sequence[str], long: Sequence[str]) -> bool:
    """Whether all words of one name stand in another, in their order."""
    rest = iter(long)
    return all(word in rest for word in short)


@dataclass(slots=True, frozen=True)
class Company:
    """What the company of a name says: how much for his being he, in words, too; whether it speaks against it, and
    whether the offices agree."""

    score: int
    said: str
    against: bool
    role: bool


def _company(who: Appearance, profile: Profile) -> Company:
    said, against = [], False
    countries = [code for code, _ in profile.countries]
    if who.country in countries:
        said.append(f"country {who.country}")
    elif who.country and countries:
        states = names().states
        against = who.country in states and all(code in states for code in countries)
    sectors = {sector for sector, _ in profile.sectors} - {"CVL"}
    if who.sector in sectors:
        said.append(f"sector {who.sector}")
    elif who.sector and who.sector != "CVL" and sectors:
        against = against or all((who.sector in POLITICS) != (sector in POLITICS) for sector in sectors)
    if not who.companions.isdisjoint(profile.companions):
        said.append("company")
    score, agrees = len(said), 0
    if who.role and profile.roles:
        agrees = max(_same_role(who.role, role) for role, _ in profile.roles)
        said += ["role"] if agrees > 0 else ["another role"] if agrees < 0 else []
    return Company(score + agrees, ", ".join(said), against, agrees > 0)


@lru_cache(maxsize=100_000)
def _same_role(one: str, other: str) -> int:
    """How far two offices may be one: 2 where all words of the shorter are in the longer, or most words are in both;
    1 where one word is all of both, as it is of many: المهاجم; -1 where two are told at length with no word in both."""
    mine, others = _role_words(one), _role_words(other)
    both = len(mine & others)
    if not both and len(mine) > 1 and len(others) > 1:
        return -1
    if both < 2:
        return int(both == len(mine) == len(others))
    return 2 if both == min(len(mine), len(others)) or 3 * both >= 2 * max(len(mine), len(others)) else 0


@lru_cache(maxsize=100_000)
def _role_words(role: str) -> frozenset[str]:
    heard = names().sounds
    words = (heard.fold(word).removeprefix(ARTICLE).removesuffix("ه") for word in role.split())
    return frozenset(word for word in words if word not in heard.honorifics)
