"""The words of date expressions: what each word of a page may be in one, numbers, months and years, and the tense
of the clause around a place. The rules that put them together are in ``dates_rules``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from isnad.languages.lexicon import Entry, Form, Parse
from isnad.reading.dates_calendar import FUTURE, PAST
from isnad.reading.page import Page
from isnad.reading.text import DASHES, NUMBER, PUNCT

CATEGORIES = frozenset({"month", "weekday", "numeral", "calendar", "dateword"})
NOMINAL = frozenset({"noun", "name", "adj", "month", "weekday", "numeral", "calendar", "dateword", "prep"})
BEGINNINGS: tuple[tuple[str, frozenset[str]], ...] = tuple((rule, frozenset(what.split())) for rule, what in (
    ("near_rule", "near this calendar phrase"),
    ("weekday_rule", "weekday this calendar"),
    ("numeric_rule", "digits"),
    ("day_rule", "digits numeral calendar"),
    ("nth_rule", "numeral part"),
    ("week_of_rule", "calendar"),
    ("month_rule", "month calendar phrase"),
    ("year_rule", "digits numeral calendar"),
    ("stretch_rule", "this calendar"),
    ("counted_rule", "digits numeral part"),
    ("part_rule", "part weekend"),
    ("season_rule", "season this"),
    ("decade_rule", "decade"),
    ("century_rule", "calendar"),
    ("night_rule", "night"),
    ("distance_rule", "before after since digits numeral calendar vague"),
    ("later_rule", "later phrase"),
))
"""The rules in the order in which they are tried, each with the categories and roles of the words it may begin with."""
SLASH, DOT = frozenset("/\\"), frozenset(".")
DATE_MARKS = DASHES | SLASH | DOT
COMMAS = frozenset("،,")
QUOTES = frozenset("\"“”«»‘’'„")
OPENING, CLOSING = frozenset("([（"), frozenset(")]）")
STOPS = frozenset(".!؟?؛;…")
CLAUSE = 18
"""How many words back a clause's verb is looked for."""
FORWARD = 6
"""How many words on it is looked for where there is none before."""
LONGEST_NUMBER = 9
"""How many words a number in words may have."""
PRESENT = "present"

BEGINNING = frozenset().union(*(what for _, what in BEGINNINGS))
"""What begins a date expression by any rule; most words are none of it."""


class Look:
    """What a written word may be in a date expression, and the rules it may begin (``range``: ranges as well);
    found once for each of a page's forms."""

    __slots__ = ("head", "mark", "month", "number", "numeral", "range", "roles", "rules", "size", "tense",
                 "unit", "weekday")

    def __init__(self, form: Form, head: bool) -> None:
        self.mark = form.norm if form.kind == PUNCT else ""
        self.number = int(form.norm) if form.kind == NUMBER and len(form.norm) <= 4 else -1
        self.size = len(form.norm) if form.kind == NUMBER else 0
        self.month = form.find("month")
        self.weekday = form.find("weekday")
        self.numeral = form.find("numeral")
        self.unit = form.find("calendar")
        self.roles: dict[str, Parse] = {}
        for parse in form.all("dateword"):
            self.roles.setdefault(parse.entry["role"], parse)
        self.head = head
        self.tense = _tense(form)
        self.range = "from" in self.roles or "between" in self.roles
        kinds = {*form.cats, *self.roles, *(("digits",) if self.size else ()), *(("phrase",) if head else ())}
        self.rules = () if BEGINNING.isdisjoint(kinds) else tuple(
            rule for rule, what in BEGINNINGS if not what.isdisjoint(kinds))


def _tense(form: Form) -> str:
    """The tense that a word gives its clause: a verb that can be nothing else, or ``سـ``."""
    tenses = {parse.sense.tense for parse in form.parses}
    if "perfect" in tenses:
        return PAST if NOMINAL.isdisjoint(form.cats) else ""
    if "imperfect" in tenses:
        return FUTURE if any(parse.future for parse in form.parses) else PRESENT
    return ""


@dataclass(slots=True, frozen=True)
class Term:
    """A word or listed phrase in one of its parts: words ``start`` to ``end`` (exclusive), its entry and clitics."""

    start: int
    end: int
    entry: Entry
    conj: str = ""
    prep: str = ""
    det: bool = False
    number: str = ""
    suffix: str = ""

    @property
    def value(self) -> int:
        return int(self.entry["value"] or self.entry["number"])


@dataclass(slots=True, frozen=True)
class Number:
    """A number that ends before word ``end``. ``size`` counts its digits, 0 where it is in words."""

    end: int
    value: int
    ordinal: bool = False
    det: bool = False
    size: int = 0


