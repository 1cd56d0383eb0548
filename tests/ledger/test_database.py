"""The ledger's database: its tables, its addresses, and what is told where there is no ledger that can be used."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import String, inspect, text

from isnad.ledger import disputes, migrations
from isnad.ledger.database import HEAD, Ledger, migrate, open_ledger
from isnad.ledger.errors import LedgerError
from isnad.ledger.revisions import Cause, moment, next_revision
from isnad.ledger.schema import metadata, revision
from isnad.ledger.words_index import PostgresqlWords, SqliteWords
from isnad.record import MODES, Act, EventType, Form, Kind, OccasionKind, Sector, Status
from isnad.sources import Rejected
from isnad.watch.loop import NotKept


def test_the_migrations_give_exactly_the_schema(ledger: Ledger) -> None:
    with ledger.look() as db:
        context = MigrationContext.configure(db, opts={
            "compare_type": True, "include_object": lambda _, name, *more: not name.startswith(("entry_words",
                                                                                               "ix_entry_words"))})
        assert compare_metadata(context, metadata) == []
        assert {"entry_words", "alembic_version", *metadata.tables} <= set(inspect(db).get_table_names())


def test_the_newest_migration_is_the_head() -> None:
    numbers = sorted(path.name[:4] for path in (Path(migrations.__file__).parent / "versions").glob("0*.py"))
    assert numbers[-1] == HEAD


def test_a_ledger_is_made_once_and_opened_again(databases: Any) -> None:
    address = databases.nothing()
    with pytest.raises(LedgerError, match="`isnad ingest` makes one"):
        open_ledger(address, create=False)
    made = open_ledger(address)
    with made.write() as db:
        next_revision(db, "ingest", moment())
    made.close()
    again = open_ledger(address, create=False)
    with again.look() as db:
        assert db.execute(text("SELECT count(*) FROM revision")).scalar() == 1
    again.close()
    databases.drop(address)


def test_a_ledger_of_a_newer_isnad_is_not_touched(ledger: Ledger, ledger_address: str) -> None:
    with ledger.write() as db:
        db.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(LedgerError, match=f"newer isnad .its tables are 9999, this isnad knows {HEAD}.; install that"):
        open_ledger(ledger_address)


def test_a_migration_that_fails_leaves_nothing_behind(databases: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    address = databases.nothing()
    for each in (SqliteWords, PostgresqlWords):
        monkeypatch.setattr(each, "create", lambda self: ["CREATE NONSENSE"])
    with pytest.raises(LedgerError, match="syntax error"):
        open_ledger(address)
    monkeypatch.undo()
    made = open_ledger(address)
    with made.look() as db:
        assert db.execute(text("SELECT version_num FROM alembic_version")).scalars().all() == [HEAD]
    made.close()
    databases.drop(address)


@pytest.mark.parametrize(("address", "said"), [
    ("ledger.db", "no ledger; give sqlite:///FILE or postgresql://"),
    ("", "no ledger; give sqlite:///FILE or postgresql://"),
    ("mysql://root@127.0.0.1/isnad", "no ledger; give sqlite:///FILE or postgresql://"),
    ("sqlite://", "no ledger; give sqlite:///FILE or postgresql://"),
    ("sqlite:///:memory:", "no ledger; give sqlite:///FILE or postgresql://"),
    ("sqlite://host/file.db", "no ledger; give sqlite:///FILE or postgresql://"),
    ("sqlite:///{folder}", "is a folder; name the ledger's file in it"),
    ("sqlite:///{folder}/no/such/ledger.db", "no such folder; make it first"),
    ("sqlite:///{folder}/text.db", "file is not a database"),
    ("postgresql://nobody@127.0.0.1:1/isnad", "connection failed"),
])
def test_an_address_that_is_none_is_told(address: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("ليس هذا سجلا " * 100, "utf-8")
    with pytest.raises(LedgerError, match=said):
        open_ledger(address.format(folder=tmp_path))


def test_a_ledger_that_is_not_there_is_not_made_unless_it_may(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="no such ledger; `isnad ingest` makes one"):
        open_ledger(f"sqlite:///{tmp_path}/ledger.db", create=False)
    assert list(tmp_path.iterdir()) == []


def test_a_password_is_not_told() -> None:
    with pytest.raises(LedgerError) as told:
        open_ledger("postgresql://nobody:geheim@127.0.0.1:1/isnad")
    assert "geheim" not in str(told.value)


def test_whoever_writes_is_alone_and_an_exception_undoes_it_all(ledger: Ledger) -> None:
    def stopped() -> None:
        with ledger.write() as db:
            next_revision(db, "ingest", moment())
            raise RuntimeError("stopped")

    with pytest.raises(RuntimeError, match="stopped"):
        stopped()
    with ledger.look() as db:
        assert db.execute(text("SELECT count(*) FROM revision")).scalar() == 0


def test_whoever_looks_sees_one_state_throughout(ledger: Ledger) -> None:
    with ledger.look() as looking:
        before = looking.execute(text("SELECT count(*) FROM revision")).scalar()
        with ledger.write() as db:
            next_revision(db, "ingest", moment())
        assert looking.execute(text("SELECT count(*) FROM revision")).scalar() == before == 0
    with ledger.look() as db:
        assert db.execute(text("SELECT count(*) FROM revision")).scalar() == 1


def test_nothing_can_be_written_by_whoever_looks_on_a_server(ledger: Ledger) -> None:
    if not ledger.on_postgresql:
        pytest.skip("SQLite has no transactions for looking only")
    with pytest.raises(LedgerError, match="read-only"), ledger.look() as db:
        db.execute(text("DELETE FROM revision"))


def test_moments_and_days_come_back_as_they_were_written(ledger: Ledger) -> None:
    now = moment()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", now)
    with ledger.write() as db:
        next_revision(db, "ingest", now, details=[["s1", "act", "say", "نفى"]])
    with ledger.look() as db:
        row = db.execute(revision.select()).one()
    assert (row.moment, row.details) == (now, [["s1", "act", "say", "نفى"]])


def _codes() -> list[str]:
    """The codes of everything that can be rejected."""
    found, waiting = set(), [Rejected]
    while waiting:
        found.add(waiting[-1].code)
        waiting += waiting.pop().__subclasses__()
    return sorted(found | {NotKept.code})


@pytest.mark.parametrize(("column", "values"), [
    ("statement.act", get_args(Act)), ("event.type", get_args(EventType)), ("event.status", get_args(Status)),
    ("event.mode", [mode for some in MODES.values() for mode in some]), ("entry.mode", [
        mode for some in MODES.values() for mode in some]), ("entry.code", [*get_args(Act), *get_args(EventType)]),
    ("statement.form", get_args(Form)), ("statement.occasion", get_args(OccasionKind)),
    ("dispute.kind", disputes.KINDS),
    ("actor.kind", get_args(Kind)), ("party.sector", get_args(Sector)), ("revision.cause", get_args(Cause)),
    ("rejected.code", _codes()),
])
def test_every_value_that_there_can_be_has_room_in_its_column(column: str, values: tuple[str, ...]) -> None:
    table, name = column.split(".")
    kind = metadata.tables[table].c[name].type
    assert isinstance(kind, String)
    length = kind.length or 0
    assert values
    assert max(map(len, values)) <= length


def test_migrating_twice_changes_nothing(ledger: Ledger, ledger_address: str) -> None:
    with ledger.write() as db:
        migrate(db)
    open_ledger(ledger_address).close()
