"""A reading as a picture: the report's text, right to left, with everything that was read in it marked.

Statements are nested by their chains in the margin, events hang on their triggers and are told below, and so is what
is awaited. Plain SVG without scripts, styles or embedded HTML, so that every viewer shows it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape

from isnad.record import Record, Statement
from isnad.render import picture_events
from isnad.render.picture_events import MARGIN, PAD, WIDTH
from isnad.render.style import tidy
from isnad.render.svg import FAINT, FONTS, INK, fitted, flow, latin, names, text_width
from isnad.render.words import ACTS, nested, origins

SIZE, LINE, GAP = 19.0, 46, 10
"""Font size, height of a line, and of the gap between paragraphs, in pixels."""
TINTS = (("#dbeafe", "#1d4ed8"), ("#dcfce7", "#15803d"), ("#fce7f3", "#be185d"), ("#ede9fe", "#6d28d9"),
         ("#ffedd5", "#c2410c"), ("#cffafe", "#0e7490"))
"""Light and dark of a colour; a speaker keeps one through the picture."""
DATE = "#a16207"

_WORD = re.compile(r"\S+")


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
    below, labels, cues, label_end = _statements(record, words)
    runs = {span: list(_runs([words[i] for i in _inside(words, [span])])) for span in _event_spans(record)}
    marks = [*_actors(record, words), *_dates(record, words), *picture_events.marks(record, runs)]
    head_end = len(record.report.headline)
    text = [fitted(word.text, word.x, word.y, word.width, cues.get(i, INK), size=SIZE,
                   bold=i in cues or word.end <= head_end)
            for i, word in enumerate(words)]
    told, height = picture_events.told(record, max(bottom, label_end) + PAD)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" font-family="{FONTS}">'
    title = f"<title>{escape(tidy(record.report.headline))}</title>"
    paper = (f'<rect x="0.5" y="0.5" width="{WIDTH - 1}" height="{height - 1:.0f}" rx="10" fill="#ffffff" '
             'stroke="#e5e7eb"/>')
    return "\n".join([head, title, paper, *below, *text, *marks, *labels, *told, "</svg>", ""])


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


def _statements(record: Record, words: list[_Placed]) -> tuple[list[str], list[str], dict[int, str], float]:
    """Statements: their ground under the text, their labels in the margin, their cues' colours by word, and where
    the margin ends."""
    tints: dict[str | None, tuple[str, str]] = {}
    own = len(origins(record)) + 1
    below: list[str] = []
    labels: list[str] = []
    cues: dict[int, str] = {}
    end = 0.0
    for statement, chain in nested(record):
        tint = tints.setdefault(statement.speaker, TINTS[len(tints) % len(TINTS)])
        inside = _inside(words, statement.content)
        cues.update((i, tint[1]) for i in _inside(words, [statement.cue]))
        if not inside:
            continue
        depth = len(chain) - own
        below += _highlight([words[i] for i in inside], tint, depth)
        drawn, end = _label(statement, chain, tint, max(words[inside[0]].y - 24, end + 12), depth)
        labels += drawn
    return below, labels, cues, end


def _highlight(words: list[_Placed], tint: tuple[str, str], depth: int) -> Iterator[str]:
    inset = min(4 * depth, 12)
    for left, right, y in _runs(words):
        yield (f'<rect x="{left - 5:.1f}" y="{y - 25 + inset:.1f}" width="{right - left + 10:.1f}" '
               f'height="{35 - 2 * inset}" rx="5" fill="{tint[0]}"'
               + (f' stroke="{tint[1]}" stroke-width="0.8"/>' if depth else "/>"))


def _label(statement: Statement, chain: list[str], tint: tuple[str, str], top: float,
           depth: int) -> tuple[list[str], float]:
    """A statement's label in the margin, deeper where it stands within another: its act and form, and under it its
    chain, outlet first."""
    dark, left = tint[1], PAD + 4 + 14 * min(depth, 6)
    drawn = [f'<rect x="{left - 12}" y="{top:.1f}" width="4" height="20" rx="2" fill="{dark}"/>',
             f'<text x="{left}" y="{top + 15:.1f}" font-size="14" fill="{dark}"><tspan fill="{FAINT}">{statement.id}'
             f'</tspan> <tspan font-weight="bold">{ACTS[statement.act]}</tspan>, {statement.form}</text>']
    parts = list(names(chain, FAINT, between="←"))
    parts[-1] = replace(parts[-1], colour=dark, bold=True)
    more, y = flow(parts, left, MARGIN, top + 37, 13)
    return drawn + more, y + 6


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
            yield latin(days, (left + right) / 2, y + 17, DATE, size=9.5, anchor="middle")


def _event_spans(record: Record) -> set[tuple[int, int]]:
    spans = {span for event in record.events for span in (event.trigger, *event.mentions)}
    return spans | {item.what for item in record.awaited}
