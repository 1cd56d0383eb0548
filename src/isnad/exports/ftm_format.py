"""FollowTheMoney, an entity a line, as OpenAleph loads them: reports, statements and events, and actors at the end.

A statement and an event are an ``Event`` each, with who takes part and the report as proof; who acts on whom, or speaks
to whom, is an ``UnknownLink`` besides, so that networks can be drawn.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import IO, Any

from isnad.exports import codes
from isnad.exports.job import Job
from isnad.exports.places import create_text
from isnad.exports.rows import About, EventRow, Exported, StatementRow, Who, chain
from isnad.exports.sidecar import write_about
from isnad.render.style import tidy
from isnad.render.words import ACTS

BODIES_AS_PUBLIC = ("GOV", "LEG", "JUD", "MIL", "COP", "SPY")
"""Sectors whose organisations are public bodies."""
NAME = "isnad_export"
"""What the data set is called, in the letters that such names have."""
LONGEST_NAME, LONGEST_LINE, LONGEST_TEXT, LONGEST_ADDRESS = 200, 1000, 60_000, 4000
"""Characters of a name, which the model takes up to 384 of, of another line (1,024), of a text (65,000), which longer
ones are several of, and of an address (4,096)."""
NAMES = ("name", "alias", "location")
TEXTS = ("summary", "notes", "bodyText", "description")
"""Properties that are texts; the others are a line each, as the model has them."""
UNKNOWN_COUNTRIES = ("ANT",)
"""Countries of ours that the model does not have."""
Entity = dict[str, Any]


def write(reports: Iterable[Exported], job: Job) -> None:
    """Write the entities, and beside them what they are, in the terms of FollowTheMoney's data sets."""
    actors: dict[str, dict[str, list[str]]] = {}
    schemas: dict[str, str] = {}
    with create_text(job.place, job.name) as stream:
        lines = _Lines(stream)
        for one in reports:
            for entity in _entities(one, text=job.colophon.text):
                lines.add(entity)
            for who in _named(one):
                schemas.setdefault(who.id, _schema(who))
                _gather(actors.setdefault(who.id, {}), who)
        for key, properties in actors.items():
            lines.add({"id": key, "schema": schemas[key], "properties": properties})
        colophon = job.colophon
        colophon.counts["entities"] = lines.count
        write_about(job, more={
            "name": NAME, "title": f"Export from {colophon.source}", "summary": colophon.cite(),
            "updated_at": colophon.moment, "last_export": colophon.moment, "entity_count": lines.count,
            "resources": [{"name": job.name, "title": "Entities, one a line", "mime_type": "application/json+ftm"}]})


class _Lines:
    def __init__(self, stream: IO[str]) -> None:
        self._stream, self.count = stream, 0

    def add(self, entity: Entity) -> None:
        """Write an entity without empty properties."""
        told = {name: list(dict.fromkeys(piece for each in values if each for piece in _fitting(name, each)))
                for name, values in entity["properties"].items()}
        told = {name: kept for name, values in told.items() if (kept := list(filter(None, values)))}
        if "name" in entity["properties"]:
            told.setdefault("name", [entity["id"]])  # which the model wants, where a report's name is none
        entity |= {"properties": told}
        self._stream.write(json.dumps(entity, ensure_ascii=False) + "\n")
        self.count += 1


def _entities(one: Exported, *, text: bool) -> Iterator[Entity]:
    about = one.about
    yield {"id": about.id, "schema": "Article", "properties": {
        "fileName": [about.id], "title": [about.headline], "publishedAt": [about.day], "author": [about.byline],
        "publisher": [about.outlet], "sourceUrl": [web(about.url)], "language": [LANGUAGES.get(about.language)],
        "keywords": [f"story {about.story}" if about.story else None, *(f"agency {each}" for each in about.agencies)],
        "bodyText": [about.text if text else None]}}
    for statement in one.statements:
        yield _statement(about, statement)
        if statement.speaker and statement.addressee:
            yield _link(about, statement.id, 1, statement.speaker, statement.addressee, statement.act, None, about.day)
    for event in one.events:
        yield _event(about, event, text=text)
        ties = [(actor, other) for actor in event.actors for other in event.recipients if actor.id != other.id]
        for n, (actor, other) in enumerate(ties, 1):
            role = " ".join(filter(None, (event.type, event.mode)))
            yield _link(about, event.id, n, actor, other, role, event.status, event.start or about.day)


