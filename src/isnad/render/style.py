"""How a line of mixed Latin and Arabic is written so that it reads right with and without a terminal's help."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

FSI, PDI = "\u2068", "\u2069"
"""First strong isolate and its end: what stands between is laid out by itself, whatever stands around it."""

_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc]")
_UNSHOWN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_COLOUR = re.compile("\x1b\\[[0-9;]*m")
_SPACE = re.compile(r"\s+")


def tidy(text: str) -> str:
    """Text of a report as one line that cannot disturb a terminal: no controls, no overrides of direction."""
    return _SPACE.sub(" ", _UNSHOWN.sub("", text)).strip()


def isolate(text: str) -> str:
    """Text tidied, and isolated where it is Arabic, so that it keeps its place in a line of Latin."""
    text = tidy(text)
    return f"{FSI}{text}{PDI}" if _ARABIC.search(text) else text


def cells(text: str) -> int:
    """How many cells of a terminal a text takes."""
    return sum(
        0 if unicodedata.category(c) in ("Mn", "Me", "Cf") else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def wrap(text: str, width: int | None) -> Iterator[str]:
    """A text's lines of at most ``width`` cells, cut at spaces; one line where there is no width.

    We cut lines ourselves: a terminal that cuts a right-to-left line leaves its end above its beginning.
    """
    if width is None:
        yield text
        return
    line: list[str] = []
    used = 0
    for word in text.split(" "):
        size = cells(word)
        if line and used + 1 + size > width:
            yield " ".join(line)
            line, used = [], 0
        used += size + bool(line)
        line.append(word)
    yield " ".join(line)


@dataclass(slots=True, frozen=True)
class Style:
    """A way to write: with colours or without, to a width in cells or without end."""

    colours: bool = False
    width: int | None = None

    def _in(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.colours and text else text

    def strong(self, text: str) -> str:
        """What a reader looks for first."""
        return self._in("1", text)

    def heading(self, text: str) -> str:
        """The title of a part."""
        return self._in("1;36", text)

    def name(self, text: str) -> str:
        """A chain of names."""
        return self._in("33", text)

    def faint(self, text: str) -> str:
        """What a reader may pass over."""
        return self._in("2", text)

    def block(self, text: str, indent: int) -> Iterator[str]:
        """A text on lines of its own, indented."""
        width = None if self.width is None else max(20, self.width - indent)
        for line in wrap(tidy(text), width):
            yield " " * indent + line

    def flow(self, parts: Iterable[str], indent: int, hang: int = 2) -> Iterator[str]:
        """Parts on as few indented lines as hold them, cut between parts only; later lines hang deeper."""
        line, used = " " * indent, indent
        empty = True
        for part in parts:
            size = cells(_COLOUR.sub("", part))
            if not empty and self.width is not None and used + 1 + size > self.width:
                yield line
                line, used, empty = " " * (indent + hang), indent + hang, True
            line += part if empty else f" {part}"
            used += size + (not empty)
            empty = False
        if not empty:
            yield line


PLAIN = Style()
"""Without colours and without end of line: for files and pipes."""
