"""What is owed and what becomes of it, what is claimed and how it is met: the words that the ledger's matchers know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from isnad.languages import load
from isnad.languages.lexicon import Lexicon
from isnad.languages.stems import Stemmer, read_stemmer
from isnad.languages.tables import Column, LexiconError, Row, Table, arabic, one_of, read_table
from isnad.reading.text import tokens

_FORMS = (Column("perfect", arabic, optional=True), Column("imperfect", arabic, optional=True),
          Column("noun", arabic, optional=True, several=True))
KINDS = ("reply", "visit", "talks", "withdrawal", "release", "ceasefire", "relief", "signature", "handover", "decision",
         "report", "paper", "apology", "opening", "lifting", "resignation")
"""What kinds of things may be owed."""
OWED = Table("owed.tsv", (Column("kind", one_of(*KINDS)), *_FORMS), key=("kind", "perfect", "noun"))
SETTLING = Table(
    "settling.tsv",
    (Column("role", one_of("gives", "gets", "comes", "replies", "withdraws", "recants", "refuses", "delays", "waits",
                            "readies")), *_FORMS),
    key=("role", "perfect", "noun"),
)
CLAIMS = Table("claims.tsv", (Column("role", one_of("denies", "denial", "accusation")), *_FORMS),
               key=("role", "perfect", "noun"))
BEARINGS = Table(
    "bearings.tsv",
    (Column("form", arabic),
     Column("role", one_of("not", "unreal", "still", "self", "earlier", "done", "to", "from", "onto", "beside"))),
    key=("form",),
)
COMMON = Table("common.tsv", (Column("form", arabic),), key=("form",))
TABLES = (OWED, SETTLING, CLAIMS, BEARINGS, COMMON)

STOPS = ".!?؟؛"
"""What ends a sentence within a line."""
CACHED = 50_000
"""Words, and texts a tenth of that, whose marks a vocabulary remembers."""


@dataclass(slots=True, frozen=True)
class Sense:
    """What a word of the tables means: its table's file and its role or kind; ``part``: perfect, imperfect or noun;
    ``we`` in the first person; ``pronoun`` the one on it; ``future`` with a prefix that makes it one; ``joined`` behind
    a conjunction that is written with it."""

    file: str
    role: str
    part: str
    we: bool = False
    pronoun: str = ""
    future: bool = False
    joined: bool = False


@dataclass(slots=True, frozen=True)
class Mark:
    """A word or phrase of the tables in a text: its words ``first`` to ``last`` (inclusive), and what it means."""

    first: int
    last: int
    sense: Sense


@dataclass(slots=True, frozen=True)
class Marked:
    """A text's words, folded, with where each starts and ends, which a sentence ends behind, and the marks in it."""

    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    stops: frozenset[int]
    marks: tuple[Mark, ...]


