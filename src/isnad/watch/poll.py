"""One poll of one feed: fetched, read, and the report of every new entry found."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urlsplit

from isnad.sources.feed import Entry, Feed, given_of, read_feed, report_of_entry
from isnad.sources.fetch import Fetcher, Limits
from isnad.sources.guard import FetchError
from isnad.sources.language import require_arabic
from isnad.sources.opening import fetch_reports
from isnad.sources.report import Empty, Incoming, RawReport, Rejected
from isnad.watch.settings import FeedSettings
from isnad.watch.state import FeedState

TRIES = 3
"""How often an entry's page is asked for, a poll each, where it fails in a way that may pass."""


@dataclass(slots=True)
class Outcome:
    """What came of a poll. ``failed`` is why there was nothing to read; ``whole`` where no entry is left for the next
    time; ``standing`` the keys of all entries, ``tries`` those whose page failed, with how often by now."""

    failed: Rejected | None = None
    unchanged: bool = False
    etag: str | None = None
    modified: str | None = None
    whole: bool = True
    warnings: list[str] = field(default_factory=list)
    standing: tuple[str, ...] = ()
    tries: dict[str, int] = field(default_factory=dict)


Found = tuple[str, Incoming]
"""An entry's key, and its report or why there is none."""


class Pages:
    """Fetches entries' pages with the feed's own limits."""

    def __init__(self, fetcher: Fetcher, limits: Limits) -> None:
        self._fetcher = fetcher
        self._limits = limits

    def fetch(self, url: str) -> Incoming:
        """The report at an address, or why there is none."""
        return next(fetch_reports(url, self._fetcher, limits=self._limits))


def poll(feed: FeedSettings, state: FeedState, fetcher: Fetcher, limits: Limits, now: datetime,
         enough: Callable[[], bool]) -> Generator[Found, None, Outcome]:
    """Poll a feed: gives the report of every entry that was not seen, in the feed's order, and in the end what came
    of it all. ``feed`` has nothing left open (``Settings.of``). After ``enough`` says so, no further entry is begun.
    """
    outcome = Outcome()
    try:
        fetched = fetcher.fetch(feed.url, etag=state.etag, modified=state.modified, limits=limits)
        outcome.etag, outcome.modified = fetched.etag, fetched.modified
        if fetched.unchanged:
            outcome.unchanged = True
            outcome.etag, outcome.modified = fetched.etag or state.etag, fetched.modified or state.modified
            return outcome
        if not fetched.body.strip():
            raise Empty("the answer is empty")
        found = read_feed(fetched.body, fetched.url, charset=fetched.origin.charset, now=now)
    except Rejected as reason:
        outcome.failed = reason
        return outcome
    if found.fault:
        outcome.warnings.append(found.fault)
    outcome.standing = tuple(entry.key for entry in found.entries)
    seen = set(state.seen)
    pages = Pages(fetcher, limits)
    new = [entry for entry in found.entries if entry.key not in seen]
    outcome.whole = len(new) <= (feed.max_items or len(new))
    for entry in new[:feed.max_items]:
        if enough():
            outcome.whole = False
            return outcome
        tried = state.tries.get(entry.key, 0) + 1
        item = _report(entry, found, feed, fetched.origin.captured, pages)
        if isinstance(item.report, FetchError) and item.report.passing and tried < TRIES:
            outcome.tries[entry.key] = tried
            outcome.whole = False  # or the feed would be unchanged the next time, and the entry never come
            outcome.warnings.append(f"{entry.link}: {item.report}; it is tried again")
            continue
        yield entry.key, item
    return outcome


def _report(entry: Entry, found: Feed, feed: FeedSettings, captured: str | None, pages: Pages) -> Incoming:
    """An entry's report: its page where links are followed, else what the feed itself carries of it."""
    page: Incoming | None = None
    if feed.follow and entry.link is not None:
        page = pages.fetch(entry.link)
        if isinstance(page.report, RawReport):
            return _completed(page, page.report, entry, found, feed)
    warnings = entry.warnings
    try:
        report = replace(report_of_entry(entry, found, feed.name), captured=captured)
        require_arabic(report.headline + "\n" + report.text)
    except Rejected as own:
        reason = page.report if page is not None and isinstance(page.report, Rejected) else own
        return Incoming(feed.url, reason, given=given_of(entry), warnings=warnings)
    if page is not None:
        warnings = (*warnings, f"its page is not read, so the feed's own text is: {page.report}")
    return Incoming(feed.url, report, warnings=warnings)


def _completed(page: Incoming, report: RawReport, entry: Entry, found: Feed, feed: FeedSettings) -> Incoming:
    """A page's report with what only the feed tells."""
    told = entry.published_at if report.published is None else None
    host = urlsplit(report.url or "").netloc.removeprefix("www.")
    named = report.publisher if report.publisher != host else None  # a page that names nobody has its host's name
    return replace(page, warnings=(*page.warnings, *entry.warnings), report=replace(
        report, headline=report.headline or entry.headline, byline=report.byline or entry.byline,
        publisher=feed.name or named or found.title or host, published=report.published or (told or "")[:10] or None,
        published_at=report.published_at or told,
    ))
