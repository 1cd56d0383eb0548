"""Which actors of a report are only meant, and so are nobody in another report.

"مسلحون", "مصدر", "الشركة", "وزير الخارجية الروسي" without a name: each stands for whom its own report tells of. An
office has its country and role on the appearance, so that two reports' ministers can be compared, but as offices change
hands they are no one actor. What has no name of its own, or only an everyday word that was read as a name, attracts
nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from isnad.languages import HERE
from isnad.languages.actors import BODIES, GROUPS, NAMESAKES, TITLES
from isnad.languages.build import CLITICS
from isnad.languages.sounds import ARTICLE
from isnad.languages.stems import Stemmer, stemmer
from isnad.languages.tables import LexiconError, Row, Table, read_table
from isnad.languages.words import ADJECTIVES, NOUNS, PARTICLES, VERBS
from isnad.ledger.names import ONE_WORD, Names, names
from isnad.record import Actor

ONE_A_STATE = frozenset({"GOV", "LEG", "JUD", "MIL", "COP", "SPY"})
"""Sectors whose bodies a state has one of, where a noun of two words is their whole name: الدفاع المدني."""
SHORTEST = 3
"""Letters of the shortest word that is a name alone."""


class Meant:
    """Tells actors that are only meant from those that are named."""

    def __init__(self, known: Names, stems: Stemmer, everyday: Iterable[str], heads: Iterable[tuple[str, str, bool]],
                 crowds: Iterable[str], places: Iterable[str], joined: Iterable[str]) -> None:
        self._known = known
        self._stems = stems
        self._everyday = frozenset(map(stems.stem, everyday))
        self._heads: dict[tuple[str, ...], str] = {}
        for form, sector, own in heads:
            self._heads[known.words(form)] = sector if own else ""
        self._crowds = frozenset(known.words(form) for form in crowds)
        self._places = frozenset(known.words(form) for form in places)
        self._joined = frozenset(joined)

    def __call__(self, actor: Actor) -> bool:
        """Whether an actor of a record is only meant."""
        named = any(mention.form == "name" for mention in actor.mentions)
        if actor.kind == "person":
            return not named or self._is_no_person(actor.name)
        if actor.kind == "country":
            return not actor.country
        body = self._known.body(actor.name, actor.country)
        if body.listed:
            return named and len(body.words) == 1 and self._is_slip(actor.name)
        if actor.kind == "group":
            return True
        return self._is_no_body(body.words, actor.name, bool(actor.country), named)

    def _is_slip(self, name: str) -> bool:
        """Whether one word, not spelt as the list has it, is rather an everyday one: وأم is no وام, الحماس no حماس."""
        return name not in self._known.spelt and (name[0] in self._joined or self._is_everyday(name))

    def _is_no_person(self, name: str) -> bool:
        """Whether what was read as a person's name is an everyday word, a given name alone, or too short to be one."""
        found = self._known.person(name)
        if found.listed:
            return False
        if len(found.near) != 1:
            return not found.near or self._is_cut(name)
        heard, word = self._known.sounds, found.near[0]
        return (len(word) < SHORTEST or word in heard.given or (word in heard.both and heard.is_native(word))
                or self._is_everyday(name))

    def _is_cut(self, name: str) -> bool:
        """Whether the first of a name's words is missing: الله العليان, بن محمد العيبان, but not بن كيران."""
        heard = self._known.sounds
        words = [heard.fold(word) for word in name.split()]
        return heard.joins.get(words[0]) == "previous" or (words[0] in heard.left_out and len(words) > 2)

    def _is_everyday(self, word: str) -> bool:
        return self._stems.stem(word) in self._everyday

    def _is_no_body(self, words: tuple[str, ...], name: str, placed: bool, named: bool) -> bool:
        sector = self._heads.get(words)
        if sector is not None and placed and sector in (ONE_A_STATE if len(words) > 1 else ONE_WORD):
            return False
        if len(words) < 2 or sector is not None:
            return True
        if words[:1] in self._crowds or words[:2] in self._crowds:
            return True
        if named:
            return False
        if words[:1] not in self._heads and words[:2] not in self._heads:
            return True
        rest = words[1:]
        if words[-1:] in self._heads or words[-1:] in self._crowds or words[-1:] in self._places:
            return True  # إدارة النادي, شرطة المنطقة: which one is only known there
        if self._heads.get(words[:1]) == "EDU" and all(map(self._is_everyday, rest)):
            return True  # كلية الطب
        given = name.split()
        if given[0].startswith(ARTICLE) and len(words) == 2:
            return True  # اللجنة المنظمة
        return all(self._is_everyday(word) for word in rest) and not any(
            word.startswith((ARTICLE, "لل")) for word in given[1:])


def read_meant(folder: Path, known: Names, stems: Stemmer) -> Meant:
    """What tells them apart in a language's folder. Raises ``LexiconError`` where one of its tables has a fault."""
    faults: list[tuple[str, int, str]] = []

    def rows(table: Table) -> list[Row]:
        read, more = read_table(folder, table)
        faults.extend(more)
        return read

    everyday = [form for table, columns in ((NOUNS, ("singular", "plural")), (ADJECTIVES, ("form", "plural")),
                                            (VERBS, ("perfect", "imperfect", "participle", "masdar")),
                                            (PARTICLES, ("form",)), (TITLES, ("form", "plural")))
                for row in rows(table) for column in columns for form in row.values(column)]
    bodies, groups, places, clitics = rows(BODIES), rows(GROUPS), rows(NAMESAKES), rows(CLITICS)
    if faults:
        raise LexiconError(faults)
    heads = [(row["form"], row["sector"], row["of"] == "no" and row["kind"] == "organisation") for row in bodies]
    crowds = [form for row in bodies for form in row.values("plural")]
    crowds += [form for row in groups for column in ("form", "plural") for form in row.values(column)]
    return Meant(known, stems, everyday, heads, crowds, (row["form"] for row in places),
                 (row["form"] for row in clitics if row["kind"] == "conjunction"))


@lru_cache(maxsize=8)
def meant(code: str = "ar") -> Meant:
    """What tells them apart in a language that isnad carries; read once a process."""
    return read_meant(HERE / code, names(code), stemmer(code))


def is_generic(actor: Actor) -> bool:
    """Whether an actor of a record is only meant, so that no other report tells of him; see the module."""
    return meant()(actor)
