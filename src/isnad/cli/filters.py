"""The filters that several commands have: what of the ledger, or of records, is meant."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, get_args, get_type_hints

import typer

from isnad.cli.common import day_of, door, stop
from isnad.record import MODES, Act, Sector, Status

if TYPE_CHECKING:
    from isnad.ledger.search import Query

Several = list[str] | None
Since = Annotated[str | None, typer.Option("--since", metavar="DATE", show_default=False,
                                           help="From this day of the report on.")]
Until = Annotated[str | None, typer.Option("--until", metavar="DATE", show_default=False,
                                           help="Up to this day of the report.")]


def allowed(option: str, given: Several, choice: tuple[str, ...]) -> tuple[str, ...]:
    """The values of an option, in the letters that the record has; leaves where one is none."""
    known = {each.lower(): each for each in choice}
    for value in given or ():
        if value.lower() not in known:
            stop(f"{option}: no {value!r}; there are {', '.join(choice)}")
    return tuple(known[value.lower()] for value in given or ())


def _asked(
    words: Annotated[list[str] | None, typer.Argument(metavar="[WORDS]", show_default=False, help='Words that must be '
                                                      'there; "…" side by side, word* a beginning, -word not there.')
                     ] = None,
    kind: Annotated[Several, typer.Option("--kind", help="statement, event or report.", show_default=False)] = None,
    speaker: Annotated[Several, typer.Option("--speaker", help="On whose word: a name or an actor's identifier.",
                                             show_default=False)] = None,
    actor: Annotated[Several, typer.Option("--actor", help="Who acts or speaks.", show_default=False)] = None,
    recipient: Annotated[Several, typer.Option("--recipient", help="To whom.", show_default=False)] = None,
    act: Annotated[Several, typer.Option("--act", help="A statement's act, as promise.", show_default=False)] = None,
    type: Annotated[Several, typer.Option("--type", help="An event's type, as CONSULT.", show_default=False)] = None,
    mode: Annotated[Several, typer.Option("--mode", help="An event's mode, as visit.", show_default=False)] = None,
    status: Annotated[Several, typer.Option("--status", help="An event's status, as requested.", show_default=False)
                      ] = None,
    country: Annotated[Several, typer.Option("--country", help="Of anyone who takes part, as RUS.", show_default=False)
                       ] = None,
    sector: Annotated[Several, typer.Option("--sector", help="Of anyone who takes part, as GOV.", show_default=False)
                      ] = None,
    actor_country: Annotated[Several, typer.Option("--actor-country", help="Of who acts or speaks.",
                                                   show_default=False)] = None,
    actor_sector: Annotated[Several, typer.Option("--actor-sector", help="Of who acts or speaks.", show_default=False)
                            ] = None,
    recipient_country: Annotated[Several, typer.Option("--recipient-country", help="Of those to whom.",
                                                       show_default=False)] = None,
    recipient_sector: Annotated[Several, typer.Option("--recipient-sector", help="Of those to whom.",
                                                      show_default=False)] = None,
    outlet: Annotated[Several, typer.Option("--outlet", help="The report's publisher.", show_default=False)] = None,
    place: Annotated[Several, typer.Option("--place", help="An event's place or its country; none for "
                                            "those without.", show_default=False)
                     ] = None,
    story: Annotated[Several, typer.Option("--story", help="A story's identifier.", show_default=False)] = None,
    report: Annotated[Several, typer.Option("--report", help="A report's identifier.", show_default=False)] = None,
    since: Since = None,
    until: Until = None,
    after: Annotated[int | None, typer.Option("--after", metavar="REVISION", min=0, show_default=False,
                                              help="Only what appeared after a revision of the ledger.")] = None,
) -> Query:
    from isnad.ledger.search import KINDS, Query

    modes = tuple(dict.fromkeys(each for some in MODES.values() for each in some))
    return Query(
        " ".join(words or ()), allowed("--kind", kind, KINDS),  # type: ignore[arg-type]
        tuple(speaker or ()), tuple(actor or ()), tuple(recipient or ()),
        allowed("--act", act, get_args(Act)), allowed("--type", type, tuple(MODES)),
        allowed("--mode", mode, modes), allowed("--status", status, get_args(Status)),
        _upper(country), allowed("--sector", sector, get_args(Sector)),
        actor_country=_upper(actor_country), actor_sector=allowed("--actor-sector", actor_sector, get_args(Sector)),
        recipient_country=_upper(recipient_country),
        recipient_sector=allowed("--recipient-sector", recipient_sector, get_args(Sector)),
        outlet=tuple(outlet or ()), place=tuple(place or ()), story=tuple(story or ()), report=tuple(report or ()),
        since=day_of(since, "--since"), until=day_of(until, "--until"), after=after)


def _upper(given: Several) -> tuple[str, ...]:
    return tuple(each.upper() for each in given or ())


def asking(command: Callable[..., None]) -> Callable[..., None]:
    """A command that has the filters as options, in place of its argument ``query``."""
    filters = inspect.signature(_asked).parameters
    own = list(inspect.signature(command).parameters.values())
    at = [each.name for each in own].index("query")
    hints = _types(_asked) | _types(command)
    every = [each.replace(annotation=hints[each.name], kind=inspect.Parameter.KEYWORD_ONLY)
             for each in (*own[:at], *filters.values(), *own[at + 1:])]

    @functools.wraps(command)
    def run(**given: Any) -> None:
        with door():
            query = _asked(**{name: given.pop(name) for name in filters})
        command(query=query, **given)

    run.__signature__ = inspect.Signature(every)  # type: ignore[attr-defined]  # what Typer reads options from
    run.__annotations__ = {each.name: each.annotation for each in every}
    del run.__wrapped__
    return run


def _types(function: Callable[..., Any]) -> dict[str, Any]:
    """The types of a function's arguments. That of the query is no option's, and is loaded only where it is asked."""
    return get_type_hints(function, localns={"Query": object}, include_extras=True)
