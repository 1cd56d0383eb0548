"""A record to the rows that the ledger keeps of it: pure, so that whoever read the report can do it, too."""

from __future__ import annotations

import zlib
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from isnad.languages.stems import Stemmer, stemmer
from isnad.ledger import identity
from isnad.ledger.actors import appearances
from isnad.ledger.resolve import Seen
from isnad.ledger.schema import iso
from isnad.ledger.sentences import sentence
from isnad.ledger.stories import Card, card
from isnad.ledger.wires import Sketch, sketch
from isnad.record import Actor, Awaited, Event, Record, Statement
from isnad.sources.report import RawReport

Row = dict[str, Any]


@dataclass(slots=True)
class Item:
    """A statement, event or awaited item: its row, who takes part (role, appearance), and its words.

    ``outer`` is the chain of statements that it stands within, innermost first.
    """

    row: Row
    parties: list[tuple[str, str]]
    text: str
    topics: tuple[str, ...]
    words: str = ""
    who: str = ""
    outer: tuple[str, ...] = ()


@dataclass(slots=True)
class Prepared:
    """All that the ledger keeps of one version of a report, in plain values."""

    report: Row
    version: Row
    appearances: list[Seen]
    statements: list[Item]
    events: list[Item]
    awaited: list[Item]
    words: str
    sketch: Sketch
    card: Card


class Words:
    """The words of a text, stemmed once, with their places."""

    def __init__(self, text: str, stems: Stemmer) -> None:
        placed = stems.placed(text)
        self._starts = [start for start, _, _ in placed]
        self._terms = [term for _, term, _ in placed]
        self._telling = [telling for _, _, telling in placed]

    def terms(self, start: int, end: int) -> list[str]:
        """Every term between two places."""
        return self._terms[bisect_left(self._starts, start):bisect_right(self._starts, end - 1)]

    def topics(self, start: int, end: int) -> tuple[str, ...]:
        """The terms between two places that tell what it is about."""
        first, last = bisect_left(self._starts, start), bisect_right(self._starts, end - 1)
        return tuple(term for term, telling in zip(self._terms[first:last], self._telling[first:last], strict=True)
                     if telling)


def prepare(raw: RawReport, record: Record, *, published: str | None, source: str,
            ids: dict[str, str] | None = None) -> Prepared:
    """The rows of a record. ``published`` is the day that was given for reports which tell none themselves;
    ``ids`` the permanent identifiers, where the record is one that people have corrected."""
    return _Preparing(raw, record, ids).done(published, source)


