"""The commands of review: what they decide, list and write, how they leave, and that they never show a traceback."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from isnad.cli import app

TEXT = ("قال المتحدث باسم الكرملين دميتري بيسكوف إن روسيا تنتظر ردا من حلف شمال الأطلسي، وإن الأمين العام للحلف ينس "
        "ستولتنبرغ أعلن أن الحلف سيفرض عقوبات على روسيا.\n"
        "وزار وزير الخارجية المصري نبيل فوزي الخرطوم أمس، ونفى فوزي وجود خلاف مع السودان.")
REPORTS = [{"url": "https://one.example/1", "published": "2022-01-24", "publisher": "المرصد", "headline": "خبر",
            "text": TEXT},
           {"url": "https://one.example/2", "published": "2022-03-05", "publisher": "الميدان", "headline": "الجسر",
            "text": "قال سالم الحارثي إن الجسر جاهز."}]
COLUMNS = "number,moment,by,decision,item,kind,report,changes,note,undone,undone_by,text"


@dataclass
class Done:
    """How a command left, and what it said."""

    code: int
    out: str
    err: str


@pytest.fixture
def isnad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Done]:
    """Runs a command in a folder of its own, as somebody who is logged in."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ISNAD_LEDGER", raising=False)
    monkeypatch.setattr("getpass.getuser", lambda: "huda")

    def isnad(*args: object) -> Done:
        done = CliRunner().invoke(app, [str(each) for each in args])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        assert "Traceback" not in done.stderr
        return Done(done.exit_code, done.stdout, done.stderr)

    return isnad


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A ledger of all the reports, made once."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "news.jsonl").write_text("\n".join(json.dumps(each, ensure_ascii=False) for each in REPORTS), "utf-8")
    done = CliRunner().invoke(app, ["ingest", str(folder / "news.jsonl"), "--ledger", f"sqlite:///{folder}/isnad.db"])
    assert done.exit_code == 0, done.stderr
    return (folder / "isnad.db").read_bytes()


@pytest.fixture
def run(isnad: Callable[..., Done], made: bytes, tmp_path: Path) -> Callable[..., Done]:
    """Runs a command on that ledger."""
    (tmp_path / "isnad.db").write_bytes(made)
    return isnad


def rows(done: Done) -> list[dict[str, Any]]:
    assert done.code == 0, done.err
    return [json.loads(line) for line in done.out.splitlines()]


@pytest.fixture
def denial(run: Callable[..., Done]) -> str:
    (found,) = rows(run("find", "--act", "deny", "--format", "jsonl"))
    return str(found["id"])


@pytest.fixture
def report(run: Callable[..., Done]) -> str:
    (found,) = rows(run("find", "--kind", "report", "--outlet", "المرصد", "--format", "jsonl"))
    return str(found["id"])


def visit(run: Callable[..., Done]) -> dict[str, Any]:
    (found,) = rows(run("find", "--type", "CONSULT", "--format", "jsonl"))
    return found


def test_what_is_decided_is_told_and_listed_with_who_is_logged_in(run: Callable[..., Done], denial: str) -> None:
    done = run("reviews", "decide", denial, "corrected", "--set", "act=reject", "--set", "speaker=دميتري بيسكوف",
               "--note", "القول له")
    assert done == Done(0, "", f"isnad: {denial}: corrected, decision 1\n")
    assert run("reviews", "decide", denial, "accepted", "--by", "منى").code == 0
    last, first = rows(run("reviews", "--format", "jsonl"))
    assert (last["number"], last["by"], last["decision"], last["changes"]) == (2, "منى", "accepted", [])
    assert (first["by"], first["note"], first["text"]) == ("huda", "القول له", "وجود خلاف مع السودان")
    assert first["changes"] == ["act: deny → reject", "speaker: نبيل فوزي → دميتري بيسكوف"]
    assert first["fields"]["act"] == ["deny", "reject"]
    assert [each["id"] for each in rows(run("find", "--act", "reject", "--format", "jsonl"))] == [denial]


