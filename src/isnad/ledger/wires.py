"""Wires: which reports are one text under many mastheads, copied, trimmed, retitled or with another lead.

A report becomes a ``Sketch``: the words of its own text as numbers, in order, without furniture and particles. Reports
that share a key of their sieves and lie no more than ``WINDOW`` days apart are candidates; ``same_wire`` judges two
sketches by the runs of words that they share, wherever these stand, by how much of each one's headline the other tells,
and by what one has in the places where the other has something else: reports in set phrases (cables, forecasts, lists
of prices) agree in the phrases and not in what fills them. A text that is a small part of another, or stands in one
that begins and is titled with other matters, is no wire with it: a round-up is not a copy of its items.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from hashlib import blake2b
from itertools import pairwise
from operator import and_
from typing import Literal, NamedTuple

from isnad.languages import language
from isnad.languages.settling import vocabulary
from isnad.languages.stems import stemmer
from isnad.reading.text import NUMBER, PUNCT, ascii_digits, tokens
from isnad.record import Record

WINDOW = 3
"""Days on either side of a report in which others of its wire are looked for."""
KEYS = 32
"""Keys of a sieve at most. A report with fewer runs of words has fewer keys."""
SAME = 0.6
"""The score from which two reports are one wire."""

How = Literal["copied", "trimmed", "other lead", "rewritten"]

PLAIN, FIGURE, NAME, FRAME = range(4)
"""What a word of a sketch is, in its two lowest bits: an ordinary word, a figure, a name or what no table knows, or a
word that reports of every kind are made with ("said", "minister", "Monday", "million"). The 22 bits above tell which
word it is."""
MARK = 3
DAYS, WORDS, TITLE = 8, 10_000, 64
"""Days, words and words of a headline that a sketch holds at most: the first ones."""

_JOINS = -1
_EMPTY = frozenset({"honorific", "weekday"})  # what outlets add and take away as they please
_EVERYDAY = frozenset({"adj", "adv", "noun", "prep", "quantity", "verb"})
_FRAME = frozenset({"aux", "before", "body", "calendar", "comp", "conj", "cue", "dateword", "dem", "month", "neg",
                    "numeral", "pron", "quantifier", "rel", "title"})
_SOFT = str.maketrans("غقچپڤ", "جججبف", "اويىءئؤةه")
"""Letters by which spellings of foreign names differ: one for another, and those that are left out."""
_FACTORS = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)
_SHUFFLE = 0xD6E8FEB86659FD93
_HALF = (1 << 63) - 1


@dataclass(frozen=True)
class Sketch:
    """A report's own words as numbers of 24 bits, those of its headline, and the days that its text names, as counted
    by ``date.toordinal``."""

    words: tuple[int, ...]
    headline: tuple[int, ...] = ()
    days: tuple[int, ...] = ()

    @cached_property
    def plain(self) -> tuple[int, ...]:
        """The words without their marks."""
        return tuple(word >> 2 for word in self.words)

    @cached_property
    def known(self) -> frozenset[int]:
        """Every word once."""
        return frozenset(self.plain)

    @cached_property
    def marked(self) -> frozenset[int]:
        """Its names and figures."""
        return frozenset(word >> 2 for word in self.words if word & MARK in (FIGURE, NAME))

    @cached_property
    def ordinary(self) -> bytes:
        """1 for every ordinary word, 0 for every other one."""
        return bytes([word & MARK == PLAIN for word in self.words])

    @cached_property
    def title(self) -> frozenset[int]:
        """The words of its headline without their marks."""
        return frozenset(word >> 2 for word in self.headline)

    @cached_property
    def runs(self) -> dict[int, int]:
        """Every run of three words as one number, and where it stands first."""
        words, (one, two, three) = self.plain, _FACTORS
        return {(words[i] * one ^ words[i + 1] * two ^ words[i + 2] * three) & _HALF: i
                for i in range(len(words) - 3, -1, -1)}

    @cached_property
    def last(self) -> dict[int, int]:
        """Every run of three words, and where it stands last."""
        words, (one, two, three) = self.plain, _FACTORS
        return {(words[i] * one ^ words[i + 1] * two ^ words[i + 2] * three) & _HALF: i
                for i in range(len(words) - 2)}

    @property
    def sieve(self) -> tuple[int, ...]:
        """The keys under which candidates are looked up: of all runs the lowest by an order that is as good as chance,
        so that a trimmed text keeps many keys of the whole. Each is below 2 to the power of 63."""
        return tuple(sorted([(run * _SHUFFLE) & _HALF for run in self.runs])[:KEYS])

    def pack(self) -> bytes:
        """The sketch as bytes: three a word, four a day and eight beside."""
        codes = self.headline + self.words
        return struct.pack(f"<HHI{len(self.days)}I{len(codes)}H", len(self.headline), len(self.days), len(self.words),
                           *self.days, *[code & 0xFFFF for code in codes]) + bytes(code >> 16 for code in codes)

    @classmethod
    def unpack(cls, packed: bytes) -> Sketch:
        """A sketch from its bytes."""
        title, days, size = struct.unpack_from("<HHI", packed)
        count = title + size
        numbers = struct.unpack_from(f"<{days}I{count}H", packed, 8)
        codes = tuple([high << 16 | low
                       for high, low in zip(packed[8 + 4 * days + 2 * count:], numbers[days:], strict=True)])
        return cls(codes[title:], codes[:title], numbers[:days])


class Verdict(NamedTuple):
    """Whether two reports are one wire. ``score`` 0 to 1.

    Where they are, ``how`` one comes by the other, ``contains`` which of the two holds nearly all of the other, where
    one does, and ``retitled`` where their headlines share less than half of the shorter one's words.
    """

    same: bool
    score: float
    how: How | None = None
    contains: Literal["first", "second"] | None = None
    retitled: bool = False


@lru_cache(maxsize=200_000)
def _code(word: str, kind: str, code: str) -> int:
    """A word as a number, 0 for one that tells nothing, ``_JOINS`` for one that is also written together with the next.

    Only those letters count in which spellings do not differ: أميركي and أمريكي, غوتيريش and جوتيريش are one number.
    """
    if kind == NUMBER:
        term, mark = ascii_digits(word), FIGURE
    else:
        form = language(code).form(kind, word)
        if join := form.find("join"):
            return _JOINS if join.entry["joins"] == "next" else 0
        terms = stemmer(code).topics(word)
        if not terms or form.cats & _EMPTY:
            return 0
        bones = terms[0].translate(_SOFT)
        term = bones if len(bones) > 2 else terms[0]
        common = terms[0] in vocabulary(code).common
        mark = FRAME if common or form.cats & _FRAME else PLAIN if form.cats & _EVERYDAY else NAME
    digest = int.from_bytes(blake2b(term.encode(), digest_size=4).digest())
    return (digest % ((1 << 22) - 1) + 1) << 2 | mark


def codes(text: str, code: str) -> list[int]:
    """The words of a text in the language of that code, as a sketch holds them."""
    found, before = [], ""
    for start, end, kind, _ in tokens(text):
        if kind != PUNCT:
            number = _code(before + text[start:end], kind, code)
            before = text[start:end] if number == _JOINS else ""
            if number > 0:
                found.append(number)
    return found


def own(record: Record) -> Iterator[tuple[int, int]]:
    """The stretches of a report's body that are no furniture."""
    start = len(record.report.headline) + 2
    for first, end in sorted(item.span for item in record.report.furniture):
        if first > start:
            yield start, first
        start = max(start, end)
    yield start, len(record.report.text)


