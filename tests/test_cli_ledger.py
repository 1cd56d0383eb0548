"""The commands of the ledger: what they print, where, how they leave, and that they never show a traceback."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from isnad.cli import app
from isnad.ledger.database import open_ledger
from isnad.record import Record

ISNAD = Path(sys.executable).parent / "isnad"
REPORTS = [
    {"url": "https://one.example/1", "published": "2022-01-24", "publisher": "المرصد", "headline": "الكرملين ينتظر",
     "text": "قال المتحدث باسم الكرملين دميتري بيسكوف إن موسكو تتوقع ردا منفصلا من حلف شمال الأطلسي بشأن الضمانات."},
    {"url": "https://one.example/2", "published": "2022-01-24", "publisher": "المنبر", "headline": "الحلف يسلم",
     "text": "سلم حلف شمال الأطلسي روسيا رده على مقترحاتها بشأن الضمانات."},
    {"url": "https://one.example/3", "published": "2022-03-01", "publisher": "المرصد", "headline": "اتهام",
     "text": "اتهم وزير الخارجية السوداني الطيب عثمان تشاد بتسليح المتمردين في إقليم الجبال وتدريبهم."},
    {"url": "https://one.example/4", "published": "2022-03-02", "publisher": "الميدان", "headline": "نفي",
     "text": "نفى وزير الدفاع التشادي إدريس صالح تدريب المتمردين أو تسليحهم."},
    {"url": "https://one.example/5", "published": "2022-03-05", "publisher": "الميدان", "headline": "الحدود",
     "text": "قال المتحدث العسكري محمد علي إن الحدود مفتوحة. وطالب محمد علي تشاد بسحب قواتها قبل 10 مارس."},
    {"url": "https://one.example/6", "published": "2022-03-05", "publisher": "الميدان", "headline": "المستشفى",
     "text": "قال الطبيب محمد علي إن المستشفى مغلق."},
]
LISTS = ["find", "stories", "awaited", "disputes", "actors", "rejects", "stats", "changes", "reread"]
"""Commands that write a list."""


@dataclass
class Done:
    """How a command left, and what it said."""

    code: int
    out: str
    err: str


@pytest.fixture
def isnad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Done]:
    """Runs a command in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ISNAD_LEDGER", raising=False)

    def isnad(*args: object) -> Done:
        done = CliRunner().invoke(app, [str(each) for each in args])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        assert "Traceback" not in done.stderr
        return Done(done.exit_code, done.stdout, done.stderr)

    return isnad


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Reports as JSON lines, one of them damaged."""
    path = tmp_path / "news.jsonl"
    path.write_text("\n".join([*(json.dumps(each, ensure_ascii=False) for each in REPORTS), '{"text": oops']), "utf-8")
    return path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of all the reports, made once."""
    folder = tmp_path_factory.mktemp("made")
    path = folder / "news.jsonl"
    path.write_text("\n".join([*(json.dumps(each, ensure_ascii=False) for each in REPORTS), '{"text": oops']), "utf-8")
    done = CliRunner().invoke(app, ["ingest", str(path), "--ledger", f"sqlite:///{folder}/isnad.db"])
    assert done.exit_code == 1, done.stderr
    return folder / "isnad.db"


