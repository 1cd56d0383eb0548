"""The commands that keep the ledger: take in, watch, read again, verify, back up."""

from __future__ import annotations

import json
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from isnad.cli.common import (
    ALL_READ,
    SOME_REJECTED,
    From,
    Journal,
    LedgerAt,
    ListFormat,
    Log,
    Published,
    Quiet,
    bar,
    day_of,
    door,
    form_of,
    ledger_at,
    say,
    stop,
    style_of,
    write_list,
)

if TYPE_CHECKING:
    from isnad.batch.taking import Output
    from isnad.ledger.write import Kept
    from isnad.sources import Incoming, Rejected

app = typer.Typer()
rejects_app = typer.Typer(invoke_without_command=True, help="What could not be read, with the reasons.")
app.add_typer(rejects_app, name="rejects")

Jobs = Annotated[int, typer.Option("--jobs", min=0, max=64, help="Processes that read, beside the one that writes; "
                                   "with 0 it reads, too.")]
Tell = Annotated[ListFormat, typer.Option("--format", help="text for people; json, jsonl or csv for programs.")]


@app.command()
def ingest(
    sources: Annotated[list[str], typer.Argument(metavar="PATH|URL", show_default=False,
                                                 help="Files, folders, zip archives or addresses; - is "
                                                 "standard input.")],
    ledger: LedgerAt = None,
    published: Published = None,
    jobs: Jobs = 1,
    quiet: Quiet = False,
    log: Log = None,
    source_format: From = None,
) -> None:
    """Take reports into the ledger: text, HTML, JSON, feeds, web archives, NewsML-G2, ninjs, folders and zip of these,
    and what `isnad batch` has read.

    The same report twice is one; another text at the same address is a new version. Leaves with 0 where all were
    taken, 1 where something was rejected, 2 where nothing could be begun.
    """
    from isnad.ledger.ingest import Counts
    from isnad.ledger.ingest import ingest as take_in
    from isnad.sources import open_sources, read_source
    from isnad.sources.address import is_address
    from isnad.sources.fetch import Fetcher

    with door(), ExitStack() as stack:
        day = day_of(published)
        batches = _batches(sources, day, quiet)
        for name in sources:
            if name != "-" and name not in batches and not is_address(name) and not (name and Path(name).exists()):
                stop(f"{name or repr(name)}: no such file or folder")
        if sources.count("-") > 1:
            stop("standard input can be read once; - is given twice")
        kept = ledger_at(ledger, stack, create=True)
        journal = stack.enter_context(Journal.to(log))
        fetcher = Fetcher() if any(is_address(name) for name in sources) else None
        form = form_of(source_format)
        step = stack.enter_context(bar("taking in", None, quiet))
        counts = Counts()
        for fallback, names in groupby(sources, lambda name: batches[name].published if name in batches else day):
            items = (item for name in names for item in (
                batches[name] if name in batches else read_source(sys.stdin.buffer, "standard input", form)
                if name == "-" else open_sources([name], form, fetcher=fetcher)))
            counts.include(take_in(kept, items, published=fallback, jobs=jobs, tell=_teller(journal, step, quiet)))
        if not quiet:
            say(_counted(counts))
    raise typer.Exit(SOME_REJECTED if counts.rejected else ALL_READ)


def _batches(sources: list[str], day: str | None, quiet: bool) -> dict[str, Output]:
    """Those of the sources that are outputs of a batch."""
    from isnad.batch.taking import output_of

    found = {name: output for name in sources if name != "-" and (output := output_of(name)) is not None}
    for name, output in found.items():
        if day is not None and day != output.published:
            told = f"--published {output.published}" if output.published else "no --published"
            stop(f"{name}: was read with {told}; take it in without one, or read it again with the other")
        if not output.complete and not quiet:
            say(f"{name}: the batch is not finished; what its {len(output.parts):,} whole parts hold is taken in")
    return found


def _teller(journal: Journal, step: Callable[[], None], quiet: bool) -> Callable[[Incoming, Kept | Rejected], None]:
    from isnad.ledger.write import Kept

    def tell(item: Incoming, what: Kept | Rejected) -> None:
        if isinstance(what, Kept):
            journal.write("kept", report=what.report_id, version=what.version_id, what=what.what,
                          revision=what.revision, source=item.where, appeared=what.appeared,
                          changed=len(what.altered), vanished=len(what.vanished))
        else:
            journal.write("rejected", source=item.where, code=what.code, reason=str(what))
            if not quiet:
                say(f"{item.where}: {what}")
        if not quiet:
            for warning in item.warnings:
                say(f"{item.where}: {warning}")
        step()

    return tell


