"""Lists as they can be taken away: CSV, JSON, JSON lines, GeoJSON and Atom.

All that was found is written, in pieces that are looked up as they are needed: whoever reads slowly holds nothing of
the database. Where the address asks for a page, or for so many a page, that page is given, with the way to the next.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from fastapi import Request
from lxml import etree
from sqlalchemy import Connection
from starlette.responses import Response, StreamingResponse

from isnad import __version__
from isnad.ledger.moments import last_moment, moments
from isnad.ledger.views import View, views
from isnad.render.lists import csv_lines, json_lines
from isnad.render.style import tidy
from isnad.web.messages import Interface
from isnad.web.pages import MEDIA, Room, address_of, interface_of, link, public_address, room

Key = TypeVar("Key")
FORMS = ("html", "json", "jsonl", "csv", "geojson", "atom")
"""The forms of a list by their names in an address."""
PIECE = 100
"""Things that are looked up at once."""
CHUNK = 1 << 16
"""Characters that are sent at once, about."""
BOM = "\ufeff"
ATOM, SEARCH = "http://www.w3.org/2005/Atom", "http://a9.com/-/spec/opensearch/1.1/"
_XML_KNOWS_NOT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TITLES = {"csv": "CSV", "json": "JSON", "jsonl": "JSON lines", "geojson": "GeoJSON", "atom": "Atom"}


@dataclass(slots=True, frozen=True)
class Listing:
    """A list. ``name``: of its files; ``title``: of its feed; ``columns``: those of its CSV; ``rows``: those on the
    page that the address asks for; ``every``: gives them all, looked up as they are written."""

    name: str
    title: str
    columns: Sequence[str]
    total: int
    page: int
    limit: int
    rows: Sequence[View]
    every: Callable[[], Iterable[View]]

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, math.ceil(self.total / self.limit))


def take(request: Request, form: str, listing: Listing) -> Response:
    """A list in a form that is not HTML."""
    if form == "atom":
        return atom(request, listing)
    paged = "page" in request.query_params or "limit" in request.query_params
    rows = listing.rows if paged else listing.every()
    if form == "csv":
        answer = csv(rows, listing.columns, listing.name, bom=request.query_params.get("bom") == "1")
    elif form == "jsonl":
        answer = jsonl(rows, listing.name)
    elif form == "geojson":
        answer = geojson(rows, listing.name, total=listing.total)
    else:
        about: dict[str, Any] = {"total": listing.total}
        if paged:
            about |= {"page": listing.page, "pages": listing.pages}
        answer = json_list(rows, listing.name, **about)
    if paged and listing.page < listing.pages:
        there = here_with(request, page=str(listing.page + 1))
        answer.headers["link"] = f'<{public_address(request, there)}>; rel="next"'
    return answer


def takeaways(request: Request, forms: Sequence[str] = FORMS) -> list[tuple[str, str]]:
    """The forms of the list that is on the screen, each with the address of all of it, for ``macros.takeaway``."""
    whole = [(_TITLES[form], here_with(request, page=None, limit=None, bom=None, format=form))
             for form in forms if form in _TITLES]
    at = next((place for place, (name, _) in enumerate(whole, 1) if name == "CSV"), None)
    if at is not None:
        with_bom = here_with(request, page=None, limit=None, format="csv", bom="1")
        whole.insert(at, (interface_of(request).gettext("CSV (for spreadsheets)"), with_bom))
    return whole


def here_with(request: Request, **more: str | None) -> str:
    """The path and query that is asked for with some parameters set, or left out where they are None."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name not in more and value]
    query = urlencode(kept + [(name, value) for name, value in more.items() if value is not None])
    return request.url.path + (f"?{query}" if query else "")


def in_pieces(here: Room, keys: Sequence[Key],
              load: Callable[[Connection, Sequence[Key]], Sequence[View]]) -> Iterator[View]:
    """Things that are looked up some at a time; no look is open while they are read."""
    for at in range(0, len(keys), PIECE):
        with here.look() as db:
            piece = load(db, keys[at:at + PIECE])
        yield from piece


