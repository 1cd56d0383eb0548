"""The words of names: which are Arab, and how those of foreign names sound whichever way they are spelt."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from isnad.languages.actors import HONORIFICS, NAME_JOINS
from isnad.languages.build import LETTERS
from isnad.languages.tables import Column, LexiconError, Row, Table, matching, one_of, read_table
from isnad.languages.words import NAMES, NATIVE_NAMES
from isnad.reading.text import Spelling

_letters = matching("[ء-ي]+", "Arabic letters")
SOUNDS = Table(
    "sounds.tsv",
    (Column("from", _letters), Column("at", one_of("start", "inside", "end", "any", "word", "next", "family")),
     Column("to", _letters, optional=True), Column("level", one_of("near", "far"))),
    key=("from", "at", "level"),
)
ARTICLE = "ال"
LONG_VOWELS = frozenset("اوي")
TELLING = 3
"""Consonants that tell a word without its long vowels; one with fewer keeps them: كيري, كوري."""
CACHED = 200_000
"""Words whose sounds are remembered."""

Rules = dict[str, dict[str, str]]
"""What letters become, by where in the word they stand."""


class Sounds:
    """Folds the words of names. ``near`` and ``far`` give a word as it sounds, Arab words letter for letter."""

    def __init__(self, spelling: Spelling, rules: Iterable[tuple[str, str, str, str]], native: Iterable[str],
                 given: Iterable[str], both: Iterable[str], joins: Iterable[tuple[str, str]],
                 honorifics: Iterable[str]) -> None:
        self._spelling = spelling
        self._near: Rules = {}
        self._far: Rules = {}
        whole: dict[str, set[str]] = {"word": set(), "family": set()}
        self.joins = {self.fold(form): side for form, side in joins}
        """Words that are one with the next or the previous word of a name."""
        for letters, at, to, level in rules:
            if at in whole:
                whole[at].add(self.fold(letters))
                continue
            if at == "next":
                self.joins[self.fold(letters)] = at
                continue
            for kept in (self._far,) if level == "far" else (self._near, self._far):
                kept.setdefault(at, {})[letters] = to
        self._longest = max((len(letters) for places in self._far.values() for letters in places), default=1)
        self.left_out = frozenset(whole["word"])
        """Words that names are compared without: بن."""
        self.family = frozenset(whole["family"])
        """Words before the name of a family: آل."""
        self.given = frozenset(map(self.fold, given))
        """Given names that are no surnames."""
        self.both = frozenset(map(self.fold, both))
        """Names that are given names and surnames."""
        self.honorifics = frozenset(self.fold(form).removeprefix(ARTICLE) for form in honorifics)
        self._native = frozenset(map(self.fold, native))
        self.is_native = lru_cache(CACHED)(self._is_native)
        """Whether a folded word is of an Arab name."""
        self.near = lru_cache(CACHED)(lambda word: self._sound(word, self._near))
        """A folded word as it sounds: what is nearly always one sound is one letter."""
        self.far = lru_cache(CACHED)(lambda word: self._sound(word, self._far))
        """A folded word as it sounds: what is sometimes one sound is one letter."""

    def fold(self, word: str) -> str:
        """A word without vowel marks, its confusable letters made one, Latin in lower case."""
        return self._spelling.slip(self._spelling.norm(word)).lower()

    def _is_native(self, word: str) -> bool:
        return not self._spelling.native.isdisjoint(word) or word in self._native

    def _sound(self, word: str, rules: Rules) -> str:
        if self.is_native(word):
            return word
        if not _is_pattern(word):
            bare = self._changed(word, rules, keeps=False)
            if sum(letter not in LONG_VOWELS for letter in bare) >= TELLING:
                return bare
        return self._changed(word, self._near, keeps=True)

    def _changed(self, word: str, rules: Rules, *, keeps: bool) -> str:
        """A word's letters as they sound; ``keeps``: those that would be dropped are kept."""
        found: list[str] = []
        i, end = 0, len(word)
        while i < end:
            for size in range(min(self._longest, end - i), 0, -1):
                to = self._change(word, i, i + size, rules)
                if to is not None:
                    break
            else:
                size, to = 1, word[i]
            to = to or (word[i] if keeps else "")
            if to and not (i and word[i] == word[i - 1] and found and found[-1] == to):
                found.append(to)
            i += size
        return "".join(found)

    @staticmethod
    def _change(word: str, i: int, j: int, rules: Rules) -> str | None:
        at = "start" if i == 0 else "end" if j == len(word) else "inside"
        for place in (at, "any"):
            to = rules.get(place, {}).get(word[i:j])
            if to is not None and not (place == "start" and j == len(word)):
                return to
        return None


def _is_pattern(word: str) -> bool:
    """Whether a word is three consonants with one long vowel, as Arab names are that no letter betrays: كامل, كميل and
    كمال are three names."""
    if len(word) != 4 or word[0] in LONG_VOWELS or word[3] in LONG_VOWELS:
        return False
    return (word[1] == "ا" and word[2] not in LONG_VOWELS) or (word[2] in LONG_VOWELS and word[1] not in LONG_VOWELS)


def read_sounds(folder: Path) -> Sounds:
    """The sounds of a language's folder. Raises ``LexiconError`` where one of its tables has a fault."""
    faults: list[tuple[str, int, str]] = []

    def rows(table: Table) -> list[Row]:
        read, more = read_table(folder, table)
        faults.extend(more)
        return read

    letters, sounds, names, native = rows(LETTERS), rows(SOUNDS), rows(NAMES), rows(NATIVE_NAMES)
    joins, honorifics = rows(NAME_JOINS), rows(HONORIFICS)
    if faults:
        raise LexiconError(faults)
    spelling = Spelling({row["from"]: row["to"] for row in letters if row["level"] == "spelling"},
                        {row["from"]: row["to"] for row in letters if row["level"] == "slip"},
                        "".join(row["from"] for row in letters if row["level"] == "native"))
    classes: dict[str, set[str]] = {}
    for row in names:
        classes.setdefault(row["form"], set()).add(row["class"].rstrip("?"))
    given = [form for form, kinds in classes.items() if kinds == {"given"}]
    both = [form for form, kinds in classes.items() if kinds & {"given", "both"} and kinds != {"given"}]
    return Sounds(spelling, ((row["from"], row["at"], row["to"], row["level"]) for row in sounds),
                  (row["form"] for row in native), given, both, ((row["form"], row["joins"]) for row in joins),
                  (row["form"] for row in honorifics))


@lru_cache(maxsize=8)
def sounds(code: str = "ar") -> Sounds:
    """The sounds of a language that isnad carries; read once a process."""
    return read_sounds(Path(__file__).parent / code)
