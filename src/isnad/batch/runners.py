"""Who does a batch's work: this process, others beside it, or a cluster of Ray (``ray_runner``)."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from types import TracebackType
from typing import Protocol, Self, TypeVar

from isnad.batch.errors import BatchError
from isnad.ledger.errors import LedgerError
from isnad.ledger.pool import in_processes

Work = TypeVar("Work")
Answer = TypeVar("Answer")


class LostError(Exception):
    """A piece of work that whoever did it could not end; the message says why."""


class Runner(Protocol):
    """Does pieces of work. It is open between ``with`` and its end."""

    def workers(self) -> int:
        """How many pieces it does at the same time."""

    def run(self, do: Callable[[Work], Answer], work: Iterable[Work]) -> Generator[tuple[Work, Answer | LostError]]:
        """What ``do`` makes of each piece, in whichever order they are done. No more pieces are taken than are soon
        needed. ``do`` is a function of a module. Raises ``BatchError`` where no more can be done."""

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None: ...


class Here:
    """This process."""

    def workers(self) -> int:
        return 1

    def run(self, do: Callable[[Work], Answer], work: Iterable[Work]) -> Generator[tuple[Work, Answer | LostError]]:
        for piece in work:
            yield piece, do(piece)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        """Nothing was begun that must be ended."""


class InProcesses(Here):
    """Other processes on this machine."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs

    def workers(self) -> int:
        return self._jobs

    def run(self, do: Callable[[Work], Answer], work: Iterable[Work]) -> Generator[tuple[Work, Answer | LostError]]:
        try:
            yield from in_processes(((piece, piece) for piece in work), do, self._jobs)
        except LedgerError:
            raise BatchError("a process that reads was killed, for want of memory perhaps; begin again with fewer "
                             "--jobs") from None
