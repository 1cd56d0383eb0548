"""The command line. ``isnad --help`` tells every command."""

from __future__ import annotations

from typing import Annotated

import typer

from isnad import __version__
from isnad.cli.access import app as access_app
from isnad.cli.batching import app as batching_app
from isnad.cli.exporting import app as exporting_app
from isnad.cli.keeping import app as keeping_app
from isnad.cli.looking import app as looking_app
from isnad.cli.reading import app as reading_app
from isnad.cli.reviewing import app as reviewing_app
from isnad.cli.serving import app as serving_app
from isnad.cli.settling import app as settling_app

app = typer.Typer(
    name="isnad", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
    help="Reads Arabic news reports, and keeps who said what, and on whose word.",
)
for part in (reading_app, batching_app, keeping_app, looking_app, exporting_app, serving_app, settling_app,
             reviewing_app, access_app):
    app.add_typer(part)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"isnad {__version__}")
        raise typer.Exit


@app.callback()
def _isnad(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True,
                                          help="Print the version and leave.")] = False,
) -> None:
    """Reads Arabic news reports, and keeps who said what, and on whose word."""


def main() -> None:
    """The program ``isnad``."""
    app()