@pytest.mark.parametrize(("given", "expected"), [
    (["content=وجود خلاف"], {"text": "وجود خلاف"}), (["content=[[0, 3]]"], {"text": "خبر"}),
    (["speaker="], {"who": []}),
    (["content=وجود", "content=خلاف"], {"text": "وجود خلاف"}), (["act=say", "form=mixed"], {"mode": "mixed"}),
], ids=str)
def test_fields_of_a_statement(
    run: Callable[..., Done], denial: str, given: list[str], expected: dict[str, Any],
) -> None:
    done = run("reviews", "decide", denial, "corrected", *(part for each in given for part in ("--set", each)))
    assert done.code == 0, done.err
    (found,) = rows(run("show", denial, "--format", "jsonl"))
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize(("given", "expected"), [
    (["actors=روسيا, السودان"], {"who": ["روسيا", "السودان"]}), (["actors=روسيا", "actors=السودان"], {"who": [
        "روسيا", "السودان"]}), (["recipients="], {"whom": []}), (["start=2022-01-20"], {"start": "2022-01-20"}),
    (["type=ASSAULT"], {"code": "ASSAULT", "mode": None}), (["type=SANCTION", "mode=expel"], {"mode": "expel"}),
], ids=str)
def test_fields_of_an_event(run: Callable[..., Done], given: list[str], expected: dict[str, Any]) -> None:
    key = visit(run)["id"]
    done = run("reviews", "decide", key, "corrected", *(part for each in given for part in ("--set", each)))
    assert done.code == 0, done.err
    (found,) = rows(run("show", key, "--format", "jsonl"))
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize(("args", "said"), [
    (["DENIAL", "corrected"], "a correction needs a field; there are act, form"),
    (["DENIAL", "corrected", "--set", "act"], "--set: 'act' names no field and value; write it as act=deny"),
    (["DENIAL", "corrected", "--set", "=deny"], "names no field and value"),
    (["DENIAL", "corrected", "--set", "act=say", "--set", "act=ask"], "--set: act is given twice, and has one value"),
    (["DENIAL", "corrected", "--set", "act=shout"], "act: 'shout' is none; there are say, deny"),
    (["DENIAL", "corrected", "--set", "speaker=سالم"], "speaker: 'سالم' is no actor of its report; there are p"),
    (["DENIAL", "corrected", "--set", "content=[[0, 3]"], "is neither words nor pairs of code points"),
    (["DENIAL", "corrected", "--set", "content=[[0,99999]]"], "does not lie in a text of"),
    (["DENIAL", "maybe"], "'maybe' is no decision; there are accepted, corrected, rejected"),
    (["DENIAL", "accepted", "--set", "act=say"], "what is accepted has no fields (act); correct it"),
    (["s234567abcdefg", "accepted"], "s234567abcdefg: the ledger has nothing of this name that could be decided on"),
    (["x", "accepted"], "x: cannot be decided on"), (["REPORT", "rejected"], "a report is accepted, once all of it"),
], ids=str)
def test_what_is_no_decision_leaves_with_2_and_says_what_can_be(
    run: Callable[..., Done], denial: str, report: str, args: list[str], said: str,
) -> None:
    done = run("reviews", "decide", *({"DENIAL": denial, "REPORT": report}.get(each, each) for each in args))
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert rows(run("reviews", "--format", "jsonl")) == []


def test_a_decision_is_taken_back_by_its_thing_or_its_number(run: Callable[..., Done], denial: str) -> None:
    run("reviews", "decide", denial, "corrected", "--set", "act=reject")
    run("reviews", "decide", denial, "rejected")
    done = run("reviews", "undo", 1)
    assert done.code == 2
    assert "huda rejected it at" in done.err
    assert run("reviews", "undo", denial, "--by", "منى") == Done(0, "", f"isnad: {denial}: decision 2 is taken back\n")
    assert run("reviews", "undo", 1) == Done(0, "", "isnad: 1: decision 1 is taken back\n")
    assert "no decision on it stands" in run("reviews", "undo", denial).err
    assert [each["undone_by"] for each in rows(run("reviews", "--format", "jsonl"))] == ["منى", "huda"]
    assert rows(run("find", "--act", "deny", "--format", "jsonl"))[0]["id"] == denial


def test_decisions_are_listed_for_people(run: Callable[..., Done], denial: str) -> None:
    run("reviews", "decide", denial, "corrected", "--set", "act=reject", "--note", "سبب")
    run("reviews", "undo", denial, "--by", "منى")
    told = run("reviews").out.replace("\u2068", "").replace("\u2069", "")
    assert re.fullmatch(rf"1  20\S+Z  huda corrected statement {denial}\n    وجود خلاف مع السودان\n"
                        r"    act: deny → reject\n    note: سبب\n    taken back by منى, 20\S+Z\n", told)


def test_decisions_are_listed_for_programs(run: Callable[..., Done], denial: str) -> None:
    run("reviews", "decide", denial, "corrected", "--set", "act=reject", "--set", "form=direct")
    header, line = csv.reader(io.StringIO(run("reviews", "--format", "csv").out))
    assert ",".join(header) == COLUMNS
    told = dict(zip(header, line, strict=True))
    assert (told["changes"], told["note"]) == ("act: deny → reject|form: indirect → direct", "")
    assert [each["item"] for each in json.loads(run("reviews", "--format", "json").out)] == [denial]


