"""Units: what stands at a word of a page before any phrase is made of it: listed names, heads and adjectives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from isnad.languages.lexicon import Entry, Form
from isnad.reading.drafts import DateDraft
from isnad.reading.names import (
    ADJECTIVE,
    DEFINITE,
    EVERYDAY,
    FINITE,
    FUNCTION,
    GIVEN,
    JOINED,
    NAME,
    NOMINAL,
    PARTICLE,
    STATE,
    SURNAME,
    UNKNOWN,
    Classes,
)
from isnad.reading.page import Page
from isnad.reading.text import WORD

LISTED = frozenset({"state", "capital", "seat", "organisation", "outlet", "person", "place", "polity"})
NOUN_HEADS = frozenset({"title", "body", "group", "counterpart", "callback"})
OTHER_HEADS = frozenset({"honorific", "quantifier", "nisba", "qualifier", "portfolio"})
PROPER = frozenset({"state", "capital", "place"})
HEADS = LISTED | NOUN_HEADS | OTHER_HEADS
"""Categories of words that may head an actor's noun phrase."""


@dataclass(slots=True)
class Unit:
    """A listed word or phrase at a place, with the clitics of its first word and its features."""

    start: int
    end: int
    entry: Entry
    conj: str
    prep: str
    det: bool
    suffix: str = ""
    gender: str = ""
    number: str = ""


@dataclass(slots=True)
class Adjective:
    """An adjective: the word after it, and what it tells."""

    end: int
    country: str = ""
    sector: str = ""
    former: bool = False
    participle: bool = False