def _statement(about: About, row: StatementRow) -> Entity:
    told = " … ".join(each.text for each in row.content)
    speaker = row.speaker.name if row.speaker else "?"
    return {"id": row.id, "schema": "Event", "properties": {
        "name": [f"{speaker} {ACTS[row.act]}: {told}"], "summary": [told], "date": [about.day],
        "involved": [who.id for _, _, who in row.parties], "recordId": [row.id],
        "keywords": ["statement", row.act, row.form, row.occasion], **_common(about, row)}}


def _event(about: About, row: EventRow, *, text: bool) -> Entity:
    place = row.place
    return {"id": row.id, "schema": "Event", "properties": {
        "name": [f"{row.type}: {row.trigger.text}"], "summary": [row.sentence.text if text else None],
        "startDate": [row.start], "endDate": [row.end], "date": [about.day if row.start is None else None],
        "involved": [who.id for _, _, who in row.parties], "location": [place.name if place else None],
        "country": [country(place.country) if place else None], "recordId": [row.id],
        "keywords": ["event", row.type, row.mode, f"status {row.status}", *row.contexts], **_common(about, row)}}


def _common(about: About, row: StatementRow | EventRow) -> dict[str, list[str | None]]:
    told = row.tellings
    return {"proof": [about.id], "publisher": [about.outlet], "sourceUrl": [web(about.url)],
            "notes": [" ← ".join(chain(about, row.voices)), f"within {row.within}" if row.within else None,
                      f"independent origins: {told.origins}" if told else None]}


def _link(about: About, key: str, number: int, one: Who, other: Who, role: str, status: str | None,
          day: str | None) -> Entity:
    return {"id": f"{key}-{number}", "schema": "UnknownLink", "properties": {
        "subject": [one.id], "object": [other.id], "role": [role], "status": [status], "date": [day],
        "recordId": [key], "proof": [about.id], "sourceUrl": [web(about.url)], "publisher": [about.outlet]}}


def _named(one: Exported) -> Iterator[Who]:
    for row in one.rows:
        yield from (who for _, _, who in row.parties)


def _schema(who: Who) -> str:
    if who.kind == "person":
        return "Person"
    if who.kind == "group":
        return "LegalEntity"
    public = who.kind == "country" or who.sector in BODIES_AS_PUBLIC
    return "PublicBody" if public else "Organization"


def _gather(properties: dict[str, list[str]], who: Who) -> None:
    """What a report adds to what is known of an actor."""
    found = {"name": who.name, "alias": who.told if who.told != who.name else None, "country": country(who.country),
             "position" if who.kind == "person" else "description": who.role, "sector": who.sector}
    for name, value in found.items():
        if value is not None and value not in properties.setdefault(name, []):
            properties[name].append(value)


def country(code: str | None) -> str | None:
    """A country as the model has it; of a body of states only the European Union is one there."""
    known = codes.countries().get(code or "") if code not in UNKNOWN_COUNTRIES else None
    return known.alpha2.lower() if known else "eu" if code == "EU" else None


def web(url: str | None) -> str | None:
    """An address that the model takes for one."""
    return url if url and url.startswith(("http://", "https://")) and len(url) <= LONGEST_ADDRESS else None


def _fitting(name: str, text: str) -> list[str]:
    """A value as the model takes it: texts as they are, in pieces, everything else a line that is not too long."""
    if name == "sourceUrl":
        return [text]
    if name in TEXTS:
        return [text[at:at + LONGEST_TEXT] for at in range(0, len(text), LONGEST_TEXT)]
    most, line = LONGEST_NAME if name in NAMES else LONGEST_LINE, tidy(text)
    if name in NAMES and not any(c.isalnum() for c in line):
        return []  # marks alone are no name there
    return [line if len(line) <= most else line[:most - 1].rstrip() + "…"]


LANGUAGES = {"ar": "ara"}
"""Languages of reports in ISO 639-3."""
