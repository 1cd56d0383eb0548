"""The watch itself: feeds polled when they are due, several at a time, until somebody says stop."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from queue import Empty as NothingYet
from queue import Full, Queue

from isnad.sources.fetch import Fetcher
from isnad.sources.guard import FetchError
from isnad.sources.report import Failed, Incoming, Rejected
from isnad.watch.poll import Outcome, poll
from isnad.watch.settings import FeedSettings, Settings
from isnad.watch.state import FeedState, FeedStore

LEASE = 900.0
"""Seconds for which a feed is claimed at least; a poll begins no further entry after half of them."""
MAX_BACK_OFF = 6 * 3600.0
"""The longest that a feed which fails is left alone, in seconds, unless it is polled more seldom anyway."""
MAX_RETRY_AFTER = 86_400.0
"""The longest that a server's wish to be left alone is followed, in seconds."""
SAVE_EVERY = 20
"""Deliveries after which a feed's state is kept, also in the middle of a poll."""
WAKE = 0.25
"""Seconds after which the loop looks up while polls are running."""


class NotKept(Rejected):
    """What came could not be delivered, or its state not be kept: a fault of the ledger, not of the feed."""

    code = "not-kept"


@dataclass(slots=True, frozen=True)
class Polled:
    """What came of a poll: how many reports and rejects were delivered, or with ``code`` and ``reason`` why it failed.
    ``warnings`` tells what was wrong all the same; ``next_at`` when the feed is polled again."""

    url: str
    name: str | None
    at: datetime
    next_at: datetime
    reports: int = 0
    rejected: int = 0
    unchanged: bool = False
    code: str | None = None
    reason: str | None = None
    warnings: tuple[str, ...] = ()


@dataclass(slots=True)
class _Job:
    """A poll that is running."""

    feed: FeedSettings
    state: FeedState
    began: datetime
    stop: threading.Event = field(default_factory=threading.Event)
    delivered: list[str] = field(default_factory=list)
    reports: int = 0
    rejected: int = 0
    failed: Exception | None = None


_Message = tuple[_Job, str, Incoming] | tuple[_Job, Outcome]


def watch(settings: Settings, store: FeedStore, deliver: Callable[[Incoming], object], *,
          clock: Callable[[], datetime] = lambda: datetime.now(UTC), sleep: Callable[[float], object] | None = None,
          stop: threading.Event | None = None, once: bool = False, tell: Callable[[Polled], object] = lambda _: None,
          fetcher: Fetcher | None = None, chance: Callable[[], float] = random.random) -> None:
    """Poll feeds until ``stop`` is set; with ``once``, poll those that are due, and end.

    ``deliver`` gets every report and every reject, in this thread as do the store and ``tell``. An entry is seen only
    after it was delivered: after a crash it comes again. A feed that fails, or whose delivery does, is left alone for
    longer each time and stops no other. ``stop`` ends the watch after the entries that are being fetched.
    """
    stop = stop or threading.Event()
    fetcher = fetcher or Fetcher(sleep=stop.wait)  # who waits for a host's turn need not wait any longer then
    _Watch(settings, store, deliver, clock, sleep, stop, tell, fetcher, chance).run(once)


