"""Who asks, and what he may: by a token in the header, or by the session of a browser that was signed in with one.

Routes that change something depend on ``reviewer`` or ``administrator``, and take their form from ``form_sent``.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import logging
from contextlib import suppress
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, FastAPI, Request
from fastapi.security import HTTPBearer
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import Response

from isnad.ledger.database import Ledger
from isnad.ledger.errors import LedgerError
from isnad.ledger.tokens import (
    PREFIX,
    Holder,
    Role,
    form_token,
    holder,
    is_form_token,
    is_stale,
    note_use,
    session_holder,
)
from isnad.web.pages import fault, form_of, interface_of, page, room
from isnad.web.security import own_path

COOKIE = "isnad"
"""The cookie that holds a session's secret."""
OPEN = ("/signin", "/signout", "/preferences", "/healthz", "/readyz", "/robots.txt", "/static/")
"""Where nobody needs a token."""
IN_ADDRESS = ("token", "access_token", "api_key", "apikey", "password", "secret")
"""Parameters that are a mistake in an address."""
REALM = 'realm="isnad", charset="UTF-8"'

_log = logging.getLogger("isnad.access")


def _n(message: str) -> str:
    """Marks a message that is looked up later."""
    return message


class AccessError(Exception):
    """Somebody is not let in. ``message`` may have places for what is ``named``; people get it in their language."""

    def __init__(self, message: str, **named: str) -> None:
        super().__init__(message % named)
        self.message, self.named = message, named

    def told(self, request: Request) -> str:
        """What is told, in the language of whoever asked for a page."""
        if _form(request) != "html":
            return str(self)
        return interface_of(request).gettext(self.message) % self.named


class NobodyError(AccessError):
    """Nobody has signed in, or with what is worth nothing, where somebody must have."""


class NotAllowedError(AccessError):
    """Who asks may not do that."""


class InAddressError(AccessError):
    """A token stands in an address, where logs and browsers keep it."""


def add_access(app: FastAPI) -> None:
    """Have an application answer what this module raises."""
    app.state.noting = set()  # the tokens of which it is being written that they are used

    @app.exception_handler(NobodyError)
    def nobody(request: Request, error: NobodyError) -> Response:
        if request.method == "GET" and _form(request) == "html":
            answer: Response = sign_in_page(request, error.told(request), 401, back=own_path(_here(request)))
        else:
            answer = fault(request, 401, "who", error.told(request))
        # browsers would ask for a name and a password of their own where Basic is offered: only feeds are
        schemes = [f"Bearer {REALM}"] + ([f"Basic {REALM}"] if _form(request) == "atom" else [])
        for each in schemes:
            answer.headers.append("www-authenticate", each)
        return answer

    @app.exception_handler(NotAllowedError)
    def not_allowed(request: Request, error: NotAllowedError) -> Response:
        return fault(request, 403, "not-allowed", error.told(request))

    @app.exception_handler(InAddressError)
    def in_address(request: Request, error: InAddressError) -> Response:
        return fault(request, 400, "token-in-address", error.told(request))


def sign_in_page(request: Request, message: str | None, status: int = 200, *, back: str = "/") -> Response:
    """The page to sign in on, with what is to be told."""
    answer = page(request, "signin.html", status=status, message=message, back=back)
    answer.headers["cache-control"] = "no-store"
    return answer


async def asks(request: Request, _: Annotated[object, Depends(HTTPBearer(auto_error=False, scheme_name="token"))]
               ) -> Holder | None:
    """Who asks; None where nobody says so and everybody may read. Every route depends on it.

    Sets ``request.state.who``, and for sessions ``request.state.form_token``. Raises ``NobodyError``,
    ``InAddressError``.
    """
    _look_at_address(request)
    ledger, settings = room(request).ledger, room(request).settings
    given, scheme = _given(request)
    secret = request.cookies.get(COOKIE, "") if given is None else ""
    who: Holder | None = None
    if given is not None:
        who = await run_in_threadpool(_holder, ledger, given)
        if who is None:
            raise NobodyError(_n("this token is none, revoked or expired"))
    elif secret:
        who = await run_in_threadpool(_session_holder, ledger, secret)
    request.state.who, request.state.session, request.state.scheme = who, secret if who else "", scheme
    request.state.form_token = form_token(secret) if who and secret else None
    if who is None and settings.tokens and not request.url.path.startswith(OPEN):
        raise NobodyError(_n("to read here you need a token; who runs this reading room gives you one"))
    if who is not None and is_stale(who):
        _note(request, who)
    return who


