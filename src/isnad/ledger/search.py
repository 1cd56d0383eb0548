"""Finding things in a ledger: words, and filters on who, what, when and where; ranked, paged, counted by facet."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Literal

from sqlalchemy import CTE, ColumnElement, Connection, Select, Subquery, and_, func, literal, or_, select, union_all

from isnad.languages.stems import Stemmer, stemmer
from isnad.ledger.changes import LAST, TABLES
from isnad.ledger.database import Ledger
from isnad.ledger.errors import QueryError
from isnad.ledger.facets import COUNTED, MOST, tally
from isnad.ledger.names import keys as name_keys
from isnad.ledger.schema import actor, actor_key, entry, event, keepable, party, report, statement
from isnad.ledger.words_index import Wanted
from isnad.reading.text import ascii_digits, tokens

FoundKind = Literal["statement", "event", "report"]
KINDS: tuple[FoundKind, ...] = ("statement", "event", "report")
SIDES = {"actor": ("actor", "speaker"), "recipient": ("recipient", "addressee")}
"""The roles of who acts or speaks, and of whom it is done or said to."""
MOST_MEANT = 20_000
"""Actors without a name that one word may mean."""
NO_PLACE = "none"
"""A place that finds the events of which no place is told."""
OF_ANY_KIND = ("words", "kinds", "since", "until", "after", "upto")
"""What a query may ask of things of every kind."""
OF_PARTIES = ("speaker", "actor", "recipient", "country", "sector", "actor_country", "actor_sector",
              "recipient_country", "recipient_sector")
"""What a query may ask of those who take part: in statements and events, that is."""
OF_OTHER_TABLES = (*OF_PARTIES, "place", "story", "after", "upto")
"""What entries themselves do not tell."""
FACETS = tuple(COUNTED)
"""What is found can be counted by these."""
_PIECES = re.compile(r'(?P<not>-)?(?:"(?P<phrase>[^"]*)"|«(?P<quoted>[^»]*)»|(?P<word>[^\s"«»]+))')


@dataclass(slots=True, frozen=True)
class Query:
    """What is looked for. Every filter that is given must hold; a filter's values are alternatives.

    ``words``: all must be there; ``"…"`` side by side, ``word*`` a beginning, ``-word`` not there. ``speaker``: on
    whose word; ``actor``: who acts or speaks; ``recipient``: to whom. These three take names or identifiers.
    ``country`` and ``sector``: of anybody in it; with ``actor_`` and ``recipient_`` before them, of that side.
    ``place`` takes names and countries, and "none". ``since`` and ``until`` are days of the report, both inclusive.
    ``after`` and ``upto``: it appeared after the first of two revisions, and not after the second.
    """

    words: str = ""
    kinds: tuple[FoundKind, ...] = ()
    speaker: tuple[str, ...] = ()
    actor: tuple[str, ...] = ()
    recipient: tuple[str, ...] = ()
    act: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    mode: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    sector: tuple[str, ...] = ()
    actor_country: tuple[str, ...] = ()
    actor_sector: tuple[str, ...] = ()
    recipient_country: tuple[str, ...] = ()
    recipient_sector: tuple[str, ...] = ()
    outlet: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    story: tuple[str, ...] = ()
    report: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    after: int | None = None
    upto: int | None = None


@dataclass(slots=True)
class Found:
    """A page of what was found: ``total`` of all pages, the identifiers on this one with their kinds and reports."""

    total: int
    rows: list[tuple[str, FoundKind, str]]
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)


def wanted(words: str, stems: Stemmer | None = None) -> list[Wanted]:
    """A query's words as terms. Raises ``QueryError`` where all are excluded, or a prefix is empty."""
    stems = stems or stemmer()
    found: list[Wanted] = []
    for piece in _PIECES.finditer(words):
        phrase = piece["phrase"] if piece["phrase"] is not None else piece["quoted"]
        said = phrase if phrase is not None else piece["word"]
        prefix = said.endswith("*")
        terms = stems.terms(said)
        if prefix and terms:
            terms[-1] = _beginning(said, stems)
        if not terms:
            if prefix:
                raise QueryError(f"{said!r} has no letter before the star; write a word's beginning, as ضمان*")
            continue
        found.append(Wanted(tuple(terms), prefix, excluded=piece["not"] is not None))
    if found and all(each.excluded for each in found):
        raise QueryError(f"{words!r} only says what must not be there; give a word that must, too")
    return found


def _beginning(said: str, stems: Stemmer) -> str:
    """The last word of what is said as the beginning of others."""
    start, end, kind, _ = [each for each in tokens(said) if each[2] != "punct"][-1]
    return stems.beginning(said[start:end]) if kind == "word" else ascii_digits(said[start:end]).lower()


