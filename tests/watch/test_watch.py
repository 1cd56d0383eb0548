"""Watching: what is delivered, when a feed is polled again, and what stops no other."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from isnad.sources import Incoming, RawReport, Rejected
from isnad.sources.fetch import Fetcher, Limits
from isnad.watch import FeedState, MemoryStore, Polled, Settings, loop, watch

BODY = "قال وزير الخارجية إن بلاده مستعدة للحوار مع جميع الأطراف، وأضاف أن الوفد سيصل غدا إلى العاصمة لعقد جولة " \
       "جديدة من المحادثات التي توقفت الشهر الماضي بسبب الخلاف على جدول الأعمال."
START = datetime(2024, 3, 1, 9, tzinfo=UTC)


def item(n: int, *, guid: str | None = "", link: str | None = None, text: str = BODY,
         date: datetime | None = START) -> str:
    """An entry of RSS."""
    guid = f"g{n}" if guid == "" else guid
    return (f"<item><title>خبر {n}</title>" + (f"<guid isPermaLink='false'>{guid}</guid>" if guid else "")
            + (f"<link>{link}</link>" if link else "") + (f"<description>{text}</description>" if text else "")
            + (f"<pubDate>{format_datetime(date)}</pubDate>" if date else "") + "</item>")


def rss(*items: str) -> str:
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>الميناء</title>{''.join(items)}</channel></rss>"


def page(n: int, text: str = BODY) -> str:
    title = f"خبر {n}"
    body = f"<article><h1>{title}</h1><p>{text}</p></article>"
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>"


class Desk:
    """A watcher whose clock is the test's, and what it delivered and told."""

    def __init__(self, *urls: str, **more: Any) -> None:
        self.now = START
        self.got: list[Incoming] = []
        self.told: list[Polled] = []
        self.stop = threading.Event()
        self.store: Any = MemoryStore(lambda: self.now)
        feeds = [{"url": url, "every": "10m", **more} for url in urls]
        self.settings = Settings.model_validate({"feed": feeds, "allow": ["127.0.0.1"], "pace": 0, "timeout": 5})
        self.deliver: Callable[[Incoming], object] = self.got.append

    def poll(self, **more: Any) -> list[str]:
        """Poll what is due once: headlines of the reports that came, codes of what was rejected."""
        before = len(self.got)
        watch(self.settings, self.store, self.deliver, clock=lambda: self.now, once=True, tell=self.told.append,
              fetcher=Fetcher(Limits(pace=0)), chance=lambda: 0.0, **more)
        return [name(item) for item in self.got[before:]]

    def later(self, **by: float) -> Desk:
        """Some time later."""
        self.now += timedelta(**by)
        return self

    def state(self, url: str) -> FeedState:
        state: FeedState | None = self.store.load(url)
        assert state is not None
        return state


def name(item: Incoming) -> str:
    return item.report.code if isinstance(item.report, Rejected) else item.report.headline


def test_an_entry_is_delivered_once_and_new_ones_when_they_come(server: Any) -> None:
    url = server.serve("/feed", rss(item(1), item(2)))
    desk = Desk(url, follow=False)
    assert desk.poll() == ["خبر 1", "خبر 2"]
    assert desk.poll() == []  # not due
    server.serve("/feed", rss(item(3), item(1), item(2)))
    assert desk.later(minutes=10).poll() == ["خبر 3"]
    assert len(server.asked) == 2


def test_a_report_has_what_the_feed_and_the_settings_tell(server: Any) -> None:
    url = server.serve("/feed", rss(item(1, link="/1?utm_source=rss", guid="x:1")))
    desk = Desk(url, follow=False, name="صحيفة الميناء")
    desk.poll()
    report = desk.got[0].report
    assert isinstance(report, RawReport)
    assert (report.text, report.publisher, report.id) == (BODY, "صحيفة الميناء", "x:1")
    assert (report.published, report.published_at) == ("2024-03-01", "2024-03-01T09:00:00Z")
    assert report.url == server.url("/1")
    assert report.captured is not None


