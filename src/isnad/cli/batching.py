"""The command for archives: any amount of reports to a folder of records, a part at a time."""

from __future__ import annotations

import os
import shlex
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from isnad.cli.common import (
    ALL_READ,
    INTERRUPTED,
    SOME_REJECTED,
    Journal,
    Log,
    Published,
    Quiet,
    day_of,
    door,
    say,
    stop,
)

if TYPE_CHECKING:
    from isnad.batch.job import Batch, Standing
    from isnad.batch.output import Finished
    from isnad.batch.runners import Runner
    from isnad.batch.work import Undone

app = typer.Typer()
EVERY = 60.0
"""Seconds between two lines that tell how far it is, where nobody looks at a bar."""


class BatchInput(StrEnum):
    """How a batch's sources are written."""

    jsonl = "jsonl"
    parquet = "parquet"
    warc = "warc"


@app.command()
def batch(
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE", show_default=False,
                                                 help="Files, folders or addresses (s3://…, gs://…, https://…) of "
                                                 "JSON lines, Parquet or web archives; * stands for any name.")],
    out: Annotated[str, typer.Option("--out", metavar="DIR", show_default=False,
                                     help="The folder, or its address, to which the records are written.")],
    ray: Annotated[str | None, typer.Option("--ray", metavar="ADDRESS", show_default=False,
                                            help="Read on Ray: local, or a cluster's address.")] = None,
    jobs: Annotated[int | None, typer.Option("--jobs", min=0, max=4096, show_default=False,
                                             help="Processes that read, as many as there are cores without it; with "
                                             "0 this one reads.")] = None,
    part_size: Annotated[str | None, typer.Option("--part-size", metavar="SIZE", show_default=False,
                                                  help="Input in a part, as 64MB; 16 MB otherwise.")] = None,
    published: Published = None,
    source_format: Annotated[BatchInput | None, typer.Option("--from", show_default=False,
                                                             help="The format of the input; told by its content "
                                                             "otherwise.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Discard what another batch left in DIR.")] = False,
    quiet: Quiet = False,
    log: Log = None,
) -> None:
    """Read archives into a folder of records, in parts: what is killed goes on where its finished parts end.

    Leaves with 0 where all was read, 1 where something was rejected or a part could not be read, 2 where nothing more
    could be done, 130 where it was ended.
    """
    from isnad.batch.job import Batch, Order

    with door(), Journal.to(log) as journal:
        given = {"--ray": ray, "--jobs": jobs, "--part-size": part_size, "--published": published,
                 "--from": source_format}
        order = Order(tuple(sources), out, source_format.value if source_format else None, day_of(published),
                      _size(part_size), force, _command(sources, out, given))
        with _runner(ray, jobs) as runner, _telling(journal, quiet) as tell:
            work = Batch(order, runner, tell)
            with _ends_in_order(work):
                whole = work.run()
        if not quiet:
            _sum(work.standing, order.command, whole=whole, out=out)
    raise typer.Exit(ALL_READ if whole and not work.standing.rejects else SOME_REJECTED)


def _command(sources: list[str], out: str, given: dict[str, Any]) -> str:
    """The command that asks for the same again."""
    from isnad.batch.finding import called

    options = [word for name, value in given.items() if value is not None for word in (name, str(value))]
    return shlex.join(["isnad", "batch", *map(called, sources), "--out", called(out), *options])


def _size(given: str | None) -> int | None:
    from isnad.watch.settings import size_of

    try:
        size = int(size_of(given)) if given is not None else None
    except ValueError as error:
        stop(f"--part-size: {error}")
    if size is not None and not 1000 <= size <= 100_000_000_000:
        stop(f"--part-size: {given} is none that a part can have; 1 kB to 100 GB")
    return size


def _runner(ray: str | None, jobs: int | None) -> Runner:
    from isnad.batch.runners import Here, InProcesses

    if ray is not None:
        from isnad.batch.ray_runner import OnRay

        return OnRay(ray, jobs or None)
    jobs = len(os.sched_getaffinity(0)) if jobs is None else jobs
    return InProcesses(jobs) if jobs else Here()


@contextmanager
def _ends_in_order(work: Batch) -> Iterator[None]:
    """At the first signal no more parts are begun, at the second it is left at once; whole parts stay either way."""
    ending = False

    def end(number: int, frame: object) -> None:
        nonlocal ending
        if ending:
            os._exit(INTERRUPTED)
        ending = True
        say("ending; the parts in work are seen to first; once more, and it is left at once")
        raise KeyboardInterrupt

    before = {each: signal.signal(each, end) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    except KeyboardInterrupt:
        standing = work.standing
        stop(f"ended; {standing.done:,} of {standing.parts:,} parts are whole, and more may be. The same command goes "
             "on with the others", INTERRUPTED)
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


@contextmanager
def _telling(journal: Journal, quiet: bool) -> Iterator[Callable[[Standing, Finished | Undone | None], None]]:
    """What is told of every part: in the journal, and on a bar, or a line now and then where nobody looks at one."""
    from isnad.batch.output import Finished

    with _bar(quiet) as show:
        def tell(standing: Standing, what: Finished | Undone | None) -> None:
            if isinstance(what, Finished):
                journal.write("part", part=what.name, records=what.records, rejects=what.rejects, seconds=what.seconds)
            elif what is not None:
                journal.write("undone", part=what.name, reason=what.why)
                if not what.ends:
                    say(f"{what.name}: {what.why}")
            show(standing)

        yield tell


@contextmanager
def _bar(quiet: bool) -> Iterator[Callable[[Standing], None]]:
    if quiet:
        yield lambda standing: None
        return
    if not sys.stderr.isatty():
        yield _now_and_then()
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    columns = (TextColumn("reading"), BarColumn(), TextColumn("{task.percentage:>3.0f}%"),
               TextColumn("{task.fields[told]}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("reading", total=None, told="looking at the sources")
        yield lambda standing: progress.update(
            task, told=_told(standing), total=standing.weight if standing.parts else standing.sources,
            completed=standing.done_weight if standing.parts else standing.looked)


def _now_and_then() -> Callable[[Standing], None]:
    last = time.monotonic()

    def show(standing: Standing) -> None:
        nonlocal last
        if time.monotonic() - last >= EVERY:
            last = time.monotonic()
            say(_told(standing))

    return show


def _told(standing: Standing) -> str:
    """How far it is, how fast, and how long it will take."""
    if not standing.parts:
        return f"{standing.looked:,} of {standing.sources:,} sources looked at"
    told = f"{standing.done:,} of {standing.parts:,} parts"
    if standing.left is None:
        return told
    left = round(standing.left)
    return f"{told}, {standing.rate:,.1f} reports/s, about {left // 3600}:{left // 60 % 60:02}:{left % 60:02} left"


def _sum(standing: Standing, command: str, *, whole: bool, out: str) -> None:
    """What there is in the end."""
    what = f"{standing.records:,} records and {standing.rejects:,} rejects in {standing.done:,} parts, {out}"
    new = standing.records + standing.rejects - standing.before_reports
    say(f"{what}; {new:,} of them now, {standing.rate:,.1f} a second" if new else what)
    if not whole:
        say(f"{standing.parts - standing.done:,} parts could not be read; run again: {command}")
