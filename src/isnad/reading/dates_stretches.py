"""The grammar of stretches: years, weeks and months by their distance, parts of them, seasons, decades, centuries."""

from __future__ import annotations

from dataclasses import replace

from isnad.reading import dates_calendar as cal
from isnad.reading.dates_calendar import (
    DAY,
    FUTURE,
    GREGORIAN,
    HIJRI,
    MONTH,
    PAST,
    YEAR,
    Days,
    between,
    single,
    unknown,
)
from isnad.reading.dates_rules import Found
from isnad.reading.dates_weekdays import Weekdays
from isnad.reading.dates_words import Term
from isnad.reading.text import DASHES

TIME = frozenset({"in", "since", "to", "from", "before", "after", "during", "part", "between", "of"})
"""Roles of the words that a bare year may follow."""
PAST_DECADES = 1900
DEEPEST = 2
"""How many wholes may stand in one another: "نهاية الربع الأول من العام"."""
EARLIEST_CENTURY = 15
"""A century before this one may be of another era."""


class Stretches(Weekdays):
    """The rules of stretches of time."""

    # -- years

    def year_rule(self, i: int) -> Found | None:
        """عام 2006, سنة ألف وتسعمائة وسبعين, عامي 2014 و2015, منذ 2011, 1436 هـ."""
        unit = self.unit(i, YEAR)
        if unit is None:
            return self._bare_year(i)
        if unit.suffix or (unit.det and self._general(i)):
            return None
        told = self.year(unit.end)
        if told is None:
            return None
        end, days, calendar = self._year_days(*told)
        second = self._second_year(end)
        if second is None:
            return Found(i, *self._other_era(end, days, calendar), "year")
        last_end, last, _ = second
        if not (days.first and last.first and days.first < last.first):
            return Found(i, end, days, "year")
        ranged = self.is_mark(end, DASHES) or "between" in self.look(i - 1).roles or self.term(end, "to")
        if ranged or (days.last and last.first and (last.first - days.last).days == 1):
            return Found(i, last_end, between(days.first, last.last, "period"), "years")
        return Found(i, end, days, "year", apart=Found(end, last_end, last, "year"))

    def _year_days(self, end: int, number: int) -> tuple[int, Days, str]:
        after, era = self._era(end)
        calendar = HIJRI if era == HIJRI or (number < 1500 and not era) else GREGORIAN
        return after, cal.calendar_year(calendar, number), calendar

    def _other_era(self, end: int, days: Days, calendar: str) -> tuple[int, Days]:
        """Take in the year by the other calendar: "1395هـ (1975م)", "2014/1435"."""
        mark = self.look(end).mark
        if mark not in ("/", "(", "-") and not self.term(end, "on"):
            return end, days
        told = self.year(end + 1, words=False)
        if told is None:
            return end, days
        after, other, other_calendar = self._year_days(*told)
        if other_calendar == calendar:
            return end, days
        if mark == "(":
            after = after + 1 if self.is_mark(after, frozenset(")")) else after
        return after, other if other_calendar == GREGORIAN else days

    def _second_year(self, i: int) -> tuple[int, Days, str] | None:
        """و2015, - 2015 or إلى 2015 after a year."""
        if self.is_mark(i, DASHES) or self.term(i, "and") or (self.term(i, "to") and not self.unit(i + 1, YEAR)):
            told = self.year(i + 1, words=False)
            return self._year_days(*told) if told else None
        return None

    def _bare_year(self, i: int) -> Found | None:
        """A year alone, where a word of time before it or an era after it leaves it nothing else to be."""
        look, before = self.look(i), self.look(i - 1).roles
        if not look.size:
            return self._worded_year(i)
        told = self.year(i, words=False)
        if told is None or (self.look(i - 1).mark and not self.is_mark(i - 1, frozenset("(,،–-/"))):
            return None
        end, era = self._era(told[0])
        counting = "since" not in before and self._counting(told[0])
        if not era and (TIME.isdisjoint(before) or not 1800 <= told[1] <= 2100 or counting):
            return None
        if era and self.is_mark(i - 1, frozenset("/-–")) and self.look(i - 2).size:
            return None
        end, days, calendar = self._year_days(*told)
        if "between" in before or "from" in before:
            second = self._second_year(end)
            if second and second[1].first and days.first and days.first < second[1].first:
                last = second[1].first if self.is_mark(end, DASHES) else second[1].last
                return Found(i, second[0], between(days.first, last, "period"), "years")
        return Found(i, *self._other_era(end, days, calendar), "year")

    def _counting(self, i: int) -> bool:
        """Whether a number that ends before ``i`` may count what follows, or be a price, a share, an hour."""
        look = self.look(i)
        if look.mark in ("%", "٪", ":") or "clock" in look.roles or (look.unit and not look.unit.det):
            return True
        word = self.words[i].form if i < self.end else None
        return bool(word and "noun" in word.cats and not word.norm.startswith("ال") and look.tense == "" and
                    not look.roles)

    def _worded_year(self, i: int) -> Found | None:
        """ألف وسبعمائة وتسعة وثمانين; تسعة عشر ثمانية وعشرون; الألفين."""
        number = self.number(i)
        if number is None or number.ordinal:
            return None
        before = self.look(i - 1).roles
        told = self.year(i)
        if told is None:
            return None
        if number.value < 1000:
            return Found(i, told[0], cal.year(told[1]), "year in words")
        if not {"in", "since", "born"} & before.keys() and i > 0 and not self.words[i].newline:
            return None
        if number.value == 2000:
            tens = self.term(told[0], "decade")
            end = tens.end if tens and tens.conj else told[0]
            if not self.clause_ends(end):
                return None
            return Found(i, end, cal.decade(2000 + (tens.value if tens and tens.conj else 0)), "decade")
        if not self.clause_ends(told[0]) or number.value < 1500:
            return None
        return Found(i, told[0], cal.year(told[1]), "year in words")

    def _general(self, i: int) -> bool:
        """الأمين العام الحالي: عام as an adjective."""
        parse = self.look(i - 1).roles.get("general")
        return parse is not None and (parse.det or bool(parse.suffix))

    # -- stretches by their distance

    def stretch_rule(self, i: int) -> Found | None:
        """الأسبوع الماضي, هذا الشهر, الأيام الثلاثة المقبلة, الأسبوع الثالث من يناير."""
        this = self.term(i, "this")
        at = this.end if this else i
        unit = self.unit(at)
        if unit is None or unit.suffix or "same" in self.look(i - 1).roles:
            return None
        kind = unit.entry["unit"]
        if not unit.det or (unit.prep == "ل" and unit.number == "s" and kind == DAY):
            return None
        if kind == YEAR and self._general(at):
            return None
        if this:
            return self._this(i, unit, kind)
        if unit.number != "s":
            return self._several(i, unit, None)
        if found := self._nth(i, unit):
            return found
        if kind in ("week", MONTH) and unit.end == self.end and self.words[i].newline:
            return Found(i, unit.end, cal.named(kind, self.reference, 0), "this")  # a line of its own
        return self._pointed_stretch(i, unit, kind)

    def _this(self, i: int, unit: Term, kind: str) -> Found | None:
        if unit.number != "s" or kind in ("quarter", "half"):
            return None
        end = unit.end
        if kind == YEAR and (told := self.year(end, words=False)):
            end, days, _ = self._year_days(*told)
            return Found(i, end, days, "this")
        return self._with_weekday(Found(i, end, cal.named(kind, self.reference, 0), "this"), kind)

    def _pointed_stretch(self, i: int, unit: Term, kind: str) -> Found | None:
        """الشهر الماضي, العام الهجري المقبل, العام الحالي 2015."""
        at, calendar = unit.end, GREGORIAN
        if yearkind := self.term(at, "yearkind"):
            if yearkind.entry["value"] == "other" or kind != YEAR:
                return None
            at, calendar = yearkind.end, yearkind.entry["value"]
        pointed = self.direction(at)
        if pointed is None or kind in ("quarter", "half") or (kind == "decade" and pointed[1] == 0):
            return None
        end, steps = pointed
        if kind == YEAR and (told := self.year(end, words=False)):
            end = self._era(told[0])[0]
            return Found(i, end, self._year_days(*told)[1], "by distance")
        if calendar == HIJRI:
            if self.reference is None:
                return Found(i, end, unknown(YEAR), "by distance")
            return Found(i, end, cal.hijri_year(cal.year_in(HIJRI, self.reference) + steps), "by distance")
        return self._with_weekday(Found(i, end, cal.named(kind, self.reference, steps), "by distance"), kind)

    def _with_weekday(self, found: Found, kind: str) -> Found:
        """الأسبوع المقبل يوم الجمعة; الأسبوع الماضي بين الجمعة والأحد."""
        if kind != "week":
            return found
        if among := self.term(found.end, "between"):
            first = self.weekday(among.end)
            second = self._second_weekday(first) if first else None
            if first and second:
                monday = found.days.first
                days = between(cal.plus(monday, first.value), cal.plus(monday, second.value), "period")
                return replace(found, end=second.end, days=days)
            return found
        lead = self.unit(found.end, DAY)
        at = lead.end if lead and not lead.det else found.end
        term = self.weekday(at)
        if term and term.det and not term.conj and not term.prep:
            return replace(found, end=term.end, days=single(cal.plus(found.days.first, term.value)))
        return found

    def _several(self, i: int, unit: Term, count: int | None) -> Found | None:
        """الأيام الثلاثة المقبلة, اليومين الماضيين; without a number ("الأسابيع الأخيرة") nobody knows the days."""
        kind = unit.entry["unit"]
        if kind in ("quarter", "half"):
            return None
        at = unit.end
        if count is None:
            count, at = self._count_after(unit, at)
        term = self.term(at, "direction") or self.term(at, "last")
        if term is None or not term.det or term.conj or term.prep:
            return None
        at = term.end
        if count is None and self.term(at, "vague"):
            at += 1
        steps = -1 if term.entry["role"] == "last" else term.value
        if count is None or steps == 0:
            return Found(i, at, unknown("period"), "vague")
        return Found(i, at, self._counted(i, kind, count, steps), "counted")

    def _count_after(self, unit: Term, at: int) -> tuple[int | None, int]:
        if unit.number == "d":
            return 2, at
        number = self.number(at + 1 if self._is_article(at) else at)
        if number and not number.ordinal and (number.det or number.size):
            return number.value, number.end
        vague = self.term(at, "vague")
        return None, vague.end if vague and vague.det else at

    def _is_article(self, i: int) -> bool:
        """الـ written apart before digits."""
        return self.look(i + 1).size > 0 and self.adjacent(i + 1) and i < self.end and self.words[i].form.norm == "ال"

    def _counted(self, i: int, kind: str, count: int, steps: int) -> Days:
        """Days within which something falls are those days themselves; a stretch by itself goes to the day that
        closes it."""
        days = cal.counted(kind, self.reference, count, steps)
        if kind == DAY and self.has(i - 1, "during") and days.known:
            return between(days.first, cal.plus(days.last, -1), "period")
        return days

    def counted_rule(self, i: int) -> Found | None:
        """3 أيام القادمة, الثلاثة عقود القادمة, آخر ثلاث سنوات, آخر يومين."""
        last = self.term(i, "part")
        is_last = last is not None and last.entry["value"] == "end" and not last.det
        at = i + 1 if is_last else i
        number = self.number(at)
        unit = self.unit(number.end if number else at)
        if unit is None or unit.suffix or unit.prep:
            return None
        if number is None:
            if not is_last or unit.det or unit.number != "d":
                return None
            return Found(i, unit.end, self._counted(i, unit.entry["unit"], 2, -1), "counted")
        if number.ordinal or unit.number == "d" or (unit.det and unit.number == "s"):
            return None
        if is_last and not unit.det:
            return Found(i, unit.end, self._counted(i, unit.entry["unit"], number.value, -1), "counted")
        return self._several(i, unit, number.value)

    # -- the third week of, the second quarter of, the first Friday of

    def _nth(self, i: int, unit: Term) -> Found | None:
        """الأسبوع الثالث من هذا الشهر, الربع الثاني 2015, النصف الأول من العام."""
        kind = unit.entry["unit"]
        number = self.number(unit.end)
        last = self.term(unit.end, "last")
        if number and number.ordinal and number.det:
            which, end = number.value, number.end
        elif last and last.det:
            which, end = -1, last.end
        else:
            return None
        if kind not in (DAY, "week", "month", "quarter", "half"):
            return None
        of = self._of(end, ("of", "in"))
        whole = self.whole(of, bare=of > end) or (self._year_alone(of) if kind in ("quarter", "half") else None)
        if whole:
            days = cal.nth(kind, whole.days, which)
            return Found(i, whole.end, days, "ordinal") if days.known or not whole.days.known else None
        if kind == "quarter" and of == end and which > 0:
            return self._bare_quarter(i, end, which)
        return None

    def _bare_quarter(self, i: int, end: int, which: int) -> Found | None:
        """The latest such quarter that has begun."""
        if self.reference is None:
            return Found(i, end, unknown("period"), "ordinal")
        days = cal.nth("quarter", cal.named(YEAR, self.reference, 0), which)
        if days.first and days.first > self.reference and self.tense(i) != FUTURE:
            days = cal.nth("quarter", cal.named(YEAR, self.reference, -1), which)
        return Found(i, end, days, "ordinal")

    def nth_rule(self, i: int) -> Found | None:
        """أول يوم جمعة في هذا الشهر, آخر جمعة من رمضان."""
        part = self.term(i, "part")
        number = self.number(i)
        if part and part.entry["value"] == "end" and not part.det:
            which, at = -1, part.end
        elif number and number.ordinal and not number.det:
            which, at = number.value, number.end
        else:
            return None
        lead = self.unit(at, DAY, "week")
        if lead and (lead.det or lead.number != "s"):
            return None
        weekday = self.weekday(lead.end if lead else at)
        if weekday and (weekday.det or weekday.conj or weekday.prep):
            weekday = None
        end = weekday.end if weekday else lead.end if lead else at
        of = self._of(end, ("of", "in"))
        whole = self.whole(of, bare=True) if of > end else None
        if whole is None:
            return None
        if weekday:
            return Found(i, whole.end, cal.nth_weekday(whole.days, weekday.value, which), "ordinal")
        return Found(i, whole.end, cal.nth(lead.entry["unit"], whole.days, which), "ordinal") if lead else None

    def week_of_rule(self, i: int) -> Found | None:
        """أسبوع 16 سبتمبر: the week around a day."""
        unit = self.unit(i, "week")
        if unit is None or unit.number != "s" or unit.suffix:
            return None
        at = self._of(unit.end)
        day = self.numeric_rule(at) or self.day_rule(at)
        if day is None or day.apart or day.days.grain != DAY or (unit.det and at == unit.end):
            return None
        return Found(i, day.end, cal.week(day.days.first), "week of a day")

    def whole(self, i: int, *, bare: bool) -> Found | None:
        """A month, year, season or the like of which a part is told. ``bare``: العام may stand for this year."""
        if self.depth >= DEEPEST:
            return None
        self.depth += 1
        found = self._told_whole(i)
        self.depth -= 1
        return found or (self._bare_whole(i) if bare else None)

    def _told_whole(self, i: int) -> Found | None:
        return (self.year_rule(i) or self.stretch_rule(i) or self.season_rule(i) or self.decade_rule(i)
                or self._whole_month(i))

    def _bare_whole(self, i: int) -> Found | None:
        unit = self.unit(i, "week", MONTH, YEAR)
        if unit and unit.det and unit.number == "s" and not unit.conj and not self._general(i):
            if self.term(unit.end, "yearkind") or "same" in self.look(unit.end).roles:
                return None
            return Found(i, unit.end, cal.named(unit.entry["unit"], self.reference, 0), "this")
        unit = self.possessed(i)
        if unit:
            return Found(i, unit.end, cal.named(unit.entry["unit"], self.reference, 0), "this")
        return self._year_alone(i)

    def _year_alone(self, i: int) -> Found | None:
        """2015 or 1436هـ where nothing but a year can stand."""
        told = self.year(i, words=False)
        if told is None:
            return None
        end, days, _ = self._year_days(*told)
        return Found(i, end, days, "year")

    def _whole_month(self, i: int) -> Found | None:
        names = self.month_names(i)
        if names is None:
            return None
        tail = self._month_tail(*names)
        return Found(i, tail.end, self.month_of(tail, self.tense(i)), "month")

    # -- parts

    def part_rule(self, i: int) -> Found | None:
        """نهاية العام الفائت, مطلع 2021, منتصف أغسطس, بقية الأسبوع, عطلة نهاية الأسبوع."""
        free = self.term(i, "weekend")
        at = free.end if free else i
        part = self.term(at, "part")
        if part is None or part.det or (free and part.entry["value"] != "end") or "habit" in self.look(i - 1).roles:
            return None
        which = part.entry["value"]
        whole = self.whole(part.end, bare=True)
        if whole is None:
            return self._next_weekend(i, part) if which == "end" else None
        if not whole.days.known:
            return replace(whole, start=i, rule="part")
        if which == "end" and whole.days.grain == "week" and part.entry.lemma == self._spelt(part):
            days = cal.weekend(whole.days)
            if whole.rule == "this" and self.reference and days.first and days.first > self.reference and (
                    self.tense(i) == PAST):
                days = cal.weekend(cal.named("week", self.reference, -1))
            return Found(i, whole.end, days, "weekend")
        if whole.days.grain == DAY:
            return None
        return Found(i, whole.end, cal.part(whole.days, which, self.reference), "part")

    def _spelt(self, part: Term) -> str:
        """The lemma of a part's row where it is written itself (نهاية, not أواخر)."""
        written = self.words[part.end - 1].form.key
        lemma = self.page.lexicon.spelling.slip(part.entry.lemma)
        return part.entry.lemma if written.endswith(lemma) else ""

    def _next_weekend(self, i: int, part: Term) -> Found | None:
        """نهاية الأسبوع بعد التالي."""
        unit = self.unit(part.end, "week")
        if unit is None or not unit.det:
            return None
        after, following = self.term(unit.end, "after"), self.term(unit.end + 1, "next")
        if after and following and following.det:
            return Found(i, following.end, cal.weekend(cal.named("week", self.reference, 2)), "weekend")
        return None

    def later_rule(self, i: int) -> Found | None:
        """في وقت لاحق من هذا الشهر, لاحقا هذا الأسبوع."""
        term = self.term(i, "later")
        if term is None:
            return None
        whole = self.whole(self._of(term.end, ("of", "in")), bare=False)
        if whole is None or whole.rule != "this" or not whole.days.known:
            return None
        return Found(i, whole.end, cal.part(whole.days, "late", self.reference), "part")

    # -- seasons, decades, centuries

    def season_rule(self, i: int) -> Found | None:
        """صيف العام الماضي, الصيف المقبل, شتاء 2014."""
        this = self.term(i, "this")
        term = self.term(this.end if this else i, "season")
        if term is None:
            return None
        year, steps, end = None, None, term.end
        if term.det:
            pointed = (end, 0) if this else self.direction(end)
            if pointed is None:
                return None
            return Found(i, pointed[0], self._season_beside(term.value, pointed[1]), "season")
        if not this:
            end, year, steps = self.year_tail(term.end, GREGORIAN)
        if end == term.end:
            return None
        if year is None and self.reference and steps is not None:
            year = self.reference.year + steps
        return Found(i, end, cal.season(year, term.value) if year else unknown("season"), "season")

    def _season_beside(self, first_month: int, steps: int) -> Days:
        """The season that is now (0), or the last or the next one."""
        if self.reference is None:
            return unknown("season")
        seasons = [cal.season(self.reference.year + n, first_month) for n in (-2, -1, 0, 1, 2)]
        known = [s for s in seasons if s.first and s.last]
        if steps < 0:
            before = [s for s in known if s.last and s.last < self.reference]
            return before[steps] if len(before) >= -steps else unknown("season")
        if steps > 0:
            after = [s for s in known if s.first and s.first > self.reference]
            return after[steps - 1] if len(after) >= steps else unknown("season")
        return next((s for s in known if s.last and s.last >= self.reference), unknown("season"))

    def decade_rule(self, i: int) -> Found | None:
        """الثمانينيات, تسعينات القرن الماضي; not "في الثمانينيات من عمره"."""
        term = self.term(i, "decade")
        if term is None or term.value < 20:
            return None
        at = self._of(term.end)
        if (century := self.unit(at, "century")) and century.det:
            told = self._century(century.end)
            if told is None:
                return None
            return Found(i, told[0], cal.decade(100 * (told[1] - 1) + term.value), "decade")
        if not term.det or "age" in self.look(at).roles or "clock" in self.look(at).roles:
            return None
        return Found(i, term.end, cal.decade(PAST_DECADES + term.value), "decade")

    def _century(self, i: int) -> tuple[int, int] | None:
        """Which century: الماضي, العشرين, الـ19."""
        if pointed := self.direction(i):
            this = self.reference.year // 100 + 1 if self.reference else 21
            return pointed[0], this + pointed[1]
        number = self.number(i + 1 if self._is_article(i) else i)
        if number and (number.det or number.size) and 1 <= number.value <= 21:
            return number.end, number.value
        return None

    def century_rule(self, i: int) -> Found | None:
        """القرن التاسع عشر."""
        unit = self.unit(i, "century")
        if unit is None or not unit.det or unit.number != "s" or self.direction(unit.end):
            return None
        told = self._century(unit.end)
        if told is None or told[1] < EARLIEST_CENTURY or self.term(told[0], "before") or self.term(told[0], "yearkind"):
            return None
        return Found(i, told[0], cal.century(told[1]), "century")
