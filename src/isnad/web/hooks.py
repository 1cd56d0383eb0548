"""The deliverer: sends what saved searches find anew to their hooks, signed by the Standard Webhooks specification.

What could not be delivered is sent again under the same ``webhook-id``, by which who gets it twice knows it again.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from prometheus_client import CollectorRegistry, Counter
from standardwebhooks import Webhook

from isnad import __version__
from isnad.ledger.database import Ledger
from isnad.ledger.deliveries import Delivery, claim, delivered, due, failed, gone, next_delivery, release, told_in
from isnad.ledger.errors import LedgerError, QueryError
from isnad.ledger.search import Query
from isnad.sources.fetch import Limits, Sent, send
from isnad.sources.guard import FetchError, PrivateAddressError
from isnad.sources.report import BadAddress
from isnad.web.addresses import query_of

TYPE = "isnad.search.found"
SECONDS = 10.0
"""The longest that one delivery may take, from the name's look-up to the answer."""
LEASE = 60.0
"""Seconds for which a hook is claimed; half of them are used."""
EVERY = 20.0
"""Seconds between two looks for what is new to one saved search."""
WAKE = 2.0
"""Seconds between two looks at whose turn it is."""
SENDERS = 8
"""Hooks that are served at once."""
ANYWHERE = ("0.0.0.0/0", "::/0")

_log = logging.getLogger("isnad.hooks")


def body_of(sent: Delivery, items: list[dict[str, Any]]) -> bytes:
    """What a delivery says, as JSON."""
    told = {"type": TYPE, "timestamp": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
            "saved": {"id": sent.saved.id, "name": sent.saved.name, "query": sent.saved.query},
            "after": sent.after, "upto": sent.upto, "total": sent.total, "items": items}
    return json.dumps(told, ensure_ascii=False).encode()


