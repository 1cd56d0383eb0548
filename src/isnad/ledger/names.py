"""Names across reports: the keys under which the spellings of one name meet.

A person's name is cut into words; titles of respect and بن are left out, عبد and the like are one with what follows. A
word of an Arab name is itself, its letters folded; a word of a foreign name is how it sounds (``languages.sounds``):
``near``, what is one sound nearly always, for surnames, and ``far``, what is one sometimes, for full names.
The keys, first letter first:

- ``p`` a person whom the language's own list knows, under any of his spellings;
- ``n`` two words of the name that may stand for the whole: the first with the last, the first with the second, and
  with a foreign name in either order;
- ``j`` all words of a foreign name written together: شي جين بينغ, شي جينبينغ;
- ``s`` the surname, which is all that some reports tell; ``b`` the same where the name is nothing else;
- ``c`` a country's code; ``o`` a body that the language's lists know, or its words with its country and without.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from isnad.languages import HERE
from isnad.languages.actors import BODIES, ORGANISATIONS, OUTLETS, PERSONS, QUALIFIERS, STATES
from isnad.languages.sounds import ARTICLE, Sounds, sounds
from isnad.languages.tables import LexiconError, Row, Table, read_table
from isnad.record import Kind

CACHED = 100_000
"""Names whose words and keys are remembered."""
_SPLIT = re.compile(r"[^\w./]+|[_ـ]+")
COMPOUND = "محمد"
"""The name that stands before another given name, and is left out at will: محمد جواد ظريف."""
FAMILY = "آ"
"""Before the name of a family, so that آل سعود is not بن سعود; the folding leaves none of it elsewhere."""


@dataclass(slots=True, frozen=True)
class Name:
    """A person's name: its words as they sound nearly always (``near``) and sometimes (``far``).

    ``foreign``: none of its words is Arab; ``fathers``: its last word is the father's or grandfather's and no surname;
    ``listed``: the person whom the language's list knows by it, and ``code`` his country.
    """

    near: tuple[str, ...]
    far: tuple[str, ...]
    foreign: bool
    fathers: bool
    listed: str = ""
    code: str = ""


@dataclass(slots=True, frozen=True)
class Body:
    """A body's name: its words without ال and the nisba of its own country; ``listed`` and ``code`` as in ``Name``."""

    words: tuple[str, ...]
    listed: str = ""
    code: str = ""


Listed = tuple[str, str, str, str]
"""A spelling in a language's list, the first spelling of whom it names, his code and sector."""
ONE_WORD = frozenset({"LEG", "MIL", "COP", "SPY"})
"""Sectors whose bodies a state has one of, so that one word and the country are their name: البرلمان, الشرطة."""


