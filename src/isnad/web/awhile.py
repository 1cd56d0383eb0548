"""Answers that are kept for a moment.

While reports are taken in, every one of them makes another revision, several a second. A page over the whole ledger
that is looked at by many at once would be gathered anew for each reader; within a moment they are all given the same.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, TypeVar

Answer = TypeVar("Answer")
SECONDS, TIMES = 2.0, 50
"""How long an answer is given to others: so many seconds, or so many times as long as it took to make, where that is
longer. What takes long may be older; no question takes more than a fiftieth of a processor, however many ask it."""
MOST = 128
"""Answers that are kept at once."""


@dataclass(slots=True)
class _Kept:
    lock: threading.Lock = field(default_factory=threading.Lock)
    until: float | None = None
    answer: Any = None

    def is_old(self) -> bool:
        return self.until is None or monotonic() >= self.until


class Awhile:
    """Keeps answers by what was asked. One asker at a time makes an answer; others get the last one meanwhile."""

    def __init__(self, seconds: float = SECONDS, times: float = TIMES, most: int = MOST) -> None:
        self._seconds, self._times, self._most = seconds, times, most
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, asked: Hashable, make: Callable[[], Answer]) -> Answer:
        """The answer to what is asked; made where it is not there or too old. What ``make`` raises is not kept."""
        with self._lock:
            kept = self._kept.setdefault(asked, _Kept())
            self._kept.move_to_end(asked)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        if kept.is_old() and kept.lock.acquire(blocking=kept.until is None):
            try:
                if kept.is_old():
                    begun = monotonic()
                    kept.answer = make()
                    kept.until = monotonic() + max(self._seconds, self._times * (monotonic() - begun))
            finally:
                kept.lock.release()
        answer: Answer = kept.answer
        return answer
