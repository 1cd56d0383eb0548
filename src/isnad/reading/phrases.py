"""Noun phrases: title, nisba, complement and name chunked once, with the country and sector that they tell."""

from __future__ import annotations

from dataclasses import dataclass, field

from isnad.languages.lexicon import Entry
from isnad.reading.names import (
    ACCUSATIVE,
    ADJECTIVE,
    COMMAS,
    DEFINITE,
    EVERYDAY,
    FINITE,
    FUNCTION,
    GIVEN,
    JOINED,
    LINKED,
    MASDAR,
    NAME,
    NOMINAL,
    PARTICIPLE,
    UNKNOWN,
    name_tokens,
)
from isnad.reading.text import PUNCT, WORD
from isnad.reading.units import HEADS, LISTED, NOUN_HEADS, OTHER_HEADS, Adjective, Unit, Units

TANWIN = "\u064b"
ACTING = HEADS - {"portfolio", "qualifier", "group"}
ADJECTIVAL = frozenset({"title", "group", "body", "nisba", "qualifier"})
DEEPEST = 4
"""How deep complements are followed: the head of the office of the minister of …"""
LONGEST = 24
"""Words in the longest noun phrase that is chunked."""


@dataclass(slots=True)
class NounPhrase:
    """Words ``start`` to ``end`` (exclusive) with a head that may be an actor's.

    ``name`` are the words of a person's name in it, ``tokens`` their keys; ``title`` is the end of the words before the
    name; ``core`` the end of the phrase without a short name in brackets; ``role`` are the words of the office.
    ``lemma``, ``complement`` and ``country`` tell two phrases for one actor; ``keys`` are what the phrase adds to the
    complement of one that it completes. ``sector`` is told, ``fallback`` stands where none is; ``country`` is "none"
    where several states are meant, ``home`` whether the report's own is meant where none is told. ``until`` is the year
    in which a listed person left office, or 0; ``codes`` are the states that a word like المملكة may mean; ``calls`` is
    the bare noun that calls a listed body back; ``governed`` tells that a preposition or a noun before it governs it.
    """

    start: int
    end: int
    kind: str
    lemma: str
    entry: Entry | None = None
    conj: str = ""
    prep: str = ""
    det: bool = False
    suffix: str = ""
    gender: str = ""
    number: str = ""
    core: int = 0
    title: int = 0
    name: tuple[int, int] | None = None
    tokens: tuple[str, ...] = ()
    complement: tuple[str, ...] = ()
    keys: tuple[str, ...] | None = None
    country: str = ""
    sector: str = ""
    fallback: str = ""
    home: bool = True
    local: str = ""
    former: bool = False
    until: int = 0
    codes: tuple[str, ...] = ()
    role: tuple[int, int] | None = None
    qualified: bool = False
    bound: bool = False
    calls: str = ""
    governed: bool = False
    titles: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    nested: list[NounPhrase] = field(default_factory=list)

    @property
    def completed(self) -> bool:
        """Whether the head is definite, by ال, a pronoun or a complement."""
        return self.det or self.bound or bool(self.complement) or bool(self.suffix)


