"""What a watcher knows of a feed from one poll to the next, and where that is kept."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Protocol

SEEN = 2000
"""Entries that are remembered of a feed, or as many as stand in it, where they are more."""


@dataclass(slots=True, frozen=True)
class FeedState:
    """A feed as it was polled last. ``seen`` are the keys of entries that were delivered, the last ones last;
    ``tries`` how often an entry's page was asked for in vain, by key. Moments are in UTC."""

    url: str
    etag: str | None = None
    modified: str | None = None
    next_at: datetime | None = None
    failures: int = 0
    last_error: str | None = None
    last_polled: datetime | None = None
    seen: tuple[str, ...] = ()
    tries: dict[str, int] = field(default_factory=dict)

    def with_seen(self, delivered: Iterable[str], standing: Iterable[str]) -> FeedState:
        """With more entries seen; those that stand in the feed are forgotten last."""
        known = dict.fromkeys((*self.seen, *delivered))
        standing = [key for key in standing if key in known]
        kept = [key for key in known if key not in set(standing)] + standing
        most = max(SEEN, len(standing))
        tries = {key: count for key, count in self.tries.items() if key not in known}
        return replace(self, seen=tuple(kept[-most:]), tries=tries)

    def as_json(self) -> dict[str, Any]:
        """The state as a JSON object."""
        return {
            "url": self.url, "etag": self.etag, "modified": self.modified, "next_at": _text(self.next_at),
            "failures": self.failures, "last_error": self.last_error, "last_polled": _text(self.last_polled),
            "seen": list(self.seen), "tries": dict(self.tries),
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> FeedState:
        """The state that ``as_json`` gave."""
        return cls(
            url=value["url"], etag=value.get("etag"), modified=value.get("modified"),
            next_at=_moment(value.get("next_at")), failures=int(value.get("failures") or 0),
            last_error=value.get("last_error"), last_polled=_moment(value.get("last_polled")),
            seen=tuple(value.get("seen") or ()), tries=dict(value.get("tries") or {}),
        )


class FeedStore(Protocol):
    """Where states are kept. Several watchers may share one; its methods are called by one thread of each."""

    def load(self, url: str) -> FeedState | None:
        """The state of a feed, or None where it was never polled."""

    def save(self, state: FeedState) -> None:
        """Keep a state. It must be safe on return, and leaves the claim as it is."""

    def claim(self, url: str, until: datetime) -> bool:
        """Take a feed for oneself until a moment; False where another watcher has it. A claim ends by itself when its
        moment has come, so that a watcher that died takes no feed with it. Two that ask at once must not both get it.
        """

    def release(self, url: str) -> None:
        """End one's claim."""


class MemoryStore:
    """States that last as long as the program."""

    def __init__(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._states: dict[str, FeedState] = {}
        self._claims: dict[str, datetime] = {}

    def load(self, url: str) -> FeedState | None:
        """The state of a feed, or None."""
        with self._lock:
            return self._states.get(url)

    def save(self, state: FeedState) -> None:
        """Keep a state."""
        with self._lock:
            self._states[state.url] = state

    def claim(self, url: str, until: datetime) -> bool:
        """Take a feed until a moment."""
        with self._lock:
            held = self._claims.get(url)
            if held is not None and held > self._clock():
                return False
            self._claims[url] = until
            return True

    def release(self, url: str) -> None:
        """End a claim."""
        with self._lock:
            self._claims.pop(url, None)


def _text(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
