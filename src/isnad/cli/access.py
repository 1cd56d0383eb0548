"""The commands for the reading room's people and programs: who is let in, which searches are kept, and what is sent."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from isnad.cli.common import LedgerAt, ListFormat, door, ledger_at, say, stop, style_of, write_list
from isnad.cli.looking import ALL, Form, Limit, Page, tell_page
from isnad.cli.settling import By, by_whom

if TYPE_CHECKING:
    from isnad.ledger.tokens import Role

app = typer.Typer()
tokens_app = typer.Typer(invoke_without_command=True, help="Who is let into the reading room.")
searches_app = typer.Typer(invoke_without_command=True, help="Searches that are kept, and sent as they grow.")
app.add_typer(tokens_app, name="tokens")
app.add_typer(searches_app, name="searches")


@tokens_app.callback()
def tokens(context: typer.Context, format: Form = ListFormat.text, ledger: LedgerAt = None) -> None:
    """List tokens by name: their roles, and whether they are worth anything. What they are is kept nowhere."""
    from isnad.ledger.tokens import tokens as all_tokens
    from isnad.render import lists

    if context.invoked_subcommand is not None:
        return
    with door(), ExitStack() as stack:
        with ledger_at(ledger, stack).look() as db:
            rows = all_tokens(db)
        write_list(format, rows, lists.TOKENS, lists.token, style_of(sys.stdout))


Name = Annotated[str, typer.Argument(metavar="NAME", show_default=False, help="Whose token it is.")]


@tokens_app.command("add")
def add_token(
    name: Name,
    role: Annotated[str, typer.Option("--role", help="read, review (also decides on what was read, and keeps searches) "
                                      "or admin.")] = "read",
    days: Annotated[int | None, typer.Option("--days", min=1, max=36_500, show_default=False,
                                             help="For how many days it lets him in; for ever otherwise.")] = None,
    ledger: LedgerAt = None,
) -> None:
    """Make a token, and print it: this once."""
    from isnad.ledger.tokens import ROLES, make_token

    with door(), ExitStack() as stack:
        told: Role | None = next((each for each in ROLES if each == role.lower()), None)
        if told is None:
            stop(f"--role: no {role!r}; there are {', '.join(ROLES)}")
        expires = datetime.now(UTC) + timedelta(days=days) if days is not None else None
        _, made = make_token(ledger_at(ledger, stack), name, told, expires)
        sys.stdout.write(made + "\n")
        until = f", until {expires:%Y-%m-%d}" if expires else ""
        say(f"{name}: may {told}{until}; the token is shown this once")


@tokens_app.command("revoke")
def revoke_token(name: Name, ledger: LedgerAt = None) -> None:
    """Make a token worth nothing. Who is signed in with it is out."""
    from isnad.ledger.tokens import revoke

    with door(), ExitStack() as stack:
        say(f"{revoke(ledger_at(ledger, stack), name)}: revoked")


@searches_app.callback()
def searches(context: typer.Context, format: Form = ListFormat.text, ledger: LedgerAt = None) -> None:
    """List the searches that are kept, by name."""
    from isnad.ledger.saved import saved_searches
    from isnad.render import lists

    if context.invoked_subcommand is not None:
        return
    with door(), ExitStack() as stack:
        with ledger_at(ledger, stack).look() as db:
            rows = [each.shown() for each in saved_searches(db)]
        write_list(format, rows, lists.SEARCHES, lists.saved, style_of(sys.stdout))


@searches_app.command("add")
def add_search(
    name: Annotated[str, typer.Argument(metavar="NAME", show_default=False, help="A name for people.")],
    query: Annotated[str, typer.Argument(metavar="QUERY", show_default=False, help="As in a search's address: "
                                         "'q=هدنة&act=deny', or the whole address.")],
    hook: Annotated[str | None, typer.Option("--hook", metavar="URL", show_default=False,
                                             help="Where `isnad serve` sends what is found anew.")] = None,
    by: By = None,
    ledger: LedgerAt = None,
) -> None:
    """Keep a search. Prints its identifier and, this once, the secret that what is sent to its hook is signed with."""
    from isnad.ledger.saved import keep_search
    from isnad.web.addresses import kept_query

    with door(), ExitStack() as stack:
        kept = keep_search(ledger_at(ledger, stack), name, kept_query(query), by_whom(by), hook)
        sys.stdout.write(kept.id + "\n" + (f"{kept.secret}\n" if kept.secret else ""))
        say(f"{kept.name}: is kept" + ("; the second line is the secret, shown this once" if kept.secret else ""))


@searches_app.command("remove")
def remove_search(
    id: Annotated[str, typer.Argument(metavar="ID", show_default=False, help="A saved search.")],
    ledger: LedgerAt = None,
) -> None:
    """Keep a search no longer. Nothing more is sent."""
    from isnad.ledger.saved import remove_search as remove

    with door(), ExitStack() as stack:
        say(f"{remove(ledger_at(ledger, stack), id).name}: removed")


@searches_app.command("deliveries")
def search_deliveries(
    id: Annotated[str | None, typer.Argument(metavar="[ID]", show_default=False, help="A saved search; all otherwise.")
                  ] = None,
    limit: Limit = 20,
    page: Page = 1,
    format: Form = ListFormat.text,
    ledger: LedgerAt = None,
) -> None:
    """List what was sent to hooks, the newest first, and what became of it."""
    from isnad.ledger.saved import deliveries, saved_search
    from isnad.render import lists

    with door(), ExitStack() as stack:
        size = limit or ALL
        with ledger_at(ledger, stack).look() as db:
            total, rows = deliveries(db, id, limit=size, offset=(page - 1) * size)
            if id is not None and not total and saved_search(db, id) is None:
                stop(f"{id}: no saved search of this identifier; `isnad searches` lists them")
        write_list(format, rows, lists.DELIVERIES, lists.delivery, style_of(sys.stdout))
        tell_page(total, len(rows), page, limit)
