"""Webhooks, sent to a real server on this machine: what arrives, signed by whom, and what becomes of what does not."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update
from standardwebhooks import Webhook, WebhookVerificationError

from isnad.ledger.database import Ledger, open_ledger
from isnad.ledger.errors import QueryError
from isnad.ledger.saved import Saved, deliveries, keep_search, remove_search, saved_search
from isnad.ledger.schema import delivery, iso, saved
from isnad.ledger.search import Query
from isnad.ledger.write import Kept
from isnad.sources import RawReport
from isnad.web.app import make_app
from isnad.web.hooks import Deliverer, signed
from isnad.web.settings import RoomSettings

TRUCE = "أعلن الجيش السوداني هدنة في الفاشر."
QUERY = "q=%D9%87%D8%AF%D9%86%D8%A9&kind=event&kind=statement"
PATIENCE = 20.0
"""Seconds after which what has not happened is taken not to happen."""
KeepAll = Callable[..., list[Kept]]
AReport = Callable[..., RawReport]


@dataclass
class Receiver:
    """A server of hooks. ``got`` holds what came: path, headers in lower case, body. ``says`` tells the status of a
    path, or what is done in place of an answer."""

    port: int = 0
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    says: dict[str, int | Callable[[BaseHTTPRequestHandler], object]] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    ended: threading.Event = field(default_factory=threading.Event)

    def url(self, path: str = "/hook") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def bodies(self, path: str = "/hook") -> list[dict[str, Any]]:
        return [json.loads(body) for where, _, body in self.got if where == path]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A server that answers 204 to everything, until it is told otherwise."""
    made = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            made.got.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            said = made.says.get(self.path, 204)
            with suppress(OSError):  # whoever sent it has gone
                if not isinstance(said, int):
                    said(self)
                    return
                self.send_response(said)
                for name, value in made.headers.items():
                    self.send_header(name, value)
                self.end_headers()

        def do_GET(self) -> None:
            made.got.append(("GET", {}, b""))

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads, server.block_on_close = True, False
    made.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield made
    made.ended.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def told() -> list[tuple[str, Mapping[str, Any]]]:
    """What deliverers tell."""
    return []


@pytest.fixture
def begin(told: list[tuple[str, Mapping[str, Any]]]) -> Iterator[Callable[..., Deliverer]]:
    """Begins to deliver: ``begin(ledger)``; ended with the test."""
    running: list[Deliverer] = []

    def begin(ledger: Ledger, **more: Any) -> Deliverer:
        ways: dict[str, Any] = {"private": True, "seconds": 5.0, "every": 0.02, "wake": 0.02,
                "tell": lambda event, what: told.append((event, what))} | more
        made = Deliverer(ledger, **ways)
        made.start()
        running.append(made)
        return made

    yield begin
    for each in running:
        each.stop()


def until(happened: Callable[[], object], what: str = "") -> None:
    """Wait until something has happened."""
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end, what
        time.sleep(0.01)


def states(ledger: Ledger, key: str) -> list[tuple[str, int, int | None]]:
    """State, tries and answer of each delivery, the oldest first."""
    with ledger.look() as db:
        return [(each["state"], each["tries"], each["answer"]) for each in deliveries(db, key)[1][::-1]]


def faults(ledger: Ledger, key: str) -> list[str]:
    with ledger.look() as db:
        return [each["fault"] for each in deliveries(db, key)[1] if each["fault"]]


def let_time_pass(ledger: Ledger) -> None:
    with ledger.write() as db:
        db.execute(update(delivery).where(delivery.c.next_try.is_not(None))
                   .values(next_try=iso(datetime.now(UTC) - timedelta(seconds=1))))


def held(ledger: Ledger, key: str) -> Saved | None:
    with ledger.look() as db:
        return saved_search(db, key)


