"""Calendars: stretches of days, counted from a report's own day or told by number. Nothing here knows Arabic.

A stretch that has a name (a day, a week, a month, a year) ends on its last day. A stretch that is counted off (a
quarter, a decade, "the last three weeks") ends on the day that closes it, which is the first of the next one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

GREGORIAN, HIJRI = "gregorian", "hijri"
PAST, FUTURE = "past", "future"
DAY, MONTH, YEAR = "day", "month", "year"
HIJRI_YEARS = range(1343, 1501)
"""The years that the Umm al-Qura calendar is known for."""
AHEAD = 92
"""How many days ahead a day without a year may lie where its clause tells neither past nor future."""
SOON = 45
"""A day without a year that is gone by this year, in a clause of the future, is next year's if it comes so soon."""
HALF_A_YEAR = 183


@dataclass(slots=True, frozen=True)
class Days:
    """A stretch of days, both ends inclusive; both None where it cannot be told."""

    first: date | None
    last: date | None
    grain: str

    @property
    def known(self) -> bool:
        return self.first is not None


def unknown(grain: str) -> Days:
    return Days(None, None, grain)


def between(first: date | None, last: date | None, grain: str) -> Days:
    """A stretch from one day to another; unknown where one of them is, or where they are in no order."""
    if first is None or last is None or first > last:
        return unknown(grain)
    return Days(first, last, grain)


def day_of(year: int, month: int, day: int) -> date | None:
    """A day of the Gregorian calendar, or None where there is none such."""
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def plus(day: date | None, days: int) -> date | None:
    """So many days on, or None outside the calendar."""
    if day is None:
        return None
    try:
        return day + timedelta(days)
    except OverflowError:
        return None


def plus_months(day: date | None, months: int) -> date | None:
    """So many months on, on the same day of the month or on its last."""
    if day is None:
        return None
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9998:
        return None
    return date(year, month + 1, min(day.day, month_length(year, month + 1)))


def month_length(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - date(year, month, 1)).days


def single(day: date | None) -> Days:
    return Days(day, day, "day")


def week(day: date | None) -> Days:
    """The week around a day, Monday to Sunday."""
    if day is None:
        return unknown("week")
    monday = plus(day, -day.weekday())
    return between(monday, plus(monday, 6), "week")


def month(year: int, number: int) -> Days:
    if not 1 <= year <= 9998:
        return unknown("month")
    return Days(date(year, number, 1), date(year, number, month_length(year, number)), "month")


def year(number: int) -> Days:
    return between(day_of(number, 1, 1), day_of(number, 12, 31), "year")


def stretch_of_months(year_: int, first_month: int, months: int, grain: str = "period") -> Days:
    """So many months from the first of one, to the day that closes them."""
    first = day_of(year_, first_month, 1)
    return between(first, plus_months(first, months), grain)


def decade(first_year: int) -> Days:
    return between(day_of(first_year, 1, 1), day_of(first_year + 10, 1, 1), "decade")


def century(number: int) -> Days:
    first = 100 * (number - 1)
    return between(day_of(first, 1, 1) or day_of(1, 1, 1), day_of(first + 100, 1, 1), "period")


def season(year_: int, first_month: int) -> Days:
    """Three whole months from a year's month on."""
    stretch = stretch_of_months(year_, first_month, 3, "season")
    return between(stretch.first, plus(stretch.last, -1), "season")


# -- Hijri, by the Umm al-Qura calendar


def hijri_day(year_: int, number: int, day: int) -> date | None:
    """The Gregorian day of a Hijri day, or None outside the calendar."""
    from hijridate import Hijri

    try:
        converted = Hijri(year_, number, day).to_gregorian()
    except (ValueError, OverflowError):
        return None
    return date(converted.year, converted.month, converted.day)