def found_in(here: Room, rows: Sequence[tuple[str, str, str]]) -> Iterator[View]:
    """What ``search.find`` has found, looked up in pieces."""
    return in_pieces(here, rows, views)


def csv(rows: Iterable[View], columns: Sequence[str], name: str, *, bom: bool = False) -> Response:
    """A list as CSV, with a byte order mark where a spreadsheet needs one; formulas are defused."""
    def lines() -> Iterator[str]:
        if bom:
            yield BOM
        yield from csv_lines(rows, columns)

    return _streamed(lines(), "csv", f"{name}.csv")


def jsonl(rows: Iterable[View], name: str) -> Response:
    """A list as JSON lines."""
    return _streamed(json_lines(rows), "jsonl", f"{name}.jsonl")


def json_list(rows: Iterable[View], name: str, **about: Any) -> Response:
    """A list as one JSON object: ``about`` (as ``total``), then the things under ``found``."""
    return _streamed(_object(about, "found", rows), "json", f"{name}.json", shown=True)


def geojson(rows: Iterable[View], name: str, **about: Any) -> Response:
    """A list as GeoJSON (RFC 7946), a feature a thing; what has no place has a geometry of null and is there, too."""
    about = {"type": "FeatureCollection"} | about
    return _streamed(_object(about, "features", map(_feature, rows)), "geojson", f"{name}.geojson")


def _object(about: dict[str, Any], name: str, rows: Iterable[View]) -> Iterator[str]:
    head = json.dumps(about, ensure_ascii=False)[1:-1]
    yield "{" + head + (", " if head else "") + f'"{name}": ['
    before = "\n"
    for row in rows:
        yield before + json.dumps(row, ensure_ascii=False)
        before = ",\n"
    yield "\n]}\n"


def _feature(row: View) -> View:
    where = row.get("longitude"), row.get("latitude")
    point = None if None in where else {"type": "Point", "coordinates": list(where)}
    return {"type": "Feature", "id": row["id"], "geometry": point, "properties": row}


def _streamed(lines: Iterable[str], form: str, name: str, *, shown: bool = False) -> Response:
    answer = StreamingResponse(_chunks(lines), media_type=MEDIA[form])
    answer.headers.update(headers(name, shown=shown))
    return answer


def _chunks(lines: Iterable[str]) -> Iterator[bytes]:
    held: list[str] = []
    size = 0
    for line in lines:
        held.append(line)
        size += len(line)
        if size >= CHUNK:
            yield "".join(held).encode("utf-8", "replace")
            held, size = [], 0
    yield "".join(held).encode("utf-8", "replace")


def headers(name: str, *, shown: bool = False) -> dict[str, str]:
    """The headers of a file that can be taken away, by its name, which may be of any script (RFC 6266).

    ``shown``: a browser may show it in place of keeping it.
    """
    name = re.sub(r'[\s/\\:*?"<>|]+', "-", tidy(name)).strip("-.") or "isnad"
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-")
    plain = f"isnad{plain}" if plain.startswith(".") or not plain else plain
    kept = "inline" if shown else "attachment"
    whole = "" if plain == name else f"; filename*=UTF-8''{quote(name.encode('utf-8', 'replace'), safe='')}"
    return {"content-disposition": f'{kept}; filename="{plain}"{whole}', "vary": "Accept",
            "cache-control": "private, no-cache"}