def test_what_a_search_finds_anew_is_sent_with_what_it_stands_on(
    ledger: Ledger, receiver: Receiver, keep_all: KeepAll, a_report: AReport, begin: Callable[..., Deliverer]
) -> None:
    keep_all(ledger, a_report("أعلنت القاهرة هدنة."))
    kept = keep_search(ledger, "الهدنة", QUERY, "ليلى", receiver.url())
    begin(ledger)
    keep_all(ledger, a_report(TRUCE), a_report("فتحت الحدود."))
    until(lambda: ("delivered", 1, 204) in states(ledger, kept.id))
    (body,) = receiver.bodies()
    assert body["type"] == "isnad.search.found"
    assert body["saved"] == {"id": kept.id, "name": "الهدنة", "query": QUERY}
    assert body["after"] == 1
    assert body["upto"] in (2, 3)
    assert body["total"] == len(body["items"]) >= 1
    assert {item["cue"] for item in body["items"]} == {"أعلن"}
    assert {item["chain"][0] for item in body["items"]} == {"المرصد"}
    assert (kept.secret or "?") not in receiver.got[0][2].decode()


def test_a_delivery_is_signed_as_the_specification_of_standard_webhooks_says(
    ledger: Ledger, receiver: Receiver, keep_all: KeepAll, a_report: AReport, begin: Callable[..., Deliverer]
) -> None:
    kept = keep_search(ledger, "الهدنة", QUERY, "ليلى", receiver.url())
    assert kept.secret is not None
    keep_all(ledger, a_report(TRUCE))
    begin(ledger)
    until(lambda: receiver.got)
    _, headers, body = receiver.got[0]
    key = base64.b64decode(kept.secret.removeprefix("whsec_"))
    assert 24 <= len(key) <= 64
    signs = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    digest = base64.b64encode(hmac.new(key, signs, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{digest}"
    assert headers["content-type"] == "application/json"
    assert Webhook(kept.secret).verify(body, headers)["type"] == "isnad.search.found"
    with pytest.raises(WebhookVerificationError):
        Webhook(kept.secret).verify(body + b" ", headers)


def test_a_signature_is_that_of_the_specifications_example() -> None:
    headers = signed("msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}',
                     "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", datetime.fromtimestamp(1614265330, UTC))
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert headers["webhook-timestamp"] == "1614265330"


def test_what_failed_is_sent_again_under_the_same_name(
    ledger: Ledger, receiver: Receiver, keep_all: KeepAll, a_report: AReport, begin: Callable[..., Deliverer],
    told: list[tuple[str, Mapping[str, Any]]],
) -> None:
    kept = keep_search(ledger, "الهدنة", QUERY, "ليلى", receiver.url())
    receiver.says["/hook"] = 500
    keep_all(ledger, a_report(TRUCE))
    begin(ledger)
    until(lambda: states(ledger, kept.id) == [("waiting", 1, 500)])
    assert faults(ledger, kept.id) == ["the server answers 500"]
    receiver.says["/hook"] = 200
    let_time_pass(ledger)
    until(lambda: states(ledger, kept.id) == [("delivered", 2, 200)])
    assert faults(ledger, kept.id) == []
    one, two = receiver.got
    assert one[1]["webhook-id"] == two[1]["webhook-id"]
    assert json.loads(one[2])["items"] == json.loads(two[2])["items"]
    assert [event for event, _ in told] == ["failed", "delivered"]


def test_what_never_arrives_is_given_up_and_told(
    ledger: Ledger, receiver: Receiver, keep_all: KeepAll, a_report: AReport, begin: Callable[..., Deliverer],
    told: list[tuple[str, Mapping[str, Any]]],
) -> None:
    kept = keep_search(ledger, "الهدنة", QUERY, "ليلى", receiver.url())
    receiver.says["/hook"] = 503
    keep_all(ledger, a_report(TRUCE))
    begin(ledger)
    for tries in range(1, 8):
        until(partial(tried, ledger, kept.id, tries))
        let_time_pass(ledger)
    assert states(ledger, kept.id) == [("given up", 7, 503)]
    until(lambda: told[-1:] and told[-1][0] == "gave-up")
    assert told[-1][1]["saved"] == kept.id
    assert held(ledger, kept.id) == replace(kept, told=1)


def tried(ledger: Ledger, key: str, times: int) -> bool:
    """Whether the first delivery was tried so many times."""
    return [tries for _, tries, _ in states(ledger, key)][:1] == [times]


def test_a_hook_that_answers_410_is_removed_and_asked_no_more(
    ledger: Ledger, receiver: Receiver, keep_all: KeepAll, a_report: AReport, begin: Callable[..., Deliverer]
) -> None:
    kept = keep_search(ledger, "الهدنة", QUERY, "ليلى", receiver.url())
    other = keep_search(ledger, "الأخرى", QUERY, "ليلى", receiver.url("/other"))
    receiver.says["/hook"] = 410
    keep_all(ledger, a_report(TRUCE))
    begin(ledger)
    until(lambda: (found := held(ledger, kept.id)) is not None and found.hook is None)
    keep_all(ledger, a_report("أعلنت القاهرة هدنة."))
    until(lambda: len(states(ledger, other.id)) == 2)
    assert len(receiver.bodies()) == 1
    assert states(ledger, kept.id) == [("given up", 1, 410)]


def test_a_redirection_is_not_followed(
    ledger: Ledger, receiver: Receiver, keep_all: KeepAll, a_report: AReport, begin: Callable[..., Deliverer]
) -> None:
    kept = keep_search(ledger, "الهدنة", QUERY, "ليلى", receiver.url())
    receiver.says["/hook"], receiver.headers["location"] = 307, receiver.url("/elsewhere")
    keep_all(ledger, a_report(TRUCE))
    begin(ledger)
    until(lambda: states(ledger, kept.id) == [("waiting", 1, 307)])
    assert "redirections are not followed" in faults(ledger, kept.id)[0]
    assert [path for path, _, _ in receiver.got] == ["/hook"]


def test_a_server_that_asks_for_time_gets_it(
    ledger: Ledger, receiver: Receiver, keep_all: KeepAll, a_report: AReport, begin: Callable[..., Deliverer]
) -> None:
    kept = keep_search(ledger, "الهدنة", QUERY, "ليلى", receiver.url())
    receiver.says["/hook"], receiver.headers["retry-after"] = 429, "5000"
    before = datetime.now(UTC)
    keep_all(ledger, a_report(TRUCE))
    begin(ledger)
    until(lambda: states(ledger, kept.id) == [("waiting", 1, 429)])
    with ledger.look() as db:
        (row,) = deliveries(db, kept.id)[1]
    assert datetime.fromisoformat(row["next_try"]) >= before + timedelta(seconds=5000)


@pytest.mark.parametrize("end", ["closed", "nonsense", "nobody"])
def test_whatever_a_server_does_is_a_fault_that_is_told(
    ledger: Ledger, receiver: Receiver, keep_all: KeepAll, a_report: AReport, begin: Callable[..., Deliverer], end: str
) -> None:
    receiver.says |= {"/closed": lambda handler: handler.connection.shutdown(socket.SHUT_RDWR),
                      "/nonsense": lambda handler: handler.wfile.write(b"\0\0\0 no HTTP\r\n\r\n")}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}/"
        kept = keep_search(ledger, "الهدنة", QUERY, "ليلى", nobody if end == "nobody" else receiver.url(f"/{end}"))
        keep_all(ledger, a_report(TRUCE))
        begin(ledger)
        until(lambda: states(ledger, kept.id) == [("waiting", 1, None)])
    assert faults(ledger, kept.id) != []


def test_a_hook_that_hangs_holds_no_other_up(
    ledger: Ledger, receiver: Receiver, keep_all: KeepAll, a_report: AReport, begin: Callable[..., Deliverer]
) -> None:
    receiver.says["/hanging"] = lambda handler: receiver.ended.wait(PATIENCE)
    hanging = keep_search(ledger, "أ", QUERY, "ليلى", receiver.url("/hanging"))
    quick = [keep_search(ledger, "ب", QUERY, "ليلى", receiver.url(f"/{n}")) for n in range(3)]
    keep_all(ledger, a_report(TRUCE))
    begin(ledger, seconds=PATIENCE)
    until(lambda: all(("delivered", 1, 204) in states(ledger, each.id) for each in quick))
    until(lambda: receiver.bodies("/hanging"))
    assert states(ledger, hanging.id) == [("waiting", 0, None)]


def test_a_hook_that_hangs_is_left_in_time(
    ledger: Ledger, receiver: Receiver, keep_all: KeepAll, a_report: AReport, begin: Callable[..., Deliverer]
) -> None:
    receiver.says["/hook"] = lambda handler: receiver.ended.wait(PATIENCE)
    kept = keep_search(ledger, "الهدنة", QUERY, "ليلى", receiver.url())
    keep_all(ledger, a_report(TRUCE))
    begin(ledger, seconds=0.2)
    until(lambda: states(ledger, kept.id) == [("waiting", 1, None)])
    assert "timed out" in faults(ledger, kept.id)[0]


def test_an_endless_answer_is_not_read(
    ledger: Ledger, receiver: Receiver, keep_all: KeepAll, a_report: AReport, begin: Callable[..., Deliverer]
) -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while not receiver.ended.is_set():
            handler.wfile.write(b"x" * 10_000)

    receiver.says["/hook"] = endless
    kept = keep_search(ledger, "الهدنة", QUERY, "ليلى", receiver.url())
    keep_all(ledger, a_report(TRUCE))
    begin(ledger, seconds=PATIENCE)
    until(lambda: states(ledger, kept.id) == [("delivered", 1, 200)])


def test_who_stops_does_not_wait_for_a_hook_that_hangs_and_it_is_sent_again_later(
    ledger: Ledger, receiver: Receiver, keep_all: KeepAll, a_report: AReport, begin: Callable[..., Deliverer]
) -> None:
    going_on = threading.Event()
    receiver.says["/hook"] = lambda handler: going_on.wait(PATIENCE)
    kept = keep_search(ledger, "الهدنة", QUERY, "ليلى", receiver.url())
    keep_all(ledger, a_report(TRUCE))
    stopped = begin(ledger, seconds=PATIENCE)
    until(lambda: receiver.got)
    stopped.stop(0.1)
    assert states(ledger, kept.id) == [("waiting", 0, None)]
    receiver.says["/hook"] = 204
    with ledger.write() as db:  # when the claim is over
        db.execute(update(saved).values(claimed_until=None))
    begin(ledger)
    until(lambda: states(ledger, kept.id) == [("delivered", 1, 204)])
    assert receiver.got[0][1]["webhook-id"] == receiver.got[1][1]["webhook-id"]
    going_on.set()


def test_several_servers_over_one_ledger_send_everything_once(
    ledger: Ledger, ledger_address: str, receiver: Receiver, keep_all: KeepAll, a_report: AReport,
    begin: Callable[..., Deliverer],
) -> None:
    kept = [keep_search(ledger, "الهدنة", QUERY, "ليلى", receiver.url(f"/{n}")) for n in range(3)]
    others = [open_ledger(ledger_address) for _ in range(2)]
    running = [begin(each) for each in (ledger, *others)]
    for number in range(4):
        keep_all(ledger, a_report(f"أعلنت القاهرة هدنة رقم {number}."))
    until(lambda: all(held(ledger, each.id) == replace(each, told=4) for each in kept))
    until(lambda: all(state == "delivered" for each in kept for state, _, _ in states(ledger, each.id)))
    for deliverer in running:
        deliverer.stop()
    for n in range(3):
        items = [item["id"] for body in receiver.bodies(f"/{n}") for item in body["items"]]
        assert len(items) == len(set(items)) >= 4
        assert len({item["report"] for body in receiver.bodies(f"/{n}") for item in body["items"]}) == 4
    assert len({headers["webhook-id"] for _, headers, _ in receiver.got}) == len(receiver.got)
    for other in others:
        other.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "[::ffff:127.0.0.1]"])
