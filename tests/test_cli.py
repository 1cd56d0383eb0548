"""The installed command: what it prints, where, and how it leaves."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

import isnad
from isnad import Record
from isnad.languages.events import FRAMES
from isnad.record import MODES

ISNAD = Path(sys.executable).parent / "isnad"
EXAMPLES = sorted((Path(__file__).parent.parent / "examples" / "reports").iterdir())
REPORT = "الوزير في مسقط\n\nقال وزير الخارجية العماني بدر البوسعيدي إن المحادثات مستمرة.\n"
LINE = json.dumps({"id": "one", "headline": "الوزير في مسقط", "text": "قال الوزير إن المحادثات مستمرة."},
                  ensure_ascii=False)


def run(*args: str | Path, stdin: str | bytes = b"", **kwargs: object) -> subprocess.CompletedProcess[bytes]:
    data = stdin.encode() if isinstance(stdin, str) else stdin
    done = subprocess.run([ISNAD, *args], input=data, capture_output=True, timeout=120, check=False, **kwargs)  # type: ignore[call-overload]
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    assert isinstance(done, subprocess.CompletedProcess)
    return done


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(REPORT, "utf-8")
    return path


def test_the_examples_are_read_without_a_complaint() -> None:
    done = run("read", "--format", "jsonl", *EXAMPLES)
    assert (done.returncode, done.stderr) == (0, b"")
    records = [Record.from_json(line) for line in done.stdout.splitlines()]
    assert len(records) == 9
    assert all(record.statements for record in records)


def test_every_record_fits_the_printed_schema() -> None:
    schema = json.loads(run("schema").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for line in run("read", "--format", "jsonl", *EXAMPLES).stdout.splitlines():
        validator.validate(json.loads(line))


def test_records_come_in_input_order(tmp_path: Path) -> None:
    lines = [json.dumps({"id": f"n{n}", "text": "قال الوزير إن الحوار مستمر."}) for n in range(30)]
    (tmp_path / "a.jsonl").write_text("\n".join(lines[:10]))
    (tmp_path / "b.jsonl").write_text("\n".join(lines[20:]))
    done = run("read", "--format", "jsonl", tmp_path / "a.jsonl", "-", tmp_path / "b.jsonl",
               stdin="\n".join(lines[10:20]))
    assert [json.loads(line)["report"]["id"] for line in done.stdout.splitlines()] == [f"n{n}" for n in range(30)]


def test_the_text_of_a_record_is_the_file_character_for_character(report: Path) -> None:
    record = Record.from_json(run("read", "--format", "jsonl", report).stdout)
    assert record.report.text == REPORT


def test_for_a_person_without_colours_where_the_output_is_no_terminal(report: Path) -> None:
    done = run("read", report)
    out = done.stdout.decode()
    assert done.returncode == 0
    assert out.startswith("الوزير في مسقط\n")
    assert "STATEMENTS" in out
    assert "\x1b" not in out


@pytest.mark.skipif(sys.platform == "win32", reason="has no pseudo-terminals")
def test_for_a_person_at_a_terminal_with_colours_and_no_line_wider_than_it(report: Path) -> None:
    import fcntl
    import pty
    import struct
    import termios

    report.write_text(REPORT + "وأضاف أن الوفد سيصل " + "غدا " * 60, "utf-8")
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 70, 0, 0))
    environment = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "COLUMNS")}
    with subprocess.Popen([ISNAD, "read", report], stdout=theirs, env=environment | {"TERM": "xterm"}):
        os.close(theirs)
        out = b""
        try:
            while more := os.read(ours, 65536):
                out += more
        except OSError:  # the other end is closed
            pass
    os.close(ours)
    assert b"\x1b[1m" in out
    assert max(len(line) for line in out.decode().split("STATEMENTS")[0].splitlines()) < 90
    assert all(len(line) <= 71 for line in out.decode().splitlines() if "\x1b" not in line and "\u2068" not in line)


@pytest.mark.parametrize(("stdin", "shape"), [(LINE, dict), (f"{LINE}\n{LINE}", list), ("[]", list)])
def test_json_is_one_object_or_an_array(stdin: str, shape: type) -> None:
    assert isinstance(json.loads(run("read", "-", "--format", "json", stdin=stdin).stdout), shape)


@pytest.mark.parametrize(("given", "expected"), [(LINE, "2022-01-24"),
                                                 (LINE[:-1] + ', "published": "2020-05-06"}', "2020-05-06")])
def test_the_given_day_is_for_reports_that_do_not_tell_theirs(given: str, expected: str) -> None:
    done = run("read", "-", "--format", "jsonl", "--published", "2022-01-24", stdin=given)
    assert json.loads(done.stdout)["report"]["published"] == expected


def test_a_bad_line_is_told_kept_and_does_not_stop_the_rest(tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.jsonl"
    done = run("read", "-", "--format", "jsonl", "--rejects", rejects, stdin=f'{LINE}\n{{"text": oops\n{LINE}\n')
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 2
    assert "standard input:2: no JSON" in done.stderr.decode()
    assert "2 read, 1 rejected" in done.stderr.decode()
    (row,) = [json.loads(line) for line in rejects.read_text("utf-8").splitlines()]
    assert (row["source"], row["line"], row["code"]) == ("standard input", 2, "bad-json")
    assert row["input"] == '{"text": oops'
    assert "column" in row["reason"]


@pytest.mark.parametrize(("data", "said"), [
    (b"", "empty"), (b"\x00\xff\x07" * 99, "not text"), (b"%PDF-1.7 x", "PDF"), (b'"' * 5000, "no word"),
    (b"The minister said that the talks would continue on Monday.", "not Arabic: it looks like English"),
    (b"<html><body><a href='/'>x</a></body></html>", "no article"),
    (b'{"text": "x"', "JSON"), (b'{"headline": "x"}', "'text' is missing"), (b"[" * 99999, "nested too deeply"),
])
def test_bad_input_leaves_with_1_and_says_why(data: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "bad"
    path.write_bytes(data)
    done = run("read", path)
    assert done.returncode == 1
    assert done.stdout == b""
    assert f"{path}" in done.stderr.decode()
    assert said in done.stderr.decode()


@pytest.mark.parametrize("text", [
    "قال\\ud800 الوزير إن الحوار مستمر", "\\u0000قال الوزير إن الحوار مستمر\\u0000", "\\u202eقال الوزير\\u202c إن",
    '\\"' * 3000 + "قال", "قال " * 20_000, "(" * 5000 + "قال الوزير", "«" * 5000 + "قال الوزير" + "»" * 5000,
    "\\ufeffقال",
])
def test_odd_text_is_read(text: str) -> None:
    done = run("read", "-", "--format", "jsonl", stdin=f'{{"text": "{text}"}}')
    assert done.returncode == 0, done.stderr.decode()
    Record.from_json(done.stdout)


@pytest.mark.parametrize("args", [
    ["read"], ["read", "no-such-file"], ["read", "/"], ["read", "-", "-"], ["read", "-", "--published", "soon"],
    ["read", "-", "--format", "xml"], ["read", "-", "--from", "pdf"], ["read", "-", "--rejects", "/no/such/folder/x"],
    ["read", "-", "no-such-file"], ["explain", "no-such-file"], ["read", "-", "--svg", "/no/such/folder/x"],
    ["frobnicate"], ["picture", "-"], ["frames", "PEACE"], ["frames", "AID", "--format", "xml"],
    ["frames", "--check", "/no/such/folder"], ["lexicon", "check", "/no/such/folder"],
])
def test_bad_usage_leaves_with_2_and_says_why(args: list[str]) -> None:
    done = run(*args, stdin=LINE)
    assert done.returncode == 2
    assert done.stdout == b""
    assert len(done.stderr) > 20


def test_nothing_is_read_where_one_file_is_missing(report: Path) -> None:
    done = run("read", report, "no-such-file")
    assert (done.returncode, done.stdout) == (2, b"")
    assert "no-such-file: no such file or directory" in done.stderr.decode()


def test_a_file_given_twice_is_read_once(report: Path) -> None:
    done = run("read", "--format", "jsonl", report, report)
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 1
    assert "given twice, read once" in done.stderr.decode()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="has no named pipes")
def test_a_named_pipe_is_read_as_a_file_is(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen([ISNAD, "read", pipe, "--format", "jsonl"], stdout=subprocess.PIPE) as process:
        pipe.write_text(REPORT, "utf-8")
        out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert Record.from_json(out).report.text == REPORT


def test_a_file_that_may_not_be_read_is_told(report: Path) -> None:
    report.chmod(0)
    if os.access(report, os.R_OK):
        pytest.skip("may read everything")
    done = run("read", report)
    assert done.returncode == 2
    assert "permission denied" in done.stderr.decode()


def test_rejects_are_not_written_over_what_is_read(report: Path) -> None:
    done = run("read", report, "--rejects", report)
    assert done.returncode == 2
    assert report.read_text("utf-8") == REPORT


def test_a_picture_is_not_drawn_over_what_is_read(report: Path) -> None:
    done = run("read", report, "--svg", report)
    assert done.returncode == 2
    assert report.read_text("utf-8") == REPORT


def test_a_reader_who_has_enough_is_no_failure() -> None:
    with subprocess.Popen([ISNAD, "read", "-", "--format", "jsonl"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        try:
            process.stdin.write((LINE + "\n").encode() * 3000)
            process.stdin.close()
        except BrokenPipeError:
            pass
        assert process.stderr.read() == b""
        assert process.wait() == 141


def test_an_interruption_says_so_and_leaves_with_130(tmp_path: Path) -> None:
    much = tmp_path / "much.jsonl"
    much.write_text((LINE + "\n") * 50_000, "utf-8")
    with subprocess.Popen([ISNAD, "read", much, "--format", "jsonl"], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline()  # it is at work
        process.send_signal(signal.SIGINT)
        _, told = process.communicate()
    assert told == b"isnad: interrupted\n"
    assert process.returncode == 130


def test_a_record_comes_before_the_next_report_is_there() -> None:
    with subprocess.Popen([ISNAD, "read", "-", "--from", "jsonl", "--format", "jsonl"], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for _ in range(2):
            process.stdin.write((LINE + "\n").encode())
            process.stdin.flush()
            assert Record.from_json(process.stdout.readline()).report.id == "one"
        process.stdin.close()
        assert process.wait() == 0


def test_legacy_encodings_give_the_same_record(tmp_path: Path) -> None:
    texts = set()
    for encoding in ("utf-8", "utf-16", "cp1256", "iso8859_6"):
        path = tmp_path / encoding
        path.write_bytes(REPORT.encode(encoding))
        texts.add(run("read", "--format", "jsonl", path).stdout)
    assert len(texts) == 1


def test_a_right_to_left_override_does_not_reach_the_terminal() -> None:
    done = run("read", "-", stdin="عنوان \u202eمقلوب\n\n\x1b[2Jقال الوزير إن \u202eالحوار مستمر")
    assert "\u202e" not in done.stdout.decode()
    assert "\x1b" not in done.stdout.decode()


def test_explain_names_the_rule_and_the_lexicons_row(report: Path) -> None:
    done = run("explain", report)
    out = done.stdout.decode()
    assert done.returncode == 0
    assert "rule " in out
    assert "languages/ar/reporting.tsv:" in out
    (row,) = {line.split()[0] for line in out.splitlines() if "reporting.tsv:" in line}
    file, number = row.removeprefix("languages/ar/").split(":")
    folder = Path(isnad.__file__).parent / "languages" / "ar"
    assert (folder / file).read_text("utf-8").split("\n")[int(number) - 1].startswith("قال")


def test_explain_rejects_as_read_does() -> None:
    done = run("explain", "-", stdin="The minister said that the talks would continue.")
    assert done.returncode == 1
    assert "not Arabic" in done.stderr.decode()


def test_the_picture_is_well_formed_svg_and_the_record_comes_all_the_same(report: Path, tmp_path: Path) -> None:
    from xml.etree import ElementTree

    picture = tmp_path / "reading.svg"
    done = run("read", report, "--svg", picture, "--format", "jsonl")
    assert (done.returncode, done.stderr) == (0, b"")
    assert Record.from_json(done.stdout).report.text == REPORT
    root = ElementTree.parse(picture).getroot()
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "المحادثات" in {element.text for element in root.iter()}


@pytest.mark.parametrize("more", [LINE, "oops"])
def test_a_picture_takes_exactly_one_report(more: str, tmp_path: Path) -> None:
    picture = tmp_path / "reading.svg"
    done = run("read", "-", "--svg", picture, stdin=f"{LINE}\n{more}\n")
    assert (done.returncode, done.stdout) == (2, b"")
    assert "--svg draws exactly one report; more than one was given" in done.stderr.decode()
    assert not picture.exists()


def test_no_picture_of_what_is_rejected(tmp_path: Path) -> None:
    picture = tmp_path / "reading.svg"
    done = run("read", "-", "--svg", picture, stdin="The minister said that the talks would continue.")
    assert done.returncode == 1
    assert not picture.exists()


def test_events_come_as_a_table_that_a_spreadsheet_opens(report: Path) -> None:
    done = run("read", report, "-", "--format", "csv", stdin=LINE)
    rows = list(csv.DictReader(done.stdout.decode().splitlines()))
    assert done.returncode == 0
    assert done.stdout.decode().startswith("report,published,publisher,event,type,mode,status,")
    assert done.stdout.count(b"report,published") == 1
    assert all(row["type"].isupper() and row["trigger"] for row in rows)


def test_the_version_is_the_packages() -> None:
    assert run("--version").stdout.decode() == f"isnad {isnad.__version__}\n"


def test_the_lexicon_that_isnad_carries_has_no_fault() -> None:
    done = run("lexicon", "check")
    assert done.returncode == 0, done.stdout.decode()
    assert "no fault" in done.stdout.decode()


def test_the_lexicons_linter_names_file_line_and_reason(tmp_path: Path) -> None:
    from shutil import copytree

    folder = copytree(Path(isnad.__file__).parent / "languages" / "ar", tmp_path / "ar")
    verbs = folder / "verbs.tsv"
    line = verbs.read_text("utf-8").rstrip("\n").count("\n") + 2
    with verbs.open("a", encoding="utf-8") as file:
        file.write("قال\n")
    (folder / "stray.tsv").write_text("a\tb\n")
    done = run("lexicon", "check", folder)
    assert done.returncode == 1
    assert f"{verbs}:{line}: 1 cells; the header has" in done.stdout.decode()
    assert "stray.tsv:0: no such table" in done.stdout.decode()


def test_the_frames_linter_names_file_line_what_is_marked_and_what_is_read(tmp_path: Path) -> None:
    from shutil import copytree

    folder = copytree(Path(isnad.__file__).parent / "languages" / "ar", tmp_path / "ar")
    table = folder / "events" / "CONSULT.tsv"
    header = "\t".join(column.name for column in FRAMES["CONSULT"].columns) + "\n"
    row = "زار\tverb\tvisit\tsubject\tobject\t-\tactor\t-\t*زار* [الرئيس الفرنسي] {روسيا} أمس.\n"
    for name in (folder / "events").iterdir():
        name.write_text(header, "utf-8")
    table.write_text(header + row, "utf-8")
    done = run("frames", "--check", folder)
    assert (done.returncode, done.stdout.decode()) == (0, "1 frames, every example is read as it is marked\n")
    table.write_text(header + row + row.replace("*زار*", "*قابل*"), "utf-8")
    for command in (["frames", "--check"], ["lexicon", "check"]):
        done = run(*command, folder)
        assert done.returncode == 1
        assert done.stdout.decode() == (f"{table}:3: the example is marked CONSULT visit *قابل* [الرئيس الفرنسي] "
                                        "{روسيا}; it is read as no event\n")


def test_frames_are_listed_by_type_and_shown_for_one() -> None:
    types = run("frames").stdout.decode()
    assert [line.split()[0] for line in types.splitlines() if not line.startswith(" ")] == list(MODES)
    one = run("frames", "consult").stdout.decode()
    assert one.startswith("CONSULT  ")
    assert "the verb's subject" in one
    assert len(json.loads(run("frames", "--format", "json").stdout)) == 16
    rows = csv.DictReader(run("frames", "CONSULT", "--format", "csv").stdout.decode().splitlines())
    assert {row["file"] for row in rows} == {"events/CONSULT.tsv"}


def test_a_type_that_is_none_is_answered_with_those_that_are() -> None:
    assert b"no type 'PEACE'; there are AGREE, CONSULT," in run("frames", "PEACE").stderr


@pytest.mark.parametrize("args", [["read", EXAMPLES[0]], ["read", EXAMPLES[4], "--format", "jsonl"], ["schema"],
                                  ["frames", "AID"], ["read", EXAMPLES[0], "--format", "csv"]])
def test_slow_libraries_are_left_alone_where_they_are_not_needed(args: list[str | Path]) -> None:
    done = subprocess.run([sys.executable, "-X", "importtime", ISNAD, *args], capture_output=True, check=True)
    imported = {line.split("|")[-1].strip() for line in done.stderr.decode().splitlines()}
    assert imported.isdisjoint({"trafilatura", "lxml", "py3langid", "numpy", "charset_normalizer", "rich"})
