"""A reading as a picture: the report's text, right to left, with its statements, chains, actors and dates marked.

Plain SVG without scripts, styles or embedded HTML, so that every viewer shows it. An SVG has no line breaking of
its own: we estimate how wide each word is, set it there, and tell the viewer to fit it, whatever font it has.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape

from isnad.record import Record, Statement
from isnad.render.style import tidy
from isnad.render.words import ACTS, nested, origins

WIDTH, MARGIN, PAD = 1160, 340, 28
SIZE, LINE, GAP = 19.0, 40, 14
"""Font size, height of a line, and of the gap between paragraphs, in pixels."""
FONTS = "'Noto Naskh Arabic','Geeza Pro','Segoe UI',Tahoma,Arial,sans-serif"
TINTS = (("#dbeafe", "#1d4ed8"), ("#dcfce7", "#15803d"), ("#fce7f3", "#be185d"), ("#ede9fe", "#6d28d9"),
         ("#ffedd5", "#c2410c"), ("#cffafe", "#0e7490"))
"""Light and dark of a colour; a speaker keeps one through the picture."""
INK, FAINT, DATE = "#1f2937", "#6b7280", "#a16207"

_JOINED = {letter: width for letters, width in (
    ("بتثنئپ", 28), ("يی", 30), ("جحخچ", 63), ("سش", 73), ("صض", 82), ("طظ", 68), ("عغهم", 48), ("فق", 43), ("كکگ", 51),
    ("ل", 25)) for letter in letters}
_ENDING = {letter: width for letters, width in (
    ("اأإآ", 27), ("دذ", 47), ("رزءؤوة", 44), ("بتثپ", 93), ("جحخچ", 65), ("سش", 113), ("صض", 121), ("طظ", 82),
    ("عغم", 54), ("ف", 98), ("قيئىی", 72), ("ك", 78), ("کگ", 93), ("لن", 67), ("ه", 44), (".,،؛:!'«»", 30),
    ("\"()-/؟", 40)) for letter in letters}
"""Hundredths of the font size that a letter takes where the next joins it, and where none does."""
_MARK = re.compile("[\u0610-\u061a\u064b-\u065f\u0670]")
_WORD = re.compile(r"\S+")


def text_width(text: str, size: float) -> float:
    """About how wide a text is, in pixels."""
    letters = _MARK.sub("", text)
    hundredths = 0
    for letter, following in zip(letters, letters[1:] + " ", strict=True):
        joined = letter in _JOINED and following.isalpha()
        hundredths += _JOINED[letter] if joined else _ENDING.get(letter, 28 if letter == " " else 56)
    return hundredths * size / 100


@dataclass(slots=True)
class _Placed:
    """A word of the text, and where it stands: ``x`` is its left edge, ``y`` its base line."""

    start: int
    end: int
    text: str
    x: float
    y: float
    width: float


def draw(record: Record) -> str:
    """The picture as an SVG document."""
    words, bottom = _placed(record.report.text)
    tints: dict[str | None, tuple[str, str]] = {}
    own = len(origins(record)) + 1
    below: list[str] = []
    labels: list[str] = []
    label_end = 0.0
    cues: dict[int, str] = {}
    for statement, names in nested(record):
        tint = tints.setdefault(statement.speaker, TINTS[len(tints) % len(TINTS)])
        inside = _inside(words, statement.content)
        cues.update((i, tint[1]) for i in _inside(words, [statement.cue]))
        if not inside:
            continue
        below += _highlight([words[i] for i in inside], tint, len(names) - own)
        top = max(words[inside[0]].y - 24, label_end + 12)
        label_end = top
        for line in _label(statement, names, tint, top):
            labels.append(line.svg)
            label_end = max(label_end, line.bottom)
    marks = [*_actors(record, words), *_dates(record, words)]
    text = [_set(word.text, word.x, word.y, word.width, cues.get(i, INK), bold=i in cues)
            for i, word in enumerate(words)]
    height = max(bottom, label_end) + PAD
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" font-family="{FONTS}">'
    title = f"<title>{escape(tidy(record.report.headline))}</title>"
    paper = f'<rect width="{WIDTH}" height="{height:.0f}" rx="10" fill="#ffffff" stroke="#e5e7eb"/>'
    return "\n".join([head, title, paper, *below, *marks, *text, *labels, "</svg>", ""])


def _placed(text: str) -> tuple[list[_Placed], float]:
    """Every word set from the right, a paragraph a line of the text; and the bottom of the last line."""
    words: list[_Placed] = []
    right, left = WIDTH - PAD, MARGIN + PAD
    y = float(PAD)
    start = 0
    for paragraph in text.split("\n"):
        x = float(right)
        if paragraph.strip():
            y += LINE if not words else GAP + LINE
        for match in _WORD.finditer(paragraph):
            shown = tidy(match.group())
            width = text_width(shown, SIZE)
            if x - width < left and x < right:
                x, y = float(right), y + LINE
            if shown:
                words.append(_Placed(start + match.start(), start + match.end(), shown, x - width, y, width))
            x -= width + text_width(" ", SIZE)
        start += len(paragraph) + 1
    return words, y + 12


def _inside(words: list[_Placed], spans: Iterable[tuple[int, int]]) -> list[int]:
    """The indices of the words that have a character in one of the spans."""
    found: set[int] = set()
    for start, end in spans:
        first = bisect_right(words, start, key=lambda word: word.end)
        found.update(range(first, bisect_left(words, end, key=lambda word: word.start)))
    return sorted(found)


def _runs(words: list[_Placed]) -> Iterator[tuple[float, float, float]]:
    """The stretches of words that stand on one line: left, right, base line."""
    run: list[_Placed] = []
    for word in words:
        if run and (word.y != run[-1].y or word.start - run[-1].end > 2):
            yield run[-1].x, run[0].x + run[0].width, run[0].y
            run = []
        run.append(word)
    if run:
        yield run[-1].x, run[0].x + run[0].width, run[0].y


def _highlight(words: list[_Placed], tint: tuple[str, str], depth: int) -> Iterator[str]:
    inset = min(4 * depth, 12)
    for left, right, y in _runs(words):
        yield (f'<rect x="{left - 5:.1f}" y="{y - 25 + inset:.1f}" width="{right - left + 10:.1f}" '
               f'height="{35 - 2 * inset}" rx="5" fill="{tint[0]}"'
               + (f' stroke="{tint[1]}" stroke-width="0.8"/>' if depth else "/>"))


def _actors(record: Record, words: list[_Placed]) -> Iterator[str]:
    spans = [(mention.start, mention.end) for actor in record.actors for mention in actor.mentions
             if mention.form != "pronoun"]
    for left, right, y in _runs([words[i] for i in _inside(words, spans)]):
        yield f'<path d="M{left:.1f} {y + 7:.1f}H{right:.1f}" stroke="{FAINT}" stroke-dasharray="2 3"/>'


def _dates(record: Record, words: list[_Placed]) -> Iterator[str]:
    for date in record.dates:
        runs = list(_runs([words[i] for i in _inside(words, [date.span])]))
        for left, right, y in runs:
            yield f'<path d="M{left:.1f} {y + 6:.1f}H{right:.1f}" stroke="{DATE}" stroke-width="1.6"/>'
        if runs and date.start is not None:
            days = date.start if date.start == date.end else f"{date.start} – {date.end}"
            left, right, y = runs[0]
            yield (f'<text x="{(left + right) / 2:.1f}" y="{y + 17:.1f}" font-size="9.5" fill="{DATE}" '
                   f'text-anchor="middle">{days}</text>')


@dataclass(slots=True)
class _Line:
    svg: str
    bottom: float


def _label(statement: Statement, names: list[str], tint: tuple[str, str], top: float) -> Iterator[_Line]:
    """A statement's label in the margin: its act and form, and under it its chain, outlet first."""
    dark = tint[1]
    yield _Line(f'<rect x="{PAD - 8}" y="{top:.1f}" width="4" height="20" rx="2" fill="{dark}"/>'
                f'<text x="{PAD + 4}" y="{top + 15:.1f}" font-size="14" fill="{dark}">'
                f'<tspan font-weight="bold">{ACTS[statement.act]}</tspan>, {statement.form}</text>', top + 20)
    x, y = PAD + 4.0, top + 37
    for i, name in enumerate(tidy(name) for name in names):
        last = i == len(names) - 1
        width = min(text_width(name, 13), MARGIN - PAD - 8)
        if x > PAD + 4 and x + width > MARGIN:
            x, y = PAD + 18.0, y + 21
        yield _Line(_set(name, x, y, width, dark if last else FAINT, size=13, bold=last), y + 6)
        x += width + 6
        if not last:
            yield _Line(f'<text x="{x:.1f}" y="{y:.1f}" font-size="13" fill="{FAINT}">←</text>', y)
            x += 19


def _set(text: str, x: float, y: float, width: float, colour: str, *, size: float = SIZE, bold: bool = False) -> str:
    """A word or name fitted into its place, whatever the viewer's font; set from its middle, so direction is safe."""
    weight = ' font-weight="bold"' if bold else ""
    return (f'<text x="{x + width / 2:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{colour}"{weight} direction="rtl" '
            f'text-anchor="middle" textLength="{width:.1f}" lengthAdjust="spacingAndGlyphs">{escape(text)}</text>')
