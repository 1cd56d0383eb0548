"""A saved search as a feed: what came into the ledger last is in front, whatever its day, and nothing is missed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import feedparser  # type: ignore[import-untyped]
from fastapi.testclient import TestClient

from isnad.ledger.database import Ledger
from isnad.ledger.saved import keep_search
from isnad.ledger.write import Kept
from isnad.sources import RawReport
from isnad.web import saved_pages

QUERY = "q=%D9%87%D8%AF%D9%86%D8%A9&kind=event"


def test_what_came_last_is_in_front_whatever_its_day(
    room: TestClient, ledger: Ledger, keep_all: Callable[..., list[Kept]], a_report: Callable[..., RawReport]
) -> None:
    kept = keep_search(ledger, "الهدنة", QUERY, "ليلى")
    days = ("2022-03-01", "2021-01-01", "2022-02-01")
    keep_all(ledger, *(a_report(f"أعلنت القاهرة هدنة رقم {n}.", day) for n, day in enumerate(days)),
             a_report("فتحت الحدود."))
    feed: Any = feedparser.parse(room.get(f"/saved/{kept.id}.atom").content)
    assert not feed.bozo
    assert ["رقم 2" in feed.entries[0].summary, "رقم 1" in feed.entries[1].summary] == [True, True]
    assert len(feed.entries) == 3
    assert feed.feed.title.startswith("الهدنة")
    assert feed.feed.id == f"http://testserver/saved/{kept.id}.atom"
    links = {each.rel: each.href for each in feed.feed.links}
    assert links["self"] == feed.feed.id
    assert links["alternate"] == f"http://testserver/saved/{kept.id}"
    assert room.get(links["alternate"]).status_code == 200


def test_a_feed_has_pages_until_its_end(
    room: TestClient, ledger: Ledger, keep_all: Callable[..., list[Kept]], a_report: Callable[..., RawReport],
    monkeypatch: Any,
) -> None:
    monkeypatch.setattr(saved_pages, "IN_A_FEED", 2)
    kept = keep_search(ledger, "الهدنة", QUERY, "ليلى")
    keep_all(ledger, *(a_report(f"أعلنت القاهرة هدنة رقم {n}.") for n in range(5)))
    address: str | None = f"/saved/{kept.id}.atom"
    seen: list[str] = []
    while address is not None:
        feed: Any = feedparser.parse(room.get(address).content)
        seen += [each.id for each in feed.entries]
        address = next((each.href for each in feed.feed.links if each.rel == "next"), None)
    assert len(seen) == len(set(seen)) == 5


def test_a_feed_of_a_search_that_means_nothing_any_more_is_told(room: TestClient, ledger: Ledger) -> None:
    kept = keep_search(ledger, "الهدنة", "act=shout", "ليلى")
    answer = room.get(f"/saved/{kept.id}.atom", headers={"accept": "application/json"})
    assert answer.status_code == 400
    assert "no 'shout'" in answer.json()["error"]["message"]
