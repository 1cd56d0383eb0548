"""The grammar of date expressions: each rule reads one kind from its first word on, and tells its days.

A rule gives a ``Found``, or None where the words are no such expression. None of them looks further than a few
words on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from isnad.reading import dates_calendar as cal
from isnad.reading.dates_calendar import (
    DAY,
    FUTURE,
    GREGORIAN,
    HIJRI,
    MONTH,
    YEAR,
    Days,
    between,
    single,
    unknown,
)
from isnad.reading.dates_words import (
    CLOSING,
    COMMAS,
    DATE_MARKS,
    DOT,
    OPENING,
    QUOTES,
    SLASH,
    Number,
    Term,
    Words,
)
from isnad.reading.text import DASHES

MOST_DAYS = 4
"""How many days a list before one month may have: "5 و6 و7 و8 شوال"."""
CONTEXTS = 0
"""The year of "من العام ذاته": only the text around tells it, so no calendar has its days."""


@dataclass(slots=True, frozen=True)
class Found:
    """An expression: words ``start`` to ``end`` (exclusive), its days, the rule's name. ``evidence`` is the weekday
    it gives to a day counted from the report's own, as (days from it, weekday). ``apart`` holds a second expression
    that shares words with this one ("5 و9 يوليو")."""

    start: int
    end: int
    days: Days
    rule: str
    evidence: tuple[int, int] | None = None
    apart: Found | None = None


@dataclass(slots=True, frozen=True)
class Tail:
    """What follows the number of a day: its month, and its year where it is told (``year``) or pointed to
    (``steps`` years or months from the reference's)."""

    end: int
    calendar: str
    month: int
    year: int | None = None
    steps: int | None = None
    step_unit: str = YEAR


class Rules(Words):
    """The rules. Every method named for a kind of expression takes the index of its first word."""

    # -- what joins

    def _of(self, i: int, roles: tuple[str, ...] = ("of",)) -> int:
        """``i``, or the word after it where it is one of the particles."""
        return i + 1 if any(role in self.look(i).roles for role in roles) else i

    def is_name(self, i: int) -> bool:
        """Whether a noun that takes a date as its name stands before word ``i``: "ثورة 25 يناير"."""
        parse = self.look(i - 1).roles.get("named")
        return parse is not None and not parse.det

    def _era(self, i: int) -> tuple[int, str]:
        """An era after a year: its end, and the calendar; empty where there is none."""
        at = i + 1 if self.is_mark(i, OPENING) else i
        term = self.term(at, "era")
        if term is None:
            return i, ""
        if at > i:
            return (term.end + 1, term.entry["value"]) if self.is_mark(term.end, CLOSING) else (i, "")
        return term.end, term.entry["value"]

    def direction(self, i: int) -> tuple[int, int] | None:
        """Which of several, as ``(end, steps)``: الماضي -1, الجاري 0, المقبل 1, قبل الماضي -2, بعد المقبل 2."""
        further = 1 if self.term(i, "after") else -1 if self.term(i, "before") else 0
        at = i + 1 if further else i
        term = self.term(at, "direction") or self.term(at, "next")
        if term is None or not term.det or term.conj or term.prep:
            return None
        if term.entry["role"] == "next" and not further and self.tense(i) != FUTURE:
            return None
        if further and further != term.value:
            return None
        return term.end, term.value + further

    def year_tail(self, i: int, calendar: str) -> tuple[int, int | None, int | None]:
        """A year after a month: ``(end, year, steps)``, with steps in years where it is pointed to."""
        at = self.skip(i, COMMAS | DOT)
        at = self._of(at)
        if same := self._same_year(at):
            return same, CONTEXTS, None
        if (unit := self.unit(at, YEAR)) and unit.number in ("s", ""):
            if pointed := self._pointed(at, YEAR):
                return pointed[0], None, pointed[1]
            at = unit.end
        elif this := self.term(at, "this"):
            if (unit := self.unit(this.end, YEAR)) and unit.det:
                return unit.end, None, 0
            return i, None, None
        if told := self.year(at):
            end, era = self._era(told[0])
            if (told[1] < 1600) == (calendar == HIJRI):
                return end, told[1], None
            del era
        return i, None, None

    def _same_year(self, i: int) -> int:
        """The end of "العام ذاته", "نفس السنة", "ذلك العام"; 0 where there is none."""
        before = self.has(i, "same")
        unit = self.unit(i + 1 if before else i, YEAR)
        if unit is None or not unit.det or unit.number not in ("s", ""):
            return 0
        if before:
            return unit.end
        return unit.end + 1 if self.has(unit.end, "same") else 0

    def _pointed(self, i: int, unit: str) -> tuple[int, int] | None:
        """العام الماضي, هذا الشهر: ``(end, steps)``."""
        this = self.term(i, "this")
        at = this.end if this else i
        term = self.unit(at, unit)
        if term is None or not term.det or term.number != "s":
            return None
        if this:
            return term.end, 0
        after = term.end
        if kind := self.term(after, "yearkind"):
            after = kind.end
        return self.direction(after)

    # -- months

    def month_names(self, i: int) -> tuple[int, Term] | None:
        """A month's name, with شهر before it and its other name after it: ``(end, term)``."""
        lead = self.unit(i, MONTH)
        at = lead.end if lead and not lead.det and lead.number == "s" else i
        term = self.month(at)
        if term is None or (at > i and (term.conj or term.prep)):
            return None
        end = term.end
        mark = self.is_mark(end, SLASH | OPENING | DASHES)
        other = self.month(end + 1 if mark else end)
        if other and not other.conj and not other.prep and (mark or self._spelling(other) != self._spelling(term)):
            same = other.entry["calendar"] == term.entry["calendar"] and other.value == term.value
            if same:
                closed = not self.is_mark(end, OPENING) or self.is_mark(other.end, CLOSING)
                end = other.end + (self.is_mark(end, OPENING) and closed)
        return end, term

    def _spelling(self, term: Term) -> str:
        return self.words[term.end - 1].form.key

    def tail(self, i: int) -> Tail | None:
        """What follows a day's number: "من يناير 2015", "/10/1436", "الجاري", "من الشهر الماضي"."""
        at = self.skip(i, COMMAS if self.month(i + 1) else frozenset())
        at = self.skip(at, DATE_MARKS)
        at = self._of(at)
        if names := self.month_names(at):
            return self._month_tail(*names)
        if self.is_mark(i, SLASH | DASHES):
            return self._numeric_tail(i)
        if pointed := self._pointed(at, MONTH):
            return Tail(pointed[0], GREGORIAN, 0, None, pointed[1], MONTH)
        if (at == i or self.is_mark(i, DATE_MARKS)) and (pointed := self.direction(at)) and pointed[1] == 0:
            return Tail(pointed[0], GREGORIAN, 0, None, 0, MONTH)
        return None

    def _month_tail(self, end: int, term: Term) -> Tail:
        calendar = term.entry["calendar"]
        after, told, steps = self.year_tail(end, calendar)
        if told is None and steps is None and (pointed := self.direction(end)):
            return Tail(pointed[0], calendar, term.value, None, pointed[1], MONTH)
        if told is None and steps is None:
            after = self._era(end)[0] if self.term(end, "era") else end
        return Tail(after, calendar, term.value, told, steps)

    def _numeric_tail(self, i: int) -> Tail | None:
        """/10/1436 after the days of a list: "18-19/10/1436"."""
        number = self.number(i + 1)
        if not number or not 0 < number.size <= 2 or not 1 <= number.value <= 12:
            return None
        if not self.is_mark(number.end, SLASH | DASHES):
            return None
        told = self.year(number.end + 1, words=False)
        if told is None:
            return None
        calendar = HIJRI if told[1] < 1600 else GREGORIAN
        return Tail(self._era(told[0])[0], calendar, number.value, told[1])

    def day_in(self, tail: Tail, day: int, tense: str) -> date | None:
        """The day of that number in the month that a tail tells."""
        if tail.year is not None:
            return cal.calendar_day(tail.calendar, tail.year, tail.month, day)
        if self.reference is None:
            return None
        if tail.step_unit == YEAR and tail.steps is not None:
            year = cal.year_in(tail.calendar, self.reference) + tail.steps
            return cal.calendar_day(tail.calendar, year, tail.month, day)
        if tail.month and tail.steps == 0:
            of = cal.month_beside(tail.calendar, tail.month, self.reference, 0)
            return cal.plus(of.first, day - 1)
        if tail.month:
            if tail.steps is not None:
                return cal.day_beside(tail.calendar, tail.month, day, self.reference, tail.steps)
            return cal.yearless_day(tail.calendar, tail.month, day, self.reference, tense)
        of = cal.named(MONTH, self.reference, tail.steps or 0)
        found = cal.plus(of.first, day - 1)
        return found if found and of.last and found <= of.last else None

    def month_rule(self, i: int) -> Found | None:
        """A month alone or with its year: "في مايو", "يوليو الماضي", "شهر رمضان 1436 هـ", "سبتمبر الحادي والعشرين"."""
        names = self.month_names(i)
        if names is None:
            return None
        end, term = names
        lead = names[0] > i and self.unit(i, MONTH) is not None
        if lead and (two := self.number(end)) and two.size == 2 and self.clause_ends(two.end):
            year = cal.clamp_two_digits(two.value, self.reference)
            return Found(i, two.end, cal.calendar_month(term.entry["calendar"], year, term.value), "month")
        if day := self._day_after_month(i, end, term):
            return day
        tail = self._month_tail(end, term)
        if not (lead or tail.year is not None or tail.steps is not None or self._month_alone(i, term)):
            return None
        return Found(i, tail.end, self.month_of(tail, self.tense(i)), "month")

    def _month_alone(self, i: int, term: Term) -> bool:
        """Whether a bare name is a month here: it can be nothing else, or it follows a preposition of time."""
        before = self.look(i - 1).roles
        if self.is_name(i) or 0 < self.look(i - 1).size <= 2:
            return False
        if term.entry["bare"] == "yes" or self.ranging:
            return True
        return not {"in", "since", "during", "part", "before", "after", "to"}.isdisjoint(before)

    def month_of(self, tail: Tail, tense: str) -> Days:
        if tail.year is not None:
            return cal.calendar_month(tail.calendar, tail.year, tail.month)
        if self.reference is None:
            return unknown(MONTH)
        if tail.steps is None:
            return cal.yearless_month(tail.calendar, tail.month, self.reference, tense)
        if tail.step_unit == YEAR:
            year = cal.year_in(tail.calendar, self.reference) + tail.steps
            return cal.calendar_month(tail.calendar, year, tail.month)
        return cal.month_beside(tail.calendar, tail.month, self.reference, tail.steps)

    def _day_after_month(self, i: int, end: int, term: Term) -> Found | None:
        """The month first: "يناير الثاني والعشرين، 2018", "شهر نوفمبر بين 19 و20"."""
        calendar = term.entry["calendar"]
        if between_ := self.term(end, "between"):
            days, at, ranged = self._days(between_.end)
            if len(days) == 2 and ranged is not None:
                tense = self.tense(i)
                tail = Tail(at, calendar, term.value)
                first, last = (self.day_in(tail, day, tense) for day in days)
                return Found(i, at, between(first, last, "period"), "days of a month")
            return None
        days, at, ranged = self._days(end)
        if ranged and len(days) == 2 and days[0] < days[1] and self.clause_ends(at):
            tail, tense = Tail(at, calendar, term.value), self.tense(i)
            first, last = (self.day_in(tail, day, tense) for day in days)
            return Found(i, at, between(first, last, "period"), "days of a month")
        number = self.number(end)
        if not number or not 1 <= number.value <= 31 or number.size > 2:
            return None
        after, year, steps = self.year_tail(number.end, calendar)
        if not (number.det if not number.size else year and not number.det):
            return None
        tail = Tail(after, calendar, term.value, year, steps)
        return Found(i, after, single(self.day_in(tail, number.value, self.tense(i))), "day of a month")

    # -- days of a month

    def _days(self, i: int) -> tuple[list[int], int, bool | None]:
        """Numbers of days, joined: their values, their end, and whether they are a range (None for one alone)."""
        days: list[int] = []
        ranged: bool | None = None
        at = i
        while len(days) < MOST_DAYS:
            bracket = self.is_mark(at, OPENING) and self.is_mark(at + 2, CLOSING)  # يوم (28) من رمضان
            number = self.number(at + bracket)
            if number is None or not 1 <= number.value <= 31 or number.size > 2 or not self._whole(at, number):
                break
            days.append(number.value)
            end = number.end + bracket
            if self.is_mark(end, DASHES) or self.term(end, "to"):
                ranged, at = True, end + 1
            elif self.term(end, "and"):
                ranged, at = bool(ranged), end + 1
            elif (joined := self.look(end).numeral) and joined.conj and number.ordinal:
                ranged, at = bool(ranged), end
            else:
                return days, end, ranged if len(days) > 1 else None
        return (days, end, ranged if len(days) > 1 else None) if days else ([], i, None)

    def _whole(self, i: int, number: Number) -> bool:
        """Whether a number in digits is no piece of a time, a sum or another number."""
        if not number.size:
            return True
        if self.is_mark(i - 1, frozenset(".,:٫$€£#")) and self.adjacent(i) and self.look(i - 2).size:
            return False
        return not (self.is_mark(number.end, frozenset(":%٪٫")) and self.adjacent(number.end))

    def day_rule(self, i: int) -> Found | None:
        """Days by number and month: "21 كانون الثاني / يناير", "الخامس عشر من فبراير الماضي", "يومي 20 و21 يوليو"."""
        lead = self.unit(i, DAY)
        at = i
        if lead and not lead.det and not lead.suffix:
            at = lead.end
        elif lead:
            return None
        days, end, ranged = self._days(at)
        if not days:
            return None
        tail = self.tail(end)
        if tail is None:
            return self._bare_day(i, at, days, end, lead)
        if self.is_name(i) and tail.year is None and tail.steps is None:
            return None
        return self._days_found(i, days, ranged, tail, "day of a month")

    def _days_found(self, i: int, days: list[int], ranged: bool | None, tail: Tail, rule: str) -> Found:
        tense = self.tense(i)
        first = self.day_in(tail, days[0], tense)
        if len(days) == 1:
            return self._paired(Found(i, tail.end, single(first), rule), tail.calendar)
        last = self.day_in(tail, days[-1], tense)
        if ranged or (first and last and (last - first).days == len(days) - 1):
            return self._paired(Found(i, tail.end, between(first, last, "period"), "days of a month"), tail.calendar)
        # 5 و9 يوليو: two days that share a month
        at = i
        while not (number := self.number(at)) or number.value != days[0]:
            at += 1
        second = Found(number.end, tail.end, single(last), rule)
        return Found(i, number.end, single(first), rule, apart=second)

    def _bare_day(self, i: int, at: int, days: list[int], end: int, lead: Term | None) -> Found | None:
        """A day's number without its month: "يوم 27", or "الحادي والعشرين" where a preposition or a clause's end
        leaves it nothing else to be."""
        number = self.number(at)
        if number is None or len(days) > 1 or self.reference is None:
            return None
        of = cal.named(MONTH, self.reference, 0)
        day = cal.plus(of.first, days[0] - 1)
        if not day or not of.last or day > of.last or not self.clause_ends(end):
            return None
        if lead and lead.number == "s" and number.size and not lead.conj:
            return Found(i, end, single(day), "day of this month")
        before = self.look(at - 1).roles
        after_verb = bool(self.look(at - 2).tense) and not {"in", "to"}.isdisjoint(before)
        in_words = not number.size and number.ordinal and number.det and days[0] > 10
        lone_ten = not number.size and number.det and self.term(at, "and") is None and days[0] in (20, 30)
        if after_verb and (in_words or (number.size == 2 and "in" in before)):
            return Found(at, end, single(day), "day of this month")
        numeral = self.look(at).numeral
        if lone_ten and numeral and numeral.prep and self.look(at - 1).tense:
            return Found(at, end, single(day), "day of this month")
        return None

    def outlet(self, i: int) -> Term | None:
        """The name of a newspaper or the like, in which اليوم is no day."""
        term = self.term(i, "outlet")
        if term is None or term.entry["value"] == "sure":
            return term
        before = self.look(i - 1)
        return term if before.mark in QUOTES or "medium" in before.roles or term.prep == "ل" else None

    # -- the same day in another calendar

    def _paired(self, found: Found, calendar: str) -> Found:
        """Take in the same day by the other calendar: "25 شوال 1436 هـ الموافق 10 أغسطس 2015 م"."""
        at = found.end
        bracket = self.is_mark(at, OPENING)
        marked = bracket or self.is_mark(at, SLASH | DASHES | COMMAS | frozenset("="))
        at = at + 1 if marked else at
        on = self.term(at, "on")
        if on:
            at = on.end
            if self.term(at, "on"):
                at += 1
        elif not marked:
            return found
        if (weekday := self.weekday(at)) and weekday.det:
            at = weekday.end
        other = self.numeric_day(at) or self._plain_day(at)
        if other is None or other.end - at < 2 or not other.days.known:
            return found
        if on is None and other.rule != (HIJRI if calendar == GREGORIAN else GREGORIAN):
            return found
        end = other.end + 1 if bracket and self.is_mark(other.end, CLOSING) else other.end
        days = found.days if calendar == GREGORIAN and found.days.known else other.days
        return replace(found, end=end, days=days, rule="day in two calendars")

    def _plain_day(self, i: int) -> Found | None:
        """One day with its month, unpaired; ``rule`` is its calendar."""
        lead = self.unit(i, DAY)
        at = lead.end if lead and not lead.det else i
        days, end, _ = self._days(at)
        tail = self.tail(end) if len(days) == 1 else None
        if tail is None or not tail.month:
            return None
        return Found(i, tail.end, single(self.day_in(tail, days[0], self.tense(i))), tail.calendar)

    # -- numeric dates

    def numeric_day(self, i: int) -> Found | None:
        """24/1/2022, 1436-10-9 هـ, 16/04/21; ``rule`` is its calendar."""
        parts = self._numeric(i)
        if parts is None:
            return None
        numbers, end, mark = parts
        if len(numbers) != 3:
            return None
        a, b, c = numbers
        if c.size == 4 or a.size == 4:
            year, rest = (c.value, (a, b)) if c.size == 4 else (a.value, (c, b))
            day = self._numeric_calendar_day(year, rest[0].value, rest[1].value)
        elif a.size == b.size == c.size == 2 and mark in SLASH | DASHES:
            day = self._two_digit_year(a.value, b.value, c.value)
            year = day.year if day else 0
        else:
            return None
        if day is None:
            return None
        after, era = self._era(end)
        del era
        return Found(i, after, single(day), HIJRI if year < 1600 else GREGORIAN)

    def _numeric(self, i: int) -> tuple[list[Number], int, str] | None:
        """Numbers of at most four digits with one kind of mark between them."""
        first = self.number(i)
        if first is None or not first.size or not self._whole(i, first):
            return None
        if self.is_mark(i - 1, DATE_MARKS) and self.adjacent(i) and self.look(i - 2).size:
            return None
        numbers, at, mark = [first], first.end, self.look(first.end).mark
        if mark not in DATE_MARKS:
            return None
        while len(numbers) < 4 and self.look(at).mark == mark:
            following = self.number(at + 1)
            if following is None or not following.size or (mark in DOT and not self.adjacent(at + 1)):
                break
            numbers.append(following)
            at = following.end
        if len(numbers) == 4 or (self.is_mark(at, frozenset("%٪:")) and self.adjacent(at)):
            return None
        return (numbers, at, mark) if len(numbers) > 1 else None

    @staticmethod
    def _numeric_calendar_day(year: int, day: int, number: int) -> date | None:
        if number > 12 >= day:
            day, number = number, day
        if year in cal.HIJRI_YEARS:
            return cal.hijri_day(year, number, day) if 1 <= number <= 12 else None
        return cal.day_of(year, number, day) if 1900 <= year <= 2100 else None

    def _two_digit_year(self, a: int, b: int, c: int) -> date | None:
        """16/04/21 is the day nearest to the report's own, of year-month-day and day-month-year."""
        options = [d for y, m, d_ in ((a, b, c), (c, b, a))
                   if (d := cal.day_of(cal.clamp_two_digits(y, self.reference), m, d_))]
        if not options or self.reference is None:
            return options[-1] if options else None
        reference = self.reference
        return min(options, key=lambda d: abs((d - reference).days))

    def numeric_rule(self, i: int) -> Found | None:
        """Days and months in digits alone."""
        if found := self.numeric_day(i):
            calendar = found.rule
            return self._paired(replace(found, rule="numeric day"), calendar)
        parts = self._numeric(i)
        if parts is None or len(parts[0]) != 2:
            return None
        (a, b), end, mark = parts
        if mark in SLASH | DASHES and (a.size == 4) != (b.size == 4) and self.adjacent(end - 1):
            year, number = (a.value, b.value) if a.size == 4 else (b.value, a.value)
            if mark in SLASH and 1 <= number <= 12 and 1900 <= year <= 2100 and not self.is_name(i):
                return Found(i, end, cal.month(year, number), "numeric month")
            return None
        if a.size > 2 or b.size > 2:
            return None
        if self.is_mark(end, COMMAS) and (told := self.year(end + 1, words=False)) and mark in SLASH:
            day = cal.day_of(told[1], a.value, b.value)  # 08/12, 2015: month first, as its comma tells
            return Found(i, told[0], single(day), "numeric day") if day else None
        return self._numeric_yearless(i, a.value, b.value, end, mark)

    def _numeric_yearless(self, i: int, a: int, b: int, end: int, mark: str) -> Found | None:
        """15-7 in a dateline, or after a word that leaves it nothing else to be; else it is a score or a fraction."""
        day, number = (b, a) if b > 12 else (a, b)
        if not (1 <= number <= 12 and 1 <= day <= 31):
            return None
        before = self.look(i - 1)
        told = before.weekday is not None or "dated" in before.roles or self.unit(i - 1, DAY) is not None
        opens = self.is_mark(end, OPENING) and i >= 1 and (
            self.words[i - 1].newline or self.words[max(0, i - 2)].newline or self.words[max(0, i - 3)].newline)
        verb = self.future_at(i - 1) or ("in" in before.roles and self.future_at(i - 2))
        verb = verb and self.clause_ends(end) and max(a, b) > 12
        if not ((mark not in DOT and (told or opens)) or verb):
            return None
        found = cal.yearless_day(GREGORIAN, number, day, self.reference, self.tense(i))
        return Found(i, end, single(found), "numeric day")
