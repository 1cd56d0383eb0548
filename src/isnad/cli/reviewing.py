"""The commands by which people accept, correct and reject what was read, and take their decisions away as gold."""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import typer

from isnad.cli.common import LedgerAt, ListFormat, day_of, door, ledger_at, say, stop, style_of, write_list
from isnad.cli.looking import ALL, Form, Limit, Page, tell_page
from isnad.cli.settling import By, by_whom

app = typer.Typer()
reviews_app = typer.Typer(invoke_without_command=True, help="What people decided on what was read.")
app.add_typer(reviews_app, name="reviews")

SEVERAL = ("actors", "recipients", "content")
"""Fields that hold several values."""


@reviews_app.callback()
def reviews(
    context: typer.Context,
    report: Annotated[str | None, typer.Option("--report", help="A report's identifier.", show_default=False)] = None,
    by: Annotated[str | None, typer.Option("--by", metavar="NAME", show_default=False,
                                           help="Who decided, or took it back.")] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", show_default=False,
                                              help="From this day of the decision on; with --waiting of the report.")
                     ] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DATE", show_default=False,
                                              help="Up to this day.")] = None,
    waiting: Annotated[bool, typer.Option("--waiting", help="Reports that nobody has looked at as a whole, in place of "
                                          "the list.")] = False,
    limit: Limit = 20,
    page: Page = 1,
    format: Form = ListFormat.text,
    ledger: LedgerAt = None,
) -> None:
    """List decisions, the last in front; those that were taken back, too."""
    from isnad.ledger.reviews import listed, queue
    from isnad.render import lists

    if context.invoked_subcommand is not None:
        return
    with door(), ExitStack() as stack:
        if waiting and (report or by):
            stop("--waiting lists reports that wait for review, whoever will; leave --report and --by out")
        kept = ledger_at(ledger, stack)
        size, style = limit or ALL, style_of(sys.stdout)
        first, last = day_of(since, "--since"), day_of(until, "--until")
        with kept.look() as db:
            if waiting:
                total, rows = queue(db, since=first, until=last, limit=size, offset=(page - 1) * size)
                write_list(format, rows, lists.WAITING, lists.waiting, style)
            else:
                total, rows = listed(db, report_id=report, by=by, since=first, until=last, limit=size,
                                     offset=(page - 1) * size)
                write_list(format, rows, lists.REVIEWS, lists.review, style)
        tell_page(total, len(rows), page, limit)


@reviews_app.command("decide")
def decide(
    id: Annotated[str, typer.Argument(metavar="ID", show_default=False, help="A statement, event, awaited item or "
                                      "appearance; or a report, once all of it has been looked at.")],
    decision: Annotated[str, typer.Argument(metavar="DECISION", show_default=False,
                                            help="accepted, corrected or rejected.")],
    fields: Annotated[list[str] | None, typer.Option("--set", metavar="FIELD=VALUE", show_default=False,
                                                     help="What a correction makes of a field, as act=deny.")] = None,
    note: Annotated[str | None, typer.Option("--note", help="Why, for those who ask later.", show_default=False)
                    ] = None,
    by: By = None,
    ledger: LedgerAt = None,
) -> None:
    """Accept, correct or reject what was read. It stays so when the report is read again, or gets a new version."""
    from isnad.ledger.reviews import decide as make

    with door(), ExitStack() as stack:
        given = _fields(fields or [])
        number = make(ledger_at(ledger, stack), id, decision, fields=given,  # type: ignore[arg-type]
                      note=note, by=by_whom(by))
        say(f"{id}: {decision}, decision {number:,}")


def _fields(given: list[str]) -> dict[str, Any]:
    """Fields and their values. Those that hold several are given more than once, or with commas between actors."""
    fields: dict[str, Any] = {}
    for each in given:
        name, equals, value = each.partition("=")
        if not equals or not name:
            stop(f"--set: {each!r} names no field and value; write it as act=deny")
        if name not in SEVERAL:
            if name in fields:
                stop(f"--set: {name} is given twice, and has one value")
            fields[name] = value or None
        elif name == "content":
            fields.setdefault(name, []).extend(_stretches(value))
        else:
            fields.setdefault(name, []).extend(who for who in map(str.strip, value.split(",")) if who)
    return fields


def _stretches(value: str) -> list[Any]:
    """Words, or pairs of code points as JSON."""
    if not value.startswith("[["):
        return [value]
    try:
        pairs = json.loads(value)
    except (ValueError, RecursionError):
        stop(f"--set: {value!r} is neither words nor pairs of code points as [[120, 180]]")
    return list(pairs)


@reviews_app.command("undo")
def undo(
    id: Annotated[str, typer.Argument(metavar="ID", show_default=False, help="What was decided on, or the decision's "
                                      "number.")],
    by: By = None,
    ledger: LedgerAt = None,
) -> None:
    """Take back the last decision on something. What stood before it stands again."""
    from isnad.ledger.reviews import undo as take_back

    with door(), ExitStack() as stack:
        number = take_back(ledger_at(ledger, stack), id, by_whom(by))
        say(f"{id}: decision {number:,} is taken back")


@reviews_app.command("export")
def export(
    folder: Annotated[str, typer.Argument(metavar="DIR", show_default=False, help="A folder for reports and "
                                          "annotations.")],
    every: Annotated[bool, typer.Option("--all", help="Every report on which anything was decided, not only those that "
                                        "were accepted as a whole.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Put it in the place of an export that is there.")] = False,
    ledger: LedgerAt = None,
) -> None:
    """Write reviewed reports as gold, against which readings are scored: the reports, and their annotations."""
    from isnad.ledger.gold import export as write

    with door(), ExitStack() as stack:
        kept = ledger_at(ledger, stack)
        reports = 0
        for key, one in write(kept, Path(folder), every=every, force=force):
            reports += 1
            for each in one.left_out:
                say(f"{key}: left out: {each}")
        sys.stdout.write(f"{reports:,} report{'s' if reports != 1 else ''} written to {folder}\n")
        if not reports:
            say("no report is accepted as a whole; `isnad reviews decide` accepts one, --all takes all with a decision")