class Names:
    """Names of one language. Holds what its tables know of persons, bodies and states; has no other state."""

    def __init__(self, heard: Sounds, persons: Iterable[Listed], bodies: Iterable[Listed],
                 nisbas: Iterable[tuple[str, str]], states: Iterable[str], heads: Iterable[str],
                 blames: Iterable[str], sectors: Mapping[str, str]) -> None:
        self.sounds = heard
        self.states = frozenset(states)
        """Codes of states; every other code is a body of states."""
        self._nisbas = {self._word(nisba): code for nisba, code in nisbas}
        self._persons: dict[str, tuple[str, str]] = {}
        self._bodies: dict[tuple[str, ...], dict[str, str]] = {}
        for spelling, listed, code, _ in persons:
            self._persons.setdefault(" ".join(self._cut(spelling)[0]), (listed, code))
        self._heads = frozenset(map(self._word, heads))
        self._blames = frozenset(map(self._word, blames))
        alone = {self._word(form): sector for form, sector in sectors.items() if sector in ONE_WORD}
        spelt = set()
        for spelling, listed, code, sector in bodies:
            words = self.words(spelling)
            self._bodies.setdefault(words, {}).setdefault(code, listed)
            bare = self._bare(words, code)
            if len(bare) > 1 or alone.get(bare[0]) == sector:  # القوات in Lebanon is no party
                self._bodies.setdefault((*bare, code), {}).setdefault(code, listed)
            spelt.add(spelling)
        self.spelt = frozenset(spelt)
        """Names of listed bodies, letter for letter."""
        self.person = lru_cache(CACHED)(self._person)
        """A person's name."""
        self.body = lru_cache(CACHED)(self._body)
        """A body's name, with its country where it is known."""
        self.keys = lru_cache(CACHED)(self._keys)
        """Under which keys an actor is found; see the module."""
        self.sought = lru_cache(CACHED)(self._sought)
        """Which keys the one that a name means may stand under: fewer than ``keys``, as two full names with one
        surname are two persons."""

    # -- words

    def _word(self, word: str) -> str:
        """A folded word of a body's name without the article, its plural in one case."""
        word = self.sounds.fold(word)
        if word.startswith(ARTICLE) and len(word) > 4:
            word = word[len(ARTICLE):]
        elif word.startswith("لل") and len(word) > 4:
            word = "ل" + word[2:]
        return word[:-2] + "ين" if word.endswith("ون") and len(word) > 4 else word

    def words(self, name: str) -> tuple[str, ...]:
        """The folded words of a body's name, without the article."""
        return tuple(self._word(word) for word in _SPLIT.split(name) if word.strip("./"))

    def _cut(self, name: str) -> tuple[tuple[str, ...], bool]:
        """A person's name in folded words that tell him, and whether the last is his father's and no surname."""
        heard = self.sounds
        words = [heard.fold(word.strip("./")) for word in _SPLIT.split(name)]
        words = [word for word in words if word]
        while len(words) > 1 and words[0].removeprefix(ARTICLE) in heard.honorifics and (
                words[0].startswith(ARTICLE) or words[0] not in heard.given):
            words = words[1:]
        found: list[str] = []
        glue = father = fathers = family = False
        for word in words:
            if word in heard.family:
                family = True
                continue
            if word in heard.left_out and found:
                father = True
                continue
            side = heard.joins.get(word, "")
            if family:
                found.append(FAMILY + word.removeprefix(ARTICLE))
            elif found and (glue or side == "previous"):
                found[-1] += word
            else:
                found.append(word)
            family = False
            glue = side == "next"
            fathers, father = father, father and glue
        return tuple(found), bool(found) and fathers

    # -- names

    def _person(self, name: str) -> Name:
        words, fathers = self._cut(name)
        heard = self.sounds
        listed, code = self._persons.get(" ".join(words), ("", ""))
        near, far, foreign = [], [], True
        for i, word in enumerate(words):
            # ألكسندر begins with the article only where its hamza was forgotten
            surname = word.startswith(ARTICLE) and len(word) > 4 and (i > 0 or len(words) == 1)
            # الفيصل is another name than فيصل, but روحاني is الروحاني
            bare = word[len(ARTICLE):] if surname and word.endswith("ي") else word
            arab = surname or word.startswith(FAMILY) or heard.is_native(word)
            foreign = foreign and not arab
            near.append(bare if arab else heard.near(bare))
            far.append(bare if arab else heard.far(bare))
        return Name(tuple(near), tuple(far), foreign, fathers, listed, code)

    def _body(self, name: str, country: str | None) -> Body:
        words = self.words(name)
        bare = self._bare(words, country)
        codes = self._known(words) or self._bodies.get((*bare, country or ""))
        if codes:
            code = country if country in codes else next(iter(codes))
            return Body(bare, codes[code], code)
        return Body(bare)

    def _bare(self, words: tuple[str, ...], country: str | None) -> tuple[str, ...]:
        """The words of a name without the nisba of its own country."""
        return tuple(word for word in words if self._nisbas.get(word, "") != country) or words

    def _known(self, words: tuple[str, ...]) -> dict[str, str] | None:
        """The listed body, by its code, that these words name, be there a noun for it before its own name, or what
        people think of it behind: تنظيم داعش الإرهابي."""
        if len(words) > 1 and (words[-1] in self._blames or words[-1] in self._nisbas) and words not in self._bodies:
            words = words[:-1]
        found = self._bodies.get(words)
        if found is None and len(words) > 1 and words[0] in self._heads:
            found = self._bodies.get(words[1:])
        return found

    # -- keys

    def _keys(self, name: str, kind: Kind, country: str | None = None) -> tuple[str, ...]:
        if kind != "person":
            return self._body_keys(name, kind, country)
        found = self.person(name)
        if not found.near:
            return ()
        if len(found.near) == 1:
            return (*self._full(found), f"s:{found.near[0]}", f"b:{found.near[0]}")
        return self._full(found) if found.fathers else (*self._full(found), f"s:{found.near[-1]}")

    def _sought(self, name: str, kind: Kind, country: str | None = None) -> tuple[str, ...]:
        if kind != "person":
            return self._body_keys(name, kind, country)
        found = self.person(name)
        if not found.near:
            return ()
        if len(found.near) == 1:
            return (*self._full(found), f"s:{found.near[0]}")
        return self._full(found) if found.fathers else (*self._full(found), f"b:{found.near[-1]}")

    @staticmethod
    def _full(name: Name) -> tuple[str, ...]:
        keys = [f"p:{name.listed}"] if name.listed else []
        far = name.far
        if len(far) > 1:
            pairs = [(far[0], far[-1])]
            if len(far) > 2:
                pairs.append((far[0], far[1]))
                pairs += [(far[-2], far[-1])] if far[0] == COMPOUND else []
            keys += ["n:" + " ".join(sorted(pair) if name.foreign else pair) for pair in pairs]
            keys += ["j:" + "".join(far)] if name.foreign else []
        return tuple(dict.fromkeys(keys))

    def _body_keys(self, name: str, kind: Kind, country: str | None) -> tuple[str, ...]:
        if kind == "country" and country:
            return (f"c:{country}",)
        found = self.body(name, country)
        if found.listed:
            return (f"o:{found.listed}|{found.code}",)
        if not found.words:
            return ()
        words = " ".join(found.words)
        return (f"o:{words}|{country}", f"o:{words}") if country else (f"o:{words}",)


