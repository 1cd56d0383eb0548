"""What a watcher knows of its feeds, kept in the ledger beside what it brought."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import insert, or_, select, update

from isnad.ledger.database import Ledger
from isnad.ledger.revisions import moment
from isnad.ledger.schema import feed, iso
from isnad.watch import FeedState


class LedgerFeeds:
    """A ``watch.FeedStore``. A feed is one watcher's at a time, whichever machine he runs on."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def load(self, url: str) -> FeedState | None:
        """The state of a feed, or None where it was never polled."""
        with self._ledger.look() as db:
            state = db.execute(select(feed.c.state).where(feed.c.url == url)).scalar()
        return FeedState.from_json(state) if state else None

    def save(self, state: FeedState) -> None:
        """Keep a state; the claim stays as it is."""
        with self._ledger.write() as db:
            if not db.execute(update(feed).where(feed.c.url == state.url).values(state=state.as_json())).rowcount:
                db.execute(insert(feed).values(url=state.url, state=state.as_json()))

    def claim(self, url: str, until: datetime) -> bool:
        """Take a feed until a moment; False where another watcher has it."""
        with self._ledger.write() as db:
            free = or_(feed.c.claimed_until.is_(None), feed.c.claimed_until <= moment())
            if db.execute(update(feed).where(feed.c.url == url, free)
                          .values(claimed_until=iso(until.astimezone(UTC)))).rowcount:
                return True
            if db.execute(select(feed.c.url).where(feed.c.url == url)).first() is not None:
                return False
            db.execute(insert(feed).values(url=url, state={}, claimed_until=iso(until.astimezone(UTC))))
            return True

    def release(self, url: str) -> None:
        """End a claim."""
        with self._ledger.write() as db:
            db.execute(update(feed).where(feed.c.url == url).values(claimed_until=None))
