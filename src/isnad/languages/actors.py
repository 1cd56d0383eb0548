"""The tables of actors: states, bodies, outlets, persons, places, and the words that make noun phrases of actors."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from isnad.languages.lexicon import Entry, Lexicon, Sense
from isnad.languages.tables import Check, Column, Row, Table, arabic, matching, one_of

SECTORS = ("GOV", "LEG", "JUD", "MIL", "COP", "SPY", "REB", "TER", "PTY", "OPP", "IGO", "NGO", "MED", "BUS", "EDU",
           "REL", "LAB", "CRM", "REF", "CVL")
KINDS = ("person", "organisation", "country", "group")

_sector: Check = one_of(*SECTORS)
_state: Check = matching("[A-Z]{3}", "three capital letters, as ISO 3166-1 alpha-3")
_code: Check = matching("[A-Z][A-Z0-9]{1,12}|none", "ISO 3166-1 alpha-3, an organisation's acronym, or none")
_number: Check = matching(r"-?\d+(\.\d+)?", "a number")
_yes: Check = one_of("yes", "no")

STATES = Table(
    "states.tsv",
    (Column("code", _state), Column("names", arabic, several=True), Column("nisba", arabic, True, True),
     Column("plural", arabic, True, True), Column("capital", arabic, True, True), Column("seats", arabic, True, True)),
    key=("code",),
)
ORGANISATIONS = Table(
    "organisations.tsv",
    (Column("name", arabic, several=True), Column("code", _code, True), Column("sector", _sector),
     Column("kind", one_of(*KINDS))),
)
OUTLETS = Table(
    "outlets.tsv",
    (Column("name", arabic, several=True), Column("code", _code, True), Column("kind"),
     Column("domains", optional=True), Column("quoted", optional=True)),
)
PERSONS = Table(
    "persons.tsv",
    (Column("name", arabic, several=True), Column("code", _code, True), Column("sector", _sector),
     Column("role", optional=True), Column("until", optional=True)),
)
PLACES = Table(
    "places.tsv",
    (Column("name", arabic, several=True), Column("country", _state, optional=True), Column("lat", _number),
     Column("lon", _number), Column("geoname_id", optional=True)),
)
TITLES = Table(
    "titles.tsv",
    (Column("form", arabic), Column("plural", arabic, True, True), Column("sector", _sector), Column("of", _yes),
     Column("country", _state, True), Column("takes", arabic, True, True)),
    key=("form",),
)
BODIES = Table(
    "bodies.tsv",
    (Column("form", arabic), Column("plural", arabic, True, True), Column("gender", one_of("m", "f")),
     Column("sector", _sector), Column("of", _yes), Column("kind", one_of(*KINDS)), Column("home", _yes),
     Column("names", one_of("self", "title", "alone"), True), Column("takes", arabic, True, True)),
    key=("form",),
)
GROUPS = Table(
    "groups.tsv",
    (Column("form", arabic), Column("plural", arabic, True, True), Column("gender", one_of("m", "f")),
     Column("sector", _sector), Column("of", _yes), Column("home", _yes), Column("takes", arabic, True, True)),
    key=("form",),
)
HONORIFICS = Table("honorifics.tsv", (Column("form", arabic),), key=("form",))
POLITIES = Table("polities.tsv", (Column("form", arabic), Column("codes", _state, several=True)), key=("form",))
REGIONS = Table("regions.tsv", (Column("form", arabic),), key=("form",))
NAMESAKES = Table("namesakes.tsv", (Column("form", arabic),), key=("form",))
DEALINGS = Table("dealings.tsv", (Column("form", arabic),), key=("form",))
CALLBACKS = Table("callbacks.tsv", (Column("form", arabic), Column("sector", _sector)), key=("form",))
COUNTERPARTS = Table("counterparts.tsv", (Column("form", arabic), Column("sector", _sector)), key=("form",))
PORTFOLIOS = Table(
    "portfolios.tsv", (Column("form", arabic), Column("sector", _sector), Column("body", arabic)), key=("form",),
)
QUALIFIERS = Table(
    "qualifiers.tsv",
    (Column("form", arabic), Column("plural", arabic, True), Column("country", _code, True),
     Column("sector", _sector, True), Column("former", _yes, True)),
    key=("form",),
)
QUANTIFIERS = Table(
    "quantifiers.tsv",
    (Column("form", arabic), Column("number", one_of("s", "d", "p")), Column("gender", one_of("m", "f"), True),
     Column("numeral", _yes), Column("with", arabic, True)),
    key=("form",),
)

NAME_JOINS = Table(
    "name_joins.tsv", (Column("form", arabic), Column("joins", one_of("next", "previous"))), key=("form",),
)


def _entry(row: Row, category: str, lemma: str, *columns: str) -> Entry:
    return Entry(category, lemma, row.file, row.line, {column: row[column] for column in columns})


def both(spelling: str) -> Iterable[str]:
    """A noun and its adjectives, bare and with ال on every word; a single word is given as it is."""
    yield spelling
    words = spelling.split(" ")
    if len(words) > 1 and not any(word.startswith("ال") for word in words):
        yield " ".join("ال" + word for word in words)


def add_names(lexicon: Lexicon, entry: Entry, names: Iterable[str]) -> None:
    """Add spellings that have no features."""
    for name in names:
        lexicon.add(name, Sense(entry))


def add_people(lexicon: Lexicon, entry: Entry, row: Row) -> None:
    """Add a noun for people: both genders, regular plurals, and the listed ones with their cases and construct."""
    form = row["form"]
    if " " in form:
        add_names(lexicon, entry, both(form))
    else:
        for inflected, rule in lexicon.inflect("person", form):
            if (rule.gender, rule.number) != ("f", "p"):  # مساعدات, مؤسسات are things; women are listed
                lexicon.add(inflected, Sense(entry, "", rule.gender, rule.number))
    for plural in row.values("plural"):
        if " " in plural:
            many = Entry(entry.category, entry.lemma, entry.file, entry.line, {**entry.attrs, "number": "p"})
            add_names(lexicon, many, both(plural))
            continue
        endings = ("ون", "ين", "و", "ي") if plural.endswith("ون") else ("",)
        for ending in endings:
            stem = plural[:-2] if len(endings) > 1 else plural
            lexicon.add(stem + ending, Sense(entry, "", "m", "p" if len(ending) != 1 else "pc"))


def add_state(lexicon: Lexicon, row: Row) -> None:
    state = _entry(row, "state", row.values("names")[0], "code")
    lexicon.states[row["code"]] = state.lemma
    add_names(lexicon, state, row.values("names"))
    add_names(lexicon, _entry(row, "capital", state.lemma, "code"), row.values("capital"))
    add_names(lexicon, _entry(row, "seat", state.lemma, "code"), row.values("seats"))
    nisba = _entry(row, "nisba", state.lemma, "code")
    for form in row.values("nisba"):
        if " " not in form:
            lexicon.add_inflected("person", form, nisba)
            continue
        heads = [[inflected for inflected, rule in lexicon.inflect("person", part) if rule.number in ("s", "p")]
                 for part in form.split(" ")]
        for combined in zip(*heads, strict=True):
            add_names(lexicon, nisba, both(" ".join(combined)))
    for plural in row.values("plural"):
        lexicon.add(plural, Sense(nisba, "", "m", "p"))


def add_organisation(lexicon: Lexicon, row: Row) -> None:
    names = row.values("name")
    add_names(lexicon, _entry(row, "organisation", names[0], "code", "sector", "kind"), names)


def add_outlet(lexicon: Lexicon, row: Row) -> None:
    names = row.values("name")
    entry = _entry(row, "outlet", names[0], "code", "kind", "domains", "quoted")
    add_names(lexicon, entry, names)
    bare = [name for name in row.values("quoted") if name not in names]
    add_names(lexicon, Entry("outlet", names[0], row.file, row.line, {"code": row["code"], "bare": "no"}), bare)
    lexicon.add_outlet(entry, names)


def add_person(lexicon: Lexicon, row: Row) -> None:
    names = row.values("name")
    add_names(lexicon, _entry(row, "person", names[0], "code", "sector", "role", "until"), names)


def add_place(lexicon: Lexicon, row: Row) -> None:
    names = row.values("name")
    add_names(lexicon, _entry(row, "place", names[0], "country", "lat", "lon"), names)


def add_title(lexicon: Lexicon, row: Row) -> None:
    add_people(lexicon, _entry(row, "title", row["form"], "sector", "of", "country", "takes"), row)


def add_group(lexicon: Lexicon, row: Row) -> None:
    add_people(lexicon, _entry(row, "group", row["form"], "gender", "sector", "of", "home", "takes"), row)


def add_body(lexicon: Lexicon, row: Row) -> None:
    form = row["form"]
    entry = _entry(row, "body", form, "gender", "sector", "of", "kind", "home", "names", "takes")
    if " " in form:
        add_names(lexicon, entry, both(form))
    else:
        for inflected, rule in lexicon.inflect("noun", form):
            lexicon.add(inflected, Sense(entry, "", row["gender"], rule.number))
    for plural in row.values("plural"):
        for spelling in both(plural):
            lexicon.add(spelling, Sense(entry, "", "f", "p"))


def add_honorific(lexicon: Lexicon, row: Row) -> None:
    entry = _entry(row, "honorific", row["form"])
    if row["form"].isalpha():
        lexicon.add_inflected("person", row["form"], entry)
    else:
        add_names(lexicon, entry, both(row["form"]))


def add_polity(lexicon: Lexicon, row: Row) -> None:
    lexicon.add(row["form"], Sense(_entry(row, "polity", row["form"], "codes")))


def add_region(lexicon: Lexicon, row: Row) -> None:
    lexicon.add(row["form"], Sense(Entry("place", row["form"], row.file, row.line, {"code": "none"})))


def add_namesake(lexicon: Lexicon, row: Row) -> None:
    lexicon.add_inflected("noun", row["form"], _entry(row, "namesake", row["form"]))


def add_dealing(lexicon: Lexicon, row: Row) -> None:
    lexicon.add(row["form"], Sense(_entry(row, "dealing", row["form"])))


def add_counterpart(lexicon: Lexicon, row: Row) -> None:
    _add_stand_in(lexicon, row, "counterpart")


def add_callback(lexicon: Lexicon, row: Row) -> None:
    _add_stand_in(lexicon, row, "callback")


def _add_stand_in(lexicon: Lexicon, row: Row, category: str) -> None:
    attrs = {"sector": row["sector"], "of": "yes"}
    lexicon.add_inflected("person", row["form"], Entry(category, row["form"], row.file, row.line, attrs))


def add_portfolio(lexicon: Lexicon, row: Row) -> None:
    lexicon.add(row["form"].removeprefix("ال"), Sense(_entry(row, "portfolio", row["form"], "sector", "body")))


def add_qualifier(lexicon: Lexicon, row: Row) -> None:
    entry = _entry(row, "qualifier", row["form"], "country", "sector", "former")
    lexicon.add_inflected("adjective", row["form"], entry)
    if row["plural"]:
        lexicon.add(row["plural"], Sense(entry, "", "m", "p"))


def add_quantifier(lexicon: Lexicon, row: Row) -> None:
    entry = _entry(row, "quantifier", row["form"], "number", "gender", "numeral", "with")
    lexicon.add(row["form"], Sense(entry, "", row["gender"], row["number"]))


def add_name_join(lexicon: Lexicon, row: Row) -> None:
    lexicon.add(row["form"], Sense(_entry(row, "join", row["form"], "joins")))


TABLES: list[tuple[Table, Callable[[Lexicon, Row], None]]] = [
    (STATES, add_state), (ORGANISATIONS, add_organisation), (OUTLETS, add_outlet), (PERSONS, add_person),
    (PLACES, add_place), (TITLES, add_title), (BODIES, add_body), (GROUPS, add_group), (HONORIFICS, add_honorific),
    (COUNTERPARTS, add_counterpart), (CALLBACKS, add_callback), (POLITIES, add_polity), (REGIONS, add_region),
    (NAMESAKES, add_namesake), (DEALINGS, add_dealing), (PORTFOLIOS, add_portfolio), (QUALIFIERS, add_qualifier),
    (QUANTIFIERS, add_quantifier), (NAME_JOINS, add_name_join),
]
