"""Text in an SVG: how wide it is, and how it is set so that every viewer shows it alike.

An SVG has no line breaking of its own: we estimate how wide each word is, set it there, and tell the viewer to fit
it, whatever font it has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape

from isnad.render.style import tidy

FONTS = "'Noto Naskh Arabic','Geeza Pro','Segoe UI',Tahoma,Arial,sans-serif"
INK, FAINT = "#1f2937", "#6b7280"

_JOINED = {letter: width for letters, width in (
    ("بتثنئپ", 28), ("يی", 30), ("جحخچ", 63), ("سش", 73), ("صض", 82), ("طظ", 68), ("عغهم", 48), ("فق", 43), ("كکگ", 51),
    ("ل", 25)) for letter in letters}
_ENDING = {letter: width for letters, width in (
    ("اأإآ", 27), ("دذ", 47), ("رزءؤوة", 44), ("بتثپ", 93), ("جحخچ", 65), ("سش", 113), ("صض", 121), ("طظ", 82),
    ("عغم", 54), ("ف", 98), ("قيئىی", 72), ("ك", 78), ("کگ", 93), ("لن", 67), ("ه", 44), (".,،؛:!'«»", 30),
    ("\"()-/؟", 40)) for letter in letters}
"""Hundredths of the font size that a letter takes where the next joins it, and where none does."""
_LATIN = {letter: width for letters, width in (
    ("ijlt|I", 27), ("frt", 33), ("mwMW", 84), ("abcdeghknopqsuvxyz", 54), ("ABCDEFGHJKLNOPQRSTUVXYZ", 69),
    (" ", 28), ("0123456789", 56), ("–=+", 58), ("←→", 100), ("·", 30)) for letter in letters}
_MARK = re.compile("[\u0610-\u061a\u064b-\u065f\u0670]")


def text_width(text: str, size: float) -> float:
    """About how wide a text is, in pixels."""
    letters = _MARK.sub("", text)
    hundredths = 0
    for letter, following in zip(letters, letters[1:] + " ", strict=True):
        joined = letter in _JOINED and following.isalpha()
        hundredths += _JOINED[letter] if joined else _ENDING.get(letter) or _LATIN.get(letter, 56)
    return hundredths * size / 100


def fitted(text: str, x: float, y: float, width: float, colour: str, *, size: float, bold: bool = False) -> str:
    """A word or name fitted into its place, whatever the viewer's font; set from its middle, so direction is safe."""
    weight = ' font-weight="bold"' if bold else ""
    return (f'<text x="{x + width / 2:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{colour}"{weight} direction="rtl" '
            f'text-anchor="middle" textLength="{width:.1f}" lengthAdjust="spacingAndGlyphs">{escape(text)}</text>')


def latin(text: str, x: float, y: float, colour: str, *, size: float, bold: bool = False, anchor: str = "") -> str:
    """Words of ours, left to right from ``x``."""
    weight = ' font-weight="bold"' if bold else ""
    anchored = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{colour}"{weight}{anchored}>{escape(text)}</text>'


@dataclass(slots=True, frozen=True)
class Part:
    """A piece of a row: a name of the report's, or words and signs of ours. ``close`` to the one before it."""

    text: str
    colour: str = FAINT
    bold: bool = False
    ours: bool = False
    close: bool = False


def names(given: Iterable[str], colour: str, *, between: str = ",", bold: bool = False) -> Iterator[Part]:
    """Names one after the other with a sign of ours between them."""
    for place, name in enumerate(given):
        if place:
            yield Part(between, ours=True, close=between == ",")
        yield Part(tidy(name), colour, bold)


def flow(parts: Iterable[Part], left: float, right: float, y: float, size: float) -> tuple[list[str], float]:
    """Set parts from the left, in as many lines as they need; the drawing, and the base line of the last one."""
    drawn: list[str] = []
    x, gap = left, size * 0.42
    for part in parts:
        width = min(text_width(part.text, size), right - left)
        if part.close:
            x -= gap * 0.7
        elif x > left and x + width > right:
            x, y = left + size, y + size * 1.6
            width = min(width, right - x)
        if part.ours:
            drawn.append(latin(part.text, x, y, part.colour, size=size, bold=part.bold))
        else:
            drawn.append(fitted(part.text, x, y, width, part.colour, size=size, bold=part.bold))
        x += width + gap
    return drawn, y
