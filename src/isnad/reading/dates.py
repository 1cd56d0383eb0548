"""Date expressions and the days they name.

The page is read line by line, word by word; only a word that may begin an expression is tried, by the rules of
``dates_rules`` (days and months), ``dates_weekdays``, ``dates_stretches`` (weeks, years, parts) and ``dates_ranges``,
which give the longest expression from there. ``dates_calendar`` reckons the days.
"""

from __future__ import annotations

from datetime import date

from isnad.languages.lexicon import Entry, Form
from isnad.reading import dates_calendar as cal
from isnad.reading.dates_ranges import Grammar
from isnad.reading.dates_rules import Found
from isnad.reading.dates_words import CATEGORIES, Look
from isnad.reading.drafts import DateDraft
from isnad.reading.page import Page

LATEST, SOONEST = -5, 0
"""How many days before it was published a report may have been written, by its own weekdays; and after."""


def find_dates(page: Page, reference: date | None) -> list[DateDraft]:
    """Find the date expressions of a page; relative ones are counted from ``reference``, the report's own day.

    ``first`` and ``last`` of a draft are None where the expression cannot be resolved, as all relative ones are
    without a reference. Where the report pairs اليوم, أمس or غدا with weekdays that do not fit the reference but
    all fit one day shortly before it, that day is the report's own.
    """
    looks: dict[Form, Look] = {}
    found = _scan(page, reference, looks)
    own_day = _own_day(found, reference)
    if own_day != reference:
        found = _scan(page, own_day, looks)
    return [_draft(page, item, looks) for item in found]


def _scan(page: Page, reference: date | None, looks: dict[Form, Look]) -> list[Found]:
    rules = Grammar(page, reference, looks)
    words = page.words
    lines = [word.i for word in words if word.newline and word.i] + [len(words)]
    found: list[Found] = []
    i = 0
    for rules.end in lines:
        while i < rules.end:
            look = looks.get(words[i].form) or rules.look(i)
            if not look.rules and not look.range:
                i += 1
                continue
            if look.head and (outlet := rules.outlet(i)):
                i = outlet.end
                continue
            item = rules.longest(i)
            if item is None:
                i += 1
                continue
            item = _earlier_today(rules, found, item)
            found.append(item)
            if item.apart:
                found.append(item.apart)
            i = found[-1].end
    return found


def _own_day(found: list[Found], reference: date | None) -> date | None:
    """The day that the report's own weekdays tell it was written on."""
    if reference is None:
        return None
    shifts = set()
    for item in found:
        if item.evidence:
            steps, weekday = item.evidence
            expected = cal.plus(reference, steps)
            day = cal.weekday_near(expected, weekday)
            shifts.add((day - expected).days if day and expected else 0)
    if len(shifts) != 1:
        return reference
    shift = shifts.pop()
    return cal.plus(reference, shift) if LATEST <= shift <= SOONEST else reference


def _earlier_today(rules: Grammar, found: list[Found], item: Found) -> Found:
    """"في وقت سابق اليوم" in a sentence of yesterday: its day is that sentence's."""
    if not found or item.rule != "day by its distance" or item.evidence or item.days.first != rules.reference:
        return item
    at = item.start - 1
    if "of" in rules.look(at).roles:
        at -= 1
    if "earlier" not in rules.look(at).roles:
        return item
    last = found[-1]
    same_sentence = not any(rules.words[k].form.norm in ".!؟" for k in range(last.end, item.start))
    if last.evidence and last.evidence[0] == -1 and same_sentence and item.start - last.end <= 25:
        return Found(item.start, item.end, last.days, "earlier that day")
    return item


def _draft(page: Page, item: Found, looks: dict[Form, Look]) -> DateDraft:
    return DateDraft(item.start, item.end, item.days.first, item.days.last, item.days.grain, item.rule,
                     _entries(page, item, looks))


def _entries(page: Page, item: Found, looks: dict[Form, Look]) -> tuple[Entry, ...]:
    """The lexicon entries of an expression's words."""
    entries: list[Entry] = []
    i = item.start
    while i < item.end:
        look = looks.get(page.words[i].form)
        i += 1
        if look is None:
            continue
        phrases = page.phrases(i - 1, item.end) if look.head else []
        phrase = next((p for p in phrases if p.entry.category in CATEGORIES), None)
        if phrase:
            entries.append(phrase.entry)
            i = phrase.end
            continue
        parse = look.month or look.weekday or look.unit or look.numeral or next(iter(look.roles.values()), None)
        if parse:
            entries.append(parse.entry)
    return tuple(entries)