def test_nobodys_own_network_is_reached_unless_that_is_allowed(
    ledger: Ledger, receiver: Receiver, keep_all: KeepAll, a_report: AReport, begin: Callable[..., Deliverer], host: str
) -> None:
    kept = keep_search(ledger, "الهدنة", QUERY, "ليلى", f"http://{host}:{receiver.port}/hook")
    keep_all(ledger, a_report(TRUCE))
    begin(ledger, private=False)
    until(lambda: states(ledger, kept.id) == [("waiting", 1, None)])
    assert "is no address of the public internet" in faults(ledger, kept.id)[0]
    assert receiver.got == []


def test_a_name_that_changes_its_address_after_the_look_gains_nothing(
    ledger: Ledger, receiver: Receiver, keep_all: KeepAll, a_report: AReport, begin: Callable[..., Deliverer],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    real = socket.getaddrinfo

    def rebinding(host: Any, port: Any, *more: Any, **named: Any) -> Any:
        if host != "hooks.example":
            return real(host, port, *more, **named)
        asked.append(host)
        # a public address at the first look (of a network for documentation's examples: nobody is there), ours then
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.1" if len(asked) > 1 else "127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    kept = keep_search(ledger, "الهدنة", QUERY, "ليلى", f"http://hooks.example:{receiver.port}/hook")
    keep_all(ledger, a_report(TRUCE))
    begin(ledger, private=False)
    until(lambda: states(ledger, kept.id) == [("waiting", 1, None)])
    assert asked == ["hooks.example"]
    assert receiver.got == []


def test_a_query_that_means_nothing_any_more_is_told_and_stops_no_other(
    ledger: Ledger, receiver: Receiver, keep_all: KeepAll, a_report: AReport, begin: Callable[..., Deliverer],
    told: list[tuple[str, Mapping[str, Any]]],
) -> None:
    bad = keep_search(ledger, "أ", "act=shout", "ليلى", receiver.url("/bad"))
    good = keep_search(ledger, "ب", QUERY, "ليلى", receiver.url("/good"))
    keep_all(ledger, a_report(TRUCE))
    begin(ledger)
    until(lambda: ("delivered", 1, 204) in states(ledger, good.id))
    until(lambda: ("unreadable", bad.id) in [(event, what.get("saved")) for event, what in told])
    assert receiver.bodies("/bad") == []


def test_a_fault_of_the_ledger_ends_no_delivery_for_good(
    ledger: Ledger, receiver: Receiver, keep_all: KeepAll, a_report: AReport, begin: Callable[..., Deliverer],
    told: list[tuple[str, Mapping[str, Any]]],
) -> None:
    broken = threading.Event()
    broken.set()

    def read(query: str) -> Query:
        if broken.is_set():
            raise OSError("the disk is gone")
        return Query("هدنة", kinds=("event",))

    kept = keep_search(ledger, "الهدنة", QUERY, "ليلى", receiver.url())
    keep_all(ledger, a_report(TRUCE))
    begin(ledger, read=read)
    until(lambda: any(event == "fault" and "the disk is gone" in what["reason"] for event, what in told))
    broken.clear()
    until(lambda: states(ledger, kept.id) == [("delivered", 1, 204)])


def test_a_removed_search_is_sent_no_more(
    ledger: Ledger, receiver: Receiver, keep_all: KeepAll, a_report: AReport, begin: Callable[..., Deliverer]
) -> None:
    kept = keep_search(ledger, "الهدنة", QUERY, "ليلى", receiver.url())
    other = keep_search(ledger, "الأخرى", QUERY, "ليلى", receiver.url("/other"))
    receiver.says["/hook"] = 500
    keep_all(ledger, a_report(TRUCE))
    begin(ledger)
    until(lambda: states(ledger, kept.id) == [("waiting", 1, 500)])
    remove_search(ledger, kept.id)
    let_time_pass(ledger)
    keep_all(ledger, a_report("أعلنت القاهرة هدنة."))
    until(lambda: len([1 for state, _, _ in states(ledger, other.id) if state == "delivered"]) == 2)
    assert len(receiver.bodies()) == 1


def test_a_room_that_is_open_delivers_and_counts(ledger: Ledger, ledger_address: str, receiver: Receiver,
                                                 keep_all: KeepAll, a_report: AReport) -> None:
    kept = keep_search(ledger, "الهدنة", QUERY, "ليلى", receiver.url())
    keep_all(ledger, a_report(TRUCE))
    settings = RoomSettings(ledger_address, hosts=("testserver",), rate=0, private_hooks=True)
    with TestClient(make_app(settings, ledger)) as client:
        until(lambda: states(ledger, kept.id) == [("delivered", 1, 204)])
        until(lambda: 'isnad_deliveries_total{what="delivered"} 1.0' in client.get("/metrics").text)
    assert "hooks" not in {thread.name for thread in threading.enumerate()}


def test_a_query_of_an_address_is_what_is_kept() -> None:
    from isnad.web.addresses import kept_query, query_of

    kept = kept_query("https://news.example/search?q=هدنة&act=DENY&page=3&limit=50&by=day#more")
    assert kept == kept_query("?act=deny&q=هدنة") == kept_query("q=هدنة&act=deny")
    assert query_of(kept) == Query("هدنة", act=("deny",))
    for nothing in ("", "?", "/search", "page=2", "https://["):
        with pytest.raises(QueryError, match="asks for nothing"):
            kept_query(nothing)
    with pytest.raises(QueryError, match="no 'shout'"):
        kept_query("act=shout")
