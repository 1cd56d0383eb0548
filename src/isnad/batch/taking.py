"""A batch's output to what it was read from, for a ledger: the reports in the order of the sources, each with its
record, and what was rejected."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from isnad.batch.errors import BatchError
from isnad.batch.output import ABOUT, Finished, about_of, finished
from isnad.batch.places import needed, place_at
from isnad.exports.places import ADDRESS, Place, told
from isnad.sources import Incoming
from isnad.sources.address import is_address

ROWS = 64
"""Rows of a file that are held at once."""


@dataclass(slots=True, frozen=True)
class Output:
    """An output: where it is, its whole parts, and the day that was given for reports which tell none. ``complete``:
    there are no other parts."""

    place: Place
    parts: tuple[Finished, ...]
    published: str | None
    complete: bool

    def __iter__(self) -> Iterator[Incoming]:
        """All that came. Raises ``BatchError`` where a file of it cannot be read."""
        from isnad.batch.rows import incoming

        for part in self.parts:
            with ExitStack() as stack:
                rows = [self._rows(name, stack) for name in part.files]
                for row in heapq.merge(*rows, key=lambda each: each["number"]):
                    yield incoming(row)

    def _rows(self, name: str, stack: ExitStack) -> Iterator[dict[str, Any]]:
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            file = pq.ParquetFile(stack.enter_context(self.place.open(name)))
            for batch in file.iter_batches(ROWS):
                yield from batch.to_pylist()
        except (OSError, pa.ArrowException) as error:
            raise BatchError(f"{self.place.shown(name)}: {told(error)}") from None


def is_elsewhere(name: str) -> bool:
    """Whether a name is an address at which an output may be, and no page's."""
    return ADDRESS.match(name) is not None and not is_address(name)


def output_of(name: str) -> Output | None:
    """The output of a batch that a path or an address names; None where it is none. Raises ``BatchError``."""
    if is_address(name):
        return None
    try:
        if not is_elsewhere(name) and not (Path(name) / ABOUT).is_file():
            return None
        place = place_at(name)
        said = about_of(place)
        if said is None:
            return None
        parts = finished(place, place.names())
    except OSError as error:
        raise BatchError(f"{name}: {told(error)}") from None
    try:
        import pyarrow  # noqa: F401 - told before anything is begun
    except ModuleNotFoundError:
        raise needed("pyarrow", f"{name}, the output of a batch,") from None
    return Output(place, tuple(parts.values()), said["settings"]["published"], said["finished"] is not None)
