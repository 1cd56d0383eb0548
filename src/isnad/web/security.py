"""What every answer says to a browser, and what a request must not be: for another host, too long, too many."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LONGEST_ADDRESS, LARGEST_BODY = 8_000, 256_000
"""Bytes of an address and of a body that are taken."""
POLICY = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
          "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'")
"""The Content-Security-Policy: only this server's own files, none of them inside a page."""
HEADERS = {
    "content-security-policy": POLICY, "x-content-type-options": "nosniff", "referrer-policy": "no-referrer",
    "x-frame-options": "DENY", "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin", "x-robots-tag": "noindex",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class Guard:
    """ASGI middleware: the answers' headers, and the limits on what is asked."""

    def __init__(self, app: ASGIApp, *, hosts: tuple[str, ...], rate: float) -> None:
        self._app, self._hosts = app, {host.lower() for host in hosts}
        self._limit = RateLimitItemPerMinute(max(1, round(rate * 60))) if rate else None
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        begun = False

        async def answer(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refused = self._refused(scope)
        if refused is not None:
            await refused(scope, receive, answer)
            return
        try:
            await self._app(scope, _limited(receive), answer)
        except Exception:
            if not begun:  # what serves us would answer without our headers
                await PlainTextResponse("this failed, and the server's log says why\n", 500)(scope, receive, answer)
            raise

    def _refused(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        host = _name(headers.get("host", ""))
        if "*" not in self._hosts and host not in self._hosts:
            return PlainTextResponse(f"no {host[:100]!r} here; this server answers to {', '.join(sorted(self._hosts))}"
                                     "; `isnad serve --host-name` adds names\n", 421)
        size = len(scope["raw_path"] or b"") + len(scope["query_string"])
        if size > LONGEST_ADDRESS:
            return PlainTextResponse(f"an address of {size:,} bytes; at most {LONGEST_ADDRESS:,}\n", 414)
        length = headers.get("content-length", "0")
        if not (length.isascii() and length.isdigit()) or len(length) > 20 or int(length) > LARGEST_BODY:
            return PlainTextResponse(f"a body of {length[:20]} bytes; at most {LARGEST_BODY:,}\n", 413)
        client = scope["client"][0] if scope.get("client") else "?"
        if self._limit is not None and not scope["path"].startswith(("/static/", "/healthz", "/readyz")) \
                and not self._limiter.hit(self._limit, client):
            return PlainTextResponse(f"more than {self._limit.amount:,} requests in a minute; wait a little\n", 429,
                                     {"retry-after": "10"})
        return None


class BodyTooLargeError(HTTPException):
    """A body that is longer than it may be and did not say so. Whoever parses it lets an HTTP error through."""

    def __init__(self) -> None:
        super().__init__(413)


def _limited(receive: Receive) -> Receive:
    taken = 0

    async def receive_some() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > LARGEST_BODY:
            raise BodyTooLargeError
        return message

    return receive_some


def _name(host: str) -> str:
    """A host's name without its port."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
    return f"[{name}]" if ":" in name else name.lower()


def own_path(path: str | None) -> str:
    """A path on this server that somebody may be sent to, the front where it is none."""
    if not path or not path.startswith("/") or path.startswith(("//", "/\\")) or any(ord(c) < 32 for c in path):
        return "/"
    return path


def data_block(value: object) -> str:
    """JSON that may stand in a page's data block: nothing in it can end the block."""
    told = json.dumps(value, ensure_ascii=False)
    for sign in "<>&\u2028\u2029":
        told = told.replace(sign, f"\\u{ord(sign):04x}")
    return told
