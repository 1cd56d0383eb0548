"""The lexicon of a language: from a word as written to everything the tables say it may be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from isnad.reading.text import LATIN, NUMBER, PUNCT, WORD, Spelling, ascii_digits

_ACCUSATIVE = "ا"
"""The ending of an indefinite accusative, taken off like a pronoun but kept in no parse."""
FORMS_KEPT = 200_000
"""Analysed spellings a lexicon remembers before it starts anew; bounds memory on endless input."""


@dataclass(slots=True, frozen=True, eq=False)
class Entry:
    """One row of a table, as an entry: its category, its lemma, what the row says, and where it stands."""

    category: str
    lemma: str
    file: str
    line: int
    attrs: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.attrs.get(name, "")

    def values(self, name: str) -> list[str]:
        """The values of an attribute that may hold several."""
        value = self.attrs.get(name, "")
        return value.split("|") if value else []

    @property
    def source(self) -> str:
        """``file:line`` of the row."""
        return f"{self.file}:{self.line}"


@dataclass(slots=True, frozen=True, eq=False)
class Sense:
    """A form of an entry: ``tense`` perfect, imperfect, participle, masdar or empty; gender m, f; number
    s, d, p (c: construct, j: jussive follow the letter); person 1, 3 or empty."""

    entry: Entry
    tense: str = ""
    gender: str = ""
    number: str = ""
    person: str = ""


@dataclass(slots=True, frozen=True, eq=False)
class Parse:
    """One way to read a written word: clitics taken off, and the sense of what is left."""

    sense: Sense
    conj: str = ""
    future: bool = False
    prep: str = ""
    det: bool = False
    suffix: str = ""
    exact: bool = True

    @property
    def entry(self) -> Entry:
        return self.sense.entry


EVENT_CATEGORIES = frozenset({"frame", "mood", "set", "context", "control", "agent", "mode",
                              "quantity", "awaiting"})
"""Categories of words that only the events are read with. They are kept apart, so that to list a trigger changes
nothing in how actors and statements are read."""
_APART = "*"

_PLACES = frozenset({"place", "state", "capital"})

Head = tuple[str, str, bool, str]
"""How a form may begin a listed phrase: conjunction, preposition, article, and the key of what is left."""


class Form:
    """A written word, analysed once and shared by all its occurrences.

    ``events`` holds its readings as a word that events are read with, best first, ``triggers`` those that open a frame;
    ``event_heads`` how it may begin a listed phrase of such words; ``names`` what the noun of a light phrase may be
    called by: its lemmas, and its sets as "&set". ``bits`` are its classes, once ``reading.names`` has worked them out.
    """

    __slots__ = ("bits", "cats", "event_heads", "events", "heads", "key", "kind", "names", "norm", "parses", "triggers")

    def __init__(self, kind: str, norm: str, key: str, parses: tuple[Parse, ...] = (), heads: tuple[Head, ...] = (),
                 events: tuple[Parse, ...] = (), event_heads: tuple[Head, ...] = ()) -> None:
        self.kind = kind
        self.norm = norm
        self.key = key
        self.parses = parses
        self.heads = heads
        self.events = events
        self.event_heads = event_heads
        self.triggers = tuple(p for p in events if p.sense.entry.category == "frame" and not rather(parses, p))
        self.names = frozenset(
            [parse.entry.lemma for parse in parses if parse.sense.tense != "participle" and not parse.conj]
            + ["&" + parse.entry["set"] for parse in events if parse.entry.category == "set"])
        self.bits = -1
        self.cats = frozenset(parse.sense.entry.category for parse in parses)

    def find(self, category: str) -> Parse | None:
        """The best parse of that category, or None."""
        if category in self.cats:
            for parse in self.parses:
                if parse.sense.entry.category == category:
                    return parse
        return None

    def all(self, category: str) -> list[Parse]:
        """All parses of that category, best first."""
        if category not in self.cats:
            return []
        return [parse for parse in self.parses if parse.sense.entry.category == category]


class Word:
    """A word (number, stop, quotation mark, …) at its place; ``i`` is its index on the page."""

    __slots__ = ("end", "form", "i", "newline", "start")

    def __init__(self, i: int, start: int, end: int, form: Form, newline: bool) -> None:
        self.i = i
        self.start = start
        self.end = end
        self.form = form
        self.newline = newline

    @property
    def norm(self) -> str:
        return self.form.norm

    def __repr__(self) -> str:
        return f"<{self.i}:{self.form.norm}>"


@dataclass(slots=True, frozen=True, eq=False)
class Phrase:
    """A listed phrase found at a place: words ``start`` to ``end`` (exclusive), the clitics of its first word."""

    start: int
    end: int
    entry: Entry
    conj: str = ""
    prep: str = ""
    det: bool = False


@dataclass(slots=True, frozen=True)
class Inflection:
    """How one form is made from a listed one; see ``inflection.tsv``."""

    ends: str
    prefix: str
    suffix: str
    gender: str
    number: str
    person: str


class Lexicon:
    """All entries of a language by their spellings, and the analysis of written words."""

    def __init__(self, spelling: Spelling, clitics: Mapping[str, Iterable[str]],
                 inflections: Mapping[str, list[Inflection]],
                 pronouns: Mapping[str, tuple[str, str, str]] | None = None) -> None:
        self.spelling = spelling
        self.clitics = clitics
        self.pronouns = dict(pronouns or {})
        """The gender, number and person of each pronoun that is written after a word."""
        self._conj = tuple(clitics.get("conjunction", ()))
        self._prep = tuple(clitics.get("preposition", ()))
        self._future = tuple(clitics.get("future", ()))
        self._article = next(iter(clitics.get("article", ())), "")
        self._pronouns = tuple(sorted(clitics.get("pronoun", ()), key=len, reverse=True))
        self.inflections = inflections
        self._fitting: dict[tuple[str, str], list[Inflection]] = {}
        self._senses: dict[str, list[tuple[str, Sense]]] = {}
        self._packed: Mapping[str, tuple[Any, ...]] = {}
        self._unpack: Callable[[tuple[Any, ...]], list[tuple[str, Sense]]] = list
        self.phrases: dict[str, dict[str, list[tuple[tuple[str, ...], Entry]]]] = {}  # by first word, then by second
        self._forms: dict[tuple[str, str], Form] = {}
        self.states: dict[str, str] = {}
        """The name of each state by its code."""
        self.sets: dict[str, list[str]] = {}
        """The words of each named set, while the tables are read; see ``word_sets.tsv``."""
        self.furniture: dict[str, list[tuple[tuple[str, ...], Entry]]] = {}
        """Furniture by the key of its first word, the longest first; see ``add_furniture``."""
        self.outlets: dict[str, Entry] = {}
        """Outlets by web host and publisher's id, in small letters."""
        self.mastheads: dict[str, tuple[Entry, bool]] = {}
        """Outlets by squeezed name, and whether the name is an outlet's only in a masthead's or dateline's place."""
        self.initials: set[str] = set()
        """The squeezed names among them that are letters apart: "أ ف ب"; written as one word they are another word."""

    @property
    def conjunctions(self) -> tuple[str, ...]:
        """The conjunctions that are written together with the word after them, the commonest first."""
        return self._conj

    def is_native(self, norm: str) -> bool:
        """Whether a name is written as foreign ones are not: with a letter of the language's own, or its article."""
        return norm.startswith(self._article) or not self.spelling.native.isdisjoint(norm)

    def joined_preposition(self, norm: str) -> str:
        """The preposition at the beginning of a spelling that no table has: alone ("لـ"), or before the article."""
        for conj in ("", *self._conj):
            rest = norm.removeprefix(conj) if norm.startswith(conj) else ""
            for prep in self._prep:
                if rest == prep or rest.startswith(prep + self._article) or (rest.startswith("لل") and prep == "ل"):
                    return prep
        return ""

    @property
    def article(self) -> str:
        """The definite article as it is written before a word."""
        return self._article

    def is_owned_preposition(self, norm: str) -> bool:
        """Whether a word is a joined preposition and a pronoun, and nothing else: لي, له, بها."""
        return norm[1:] in self._pronouns and norm[0] in self._prep

    # -- building

    def add(self, spelling: str, sense: Sense) -> None:
        """Let a spelling have a sense. A spelling with spaces is a phrase."""
        if " " in spelling or not spelling.isalpha():
            self.add_phrase(spelling, sense.entry)
            return
        key = self.spelling.slip(spelling)
        if sense.entry.category in EVENT_CATEGORIES:
            key = _APART + key
        known = self._senses.get(key)
        if known is None:
            self._senses[key] = [(spelling, sense)]
        else:
            known.append((spelling, sense))

    def add_phrase(self, spelling: str, entry: Entry) -> None:
        """Let a sequence of words (or a word with digits or stops in it) have an entry; see ``phrases_at``."""
        keys = self._keys(spelling)
        first = keys[0].removeprefix(self._article) if len(keys[0]) > 4 else keys[0]
        first = _APART + first if entry.category in EVENT_CATEGORIES else first
        second = keys[1] if len(keys) > 1 else ""
        self.phrases.setdefault(first, {}).setdefault(second, []).append((keys, entry))

    def _keys(self, spelling: str) -> tuple[str, ...]:
        """The keys of a spelling's words and stops."""
        from isnad.reading.text import tokens

        return tuple(self.spelling.slip(self.spelling.norm(spelling[a:b])) for a, b, _, _ in tokens(spelling))

    def add_furniture(self, spelling: str, entry: Entry) -> None:
        """Let words mean furniture, where they stand as their entry says; kept apart from the words of the story."""
        keys = self._keys(spelling)
        listed = self.furniture.setdefault(keys[0], [])
        listed.append((keys, entry))
        listed.sort(key=lambda item: len(item[0]), reverse=True)

    def add_outlet(self, entry: Entry, names: Iterable[str]) -> None:
        """Let an outlet be known by its hosts and by its names as datelines give them; the first to come keeps a name.

        The entry's ``domains`` and ``quoted`` are read.
        """
        for domain in entry.values("domains"):
            self.outlets.setdefault(domain.casefold(), entry)
        for bare, spellings in ((False, names), (True, entry.values("quoted"))):
            for spelling in spellings:
                key = self.squeeze(spelling)
                self.mastheads.setdefault(key, (entry, bare))
                if all(len(letter) == 1 for letter in re.split("[ .]+", spelling.strip("."))):
                    self.initials.add(key)

    def squeeze(self, name: str) -> str:
        """A name's letters and digits under one key, slips undone: "أ. ف. ب" and "اف ب" meet."""
        return "".join(c for c in self.spelling.slip(self.spelling.norm(name.casefold())) if c.isalnum())

    def inflect(self, kind: str, listed: str) -> list[tuple[str, Inflection]]:
        """The forms of a listed form, with their features; for each features the longest ``ends`` that fits."""
        forms = []
        for rule in self._rules(kind, listed[-1]):
            stem = listed[: len(listed) - len(rule.ends)]
            forms.append(((rule.prefix + stem[1:] if rule.prefix else stem) + rule.suffix, rule))
        return forms

    def _rules(self, kind: str, last: str) -> list[Inflection]:
        """The rules for a listed form with that last letter: for each features the longest ``ends`` that fits."""
        known = self._fitting.get((kind, last))
        if known is None:
            fitting = [rule for rule in self.inflections.get(kind, ()) if rule.ends in ("", last)]
            special = {(rule.gender, rule.number, rule.person) for rule in fitting if rule.ends}
            known = [rule for rule in fitting
                     if rule.ends or (rule.gender, rule.number, rule.person) not in special]
            self._fitting[kind, last] = known
        return known

    def add_inflected(self, kind: str, listed: str, entry: Entry, tense: str = "") -> None:
        """Add a listed form of an entry with all the forms that its kind gives it."""
        for form, rule in self.inflect(kind, listed):
            self.add(form, Sense(entry, tense, rule.gender, rule.number, rule.person))

    # -- snapshots

    def all_senses(self) -> Mapping[str, list[tuple[str, Sense]]]:
        """Every sense by its folded spelling, with the spelling as listed."""
        for key, packed in self._packed.items():
            if key not in self._senses:
                self._senses[key] = self._unpack(packed)
        return self._senses

    def lay_by(self, packed: Mapping[str, tuple[Any, ...]],
               unpack: Callable[[tuple[Any, ...]], list[tuple[str, Sense]]]) -> None:
        """Take senses in packed form by folded spelling; ``unpack`` is called when a word asks for one."""
        self._packed, self._unpack = packed, unpack

    # -- looking up

    def form(self, kind: str, surface: str) -> Form:
        """The analysed form of a written word; ``kind`` is a token kind of ``isnad.reading.text``."""
        known = self._forms.get((kind, surface))
        if known is not None:
            return known
        if kind == WORD:
            norm = self.spelling.norm(surface)
            form = self._analyse(norm) if norm else Form(PUNCT, "ـ", "ـ")
        else:
            text = ascii_digits(surface) if kind == NUMBER else surface.casefold() if kind == LATIN else surface
            heads: tuple[Head, ...] = (("", "", False, text),) if text in self.phrases else ()
            form = Form(kind, text, text, (), heads)
        if len(self._forms) >= FORMS_KEPT:
            self._forms.clear()
        self._forms[(kind, surface)] = form
        return form

    def senses(self, stem: str) -> tuple[list[Sense], bool]:
        """The senses of a stem, and whether it is spelt exactly as listed; slips count only where nothing is. Those of
        the words that only events are read with are left out."""
        known = self._known(self.spelling.slip(stem))
        return _of_spelling(known, stem) if known is not None else ([], False)

    def _known(self, key: str) -> list[tuple[str, Sense]] | None:
        """The senses kept under a key, with the spellings that have them."""
        known = self._senses.get(key)
        if known is None and (packed := self._packed.get(key)) is not None:
            known = self._senses[key] = self._unpack(packed)
        return known

    def _stems(self, norm: str) -> Iterable[tuple[str, bool, str, bool, str]]:
        """Ways to take proclitics off: (conjunction, future, preposition, article, stem)."""
        conjunctions = [""] + [c for c in self._conj if norm.startswith(c) and len(norm) > 2]
        for conj in conjunctions:
            rest = norm[len(conj):]
            yield conj, False, "", False, rest
            if rest.startswith(self._article) and len(rest) > 3:
                yield conj, False, "", True, rest[2:]
            for future in self._future:
                if rest.startswith(future) and len(rest) > 3 and rest[1] in "يتنأا":
                    yield conj, True, "", False, rest[1:]
            for prep in self._prep:
                if not rest.startswith(prep) or len(rest) < 3:
                    continue
                stem = rest[len(prep):]
                if prep == "ل" and stem.startswith("ل") and len(stem) > 2:
                    # ل before the article is written لل: للرئيس; before a word in ل the three become two, and who
                    # writes للجنة seldom means "for a committee"
                    yield conj, False, prep, True, stem[1:]
                    yield conj, False, prep, True, stem
                    yield conj, False, prep, False, self._article + stem[1:]  # a name's own article: لليمن, للعراق
                yield conj, False, prep, False, stem
                if stem.startswith(self._article) and len(stem) > 3:
                    yield conj, False, prep, True, stem[2:]

    def _bare(self, stem: str) -> Iterable[tuple[str, str]]:
        """Ways to take a pronoun or the accusative ending (ا) off: (what is taken off, stem)."""
        yield "", stem
        if len(stem) > 2 and stem.endswith("ا"):
            yield _ACCUSATIVE, stem[:-1]
        for suffix in self._pronouns:
            if len(stem) - len(suffix) < 2 or not stem.endswith(suffix):
                continue
            base = stem[: -len(suffix)]
            yield suffix, base
            if base.endswith("ت"):
                yield suffix, base[:-1] + "ة"
            elif base.endswith("ا"):
                yield suffix, base[:-1] + "ى"
            elif base[-1] in "ئؤ":
                yield suffix, base[:-1] + "ء"

    def _analyse(self, norm: str) -> Form:
        """A folded spelling as a form: every reading of it, those that take least off first, exact spellings before
        slips; those as a word that events are read with apart."""
        found: list[_Ranked] = []
        apart: list[_Ranked] = []
        heads: list[Head] = []
        event_heads: list[Head] = []
        for way in self._stems(norm):
            conj, future, prep, det, rest = way
            if not future:
                head = self.spelling.slip(rest)
                if head in self.phrases:
                    heads.append((conj, prep, det, head))
                if _APART + head in self.phrases:
                    event_heads.append((conj, prep, det, _APART + head))
            for suffix, stem in self._bare(rest):
                if len(stem) < 2 or (det and suffix and suffix != _ACCUSATIVE):
                    continue
                key = self.spelling.slip(stem)
                short = suffix == _ACCUSATIVE and len(stem) == 2  # ردا is رد where an event is looked for, else a word
                if not short and (known := self._known(key)) is not None:
                    _rank(found, known, way, suffix, stem, len(norm))
                if (known := self._known(_APART + key)) is not None:
                    _rank(apart, known, way, suffix, stem, len(norm))
        found.sort(key=_order)
        apart.sort(key=_order)
        if apart and not apart[0][2].suffix:  # انتحاري is no انتحار of mine
            apart = [item for item in apart if self.pronouns.get(item[2].suffix, ("", "", "3"))[2] == "3"]
        return Form(WORD, norm, self.spelling.slip(norm), tuple(item[2] for item in found), tuple(heads),
                    tuple(item[2] for item in apart), tuple(event_heads))

    def begins(self, form: Form, categories: frozenset[str]) -> bool:
        """Whether a form may begin a listed phrase of one of the categories."""
        return any(entry.category in categories
                   for *_, head in form.heads for listed in self.phrases.get(head, {}).values() for _, entry in listed)

    def phrases_at(self, words: list[Word], i: int, end: int, heads: tuple[Head, ...]) -> list[Phrase]:
        """Listed phrases that begin at word ``i`` and end before word ``end``; the longest first. ``heads``: how the
        word may begin them, its form's ``heads`` or ``event_heads``.

        The first word may carry clitics; the others may slip in spelling but not in clitics.
        """
        phrases: list[Phrase] = []
        second = words[i + 1].form.key if i + 1 < end and not words[i + 1].newline else ""
        for conj, prep, det, head in heads:
            by_second = self.phrases.get(head, {})
            key = head.removeprefix(_APART)
            listed = [*by_second.get(second, ()), *by_second.get("", ())] if second else by_second.get("", [])
            for keys, entry in listed:
                if i + len(keys) > end:
                    continue
                listed_det = len(keys[0]) > 4 and keys[0].startswith(self._article)
                if listed_det != det and listed_det:
                    continue
                if not listed_det and keys[0] != key:
                    continue
                if all(words[i + k].form.key == keys[k] and not words[i + k].newline for k in range(2, len(keys))):
                    phrases.append(Phrase(i, i + len(keys), entry, conj, prep, det))
        if len(phrases) < 2:
            return phrases
        phrases.sort(key=lambda phrase: (phrase.end, not phrase.conj, not phrase.prep), reverse=True)
        return phrases


