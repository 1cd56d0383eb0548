"""The commands of reading: reports in, records out, and the language that they are read with."""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, BinaryIO

import typer

from isnad.cli.common import (
    ALL_READ,
    SOME_REJECTED,
    From,
    ListFormat,
    OutputFormat,
    Published,
    day_of,
    door,
    form_of,
    say,
    stop,
    style_of,
)

if TYPE_CHECKING:
    from isnad.record import Record
    from isnad.sources import Incoming

app = typer.Typer()
lexicon_app = typer.Typer(no_args_is_help=True, help="Work on a language's tables.")
app.add_typer(lexicon_app, name="lexicon")

Files = Annotated[list[str], typer.Argument(metavar="FILE", help="Reports to read; - is standard input.",
                                            show_default=False)]
OneFile = Annotated[str, typer.Argument(metavar="FILE", help="The report; - is standard input.", show_default=False)]


@app.command()
def read(
    files: Files,
    published: Published = None,
    format: Annotated[OutputFormat, typer.Option("--format", help="text for people; json for one report or an array "
                                                 "of them; jsonl for a record a line; csv for an event a line.")
                      ] = OutputFormat.text,
    rejects: Annotated[Path | None, typer.Option("--rejects", metavar="FILE", show_default=False,
                                                 help="Write what could not be read, and why, as JSON lines.")] = None,
    svg: Annotated[Path | None, typer.Option("--svg", metavar="FILE", show_default=False,
                                             help="Draw the report as a picture, too; takes exactly one.")] = None,
    source_format: From = None,
) -> None:
    """Read reports into records, in the order they come.

    Leaves with 0 where everything was read, 1 where something was rejected, 2 where a file is missing.
    """
    from isnad.commands import Rejects, Writer, incoming, read_report
    from isnad.reading.reader import Reading
    from isnad.render import show

    with door(), ExitStack() as stack:
        day = day_of(published)
        sources = _sources(files)
        for wanted in (rejects, svg):
            _spare(wanted, files)
        if svg is not None and not svg.parent.is_dir():
            stop(f"{svg}: the picture cannot be written there: no such folder")
        items = incoming(sources, form_of(source_format), progress=_progress_wanted())
        if svg is not None:
            items = _exactly_one(items)
        refused = Rejects(stack.enter_context(_rejects_file(rejects)) if rejects else None, say)
        style = style_of(sys.stdout)
        writer = Writer(sys.stdout, format.value, lambda record: show(record, style))
        for item in items:
            for warning in item.warnings:
                say(f"{item.where}: {warning}")
            record = read_report(item, day, Reading.record)
            if isinstance(record, Exception):
                refused.add(item, record)
                continue
            writer.write(record)
            if svg is not None:
                _draw(record, svg)
        writer.close()
        if refused.count and refused.count + writer.count > 1:
            say(f"{writer.count} read, {refused.count} rejected")
        code = SOME_REJECTED if refused.count else ALL_READ
    raise typer.Exit(code)


@app.command()
def explain(file: OneFile, published: Published = None, source_format: From = None) -> None:
    """Show for each statement, event, actor, date and piece of furniture its rule and the lexicon's rows."""
    from isnad.commands import Rejects, incoming, read_report
    from isnad.render import explain as explained

    with door():
        day = day_of(published)
        sources = _sources([file])
        style = style_of(sys.stdout)
        refused = Rejects(None, say)
        for item in incoming(sources, form_of(source_format)):
            told = read_report(item, day, lambda reading: explained(reading, style))
            if isinstance(told, Exception):
                refused.add(item, told)
            else:
                sys.stdout.write(told)
        code = SOME_REJECTED if refused.count else ALL_READ
    raise typer.Exit(code)