def test_links_are_followed_and_the_page_is_the_report(server: Any) -> None:
    url = server.serve("/feed", rss(item(1, link="/1", text=""), item(2, link="/2", text="موجز قصير")))
    for n in (1, 2):
        server.serve(f"/{n}", page(n, BODY + f" الصفحة {n}."))
    desk = Desk(url)
    assert desk.poll() == ["خبر 1", "خبر 2"]
    first = desk.got[0]
    assert isinstance(first.report, RawReport)
    assert first.report.text.endswith("الصفحة 1.")
    assert (first.report.published, first.report.publisher, first.source) == ("2024-03-01", "الميناء", server.url("/1"))


def test_a_page_that_cannot_be_read_leaves_what_the_feed_carries(server: Any, answers: Any) -> None:
    desk = Desk(server.serve("/feed", rss(item(1, link="/none"), item(2, link="/none2", text=""))))
    assert desk.poll() == ["خبر 1", "http-404"]
    assert "its page is not read" in desk.got[0].warnings[0]
    assert desk.got[1].given == server.url("/none2")


def test_a_page_that_may_come_later_is_asked_for_again_three_times(server: Any, answers: Any) -> None:
    feed = answers(rss(item(1, link="/1", text="")).encode(), etag='"a"')
    desk = Desk(server.serve("/feed", feed))
    server.serve("/1", answers(b"", 503))
    assert desk.poll() == []
    assert "it is tried again" in desk.told[0].warnings[0]
    assert desk.later(minutes=10).poll() == []
    server.serve("/1", page(1))
    assert desk.later(minutes=10).poll() == ["خبر 1"]
    server.serve("/1", answers(b"", 503))
    desk = Desk(server.url("/feed"))
    assert [desk.later(minutes=10).poll() for _ in range(4)] == [[], [], ["http-503"], []]


def test_a_feed_that_did_not_change_is_not_sent_again(server: Any, answers: Any) -> None:
    def send(handler: BaseHTTPRequestHandler) -> None:
        same = handler.headers["if-none-match"] == '"a"'
        (answers(b"", 304) if same else answers(rss(item(1)).encode(), etag='"a"'))(handler)

    desk = Desk(server.serve("/feed", send), follow=False)
    assert desk.poll() == ["خبر 1"]
    assert desk.later(minutes=10).poll() == []
    assert desk.later(minutes=10).poll() == []
    assert [told.unchanged for told in desk.told] == [False, True, True]
    assert desk.state(server.url("/feed")).etag == '"a"'


def test_what_is_left_of_a_long_feed_comes_the_next_time_though_it_did_not_change(server: Any, answers: Any) -> None:
    def send(handler: BaseHTTPRequestHandler) -> None:
        same = handler.headers["if-none-match"] == '"a"'
        (answers(b"", 304) if same else answers(rss(*map(item, range(5))).encode(), etag='"a"'))(handler)

    desk = Desk(server.serve("/feed", send), follow=False, max_items=2)
    assert [len(desk.later(minutes=10).poll()) for _ in range(4)] == [2, 2, 1, 0]
    assert desk.told[-1].unchanged


@pytest.mark.parametrize(("items", "names"), [
    ([item(1), item(1)], ["خبر 1"]),
    ([item(1, guid="g"), item(2, guid="g")], ["خبر 1", "خبر 2"]),
    ([item(1, guid=None), item(2, guid=None)], ["خبر 1", "خبر 2"]),
    ([item(1, guid=None, link="/1"), item(1, guid=None, link="/2")], ["خبر 1", "خبر 1"]),
    ([item(1, date=None)], ["خبر 1"]),
])
def test_entries_with_the_same_guid_or_none_are_told_apart(server: Any, items: list[str], names: list[str]) -> None:
    desk = Desk(server.serve("/feed", rss(*items)), follow=False)
    assert desk.poll() == names
    assert desk.later(minutes=10).poll() == []


def test_a_date_in_the_future_is_left_out_and_told(server: Any) -> None:
    entries = item(1, date=START + timedelta(days=2)), item(2, date=START + timedelta(hours=20))
    desk = Desk(server.serve("/feed", rss(*entries)), follow=False)
    desk.poll()
    first, second = desk.got
    assert isinstance(first.report, RawReport)
    assert isinstance(second.report, RawReport)
    assert (first.report.published, second.report.published) == (None, "2024-03-02")
    assert "in the future" in first.warnings[0]


