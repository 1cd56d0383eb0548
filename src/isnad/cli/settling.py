"""The commands for what is not settled: what is owed, what is disputed, who is who."""

from __future__ import annotations

import datetime
import getpass
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated

import typer

from isnad.cli.common import LedgerAt, ListFormat, day_of, door, ledger_at, say, stop, style_of, write_list
from isnad.cli.filters import Several, Since, Until, allowed
from isnad.cli.looking import ALL, Form, Limit, Page, tell_page

if TYPE_CHECKING:
    from isnad.ledger.settle import Decision

app = typer.Typer()
awaited_app = typer.Typer(invoke_without_command=True, help="What is owed: open, overdue, answered, withdrawn.")
disputes_app = typer.Typer(invoke_without_command=True, help="What is said and denied, or told in two ways.")
actors_app = typer.Typer(invoke_without_command=True, help="Who is who across reports.")
app.add_typer(awaited_app, name="awaited")
app.add_typer(disputes_app, name="disputes")
app.add_typer(actors_app, name="actors")

By = Annotated[str | None, typer.Option("--by", metavar="NAME", show_default=False,
                                        help="Who decides; the name that you are logged in under otherwise.")]


def by_whom(name: str | None) -> str:
    """Who decides; leaves where nobody can be told."""
    if name:
        return name
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        stop("--by: nobody is logged in here; give a name")


@awaited_app.callback()
def awaited(
    context: typer.Context,
    state: Annotated[Several, typer.Option("--state", help="open, overdue, answered or withdrawn.",
                                           show_default=False)] = None,
    offered: Annotated[bool, typer.Option("--offered", help="Only what has an unsure answer to decide on.")] = False,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", show_default=False,
                                           help="The day as of which terms are overdue; today otherwise.")] = None,
    since: Since = None,
    until: Until = None,
    limit: Limit = 20,
    page: Page = 1,
    format: Form = ListFormat.text,
    ledger: LedgerAt = None,
) -> None:
    """List what is awaited, the newest first, with the evidence for every change."""
    from isnad.ledger.owing import STATES, owing_page
    from isnad.render import lists

    if context.invoked_subcommand is not None:
        return
    with door(), ExitStack() as stack:
        kept = ledger_at(ledger, stack)
        today = day_of(on, "--on") or datetime.date.today().isoformat()
        size = limit or ALL
        with kept.look() as db:
            total, rows = owing_page(db, today, states=allowed("--state", state, STATES), offered=offered,
                                     since=day_of(since, "--since"), until=day_of(until, "--until"), limit=size,
                                     offset=(page - 1) * size)
        write_list(format, rows, lists.AWAITED, lists.awaited, style_of(sys.stdout))
        tell_page(total, len(rows), page, limit)


Change = Annotated[str, typer.Argument(metavar="ID", show_default=False,
                                       help="A change, or an item with undecided changes.")]


@awaited_app.command("confirm")
def confirm_awaited(id: Change, by: By = None, ledger: LedgerAt = None) -> None:
    """Confirm that an offered answer is one."""
    _settle_awaited(id, "confirmed", by, ledger)


@awaited_app.command("reject")
def reject_awaited(id: Change, by: By = None, ledger: LedgerAt = None) -> None:
    """Reject an answer: it is none, and the item stands as it did."""
    _settle_awaited(id, "rejected", by, ledger)


def _settle_awaited(id: str, decision: Decision, by: str | None, ledger: str | None) -> None:
    from isnad.ledger.settle import settle_awaited

    with door(), ExitStack() as stack:
        number = settle_awaited(ledger_at(ledger, stack), id, decision, by_whom(by))
        say(f"{id}: {number:,} {decision}")


@disputes_app.callback()
def disputes(
    context: typer.Context,
    kind: Annotated[str | None, typer.Option("--kind", show_default=False,
                                             help="accusation-denial, claim-opposite or numbers.")] = None,
    sure: Annotated[bool | None, typer.Option("--sure/--offered", show_default=False,
                                              help="Only what is sure, or only what is offered.")] = None,
    since: Since = None,
    until: Until = None,
    limit: Limit = 20,
    page: Page = 1,
    format: Form = ListFormat.text,
    ledger: LedgerAt = None,
) -> None:
    """List pairs that are at odds, the newest first."""
    from isnad.ledger import across
    from isnad.ledger.disputes import KINDS
    from isnad.render import lists

    if context.invoked_subcommand is not None:
        return
    with door(), ExitStack() as stack:
        kept = ledger_at(ledger, stack)
        wanted = allowed("--kind", [kind] if kind else None, KINDS)
        size = limit or ALL
        with kept.look() as db:
            total, rows = across.disputes(db, kind=wanted[0] if wanted else None, sure=sure,
                                          since=day_of(since, "--since"), until=day_of(until, "--until"),
                                          limit=size, offset=(page - 1) * size)
        write_list(format, rows, lists.DISPUTES, lists.dispute, style_of(sys.stdout))
        tell_page(total, len(rows), page, limit)


