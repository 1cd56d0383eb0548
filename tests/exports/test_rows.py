"""What is exported is the same from a ledger and from records, but for what only a ledger knows."""

from __future__ import annotations

from typing import Any

import pytest

from isnad import Record
from isnad.exports.errors import ExportError
from isnad.exports.from_ledger import outgoing
from isnad.exports.from_records import Records, permanent_id
from isnad.exports.rows import Exported, chain
from isnad.ledger.database import Ledger
from isnad.ledger.errors import QueryError
from isnad.ledger.search import Query, find

BOTH: tuple[Any, ...] = ("statement", "event")


def of_ledger(ledger: Ledger, query: Query, *, whole: bool = False) -> list[Exported]:
    chosen = outgoing(ledger, query, whole=whole)
    found = list(chosen)
    chosen.close()
    return found


def of_lines(lines: list[str], query: Query, *, whole: bool = False) -> list[Exported]:
    return list(Records([("lines", n, line) for n, line in enumerate(lines, 1)], query, whole))


def ids(reports: list[Exported]) -> set[str]:
    return {row.id for one in reports for row in one.rows}


def test_records_have_the_identifiers_that_a_ledger_gives(ledger: Ledger, lines: list[str]) -> None:
    one, other = of_ledger(ledger, Query(kinds=BOTH)), of_lines(lines, Query(kinds=BOTH))
    assert len(ids(one)) == 17
    assert ids(one) == ids(other)
    assert {each.about.id for each in one} == {each.about.id for each in other}


def test_a_report_without_an_address_has_the_identifier_that_a_ledger_gives_it(lines: list[str]) -> None:
    record = Record.from_json(lines[0])
    named = record.model_copy(update={"report": record.report.model_copy(update={"url": None, "id": "mina-1"})})
    bare = record.model_copy(update={"report": record.report.model_copy(update={"url": None})})
    assert len({permanent_id(each) for each in (record, named, bare)}) == 3


def test_only_a_ledger_knows_stories_origins_and_actors_across_reports(ledger: Ledger, lines: list[str]) -> None:
    told, bare = of_ledger(ledger, Query(kinds=BOTH))[1], of_lines(lines, Query(kinds=BOTH))[0]
    assert told.about.id == bare.about.id
    assert (told.about.story is None, bare.about.story) == (False, None)
    assert (told.events[0].tellings is None, bare.events[0].tellings) == (False, None)
    assert told.events[0].actors[0].id.startswith("a")
    assert bare.events[0].actors[0].id.startswith("p")
    assert told.events[0].actors[0].name == bare.events[0].actors[0].name == "سالم الحارثي"


def test_the_chain_runs_from_the_outlet_in(ledger: Ledger) -> None:
    nested = of_ledger(ledger, Query(kinds=BOTH))[1]
    attack = nested.events[1]
    assert chain(nested.about, attack.voices) == ["صحيفة الميناء", "سالم الحارثي", "نبيل فوزي"]
    assert attack.within == nested.statements[3].id
    assert nested.statements[3].within == nested.statements[2].id


def test_spans_count_code_points_of_the_text(ledger: Ledger) -> None:
    for one in of_ledger(ledger, Query(kinds=BOTH)):
        for row in one.statements:
            assert all(one.about.text[each.start:each.end] == each.text for each in (row.cue, *row.content, row.whole))
        for event in one.events:
            assert all(one.about.text[each.start:each.end] == each.text for each in (event.trigger, event.sentence))


def test_a_place_that_the_gazetteer_has_is_told_with_its_number(ledger: Ledger) -> None:
    meeting = of_ledger(ledger, Query(kinds=BOTH, type=("CONSULT",)))[0].events[0]
    assert meeting.place is not None
    assert (meeting.place.name, meeting.place.country, meeting.place.geonames) == ("جنيف", "CHE", 2660646)


def test_reports_come_in_the_order_of_their_days_those_without_one_first(ledger: Ledger) -> None:
    assert [each.about.day for each in of_ledger(ledger, Query(kinds=BOTH))] == [None, "2022-01-24", "2022-02-04"]


def test_the_lead_is_the_headline_and_the_first_paragraph(ledger: Ledger) -> None:
    meeting = of_ledger(ledger, Query(kinds=("event",), outlet=("راديو الساحل",)))[0]
    assert meeting.about.text[:meeting.about.lead].endswith("يوم 3 فبراير 2022.")


