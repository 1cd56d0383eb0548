"""What the commands are made of: sources one after the other, readings, records written, rejects kept."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, BinaryIO, Literal, TypeVar

from isnad.reading.drafts import Source
from isnad.reading.reader import Reader, Reading, TooLongError, parse_day
from isnad.record import Record
from isnad.render.lists import ListForm
from isnad.render.style import Style
from isnad.render.table import COLUMNS, csv_line, event_rows
from isnad.sources import Failed, Incoming, Oversize, Rejected, SourceFormat, read_source

LONG_WORK = 2_000_000
"""Bytes of input from which progress is worth showing."""

RecordForm = Literal["text", "json", "jsonl", "csv"]
Result = TypeVar("Result")
Sources = list[tuple[str, BinaryIO | None]]
"""Names of files, or a name and an open stream."""


def incoming(sources: Sources, form: SourceFormat | None, *, progress: bool = False) -> Iterator[Incoming]:
    """Every report of every source in order, or why it is none; with a progress bar on standard error if wanted."""
    size = sum(os.stat(name).st_size for name, stream in sources if stream is None)
    if not progress or size < LONG_WORK:
        for name, stream in sources:
            yield from _of_one(name, stream, form, lambda _: None)
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=size)
        for name, stream in sources:
            yield from _of_one(name, stream, form, lambda step: bar.advance(task, step))


def _of_one(name: str, stream: BinaryIO | None, form: SourceFormat | None,
            tell: Callable[[int], None]) -> Iterator[Incoming]:
    if stream is not None:
        yield from read_source(stream, name, form)
        return
    told = 0
    with open(name, "rb") as opened:
        for item in read_source(opened, name, form):
            yield item
            at = opened.tell() if opened.seekable() else 0  # a pipe does not tell how far it is
            tell(at - told)
            told = at


def read_report(item: Incoming, published: str | None, use: Callable[[Reading], Result]) -> Result | Rejected:
    """What ``use`` makes of the reading of what came, or why there is none.

    ``published`` is for reports that do not tell their day, neither beside their text nor in it.
    """
    raw = item.report
    if isinstance(raw, Rejected):
        return raw
    try:
        source = Source(raw.id, raw.url, raw.publisher, raw.byline, parse_day(raw.published or ""),
                        parse_day(published or ""))
        return use(Reader(raw.language).analyse(raw.text, headline=raw.headline, source=source))
    except TooLongError as error:
        return Oversize(str(error))
    except Exception as error:  # one report that the reader fails on must not lose the others
        return Failed(error)


class Rejects:
    """Tells what could not be read, and keeps it as JSON lines where a file is given."""

    def __init__(self, file: IO[str] | None, say: Callable[[str], None]) -> None:
        self.count = 0
        self._file = file
        self._say = say

    def add(self, item: Incoming, rejected: Rejected) -> None:
        """Count, tell and keep one."""
        self.count += 1
        self._say(f"{item.where}: {rejected}")
        if self._file is not None:
            row = {"source": item.source, "line": item.line, "code": rejected.code, "reason": str(rejected),
                   "input": item.given}
            self._file.write(json.dumps(row, ensure_ascii=False) + "\n")
            self._file.flush()


class Writer:
    """Writes records one after the other, as text for people, as JSON lines, as one JSON value, or as the list of
    their events, comma-separated."""

    def __init__(self, file: IO[str], form: RecordForm, show: Callable[[Record], str]) -> None:
        self.count = 0
        self._file = file
        self._form = form
        self._show = show
        self._held: str | None = None
        if form == "csv":
            self._file.write(csv_line(COLUMNS))

    def write(self, record: Record) -> None:
        """Write one. As JSON the first is held back until it is known whether it is the only one."""
        self.count += 1
        if self._form == "jsonl":
            self._file.write(record.json_line() + "\n")
            self._file.flush()
        elif self._form == "csv":
            for row in event_rows(record):
                self._file.write(csv_line(row))
            self._file.flush()
        elif self._form == "text":
            self._file.write(("\n" + "─" * 60 + "\n\n" if self.count > 1 else "") + self._show(record))
        else:
            if self._held is not None:
                self._file.write(("[\n" if self.count == 2 else ",\n") + self._held)
            self._held = record.model_dump_json(by_alias=True, indent=2)

    def close(self) -> None:
        """End the JSON: a single record stands alone, several in an array, none is an empty array."""
        if self._form != "json":
            return
        if self._held is None:
            self._file.write("[]\n")
        else:
            self._file.write(f"{self._held}\n" if self.count == 1 else f",\n{self._held}\n]\n")


Faults = list[tuple[str, int, str]]
"""What is wrong in tables: file, line, message."""


def frames_as(form: ListForm, event_type: str | None, folder: Path, style: Style) -> str:
    """The frames of one type, or the list of all types: text for people, JSON, JSON lines or comma-separated."""
    if form == "jsonl":
        rows = json.loads(frames_as("json", event_type, folder, style))
        return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    from isnad.languages.events import FRAMES, WORD_SETS
    from isnad.languages.frame_check import frame_rows
    from isnad.languages.tables import read_table
    from isnad.render import frames as render

    frames = frame_rows(folder)
    if event_type is None:
        if form == "text":
            return render.types_as_text(frames, style)
        return render.types_as_json(frames) if form == "json" else render.types_as_csv(frames)
    rows = frames[event_type]
    if form == "json":
        return render.type_as_json(rows)
    if form == "csv":
        return render.type_as_csv(rows, (column.name for column in FRAMES[event_type].columns))
    sets: dict[str, list[str]] = {}
    for row in read_table(folder, WORD_SETS)[0]:
        sets.setdefault(row["set"], []).append(row["form"])
    return render.type_as_text(event_type, rows, sets, style)


def frame_faults(folder: Path) -> tuple[int, Faults]:
    """How many frames a language has, and the examples that are read otherwise than they are marked."""
    from isnad.languages import load
    from isnad.languages.frame_check import check_frames, frame_rows

    frames = frame_rows(folder)
    return sum(map(len, frames.values())), list(check_frames(frames, load(folder)))


def lexicon_faults(folder: Path) -> tuple[int, Faults]:
    """How many rows a language's tables have, and what is wrong with them.

    Where the tables hold, the frames' examples are read, too: a fault is one that is read otherwise than it is marked.
    """
    from isnad.languages import build
    from isnad.languages.frame_check import check_frames, frame_rows
    from isnad.languages.settling import TABLES
    from isnad.languages.sounds import SOUNDS
    from isnad.languages.stems import STEMS
    from isnad.languages.tables import read_table

    own = (STEMS, SOUNDS, *TABLES)  # the ledger's tables, which the reader does without
    tables = (build.LETTERS, build.CLITICS, build.INFLECTION, *own, *(table for table, _ in build.TABLES))
    known = {table.file for table in tables}
    lexicon, faults = build.build(folder)
    for table in own:
        faults += read_table(folder, table)[1]
    rows = 0
    for path in sorted(folder.rglob("*.tsv")):
        name = path.relative_to(folder).as_posix()
        if name not in known:
            faults.append((name, 0, f"no such table; a language has {', '.join(sorted(known))}"))
            continue
        with path.open("rb") as file:
            rows += max(0, sum(1 for line in file if line.strip() and not line.startswith(b"#")) - 1)
    return rows, sorted(faults) if faults else list(check_frames(frame_rows(folder), lexicon))
