"""Fetching from the web, on the guard against hosts that send too much, too slowly, or somewhere else."""

from __future__ import annotations

import re
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx

from isnad import __version__
from isnad.sources.address import canonical_address
from isnad.sources.guard import Allowed, Deadline, FetchError, Guard, TimedOutError, UnreachableError
from isnad.sources.metadata import http_moment, utc
from isnad.sources.report import BadAddress, Origin

if TYPE_CHECKING:
    import ssl

AGENT = f"isnad/{__version__} (reads news reports)"
MAX_RETRY_AFTER = 7 * 86_400.0
"""The longest that a server's Retry-After is believed, in seconds."""
RATIO = 200
"""How many times as long as it was sent an answer may become by unpacking."""
SMALL = 1_000_000
"""Bytes up to which any ratio is taken."""
ACCEPT = "text/html, application/rss+xml, application/atom+xml, application/xml;q=0.9, */*;q=0.5"

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504, 507, 509, 520, 521, 522, 523, 524, 529})


class OverlongError(FetchError):
    """An answer longer than is taken, or made to grow without end when it is unpacked."""

    code = "too-long"


class BadRedirectError(FetchError):
    """A redirection in a circle, too many, or to what is no address."""

    code = "bad-redirect"


class BadAnswerError(FetchError):
    """An answer that is not HTTP as it should be."""

    code = "bad-answer"


class CutOffError(FetchError):
    """An answer that ended before its end."""

    code = "cut-off"
    passing = True


class HttpStatusError(FetchError):
    """The server says no. ``code`` is ``http-404`` for 404, and so on; ``status`` the number."""

    def __init__(self, status: int, url: str, retry_after: float | None = None) -> None:
        super().__init__(f"the server answers {status} for {url}", retry_after=retry_after)
        self.code = f"http-{status}"
        self.status = status
        self.passing = status in _PASSING


@dataclass(slots=True, frozen=True)
class Limits:
    """How much is fetched, how long it may take, and from where. ``seconds`` is for the whole, from the name's look-up
    over all redirections to the last byte; ``pace`` the seconds between two requests to one host; ``allow`` the hosts
    and networks that may be private (``Allowed``)."""

    max_bytes: int = 20_000_000
    seconds: float = 30.0
    redirects: int = 5
    pace: float = 1.0
    allow: tuple[str, ...] = ()
    agent: str = AGENT


@dataclass(slots=True, frozen=True)
class Fetched:
    """What was fetched. ``url`` is where it was in the end; ``body`` is empty where it is not modified."""

    url: str
    status: int
    body: bytes = b""
    content_type: str = ""
    etag: str | None = None
    modified: str | None = None
    origin: Origin = field(default_factory=Origin)

    @property
    def unchanged(self) -> bool:
        """Whether the server says that it is what it was."""
        return self.status == 304


class Fetcher:
    """Fetches over http and https. May be shared by threads, which then keep one pace for each host.

    Proxies of the environment are not used: behind one, the address that is connected to could not be looked at.
    """

    def __init__(self, limits: Limits | None = None, *, clock: Callable[[], float] = time.monotonic,
                 sleep: Callable[[float], object] = time.sleep) -> None:
        self.limits = limits or Limits()
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._next: dict[str, float] = {}

    def fetch(self, url: str, *, etag: str | None = None, modified: str | None = None,
              limits: Limits | None = None) -> Fetched:
        """What is at an address, or that it is unchanged since the answer with this ``etag`` and ``modified``.

        Raises ``FetchError`` with its reason, ``BadAddress`` for what is no address.
        """
        limits = limits or self.limits
        headers = {"If-None-Match": etag, "If-Modified-Since": modified}
        seen: set[str] = set()
        url = _checked(url)
        waited = self._wait(url, limits)
        deadline = Deadline(limits.seconds, self._clock)
        allowed = Allowed(limits.allow)
        while True:
            seen.add(url)
            answer = _ask(url, {name: value for name, value in headers.items() if value}, limits, deadline, allowed)
            if isinstance(answer, Fetched):
                return answer
            if answer in seen:
                raise BadRedirectError(f"redirected in a circle, to {answer}")
            if len(seen) > limits.redirects:
                raise BadRedirectError(f"redirected more than {limits.redirects} times, at last to {answer}")
            if urlsplit(answer).hostname != waited:
                waited = self._wait(answer, limits)
            url = answer

    def _wait(self, url: str, limits: Limits) -> str:
        """Wait for the host's turn; its name is given back."""
        host = urlsplit(url).hostname or ""
        with self._lock:
            now = self._clock()
            if len(self._next) > 10_000:
                self._next = {name: at for name, at in self._next.items() if at > now}
            turn = max(now, self._next.get(host, now))
            self._next[host] = turn + limits.pace
        if turn > now:
            self._sleep(turn - now)
        return host


