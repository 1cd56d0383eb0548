"""Opening a ledger: which database, brought up to date, and its two ways in: to look and to write.

One writer at a time writes, on either database; others wait for him. A transaction is all there or not there, also
after ``kill -9`` and after the power has failed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError, OperationalError

from isnad.ledger.errors import LedgerError, TooLongError
from isnad.ledger.load import Recent
from isnad.ledger.words_index import WordsIndex, words_index

DEFAULT = "sqlite:///isnad.db"
HEAD = "0002"
"""The newest of ``migrations/versions``."""
WAIT = 600
"""Seconds that a writer waits for the others."""
_LOCK = 0x69736E6164
"""The key of PostgreSQL's advisory lock that writers hold: "isnad"."""


class Ledger:
    """A ledger in a database. ``look`` and ``write`` give connections; ``words`` is its index of words, ``recent`` what
    this process has loaded of it last."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.words: WordsIndex = words_index(engine.dialect.name)
        self.recent = Recent()

    @property
    def shown(self) -> str:
        """Its address as people may see it."""
        return _shown(self.engine.url)

    @property
    def on_postgresql(self) -> bool:
        """Whether it is on PostgreSQL, and on SQLite otherwise."""
        return self.engine.dialect.name == "postgresql"

    @contextmanager
    def look(self, *, seconds: float | None = None) -> Iterator[Connection]:
        """A connection that sees one state of the ledger throughout.

        ``seconds``: the longest that the look may take. Raises ``LedgerError`` where the database fails,
        ``TooLongError`` where it takes longer.
        """
        with self._told(), self.engine.connect() as db:
            if self.on_postgresql:
                db = db.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with db.begin(), self._in_time(db, seconds):
                yield db

    @contextmanager
    def _in_time(self, db: Connection, seconds: float | None) -> Iterator[None]:
        """Have the database give up what takes longer than some seconds."""
        if seconds is None:
            yield
            return
        end = monotonic() + seconds
        if self.on_postgresql:
            db.exec_driver_sql(f"SET LOCAL statement_timeout = {round(seconds * 1000)}")
        else:
            held: Any = db.connection.driver_connection
            held.set_progress_handler(lambda: monotonic() > end, 20_000)
        try:
            yield
        except OperationalError as error:
            if monotonic() > end:
                raise TooLongError(f"it took longer than {seconds:g} seconds; ask for less, as fewer days") from error
            raise
        finally:
            if not self.on_postgresql:
                held.set_progress_handler(None, 0)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A connection for one transaction, while no other writer writes; undone whole where an exception leaves it.

        Raises ``LedgerError`` where the database fails: the disk is full, the server is gone.
        """
        with self._told(), self.engine.connect().execution_options(isnad_writes=True) as db, db.begin():
            if self.on_postgresql:
                db.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
            yield db

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except DatabaseError as error:
            raise LedgerError(f"{self.shown}: {_said(error)}") from error

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()


def open_ledger(address: str = DEFAULT, *, create: bool = True) -> Ledger:
    """The ledger at a database's address, made where there is none and brought up to date where it is old.

    ``create``: whether it may be made. Raises ``LedgerError`` where the address is none, the database cannot be
    reached, or it belongs to a newer isnad.
    """
    url = _url(address)
    if url.get_backend_name() == "sqlite":
        _look_at_file(url, create)
    ledger = Ledger(_engine(url))
    try:
        _bring_up_to_date(ledger, create)
    except BaseException:
        ledger.close()
        raise
    return ledger


def _url(address: str) -> URL:
    told = f"{address!r} is no ledger; give sqlite:///FILE or postgresql://USER@HOST/DATABASE"
    try:
        url = make_url(address)
    except ArgumentError:
        raise LedgerError(told) from None
    backend = url.get_backend_name()
    if backend == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if backend != "sqlite" or url.host or not url.database or url.database == ":memory:":
        raise LedgerError(told)
    return url


def _look_at_file(url: URL, create: bool) -> None:
    path = Path(url.database or "")
    if path.is_dir():
        raise LedgerError(f"{path}: is a folder; name the ledger's file in it, as sqlite:///{path}/isnad.db")
    if not path.exists() and not create:
        raise LedgerError(f"{path}: no such ledger; `isnad ingest` makes one")
    if not path.parent.is_dir():
        raise LedgerError(f"{path}: no such folder; make it first")


def _engine(url: URL) -> Engine:
    try:
        if url.get_backend_name() == "postgresql":
            return create_engine(url, pool_pre_ping=True, connect_args={"application_name": "isnad"})
        engine = create_engine(url, connect_args={"timeout": WAIT, "check_same_thread": False})
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise LedgerError(f"{url.get_backend_name()}: {error}; pip install 'isnad[postgresql]'") from error

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # transactions are begun below, and not by the driver when it thinks fit
        cursor = connection.cursor()
        # a report touches pages all over the ledger: a longer log is copied back with each of them once
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "wal_autocheckpoint = 8000", "foreign_keys = ON",
                       "cache_size = -65536", "temp_store = MEMORY"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begun(db: Connection) -> None:
        writes = db.get_execution_options().get("isnad_writes")
        db.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _bring_up_to_date(ledger: Ledger, create: bool) -> None:
    with ledger.look() as db:
        found = _shape(db)
    if found == HEAD:
        return
    if found is None and not create:
        raise LedgerError(f"{ledger.shown}: holds no ledger; `isnad ingest` makes one")
    with ledger.write() as db:
        if _shape(db) != HEAD:  # whoever was before us has not done it
            migrate(db)


def _shape(db: Connection) -> str | None:
    """Which migration a database has had last. Raises ``LedgerError`` where isnad does not know it."""
    if not inspect(db).has_table("alembic_version"):
        return None
    found = db.execute(text("SELECT version_num FROM alembic_version")).scalar()
    known = {path.name[:4] for path in (Path(__file__).parent / "migrations" / "versions").glob("0*.py")}
    if found is not None and found not in known:
        raise LedgerError(f"{_shown(db.engine.url)}: it was made by a newer isnad (its tables are {found}, this isnad "
                          f"knows {HEAD}); install that one")
    return found


def migrate(db: Connection, to: str = "head") -> None:
    """Run the migrations that a database lacks, in the transaction of the connection."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = db
    command.upgrade(config, to)


def _shown(url: URL) -> str:
    return url.render_as_string(hide_password=True).replace("+psycopg", "")


def _said(error: DatabaseError) -> str:
    """What the database said, in one line."""
    return " ".join(str(error.orig).split()) or type(error.orig).__name__
