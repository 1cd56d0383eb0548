"""Ordinary words: verbs, nouns, adjectives, particles and the words of personal names."""

from __future__ import annotations

from isnad.languages.lexicon import Entry, Lexicon, Sense
from isnad.languages.tables import Column, Row, Table, arabic, one_of

VERBS = Table(
    "verbs.tsv",
    (Column("perfect", arabic), Column("imperfect", arabic, several=True),
     Column("participle", arabic, optional=True, several=True),
     Column("masdar", arabic, optional=True, several=True)),
)
NOUNS = Table(
    "nouns.tsv",
    (Column("singular", arabic), Column("plural", arabic, optional=True, several=True),
     Column("gender", one_of("m", "f"))),
)
ADJECTIVES = Table("adjectives.tsv", (Column("form", arabic), Column("plural", arabic, optional=True, several=True)))
PARTICLES = Table(
    "particles.tsv",
    (Column("form", arabic),
     Column("class", one_of("prep", "conj", "comp", "rel", "neg", "dem", "pron", "aux", "interrog", "adv", "interj"),
            several=True)),
)
NAMES = Table(
    "names.tsv",
    (Column("form", arabic), Column("class", one_of("given", "surname", "both", "particle", "given?", "surname?",
                                                     "both?", "particle?"))),
)
NATIVE_NAMES = Table("native_names.tsv", (Column("form", arabic),), key=("form",))


def verb_entry(row: Row, category: str, attrs: dict[str, str]) -> Entry:
    """The entry of a row whose first cells are a verb's forms; it keeps those that other tables take from it."""
    forms = {name: row[name] for name in ("imperfect", "participle", "masdar")}
    return Entry(category, row["perfect"], row.file, row.line, {**attrs, **forms})


def add_verb_forms(lexicon: Lexicon, entry: Entry, row: Row) -> None:
    """Add a verb's finite forms, participles and verbal nouns to an entry."""
    if row["perfect"]:
        lexicon.add_inflected("perfect", row["perfect"], entry, "perfect")
    for imperfect in row.values("imperfect"):
        lexicon.add_inflected("imperfect", imperfect, entry, "imperfect")
    for participle in row.values("participle"):
        lexicon.add_inflected("adjective", participle, entry, "participle")
        if row["imperfect"].endswith(("ي", "ى", "و")) and participle[-1] != "ي":
            # داع has داعيا, داعية, داعين: the weak letter comes back before an ending
            lexicon.add_inflected("adjective", participle + "ي", entry, "participle")
    for masdar in row.values("masdar"):
        lexicon.add_inflected("noun", masdar, entry, "masdar")


def add_verb(lexicon: Lexicon, row: Row) -> None:
    add_verb_forms(lexicon, verb_entry(row, "verb", {}), row)


def add_noun(lexicon: Lexicon, row: Row) -> None:
    entry = Entry("noun", row["singular"], row.file, row.line, {"gender": row["gender"], "plural": row["plural"]})
    for form, rule in lexicon.inflect("noun", row["singular"]):
        lexicon.add(form, Sense(entry, "", row["gender"], rule.number))
    for plural in row.values("plural"):
        lexicon.add(plural, Sense(entry, "", row["gender"], "p"))


def add_adjective(lexicon: Lexicon, row: Row) -> None:
    entry = Entry("adj", row["form"], row.file, row.line)
    lexicon.add_inflected("adjective", row["form"], entry)
    for plural in row.values("plural"):
        lexicon.add(plural, Sense(entry, "", "m", "p"))


def add_particle(lexicon: Lexicon, row: Row) -> None:
    for category in row.values("class"):
        lexicon.add(row["form"], Sense(Entry(category, row["form"], row.file, row.line)))


def add_name(lexicon: Lexicon, row: Row) -> None:
    entry = Entry("name", row["form"], row.file, row.line,
                  {"class": row["class"].rstrip("?"), "everyday": "yes" if row["class"].endswith("?") else ""})
    lexicon.add(row["form"], Sense(entry))


def add_native_name(lexicon: Lexicon, row: Row) -> None:
    lexicon.add(row["form"], Sense(Entry("native", row["form"], row.file, row.line)))


TABLES = [
    (VERBS, add_verb), (NOUNS, add_noun), (ADJECTIVES, add_adjective), (PARTICLES, add_particle), (NAMES, add_name),
    (NATIVE_NAMES, add_native_name),
]
