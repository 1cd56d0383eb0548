"""The grammar of date expressions: each rule reads one kind from its first word on, and tells its days.

A rule gives a ``Found``, or None where the words are no such expression. None of them looks further than a few words on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from isnad.reading import dates_calendar as cal
from isnad.reading.dates_calendar import FUTURE, GREGORIAN, HIJRI, PAST, Days, between, single, unknown
from isnad.reading.dates_words import CLOSING, COMMAS, DASHES, OPENING, Number, Term, Words

SLASH = frozenset("/\\")
DOT = frozenset(".")
DATE_MARKS = DASHES | SLASH | DOT
DAY, MONTH, YEAR = "day", "month", "year"
MOST_DAYS = 4
"""How many days a list before one month may have: "5 و6 و7 و8 شوال"."""


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
        if other and not other.conj and not other.prep and (mark or other.entry is not term.entry):
            same = other.entry["calendar"] == term.entry["calendar"] and other.value == term.value
            if same:
                closed = not self.is_mark(end, OPENING) or self.is_mark(other.end, CLOSING)
                end = other.end + (self.is_mark(end, OPENING) and closed)
        return end, term

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
            steps = tail.steps or 0
            tense = tense if tail.steps is None else PAST if steps < 0 else FUTURE
            limit = self.reference if tail.steps is None else cal.plus(self.reference, 1 if steps > 0 else -1)
            return cal.yearless_day(tail.calendar, tail.month, day, limit, tense)
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
        if lead and (two := self.number(end)) and two.size == 2 and not self.look(two.end).size:
            if self._of_number(two.end):
                year = cal.clamp_two_digits(two.value, self.reference)
                return Found(i, two.end, cal.calendar_month(term.entry["calendar"], year, term.value), "month")
        if day := self._day_after_month(i, end, term):
            return day
        tail = self._month_tail(end, term)
        if not (lead or tail.year or tail.steps is not None or self._month_alone(i, term)):
            return None
        return Found(i, tail.end, self.month_of(tail, self.tense(i)), "month")

    def _of_number(self, i: int) -> bool:
        """Whether nothing is counted by a number that ends before ``i``."""
        return self.clause_ends(i)

    def _month_alone(self, i: int, term: Term) -> bool:
        """Whether a bare name is a month here: it can be nothing else, or it follows a preposition of time."""
        before = self.look(i - 1).roles
        if "named" in before:
            return False
        if term.entry["bare"] == "yes":
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
            number = self.number(at)
            if number is None or not 1 <= number.value <= 31 or number.size > 2 or not self._whole(at, number):
                break
            days.append(number.value)
            end = number.end
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
        while tail is None and len(days) > 1:  # "5 و6 يوليو 9" and the like: fewer days
            return None
        if tail is None:
            return self._bare_day(i, at, days, end, lead)
        if self._is_name(i, tail) or (tail.month == 0 and not lead and self._counts(days)):
            return None
        return self._days_found(i, days, ranged, tail, "day of a month")

    @staticmethod
    def _counts(days: list[int]) -> bool:
        return any(day > 31 for day in days)

    def _is_name(self, i: int, tail: Tail) -> bool:
        """ثورة 25 يناير: the day names what stands before it; no year tells which."""
        return "named" in self.look(i - 1).roles and tail.year is None and tail.steps is None

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
        return term if before.mark in _QUOTES or "medium" in before.roles or term.prep == "ل" else None

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
            if mark in SLASH and 1 <= number <= 12 and 1900 <= year <= 2100 and "named" not in self.look(i - 1).roles:
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
        told = before.unit is not None and before.unit.entry["unit"] == DAY or "dated" in before.roles or (
            before.weekday is not None)
        opens = self.is_mark(end, OPENING) and i >= 1 and (
            self.words[i - 1].newline or self.words[max(0, i - 2)].newline or self.words[max(0, i - 3)].newline)
        verb = self._future_at(i - 1) or ("in" in before.roles and self._future_at(i - 2))
        verb = verb and self.clause_ends(end) and max(a, b) > 12
        if not ((mark not in DOT and (told or opens)) or verb):
            return None
        found = cal.yearless_day(GREGORIAN, number, day, self.reference, self.tense(i))
        return Found(i, end, single(found), "numeric day")

    def _future_at(self, i: int) -> bool:
        """Whether word ``i`` is a verb of what is to come: سأعود, سوف أعود."""
        look = self.look(i)
        return look.tense == FUTURE or (bool(look.tense) and "future" in self.look(i - 1).roles)

    # -- weekdays and days counted from the report's own

    def near_rule(self, i: int) -> Found | None:
        """اليوم، أمس، أول من أمس، غدا, with the weekday and the date beside them."""
        lead = self.unit(i, DAY)
        at = lead.end if lead and not lead.det and lead.number == "s" and not lead.suffix else i
        term = self.term(at, "near")
        if term and not (at > i and term.prep):
            if term.value == 1 and term.det and at == i and not self._tomorrow(i, term):
                return None
            if term.det and "dayname" in self.look(term.end).roles:
                return None  # الأمس القريب
            steps, end = term.value, term.end
        elif (today := self._today(i)) is not None:
            steps, end = 0, today
        else:
            return None
        return self._beside(i, end, steps)

    def _tomorrow(self, i: int, term: Term) -> bool:
        """Whether الغد is the day after this one, not the future at large."""
        before = self.look(i - 1)
        return bool(before.tense) or not {"daypart", "to", "since", "after", "from", "in", "this"}.isdisjoint(before.roles)

    def _beside(self, i: int, end: int, steps: int) -> Found:
        expected = cal.plus(self.reference, steps)
        evidence = None
        day = expected
        at, bracket = self._apposed(end)
        named = self.weekday(at)
        if named and named.det and not named.prep and not (named.conj and not bracket):
            close = self.skip(named.end, CLOSING) if bracket else named.end
            if not bracket or close > named.end or self._date_at(named.end):
                evidence = (steps, named.value)
                day = cal.weekday_near(expected, named.value)
                end = close
        if dated := self._dated(end, bracket and end == close if evidence else False):
            if dated.days.first == dated.days.last:
                day = dated.days.first or day
                end = dated.end
        return Found(i, end, single(day), "day by its distance", evidence)

    def _apposed(self, i: int) -> tuple[int, bool]:
        """Where what explains a day may begin: after a comma or an opening bracket."""
        if self.is_mark(i, OPENING):
            return i + 1, True
        return self.skip(i, COMMAS | DASHES), False

    def _today(self, i: int) -> int | None:
        """The end of اليوم or هذا اليوم where it is the report's own day."""
        this = self.term(i, "this")
        at = this.end if this else i
        term = self.unit(at, DAY)
        if term is None or not term.det or term.number != "s" or term.suffix:
            return None
        if this:
            return term.end
        before, after = self.look(i - 1).roles, self.look(term.end)
        if term.prep == "ل" or term.prep == "ب" or not {"same", "in", "nowadays"}.isdisjoint(before) or "same" in after.roles:
            return None
        if not {"dayname", "direction", "next", "last", "vague"}.isdisjoint(after.roles):
            return None
        if after.numeral and after.numeral.det and not after.weekday and not after.numeral.conj:
            return None  # اليوم الرابع
        quoted = self.is_mark(i - 1, _QUOTES) and self.is_mark(term.end, _QUOTES)
        return None if quoted else term.end

    def night_rule(self, i: int) -> Found | None:
        """الليلة, الليلة الماضية."""
        term = self.term(i, "night")
        if term is None or not term.det or term.prep or self.term(i - 1, "same"):
            return None
        if pointed := self.direction(term.end):
            return Found(i, pointed[0], single(cal.plus(self.reference, pointed[1])), "night")
        after = self.look(term.end)
        if after.numeral or "in" in self.look(i - 1).roles or not {"same", "last", "next"}.isdisjoint(after.roles):
            return None
        return Found(i, term.end, single(self.reference), "night")

    def weekday_rule(self, i: int) -> Found | None:
        """A weekday, with the week, the direction or the date that tells which: "الأحد المقبل", "الجمعة 22 جويلية"."""
        if this := self.term(i, "this"):
            term = self.weekday(this.end)
            if term is None or not term.det or term.conj or term.prep:
                return None
            return Found(i, term.end, single(cal.plus(cal.week(self.reference).first, term.value)), "weekday")
        lead = self.unit(i, DAY)
        if lead and (lead.det or lead.suffix or lead.number == "p"):
            return None
        at = lead.end if lead else i
        term = self.weekday(at)
        if term is None or term.suffix or (lead and (term.prep or term.conj)) or not (term.det or lead):
            return None
        if self._no_weekday(i, at, term):
            return None
        if (second := self._second_weekday(term)) and (lead and lead.number == "d" or self._dual_direction(second.end)):
            return self._two_weekdays(i, term, second)
        pointed = self.direction(term.end)
        end = pointed[0] if pointed else term.end
        if week := self._week_of(end):
            day = cal.plus(week.days.first, term.value)
            return Found(i, week.end, single(day), "weekday of a week")
        if ordinal := self._nth_of_month(i, term):
            return ordinal
        if dated := self._dated(self._apposed(end)[0], self._apposed(end)[1], term.value) :
            return replace(dated, start=i)
        if pointed:
            if pointed[1]:
                day = cal.weekday_beside(self.reference, term.value, pointed[1])
            else:
                day = cal.plus(cal.week(self.reference).first, term.value)
        else:
            tense = self.tense(i)
            day = cal.weekday(self.reference, term.value, FUTURE if tense == "present" else tense)
        return Found(i, end, single(day), "weekday")

    def _nth_of_month(self, i: int, term: Term) -> Found | None:
        """السبت الثالث من الشهر المقبل."""
        number = self.number(term.end)
        of = self._of(number.end, ("of", "in")) if number else term.end
        if not number or not number.ordinal or not number.det or number.value > 5 or of == number.end:
            return None
        pointed = self._pointed(of, MONTH)
        if pointed is None:
            return None
        whole = cal.named(MONTH, self.reference, pointed[1])
        return Found(i, pointed[0], cal.nth_weekday(whole, term.value, number.value), "ordinal")

    def _no_weekday(self, i: int, at: int, term: Term) -> bool:
        """صلاة الجمعة; بين الاثنين; a weekday alone in quotation marks is a name."""
        before = self.look(i - 1).roles
        if "worship" in before or "named" in before or ("between" in before and self.clause_ends(term.end)):
            return True
        return self.is_mark(at - 1, _QUOTES) and self.is_mark(term.end, _QUOTES)

    def _second_weekday(self, first: Term) -> Term | None:
        """والأحد after السبت."""
        second = self.weekday(first.end)
        return second if second and second.conj and second.det and not second.prep else None

    def _dual_direction(self, i: int) -> bool:
        term = self.term(i, "direction")
        return bool(term and term.det and self.words[i].form.norm.endswith("ين") and self.look(i).roles["direction"]
                    .sense.number in ("d", "p"))

    def _two_weekdays(self, i: int, first: Term, second: Term) -> Found:
        """يومي السبت والأحد المقبلين: from the one to the other."""
        pointed = self.direction(second.end)
        end = pointed[0] if pointed else second.end
        on = self.term(end, "on")
        dated = self.day_rule(on.end if on else end)
        if dated and dated.rule == "days of a month":
            return replace(dated, start=i, rule="weekdays")
        if week := self._week_of(end):
            start = cal.plus(week.days.first, first.value)
            last = cal.plus(week.days.first, second.value)
            return Found(i, week.end, between(start, last, "period"), "weekdays")
        if pointed and pointed[1] > 0:
            start = cal.weekday_beside(self.reference, first.value, pointed[1])
            last = cal.weekday(start, second.value, FUTURE)
        elif pointed and pointed[1] < 0:
            last = cal.weekday_beside(self.reference, second.value, pointed[1])
            start = cal.weekday(last, first.value, PAST)
        else:
            tense = self.tense(i)
            ahead = tense in (FUTURE, "present")
            start = cal.weekday(self.reference, first.value, FUTURE if ahead else PAST)
            last = cal.weekday(start, second.value, FUTURE)
            if not ahead and last and self.reference and last > self.reference:
                start, last = cal.plus(start, -7), cal.plus(last, -7)
        return Found(i, end, between(start, last, "period"), "weekdays")

    def _week_of(self, i: int) -> Found | None:
        """من الأسبوع المقبل after a weekday."""
        at = self._of(i)
        if pointed := self._pointed(at, "week"):
            return Found(i, pointed[0], cal.named("week", self.reference, pointed[1]), "week")
        return None

    def _dated(self, i: int, bracket: bool, weekday: int | None = None) -> Found | None:
        """The date that stands beside a weekday or a day told by its distance: "الموافق 10 أغسطس", "22 جويلية 2016"."""
        on = self.term(i, "on")
        at = on.end if on else i
        if on and self.term(at, "on"):
            at += 1
        if (inner := self.is_mark(at, OPENING)) and not bracket:
            at += 1
        found = self.numeric_rule(at) or self.day_rule(at)
        if found is None and weekday is not None:
            found = self._weekday_number(at, weekday) or self._month_first(at)
        if found is None or found.apart or found.days.grain != DAY:
            return None
        end = found.end
        if inner or bracket:
            end = self.skip(end, CLOSING)
        found = replace(found, end=end, rule="weekday and date")
        hijri = weekday is not None and found.days.known and self._hijri_told(at, end)
        if hijri and weekday is not None:  # the new moon is sighted a day sooner or later than reckoned
            near = cal.weekday_near(cal.plus(found.days.first, 1), weekday)
            if near and found.days.first and abs((near - found.days.first).days) <= 1:
                return replace(found, days=single(near))
        return found

    def _hijri_told(self, start: int, end: int) -> bool:
        """Whether a date is told by the Hijri calendar alone."""
        gregorian = hijri = False
        for i in range(start, end):
            month = self.month(i)
            if month:
                hijri |= month.entry["calendar"] == HIJRI
                gregorian |= month.entry["calendar"] == GREGORIAN
            elif self.look(i).size == 4:
                hijri |= self.look(i).number in cal.HIJRI_YEARS
                gregorian |= self.look(i).number not in cal.HIJRI_YEARS
        return hijri and not gregorian

    def _weekday_number(self, i: int, weekday: int) -> Found | None:
        """الخميس 21: the month nearest to the reference in which that day is that weekday."""
        number = self.number(i)
        if number is None or not 1 <= number.value <= 31 or number.size > 2 or self.reference is None:
            return None
        if not (number.size or (number.ordinal and number.det)) or not self.clause_ends(number.end):
            return None
        for steps in (0, -1, 1):
            of = cal.named(MONTH, self.reference, steps)
            day = cal.plus(of.first, number.value - 1)
            if day and of.last and day <= of.last and day.weekday() == weekday:
                return Found(i, number.end, single(day), "weekday and number")
        return None

    def _month_first(self, i: int) -> Found | None:
        names = self.month_names(i)
        return self._day_after_month(i, *names) if names else None

    def _date_at(self, i: int) -> bool:
        return self.number(self._apposed(i)[0]) is not None


_QUOTES = frozenset("\"“”«»‘’'„")
