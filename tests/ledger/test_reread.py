"""Reading old reports again: what a better reader finds is told and kept; stopped, it goes on where it was."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from isnad.ledger import ingest
from isnad.ledger import reread as reading_again
from isnad.ledger.changes import changes
from isnad.ledger.database import Ledger
from isnad.ledger.identity import reader_mark
from isnad.ledger.reread import reread, waiting
from isnad.ledger.revisions import last_revision
from isnad.ledger.schema import revision, statement, version
from isnad.ledger.search import Query, find
from isnad.ledger.settle import merge
from isnad.ledger.stats import stats
from isnad.ledger.verify import verify
from isnad.ledger.versions import raw_of
from isnad.ledger.write import Kept, keep
from isnad.reading.reader import Reading
from isnad.record import Record
from isnad.sources import Incoming, RawReport, Rejected

Keep = Callable[..., list[Kept]]
MakeReport = Callable[..., RawReport]

SAID = "قال وزير الخارجية المصري نبيل فوزي إن الحوار مستمر.\nونفى فوزي وجود خلاف مع الخرطوم."
OTHER = "قال وزير الدفاع التشادي إدريس صالح إن الحدود مغلقة."


@pytest.fixture
def old(ledger: Ledger, keep_all: Keep, a_report: MakeReport) -> Ledger:
    """A ledger of three reports, one of which has an older version."""
    keep_all(ledger, a_report(SAID, url="https://one.example/1", headline="خبر"), a_report(OTHER),
             a_report("قال سالم الحارثي إن الجسر جاهز.", published=None),
             a_report(f"{SAID}\nوعاد إلى القاهرة.", url="https://one.example/1", headline="خبر"))
    return ledger


def another_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on whoever reads is another reader."""
    monkeypatch.setattr(reading_again, "reader_mark", lambda: "k234567abcdefg")
    monkeypatch.setattr("isnad.ledger.identity.reader_mark", lambda: "k234567abcdefg")


def read_otherwise(monkeypatch: pytest.MonkeyPatch, change: Callable[[Record], Record]) -> None:
    real = Reading.record
    monkeypatch.setattr(Reading, "record", lambda self: change(real(self)))
    another_reader(monkeypatch)


def again(ledger: Ledger, reports: list[str] | None = None) -> list[Kept | Rejected]:
    told: list[Kept | Rejected] = []
    reread(ledger, waiting(ledger) if reports is None else reports, tell=lambda item, what: told.append(what))
    return told


def no_denials(record: Record) -> Record:
    """As a reader reads that does not know نفى yet."""
    return record.model_copy(update={
        "statements": [each for each in record.statements if each.act != "deny"],
        "events": [], "awaited": []})


def denials_are_said(record: Record) -> Record:
    return record.model_copy(update={"statements": [
        each.model_copy(update={"act": "say"} if each.act == "deny" else {}) for each in record.statements]})


def test_the_mark_tells_the_reader_and_stays_while_he_does() -> None:
    assert reader_mark() == reader_mark()
    assert reader_mark().startswith("k")


def test_nothing_waits_that_this_reader_has_read(old: Ledger) -> None:
    assert waiting(old) == []
    assert len(waiting(old, every=True)) == 3