class Vocabulary:
    """Finds the words of the tables in texts. Knows the stems that too many reports have."""

    def __init__(self, stems: Stemmer, lexicon: Lexicon, rows: Iterable[Row], bearings: Iterable[tuple[str, str]],
                 common: Iterable[str]) -> None:
        self._fold = stems.fold
        clitics = lexicon.clitics
        self._conjunctions = ("", *clitics["conjunction"])
        self._future = tuple(clitics["future"])
        self.article = next(iter(clitics["article"]))
        self._articles = ("", self.article, "لل")
        self._prepositions = ("", *clitics["preposition"])
        self._pronouns = tuple(clitics["pronoun"])
        self._verbs: dict[str, list[tuple[tuple[str, ...], Sense]]] = {}
        self._nouns: dict[str, list[tuple[tuple[str, ...], Sense]]] = {}
        for row in rows:
            self._add(row, lexicon)
        self.common = frozenset(stems.stem(word) for word in common)
        self.bearing = {self._fold(form): role for form, role in bearings}
        """The role of each small word, by its folded form."""
        self._senses = lru_cache(CACHED)(self._senses_of)
        self.marked = lru_cache(CACHED // 10)(self._marked)
        """A text's words and marks."""

    def _add(self, row: Row, lexicon: Lexicon) -> None:
        role = row.values("role")[0] if "role" in row.cells else row["kind"]
        for part in ("perfect", "imperfect"):
            if row[part]:
                verb, *rest = row[part].split(" ")
                forms = [(form, rule.person == "1") for form, rule in lexicon.inflect(part, verb)]
                if part == "perfect":
                    # the reader has no need of "سلمنا": in the news only what is quoted says it
                    forms.append((verb[:-1] + "ينا" if verb[-1] == "ى" else verb + "نا", True))
                for form, we in forms:
                    self._put(self._verbs, [form, *rest], Sense(row.file, role, part, we))
        for noun in row.values("noun"):
            self._put(self._nouns, noun.split(" "), Sense(row.file, role, "noun"))

    def _put(self, words: dict[str, list[tuple[tuple[str, ...], Sense]]], phrase: list[str], sense: Sense) -> None:
        first, *rest = (self._fold(word) for word in phrase)
        known = words.setdefault(first, [])
        if (tuple(rest), sense) not in known:
            known.append((tuple(rest), sense))
        if phrase[0].endswith("ة"):
            self._put(words, [phrase[0][:-1] + "ت", *phrase[1:]], sense)

    def _senses_of(self, word: str) -> tuple[tuple[tuple[str, ...], Sense], ...]:
        """The senses of a folded word, each with the further words of its phrase."""
        found: dict[tuple[tuple[str, ...], Sense], None] = {}
        for conjunction in self._conjunctions:
            if word.startswith(conjunction):
                bare = word[len(conjunction):]
                for phrase, sense in (*self._verb_senses(bare), *self._noun_senses(bare)):
                    found.setdefault((phrase, replace(sense, joined=bool(conjunction))))
        return tuple(found)

    def _verb_senses(self, word: str) -> Iterator[tuple[tuple[str, ...], Sense]]:
        for future in ("", *self._future):
            if word.startswith(future):
                for pronoun in ("", *self._pronouns):
                    if word.endswith(pronoun):
                        for phrase, sense in self._verbs.get(word[len(future):len(word) - len(pronoun)], ()):
                            if not future or sense.part == "imperfect":
                                yield phrase, replace(sense, pronoun=pronoun, future=bool(future))

    def _noun_senses(self, word: str) -> Iterator[tuple[tuple[str, ...], Sense]]:
        for preposition in self._prepositions:
            for article in self._articles:
                lead = preposition + article
                if word.startswith(lead):
                    bare = word[len(lead):]
                    for pronoun in ("",) if article else ("", "ا", *self._pronouns):
                        if bare.endswith(pronoun):
                            for phrase, sense in self._nouns.get(bare[:len(bare) - len(pronoun)], ()):
                                yield phrase, replace(sense, pronoun="" if pronoun == "ا" else pronoun)

    def _marked(self, text: str) -> Marked:
        words: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        stops: set[int] = set()
        for start, end, kind, newline in tokens(text):
            if words and newline:
                stops.add(len(words) - 1)
            if kind == "punct":
                if words and text[start] in STOPS:
                    stops.add(len(words) - 1)
                continue
            words.append(self._fold(text[start:end]))
            starts.append(start)
            ends.append(end)
        marks = [Mark(i, i + len(rest), sense) for i, word in enumerate(words) for rest, sense in self._senses(word)
                 if not rest or self._follows(words, i + 1, rest)]
        return Marked(tuple(words), tuple(starts), tuple(ends), frozenset(stops), tuple(marks))

    def _follows(self, words: list[str], i: int, rest: tuple[str, ...]) -> bool:
        """Whether the further words of a phrase stand there, with or without the article."""
        found = words[i:i + len(rest)]
        return len(found) == len(rest) and all(
            word == part or word.removeprefix(self._articles[1]) == part
            for word, part in zip(found, rest, strict=True))


def read_vocabulary(folder: Path) -> Vocabulary:
    """The vocabulary of a language's folder. Raises ``LexiconError`` where one of its tables has a fault."""
    tables = {}
    faults = []
    for table in TABLES:
        tables[table.file], more = read_table(folder, table)
        faults += more
    if faults:
        raise LexiconError(faults)
    rows = [row for table in (OWED, SETTLING, CLAIMS) for row in tables[table.file]]
    return Vocabulary(read_stemmer(folder), load(folder), rows,
                      [(row["form"], row["role"]) for row in tables[BEARINGS.file]],
                      [row["form"] for row in tables[COMMON.file]])


@lru_cache(maxsize=8)
def vocabulary(code: str = "ar") -> Vocabulary:
    """The vocabulary of a language that isnad carries; read once a process."""
    return read_vocabulary(Path(__file__).parent / code)
