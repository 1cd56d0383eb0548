"""The page of a report: its text with everything that was read in it, its notes in the margin; its versions, and what
changed between two of them."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from babel import Locale, UnknownLocaleError
from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from isnad import __version__
from isnad.ledger.decided import decided
from isnad.ledger.moments import last_moment
from isnad.ledger.one import one
from isnad.ledger.sheets import Sheet, company, sheet
from isnad.ledger.views import View
from isnad.render.style import tidy
from isnad.web import versions
from isnad.web.addresses import number
from isnad.web.marks import Marked, marked, shown
from isnad.web.messages import Interface
from isnad.web.notes import ITSELF, NOBODY, Filters, context_marks, filters_of, margin, origins_of
from isnad.web.pages import NotHereError, form_of, interface_of, json_answer, page, room, static
from isnad.web.rules import FIELDS, QUANTITIES, SPANS, rule_words

router = APIRouter(tags=["report"])
MOST_VALUES, MOST_CARRIERS = 40, 30
"""Values of a facet, and other reports of a wire, that a page lists; of more it tells where they are."""
MOST_NOTES = 400
"""Notes that stand in the margin at once; no report that was written to be read has so many."""
LONGEST_NAME = 40
"""Characters of what was asked for that a fault repeats."""


@router.get("/reports/{key}", summary="A report with what was read in it, as it stands or as it stood in a version.")
def report(request: Request, key: str) -> Response:
    form = form_of(request, "html", "json")
    asked = request.query_params.get("version") or None
    filters = filters_of(request.query_params)
    reviews = getattr(getattr(request.state, "who", None), "role", "read") != "read"
    with room(request).look() as db:
        tag = _tag(request, db)
        if tag is not None and form == "html" and request.headers.get("if-none-match") == tag:
            return _unchanged(tag)
        if form == "json":
            return json_answer(_as_json(db, key, asked))
        found = _sheet(db, key, asked)
        around = company(db, key)
        decisions = {each.item: each for each in decided(db, key)} if reviews else {}
    answer = _page(request, key, found, filters, {"company": around, "decisions": decisions})
    if tag is not None:
        answer.headers["etag"] = tag
    return answer


@router.get("/reports/{key}/changes", summary="What changed between two versions of a report.")
def changes(request: Request, key: str) -> Response:
    form = form_of(request, "html", "json")
    with room(request).look() as db:
        newest = _sheet(db, key, None)
        around = company(db, key)
        held = [each["id"] for each in around["versions"]]
        to = _version(request, "to", held, newest.version["id"])
        before = held[max(0, held.index(to) - 1)]
        start = _version(request, "from", held, before)
        pair = [newest if each == newest.version["id"] else _sheet(db, key, each) for each in (start, to)]
    old, new = (versions.Stand(each.record, margin(each.record, each.ids, each.actors, Filters()).notes)
                for each in pair)
    found = versions.compare(old, new)
    if form == "json":
        return json_answer({"report": key, "from": start, "to": to} | found.as_json())
    ui = interface_of(request)
    return page(request, "changes.html", key=key, about=pair[1].record["report"], company=around, start=start, to=to,
                found=found, language=language_of(pair[1].record["report"]["language"]), **_words(ui))


def _page(request: Request, key: str, found: Sheet, filters: Filters, around: dict[str, Any]) -> Response:
    """The page of a report with its notes, or with the part of them that the address asks for."""
    ui, about = interface_of(request), found.record["report"]
    told = margin(found.record, found.ids, found.actors, filters)
    for note in told.notes:
        note["state"] = found.states.get(note["id"])
        note["disputes"] = found.disputes.get(note["id"], ())
    text = _marked(found.record, told.marks, len(told.notes))
    at = request.query_params.get("at")
    lit = next((note["number"] for note in told.notes if at is not None and at in (note["id"], note["key"])), None)
    parts = max(1, -(-len(told.notes) // MOST_NOTES))
    part = min(parts, number("notes", request.query_params, 1 + (lit or 0) // MOST_NOTES, 10_000))
    return page(
        request, "report.html", key=key, about=about, stands=found.version, current=found.current, filters=filters,
        language=language_of(about["language"]), origins=origins_of(found.record), margin=told, text=text,
        notes=told.notes[(part - 1) * MOST_NOTES:part * MOST_NOTES], part=part, parts=_parts(request, parts),
        most_notes=MOST_NOTES, titles=_titles(found.record, ui), actors=_actors(found, text, len(told.notes)), at=at,
        lit=lit, lit_places=_numbers(text, lit), **around, **_words(ui))


def _sheet(db: Connection, key: str, version: str | None) -> Sheet:
    """A report as it stands, or in a version. Raises ``NotHereError``."""
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    found = sheet(db, key, today, version) if key.startswith("r") else None
    if found is not None:
        return found
    if version is not None and key.startswith("r") and sheet(db, key, today) is not None:
        raise NotHereError(f"version={version[:LONGEST_NAME]}: the report {key} has no such version; its page lists "
                           "those it has")
    raise NotHereError(f"{key[:LONGEST_NAME]}: the ledger has no such report; the search finds those there are")


def _as_json(db: Connection, key: str, version: str | None) -> View:
    """A report's view; of a version asked for, its record. Raises ``NotHereError``."""
    found = one(db, key) if key.startswith("r") else None
    if found is None or version is not None:
        stood = _sheet(db, key, version)
        return (found or {}) | {"headline": stood.record["report"]["headline"], "version": stood.version["id"],
                                "record": stood.record}
    return found


