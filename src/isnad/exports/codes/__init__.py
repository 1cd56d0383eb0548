"""Codes of other people's data sets, as tables beside this module: countries, sectors, scores, PLOVER to CAMEO."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import get_args

from isnad.languages.tables import Column, LexiconError, Row, Table, matching, one_of, read_table
from isnad.record import MODES, Context, Sector

HERE = Path(__file__).parent
QUADS = {1: "VERBAL COOPERATION", 2: "MATERIAL COOPERATION", 3: "VERBAL CONFLICT", 4: "MATERIAL CONFLICT"}

_TYPE = Column("type", one_of(*MODES))
_MODE = Column("mode", one_of(*{mode for modes in MODES.values() for mode in modes}), optional=True)
_SCORE = matching(r"-?\d+(\.\d+)?", "a number")
_THREE = matching("[A-Z]{3}", "three capitals")
COUNTRIES = Table("countries.tsv", (
    Column("code", _THREE), Column("alpha2", matching("[A-Z]{2}|[A-Z]{4}", "two capitals, or four")),
    Column("cow", matching(r"\d{1,3}", "a number"), optional=True),
    Column("fips", matching("[A-Z]{2}", "two capitals"), optional=True), Column("cameo", _THREE, optional=True)),
    ("code",))
BODIES = Table("bodies.tsv", (Column("code", matching("[A-Z0-9]+", "an acronym")), Column("cameo", _THREE)), ("code",))
SECTORS = Table("sectors.tsv", (Column("sector", one_of(*get_args(Sector))), Column("cameo", _THREE, optional=True)),
                ("sector",))
PLOVER = Table("plover.tsv", (_TYPE, _MODE, Column("quad", one_of("1", "2", "3", "4")), Column("score", _SCORE)),
               ("type", "mode"))
CAMEO = Table("cameo.tsv", (
    _TYPE, _MODE, Column("context", one_of(*get_args(Context)), optional=True),
    Column("cameo", matching(r"(0[1-9]|1\d|20)\d{1,2}", "a CAMEO code")), Column("goldstein", _SCORE),
    Column("meaning")), ("type", "mode", "context"))


@dataclass(slots=True, frozen=True)
class Country:
    """A country in other lists; None where a list does not have it."""

    alpha2: str
    cow: int | None
    fips: str | None
    cameo: str | None


@dataclass(slots=True, frozen=True)
class Cameo:
    """A CAMEO event code: ``quad`` from 1 to 4 as CAMEO has it, ``goldstein`` from -10 to 10."""

    code: str
    goldstein: float

    @property
    def root(self) -> str:
        """The category."""
        return self.code[:2]

    @property
    def base(self) -> str:
        """The code of three digits."""
        return self.code[:3]

    @property
    def quad(self) -> int:
        """1 and 2 verbal and material cooperation, 3 and 4 verbal and material conflict."""
        return 1 + sum(int(self.root) > last for last in (5, 8, 13))


@lru_cache(maxsize=1)
def countries() -> dict[str, Country]:
    """Countries by ISO 3166-1 alpha-3."""
    return {row["code"]: Country(row["alpha2"], int(row["cow"]) if row["cow"] else None, row["fips"] or None,
                                 row["cameo"] or None) for row in _rows(COUNTRIES)}


@lru_cache(maxsize=1)
def bodies() -> dict[str, str]:
    """CAMEO's known groups by the acronyms of bodies of states."""
    return {row["code"]: row["cameo"] for row in _rows(BODIES)}


@lru_cache(maxsize=1)
def sectors() -> dict[str, str | None]:
    """CAMEO's types of actors by sector."""
    return {row["sector"]: row["cameo"] or None for row in _rows(SECTORS)}


@lru_cache(maxsize=1)
def _plover() -> dict[tuple[str, str], tuple[int, float]]:
    return {(row["type"], row["mode"]): (int(row["quad"]), float(row["score"])) for row in _rows(PLOVER)}


@lru_cache(maxsize=1)
def _cameo() -> dict[tuple[str, str, str], Cameo]:
    return {(row["type"], row["mode"], row["context"]): Cameo(row["cameo"], float(row["goldstein"]))
            for row in _rows(CAMEO)}


def quad(type: str) -> int:
    """The quad class of a PLOVER type, from 1 to 4."""
    return _plover()[type, ""][0]


def score(type: str, mode: str | None) -> float:
    """PLOVER's score of an event: its mode's, else its type's."""
    return _plover().get((type, mode or ""), _plover()[type, ""])[1]


def cameo(type: str, mode: str | None, contexts: Collection[str] = ()) -> Cameo:
    """The CAMEO code of an event that was done."""
    table = _cameo()
    found = (table.get((type, mode or "", context)) for context in (*sorted(contexts), ""))
    return next((each for each in found if each is not None), table[type, "", ""])


def faults(folder: Path = HERE) -> list[tuple[str, int, str]]:
    """What is wrong in the tables: file, line, message. A type must have its codes, and a mode be one of its type's."""
    found = [each for table in (COUNTRIES, BODIES, SECTORS, PLOVER, CAMEO) for each in read_table(folder, table)[1]]
    for table in (PLOVER, CAMEO):
        rows = read_table(folder, table)[0]
        found += [(table.file, row.line, f"{row['type']} has no mode {row['mode']!r}") for row in rows
                  if row["mode"] and row["mode"] not in MODES[row["type"]]]
        found += [(table.file, 0, f"{each} has no row of its own, without a mode") for each in MODES
                  if not any(row["type"] == each and not row["mode"] for row in rows)]
    found += [(CAMEO.file, 0, f"{each} {mode} has no row") for each, modes in MODES.items() for mode in modes
              if (each, mode) not in {(row["type"], row["mode"]) for row in read_table(folder, CAMEO)[0]}]
    return found


def _rows(table: Table) -> list[Row]:
    rows, wrong = read_table(HERE, table)
    if wrong:
        raise LexiconError(wrong)
    return rows
