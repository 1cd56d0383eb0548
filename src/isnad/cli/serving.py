"""The command that opens the ledger to browsers: serve."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Annotated
from urllib.parse import urlsplit

import typer

from isnad.cli.common import LedgerAt, door, ledger_at, say, stop

app = typer.Typer()
LOOPBACK = ("127.0.0.1", "::1", "localhost")


@app.command()
def serve(
    ledger: LedgerAt = None,
    host: Annotated[str, typer.Option("--host", help="The address that it listens on. Any other than this machine's "
                                      "own wants tokens.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0 takes any that is free.")] = 8321,
    workers: Annotated[int, typer.Option("--workers", min=1, max=64, help="Processes that answer.")] = 1,
    host_name: Annotated[list[str] | None, typer.Option("--host-name", metavar="NAME", show_default=False,
                                                        help="A name under which browsers may ask for it, as "
                                                        "news.example.org; * for any.")] = None,
    tokens: Annotated[bool | None, typer.Option("--tokens/--no-tokens", show_default=False, help="Whether to read "
                                                "needs a token, too; it does where it listens to other machines.")
                      ] = None,
    public: Annotated[str | None, typer.Option("--public", metavar="URL", show_default=False,
                                               help="Its address as others know it, for citations and feeds.")] = None,
    proxy: Annotated[str | None, typer.Option("--proxy", metavar="ADDRESS", show_default=False, help="The proxy whose "
                                              "X-Forwarded-For and X-Forwarded-Proto are believed.")] = None,
    rate: Annotated[float, typer.Option("--rate", min=0, help="Requests a second that one client may make over a "
                                        "minute; 0 for no limit.")] = 50,
    seconds: Annotated[float, typer.Option("--seconds", min=0.1, help="The longest that one look into the ledger may "
                                           "take.")] = 10,
    private_hooks: Annotated[bool, typer.Option("--private-hooks", help="Webhooks may go to private addresses.")
                             ] = False,
    metrics: Annotated[bool, typer.Option("--metrics/--no-metrics", help="Whether /metrics tells figures for "
                                          "Prometheus.")] = True,
) -> None:
    """Open the ledger in a browser: stories, reports with their chains, search, pictures, review.

    It answers on this machine alone, and lets everybody there read; who reviews signs in with a token that
    `isnad tokens add` makes. Ctrl-C, or a term signal, ends it in order.
    """
    from isnad.ledger.tokens import tokens as tokens_of
    from isnad.web.serve import bind
    from isnad.web.serve import serve as run
    from isnad.web.settings import LOOPBACK as OWN_NAMES
    from isnad.web.settings import RoomSettings

    with door(), ExitStack() as stack:
        wanted = host not in LOOPBACK if tokens is None else tokens
        if public is not None and (urlsplit(public).scheme not in ("http", "https") or not urlsplit(public).hostname):
            stop(f"--public: {public!r} is no address; give one as https://news.example.org")
        kept = ledger_at(ledger, stack)
        if wanted:
            with kept.look() as db:
                if not any(each["state"] == "valid" for each in tokens_of(db)):
                    stop(f"{host}: to read needs a token, and there is none yet; `isnad tokens add NAME --role read` "
                         "makes one, and --no-tokens lets everybody read who reaches it")
        names = [*OWN_NAMES, *(host_name or ())]
        names += [name for name in (host, public and urlsplit(public).hostname) if name and name not in names]
        settings = RoomSettings(kept.engine.url.render_as_string(hide_password=False).replace("+psycopg", ""),
                                tuple(names), wanted, rate, seconds, public, private_hooks, metrics)
        try:
            waiting = bind(host, port)
        except OSError as error:
            stop(f"{host}:{port}: {(error.strerror or str(error)).lower()}; --port gives another")
        stack.callback(waiting.close)
        shown = waiting.getsockname()[1]
        name = f"[{host}]" if ":" in host else host
        say(f"the ledger {kept.shown} is open at http://{name}:{shown}/ ; Ctrl-C ends it")
        run(settings, waiting, workers=workers, proxies=proxy)