@app.command()
def schema() -> None:
    """Print the JSON Schema of a record."""
    from isnad.record import json_schema

    with door():
        sys.stdout.write(json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n")


@app.command()
def frames(
    wanted: Annotated[str | None, typer.Argument(metavar="[TYPE]", show_default=False,
                                                 help="A type of events, to see its frames; with --check, a "
                                                 "language's folder.")] = None,
    format: Annotated[ListFormat, typer.Option("--format", help="text for people; json, jsonl or csv for programs.")
                      ] = ListFormat.text,
    check: Annotated[bool, typer.Option("--check", help="Read every frame's example, and tell those that are read "
                                        "otherwise than they are marked.")] = False,
) -> None:
    """Show what words tell events: all sixteen types, or the frames of one."""
    from isnad import languages
    from isnad.commands import frame_faults, frames_as
    from isnad.record import MODES

    with door():
        carried = languages.HERE / "ar"
        if check:
            folder = _folder(Path(wanted) if wanted else carried)
            count, faults = frame_faults(folder)
            _tell(folder, faults)
            sys.stdout.write(f"{count:,} frames, every example is read as it is marked\n")
            return
        name = wanted.upper() if wanted is not None else None
        if name is not None and name not in MODES:
            stop(f"no type {wanted!r}; there are {', '.join(MODES)}")
        sys.stdout.write(frames_as(format.value, name, carried, style_of(sys.stdout)))


@lexicon_app.command("check")
def check_lexicon(
    folder: Annotated[Path | None, typer.Argument(metavar="FOLDER", show_default=False,
                                                  help="A language's folder; the Arabic that isnad carries "
                                                  "otherwise.")] = None,
) -> None:
    """Check a language's tables, and read the examples of its frames.

    Prints every fault with its file, line and reason; leaves with 1 where one is.
    """
    from isnad import languages
    from isnad.commands import lexicon_faults

    with door():
        folder = _folder(folder or languages.HERE / "ar")
        rows, faults = lexicon_faults(folder)
        _tell(folder, faults)
        sys.stdout.write(f"{rows:,} rows, no fault\n")


def _folder(folder: Path) -> Path:
    if not folder.is_dir():
        stop(f"{folder}: no such folder")
    return folder


def _tell(folder: Path, faults: list[tuple[str, int, str]]) -> None:
    """Print faults, and leave where there is one."""
    for file, line, message in faults:
        sys.stdout.write(f"{folder / file}:{line}: {message}\n")
    if faults:
        stop(f"{len(faults)} fault{'s' if len(faults) > 1 else ''}", SOME_REJECTED)


def _sources(files: list[str]) -> list[tuple[str, BinaryIO | None]]:
    """The files' names, each once, and standard input's stream; every file is looked at before any is read."""
    if files.count("-") > 1:
        stop("standard input can be read once; - is given twice")
    sources: list[tuple[str, BinaryIO | None]] = []
    seen: set[tuple[int, int]] = set()
    for file in files:
        if file == "-":
            if sys.stdin is None:
                stop("standard input is closed")
            if sys.stdin.isatty():
                say("reading from the terminal; end with Ctrl-D")
            sources.append(("standard input", sys.stdin.buffer))
            continue
        try:
            about = os.stat(file)
            if stat.S_ISDIR(about.st_mode):
                stop(f"{file}: is a folder; give its files, as {Path(file) / '*'}")
            if stat.S_ISREG(about.st_mode):  # a pipe would lose what is in it
                open(file, "rb").close()
        except OSError as error:
            stop(f"{file}: {(error.strerror or str(error)).lower()}")
        except ValueError as error:  # a name with a NUL in it
            stop(f"{file!r}: {error}")
        if (about.st_dev, about.st_ino) in seen:
            say(f"{file}: given twice, read once")
            continue
        seen.add((about.st_dev, about.st_ino))
        sources.append((file, None))
    return sources


def _spare(path: Path | None, files: list[str]) -> None:
    """Nothing is written over what is read."""
    if path is not None and any(file != "-" and path.exists() and path.samefile(file) for file in files):
        stop(f"{path}: is read from, so nothing can be written to it")


@contextmanager
def _rejects_file(path: Path) -> Iterator[IO[str]]:
    try:
        stream = path.open("w", encoding="utf-8")
    except OSError as error:
        stop(f"{path}: rejects cannot be written there: {(error.strerror or str(error)).lower()}")
    with stream:
        yield stream


def _exactly_one(items: Iterator[Incoming]) -> Iterator[Incoming]:
    """What came, where it is no more than one report; it is looked at before anything is written."""
    few = list(islice(items, 2))
    if len(few) > 1:
        stop("--svg draws exactly one report; more than one was given")
    return iter(few)


def _draw(record: Record, path: Path) -> None:
    from isnad.render.picture import draw

    try:
        path.write_text(draw(record), "utf-8")
    except OSError as error:
        stop(f"{path}: the picture cannot be written there: {(error.strerror or str(error)).lower()}")


def _progress_wanted() -> bool:
    """Only where somebody looks at a terminal that the records are not written to."""
    return sys.stderr.isatty() and not sys.stdout.isatty()
