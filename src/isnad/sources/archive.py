"""Zip archives and what is compressed with gzip: read in place, never unpacked to a disk."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Any, BinaryIO

from isnad.sources.report import BadArchive, Binary, Oversize, Rejected

ZIP, GZIP = b"PK\x03\x04", b"\x1f\x8b"
INSIDE = "!"
"""Stands between an archive's name and its member's."""
MAX_MEMBERS = 200_000
"""The most members that are read of an archive."""
MAX_MEMBER = 4_000_000_000
"""The longest member that is read, in bytes; how much of it is held at once, its format says."""
MAX_TOTAL = 32_000_000_000
"""The most bytes that are read of all members together."""
MAX_RATIO = 200
"""How many times as long as it was compressed a member may be; text and HTML seldom reach 30."""
SMALL = 1_000_000
"""Bytes up to which any ratio is taken."""
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)
"""What the standard library raises for a member that is damaged, locked or of an unknown kind."""


class TooMuchError(Oversize):
    """A member is longer than is read; ``ends`` where nothing more is read of its archive."""

    def __init__(self, message: str, *, ends: bool = False) -> None:
        super().__init__(message)
        self.ends = ends


class Rejoined(io.RawIOBase):
    """A stream whose beginning has been read, with its beginning. Tells where it is, and cannot be sought in."""

    def __init__(self, head: bytes, stream: Any) -> None:
        super().__init__()
        self._head = head
        self._stream = stream
        self._at = 0

    def readable(self) -> bool:
        """True."""
        return True

    def tell(self) -> int:
        """How many bytes have been read."""
        return self._at

    def readinto(self, buffer: Any) -> int:
        """Read some bytes."""
        room = memoryview(buffer).cast("B")
        data = self._head[: len(room)] if self._head else self._stream.read(len(room))
        self._head = self._head[len(data):]
        room[: len(data)] = data
        self._at += len(data)
        return len(data)


class _Counted(io.RawIOBase):
    """A member that is given up where more comes out of it than is read: its own word for its size proves nothing."""

    def __init__(self, member: IO[bytes], packed: int, budget: _Budget) -> None:
        super().__init__()
        self._member = member
        self._most = min(MAX_MEMBER, max(SMALL, packed * MAX_RATIO))
        self._budget = budget
        self._read = 0

    def readable(self) -> bool:
        """True."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read some bytes; raises ``TooMuchError``."""
        room = memoryview(buffer).cast("B")
        data = self._member.read(len(room))
        self._read += len(data)
        self._budget.left -= len(data)
        if self._read > self._most:
            raise TooMuchError(f"too long: more than {self._most:,} bytes come out of this member, which is the most "
                               f"that is read of one so strongly compressed")
        if self._budget.left < 0:
            raise TooMuchError(f"too long: at most {MAX_TOTAL // 1_000_000_000} GB are read of an archive", ends=True)
        room[: len(data)] = data
        return len(data)


class _Budget:
    def __init__(self) -> None:
        self.left = MAX_TOTAL


def gunzipped(head: bytes, size: int = 64) -> bytes:
    """The first bytes of what is compressed with gzip; none where it is damaged."""
    try:
        return zlib.decompressobj(wbits=31).decompress(head, size)
    except zlib.error:
        return b""


def members(stream: BinaryIO) -> Iterator[tuple[str, BinaryIO | Rejected]]:
    """The members of a zip archive in the order of their names, each with a stream of its bytes or why it has none.

    Folders, hidden files and what macOS adds are left out; an archive within is not opened. A stream is read before
    the next is asked for. Raises ``BadArchive`` for what is no archive, ``Binary`` for an office document.
    """
    try:
        archive = zipfile.ZipFile(stream)
    except UNREADABLE as error:
        raise BadArchive(f"not a zip archive that can be read: {error}") from None
    with archive:
        found = archive.infolist()
        if any(member.filename in ("[Content_Types].xml", "mimetype") for member in found):
            raise Binary("not text: an office document; convert it to text first")
        wanted = sorted((member for member in found if not _passed_over(member)), key=lambda member: member.filename)
        if not wanted:
            raise BadArchive("there is no file in this archive")
        if len(wanted) > MAX_MEMBERS:
            raise BadArchive(f"{len(wanted):,} members; at most {MAX_MEMBERS:,} are read of an archive")
        budget = _Budget()
        for member in wanted:
            name = "".join(c if c.isprintable() else "\ufffd" for c in member.filename)
            try:
                with archive.open(member) as opened:
                    yield name, _opened(opened, member, budget)
            except UNREADABLE as error:
                yield name, damaged(error)


def damaged(error: Exception) -> BadArchive:
    """Why a member cannot be read."""
    if "encrypted" in str(error) or "password" in str(error):
        return BadArchive("it is locked with a password; unlock it first")
    return BadArchive(f"damaged: it cannot be unpacked ({' '.join(str(error).split())[:120]})")


def _opened(opened: IO[bytes], member: zipfile.ZipInfo, budget: _Budget) -> BinaryIO | Rejected:
    stream = io.BufferedReader(_Counted(opened, member.compress_size, budget), 1 << 16)
    try:
        head = stream.peek(4)
    except TooMuchError as reason:
        return reason
    if head.startswith(ZIP):
        return BadArchive("an archive within an archive, or an office document; unpack or convert it first")
    return stream


def _passed_over(member: zipfile.ZipInfo) -> bool:
    parts = member.filename.replace("\\", "/").split("/")
    return member.is_dir() or any(part.startswith((".", "__MACOSX")) for part in parts if part)
