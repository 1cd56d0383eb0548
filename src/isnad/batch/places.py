"""Where batches read and write: folders on this machine, and whatever fsspec knows an address of."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any, BinaryIO

from isnad.batch.errors import BatchError, SourceError
from isnad.exports.places import ADDRESS, Bucket, Folder, Place, shown, told

BUFFER = 1 << 20
"""Bytes that are asked of a source at once."""


def needed(module: str, what: str) -> BatchError:
    """What must be installed for something."""
    return BatchError(f"{what} needs {module}; pip install 'isnad[ray]'")


def filesystem(address: str) -> tuple[Any, str]:
    """The filesystem of an address, as s3://bucket/folder or memory://folder, and the path in it."""
    try:
        import fsspec
    except ModuleNotFoundError:
        raise needed("fsspec", shown(address)) from None
    protocol = address.partition("://")[0].lower()
    if protocol not in fsspec.available_protocols():
        known = ", ".join(sorted(fsspec.available_protocols()))
        raise BatchError(f"{shown(address)}: no protocol {protocol!r}; there are {known}")
    try:
        files, path = fsspec.core.url_to_fs(address)
    except (ImportError, OSError, ValueError) as error:  # fsspec says which library a protocol needs
        raise BatchError(f"{shown(address)}: {told(error)}") from None
    return files, path


def place_at(out: str) -> Place:
    """The folder that a path or an address names. Raises ``BatchError``."""
    if not ADDRESS.match(out):
        here = Path(out)
        if here.exists() and not here.is_dir():
            raise BatchError(f"{here}: is a file; a batch is a folder of files")
        return Folder(here)
    try:
        from pyarrow.fs import FSSpecHandler, PyFileSystem
    except ModuleNotFoundError:
        raise needed("pyarrow", "a batch") from None
    files, path = filesystem(out)
    files.invalidate_cache()  # others write there, too
    return Bucket(PyFileSystem(FSSpecHandler(files)), path, shown(out))


class Watched(io.RawIOBase):
    """A source's bytes. It remembers what went wrong in getting them: who reads an archive takes every fault for
    damage, and damage is for ever, while a network comes back."""

    def __init__(self, stream: Any) -> None:
        super().__init__()
        self._stream = stream
        self.fault: Exception | None = None

    def readable(self) -> bool:
        """True."""
        return True

    def seekable(self) -> bool:
        """True: what cannot be sought in is no source of a batch."""
        return True

    def tell(self) -> int:
        """Where it is."""
        return int(self._stream.tell())

    def seek(self, place: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place."""
        return int(self._stream.seek(place, whence))

    def readinto(self, buffer: Any) -> int:
        """Read some bytes."""
        room = memoryview(buffer).cast("B")
        try:
            data = self._stream.read(len(room))
        except Exception as error:  # every store has its own
            self.fault = error
            raise
        room[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Let go of the source."""
        if not self.closed:
            self._stream.close()
        super().close()


class Opened(io.BufferedReader):
    """A source that is being read; leaving it raises ``SourceError`` where its bytes could not be got."""

    def __init__(self, name: str, watched: Watched) -> None:
        super().__init__(watched, BUFFER)
        self._called, self._watched = name, watched

    def check(self) -> None:
        """Raise ``SourceError`` where something went wrong, whatever became of the fault on its way."""
        if self._watched.fault is not None:
            raise SourceError(f"{self._called}: {told(self._watched.fault)}")

    def __exit__(self, *raised: Any) -> None:
        self.close()
        if raised[0] is None or issubclass(raised[0], Exception):
            self.check()


def opened(name: str, path: str, size: int) -> Opened:
    """A source, from its beginning. Raises ``SourceError`` where it is not there, or has another size than it had."""
    try:
        if ADDRESS.match(path):
            files, within = filesystem(path)
            stream = files.open(within, "rb")
            length = stream.size
        else:
            stream = open(path, "rb", buffering=0)  # noqa: SIM115 - whoever asked closes it
            length = os.fstat(stream.fileno()).st_size
    except BatchError as error:
        raise SourceError(str(error)) from None
    except Exception as error:  # every store has its own
        raise SourceError(f"{name}: {told(error)}") from None
    if length != size:
        stream.close()
        raise SourceError(f"{name}: had {size:,} bytes when it was looked at, and has {length:,} now")
    return Opened(name, Watched(stream))


class Bounded(io.RawIOBase):
    """So many bytes of a stream, from where it stands."""

    def __init__(self, stream: BinaryIO | Any, length: int) -> None:
        super().__init__()
        self._stream, self._left = stream, length

    def readable(self) -> bool:
        """True."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read some bytes."""
        room = memoryview(buffer).cast("B")
        data = self._stream.read(min(len(room), self._left))
        self._left -= len(data)
        room[: len(data)] = data
        return len(data)
