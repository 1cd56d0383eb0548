"""Signing in with a token, and out."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from isnad.ledger.tokens import HOURS, begin_session, end_session
from isnad.web.access import COOKIE, check_origin, form_sent, sign_in_page
from isnad.web.pages import interface_of, room
from isnad.web.security import own_path

router = APIRouter(tags=["operation"])
PAUSE = 1.0
"""Seconds that an answer to a wrong token takes."""


@router.get("/signin", summary="Where somebody signs in, or out.", include_in_schema=False)
def sign_in_form(request: Request, next: str = "/") -> Response:
    return sign_in_page(request, None, back=own_path(next))


@router.post("/signin", summary="Sign in with a token.", include_in_schema=False)
async def sign_in(request: Request, token: Annotated[str, Form()] = "", next: Annotated[str, Form()] = "/") -> Response:
    check_origin(request)
    ledger, settings = room(request).ledger, room(request).settings
    secret = await run_in_threadpool(begin_session, ledger, token.strip())
    if secret is None:
        await asyncio.sleep(PAUSE)
        say = interface_of(request).gettext
        told = say("This token is none, revoked or expired. Who runs this reading room gives you another.")
        return sign_in_page(request, told, 401, back=own_path(next))
    if held := request.cookies.get(COOKIE):
        await run_in_threadpool(end_session, ledger, held)
    answer = RedirectResponse(own_path(next), 303, {"cache-control": "no-store"})
    safe = request.url.scheme == "https" or (settings.public or "").startswith("https:")
    answer.set_cookie(COOKIE, secret, max_age=HOURS * 3600, path="/", httponly=True, samesite="strict", secure=safe)
    return answer


@router.post("/signout", summary="Sign out.", include_in_schema=False)
async def sign_out(request: Request, _: Annotated[FormData, Depends(form_sent)]) -> Response:
    if request.state.session:
        await run_in_threadpool(end_session, room(request).ledger, request.state.session)
    answer = RedirectResponse("/", 303, {"cache-control": "no-store"})
    answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
    return answer
