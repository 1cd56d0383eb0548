"""Reports of our own making for the exports: a ledger of them, and their records."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy.engine import make_url

from isnad import Reader, Record
from isnad.exports.colophon import Colophon
from isnad.exports.formats import export, format_of
from isnad.exports.from_ledger import outgoing
from isnad.exports.from_records import Records
from isnad.exports.job import Job
from isnad.exports.rows import Exported
from isnad.ledger.database import Ledger, open_ledger
from isnad.ledger.ingest import ingest
from isnad.ledger.search import Query
from isnad.reading.drafts import Source
from isnad.reading.reader import parse_day
from isnad.sources import Incoming, RawReport

SERVER = "ISNAD_TEST_POSTGRESQL"

NESTED = RawReport(
    "مسقط - أعلن وزير الخارجية العماني سالم الحارثي، اليوم الاثنين، أن بلاده ترفض التصعيد. وأضاف أن نظيره المصري نبيل "
    "فوزي أكد أن مسلحين هاجموا الجيش المصري في سيناء أمس. وقال الحارثي: «نحن ننتظر، ولن ننسى».",
    "الحارثي: نأمل التوصل إلى حل سياسي", published="2022-01-24", publisher="صحيفة الميناء",
    url="https://mina.example/1")
"""A statement in a statement, an event in both, words of the speaker's own."""
MEETING = RawReport(
    "التقى وزير الخارجية العماني سالم الحارثي نظيره المصري نبيل فوزي في جنيف يوم 3 فبراير 2022.\n"
    "ولم يوقع الحارثي اتفاقا مع مصر. وقتل الجيش المصري 12 شخصا في عدن.\n"
    "وطالب الوزير مصر بالإفراج عن السجناء.",
    "لقاء في جنيف", published="2022-02-04", publisher="راديو الساحل", url="https://sahil.example/2")
"""Equals who meet at a known place, what was not done, how many were killed, what is asked for."""
UNDATED = RawReport('=رفضت سلطنة عمان التصعيد\tفي "مجلس الأمن"، وأدانت الهجوم.', publisher="-المرصد",
                    url="https://marsad.example/3")
"""No day; a sign that spreadsheets run, a tab, quotation marks."""
REPORTS = (NESTED, MEETING, UNDATED)


def records_of(*reports: RawReport) -> list[Record]:
    """Reports as records."""
    return [Reader().analyse(each.text, headline=each.headline, source=Source(
        each.id, each.url, each.publisher, each.byline, parse_day(each.published or ""))).record() for each in reports]


@pytest.fixture(scope="session")
def lines() -> list[str]:
    """The reports' records, a line each."""
    return [each.json_line() for each in records_of(*REPORTS)]


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a ledger of the reports; on PostgreSQL, too, where ``ISNAD_TEST_POSTGRESQL`` tells a server."""
    if request.param == "sqlite":
        found = f"sqlite:///{tmp_path_factory.mktemp('ledger') / 'isnad.db'}"
        _fill(found)
        yield found
        return
    if SERVER not in os.environ:
        pytest.skip(f"{SERVER} tells no server")
    name = f"isnad_exports_{os.getpid()}"
    with psycopg.connect(os.environ[SERVER], autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "template0"'.encode())
        found = make_url(os.environ[SERVER]).set(database=name).render_as_string(hide_password=False)
        _fill(found)
        yield found
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


def _fill(address: str) -> None:
    ledger = open_ledger(address)
    ingest(ledger, (Incoming("test", each, number) for number, each in enumerate(REPORTS, 1)))
    ledger.close()


@pytest.fixture
def ledger(address: str) -> Iterator[Ledger]:
    """The ledger of the reports."""
    opened = open_ledger(address)
    yield opened
    opened.close()


@dataclass
class Made:
    """An export that was made: where, and all that went into it."""

    path: Path
    job: Job
    reports: list[Exported]

    def beside(self, ending: str) -> Path:
        """A file beside the export's own."""
        return self.path.with_name(self.job.beside(ending))

    @property
    def events(self) -> dict[str, Any]:
        """Every event with its report, by identifier."""
        return {row.id: (one.about, row) for one in self.reports for row in one.events}

    @property
    def statements(self) -> dict[str, Any]:
        """Every statement with its report, by identifier."""
        return {row.id: (one.about, row) for one in self.reports for row in one.statements}


@pytest.fixture
def made(ledger: Ledger, lines: list[str], tmp_path: Path) -> Callable[..., Made]:
    """Exports the reports: ``made(format, rows=…, text=…, records=…, **filters)``."""
    def make(name: str, *, rows: str | None = None, text: bool = False, records: bool = False, **filters: Any) -> Made:
        form = format_of(name)
        kinds: tuple[Any, ...] = ("statement",) if rows == "statements" else form.kinds
        query = Query(kinds=kinds, **filters)
        if records:
            reports = list(Records([("lines", n, line) for n, line in enumerate(lines, 1)], query, form.whole))
            colophon = Colophon(name, "lines", Query(**filters), rows=rows, text=text)
        else:
            chosen = outgoing(ledger, query, whole=form.whole)
            reports = list(chosen)
            chosen.close()
            colophon = Colophon(name, ledger.shown, Query(**filters), chosen.revision, rows, text)
        path = tmp_path / (f"export{form.suffix}" if not form.folder else "export")
        return Made(path, export(form, reports, colophon, str(path), force=True, by_day=not records), reports)

    return make