def test_all_waits_that_another_has_read(old: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    another_reader(monkeypatch)
    assert waiting(old) == waiting(old, every=True)


def test_the_same_reading_again_changes_nothing_but_the_mark(old: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    before = stats(old)
    with old.look() as db:
        since = last_revision(db)
    another_reader(monkeypatch)
    told = again(old)
    assert [(each.what, each.altered, each.vanished, each.appeared) for each in told if isinstance(each, Kept)] == [
        ("reread", [], [], 0)] * 3
    assert waiting(old) == []
    after = stats(old)
    same = ("reports", "versions", "statements", "events", "actors", "stories", "wires", "first_day", "last_day")
    assert {name: after[name] for name in same} == {name: before[name] for name in same}
    assert {each.kind for each in changes(old, since)} <= {"report", "story"}
    assert list(verify(old)) == []


def test_what_is_read_otherwise_is_told_and_kept(old: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    read_otherwise(monkeypatch, denials_are_said)
    told = [each for each in again(old) if isinstance(each, Kept)]
    altered = [each for kept in told for each in kept.altered]
    (key,) = {key for key, *_ in altered}
    assert (key, "act", "deny", "say") in altered
    assert find(old, Query(act=("deny",))).total == 0
    with old.look() as db:
        assert db.execute(select(statement.c.act).where(statement.c.id == key)).scalar() == "say"
        details = db.execute(select(revision.c.details).where(revision.c.cause == "reread")).scalars().all()
    assert [key, "act", "deny", "say"] in [each for some in details for each in some or ()]
    assert list(verify(old)) == []


def test_what_is_read_no_more_vanishes_and_comes_back_as_the_same(
    old: Ledger, monkeypatch: pytest.MonkeyPatch,
) -> None:
    (row,) = find(old, Query(act=("deny",))).rows
    with monkeypatch.context() as worse:
        read_otherwise(worse, no_denials)
        assert row[0] in {key for kept in again(old) if isinstance(kept, Kept) for key in kept.vanished}
    assert find(old, Query(act=("deny",))).total == 0
    again(old)
    assert find(old, Query(act=("deny",))).rows == [row]
    assert list(verify(old)) == []


def test_it_goes_on_where_it_was_stopped(old: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    another_reader(monkeypatch)
    done = 0

    def stop(item: Incoming, what: Kept | Rejected) -> None:
        nonlocal done
        done += 1
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reread(old, waiting(old), tell=stop)
    assert len(waiting(old)) == 1
    assert len(again(old)) == 1
    assert waiting(old) == []


def test_a_report_that_cannot_be_read_any_more_keeps_what_it_had(
    old: Ledger, monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(record: Record) -> Record:
        if "صالح" in record.report.text:
            raise ZeroDivisionError("division by zero")
        return record

    before = stats(old)["statements"]
    read_otherwise(monkeypatch, fail)
    told = again(old)
    (failed,) = [each for each in told if isinstance(each, Rejected)]
    assert failed.code == "failed"
    assert stats(old)["statements"] == before
    assert len(waiting(old)) == 1


def test_a_new_version_that_comes_in_between_is_not_overwritten(
    old: Ledger, keep_all: Keep, a_report: MakeReport, monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A report is being read again while its next version comes in."""
    another_reader(monkeypatch)
    def late(ledger: Ledger, made: Any, **more: Any) -> Kept:
        if made.report["address"] == "https://one.example/1":
            keep_all(ledger, a_report("قال نبيل فوزي إن كل شيء تغير.", url="https://one.example/1"))
        return keep(ledger, made, **more)

    monkeypatch.setattr(reading_again, "keep", late)
    again(old)
    with old.look() as db:
        newest = db.execute(select(version.c.text).order_by(version.c.number.desc())).scalars().first()
    assert "تغير" in str(newest)
    assert find(old, Query("تغير", kinds=("report",))).total == 1
    assert list(verify(old)) == []


def test_a_day_that_was_given_is_given_again(ledger: Ledger, a_report: MakeReport) -> None:
    ingest.ingest(ledger, [Incoming("news", a_report(OTHER, published=None))], published="2022-01-24")
    with ledger.look() as db:
        row = db.execute(select(version)).mappings().one()
    assert raw_of(row)[1] == "2022-01-24"
    again(ledger, waiting(ledger, every=True))
    with ledger.look() as db:
        assert db.execute(select(version.c.published)).scalar() == "2022-01-24"


def test_what_people_have_settled_stays(old: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    with old.look() as db:
        keys = sorted(set(db.execute(select(statement.c.id)).scalars()))
    one_of_them, *others = [each.id for each in changes(old) if each.kind == "actor"]
    merge(old, one_of_them, others[0])
    another_reader(monkeypatch)
    again(old)
    assert {each.id for each in changes(old) if each.kind == "actor" and each.what != "vanished"} == set(others)
    with old.look() as db:
        assert sorted(set(db.execute(select(statement.c.id)).scalars())) == keys
