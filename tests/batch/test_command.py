"""The command: what it prints, how it leaves, what a signal does, and that it never shows a traceback."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from isnad.cli import app, batching
from isnad.ledger.database import open_ledger
from isnad.ledger.stats import stats

from .conftest import alone, files, held, json_lines, run, told

ISNAD = Path(sys.executable).parent / "isnad"


@pytest.fixture
def isnad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str]]:
    """Runs a command in a folder that holds twelve lines of reports; gives its exit code and standard error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ISNAD_LEDGER", raising=False)
    (tmp_path / "reports.jsonl").write_bytes(json_lines(12))

    def isnad(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(app, list(words))
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        assert done.stdout == ""
        return done.exit_code, done.stderr

    return isnad


BATCH = ("batch", "reports.jsonl", "--out", "out", "--jobs", "0", "--part-size", "1kB")


def test_it_tells_what_there_is_in_the_end_and_leaves_with_one_where_something_was_rejected(
        isnad: Callable[..., tuple[int, str]]) -> None:
    code, said = isnad(*BATCH)
    assert code == 1
    assert re.fullmatch(r"isnad: 9 records and 3 rejects in 3 parts, out; 12 of them now, [\d.,]+ a second\n", said)
    assert held("out").records == alone(Path("reports.jsonl")).records
    code, said = isnad(*BATCH)
    assert (code, said) == (1, "isnad: 9 records and 3 rejects in 3 parts, out\n")
    assert isnad(*BATCH, "--quiet") == (1, "")


def test_it_leaves_with_nothing_where_all_was_read(isnad: Callable[..., tuple[int, str]]) -> None:
    Path("reports.jsonl").write_text("\n".join(json.dumps(told(number)) for number in range(4)), "utf-8")
    assert isnad(*BATCH, "--quiet") == (0, "")


def test_the_journal_tells_every_part(isnad: Callable[..., tuple[int, str]]) -> None:
    isnad(*BATCH, "--quiet", "--log", "log")
    lines = [json.loads(line) for line in Path("log").read_text("utf-8").splitlines()]
    assert [(line["event"], line["records"], line["rejects"]) for line in lines] == [
        ("part", 3, 0), ("part", 3, 3), ("part", 3, 0)]
    assert all(line["seconds"] > 0 and line["part"].startswith("part-00000") for line in lines)


def test_a_part_that_cannot_be_read_is_told_and_what_to_run_again(
        isnad: Callable[..., tuple[int, str]], monkeypatch: pytest.MonkeyPatch) -> None:
    from isnad.batch import places, slices

    def broken(name: str, path: str, size: int) -> Any:
        stream: Any = places.opened(name, path, size)
        stream.raw.fault = ConnectionError("reset by peer") if not any(Path("out/parts").glob("*")) else None
        return stream

    monkeypatch.setattr(slices, "opened", broken)
    monkeypatch.setattr("isnad.batch.job.MOST_UNDONE", 4)
    code, said = isnad(*BATCH, "--log", "log")
    assert code == 1
    assert said.count("reports.jsonl: reset by peer\n") == 3
    assert said.endswith("isnad: 3 parts could not be read; run again: isnad batch reports.jsonl --out out --jobs 0 "
                         "--part-size 1kB\n")
    lines = [json.loads(line) for line in Path("log").read_text("utf-8").splitlines()]
    assert [line["event"] for line in lines] == ["undone"] * 3
    assert lines[0]["reason"] == "reports.jsonl: reset by peer"


def test_how_far_it_is_is_told_in_lines_where_nobody_looks_at_a_bar(
        isnad: Callable[..., tuple[int, str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batching, "EVERY", 0.0)
    _, said = isnad(*BATCH)
    assert re.search(r"^isnad: 1 of 3 parts, [\d.,]+ reports/s, about 0:00:\d\d left$", said, re.MULTILINE)


@pytest.mark.parametrize(("words", "said"), [
    (("--part-size", "many"), "--part-size: 'many' is no size; write it as 500 kB or 5 MB"),
    (("--part-size", "10"), "--part-size: 10 is none that a part can have; 1 kB to 100 GB"),
    (("--published", "yesterday"), "--published: 'yesterday' is no day; write it as 2022-01-24"),
    (("--out", "reports.jsonl"), "--out reports.jsonl: some of what is read lies there; name another folder"),
    (("gone.jsonl",), "gone.jsonl: no such file or directory"),
])
def test_bad_options_are_told(isnad: Callable[..., tuple[int, str]], words: tuple[str, ...], said: str) -> None:
    code, err = isnad(*BATCH, *words)
    assert (code, err) == (2, f"isnad: {said}\n")


def test_a_format_that_there_is_not_is_told_with_those_there_are(isnad: Callable[..., tuple[int, str]]) -> None:
    code, said = isnad(*BATCH, "--from", "pdf")
    assert code == 2
    assert all(name in said for name in ("pdf", "jsonl", "parquet", "warc"))


def test_an_output_is_taken_into_a_ledger(isnad: Callable[..., tuple[int, str]]) -> None:
    isnad(*BATCH, "--published", "2022-01-25")
    code, said = isnad("ingest", "out", "--jobs", "0")
    assert code == 1
    assert said.endswith("isnad: 9 new, 0 changed, 0 known already, 3 rejected\n")
    assert "reports.jsonl:5: no JSON" in said
    _, said = isnad("ingest", "reports.jsonl", "--published", "2022-01-25", "--jobs", "0", "--quiet")
    ledger = open_ledger("sqlite:///isnad.db")
    assert stats(ledger)["reports"] == stats(ledger)["versions"] == 9
    ledger.close()
    assert isnad("ingest", "out", "--published", "2022-01-26") == (
        2, "isnad: out: was read with --published 2022-01-25; take it in without one, or read it again with the "
        "other\n")


def test_of_an_output_that_is_not_finished_what_is_whole_is_taken_in(isnad: Callable[..., tuple[int, str]]) -> None:
    isnad(*BATCH)
    about = Path("out/_batch.json")
    about.write_text(json.dumps(json.loads(about.read_text("utf-8")) | {"finished": None}), "utf-8")
    sorted(Path("out/parts").iterdir())[-1].unlink()
    _, said = isnad("ingest", "out", "--jobs", "0")
    assert "isnad: out: the batch is not finished; what its 2 whole parts hold is taken in\n" in said
    assert said.endswith("isnad: 6 new, 0 changed, 0 known already, 3 rejected\n")


@pytest.mark.parametrize(("number", "jobs"), [(signal.SIGINT, "0"), (signal.SIGTERM, "2")])
def test_a_signal_ends_it_in_order_and_the_same_command_goes_on(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals, jobs: str) -> None:
    source = tmp_path / "x.jsonl"
    source.write_bytes(json_lines(150))
    words = [str(ISNAD), "batch", "x.jsonl", "--out", "out", "--part-size", "1kB", "--jobs", jobs]
    with subprocess.Popen(words, stderr=subprocess.PIPE, cwd=tmp_path, text=True) as process:
        end = time.monotonic() + 120
        while len(list((tmp_path / "out" / "parts").glob("part-*.json"))) < 3 and time.monotonic() < end:
            time.sleep(0.02)
        process.send_signal(number)
        _, said = process.communicate(timeout=120)
    assert process.returncode == 130
    assert "isnad: ending; the parts in work are seen to first" in said
    assert re.search(r"isnad: ended; \d+ of \d+ parts are whole, and more may be\. The same command goes on", said)
    assert "Traceback" not in said
    assert list((tmp_path / "out").rglob("*.part")) == []
    monkeypatch.chdir(tmp_path)
    ran = run("out", "x.jsonl")
    assert len(ran.told) < ran.standing.parts - 2
    run("unbroken", "x.jsonl")
    assert files("out") == files("unbroken")
