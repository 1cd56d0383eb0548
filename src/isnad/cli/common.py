"""What every command shares: its voice, its way out, and what it does about a closed pipe or a full disk."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from typing import IO, TYPE_CHECKING, Annotated, NoReturn

import typer

from isnad import LexiconError
from isnad.ledger.errors import LedgerError, QueryError

if TYPE_CHECKING:
    from isnad.render import Style

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
    csv = "csv"


class InputFormat(StrEnum):
    """How reports are written."""

    text = "text"
    html = "html"
    json = "json"
    jsonl = "jsonl"


Published = Annotated[str | None, typer.Option("--published", metavar="DATE", show_default=False,
                                               help="The day of reports that do not tell it, as 2022-01-24.")]
From = Annotated[InputFormat | None, typer.Option("--from", show_default=False,
                                                  help="The format of the input; told by its content otherwise.")]


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
    except (LedgerError, QueryError) as error:
        stop(str(error))
    except OSError as error:
        if error.errno == errno.EPIPE:  # whoever read our output has enough, as `head` has
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(PIPE_CLOSED) from None
        stop(f"{error.filename or 'standard output'}: {(error.strerror or str(error)).lower()}")


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