def read_names(folder: Path, heard: Sounds) -> Names:
    """The names of a language's folder. Raises ``LexiconError`` where one of its tables has a fault."""
    faults: list[tuple[str, int, str]] = []

    def listed(row: Row) -> Iterable[Listed]:
        names = row.values("name")
        code = "" if row["code"] == "none" else row["code"]
        return ((name, names[0], code, row.cells.get("sector", "MED")) for name in names)

    def rows(table: Table) -> list[Row]:
        read, more = read_table(folder, table)
        faults.extend(more)
        return read

    persons, organisations, outlets = rows(PERSONS), rows(ORGANISATIONS), rows(OUTLETS)
    states, bodies, qualifiers = rows(STATES), rows(BODIES), rows(QUALIFIERS)
    if faults:
        raise LexiconError(faults)
    nisbas = ((form + ending, row["code"]) for row in states for form in row.values("nisba") if " " not in form
              for ending in ("", "ة", "ين", "ون"))
    return Names(heard, (item for row in persons for item in listed(row)),
                 (item for row in (*organisations, *outlets) for item in listed(row)), nisbas,
                 (row["code"] for row in states),
                 (row["form"] for row in bodies if row["names"] == "self" or row["sector"] == "MED"),
                 (row["form"] for row in qualifiers if row["sector"] in ("TER", "REB")),
                 {row["form"]: row["sector"] for row in bodies})


@lru_cache(maxsize=8)
def names(code: str = "ar") -> Names:
    """The names of a language that isnad carries; read once a process."""
    return read_names(HERE / code, sounds(code))


def keys(name: str, kind: Kind, country: str | None = None) -> tuple[str, ...]:
    """The keys under which an actor of this name is kept; see the module."""
    return names().keys(name, kind, country)


def sought(name: str, kind: Kind, country: str | None = None) -> tuple[str, ...]:
    """The keys to look for the actor under whom a report calls by this name."""
    return names().sought(name, kind, country)
