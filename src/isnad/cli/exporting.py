"""The command that exports: from a ledger, or from records, to the formats of other people's programs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from isnad.cli.common import LedgerAt, Quiet, bar, door, ledger_at, say, stop
from isnad.cli.filters import Several, asking

if TYPE_CHECKING:
    from isnad.exports.colophon import Colophon
    from isnad.exports.job import Format, Job
    from isnad.exports.rows import Exported
    from isnad.ledger.search import FoundKind, Query

app = typer.Typer()


class Naming(TyperCommand):
    """A command that names all its options where one is unknown, and not only those of a like name."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The arguments, parsed."""
        try:
            return super().parse_args(ctx, args)
        except Exception as error:
            if hasattr(error, "possibilities"):
                error.possibilities = [name for each in self.params for name in each.opts if name.startswith("--")]
            raise


@app.command(cls=Naming)
@asking
def export(
    format: Annotated[str | None, typer.Argument(metavar="[FORMAT]", show_default=False,
                                                 help="Which format; without one, those that there are.")] = None,
    *,
    query: Query,
    records: Annotated[Several, typer.Option("--records", metavar="FILE", show_default=False,
                                             help="Records, as `isnad read --format jsonl` writes them, in place of a "
                                             "ledger; - is standard input.")] = None,
    to: Annotated[str, typer.Option("--to", metavar="PATH", help="The file, or for some formats the folder, or an "
                                    "address as s3://bucket/name; - is standard output.")] = "-",
    rows: Annotated[str | None, typer.Option("--rows", metavar="KIND", show_default=False,
                                             help="Of csv: events, actors (of events) or statements.")] = None,
    text: Annotated[bool, typer.Option("--text", help="With the reports' own text, where the format has a place "
                                       "for it.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace what is there.")] = False,
    quiet: Quiet = False,
    ledger: LedgerAt = None,
) -> None:
    """Export statements and events, all or those that filters mean, in a format of other people's programs."""
    from isnad.exports.colophon import Colophon
    from isnad.exports.errors import ExportError
    from isnad.exports.formats import FORMATS, export, format_of
    from isnad.exports.from_ledger import outgoing
    from isnad.exports.from_records import Records

    with door(), ExitStack() as stack:
        if format is None:
            sys.stdout.writelines(f"{each.name:<12} {each.about}{_needs(each)}\n" for each in FORMATS.values())
            return
        try:
            form = format_of(format)
            rows = _rows(form, rows)
            chosen = replace(query, kinds=_kinds(form, query, rows))
            if form.whole and not text:
                stop(f"{form.name} is the reports' whole text with its annotations; ask for it with --text")
            form.load()
            if records:
                colophon = Colophon(form.name, ", ".join(records), query, rows=rows, text=text)
                source = Records(_lines(records), chosen, form.whole)
                reports, total = iter(source), None
            else:
                kept = ledger_at(ledger, stack)
                out = outgoing(kept, chosen, whole=form.whole)
                stack.callback(out.close)
                colophon = Colophon(form.name, kept.shown, query, out.revision, rows, text)
                reports, total = iter(out), out.reports
            with bar("exporting", total, quiet) as step:
                job = export(form, _stepping(reports, step), colophon, to, force=force, by_day=not records)
        except ExportError as error:
            stop(str(error))
        if not quiet:
            _tell(form, job, to)
            if records and source.again:
                say(f"{source.again:,} records are of reports that came before, and are left out")
            if not records and out.gone:
                say(f"{out.gone:,} statements and events vanished while it was written, and are not in it")


def _needs(form: Format) -> str:
    return f"; needs pip install 'isnad[{form.extra}]'" if form.extra else ""


def _rows(form: Format, given: str | None) -> str | None:
    if given is not None and given not in form.rows:
        told = ", ".join(form.rows) if form.rows else f"none for {form.name}"
        stop(f"--rows: no {given!r}; there are {told}")
    return given or next(iter(form.rows), None)


def _kinds(form: Format, query: Query, rows: str | None) -> tuple[FoundKind, ...]:
    """Which kinds of things are exported; leaves where the format does not hold what is asked for."""
    holds: tuple[str, ...] = form.kinds if rows != "statements" else ("statement",)
    if unheld := [each for each in query.kinds if each not in (*holds, *(() if rows else form.also))]:
        told = f"{form.name} --rows {rows}" if rows else form.name
        stop(f"--kind: {told} holds no {unheld[0]}; it holds {' and '.join(f'{each}s' for each in holds)}")
    return query.kinds or holds  # type: ignore[return-value]  # a format's kinds are some of these


def _lines(files: Iterable[str]) -> Iterator[tuple[str, int, str]]:
    """The lines of files of records, each with its file's name and its number."""
    for file in files:
        if file == "-":
            for number, line in enumerate(sys.stdin.buffer, 1):
                yield "standard input", number, line.decode("utf-8", "replace")
            continue
        try:
            with open(file, encoding="utf-8", errors="replace") as stream:
                yield from ((file, number, line) for number, line in enumerate(stream, 1))
        except (OSError, ValueError) as error:
            stop(f"{file}: {(getattr(error, 'strerror', None) or str(error)).lower()}")


def _stepping(reports: Iterable[Exported], step: Callable[[], None]) -> Iterator[Exported]:
    for one in reports:
        yield one
        step()


def _tell(form: Format, job: Job, to: str) -> None:
    """What was exported, what was not, and how it is cited where the export cannot say so itself."""
    colophon: Colophon = job.colophon
    told = ", ".join(_many(number, name) for name, number in colophon.counts.items() if name != "reports")
    where = "" if to == "-" else f" in {job.place.shown('' if form.folder else job.name)}"
    say(f"{told or 'nothing'}, of {_many(colophon.counts['reports'], 'reports')}{where}")
    for why, number in colophon.left_out.items():
        say(f"left out: {number:,} {why}")
    if to == "-" and form.metadata:
        say(f"to cite: {colophon.cite()}")


def _many(number: int, things: str) -> str:
    return f"{number:,} {things if number != 1 else things.removesuffix('s')}"