class Units:
    """The words of one page and what the tables and their grammar say of each."""

    def __init__(self, page: Page, dates: Iterable[DateDraft]) -> None:
        self.page = page
        self.words = page.words
        self.classes = Classes(page.lexicon)
        self.dated = bytearray(len(page.words) + 1)
        for date in dates:
            self.dated[date.start : date.end] = b"\1" * (date.end - date.start)
        self.ended = 0  # the word after the last phrase that was taken
        self.named = -1  # the word after it where it ended with a person's name
        self.closing = {quote.open: quote.close for quote in page.quotes if quote.closed}

    # -- words

    def form(self, i: int) -> Form:
        """The written word at a place."""
        return self.words[i].form

    def bits(self, i: int) -> int:
        """The classes of the word at a place."""
        return self.classes.of(self.words[i].form)

    def unit(self, i: int, end: int, categories: frozenset[str]) -> Unit | None:
        """The longest listed phrase at word ``i`` of these categories, else the word's best reading among them."""
        form = self.words[i].form
        if form.heads:
            for phrase in self.page.phrases(i, end):
                if phrase.entry.category in categories and self.meant(i, phrase.end, phrase.entry):
                    return Unit(i, phrase.end, phrase.entry, phrase.conj, phrase.prep, phrase.det,
                                number=phrase.entry["number"])
        if form.cats.isdisjoint(categories):
            return None
        for parse in form.parses:
            if parse.entry.category in categories and self.meant(i, i + 1, parse.entry):
                if parse.entry.category in PROPER and (parse.suffix or parse.det or self._verb(form)):
                    continue  # السورية, المالي: the nisba, not the state; كانوا: no place
                if parse.det and parse.sense.number.endswith("c"):
                    continue  # a construct form has no article
                sense = parse.sense
                number = sense.number
                if number == "dc" and form.norm.endswith("ا") and not self._definite_next(i, end):
                    number = "s"  # "قتلوا شرطيا": one, in the accusative
                return Unit(i, i + 1, parse.entry, parse.conj, parse.prep, parse.det, parse.suffix, sense.gender,
                            number)
        return None

    def _definite_next(self, i: int, end: int) -> bool:
        """Whether a definite noun follows word ``i``, which a dual in construct must have: رئيسا الوفدين."""
        return self.open(i + 1, end) and bool(self.bits(i + 1) & (DEFINITE | NAME | STATE))

    def _verb(self, form: Form) -> bool:
        """Whether a place's spelling is a verb's or particle's rather: كانوا."""
        return bool(self.classes.of(form) & FUNCTION) or any(
            p.exact and not p.suffix and p.sense.tense in ("perfect", "imperfect") for p in form.parses)

    def meant(self, i: int, end: int, entry: Entry) -> bool:
        """Whether an outlet's everyday name stands in quotation marks or brackets, as it must to be meant."""
        if entry["bare"] != "no":
            return True
        return i > 0 and (self.closing.get(i - 1) == end or self.page.brackets.get(i - 1) == end)

    def open(self, i: int, end: int) -> bool:
        """Whether word ``i`` may go on a phrase: within bounds, a word, no date, on no new line."""
        return i < end and not self.dated[i] and not self.words[i].newline and self.words[i].form.kind == WORD

    # -- adjectives

    def adjective(self, i: int, end: int, det: bool) -> Adjective | None:
        """The adjective at word ``i`` that agrees with a head in definiteness."""
        if not self.open(i, end):
            return None
        unit = self.unit(i, end, frozenset({"nisba", "qualifier"}))
        if unit is not None and not unit.prep and not unit.conj and not unit.suffix:
            if (self.form(i).norm.startswith("ال")) != det:
                return None
            if unit.entry.category == "nisba":
                return None if self.is_given(i, end) else Adjective(unit.end, country=unit.entry["code"])
            return Adjective(unit.end, unit.entry["country"], unit.entry["sector"], unit.entry["former"] == "yes")
        bits = self.bits(i)
        if bool(bits & DEFINITE) != det or bits & (JOINED | FUNCTION) or self.is_given(i, end):
            return None
        if det and bits & SURNAME and self._before_title(i + 1, end):
            return Adjective(i + 1)
        if bits & ADJECTIVE and (det or not bits & FINITE) and not self._rather_noun(i):
            return Adjective(i + 1, participle=True)
        if det and bits & UNKNOWN and self.form(i).norm.endswith(("ي", "ية", "يه", "يين", "يون")):
            return Adjective(i + 1) if not self._begins_name(i, end) else None
        return None

    def _rather_noun(self, i: int) -> bool:
        """Whether word ``i``, spelt like an adjective, is rather a noun: القاعدة the base and not "the sitting one",
        القاهرة the town and not "the compelling one"."""
        cats = self.form(i).cats
        return ("noun" in cats and "adj" not in cats) or (bool(self.bits(i) & DEFINITE) and "capital" in cats) or (
            self._titles_one(i) or self._rather_state(i))

    def _titles_one(self, i: int) -> bool:
        """Whether word ``i`` is one person's title, and so rather in apposition than an adjective: المشرف العام."""
        return "title" in self.form(i).cats and any(
            parse.entry.category == "title" and parse.sense.number == "s" for parse in self.form(i).parses)

    def _before_title(self, i: int, end: int) -> bool:
        """Whether a title or a joined word follows, so that a surname's spelling before it is an adjective."""
        if not self.open(i, end):
            return False
        return bool(self.form(i).cats & {"title", "honorific"}) or bool(self.bits(i) & JOINED)

    def names_next(self, i: int, end: int) -> bool:
        """Whether an honorific or a person's name begins at word ``i``."""
        if not self.open(i, end):
            return False
        form, bits = self.form(i), self.bits(i)
        if bits & JOINED or not bits & (NAME | EVERYDAY | UNKNOWN):
            return "honorific" in form.cats and bool(bits & DEFINITE)
        if not bits & GIVEN or bits & FUNCTION:
            return False
        return bool(bits & NAME) or (self.open(i + 1, end) and bool(self.bits(i + 1) & NAME))

    def describes(self, i: int) -> bool:
        """Whether word ``i`` is an adjective of the plain noun before it: الأجهزة الأمنية, خطة عسكرية."""
        bits = self.bits(i)
        if not bits & ADJECTIVE or bits & JOINED or i == 0 or self.words[i].newline or self.ended == i:
            return False
        before = self.bits(i - 1)
        if not before & (NOMINAL | ADJECTIVE) or self.dated[i - 1]:
            return False
        form = self.form(i - 1)
        owned = bool(form.parses) and bool(form.parses[0].suffix or form.parses[0].det)
        if (bool(before & DEFINITE) or owned) != bool(bits & DEFINITE) or self._clash(i):
            return False
        return bool(bits & DEFINITE) or not before & (FINITE | FUNCTION)

    def _clash(self, i: int) -> bool:
        """Whether word ``i`` cannot describe the noun before it: it is a sound plural and the noun a singular, or it
        is rather a state."""
        if self._rather_state(i):
            return True
        noun = self.form(i - 1).find("noun")
        return self.form(i).norm.endswith(("ين", "ون")) and noun is not None and noun.sense.number == "s" and (
            not self.form(i - 1).norm.endswith(("ين", "ان")))

    def _rather_state(self, i: int) -> bool:
        """Whether word ``i`` is a state's name spelt like a participle: "حكومة مصر", but not "وفد مصر على"."""
        return {"state", "verb"} <= self.form(i).cats and not self.bits(i) & DEFINITE and not (
            i + 1 < len(self.words) and self.form(i + 1).norm == "على")

    def is_given(self, i: int, end: int) -> bool:
        """Whether word ``i`` is rather the first of a name than an adjective: الحبيب الصيد."""
        bits = self.bits(i)
        if not bits & GIVEN:
            return False
        if i + 1 >= end:
            return False
        after = self.bits(i + 1)
        if bits & ADJECTIVE and after & GIVEN and not after & SURNAME and i + 2 < end and (
                self.bits(i + 2) & (NAME | PARTICLE)):
            return False  # القرآن الكريم عبدالرحمن بن ...
        return bool(after & (NAME | SURNAME | PARTICLE) and not after & FUNCTION)

    def _begins_name(self, i: int, end: int) -> bool:
        return i + 1 < end and bool(self.bits(i + 1) & NAME)
