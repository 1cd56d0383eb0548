"""Searches that are kept: their list, keeping one, its feed, and what became of what was sent to its hook."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Request
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from isnad.ledger.errors import QueryError
from isnad.ledger.saved import (
    LONGEST_HOOK,
    LONGEST_NAME,
    Saved,
    deliveries,
    keep_search,
    remove_search,
    saved_search,
    saved_searches,
)
from isnad.ledger.search import Chosen, newly
from isnad.ledger.tokens import Holder
from isnad.ledger.views import views
from isnad.render.lists import FOUND
from isnad.render.style import tidy
from isnad.web.access import NotAllowedError, form_sent, reviewer
from isnad.web.addresses import Search, kept_query, number, query_of, search_of_kept
from isnad.web.formats import Listing, atom
from isnad.web.pages import NotHereError, form_of, interface_of, json_answer, page, room

router = APIRouter(tags=["saved searches"])
Reviewer = Annotated[Holder, Depends(reviewer)]
Sent = Annotated[FormData, Depends(form_sent)]
ON_A_PAGE, IN_A_FEED = 20, 50
"""Deliveries on a page, things on a page of a feed."""


def _n(message: str) -> str:
    """Marks a message that is looked up later."""
    return message


@router.get("/saved", summary="The searches that are kept.")
def saved_list(request: Request) -> Response:
    form = form_of(request, "html", "json")
    with room(request).look() as db:
        kept = saved_searches(db)
    if form == "json":
        return json_answer([_shown(each) for each in kept])
    return page(request, "saved.html", kept=[(each, _asked(each)) for each in kept])


@router.get("/saved/new", summary="Where a search is kept.", include_in_schema=False)
def saved_new(request: Request, _: Reviewer) -> Response:
    """The search is told by the address, as it is of a page of what was found."""
    query = kept_query(request.url.query)
    return _new_page(request, query, None, 200)


@router.post("/saved", status_code=201,
             summary="Keep a search, by a form with name, query and, if wanted and the role is admin, hook.")
async def saved_keep(request: Request, sent: Sent, who: Reviewer) -> Response:
    form = form_of(request, "html", "json")
    given = {name: str(sent.get(name) or "").strip() for name in ("name", "query", "hook")}
    ledger = room(request).ledger
    if given["hook"] and not who.may("admin"):
        raise NotAllowedError(_n("a hook, to which this server sends, needs the role admin; yours is %(own)s"),
                              own=who.role)
    try:
        kept = await run_in_threadpool(keep_search, ledger, given["name"], kept_query(given["query"]), who.name,
                                       given["hook"] or None)
    except QueryError as error:
        if form == "json" or not given["query"]:
            raise
        return _new_page(request, given["query"], str(error), 400, name=given["name"], hook=given["hook"])
    if form == "json":
        return json_answer(_shown(kept) | {"secret": kept.secret}, status=201)
    if kept.secret is None:
        return RedirectResponse(f"/saved/{kept.id}", 303)
    answer = _one_page(request, kept, [], 0, 1, secret=kept.secret)  # which is told this once
    answer.headers["cache-control"] = "no-store"
    return answer


@router.get("/saved/{key}.atom", summary="What a search that is kept finds, as a feed: what came last in front.")
def saved_feed(request: Request, key: str) -> Response:
    here, at = room(request), number("page", request.query_params, 1, 1_000_000)
    with here.look() as db:
        kept = _kept(db, key)
        query = query_of(kept.query)
        found = newly(here.ledger, db, query, IN_A_FEED, (at - 1) * IN_A_FEED, newest=True)
        total = Chosen(here.ledger, db, query).total()
        rows = views(db, [row[:3] for row in found])
    listing = Listing("saved", f"{tidy(kept.name)} · {interface_of(request).gettext('Isnad')}", FOUND, total, at,
                      IN_A_FEED, rows, lambda: rows)
    return atom(request, listing, beside=f"/saved/{kept.id}")


@router.get("/saved/{key}", summary="A search that is kept, with what was sent to its hook.")
def saved_one(request: Request, key: str) -> Response:
    form = form_of(request, "html", "json")
    at = number("page", request.query_params, 1, 1_000_000)
    with room(request).look() as db:
        kept = _kept(db, key)
        total, rows = deliveries(db, key, limit=ON_A_PAGE, offset=(at - 1) * ON_A_PAGE)
    if form == "json":
        return json_answer(_shown(kept) | {"deliveries": rows, "total": total, "page": at})
    return _one_page(request, kept, rows, total, at)


@router.post("/saved/{key}/remove", summary="Keep a search no longer.", status_code=303)
async def saved_remove(request: Request, key: str, _: Sent, who: Reviewer) -> Response:
    form = form_of(request, "html", "json")
    await run_in_threadpool(_remove, request, key, who)
    return json_answer({"removed": key}) if form == "json" else RedirectResponse("/saved", 303)


def _remove(request: Request, key: str, who: Holder) -> None:
    with room(request).look() as db:
        kept = _kept(db, key)
    if not _may_remove(who, kept):
        raise NotAllowedError(_n("%(by)s keeps this search; to remove another's needs the role admin"), by=kept.by)
    remove_search(room(request).ledger, key)


def _kept(db: Connection, key: str) -> Saved:
    found = saved_search(db, key) if key.startswith("q") else None
    if found is None:
        raise NotHereError(f"{key[:40]}: no such search is kept; the list has those that are")
    return found


def _may_remove(who: Holder | None, kept: Saved) -> bool:
    return who is not None and (who.may("admin") or (who.may("review") and who.name == kept.by))


def _shown(kept: Saved) -> dict[str, Any]:
    """A saved search as anybody may see it. Of its hook the host alone: the rest of such addresses is often secret."""
    return kept.shown() | {"hook": _host(kept)}


def _host(kept: Saved) -> str | None:
    return urlsplit(kept.hook).hostname if kept.hook else None


def _asked(kept: Saved) -> Search | None:
    """What a saved search asks for; None where it means nothing any more."""
    try:
        return search_of_kept(kept.query)
    except QueryError:
        return None


def _new_page(request: Request, query: str, message: str | None, status: int, *, name: str = "",
              hook: str = "") -> Response:
    asked = search_of_kept(query)
    return page(request, "saved_new.html", status=status, query=query, asked=asked, message=message, name=name,
                hook=hook, longest_name=LONGEST_NAME, longest_hook=LONGEST_HOOK)


def _one_page(request: Request, kept: Saved, rows: list[dict[str, Any]], total: int, at: int, *,
              secret: str | None = None) -> Response:
    return page(request, "saved_one.html", kept=kept, host=_host(kept), asked=_asked(kept), deliveries=rows,
                total=total, page=at, pages=-(-total // ON_A_PAGE), secret=secret,
                may_remove=_may_remove(request.state.who, kept),
                address=lambda number: f"/saved/{kept.id}?page={number}")
