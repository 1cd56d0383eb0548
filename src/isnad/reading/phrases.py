"""Noun phrases: title, nisba, complement and name chunked once, with the country and sector that their grammar tells."""

from __future__ import annotations

from dataclasses import dataclass, field

from isnad.languages.lexicon import Entry
from isnad.reading.names import (
    ADJECTIVE,
    CLITIC_EVERYDAY,
    CLITIC_NAME,
    DEFINITE,
    EVERYDAY,
    FINITE,
    FUNCTION,
    GIVEN,
    HONORED,
    JOINED,
    MASDAR,
    NAME,
    NOMINAL,
    PARTICIPLE,
    UNKNOWN,
    joined,
    joined_letter,
    name_end,
    name_tokens,
)
from isnad.reading.text import NUMBER, WORD
from isnad.reading.units import HEADS, LISTED, NOUN_HEADS, OTHER_HEADS, Adjective, Unit, Units

TANWIN = "\u064b"
COMMAS = frozenset("،,")
DEEPEST = 4
"""How deep complements are followed: the head of the office of the minister of …"""
LONGEST = 24
"""Words in the longest noun phrase that is chunked."""


@dataclass(slots=True)
class NounPhrase:
    """Words ``start`` to ``end`` (exclusive) with a head that may be an actor's.

    ``name`` are the words of a person's name in it; ``title`` the end of the words before the name; ``core`` the end of
    the phrase without what only places or describes it. ``key`` (head's lemma, complement's keys) tells two
    phrases for one actor. ``role`` are the words of the office; ``until`` is the year in which a listed person left
    office, 0 where none is known; ``codes`` the states that a word like المملكة may mean;
    ``calls`` the bare noun that calls a listed body back. ``country`` is "none" where the phrase tells of several states.
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
    country: str = ""
    sector: str = ""
    fallback: str = ""
    home: bool = True
    former: bool = False
    until: int = 0
    codes: tuple[str, ...] = ()
    role: tuple[int, int] | None = None
    qualified: bool = False
    bound: bool = False
    calls: str = ""
    titles: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    nested: list[NounPhrase] = field(default_factory=list)

    @property
    def completed(self) -> bool:
        """Whether the head is definite, by ال, a pronoun or a complement."""
        return self.det or self.bound or bool(self.complement) or bool(self.suffix)


class Chunker(Units):
    """Chunks the noun phrases of one page."""

    # -- heads

    def at(self, i: int, end: int) -> NounPhrase | None:
        """The noun phrase of an actor that begins at word ``i``, or None."""
        form = self.words[i].form
        if self.dated[i]:
            return None
        if form.kind == NUMBER:
            return self._counted(i, i + 1, end)
        if form.kind != WORD:
            return None
        end = min(end, i + LONGEST)
        if form.heads or not form.cats.isdisjoint(HEADS):
            phrase = self._headed(i, end, 0)
            if phrase is not None:
                return phrase
        bits = self.bits(i)
        if bits & HONORED:
            return self._glued(i, end)
        if bits & (NAME | EVERYDAY | CLITIC_NAME | CLITIC_EVERYDAY):
            return self._bare_name(i, end)
        return None

    def _glued(self, i: int, end: int) -> NounPhrase:
        """A name with its honorific written to it: الدكتورعبدالله."""
        stop = name_end(self.words, i + 1, end, self.classes, self.dated, trusted=True)
        return self._named(i, i, max(stop, i + 1))

    def _headed(self, i: int, end: int, depth: int) -> NounPhrase | None:
        unit = self._head(i, end)
        if unit is None:
            return None
        category = unit.entry.category
        if unit.end == i + 1 and category in ("title", "group", "nisba", "qualifier") and self.describes(i):
            return None
        if category in LISTED:
            return self._listed(unit, end)
        if category in ("title", "counterpart"):
            return self._title(unit, end, depth, named=True)
        if category == "body":
            return self._body(unit, end, depth)
        if category == "group":
            return self._group(unit, end, depth)
        if category == "honorific":
            return self._honorific(unit, end)
        if category == "quantifier":
            return self._counted(i, unit.end, end, unit)
        if category == "portfolio":
            return self._portfolio(unit, end)
        return self._people(unit, end)

    def _head(self, i: int, end: int) -> Unit | None:
        """The head unit at a word: the longest; among equals proper names, then titles, bodies and people."""
        best: Unit | None = None
        for categories in (LISTED, NOUN_HEADS, OTHER_HEADS):
            unit = self.unit(i, end, categories)
            if unit is not None and (best is None or unit.end > best.end):
                best = unit
        if best is None:
            return None
        if best.end > i + 1:
            return self._government(best, end) if best.entry.category == "organisation" else best
        category = best.entry.category
        if category == "state" and self.describes(i) or best.suffix == "ي":
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
        return best

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

    # -- proper names

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

    def _bare_name(self, i: int, end: int) -> NounPhrase | None:
        stop = name_end(self.words, i, end, self.classes, self.dated, trusted=False)
        if stop - i < 2:
            return None
        if not self.bits(i) & (NAME | CLITIC_NAME) and not any(self.bits(k) & NAME for k in range(i + 1, stop)):
            return None
        phrase = self._named(i, i, stop)
        self._apposition(phrase, end, 1)
        return phrase

    def _named(self, start: int, name: int, stop: int) -> NounPhrase:
        phrase = NounPhrase(start, stop, "person", "", core=stop, title=start, name=(name, stop), det=True, number="s")
        phrase.tokens = name_tokens(self.words, name, stop)
        if start == name:
            phrase.conj, phrase.prep = joined(self.form(name))
        return phrase

    # -- titles

    def _title(self, unit: Unit, end: int, depth: int, *, named: bool) -> NounPhrase | None:
        entry = unit.entry
        phrase = self._new(unit, "group" if unit.number in ("p", "pc", "d", "dc") else "person")
        phrase.country = entry["country"]
        phrase.fallback = entry["sector"]
        phrase.sector = "" if entry["of"] == "yes" else entry["sector"]
        phrase.number = phrase.number[:1] or "s"
        phrase.det = unit.det or unit.entry.lemma.rpartition(" ")[2].startswith("ال")
        self._modify(phrase, end, depth)
        phrase.title = phrase.end
        phrase.role = (phrase.start, phrase.end)
        phrase.titles.append((phrase.lemma, phrase.complement))
        if named and phrase.kind == "person":
            self._name_after(phrase, end, depth)
        return phrase

    def _modify(self, phrase: NounPhrase, end: int, depth: int) -> None:
        """Take adjectives, the complement and the prepositional complement after a head into the phrase."""
        entry = phrase.entry
        takes = entry.values("takes") if entry is not None else []
        placed = False
        while phrase.end < end:
            adjective = self.adjective(phrase.end, end, phrase.completed)
            if adjective is not None and not phrase.bound and not self._agree(phrase, phrase.end):
                adjective = None
            if adjective is not None:
                self._qualify(phrase, adjective, end, depth)
                continue
            single = phrase.kind == "person" and entry is not None and entry.category == "title"
            if not phrase.completed and depth < DEEPEST and (not phrase.qualified or single):
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

    def _agree(self, phrase: NounPhrase, i: int) -> bool:
        """Whether the adjective at word ``i`` has the gender of a singular head that stands just before it."""
        if phrase.number not in ("s", "") or not phrase.gender or phrase.kind == "group":
            return True
        norm = self.form(i).norm
        return norm.endswith(("ة", "ه", "اء", "ى", "ا")) if phrase.gender == "f" else not norm.endswith("ة")

    def _qualify(self, phrase: NounPhrase, adjective: Adjective, end: int, depth: int) -> None:
        phrase.qualified = True
        phrase.country = phrase.country or adjective.country
        phrase.former = phrase.former or adjective.former
        party = adjective.sector == "PTY" and phrase.kind == "organisation"
        if adjective.sector and not party and phrase.sector in ("", "GOV", phrase.fallback) and phrase.entry is not None:
            phrase.sector = phrase.sector if phrase.entry["of"] == "no" else adjective.sector
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
        phrase.end, phrase.core = inner.end, inner.core
        phrase.bound = True
        phrase.country = phrase.country or inner.country
        if (phrase.entry is None or phrase.entry["of"] == "yes") and not phrase.sector:
            phrase.sector = self._sector_of(phrase, inner)
        phrase.former = phrase.former or (inner.former and phrase.kind == "person")
        phrase.complement += inner.complement
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
        if not titled and word.startswith("ل") and category:
            return None
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
            if not prep and joined_letter(form) and form.norm.startswith("لل"):
                prep = "ل"
            if prep not in allowed:
                return None
            inner = self.complement(i, end, depth, joined=prep, named=people)
        if inner is None:
            return None
        spoken_for = "من" in allowed or "باسم" in allowed
        if (inner.kind == "person" and not people) or (inner.kind == "group" and not spoken_for):
            return None
        if inner.sector == "MED" and form.norm.startswith("ل"):
            return None
        return inner

    # -- complements

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
            phrase.complement = ()
        elif phrase.entry is not None and phrase.entry.category in ("organisation", "outlet"):
            phrase.complement = (phrase.lemma,)
        else:
            phrase.complement = (phrase.lemma, *phrase.complement)
        return phrase

    def _quoted(self, i: int) -> NounPhrase | None:
        close = self.closing[i]
        if close <= i + 1:
            return None
        inner = self.at(i + 1, close)
        if inner is not None and inner.end >= close - 1 and inner.kind != "person":
            inner.end = inner.core = close + 1
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
            if j > i and (bits & JOINED or (bits & UNKNOWN and joined_letter(form))):
                if (definite and self._joins(j, end)) or (not definite and self._joins_construct(j, end)):
                    keys.append(form.key)
                    j += 1
                    continue
                break
            if definite:
                adjective = self.adjective(j, end, True)
                if adjective is None or (adjective.country and country):
                    break
                if adjective.country and adjective.country != "none" or self._takes_l(adjective.end, end):
                    break  # it belongs to the head
                keys.append(form.key)
                j = adjective.end
                continue
            if j > i and (self.is_given(j, end) or (bits & UNKNOWN and form.norm.startswith("ي"))):
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
        if not form.norm.startswith("وال") or self.unit(j, end, HEADS - {"portfolio", "qualifier"}) is not None:
            return False
        return bool(self.bits(j) & (NOMINAL | UNKNOWN))

    # -- names after titles

    def _name_after(self, phrase: NounPhrase, end: int, depth: int) -> None:
        """Take the name after a title, with further titles and honorifics before it, into the phrase."""
        j = phrase.end
        comma = j + 1 < end and self.form(j).norm in COMMAS and phrase.completed
        if comma:
            j += 1
        if self.dated[j] or j >= end or (self.words[j].newline and not comma):
            return
        unit = self.unit(j, end, frozenset({"title", "honorific"}))
        if unit is not None and not unit.conj and not unit.prep and depth < DEEPEST and phrase.completed and (
                unit.end > j + 1 or not self._predicate(j, unit)):
            inner = (self._honorific(unit, end) if unit.entry.category == "honorific"
                     else self._title(unit, end, depth + 1, named=True))
            if inner is not None and (inner.name is not None or (not comma and inner.completed)):
                self._join_title(phrase, inner)
                return
        close = self.page.brackets.get(j)
        if close is not None and close < end and name_end(
                self.words, j + 1, close, self.classes, self.dated, trusted=True) == close > j + 1:
            self._take_name(phrase, j + 1, close)
            phrase.end = close + 1
            return
        opened = self.closing.get(j)
        if opened is not None and opened - j <= 6 and opened < end:
            if name_end(self.words, j + 1, opened, self.classes, self.dated, trusted=True) == opened > j + 1:
                self._take_name(phrase, j + 1, opened)
                phrase.end = opened + 1
            return
        known = self.unit(j, end, frozenset({"person"}))
        stop = name_end(self.words, j, end, self.classes, self.dated, trusted=phrase.completed or phrase.qualified)
        if known is not None and not known.conj and not known.prep:
            stop = max(stop, known.end)
        if known is not None and stop == known.end:
            phrase.country = phrase.country or known.entry["code"]
        plain = phrase.det and not phrase.bound and not phrase.qualified
        if plain and stop == j + 1 and self.bits(j) & UNKNOWN and self.form(j).norm[0] in "يت":
            return  # as likely a verb: القاضي تحيز
        if stop == j or (comma and stop - j == 1 and not self.bits(j) & NAME):
            return
        self._take_name(phrase, j, stop)
        self._apposition(phrase, end, depth)

    def _take_name(self, phrase: NounPhrase, start: int, stop: int) -> None:
        phrase.name = (start, stop)
        phrase.tokens = name_tokens(self.words, start, stop)
        phrase.end = phrase.core = stop
        phrase.det = True

    def _join_title(self, phrase: NounPhrase, inner: NounPhrase) -> None:
        phrase.name, phrase.tokens = inner.name, inner.tokens
        phrase.end, phrase.core = inner.end, inner.core
        if inner.role is not None:
            phrase.title = inner.title if inner.name is None else max(phrase.title, inner.title)
            phrase.role = (phrase.start, inner.role[1]) if phrase.role is not None and (
                phrase.role[1] == inner.role[0]) else phrase.role or inner.role
        phrase.titles += inner.titles
        phrase.nested += inner.nested
        phrase.country = phrase.country or inner.country
        phrase.sector = phrase.sector or inner.sector
        phrase.former = phrase.former or inner.former

    def _apposition(self, phrase: NounPhrase, end: int, depth: int) -> None:
        """Titles after the name, with a comma or without: عادل الجبير وزير الخارجية السعودي."""
        before = -1
        while before != phrase.end:
            before = phrase.end
            self._one_apposition(phrase, end, depth)

    def _one_apposition(self, phrase: NounPhrase, end: int, depth: int) -> None:
        j = phrase.end
        if j + 1 < end and self.form(j).norm in COMMAS:
            j += 1
        if j >= end or self.dated[j] or depth >= DEEPEST or self.form(j).kind != WORD:
            return
        unit = self.unit(j, end, frozenset({"title"}))
        if unit is None or unit.conj or unit.prep or unit.suffix or unit.number not in ("s", "") or (
                unit.end == j + 1 and self._predicate(j, unit)):
            return
        inner = self._title(unit, end, depth + 1, named=False)
        if inner is None or not inner.completed or self._named_next(inner.end, end):
            return
        core, title, role = phrase.core, phrase.title, phrase.role
        name, tokens = phrase.name, phrase.tokens
        self._join_title(phrase, inner)
        phrase.name, phrase.tokens, phrase.core, phrase.title = name, tokens, core, title
        phrase.role = role or inner.role
        phrase.fallback = phrase.fallback or inner.fallback
        if phrase.entry is None:
            phrase.entry, phrase.lemma, phrase.complement = inner.entry, inner.lemma, inner.complement

    def _named_next(self, i: int, end: int) -> bool:
        """Whether a name begins at word ``i``, so that the title before it is another person's."""
        return self.open(i, end) and bool(self.bits(i) & NAME) and bool(self.bits(i) & GIVEN) and (
            name_end(self.words, i, end, self.classes, self.dated, trusted=True) > i + 1)

    def _honorific(self, unit: Unit, end: int) -> NounPhrase | None:
        """السيد, الدكتور and their like, before a name or before a title."""
        j = unit.end
        close = self.page.brackets.get(j)
        if close is not None and close + 1 < end and close - j <= LONGEST:
            return self._inserted(unit, j, close, end)
        if not self.open(j, end):
            return None
        following = self.unit(j, end, frozenset({"title", "honorific"}))
        if following is not None and not following.conj and not following.prep:
            inner = (self._honorific(following, end) if following.entry.category == "honorific"
                     else self._title(following, end, 1, named=True))
            if inner is not None:
                inner.start, inner.conj, inner.prep = unit.start, unit.conj, unit.prep
                return inner
        known = self.unit(j, end, frozenset({"person"}))
        stop = name_end(self.words, j, end, self.classes, self.dated, trusted=True)
        if known is not None and not known.conj and not known.prep:
            stop = max(stop, known.end)
        if stop == j:
            return None
        phrase = self._named(unit.start, j, stop)
        phrase.conj, phrase.prep, phrase.gender, phrase.title = unit.conj, unit.prep, unit.gender, j
        self._apposition(phrase, end, 1)
        return phrase

    def _inserted(self, unit: Unit, opened: int, close: int, end: int) -> NounPhrase | None:
        """A title that an editor put in brackets between honorific and name: السيد (الأمين العام ...) فلان."""
        inner = self.at(opened + 1, close)
        stop = name_end(self.words, close + 1, end, self.classes, self.dated, trusted=True)
        if inner is None or inner.kind != "person" or inner.end != close or stop == close + 1:
            return None
        given = inner.tokens
        self._take_name(inner, close + 1, stop)
        inner.tokens = given + inner.tokens
        inner.start, inner.conj, inner.prep = unit.start, unit.conj, unit.prep
        inner.title = close
        return inner

    # -- bodies and people

    def _body(self, unit: Unit, end: int, depth: int) -> NounPhrase:
        entry = unit.entry
        phrase = self._new(unit, entry["kind"])
        phrase.gender = entry["gender"] if phrase.number in ("s", "") else "f"
        phrase.number = "p" if phrase.number[:1] in ("p", "d") else "s"
        phrase.fallback = entry["sector"]
        phrase.sector = "" if entry["of"] == "yes" else entry["sector"]
        phrase.home = entry["home"] == "yes"
        phrase.det = unit.det or entry.lemma.rpartition(" ")[2].startswith("ال")
        if entry["names"] == "self" and not phrase.det and unit.end < end:
            self._own_name(phrase, end)
        if entry["names"] == "title" and not phrase.det:
            self._after_a_person(phrase, end)
        if entry["names"] != "alone" or phrase.det:
            self._modify(phrase, end, depth)
        else:
            while (adjective := self.adjective(phrase.end, end, False)) is not None:
                self._qualify(phrase, adjective, end, DEEPEST)
        phrase.title = phrase.end
        if phrase.complement and self.open(phrase.end, end) and "ل" in entry.values("takes"):
            inner = self._after_preposition(phrase.end, end, depth + 1, ("ل",))
            if inner is not None and inner.kind == "":
                phrase.end = phrase.core = inner.end
                phrase.complement += inner.complement
        self._alias(phrase, end)
        return phrase

    def _own_name(self, phrase: NounPhrase, end: int) -> None:
        """The body's own name after its head: quoted, listed, or words that are in no table."""
        j = phrase.end
        if not self.open(j, end):
            return
        stop = j
        while self.open(stop, end) and stop - j < 4 and self.bits(stop) & UNKNOWN and not (
                stop > j and joined_letter(self.form(stop))):
            stop += 1
        if stop > j:
            phrase.complement = tuple(self.form(k).key for k in range(j, stop))
            phrase.end = stop

    def _after_a_person(self, phrase: NounPhrase, end: int) -> None:
        """A person's name in a body's: مركز الملك سلمان, جامعة الأمير محمد."""
        if not self.open(phrase.end, end):
            return
        unit = self.unit(phrase.end, end, frozenset({"title", "honorific"}))
        if unit is None or unit.conj or unit.prep or not unit.det:
            return
        stop = name_end(self.words, unit.end, end, self.classes, self.dated, trusted=True)
        if stop > unit.end:
            phrase.complement = tuple(self.form(k).key for k in range(unit.start, stop))
            phrase.end = stop

    def _group(self, unit: Unit, end: int, depth: int, *, named: bool = True) -> NounPhrase:
        entry = unit.entry
        plural = unit.number[:1] in ("p", "d") or not unit.number
        phrase = self._new(unit, "group" if plural else "person")
        phrase.number = "p" if plural else "s"
        phrase.gender = unit.gender or entry["gender"]
        phrase.fallback = entry["sector"]
        phrase.sector = "" if entry["of"] == "yes" else entry["sector"]
        phrase.home = entry["home"] == "yes"
        self._modify(phrase, end, depth)
        phrase.title = phrase.end
        if named and not plural and phrase.completed:
            self._name_after(phrase, end, depth)
        return phrase

    def _portfolio(self, unit: Unit, end: int) -> NounPhrase | None:
        """A ministry by its portfolio alone: الخارجية المصرية."""
        if not unit.det or (unit.conj and not self.open(unit.end, end)):
            return None
        phrase = self._new(unit, "organisation")
        phrase.gender, phrase.number, phrase.det = "f", "s", True
        phrase.sector = phrase.fallback = unit.entry["sector"]
        adjective = self.adjective(unit.end, end, True)
        if adjective is not None and adjective.country not in ("", "none"):
            phrase.country, phrase.end = adjective.country, adjective.end
            phrase.core = phrase.end
        phrase.lemma = "portfolio"
        phrase.complement = (unit.entry.lemma.removeprefix("ال"),)
        return phrase

    def _counted(self, i: int, j: int, end: int, unit: Unit | None = None) -> NounPhrase | None:
        """A number or a word like أحد, بعض, عدد من before people: أربعة إيطاليين, 13 شخصا, أحد عناصر الميليشيات."""
        while j < end and self.form(j).kind == NUMBER:
            j += 1
        partitive = j < end and self.form(j).norm == "من"
        if partitive:
            j += 1
        elif unit is not None and unit.entry["with"] == "من":
            return None
        if not self.open(j, end) or (unit is not None and unit.suffix):
            return None
        head = self._noun_of_people(j, end)
        if head is None:
            return None
        number = unit.entry["number"] if unit is not None else "p"
        if unit is not None and number == "p" and unit.entry["numeral"] == "no" and head.number == "s" and not head.det:
            return None
        if number == "s" and head.entry is not None and head.entry.category not in ("title", "group", "nisba", "body"):
            return None
        head.start = i
        head.number = number
        head.kind = "person" if number == "s" else "group"
        if unit is not None:
            head.conj, head.prep = unit.conj, unit.prep
            head.gender = unit.entry["gender"] if number == "s" else "m"
        head.complement = ("counted", self.form(i).key, *head.complement)
        head.core = head.end
        head.name, head.tokens = None, ()
        return head

    def _noun_of_people(self, j: int, end: int) -> NounPhrase | None:
        unit = self.unit(j, end, NOUN_HEADS | {"nisba", "quantifier"})
        if unit is None or unit.conj or unit.prep:
            return None
        category = unit.entry.category
        if category == "nisba":
            return self._people(unit, end, counted=True)
        if category == "quantifier":
            return self._counted(j, unit.end, end, unit)
        if category == "title":
            return self._title(unit, end, 1, named=False)
        if category == "group":
            return self._group(unit, end, 1, named=False)
        return None if unit.entry["kind"] not in ("group", "organisation") else self._body(unit, end, 1)

    def _people(self, unit: Unit, end: int, counted: bool = False) -> NounPhrase | None:
        """People by their nisba: الروس, الحوثيون, إيطاليين after a number; or one man: التونسي فلان الفلاني."""
        plural = unit.number[:1] in ("p", "d") and unit.gender != "f"
        entry = unit.entry
        phrase = self._new(unit, "group" if plural else "person")
        phrase.country = entry["code"] if entry.category == "nisba" else entry["country"]
        phrase.fallback = "CVL"
        phrase.sector = entry["sector"]
        phrase.number = "p" if plural else "s"
        phrase.qualified = True
        if plural and (unit.det or counted) and not unit.suffix:
            while (adjective := self.adjective(phrase.end, end, unit.det)) is not None:
                self._qualify(phrase, adjective, end, DEEPEST)
            phrase.core = phrase.title = phrase.end
            return phrase
        after = self.unit(unit.end, end, frozenset({"quantifier"})) if plural and self.open(unit.end, end) else None
        if after is not None and after.entry["gender"] and not after.conj:
            phrase.end = phrase.core = phrase.title = after.end
            phrase.complement = (after.entry.lemma,)
            return phrase
        if entry.category == "nisba" and unit.det and not plural and self.open(unit.end, end) and not unit.suffix:
            stop = name_end(self.words, unit.end, end, self.classes, self.dated, trusted=False)
            if stop - unit.end >= 2:
                self._take_name(phrase, unit.end, stop)
                phrase.title = unit.end
                return phrase
        return None

    # -- any noun phrase, for places that only an actor fills

    def any(self, i: int, end: int) -> NounPhrase | None:
        """The noun phrase at word ``i``, whatever its head; None where no noun phrase begins there."""
        end = min(end, i + LONGEST)
        if i >= end or self.dated[i]:
            return None
        phrase = self.at(i, end)
        if phrase is not None:
            return phrase
        if self.form(i).kind != WORD:
            return None
        bits = self.bits(i)
        if (bits & FUNCTION and not bits & NAME) or self.describes(i) or self.form(i).norm in ("أن", "إن"):
            return None
        stop = name_end(self.words, i, end, self.classes, self.dated, trusted=True)
        if stop > i and not bits & (NOMINAL | MASDAR):
            phrase = self._named(i, i, stop)
            self._apposition(phrase, end, 1)
            return phrase
        if not bits & NOMINAL or bits & (JOINED | MASDAR) or (bits & FINITE and not bits & DEFINITE):
            return None
        return self._common(i, end)

    def _common(self, i: int, end: int) -> NounPhrase | None:
        """A common noun that heads no listed body and names no people: definite, or with an adjective that tells
        whose it is."""
        parse = self.form(i).find("noun")
        if parse is None or parse.prep or parse.suffix or parse.conj:
            return None
        if parse.sense.number == "p" and not self.form(i).norm.endswith(("ون", "ين")):
            return None
        phrase = NounPhrase(i, i + 1, "organisation", parse.entry.lemma, det=parse.det, core=i + 1, title=i + 1,
                            gender=parse.sense.gender, number=parse.sense.number[:1], fallback="CVL")
        self._modify(phrase, end, 1)
        phrase.core = phrase.title = phrase.end
        if not phrase.det and not (phrase.qualified and (phrase.country or phrase.sector)):
            return None
        if phrase.number == "p":
            phrase.kind = "group"
        return phrase


def bits_known(chunker: Chunker, i: int) -> bool:
    """Whether an indefinite complement's first word is a noun or in no table, so that a chain may end on it."""
    bits = chunker.bits(i)
    return bool(bits & (NOMINAL | UNKNOWN | ADJECTIVE)) and not bits & FINITE