def test_broken_xml_is_read_as_far_as_it_can_be_and_the_fault_told(server: Any) -> None:
    desk = Desk(server.serve("/feed", rss(item(1), item(2)).replace("</channel>", "<item><title>خبر & <b>")),
                follow=False)
    assert desk.poll()[:2] == ["خبر 1", "خبر 2"]
    assert "its XML has a fault" in desk.told[0].warnings[0]
    assert desk.told[0].code is None


@pytest.mark.parametrize("encoding", ["utf-8", "cp1256", "utf-16", "iso8859_6"])
@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", "windows-1256", "nonsense"])
def test_a_feed_in_another_encoding_than_it_says_is_read(
        server: Any, answers: Any, encoding: str, declared: str) -> None:
    text = rss(item(1)).replace("version='1.0'", f"version='1.0' encoding='{declared}'")
    feed = answers(text.encode(encoding), content_type=f"application/rss+xml; charset={declared}")
    desk = Desk(server.serve("/feed", feed), follow=False)
    assert desk.poll() == ["خبر 1"]
    assert isinstance(desk.got[0].report, RawReport)
    assert desk.got[0].report.text == BODY


@pytest.mark.parametrize(("told", "code"), [
    (page(1), "not-a-feed"), ("", "empty"), ("x", "not-a-feed"), ("{}", "not-a-feed"), (b"\x89PNG\r\n\x1a\n", "binary"),
])
def test_what_is_no_feed_is_a_failure(server: Any, told: bytes | str, code: str) -> None:
    desk = Desk(server.serve("/feed", told))
    assert desk.poll() == []
    assert desk.told[0].code == code


def test_a_page_of_html_tells_where_its_feed_is(server: Any) -> None:
    link = "<link rel='alternate' type='application/rss+xml' href='/rss.xml'>"
    desk = Desk(server.serve("/feed", page(1).replace("</head>", link + "</head>")))
    desk.poll()
    assert server.url("/rss.xml") in (desk.told[0].reason or "")


def test_an_empty_feed_is_no_failure(server: Any) -> None:
    desk = Desk(server.serve("/feed", rss()))
    assert desk.poll() == []
    assert (desk.told[0].code, desk.state(server.url("/feed")).failures) == (None, 0)


def test_a_feed_that_fails_is_left_alone_for_longer_each_time_and_at_once_well_again(server: Any, answers: Any) -> None:
    url = server.serve("/feed", answers(b"", 500))
    desk = Desk(url, follow=False)
    waits = []
    for _ in range(9):
        desk.poll()
        next_at = desk.state(url).next_at
        assert next_at is not None
        waits.append((next_at - desk.now).total_seconds() / 60)
        desk.now = next_at
    assert waits == [10, 20, 40, 80, 160, 320, 360, 360, 360]
    assert desk.state(url).last_error == f"http-500: the server answers 500 for {url}"
    server.serve("/feed", rss(item(1)))
    assert desk.poll() == ["خبر 1"]
    assert desk.state(url).next_at == desk.now + timedelta(minutes=10)
    assert (desk.state(url).failures, desk.state(url).last_error) == (0, None)


@pytest.mark.parametrize(("asked", "minutes"), [("3600", 60), ("60", 10), ("999999", 1440), ("x", 10)])
def test_a_server_that_asks_to_be_left_alone_is(server: Any, answers: Any, asked: str, minutes: int) -> None:
    url = server.serve("/feed", answers(b"", 429, retry_after=asked))
    desk = Desk(url)
    desk.poll()
    assert desk.state(url).next_at == desk.now + timedelta(minutes=minutes)


def test_feeds_that_failed_together_are_not_polled_together_again(server: Any) -> None:
    urls = [server.url("/a"), server.url("/b")]
    desk = Desk(*urls)
    chances = iter([0.0, 1.0])
    watch(desk.settings, desk.store, desk.deliver, clock=lambda: desk.now, once=True, fetcher=Fetcher(Limits(pace=0)),
          chance=lambda: next(chances))
    assert {desk.state(url).next_at for url in urls} == {START + timedelta(minutes=10), START + timedelta(minutes=12.5)}


