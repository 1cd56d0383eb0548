"""Stories: which reports tell of the same happening or of its next step, across wires and days.

A report becomes a ``Card``: the words that tell what it is about, names before others, and how much each weighs.
Reports that share a key of their cards and lie no more than ``WINDOW`` days apart are candidates; ``same_story``
compares two cards, and ``choose`` gives the story that a report belongs to, if there is one. A story is a happening and
not a subject: cards must share many words, and a report joins only where half of a story's candidates are near it.
"""

from __future__ import annotations

import math
import struct
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from isnad.ledger.wires import FIGURE, FRAME, MARK, NAME, PLAIN, Sketch
from isnad.record import Record

WINDOW = 4
"""Days on either side of a report in which others of its story are looked for."""
BREADTH = 12
"""How many topics two cards must share for their likeness to count in full."""
TOPICS = 24
"""Words of a card at most: those that weigh most."""
PAIRED = 8
"""Of how many words the pairs are the keys."""
SAME = 0.5
"""The likeness from which two reports tell one story."""
SUPPORT = 0.3
"""The likeness that half of a story's candidates must have besides."""
LEAD = 40
"""Words of the body that are its lead."""
KINDS = {PLAIN: 1.0, FIGURE: 0.0, NAME: 1.3, FRAME: 0.0}
"""What a word weighs by what it is."""
HEADLINE, OPENING, ANYWHERE = 1.0, 0.6, 0.4
"""What a word weighs for standing in the headline, in the lead, and in the report at all; together where it does."""


@dataclass(frozen=True)
class Card:
    """What a report is about: ``day`` as counted by ``date.toordinal``, 0 where it is not known, and ``topics``, words
    and their weights, heaviest first, of which the squares add up to one."""

    day: int
    topics: tuple[tuple[int, float], ...]

    @property
    def keys(self) -> tuple[int, ...]:
        """The keys under which candidates are looked up: the pairs of its heaviest topics, 28 at most, each below 2 to
        the power of 63."""
        heavy = sorted(word for word, _ in self.topics[:PAIRED])
        return tuple(one << 22 | two for i, one in enumerate(heavy) for two in heavy[i + 1:])

    def pack(self) -> bytes:
        """The card as bytes: four a topic and four beside."""
        return struct.pack(f"<I{len(self.topics)}I", self.day,
                           *[word << 8 | round(weight * 255) for word, weight in self.topics])

    @classmethod
    def unpack(cls, packed: bytes) -> Card:
        """A card from its bytes; its weights come back to within a 255th."""
        day, *topics = struct.unpack(f"<{len(packed) // 4}I", packed)
        return cls(day, tuple([(topic >> 8, (topic & 255) / 255) for topic in topics]))


def card(record: Record, sketch: Sketch) -> Card:
    """The card of a report and its sketch."""
    weights = dict[int, float]()
    counts = Counter(sketch.words)
    title, lead = set(sketch.headline), set(sketch.words[:LEAD])
    for word in title | counts.keys():
        if kind := KINDS[word & MARK]:
            place = HEADLINE * (word in title) + OPENING * (word in lead) + ANYWHERE
            weights[word >> 2] = kind * place * math.log(2 + counts[word])
    heavy = sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:TOPICS]
    length = math.hypot(*[weight for _, weight in heavy]) or 1.0
    published = record.report.published
    return Card(date.fromisoformat(published).toordinal() if published else 0,
                tuple([(word, weight / length) for word, weight in heavy]))


def same_story(a: Card, b: Card) -> float:
    """How alike two reports' stories are, 0 to 1; one story from ``SAME``."""
    return _likeness(a, b, {})


def _likeness(a: Card, b: Card, held: Mapping[int, int]) -> float:
    """The cosine of two cards, each word lightened by how many stories hold it, and less where they share few words:
    a subject is two or three words, a happening many."""
    if a.day and b.day and abs(a.day - b.day) > WINDOW:
        return 0.0
    mine, theirs = ({word: weight * _rarity(held.get(word, 0)) for word, weight in one.topics} for one in (a, b))
    shared = sum(weight * theirs[word] for word, weight in mine.items() if word in theirs)
    if not shared:
        return 0.0
    enough = min(BREADTH, 2 * min(len(mine), len(theirs)) // 3 or 1)
    breadth = min(1.0, len(mine.keys() & theirs.keys()) / enough)
    return breadth * shared / (math.hypot(*mine.values()) * math.hypot(*theirs.values()))


def _rarity(stories: int) -> float:
    return 1 / (1 + math.log1p(max(0, stories - 1)))


def choose(card: Card, candidates: Iterable[tuple[str, Card]]) -> str | None:
    """The story that a report belongs to, of the candidates' (story, card); None where it begins one.

    ``candidates`` are the reports that share most keys with it, ``WINDOW`` days or fewer away. A word that many of
    their stories hold tells little. Of a story's candidates the nearest must be as near as ``SAME`` and half of them as
    near as ``SUPPORT``: otherwise stories would grow together link by link.
    """
    stories: defaultdict[str, list[Card]] = defaultdict(list)
    for story, other in candidates:
        stories[story].append(other)
    held = Counter(word for cards in stories.values() for word in {word for card in cards for word, _ in card.topics})
    best: tuple[float, str] | None = None
    for story in sorted(stories):
        near = sorted((_likeness(card, other, held) for other in stories[story]), reverse=True)
        if near[0] >= SAME and near[(len(near) - 1) // 2] >= SUPPORT and (best is None or near[0] > best[0]):
            best = near[0], story
    return best[1] if best else None
