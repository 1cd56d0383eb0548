"""The tables of dates: months, weekdays, numbers in words, stretches of the calendar, and what joins them."""

from __future__ import annotations

from collections.abc import Callable

from isnad.languages.lexicon import Entry, Lexicon, Sense
from isnad.languages.tables import Column, Row, Table, arabic, matching, one_of

ROLES = (
    "about", "after", "age", "and", "before", "between", "born", "clock", "dated", "dayname", "daypart", "decade",
    "direction", "during", "earlier", "emphatic", "era", "from", "future", "general", "habit", "in", "just", "last",
    "later", "medium", "named", "near", "next", "night", "not", "now", "nowadays", "of", "on", "outlet", "part",
    "past", "same", "season", "since", "that", "this", "to", "vague", "weekend", "worship", "yearkind",
)
AGREEING = frozenset({"direction", "next", "last", "yearkind"})
"""Roles of adjectives: they are listed in one form and agree with their noun."""

MONTHS = Table(
    "months.tsv",
    (Column("calendar", one_of("gregorian", "hijri")), Column("number", matching(r"[1-9]|1[0-2]", "1 to 12")),
     Column("names", arabic, several=True), Column("bare", one_of("yes", "no"))),
    key=("calendar", "number", "bare"),
)
WEEKDAYS = Table(
    "weekdays.tsv",
    (Column("number", matching("[0-6]", "0 (Monday) to 6")), Column("names", arabic, several=True)),
    key=("number",),
)
NUMERALS = Table(
    "numerals.tsv",
    (Column("value", matching(r"\d+", "a number")),
     Column("kind", one_of("unit", "ten", "hundred", "thousand", "thousands", "ordinal")),
     Column("forms", arabic, several=True)),
    key=("value", "kind"),
)
UNITS = Table(
    "date_units.tsv",
    (Column("unit", one_of("day", "week", "month", "quarter", "half", "year", "decade", "century")),
     Column("singular", arabic, several=True), Column("dual", arabic, several=True),
     Column("plural", arabic, optional=True, several=True)),
    key=("unit",),
)
WORDS = Table(
    "date_words.tsv",
    (Column("role", one_of(*ROLES)), Column("value", matching(r"-?\d+|[a-z]+", "a number or a name"), optional=True),
     Column("forms", arabic, several=True)),
    key=("role", "value"),
)


def _add(lexicon: Lexicon, form: str, sense: Sense) -> None:
    """A form of one letter has no clitics to take off, and is looked up as a phrase of one word."""
    if len(form) == 1:
        lexicon.add_phrase(form, sense.entry)
    else:
        lexicon.add(form, sense)


def add_month(lexicon: Lexicon, row: Row) -> None:
    names = row.values("names")
    entry = Entry("month", names[0], row.file, row.line,
                  {"calendar": row["calendar"], "number": row["number"], "bare": row["bare"]})
    for name in names:
        _add(lexicon, name, Sense(entry))


def add_weekday(lexicon: Lexicon, row: Row) -> None:
    names = row.values("names")
    entry = Entry("weekday", names[0], row.file, row.line, {"number": row["number"]})
    for name in names:
        _add(lexicon, name, Sense(entry))


def add_numeral(lexicon: Lexicon, row: Row) -> None:
    forms = row.values("forms")
    entry = Entry("numeral", forms[0], row.file, row.line, {"value": row["value"], "kind": row["kind"]})
    for form in forms:
        _add(lexicon, form, Sense(entry))


def add_unit(lexicon: Lexicon, row: Row) -> None:
    entry = Entry("calendar", row.values("singular")[0], row.file, row.line, {"unit": row["unit"]})
    for number, column in (("s", "singular"), ("d", "dual"), ("p", "plural")):
        for form in row.values(column):
            _add(lexicon, form, Sense(entry, number=number))


def add_word(lexicon: Lexicon, row: Row) -> None:
    forms = row.values("forms")
    entry = Entry("dateword", forms[0], row.file, row.line, {"role": row["role"], "value": row["value"]})
    for form in forms:
        if row["role"] in AGREEING:
            lexicon.add_inflected("adjective", form, entry)
        else:
            _add(lexicon, form, Sense(entry))


TABLES: list[tuple[Table, Callable[[Lexicon, Row], None]]] = [
    (MONTHS, add_month), (WEEKDAYS, add_weekday), (NUMERALS, add_numeral), (UNITS, add_unit), (WORDS, add_word),
]