def _counted(counts: Any) -> str:
    return (f"{counts.new:,} new, {counts.changed:,} changed, {counts.known:,} known already, "
            f"{counts.rejected:,} rejected")


@app.command()
def watch(
    feeds: Annotated[Path, typer.Argument(metavar="FEEDS", show_default=False, help="The TOML file of the feeds.")],
    ledger: LedgerAt = None,
    once: Annotated[bool, typer.Option("--once", help="Poll those that are due, and leave.")] = False,
    quiet: Quiet = False,
    log: Log = None,
) -> None:
    """Poll feeds for ever, and take what they bring into the ledger. Ctrl-C, or a term signal, ends it in order."""
    from isnad.ledger.feeds import LedgerFeeds
    from isnad.ledger.ingest import ingest as take_in
    from isnad.watch import Polled, SettingsError, read_settings
    from isnad.watch import watch as poll

    with door(), ExitStack() as stack:
        try:
            settings = read_settings(feeds)
        except SettingsError as error:
            stop(str(error))
        kept = ledger_at(ledger, stack, create=True)
        journal = stack.enter_context(Journal.to(log))
        tell = _teller(journal, lambda: None, quiet)

        failures: list[str] = []

        def polled(each: Polled) -> None:
            journal.write("polled", feed=each.url, reports=each.reports, rejected=each.rejected, code=each.code,
                          reason=each.reason, warnings=list(each.warnings), unchanged=each.unchanged,
                          next_at=each.next_at.isoformat())
            if each.code:
                failures.append(each.code)
            for what in () if quiet else filter(None, (each.reason, *each.warnings)):
                say(f"{each.url}: {what}")

        poll(settings, LedgerFeeds(kept), lambda item: take_in(kept, [item], tell=tell), stop=_until_signal(),
             once=once, tell=polled)
    raise typer.Exit(SOME_REJECTED if once and failures else ALL_READ)


def _until_signal() -> threading.Event:
    ended = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: ended.set())
    return ended


@app.command()
def reread(
    ledger: LedgerAt = None,
    every: Annotated[bool, typer.Option("--all", help="Read all reports again, not only those that an older reader "
                                        "has read.")] = False,
    format: Tell = ListFormat.text,
    jobs: Jobs = 1,
    quiet: Quiet = False,
    log: Log = None,
) -> None:
    """Read old reports again after isnad has improved, and tell what changed. Stopped, it goes on where it was."""
    from isnad.ledger.ingest import Counts
    from isnad.ledger.reread import reread as read_again
    from isnad.ledger.reread import waiting
    from isnad.ledger.write import Kept

    with door(), ExitStack() as stack:
        kept = ledger_at(ledger, stack)
        journal = stack.enter_context(Journal.to(log))
        reports = waiting(kept, every=every)
        step = stack.enter_context(bar("reading again", len(reports), quiet))
        tell, counts, changed = _teller(journal, step, quiet), Counts(), list[dict[str, Any]]()

        def told(item: Incoming, what: Kept | Rejected) -> None:
            tell(item, what)
            counts.add(what)
            if isinstance(what, Kept):
                changed.extend({"report": what.report_id, "id": key, "field": field, "before": before, "after": after}
                               for key, field, before, after in what.altered)
                changed.extend({"report": what.report_id, "id": key, "field": "vanished", "before": None, "after": None}
                               for key in what.vanished)

        read_again(kept, reports, jobs=jobs, tell=told)
        write_list(format, changed, ("report", "id", "field", "before", "after"), _altered, style_of(sys.stdout))
        if not quiet:
            say(f"{counts.reread:,} read again, {len(changed):,} changes, {counts.rejected:,} rejected")
    raise typer.Exit(SOME_REJECTED if counts.rejected else ALL_READ)


def _altered(row: dict[str, Any], style: Any) -> Iterator[str]:
    if row["field"] == "vanished":
        yield f"{style.strong(row['id'])}  vanished"
    else:
        yield f"{style.strong(row['id'])}  {row['field']}: {row['before']} → {row['after']}"


@rejects_app.callback()
def rejects(
    context: typer.Context,
    ledger: LedgerAt = None,
    format: Tell = ListFormat.text,
    every: Annotated[bool, typer.Option("--all", help="Those that were taken in later, too.")] = False,
) -> None:
    """List what could not be read, with the reasons."""
    from sqlalchemy import select

    from isnad.ledger.schema import rejected
    from isnad.render import lists

    if context.invoked_subcommand is not None:
        return
    with door(), ExitStack() as stack:
        kept = ledger_at(ledger, stack)
        query = select(rejected).order_by(rejected.c.first_seen, rejected.c.id)
        with kept.look() as db:
            rows = [dict(row) for row in db.execute(
                query if every else query.where(rejected.c.report_id.is_(None))).mappings()]
        write_list(format, rows, lists.REJECTS, lists.reject, style_of(sys.stdout))


