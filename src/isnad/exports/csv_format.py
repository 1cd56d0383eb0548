"""Comma-separated tables: a row an event, a row an actor of an event, or a row a statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from isnad.exports.job import Column, Job
from isnad.exports.places import create_text
from isnad.exports.rows import Exported
from isnad.exports.tables import Cell, Commas, Described, counted, describe, joined
from isnad.exports.values import Values, event_values, in_step, party, statement_values

BETWEEN = "|"
TRAITS = {"id": "{}_ids", "name": "{}s", "told": "{}s_told", "kind": "{}_kinds", "country": "{}_countries",
          "sector": "{}_sectors", "role": "{}_roles"}
"""How the columns of several parties are called, by what they tell."""
_TOLD = {"id": "Identifiers", "name": "Names, as most reports give them", "told": "Names, as this report gives them",
         "kind": "person, organisation, country or group", "country": "ISO 3166-1 alpha-3, or a body's acronym",
         "sector": "Sectors", "role": "Titles, as the report words them"}

_REPORT = (
    Column("report", "string", "The report's identifier."), Column("version", "string", "The version it is read in."),
    Column("published", "date", "The report's day."), Column("outlet", "string", "Its publisher."),
    Column("agencies", "string", "The agencies that it copies.", BETWEEN), Column("byline", "string", "Who wrote it."),
    Column("language", "string", "ISO 639-1."), Column("url", "string", "Its address."),
    Column("headline", "string", "Its headline."),
)
_EVENT = (
    Column("type", "string", "PLOVER's type."), Column("mode", "string", "PLOVER's mode."),
    Column("quad", "string", "PLOVER's quad class."), Column("intensity", "number", "PLOVER's score, from -10 to 10."),
    Column("contexts", "string", "PLOVER's contexts.", BETWEEN),
    Column("status", "string", "actual, negated, future, requested or conditional."),
    Column("start", "date", "First day."), Column("end", "date", "Last day, inclusive."),
)
_PLACE = (
    Column("place", "string", "Where, as written."), Column("place_country", "string", "ISO 3166-1 alpha-3."),
    Column("latitude", "number", "Decimal degrees north (WGS 84)."),
    Column("longitude", "number", "Decimal degrees east."), Column("geonames", "integer", "GeoNames' number."),
)
_EVIDENCE = (
    Column("quantities", "string", "How many were killed, wounded and so on.", BETWEEN),
    Column("trigger", "string", "The words that name the event."),
    Column("trigger_start", "integer", "Where they begin, in code points of the report's text."),
    Column("trigger_end", "integer", "Where they end."),
    Column("sentence", "string", "The sentence around them, where the export has text."),
)
_STANDING = (
    Column("chain", "string", "Who has it from whom: outlet, agency, speakers from the outermost in.", BETWEEN),
    Column("speaker_ids", "string", "The identifiers of these speakers.", BETWEEN),
    Column("within", "string", "The statement that it is told in."), Column("story", "string", "The story."),
    Column("wire", "string", "The report that began the wire."),
    Column("telling", "string", "One for all that tell the same."),
    Column("origins", "integer", "How many independent origins tell it; empty from records."),
    Column("reports", "integer", "How many reports tell it."), Column("outlets", "integer", "How many outlets."),
    Column("rule", "string", "The rule that read it."),
)


def _parties(role: str) -> tuple[Column, ...]:
    return tuple(Column(name.format(role), "string", f"{_TOLD[trait]}.", BETWEEN) for trait, name in TRAITS.items())


def _party(role: str) -> tuple[Column, ...]:
    return tuple(Column(f"{role}_{trait}", "string", f"{_TOLD[trait]}.") for trait in TRAITS)


EVENTS = (Column("event", "string", "The event's identifier."), *_REPORT, *_EVENT, *_parties("actor"),
          *_parties("recipient"), *_PLACE, *_EVIDENCE, *_STANDING)
ACTORS = (Column("event", "string", "The event's identifier."), Column("role", "string", "actor or recipient."),
          Column("number", "integer", "Which of them, from 1."), *_party("actor"), *_REPORT, *_EVENT, *_PLACE,
          *_STANDING)
STATEMENTS = (
    Column("statement", "string", "The statement's identifier."), *_REPORT,
    Column("act", "string", "What word and clause do: say, deny, promise and so on."),
    Column("form", "string", "direct, indirect or mixed."), Column("occasion", "string", "Where it was said."),
    *_party("speaker"), *_party("addressee"), Column("cue", "string", "The reporting word."),
    Column("cue_start", "integer", "Where it begins."), Column("cue_end", "integer", "Where it ends."),
    Column("content", "string", "What was said; … between its parts."),
    Column("content_start", "integer", "Where it begins."), Column("content_end", "integer", "Where it ends."),
    Column("content_spans", "string", "Where its parts stand.", BETWEEN), *_STANDING)
SHAPES = {"events": (EVENTS, ("event",)), "actors": (ACTORS, ("event", "role", "number")),
          "statements": (STATEMENTS, ("statement",))}
"""The columns of each kind of rows, and those that tell two rows apart."""


def write(reports: Iterable[Exported], job: Job) -> None:
    """Write the table and its description."""
    columns, key = SHAPES[job.colophon.rows or "events"]
    with create_text(job.place, job.name) as stream:
        table = Commas(stream, columns)
        for one in reports:
            for row in _rows(one, job):
                job.colophon.counts["rows"] += 1
                table.write([row[column.title] for column in columns])
        describe(job, (Described(job.name, columns, key, tabbed=False),))


def _rows(one: Exported, job: Job) -> Iterator[dict[str, Cell]]:
    if job.colophon.rows == "statements":
        for said in one.statements:
            values = statement_values(one.about, said)
            spans = [f"{start}-{end}" for start, end in values["content_spans"]]
            yield _flat(values | _one("speaker", values["speaker"]) | _one("addressee", values["addressee"])
                        | {"content_spans": spans})
        return
    for row in one.events:
        values = event_values(one.about, row, text=job.colophon.text) | {"quantities": counted(row.quantities, BETWEEN)}
        if job.colophon.rows == "actors":
            for role, number, who in row.parties:
                yield _flat(values | {"role": role, "number": number} | _one("actor", party(who)))
        else:
            yield _flat(values | _several("actor", values["actors"]) | _several("recipient", values["recipients"]))


def _several(role: str, parties: list[Values]) -> Values:
    return {name.format(role): in_step(parties, trait) for trait, name in TRAITS.items()}


def _one(role: str, who: Values | None) -> Values:
    return {f"{role}_{trait}": who[trait] if who else None for trait in TRAITS}


def _flat(values: Values) -> dict[str, Cell]:
    speakers: list[Any] = [each["speaker"] for each in values["voices"]]
    told = values | {"speaker_ids": speakers}
    return {name: joined(value, BETWEEN) if isinstance(value, list) and not (value and isinstance(value[0], dict))
            else value for name, value in told.items()}