Dispute = Annotated[str, typer.Argument(metavar="ID", show_default=False, help="A dispute.")]


@disputes_app.command("confirm")
def confirm_dispute(id: Dispute, by: By = None, ledger: LedgerAt = None) -> None:
    """Confirm that two things are at odds."""
    _settle_dispute(id, "confirmed", by, ledger)


@disputes_app.command("reject")
def reject_dispute(id: Dispute, by: By = None, ledger: LedgerAt = None) -> None:
    """Reject a dispute: the two are not at odds."""
    _settle_dispute(id, "rejected", by, ledger)


def _settle_dispute(id: str, decision: Decision, by: str | None, ledger: str | None) -> None:
    from isnad.ledger.settle import settle_dispute

    with door(), ExitStack() as stack:
        settle_dispute(ledger_at(ledger, stack), id, decision, by_whom(by))
        say(f"{id}: {decision}")


@actors_app.callback()
def actors(
    context: typer.Context,
    name: Annotated[str | None, typer.Option("--name", show_default=False,
                                             help="Any spelling of a name, or an identifier.")] = None,
    kind: Annotated[str | None, typer.Option("--kind", show_default=False,
                                             help="person, organisation, country or group.")] = None,
    country: Annotated[str | None, typer.Option("--country", help="As RUS.", show_default=False)] = None,
    offers: Annotated[bool, typer.Option("--offers", help="Pairs who may be one, in place of the list.")] = False,
    limit: Limit = 20,
    page: Page = 1,
    format: Form = ListFormat.text,
    ledger: LedgerAt = None,
) -> None:
    """List actors, those that most reports tell of first."""
    from isnad.ledger.people import people
    from isnad.ledger.settle import offers as offered
    from isnad.render import lists

    if context.invoked_subcommand is not None:
        return
    with door(), ExitStack() as stack:
        wanted = allowed("--kind", [kind] if kind else None, ("person", "organisation", "country", "group"))
        kept = ledger_at(ledger, stack)
        size = limit or ALL
        style = style_of(sys.stdout)
        with kept.look() as db:
            if offers:
                pairs = [dict(row._mapping) for row in offered(db)]
                some = pairs[(page - 1) * size:page * size]
                write_list(format, some, lists.OFFERS, lists.offer, style)
                tell_page(len(pairs), len(some), page, limit)
                return
            total, rows = people(kept, db, name, kind=wanted[0] if wanted else None,
                                 country=country.upper() if country else None, limit=size, offset=(page - 1) * size)
        write_list(format, rows, lists.ACTORS, lists.actor, style)
        tell_page(total, len(rows), page, limit)


Actor = Annotated[str, typer.Argument(metavar="ID", show_default=False, help="An actor's identifier.")]


@actors_app.command("merge")
def merge_actors(
    id: Actor,
    into: Annotated[str, typer.Argument(metavar="INTO", show_default=False, help="The one that he is, too.")],
    reason: Annotated[str, typer.Option("--reason", help="Why, for those who ask later.", show_default=False)] = "",
    by: By = None,
    ledger: LedgerAt = None,
) -> None:
    """Make two actors one. `isnad actors split` undoes it."""
    from isnad.ledger.settle import merge

    with door(), ExitStack() as stack:
        merge(ledger_at(ledger, stack), id, into, by_whom(by), reason)
        say(f"{id}: is {into} now")


@actors_app.command("split")
def split_actors(
    id: Actor,
    name: Annotated[str | None, typer.Option("--name", metavar="SPELLING", show_default=False,
                                             help="A spelling that means somebody else; without it, the last merge "
                                             "is undone.")] = None,
    by: By = None,
    ledger: LedgerAt = None,
) -> None:
    """Take apart what is one actor and should be two."""
    from isnad.ledger.settle import split

    with door(), ExitStack() as stack:
        other = split(ledger_at(ledger, stack), id, name, by_whom(by))
        say(f"{id}: {other} is another now")
