"""``isnad export`` on the command line: what it writes where, and what it says where something is wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from isnad.cli import app

ISNAD = str(Path(sys.executable).parent / "isnad")


@dataclass
class Done:
    """What a command did."""

    returncode: int
    stdout: str
    stderr: str


def run(*words: str, ledger: str | None = None, given: str | None = None) -> Done:
    """The command, in this process; files are named from where the test stands."""
    done = CliRunner().invoke(app, ["export", *words], input=given, env={"ISNAD_LEDGER": ledger})
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return Done(done.exit_code, done.stdout, done.stderr)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Has every test stand in a folder of its own."""
    monkeypatch.chdir(tmp_path)


def test_without_a_format_it_lists_those_that_there_are() -> None:
    done = run()
    assert done.returncode == 0
    assert [line.split()[0] for line in done.stdout.splitlines()] == [
        "polecat", "gdelt", "plover-json", "csv", "parquet", "geojson", "jsonld", "ftm", "graphml", "brat"]
    assert "pip install 'isnad[parquet]'" in done.stdout


@pytest.mark.parametrize(("words", "why"), [
    (["xlsx"], "no format 'xlsx'; there are polecat, gdelt, plover-json, csv, parquet, geojson, jsonld, ftm, graphml, "
               "brat"),
    (["csv", "--type", "FLEE"], "--type: no 'FLEE'; there are AGREE, CONSULT"),
    (["csv", "--kind", "meeting"], "--kind: no 'meeting'; there are statement, event, report"),
    (["csv", "--rows", "people"], "--rows: no 'people'; there are events, actors, statements"),
    (["geojson", "--rows", "events"], "--rows: no 'events'; there are none for geojson"),
    (["polecat", "--kind", "statement"], "--kind: polecat holds no statement; it holds events"),
    (["csv", "--rows", "statements", "--kind", "event"], "--kind: csv --rows statements holds no event; it holds"),
    (["polecat", "--act", "deny"], "an event has no act"),
    (["brat", "--to", "x"], "brat is the reports' whole text with its annotations; ask for it with --text"),
    (["brat", "--text"], "this format is a folder of files; name it, as --to export/"),
    (["csv", "--to", "nowhere/x.csv"], "nowhere: no such folder; make it first"),
    (["csv", "--since", "yesterday"], "--since: 'yesterday' is no day"),
    (["csv", "--records", "nothing.jsonl"], "nothing.jsonl: no such file or directory"),
    (["csv", "--ledger", "sqlite:///nothing.db"], "nothing.db: no such ledger"),
])
def test_bad_input_says_what_was_allowed(words: list[str], why: str, address: str, tmp_path: Path) -> None:
    done = run(*words, ledger=address)
    assert done.returncode == 2
    assert done.stderr.startswith(f"isnad: {why}")
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_filter_names_those_that_there_are() -> None:
    done = run("csv", "--colour", "red")
    assert done.returncode == 2
    told = "".join(c for c in done.stderr if c not in "│ \n")
    assert "Nosuchoption:--colour" in told
    assert all(f"--{name}" in told for name in ("speaker", "country", "status", "story", "until", "recipient-sector"))


def test_a_file_and_those_beside_it(address: str, tmp_path: Path) -> None:
    done = run("polecat", "--to", "p.tsv", ledger=address)
    assert done.returncode == 0
    assert done.stderr == "isnad: 9 events, of 3 reports in p.tsv\n"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["p.extension.tsv", "p.tsv", "p.tsv-metadata.json"]
    again = run("polecat", "--to", "p.tsv", ledger=address)
    assert (again.returncode, again.stderr) == (2, "isnad: p.tsv: is there already; --force replaces it\n")
    assert run("polecat", "--to", "p.tsv", "--force", ledger=address).returncode == 0


def test_standard_output_has_the_export_and_standard_error_how_to_cite_it(address: str) -> None:
    done = run("csv", "--rows", "statements", "--act", "demand", ledger=address)
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 2
    assert "isnad: 1 statement, 1 row, of 1 report\n" in done.stderr
    assert "isnad: to cite: isnad 0." in done.stderr
    assert run("csv", "--quiet", ledger=address).stderr == ""


def test_records_come_from_files_and_from_standard_input(lines: list[str], tmp_path: Path) -> None:
    (tmp_path / "records.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    of_file = run("geojson", "--records", "records.jsonl", "--type", "CONSULT")
    piped = run("geojson", "--records", "-", "--type", "CONSULT", given="\n".join(lines))
    (one,), (other,) = (json.loads(each.stdout)["features"] for each in (of_file, piped))
    assert one == other
    assert json.loads(piped.stdout)["isnad"]["source"] == "-"


def test_a_line_that_is_no_record_ends_the_export_with_its_place(lines: list[str], tmp_path: Path) -> None:
    (tmp_path / "records.jsonl").write_text(f"{lines[0]}\n{{}}\n", "utf-8")
    done = run("csv", "--records", "records.jsonl", "--to", "x.csv")
    assert done.returncode == 2
    assert done.stderr.startswith("isnad: records.jsonl:2: no record: report: Field required; `isnad read")
    assert not (tmp_path / "x.csv").exists()


def test_records_know_no_stories(lines: list[str]) -> None:
    done = run("csv", "--records", "-", "--story", "tabcdefghijklm", given=lines[0])
    assert (done.returncode, done.stderr.split(";")[0]) == (2, "isnad: a record knows no stories and no revisions")


def test_what_gdelt_has_no_word_for_is_told(address: str, tmp_path: Path) -> None:
    done = run("gdelt", "--to", "g.export.CSV", ledger=address)
    assert "isnad: left out: 1 events that are negated\n" in done.stderr
    assert "isnad: left out: 2 events without a day, in reports without one\n" in done.stderr


def test_a_whole_report_is_exported_with_its_text_when_it_is_asked_for(address: str, tmp_path: Path) -> None:
    done = run("brat", "--text", "--kind", "report", "--to", "out", ledger=address)
    assert done.returncode == 0
    assert len(list((tmp_path / "out").glob("r*.ann"))) == 3


def test_the_command_that_an_export_tells_asks_for_the_same(address: str, tmp_path: Path) -> None:
    done = run("plover-json", "--country", "EGY", "--type", "ASSAULT", "--to", "x.jsonl", ledger=address)
    assert done.returncode == 0
    told = json.loads((tmp_path / "x.jsonl.about.json").read_text("utf-8"))
    again = subprocess.run(told["command"].replace("isnad", ISNAD, 1), shell=True, env=os.environ | {
        "ISNAD_LEDGER": address}, capture_output=True, text=True, check=True)
    assert again.stdout == (tmp_path / "x.jsonl").read_text("utf-8")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_under_standard_output_is_told(address: str) -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run([ISNAD, "export", "csv"], env=os.environ | {"ISNAD_LEDGER": address}, stdout=full,
                              stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert "no space left on device" in done.stderr
    assert "Traceback" not in done.stderr
