"""Plain text to the report in it."""

from __future__ import annotations

import re

from isnad.sources.report import RawReport

_LINE_END = re.compile(r"\r\n|[\n\r\u2028\u2029]")


def read_text(text: str) -> RawReport:
    """The first line that holds anything is the headline, the rest the body; a text of one line is all body.

    Blank lines before the headline and between it and the body are left out, everything else stays as it came.
    """
    headline, rest = _first_line(text)
    if not rest.strip():
        return RawReport(text=headline)
    return RawReport(text=_without_blank_lines(rest), headline=headline.strip())


def _first_line(text: str) -> tuple[str, str]:
    text = _without_blank_lines(text)
    end = _LINE_END.search(text)
    return (text[: end.start()], text[end.end():]) if end else (text, "")


def _without_blank_lines(text: str) -> str:
    """Without the blank lines it begins with; white space before the first words of a line stays."""
    words = len(text) - len(text.lstrip())
    start = 0
    for end in _LINE_END.finditer(text, 0, words):
        start = end.end()
    return text[start:]
