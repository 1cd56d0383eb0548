"""The front: what a day brought, or a stretch of days."""

from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.datastructures import QueryParams
from starlette.responses import Response

from isnad.ledger.errors import QueryError
from isnad.ledger.front import Days, front, stretch
from isnad.ledger.views import View
from isnad.web.addresses import day
from isnad.web.awhile import Awhile
from isnad.web.pages import form_of, json_answer, page, room

router = APIRouter(tags=["front"])

EXAMPLES = 4
"""Searches that the front proposes."""


@router.get("/", summary="A day's stories, who speaks to whom, what is owed, and what is disputed.")
def front_page(request: Request) -> Response:
    """``day``: the ledger's newest where it is not told; ``since``, ``until``: a stretch of days in its place."""
    form = form_of(request, "html", "json")
    since, until = _asked(request.query_params)
    today = datetime.date.today().isoformat()
    awhile: Awhile = request.app.state.awhile

    def make() -> View:
        with room(request).look() as db:
            return front(db, stretch(db, since, until), today)

    # all who come in while reports are taken in would have it gathered for each of them: every report is a revision
    told = awhile.get(("front", since, until, today), make)
    if form == "json":
        return json_answer(told)
    days = Days(told["since"], told["until"], told["before"], told["after"])
    return page(request, "front.html", front=told, days=days, one_day=days.since == days.until,
                between=urlencode(_between(days)), search=_search(days), examples=_examples(told),
                bars=bars(told["speakers"]))


def _asked(told: QueryParams) -> tuple[str | None, str | None]:
    """The stretch that an address asks for. Raises ``QueryError``."""
    one, since, until = (day(name, told) for name in ("day", "since", "until"))
    if one and (since or until):
        raise QueryError("day and since or until exclude each other; give a day, or a stretch of days by the other two")
    if since and until and since > until:
        raise QueryError(f"since {since} is after until {until}; exchange them")
    return one or since, one or until


def _between(days: Days) -> dict[str, str]:
    return {name: value for name, value in (("since", days.since), ("until", days.until)) if value}


def _search(days: Days) -> Any:
    def search(**filters: str) -> str:
        """The address of a search within the stretch."""
        return "/search?" + urlencode(filters | _between(days))

    return search


def _examples(told: View) -> list[tuple[str, str | None, str]]:
    """Searches that find something in this ledger: a name, what he does where that is asked for, the search's query."""
    found: list[tuple[str, str | None, dict[str, str]]] = []
    for each in told["speakers"][:EXAMPLES]:
        act = next((act for act in each["acts"] if act != "say"), None)
        found.append((each["name"], act, {"speaker": each["id"], "act": act} if act else {"q": each["name"]}))
    return [(name, act, urlencode(query)) for name, act, query in found]


def bars(speakers: list[View]) -> dict[str, list[tuple[str, float, float]]]:
    """For each speaker his acts as parts of a bar: the act, where it begins, how long it is; the most frequent
    speaker's bar is 100 long."""
    most = max((each["statements"] for each in speakers), default=0)
    made: dict[str, list[tuple[str, float, float]]] = {}
    for each in speakers:
        parts, at = [], 0.0
        for act, number in each["acts"].items():
            parts.append((act, round(at, 2), round(100 * number / most, 2)))
            at += 100 * number / most
        made[each["id"]] = parts
    return made
