"""Every format: it says what it is, holds no more text than it should, and can be asked for by name."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from isnad import __version__
from isnad.exports import extension, polecat_format
from isnad.exports.colophon import Colophon
from isnad.exports.errors import ExportError
from isnad.exports.formats import FORMATS, format_of
from isnad.exports.graphml_format import write as write_graphml
from isnad.exports.job import Job
from isnad.exports.places import Folder
from isnad.exports.rows import Exported
from isnad.ledger.search import Query

NAMES = [name for name in FORMATS if not FORMATS[name].whole]


def written(made: Any) -> str:
    """Everything that an export wrote, of binary files what can be read."""
    folder = made.path if made.path.is_dir() else made.path.parent
    every = sorted(each for each in folder.rglob("*") if each.is_file())
    return "\n".join(each.read_bytes().decode("utf-8", "replace") for each in every)


@pytest.mark.parametrize("name", ["POLECAT", "polecat"])
def test_a_format_is_asked_for_in_any_letters(name: str) -> None:
    assert format_of(name) is FORMATS["polecat"]


def test_an_unknown_format_names_those_that_there_are() -> None:
    with pytest.raises(ExportError, match=r"no format 'xlsx'; there are polecat, gdelt, .*, brat"):
        format_of("xlsx")


def test_a_format_that_needs_something_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(module: str) -> Any:
        raise ModuleNotFoundError("No module named 'pyarrow'", name="pyarrow")

    monkeypatch.setattr("isnad.exports.job.import_module", gone)
    with pytest.raises(ExportError, match=r"parquet needs pyarrow; pip install 'isnad\[parquet\]'"):
        FORMATS["parquet"].load()


@pytest.mark.parametrize("name", list(FORMATS))
def test_every_export_says_its_version_query_moment_and_how_to_cite_it(name: str, made: Callable[..., Any]) -> None:
    pytest.importorskip("pyarrow") if name == "parquet" else None
    done = made(name, country=("EGY",), text=FORMATS[name].whole)
    told, colophon = written(done), done.job.colophon
    assert colophon.revision is not None
    for part in (__version__, colophon.moment, f"isnad export {name}", "--country EGY", colophon.moment[:4],
                 f"revision {colophon.revision}", "isnad-export/1"):
        assert part in told, part


@pytest.mark.parametrize("name", NAMES)
def test_no_export_holds_a_reports_whole_text_unless_it_is_asked_for(name: str, made: Callable[..., Any]) -> None:
    pytest.importorskip("pyarrow") if name == "parquet" else None
    told = re.sub(r"\s|\\n", "", written(made(name)))
    sentence = "التقى وزير الخارجية العماني سالم الحارثي نظيره المصري نبيل فوزي في جنيف يوم 3 فبراير 2022."
    assert re.sub(r"\s", "", sentence) not in told


@pytest.mark.parametrize("name", ["polecat", "gdelt", "plover-json", "csv", "geojson", "ftm", "jsonld"])
def test_with_text_an_export_has_the_words_around_its_evidence(name: str, made: Callable[..., Any]) -> None:
    assert "التقى وزير الخارجية العماني سالم الحارثي نظيره المصري نبيل فوزي في جنيف" in written(made(name, text=True))


@pytest.mark.parametrize("name", list(FORMATS))
def test_every_identifier_of_what_was_chosen_is_in_it(name: str, made: Callable[..., Any]) -> None:
    pytest.importorskip("pyarrow") if name == "parquet" else None
    done = made(name, status=("actual",)) if name == "gdelt" else made(name)
    told = written(done)
    if name == "parquet":
        import pyarrow.dataset as ds

        told += " ".join(str(each) for folder, column in (("events", "event"), ("statements", "statement"))
                         for each in ds.dataset(done.path / folder).to_table()[column].to_pylist())
    rows = [*done.events, *(done.statements if "statement" in FORMATS[name].kinds else ())]
    rows = [each for each in rows if name != "gdelt" or done.events[each][0].day or done.events[each][1].start]
    assert rows
    assert [each for each in rows if each not in told] == []


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "gdelt"])
def test_records_can_be_exported_as_well_as_a_ledger(name: str, made: Callable[..., Any]) -> None:
    pytest.importorskip("pyarrow") if name == "parquet" else None
    done = made(name, records=True)
    assert done.job.colophon.counts["reports"] == 3
    assert done.job.colophon.revision is None


def test_the_query_is_told_as_the_command_that_asks_for_it() -> None:
    query = Query("'حل' -سلام", ("event",), ("لافروف",), country=("RUS",), since="2022-01-01")
    told = Colophon("csv", "here", query, rows="actors", text=True).command
    assert told == ("isnad export csv ''\"'\"'حل'\"'\"' -سلام' --rows actors --kind event --speaker 'لافروف' "
                    "--country RUS --since 2022-01-01 --text")


def test_a_citation_names_source_revision_moment_and_query() -> None:
    colophon = Colophon("csv", "sqlite:///news.db", Query(), 1500, "events", moment="2026-11-24T20:00:00Z")
    colophon.counts.update(reports=1, events=2)
    assert colophon.cite() == (
        f"isnad {__version__}: 1 report, 2 events (csv) from sqlite:///news.db, revision 1,500, exported "
        "2026-11-24T20:00:00Z by `isnad export csv --rows events`. What it tells is told by the reports that it names; "
        "they are to be cited, too.")
    assert colophon.bibtex().startswith("@misc{isnad20261124200000,")


def rows_of(path: Path, delimiter: str = "\t") -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream, delimiter=delimiter))


def test_a_torn_cell_tears_no_row_of_a_tab_separated_table(made: Callable[..., Any]) -> None:
    for path in ((done := made("polecat")).path, done.beside(polecat_format.BESIDE)):
        lines = path.read_text("utf-8").split("\n")
        assert len({len(line.split("\t")) for line in lines[:-1]}) == 1
        assert len(lines) == len(done.events) + 2


def test_polecat_has_the_columns_of_the_data_set() -> None:
    assert [column.title for column in polecat_format.COLUMNS] == [
        "Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts", "Actor Name",
        "Actor Country", "Actor COW", "Primary Actor Sector", "Actor Sectors", "Actor Title", "Actor Name Raw",
        "Wikipedia Actor ID", "Recipient Name", "Recipient Country", "Recipient COW", "Primary Recipient Sector",
        "Recipient Sectors", "Recipient Title", "Recipient Name Raw", "Wikipedia Recipient ID", "Placename", "City",
        "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID", "Raw Placename", "Feature Type",
        "Source", "Publication Date", "Story People", "Story Organizations", "Story Locations", "Language", "Version"]


def by_id(path: Path) -> dict[str, dict[str, str]]:
    """The rows of a tab-separated table by their first cell."""
    header, *rows = rows_of(path)
    return {row[0]: dict(zip(header, row, strict=True)) for row in rows}


def test_a_meeting_as_polecat_has_it(made: Callable[..., Any]) -> None:
    done = made("polecat", type=("CONSULT",))
    (row,), (more,) = by_id(done.path).values(), by_id(done.beside(polecat_format.BESIDE)).values()
    wanted = {
        "Event Date": "2022-02-03", "Event Mode": "", "Intensity": "2.5", "Quad Code": "VERBAL COOPERATION",
        "Actor Name": "سالم الحارثي; نبيل فوزي", "Actor Country": "OMN; EGY", "Actor COW": "698; 651",
        "Primary Actor Sector": "GOV", "Actor Sectors": "GOV; GOV",
        "Actor Title": "وزير الخارجية العماني; نظيره المصري", "Wikipedia Actor ID": "", "Recipient Name": "",
        "Recipient COW": "", "Placename": "جنيف", "City": "جنيف", "Country": "CHE", "GeoNames ID": "2660646",
        "Source": "راديو الساحل", "Publication Date": "2022-02-04", "Language": "ar"}
    assert {name: row[name] for name in wanted} == wanted
    assert (more["Status"], more["Event Date Basis"], more["Chain"]) == ("actual", "event", "راديو الساحل")
    assert more["Independent Origins"] == "1"


def test_an_event_in_a_statement_knows_its_speaker_and_chain(made: Callable[..., Any]) -> None:
    done = made("polecat", type=("ASSAULT",), outlet=("صحيفة الميناء",))
    (more,) = by_id(done.beside(polecat_format.BESIDE)).values()
    assert more["Speaker"] == "نبيل فوزي"
    assert more["Chain"] == "صحيفة الميناء ← سالم الحارثي ← نبيل فوزي"
    assert more["Within"].startswith("s")


def test_an_event_without_a_day_has_that_of_its_report_and_says_so(made: Callable[..., Any]) -> None:
    done = made("polecat", status=("negated",))
    (row,), (more,) = by_id(done.path).values(), by_id(done.beside(polecat_format.BESIDE)).values()
    assert (row["Event Date"], more["Event Start"], more["Event Date Basis"]) == ("2022-02-04", "", "report")


def test_a_body_of_states_is_an_igo_and_its_acronym_stands_beside(made: Callable[..., Any]) -> None:
    done = made("polecat", type=("ACCUSE",))
    (row,), (more,) = by_id(done.path).values(), by_id(done.beside(polecat_format.BESIDE)).values()
    assert (row["Recipient Country"], row["Recipient COW"], more["Recipient Codes"]) == ("IGO", "", "UN")
    assert (row["Event Date"], more["Event Date Basis"]) == ("", "")


def test_the_extension_has_a_row_an_event_in_the_same_order(made: Callable[..., Any]) -> None:
    done = made("polecat")
    assert list(by_id(done.path)) == list(by_id(done.beside(polecat_format.BESIDE))) == list(done.events)
    assert rows_of(done.beside(polecat_format.BESIDE))[0] == ["Event ID", *(c.title for c in extension.EXTENSION)]


def test_gdelt_has_61_columns_and_no_header(made: Callable[..., Any]) -> None:
    rows = rows_of(made("gdelt").path)
    assert {len(row) for row in rows} == {61}
    assert all(row[0].isdigit() and 0 < int(row[0]) < 2 ** 53 for row in rows)


def test_gdelt_leaves_out_what_was_not_done_and_counts_it(made: Callable[..., Any]) -> None:
    done = made("gdelt")
    assert done.job.colophon.left_out == {
        "events that are negated": 1, "events that are requested": 1,
        "events without a day, in reports without one": 2}
    asked = made("gdelt", status=("negated",))
    assert len(rows_of(asked.path)) == 2
    assert not asked.job.colophon.left_out


def test_gdelt_pairs_those_who_meet_and_codes_them_by_cameo(made: Callable[..., Any]) -> None:
    (row,) = rows_of(made("gdelt", type=("CONSULT",)).path)
    assert row[1:5] == ["20220203", "202202", "2022", "2022.0904"]
    assert (row[5], row[6], row[7], row[12]) == ("OMNGOV", "سالم الحارثي", "OMN", "GOV")
    assert (row[15], row[16]) == ("EGYGOV", "نبيل فوزي")
    assert row[25:31] == ["1", "040", "040", "04", "1", "1.0"]
    assert row[51:54] == ["4", "جنيف", "SZ"]
    assert row[60] == "https://sahil.example/2"


def test_gdelts_numbers_are_the_same_in_every_export(made: Callable[..., Any]) -> None:
    one = {row[0] for row in rows_of(made("gdelt").path)}
    assert one == {row[0] for row in rows_of(made("gdelt").path)}
    assert len(one) == 5


def test_a_row_an_actor(made: Callable[..., Any]) -> None:
    header, *rows = rows_of(made("csv", rows="actors", type=("REQUEST",)).path, ",")
    told = [dict(zip(header, row, strict=True)) for row in rows]
    assert [(row["role"], row["number"], row["actor_name"], row["actor_country"]) for row in told] == [
        ("actor", "1", "سالم الحارثي", "OMN"), ("recipient", "1", "مصر", "EGY")]


def test_a_row_a_statement(made: Callable[..., Any]) -> None:
    header, *rows = rows_of(made("csv", rows="statements", act=("demand",)).path, ",")
    (told,) = [dict(zip(header, row, strict=True)) for row in rows]
    assert (told["speaker_name"], told["addressee_name"], told["content"]) == (
        "سالم الحارثي", "مصر", "بالإفراج عن السجناء")


def test_no_spreadsheet_runs_a_cell_as_a_formula(made: Callable[..., Any]) -> None:
    header, *rows = rows_of(made("csv", type=("ACCUSE", "REJECT")).path, ",")
    outlets = {dict(zip(header, row, strict=True))["outlet"] for row in rows}
    assert "'-المرصد" in outlets
    assert not any(cell.startswith(("=", "@", "-", "+")) and not re.fullmatch(r"-?\d+(\.\d+)?", cell)
                   for row in rows for cell in row)


def test_plovers_json_has_plovers_fields(made: Callable[..., Any]) -> None:
    done = made("plover-json", type=("ASSAULT",), outlet=("راديو الساحل",))
    (line,) = done.path.read_text("utf-8").splitlines()
    told = json.loads(line)
    assert (told["event"], told["date"], told["quadCode"], told["dead"]) == ("ASSAULT", "2022-02-04", 4, 12)
    assert told["source"][0]["code"] == "EGY"
    assert told["eventLoc"]["name"] == "عدن"
    assert told["isnad"]["date_basis"] == "report"
    assert json.loads(done.path.with_name(done.path.name + ".about.json").read_text("utf-8"))["counts"]["events"] == 1


def test_a_feature_has_a_point_only_where_its_place_is_known(made: Callable[..., Any]) -> None:
    told = json.loads(made("geojson").path.read_text("utf-8"))
    located = {each["properties"]["place"]: each["geometry"] for each in told["features"]}
    assert located["جنيف"] == {"type": "Point", "coordinates": [6.1457, 46.2022]}
    assert located[None] is None
    assert len(told["features"]) == 9


def test_a_network_joins_equals_both_ways_and_counts_who_acts_on_nobody(made: Callable[..., Any]) -> None:
    text = made("graphml").path.read_text("utf-8")
    assert text.count('<data key="code">CONSULT</data>') == 2
    assert '<data key="alone">' in text


def test_a_character_that_xml_has_not_is_replaced(made: Callable[..., Any], tmp_path: Path) -> None:
    (one, *_) = made("graphml", type=("CONSULT",)).reports
    who = one.events[0].actors[0]
    bad, row = replace(who, name="سالم\x07", role="وزير\x00"), one.events[0]
    event = replace(row, actors=(bad, row.actors[1]))
    job = Job(Folder(tmp_path), "bad.graphml", Colophon("graphml", "here", Query()))
    write_graphml([Exported(one.about, (), (event,), one.record, one.ids)], job)
    assert "سالم\ufffd" in (tmp_path / "bad.graphml").read_text("utf-8")


def test_standoff_covers_the_words_that_it_names(made: Callable[..., Any]) -> None:
    done = made("brat", text=True)
    for path in done.path.glob("*.ann"):
        text = path.with_suffix(".txt").read_text("utf-8")
        marks = re.findall(r"^(T\d+)\t(\S+) ([\d ;]+)\t(.*)$", path.read_text("utf-8"), re.MULTILINE)
        assert marks
        for _, _, where, words in marks:
            assert " ".join(text[slice(*map(int, part.split()))] for part in where.split(";")) == words


def test_standoff_has_kinds_roles_and_values_that_its_configuration_knows(made: Callable[..., Any]) -> None:
    done = made("brat", text=True)
    known = set(re.findall(r"[A-Za-z-]+", (done.path / "annotation.conf").read_text("utf-8")))
    for path in done.path.glob("*.ann"):
        for line in path.read_text("utf-8").splitlines():
            if line[0] in "TEA":
                told = re.findall(r"(?<![A-Za-z\d])[A-Za-z][A-Za-z-]*(?=[\d ]*:|\s\d|$| [EAT]\d)", line.split("\t")[1])
                assert set(told) <= known, line


def test_what_is_too_long_for_followthemoney_is_cut_or_in_pieces(made: Callable[..., Any], tmp_path: Path) -> None:
    (one, *_) = made("ftm", type=("CONSULT",)).reports
    who = replace(one.events[0].actors[0], name="سالم " * 200)
    event = replace(one.events[0], actors=(who,))
    about = replace(one.about, text=" ".join(map(str, range(30_000))), url="https://mina.example/" + "x" * 5000)
    job = Job(Folder(tmp_path), "long.ftm.json", Colophon("ftm", "here", Query(), text=True))
    FORMATS["ftm"].load()([Exported(about, (), (event,), one.record, one.ids)], job)
    report, *_, actor = map(json.loads, (tmp_path / "long.ftm.json").read_text("utf-8").splitlines())
    assert "".join(report["properties"]["bodyText"]) == about.text
    assert max(map(len, report["properties"]["bodyText"])) < 65_000
    assert "sourceUrl" not in report["properties"]
    assert len(actor["properties"]["name"][0]) <= 200
