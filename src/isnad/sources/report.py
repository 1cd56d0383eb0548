"""What a source gives: a report as it came, or the reason why it is none."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True, frozen=True)
class RawReport:
    """A report before it is read. ``text`` is the body without its headline; ``published`` an ISO day."""

    text: str
    headline: str = ""
    id: str | None = None
    published: str | None = None
    publisher: str | None = None
    byline: str | None = None
    url: str | None = None
    language: str = "ar"


class Rejected(Exception):  # noqa: N818 - it is a verdict on what came, not a failure of the program
    """Why something that came cannot be read as a report. ``code`` is for programs, the message for people."""

    code = "rejected"

    @property
    def reason(self) -> str:
        """The reason in words."""
        return str(self)


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


class BadJson(Rejected):
    """A line or a file that is no JSON."""

    code = "bad-json"


class BadField(Rejected):
    """JSON that is no report: a field is missing or of the wrong type."""

    code = "bad-field"


@dataclass(slots=True, frozen=True)
class Incoming:
    """One report, or the reason why there is none, and where it stood.

    ``line`` counts from 1 and is None where the whole source is one report. ``given`` is the line as it came, where
    it did not become a report. ``warnings`` tells what was left out of a report that can be read all the same.
    """

    source: str
    report: RawReport | Rejected
    line: int | None = None
    given: str | None = None
    warnings: tuple[str, ...] = field(default=())

    @property
    def where(self) -> str:
        """``source`` or ``source:line``."""
        return self.source if self.line is None else f"{self.source}:{self.line}"
