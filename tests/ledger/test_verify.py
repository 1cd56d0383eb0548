"""Proof that a ledger holds together, and what it finds where somebody has laid hands on one."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from isnad.ledger.database import Ledger
from isnad.ledger.settle import merge
from isnad.ledger.verify import verify
from isnad.ledger.write import Kept
from isnad.sources import RawReport

REPORTS = ["قال وزير الخارجية المصري نبيل فوزي إن الحوار مستمر. ونفى فوزي وجود خلاف مع الخرطوم.",
           "طالب وزير الدفاع التشادي إدريس صالح السودان بسحب قواته من الحدود."]


@pytest.fixture
def whole(ledger: Ledger, keep_all: Callable[..., list[Kept]], a_report: Callable[..., RawReport]) -> Ledger:
    """A ledger with a few things, one report of which has an older version."""
    keep_all(ledger, *(a_report(each, url=f"https://one.example/{number}", headline="خبر")
                       for number, each in enumerate(REPORTS)),
             a_report(f"{REPORTS[0]} وعاد إلى القاهرة.", url="https://one.example/0", headline="خبر"))
    return ledger


def do(ledger: Ledger, *lines: str, **values: Any) -> None:
    with ledger.write() as db:
        if ledger.on_postgresql:
            db.execute(text("SET LOCAL session_replication_role = replica"))  # as it is where a disk lies
        for line in lines:
            db.execute(text(line), values if ":" in line else {})


def test_a_ledger_is_whole(whole: Ledger) -> None:
    told: list[None] = []
    assert list(verify(whole, lambda: told.append(None))) == []
    assert len(told) == 3


def test_an_empty_one_is_whole(ledger: Ledger) -> None:
    assert list(verify(ledger)) == []


def test_it_is_whole_after_a_merge(whole: Ledger) -> None:
    with whole.look() as db:
        keys = list(db.execute(text("SELECT id FROM actor WHERE kind = 'person' ORDER BY id")).scalars())
    merge(whole, keys[0], keys[1])
    assert list(verify(whole)) == []


@pytest.mark.parametrize(("harm", "said"), [
    pytest.param("UPDATE version SET text = replace(text, 'مستمر', 'مستقر') WHERE number = 1",
                 "its text, headline or day is not what was taken in", id="a-word-of-an-old-text"),
    pytest.param("UPDATE version SET text = replace(text, 'قال', 'نفى') WHERE number = 2",
                 "its text, headline or day is not what was taken in", id="a-word-of-a-text"),
    pytest.param("UPDATE version SET headline = 'نبأ' WHERE number = 2",
                 "its text, headline or day is not what was taken in", id="a-headline"),
    pytest.param("UPDATE version SET text = substr(text, 1, 20) WHERE number = 2", "its record cannot be read",
                 id="a-text-cut-off"),
    pytest.param("UPDATE statement SET cue_start = cue_start + 1 WHERE act = 'deny'", "its spans are", id="a-cue"),
    pytest.param('UPDATE statement SET "end" = "end" - 1 WHERE act = \'deny\'', "its spans are", id="a-content"),
    pytest.param("UPDATE event SET trigger_end = trigger_end + 1 WHERE type = 'REQUEST'", "its spans are",
                 id="a-trigger"),
    pytest.param("UPDATE statement SET vanished = 1 WHERE act = 'deny'", "in the record and not in the ledger",
                 id="a-statement-marked-as-gone"),
    pytest.param("DELETE FROM statement WHERE act = 'deny'", "in the record and not in the ledger",
                 id="a-statement-gone"),
    pytest.param("UPDATE statement SET id = 's234567abcdefg' WHERE act = 'deny'", "in the ledger and not in the record",
                 id="a-statement-that-nobody-read"),
    pytest.param("DELETE FROM actor WHERE name = 'نبيل فوزي'", "there is no such actor", id="an-actor"),
    pytest.param("DELETE FROM appearance WHERE name = 'نبيل فوزي'", "there is no such appearance", id="an-appearance"),
    pytest.param("DELETE FROM story", "there is no such story", id="a-story"),
    pytest.param("UPDATE report SET copies = 'r234567abcdefg'", "there is no such report", id="who-is-copied"),
    pytest.param("UPDATE statement SET within_id = 's234567abcdefg'", "there is no such statement", id="what-it-is-in"),
    pytest.param("DELETE FROM entry WHERE code = 'deny'", "entries for", id="an-entry"),
    pytest.param("DELETE FROM entry_words WHERE {number} = (SELECT number FROM entry WHERE code = 'deny')",
                 "the words of", id="words"),
])
def test_damage_is_found(whole: Ledger, harm: str, said: str) -> None:
    if not whole.on_postgresql:
        do(whole, "PRAGMA defer_foreign_keys = ON")
        with whole.engine.connect() as db:
            db.connection.dbapi_connection.execute("PRAGMA foreign_keys = OFF")  # type: ignore[union-attr]
            db.execute(text(harm.format(number="rowid")))
            db.commit()
    else:
        do(whole, harm.format(number="number"))
    faults = list(verify(whole))
    assert any(said in what for _, what in faults), faults


@pytest.mark.parametrize("record", [b"", b"{}", zlib.compress(b"{}"), zlib.compress(b"nonsense"),
                                    zlib.compress(b'{"report": {}}')])
def test_a_damaged_record_is_found(whole: Ledger, record: bytes) -> None:
    do(whole, "UPDATE version SET record = :record WHERE number = 2", record=record)
    ((_, what),) = [each for each in verify(whole) if each[0].startswith("v")]
    assert what.startswith("its record cannot be read")


def test_a_statement_read_at_another_place_is_found(whole: Ledger) -> None:
    with whole.look() as db:
        row = db.execute(text("SELECT id, record FROM version WHERE number = 2")).one()
    told = zlib.decompress(row.record).decode()
    moved = told.replace('"cue":[5,8]', '"cue":[5,9]')
    assert moved != told
    do(whole, "UPDATE version SET record = :record WHERE id = :id", record=zlib.compress(moved.encode()), id=row.id)
    assert any("no longer covers the characters that it was read from" in what or "cannot be read" in what
               for _, what in verify(whole))
