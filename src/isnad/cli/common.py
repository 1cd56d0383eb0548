"""What every command shares: its voice, its way out, and what it does about a closed pipe or a full disk."""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from enum import StrEnum
from typing import IO, TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from isnad import LexiconError
from isnad.batch.errors import BatchError
from isnad.ledger.errors import LedgerError, QueryError

if TYPE_CHECKING:
    from isnad.ledger.database import Ledger
    from isnad.render import Style
    from isnad.sources import SourceFormat

ALL_READ, SOME_REJECTED, BAD_USAGE, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 130, 141


class OutputFormat(StrEnum):
    """How records are written."""

    text = "text"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"


class ListFormat(StrEnum):
    """How lists are written."""

    text = "text"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"


class InputFormat(StrEnum):
    """How reports are written."""

    text = "text"
    html = "html"
    json = "json"
    jsonl = "jsonl"
    feed = "feed"
    warc = "warc"
    newsml = "newsml"
    ninjs = "ninjs"


Published = Annotated[str | None, typer.Option("--published", metavar="DATE", show_default=False,
                                               help="The day of reports that do not tell it, as 2022-01-24.")]
From = Annotated[InputFormat | None, typer.Option("--from", show_default=False,
                                                  help="The format of the input; told by its content otherwise.")]

LedgerAt = Annotated[str | None, typer.Option("--ledger", metavar="ADDRESS", envvar="ISNAD_LEDGER", show_default=False,
                                              help="sqlite:///FILE or postgresql://USER@HOST/DATABASE; "
                                              "sqlite:///isnad.db otherwise.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress and no remarks; faults are told.")]
Log = Annotated[str | None, typer.Option("--log", metavar="FILE", show_default=False,
                                         help="Write what happens as JSON lines, too; - is standard error.")]


def say(message: str) -> None:
    """A line on standard error."""
    print(f"isnad: {message}", file=sys.stderr, flush=True)  # noqa: T201 - the command line's own voice


def stop(message: str, code: int = BAD_USAGE) -> NoReturn:
    """Say why, and leave with an exit code."""
    say(message)
    raise typer.Exit(code)


@contextmanager
def door() -> Iterator[None]:
    """What every command does about a closed pipe, Ctrl-C, a full disk, and a terminal that is not UTF-8."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        yield
        sys.stdout.flush()
    except KeyboardInterrupt:
        stop("interrupted", INTERRUPTED)
    except LexiconError as error:
        stop(f"the lexicon has faults:\n{error}")
    except (BatchError, LedgerError, QueryError) as error:
        stop(str(error))
    except UnicodeEncodeError as error:  # an argument of bytes that are no UTF-8
        stop(f"{error.object!a}: is no text in UTF-8")
    except OSError as error:
        if error.errno == errno.EPIPE:  # whoever read our output has enough, as `head` has
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(PIPE_CLOSED) from None
        stop(f"{error.filename or 'standard output'}: {(error.strerror or str(error)).lower()}")


def form_of(source_format: InputFormat | None) -> SourceFormat | None:
    """The format of the input, where an option tells it."""
    return source_format.value if source_format is not None else None


def style_of(stream: IO[str]) -> Style:
    """Colours and a width where somebody looks at a terminal."""
    from shutil import get_terminal_size

    from isnad.render import Style

    if not stream.isatty():
        return Style()
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    return Style(colours=not plain, width=get_terminal_size().columns)


def day_of(published: str | None, option: str = "--published") -> str | None:
    """A day that an option gives, as ISO 8601; leaves where it is none."""
    from isnad.reading.reader import parse_day

    try:
        day = parse_day(published) if published is not None else None
    except ValueError as error:
        stop(f"{option}: {error}")
    return day.isoformat() if day else None


def ledger_at(address: str | None, stack: ExitStack, *, create: bool = False) -> Ledger:
    """The ledger that a command works on, closed when the command ends."""
    from isnad.ledger.database import DEFAULT, open_ledger

    ledger = open_ledger(address or DEFAULT, create=create)
    stack.callback(ledger.close)
    return ledger


@contextmanager
def bar(what: str, total: int | None, quiet: bool) -> Iterator[Callable[[], None]]:
    """A progress bar on standard error, where somebody looks there; gives what is called after each step."""
    if quiet or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"),
               TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=total, rate="")

        def step() -> None:
            progress.advance(task)
            speed = progress.tasks[0].speed
            progress.update(task, rate=f"{speed:,.0f}/s" if speed else "")

        yield step


class Journal:
    """What happens, as JSON lines with a moment each; a line is out before the next thing begins."""

    def __init__(self, stream: IO[str] | None) -> None:
        self._stream = stream

    @classmethod
    @contextmanager
    def to(cls, path: str | None) -> Iterator[Journal]:
        """A journal in a file, which is added to, on standard error for ``-``, or nowhere."""
        if path is None or path == "-":
            yield cls(sys.stderr if path else None)
            return
        with open(path, "a", encoding="utf-8") as stream:
            yield cls(stream)

    def write(self, event: str, **fields: Any) -> None:
        """Write one line."""
        if self._stream is not None:
            line = {"moment": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": event, **fields}
            self._stream.write(json.dumps(line, ensure_ascii=False) + "\n")
            self._stream.flush()


def write_list(form: ListFormat, rows: Iterable[dict[str, Any]], columns: Sequence[str],
               person: Callable[[dict[str, Any], Style], Iterator[str]], style: Style) -> None:
    """Write a list to standard output in the form that is asked for."""
    from isnad.render.lists import listed

    for piece in listed(form.value, rows, columns, person, style):
        sys.stdout.write(piece)