class _Transport(httpx.BaseTransport):
    """One request over connections that the guard makes."""

    def __init__(self, guard: Guard) -> None:
        self._pool = httpcore.ConnectionPool(ssl_context=_tls(), max_connections=1, network_backend=guard)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        asked = httpcore.Request(
            method=request.method, headers=request.headers.raw, extensions=request.extensions,
            url=httpcore.URL(scheme=request.url.raw_scheme, host=request.url.raw_host, port=request.url.port,
                             target=request.url.raw_path), content=request.content,
        )
        answer = self._pool.handle_request(asked)
        return httpx.Response(answer.status, headers=answer.headers, stream=_Stream(answer),
                              extensions=answer.extensions)

    def close(self) -> None:
        self._pool.close()


class _Stream(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


@cache
def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context()


def _ask(url: str, headers: dict[str, str], limits: Limits, deadline: Deadline, allowed: Allowed) -> Fetched | str:
    """One request: what came, or where it redirects to."""
    headers = {"User-Agent": limits.agent, "Accept": ACCEPT, "Accept-Encoding": "gzip, deflate",
               "Accept-Language": "ar, *;q=0.5", "Connection": "close", **headers}
    with _answer("GET", url, headers, b"", deadline, allowed) as answer:
        if answer.status_code in _REDIRECTS:
            return _target(url, answer.headers.get("location"))
        if answer.status_code not in (200, 203, 304):
            raise HttpStatusError(answer.status_code, url, retry_after(answer.headers.get("retry-after")))
        return _fetched(url, answer, b"" if answer.status_code == 304 else _body(answer, limits))


@dataclass(slots=True, frozen=True)
class Sent:
    """What was answered to something that was sent: the status, and the seconds to be left alone for, if any."""

    status: int
    retry_after: float | None = None


def send(url: str, body: bytes, headers: dict[str, str], limits: Limits) -> Sent:
    """Send something by POST, to this address and no other: redirections are not followed. Of the answer only the head
    is read. Proxies of the environment are not used.

    Raises ``FetchError`` where no answer comes, ``BadAddress`` for what is no address.
    """
    url, deadline = _checked(url), Deadline(limits.seconds)
    headers = {"User-Agent": limits.agent, "Connection": "close", **headers}
    with _answer("POST", url, headers, body, deadline, Allowed(limits.allow)) as answer:
        return Sent(answer.status_code, retry_after(answer.headers.get("retry-after")))


@contextmanager
def _answer(method: str, url: str, headers: dict[str, str], body: bytes, deadline: Deadline,
            allowed: Allowed) -> Iterator[httpx.Response]:
    """The answer to one request, its body yet to be read. Whatever goes wrong on the way is a ``FetchError``."""
    try:
        request = httpx.Request(method, url, headers=headers, content=body)
        # without a client of httpx, which would look at a redirection before we do, and use cookies and proxies
        with _Transport(Guard(deadline, allowed)) as transport, closing(transport.handle_request(request)) as answer:
            yield answer
    except httpcore.TimeoutException as error:
        raise TimedOutError(f"timed out: it was not through after {deadline.seconds:g} seconds") from error
    except (httpcore.ConnectError, httpcore.ReadError, httpcore.WriteError) as error:
        raise UnreachableError(f"{urlsplit(url).netloc} cannot be reached, or broke off: {_said(error)}") from error
    except httpcore.RemoteProtocolError as error:
        if "without sending" in str(error) or "without response" in str(error):
            raise CutOffError(f"the answer was cut off: {_said(error)}") from error
        raise BadAnswerError(f"the answer is not HTTP: {_said(error)}") from error
    except httpx.InvalidURL as error:
        raise BadAddress(f"no address: {url[:200]!r} ({_said(error)})") from error
    except (httpcore.ProtocolError, httpcore.UnsupportedProtocol, httpx.HTTPError, ValueError) as error:
        raise BadAnswerError(f"the answer is not HTTP: {_said(error)}") from error


def _body(answer: httpx.Response, limits: Limits) -> bytes:
    """The answer's body, unpacked; read no further than it may be long."""
    declared = answer.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > limits.max_bytes:
        raise _too_long(limits)
    unpacker = _Unpacker(answer.headers.get("content-encoding", ""))
    sent, body = 0, bytearray()
    for chunk in answer.iter_raw():
        sent += len(chunk)
        body += unpacker.unpack(chunk, limits.max_bytes + 1 - len(body))
        if len(body) > limits.max_bytes or sent > limits.max_bytes:
            raise _too_long(limits)
        if len(body) > max(SMALL, sent * RATIO):
            raise OverlongError(f"too long: it grows to more than {RATIO} times its length when it is unpacked")
    if unpacker.amid:
        raise CutOffError("the answer was cut off: what is compressed in it has no end")
    return bytes(body)


class _Unpacker:
    """Unpacks an answer piece by piece. Some servers say that they compress and do not, some leave out zlib's header,
    some send several pieces of gzip one after the other."""

    def __init__(self, encoding: str) -> None:
        self._named = [name for part in encoding.lower().split(",") if (name := part.strip()) not in ("", "identity")]
        if self._named not in ([], ["gzip"], ["x-gzip"], ["deflate"]):
            raise BadAnswerError(f"the answer is encoded as {encoding[:80]!r}, which was not asked for")
        self._plain = not self._named
        self._inner: zlib._Decompress | None = None

    @property
    def amid(self) -> bool:
        """Whether more was to come."""
        return self._inner is not None and not self._inner.eof

    def unpack(self, chunk: bytes, most: int) -> bytes:
        """What a piece holds, no more than is asked for. Raises ``BadAnswerError``."""
        if self._inner is None and not self._plain and chunk:
            self._begin(chunk)
        if self._plain or self._inner is None:
            return chunk
        try:
            found = bytearray(self._inner.decompress(chunk, max(1, most)))
            while self._inner.eof and self._inner.unused_data.startswith(b"\x1f\x8b") and len(found) < most:
                rest = self._inner.unused_data
                self._inner = zlib.decompressobj(wbits=31)
                found += self._inner.decompress(rest, max(1, most - len(found)))
        except zlib.error as error:
            raise BadAnswerError(f"the answer cannot be unpacked: {_said(error)}") from error
        return bytes(found)

    def _begin(self, chunk: bytes) -> None:
        head = chunk[0]
        if head != 0x1F and (self._named != ["deflate"] or chunk.lstrip().startswith(b"<")):
            self._plain = True
        else:
            self._inner = zlib.decompressobj(wbits=47 if head == 0x1F or head & 0x0F == 8 else -15)


def _fetched(url: str, answer: httpx.Response, body: bytes) -> Fetched:
    content = Message()
    content["content-type"] = answer.headers.get("content-type", "")
    charset = content.get_param("charset")
    modified = answer.headers.get("last-modified")
    origin = Origin(address=url, charset=charset if isinstance(charset, str) else None, captured=utc(datetime.now(UTC)),
                    language=answer.headers.get("content-language") or None, modified=http_moment(modified))
    kind = content.get_content_type() if answer.headers.get("content-type") else ""
    return Fetched(url, answer.status_code, body, kind, answer.headers.get("etag") or None, modified or None, origin)


def _target(url: str, location: str | None) -> str:
    if not location:
        raise BadRedirectError("redirected without an address")
    try:
        return _checked(urljoin(url, location.strip()))
    except (BadAddress, ValueError) as error:
        raise BadRedirectError(f"redirected to {location[:200]!r}, which is none to follow: {error}") from None


def _checked(url: str) -> str:
    """An address as it is asked for: as it was given, without a fragment. Raises ``BadAddress``."""
    canonical_address(url)
    parts = urlsplit(url.strip())
    if parts.username is not None or parts.password is not None:
        raise BadAddress("no address to fetch from: it has a user's name or password in it; they would be kept with "
                         "every report")
    return parts._replace(fragment="").geturl()


def retry_after(value: str | None) -> float | None:
    """The seconds that a header Retry-After asks for, as seconds or as a date; at most ``MAX_RETRY_AFTER``."""
    value = (value or "").strip()
    if re.fullmatch(r"\d{1,9}", value):
        return min(float(value), MAX_RETRY_AFTER)
    moment = http_moment(value) if value else None
    if moment is None:
        return None
    return min(max(0.0, (moment - datetime.now(UTC)).total_seconds()), MAX_RETRY_AFTER)


def _too_long(limits: Limits) -> OverlongError:
    return OverlongError(f"too long: at most {limits.max_bytes:,} bytes are fetched")


def _said(error: Exception) -> str:
    return " ".join(str(error).split())[:160] or type(error).__name__