def slow(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(0.4)


def endless(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        handler.wfile.write(b"<rss>" * 20_000)


def bomb(handler: BaseHTTPRequestHandler) -> None:
    data = gzip.compress(b"<rss>" * 1_000_000)
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(data) + data)


def test_one_bad_feed_stops_no_other(server: Any, answers: Any) -> None:
    bad = {"slow": slow, "endless": endless, "bomb": bomb, "html": page(1), "gone": answers(b"", 410),
           "circle": answers(b"", 302, location="/circle"), "inside": answers(b"", 302, location="http://10.0.0.1/"),
           "script": answers(b"", 302, location="javascript:alert(1)"), "nothing": lambda handler: None,
           "entities": "<!DOCTYPE r [<!ENTITY a 'x'><!ENTITY b '&a;&a;'>]><rss><channel><title>&b;</title></channel>"
                       "</rss>",
           "file": "<!DOCTYPE r [<!ENTITY f SYSTEM 'file:///etc/passwd'>]>" + rss(item(1, text="&f;", guid=None)),
           "good": rss(item(7))}
    desk = Desk(*(server.serve(f"/{path}", told) for path, told in bad.items()), follow=False, max_size="1 MB",
                timeout=0.3)
    names = desk.poll()
    assert "خبر 7" in names
    assert not any("root:" in str(got.report) for got in desk.got)
    codes = {told.url.rpartition("/")[2]: told.code for told in desk.told}
    assert codes == {"slow": "timed-out", "endless": "too-long", "bomb": "too-long", "html": "not-a-feed",
                     "gone": "http-410", "circle": "bad-redirect", "inside": "private-address",
                     "script": "bad-redirect", "nothing": "cut-off", "entities": None, "file": None, "good": None}


def test_what_could_not_be_delivered_comes_again(server: Any) -> None:
    url = server.serve("/feed", rss(item(1), item(2), item(3)))
    desk = Desk(url, follow=False)

    def deliver(got: Incoming) -> None:
        if name(got) == "خبر 2":
            raise OSError("disk full")
        desk.got.append(got)

    desk.deliver = deliver
    assert desk.poll() == ["خبر 1"]
    assert (desk.told[0].code, desk.state(url).failures) == ("not-kept", 1)
    assert "disk full" in (desk.told[0].reason or "")
    desk.deliver = desk.got.append
    assert desk.later(minutes=10).poll() == ["خبر 2", "خبر 3"]


def test_after_a_crash_between_delivery_and_state_an_entry_comes_again(server: Any) -> None:
    desk = Desk(server.serve("/feed", rss(item(1))), follow=False)
    save, desk.store.save = desk.store.save, lambda state: (_ for _ in ()).throw(OSError("no disk"))
    assert desk.poll() == ["خبر 1"]
    assert desk.told[0].code == "not-kept"
    desk.store.save = save
    desk.store.release(server.url("/feed"))
    assert desk.poll() == ["خبر 1"]


def test_the_state_of_a_long_poll_is_kept_on_the_way(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    url = server.serve("/feed", rss(*map(item, range(50))))
    desk = Desk(url, follow=False)

    class Crash(BaseException):
        pass

    def deliver(got: Incoming) -> None:
        if name(got) == "خبر 45":
            raise Crash
        desk.got.append(got)

    desk.deliver = deliver
    with pytest.raises(Crash):
        desk.poll()
    assert len(desk.state(url).seen) >= 40


def test_a_store_that_fails_stops_nothing_for_good(server: Any) -> None:
    desk = Desk(server.serve("/a", rss(item(1))), server.serve("/b", rss(item(2))), follow=False)
    claim, bad = desk.store.claim, server.url("/a")

    def failing(url: str, until: datetime) -> bool:
        if url == bad:
            raise OSError("locked")
        return bool(claim(url, until))

    desk.store.claim = failing
    assert desk.poll() == ["خبر 2"]
    assert {told.url: told.code for told in desk.told} == {bad: "not-kept", server.url("/b"): None}
    desk.store.claim = claim
    assert desk.later(minutes=10).poll() == ["خبر 1"]


def test_two_watchers_over_one_store_deliver_an_entry_once(server: Any) -> None:
    feeds = [server.serve(f"/{n}", rss(*(item(10 * n + k) for k in range(5)))) for n in range(6)]
    one, other = Desk(*feeds, follow=False), Desk(*feeds, follow=False)
    other.store = one.store
    threads = [threading.Thread(target=desk.poll) for desk in (one, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert sorted(map(name, one.got + other.got)) == sorted(f"خبر {10 * n + k}" for n in range(6) for k in range(5))


def test_a_feed_that_another_watcher_has_is_left_to_it_until_its_claim_ends(server: Any) -> None:
    url = server.serve("/feed", rss(item(1)))
    desk = Desk(url, follow=False)
    assert desk.store.claim(url, START + timedelta(minutes=15))
    assert desk.poll() == []
    assert server.asked == []
    assert desk.later(minutes=16).poll() == ["خبر 1"]


def test_it_polls_for_ever_and_stops_when_it_is_told(server: Any) -> None:
    url = server.serve("/feed", rss(item(1)))
    desk, slept = Desk(url, follow=False), []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        desk.later(seconds=seconds)
        if len(slept) == 3:
            desk.stop.set()

    watch(desk.settings, desk.store, desk.deliver, clock=lambda: desk.now, sleep=sleep, stop=desk.stop,
          fetcher=Fetcher(Limits(pace=0)))
    assert slept == [600, 600, 600]
    assert len(server.asked) == 3


def test_a_stop_in_the_middle_delivers_what_is_under_way_and_keeps_the_state(server: Any) -> None:
    url = server.serve("/feed", rss(*map(item, range(500))))
    desk = Desk(url, follow=False)

    def deliver(got: Incoming) -> None:
        desk.got.append(got)
        desk.stop.set()

    watch(desk.settings, desk.store, deliver, clock=lambda: desk.now, stop=desk.stop,
          fetcher=Fetcher(Limits(pace=0)))
    assert 0 < len(desk.got) < 100
    assert len(desk.state(url).seen) == len(desk.got)
    assert desk.state(url).etag is None
    desk.stop.clear()
    assert len(desk.later(minutes=10).poll()) == 200
    assert len({name(got) for got in desk.got}) == len(desk.got)


def test_an_interruption_leaves_no_thread_behind(server: Any) -> None:
    desk = Desk(server.serve("/feed", rss(*map(item, range(100)))), follow=False)

    def deliver(got: Incoming) -> None:
        raise KeyboardInterrupt

    desk.deliver = deliver
    with pytest.raises(KeyboardInterrupt):
        desk.poll()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("poll")]


def test_what_is_seen_is_bounded_and_what_still_stands_in_the_feed_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    from isnad.watch import state

    monkeypatch.setattr(state, "SEEN", 3)
    known = FeedState("u", seen=("a", "b", "c"))
    assert known.with_seen(["d"], ["a", "d", "x"]).seen == ("c", "a", "d")
    assert known.with_seen(["d", "e"], ["a", "b", "d", "e"]).seen == ("a", "b", "d", "e")


def test_a_state_is_the_same_after_it_was_kept_as_json() -> None:
    state = FeedState("u", '"a"', "Sun, 03 Mar 2024 09:00:00 GMT", START, 2, "http-500: no", START, ("k",), {"z": 1})
    assert FeedState.from_json(state.as_json()) == state
    assert FeedState.from_json({"url": "u"}) == FeedState("u")


def test_a_poll_that_takes_long_leaves_the_rest_for_the_next(server: Any) -> None:
    url = server.serve("/feed", rss(*map(item, range(30))))
    desk = Desk(url, follow=False)

    def deliver(got: Incoming) -> None:
        desk.got.append(got)
        desk.later(seconds=loop.LEASE / 4)
        time.sleep(0.02)

    desk.deliver = deliver
    first = desk.poll()
    assert 0 < len(first) < 30
    rest: list[str] = []
    for _ in range(30):
        rest += desk.later(minutes=20).poll()
    assert first + rest == [f"خبر {n}" for n in range(30)]
