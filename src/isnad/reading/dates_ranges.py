"""The grammar of distances in time and of ranges from one date to another, and the order of all rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from isnad.reading import dates_calendar as cal
from isnad.reading.dates_calendar import DAY, FUTURE, MONTH, PAST, between, single
from isnad.reading.dates_rules import Found
from isnad.reading.dates_stretches import Stretches
from isnad.reading.text import DASHES


class Grammar(Stretches):
    """All rules together: ``longest`` gives the expression that begins at a word."""

    # -- distances

    def distance_rule(self, i: int) -> Found | None:
        """قبل عامين, بعد أسبوعين من الآن, شهر و21 يوما من الآن: a day by its distance from the report's own."""
        before, after = self.term(i, "before") or self.term(i, "since"), self.term(i, "after")
        at = i + 1 if before or after else i
        if not (before or after) and self.has(i - 1, "during", "about", "of", "before", "after"):
            return None
        amounts, end = self._amounts(at)
        if not amounts:
            return None
        end_of_all = end + 1 if self.term(end, "just") else end
        now = self._of(end_of_all)
        if now > end_of_all and (here := self.term(now, "now")) and here.det:
            sign = -1 if before else 1 if after else -1 if self.tense(i) == PAST else 1
            return Found(i, here.end, single(self._at(amounts, sign, self.reference)), "distance")
        if now > end_of_all and (before or after) and (anchor := self._anchor(now)):
            return Found(i, anchor.end, single(self._at(amounts, -1 if before else 1, anchor.days.first)), "distance")
        if after and len(amounts) == 1 and self.look(i - 1).tense == FUTURE and now == end_of_all:
            count, unit = amounts[0]
            return Found(i, end, cal.counted(unit, self.reference, count, 1), "distance")
        if before and self._told_day(i, amounts, end_of_all) and before.entry["role"] == "before":
            return Found(i, end, single(self._at(amounts, -1, self.reference)), "distance")
        return None

    def _told_day(self, i: int, amounts: list[tuple[int, str]], end: int) -> bool:
        """Whether "so long ago" tells a day: days and weeks do, months and years only right after their verb; not
        where it is counted from something else ("قبل شهرين من الانتخابات")."""
        following = self.look(end)
        if not {"of", "that", "about"}.isdisjoint(following.roles):
            return False
        if all(unit in (DAY, "week") for _, unit in amounts):
            return True
        return self.look(i - 1).tense == PAST or "emphatic" in self.look(i - 2).roles

    def _amounts(self, i: int) -> tuple[list[tuple[int, str]], int]:
        """Counted units joined by و: "شهر و2 سنة و21 يوما"."""
        amounts: list[tuple[int, str]] = []
        at, end = i, i
        while len(amounts) < 4:
            amount = self._amount(at, joined=bool(amounts))
            if amount is None:
                break
            end = amount[0]
            amounts.append(amount[1:])
            at = end + 1 if self.term(end, "and") else end
        return amounts, end

    def _amount(self, i: int, *, joined: bool) -> tuple[int, int, str] | None:
        number = self.number(i)
        vague = None if number else self.term(i, "vague")
        at = number.end if number else vague.end if vague else i
        unit = self.unit(at)
        if unit is None or unit.det or unit.prep or unit.suffix or unit.entry["unit"] in ("quarter", "half"):
            return None
        if number:
            count = number.value if not number.ordinal and not number.det else 0
        elif vague:
            count = int(vague.entry["value"] or 0)
        else:
            count = {"s": 1, "d": 2}.get(unit.number, 0)
            if (unit.conj and not joined) or (unit.number == "s" and self._names_its_stretch(unit.end)):
                return None
            if unit.number == "s" and (one := self.number(unit.end)) and one.value == 1 and not one.ordinal:
                return one.end, 1, unit.entry["unit"]
        return (unit.end, count, unit.entry["unit"]) if count > 0 else None

    def _names_its_stretch(self, i: int) -> bool:
        """Whether what follows a single unit tells which it is: يوم السبت, شهر رمضان, عام 2011."""
        look = self.look(i)
        if look.size or look.month or "near" in look.roles or (look.weekday and look.weekday.det):
            return True
        return bool(look.numeral and look.numeral.entry["value"] != "1")

    def _anchor(self, i: int) -> Found | None:
        """A day from which a distance is counted: "بعد أسبوعين من يوم الجمعة"."""
        found = self.near_rule(i) or self.weekday_rule(i) or self.numeric_rule(i) or self.day_rule(i)
        return found if found and found.apart is None and found.days.grain == DAY else None

    def _at(self, amounts: list[tuple[int, str]], sign: int, day: date | None) -> date | None:
        for count, unit in sorted(amounts, key=lambda amount: amount[1] in (DAY, "week")):
            day = cal.offset(unit, day, sign * count)
        return day

    # -- ranges

    def range_rule(self, i: int) -> Found | None:
        """من الأحد إلى الخميس, بين 4 و8 سبتمبر, من 28 يوليو حتى 3 أغسطس."""
        start, among = self.term(i, "from"), self.term(i, "between")
        if (start or among) is None or (start and start.suffix) or (among and among.suffix):
            return None
        self.ranging = True
        first = self.one(i + 1)
        self.ranging = False
        if first is None:
            return None
        if first.apart:  # بين 3 و12 سبتمبر: both days of one month
            days = between(first.days.first, first.apart.days.last, "period")
            return Found(i, first.apart.end, days, "range") if among else None
        if first.rule in ("days of a month", "years", "weekdays"):
            return replace(first, start=i)
        at = first.end
        if among:
            joined = self.term(at, "and")
            joined_word = joined is None and self._conjoined(at)
            if joined is None and not joined_word:
                return None
            at = joined.end if joined else at
        elif (to := self.term(at, "to")) or self.is_mark(at, DASHES):
            at = to.end if to else at + 1
        else:
            return None
        second = self.one(at)
        return self._ranged(i, first, second) if second and not second.apart else None

    def _conjoined(self, i: int) -> bool:
        look = self.look(i)
        parse = look.weekday or look.unit or look.month
        return bool(parse and parse.conj == "و")

    def _ranged(self, i: int, first: Found, second: Found) -> Found | None:
        if first.days.grain != second.days.grain:
            return None
        days = between(first.days.first, second.days.last, "period")
        if not days.known and second.days.first and first.days.known and first.days.grain in (DAY, MONTH):
            # the first has no year of its own: it is the latest before the second
            kept, self.reference, self.clause = self.reference, second.days.first, PAST
            self.ranging = True
            again = self.one(first.start)
            self.reference, self.clause, self.ranging = kept, "", False
            if again:
                days = between(again.days.first, second.days.last, "period")
        return Found(i, second.end, days, "range")

    def until_rule(self, first: Found) -> Found:
        """اليوم حتى الغد: a day that goes on to another; else the day alone."""
        to = self.term(first.end, "to")
        dash = self.is_mark(first.end, DASHES)
        if first.days.grain != DAY or not (dash or (to and not to.conj)):
            return first
        second = self.one(first.end + 1)
        if second is None or second.apart or second.days.grain != DAY or second.rule == "distance":
            return first
        days = between(first.days.first, second.days.last, "period")
        return Found(first.start, second.end, days, "range") if days.known else first

    # -- all of them

    def one(self, i: int) -> Found | None:
        """The expression that begins at word ``i``, ranges left out."""
        look = self.look(i)
        if look.size and self.look(i + 1).mark in (":", "٪", "%"):
            return None
        for rule in look.rules:
            found: Found | None = getattr(self, rule)(i)
            if found:
                return found
        return None

    def longest(self, i: int) -> Found | None:
        """The expression that begins at word ``i``, ranges included."""
        if self.look(i).range and (found := self.range_rule(i)):
            return found
        found = self.one(i)
        return self.until_rule(found) if found and found.apart is None else found
