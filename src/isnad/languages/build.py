"""Tables to lexicon: which tables a language has, and what each of their rows means."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from isnad.languages import actors, dates, events, furniture, statements, words
from isnad.languages.lexicon import Inflection, Lexicon
from isnad.languages.tables import Column, Row, Table, matching, one_of, read_table
from isnad.reading.text import Spelling

LETTERS = Table(
    "letters.tsv",
    (Column("from", matching(".", "one letter")), Column("to", matching(".", "one letter")),
     Column("level", one_of("spelling", "slip", "native"))),
    key=("from", "level"),
)
CLITICS = Table(
    "clitics.tsv",
    (Column("form"), Column("kind", one_of("conjunction", "future", "preposition", "article", "pronoun")),
     Column("gender", one_of("m", "f"), optional=True), Column("number", one_of("s", "d", "p"), optional=True),
     Column("person", one_of("1", "2", "3"), optional=True)),
    key=("form", "kind"),
)
INFLECTION = Table(
    "inflection.tsv",
    (Column("kind", one_of("perfect", "imperfect", "adjective", "person", "noun")), Column("ends", optional=True),
     Column("prefix", optional=True), Column("suffix", optional=True), Column("gender", one_of("m", "f")),
     Column("number", matching("[sdp][jc]?", "s, d or p, with j for jussive or c for construct")),
     Column("person", one_of("1", "3"), optional=True)),
    key=("kind", "ends", "prefix", "suffix", "gender", "number", "person"),
)

Adder = Callable[[Lexicon, Row], None]
TABLES: list[tuple[Table, Adder]] = [
    *words.TABLES, *dates.TABLES, *actors.TABLES, *statements.TABLES, *furniture.TABLES, *events.TABLES,
]
"""Every table of a language but the three that say how words are written, with what adds a row to the lexicon."""


def build(folder: Path) -> tuple[Lexicon, list[tuple[str, int, str]]]:
    """Read all tables of a folder into a lexicon. Gives it with the faults, ``(file, line, message)``."""
    letters, faults = read_table(folder, LETTERS)
    clitics, more = read_table(folder, CLITICS)
    faults += more
    inflection, more = read_table(folder, INFLECTION)
    faults += more
    by_kind: dict[str, list[str]] = {}
    for row in clitics:
        by_kind.setdefault(row["kind"], []).append(row["form"])
    pronouns = {row["form"]: (row["gender"], row["number"], row["person"]) for row in clitics
                if row["kind"] == "pronoun"}
    rules: dict[str, list[Inflection]] = {}
    for row in inflection:
        rules.setdefault(row["kind"], []).append(
            Inflection(row["ends"], row["prefix"], row["suffix"], row["gender"], row["number"], row["person"])
        )
    spelling = Spelling(
        {row["from"]: row["to"] for row in letters if row["level"] == "spelling"},
        {row["from"]: row["to"] for row in letters if row["level"] == "slip"},
        "".join(row["from"] for row in letters if row["level"] == "native"),
    )
    lexicon = Lexicon(spelling, by_kind, rules, pronouns)
    for table, add in TABLES:
        rows, more = read_table(folder, table)
        faults += more
        for row in rows:
            add(lexicon, row)
    return lexicon, faults
