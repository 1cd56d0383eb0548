"""What the room is, its keys and its addresses, for people; OpenAPI tells the same to programs."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from isnad.ledger.stats import stats
from isnad.web.pages import form_of, json_answer, page, room

router = APIRouter(tags=["operation"])


@router.get("/about", summary="What the ledger holds, the keys, and the addresses.")
def about(request: Request) -> Response:
    form = form_of(request, "html", "json")
    figures = stats(room(request).ledger)
    if form == "json":
        return json_answer(figures)
    return page(request, "about.html", figures=figures)