class _Watch:
    def __init__(self, settings: Settings, store: FeedStore, deliver: Callable[[Incoming], object],
                 clock: Callable[[], datetime], sleep: Callable[[float], object] | None, stop: threading.Event,
                 tell: Callable[[Polled], object], fetcher: Fetcher, chance: Callable[[], float]) -> None:
        self._settings = settings
        self._store = store
        self._deliver = deliver
        self._clock = clock
        self._sleep = sleep or stop.wait
        self._stop = stop
        self._tell = tell
        self._fetcher = fetcher
        self._chance = chance
        self._feeds = {feed.url: settings.of(feed) for feed in settings.feed}
        self._due = {url: clock() for url in self._feeds}
        self._running: dict[str, _Job] = {}
        self._done: set[str] = set()
        self._ending = threading.Event()
        self._gone = threading.Event()
        self._came: Queue[_Message] = Queue(maxsize=2 * settings.workers)

    def run(self, once: bool) -> None:
        with ThreadPoolExecutor(self._settings.workers, thread_name_prefix="poll") as pool:
            try:
                self._loop(pool, once)
            finally:
                self._ending.set()
                try:
                    while self._running:
                        self._take(timeout=WAKE)
                finally:
                    self._gone.set()  # interrupted once more: what waits to hand something on need not

    def _loop(self, pool: ThreadPoolExecutor, once: bool) -> None:
        while not self._stop.is_set():
            self._begin(pool, once)
            if self._running:
                self._take(timeout=WAKE)
                continue
            if once:
                return
            wait = (min(self._due.values()) - self._clock()).total_seconds()
            if wait > 0:
                self._sleep(wait)

    def _begin(self, pool: ThreadPoolExecutor, once: bool) -> None:
        """Begin to poll the feeds that are due, those first that have waited longest."""
        now = self._clock()
        due = [url for url, moment in self._due.items() if moment <= now and not (once and url in self._done)]
        for url in sorted(due, key=self._due.__getitem__):
            if len(self._running) >= self._settings.workers or self._stop.is_set():
                return
            if url in self._running:
                continue
            try:
                job = self._claimed(url, now)
            except Exception as error:  # whatever the store met, the other feeds are watched
                self._due[url] = now + timedelta(seconds=self._every(url))
                self._say(url, now, NotKept(f"its state cannot be read: {_said(error)}"))
                continue
            self._done.add(url)
            if job is not None:
                self._running[url] = job
                pool.submit(self._poll, job)

    def _claimed(self, url: str, now: datetime) -> _Job | None:
        """A job for a feed, or None where another watcher has it or has just polled it."""
        if not self._store.claim(url, now + timedelta(seconds=self._lease())):
            self._due[url] = now + timedelta(seconds=min(self._every(url), 60.0))
            return None
        state = self._store.load(url) or FeedState(url)
        if state.next_at is not None and state.next_at > now:
            # no further than it would be by its own settings, which may have changed
            self._due[url] = min(state.next_at, now + timedelta(seconds=max(self._every(url), MAX_RETRY_AFTER)))
            self._store.release(url)
            return None
        return _Job(self._feeds[url], state, now)

    def _poll(self, job: _Job) -> None:
        """Poll a feed, in a thread of its own, and hand on what comes."""
        end = job.began + timedelta(seconds=self._lease() / 2)

        def enough() -> bool:
            return self._stop.is_set() or self._ending.is_set() or job.stop.is_set() or self._clock() > end

        try:
            limits = self._settings.limits(job.feed)
            polling = poll(job.feed, job.state, self._fetcher, limits, job.began, enough)
            while True:
                try:
                    key, item = next(polling)
                except StopIteration as ended:
                    outcome: Outcome = ended.value
                    break
                self._hand_on((job, key, item))
        except Exception as error:  # a fault of ours in one feed's reading must not end the others' watch
            outcome = Outcome(failed=Failed(error))
        self._hand_on((job, outcome))

    def _hand_on(self, message: _Message) -> None:
        while not self._gone.is_set():
            try:
                self._came.put(message, timeout=WAKE)
                return
            except Full:
                continue

    def _take(self, timeout: float) -> None:
        """Take what a poll hands on: deliver it, or end the poll."""
        try:
            message = self._came.get(timeout=timeout)
        except NothingYet:
            return
        if len(message) == 2:
            self._end(*message)
            return
        job, key, item = message
        if job.failed is not None:
            return
        try:
            self._deliver(item)
        except Exception as error:  # not marked as seen, so it comes again
            job.failed = error
            job.stop.set()
            return
        job.delivered.append(key)
        if isinstance(item.report, Rejected):
            job.rejected += 1
        else:
            job.reports += 1
        if len(job.delivered) % SAVE_EVERY == 0:
            self._save(job.state.with_seen(job.delivered, ()))

    def _end(self, job: _Job, outcome: Outcome) -> None:
        """Keep what a poll has changed, and tell."""
        url, now = job.feed.url, self._clock()
        failed = NotKept(f"a report could not be delivered: {_said(job.failed)}") if job.failed else outcome.failed
        state = replace(job.state.with_seen(job.delivered, outcome.standing), last_polled=job.began)
        if failed is None:
            state = replace(state, failures=0, last_error=None, tries=outcome.tries,
                            next_at=now + timedelta(seconds=self._every(url)))
            if outcome.whole:
                state = replace(state, etag=outcome.etag, modified=outcome.modified)
            elif not outcome.unchanged:
                state = replace(state, etag=None, modified=None)
        else:
            state = replace(state, failures=state.failures + 1, last_error=f"{failed.code}: {failed}",
                            next_at=now + timedelta(seconds=self._back_off(url, state.failures + 1, failed)))
        assert state.next_at is not None
        self._due[url] = state.next_at
        unsaved = self._save(state)
        del self._running[url]
        failed = failed or (NotKept(f"its state could not be kept: {_said(unsaved)}") if unsaved else None)
        self._say(url, job.began, failed, job, outcome)

    def _save(self, state: FeedState) -> Exception | None:
        """Keep a state and, where its poll is over, end the claim; tell what the store met."""
        try:
            self._store.save(state)
            if state.next_at is not None and state.next_at > self._clock():
                self._store.release(state.url)
        except Exception as error:  # the entries come again, which the ledger bears
            return error
        return None

    def _back_off(self, url: str, failures: int, failed: Rejected) -> float:
        """Seconds until a feed that failed is polled again: doubled each time, never the same for all feeds."""
        every = self._every(url)
        most = max(every, MAX_BACK_OFF)
        wait = min(most, every * 2.0 ** min(failures - 1, 30))
        wait += wait * self._chance() / 4
        asked = failed.retry_after if isinstance(failed, FetchError) else None
        return max(wait, min(asked or 0.0, MAX_RETRY_AFTER))

    def _lease(self) -> float:
        """Seconds for which a feed is claimed: time enough to end what was begun in the first half of them."""
        longest = max(self._settings.limits(feed).seconds for feed in self._settings.feed)
        return max(LEASE, 4 * (longest + self._settings.pace))

    def _every(self, url: str) -> float:
        return self._feeds[url].every or self._settings.every

    def _say(self, url: str, at: datetime, failed: Rejected | None, job: _Job | None = None,
             outcome: Outcome | None = None) -> None:
        self._tell(Polled(
            url, self._feeds[url].name, at, self._due[url], job.reports if job else 0, job.rejected if job else 0,
            outcome.unchanged if outcome else False, failed.code if failed else None, str(failed) if failed else None,
            tuple(outcome.warnings) if outcome else (),
        ))


def _said(error: Exception | None) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