def hijri_month(year_: int, number: int) -> Days:
    first = hijri_day(year_, number, 1)
    following = hijri_day(year_ + number // 12, number % 12 + 1, 1)
    return between(first, plus(following, -1), "month")


def hijri_year(number: int) -> Days:
    return between(hijri_day(number, 1, 1), plus(hijri_day(number + 1, 1, 1), -1), "year")


def year_in(calendar: str, day: date) -> int:
    """The year of a day in a calendar."""
    if calendar == GREGORIAN:
        return day.year
    from hijridate import Gregorian

    try:
        return Gregorian(day.year, day.month, day.day).to_hijri().year
    except (ValueError, OverflowError):
        return 0


def calendar_day(calendar: str, year_: int, number: int, day: int) -> date | None:
    return day_of(year_, number, day) if calendar == GREGORIAN else hijri_day(year_, number, day)


def calendar_month(calendar: str, year_: int, number: int) -> Days:
    return month(year_, number) if calendar == GREGORIAN else hijri_month(year_, number)


def calendar_year(calendar: str, number: int) -> Days:
    return year(number) if calendar == GREGORIAN else hijri_year(number)


# -- counted from the report's own day


def weekday(reference: date | None, number: int, tense: str) -> date | None:
    """The nearest such weekday: on or after the reference in the future, else on or before it."""
    if reference is None:
        return None
    if tense == FUTURE:
        return plus(reference, (number - reference.weekday()) % 7)
    return plus(reference, -((reference.weekday() - number) % 7))


def weekday_beside(reference: date | None, number: int, steps: int) -> date | None:
    """The weekday so many steps before (-1: the last one) or after the reference, never on it."""
    if reference is None:
        return None
    if steps > 0:
        return plus(reference, (number - reference.weekday() - 1) % 7 + 1 + 7 * (steps - 1))
    return plus(reference, -((reference.weekday() - number - 1) % 7 + 1) + 7 * (steps + 1))


def weekday_near(expected: date | None, number: int) -> date | None:
    """The weekday nearest to a day, rather before it: reports are published after they are written."""
    if expected is None:
        return None
    return plus(expected, (number - expected.weekday() + 5) % 7 - 5)


def named(unit: str, reference: date | None, steps: int) -> Days:
    """The day, week, month, year, decade or century so many steps from the reference's own."""
    grain = {"century": "period", "quarter": "period", "half": "period"}.get(unit, unit)
    if reference is None:
        return unknown(grain)
    if unit == "day":
        return single(plus(reference, steps))
    if unit == "week":
        return week(plus(reference, 7 * steps))
    if unit == "month":
        day = plus_months(reference, steps)
        return month(day.year, day.month) if day else unknown(grain)
    if unit == "year":
        return year(reference.year + steps)
    if unit == "decade":
        return decade((reference.year // 10 + steps) * 10)
    if unit == "century":
        return century(reference.year // 100 + 1 + steps)
    return unknown(grain)


def counted(unit: str, reference: date | None, count: int, steps: int) -> Days:
    """So many days, weeks, … back to the reference, or on from the day after it; decades are whole ones."""
    if reference is None or not 0 < count <= 1000:
        return unknown("period")
    if unit == "decade":
        this = reference.year // 10 * 10
        first, last = (this - 10 * count, this) if steps < 0 else (this + 10, this + 10 * (count + 1))
        return between(day_of(first, 1, 1), day_of(last, 1, 1), "period")
    start = reference if steps < 0 else plus(reference, 1)
    end = offset(unit, start, count if steps > 0 else -count)
    return between(start, end, "period") if steps > 0 else between(end, start, "period")


def offset(unit: str, day: date | None, count: int) -> date | None:
    """The day so many units on, or back where ``count`` is negative."""
    if abs(count) > 20_000:
        return None
    if unit in ("day", "week"):
        return plus(day, count * (7 if unit == "week" else 1))
    months = {"month": 1, "year": 12, "decade": 120, "century": 1200}.get(unit)
    return plus_months(day, months * count) if months else None


def yearless_day(calendar: str, number: int, day: int, reference: date | None, tense: str) -> date | None:
    """The day of a month told without its year: on or before the reference, or after it by the clause's tense."""
    if reference is None:
        return None
    this = year_in(calendar, reference)
    found = [d for d in (calendar_day(calendar, this + n, number, day) for n in (-1, 0, 1)) if d]
    before = [d for d in found if d <= reference]
    after = [d for d in found if d >= reference]
    in_year = calendar_day(calendar, this, number, day)
    if tense == FUTURE:
        gone = in_year is not None and in_year < reference
        return in_year if gone and (not after or (after[0] - reference).days > SOON) else after[0] if after else None
    if tense != PAST and after and (after[0] - reference).days <= AHEAD and (
            not before or (reference - before[-1]).days > (after[0] - reference).days):
        return after[0]
    return before[-1] if before else None


def day_beside(calendar: str, number: int, day: int, reference: date, steps: int) -> date | None:
    """The last (-1) or next (1) such day of a month of that name, never the reference itself."""
    this = year_in(calendar, reference)
    found = [d for d in (calendar_day(calendar, this + n, number, day) for n in (-2, -1, 0, 1, 2)) if d]
    beside = [d for d in reversed(found) if d < reference] if steps < 0 else [d for d in found if d > reference]
    return beside[abs(steps) - 1] if len(beside) >= abs(steps) else None


def yearless_month(calendar: str, number: int, reference: date | None, tense: str) -> Days:
    """The month told without its year: the latest that has begun, or the next by the clause's tense."""
    if reference is None:
        return unknown("month")
    this = year_in(calendar, reference)
    found = [m for m in (calendar_month(calendar, this + n, number) for n in (-1, 0, 1)) if m.first and m.last]
    begun = [m for m in found if m.first and m.first <= reference]
    to_come = [m for m in found if m.last and m.last >= reference]
    next_first = to_come[0].first if to_come else None
    ahead = HALF_A_YEAR if tense == FUTURE else AHEAD
    if next_first and tense != PAST and (next_first - reference).days <= ahead:
        return to_come[0]
    return begun[-1] if begun else unknown("month")


def month_beside(calendar: str, number: int, reference: date | None, steps: int) -> Days:
    """The last (-1), this (0) or next (1) month of a name; never the reference's own for -1 and 1."""
    if reference is None:
        return unknown("month")
    this = year_in(calendar, reference)
    found = [m for m in (calendar_month(calendar, this + n, number) for n in (-1, 0, 1)) if m.first and m.last]
    for candidate in found if steps >= 0 else reversed(found):
        first, last = candidate.first or reference, candidate.last or reference
        beside = last < reference if steps < 0 else first > reference if steps > 0 else (
            abs((first - reference).days) < HALF_A_YEAR)
        if beside:
            return candidate
    return unknown("month")


# -- parts


def part(whole: Days, which: str, reference: date | None) -> Days:
    """The start, middle, end, rest (from the reference on) or later part of a stretch."""
    if whole.first is None or whole.last is None:
        return unknown(whole.grain)
    if which == "rest":
        if reference is None or not whole.first <= reference <= whole.last:
            return unknown(whole.grain)
        return between(reference, whole.last, whole.grain)
    if whole.grain == "year":
        return _months_of(whole.first, *{"start": (0, 0), "middle": (5, 6), "end": (11, 11), "late": (6, 11)}[which])
    if whole.grain == "decade":
        return _years_of(whole.first, *{"start": (0, 3), "middle": (4, 6), "end": (7, 9), "late": (5, 9)}[which])
    if whole.grain in ("period", "season"):
        third = (whole.last - whole.first).days // 3
        a, b = {"start": (0, 1), "middle": (1, 2), "end": (2, 3), "late": (1, 3)}[which]
        return between(plus(whole.first, a * third), plus(whole.first, b * third), whole.grain)
    if whole.grain == "week":
        a, b = {"start": (0, 2), "middle": (1, 4), "end": (3, 6), "late": (3, 6)}[which]
        first = plus(whole.first, a)
        if which == "late" and reference is not None and whole.first <= reference <= whole.last:
            first = max(first or reference, plus(reference, 1) or reference)
        return between(first, plus(whole.first, b), "week")
    length = (whole.last - whole.first).days
    a, b = {"start": (0, 9), "middle": (10, 19), "end": (length - 9, length), "late": (15, length)}[which]
    return between(plus(whole.first, a), plus(whole.first, b), whole.grain)


def _months_of(first: date, a: int, b: int) -> Days:
    start, last = plus_months(first, a), plus_months(first, b + 1)
    return between(start, plus(last, -1), "month")


def _years_of(first: date, a: int, b: int) -> Days:
    return between(day_of(first.year + a, 1, 1), day_of(first.year + b, 12, 31), "period")


def weekend(of: Days) -> Days:
    """The Saturday and Sunday of a week."""
    return between(plus(of.first, 5), of.last, "period")


def nth(unit: str, whole: Days, which: int) -> Days:
    """The first (1), second, … or last (-1) day, week, month, quarter or half of a month or a year."""
    if whole.first is None or whole.last is None:
        return unknown("period")
    inside: Days
    if unit == "week":
        inside = _nth_week(whole, which)
    elif unit == "day":
        day = plus(whole.first, which - 1) if which > 0 else whole.last
        inside = single(day)
    elif unit in ("month", "quarter", "half") and whole.grain == "year":
        months = {"month": 1, "quarter": 3, "half": 6}[unit]
        at = which - 1 if which > 0 else 12 // months - 1
        if not 0 <= at < 12 // months:
            return unknown("period")
        first = at * months + 1
        inside = month(whole.first.year, first) if unit == "month" else (
            stretch_of_months(whole.first.year, first, months))
    else:
        return unknown("period")
    return inside if inside.first and inside.first <= whole.last else unknown(unit)


def _nth_week(whole: Days, which: int) -> Days:
    """Weeks of a year as ISO 8601 counts them; a month's first week is the first that begins in it."""
    if which < 0 or whole.first is None:
        return week(whole.last)
    if whole.grain == "year":
        return week(plus(day_of(whole.first.year, 1, 4), 7 * (which - 1)))
    first_monday = plus(whole.first, -whole.first.weekday() % 7)
    return week(plus(first_monday, 7 * (which - 1)))


def nth_weekday(whole: Days, number: int, which: int) -> Days:
    """The first (1), second, … or last (-1) such weekday of a stretch."""
    if which < 0:
        return single(weekday(whole.last, number, PAST))
    day = plus(weekday(whole.first, number, FUTURE), 7 * (which - 1))
    return single(day if day and whole.last and day <= whole.last else None)


def clamp_two_digits(number: int, reference: date | None) -> int:
    """The year that two digits mean: the nearest to the reference, or to 2000."""
    around = reference.year if reference else 2000
    base = around // 100 * 100 + number
    return min((base - 100, base, base + 100), key=lambda y: abs(y - around))
