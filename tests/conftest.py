"""Ledgers for the tests, on SQLite and on PostgreSQL, and reports taken into them.

``ISNAD_TEST_POSTGRESQL`` is the address of a server on which databases may be made, as
postgresql://postgres@127.0.0.1:5432/postgres; ``tools/postgresql.sh`` starts one. Without it, SQLite alone is tested.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy.engine import make_url

from isnad.ledger.database import HEAD, Ledger, open_ledger
from isnad.ledger.ingest import ingest
from isnad.ledger.schema import metadata
from isnad.ledger.write import Kept
from isnad.sources import Incoming, RawReport, Rejected

SERVER = "ISNAD_TEST_POSTGRESQL"


class OnSqlite:
    """Empty ledgers in files, copied from one that is migrated once."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._numbers, self._template = folder, count(), folder / "template.db"
        open_ledger(f"sqlite:///{self._template}").close()

    def new(self) -> str:
        """An empty ledger's address."""
        path = self._folder / f"{next(self._numbers)}.db"
        shutil.copyfile(self._template, path)
        return f"sqlite:///{path}"

    def nothing(self) -> str:
        """The address of a database without tables."""
        return f"sqlite:///{self._folder / f'{next(self._numbers)}.db'}"

    def empty(self, address: str) -> None:
        """Let go of a ledger that others may have after it is emptied."""

    def drop(self, address: str) -> None:
        """Let go of a database."""


class OnPostgresql:
    """Empty ledgers on a server, each a database made from one that is migrated once, or emptied after its use."""

    def __init__(self, server: str) -> None:
        self._server, self._numbers, self._own = make_url(server), count(), f"isnad_test_{os.getpid()}"
        self._emptied: list[str] = []
        self._db = psycopg.connect(server, autocommit=True)
        open_ledger(self._create(self._own, "template0")).close()

    def _create(self, name: str, template: str) -> str:
        self._db.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
        return self._server.set(database=name).render_as_string(hide_password=False)

    def new(self) -> str:
        """An empty ledger's address."""
        return self._emptied.pop() if self._emptied else self._create(f"{self._own}_{next(self._numbers)}", self._own)

    def nothing(self) -> str:
        """The address of a database without tables."""
        return self._create(f"{self._own}_{next(self._numbers)}", "template0")

    def empty(self, address: str) -> None:
        """Make a ledger empty again, which is much faster than to make another."""
        self._db.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                         (make_url(address).database,))
        with psycopg.connect(address) as db:
            db.execute("SET session_replication_role = replica")
            for name in ("entry_words", *metadata.tables):
                db.execute(f'DELETE FROM "{name}"'.encode())
            db.execute("UPDATE alembic_version SET version_num = %s", (HEAD,))
        self._emptied.append(address)

    def drop(self, address: str) -> None:
        """Let go of a database."""
        self._db.execute(f'DROP DATABASE IF EXISTS "{make_url(address).database}" WITH (FORCE)'.encode())

    def close(self) -> None:
        """Let go of all that is left."""
        for address in (*self._emptied, self._server.set(database=self._own).render_as_string()):
            self.drop(address)
        self._db.close()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest,
              tmp_path_factory: pytest.TempPathFactory) -> Iterator[OnSqlite | OnPostgresql]:
    """Makes ledgers: ``new()`` an empty one, ``nothing()`` a database without tables. ``drop(address)`` ends either,
    ``empty(address)`` gives one to others."""
    if request.param == "sqlite":
        yield OnSqlite(tmp_path_factory.mktemp("ledgers"))
        return
    if SERVER not in os.environ:
        pytest.skip(f"{SERVER} tells no server")
    server = OnPostgresql(os.environ[SERVER])
    yield server
    server.close()


@pytest.fixture
def ledger_address(databases: OnSqlite | OnPostgresql) -> Iterator[str]:
    """The address of an empty ledger."""
    address = databases.new()
    yield address
    databases.empty(address)


@pytest.fixture
def ledger(ledger_address: str) -> Iterator[Ledger]:
    """An empty ledger."""
    opened = open_ledger(ledger_address)
    yield opened
    opened.close()


def _take(ledger: Ledger, *reports: RawReport | Rejected | Incoming) -> list[Kept | Rejected]:
    told: list[Kept | Rejected] = []
    items = (each if isinstance(each, Incoming) else Incoming("test", each, number)
             for number, each in enumerate(reports, 1))
    ingest(ledger, items, tell=lambda item, what: told.append(what))
    return told


@pytest.fixture(scope="session")
def take() -> Callable[..., list[Kept | Rejected]]:
    """Takes reports into a ledger: ``take(ledger, *reports)`` tells what became of each."""
    return _take


@pytest.fixture(scope="session")
def keep_all() -> Callable[..., list[Kept]]:
    """Takes reports into a ledger that are all right: ``keep_all(ledger, *reports)``."""
    def keep_all(ledger: Ledger, *reports: RawReport) -> list[Kept]:
        told = _take(ledger, *reports)
        assert all(isinstance(each, Kept) for each in told), told
        return [each for each in told if isinstance(each, Kept)]

    return keep_all


@pytest.fixture(scope="session")
def a_report() -> Callable[..., RawReport]:
    """Makes a report of what matters in it."""
    numbers = count(1)

    def a_report(text: str, published: str | None = "2022-01-24", **about: Any) -> RawReport:
        about.setdefault("url", f"https://one.example/{next(numbers)}")
        about.setdefault("publisher", "المرصد")
        return RawReport(text=text, published=published, **about)

    return a_report