def find(ledger: Ledger, query: Query, *, limit: int = 20, offset: int = 0, facets: Sequence[str] = (),
         by_day: bool = False, seconds: float | None = None) -> Found:
    """A page of what a query finds: best first, or newest first where it has no words or ``by_day`` is asked for.

    ``seconds``: the longest that it may take. Raises ``QueryError`` where the words or a filter mean nothing,
    ``TooLongError`` where it takes longer.
    """
    if unknown := [each for each in facets if each not in FACETS]:
        raise QueryError(f"no facet {unknown[0]!r}; there are {', '.join(FACETS)}")
    with ledger.look(seconds=seconds) as db:
        chosen = Chosen(ledger, db, query)
        found = chosen.page(limit, offset, by_day=by_day)
        for name, counts in tally(db, chosen.select(), facets, MOST, at_hand=chosen.at_hand).items():
            told: Counter[str] = Counter()
            for each in counts.values:
                told[each.name if name == "speaker" else each.value] += each.number
            found.facets[name] = told.most_common()
        return found


def newly(ledger: Ledger, db: Connection, query: Query, limit: int, offset: int = 0, *,
          newest: bool = False) -> list[tuple[str, FoundKind, str, int]]:
    """What a query finds in the order in which it appeared, each with the revision that brought it. ``newest``: what
    appeared last in front.

    Raises ``QueryError`` where the words or a filter mean nothing.
    """
    chosen = Chosen(ledger, db, query)
    came = chosen.came()
    rows = chosen.select().add_columns(came.c.appeared).join(came, came.c.id == entry.c.item_id)
    order = came.c.appeared.desc() if newest else came.c.appeared
    return [(row.item_id, row.kind, row.report_id, row.appeared)
            for row in db.execute(rows.order_by(order, entry.c.item_id).limit(limit).offset(offset))]


def _keepable(query: Query) -> Query:
    """The query in characters that every database takes."""
    clean: dict[str, Any] = {}
    for each in fields(query):
        value = getattr(query, each.name)
        if isinstance(value, tuple):
            value = tuple(map(keepable, value))
        clean[each.name] = keepable(value) if isinstance(value, str) else value
    return Query(**clean)


