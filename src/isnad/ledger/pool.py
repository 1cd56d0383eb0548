"""Processes that read: the writer is one process, the readers are others, so that neither waits for the other."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from typing import TypeVar

from isnad.ledger.errors import LedgerError

Work = TypeVar("Work")
Tag = TypeVar("Tag")
Answer = TypeVar("Answer")
AHEAD = 4
"""Pieces of work a process that are begun before the first is waited for."""


def in_processes(work: Iterable[tuple[Tag, Work]], do: Callable[[Work], Answer],
                 jobs: int) -> Iterator[tuple[Tag, Answer]]:
    """What ``do`` makes of each piece of work, in order, with what the piece came with, which stays here.

    No more pieces are taken than are soon needed. Raises ``LedgerError`` where one of the processes was killed.
    """
    context = multiprocessing.get_context("spawn")  # a fork would share connections to the database
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin) as pool:
        waiting: deque[tuple[Tag, Future[Answer]]] = deque()
        try:
            for tag, piece in work:
                waiting.append((tag, pool.submit(do, piece)))
                if len(waiting) > jobs * AHEAD:
                    first, answer = waiting.popleft()
                    yield first, answer.result()
            while waiting:
                first, answer = waiting.popleft()
                yield first, answer.result()
        except BrokenProcessPool:
            raise LedgerError("a process that reads was killed, for want of memory perhaps; what was told is kept, so "
                              "begin again with fewer --jobs") from None
        finally:
            for _, answer in waiting:
                answer.cancel()


def _begin() -> None:
    """Leave Ctrl-C to the writer, who ends us in order, and end ourselves where he has been killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        def leave() -> None:
            wait([parent.sentinel])
            os._exit(1)

        threading.Thread(target=leave, daemon=True).start()