def sketch(record: Record) -> Sketch:
    """The sketch of a report: its own text, without headline and furniture, and its headline apart."""
    report, words = record.report, list[int]()
    for start, end in own(record):
        words += codes(report.text[start:end], report.language)
    days = {date.fromisoformat(day.start).toordinal(): None for day in record.dates
            if day.start and day.grain == "day" and day.span[0] > len(report.headline)}
    return Sketch(tuple(words[:WORDS]), tuple(codes(report.headline, report.language)[:TITLE]), tuple(days)[:DAYS])


class Overlap(NamedTuple):
    """What two sketches share, by their runs of three words.

    ``short`` and ``long``: what share of the shorter's and of the longer's words stands in shared runs; ``prose``: the
    same of their ordinary words, without names, figures and titles, the geometric mean of both; ``solid``: how many
    ordinary words of the shorter stand in shared stretches that are more than a set phrase; ``longest``: the words of
    the longest stretch; ``told``: what share of each one's headline the other tells, the mean of both; ``strange``:
    what share of their names and figures each has for itself, the smaller of the two; ``swapped``: whether a word
    stands in place of another twice; ``days``: 1 where they name a day together, -1 where they name other days, 0
    where one names none; ``opens``: whether the openings of both are shared; ``first``: what share of the longer's
    first third is shared; ``beside``: how far the longer tells other matters before and beside what is shared, 0 to 1;
    ``elsewhere``: whether it both begins and is titled with other matters; ``ratio``: how often the shorter goes into
    the longer."""

    short: float
    long: float
    prose: float
    solid: int
    longest: int
    told: float
    strange: float
    swapped: bool
    days: int
    opens: bool
    first: float
    beside: float
    elsewhere: bool
    ratio: float


FEW = 3
"""Shared runs below which nothing else is looked at; so are fewer than a twentieth of the shorter's words."""
GAP = 4
"""Words that may be exchanged within a shared stretch."""
SLOT = 12
"""Words that may stand between two shared runs for what is between them to be taken as exchanged."""
BRIEF = 200
"""Words of a report that may be several cables one after the other."""
SOLID = 4
"""Ordinary words that make a stretch more than a set phrase."""
PART = 0.22
"""The share of the longer below which the shorter is only a part of it, unless it is its opening."""
MUCH = 0.5
"""The share of the longer's ordinary words from which it tells nothing beside what is shared."""
OPENING = 8
"""Words of the body that are its opening."""
BEGINS, TITLED = 0.3, 0.5
"""The shares of the longer's first third and of its headline below which it begins and is titled with other matters."""
UNTITLED = 0.7
"""What is told of a headline that is not there."""