def atom(request: Request, listing: Listing, *, beside: str | None = None) -> Response:
    """A page of a list as Atom (RFC 4287), with the ways to the pages before and after (RFC 5005).

    ``beside``: the path of the page for people, where it is not the feed's own with another form.
    """
    shown = interface_of(request)
    with room(request).look() as db:
        taken = moments(db, [row["id"] for row in listing.rows])
        last = last_moment(db)
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM, "os": SEARCH})
    feed.set("{http://www.w3.org/XML/1998/namespace}lang", shown.code)

    def page(number: int | None, form: str | None = "atom") -> str:
        told = str(number) if number is not None and number > 1 else None
        return public_address(request, here_with(request, page=told, format=None if beside else form))

    _add(feed, "id", page(None))
    _add(feed, "title", listing.title)
    _add(feed, "updated", max(taken.values(), default=last or "1970-01-01T00:00:00Z"))
    _add(_add(feed, "author"), "name", "isnad")
    _add(feed, "generator", "isnad", version=__version__)
    ways = {"self": listing.page, "first": 1, "last": listing.pages}
    ways |= {"previous": listing.page - 1} if listing.page > 1 else {}
    ways |= {"next": listing.page + 1} if listing.page < listing.pages else {}
    for name, number in ways.items():
        _add(feed, "link", rel=name, href=page(number), type=MEDIA["atom"])
    there = public_address(request, beside) if beside else page(listing.page, None)
    _add(feed, "link", rel="alternate", href=there, type="text/html")
    for name, value in (("totalResults", listing.total), ("startIndex", (listing.page - 1) * listing.limit + 1),
                        ("itemsPerPage", listing.limit)):
        etree.SubElement(feed, f"{{{SEARCH}}}{name}").text = str(value)
    for row in listing.rows:
        feed.append(_entry(request, shown, row, taken.get(row["id"], last)))
    made = etree.tostring(feed, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return Response(made, headers=headers(f"{listing.name}.atom", shown=True), media_type=MEDIA["atom"])


def _entry(request: Request, shown: Interface, row: View, taken: str | None) -> etree._Element:
    entry = etree.Element(f"{{{ATOM}}}entry")
    here = public_address(request, address_of(row))
    _add(entry, "id", here)
    _add(entry, "title", title_of(shown, row))
    _add(entry, "updated", taken or "1970-01-01T00:00:00Z")
    _add(entry, "link", rel="alternate", href=here, type="text/html")
    if outward := link(row.get("url")):
        _add(entry, "link", rel="related", href=outward)
    _add(_add(entry, "author"), "name", " ← ".join(_names(shown, row.get("chain") or ["isnad"])))
    for term in dict.fromkeys(str(row[name]) for name in ("kind", "code", "status", "state", "what") if row.get(name)):
        _add(entry, "category", term=term)
    _add(entry, "summary", summary_of(row), type="text")
    return entry


def _add(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
    made = etree.SubElement(parent, f"{{{ATOM}}}{name}", {key: xml_text(value) for key, value in attributes.items()})
    made.text = xml_text(text) if text is not None else None
    return made


def xml_text(text: str) -> str:
    """A text as XML can hold it, on one line."""
    return _XML_KNOWS_NOT.sub("\ufffd", tidy(text))


def _names(shown: Interface, names: Iterable[str]) -> Iterator[str]:
    """The names of a chain in words."""
    for name in names:
        yield {"this report": shown.gettext("this report"), "?": shown.gettext("somebody not named")}.get(name, name)


def title_of(shown: Interface, row: View) -> str:
    """A thing on one line of plain text."""
    kind = row["kind"]
    if kind in ("report", "story", "actor") or "title" in row or "name" in row:
        return str(row.get("headline") or row.get("title") or row.get("name") or row["id"])
    between = " ← " if shown.direction == "rtl" else " → "
    if kind == "awaited":
        sides = [row["from"] or shown.gettext("somebody not named"), row["to"]]
        return f"{shown.word('state', row['state'])}: {between.join(each for each in sides if each)}"
    if kind == "dispute":
        sides = [row[side]["chain"][-1] for side in ("claim", "counter") if row.get(side)]
        return f"{shown.word('dispute', row['what'])}: {' / '.join(_names(shown, sides))}"
    code = shown.word("act" if kind == "statement" else "type", row["code"])
    status = f" ({shown.word('status', row['status'])})" if row["status"] not in (None, "actual") else ""
    who = shown.list(row["who"]) or shown.gettext("somebody not named")
    whom = between + shown.list(row["whom"]) if row["whom"] else ""
    return f"{code}{status}: {who}{whom}"


def summary_of(row: View) -> str:
    """What a thing says, as plain text."""
    if row["kind"] == "dispute":
        return str(row["why"])
    said = row.get("text") or row.get("title") or ""
    return str(said or ", ".join([*row.get("roles", [])[:4], *row.get("names", [])[:8]]))
