"""What a watcher knows of his feeds: kept in the ledger, and each feed one watcher's at a time."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import func, select

from isnad.ledger.changes import changes
from isnad.ledger.database import Ledger, open_ledger
from isnad.ledger.feeds import LedgerFeeds
from isnad.ledger.schema import feed
from isnad.watch import FeedState

URL = "https://one.example/feed.xml"
Clock = Callable[[float], datetime]


def from_now(seconds: float) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)


@pytest.fixture
def feeds(ledger: Ledger) -> LedgerFeeds:
    """The feeds of an empty ledger."""
    return LedgerFeeds(ledger)


def test_a_feed_that_was_never_polled_has_no_state(feeds: LedgerFeeds) -> None:
    assert feeds.load(URL) is None


def test_a_state_comes_back_as_it_was_saved(feeds: LedgerFeeds) -> None:
    state = FeedState(URL, etag='"x"', seen=("one", "اثنان"), next_at=from_now(60).replace(microsecond=0))
    feeds.save(state)
    assert feeds.load(URL) == state
    feeds.save(FeedState(URL, etag='"y"'))
    assert feeds.load(URL) == FeedState(URL, etag='"y"')


def test_a_claimed_feed_is_nobody_else_s_until_it_is_released(ledger_address: str, feeds: LedgerFeeds) -> None:
    opened = open_ledger(ledger_address)
    other = LedgerFeeds(opened)
    assert feeds.claim(URL, from_now(60))
    assert not other.claim(URL, from_now(60))
    assert not feeds.claim(URL, from_now(60))
    assert other.claim("https://two.example/feed.xml", from_now(60))
    feeds.release(URL)
    assert other.claim(URL, from_now(60))
    opened.close()


def test_a_claim_ends_by_itself(feeds: LedgerFeeds) -> None:
    assert feeds.claim(URL, from_now(-1))
    assert feeds.claim(URL, from_now(60))


def test_a_claim_may_be_told_in_any_offset(feeds: LedgerFeeds) -> None:
    east = timezone(timedelta(hours=9))
    assert feeds.claim(URL, from_now(60).astimezone(east))
    assert not feeds.claim(URL, from_now(60))
    feeds.release(URL)
    assert feeds.claim(URL, from_now(-60).astimezone(east))
    assert feeds.claim(URL, from_now(60))


def test_a_claim_and_a_state_do_not_touch_each_other(feeds: LedgerFeeds) -> None:
    assert feeds.claim(URL, from_now(60))
    assert feeds.load(URL) is None
    feeds.save(FeedState(URL, etag='"x"'))
    assert not feeds.claim(URL, from_now(60))
    feeds.release(URL)
    assert feeds.load(URL) == FeedState(URL, etag='"x"')


def test_of_many_who_claim_a_feed_at_once_one_has_it(ledger: Ledger, feeds: LedgerFeeds) -> None:
    with ThreadPoolExecutor(4) as pool:
        got = list(pool.map(lambda _: feeds.claim(URL, from_now(60)), range(8)))
    assert got.count(True) == 1
    with ledger.look() as db:
        assert db.execute(select(func.count()).select_from(feed)).scalar() == 1


def test_feeds_are_no_part_of_what_is_told_to_have_changed(ledger: Ledger, feeds: LedgerFeeds) -> None:
    feeds.claim(URL, from_now(60))
    feeds.save(FeedState(URL))
    assert list(changes(ledger)) == []
