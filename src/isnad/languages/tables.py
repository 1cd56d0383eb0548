"""Tables: the plain files that hold a language, read and checked row by row.

The format is described in ``languages/README.md``. Whatever is wrong in a table is told with file and line;
nothing is guessed and nothing is skipped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

Check = Callable[[str], str | None]
"""Takes a cell's value; gives None, or what was allowed instead."""


class LexiconError(Exception):
    """One or more rows of a language's tables are wrong.

    ``faults`` holds one ``(file, line, message)`` a fault, in file order.
    """

    def __init__(self, faults: Sequence[tuple[str, int, str]]) -> None:
        self.faults = list(faults)
        lines = [f"{file}:{line}: {message}" for file, line, message in self.faults[:20]]
        if len(self.faults) > 20:
            lines.append(f"… and {len(self.faults) - 20} more; `isnad lexicon check` tells them all")
        super().__init__("\n".join(lines))


@dataclass(slots=True, frozen=True)
class Row:
    """One row of a table: its cells by column, and where it stands."""

    file: str
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def values(self, column: str) -> list[str]:
        """The values of a cell that may hold several; empty where the cell is ``-``."""
        cell = self.cells[column]
        return cell.split("|") if cell else []


_ARABIC = re.compile(r"[ء-غف-ي٠-٩0-9پچڤگژA-Za-z.\-،/()'’:+]+( [ء-غف-ي٠-٩0-9پچڤگژA-Za-z.\-،/()'’:+]+)*")


def arabic(value: str) -> str | None:
    """Arabic words, one space between them, without vowel marks, tatweel or clitic marks."""
    if _ARABIC.fullmatch(value):
        return None
    return "Arabic words without vowel marks, one space between them"


def one_of(*allowed: str) -> Check:
    """A value out of a short list."""
    choice = frozenset(allowed)

    def check(value: str) -> str | None:
        return None if value in choice else "one of " + ", ".join(sorted(choice))

    return check


def matching(pattern: str, what: str) -> Check:
    """A value that fits a regular expression; ``what`` says it in words."""
    compiled = re.compile(pattern)

    def check(value: str) -> str | None:
        return None if compiled.fullmatch(value) else what

    return check


def anything(value: str) -> str | None:
    """Any text at all."""
    return None


@dataclass(slots=True, frozen=True)
class Column:
    """A column: its name, what each of its values must be, and whether it may be empty or hold several."""

    name: str
    check: Check = anything
    optional: bool = False
    several: bool = False


@dataclass(slots=True, frozen=True)
class Table:
    """A file of a language and its columns, in order. ``key`` names the columns that tell two rows apart."""

    file: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()


def cell_faults(column: Column, cell: str) -> Iterator[str]:
    """What is wrong with one cell."""
    if not cell:
        if not column.optional:
            yield f"column {column.name!r} is empty; it must have a value"
        return
    values = cell.split("|") if column.several else [cell]
    for value in values:
        allowed = column.check(value)
        if allowed is not None:
            yield f"column {column.name!r} has {value!r}; allowed: {allowed}"


def read_table(folder: Path, table: Table) -> tuple[list[Row], list[tuple[str, int, str]]]:
    """Read one table. Gives its good rows, and the faults as ``(file, line, message)``."""
    path = folder / table.file
    names = [column.name for column in table.columns]
    rows: list[Row] = []
    faults: list[tuple[str, int, str]] = []
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return [], [(table.file, 0, "the file is missing")]
    except UnicodeDecodeError as error:
        return [], [(table.file, 0, f"not UTF-8 at byte {error.start}")]
    header: list[str] | None = None
    seen: dict[tuple[str, ...], int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if header is None:
            header = cells
            if header != names:
                return [], [(table.file, number, f"columns are {header}; they must be {names}")]
            continue
        if len(cells) != len(names):
            faults.append((table.file, number, f"{len(cells)} cells; the header has {len(names)}"))
            continue
        cells = ["" if cell == "-" else cell for cell in cells]
        bad = [fault for column, cell in zip(table.columns, cells, strict=True) for fault in cell_faults(column, cell)]
        faults.extend((table.file, number, fault) for fault in bad)
        row = Row(table.file, number, dict(zip(names, cells, strict=True)))
        if table.key:
            key = tuple(row[name] for name in table.key)
            if key in seen:
                faults.append((table.file, number, f"{' '.join(key)!r} stands already in line {seen[key]}"))
                continue
            seen[key] = number
        if not bad:
            rows.append(row)
    if header is None:
        faults.append((table.file, 0, "the file has no header row"))
    return rows, faults
