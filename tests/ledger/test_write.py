"""What becomes of a report in the ledger: once, however often it comes; its new text beside the old."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from isnad.ledger import write
from isnad.ledger.database import Ledger
from isnad.ledger.one import one
from isnad.ledger.schema import actor, entry, event, metadata, report, statement, version
from isnad.ledger.stats import stats
from isnad.ledger.verify import verify
from isnad.ledger.versions import current_record
from isnad.ledger.write import Kept
from isnad.sources import RawReport

Keep = Callable[..., list[Kept]]
MakeReport = Callable[..., RawReport]

VISIT = "زار وزير الخارجية المصري نبيل فوزي مسقط."
SAID = "وقال فوزي إن القاهرة تريد الحوار."
DENIED = "ونفى فوزي وجود خلاف مع الخرطوم."
URL = "https://one.example/visit"


def counts(ledger: Ledger) -> dict[str, int]:
    with ledger.look() as db:
        return {name: db.execute(select(func.count()).select_from(table)).scalar_one()
                for name, table in metadata.tables.items()}


def held(ledger: Ledger, *, vanished: bool = False) -> dict[str, str]:
    """Statements by their cues."""
    with ledger.look() as db:
        rows = db.execute(select(statement, version.c.text).join(version, version.c.id == statement.c.version_id)
                          .where(statement.c.vanished.is_not(None) if vanished else statement.c.vanished.is_(None)))
        return {row.text[row.cue_start:row.cue_end]: row.id for row in rows}


def test_the_same_report_twice_is_one(ledger: Ledger, keep_all: Keep, a_report: MakeReport) -> None:
    raw = a_report(f"{VISIT} {SAID}", url=URL, headline="زيارة")
    (first,) = keep_all(ledger, raw)
    before = counts(ledger)
    (second,) = keep_all(ledger, raw)
    assert (first.what, second.what) == ("new", "known")
    assert (second.report_id, second.version_id) == (first.report_id, first.version_id)
    assert counts(ledger) == before


def test_it_is_one_where_two_have_read_it_at_the_same_time(
    ledger: Ledger, keep_all: Keep, a_report: MakeReport, monkeypatch: pytest.MonkeyPatch,
) -> None:
    raw = a_report(VISIT, url=URL)
    keep_all(ledger, raw)
    before = counts(ledger)
    monkeypatch.setattr("isnad.ledger.ingest._known", lambda *_: {})  # as if it was not there yet
    assert [each.what for each in keep_all(ledger, raw)] == ["known"]
    assert counts(ledger) == before


@pytest.mark.parametrize("again", [
    pytest.param({"url": "HTTPS://One.Example:443/visit?utm_source=feed#top"}, id="its-address-written-otherwise"),
    pytest.param({"captured": "2024-03-01T09:00:00Z"}, id="fetched-at-another-time"),
    pytest.param({"publisher": "المنبر"}, id="publisher-told-otherwise"),
])
def test_it_is_the_same_report(ledger: Ledger, keep_all: Keep, a_report: MakeReport, again: dict[str, str]) -> None:
    keep_all(ledger, a_report(VISIT, url=URL))
    (second,) = keep_all(ledger, a_report(VISIT, **({"url": URL} | again)))
    assert second.what == "known"


@pytest.mark.parametrize(("one_of_them", "other", "same"), [
    pytest.param({"id": "7"}, {"id": "7"}, True, id="one-name"),
    pytest.param({"id": "7"}, {"id": "8"}, False, id="another-name"),
    pytest.param({"id": "7"}, {"id": "7", "publisher": "المنبر"}, False, id="one-name-at-another-publisher"),
    pytest.param({}, {}, True, id="no-name-and-the-same-words"),
    pytest.param({}, {"headline": "زيارة"}, False, id="no-name-and-another-headline"),
])
def test_a_report_without_an_address_is_known_by_its_name_or_its_words(
    ledger: Ledger, keep_all: Keep, a_report: MakeReport, one_of_them: dict[str, str], other: dict[str, str],
    same: bool,
) -> None:
    (first,) = keep_all(ledger, a_report(VISIT, url=None, **one_of_them))
    (second,) = keep_all(ledger, a_report(VISIT, url=None, **other))
    assert (first.report_id == second.report_id) is same
    assert second.what == ("known" if same else "new")


def test_another_text_at_the_same_address_is_a_new_version_and_the_old_one_is_kept(
    ledger: Ledger, keep_all: Keep, a_report: MakeReport,
) -> None:
    (old,) = keep_all(ledger, a_report(f"{VISIT} {SAID}", url=URL))
    (new,) = keep_all(ledger, a_report(f"{VISIT} {SAID} {DENIED}", url=URL))
    assert (new.what, new.report_id) == ("changed", old.report_id)
    assert new.version_id != old.version_id
    assert new.appeared >= 1
    assert new.vanished == []
    with ledger.look() as db:
        rows = db.execute(select(version.c.number, version.c.id, version.c.text).order_by(version.c.number)).all()
        shown = one(db, new.report_id)
    assert [(row.number, row.id) for row in rows] == [(1, old.version_id), (2, new.version_id)]
    assert DENIED not in rows[0].text
    assert shown is not None
    assert [each["number"] for each in shown["versions"]] == [1, 2]
    assert DENIED in shown["record"]["report"]["text"]
    assert list(verify(ledger)) == []


def test_what_stays_keeps_its_identifier_though_it_moves(ledger: Ledger, keep_all: Keep, a_report: MakeReport) -> None:
    keep_all(ledger, a_report(f"{VISIT}\n{SAID}\n{DENIED}", url=URL))
    before = held(ledger)
    keep_all(ledger, a_report(f"وصل الوفد صباحا إلى المطار.\n{VISIT}\n{SAID}\n{DENIED}", url=URL))
    assert set(before) == {"وقال", "ونفى"}
    assert held(ledger) == before


@pytest.mark.parametrize("after", [
    pytest.param({"headline": "الوزير المصري في عمان"}, id="another-headline"),
    pytest.param({"text": f"{SAID} وشكر مضيفيه.\n{DENIED}"}, id="the-sentence-goes-on-in-another"),
    pytest.param({"text": f"عاجل\n{SAID}\nوعاد مساء.\n{DENIED}"}, id="other-paragraphs-around-it"),
])
def test_what_stands_beside_a_statement_makes_it_no_other(
    ledger: Ledger, keep_all: Keep, a_report: MakeReport, after: dict[str, str],
) -> None:
    first = {"text": f"{SAID}\n{DENIED}", "headline": "زيارة"}
    keep_all(ledger, a_report(url=URL, **first))
    before = held(ledger)
    (kept,) = keep_all(ledger, a_report(url=URL, **(first | after)))
    assert kept.what == "changed"
    assert {cue: key for cue, key in held(ledger).items() if cue in before} == before


def test_what_is_gone_is_marked_and_still_shown(ledger: Ledger, keep_all: Keep, a_report: MakeReport) -> None:
    keep_all(ledger, a_report(f"{VISIT}\n{SAID}\n{DENIED}", url=URL))
    gone = held(ledger)["ونفى"]
    (kept,) = keep_all(ledger, a_report(f"{VISIT}\n{SAID}", url=URL))
    assert gone in kept.vanished
    assert set(held(ledger)) == {"وقال"}
    with ledger.look() as db:
        shown = one(db, gone)
        assert db.execute(select(entry).where(entry.c.item_id == gone)).first() is None
    assert shown is not None
    assert shown["vanished"]
    assert shown["report"] == kept.report_id
    assert (shown["code"], shown["chain"], shown["who"]) == ("deny", ["المرصد", "نبيل فوزي"], ["نبيل فوزي"])
    assert (shown["cue"], shown["text"]) == ("ونفى", "وجود خلاف مع الخرطوم")


def test_what_comes_back_is_the_same_again(ledger: Ledger, keep_all: Keep, a_report: MakeReport) -> None:
    long, short = f"{VISIT}\n{SAID}\n{DENIED}", f"{VISIT}\n{SAID}"
    first, *_ = keep_all(ledger, a_report(long, url=URL))
    before = held(ledger)
    keep_all(ledger, a_report(short, url=URL))
    keep_all(ledger, a_report(f"{long}\nوعاد إلى القاهرة مساء.", url=URL))
    assert held(ledger) == before
    assert held(ledger, vanished=True) == {}
    assert first.what == "new"


def test_a_statement_that_was_read_otherwise_is_told(ledger: Ledger, keep_all: Keep, a_report: MakeReport) -> None:
    keep_all(ledger, a_report(f"{VISIT}\nوقال إن الحوار مستمر وإن اللقاء المقبل قريب جدا في العاصمة.", url=URL))
    (kept,) = keep_all(ledger, a_report(
        "زار وزير الدفاع المصري كريم حلمي مسقط.\nوقال إن الحوار مستمر وإن اللقاء المقبل قريب جدا في العاصمة.", url=URL))
    statements = set(held(ledger).values())
    assert {(key, name) for key, name, *_ in kept.altered if key in statements} <= {(key, "parties")
                                                                                  for key in statements}


def test_a_text_that_was_there_before_is_known(ledger: Ledger, keep_all: Keep, a_report: MakeReport) -> None:
    """An old copy of a page that comes late, as out of an archive, does not take the place of the new one."""
    old, new = a_report(VISIT, url=URL), a_report(f"{VISIT} {SAID}", url=URL)
    _, second, third = keep_all(ledger, old, new, old)
    assert third.what == "known"
    with ledger.look() as db:
        assert db.execute(select(report.c.version_id)).scalar() == second.version_id


def test_a_day_that_is_told_later_is_another_version(ledger: Ledger, keep_all: Keep, a_report: MakeReport) -> None:
    keep_all(ledger, a_report(VISIT, url=URL, published=None))
    (kept,) = keep_all(ledger, a_report(VISIT, url=URL, published="2022-01-24"))
    assert kept.what == "changed"
    with ledger.look() as db:
        assert db.execute(select(report.c.day)).scalar() == "2022-01-24"


def test_the_record_comes_back_character_for_character(ledger: Ledger, keep_all: Keep, a_report: MakeReport) -> None:
    text = f"  {VISIT}\r\n\t{SAID} \u200f«نعم»\n"
    (kept,) = keep_all(ledger, a_report(text, url=URL, headline=" زيارة\u00a0"))
    with ledger.look() as db:
        record = current_record(db, kept.report_id)
    assert record is not None
    assert record.report.text == f" زيارة\u00a0\n\n{text}"
    assert record.statements[0].cue is not None


def test_identifiers_are_the_same_in_every_ledger(ledger: Ledger, keep_all: Keep, a_report: MakeReport) -> None:
    """They are written down here, so that no later version makes others."""
    (kept,) = keep_all(ledger, a_report(f"{VISIT} {SAID}", url=URL, headline="زيارة"))
    assert (kept.report_id, kept.version_id) == ("rkmtxp36g2n3s6", "v2gmtcatosskii")
    assert held(ledger) == {"وقال": "stbodnath4rdf7"}
    with ledger.look() as db:
        assert set(db.execute(select(event.c.id)).scalars()) == {"eewsqklcspn2kx", "ezdynmdrnpwluj"}
        assert "ay6khxr5gn6bse" in db.execute(select(actor.c.id)).scalars().all()


def test_all_of_a_report_is_written_or_nothing(
    ledger: Ledger, take: Callable[..., list[Any]], a_report: MakeReport, monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(_: object) -> None:
        raise RuntimeError("stopped")

    monkeypatch.setattr(write, "link", fail)
    (told,) = take(ledger, a_report(f"{VISIT} {SAID}", url=URL))
    assert told.code == "failed"
    after = counts(ledger)
    assert after.pop("rejected") == 1
    assert set(after.values()) == {0}
    monkeypatch.undo()
    assert take(ledger, a_report(f"{VISIT} {SAID}", url=URL))[0].what == "new"
    assert stats(ledger)["reports"] == 1
