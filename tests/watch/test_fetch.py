"""Fetching: what is taken, and from whom it is not."""

from __future__ import annotations

import gzip
import socket
import struct
import time
import zlib
from collections.abc import Callable
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from isnad.sources.fetch import Fetcher, HttpStatusError, Limits
from isnad.sources.guard import FetchError, PrivateAddressError
from isnad.sources.report import BadAddress

PAGE = "<html><body><p>قال الوزير إن بلاده مستعدة للحوار.</p></body></html>".encode()
HERE = Limits(allow=("127.0.0.1",), pace=0, seconds=5, max_bytes=3_000_000)
QUICK = Limits(allow=("127.0.0.1",), pace=0, seconds=0.3)


def raw(*pieces: bytes, pause: float = 0.0, end: Callable[[BaseHTTPRequestHandler], None] | None = None) -> Any:
    """An answer of these bytes and nothing else."""
    def send(handler: BaseHTTPRequestHandler) -> None:
        for piece in pieces:
            handler.wfile.write(piece)
            handler.wfile.flush()
            if pause:
                time.sleep(pause)
        if end is not None:
            end(handler)

    return send


def reset(handler: BaseHTTPRequestHandler) -> None:
    """Break the connection off."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()


def endless(piece: bytes, head: bytes = b"HTTP/1.1 200 OK\r\n\r\n", pause: float = 0.0) -> Any:
    def send(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(head)
        while True:
            handler.wfile.write(piece)
            handler.wfile.flush()
            time.sleep(pause)

    return send


def code_of(url: str, limits: Limits = HERE) -> str:
    """Why nothing can be fetched."""
    with pytest.raises(FetchError) as caught:
        Fetcher(limits).fetch(url)
    return caught.value.code


def test_a_page_comes_with_what_its_server_tells(server: Any, answers: Any) -> None:
    url = server.serve("/1", answers(PAGE, content_type="text/html; charset=windows-1256", etag='"v1"',
                                     last_modified="Sun, 03 Mar 2024 09:00:00 GMT", content_language="ar"))
    got = Fetcher(HERE).fetch(url + "#part")
    assert (got.body, got.url, got.status, got.unchanged) == (PAGE, url, 200, False)
    assert (got.content_type, got.etag, got.modified) == ("text/html", '"v1"', "Sun, 03 Mar 2024 09:00:00 GMT")
    assert (got.origin.charset, got.origin.language) == ("windows-1256", "ar")
    assert got.origin.captured is not None
    assert got.origin.captured.endswith("Z")


def test_it_says_who_asks_and_what_is_known_already(server: Any, answers: Any) -> None:
    url = server.serve("/1", answers(b"", 304))
    got = Fetcher(Limits(allow=("127.0.0.1",), agent="desk (x@y.example)")).fetch(
        url, etag='"v1"', modified="Sun, 03 Mar 2024 09:00:00 GMT")
    assert got.unchanged
    ((_, headers),) = server.asked
    assert headers["user-agent"] == "desk (x@y.example)"
    assert headers["if-none-match"] == '"v1"'
    assert headers["if-modified-since"] == "Sun, 03 Mar 2024 09:00:00 GMT"
    assert headers["host"] == f"127.0.0.1:{server.port}"


@pytest.mark.parametrize(("encoding", "sent"), [
    ("gzip", gzip.compress(PAGE)), ("gzip", gzip.compress(PAGE[:40]) + gzip.compress(PAGE[40:])), ("gzip", PAGE),
    ("deflate", zlib.compress(PAGE)), ("deflate", zlib.compress(PAGE)[2:-4]), ("identity", PAGE), ("deflate", PAGE),
])
def test_what_is_compressed_is_unpacked_also_where_its_name_is_wrong(
        server: Any, answers: Any, encoding: str, sent: bytes) -> None:
    assert Fetcher(HERE).fetch(server.serve("/1", answers(sent, content_encoding=encoding))).body == PAGE


def test_a_body_without_a_length_is_taken_to_its_end(server: Any) -> None:
    url = server.serve("/1", raw(b"HTTP/1.0 200 OK\r\n\r\n", PAGE))
    assert Fetcher(HERE).fetch(url).body == PAGE


@pytest.mark.parametrize(("told", "code"), [
    (raw(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n", PAGE), "cut-off"),
    (raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc"), "cut-off"),
    (raw(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n", gzip.compress(PAGE)[:-20]), "cut-off"),
    (raw(b""), "cut-off"),
    (raw(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\nabc", end=reset), "unreachable"),
    (raw(b"SSH-2.0-OpenSSH_9\r\n\r\n"), "bad-answer"),
    (raw(b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n"), "bad-answer"),
    (raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"), "bad-answer"),
    (raw(b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n", b"\x0b\x02"), "bad-answer"),
    (raw(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n", b"\x1f\x8bxxxxxxxxxxxxxx"), "bad-answer"),
    (raw(b"HTTP/1.1 200 OK\r\n" + b"X-A: " + b"a" * 300_000 + b"\r\n\r\n"), "bad-answer"),
    (endless(b"X-A: a\r\n", b"HTTP/1.1 200 OK\r\n"), "bad-answer"),
])
def test_an_answer_that_is_none_is_told(server: Any, told: Any, code: str) -> None:
    assert code_of(server.serve("/1", told)) == code


@pytest.mark.parametrize("told", [
    endless(b"a" * 65536),
    raw(b"HTTP/1.1 200 OK\r\nContent-Length: 5000000\r\n\r\n"),
    raw(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n", gzip.compress(b"ab" * 4_000_000, 1)),
    raw(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n", gzip.compress(b"\0" * 2_000_000)),
])
def test_no_more_is_taken_than_may_come_and_nothing_that_grows_without_end(server: Any, told: Any) -> None:
    assert code_of(server.serve("/1", told)) == "too-long"


@pytest.mark.parametrize("told", [
    lambda handler: time.sleep(2), raw(*[b"H"] * 9, pause=0.1),
    raw(b"HTTP/1.1 200 OK\r\n", *[b"X: y\r\n"] * 99, pause=0.1),
    endless(b"a", pause=0.05), endless(b"1\r\na\r\n", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", 0.05),
])
def test_the_time_is_for_the_whole_however_little_comes_at_once(server: Any, told: Any) -> None:
    url = server.serve("/1", told)
    began = time.monotonic()
    assert code_of(url, QUICK) == "timed-out"
    assert time.monotonic() - began < 1.5


def test_redirections_share_one_time(server: Any, answers: Any) -> None:
    def slow(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(0.12)
        answers(b"", 302, location=f"/{int(handler.path[1:]) + 1}")(handler)

    for n in range(9):
        server.serve(f"/{n}", slow)
    assert code_of(server.url("/0"), QUICK) == "timed-out"


@pytest.mark.parametrize(("status", "passing"), [(404, False), (410, False), (403, False), (429, True), (500, True),
                                                  (503, True)])
def test_what_a_server_refuses_has_its_number(server: Any, answers: Any, status: int, passing: bool) -> None:
    with pytest.raises(HttpStatusError) as caught:
        Fetcher(HERE).fetch(server.serve("/1", answers(b"no", status)))
    assert (caught.value.code, caught.value.passing) == (f"http-{status}", passing)


@pytest.mark.parametrize(("value", "least", "most"), [
    ("120", 120, 120), ("in ten minutes", 500, 600), ("-5", None, None),
    ("soon", None, None), ("99999999999", None, None), ("999999999", 604800, 604800),
    ("ten minutes ago", 0, 0),
])
def test_a_server_says_how_long_it_wants_to_be_left_alone(
        server: Any, answers: Any, value: str, least: float | None, most: float | None) -> None:
    moments = {"in ten minutes": 600, "ten minutes ago": -600}
    if value in moments:
        value = formatdate(time.time() + moments[value], usegmt=True)
    with pytest.raises(HttpStatusError) as caught:
        Fetcher(HERE).fetch(server.serve("/1", answers(b"", 503, retry_after=value)))
    got = caught.value.retry_after
    assert got is None if least is None or most is None else got is not None and least <= got <= most


def test_a_redirection_is_followed_and_the_last_address_told(server: Any, answers: Any) -> None:
    server.serve("/1", answers(b"", 301, location="/2"))
    server.serve("/2", answers(b"", 307, location=server.url("/ب?a=1#x").encode().decode("latin-1")))
    server.serve("/%D8%A8?a=1", PAGE)
    got = Fetcher(HERE).fetch(server.url("/1"))
    assert got.body == PAGE
    assert got.origin.address == got.url == server.url("/ب?a=1")


@pytest.mark.parametrize("location", ["/1", "/2", "", "file:///etc/passwd", "javascript:alert(1)", "ftp://x.example/1",
                                      "http://[::1", "http://user:pass@127.0.0.1/1", "data:text/html,x"])
def test_a_redirection_to_nowhere_or_in_a_circle_is_not_followed(server: Any, answers: Any, location: str) -> None:
    server.serve("/1", answers(b"", 302, location=location))
    server.serve("/2", answers(b"", 302, location="/1"))
    assert code_of(server.url("/1")) == "bad-redirect"


def test_no_more_redirections_are_followed_than_may_be(server: Any, answers: Any) -> None:
    for n in range(9):
        server.serve(f"/{n}", answers(b"", 302, location=f"/{n + 1}"))
    assert code_of(server.url("/0")) == "bad-redirect"
    assert len(server.asked) == 6


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "10.1.2.3",
                                  "169.254.169.254", "192.168.1.1", "172.16.0.1", "[fe80::1]", "[fd00::1]",
                                  "224.0.0.1", "100.64.0.1", "2130706433", "0x7f.1", "127.1", "[2002:7f00:1::]",
                                  "[64:ff9b::7f00:1]", "[ff02::1]", "[fec0::1]", "[::]", "255.255.255.255"])
def test_nobodys_own_network_is_reached_however_it_is_written(server: Any, host: str) -> None:
    server.serve("/1", PAGE)
    assert code_of(f"http://{host}:{server.port}/1", Limits(pace=0, seconds=3)) == "private-address"
    assert server.asked == []


def test_a_redirection_into_a_network_is_looked_at_anew(server: Any, answers: Any) -> None:
    server.serve("/1", answers(b"", 302, location=f"http://127.0.0.2:{server.port}/2"))
    server.serve("/2", PAGE)
    assert code_of(server.url("/1")) == "private-address"
    assert [path for path, _ in server.asked] == ["/1"]


@pytest.mark.parametrize("allow", ["127.0.0.0/8", "127.0.0.1", "news.example", "News.Example."])
def test_what_is_allowed_by_name_address_or_network_is_reached(
        server: Any, allow: str, monkeypatch: pytest.MonkeyPatch) -> None:
    server.serve("/1", PAGE)
    look_up(monkeypatch, "127.0.0.1")
    assert Fetcher(Limits(allow=(allow,))).fetch(f"http://news.example:{server.port}/1").body == PAGE
    assert server.asked[0][1]["host"] == f"news.example:{server.port}"


def test_a_name_is_looked_up_once_and_that_address_is_connected_to(
        server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = look_up(monkeypatch, "127.0.0.1", "93.184.215.14")
    with pytest.raises(PrivateAddressError, match=r"news\.example is at 127\.0\.0\.1.*'allow'"):
        Fetcher(Limits()).fetch(f"http://news.example:{server.port}/1")
    assert asked == ["news.example"]


def look_up(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """Let a name have one address after the other, as one that rebinds has; gives the names that are asked for."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def fake(host: str, port: int, *more: Any, **named: Any) -> Any:
        if host != "news.example":
            return real(host, port, *more, **named)
        asked.append(host)
        return real(addresses[min(len(asked), len(addresses)) - 1], port, *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", fake)
    return asked


def test_a_host_that_is_not_there_is_told(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    assert code_of("http://nobody.example/") == "unreachable"


def test_a_name_service_that_does_not_answer_ends_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(1))
    assert code_of("http://nobody.example/", QUICK) == "timed-out"


def test_a_port_where_nobody_listens_is_told(server: Any) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        assert code_of(f"http://127.0.0.1:{free.getsockname()[1]}/") == "unreachable"


@pytest.mark.parametrize("url", ["file:///etc/passwd", "x", "http://", "http://user:pass@x.example/",
                                 "http://a b.example/", "https://" + "a" * 5000])
def test_only_addresses_of_the_web_are_fetched(url: str) -> None:
    with pytest.raises(BadAddress):
        Fetcher(HERE).fetch(url)


def test_requests_to_one_host_keep_a_pace(server: Any) -> None:
    now, waits = [0.0], []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        now[0] += seconds

    fetcher = Fetcher(Limits(allow=("127.0.0.0/8",), pace=2), clock=lambda: now[0], sleep=sleep)
    url = server.serve("/1", PAGE)
    for _ in range(3):
        fetcher.fetch(url)
    assert waits == [2, 2]


def test_the_hosts_name_is_what_its_certificate_is_checked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    import httpcore

    said: list[Any] = []

    class Fake(httpcore.MockStream):
        def start_tls(self, ssl_context: Any, server_hostname: Any = None, timeout: Any = None) -> Any:
            said.append((server_hostname, ssl_context.check_hostname))
            return self

    def connect(self: Any, host: str, port: int, *_: Any, **__: Any) -> Any:
        said.append((host, port))
        return Fake([b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"])

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    look_up(monkeypatch, "93.184.215.14", "127.0.0.1")
    assert Fetcher(Limits()).fetch("https://news.example/1").body == b"ok"
    assert said == [("93.184.215.14", 443), ("news.example", True)]
