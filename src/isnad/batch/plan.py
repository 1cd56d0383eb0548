"""What a batch is cut into: slices of sources, and parts that are made of them. The same sources and settings give the
same parts with the same names, whenever and wherever they are asked for."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal

from isnad.batch.finding import Source
from isnad.ledger.identity import identifier, reader_mark

BatchFormat = Literal["jsonl", "parquet", "warc"]
How = Literal["whole", "lines", "packed-lines", "records", "rows"]
PART_SIZE = 16_000_000
"""Bytes of input in a part: half a minute's work for one core, more or less."""
MOST_PARTS = 100_000
"""How many parts are made where nobody says how large they are: more of them are no sooner done, but must be kept."""
LIBRARIES = ("fastwarc", "lxml", "trafilatura", "py3langid", "charset-normalizer", "courlan", "htmldate", "justext")
"""What, beside isnad, decides which text comes out of a page."""
DECIDING = ("looking.py", "plan.py", "rows.py", "slices.py", "table.py")
"""What here decides which reports there are, and what stands in their rows."""


@dataclass(slots=True, frozen=True)
class Settings:
    """What a batch is of: names of sources, their format if somebody told it, the day of reports that tell none, the
    size of parts in bytes, and which isnad reads them."""

    sources: tuple[str, ...]
    form: BatchFormat | None
    published: str | None
    part_size: int
    mark: str

    @property
    def key(self) -> str:
        """What tells these settings from others."""
        return identifier("b", json.dumps(asdict(self), sort_keys=True))


@dataclass(slots=True, frozen=True)
class Slice:
    """A piece of a source that can be read by itself.

    ``lines`` stand between two bytes (of what is unpacked, in ``packed-lines``), ``records`` begin at one. ``first`` is
    the number of the first line, record or row, ``count`` how many records or rows; None goes to the end. ``weight``
    is in bytes.
    """

    source: Source
    how: How
    weight: int
    start: int = 0
    stop: int | None = None
    first: int = 1
    count: int | None = None

    def told(self) -> dict[str, Any]:
        """What it is, for a manifest; the same wherever the source lies."""
        return {"source": self.source.name, "size": self.source.size, "how": self.how, "start": self.start,
                "stop": self.stop, "first": self.first, "count": self.count}


@dataclass(slots=True, frozen=True)
class Part:
    """What is read at once, and written whole or not at all. ``number`` counts from 0, in the order of the sources."""

    number: int
    name: str
    slices: tuple[Slice, ...]
    settings: Settings

    @property
    def weight(self) -> int:
        """Bytes of input."""
        return sum(each.weight for each in self.slices)


@lru_cache(maxsize=1)
def mark() -> str:
    """Which isnad reads sources: a hash of the reader, of the code that takes reports out of sources, and of the
    libraries that it does so with. What two of different marks read is never put together."""
    digest = hashlib.sha256(reader_mark().encode())
    package = Path(__file__).parent.parent
    for path in sorted((*(package / "sources").glob("*.py"), *(package / "batch" / name for name in DECIDING))):
        digest.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    for name in LIBRARIES:
        try:
            digest.update(f"{name} {version(name)}\0".encode())
        except PackageNotFoundError:
            continue
    return identifier("b", digest.hexdigest())


def part_size_for(sources: Sequence[Source]) -> int:
    """How large parts are where nobody says it, in bytes."""
    return max(PART_SIZE, sum(each.size for each in sources) // MOST_PARTS)


def parts(slices: Iterable[Slice], settings: Settings) -> Iterator[Part]:
    """Slices put together, in their order, until a part is large enough."""
    held: list[Slice] = []
    number = weight = 0
    for each in slices:
        if held and weight + each.weight > settings.part_size:
            yield _part(number, held, settings)
            number, weight, held = number + 1, 0, []
        held.append(each)
        weight += each.weight
    if held:
        yield _part(number, held, settings)


def _part(number: int, slices: list[Slice], settings: Settings) -> Part:
    about = json.dumps([settings.mark, settings.form, settings.published, *(each.told() for each in slices)])
    return Part(number, f"part-{number:06d}-{identifier('b', about)}", tuple(slices), settings)
