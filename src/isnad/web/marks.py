"""A report's text, cut where marks begin and end: pure.

Paragraphs hold runs of segments. A segment is as long as the same marks cover it, and knows them; all segments together
are the text, character for character. The work is near linear in text and marks, however they lie: a segment counts
what covers it, and lists of it the innermost only.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

Kind = Literal["content", "cue", "trigger", "again", "awaited", "mention", "date", "furniture"]
STRONG: frozenset[Kind] = frozenset({"cue", "trigger", "again", "awaited"})
"""The kinds of marks that a reader points at; ``again`` are an event's later triggers."""
LISTED = 6
"""How many strong marks, and how many contents, a segment lists at most."""
LEVELS = 4
"""How deep contents within contents are told apart by their looks; deeper ones are counted."""
_PARAGRAPH = re.compile("[^\n\v\f\r\x85\u2028\u2029]*[\n\v\f\r\x85\u2028\u2029]*")
_UNSHOWN = re.compile("[\x00-\x08\n-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_END = -1


class Mark(NamedTuple):
    """Characters ``start`` to ``end`` (exclusive) that belong to something; ``of`` is its number."""

    start: int
    end: int
    kind: Kind
    of: int


@dataclass(slots=True)
class Segment:
    """Characters that the same marks cover.

    ``kinds``: those of the marks; ``depth``: how many contents they lie in; ``items``: whose strong marks and contents
    they are, innermost first, strong ones before; ``who`` and ``day``: of which actor and date expression.
    ``number``: its place among the segments that are shown and marked, by which ``Marked.places`` names it.
    """

    start: int
    end: int
    shown: str
    kinds: frozenset[Kind] = frozenset()
    depth: int = 0
    items: tuple[int, ...] = ()
    who: int | None = None
    day: int | None = None
    number: int | None = None
    deepest: int = 0
    """Of a segment where contents begin to lie deeper than can be shown: how deep they come to lie."""

    @property
    def classes(self) -> str:
        """Its kinds as classes of a style sheet."""
        return _classes(self.kinds, min(self.depth, LEVELS))


@lru_cache(maxsize=1024)
def _classes(kinds: frozenset[Kind], level: int) -> str:
    told = sorted(f"{each}-{level}" if each == "content" else each for each in kinds)
    return " ".join(told)


@dataclass(slots=True)
class Run:
    """Segments in a row under one strong mark, or under none. ``lead``: whose it is; ``begins``: whose cue, trigger or
    awaited words begin here; ``number`` its place among the runs that have a lead."""

    segments: list[Segment]
    lead: int | None = None
    number: int | None = None
    begins: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Paragraph:
    """A line of the text with the line breaks that end it; ``blank`` where there is nothing in it to show."""

    start: int
    end: int
    headline: bool
    blank: bool
    runs: list[Run]

    @property
    def latin(self) -> bool:
        """Whether all its letters run from left to right."""
        return not _RIGHT_TO_LEFT.search(text := "".join(each.shown for each in self.segments)) and any(
            each.isalpha() for each in text)

    @property
    def segments(self) -> Iterator[Segment]:
        """All its segments in order."""
        return (segment for run in self.runs for segment in run.segments)


@dataclass(slots=True)
class Marked:
    """A text with its marks. By the number of what is marked: ``places``, the stretches of segments ``[first, end)``
    that its marks cover; ``begins``, the number of the run in which its first strong mark begins."""

    paragraphs: list[Paragraph]
    places: dict[int, list[tuple[int, int]]]
    begins: dict[int, int]


class _Open:
    """Marks that are open at one place of the text: the one that was opened last comes first, any can be closed."""

    def __init__(self) -> None:
        self._before: dict[int, int] = {_END: _END}
        self._after: dict[int, int] = {_END: _END}

    def __len__(self) -> int:
        return len(self._before) - 1

    def open(self, mark: int) -> None:
        last = self._before[_END]
        self._before[mark], self._after[mark] = last, _END
        self._after[last] = self._before[_END] = mark

    def close(self, mark: int) -> None:
        before, after = self._before.pop(mark), self._after.pop(mark)
        self._after[before], self._before[after] = after, before

    def innermost(self, most: int) -> Iterator[int]:
        mark = self._before[_END]
        while mark != _END and most > 0:
            yield mark
            mark, most = self._before[mark], most - 1


def shown(text: str) -> str:
    """A piece of a report as it is shown: without controls, and without what turns the direction of what follows."""
    return _UNSHOWN.sub("", text)


def marked(text: str, headline: int, marks: Iterable[Mark]) -> Marked:
    """Cut a text at its marks. ``headline``: how many characters of it are the headline's."""
    marks = _joined(text, marks)
    paragraphs = [(found.start(), found.end()) for found in _PARAGRAPH.finditer(text) if found.end() > found.start()]
    cuts = sorted({0, len(text), *(start for start, _ in paragraphs), *(mark.start for mark in marks),
                   *(mark.end for mark in marks)})
    segments = list(_segments(text, cuts, marks))
    made = list(_paragraphs(text, headline, paragraphs, cuts, segments))
    _number(made)
    _tell_depths(made)
    return _found(made, cuts, segments, marks)


def _joined(text: str, marks: Iterable[Mark]) -> list[Mark]:
    """Marks that lie in the text, those of one kind and owner that touch made one; outer ones before inner ones."""
    by_owner: dict[tuple[int, Kind], list[Mark]] = defaultdict(list)
    for mark in marks:
        start, end = max(0, mark.start), min(len(text), mark.end)
        if start < end:
            by_owner[mark.of, mark.kind].append(mark._replace(start=start, end=end))
    kept: list[Mark] = []
    for some in by_owner.values():
        some.sort()
        whole = some[0]
        for mark in some[1:]:
            if mark.start <= whole.end:
                whole = whole._replace(end=max(whole.end, mark.end))
            else:
                kept.append(whole)
                whole = mark
        kept.append(whole)
    return sorted(kept, key=lambda mark: (mark.start, -mark.end, mark.of, mark.kind))


def _segments(text: str, cuts: list[int], marks: list[Mark]) -> Iterator[Segment]:
    """The text between each two cuts, with what covers it."""
    ends = sorted(range(len(marks)), key=lambda at: marks[at].end)
    strong, content, who, day, furniture = _Open(), _Open(), _Open(), _Open(), _Open()
    lists: dict[Kind, _Open] = {"content": content, "mention": who, "date": day, "furniture": furniture}
    counts: dict[Kind, int] = defaultdict(int)
    kinds: frozenset[Kind] = frozenset()
    opened = closed = 0
    clean = not _UNSHOWN.search(text)
    for start, end in pairwise(cuts):
        altered = False
        while closed < len(ends) and marks[ends[closed]].end <= start:
            kind = marks[ends[closed]].kind
            lists.get(kind, strong).close(ends[closed])
            counts[kind] -= 1
            closed, altered = closed + 1, True
        while opened < len(marks) and marks[opened].start <= start:
            kind = marks[opened].kind
            lists.get(kind, strong).open(opened)
            counts[kind] += 1
            opened, altered = opened + 1, True
        if altered:
            kinds = frozenset(kind for kind, number in counts.items() if number)
        piece = text[start:end]
        segment = Segment(start, end, piece if clean else shown(piece), kinds)
        if kinds:
            segment.depth = len(content)
            segment.items = tuple(dict.fromkeys(
                marks[at].of for some in (strong, content) for at in some.innermost(LISTED)))
            segment.who = next((marks[at].of for at in who.innermost(1)), None)
            segment.day = next((marks[at].of for at in day.innermost(1)), None)
        yield segment


def _paragraphs(text: str, headline: int, bounds: Sequence[tuple[int, int]], cuts: list[int],
                segments: list[Segment]) -> Iterator[Paragraph]:
    at = 0
    for start, end in bounds:
        own: list[Segment] = []
        while at < len(segments) and segments[at].start < end:
            own.append(segments[at])
            at += 1
        blank = not any(each.shown.strip() for each in own)
        yield Paragraph(start, end, start < headline, blank, list(_runs(own)))


def _runs(segments: Iterable[Segment]) -> Iterator[Run]:
    run: Run | None = None
    for segment in segments:
        lead = segment.items[0] if segment.kinds & STRONG else None
        if run is None or run.lead != lead:
            if run is not None:
                yield run
            run = Run([], lead)
        run.segments.append(segment)
    if run is not None:
        yield run


def _number(paragraphs: list[Paragraph]) -> None:
    """Number what is shown: the segments with marks, and the runs with a lead."""
    segments = runs = 0
    for paragraph in paragraphs:
        if paragraph.blank:
            continue
        for run in paragraph.runs:
            if run.lead is not None:
                run.number, runs = runs, runs + 1
            for segment in run.segments:
                if segment.kinds:
                    segment.number, segments = segments, segments + 1


def _tell_depths(paragraphs: list[Paragraph]) -> None:
    """Tell where contents come to lie too deep to be shown how deep they get before they come up again."""
    first: Segment | None = None
    for segment in (each for paragraph in paragraphs if not paragraph.blank for each in paragraph.segments):
        if segment.depth <= LEVELS:
            first = None
            continue
        first = first or segment
        first.deepest = max(first.deepest, segment.depth)


def _found(paragraphs: list[Paragraph], cuts: list[int], segments: list[Segment], marks: list[Mark]) -> Marked:
    """Where everything that is marked stands, by the numbers of segments and runs."""
    before, shown_so_far = [], 0
    for segment in segments:
        before.append(shown_so_far)
        shown_so_far += segment.number is not None
    before.append(shown_so_far)
    run_at = {segment.start: run for paragraph in paragraphs for run in paragraph.runs for segment in run.segments}
    places: dict[int, list[tuple[int, int]]] = defaultdict(list)
    begins: dict[int, int] = {}
    for mark in marks:
        first, end = (before[bisect_left(cuts, place)] for place in (mark.start, mark.end))
        if first == end or mark.kind == "furniture":
            continue
        held = places[mark.of]
        if held and first <= held[-1][1]:
            held[-1] = held[-1][0], max(end, held[-1][1])
        else:
            held.append((first, end))
        run = run_at[mark.start]
        if mark.kind in STRONG and mark.kind != "again" and mark.of not in begins and run.number is not None:
            begins[mark.of] = run.number
            run.begins.append(mark.of)
    return Marked(paragraphs, dict(places), begins)
