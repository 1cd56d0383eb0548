"""Where exports go: a folder, an object store, or standard output. A file is there whole, or it is not there."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path, PurePosixPath
from typing import IO, Any, BinaryIO, Protocol

from isnad.exports.errors import ExportError

STANDARD_OUTPUT = "-"
WITHOUT_FOLDERS = ("abfs", "gcs", "s3")
"""Stores whose folders are but the beginnings of names."""
ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
"""How an address begins; what does not is a path."""


class Place(Protocol):
    """A folder, here or elsewhere, in which files are made. Its methods raise ``OSError`` as ``open`` does."""

    def shown(self, name: str = "") -> str:
        """What a file in it is called for people."""

    def has(self, name: str) -> bool:
        """Whether something of this name is there."""

    def names(self) -> list[str]:
        """The files in it and in its folders, by their names from here."""

    def open(self, name: str) -> BinaryIO:
        """A file that is there, to be read."""

    def create(self, name: str) -> contextlib.AbstractContextManager[BinaryIO]:
        """A file that stands under its name once it is whole. Where an exception leaves it, nothing is there."""

    def remove(self, name: str) -> None:
        """Take a file away."""


@contextmanager
def create_text(place: Place, name: str) -> Iterator[IO[str]]:
    """A file of UTF-8 with line feeds, under the same promise."""
    with place.create(name) as stream:
        text = TextIOWrapper(stream, encoding="utf-8", newline="", write_through=False)
        try:
            yield text
            text.flush()
        finally:
            with contextlib.suppress(OSError, ValueError):
                text.detach()  # or its end would close the stream before it is whole


class Folder:
    """A folder on this machine, made where it is missing."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def shown(self, name: str = "") -> str:
        return str(self.path / name)

    def has(self, name: str) -> bool:
        return (self.path / name).exists()

    def names(self) -> list[str]:
        return sorted(each.relative_to(self.path).as_posix() for each in self.path.rglob("*") if each.is_file())

    def open(self, name: str) -> BinaryIO:
        return (self.path / name).open("rb")

    @contextmanager
    def create(self, name: str) -> Iterator[BinaryIO]:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
        try:
            with part.open("wb") as stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            part.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
            raise

    def remove(self, name: str) -> None:
        (self.path / name).unlink(missing_ok=True)


class Bucket:
    """A place that an address names, as s3://bucket/folder or gs://bucket/folder, by way of pyarrow."""

    def __init__(self, filesystem: Any, path: str, shown: str) -> None:
        self._files, self._path, self._shown = filesystem, PurePosixPath(path), shown.rstrip("/")

    def shown(self, name: str = "") -> str:
        return f"{self._shown}/{name}" if name else self._shown

    def has(self, name: str) -> bool:
        return self._kind(self._files.get_file_info(str(self._path / name))) != "NotFound"

    def names(self) -> list[str]:
        from pyarrow.fs import FileSelector

        every = FileSelector(str(self._path), recursive=True, allow_not_found=True)
        return sorted(PurePosixPath(each.path).relative_to(self._path).as_posix()
                      for each in self._files.get_file_info(every) if self._kind(each) == "File")

    def open(self, name: str) -> BinaryIO:
        stream: BinaryIO = self._files.open_input_file(str(self._path / name))
        return stream

    @contextmanager
    def create(self, name: str) -> Iterator[BinaryIO]:
        path = self._path / name
        part = str(path.with_name(f"_{path.name}.{secrets.token_hex(4)}.part"))
        if self._files.type_name not in WITHOUT_FOLDERS:
            self._files.create_dir(str(path.parent), recursive=True)
        try:
            with self._files.open_output_stream(part) as stream:
                yield stream
            self._files.move(part, str(path))
        except BaseException:
            with contextlib.suppress(OSError):
                self._files.delete_file(part)
            raise

    def remove(self, name: str) -> None:
        self._files.delete_file(str(self._path / name))

    @staticmethod
    def _kind(info: Any) -> str:
        return str(info.type.name)


class Output:
    """Standard output, which takes one file; what else would stand beside it is not written."""

    def __init__(self, name: str, stream: BinaryIO) -> None:
        self._name, self._stream = name, stream

    def shown(self, name: str = "") -> str:
        return "standard output"

    def has(self, name: str) -> bool:
        return False

    def names(self) -> list[str]:
        return []

    def open(self, name: str) -> BinaryIO:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), name)

    @contextmanager
    def create(self, name: str) -> Iterator[BinaryIO]:
        if name == self._name:
            yield self._stream
            self._stream.flush()
        else:
            with open(os.devnull, "wb") as nowhere:
                yield nowhere

    def remove(self, name: str) -> None:
        """Nothing that went out comes back."""


def place_of(to: str, *, folder: bool, name: str) -> tuple[Place, str]:
    """Where ``--to`` says that an export goes, and what its file is called there; ``folder``: it is a folder of files,
    and ``name`` the one that says what it is. Raises ``ExportError``."""
    if to == STANDARD_OUTPUT:
        if folder:
            raise ExportError("this format is a folder of files; name it, as --to export/")
        return Output(name, sys.stdout.buffer), name
    if ADDRESS.match(to):
        return _bucket(to, folder, name)
    path = Path(to)
    if folder:
        if path.exists() and not path.is_dir():
            raise ExportError(f"{path}: is a file; this format is a folder of files")
        return Folder(path), name
    if path.is_dir():
        raise ExportError(f"{path}: is a folder; name the file in it, as {path / name}")
    if not path.parent.is_dir():
        raise ExportError(f"{path.parent}: no such folder; make it first")
    return Folder(path.parent), path.name


def shown(address: str) -> str:
    """An address for people, without what lets one in."""
    return re.sub(r"//[^/@]*@", "//…@", address.partition("?")[0])


def _bucket(to: str, folder: bool, name: str) -> tuple[Place, str]:
    called = shown(to)
    try:
        from pyarrow.fs import FileSystem
    except ModuleNotFoundError:
        raise ExportError(f"{called}: addresses need pyarrow; pip install 'isnad[parquet]', or name a file") from None
    try:
        files, path = FileSystem.from_uri(to)
    except (OSError, ValueError) as error:
        raise ExportError(f"{called}: {told(error)}") from None
    if folder:
        return Bucket(files, path, called), name
    at, file = path.rsplit("/", 1) if "/" in path else ("", path)
    if not file or not at:
        raise ExportError(f"{called}: name a file in it, as {called.rstrip('/')}/{name}")
    return Bucket(files, at, called.rsplit("/", 1)[0]), file


def told(error: BaseException) -> str:
    """An error of the system or of an object store in a line."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    said = " ".join((str(error) or type(error).__name__).split())[:300].rstrip(".")
    return said[:1].lower() + said[1:]
