"""Words as search sees them: letters folded, clitics and endings taken off, so that the forms of a word meet.

The same words go into the index and come out of a query, on every database: stemming is ours and not the database's.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from isnad.languages.build import LETTERS
from isnad.languages.tables import Column, LexiconError, Table, matching, one_of, read_table
from isnad.languages.words import PARTICLES
from isnad.reading.text import Spelling, ascii_digits, tokens

STEMS = Table(
    "stems.tsv",
    (Column("affix", matching("[ء-ي]+", "Arabic letters")), Column("kind", one_of("prefix", "suffix")),
     Column("left", matching("[1-9]", "how many letters must remain, 1 to 9"))),
    key=("affix", "kind"),
)
CACHED = 200_000
"""Words whose stems a stemmer remembers."""


class Stemmer:
    """Folds and stems the words of a language. Knows its particles, which tell nothing of what a text is about."""

    def __init__(self, spelling: Spelling, prefixes: list[tuple[str, int]], suffixes: list[tuple[str, int]],
                 particles: frozenset[str]) -> None:
        self._spelling = spelling
        self._prefixes = sorted(prefixes, key=lambda affix: -len(affix[0]))
        self._suffixes = sorted(suffixes, key=lambda affix: -len(affix[0]))
        self._particles = particles
        self.stem = lru_cache(CACHED)(self._stem)
        """The stem of one word."""

    def fold(self, word: str) -> str:
        """A word without vowel marks, its confusable letters made one, Latin in lower case, digits as 0-9."""
        return self._spelling.slip(self._spelling.norm(word)).lower()

    def _stem(self, word: str) -> str:
        word = self.beginning(word)
        while cut := next((len(affix) for affix, left in self._suffixes
                           if word.endswith(affix) and len(word) - len(affix) >= left), 0):
            word = word[:-cut]
        return word

    def beginning(self, word: str) -> str:
        """A word's beginning as the terms that begin with it have it: folded, without what is joined before it."""
        word = self.fold(word)
        while cut := next((len(affix) for affix, left in self._prefixes
                           if word.startswith(affix) and len(word) - len(affix) >= left), 0):
            word = word[cut:]
        return word

    def placed(self, text: str) -> list[tuple[int, str, bool]]:
        """Every word and number of a text in order: where it begins, its term, and whether it tells what the text is
        about, as particles and single letters do not."""
        found = []
        for start, end, kind, _ in tokens(text):
            if kind == "punct":
                continue
            word = text[start:end]
            term = self.stem(word) if kind == "word" else ascii_digits(word).lower()
            found.append((start, term, len(term) > 1 and word not in self._particles))
        return found

    def terms(self, text: str) -> list[str]:
        """Every word and number of a text as search sees it, in order."""
        return [term for _, term, _ in self.placed(text)]

    def topics(self, text: str) -> list[str]:
        """The terms of a text that tell what it is about."""
        return [term for _, term, telling in self.placed(text) if telling]


def read_stemmer(folder: Path) -> Stemmer:
    """The stemmer of a language's folder. Raises ``LexiconError`` where one of its tables has a fault."""
    letters, faults = read_table(folder, LETTERS)
    stems, more = read_table(folder, STEMS)
    particles, still_more = read_table(folder, PARTICLES)
    if faults := faults + more + still_more:
        raise LexiconError(faults)
    spelling = Spelling({row["from"]: row["to"] for row in letters if row["level"] == "spelling"},
                        {row["from"]: row["to"] for row in letters if row["level"] == "slip"})
    affixes: dict[str, list[tuple[str, int]]] = {"prefix": [], "suffix": []}
    for row in stems:
        affixes[row["kind"]].append((row["affix"], int(row["left"])))
    return Stemmer(spelling, affixes["prefix"], affixes["suffix"], frozenset(row["form"] for row in particles))


@lru_cache(maxsize=8)
def stemmer(code: str = "ar") -> Stemmer:
    """The stemmer of a language that isnad carries; read once a process."""
    return read_stemmer(Path(__file__).parent / code)