class _Preparing:
    """What the rows of one record are made with."""

    def __init__(self, raw: RawReport, record: Record, ids: dict[str, str] | None) -> None:
        self.raw, self.record, self.text = raw, record, record.report.text
        self.report_id, self.corrected = identity.report_id(raw), ids is not None
        self.ids = identity.item_ids(self.report_id, record) if ids is None else ids
        self.stems = stemmer(record.report.language)
        self.words = Words(self.text, self.stems)
        self.names = {actor.id: actor.name for actor in record.actors}
        self.statements = {statement.id: statement for statement in record.statements}
        self.who = appearances(record.actors)

    def done(self, published: str | None, source: str) -> Prepared:
        record = self.record
        version = self._version(published, source)
        drawn = sketch(record)
        return Prepared(
            report={"id": self.report_id, "address": identity.address(self.raw), "version_id": version["id"],
                    "day": record.report.published, "published_at": moment_of(self.raw.published_at),
                    "publisher": record.report.publisher},
            version=version, appearances=[self._seen(actor) for actor in record.actors],
            statements=[self._statement(each) for each in record.statements],
            events=[self._event(each) for each in record.events],
            awaited=[self._awaited(each) for each in record.awaited],
            words=" ".join(self.words.terms(0, len(self.text))), sketch=drawn,
            card=card(record, drawn),
        )

    def _version(self, published: str | None, source: str) -> Row:
        about, raw = self.record.report, self.raw
        given = {"id": raw.id, "published": raw.published, "publisher": raw.publisher, "byline": raw.byline,
                 "url": raw.url, "language": raw.language, "fallback": published}
        kept = self.record.model_dump_json(by_alias=True, exclude={"report": {"text"}})
        return {
            "id": identity.version_id(self.report_id, raw, raw.published or published), "report_id": self.report_id,
            "url": about.url, "publisher": about.publisher, "byline": about.byline, "place": about.place,
            "agencies": about.agencies, "published": about.published, "language": about.language,
            "headline": about.headline, "text": self.text, "given": given, "source": source,
            "captured": moment_of(raw.captured), "reader": identity.reader_mark(),
            "record": zlib.compress(kept.encode()),
        }

    def _seen(self, actor: Actor) -> Seen:
        row = self._row(actor.id) | {"name": actor.name, "kind": actor.kind, "country": actor.country,
                                     "sector": actor.sector, "role": actor.role,
                                     "mentions": [[each.start, each.end] for each in actor.mentions]}
        return Seen(row, self.who.get(actor.id), self._first(actor))

    def _first(self, actor: Actor) -> str:
        """What the identifier of a new actor is made of; of one whose kind was corrected it makes another."""
        key, most = self.ids[actor.id], len(self.ids)
        if not self.corrected or identity.is_appearance(key, self.report_id, actor.name, actor.kind, most):
            return key
        return f"{key}{identity.BETWEEN}{actor.kind}"

    def _row(self, local: str) -> Row:
        return {"id": self.ids[local], "report_id": self.report_id, "local": local}

    def _item(self, local: str, row: Row, parties: list[tuple[str, str | None]], start: int, end: int,
              outer: list[str] | None = None) -> Item:
        who = [self.names[key] for _, key in parties if key is not None]
        who += [self.names[speaker] for each in outer or () if (speaker := self.statements[each].speaker) is not None]
        return Item(self._row(local) | {"day": self.record.report.published} | row,
                    [(role, self.ids[key]) for role, key in parties if key is not None], self.text[start:end],
                    self.words.topics(start, end), " ".join(self.words.terms(start, end)),
                    " ".join(term for name in dict.fromkeys(who) for term in self.stems.terms(name)),
                    tuple(self.ids[each] for each in outer or ()))

    def _outer(self, within: str | None) -> list[str]:
        return [each.id for each in self.record.chain(self.statements[within])] if within is not None else []

    def _statement(self, statement: Statement) -> Item:
        start, end = statement.content[0][0], statement.content[-1][1]
        row = {"act": statement.act, "form": statement.form, "within_id": self._other(statement.within),
               "occasion": statement.occasion.kind if statement.occasion else None, "rule": statement.rule,
               "cue_start": statement.cue[0], "cue_end": statement.cue[1], "start": start, "end": end,
               "content": [list(span) for span in statement.content]}
        parties = [("speaker", statement.speaker), ("addressee", statement.addressee)]
        return self._item(statement.id, row, parties, start, end, self._outer(statement.within))

    def _event(self, event: Event) -> Item:
        start, end = sentence(self.text, *event.trigger)
        place = event.place
        details = {"contexts": event.contexts, "mentions": [list(span) for span in event.mentions],
                   "quantities": [each.model_dump(mode="json") for each in event.quantities],
                   "place": list(place.span) if place else None}
        row = {"type": event.type, "mode": event.mode, "status": event.status, "start": event.start, "end": event.end,
               "within_id": self._other(event.within), "trigger_start": event.trigger[0],
               "trigger_end": event.trigger[1], "text_start": start, "text_end": end,
               "place": place.name if place else None, "place_country": place.country if place else None,
               "latitude": place.latitude if place else None, "longitude": place.longitude if place else None,
               "details": details, "rule": event.rule}
        parties = [("actor", each) for each in event.actors] + [("recipient", each) for each in event.recipients]
        return self._item(event.id, row, list(parties), start, end, self._outer(event.within))

    def _awaited(self, awaited: Awaited) -> Item:
        start, end = awaited.what
        row = {"start": start, "end": end, "due": awaited.due, "basis_id": self.ids[awaited.basis]}
        return self._item(awaited.id, row, [("owes", awaited.from_), ("waits", awaited.to)], start, end)

    def _other(self, local: str | None) -> str | None:
        return self.ids[local] if local is not None else None


def moment_of(told: str | None) -> str | None:
    """A moment that a source tells, as the ledger writes it; one without an offset is taken for UTC."""
    if told is None:
        return None
    try:
        found = datetime.fromisoformat(told)
    except ValueError:
        return None
    return iso(found if found.tzinfo else found.replace(tzinfo=UTC))
