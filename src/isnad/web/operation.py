"""What an operator asks for: whether it lives, whether it can answer, and figures for Prometheus."""

from __future__ import annotations

import time

from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from isnad import __version__
from isnad.ledger.revisions import last_revision
from isnad.web.pages import NotHereError, room

router = APIRouter(tags=["operation"])


class Figures:
    """What a process has answered, for Prometheus."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.answers = Counter("isnad_answers", "Answers by route, method and status.", ("route", "method", "status"),
                               registry=self.registry)
        self.seconds = Histogram("isnad_answer_seconds", "Seconds until an answer was made, by route.", ("route",),
                                 registry=self.registry)
        self.revision = Gauge("isnad_revision", "The ledger's newest revision.", registry=self.registry)
        Gauge("isnad_version_info", "Which isnad this is.", ("version",), registry=self.registry).labels(
            __version__).set(1)


class Counting:
    """ASGI middleware: counts every answer under its route, so that addresses do not become figures' names."""

    def __init__(self, app: ASGIApp, figures: Figures) -> None:
        self._app, self._figures = app, figures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status = time.perf_counter(), 500

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, answer)
        finally:
            route = getattr(scope.get("route"), "path", "none")
            self._figures.answers.labels(route, scope["method"], str(status)).inc()
            self._figures.seconds.labels(route).observe(time.perf_counter() - begun)


@router.get("/healthz", response_class=PlainTextResponse, summary="Whether the server lives.")
async def healthz() -> str:
    return "ok\n"


@router.get("/readyz", response_class=PlainTextResponse, summary="Whether the server can look into its ledger.")
def readyz(request: Request) -> str:
    with room(request).look() as db:
        return f"ok, revision {last_revision(db)}\n"


@router.get("/metrics", response_class=PlainTextResponse, summary="Figures in Prometheus' text format.")
def metrics(request: Request) -> Response:
    here = room(request)
    if not here.settings.metrics:
        raise NotHereError("/metrics: is switched off on this server")
    figures: Figures = request.app.state.figures
    with here.look() as db:
        figures.revision.set(last_revision(db))
    return Response(generate_latest(figures.registry), media_type=CONTENT_TYPE_LATEST)


@router.get("/robots.txt", include_in_schema=False, response_class=PlainTextResponse)
async def robots() -> str:
    return "User-agent: *\nDisallow: /\n"