def test_decisions_are_listed_by_report_by_person_and_by_day(
    run: Callable[..., Done], denial: str, report: str,
) -> None:
    other = rows(run("find", "الجسر", "--kind", "statement", "--format", "jsonl"))[0]["id"]
    run("reviews", "decide", denial, "accepted")
    run("reviews", "decide", other, "accepted", "--by", "منى")

    def listed(*args: str) -> list[str]:
        return [each["item"] for each in rows(run("reviews", *args, "--format", "jsonl"))]

    assert listed() == [other, denial]
    assert listed("--report", report) == listed("--by", "huda") == [denial]
    assert listed("--since", "2020-01-01", "--limit", "1") == [other]
    assert listed("--limit", "1", "--page", "2") == [denial]
    assert listed("--until", "2020-01-01") == []
    assert "1 to 1 of 2; --page 2 shows more" in run("reviews", "--limit", "1").err
    assert run("reviews", "--since", "soon").err == "isnad: --since: 'soon' is no day; write it as 2022-01-24\n"


def test_reports_that_wait_are_listed(run: Callable[..., Done], denial: str, report: str) -> None:
    run("reviews", "decide", denial, "rejected")
    told = rows(run("reviews", "--waiting", "--format", "jsonl"))
    assert [(each["headline"], each["items"], each["undecided"], each["rejected"]) for each in told] == [
        ("الجسر", 1, 1, 0), ("خبر", 5, 5, 1)]
    shown = run("reviews", "--waiting", "--until", "2022-02-01").out.replace("\u2068", "").replace("\u2069", "")
    assert shown == f"{report}  2022-01-24  المرصد  5 of 5 items undecided  1 rejected\n    خبر\n"
    assert run("reviews", "decide", report, "accepted").code == 0
    assert [each["headline"] for each in rows(run("reviews", "--waiting", "--format", "jsonl"))] == ["الجسر"]
    done = run("reviews", "--waiting", "--by", "huda")
    assert (done.code, "leave --report and --by out" in done.err) == (2, True)


def test_what_was_decided_is_shown_with_the_thing(run: Callable[..., Done], denial: str, report: str) -> None:
    run("reviews", "decide", denial, "rejected", "--note", "سبب")
    for key in (denial, report):
        shown = run("show", key).out.replace("\u2068", "").replace("\u2069", "")
        assert re.search(rf"^1  \S+  huda rejected statement {denial}\n    note: سبب\n\Z", shown, re.MULTILINE)
    assert "it stands in the report no more" in run("show", denial).out


def test_something_awaited_that_was_rejected_is_shown_as_awaited_no_more(run: Callable[..., Done]) -> None:
    (item,) = rows(run("awaited", "--format", "jsonl"))
    run("reviews", "decide", item["id"], "rejected")
    assert rows(run("awaited", "--format", "jsonl")) == []
    shown = run("show", item["id"]).out
    assert "its report awaits it no more" in shown
    assert "ردا" in shown


def test_reviewed_reports_are_written_as_gold(
    run: Callable[..., Done], denial: str, report: str, tmp_path: Path,
) -> None:
    run("reviews", "decide", denial, "corrected", "--set", "speaker=")
    nothing = run("reviews", "export", "gold")
    assert (nothing.code, nothing.out) == (0, "0 reports written to gold\n")
    assert "no report is accepted as a whole" in nothing.err
    some = run("reviews", "export", "gold", "--all")
    assert (some.code, some.out) == (0, "1 report written to gold\n")
    assert some.err == f"isnad: {report}: left out: the statement at 'ونفى' has no speaker\n"
    again = run("reviews", "export", "gold", "--all")
    assert (again.code, again.out) == (2, "")
    assert "holds reports/" in again.err
    run("reviews", "undo", denial)
    run("reviews", "decide", report, "accepted")
    assert run("reviews", "export", "gold", "--force") == Done(0, "1 report written to gold\n", "")
    told = json.loads((tmp_path / "gold" / "annotations" / f"{report}.json").read_text("utf-8"))
    assert [each["act"] for each in told["statements"]] == ["say", "say", "deny"]
    assert run("read", tmp_path / "gold" / "reports" / f"{report}.json").code == 0


def test_a_folder_that_cannot_be_written_is_told(run: Callable[..., Done]) -> None:
    done = run("reviews", "export", "isnad.db/gold")
    assert (done.code, done.out) == (2, "")
    assert "not a directory" in done.err


@pytest.mark.parametrize("args", [["reviews"], ["reviews", "decide", "s2", "accepted"], ["reviews", "undo", "s2"],
                                  ["reviews", "export", "gold"], ["reviews", "--waiting"]], ids=" ".join)
def test_where_there_is_no_ledger_it_is_told(isnad: Callable[..., Done], args: list[str]) -> None:
    done = isnad(*args)
    assert (done.code, done.out) == (2, "")
    assert "isnad.db: no such ledger; `isnad ingest` makes one" in done.err
    assert not Path("isnad.db").exists()
