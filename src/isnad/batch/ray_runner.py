"""A batch's work on Ray: on this machine, or on a cluster that is there already.

Ray does again what a worker or a node takes down with it, elsewhere. That is safe: a part is written whole or not at
all, and twice is the same as once.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Generator, Iterable
from itertools import islice
from typing import Any, Self

from isnad.batch.errors import BatchError
from isnad.batch.places import needed
from isnad.batch.runners import Answer, LostError, Work
from isnad.exports.places import told

LOCAL = "local"
AHEAD = 2
"""Pieces of work a core that are with Ray at the same time: one that is done, and one that waits for its end."""
TRIES = 5
"""How often a piece of work is begun again whose worker or node dies."""
OBJECTS = 100_000_000
"""Bytes that Ray keeps for what is handed about on this machine; a batch hands about next to nothing."""


class OnRay:
    """A cluster: ``local``, which is made and ended, or the address of one that is there. ``jobs``: how many workers at
    most; without it as many as there are cores."""

    def __init__(self, address: str, jobs: int | None = None) -> None:
        self._address, self._jobs = address, jobs

    def __enter__(self) -> Self:
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is told to anybody of what is done here
        os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
        logging.getLogger("ray").setLevel(logging.ERROR)
        try:
            import ray
        except ModuleNotFoundError as error:
            raise needed(error.name or "ray", "--ray") from None
        self._ray: Any = ray
        options: dict[str, Any] = {"log_to_driver": False, "logging_level": logging.ERROR}
        if self._address == LOCAL:
            options |= {"num_cpus": self._jobs or os.cpu_count() or 1, "include_dashboard": False,
                        "object_store_memory": OBJECTS}
        try:
            ray.init(address=self._address, **options)
        except Exception as error:  # of many kinds, for many reasons
            raise BatchError(f"--ray {self._address}: no cluster can be reached there: {told(error)}") from None
        if not self._cores():
            ray.shutdown()
            raise BatchError(f"--ray {self._address}: this cluster has no core to work with")
        return self

    def __exit__(self, *raised: object) -> None:
        self._ray.shutdown()

    def _cores(self) -> int:
        return int(self._ray.cluster_resources().get("CPU", 0))

    def workers(self) -> int:
        return max(1, min(self._cores(), self._jobs or self._cores()))

    def _most(self) -> int:
        """How many pieces Ray has at most: on a cluster with more cores than are wanted, no more than are wanted."""
        spare = self._jobs is not None and self._jobs < self._cores()
        return self.workers() if spare else AHEAD * self.workers()

    def run(self, do: Callable[[Work], Answer], work: Iterable[Work]) -> Generator[tuple[Work, Answer | LostError]]:
        task = self._ray.remote(do).options(num_cpus=1, max_retries=TRIES, scheduling_strategy="SPREAD")
        work = iter(work)
        waiting: dict[Any, Work] = {}
        try:
            while True:
                for piece in islice(work, max(0, self._most() - len(waiting))):
                    waiting[task.remote(piece)] = piece
                if not waiting:
                    return
                done, _ = self._ray.wait(list(waiting), timeout=1)  # a cluster may have grown meanwhile
                for reference in done:
                    yield waiting.pop(reference), self._answer(reference)
        finally:
            if waiting:  # called off, work may take Ray down with it (2.60), so it is waited for
                self._ray.wait(list(waiting), num_returns=len(waiting))

    def _answer(self, reference: Any) -> Any:
        """What became of a piece, or why nothing did."""
        errors = self._ray.exceptions
        try:
            return self._ray.get(reference)
        except errors.RayTaskError as error:
            if isinstance(error.cause, ModuleNotFoundError):
                raise BatchError(f"on the cluster there is no {error.cause.name}; every machine of it needs the same "
                                 "isnad, with pip install 'isnad[ray]'") from None
            return LostError(f"a fault of isnad's own; please tell its makers: {told(error.cause)}")
        except errors.RayError as error:
            return LostError(f"its worker died {TRIES + 1} times, for want of memory perhaps: {told(error)}")