@pytest.mark.parametrize("query", [
    Query(), Query(kinds=("statement",)), Query(act=("reject", "demand")), Query(type=("ASSAULT",)),
    Query(act=("expect",), status=("negated",)), Query(mode=("yield",)), Query(status=("requested",)),
    Query(country=("EGY",)), Query(sector=("MIL",)), Query(place=("CHE",)), Query(place=("عدن",)),
    Query(place=("none",)), Query(outlet=("راديو الساحل",)), Query(since="2022-01-24", until="2022-01-31"),
    Query(until="2022-01-24"), Query(speaker=("نبيل فوزي",)), Query(speaker=("الحارثي",)), Query(actor=("مسلحين",)),
    Query(recipient=("مصر",)), Query("التصعيد"), Query("التصعيد -مجلس"), Query('"حل سياسي"'), Query("سياس*"),
    Query("هاجموا", speaker=("فوزي",)), Query(actor_country=("OMN",)), Query(recipient_sector=("MIL",)),
])
def test_a_filter_means_the_same_of_records_as_of_a_ledger(ledger: Ledger, lines: list[str], query: Query) -> None:
    found = {row[0] for row in find(ledger, query, limit=1000).rows if row[1] != "report"}
    assert found
    assert ids(of_ledger(ledger, Query(**{**_told(query), "kinds": query.kinds or BOTH}))) == found
    assert ids(of_lines(lines, query)) == found


def _told(query: Query) -> dict[str, Any]:
    return {name: getattr(query, name) for name in query.__dataclass_fields__}


@pytest.mark.parametrize(("query", "why"), [
    (Query(story=("tabc",)), "a record knows no stories"), (Query(after=3), "no revisions"),
    (Query(kinds=("event",), act=("say",)), "an event has no act"),
    (Query(kinds=("statement",), type=("AID",)), "a statement has no type"),
    (Query("-الحارثي"), "only says what must not be there"),
])
def test_a_filter_that_means_nothing_to_records_is_told(lines: list[str], query: Query, why: str) -> None:
    with pytest.raises(QueryError, match=why):
        of_lines(lines, query)


def test_a_report_can_be_meant_by_its_identifier_or_by_its_name_in_the_record(lines: list[str]) -> None:
    record = Record.from_json(lines[0])
    assert ids(of_lines(lines, Query(report=(permanent_id(record),)))) == ids(
        of_lines(lines, Query(report=(record.report.id,))))


def test_a_line_that_is_no_record_is_told_with_its_place(lines: list[str]) -> None:
    with pytest.raises(ExportError, match=r"lines:2: no record: .*; `isnad read --format jsonl` writes records"):
        of_lines([lines[0], '{"schema": "isnad/1"}'], Query())


def test_a_report_that_comes_again_is_left_out(lines: list[str]) -> None:
    records = Records([("lines", n, line) for n, line in enumerate([lines[0], "", lines[0]], 1)], Query())
    assert len(list(records)) == 1
    assert records.again == 1


def test_what_vanishes_while_it_is_written_is_left_out(ledger: Ledger) -> None:
    chosen = outgoing(ledger, Query(kinds=BOTH))
    chosen.chosen.seek(0)
    kept = chosen.chosen.read()
    chosen.chosen.write(f"{kept.split()[0]} sgonegonegone1\n")
    assert len(ids(list(chosen))) == 17
    assert chosen.gone == 1
    chosen.close()


def test_a_whole_report_comes_with_all_that_is_in_it(ledger: Ledger, lines: list[str]) -> None:
    query = Query(kinds=("event",), type=("ASSAULT",), outlet=("صحيفة الميناء",))
    for found in (of_ledger(ledger, query, whole=True), of_lines(lines, query, whole=True)):
        assert [(len(each.statements), len(each.events)) for each in found] == [(5, 2)]


def test_no_transaction_is_open_while_an_export_is_written(ledger: Ledger) -> None:
    chosen = outgoing(ledger, Query(kinds=BOTH))
    for _ in chosen:
        assert ledger.engine.pool.checkedout() == 0  # type: ignore[attr-defined]  # of the pools that count
    chosen.close()
