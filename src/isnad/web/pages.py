"""Pages and their other forms: templates, the reader's preferences, content negotiation, and how faults are told."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from fastapi import Request
from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from sqlalchemy import Connection
from starlette.responses import HTMLResponse, Response

from isnad import __version__
from isnad.ledger.database import Ledger
from isnad.render.style import tidy
from isnad.sources.address import canonical_address
from isnad.sources.report import BadAddress
from isnad.web.messages import LANGUAGES, NUMERALS, Interface, choose, interface, translations
from isnad.web.security import data_block
from isnad.web.settings import RoomSettings

THEMES = ("auto", "light", "dark")
STATIC = Path(__file__).parent / "static"
MEDIA = {"html": "text/html", "json": "application/json", "jsonl": "application/x-ndjson", "csv": "text/csv",
         "geojson": "application/geo+json", "atom": "application/atom+xml", "graphml": "application/graphml+xml",
         "bibtex": "application/x-bibtex", "citation": "text/plain"}
"""The forms that things come in, by their names in an address, each with its media type."""


class NotHereError(Exception):
    """Nothing of the name that an address gives. Its text says what was asked for and where to look."""


@dataclass(slots=True)
class Room:
    """What every page is made with."""

    ledger: Ledger
    settings: RoomSettings

    @contextmanager
    def look(self) -> Iterator[Connection]:
        """A look into the ledger that ends in time. Raises ``LedgerError``."""
        with self.ledger.look(seconds=self.settings.seconds) as db:
            yield db


def room(request: Request) -> Room:
    """The room that a request is made in."""
    found: Room = request.app.state.room
    return found


def interface_of(request: Request) -> Interface:
    """The interface as this reader wants it: by the address, his cookies, his browser."""
    cookies, wanted = request.cookies, request.query_params.get("lang")
    return choose(request.headers.get("accept-language", ""), wanted if wanted in LANGUAGES else cookies.get("lang"),
                  cookies.get("numerals"))


def form_of(request: Request, *allowed: str) -> str:
    """The form that is asked for, by ``format`` in the address or by the Accept header; the first of those allowed
    where neither says. Raises ``QueryError`` where the address names another."""
    from isnad.web.addresses import choice

    if "format" in request.query_params:
        return choice("format", request.query_params, allowed, allowed[0])
    return _accepted(request.headers.get("accept", ""), allowed)


@lru_cache(maxsize=512)
def _accepted(header: str, allowed: tuple[str, ...]) -> str:
    """What an Accept header wants most of what there is (RFC 9110, 12.5.1)."""
    ranges: list[tuple[str, float]] = []
    for piece in header[:1000].split(","):
        media, *parameters = (part.strip().lower() for part in piece.split(";"))
        told = next((part[2:] for part in parameters if part.startswith("q=")), "1")
        try:
            ranges.append((media, float(told)))
        except ValueError:
            continue

    def quality(form: str) -> float:
        media = MEDIA[form]
        exact = [value for name, value in ranges if name == media]
        kind = [value for name, value in ranges if name == media.split("/")[0] + "/*"]
        return (exact or kind or [value for name, value in ranges if name == "*/*"] or [0.0])[0]

    best = max(allowed, key=quality)
    return best if quality(best) > 0 else allowed[0]


def page(request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """A page from a template. Beside ``context`` templates have ``ui`` (the interface), ``who`` (who is signed in, or
    None), ``theme``, ``path``, ``here`` (the whole address from the path on) and what ``_environment`` names."""
    here = room(request)
    shown = interface_of(request)
    query = request.url.query
    theme = request.cookies.get("theme", "auto")
    made = _environment(shown.code).get_template(template).render(
        context | {"ui": shown, "who": getattr(request.state, "who", None), "form_token": getattr(
            request.state, "form_token", None), "theme": theme if theme in THEMES else "auto",
            "path": request.url.path, "here": quote(request.url.path) + (f"?{query}" if query else ""),
            "parameters": request.query_params.multi_items(), "settings": here.settings,
            "numerals": request.cookies.get("numerals", "")})
    answer = HTMLResponse(made, status)
    answer.headers["vary"] = "Accept, Accept-Language, Cookie"
    answer.headers["content-language"] = shown.code
    answer.headers["cache-control"] = "private, no-cache"
    return answer


def json_answer(value: Any, *, status: int = 200, media: str = "json") -> Response:
    """A value as JSON, with its Arabic as it is."""
    made = json.dumps(value, ensure_ascii=False, indent=2) + "\n"
    return Response(made.encode("utf-8", "replace"), status, {"vary": "Accept", "cache-control": "private, no-cache"},
                    MEDIA[media])


def fault(request: Request, status: int, code: str, message: str) -> Response:
    """What went wrong, as a page or as JSON: ``{"error": {"code", "message"}}``."""
    try:
        form = form_of(request, "html", "json")
    except ValueError:
        form = "json"  # a form that a page has none of is asked for by a program
    if form == "json":
        return json_answer({"error": {"code": code, "message": message}}, status=status)
    return page(request, "fault.html", status=status, code=code, message=message, number=status)


def public_address(request: Request, path: str) -> str:
    """A whole address of this server, as others know it."""
    base = room(request).settings.public or str(request.base_url)
    return base.rstrip("/") + path


@lru_cache(maxsize=len(LANGUAGES))
def _environment(code: str) -> Environment:
    """The templates, speaking a language."""
    made = Environment(loader=PackageLoader("isnad.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
                       lstrip_blocks=True, extensions=["jinja2.ext.i18n", "jinja2.ext.do"])
    made.install_gettext_translations(translations(code), newstyle=True)  # type: ignore[attr-defined]
    made.filters |= {"tidy": tidy, "link": link, "number": _number, "day": _day, "moment": _moment, "digits": _digits}
    made.globals |= {"static": static, "word": _word, "data_block": _data, "link": link, "address_of": address_of,
                     "version": __version__, "languages": LANGUAGES, "all_numerals": NUMERALS, "themes": THEMES,
                     "interface": interface}
    return made


@pass_context
def _number(context: Context, value: float) -> str:
    return str(context["ui"].number(value))


@pass_context
def _day(context: Context, value: str | None, form: str = "medium") -> str:
    return str(context["ui"].day(value, form))


@pass_context
def _moment(context: Context, value: str | None) -> str:
    return str(context["ui"].moment(value))


@pass_context
def _digits(context: Context, value: object) -> str:
    return str(context["ui"].digits(str(value)))


@pass_context
def _word(context: Context, of: str, code: str | None) -> str:
    return tidy(context["ui"].word(of, code))  # a code that there are no words for stands as it is


def _data(value: object) -> Markup:
    return Markup(data_block(value))


def link(url: str | None) -> str | None:
    """An address of a report as it may be linked: http or https with a host, and nobody's name and password in it;
    None otherwise."""
    if not url:
        return None
    try:
        canonical_address(url)
    except BadAddress:
        return None
    return url if url.isprintable() and "@" not in urlsplit(url).netloc else None


def address_of(view: Mapping[str, Any] | str) -> str:
    """The path of the permanent page of a thing, by its view or its identifier."""
    key = view if isinstance(view, str) else view["id"]
    return f"/{FOLDERS[key[0]]}/{key}"


FOLDERS = {"r": "reports", "s": "statements", "e": "events", "a": "actors", "t": "stories", "w": "awaited",
           "d": "disputes", "q": "saved"}
"""Where the permanent pages of things stand, by the first letter of their identifiers."""


@lru_cache(maxsize=64)
def _mark(name: str) -> str:
    """The beginning of a static file's hash: another file has another address, so browsers may keep it."""
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]


def static(name: str) -> str:
    """The address of a static file."""
    return f"/static/{name}?" + urlencode({"v": _mark(name)})