def overlap(short: Sketch, long: Sketch) -> Overlap | None:
    """What two sketches share, or None where that is next to nothing. ``short`` has no more words than ``long``."""
    here, there = short.runs, long.runs
    common = here.keys() & there.keys()
    if len(common) < max(FEW, len(short.words) // 20):
        return None
    places = sorted([(here[run], there[run]) for run in common])
    mine, theirs = bytearray(len(short.words)), bytearray(len(long.words))
    for i, j in places:
        mine[i:i + 3] = theirs[j:j + 3] = b"\1\1\1"
    prose = [sum(map(and_, one.ordinary, shared)) / max(1, sum(one.ordinary))
             for one, shared in ((short, mine), (long, theirs))]
    third = max(1, len(long.words) // 3)
    first = sum(theirs[:third]) / third
    longest, solid = _stretches(short, mine, places)
    headline = _told(long, short)
    swapped = _swapped(short, long, places)
    if not swapped and len(there) < len(long.words) - 2 < BRIEF:
        swapped = _swapped(short, long, sorted([(here[run], long.last[run]) for run in common]))
    strange = min(len(short.marked - long.known), len(long.marked - short.known))
    return Overlap(
        short=sum(mine) / len(mine), long=sum(theirs) / len(theirs), prose=math.sqrt(prose[0] * prose[1]),
        solid=solid, longest=longest, told=(_told(short, long) + headline) / 2,
        strange=strange / max(1, strange + len(short.marked & long.marked)), swapped=swapped,
        days=(1 if set(short.days) & set(long.days) else -1) if short.days and long.days else 0,
        opens=places[0][0] < OPENING and theirs.index(1) < OPENING,
        first=first, beside=max(0.0, 1 - prose[1] / MUCH) * (1 - first),
        elsewhere=first < BEGINS and headline < TITLED, ratio=len(long.words) / len(short.words))


def _stretches(short: Sketch, mine: bytearray, places: list[tuple[int, int]]) -> tuple[int, int]:
    """The words of the longest stretch that is shared with few words exchanged, and how many ordinary words stand in
    stretches that are more than a set phrase. ``mine``: which words of the shorter are shared."""
    longest = solid = 0
    first, i, j = places[0][0], *places[0]
    for k, m in [*places[1:], (len(short.words) + 2 * GAP, 0)]:
        if not (k - i - 3 <= GAP and 0 <= m - j <= GAP + 3):
            longest = max(longest, i + 3 - first)
            count = sum(map(and_, short.ordinary[first:i + 3], mine[first:i + 3]))
            solid += count if count >= SOLID else 0
            first = k
        i, j = k, m
    return longest, solid


def _told(one: Sketch, other: Sketch) -> float:
    """What share of one's headline the other tells."""
    return len(one.title & (other.known | other.title)) / len(one.title) if one.title else UNTITLED


def _swapped(short: Sketch, long: Sketch, places: list[tuple[int, int]]) -> bool:
    """Whether a word that only one has stands twice in place of one that only the other has."""
    slots = [(short.plain[i + 3:k], long.plain[j + 3:m]) for (i, j), (k, m) in pairwise(places)
             if 3 < k - i <= SLOT + 3 and 3 < m - j <= SLOT + 3]
    seen = set[tuple[int, int]]()
    for left, right in slots if len(slots) > 1 else ():
        pairs = {(x, y) for x in left if x not in long.known for y in right if y not in short.known}
        if pairs & seen:
            return True
        seen |= pairs
    return False


def weigh(o: Overlap) -> float:
    """How sure it is that two sketches that share so much are one wire, 0 to 1. The weights are those that fit the
    pairs of ``benchmarks/wire_pairs.csv`` that are there to learn from."""
    part = o.long < PART and not o.opens
    other_days = max(o.first, o.long) if o.days < 0 else 0.0
    evidence = (-3.8 + 2.8 * o.prose + 3.0 * o.told + 0.7 * math.log1p(o.solid) + 0.9 * math.log(o.ratio)
                - 2.9 * o.strange - 1.6 * o.swapped - 3.4 * other_days - 3.7 * o.beside - 1.0 * part
                - 2.7 * o.elsewhere)
    return 1 / (1 + math.exp(-evidence))


def same_wire(a: Sketch, b: Sketch) -> Verdict:
    """Whether two reports are one wire."""
    turned = (len(a.words), a.words) > (len(b.words), b.words)
    short, long = (b, a) if turned else (a, b)
    shared = overlap(short, long)
    if shared is None:
        return Verdict(same=False, score=0.0)
    score = weigh(shared)
    if score < SAME:
        return Verdict(same=False, score=score)
    holds = shared.short >= 0.8
    contains: Literal["first", "second"] | None = ("first" if turned else "second") if holds else None
    fewer = min(len(a.title), len(b.title))
    retitled = 2 * len(a.title & b.title) < fewer
    return Verdict(True, score, _how(shared), contains, retitled)


def _how(shared: Overlap) -> How:
    if shared.short >= 0.7:
        if not shared.opens:
            return "other lead"
        return "copied" if shared.long >= 0.7 else "trimmed"
    return "other lead" if not shared.opens and shared.longest >= 20 else "rewritten"
