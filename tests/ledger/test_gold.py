"""Reviewed reports as gold: every string stands in its text, and a reading that people found right is right."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from isnad import read
from isnad.commands import incoming
from isnad.ledger.database import Ledger
from isnad.ledger.errors import LedgerError
from isnad.ledger.gold import Gold, export, gold, reviewed
from isnad.ledger.ingest import ingest
from isnad.ledger.reread import reread, waiting
from isnad.ledger.reviews import decide, undo
from isnad.ledger.schema import event, report, statement, version
from isnad.ledger.versions import read_of
from isnad.ledger.write import Kept
from isnad.reading.reader import Reading
from isnad.record import Record
from isnad.sources import RawReport

ROOT = Path(__file__).parent.parent.parent
SHARED = ROOT.parent / "shared" / "gold"
TEXT = ("قال المتحدث باسم الكرملين دميتري بيسكوف إن روسيا تنتظر ردا من حلف شمال الأطلسي، وإن الأمين العام للحلف ينس "
        "ستولتنبرغ أعلن أن الحلف سيفرض عقوبات على روسيا.\n"
        "وزار وزير الخارجية المصري نبيل فوزي الخرطوم أمس، ونفى فوزي وجود خلاف مع السودان.")
ABOUT: dict[str, Any] = {"headline": "خبر", "published": "2022-01-24", "publisher": "المرصد"}
NAMED = {"dates": ("text",), "actors": ("text",), "statements": ("cue", "content"), "events": ("trigger", "place"),
         "awaited": ("what",)}
"""The strings of an annotation that stand in the text."""


def strings(one: Gold) -> Iterator[tuple[str, str, int]]:
    """Every string of an annotation, with its field and which of its like it is."""
    for part, fields in NAMED.items():
        for each in one.annotation[part]:
            for name in fields:
                if each[name] is not None:
                    yield f"{part}.{name}", each[name], each.get(f"{name}_nth", 1)


def test_it_tells_what_the_record_tells_in_the_words_of_the_text() -> None:
    one = gold(read(TEXT, **ABOUT))
    assert one.left_out == []
    assert one.report == {"id": read(TEXT, **ABOUT).report.id, "url": None, "byline": None, "text": TEXT} | ABOUT
    told = one.annotation
    assert told["id"] == one.report["id"]
    assert told["dates"] == [{"text": "أمس", "start": "2022-01-23", "end": "2022-01-23"}]
    assert told["actors"][0] == {"key": "a1", "text": "دميتري بيسكوف", "kind": "person", "country": "RUS",
                                 "sector": "GOV"}
    assert told["statements"][1] == {
        "key": "s2", "speaker": "a4", "cue": "أعلن", "content": "أن الحلف سيفرض عقوبات على روسيا", "form": "indirect",
        "act": "say", "within": "s1"}
    assert told["events"][1] == {
        "key": "e2", "type": "CONSULT", "mode": "visit", "trigger": "وزار", "actors": ["a5"], "recipients": ["a6"],
        "place": None, "start": "2022-01-23", "end": "2022-01-23", "status": "actual", "within": None}
    assert told["awaited"] == [{"from": "a3", "to": "a2", "what": "ردا", "basis": "s1"}]


def test_of_strings_that_are_alike_it_tells_which() -> None:
    said = "قال الوزير سالم الحارثي إن الحوار مستمر."
    one = gold(read(f"{said}\n{said}", headline="خبر"))
    first, second = one.annotation["statements"]
    assert "cue_nth" not in first
    assert (second["cue"], second["cue_nth"], second["content_nth"]) == ("قال", 2, 2)


def test_a_reader_reads_the_report_that_is_written_as_it_was_read() -> None:
    record = read(TEXT, **ABOUT)
    told = {name: value for name, value in gold(record).report.items() if value is not None}
    assert read(told.pop("text"), **told) == record


@pytest.mark.parametrize(("agencies", "place", "expected"), [
    ([], None, (None, None)), (["روسيا"], "الخرطوم", ("روسيا", "الخرطوم")),
    (["الغائبة"], "الغائب", (None, None)),
])
def test_of_a_dateline_it_tells_what_the_text_has(
    agencies: list[str], place: str | None, expected: tuple[str | None, str | None],
) -> None:
    record = read(TEXT, **ABOUT)
    about = record.report.model_copy(update={"agencies": agencies, "place": place})
    told = gold(record.model_copy(update={"report": about})).annotation["dateline"]
    assert (told["agency"], told["place"], told["date"]) == (*expected, "2022-01-24")


def changed(record: Record, **updates: Any) -> Record:
    """A record with fields of its parts changed, by their ids."""
    return record.model_copy(update={name: [each.model_copy(update=updates.get(each.id, {})) for each
                                            in getattr(record, name)]
                                     for name in ("actors", "statements", "events", "awaited")})


@pytest.mark.parametrize(("form", "expected"), [("name", "السودان"), ("nominal", "الخرطوم")])
def test_an_actor_whose_name_the_text_has_not_is_told_by_the_words_that_mean_him(form: str, expected: str) -> None:
    record = read(TEXT, **ABOUT)
    (country,) = [each for each in record.actors if each.name == "السودان"]
    mentions = [each for each in country.mentions if form == "name" or each.form != "name"]
    one = gold(changed(record, **{country.id: {"name": "جمهورية السودان", "mentions": mentions}}))
    assert {each["key"]: each["text"] for each in one.annotation["actors"]}[country.id] == expected
    assert one.left_out == []


def test_what_the_form_cannot_tell_is_left_out_and_told() -> None:
    one = gold(changed(read(TEXT, **ABOUT), s1={"speaker": None}))
    told = one.annotation
    assert [each["key"] for each in told["statements"]] == ["s2", "s3"]
    assert (told["statements"][0]["within"], told["events"][0]["within"], told["awaited"]) == (None, "s2", [])
    assert one.left_out == ["the statement at 'قال' has no speaker",
                            "what 'ردا', which is awaited, rests on is left out"]


def test_whom_no_words_name_has_no_part() -> None:
    one = gold(changed(read(TEXT, **ABOUT), a5={"mentions": [], "name": "سالم"}))
    assert [each["key"] for each in one.annotation["statements"]] == ["s1", "s2"]
    assert one.annotation["events"][1]["actors"] == []
    assert "a5" not in {each["key"] for each in one.annotation["actors"]}
    assert one.left_out == ["the speaker of the statement at 'ونفى' is named nowhere in the text"]


def test_whose_sector_is_unknown_is_one_of_everyone_else() -> None:
    one = gold(changed(read(TEXT, **ABOUT), a5={"sector": None}))
    assert {each["key"]: each["sector"] for each in one.annotation["actors"]}["a5"] == "CVL"


@pytest.mark.parametrize(("words", "expected"), [
    (["أن الحلف", "سيفرض عقوبات على روسيا"], "أن الحلف سيفرض عقوبات على روسيا"),
    (["المتحدث", "سيفرض عقوبات على روسيا"], "سيفرض عقوبات على روسيا"),
])
def test_of_a_content_in_pieces_the_stretch_that_fits_best_is_told(words: list[str], expected: str) -> None:
    record = read(TEXT, **ABOUT)
    spans = [(at, at + len(each)) for each in words if (at := record.report.text.find(each)) >= 0]
    assert gold(changed(record, s2={"content": spans})).annotation["statements"][1]["content"] == expected


# -- out of a ledger


@pytest.fixture
def news(ledger: Ledger, keep_all: Callable[..., list[Kept]], a_report: Callable[..., RawReport]) -> Ledger:
    keep_all(ledger, a_report(TEXT, headline="خبر", url="https://one.example/1"),
             a_report("قال سالم الحارثي إن الجسر جاهز.", headline="الجسر", url="https://one.example/2"))
    return ledger


@pytest.fixture
def own(news: Ledger) -> str:
    with news.look() as db:
        return str(db.execute(select(report.c.id).where(report.c.address == "https://one.example/1")).scalar())


def ids(ledger: Ledger, table: Any, **values: Any) -> list[str]:
    with ledger.look() as db:
        query = select(table.c.id)
        for name, value in values.items():
            query = query.where(table.c[name] == value)
        return list(db.execute(query).scalars())


def test_only_what_somebody_has_looked_at_as_a_whole_is_gold(news: Ledger, own: str) -> None:
    (visit,) = ids(news, event, type="CONSULT")
    decide(news, visit, "rejected", by="هدى")
    assert list(reviewed(news)) == []
    ((key, one),) = reviewed(news, every=True)
    assert (key, [each["type"] for each in one.annotation["events"]]) == (own, ["SANCTION"])
    decide(news, own, "accepted", by="هدى")
    ((key, closed),) = reviewed(news)
    assert (key, closed.annotation) == (own, one.annotation)
    undo(news, own, "هدى")
    undo(news, visit, "هدى")
    assert list(reviewed(news, every=True)) == []


def test_gold_is_what_people_found_right_whoever_reads_the_report_later(
    news: Ledger, own: str, monkeypatch: pytest.MonkeyPatch,
) -> None:
    (denial,) = ids(news, statement, act="deny")
    decide(news, denial, "corrected", fields={"act": "reject"}, by="هدى")
    decide(news, own, "accepted", by="هدى")
    ((_, before),) = reviewed(news)
    real = Reading.record
    monkeypatch.setattr(Reading, "record", lambda self: real(self).model_copy(update={"events": [], "statements": [],
                                                                                      "awaited": []}))
    for name in ("isnad.ledger.reread.reader_mark", "isnad.ledger.identity.reader_mark"):
        monkeypatch.setattr(name, lambda: "k234567abcdefg")
    reread(news, waiting(news), tell=lambda item, what: None)
    assert ids(news, statement, vanished=None) == []
    ((_, after),) = reviewed(news)
    assert after == before
    assert [each["act"] for each in after.annotation["statements"]] == ["say", "say", "reject"]


def test_what_is_decided_after_a_report_was_accepted_is_in_its_gold(news: Ledger, own: str) -> None:
    decide(news, own, "accepted", by="هدى")
    (denial,) = ids(news, statement, act="deny")
    decide(news, denial, "corrected", fields={"act": "reject"}, by="هدى")
    ((_, one),) = reviewed(news)
    assert [each["act"] for each in one.annotation["statements"]] == ["say", "say", "reject"]


def test_an_export_is_a_file_for_the_report_and_one_for_its_annotation(
    news: Ledger, own: str, tmp_path: Path,
) -> None:
    decide(news, own, "accepted", by="هدى")
    folder = tmp_path / "new" / "gold"
    ((key, one),) = export(news, folder)
    files = [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*.json"))]
    assert files == [f"annotations/{own}.json", f"reports/{own}.json"]
    assert key == own
    assert json.loads((folder / files[0]).read_text("utf-8")) == one.annotation
    assert json.loads((folder / files[1]).read_text("utf-8")) == one.report
    (item,) = incoming([(str(folder / files[1]), None)], None)
    assert isinstance(item.report, RawReport)
    assert (item.report.text, item.report.headline) == (TEXT, "خبر")


def test_an_export_goes_in_the_place_of_another_only_by_force_and_leaves_what_is_not_its_own(
    news: Ledger, own: str, tmp_path: Path,
) -> None:
    decide(news, own, "accepted", by="هدى")
    list(export(news, tmp_path))
    (tmp_path / "reports" / "notes.json").write_text("{}", "utf-8")
    with pytest.raises(LedgerError, match=r"holds reports/\w+\.json already; name another folder, or give --force"):
        list(export(news, tmp_path))
    undo(news, own, "هدى")
    assert list(export(news, tmp_path, force=True)) == []
    assert [path.name for path in tmp_path.rglob("*.json")] == ["notes.json"]


def test_two_reports_of_one_name_are_two(
    ledger: Ledger, keep_all: Callable[..., list[Kept]], a_report: Callable[..., RawReport], tmp_path: Path,
) -> None:
    kept = keep_all(ledger, *(a_report("قال سالم الحارثي إن الجسر جاهز.", id="7", url=None, publisher=publisher)
                              for publisher in ("المرصد", "المنبر")))
    for each in kept:
        decide(ledger, each.report_id, "accepted", by="هدى")
    told = [one.report["id"] for _, one in export(ledger, tmp_path)]
    assert (len(set(told)), "7" in told) == (2, True)
    assert [one.annotation["id"] for _, one in export(ledger, tmp_path, force=True)] == told


# -- the reports that the project carries


@pytest.fixture
def examples(ledger: Ledger) -> Ledger:
    """A ledger of the example reports, each of which was found right."""
    ingest(ledger, incoming([(str(path), None) for path in sorted((ROOT / "examples" / "reports").iterdir())], None))
    for key in ids(ledger, report):
        decide(ledger, key, "accepted", by="هدى")
    return ledger


def test_every_string_of_the_examples_gold_stands_in_its_text(examples: Ledger) -> None:
    told = list(reviewed(examples))
    assert len(told) > 5
    for _, one in told:
        text = f"{one.report['headline']}\n\n{one.report['text']}"
        found = list(strings(one))
        assert found
        for name, value, nth in found:
            assert text.count(value) >= nth > 0, (name, value)
        assert one.left_out == []


def test_every_key_of_the_examples_gold_is_somebodys(examples: Ledger) -> None:
    for _, one in reviewed(examples):
        told = one.annotation
        actors, statements, events = ({each["key"] for each in told[name]}
                                      for name in ("actors", "statements", "events"))
        named = {each["speaker"] for each in told["statements"]}
        named |= {who for each in told["events"] for who in (*each["actors"], *each["recipients"])}
        named |= {each[side] for each in told["awaited"] for side in ("from", "to")} - {None}
        assert named == actors
        assert {each["within"] for each in (*told["statements"], *told["events"])} <= statements | {None}
        assert {each["basis"] for each in told["awaited"]} <= statements | events


@pytest.mark.shared
@pytest.mark.skipif(not (SHARED / "score.py").exists(), reason="what checks and scores gold is not here")
def test_a_reading_that_was_found_right_is_scored_as_right(examples: Ledger, tmp_path: Path) -> None:
    list(export(examples, tmp_path))
    with examples.look() as db:
        records = [read_of(row).json_line() for row in db.execute(select(version)).mappings()]
    (tmp_path / "records.jsonl").write_text("\n".join(records), "utf-8")
    folders = [str(tmp_path / "reports"), str(tmp_path / "annotations")]

    def run(name: str, *args: str) -> str:
        return subprocess.run([sys.executable, str(SHARED / name), *folders, *args], check=True, capture_output=True,
                              text=True).stdout

    assert run("check.py") == "0 faults\n"
    figures = json.loads(run("score.py", str(tmp_path / "records.jsonl"), "--json"))
    assert figures.pop("reports without a record") == 0
    assert {name: each.get("f1", each.get("share")) for name, each in figures.items()} == dict.fromkeys(figures, 1.0)
    assert len(figures) > 10
