"""The tables of statements: reporting words, what goes with them, and what makes an act of what is said."""

from __future__ import annotations

from isnad.languages.lexicon import Entry, Lexicon, Sense
from isnad.languages.tables import Column, Row, Table, arabic, matching, one_of
from isnad.languages.words import add_verb_forms, verb_entry

ACTS = ("say", "deny", "accuse", "criticise", "demand", "promise", "warn", "expect", "reject", "propose", "praise",
        "ask")
COMPLEMENT = "(that|quote|object|ب|ل|إلى|على|عن|من|في)(=(" + "|".join(ACTS) + "))?|object=[ء-ي]+"
ROLES = ("that", "according", "quoting", "as", "opinion", "impersonal", "light", "found", "relay", "connector",
         "adverb", "adjunct", "each", "before", "text", "something", "but", "emphatic", "duty", "never", "itself",
         "source", "place", "everybody")

REPORTING = Table(
    "reporting.tsv",
    (Column("perfect", arabic), Column("imperfect", arabic, optional=True, several=True),
     Column("participle", arabic, optional=True, several=True), Column("masdar", arabic, optional=True, several=True),
     Column("act", one_of(*ACTS)),
     Column("complements", matching(COMPLEMENT, "that, quote, object, object=WORD, a preposition, or one of them=ACT"),
            several=True),
     Column("addressee", one_of("object", "ل", "إلى", "على", "من"), optional=True)),
    key=("perfect", "imperfect"),
)
STANCES = Table("stances.tsv", (Column("noun", arabic), Column("act", one_of(*ACTS))), key=("noun",))
CONTENT = Table(
    "content.tsv",
    (Column("form", arabic), Column("act", one_of(*ACTS)), Column("place", one_of("head", "early", "anywhere")),
     Column("by", one_of("any", "self"))),
    key=("form",),
)
ATTRIBUTION = Table(
    "attribution.tsv", (Column("form", arabic), Column("role", one_of(*ROLES))), key=("form", "role"),
)
OCCASIONS = Table(
    "occasions.tsv",
    (Column("noun", arabic), Column("kind", one_of("interview", "press_conference", "statement", "speech", "post",
                                                    "meeting", "broadcast", "call"))),
    key=("noun",),
)


def add_reporting(lexicon: Lexicon, row: Row) -> None:
    attrs = {name: row[name] for name in ("act", "complements", "addressee")}
    add_verb_forms(lexicon, verb_entry(row, "cue", attrs), row)


def add_stance(lexicon: Lexicon, row: Row) -> None:
    entry = Entry("stance", row["noun"], row.file, row.line, {"act": row["act"]})
    lexicon.add(row["noun"], Sense(entry))


def add_content(lexicon: Lexicon, row: Row) -> None:
    entry = Entry("content", row["form"], row.file, row.line,
                  {"act": row["act"], "place": row["place"], "by": row["by"]})
    lexicon.add(row["form"], Sense(entry))


def add_attribution(lexicon: Lexicon, row: Row) -> None:
    entry = Entry(row["role"], row["form"], row.file, row.line)
    if row["role"] in ("light", "found", "relay"):
        verb_forms(lexicon, row, entry)
    else:
        lexicon.add(row["form"], Sense(entry))


def verb_forms(lexicon: Lexicon, row: Row, entry: Entry) -> None:
    """All forms of the verb whose perfect the row gives: a verb of verbs.tsv (or reporting.tsv) where it is listed."""
    lexicon.add_inflected("perfect", row["form"], entry, "perfect")
    for sense in lexicon.senses(row["form"])[0]:
        if sense.entry.category == "verb":
            for imperfect in sense.entry.values("imperfect"):
                lexicon.add_inflected("imperfect", imperfect, entry, "imperfect")
            for participle in sense.entry.values("participle"):
                lexicon.add_inflected("adjective", participle, entry, "participle")


def add_occasion(lexicon: Lexicon, row: Row) -> None:
    entry = Entry("occasion", row["noun"], row.file, row.line, {"kind": row["kind"]})
    if " " in row["noun"]:
        lexicon.add(row["noun"], Sense(entry))
    else:
        lexicon.add_inflected("noun", row["noun"], entry)


TABLES = [
    (REPORTING, add_reporting), (STANCES, add_stance), (CONTENT, add_content), (ATTRIBUTION, add_attribution),
    (OCCASIONS, add_occasion),
]
