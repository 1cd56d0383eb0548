"""The page of a report: its text with everything that was read in it, and its chain beside."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from isnad.ledger.one import one
from isnad.web.pages import NotHereError, form_of, json_answer, page, room

router = APIRouter(tags=["report"])


@router.get("/reports/{key}", summary="A report with what was read in it.")
def report(request: Request, key: str) -> Response:
    form = form_of(request, "html", "json")
    with room(request).look() as db:
        found = one(db, key) if key.startswith("r") else None
    if found is None:
        raise NotHereError(f"{key[:40]}: the ledger has no such report; the search finds those there are")
    if form == "json":
        return json_answer(found)
    return page(request, "report.html", report=found)
