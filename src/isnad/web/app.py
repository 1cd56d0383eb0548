"""The application: what it is made of, and what becomes of faults."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio.to_thread
from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from isnad import __version__
from isnad.ledger.database import Ledger, open_ledger
from isnad.ledger.errors import LedgerError, QueryError, TooLongError
from isnad.web import (
    about,
    front,
    lists,
    operation,
    pictures,
    preferences,
    reports,
    review,
    saved_pages,
    search,
    signin,
    things,
)
from isnad.web.access import add_access, asks
from isnad.web.awhile import Awhile
from isnad.web.hooks import Deliverer, counting
from isnad.web.pages import STATIC, NotHereError, Room, fault
from isnad.web.security import LARGEST_BODY, BodyTooLargeError, Guard
from isnad.web.settings import RoomSettings

THREADS = 12
"""Requests that are worked on at once in a process; the others wait their turn."""


def make_app(settings: RoomSettings, ledger: Ledger | None = None) -> FastAPI:
    """The reading room over a ledger, which is opened where it is not given. Raises ``LedgerError``."""
    opened = ledger or open_ledger(settings.ledger, create=False)

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
        deliverer = Deliverer(opened, private=settings.private_hooks, tell=app.state.tell_hooks)
        deliverer.start()
        yield
        await anyio.to_thread.run_sync(deliverer.stop)
        if ledger is None:
            opened.close()

    app = FastAPI(title="isnad", version=__version__, lifespan=life, docs_url=None, redoc_url=None,
                  dependencies=[Depends(asks)],
                  summary="Who said what, and who did what to whom, in news reports, and on whose word.")
    app.state.room = Room(opened, settings)
    app.state.figures = operation.Figures()
    app.state.awhile = Awhile()
    app.state.tell_hooks = counting(app.state.figures.registry)
    for each in (about, front, lists, operation, pictures, preferences, reports, review, saved_pages, search, signin,
                 things):
        app.include_router(each.router)
    app.mount("/static", _Static(directory=STATIC), name="static")
    _add_faults(app)
    add_access(app)
    app.add_middleware(operation.Counting, figures=app.state.figures)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
    app.add_middleware(Guard, hosts=settings.hosts, rate=settings.rate)
    return app


class _Static(StaticFiles):
    """Static files; fonts, and those that are asked for by the mark of what they hold, may be kept for ever."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        kept = b"v=" in scope["query_string"] or path.startswith("fonts/")
        answer.headers["cache-control"] = "public, max-age=31536000, immutable" if kept else "no-cache"
        return answer


def _add_faults(app: FastAPI) -> None:
    """Every fault has a status, a code and a sentence."""

    @app.exception_handler(QueryError)
    def bad_query(request: Request, error: QueryError) -> Response:
        return fault(request, 400, "bad-query", str(error))

    @app.exception_handler(RequestValidationError)
    def bad_request(request: Request, error: RequestValidationError) -> Response:
        told = "; ".join(f"{'.'.join(str(part) for part in each['loc'][1:])}: {each['msg']}" for each in error.errors())
        return fault(request, 400, "bad-request", told)

    @app.exception_handler(NotHereError)
    def not_here(request: Request, error: NotHereError) -> Response:
        return fault(request, 404, "not-here", str(error))

    @app.exception_handler(TooLongError)
    def too_long(request: Request, error: TooLongError) -> Response:
        return fault(request, 503, "too-long", str(error))

    @app.exception_handler(LedgerError)
    def ledger_fails(request: Request, error: LedgerError) -> Response:
        return fault(request, 503, "ledger", str(error))

    @app.exception_handler(BodyTooLargeError)
    def too_large(request: Request, error: BodyTooLargeError) -> Response:
        return fault(request, 413, "too-large", f"a body of more than {LARGEST_BODY:,} bytes")

    @app.exception_handler(HTTPException)
    def http_fault(request: Request, error: HTTPException) -> Response:
        code = {401: "who", 403: "not-allowed", 404: "not-here", 405: "not-so"}.get(error.status_code, "fault")
        told = error.detail if error.status_code != 404 or error.detail != "Not Found" else f"{request.url.path[:200]}"
        answer = fault(request, error.status_code, code, told)
        answer.headers.update(error.headers or {})
        return answer