@pytest.fixture
def ledger(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A ledger of all the reports, which every command uses."""
    path = tmp_path / "isnad.db"
    path.write_bytes(made.read_bytes())
    monkeypatch.setenv("ISNAD_LEDGER", f"sqlite:///{path}")
    return f"sqlite:///{path}"


@pytest.fixture
def run(isnad: Callable[..., Done], ledger: str, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Done]:
    """Runs a command on that ledger."""
    monkeypatch.setenv("ISNAD_LEDGER", ledger)
    return isnad


def rows(done: Done) -> list[dict[str, Any]]:
    assert done.code == 0, done.err
    return [json.loads(line) for line in done.out.splitlines()]


def test_reports_are_taken_in_and_counted(isnad: Callable[..., Done], news: Path) -> None:
    done = isnad("ingest", news)
    assert (done.code, done.out) == (1, "")
    assert "6 new, 0 changed, 0 known already, 1 rejected" in done.err
    assert f"{news}:7: no JSON" in done.err
    assert Path("isnad.db").exists()


def test_twice_they_are_known(isnad: Callable[..., Done], news: Path) -> None:
    isnad("ingest", news)
    assert "0 new, 0 changed, 6 known already, 1 rejected" in isnad("ingest", news).err


def test_where_all_is_well_it_leaves_with_0_and_quiet_it_says_nothing(
    isnad: Callable[..., Done], tmp_path: Path,
) -> None:
    (tmp_path / "one.txt").write_text("قال الوزير إن الحوار مستمر.", "utf-8")
    assert isnad("ingest", tmp_path / "one.txt", "--quiet", "--published", "2022-01-24") == Done(0, "", "")


def test_the_log_tells_what_became_of_each(isnad: Callable[..., Done], news: Path, tmp_path: Path) -> None:
    done = isnad("ingest", news, "--quiet", "--log", tmp_path / "log")
    assert (done.code, done.out, done.err) == (1, "", "")
    told = [json.loads(line) for line in (tmp_path / "log").read_text("utf-8").splitlines()]
    assert [each["event"] for each in told if each["event"] in ("kept", "rejected")] == ["kept"] * 6 + ["rejected"]
    assert told[0]["what"] == "new"
    assert {"moment", "report", "version", "revision", "source"} <= told[0].keys()
    isnad("ingest", news, "--quiet", "--log", tmp_path / "log")
    assert len((tmp_path / "log").read_text("utf-8").splitlines()) == 2 * len(told)


def test_a_ledger_is_named_by_the_option_or_by_the_environment(
    isnad: Callable[..., Done], news: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    isnad("ingest", news, "--ledger", "sqlite:///one.db", "--quiet")
    monkeypatch.setenv("ISNAD_LEDGER", "sqlite:///one.db")
    assert "6 reports in 6 versions, no fault" in isnad("verify").out
    assert not Path("isnad.db").exists()


@pytest.mark.parametrize("args", [
    ["find", "الضمانات"], ["stories"], ["show", "r234567abcdefg"], ["awaited"], ["awaited", "confirm", "c2"],
    ["disputes"], ["disputes", "reject", "d2"], ["actors"], ["actors", "merge", "a2", "a3"], ["actors", "split", "a2"],
    ["rejects"], ["rejects", "retry"], ["reread"], ["verify"], ["backup", "copy.db"], ["stats"], ["changes"],
], ids=" ".join)
def test_where_there_is_no_ledger_it_is_told(isnad: Callable[..., Done], args: list[str]) -> None:
    done = isnad(*args)
    assert (done.code, done.out) == (2, "")
    assert "isnad.db: no such ledger; `isnad ingest` makes one" in done.err
    assert not Path("isnad.db").exists()


@pytest.mark.parametrize("address", ["isnad.db", "mysql://x/y", "sqlite:///no/such/folder/x.db", "sqlite:///.",
                                     "postgresql://nobody@127.0.0.1:1/x", "sqlite:///news.jsonl", "\udcff"])
@pytest.mark.parametrize("command", ["find", "ingest"])
def test_an_address_that_is_none_is_told(
    isnad: Callable[..., Done], news: Path, address: str, command: str,
) -> None:
    done = isnad(command, news, "--ledger", address)
    assert (done.code, done.out) == (2, "")
    assert re.match("isnad: .+", done.err)


@pytest.mark.parametrize(("args", "said"), [
    (["ingest"], "Missing argument"), (["ingest", "no-such-file"], "no-such-file: no such file or folder"),
    (["ingest", "news.jsonl", "--published", "soon"], "--published: 'soon' is no day"),
    (["ingest", "news.jsonl", "--jobs", "65"], "--jobs"), (["ingest", "news.jsonl", "--from", "pdf"], "'pdf'"),
    (["ingest", "news.jsonl", "--log", "/no/such/folder/log"], "/no/such/folder/log: no such file or directory"),
    (["watch", "no-such-file"], "no-such-file: no such file"), (["watch", "news.jsonl"], "no TOML"),
    (["find", "--act", "shout"], "--act: no 'shout'; there are say, deny"),
    (["find", "--type", "PEACE"], "--type: no 'PEACE'; there are AGREE"),
    (["find", "--mode", "x"], "--mode: no 'x'; there are"), (["find", "--status", "x"], "--status: no 'x'; there are"),
    (["find", "--sector", "x"], "--sector: no 'x'; there are GOV"),
    (["find", "--kind", "x"], "there are statement, event"),
    (["find", "--facets", "colour"], "there are kind, act"), (["find", "--since", "soon"], "--since: 'soon' is no day"),
    (["find", "--until", "2022-13-01"], "--until: '2022-13-01' is no day"),
    (["find", "*"], "has no letter before the star"), (["find", "--", "-الحوار"], "give a word that must, too"),
    (["find", "--kind", "report", "--act", "deny"], "a report has no act"), (["find", "--limit", "-1"], "--limit"),
    (["find", "--page", "0"], "--page"), (["find", "--format", "xml"], "'xml'"),
    (["show"], "Missing argument"), (["show", "x"], "x: the ledger has nothing of this name"),
    (["show", "s234567abcdefg"], "s234567abcdefg: the ledger has nothing of this name"),
    (["show", "\udcff"], "nothing of this name"), (["show", "s\udcff"], "is no text in UTF-8"),
    (["show", "x", "--format", "csv"], "one thing is shown as text or json"),
    (["stories", "--origins", "0"], "--origins"), (["stories", "--since", "x"], "--since: 'x' is no day"),
    (["awaited", "--state", "late"], "--state: no 'late'; there are open, overdue, answered, withdrawn"),
    (["awaited", "--on", "x"], "--on: 'x' is no day"), (["awaited", "confirm", "c2"], "c2: no such change of anything"),
    (["awaited", "reject", "w2"], "w2: no such change"), (["disputes", "--kind", "x"], "there are accusation-denial"),
    (["disputes", "confirm", "d2"], "d2: no such dispute"), (["disputes", "reject", "d2"], "d2: no such dispute"),
    (["actors", "--kind", "x"], "there are person, organisation, country, group"),
    (["actors", "merge", "a2", "a3"], "a2: no such actor"), (["actors", "merge", "a2"], "Missing argument"),
    (["actors", "split", "a2"], "a2: no such actor"), (["backup"], "Missing argument"),
    (["backup", "news.jsonl"], "news.jsonl: exists already; name a new file"),
    (["backup", "sqlite:///no/such/folder/x.db"], "no such folder"), (["backup", "mysql://x/y"], "is no ledger"),
    (["changes", "--since", "soon"], "'soon' is no moment; write it as 2026-01-31T12:00Z"),
    (["reread", "--jobs", "65"], "--jobs"), (["frobnicate"], "No such command"),
], ids=lambda value: " ".join(value).encode("ascii", "replace").decode() if isinstance(value, list) else "")
def test_bad_usage_leaves_with_2_and_says_what_is_allowed(
    run: Callable[..., Done], news: Path, args: list[str], said: str,
) -> None:
    done = run(*args)
    assert (done.code, done.out) == (2, "")
    assert said in re.sub(r"[│\s]+", " ", done.err)


@pytest.mark.parametrize("command", LISTS)
def test_every_list_parses_in_every_format_and_is_the_same(run: Callable[..., Done], command: str) -> None:
    args = [command, *(["--all"] if command == "reread" else [])]
    whole = run(*args, "--format", "json")
    lines = run(*args, "--format", "jsonl")
    table = run(*args, "--format", "csv")
    person = run(*args)
    assert {each.code for each in (whole, lines, table, person)} == {0}, (whole.err, person.err)
    told = json.loads(whole.out)
    if command == "stats":
        assert [json.loads(line) for line in lines.out.splitlines()] == [
            {"name": name, "value": value} for name, value in told.items()]
    elif command != "reread":  # which has read all again each time
        assert [json.loads(line) for line in lines.out.splitlines()] == told
    head, *cells = list(csv.reader(io.StringIO(table.out)))
    assert all(len(row) == len(head) for row in cells)
    assert len(cells) == len(told)
    assert "\x1b" not in person.out
    if told:
        assert person.out
        assert command == "reread" or told


def test_what_is_found_is_listed_best_first_with_how_many_there_are(run: Callable[..., Done]) -> None:
    done = run("find", "الضمانات", "--kind", "report", "--format", "jsonl")
    assert {each["url"] for each in rows(done)} == {"https://one.example/1", "https://one.example/2"}
    assert "isnad: 2 found" in done.err
    done = run("find", "--kind", "report", "--limit", "2", "--page", "2", "--format", "jsonl")
    assert len(rows(done)) == 2
    assert "3 to 4 of 6; --page 3 shows more, --limit 0 all" in done.err
    assert len(rows(run("find", "--kind", "report", "--limit", "0", "--format", "jsonl"))) == 6
    assert "0 found" in run("find", "كحسطو").err


@pytest.mark.parametrize(("args", "number"), [
    (["--speaker", "إدريس صالح", "--kind", "statement"], 1), (["--actor", "الطيب عثمان"], 2),
    (["--recipient", "تشاد", "--kind", "statement"], 1), (["--act", "DENY"], 1), (["--type", "accuse"], 1),
    (["--country", "tcd", "--act", "deny"], 1), (["--outlet", "المنبر", "--kind", "report"], 1),
    (["--since", "2022-03-02", "--kind", "report"], 3), (["--until", "2022-02-01", "--kind", "report"], 2),
    (["--act", "deny", "--act", "accuse"], 2), (['"تدريب المتمردين"', "--kind", "report"], 1),
    (["--kind", "report", "--", "المتمردين", "-نفى"], 1),
])
def test_filters(run: Callable[..., Done], args: list[str], number: int) -> None:
    assert len(rows(run("find", "--format", "jsonl", *args))) == number


def test_facets_count_in_place_of_listing(run: Callable[..., Done]) -> None:
    told = rows(run("find", "--facets", "kind", "--facets", "outlet", "--format", "jsonl"))
    assert {each["facet"] for each in told} == {"kind", "outlet"}
    assert {each["value"]: each["number"] for each in told}["report"] == 6
    assert "report" in run("find", "--facets", "kind").out


def test_each_kind_of_thing_is_shown_by_its_identifier(run: Callable[..., Done]) -> None:
    kinds = {each["kind"]: each for each in rows(run("changes", "--format", "jsonl"))}
    assert kinds.keys() == {"report", "statement", "event", "awaited", "actor", "story", "dispute"}
    for each in kinds.values():
        for form in ("text", "json", "jsonl"):
            done = run("show", each["id"], "--format", form)
            assert done.code == 0, (each, done.err)
            assert each["id"] in done.out
            if form != "text":
                assert json.loads(done.out)["id"] == each["id"]


def test_a_report_is_shown_with_its_record(run: Callable[..., Done]) -> None:
    (report,) = rows(run("find", "المستشفى", "--kind", "report", "--format", "jsonl"))
    told = json.loads(run("show", report["id"], "--format", "json").out)
    assert Record.model_validate(told["record"]).report.url == "https://one.example/6"
    person = run("show", report["id"]).out
    assert "STATEMENTS" in person
    assert "version 1" in person


def test_what_has_vanished_is_shown_still(run: Callable[..., Done], tmp_path: Path) -> None:
    (denial,) = rows(run("find", "--act", "deny", "--format", "jsonl"))
    other = tmp_path / "other.jsonl"
    other.write_text(json.dumps(REPORTS[3] | {"text": "عاد وزير الدفاع التشادي إدريس صالح."}), "utf-8")
    assert "1 changed" in run("ingest", other).err
    done = run("show", denial["id"])
    assert done.code == 0
    assert "it stands in the report no more" in done.out
    assert "إدريس صالح" in done.out
    assert json.loads(run("show", denial["id"], "--format", "json").out)["vanished"]
    assert denial["id"] not in run("find", "--act", "deny").out


def test_what_is_awaited_is_listed_and_settled(run: Callable[..., Done]) -> None:
    told = {each["from"]: each for each in rows(run("awaited", "--on", "2022-03-20", "--format", "jsonl"))}
    reply = told["حلف شمال الأطلسي"]
    assert (reply["state"], len(reply["offered"])) == ("open", 1)
    assert "offered" in run("awaited", "--offered").out
    done = run("awaited", "confirm", reply["id"], "--by", "سلمى")
    assert (done.code, done.err) == (0, f"isnad: {reply['id']}: 1 confirmed\n")
    (after,) = rows(run("awaited", "--state", "answered", "--format", "jsonl"))
    assert [(each["settled"], each["by"]) for each in after["changes"]] == [("confirmed", "سلمى")]
    assert "confirmed by سلمى" in run("awaited", "--state", "ANSWERED").out
    assert run("awaited", "reject", reply["offered"][0]).code == 0
    assert rows(run("awaited", "--state", "answered", "--format", "jsonl")) == []


def test_disputes_are_listed_and_settled(run: Callable[..., Done]) -> None:
    (pair,) = rows(run("disputes", "--format", "jsonl"))
    assert pair["what"] == "accusation-denial"
    assert rows(run("disputes", "--kind", "numbers", "--format", "jsonl")) == []
    assert run("disputes", "confirm", pair["id"], "--by", "سلمى").err == f"isnad: {pair['id']}: confirmed\n"
    assert "confirmed by سلمى" in run("disputes", "--sure").out
    run("disputes", "reject", pair["id"])
    assert rows(run("disputes", "--format", "jsonl")) == []


def test_actors_are_listed_merged_and_split(run: Callable[..., Done]) -> None:
    one, other = rows(run("actors", "--name", "محمد علي", "--format", "jsonl"))
    (offer,) = rows(run("actors", "--offers", "--format", "jsonl"))
    assert {offer["actor_id"], offer["other_id"]} == {one["id"], other["id"]}
    assert run("actors", "--offers").out
    assert run("actors", "merge", one["id"], other["id"], "--by", "سلمى", "--reason", "هو").code == 0
    assert [each["id"] for each in rows(run("actors", "--name", "محمد علي", "--format", "jsonl"))] == [other["id"]]
    assert rows(run("actors", "--offers", "--format", "jsonl")) == []
    assert f"merged into {other['id']}" in run("show", one["id"]).out
    done = run("actors", "split", other["id"])
    assert (done.code, done.err) == (0, f"isnad: {other['id']}: {one['id']} is another now\n")
    assert len(rows(run("actors", "--name", "محمد علي", "--kind", "person", "--format", "jsonl"))) == 2
    assert rows(run("actors", "--country", "tcd", "--kind", "person", "--format", "jsonl"))[0]["name"] == "إدريس صالح"


def test_stories_are_listed(run: Callable[..., Done]) -> None:
    told = rows(run("stories", "--format", "jsonl"))
    assert sum(each["reports"] for each in told) == 6
    assert all(each["origins"] == 1 for each in rows(run("stories", "--until", "2022-01-20", "--format", "jsonl")))
    assert rows(run("stories", "--origins", "9", "--format", "jsonl")) == []


def test_what_was_rejected_is_tried_again_and_resolved_once_it_is_mended(run: Callable[..., Done], made: Path) -> None:
    (reject,) = rows(run("rejects", "--format", "jsonl"))
    assert (reject["line"], reject["code"], reject["tries"]) == (7, "bad-json", 1)
    done = run("rejects", "retry")
    assert done.code == 1
    assert "0 new, 0 changed, 0 known already, 1 rejected" in done.err
    assert rows(run("rejects", "--format", "jsonl"))[0]["tries"] == 2
    path = made.parent / "news.jsonl"
    before = path.read_text("utf-8")
    path.write_text(before.replace('{"text": oops', json.dumps({"text": "قال الوزير إن الحوار مستمر."})), "utf-8")
    try:
        assert "1 new, 0 changed, 6 known already, 0 rejected" in run("ingest", path).err
    finally:
        path.write_text(before, "utf-8")
    assert rows(run("rejects", "--format", "jsonl")) == []
    assert rows(run("rejects", "--all", "--format", "jsonl"))[0]["report_id"]


def test_reading_again_tells_how_many(run: Callable[..., Done]) -> None:
    assert run("reread").err == "isnad: 0 read again, 0 changes, 0 rejected\n"
    done = run("reread", "--all")
    assert (done.code, done.out, done.err) == (0, "", "isnad: 6 read again, 0 changes, 0 rejected\n")


def test_a_damaged_ledger_leaves_with_1(run: Callable[..., Done], ledger: str) -> None:
    assert run("verify") == Done(0, "6 reports in 6 versions, no fault\n", "")
    opened = open_ledger(ledger)
    with opened.write() as db:
        db.execute(text("UPDATE version SET text = replace(text, 'مغلق', 'مفتوح')"))
    opened.close()
    done = run("verify")
    assert done.code == 1
    assert "its text, headline or day is not what was taken in" in done.out
    assert re.search(r"isnad: \d+ faults?\n", done.err)


def test_a_copy_is_a_ledger(run: Callable[..., Done], tmp_path: Path) -> None:
    done = run("backup", "copy.db")
    assert (done.code, done.out) == (0, "6 reports copied to copy.db\n")
    assert run("verify", "--ledger", "sqlite:///copy.db").code == 0
    assert run("find", "الضمانات", "--ledger", "sqlite:///copy.db").out == run("find", "الضمانات").out
    done = run("backup", "sqlite:///copy.db")
    assert done.code == 2
    assert "is not empty" in done.err


def test_a_ledger_in_figures(run: Callable[..., Done]) -> None:
    told = json.loads(run("stats", "--format", "json").out)
    assert (told["reports"], told["rejected"], told["first_day"]) == (6, 1, "2022-01-24")
    assert re.search(r"^reports +6$", run("stats").out, re.MULTILINE)


def test_changes_since_a_revision_or_a_moment(run: Callable[..., Done]) -> None:
    every = rows(run("changes", "--format", "jsonl"))
    assert rows(run("changes", "--since", every[-1]["revision"], "--format", "jsonl")) == []
    some = rows(run("changes", "--since", "2", "--format", "jsonl"))
    assert some == [each for each in every if each["revision"] > 2]
    assert rows(run("changes", "--since", "2001-01-01T00:00Z", "--format", "jsonl")) == every
    assert rows(run("changes", "--since", "2001-01-01", "--format", "jsonl")) == every
    assert rows(run("changes", "--since", "9" * 30, "--format", "jsonl")) == []


FEED = """<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>المرصد</title><item><title>الجسر</title>
<link>https://feed.example/1</link>
<content:encoded>قال وزير النقل العماني سالم الحارثي إن الجسر جاهز. وأضاف الحارثي أن الشاحنات ستعبر الخور من الأسبوع
المقبل، وأن الطريق الساحلي سيغلق ثلاثة أيام حتى يوصل الجسر به، ثم يفتح أمام الجميع بلا رسوم.</content:encoded></item>
</channel></rss>"""


@pytest.fixture
def feeds(tmp_path: Path) -> Iterator[Path]:
    """The settings of one feed on this machine."""
    import threading
    from http.server import BaseHTTPRequestHandler, HTTPServer

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(FEED.encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    path = tmp_path / "feeds.toml"
    path.write_text(f'allow = ["127.0.0.1"]\nfollow = false\npace = 0\n[[feed]]\n'
                    f'url = "http://127.0.0.1:{server.server_address[1]}/feed.xml"\n')
    yield path
    server.shutdown()
    server.server_close()
    thread.join()


def process(*args: object, cwd: Path) -> subprocess.Popen[bytes]:
    environment = {key: value for key, value in os.environ.items() if key != "ISNAD_LEDGER"}
    return subprocess.Popen([ISNAD, *map(str, args)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=cwd,
                            env=environment)


def test_a_feed_is_polled_once_and_its_reports_are_kept(
    isnad: Callable[..., Done], feeds: Path, tmp_path: Path,
) -> None:
    with process("watch", feeds, "--once", "--log", "log", cwd=tmp_path) as watching:
        out, err = watching.communicate(timeout=120)
    assert (watching.returncode, out, err) == (0, b"", b"")
    told = [json.loads(line) for line in (tmp_path / "log").read_text("utf-8").splitlines()]
    assert {"kept", "polled"} <= {each["event"] for each in told}
    assert [each["url"] for each in rows(isnad("find", "الجسر", "--kind", "report", "--format", "jsonl"))] == [
        "https://feed.example/1"]


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_a_watch_ends_in_order(feeds: Path, tmp_path: Path, ending: signal.Signals) -> None:
    with process("watch", feeds, "--log", "log", cwd=tmp_path) as watching:
        until = time.monotonic() + 60
        while time.monotonic() < until and not (
                (tmp_path / "log").exists() and '"polled"' in (tmp_path / "log").read_text("utf-8")):
            time.sleep(0.05)
        watching.send_signal(ending)
        out, err = watching.communicate(timeout=60)
    assert (watching.returncode, out) == (0, b"")
    assert b"Traceback" not in err


def test_a_closed_pipe_is_nobody_s_fault(run: Callable[..., Done], ledger: str, tmp_path: Path) -> None:
    with process("changes", "--ledger", ledger, cwd=tmp_path) as writing:
        assert writing.stdout is not None
        writing.stdout.close()
        assert writing.stderr is not None
        err = writing.stderr.read()
        writing.wait(60)
    assert writing.returncode in (0, 141)
    assert b"Traceback" not in err


def test_bytes_that_are_no_text_are_told_by_the_program_itself(ledger: str, tmp_path: Path) -> None:
    done = subprocess.run([ISNAD, "show", b"s\xff", "--ledger", ledger], capture_output=True, check=False, timeout=60)
    assert done.returncode == 2
    assert b"is no text in UTF-8" in done.stderr
    assert b"Traceback" not in done.stderr