class Complements(Units):
    """Noun phrases inside out: heads, listed names, adjectives, complements and the prepositions that bring them."""

    # -- what the chunker adds

    def at(self, i: int, end: int) -> NounPhrase | None:
        """The noun phrase of an actor that begins at word ``i``, or None."""
        raise NotImplementedError

    def _title(self, unit: Unit, end: int, depth: int, *, named: bool) -> NounPhrase | None:
        raise NotImplementedError

    def _body(self, unit: Unit, end: int, depth: int) -> NounPhrase:
        raise NotImplementedError

    def _group(self, unit: Unit, end: int, depth: int, *, named: bool = True) -> NounPhrase:
        raise NotImplementedError

    def _apposition(self, phrase: NounPhrase, end: int, depth: int) -> None:
        raise NotImplementedError

    # -- heads

    def _head(self, i: int, end: int) -> Unit | None:
        """The head unit at a word: the longest; among equals proper names, then titles, bodies and people."""
        best: Unit | None = None
        for categories in (LISTED, NOUN_HEADS, OTHER_HEADS):
            unit = self.unit(i, end, categories)
            if unit is not None and (best is None or unit.end > best.end or (
                    unit.end == best.end and len(unit.conj + unit.prep) < len(best.conj + best.prep))):
                best = unit
        if best is None:
            return None
        if best.entry.category == "person":
            title = self.unit(i, end, frozenset({"title"}))
            if title is not None and title.end == best.end and (
                    self.names_next(best.end, end) or self._title_next(best.end, end)):
                best = title  # خادم الحرمين الشريفين الملك فلان
        if best.end > i + 1:
            return self._government(best, end) if best.entry.category == "organisation" else best
        category = best.entry.category
        if category in ADJECTIVAL and self.bits(i) & FUNCTION:
            return None
        if (category == "state" and self.describes(i)) or best.suffix == "ي":
            return None
        if category == "title" and best.det and "honorific" in self.form(i).cats and self.names_next(i + 1, end):
            return self.unit(i, end, frozenset({"honorific"}))
        if category == "title" and best.gender == "f":
            best = self.unit(i, end, frozenset({"body"})) or best
            category = best.entry.category
            if category == "title" and (self.bits(i) & MASDAR or (not best.conj and any(
                    parse.conj for parse in self.form(i).parses))):
                return None
        if category in ("title", "group") and best.number == "s" and not best.det and not best.suffix and (
                self.bits(i) & FINITE and not self.bits(i) & JOINED):
            return None
        if category in ("title", "group", "body") and self._predicate(i, best):
            return None
        if (category == "quantifier" and best.det) or (category == "counterpart" and not best.suffix):
            return None
        best.det = best.det and not self._construct(best, end)
        return best

    def _construct(self, unit: Unit, end: int) -> bool:
        """Whether a noun in ل with a ل joined to it has a genitive, and so no article: للجنة الدفاع."""
        lam = unit.prep == "ل" and unit.entry.lemma.startswith("ل") and unit.end < end
        return lam and bool(self.bits(unit.end) & DEFINITE) and not self.bits(unit.end) & ADJECTIVE

    def _title_next(self, i: int, end: int) -> bool:
        return self.open(i, end) and self.unit(i, end, frozenset({"title"})) is not None

    def _government(self, unit: Unit, end: int) -> Unit:
        """A listed government is its state's, as others are: الحكومة السورية."""
        body = self.unit(unit.start, end, frozenset({"body"}))
        if body is None or body.entry["kind"] != "country" or body.end + 1 != unit.end:
            return unit
        nisba = self.unit(body.end, end, frozenset({"nisba"}))
        return body if nisba is not None and nisba.entry["code"] == unit.entry["code"] else unit

    def _predicate(self, i: int, unit: Unit) -> bool:
        """Whether a noun stands here as a predicate or a counted noun: accusative, indefinite.

        A dual before its complement is spelt alike, without tanwin: وزيرا العمل والعدل.
        """
        form, word = self.form(i), self.words[i]
        if unit.number not in ("s", "dc") or unit.suffix or not form.norm.endswith("ا") or (
                unit.entry.lemma.endswith("ا")):
            return False
        if unit.number == "dc" and TANWIN not in self.page.text[word.start : word.end]:
            return not (i + 1 < len(self.words) and self.bits(i + 1) & DEFINITE)
        return True

    def _new(self, unit: Unit, kind: str) -> NounPhrase:
        entry = unit.entry
        return NounPhrase(
            unit.start, unit.end, kind, entry.lemma, entry, unit.conj, unit.prep, unit.det, unit.suffix, unit.gender,
            unit.number, core=unit.end, title=unit.end,
        )

    def _listed(self, unit: Unit, end: int) -> NounPhrase:
        entry = unit.entry
        category = entry.category
        kind = {"organisation": entry["kind"] or "organisation", "outlet": "organisation", "person": "person",
                "place": "place"}.get(category, "country")
        phrase = self._new(unit, kind)
        phrase.det = True
        phrase.country = entry["code"] or entry["country"]
        phrase.codes = tuple(entry.values("codes"))
        phrase.sector = {"outlet": "MED", "place": "", "person": ""}.get(category, entry["sector"] or "GOV")
        phrase.home = False
        if kind == "person":
            phrase.name = (unit.start, unit.end)
            phrase.tokens = name_tokens(self.words, unit.start, unit.end)
            phrase.fallback = entry["sector"]
            phrase.until = int(entry["until"]) if entry["until"].isdigit() else 0
            phrase.number = "s"
            self._apposition(phrase, end, 1)
            return phrase
        if kind == "organisation":
            body = self.unit(unit.start, end, frozenset({"body"}))
            phrase.calls = body.entry.lemma if body is not None else ""
            adjective = self.adjective(phrase.end, end, True)
            if adjective is not None and adjective.country and adjective.country != "none":
                phrase.end = adjective.end
                phrase.country = phrase.country or adjective.country
            self._alias(phrase, end)
        return phrase

    def _alias(self, phrase: NounPhrase, end: int) -> None:
        """A short name in brackets after a body's name belongs to the phrase: حلف شمال الأطلسي (الناتو)."""
        close = self.page.brackets.get(phrase.end)
        if close is not None and close < end and close - phrase.end <= 5:
            inner = self.at(phrase.end + 1, close)
            if inner is not None and inner.end == close and inner.kind == "organisation":
                phrase.end = close + 1

    def _modify(self, phrase: NounPhrase, end: int, depth: int) -> None:
        """Take adjectives, the complement and the prepositional complement after a head into the phrase."""
        entry = phrase.entry
        takes = entry.values("takes") if entry is not None else []
        placed = False
        while phrase.end < end and not self._other_case(phrase.end):
            adjective = self.adjective(phrase.end, end, phrase.completed)
            if adjective is not None and (self._of_a_second_state(phrase, adjective) or not (
                    phrase.bound or self._agree(phrase, phrase.end))):
                adjective = None
            if adjective is not None:
                self._qualify(phrase, adjective, end, depth)
                continue
            single = phrase.kind == "person" and entry is not None and entry.category == "title"
            if not phrase.completed and depth < DEEPEST and (not phrase.qualified or single) and not (
                    self._absolute(phrase)):
                named = entry is not None and entry.category in ("body", "group")
                inner = self.complement(phrase.end, end, depth + 1, named=named)
                if inner is not None:
                    self._complete(phrase, inner)
                    continue
            if placed or depth >= DEEPEST or entry is None:
                break
            inner = self._prepositional(phrase, takes, end, depth + 1)
            if inner is None:
                break
            placed = True
            if phrase.fallback == "LEG":
                phrase.sector = "LEG"  # the member of a house, whatever the party
            known = phrase.complement
            self._complete(phrase, inner)
            phrase.complement = known or phrase.complement

    def _other_case(self, i: int) -> bool:
        """Whether word ``i`` stands in the accusative and the word before it does not, so that it begins another
        phrase: "قتل مسلحون شرطيا", "رشق المستوطنون الفلسطينيين"."""
        if self.form(i).norm.endswith(("ين", "ا")) and self.form(i - 1).norm.endswith("ون"):
            return True
        return bool(self.bits(i) & ACCUSATIVE) and not self.form(i - 1).norm.endswith("ا") and (
            self.form(i - 1).kind == WORD and self.form(i).norm != self.form(i - 1).norm)

    def _absolute(self, phrase: NounPhrase) -> bool:
        """Whether a noun for people cannot be completed by a noun right after it: its plural has kept its ن, or it is
        one man by his adjective ("هاجم انتحاري قاعدة")."""
        if phrase.entry is None or phrase.entry.category not in ("group", "title"):
            return False
        norm = self.form(phrase.end - 1).norm
        if norm.endswith("ون"):
            return phrase.entry.category == "group"
        return norm.endswith("ي") and not self.bits(phrase.end) & DEFINITE

    def _agree(self, phrase: NounPhrase, i: int) -> bool:
        """Whether the adjective at word ``i`` has the gender of a singular head that stands just before it."""
        if phrase.number not in ("s", "") or not phrase.gender or phrase.kind == "group":
            return True
        norm = self.form(i).norm
        if norm.endswith(("يون", "يين")) and norm.startswith("ال"):
            return False  # people: "دعا مجلس الأمن الحوثيين"
        return norm.endswith(("ة", "ه", "اء", "ى", "ا")) if phrase.gender == "f" else not norm.endswith("ة")

    @staticmethod
    def _of_a_second_state(phrase: NounPhrase, adjective: Adjective) -> bool:
        """Whether an adjective tells another state than an official has, and so is that state's own name: "انتقد
        وزير الخارجية المصري السعودية"."""
        return phrase.kind == "person" and phrase.qualified and len(phrase.country) == len(adjective.country) == 3 and (
            phrase.country != adjective.country)

    def _qualify(self, phrase: NounPhrase, adjective: Adjective, end: int, depth: int) -> None:
        phrase.qualified = True
        phrase.country = phrase.country or adjective.country
        phrase.former = phrase.former or adjective.former
        party = adjective.sector == "PTY" and phrase.kind == "organisation"
        if adjective.sector and not party and phrase.entry is not None and phrase.entry["of"] == "yes" and (
                phrase.sector in ("", "GOV", phrase.fallback)):
            phrase.sector = adjective.sector
        phrase.end = phrase.core = adjective.end
        if adjective.participle and phrase.completed and depth < DEEPEST and self.open(phrase.end, end):
            inner = self._after_preposition(phrase.end, end, depth + 1, ("ل", "ب", "من"), people=True)
            if inner is not None and (inner.entry is not None or self.bits(phrase.end - 1) & PARTICIPLE):
                phrase.end = phrase.core = inner.end
                phrase.country = phrase.country or inner.country
                phrase.nested += [inner, *inner.nested]
                phrase.complement += tuple(self.form(k).key for k in range(inner.start, inner.end))
                if phrase.entry is not None and phrase.entry["of"] == "yes":
                    phrase.sector = phrase.sector or self._sector_of(phrase, inner)

    def _complete(self, phrase: NounPhrase, inner: NounPhrase) -> None:
        quoted = self.form(inner.end - 1).kind == PUNCT and self.form(inner.end - 1).norm != ")"
        phrase.end, phrase.core = inner.end, inner.end if quoted else inner.core
        phrase.bound = True
        phrase.country = phrase.country or inner.country
        if inner.entry is not None and inner.entry.category == "organisation" and not inner.country:
            phrase.home = False  # "قوات التحالف": of no one state
        if (phrase.entry is None or phrase.entry["of"] == "yes") and not phrase.sector:
            phrase.sector = self._sector_of(phrase, inner)
        phrase.former = phrase.former or (inner.former and phrase.kind == "person")
        phrase.complement += inner.keys if inner.keys is not None else inner.complement
        phrase.nested += [inner, *inner.nested]

    @staticmethod
    def _sector_of(phrase: NounPhrase, inner: NounPhrase) -> str:
        """The sector that a complement gives its head: forces are of the army unless they are rebels' or police."""
        sector = inner.sector or inner.fallback
        if phrase.fallback == "MIL" and phrase.kind == "organisation":
            if inner.former:
                return "REB"
            return {"OPP": "REB"}.get(sector, sector if sector in ("REB", "COP", "TER", "SPY") else "")
        if inner.kind == "country":
            return "GOV" if inner.entry is not None and inner.entry.category == "body" else ""
        return sector

    def _prepositional(self, phrase: NounPhrase, takes: list[str], end: int, depth: int) -> NounPhrase | None:
        """The complement that a preposition brings: one that the head takes, ل after a title's adjective, and the body
        that an officer or a lesser body serves in."""
        titled = phrase.entry is not None and phrase.entry.category == "title"
        allowed = tuple(takes)
        if titled:
            allowed += ("ل", "ب", "في") if phrase.qualified else ("ب", "في")
        elif phrase.complement and phrase.kind == "organisation":
            allowed += ("ب",)
        if not allowed:
            return None
        inner = self._after_preposition(phrase.end, end, depth, allowed)
        if inner is None:
            return None
        category = inner.entry.category if inner.entry is not None else ""
        word = self.form(phrase.end).norm
        after = inner.end + 1 if inner.end < end and self.form(inner.end).norm in COMMAS else inner.end
        if word[:1] in ("ب", "ف"):
            first = self.form(inner.start)
            if not category and (self.bits(inner.start) & MASDAR or any(p.suffix for p in first.parses[:1])):
                return None
            if category in ("state", "place", "capital") and self.names_next(after, end):
                return inner
        if word[:1] in ("ب", "ف") and not any(word.startswith(prep) for prep in takes) and (
                category not in ("body", "organisation")) and not self.names_next(inner.end, end):
            return None
        if not titled and word.startswith("ل") and (category or not (phrase.qualified or phrase.bound)):
            return None
        if titled and category in ("state", "capital") and phrase.country and inner.country != phrase.country and (
                "ل" not in takes and not self.names_next(after, end)):
            return None  # "اعتذر رئيس الوزراء الياباني لكوريا": of one state alone; "السفير الصيني لسوريا فلان": of two
        return inner

    def _after_preposition(self, i: int, end: int, depth: int, allowed: tuple[str, ...], *,
                           people: bool = False) -> NounPhrase | None:
        """The noun phrase after one of these prepositions at word ``i``, joined to it or apart."""
        if not self.open(i, end):
            return None
        form = self.form(i)
        if form.norm in allowed or form.norm.replace("إ", "ا") in allowed:
            if not self.open(i + 1, end) and i + 1 not in self.closing:
                return None
            inner = self.complement(i + 1, end, depth, named=people)
        else:
            prep = next((p.prep for p in form.parses if p.prep and not p.conj), "")
            if not prep and form.norm.startswith("لل"):
                prep = "ل"
            if prep not in allowed:
                return None
            inner = self.complement(i, end, depth, joined=prep, named=people)
        if inner is None:
            return None
        # people are spoken for, or are what others belong to, by a preposition that stands apart: باسم المحتجين
        spoken_for = "من" in allowed or (form.norm in allowed and form.norm != "في")
        if (inner.kind == "person" and not people) or (inner.kind == "group" and not spoken_for):
            return None
        if inner.sector == "MED" and form.norm.startswith("ل"):
            return None
        return inner

    def complement(self, i: int, end: int, depth: int, joined: str = "", *, named: bool = False) -> NounPhrase | None:
        """The noun phrase at word ``i`` that completes a head: a body, a state, an office, or any chain of nouns.

        ``joined`` is the preposition that its first word carries, if any; ``named`` lets a title in it take the name
        that follows.
        """
        if i in self.closing and self.closing[i] <= min(end, i + 9):
            return self._quoted(i)
        if not self.open(i, end):
            return None
        unit = self._head(i, end)
        if unit is not None and not unit.conj and unit.prep == joined:
            category = unit.entry.category
            if category in LISTED and category != "person":
                return self._keyed(self._listed(unit, end))
            if category == "title":
                inner = self._title(unit, end, depth, named=named)
                return self._keyed(inner) if inner is not None else None
            if category == "body":
                return self._keyed(self._body(unit, end, depth))
            if category == "group":
                inner = self._group(unit, end, depth, named=False)
                return self._keyed(inner) if inner is not None else None
            if category == "person":
                return self._keyed(self._listed(unit, end))
        return self._chain(i, end, joined)

    def _keyed(self, phrase: NounPhrase) -> NounPhrase:
        """The phrase with its own words as keys, so that they tell the outer phrase from others."""
        if phrase.kind in ("country", "place"):
            phrase.keys = ()
        elif phrase.entry is not None and phrase.entry.category in ("organisation", "outlet"):
            phrase.keys = (phrase.lemma,)
        else:
            phrase.keys = (phrase.lemma, *phrase.complement)
        return phrase

    def _quoted(self, i: int) -> NounPhrase | None:
        close = self.closing[i]
        if close <= i + 1:
            return None
        inner = self.at(i + 1, close)
        if inner is not None and inner.end >= close - 1 and inner.kind != "person":
            inner.end = close + 1
            return self._keyed(inner)
        phrase = NounPhrase(i, close + 1, "", "", core=close + 1)
        phrase.complement = tuple(self.form(k).key for k in range(i + 1, close))
        for k in range(i + 1, close):
            unit = self.unit(k, close, frozenset({"organisation"}))
            if unit is not None:
                phrase.country, phrase.sector = unit.entry["code"], unit.entry["sector"]
        return phrase

    def _chain(self, i: int, end: int, joined: str) -> NounPhrase | None:
        """Nouns in construct up to the first definite one, its adjectives, and what و joins to it."""
        j, keys, definite = i, [], False
        country = ""
        while self.open(j, end) and j - i < 7:
            form, bits = self.form(j), self.bits(j)
            if (j == i and not joined and bits & JOINED) or ("quantifier" in form.cats and not bits & DEFINITE):
                break
            if j > i and bits & (JOINED | LINKED):
                if (definite and self._joins(j, end)) or (not definite and self._joins_construct(j, end)):
                    keys.append(form.key)
                    j += 1
                    continue
                break
            if definite:
                adjective = self.adjective(j, end, True)
                if adjective is None or (adjective.country and country):
                    break
                if (adjective.country and adjective.country != "none") or self._takes_l(adjective.end, end):
                    break  # it belongs to the head
                keys.append(form.key)
                j = adjective.end
                continue
            named = bits & NAME and bits & GIVEN and not bits & (NOMINAL | ADJECTIVE)
            if j > i and (named or self.is_given(j, end) or (bits & UNKNOWN and form.norm.startswith("ي"))):
                break
            if (bits & FUNCTION and not bits & NOMINAL) or not bits & (NOMINAL | UNKNOWN | ADJECTIVE | NAME | EVERYDAY):
                break
            if bits & (NAME | EVERYDAY) and not bits & (NOMINAL | ADJECTIVE) and j == i and self.is_given(j, end):
                break
            place = self.unit(j, end, LISTED) if j > i else None
            if place is not None and not place.conj and not place.prep:
                country = place.entry["code"] or place.entry["country"]
                j, definite = place.end, True
                continue
            keys.append(form.key.removeprefix("ال") if not joined else form.key)
            definite = bool(bits & (DEFINITE | UNKNOWN)) or form.norm.startswith("لل")
            j += 1
        if j == i or not (definite or bits_known(self, i)):
            return None
        phrase = NounPhrase(i, j, "", "", core=j, country=country)
        phrase.complement = tuple(keys)
        return phrase

    def _takes_l(self, i: int, end: int) -> bool:
        """Whether word ``i`` carries ل, so that an adjective before it is a head's: اللجنة ... التابعة للحكومة."""
        return self.open(i, end) and any(p.prep == "ل" and not p.conj for p in self.form(i).parses)

    def _joins_construct(self, j: int, end: int) -> bool:
        """Whether و at word ``j`` joins a noun to another that one complement has: غرفة تجارة وصناعة جدة."""
        form = self.form(j)
        if not form.norm.startswith("و") or not self.bits(j) & NOMINAL or not self.open(j + 1, end):
            return False
        if self.unit(j, end, HEADS - {"qualifier"}) is not None:
            return False
        return bool(self.bits(j + 1) & DEFINITE) or self.unit(j + 1, end, LISTED) is not None

    def _joins(self, j: int, end: int) -> bool:
        """Whether و at word ``j`` joins a further noun to a complement: والسكان, والأعمال."""
        form = self.form(j)
        if not form.norm.startswith("وال") or self.unit(j, end, ACTING) is not None:
            return False
        return bool(self.bits(j) & (NOMINAL | UNKNOWN))


def bits_known(units: Units, i: int) -> bool:
    """Whether an indefinite complement's first word is a noun or in no table, so that a chain may end on it."""
    bits = units.bits(i)
    return bool(bits & (NOMINAL | UNKNOWN)) and not bits & FINITE

