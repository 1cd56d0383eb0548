"""The grammar of weekdays and of days counted from the report's own, with the dates that stand beside them."""

from __future__ import annotations

from dataclasses import replace

from isnad.reading import dates_calendar as cal
from isnad.reading.dates_calendar import DAY, FUTURE, GREGORIAN, HIJRI, MONTH, PAST, between, single
from isnad.reading.dates_rules import Found, Rules
from isnad.reading.dates_words import CLOSING, COMMAS, OPENING, PRESENT, QUOTES, Term
from isnad.reading.text import DASHES


class Weekdays(Rules):
    """The rules of weekdays and of اليوم, أمس and غدا."""

    def near_rule(self, i: int) -> Found | None:
        """اليوم، أمس، أول من أمس، غدا, with the weekday and the date beside them."""
        lead = self.unit(i, DAY)
        at = lead.end if lead and not lead.det and lead.number == "s" and not lead.suffix else i
        term = self.term(at, "near")
        if term and not (at > i and term.prep):
            if term.value == 1 and term.det and at == i and not self._tomorrow(i):
                return None
            if term.det and "dayname" in self.look(term.end).roles:
                return None  # الأمس القريب
            steps, end = term.value, term.end
        elif (today := self._today(i)) is not None:
            steps, end = 0, today
        else:
            return None
        return self._beside(i, end, steps)

    def _tomorrow(self, i: int) -> bool:
        """Whether الغد is the day after this one, not the future at large."""
        before = self.look(i - 1)
        told = self.has(i - 1, "daypart", "to", "since", "after", "from", "in", "this")
        return told or bool(before.tense)

    def _beside(self, i: int, end: int, steps: int) -> Found:
        expected = cal.plus(self.reference, steps)
        evidence = None
        day = expected
        at, bracket = self._apposed(end)
        named = self.weekday(at)
        if named and named.det and not named.prep and not (named.conj and not bracket):
            close = self.skip(named.end, CLOSING | QUOTES) if bracket else named.end
            if not bracket or close > named.end or self._date_at(named.end):
                evidence = (steps, named.value)
                day = cal.weekday_near(expected, named.value)
                end = close
        dated = self._dated(end, False)
        if dated and dated.days.first == dated.days.last:
            day = dated.days.first or day
            end = dated.end
        return Found(i, end, single(day), "day by its distance", evidence)

    def _apposed(self, i: int) -> tuple[int, bool]:
        """Where what explains a day may begin: after a comma or an opening bracket."""
        if self.is_mark(i, OPENING | QUOTES):
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
        after = self.look(term.end)
        times = self.look(i - 1).roles.get("nowadays")
        if term.prep in ("ل", "ب") or self.has(i - 1, "same", "in") or (times and not times.det):
            return None
        if self.has(term.end, "same", "earlier", "dayname", "direction", "next", "last", "vague"):
            return None
        if after.numeral and after.numeral.det and not after.weekday and not after.numeral.conj:
            return None  # اليوم الرابع
        return None if self._quoted(i, term.end) else term.end

    def _quoted(self, start: int, end: int) -> bool:
        """Whether words stand alone in quotation marks, as a name does."""
        return (self.is_mark(start - 1, QUOTES) and self.adjacent(start) and self.is_mark(end, QUOTES)
                and self.adjacent(end))

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
        second = self._second_weekday(term)
        if second and ((lead and lead.number == "d") or self._dual_direction(second.end)):
            return self._two_weekdays(i, term, second)
        if night := self._night_between(i, term):
            return night
        pointed = self.direction(term.end)
        end = pointed[0] if pointed else term.end
        if week := self._week_of(end):
            day = cal.plus(week.days.first, term.value)
            return Found(i, week.end, single(day), "weekday of a week")
        if ordinal := self._nth_of_month(i, term):
            return ordinal
        if dated := self._dated(self._apposed(end)[0], self._apposed(end)[1], term.value):
            return replace(dated, start=i)
        if pointed:
            if pointed[1]:
                day = cal.weekday_beside(self.reference, term.value, pointed[1])
            else:
                day = cal.plus(cal.week(self.reference).first, term.value)
        else:
            tense = self.tense(i)
            day = cal.weekday(self.reference, term.value, FUTURE if tense == PRESENT else tense)
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
        if "worship" in before or self.is_name(i) or ("between" in before and self.clause_ends(term.end)):
            return True
        return self._quoted(at, term.end)

    def _night_between(self, i: int, first: Term) -> Found | None:
        """ليل الجمعة السبت: the night that begins on the one and ends on the other."""
        at = first.end + 1 if self.is_mark(first.end, DASHES) else first.end
        second = self.weekday(at)
        if not second or not second.det or second.conj or second.prep or (second.value - first.value) % 7 != 1:
            return None
        last = cal.weekday(self.reference, second.value, self.tense(i))
        return Found(i, second.end, between(cal.plus(last, -1), last, "period"), "night")

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
            ahead = tense in (FUTURE, PRESENT)
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