def _version(request: Request, name: str, held: list[str], otherwise: str) -> str:
    """A version that the address names. Raises ``NotHereError`` where the report has none such."""
    asked = request.query_params.get(name) or otherwise
    if asked not in held:
        raise NotHereError(f"{name}={asked[:LONGEST_NAME]}: no such version; there are {', '.join(held[:20])}")
    return asked


def _parts(request: Request, parts: int) -> list[str]:
    """The addresses of the margin's parts, the first in front."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name not in ("notes", "at")]
    return [f"{request.url.path}?{urlencode([*kept, ('notes', part)])}" for part in range(1, parts + 1)]


def _tag(request: Request, db: Connection) -> str | None:
    """What a page of this ledger, as it is, is known by: by all that it is made of. None for who is signed in, whose
    pages hold what is his."""
    if getattr(request.state, "who", None) is not None:
        return None
    ui = interface_of(request)
    parts = (__version__, static("report.css"), static("report.js"), last_moment(db), ui.tag, ui.numerals,
             request.cookies.get("theme"), request.url.path, request.url.query,
             datetime.datetime.now(datetime.UTC).date())
    return f'W/"{hashlib.sha256(repr(parts).encode()).hexdigest()[:24]}"'


def _unchanged(tag: str) -> Response:
    return Response(status_code=304, headers={"etag": tag, "cache-control": "private, no-cache",
                                              "vary": "Accept, Accept-Language, Cookie"})


def _marked(record: View, marks: list[Any], first: int) -> Marked:
    about = record["report"]
    return marked(about["text"], len(about["headline"]), [*marks, *context_marks(record, first)])


def _titles(record: View, ui: Interface) -> list[str]:
    """What a mention or a date expression means, in the order of ``notes.context_marks``."""
    return [tidy(f"{actor['name']} ({actor['role']})" if actor["role"] else actor["name"])
            for actor in record["actors"]] + [
        ui.days(each["start"], each["end"]) if each["start"] else "" for each in record["dates"]]


def _actors(found: Sheet, text: Marked, first: int) -> list[View]:
    """Who is in the report, in the order of the text, each with where he is mentioned and his permanent identifier."""
    return [each | {"held": found.actors.get(each["id"]), "places": text.places.get(number, [])}
            for number, each in enumerate(found.record["actors"], first)]


def _numbers(text: Marked, of: int | None) -> frozenset[int]:
    """The numbers of all segments that belong to a note."""
    return frozenset(number for first, end in text.places.get(of, ()) for number in range(first, end)) if (
        of is not None) else frozenset()


def _words(ui: Interface) -> dict[str, Any]:
    """What the templates say the record's names with, and how they write what the page's script reads."""
    def called(facet: str, value: str) -> str:
        if facet in ("kind", "act", "type"):
            return ui.word(facet, value)
        return {ITSELF: ui.gettext("the report itself"), NOBODY: ui.gettext("somebody not named"), "": ""}.get(
            value, tidy(value))

    def saying(words: dict[str, str]) -> Callable[[str], str]:
        return lambda name: ui.gettext(words[name]) if name in words else name

    return {"called": called, "rule_words": lambda rule: rule_words(rule, ui), "span_words": saying(SPANS),
            "quantity_words": saying(QUANTITIES), "field_words": saying(FIELDS), "places": places, "shown_text": shown,
            "most_values": MOST_VALUES, "most_carriers": MOST_CARRIERS}


@lru_cache(maxsize=64)
def language_of(tag: str) -> tuple[str, str]:
    """A report's language and the direction of its script, as HTML names them."""
    try:
        locale = Locale.parse(tag.replace("-", "_"))
    except (UnknownLocaleError, ValueError, TypeError):
        return "und", "auto"
    return locale.language, locale.text_direction


def places(stretches: list[tuple[int, int]]) -> str:
    """Stretches of segments as the page's script reads them: ``3-7 9-10``."""
    return " ".join(f"{first}-{end}" for first, end in stretches)
