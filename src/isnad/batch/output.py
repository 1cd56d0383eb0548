"""A batch's output: a folder of records by month, one of rejects, and a manifest for each part that is whole.

A part's files are written under other names until they are whole, its manifest last. A part counts when its manifest is
there, and all that it names; what else there is was left by one who was killed, and is taken away by the next.
"""

from __future__ import annotations

import fcntl
import fnmatch
import json
import os
import re
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from isnad import __version__
from isnad.batch.errors import BatchError
from isnad.batch.plan import Settings
from isnad.exports.places import Folder, Place, create_text

ABOUT = "_batch.json"
SCHEMA = "isnad-batch/1"
"""The name of the output's shape. It changes when a column or key comes to mean something else."""
OWN = ("records/month=*/part-*.parquet", "rejects/part-*.parquet", "parts/part-*.json", "looks/look-*.json", ABOUT)
"""Which files are a batch's, and are taken away with ``--force``."""
AT_ONCE = 16
"""Manifests that are fetched at the same time."""
_UNFINISHED = re.compile(r"(?:.*/)?[._][^/]*\.[0-9a-f]{8}\.part")
_OF_PART = re.compile(r"(?:records/month=[^/]+|rejects)/(part-[^/.]+)\.parquet")


@dataclass(slots=True, frozen=True)
class Finished:
    """A part that is whole: its files, and how many rows they have. ``seconds``: how long it took."""

    number: int
    name: str
    files: tuple[str, ...]
    records: int
    rejects: int
    weight: int
    seconds: float

    @classmethod
    def of(cls, told: dict[str, Any]) -> Finished:
        """Back from its manifest."""
        return cls(told["number"], told["name"], tuple(told["files"]), told["records"], told["rejects"],
                   told["weight"], told["seconds"])


def write_json(place: Place, name: str, value: Any) -> None:
    """A file of JSON, whole."""
    with create_text(place, name) as stream:
        stream.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def read_json(place: Place, name: str) -> Any:
    """The value in a file of JSON. Raises ``OSError``, or ``BatchError`` where it is none."""
    with place.open(name) as stream:
        try:
            return json.loads(stream.read())
        except ValueError as error:
            raise BatchError(f"{place.shown(name)}: is no JSON ({error}); a batch writes it whole, so somebody else "
                             "has written it") from None


def about(settings: Settings, command: str) -> dict[str, Any]:
    """What an output says of itself when it is begun."""
    return {"schema": SCHEMA, "software": "isnad", "version": __version__, "command": command, "key": settings.key,
            "settings": asdict(settings), "begun": now(), "finished": None, "parts": None, "counts": None}


def about_of(place: Place) -> dict[str, Any] | None:
    """What an output says of itself; None where the place is none. Raises ``BatchError`` for another shape."""
    if not place.has(ABOUT):
        return None
    told = read_json(place, ABOUT)
    if not isinstance(told, dict) or told.get("schema") != SCHEMA:
        raise BatchError(f"{place.shown(ABOUT)}: is not of {SCHEMA}; another isnad wrote it")
    return told


def finished(place: Place, names: Iterable[str]) -> dict[str, Finished]:
    """The parts that are whole, by their names, in their order. ``names``: all files that are there."""
    there = set(names)
    manifests = sorted(each for each in there if fnmatch.fnmatch(each, "parts/part-*.json"))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        told = list(pool.map(lambda name: read_json(place, name), manifests))
    parts = map(Finished.of, told)
    return {each.name: each for each in parts if there.issuperset(each.files)}


def sweep(place: Place, names: Iterable[str], whole: Iterable[str]) -> int:
    """Take away what parts have left that never became whole. Gives how many files."""
    kept, gone = set(whole), 0
    for name in names:
        part = _OF_PART.fullmatch(name)
        if _UNFINISHED.fullmatch(name) or (part and part[1] not in kept):
            place.remove(name)
            gone += 1
    return gone


def clear(place: Place, names: Iterable[str]) -> None:
    """Take away all that is a batch's, what says so first."""
    for name in sorted(names, key=lambda each: each != ABOUT):
        if _UNFINISHED.fullmatch(name) or any(fnmatch.fnmatch(name, own) for own in OWN):
            place.remove(name)


@contextmanager
def claimed(place: Place) -> Iterator[None]:
    """A folder that nobody else on this machine writes a batch to meanwhile. Raises ``BatchError``."""
    if not isinstance(place, Folder):
        yield  # an object store has no locks; whatever two write there is the same
        return
    place.path.mkdir(parents=True, exist_ok=True)
    folder = os.open(place.path, os.O_RDONLY)
    try:
        with suppress(OSError):  # there are disks over a network without locks
            _lock(folder, place)
        yield
    finally:
        os.close(folder)


def _lock(folder: int, place: Folder) -> None:
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise BatchError(f"{place.shown()}: another batch writes there; wait for its end, or end it") from None


def now() -> str:
    """This moment, in UTC."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
