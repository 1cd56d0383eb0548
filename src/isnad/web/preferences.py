"""How a reader wants the room: language, colours and numerals, kept in cookies of his browser."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse

from isnad.web.messages import LANGUAGES, NUMERALS
from isnad.web.pages import THEMES
from isnad.web.security import own_path

router = APIRouter(tags=["operation"])
YEAR = 365 * 24 * 3600
ALLOWED = {"lang": tuple(LANGUAGES), "theme": THEMES, "numerals": ("", *NUMERALS)}


@router.post("/preferences", summary="Choose language, colours or numerals.", response_class=RedirectResponse)
def preferences(next: Annotated[str, Form()] = "/", lang: Annotated[str | None, Form()] = None,
                theme: Annotated[str | None, Form()] = None,
                numerals: Annotated[str | None, Form()] = None) -> RedirectResponse:
    """Anything that there is not is left alone; nothing here can do harm, so it needs no form token."""
    back = urlsplit(own_path(next))
    kept = urlencode([(name, value) for name, value in parse_qsl(back.query) if name != "lang" or lang is None])
    answer = RedirectResponse(back._replace(query=kept, scheme="", netloc="").geturl() or "/", 303)
    for name, value in (("lang", lang), ("theme", theme), ("numerals", numerals)):
        if value is not None and value in ALLOWED[name]:
            answer.set_cookie(name, value, max_age=YEAR, samesite="lax", httponly=True)
    return answer
