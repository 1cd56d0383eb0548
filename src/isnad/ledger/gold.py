"""Reviewed reports as gold: what a careful reader gets out of a report, against which readings are scored.

Every string stands in the report's text (headline, blank line, body) character for character; where it stands there
more than once, ``<field>_nth`` tells which is meant, counted from 1. The format has no statement without a speaker, no
actor whom no words name, and no content in pieces: what it cannot tell is left out and counted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from isnad.ledger.corrected import corrected
from isnad.ledger.database import Ledger
from isnad.ledger.decided import decided
from isnad.ledger.errors import LedgerError
from isnad.ledger.schema import report, review, version
from isnad.ledger.versions import record_of
from isnad.record import Actor, Awaited, DateExpression, Event, Record, Statement

Fields = dict[str, Any]
Where = tuple[int, int]
WORD = re.compile(r"\w+")
REPORTS, ANNOTATIONS = "reports", "annotations"
OWN = re.compile(r"r[a-z2-7]{13}\.json")
"""The names of the files that an export writes."""


@dataclass(slots=True)
class Gold:
    """A report and its annotation, as plain values, and what of it the format cannot tell."""

    report: Fields
    annotation: Fields
    left_out: list[str] = field(default_factory=list)


def gold(record: Record) -> Gold:
    """What stands in a record as gold."""
    return _Telling(record).done()


class Untellable(ValueError):  # noqa: N818 - that a format cannot tell something is no failure
    """What the format cannot tell."""


class _Telling:
    """One record on its way out."""

    def __init__(self, record: Record) -> None:
        self.record, self.text = record, record.report.text
        self.spans = {actor.id: {(each.start, each.end) for each in actor.mentions} for actor in record.actors}
        self.names = {actor.id: name for actor in record.actors if (name := self._name(actor)) is not None}
        self.left_out: list[str] = []

    def done(self) -> Gold:
        """The report, its annotation, and what is left out."""
        record = self.record
        statements = self._each(record.statements, self._statement)
        self.told = {each["key"] for each in statements}
        for each in statements:
            each["within"] = self._outer(each["within"])
        events = self._each(record.events, self._event)
        self.told |= {each["key"] for each in events}
        awaited = self._each(record.awaited, self._awaited)
        used = {who for each in statements for who in (each["speaker"],)}
        used |= {who for each in events for who in (*each["actors"], *each["recipients"])}
        used |= {who for each in awaited for who in (each["from"], each["to"])}
        about = record.report
        return Gold(
            {"id": about.id, "url": about.url, "publisher": about.publisher, "byline": about.byline,
             "published": about.published, "headline": about.headline, "text": self.text[len(about.headline) + 2:]},
            {"id": about.id,
             "dateline": {"place": about.place if about.place and about.place in self.text else None,
                          "agency": next((each for each in about.agencies if each in self.text), None),
                          "date": about.published},
             "dates": self._each(record.dates, self._date),
             "actors": [self._actor(each) for each in record.actors if each.id in used],
             "statements": statements, "events": events, "awaited": awaited},
            self.left_out)

    def _each(self, items: Sequence[Any], tell: Any) -> list[Fields]:
        found = []
        for each in items:
            try:
                found.append(tell(each))
            except Untellable as error:
                self.left_out.append(str(error))
        return found

    def _at(self, name: str, start: int, end: int) -> Fields:
        """A string by its place: the string, and which of those that are like it is meant."""
        value, nth = self.text[start:end], 1
        at = self.text.find(value)
        while at < start:
            nth, at = nth + 1, self.text.find(value, at + 1)
        if self.text.count(value) < nth:  # counted without overlaps: of ههه the second هه is none
            raise Untellable(f"{name} {value!r} overlaps another of the same letters")
        return {name: value} | ({f"{name}_nth": nth} if nth > 1 else {})

    def _date(self, date: DateExpression) -> Fields:
        return self._at("text", *date.span) | self._days(date)

    def _days(self, told: DateExpression | Event) -> Fields:
        if told.start and told.end and told.start > told.end:
            raise Untellable(f"what begins on {told.start} ends on {told.end}")
        return {"start": told.start, "end": told.end}

    def _actor(self, actor: Actor) -> Fields:
        # everybody has a sector there, and of whom nothing is known that of everyone else
        return {"key": actor.id, "text": self.names[actor.id], "kind": actor.kind, "country": actor.country,
                "sector": actor.sector or "CVL"}

    def _name(self, actor: Actor) -> str | None:
        """The words that tell an actor: his name, where the text has it, else the longest that mean him. Of several
        those are best that mean nobody else more."""
        said = sorted((self.text[each.start:each.end] for each in actor.mentions if each.form != "pronoun"), key=len,
                      reverse=True)
        named = [self.text[each.start:each.end] for each in actor.mentions if each.form == "name"]
        found = [each for each in (actor.name, *sorted(named, key=len, reverse=True), *said)
                 if each in self.text and self._overlaps(each, actor.id)]
        found += [self.text[start:end] for start, end in sorted(self.spans[actor.id])]
        return next((each for each in found if self._means(each, actor.id)), found[0] if found else None)

    def _places(self, words: str) -> set[Where]:
        return {(match.start(), match.end()) for match in re.finditer(re.escape(words), self.text)}

    def _overlaps(self, words: str, who: str) -> bool:
        return any(start < last and first < end for start, end in self._places(words) for first, last in
                   self.spans[who])

    def _means(self, words: str, who: str) -> bool:
        places = self._places(words)

        def closeness(other: str) -> tuple[int, int]:
            spans = self.spans[other]
            return len(places & spans), sum(start < last and first < end for start, end in places
                                            for first, last in spans)

        return all(closeness(who) > closeness(other) for other in self.spans if other != who)

    def _statement(self, said: Statement) -> Fields:
        start, end = said.cue
        if said.speaker is None:
            raise Untellable(f"the statement at {self.text[start:end]!r} has no speaker")
        if said.speaker not in self.names:
            raise Untellable(f"the speaker of the statement at {self.text[start:end]!r} is named nowhere in the text")
        return {"key": said.id, "speaker": said.speaker, **self._at("cue", start, end),
                **self._at("content", *self._stretch(said.content)), "form": said.form, "act": said.act,
                "within": said.within}

    def _stretch(self, spans: list[Where]) -> Where:
        """The one stretch that tells most of a content and least beside it."""
        words = {match.start() for start, end in spans for match in WORD.finditer(self.text, start, end)}

        def likeness(stretch: Where) -> float:
            found = {match.start() for match in WORD.finditer(self.text, *stretch)}
            return 2 * len(words & found) / (len(words) + len(found) or 1)

        return max([(spans[0][0], spans[-1][1]), *spans], key=likeness)

    def _outer(self, within: str | None) -> str | None:
        """The innermost statement around something that is told."""
        statements = {each.id: each for each in self.record.statements}
        while within is not None and within not in self.told:
            within = statements[within].within
        return within

    def _event(self, event: Event) -> Fields:
        place = self._at("place", *event.place.span) if event.place else {"place": None}
        return {"key": event.id, "type": event.type, "mode": event.mode, **self._at("trigger", *event.trigger),
                "actors": self._named(event.actors), "recipients": self._named(event.recipients), **place,
                **self._days(event), "status": event.status, "within": self._outer(event.within)}

    def _named(self, actors: list[str]) -> list[str]:
        return [each for each in actors if each in self.names]

    def _awaited(self, awaited: Awaited) -> Fields:
        if awaited.basis not in self.told:
            start, end = awaited.what
            raise Untellable(f"what {self.text[start:end]!r}, which is awaited, rests on is left out")
        who = {name: who if who in self.names else None for name, who in (("from", awaited.from_), ("to", awaited.to))}
        return {**who, **self._at("what", *awaited.what), "basis": awaited.basis}


# -- out of a ledger


def reviewed(ledger: Ledger, *, every: bool = False) -> Iterator[tuple[str, Gold]]:
    """The reports that somebody has looked at as a whole, as they were then and with what was decided since; or
    ``every`` report on which anything was decided, as it stands."""
    seen: set[str] = set()
    with ledger.look() as db:
        for key in db.execute(select(review.c.report_id).where(review.c.undone.is_(None)).distinct()
                              .order_by(review.c.report_id)).scalars().all():
            record = _record(db, key, every)
            if record is None:
                continue
            one = gold(record)
            if one.report["id"] in seen:  # two publishers' own names for two reports
                one.report["id"] = one.annotation["id"] = key
            seen.add(one.report["id"])
            yield key, one


def _record(db: Connection, key: str, every: bool) -> Record | None:
    closing = db.execute(select(review.c.fields).where(review.c.item_id == key, review.c.undone.is_(None))
                         .order_by(review.c.number.desc()).limit(1)).scalar()
    if closing is not None:
        told = closing["read"][1]
        text = db.execute(select(version.c.text).where(version.c.id == closing["version"][1])).scalar_one()
        read = Record.model_validate(told | {"report": told["report"] | {"text": text}})
        return corrected(key, read, decided(db, key)).record
    if not every:
        return None
    return record_of(db.execute(select(version).join(report, report.c.version_id == version.c.id)
                                .where(report.c.id == key)).mappings().one())


def export(ledger: Ledger, folder: Path, *, every: bool = False, force: bool = False) -> Iterator[tuple[str, Gold]]:
    """Write reviewed reports into ``folder/reports`` and ``folder/annotations``, a file each, and give each as it is
    written. ``force``: where an export is already, in its place. Raises ``LedgerError`` where one is and may not go."""
    there = [path for name in (REPORTS, ANNOTATIONS) for path in sorted((folder / name).glob("*")) if path.is_file()]
    if there and not force:
        raise LedgerError(f"{folder}: holds {there[0].parent.name}/{there[0].name} already; name another folder, or "
                          "give --force")
    for path in there:
        if OWN.fullmatch(path.name):
            path.unlink()
    for name in (REPORTS, ANNOTATIONS):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for key, one in reviewed(ledger, every=every):
        for name, told in ((REPORTS, one.report), (ANNOTATIONS, one.annotation)):
            written = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
            (folder / name / f"{key}.json").write_text(written, "utf-8")
        yield key, one
