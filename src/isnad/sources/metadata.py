"""What a page of HTML tells of itself: schema.org's JSON-LD, Open Graph, meta tags, links."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from isnad.sources.address import canonical_address, same_site
from isnad.sources.report import BadAddress

if TYPE_CHECKING:
    from lxml.etree import _Element

DEPTH = 12
"""Levels of JSON-LD that are looked into."""
ITEMS = 5000
"""Objects of JSON-LD that are looked at."""

_ARTICLE = re.compile(r"\w*(NewsArticle|Article|BlogPosting|Report)")
_DATES = ("article:published_time", "og:article:published_time", "datepublished", "date", "pubdate", "dc.date.issued",
          "dcterms.issued", "dc.date", "parsely-pub-date", "sailthru.date")
_PUBLISHERS = ("og:site_name", "dc.publisher", "dcterms.publisher", "publisher", "application-name")
_AUTHORS = ("author", "article:author", "dc.creator", "dcterms.creator", "byl", "parsely-author", "sailthru.author")
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?)?",
                     re.IGNORECASE)


@dataclass(slots=True, frozen=True)
class Metadata:
    """What a page states; None where it states nothing. ``published`` is an ISO day or moment."""

    published: str | None = None
    publisher: str | None = None
    byline: str | None = None
    canonical: str | None = None
    language: str | None = None


def page_metadata(tree: _Element, address: str | None = None) -> Metadata:
    """What a page tells of itself; JSON-LD goes before Open Graph, and that before other tags.

    ``address`` is where the page was: what it calls its canonical address holds only on the same site, and not where
    it is a site's front page and the page's own is not.
    """
    tags = _meta_tags(tree)
    canonical = _canonical(tree, tags, address)
    items = list(_linked_data(tree))
    known = {item["@id"]: item for item in items if isinstance(item.get("@id"), str) and len(item) > 1}
    article = _article(items, canonical or address)
    publisher = _names(article.get("publisher"), known) or _first(tags, _PUBLISHERS)
    byline = _names(article.get("author"), known) or _first(tags, _AUTHORS)
    if byline is not None and (byline == publisher or re.match(r"https?:|@", byline)):
        byline = None
    return Metadata(
        published=iso_moment(_text(article.get("datePublished"))) or _first_date(tags, tree),
        publisher=publisher, byline=byline, canonical=canonical,
        language=_text(article.get("inLanguage")) or tree.get("lang") or tags.get("og:locale") or None,
    )


def iso_moment(value: str | None) -> str | None:
    """An ISO day, or moment with its offset, out of one that is written in any of ISO's ways; else None."""
    match = _MOMENT.match((value or "").strip())
    if match is None:
        return None
    day, time, offset = match.groups()
    try:
        moment = datetime.fromisoformat(f"{day}T{time or '00:00'}{(offset or '').upper()}")
    except ValueError:
        return None
    return moment.isoformat() if time and offset else day


def http_moment(value: str | None) -> datetime | None:
    """The moment of a header like "Sun, 06 Nov 1994 08:49:37 GMT", in UTC; None for what is none."""
    try:
        moment = parsedate_to_datetime(value or "")
    except (ValueError, TypeError, IndexError):
        return None
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:
        return None


def utc(moment: datetime) -> str:
    """A moment as 2024-03-01T09:00:00Z."""
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def _meta_tags(tree: _Element) -> dict[str, str]:
    """Meta tags by name in lower case; the first of a name holds."""
    tags: dict[str, str] = {}
    for tag in tree.iter("meta"):
        name = (tag.get("property") or tag.get("name") or tag.get("itemprop") or "").strip().lower()
        content = " ".join((tag.get("content") or "").split())
        if name and content:
            tags.setdefault(name, content)
    return tags


def _canonical(tree: _Element, tags: dict[str, str], address: str | None) -> str | None:
    links = [link.get("href") or "" for link in tree.iter("link")
             if "canonical" in (link.get("rel") or "").lower().split()]
    for stated in (*links, tags.get("og:url", "")):
        if not stated.strip():
            continue
        try:
            url = canonical_address(urljoin(address or "", stated.strip()))
        except (BadAddress, ValueError):
            continue
        if address is None:
            return url
        if same_site(url, address) and not (urlsplit(url).path == "/" and urlsplit(address).path not in ("", "/")):
            return url
    return None


def _linked_data(tree: _Element) -> Iterator[dict[str, Any]]:
    """Every object of the page's JSON-LD, whatever lists and graphs it stands in."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        try:
            found = json.loads("".join(script.itertext()).strip().removesuffix(";"), strict=False)
        except (ValueError, RecursionError):
            continue  # a page's other metadata may be sound
        waiting = [(found, 0)]
        for _ in range(ITEMS):
            if not waiting:
                break
            value, depth = waiting.pop(0)
            if isinstance(value, dict):
                yield value
            if isinstance(value, dict | list) and depth < DEPTH:
                waiting += [(item, depth + 1) for item in (value.values() if isinstance(value, dict) else value)]


def _article(items: list[dict[str, Any]], address: str | None) -> dict[str, Any]:
    """The item that is the page's report: the one with its address, else the outermost."""
    articles = [item for item in items if _is_article(item)]
    if address is not None:
        for item in articles:
            page = item.get("mainEntityOfPage")
            stated = (item.get("url"), page.get("@id") if isinstance(page, dict) else page, item.get("@id"))
            if any(isinstance(url, str) and _same(url, address) for url in stated):
                return item
    return articles[0] if articles else {}


def _is_article(item: dict[str, Any]) -> bool:
    kinds = item.get("@type")
    return any(isinstance(kind, str) and _ARTICLE.fullmatch(kind.rpartition("/")[2])
               for kind in (kinds if isinstance(kinds, list) else [kinds]))


def _same(url: str, address: str) -> bool:
    try:
        return canonical_address(urljoin(address, url)) == canonical_address(address)
    except (BadAddress, ValueError):
        return False


def _names(value: Any, known: dict[str, dict[str, Any]]) -> str | None:
    """The names of people or organisations, joined with "، "."""
    names: list[str] = []
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            one = one if "name" in one else known.get(str(one.get("@id")), one)
        name = _text(one.get("name") if isinstance(one, dict) else one)
        if name and not re.match(r"https?:", name) and name not in names:
            names.append(name)
    return "، ".join(names[:8]) or None


def _text(value: Any) -> str | None:
    """Text, or the first of several, with its white space tidied."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    return (" ".join(value.split()) or None) if isinstance(value, str) else None


def _first(tags: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((tags[name] for name in names if name in tags), None)


def _first_date(tags: dict[str, str], tree: _Element) -> str | None:
    for name in _DATES:
        if moment := iso_moment(tags.get(name)):
            return moment
    for element in tree.iter("time"):
        if element.get("pubdate") is not None or "datePublished" in (element.get("itemprop") or ""):
            return iso_moment(element.get("datetime"))
    return None
