"""What an export says of itself: which isnad made it, of what, by which query, when, and how it is cited."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import Any

from isnad import __version__
from isnad.ledger.search import Query

SCHEMA = "isnad-export/1"
"""The name of the exports' shapes. It changes when a column, key or property comes to mean something else."""
IDENTIFIERS = ("Identifiers are permanent: r a report, v a version of it, s a statement, e an event, a an actor, "
               "p an actor in one report, t a story.")


@dataclass(slots=True)
class Colophon:
    """``source``: the ledger, or the files of records; ``revision``: the ledger's, at which was chosen; ``moment``:
    UTC, ISO 8601. ``counts``: what is in it; ``left_out``: how many are not, by why."""

    format: str
    source: str
    query: Query
    revision: int | None = None
    rows: str | None = None
    text: bool = False
    moment: str = field(default_factory=lambda: datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    counts: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)

    def told(self) -> dict[str, Any]:
        """All of it, as JSON has it."""
        return {
            "schema": SCHEMA, "software": "isnad", "version": __version__, "format": self.format, "rows": self.rows,
            "source": self.source, "revision": self.revision, "query": asked(self.query), "command": self.command,
            "moment": self.moment, "text": self.text, "counts": dict(self.counts), "left_out": dict(self.left_out),
            "identifiers": IDENTIFIERS, "cite": self.cite(), "bibtex": self.bibtex(),
        }

    @property
    def command(self) -> str:
        """The command that asks for the same."""
        given = [("--rows", self.rows)] if self.rows else []
        for name, value in asked(self.query).items():
            if name != "words":
                option = "--" + {"kinds": "kind"}.get(name, name).replace("_", "-")
                given += [(option, str(each)) for each in (value if isinstance(value, list) else [value])]
        words = [shlex.quote(self.query.words)] if self.query.words else []
        told = [f"{option} {shlex.quote(value)}" for option, value in given if value is not None]
        return " ".join(["isnad export", self.format, *words, *told, *(["--text"] if self.text else [])])

    def cite(self) -> str:
        """How it is cited, in a sentence."""
        what = ", ".join(f"{number:,} {name if number != 1 else name.removesuffix('s')}"
                         for name, number in self.counts.items()) or "nothing"
        at = f", revision {self.revision:,}" if self.revision is not None else ""
        return (f"isnad {__version__}: {what} ({self.format}) from {self.source}{at}, exported {self.moment} by "
                f"`{self.command}`. What it tells is told by the reports that it names; they are to be cited, too.")

    def bibtex(self) -> str:
        """The same for a bibliography."""
        key = re.sub(r"\D", "", self.moment)[:14]
        at = f", revision {self.revision}" if self.revision is not None else ""
        return (f"@misc{{isnad{key},\n  title = {{Export from {self.source}{at}: {self.format}}},\n"
                f"  year = {{{self.moment[:4]}}},\n  note = {{isnad {__version__}, exported {self.moment}, "
                f"query: {self.command}}}\n}}")


def asked(query: Query) -> dict[str, Any]:
    """The filters of a query that are set."""
    told = {each.name: getattr(query, each.name) for each in fields(query)}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in told.items()
            if value not in ("", (), None)}