@rejects_app.command("retry")
def retry(ledger: LedgerAt = None, quiet: Quiet = False, log: Log = None) -> None:
    """Try everything again that could not be read."""
    from isnad.ledger.ingest import retry as try_again
    from isnad.sources import reopen
    from isnad.sources.fetch import Fetcher

    with door(), ExitStack() as stack:
        kept = ledger_at(ledger, stack)
        journal = stack.enter_context(Journal.to(log))
        step = stack.enter_context(bar("trying again", None, quiet))
        fetcher = Fetcher()
        counts = try_again(kept, lambda source, line, given: reopen(source, line, given, fetcher=fetcher),
                           tell=_teller(journal, step, quiet))
        if not quiet:
            say(_counted(counts))
    raise typer.Exit(SOME_REJECTED if counts.rejected else ALL_READ)


@app.command()
def verify(ledger: LedgerAt = None, quiet: Quiet = False) -> None:
    """Prove that every span in the ledger still covers the characters it was read from. Leaves with 1 where not."""
    from isnad.ledger.stats import stats as figures
    from isnad.ledger.verify import verify as proof

    with door(), ExitStack() as stack:
        kept = ledger_at(ledger, stack)
        number = figures(kept)
        step = stack.enter_context(bar("verifying", int(number["versions"] or 0), quiet))
        faults = 0
        for key, what in proof(kept, step):
            faults += 1
            sys.stdout.write(f"{key}: {what}\n")
        if faults:
            stop(f"{faults:,} fault{'s' if faults > 1 else ''}", SOME_REJECTED)
        sys.stdout.write(f"{number['reports']:,} reports in {number['versions']:,} versions, no fault\n")


@app.command()
def backup(
    to: Annotated[str, typer.Argument(metavar="FILE|LEDGER", show_default=False,
                                      help="A new file, or an empty ledger's address.")],
    ledger: LedgerAt = None,
    quiet: Quiet = False,
) -> None:
    """Copy the whole ledger, while others write, into a new file or another database. The copy is a ledger itself."""
    from isnad.ledger.backup import copy, steps
    from isnad.ledger.database import open_ledger

    with door(), ExitStack() as stack:
        kept = ledger_at(ledger, stack)
        address = to if "://" in to else f"sqlite:///{to}"
        if "://" not in to and Path(to).exists():
            stop(f"{to}: exists already; name a new file")
        target = open_ledger(address)
        stack.callback(target.close)
        step = stack.enter_context(bar("copying", steps(kept), quiet))
        reports = copy(kept, target, step)
        sys.stdout.write(f"{reports:,} reports copied to {to}\n")


@app.command()
def stats(ledger: LedgerAt = None, format: Tell = ListFormat.text) -> None:
    """Show how much of everything the ledger holds."""
    from isnad.ledger.stats import stats as figures

    with door(), ExitStack() as stack:
        found = figures(ledger_at(ledger, stack))
        if format is ListFormat.json:
            sys.stdout.write(json.dumps(found, indent=2) + "\n")
            return
        rows = [{"name": name, "value": value} for name, value in found.items()]
        write_list(format, rows, ("name", "value"), _figure, style_of(sys.stdout))


def _figure(row: dict[str, Any], style: Any) -> Iterator[str]:
    value = row["value"]
    shown = f"{value:,}" if isinstance(value, int) else value or "-"
    yield f"{row['name'].replace('_', ' '):<24} {shown:>16}"


@app.command()
def changes(
    since: Annotated[str, typer.Option("--since", metavar="MOMENT|REVISION",
                                       help="A moment, as 2026-01-31T12:00Z, or a revision's number.")] = "0",
    ledger: LedgerAt = None,
    format: Tell = ListFormat.text,
) -> None:
    """Show what appeared, changed and vanished since a moment, in the order in which it did."""
    from dataclasses import asdict
    from datetime import UTC, datetime

    from isnad.ledger.changes import changes as feed
    from isnad.ledger.schema import iso
    from isnad.render import lists

    with door(), ExitStack() as stack:
        start: str | int
        try:
            moment = None if since.isdigit() else datetime.fromisoformat(since)
        except ValueError:
            stop(f"--since: {since!r} is no moment; write it as 2026-01-31T12:00Z, or give a revision's number")
        start = int(since) if moment is None else iso(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
        kept = ledger_at(ledger, stack)
        write_list(format, (asdict(each) for each in feed(kept, start)), lists.CHANGES, lists.change,
                   style_of(sys.stdout))