class Chosen:
    """The entries that a query chooses. Raises ``QueryError`` where the words or a filter mean nothing."""

    def __init__(self, ledger: Ledger, db: Connection, query: Query) -> None:
        query = _keepable(query)
        self.ledger, self.db, self.query = ledger, db, query
        terms = wanted(query.words)
        self.found: CTE | None = ledger.words.matches(terms) if terms else None
        self.kinds = self._kinds()
        self.conditions = list(self._conditions())

    @property
    def at_hand(self) -> bool:
        """Whether entries themselves tell what is chosen."""
        return self.found is None and not any(getattr(self.query, name) for name in OF_OTHER_TABLES)

    def select(self) -> Select[Any]:
        """Entries by number, kind, item and report."""
        chosen = select(entry).where(*self.conditions)
        return chosen.join(self.found, self.found.c.number == entry.c.number) if self.found is not None else chosen

    def page(self, limit: int, offset: int = 0, *, by_day: bool = False) -> Found:
        """A page of it: best first, or newest first where the query has no words or ``by_day`` is asked for."""
        newest = (entry.c.day.desc().nulls_last(), entry.c.item_id)
        if self.found is None:  # the newest stand at an index's end: they are there before all are counted
            rows = self.db.execute(self.select().order_by(*newest).limit(limit).offset(offset)).all()
            return Found(self.total(), [(row.item_id, row.kind, row.report_id) for row in rows])
        order = newest if by_day else (self.found.c.rank, *newest)
        page = self.select().add_columns(func.count().over().label("total")).order_by(*order)
        rows = self.db.execute(page.limit(limit).offset(offset)).all()
        total = rows[0].total if rows else self.total()
        return Found(total, [(row.item_id, row.kind, row.report_id) for row in rows])

    def total(self) -> int:
        """How many there are."""
        return self.db.execute(select(func.count()).select_from(self.select().subquery())).scalar_one()

    def _kinds(self) -> tuple[FoundKind, ...]:
        """Which kinds of things can be meant: a filter leaves out the kinds that have nothing of the sort."""
        query = self.query
        of_events = any((query.type, query.mode, query.status, query.place))
        kinds: tuple[FoundKind, ...] = KINDS
        if query.act or of_events:
            kinds = (*(("statement",) if query.act else ()), *(("event",) if of_events else ()))
        elif any(getattr(query, name) for name in OF_PARTIES):
            kinds = ("statement", "event")
        kinds = tuple(kind for kind in kinds if not query.kinds or kind in query.kinds)
        if not kinds:
            given = ", ".join(each.name for each in fields(query) if each.name not in OF_ANY_KIND
                              and getattr(query, each.name))
            raise QueryError(f"{'an' if query.kinds[0] == 'event' else 'a'} {' or '.join(query.kinds)} has no {given}")
        return kinds

    def _conditions(self) -> list[ColumnElement[bool]]:
        query = self.query
        # SQLite would begin with the index of kinds, by which it finds half of the ledger, and not with that of days or
        # with whom the parties' conditions find: it does so for kinds that are wanted, and not for those that are not
        unwanted = [each for each in (*KINDS, "actor") if each not in self.kinds]
        found: list[ColumnElement[bool]] = [entry.c.kind.not_in(unwanted)]
        if query.since:
            found.append(entry.c.day >= query.since)
        if query.until:
            found.append(entry.c.day <= query.until)
        if query.outlet:
            found.append(entry.c.publisher.in_(query.outlet))
        if query.report:
            found.append(entry.c.report_id.in_(query.report))
        if query.story:
            found.append(entry.c.report_id.in_(select(report.c.id).where(report.c.story_id.in_(query.story))))
        if query.after is not None or query.upto is not None:
            found.append(entry.c.item_id.in_(select(self.came().c.id)))
        found += self._of_events()
        found += self._of_parties()
        return found

    def came(self) -> Subquery:
        """What appeared between the query's revisions: ``id`` and ``appeared``."""
        parts = []
        for table in (TABLES[kind] for kind in self.kinds):
            part = select(table.c.id, table.c.appeared)
            if self.query.after is not None:
                after = min(self.query.after, LAST)  # what appeared since was touched since, which has an index
                part = part.where(table.c.touched > after, table.c.appeared > after)
            if self.query.upto is not None:
                part = part.where(table.c.appeared <= min(self.query.upto, LAST))
            parts.append(part)
        return union_all(*parts).subquery()

    def _of_events(self) -> list[ColumnElement[bool]]:
        query, found = self.query, []
        kinds: list[ColumnElement[bool]] = []
        if query.act:
            kinds.append(and_(entry.c.kind == "statement", entry.c.code.in_(query.act)))
        of_event: list[ColumnElement[bool]] = []
        if query.type:
            of_event.append(entry.c.code.in_(query.type))
        if query.mode:
            of_event.append(entry.c.mode.in_(query.mode))
        if query.status:
            of_event.append(entry.c.status.in_(query.status))
        if query.place:
            of_event.append(or_(entry.c.place_country.in_(query.place), entry.c.item_id.in_(
                select(event.c.id).where(event.c.place.in_(query.place))), *self._placeless()))
        if of_event:
            kinds.append(and_(entry.c.kind == "event", *of_event))
        if kinds:
            found.append(or_(*kinds))
        return found

    def _placeless(self) -> list[ColumnElement[bool]]:
        told = select(event.c.id).where(event.c.place.is_(None), event.c.place_country.is_(None))
        return [entry.c.item_id.in_(told)] if NO_PLACE in self.query.place else []

    def _of_parties(self) -> list[ColumnElement[bool]]:
        query = self.query
        found: list[ColumnElement[bool]] = []
        if query.speaker:
            spoke = (party.c.role == "speaker", self._is(query.speaker))
            # what stands within a statement is looked for in its own report, which has an index
            within = (select(event.c.id).join(statement, and_(statement.c.report_id == event.c.report_id,
                                                              statement.c.id == event.c.within_id))
                      .join(party, party.c.item_id == statement.c.id).where(*spoke))
            found.append(entry.c.item_id.in_(union_all(select(party.c.item_id).where(*spoke), within)))
        for side, roles in SIDES.items():
            if named := getattr(query, side):
                found.append(self._has(party.c.role.in_(roles), self._is(named)))
            found += [self._has(party.c.role.in_(roles), party.c[trait].in_(given)) for trait in ("country", "sector")
                      if (given := getattr(query, f"{side}_{trait}"))]
        if query.country:
            found.append(self._has(party.c.country.in_(query.country)))
        if query.sector:
            found.append(self._has(party.c.sector.in_(query.sector)))
        return found

    @staticmethod
    def _has(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
        return entry.c.item_id.in_(select(party.c.item_id).where(*conditions))

    def _is(self, names: Sequence[str]) -> ColumnElement[bool]:
        """That a party is one of those named."""
        return party.c.actor_id.in_({each for name in names for each in actors_named(self.ledger, self.db, name)})


def actors_named(ledger: Ledger, db: Connection, name: str) -> list[str]:
    """The actors that a name, any of their spellings, or an identifier means."""
    name = keepable(name)
    if re.fullmatch("a[a-z2-7]{13}", name):
        held = db.execute(select(actor.c.id, actor.c.merged_into).where(actor.c.id == name)).first()
        return [held.merged_into or held.id] if held else []
    terms = stemmer().terms(name)
    if not terms:
        return []
    found = ledger.words.matches([Wanted((term,)) for term in dict.fromkeys(terms)])
    named = db.execute(select(entry.c.item_id).join(found, found.c.number == entry.c.number)
                       .where(entry.c.kind == literal("actor"))).scalars().all()
    if named:
        return list(named)
    keys = name_keys(name, "person")
    spelt = db.execute(select(actor_key.c.actor_id).where(actor_key.c.key.in_(keys))).scalars().unique().all()
    # those who are only meant ("مسلحون") are another in every report, and all of them are asked for
    return list(spelt) or list(db.execute(select(actor.c.id).where(actor.c.name == name, actor.c.generic)
                                          .limit(MOST_MEANT)).scalars())
