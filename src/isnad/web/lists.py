"""The lists: stories, what is awaited, what is disputed, actors. They take what the commands of these names take."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.datastructures import QueryParams
from starlette.responses import Response

from isnad.ledger import across
from isnad.ledger.disputes import KINDS
from isnad.ledger.errors import QueryError
from isnad.ledger.owing import STATES, owing_keys, owing_page
from isnad.ledger.people import countries, people, people_keys, people_of
from isnad.ledger.settle import offers
from isnad.ledger.views import View
from isnad.render import lists as columns
from isnad.web.addresses import LONGEST_VALUE, MOST_ON_A_PAGE, PAGE, day, number
from isnad.web.awhile import Awhile
from isnad.web.formats import Listing, here_with, in_pieces, take, takeaways
from isnad.web.pages import form_of, interface_of, page, room

router = APIRouter(tags=["lists"])
FORMS = ("html", "json", "jsonl", "csv", "atom")
ACTOR_KINDS = ("person", "organisation", "country", "group")
MOST_ORIGINS = 1_000_000


@router.get("/stories", summary="Stories, those that most independent origins tell first.")
def stories(request: Request) -> Response:
    """``since``, ``until``: days on which it was told; ``origins``: told by at least so many."""
    form, told, here = form_of(request, *FORMS), request.query_params, room(request)
    wanted: dict[str, Any] = {**_days(told), "least": number("origins", told, 1, MOST_ORIGINS)}
    at, size = _page(told)
    with here.look() as db:
        total, rows = across.stories(db, **wanted, limit=size, offset=(at - 1) * size)

    def every() -> Any:
        with here.look() as db:
            keys = across.story_keys(db, **wanted)
        return in_pieces(here, keys, across.stories_of)

    title = interface_of(request).gettext("Stories")
    listing = Listing("isnad-stories", title, columns.STORIES, total, at, size, rows, every)
    return _answer(request, form, "stories.html", listing, wanted=wanted)


@router.get("/awaited", summary="What is awaited, the newest first, with the evidence for every change.")
def awaited(request: Request) -> Response:
    """``state``: open, overdue, answered or withdrawn, or several of them; ``offered``: 1 for what has an unsure
    answer to decide on; ``on``: the day as of which terms are overdue, today otherwise; ``since``, ``until``."""
    form, told, here = form_of(request, *FORMS), request.query_params, room(request)
    states = tuple(dict.fromkeys(each for each in told.getlist("state") if each))
    for each in states:
        _one("state", each, STATES)
    wanted: dict[str, Any] = {**_days(told), "states": states, "offered": _yes("offered", told)}
    on = day("on", told)
    today = on or datetime.date.today().isoformat()
    at, size = _page(told)
    with here.look() as db:
        total, rows = owing_page(db, today, **wanted, limit=size, offset=(at - 1) * size)

    def load(db: Connection, keys: Sequence[tuple[str, ...]]) -> list[View]:
        return owing_page(db, today, keys=tuple(key for some in keys for key in some))[1]

    def every() -> Any:
        with here.look() as db:
            keys = owing_keys(db, today, **wanted)
        return in_pieces(here, keys, load)

    title = interface_of(request).gettext("Awaited")
    listing = Listing("isnad-awaited", title, columns.AWAITED, total, at, size, rows, every)
    return _answer(request, form, "awaited.html", listing, wanted=wanted | {"on": on}, today=today, states=STATES)


@router.get("/disputes", summary="Pairs that are at odds, the newest first.")
def disputes(request: Request) -> Response:
    """``kind``: accusation-denial, claim-opposite or numbers; ``sure``: yes or no, for what is only offered;
    ``since``, ``until``."""
    form, told, here = form_of(request, *FORMS), request.query_params, room(request)
    sure = {None: None, "yes": True, "no": False}[_one("sure", told.get("sure"), ("yes", "no"))]
    wanted: dict[str, Any] = {**_days(told), "kind": _one("kind", told.get("kind"), KINDS), "sure": sure}
    at, size = _page(told)
    with here.look() as db:
        total, rows = across.disputes(db, **wanted, limit=size, offset=(at - 1) * size)

    def every() -> Any:
        with here.look() as db:
            keys = across.dispute_keys(db, **wanted)
        return in_pieces(here, keys, across.disputes_of)

    title = interface_of(request).gettext("Disputes")
    listing = Listing("isnad-disputes", title, columns.DISPUTES, total, at, size, rows, every)
    return _answer(request, form, "disputes.html", listing, wanted=wanted, kinds=KINDS)


@router.get("/actors", summary="Actors, those that most reports tell of first; or pairs who may be one.")
def actors(request: Request) -> Response:
    """``name``: any spelling of a name, or an identifier; ``kind``; ``country``: as RUS; ``offers``: 1 for pairs who
    may be one, in place of the list."""
    form, told, here = form_of(request, *FORMS), request.query_params, room(request)
    if _yes("offers", told):
        return _offers(request, form)
    name = (told.get("name") or "").strip()
    if len(name) > LONGEST_VALUE:
        raise QueryError(f"name: {len(name):,} characters; at most {LONGEST_VALUE}")
    wanted: dict[str, Any] = {"name": name or None, "kind": _one("kind", told.get("kind"), ACTOR_KINDS),
                              "country": (told.get("country") or "").strip().upper()[:LONGEST_VALUE] or None}
    at, size = _page(told)

    def look() -> tuple[int, list[View], list[str]]:
        with here.look() as db:
            return *people(here.ledger, db, **wanted, limit=size, offset=(at - 1) * size), countries(db)

    awhile: Awhile = request.app.state.awhile
    total, rows, known = awhile.get(("actors", *wanted.values(), at, size), look)

    def every() -> Any:
        with here.look() as db:
            keys = people_keys(here.ledger, db, **wanted)
        return in_pieces(here, keys, people_of)

    shown = interface_of(request)
    listing = Listing("isnad-actors", shown.gettext("Actors"), columns.ACTORS, total, at, size, rows, every)
    return _answer(request, form, "actors.html", listing, wanted=wanted, kinds=ACTOR_KINDS,
                   countries=sorted(known, key=shown.country))


def _offers(request: Request, form: str) -> Response:
    """Pairs of actors who may be one, and that nobody has decided on."""
    if form == "atom":
        raise QueryError("format: pairs of actors have no Atom feed; there are html, json, jsonl, csv")
    at, size = _page(request.query_params)
    with room(request).look() as db:
        pairs = [dict(row._mapping) for row in offers(db)]
    rows = pairs[(at - 1) * size:at * size]
    title = interface_of(request).gettext("Who may be one")
    listing = Listing("isnad-offers", title, columns.OFFERS, len(pairs), at, size, rows, lambda: pairs)
    return _answer(request, form, "offers.html", listing, forms=FORMS[:-1])


def _answer(request: Request, form: str, template: str, listing: Listing, *, forms: Sequence[str] = FORMS,
            **context: Any) -> Response:
    if form != "html":
        return take(request, form, listing)
    return page(request, template, listing=listing, forms=takeaways(request, forms),
                address=lambda number: here_with(request, page=str(number) if number > 1 else None), **context)


def _page(told: QueryParams) -> tuple[int, int]:
    return number("page", told, 1, 10_000_000), number("limit", told, PAGE, MOST_ON_A_PAGE)


def _days(told: QueryParams) -> dict[str, str | None]:
    since, until = day("since", told), day("until", told)
    if since and until and since > until:
        raise QueryError(f"since {since} is after until {until}; exchange them")
    return {"since": since, "until": until}


def _one(name: str, told: str | None, allowed: Sequence[str]) -> str | None:
    """One of some values, or none. Raises ``QueryError``."""
    if told and told not in allowed:
        raise QueryError(f"{name}: no {told[:40]!r}; there are {', '.join(allowed)}")
    return told or None


def _yes(name: str, told: QueryParams) -> bool:
    return _one(name, told.get(name), ("1", "0")) == "1"