async def reviewer(request: Request, who: Annotated[Holder | None, Depends(asks)]) -> Holder:
    """Who asks, where he may review. Raises ``NobodyError``, ``NotAllowedError``."""
    return _at_least(request, who, "review")


async def administrator(request: Request, who: Annotated[Holder | None, Depends(asks)]) -> Holder:
    """Who asks, where he may do everything. Raises ``NobodyError``, ``NotAllowedError``."""
    return _at_least(request, who, "admin")


async def form_sent(request: Request, who: Annotated[Holder | None, Depends(asks)]) -> FormData:
    """The form that a request carries, where it comes from a page of ours or from a program with a token.

    Raises ``NotAllowedError``.
    """
    check_origin(request)
    form = await request.form()
    if request.state.session and not is_form_token(request.state.session, str(form.get("form_token") or "")):
        raise NotAllowedError(_n("this form is not of your session, or of an older one; open its page again, and send "
                                 "it from there"))
    return form


def check_origin(request: Request) -> None:
    """That no other site's page sends this. Raises ``NotAllowedError``.

    Browsers say so by ``Sec-Fetch-Site`` over https and on this machine, by ``Origin`` elsewhere; that is ``null`` for
    pages that tell nobody where their readers come from, as ours, and a form's own token is what counts then.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    own = {request.headers.get("host", ""), urlsplit(room(request).settings.public or "").netloc} - {""}
    told = urlsplit(origin).netloc if origin and origin != "null" else None
    if (site is not None and site not in ("same-origin", "none")) or (told is not None and told not in own):
        raise NotAllowedError(_n("this was sent from another site's page, and is not taken from there"))


def _at_least(request: Request, who: Holder | None, role: Role) -> Holder:
    if who is None:
        raise NobodyError(_n("this needs a token of the role %(role)s; sign in with one"), role=role)
    if not who.may(role):
        raise NotAllowedError(_n("this needs the role %(role)s; yours is %(own)s"), role=role, own=who.role)
    if request.state.scheme == "basic":
        # a browser sends a password that it knows along with whatever another site makes it send
        raise NotAllowedError(_n("with a password feeds and pages can be read, no more; sign in, or send the token in "
                                 "the header as Authorization: Bearer"))
    return who


def _look_at_address(request: Request) -> None:
    query = request.url.query
    named = next((name for name in request.query_params if name.lower() in IN_ADDRESS), None)
    if named is not None or len(query.partition(PREFIX)[2]) >= 40:
        raise InAddressError(_n("a token must not stand in an address, where logs and browsers keep it; send it in the "
                                "header as Authorization: Bearer, or sign in. Revoke one that has stood there: isnad "
                                "tokens revoke NAME"))


def _given(request: Request) -> tuple[str | None, str]:
    """The token in the header, empty where the header holds none, and by which scheme; None without a header."""
    header = request.headers.get("authorization")
    if header is None:
        return None, "session"
    scheme, _, told = header.strip().partition(" ")
    if scheme.lower() == "bearer":
        return told.strip(), "bearer"
    if scheme.lower() == "basic":
        with suppress(binascii.Error, UnicodeDecodeError, ValueError):
            name, _, password = base64.b64decode(told.strip(), validate=True).decode().partition(":")
            return password or name, "basic"
    return "", scheme.lower()


def _holder(ledger: Ledger, given: str) -> Holder | None:
    with ledger.look() as db:
        return holder(db, given)


def _session_holder(ledger: Ledger, secret: str) -> Holder | None:
    with ledger.look() as db:
        return session_holder(db, secret)


def _note(request: Request, who: Holder) -> None:
    """Have it written that a token is used. Nobody waits for that: a writer may have to wait for others."""
    ledger, noting = room(request).ledger, request.app.state.noting

    def note() -> None:
        try:
            note_use(ledger, who)
        except LedgerError as error:
            _log.warning("%s", error)
        finally:
            noting.discard(who.token_id)

    if who.token_id not in noting:
        noting.add(who.token_id)
        asyncio.get_running_loop().run_in_executor(None, note)


def _form(request: Request) -> str:
    if request.url.path.endswith(".atom"):
        return "atom"
    try:
        return form_of(request, "html", "json", "atom", "csv", "geojson", "graphml", "bibtex")
    except ValueError:
        return "json"


def _here(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")
