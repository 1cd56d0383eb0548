"""Records, as ``isnad read`` writes them, to what is exported, with the filters that the ledger's search has.

A record knows nothing of other reports: no story, no origins, and actors by their appearances in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from pydantic import ValidationError

from isnad.exports.errors import ExportError
from isnad.exports.rows import EventRow, Exported, StatementRow, exported
from isnad.languages.stems import Stemmer, stemmer
from isnad.ledger.actors import is_generic
from isnad.ledger.errors import QueryError
from isnad.ledger.identity import item_ids, report_id
from isnad.ledger.search import NO_PLACE, SIDES, Query, wanted
from isnad.ledger.words_index import Wanted
from isnad.reading.assemble import report_id as id_of_text
from isnad.record import Actor, Record
from isnad.sources.report import RawReport

Item = StatementRow | EventRow


@dataclass(slots=True)
class Records:
    """The reports of lines of records that a query chooses, in the order of the lines. ``lines``: a name for people,
    the number of the line, and the line. ``whole``: all of every report that it chooses something of.

    Iterating raises ``ExportError`` where a line is no record, and ``QueryError`` where a filter means nothing here.
    """

    lines: Iterable[tuple[str, int, str]]
    query: Query
    whole: bool = False
    again: int = field(default=0, init=False)
    """Reports that came a second time and were left out."""

    def __iter__(self) -> Iterator[Exported]:
        asked, seen = Asked(self.query), set[str]()
        for name, number, line in self.lines:
            if not line.strip():
                continue
            try:
                record = Record.from_json(line)
            except ValidationError as error:
                fault = error.errors(include_url=False)[0]
                where = ".".join(map(str, fault["loc"]))
                raise ExportError(f"{name}:{number}: no record: {where + ': ' if where else ''}{fault['msg']}; "
                                  "`isnad read --format jsonl` writes records, one a line") from None
            key = permanent_id(record)
            if key in seen:
                self.again += 1
                continue
            seen.add(key)
            one = asked.of(exported(record, key, item_ids(key, record)), whole=self.whole)
            if one is not None:
                yield one


def permanent_id(record: Record) -> str:
    """The identifier that a ledger gives the report of a record, as far as the record tells what it is made of."""
    about = record.report
    body = about.text[len(about.headline) + 2:]
    given = about.id if about.id != id_of_text(about.text) else None
    return report_id(RawReport(body, about.headline, given, publisher=about.publisher, url=about.url))


class Asked:
    """A query, asked of one record after the other. Raises ``QueryError`` where a filter needs a ledger."""

    def __init__(self, query: Query) -> None:
        if query.story or query.after is not None or query.upto is not None:
            raise QueryError("a record knows no stories and no revisions; take its report into a ledger with "
                             "`isnad ingest`, and export from there")
        if query.kinds == ("event",) and query.act and not _of_events(query):
            raise QueryError("an event has no act")
        if query.kinds == ("statement",) and _of_events(query) and not query.act:
            raise QueryError("a statement has no type, mode, status or place")
        self.query, self.words = query, wanted(query.words)

    def of(self, one: Exported, *, whole: bool = False) -> Exported | None:
        """What of a report is meant; None where nothing is."""
        if not self._report(one):
            return None
        names = _Names(one)
        if whole and "report" in self.query.kinds:
            return one if names.holds_all(one, self.words) else None
        statements = tuple(each for each in one.statements if self._statement(each) and self._item(each, names))
        events = tuple(each for each in one.events if self._event(each) and self._item(each, names))
        if not statements and not events:
            return None
        return one if whole else Exported(one.about, statements, events, one.record, one.ids)

    def _report(self, one: Exported) -> bool:
        query, day = self.query, one.about.day
        if (query.since or query.until) and day is None:
            return False
        if (query.since and (day or "") < query.since) or (query.until and (day or "") > query.until):
            return False
        if query.outlet and one.about.outlet not in query.outlet:
            return False
        return not query.report or one.about.id in query.report or one.record.report.id in query.report

    def _statement(self, row: StatementRow) -> bool:
        query = self.query
        return (not query.kinds or "statement" in query.kinds) and (
            row.act in query.act if query.act else not _of_events(query))

    def _event(self, row: EventRow) -> bool:
        query = self.query
        if (query.kinds and "event" not in query.kinds) or (query.act and not _of_events(query)):
            return False
        place = (row.place.name, row.place.country) if row.place else (NO_PLACE,)
        return ((not query.type or row.type in query.type) and (not query.mode or row.mode in query.mode)
                and (not query.status or row.status in query.status)
                and (not query.place or not set(place).isdisjoint(query.place)))

    def _item(self, row: Item, names: _Names) -> bool:
        query, parties = self.query, [(role, who) for role, _, who in row.parties]
        if query.speaker:
            voice = row.voices[-1].who if row.voices else None
            if voice is None or not any(names.means(voice.id, name) for name in query.speaker):
                return False
        for side, roles in SIDES.items():
            here = [who for role, who in parties if role in roles]
            if (named := getattr(query, side)) and not any(
                    names.means(who.id, name) for who in here for name in named):
                return False
            for trait in ("country", "sector"):
                given = getattr(query, f"{side}_{trait}")
                if given and not any(getattr(who, trait) in given for who in here):
                    return False
        for trait in ("country", "sector"):
            given = getattr(query, trait)
            if given and not any(getattr(who, trait) in given for _, who in parties):
                return False
        return not self.words or names.holds(row, self.words)


def _of_events(query: Query) -> bool:
    """Whether something is asked for that only events have."""
    return any((query.type, query.mode, query.status, query.place))


class _Names:
    """The words of a report's items and of who is in it, stemmed as the ledger's index has them."""

    def __init__(self, one: Exported) -> None:
        self.stems: Stemmer = stemmer(one.about.language)
        self.actors: dict[str, Actor] = {one.ids[actor.id]: actor for actor in one.record.actors}
        self.text = one.about.text
        self._spelt: dict[str, set[str]] = {}

    def means(self, key: str, name: str) -> bool:
        """Whether a name, or an identifier, means somebody: every word of it is one of his names'. Who is only meant
        ("مسلحون") is so letter for letter."""
        if name in (key, self.actors[key].name):
            return True
        if key not in self._spelt:
            actor = self.actors[key]
            if is_generic(actor):
                self._spelt[key] = set()
                return False
            told = [actor.name, *(self.text[each.start:each.end] for each in actor.mentions if each.form == "name")]
            self._spelt[key] = {term for each in told for term in self.stems.terms(each)}
        terms = self.stems.terms(name)
        return bool(terms) and self._spelt[key].issuperset(terms)

    def holds(self, row: Item, words: list[Wanted]) -> bool:
        """Whether an item has the words, in its text or in the names of who speaks or acts."""
        said = row.whole if isinstance(row, StatementRow) else row.sentence
        names = [who.told for _, _, who in row.parties] + [each.who.told for each in row.voices if each.who]
        return self._has(words, said.text, [term for name in names for term in self.stems.terms(name)])

    def holds_all(self, one: Exported, words: list[Wanted]) -> bool:
        """Whether a report has the words."""
        return self._has(words, one.about.text, [])

    def _has(self, words: list[Wanted], text: str, names: list[str]) -> bool:
        lists = [self.stems.terms(text), names] if words else []
        return all(any(_side_by_side(terms, each) for terms in lists) != each.excluded for each in words)


def _side_by_side(terms: list[str], wanted: Wanted) -> bool:
    size, last = len(wanted.terms), wanted.terms[-1]
    ends: Callable[[str], bool] = (lambda term: term.startswith(last)) if wanted.prefix else (lambda term: term == last)
    return any(tuple(terms[at:at + size - 1]) == wanted.terms[:-1] and ends(terms[at + size - 1])
               for at in range(len(terms) - size + 1))