class Words:
    """A page's words for the rules of dates. ``reference`` is the report's own day; ``end`` bounds the line that is
    being read (a date goes over no line's end); ``clause`` is the tense of the clause where it is known already,
    ``ranging`` that words after من or بين are being read, ``depth`` how many expressions hold this one."""

    def __init__(self, page: Page, reference: date | None, looks: dict[Form, Look]) -> None:
        self.page = page
        self.words = page.words
        self.reference = reference
        self.end = 0
        self.clause = ""
        self.ranging = False
        self.depth = 0
        self._looks = looks
        self._none = Look(Form(PUNCT, "", ""), False)

    def look(self, i: int) -> Look:
        """What word ``i`` may be; beyond the line's end, nothing."""
        if not 0 <= i < self.end:
            return self._none
        form = self.words[i].form
        look = self._looks.get(form)
        if look is None:
            head = bool(form.heads) and self.page.lexicon.begins(form, CATEGORIES)
            look = self._looks[form] = Look(form, head)
        return look

    # -- terms

    def _phrase(self, i: int, category: str, role: str) -> Term | None:
        for phrase in self.page.phrases(i, self.end):
            if phrase.entry.category == category and (not role or phrase.entry["role"] == role):
                return Term(phrase.start, phrase.end, phrase.entry, phrase.conj, phrase.prep, phrase.det)
        return None

    def _word(self, i: int, parse: Parse | None) -> Term | None:
        if parse is None:
            return None
        return Term(i, i + 1, parse.entry, parse.conj, parse.prep, parse.det, parse.sense.number, parse.suffix)

    def term(self, i: int, role: str) -> Term | None:
        """The word or phrase at ``i`` in one of the roles of ``date_words.tsv``."""
        look = self.look(i)
        if look.head and (phrase := self._phrase(i, "dateword", role)):
            return phrase
        return self._word(i, look.roles.get(role)) if look.roles else None

    def unit(self, i: int, *units: str) -> Term | None:
        """A stretch of the calendar at ``i``; one of ``units`` where they are given."""
        found = self._word(i, self.look(i).unit)
        if found is None or (units and found.entry["unit"] not in units):
            return None
        return found if not found.suffix else None

    def possessed(self, i: int) -> Term | None:
        """My week: a stretch with a pronoun."""
        for parse in self.words[i].form.all("calendar") if i < self.end else ():
            if parse.suffix and parse.sense.number == "s":
                return self._word(i, parse)
        return None

    def weekday(self, i: int) -> Term | None:
        return self._word(i, self.look(i).weekday)

    def month(self, i: int) -> Term | None:
        """A month's name at ``i``."""
        look = self.look(i)
        if look.head and (phrase := self._phrase(i, "month", "")):
            return phrase
        found = self._word(i, look.month)
        return found if found and not found.det and not found.suffix else None

    def is_mark(self, i: int, marks: frozenset[str]) -> bool:
        look = self.look(i)
        return bool(look.mark) and look.mark in marks

    def skip(self, i: int, marks: frozenset[str]) -> int:
        """``i``, or the word after it where it is one of the marks."""
        return i + 1 if self.is_mark(i, marks) else i

    def adjacent(self, i: int) -> bool:
        """Whether word ``i`` begins where the one before it ends."""
        return 0 < i < self.end and self.words[i].start == self.words[i - 1].end

    def has(self, i: int, *roles: str) -> bool:
        """Whether word ``i`` has one of the roles."""
        return not self.look(i).roles.keys().isdisjoint(roles)

    def clause_ends(self, i: int) -> bool:
        """Whether nothing of the clause follows: the line's end, a comma, a stop or a closing bracket."""
        if i >= self.end:
            return True
        goes_on = self.adjacent(i) and self.adjacent(i + 1) and self.look(i + 1).size > 0
        return self.look(i).mark in STOPS | COMMAS | CLOSING and not goes_on

    # -- numbers

    def number(self, i: int) -> Number | None:
        """A number at ``i``, in digits or in words, cardinal or ordinal; with its separate الـ."""
        look = self.look(i)
        if look.size:
            return Number(i + 1, look.number, size=look.size) if look.number >= 0 else None
        if look.numeral is None or look.numeral.suffix:
            return None
        if look.numeral.entry["kind"] == "ordinal":
            return self._ordinal(i, look.numeral)
        return self._cardinal(i)

    def _ordinal(self, i: int, parse: Parse) -> Number:
        value = int(parse.entry["value"])
        following = self._word(i + 1, self.look(i + 1).numeral)
        if following and not following.prep and not following.suffix:
            kind = following.entry["kind"]
            if kind == "unit" and following.value == 10 and not following.conj and not following.det:
                return Number(i + 2, value + 10, True, parse.det)
            if kind == "ten" and following.conj and following.det:
                return Number(i + 2, value + following.value, True, parse.det)
        return Number(i + 1, value, True, parse.det)

    def _cardinal(self, i: int) -> Number | None:
        """ألف وتسعمائة وثمانية وسبعون: every part but the first joined by و, in falling order."""
        total = part = 0
        room = 10_000
        det = False
        at = i
        while at < i + LONGEST_NUMBER:
            term = self._word(at, self.look(at).numeral)
            if term is None or term.suffix or (at > i and (term.prep or (term.det and not det))):
                break
            kind, value = term.entry["kind"], term.value
            if at == i:
                det = term.det
            if kind == "unit" and value == 10 and part and not term.conj and part % 100 < 10:
                part += 10  # تسعة عشر
                room = 1
            elif kind == "hundred" and part and part < 10 and not term.conj and value == 100:
                part *= 100  # ثلاث مائة
                room = 100
            elif kind == "thousand" and part and not term.conj and not total:
                total, part, room = part * 1000, 0, 1000
            elif (at == i or term.conj) and kind in _SIZES and _SIZES[kind] < room:
                room = _SIZES[kind]
                if kind in ("thousand", "thousands"):
                    total += value
                elif kind == "unit" and self._tens_follow(at):
                    part += value
                    room = 11  # ثمانية وسبعون: the unit stands first
                else:
                    part += value
            else:
                break
            at += 1
        return Number(at, total + part, False, det) if at > i else None

    def _tens_follow(self, at: int) -> bool:
        following = self._word(at + 1, self.look(at + 1).numeral)
        return bool(following and following.conj and following.entry["kind"] == "ten")

    def year(self, i: int, *, words: bool = True) -> tuple[int, int] | None:
        """A year at ``i`` as ``(end, year)``: four digits, or words ("ألفين وسبعة", "تسعة عشر تسعة وتسعون")."""
        found = self.number(i)
        if found is None or found.ordinal:
            return None
        if found.size:
            after = i + 1
            part_of_more = self.is_mark(after, frozenset(".,٫/")) and self.adjacent(after) and (
                self.look(after + 1).size > 0 and self.adjacent(after + 1))
            if found.size == 4 and 1000 <= found.value <= 2150 and not part_of_more:
                return found.end, found.value
            return None
        if not words:
            return None
        if 1000 <= found.value <= 2150:
            return found.end, found.value
        if 13 <= found.value <= 20 and not self.look(found.end).size:
            rest = self.number(found.end)
            if rest and not rest.ordinal and not rest.det and 10 <= rest.value <= 99 and not self._joined(found.end):
                return rest.end, found.value * 100 + rest.value
        return None

    def _joined(self, i: int) -> bool:
        numeral = self.look(i).numeral
        return bool(numeral and numeral.conj)

    # -- the clause

    def tense(self, i: int) -> str:
        """Whether the clause around word ``i`` is of the past or of what is to come, by its nearest verb before
        the place, else after it; empty where no verb tells."""
        if self.clause:
            return self.clause
        for at in range(i - 1, max(-1, i - CLAUSE), -1):
            if self.words[at + 1].newline or self.words[at].form.norm in STOPS:
                break
            tense = self._tense_at(at)
            if tense == PRESENT and any("past" in self.look(k).roles for k in range(at - 1, max(-1, at - FORWARD), -1)):
                return PAST  # كان يتحدث
            if tense == PRESENT and i - at > FORWARD:
                return ""
            if tense:
                return tense
        for at in range(i + 1, min(self.end, i + FORWARD)):
            look = self.look(at)
            if look.mark:
                break
            if look.tense == FUTURE or "future" in look.roles:
                return FUTURE
            if look.tense == PAST:
                return PAST
        return ""

    def future_at(self, i: int) -> bool:
        """Whether word ``i`` is a verb of what is to come: سأعود, سوف أعود."""
        tense = self.look(i).tense
        return tense == FUTURE or (bool(tense) and self.has(i - 1, "future"))

    def _tense_at(self, at: int) -> str:
        look = self.look(at)
        if "future" in look.roles or (look.head and self._phrase(at, "dateword", "future")):
            return FUTURE
        if "since" in look.roles:
            return PAST
        if look.tense != PRESENT:
            return look.tense
        before = self.look(at - 1).roles
        if "that" in before or "future" in before:
            return "" if self.has(at - 2, "before", "after") else FUTURE  # قبل أن يصل
        if "not" in before:
            return PAST
        return PRESENT


_SIZES = {"thousand": 1000, "thousands": 1000, "hundred": 100, "ten": 10, "unit": 1}