def signed(key: str, body: bytes, secret: str, now: datetime | None = None) -> dict[str, str]:
    """The headers that a delivery of this identifier is sent with."""
    now = now or datetime.now(UTC)
    return {"content-type": "application/json", "webhook-id": key, "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Webhook(secret).sign(key, now, body.decode())}


def counting(registry: CollectorRegistry) -> Callable[[str, Mapping[str, Any]], None]:
    """What to tell a deliverer's doings, so that they are counted for Prometheus and logged."""
    counter = Counter("isnad_deliveries", "Deliveries to hooks, by what became of them.", ("what",), registry=registry)

    def tell(event: str, told: Mapping[str, Any]) -> None:
        counter.labels(event).inc()
        _log_what(event, told)

    return tell


def _log_what(event: str, told: Mapping[str, Any]) -> None:
    level = {"delivered": logging.INFO, "gave-up": logging.ERROR, "fault": logging.ERROR}.get(event, logging.WARNING)
    _log.log(level, "%s: %s", event, json.dumps(told, ensure_ascii=False))


class Deliverer:
    """Delivers in threads of its own from ``start`` to ``stop``. Several, also of several servers, may serve one
    ledger: each hook is one's at a time.

    ``private``: whether hooks may be at addresses that are not of the public internet. ``tell`` gets what happens:
    ``delivered``, ``failed``, ``gave-up``, ``hook-gone``, ``unreadable`` (the query means nothing any more), ``fault``.
    """

    def __init__(self, ledger: Ledger, *, private: bool = False, read: Callable[[str], Query] = query_of,
                 tell: Callable[[str, Mapping[str, Any]], object] = _log_what, seconds: float = SECONDS,
                 every: float = EVERY, wake: float = WAKE) -> None:
        self._ledger, self._read, self._tell, self._every, self._wake = ledger, read, tell, every, wake
        self._limits = Limits(seconds=seconds, allow=ANYWHERE if private else (), agent=f"isnad/{__version__}")
        self._stopping, self._left = threading.Event(), threading.Event()
        self._running: dict[str, threading.Thread] = {}
        self._next: dict[str, float] = {}
        """When each hook may be looked at again, by this process's clock."""
        self._loop = threading.Thread(target=self._run, name="hooks", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._loop.start()

    def stop(self, seconds: float = 1.5) -> None:
        """End, after so many seconds at the latest. What is on its way then is sent again by who comes next; the ledger
        is not touched any more."""
        end = time.monotonic() + seconds
        self._stopping.set()
        for thread in (self._loop, *list(self._running.values())):
            if thread.is_alive():
                thread.join(max(0.0, end - time.monotonic()))
        self._left.set()

    def _run(self) -> None:
        while not self._stopping.wait(self._wake):
            try:
                with self._ledger.look() as db:
                    keys = due(db)
                self._begin(keys)
            except Exception as error:  # whatever the ledger met, it is looked at again later
                self._tell("fault", {"reason": _said(error)})

    def _begin(self, keys: list[str]) -> None:
        """Serve the hooks that are due, those first that have waited longest."""
        now = time.monotonic()
        self._running = {key: thread for key, thread in self._running.items() if thread.is_alive()}
        for key in [key for key, moment in list(self._next.items()) if key not in keys and moment <= now]:
            del self._next[key]
        ready = [key for key in keys if key not in self._running and self._next.get(key, 0.0) <= now]
        for key in sorted(ready, key=lambda key: self._next.get(key, 0.0))[:SENDERS - len(self._running)]:
            # not of a pool, whose threads would keep the process from ending
            self._running[key] = thread = threading.Thread(target=self._serve, args=(key,), name=f"hook {key}",
                                                           daemon=True)
            thread.start()

    def _serve(self, key: str) -> None:
        """Send what is to be sent to one hook, while there is something and it arrives."""
        wait = self._every
        try:
            if not claim(self._ledger, key, LEASE):
                return
            try:
                if self._send_all(key):
                    wait = 0.0
            finally:
                if not self._left.is_set():
                    release(self._ledger, key)
        except QueryError as error:
            wait = max(wait, 600.0)
            self._tell("unreadable", {"saved": key, "reason": str(error)})
        except Exception as error:  # a fault of ours with one hook must not end the others'
            self._tell("fault", {"saved": key, "reason": _said(error)})
        finally:
            self._next[key] = time.monotonic() + wait

    def _send_all(self, key: str) -> bool:
        """Whether there may be more to send, but time is up."""
        end = time.monotonic() + LEASE / 2
        while not self._stopping.is_set():
            sent = next_delivery(self._ledger, key, self._read)
            if sent is None or not self._send(sent):
                return False
            if time.monotonic() > end:
                return True
        return False

    def _send(self, sent: Delivery) -> bool:
        """Send one delivery, and keep what became of it. Whether it arrived."""
        told = {"saved": sent.saved.id, "delivery": sent.id, "items": len(sent.items)}
        answer = self._posted(sent)
        if self._left.is_set():
            return False
        if isinstance(answer, str):
            return self._failed(sent, told, answer)
        if 200 <= answer.status < 300:
            delivered(self._ledger, sent, answer.status)
            self._tell("delivered", told | {"answer": answer.status})
            return True
        if answer.status == 410:
            gone(self._ledger, sent, "the server answers 410: the hook is gone, and removed here", 410)
            self._tell("hook-gone", told)
            return False
        further = ", and redirections are not followed" if 300 <= answer.status < 400 else ""
        return self._failed(sent, told, f"the server answers {answer.status}{further}", answer)

    def _posted(self, sent: Delivery) -> Sent | str:
        """What was answered, or why nothing was."""
        hook, secret = sent.saved.hook, sent.saved.secret
        if hook is None or secret is None:
            raise LedgerError(f"{sent.saved.id}: has no hook any more")
        body = body_of(sent, told_in(self._ledger, sent))
        try:
            return send(hook, body, signed(sent.id, body, secret), self._limits)
        except PrivateAddressError:
            return (f"{urlsplit(hook).hostname} is no address of the public internet; `isnad serve --private-hooks` "
                    "lets hooks be there")
        except (FetchError, BadAddress) as error:
            return str(error)

    def _failed(self, sent: Delivery, told: Mapping[str, Any], fault: str, answer: Sent | None = None) -> bool:
        again = failed(self._ledger, sent, fault, answer.status if answer else None,
                       wait=(answer.retry_after if answer else None) or 0.0)
        what = {"reason": fault, "tries": sent.tries + 1, "next_try": again}
        self._tell("failed" if again else "gave-up", {**told, **what})
        return False


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:300]
