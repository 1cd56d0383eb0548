"""Taking in: what cannot be read is kept with its reason, tried again, and stops nothing."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import select

from isnad.ledger import ingest as taking
from isnad.ledger.database import Ledger
from isnad.ledger.errors import LedgerError
from isnad.ledger.ingest import Counts, ingest, retry
from isnad.ledger.one import one
from isnad.ledger.pool import in_processes
from isnad.ledger.prepare import prepare
from isnad.ledger.schema import rejected, report
from isnad.ledger.stats import stats
from isnad.ledger.verify import verify
from isnad.ledger.write import Kept
from isnad.sources import BadJson, Incoming, NotArabic, RawReport, Rejected

Take = Callable[..., list[Kept | Rejected]]
MakeReport = Callable[..., RawReport]

SAID = "قال وزير الخارجية العماني بدر البوسعيدي إن المحادثات مستمرة في مسقط."


LETTERS = "بتثجحخدذرز"


def rejects(ledger: Ledger) -> list[Any]:
    with ledger.look() as db:
        return list(db.execute(select(rejected).order_by(rejected.c.source, rejected.c.line)).all())


def bad(line: int = 3, given: str = '{"text": oops', source: str = "news.jsonl") -> Incoming:
    return Incoming(source, BadJson("no JSON: expecting value at column 10"), line, given)


def test_everything_is_counted(ledger: Ledger, a_report: MakeReport) -> None:
    old, new = a_report(SAID, url="https://one.example/a"), a_report(f"{SAID} وعاد الوفد.", url="https://one.example/a")
    items = [Incoming("news", each) for each in (old, a_report(SAID), new, old)] + [bad()]
    assert ingest(ledger, items) == Counts(new=2, changed=1, known=1, rejected=1)


def test_everything_is_told_in_its_order_once_it_is_safe(ledger: Ledger, a_report: MakeReport) -> None:
    told = []

    def tell(item: Incoming, what: Kept | Rejected) -> None:
        told.append(item.line)
        if isinstance(what, Kept):
            with ledger.look() as db:
                assert one(db, what.report_id) is not None
        else:
            assert len(rejects(ledger)) == 1

    ingest(ledger, [Incoming("news", a_report(SAID), 1), bad(2), Incoming("news", a_report(SAID), 3)], tell=tell)
    assert told == [1, 2, 3]


def test_what_cannot_be_read_is_kept_with_its_reason(ledger: Ledger, take: Take) -> None:
    take(ledger, bad())
    (row,) = rejects(ledger)
    assert (row.source, row.line, row.code, row.given, row.tries) == ("news.jsonl", 3, "bad-json", '{"text": oops', 1)
    assert row.reason == "no JSON: expecting value at column 10"
    assert row.id.startswith("j")
    assert row.first_seen == row.last_tried
    assert row.report_id is None


def test_the_same_again_is_only_counted(ledger: Ledger, take: Take) -> None:
    take(ledger, bad(), bad())
    take(ledger, bad())
    (row,) = rejects(ledger)
    assert row.tries == 3
    assert row.first_seen < row.last_tried


@pytest.mark.parametrize("other", [bad(4), bad(source="other.jsonl"), bad(given="{")])
def test_another_line_or_source_is_another_reject(ledger: Ledger, take: Take, other: Incoming) -> None:
    take(ledger, bad(), other)
    assert len(rejects(ledger)) == 2


def test_what_was_mended_at_its_source_is_resolved(ledger: Ledger, take: Take, a_report: MakeReport) -> None:
    take(ledger, bad())
    (kept,) = take(ledger, Incoming("news.jsonl", a_report(SAID), 3))
    (row,) = rejects(ledger)
    assert isinstance(kept, Kept)
    assert (row.report_id, row.tries) == (kept.report_id, 2)
    assert stats(ledger)["rejected"] == 0


def test_it_is_tried_again_with_what_it_was_given(ledger: Ledger, take: Take, a_report: MakeReport) -> None:
    take(ledger, bad(3), bad(5, given="{"))
    asked = []

    def reopen(source: str, line: int | None, given: str | None) -> Iterator[Incoming]:
        asked.append((source, line, given))
        yield Incoming("elsewhere", a_report(SAID) if line == 3 else BadJson("no JSON: still"))

    counts = retry(ledger, reopen)
    assert (counts.new, counts.rejected) == (1, 1)
    assert sorted(asked) == [("news.jsonl", 3, '{"text": oops'), ("news.jsonl", 5, "{")]
    mended, still = rejects(ledger)
    assert mended.report_id is not None
    assert (still.report_id, still.tries, still.reason) == (None, 2, "no JSON: still")
    asked.clear()
    assert retry(ledger, reopen).rejected == 1
    assert [line for _, line, _ in asked] == [5]


def test_the_day_that_was_given_for_it_is_kept_for_another_try(ledger: Ledger, a_report: MakeReport) -> None:
    ingest(ledger, [bad()], published="2022-01-24")
    retry(ledger, lambda *_: [Incoming("news.jsonl", a_report(SAID, published=None), 3)])
    with ledger.look() as db:
        assert db.execute(select(report.c.day)).scalar() == "2022-01-24"


def test_a_report_that_the_reader_fails_on_stops_no_other(
    ledger: Ledger, take: Take, a_report: MakeReport, monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(raw: RawReport, *args: Any, **more: Any) -> Any:
        if raw.headline == "عسير":
            raise ZeroDivisionError("division by zero")
        return prepare(raw, *args, **more)

    monkeypatch.setattr(taking, "prepare", broken)
    first, failed, last = take(ledger, a_report(SAID), a_report(SAID, headline="عسير"), a_report(SAID))
    assert isinstance(first, Kept)
    assert isinstance(last, Kept)
    assert isinstance(failed, Rejected)
    assert failed.code == "failed"
    assert "ZeroDivisionError" in str(failed)
    assert stats(ledger)["reports"] == 2


def test_a_report_that_the_database_refuses_stops_no_other(
    ledger: Ledger, take: Take, a_report: MakeReport, monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(raw: RawReport, *args: Any, **more: Any) -> Any:
        made = prepare(raw, *args, **more)
        made.version["headline"] = None if raw.headline == "عسير" else raw.headline
        return made

    monkeypatch.setattr(taking, "prepare", broken)
    refused, kept = take(ledger, a_report(SAID, headline="عسير"), a_report(SAID))
    assert isinstance(refused, Rejected)
    assert "IntegrityError" in str(refused)
    assert isinstance(kept, Kept)
    assert stats(ledger)["reports"] == stats(ledger)["versions"] == 1


def test_a_ledger_that_cannot_be_written_stops_it(
    ledger: Ledger, a_report: MakeReport, monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise LedgerError("ledger.db: database or disk is full")

    monkeypatch.setattr(taking, "keep", full)
    told: list[Kept | Rejected] = []
    with pytest.raises(LedgerError, match="disk is full"):
        ingest(ledger, [Incoming("news", a_report(SAID))], tell=lambda _, what: told.append(what))
    assert told == []
    assert rejects(ledger) == []


@pytest.mark.parametrize("odd", ["\x00", "\ud800", "\U0001f600", "\u202e", "'\"\\", "\ufeff", "%s %(x)s", "\x1f", ":1"],
                         ids=ascii)
def test_odd_characters_are_kept_and_read_again(ledger: Ledger, take: Take, odd: str) -> None:
    told = take(ledger, *(
        RawReport(**({"text": SAID, "url": f"https://one.example/{name}"} | {name: f"{before}{odd}{SAID}"}))
        for name, before in (("text", "ثم"), ("headline", "ثم"), ("publisher", "ثم"), ("byline", "ثم"),
                             ("id", "ثم"), ("url", "https://one.example/"))
    ), Incoming(f"news{odd}.jsonl", BadJson(f"no JSON: {odd}"), 1, f"{{{odd}"))
    assert [each.what if isinstance(each, Kept) else each.code for each in told] == ["new"] * 6 + ["bad-json"]
    assert list(verify(ledger)) == []
    (row,) = rejects(ledger)
    assert row.given == "{" + odd.replace("\x00", "\ufffd").replace("\ud800", "\ufffd")


@pytest.mark.parametrize("long", [
    pytest.param({"text": f"{SAID} {'ك' * 6000} {'x' * 6000}."}, id="word"),
    pytest.param({"text": f"قال الوزير {'كمتن' * 1500} إن الحوار مستمر."}, id="name"),
    pytest.param({"url": f"https://one.example/{''.join(str(n) for n in range(1000))}"}, id="address"),
    pytest.param({"url": "".join(str(n) for n in range(9000))}, id="no-address"),
    pytest.param({"url": None, "id": "".join(map(chr, range(0x600, 0x3000)))}, id="name-of-the-publisher's"),
    pytest.param({"publisher": "م" * 9000, "byline": "م" * 9000, "headline": "م" * 9000}, id="about"),
    pytest.param({"text": " ".join("ف" * 60 + "".join(LETTERS[int(digit)] for digit in str(n))
                                                for n in range(8_000))}, id="many-words"),
])
def test_what_is_very_long_is_kept(ledger: Ledger, take: Take, a_report: MakeReport, long: dict[str, str]) -> None:
    (told,) = take(ledger, a_report(**({"text": SAID} | long)))
    assert isinstance(told, Kept), told
    assert list(verify(ledger)) == []


def test_several_processes_keep_the_order_and_give_the_same(ledger: Ledger, a_report: MakeReport) -> None:
    items = [Incoming("news", a_report(f"{SAID} وعاد الوفد إلى {place}."), number)
             for number, place in enumerate(["صنعاء", "عدن", "المكلا", "تعز", "مأرب", "الحديدة", "سيئون", "زنجبار",
                                             "صعدة", "إب", "حجة", "ذمار", "المهرة", "لحج", "شبوة", "عمران", "ريمة",
                                             "البيضاء"], 1)] + [bad(19)]
    lines: list[int | None] = []
    assert ingest(ledger, items, jobs=2, tell=lambda item, _: lines.append(item.line)) == Counts(new=18, rejected=1)
    assert lines == list(range(1, 20))
    assert list(verify(ledger)) == []
    assert ingest(ledger, items, jobs=2) == Counts(known=18, rejected=1)


def test_a_process_that_is_killed_while_it_reads_is_told() -> None:
    with pytest.raises(LedgerError, match="a process that reads was killed"):
        list(in_processes([(None, 1)], os._exit, 1))


def test_a_report_in_another_language_has_its_code(ledger: Ledger, take: Take) -> None:
    take(ledger, Incoming("page.html", NotArabic("en", "English")))
    assert [(row.code, row.line) for row in rejects(ledger)] == [("not-arabic", None)]
