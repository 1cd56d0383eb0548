"""RSS and Atom: what stands in a feed, and the report that an entry carries."""

from __future__ import annotations

import io
import json
import re
from calendar import timegm
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from isnad.sources.address import canonical_address
from isnad.sources.decode import decode
from isnad.sources.html import parsed, text_of
from isnad.sources.metadata import utc
from isnad.sources.report import BadAddress, Empty, LinkOnly, NotFeed, RawReport, Rejected

if TYPE_CHECKING:
    from lxml.etree import _Element

ENOUGH = 25
"""Words from which an entry's summary is a report of its own; a shorter one is a teaser where it has a link."""
AHEAD = timedelta(days=1)
"""How far in the future an entry may be dated; beyond, its clock is wrong."""

DEEPEST = 10_000
"""Elements that may be open at the same time: feedparser's time grows with their square."""

_OPENED = re.compile(r"<(?!br|img|hr|p\b|li\b|input|meta|link)[a-z]", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_MORE = re.compile(r"(\[?(\.\.\.|…)\]?|اقرأ المزيد|المزيد|للمزيد)\W*$")


@dataclass(slots=True, frozen=True)
class Entry:
    """One entry. ``key`` tells it from all others of its feed, and stays while its headline and link do.

    ``text`` is all that the feed carries of it, ``whole`` where that is the report and no teaser.
    """

    key: str
    number: int
    headline: str
    text: str
    whole: bool
    link: str | None = None
    id: str | None = None
    published_at: str | None = None
    byline: str | None = None
    warnings: tuple[str, ...] = ()


@dataclass(slots=True, frozen=True)
class Feed:
    """A feed's entries in their order. ``fault`` tells what is wrong with its XML where it could be read all the
    same; ``repeated`` how many entries stood in it more than once."""

    title: str | None
    language: str | None
    entries: tuple[Entry, ...]
    fault: str | None = None
    repeated: int = 0


def read_feed(data: bytes | str, address: str | None = None, *, charset: str | None = None,
              now: datetime | None = None) -> Feed:
    """The entries of a feed. ``address`` is where it was, against which its links are read; ``charset`` is the one
    that its server declared. An entry that stands in it twice is given once.

    Raises ``NotFeed`` where it is something else, and what ``decode`` raises.
    """
    import feedparser  # type: ignore[import-untyped]

    text = _DECLARATION.sub("", decode(data, charset) if isinstance(data, bytes) else data)
    if len(_OPENED.findall(text)) - text.count("</") - text.count("/>") > DEEPEST:
        raise NotFeed("not a feed: its elements are nested too deeply")
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": address or ""}
    try:
        found: Any = feedparser.parse(io.BytesIO(text.encode("utf-8", "replace")), response_headers=headers)
    except Exception as error:  # it was written for feeds that are nearly right, and some are not even that
        raise NotFeed(f"not a feed: it cannot be parsed ({_said(error)})") from error
    if not found.entries and not found.version:
        raise NotFeed(_what_it_is(text, address))
    now = now or datetime.now(UTC)
    entries: dict[str, Entry] = {}
    for number, item in enumerate(found.entries, 1):
        entry = _entry(item, number, address, now)
        entries.setdefault(entry.key, entry)
    return Feed(
        title=_tidy(found.feed.get("title")), language=found.feed.get("language"), entries=tuple(entries.values()),
        fault=f"its XML has a fault: {_said(found.get('bozo_exception'))}" if found.get("bozo") else None,
        repeated=len(found.entries) - len(entries),
    )


def report_of_entry(entry: Entry, feed: Feed, publisher: str | None = None) -> RawReport:
    """The report that an entry carries itself.

    Raises ``LinkOnly`` where it is a teaser with a link to its report, ``Empty`` where nothing stands in it.
    """
    if not entry.whole and entry.link is not None:
        raise LinkOnly(entry.link)
    if not entry.text:
        raise Empty("the entry has neither text nor link")
    return RawReport(
        text=entry.text, headline=entry.headline, id=entry.id, published=(entry.published_at or "")[:10] or None,
        publisher=publisher or feed.title, byline=entry.byline, url=entry.link, published_at=entry.published_at,
        stated_language=feed.language,
    )


def given_of(entry: Entry) -> str:
    """What an entry can be tried again by when it is rejected: its link, else what it carries as a line of JSON."""
    return entry.link or json.dumps({"headline": entry.headline, "text": entry.text, "id": entry.id,
                                     "published": entry.published_at}, ensure_ascii=False)


def _entry(item: Any, number: int, address: str | None, now: datetime) -> Entry:
    headline = _plain(item.get("title") or "").replace("\n", " ")
    contents = [_plain(part.get("value") or "") for part in item.get("content") or ()]
    content = max(contents, key=len, default="")
    summary = _plain(item.get("summary") or "")
    text = max(content, summary, key=len)
    link, warnings = _link(item, address)
    published, told = _published(item, now)
    whole = len(text.split()) >= ENOUGH and (text == content != summary or not _MORE.search(text))
    guid = str(item.get("id") or "")
    identity = (guid, link or "", headline, "" if guid or link else text)
    return Entry(
        key=sha256("\0".join(identity).encode("utf-8", "replace")).hexdigest()[:24], number=number,
        headline=headline if text else "", text=text or headline, whole=whole or (link is None and bool(text)),
        link=link, id=guid or None, published_at=published, byline=_tidy(item.get("author")),
        warnings=(*warnings, *told),
    )


def _link(item: Any, address: str | None) -> tuple[str | None, tuple[str, ...]]:
    """An entry's link in its canonical form, and a warning where it has one that is no address."""
    for given in (item.get("link"), item.get("id")):
        if not given:
            continue
        try:
            return canonical_address(urljoin(address or "", str(given).strip())), ()
        except (BadAddress, ValueError) as error:
            if given == item.get("link"):
                return None, (f"its link is left out: {error}",)
    return None, ()


def _published(item: Any, now: datetime) -> tuple[str | None, tuple[str, ...]]:
    # past feedparser's own way to look things up, which warns of what it takes for something else
    given = dict.get(item, "published_parsed") or dict.get(item, "updated_parsed")
    if given is None:
        said = dict.get(item, "published") or dict.get(item, "updated")
        return None, (f"'published' is left out: {str(said)[:80]!r} is no date",) if said else ()
    try:
        moment = datetime.fromtimestamp(timegm(given), UTC)
    except (ValueError, OverflowError, OSError, TypeError):
        return None, ("'published' is left out: it is no date",)
    if moment > now + AHEAD:
        return None, (f"'published' is left out: {utc(moment)} is in the future",)
    return utc(moment), ()


def _what_it_is(text: str, address: str | None) -> str:
    tree: _Element | None = parsed(text) if "<" in text else None
    if tree is None or tree.find(".//body") is None:
        return "not a feed: there is neither RSS nor Atom in it"
    for link in tree.iter("link"):
        if (link.get("type") or "").lower() in ("application/rss+xml", "application/atom+xml") and link.get("href"):
            named = urljoin(address or "", link.get("href") or "")
            return f"not a feed but a page of HTML; it names {named} as its feed"
    return "not a feed but a page of HTML"


def _plain(html: str) -> str:
    """The text of a field that may be HTML or plain."""
    if "<" not in html and "&" not in html:
        return "\n".join(line for part in html.splitlines() if (line := " ".join(part.split())))
    try:
        return text_of(html)
    except Rejected:
        return ""


def _tidy(text: Any) -> str | None:
    return (" ".join(_plain(str(text)).split()) or None) if text else None


def _said(error: Any) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__
