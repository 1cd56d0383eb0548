"""Tables in text: cells that no reader stumbles over, and their description after the W3C's CSV on the Web."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import IO, Any

from isnad.exports.colophon import Colophon
from isnad.exports.job import METADATA, Column, Job
from isnad.exports.places import create_text
from isnad.exports.rows import About, EventRow, Quantity, StatementRow, Who, chain

Cell = str | int | float | None
_BREAKS = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029]+")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def flat(cell: Cell) -> Cell:
    """A cell without tabs, line ends and other controls, which would tear a row of a tab-separated table apart."""
    return _BREAKS.sub(" ", cell).strip() if isinstance(cell, str) else cell


def defused(cell: Cell) -> Cell:
    """A cell that no spreadsheet runs as a formula: text that begins as one gets an apostrophe before it."""
    if not isinstance(cell, str):
        return cell
    cell = cell.replace("\x00", "\ufffd")  # which few readers of tables get past
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


class Tabbed:
    """A tab-separated table, a row a line. Quoted is only what has a quotation mark in it."""

    def __init__(self, stream: IO[str], columns: Sequence[Column], *, header: bool = True) -> None:
        self._rows = csv.writer(stream, delimiter="\t", lineterminator="\n")
        self._width = len(columns)
        if header:
            self._rows.writerow(column.title for column in columns)

    def write(self, cells: Sequence[Cell]) -> None:
        """Write one row."""
        if len(cells) != self._width:
            raise ValueError(f"{len(cells)} cells for {self._width} columns")
        self._rows.writerow(map(flat, cells))


class Commas:
    """A comma-separated table (RFC 4180), in which nothing is run as a formula."""

    def __init__(self, stream: IO[str], columns: Sequence[Column]) -> None:
        self._rows = csv.writer(stream, lineterminator="\r\n")
        self._width = len(columns)
        self._rows.writerow(column.title for column in columns)

    def write(self, cells: Sequence[Cell]) -> None:
        """Write one row."""
        if len(cells) != self._width:
            raise ValueError(f"{len(cells)} cells for {self._width} columns")
        self._rows.writerow(map(defused, cells))


@dataclass(slots=True, frozen=True)
class Described:
    """A table's file and columns. ``key``: the columns that tell its rows apart; ``joins``: another table's file and
    the columns by which it is joined."""

    file: str
    columns: Sequence[Column]
    key: tuple[str, ...]
    tabbed: bool = True
    header: bool = True
    joins: tuple[str, tuple[str, ...]] | None = None


def describe(job: Job, tables: Sequence[Described]) -> None:
    """Write what describes an export's tables beside the first of them, with all that the export says of itself."""
    told = {"@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}], **_notes(job.colophon)}
    parts = [_described(each) for each in tables]
    told |= parts[0] if len(parts) == 1 else {"tables": parts}
    with create_text(job.place, tables[0].file + METADATA) as stream:
        stream.write(json.dumps(told, ensure_ascii=False, indent=2) + "\n")


def _notes(colophon: Colophon) -> dict[str, Any]:
    return {"dc:title": f"{colophon.format} from {colophon.source}", "dc:source": colophon.source,
            "dc:created": colophon.moment, "dc:bibliographicCitation": colophon.cite(), "notes": [colophon.told()]}


def _described(table: Described) -> dict[str, Any]:
    columns = [{"name": each.name, "titles": each.title, "datatype": each.datatype, "dc:description": each.about}
               | ({"separator": each.between} if each.between else {}) for each in table.columns]
    schema: dict[str, Any] = {"columns": columns, "primaryKey": [each.replace(" ", "_") for each in table.key]}
    if table.joins:
        by = [each.replace(" ", "_") for each in table.joins[1]]
        schema["foreignKeys"] = [{"columnReference": by,
                                  "reference": {"resource": table.joins[0], "columnReference": by}}]
    dialect = {"delimiter": "\t" if table.tabbed else ",", "header": table.header,
               "headerRowCount": int(table.header), "lineTerminators": ["\n"] if table.tabbed else ["\r\n"]}
    return {"url": table.file, "dialect": dialect, "tableSchema": schema}


def joined(values: Iterable[object], between: str = "; ") -> str:
    """Several values in a cell; what is unknown leaves its place empty, so that cells go in step."""
    told = ["" if value is None else str(value).replace(between.strip(), ",") for value in values]
    return between.join(told) if any(told) else ""


def names(who: Iterable[Who], trait: str, between: str = "; ") -> str:
    """One thing of several actors, in a cell."""
    return joined((getattr(each, trait) for each in who), between)


def chained(about: About, row: EventRow | StatementRow) -> str:
    """The chain in a cell: outlet ← agency ← speaker ← whom the speaker quotes."""
    return " ← ".join(chain(about, row.voices))


def counted(quantities: Iterable[Quantity], between: str = "; ") -> str:
    """How many of whom, in a cell: "killed 4", or the report's own words where they tell no number."""
    return joined((f"{each.kind} {each.words.text if each.count is None else each.count}" for each in quantities),
                  between)
