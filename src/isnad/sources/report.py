"""What a source gives: a report as it came, or the reason why it is none."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any


@dataclass(slots=True, frozen=True)
class RawReport:
    """A report before it is read. ``text`` is the body without its headline; ``published`` an ISO day.

    ``published_at`` is the moment with its offset, where the source tells one; its day is ``published``. ``captured``
    is the moment it was fetched or archived, in UTC, as 2024-03-01T09:00:00Z. ``language`` is the one it is read in,
    ``stated_language`` the tag that the source gives itself, which is often a template's and proves nothing.
    """

    text: str
    headline: str = ""
    id: str | None = None
    published: str | None = None
    publisher: str | None = None
    byline: str | None = None
    url: str | None = None
    language: str = "ar"
    published_at: str | None = None
    captured: str | None = None
    stated_language: str | None = None


class Rejected(Exception):  # noqa: N818 - it is a verdict on what came, not a failure of the program
    """Why something that came cannot be read as a report. ``code`` is for programs, the message for people."""

    code = "rejected"

    @property
    def reason(self) -> str:
        """The reason in words."""
        return str(self)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickled as it is: an exception would be made anew from its message, which is not what many are made of."""
        return _again, (type(self), self.args, dict(self.__dict__))


def _again(kind: type[Rejected], args: tuple[Any, ...], fields: dict[str, Any]) -> Rejected:
    made = kind.__new__(kind, *args)
    made.args = args
    made.__dict__.update(fields)
    return made


class Empty(Rejected):
    """Nothing stands in it, or no word."""

    code = "empty"


class Binary(Rejected):
    """Bytes that are no text in any encoding."""

    code = "binary"


class NotArabic(Rejected):
    """Text in another language. ``language`` is its ISO 639 code."""

    code = "not-arabic"

    def __init__(self, language: str, name: str) -> None:
        super().__init__(f"not Arabic: it looks like {name}")
        self.language = language


class NoArticle(Rejected):
    """A page of HTML that holds no article."""

    code = "no-article"


class Oversize(Rejected):
    """More than is read at once; the message names the limit."""

    code = "too-long"


class BadXml(Rejected):
    """XML that cannot be read, or holds nothing of what it should."""

    code = "bad-xml"


class NotFeed(Rejected):
    """Something else where a feed was to be."""

    code = "not-a-feed"


class LinkOnly(Rejected):
    """An entry of a feed with no more than a link. ``url`` is where its report would be."""

    code = "link-only"

    def __init__(self, url: str) -> None:
        super().__init__(f"only a link; the report is at {url}")
        self.url = url


class Withdrawn(Rejected):
    """An item that its agency took back or holds back."""

    code = "withdrawn"


class Unreadable(Rejected):
    """A file, folder or member that cannot be opened."""

    code = "unreadable"


class BadArchive(Rejected):
    """An archive that is damaged, locked, or made to fill a disk."""

    code = "bad-archive"


class BadAddress(Rejected):
    """Not an address that a report can have or be fetched from."""

    code = "bad-address"


class BadJson(Rejected):
    """A line or a file that is no JSON."""

    code = "bad-json"


class BadField(Rejected):
    """JSON that is no report: a field is missing or of the wrong type."""

    code = "bad-field"


class Failed(Rejected):
    """Something that isnad was not made for: a fault of ours, told with its place."""

    code = "failed"

    def __init__(self, error: Exception) -> None:
        frame = error.__traceback__
        while frame is not None and frame.tb_next is not None:
            frame = frame.tb_next
        place = f"{Path(frame.tb_frame.f_code.co_filename).name}:{frame.tb_lineno}" if frame else "?"
        said = " ".join(str(error).split())[:200]
        super().__init__(f"a fault of isnad's own; please tell its makers: {type(error).__name__} at {place}: {said}")


@dataclass(slots=True, frozen=True)
class Incoming:
    """One report, or the reason why there is none, and where it stood.

    ``line`` counts from 1, lines, a feed's entries or an archive's records, and is None where the whole source is one
    report. A member of an archive has the source ``archive.zip!member``. ``given`` is the line as it came, or the
    link, where it did not become a report. ``warnings`` tells what was left out of a report that can be read all the
    same. ``record``: its record as JSON, where this very reader has read it before.
    """

    source: str
    report: RawReport | Rejected
    line: int | None = None
    given: str | None = None
    warnings: tuple[str, ...] = field(default=())
    record: str | None = None

    @property
    def where(self) -> str:
        """``source`` or ``source:line``."""
        return self.source if self.line is None else f"{self.source}:{self.line}"


@dataclass(slots=True, frozen=True)
class Origin:
    """Where and when some bytes were got. ``charset``, ``language`` and ``modified`` are what the server declared."""

    address: str | None = None
    charset: str | None = None
    captured: str | None = None
    language: str | None = None
    modified: datetime | None = None