def rather(parses: tuple[Parse, ...], parse: Parse) -> bool:
    """Whether a word that may open a frame is rather another word, by its other readings: with less taken off it
    (وزارتي is no form of زار), or a place (تعز)."""
    if parse.sense.tense in ("perfect", "imperfect") and parse.suffix in _SPOKEN_TO:
        return True
    best = next((p for p in parses if p.sense.number[:1] != "d" or p.conj), None)
    if best is None or not best.exact or best.entry.lemma == parse.entry.lemma:
        return False
    if any(p.exact and p.entry.category in _PLACES and not (p.det or p.suffix) for p in parses):
        return True
    return bool(parse.conj and not best.conj) or bool(parse.prep and not best.prep) or bool(
        parse.suffix and not best.suffix)


_SPOKEN_TO = frozenset({"ي", "ني", "نا", "ك", "كم"})
"""Pronouns of the first and second person, which stand on verbs in speech alone."""
_Ranked = tuple[int, int, Parse]
"""A reading with what ranks it: 0 where it is spelt exactly, else 1; and how many letters are taken off."""


def _order(item: _Ranked) -> tuple[int, int]:
    return item[0], item[1]


def _of_spelling(known: list[tuple[str, Sense]], stem: str) -> tuple[list[Sense], bool]:
    """The senses of just that spelling, and True; where there is none those of all spellings under the key, and
    False."""
    exact = [sense for spelling, sense in known if spelling == stem]
    return (exact, True) if exact else ([sense for _, sense in known], False)


def _rank(found: list[_Ranked], known: list[tuple[str, Sense]], way: tuple[str, bool, str, bool, str], suffix: str,
          stem: str, size: int) -> None:
    """Add the readings of a spelling of ``size`` letters by one way of taking clitics and a pronoun off."""
    conj, future, prep, det, _ = way
    senses, exact = _of_spelling(known, stem)
    for sense in senses:
        finite = sense.tense in ("perfect", "imperfect")
        if suffix == _ACCUSATIVE and (finite or det):
            continue
        if (future and sense.tense != "imperfect") or (finite and (det or prep)):
            continue
        if sense.person == "1" and (conj == "ف" or det):
            continue
        parse = Parse(sense, conj, future, prep, det, "" if suffix == _ACCUSATIVE else suffix, exact)
        found.append((0 if exact else 1, size - len(stem), parse))
