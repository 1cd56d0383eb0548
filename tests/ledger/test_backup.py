"""A copy of a ledger: from either database into either, whole, and a ledger itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from isnad.ledger.backup import copy, steps
from isnad.ledger.changes import changes
from isnad.ledger.database import Ledger, open_ledger
from isnad.ledger.errors import LedgerError
from isnad.ledger.schema import metadata
from isnad.ledger.search import FACETS, Query, find
from isnad.ledger.verify import verify
from isnad.ledger.write import Kept
from isnad.sources import BadJson, Incoming, RawReport

Keep = Callable[..., list[Kept]]
MakeReport = Callable[..., RawReport]

REPORTS = ["قال وزير الخارجية المصري نبيل فوزي إن الحوار مستمر. ونفى فوزي وجود خلاف مع الخرطوم.",
           "طالب وزير الدفاع التشادي إدريس صالح السودان بسحب قواته من الحدود قبل 10 فبراير.",
           "قال المتحدث باسم الكرملين دميتري بيسكوف إن موسكو تتوقع ردا منفصلا من حلف شمال الأطلسي بشأن الضمانات.",
           "سلم حلف شمال الأطلسي روسيا رده على مقترحاتها بشأن الضمانات."]


@pytest.fixture
def whole(ledger: Ledger, take: Callable[..., Any], a_report: MakeReport) -> Ledger:
    """A ledger with something in every table that a few reports fill."""
    take(ledger, *(a_report(each, published=f"2022-01-{day}", url=f"https://one.example/{day}", publisher="المرصد")
                   for day, each in enumerate(REPORTS, 24)),
         a_report(f"{REPORTS[0]} وعاد.", url="https://one.example/24"), Incoming("news", BadJson("no JSON"), 1, "{"))
    return ledger


@pytest.fixture(params=["file", "same-kind"])
def target(request: pytest.FixtureRequest, databases: Any, tmp_path: Path) -> Iterator[Ledger]:
    """An empty ledger: in a file, and on the same kind of database."""
    address = f"sqlite:///{tmp_path}/copy.db" if request.param == "file" else databases.new()
    opened = open_ledger(address)
    yield opened
    opened.close()
    if request.param != "file":
        databases.empty(address)


def rows(ledger: Ledger) -> dict[str, list[tuple[Any, ...]]]:
    with ledger.look() as db:
        return {name: sorted((tuple(row) for row in db.execute(select(table))), key=repr)
                for name, table in metadata.tables.items()}


def found(ledger: Ledger) -> list[Any]:
    queries = [Query(), Query("الضمانات"), Query("فوزي"), Query('"الحوار مستمر"'), Query(speaker=("فوزي",)),
               Query(actor=("صالح",)), Query("حدود*", act=("demand",))]
    return [(each.total, sorted(each.rows), each.facets) for query in queries
            for each in [find(ledger, query, limit=100, facets=FACETS)]]


def test_a_copy_is_the_same_row_by_row_and_finds_the_same(whole: Ledger, target: Ledger) -> None:
    told: list[None] = []
    assert copy(whole, target, lambda: told.append(None)) == 4
    assert rows(target) == rows(whole)
    assert len(told) == steps(whole) == steps(target)
    assert found(target) == found(whole)
    assert list(verify(target)) == []
    assert list(changes(target)) == list(changes(whole))


def test_a_file_goes_back_into_the_database(whole: Ledger, databases: Any, tmp_path: Path) -> None:
    middle, address = open_ledger(f"sqlite:///{tmp_path}/copy.db"), databases.new()
    back = open_ledger(address)
    copy(whole, middle)
    copy(middle, back)
    assert rows(back) == rows(whole)
    assert found(back) == found(whole)
    middle.close()
    back.close()
    databases.empty(address)


def test_a_copy_is_a_ledger_that_goes_on(whole: Ledger, target: Ledger, keep_all: Keep, a_report: MakeReport) -> None:
    copy(whole, target)
    again = [a_report(REPORTS[1], published="2022-01-25", url="https://one.example/25")]
    assert [each.what for each in keep_all(target, *again)] == ["known"]
    new = a_report("وصل وزير الخارجية المصري نبيل فوزي إلى مسقط. وقال فوزي إن الحوار سيستمر.")
    assert keep_all(target, new)[0].what == "new"
    assert list(verify(target)) == []


def test_a_copy_is_made_of_one_moment_while_others_write(
    whole: Ledger, target: Ledger, keep_all: Keep, a_report: MakeReport,
) -> None:
    before = rows(whole)
    told: list[None] = []

    def write_once() -> None:
        told.append(None)
        if len(told) == 1:
            keep_all(whole, a_report("قال سالم الحارثي إن الجسر جاهز."))

    assert copy(whole, target, write_once) == 4
    assert rows(target) == before
    assert list(verify(target)) == []
    assert list(verify(whole)) == []


def test_no_ledger_is_written_over(whole: Ledger, target: Ledger) -> None:
    copy(whole, target)
    before = rows(target)
    with pytest.raises(LedgerError, match="is not empty; a copy is made into a new one"):
        copy(whole, target)
    assert rows(target) == before


def test_an_empty_ledger_can_be_copied(ledger: Ledger, target: Ledger) -> None:
    assert copy(ledger, target) == 0
    assert list(verify(target)) == []


def test_a_copy_that_is_stopped_leaves_nothing(whole: Ledger, target: Ledger) -> None:
    empty = rows(target)

    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy(whole, target, stop)
    assert rows(target) == empty
    assert copy(whole, target) == 4
