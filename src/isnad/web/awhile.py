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
SECONDS = 2.0
"""How long an answer is given to others."""
MOST = 128
"""Answers that are kept at once."""


@dataclass(slots=True)
class _Kept:
    lock: threading.Lock = field(default_factory=threading.Lock)
    made: float | None = None
    answer: Any = None


class Awhile:
    """Keeps answers by what was asked. One asker at a time makes an answer; others get the last one meanwhile."""

    def __init__(self, seconds: float = SECONDS, most: int = MOST) -> None:
        self._seconds, self._most = seconds, most
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, asked: Hashable, make: Callable[[], Answer]) -> Answer:
        """The answer to what is asked; made where it is not there or too old. What ``make`` raises is not kept."""
        with self._lock:
            kept = self._kept.setdefault(asked, _Kept())
            self._kept.move_to_end(asked)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        if self._is_old(kept) and kept.lock.acquire(blocking=kept.made is None):
            try:
                if self._is_old(kept):
                    kept.answer, kept.made = make(), monotonic()
            finally:
                kept.lock.release()
        answer: Answer = kept.answer
        return answer

    def _is_old(self, kept: _Kept) -> bool:
        return kept.made is None or monotonic() - kept.made > self._seconds
