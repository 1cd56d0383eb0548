"""The commands that look into the ledger: find, show, stories."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated, Any

import typer

from isnad.cli.common import LedgerAt, ListFormat, day_of, door, ledger_at, say, stop, style_of, write_list
from isnad.cli.filters import Several, Since, Until, asking
from isnad.cli.filters import allowed as allowed

if TYPE_CHECKING:
    from isnad.ledger.search import Query
    from isnad.render import Style

app = typer.Typer()

Limit = Annotated[int, typer.Option("--limit", min=0, help="How many on a page; 0 for all.")]
Page = Annotated[int, typer.Option("--page", min=1, help="Which page.")]
Form = Annotated[ListFormat, typer.Option("--format", help="text for people; json, jsonl or csv for programs.")]
ALL = 1 << 31
"""More than any ledger holds."""


@app.command()
@asking
def find(
    query: Query,
    by_day: Annotated[bool, typer.Option("--by-day", help="The newest first, not the best.")] = False,
    facets: Annotated[Several, typer.Option("--facets", help="Count what is found by kind, act, type, mode, status, "
                                            "speaker, country, sector, outlet, place, month or story, in place of "
                                            "listing it.", show_default=False)] = None,
    limit: Limit = 20,
    page: Page = 1,
    format: Form = ListFormat.text,
    ledger: LedgerAt = None,
) -> None:
    """Find statements, events and reports by words and filters. An option given twice means either."""
    from isnad.ledger.search import FACETS
    from isnad.ledger.search import find as search
    from isnad.render import lists

    with door(), ExitStack() as stack:
        wanted = allowed("--facets", facets, FACETS)
        kept = ledger_at(ledger, stack)
        size = 0 if wanted else limit or ALL
        found = search(kept, query, limit=size, offset=(page - 1) * size, facets=wanted, by_day=by_day)
        style = style_of(sys.stdout)
        if wanted:
            rows = [{"facet": name, "value": value, "number": number}
                    for name, counts in found.facets.items() for value, number in counts]
            write_list(format, rows, lists.FACETS, lists.facet, style)
        else:
            write_list(format, _in_pieces(kept, found.rows), lists.FOUND, lists.found, style)
        tell_page(found.total, 0 if wanted else len(found.rows), page, limit)


def _in_pieces(kept: Any, rows: list[Any], size: int = 100) -> Iterator[dict[str, Any]]:
    """What was found, loaded as it is written: a list may be as long as the ledger."""
    from isnad.ledger.views import views

    for at in range(0, len(rows), size):
        with kept.look() as db:
            yield from views(db, rows[at:at + size])


def tell_page(total: int, shown: int, page: int, limit: int) -> None:
    """How much there is beside what was shown."""
    if shown < total and shown:
        first = (page - 1) * limit + 1
        say(f"{first:,} to {first + shown - 1:,} of {total:,}; --page {page + 1} shows more, --limit 0 all")
    else:
        say(f"{total:,} found")


@app.command()
def stories(
    since: Since = None,
    until: Until = None,
    origins: Annotated[int, typer.Option("--origins", min=1, help="Told by at least so many independent origins.")] = 1,
    limit: Limit = 20,
    page: Page = 1,
    format: Form = ListFormat.text,
    ledger: LedgerAt = None,
) -> None:
    """List stories, those that most independent origins tell first."""
    from isnad.ledger import across
    from isnad.render import lists

    with door(), ExitStack() as stack:
        kept = ledger_at(ledger, stack)
        size = limit or ALL
        with kept.look() as db:
            total, rows = across.stories(db, since=day_of(since, "--since"), until=day_of(until, "--until"),
                                         least=origins, limit=size, offset=(page - 1) * size)
        write_list(format, rows, lists.STORIES, lists.story, style_of(sys.stdout))
        tell_page(total, len(rows), page, limit)


@app.command()
def show(
    id: Annotated[str, typer.Argument(metavar="ID", show_default=False, help="Of a report, statement, event, actor, "
                                      "story, dispute or something awaited.")],
    format: Annotated[ListFormat, typer.Option("--format", help="text for people; json for programs.")
                      ] = ListFormat.text,
    ledger: LedgerAt = None,
) -> None:
    """Show one thing by its identifier, with all that is known of it across reports."""
    from isnad.ledger.one import one

    with door(), ExitStack() as stack:
        if format is ListFormat.csv:
            stop("--format: one thing is shown as text or json; `isnad find --format csv` writes lists")
        kept = ledger_at(ledger, stack)
        with kept.look() as db:
            found = one(db, id)
        if found is None:
            stop(f"{id}: the ledger has nothing of this name; `isnad find` gives identifiers")
        if format is ListFormat.text:
            sys.stdout.writelines(line + "\n" for line in _told(found, style_of(sys.stdout)))
        else:
            indent = 2 if format is ListFormat.json else None
            sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=indent) + "\n")


def _told(found: dict[str, Any], style: Style) -> Iterator[str]:
    from isnad.record import Record
    from isnad.render import lists
    from isnad.render import show as show_record

    kind = found["kind"]
    if kind == "report":
        yield from lists.carrier(found, style)
        yield ""
        yield show_record(Record.model_validate(found["record"]), style).rstrip()
        for each in found["versions"]:
            yield f"version {each['number']}  {each['id']}  taken in {each['taken']}"
    elif kind == "story":
        yield from lists.story(found, style)
        for each in found["carriers"]:
            yield from lists.carrier(each, style)
    elif kind in ("statement", "event"):
        yield from lists.found(found, style)
        yield from _across(found, style)
    else:
        yield from {"actor": lists.actor, "awaited": lists.awaited, "dispute": lists.dispute}[kind](found, style)
        for each in found["why"] if kind == "actor" else ():
            yield f"    {each['reports']:>5,}×  {each['name']}: {each['reason']}"
        if kind == "awaited" and found["vanished"]:
            yield "    its report awaits it no more"
    for each in found.get("reviews", ()):
        yield from lists.review(each | {"text": None}, style)


def _across(found: dict[str, Any], style: Style) -> Iterator[str]:
    """Who else tells it, who came first, and who tells it otherwise."""
    from isnad.render.style import isolate

    yield f"{found['origins']:,} independent origin{'s' if found['origins'] != 1 else ''}, the first in front:"
    for each in found["tellings"]:
        copies = f"  copies {each['copies']}" if each["copies"] else ""
        yield f"    {each['day'] or 'day unknown'}  {isolate(each['outlet'] or '?')}  {each['id']}{style.faint(copies)}"
    for each in found["otherwise"]:
        here, there = isolate(str(each["here"])), isolate(str(each["there"]))
        yield f"    otherwise in {each['id']}: {each['on']}: {here} / {there}"
    for each in found["disputes"]:
        yield f"    disputed {each['id']}: {each['why']}"
    if found["vanished"]:
        yield "    it stands in the report no more"
