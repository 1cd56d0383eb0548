"""The change feed: what appeared, changed and vanished, each once, since a revision or a moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from sqlalchemy import select

from isnad.ledger.changes import Change, changes
from isnad.ledger.database import Ledger
from isnad.ledger.one import one
from isnad.ledger.revisions import last_revision, moment
from isnad.ledger.schema import revision
from isnad.ledger.settle import merge
from isnad.ledger.stats import stats
from isnad.ledger.write import Kept
from isnad.sources import RawReport

Keep = Callable[..., list[Kept]]
MakeReport = Callable[..., RawReport]

SAID = "قال وزير الخارجية المصري نبيل فوزي إن الحوار مستمر."
DENIED = "ونفى فوزي وجود خلاف مع الخرطوم."
OTHER = "قال وزير الدفاع التشادي إدريس صالح إن الحدود مغلقة."
URL = "https://one.example/1"


def told(found: list[Change]) -> Counter[str]:
    return Counter(f"{each.what} {each.kind}" for each in found)


def last(ledger: Ledger) -> int:
    with ledger.look() as db:
        return last_revision(db)


def test_an_empty_ledger_tells_nothing(ledger: Ledger) -> None:
    assert list(changes(ledger)) == []
    assert last(ledger) == 0


def test_everything_new_appears_once(ledger: Ledger, keep_all: Keep, a_report: MakeReport) -> None:
    (kept,) = keep_all(ledger, a_report(SAID, url=URL))
    found = list(changes(ledger))
    assert told(found) == {"appeared report": 1, "appeared statement": 1, "appeared actor": 1, "appeared story": 1}
    assert {each.id for each in found if each.kind == "report"} == {kept.report_id}
    assert {each.report_id for each in found if each.kind == "statement"} == {kept.report_id}
    with ledger.look() as db:
        assert all(one(db, each.id) for each in found)


def test_what_is_told_again_is_no_change(ledger: Ledger, keep_all: Keep, a_report: MakeReport) -> None:
    keep_all(ledger, a_report(SAID, url=URL))
    since = last(ledger)
    keep_all(ledger, a_report(SAID, url=URL))
    assert list(changes(ledger, since)) == []
    assert last(ledger) == since


def test_a_new_version_is_a_change_of_its_report_and_of_what_is_new_in_it(
    ledger: Ledger, keep_all: Keep, a_report: MakeReport,
) -> None:
    keep_all(ledger, a_report(f"{SAID}\n{DENIED}", url=URL))
    since = last(ledger)
    keep_all(ledger, a_report(f"{SAID}\nوعاد إلى القاهرة.", url=URL))
    found = told(list(changes(ledger, since)))
    assert found["changed report"] == found["vanished statement"] == 1
    assert found["changed statement"] == found["appeared statement"] == 0


def test_what_came_and_went_in_between_is_left_out(ledger: Ledger, keep_all: Keep, a_report: MakeReport) -> None:
    keep_all(ledger, a_report(SAID, url=URL))
    since = last(ledger)
    keep_all(ledger, a_report(f"{SAID}\n{DENIED}", url=URL), a_report(f"{SAID}\nوعاد إلى القاهرة.", url=URL))
    assert {each.what for each in changes(ledger, since) if each.kind == "statement"} <= set()


def test_whoever_asks_from_the_last_revision_on_gets_nothing_twice_and_misses_nothing(
    ledger: Ledger, keep_all: Keep, a_report: MakeReport,
) -> None:
    since, seen = 0, Counter[tuple[int, str]]()
    for report in (a_report(SAID, url=URL), a_report(OTHER), a_report(f"{SAID}\n{DENIED}", url=URL)):
        keep_all(ledger, report)
        found = list(changes(ledger, since))
        assert found
        seen.update((each.revision, each.id) for each in found)
        assert min(each.revision for each in found) > since
        since = found[-1].revision
        assert since == last(ledger)
    assert set(seen.values()) == {1}
    assert {each.id for each in changes(ledger)} <= {key for _, key in seen}
    figures = stats(ledger)
    kinds = Counter(each.kind for each in changes(ledger))
    assert (kinds["report"], kinds["statement"]) == (figures["reports"], figures["statements"]) == (2, 3)


def test_they_come_in_the_order_in_which_they_were_written(
    ledger: Ledger, keep_all: Keep, a_report: MakeReport,
) -> None:
    keep_all(ledger, a_report(SAID), a_report(OTHER))
    found = [(each.revision, each.moment) for each in changes(ledger)]
    assert found == sorted(found)
    assert {number for number, _ in found} == {1, 2}


def test_a_moment_does_for_a_revision(ledger: Ledger, keep_all: Keep, a_report: MakeReport) -> None:
    keep_all(ledger, a_report(SAID, url=URL))
    between = moment()
    keep_all(ledger, a_report(OTHER))
    assert list(changes(ledger, between)) == list(changes(ledger, 1))
    assert list(changes(ledger, "2001-01-01T00:00:00.000000Z")) == list(changes(ledger))
    assert list(changes(ledger, moment())) == []


@pytest.mark.parametrize("since", [10**9, 10**30], ids=["far", "beyond-every-number"])
def test_a_revision_that_is_still_to_come_gives_nothing(
    ledger: Ledger, keep_all: Keep, a_report: MakeReport, since: int,
) -> None:
    keep_all(ledger, a_report(SAID))
    assert list(changes(ledger, since)) == []


def test_a_merge_is_a_change_of_both(ledger: Ledger, keep_all: Keep, a_report: MakeReport) -> None:
    keep_all(ledger, a_report(SAID), a_report(OTHER))
    since = last(ledger)
    one_of_them, other = sorted(each.id for each in changes(ledger) if each.kind == "actor")
    merge(ledger, one_of_them, other)
    assert {(each.what, each.id) for each in changes(ledger, since)} == {("vanished", one_of_them), ("changed", other)}


def test_a_revision_keeps_what_was_otherwise_before(ledger: Ledger, keep_all: Keep, a_report: MakeReport) -> None:
    keep_all(ledger, a_report(SAID, url=URL))
    (kept,) = keep_all(ledger, a_report(SAID.replace("نبيل فوزي", "كريم حلمي"), url=URL))
    with ledger.look() as db:
        row = db.execute(select(revision).where(revision.c.number == kept.revision)).one()
    assert (row.cause, row.report_id) == ("ingest", kept.report_id)
    assert kept.altered or kept.vanished
    assert row.details == ([[*each[:2], *map(_listed, each[2:])] for each in kept.altered] or None)


def _listed(value: object) -> object:
    """As JSON has it."""
    return [list(each) if isinstance(each, tuple) else each for each in value] if isinstance(value, list) else value


def test_a_ledger_in_figures(ledger: Ledger, keep_all: Keep, a_report: MakeReport) -> None:
    assert stats(ledger)["bytes_a_report"] is None
    keep_all(ledger, a_report(SAID, url=URL), a_report(f"{SAID}\n{DENIED}", url=URL), a_report(OTHER, "2022-01-26"))
    figures = stats(ledger)
    expected = {"reports": 2, "versions": 3, "read_by_another_reader": 0, "first_day": "2022-01-24",
                "last_day": "2022-01-26", "outlets": 1, "statements": 3, "actors": 2, "wires": 2, "copies": 0,
                "stories": 2, "awaited": 0, "disputes": 0, "rejected": 0, "revision": 3}
    assert {name: figures[name] for name in expected} == expected
    assert isinstance(figures["bytes"], int)
    assert figures["bytes"] > 10_000
