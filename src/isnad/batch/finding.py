"""Names of files, folders and addresses to the sources of a batch, in their order."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from isnad.batch.errors import BatchError
from isnad.batch.places import filesystem
from isnad.exports.places import ADDRESS, shown, told

PASSED_OVER = (".", "_")
"""How the names of files and folders begin that are no sources: hidden ones, and what others' batches say of
themselves."""
STAMPS = ("ETag", "etag", "md5Hash", "LastModified", "last_modified", "mtime", "updated", "created")
"""What filesystems tell of a file that changes with what is in it, the best first."""


@dataclass(slots=True, frozen=True)
class Source:
    """A file: its name as it was given, its path or address for whoever reads it, its length in bytes, and what tells
    whether it has changed since."""

    name: str
    path: str
    size: int
    stamp: str


def find(names: Sequence[str]) -> list[Source]:
    """The files of some names, each once, in the order of the names and of what is in their folders.

    Raises ``BatchError`` where one is not there.
    """
    found: dict[str, Source] = {}
    for name in names:
        here = list(_of_name(name))
        if not here:
            raise BatchError(f"{called(name)}: there is no file in it")
        for source in here:
            found.setdefault(source.path, source)
    return list(found.values())


def called(name: str) -> str:
    """A name for people, without what lets one in where it is an address."""
    return shown(name) if ADDRESS.match(name) else name


def _of_name(name: str) -> Iterator[Source]:
    if ADDRESS.match(name):
        yield from _of_address(name)
    elif os.path.isdir(name):
        yield from _of_folder(name)
    else:
        yield _of_file(name)


def _of_file(path: str) -> Source:
    try:
        about = os.stat(path)
    except (OSError, ValueError) as error:
        raise BatchError(f"{path or repr(path)}: {told(error)}") from None
    return Source(path, os.path.abspath(path), about.st_size, str(about.st_mtime_ns))


def _of_folder(folder: str) -> Iterator[Source]:
    """A folder's files, as ``isnad ingest`` takes them: in the order of names, links to folders not followed."""
    try:
        with os.scandir(folder) as found:
            entries = sorted((each for each in found if not each.name.startswith(PASSED_OVER)),
                             key=lambda each: each.name)
    except OSError as error:
        raise BatchError(f"{folder}: {told(error)}") from None
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _of_folder(entry.path)
        elif entry.is_file():
            yield _of_file(entry.path)


def _of_address(address: str) -> Iterator[Source]:
    files, path = filesystem(address)
    try:
        if "*" in path:
            yield from _of_infos(files, address, files.glob(path, detail=True).values(), path.split("*")[0])
        elif files.isdir(path):
            yield from _of_infos(files, address, files.find(path, detail=True).values(), path)
        else:
            yield _of_info(address, address, files.info(path))
    except BatchError:
        raise
    except Exception as error:  # every store has its own
        said = "no such file or folder" if isinstance(error, FileNotFoundError) else told(error)
        raise BatchError(f"{shown(address)}: {said}") from None


def _of_infos(files: Any, address: str, infos: Iterable[dict[str, Any]], above: str) -> Iterator[Source]:
    depth = len(PurePosixPath(above).parts) - 1
    for info in sorted(infos, key=lambda each: str(each["name"])):
        parts = PurePosixPath(info["name"]).parts[depth:]
        if info["type"] == "file" and not any(part.startswith(PASSED_OVER) for part in parts[1:]):
            whole = str(files.unstrip_protocol(info["name"]))
            yield _of_info(whole, whole, info)


def _of_info(name: str, path: str, info: dict[str, Any]) -> Source:
    if info.get("size") is None:
        raise BatchError(f"{shown(name)}: its server does not tell its length; copy it to where it has one")
    stamp = next((str(info[key]) for key in STAMPS if info.get(key)), "")
    return Source(called(name), path, int(info["size"]), stamp)
