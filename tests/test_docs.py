"""The documentation cannot lie: commands, options, fields and codes are all told, and the printed examples run."""

from __future__ import annotations

import doctest
import inspect
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

import isnad
from isnad import Reader, commands, json_schema, languages
from isnad.cli import app
from isnad.languages.frame_check import check_frames, frame_rows
from isnad.record import MODES
from isnad.render.table import COLUMNS
from isnad.render.words import ACTS, FURNITURE, MODE_WORDS, OCCASIONS, QUADS, SECTORS, STATUSES, TYPES
from isnad.sources import report as rejections

ROOT = Path(__file__).parent.parent
COMMANDS = (ROOT / "docs" / "commands.md").read_text("utf-8")
RECORD = (ROOT / "docs" / "record.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
DEFINITIONS: dict[str, Any] = json_schema()["$defs"] | {"Record": json_schema()}


def leaves(command: Any, path: tuple[str, ...]) -> list[tuple[tuple[str, ...], Any]]:
    """Every command with its words."""
    if not hasattr(command, "commands"):
        return [(path, command)]
    return [leaf for name, inner in command.commands.items() for leaf in leaves(inner, (*path, name))]


def section(text: str, heading: str) -> str:
    return text.split(f"\n## {heading}")[1].split("\n## ")[0]


@pytest.mark.parametrize(("path", "command"), [pytest.param(p, c, id=" ".join(p))
                                               for p, c in leaves(get_command(app), ("isnad",))])
def test_every_command_and_option_is_told(path: tuple[str, ...], command: Any) -> None:
    told = section(COMMANDS, " ".join(path))
    for parameter in command.params:
        for option in parameter.opts:
            if option.startswith("-") and option != "--help":
                assert f"`{option}" in told, f"{' '.join(path)} {option}"


@pytest.mark.parametrize("name", sorted(DEFINITIONS))
def test_every_field_of_the_record_is_told_and_no_other(name: str) -> None:
    rows = re.findall(r"^\| `(\w+)` \|", section(RECORD, f"{name}\n"), re.MULTILINE)
    assert rows == list(DEFINITIONS[name]["properties"])


CODES = {"Event": "Types, modes and contexts of events\n"}
"""The sections that list the values of a field which has too many for its row."""


def values(schema: Any) -> set[str]:
    """Every value of every enumeration in a part of the schema."""
    if isinstance(schema, dict):
        return {v for v in schema.get("enum", []) if v} | {v for inner in schema.values() for v in values(inner)}
    return {v for inner in schema for v in values(inner)} if isinstance(schema, list) else set()


@pytest.mark.parametrize("name", sorted(set(DEFINITIONS) - {"Record"}))
def test_every_value_of_a_field_is_told(name: str) -> None:
    told = section(RECORD, f"{name}\n") + (section(RECORD, CODES[name]) if name in CODES else "")
    assert [value for value in values(DEFINITIONS[name]) if f"`{value}`" not in told] == []


def test_every_code_has_its_words() -> None:
    properties = DEFINITIONS["Statement"]["properties"]
    assert set(ACTS) == values(properties["act"])
    assert set(OCCASIONS) == values(DEFINITIONS["Occasion"]["properties"]["kind"])
    assert set(SECTORS) == values(DEFINITIONS["Actor"]["properties"]["sector"])
    assert set(FURNITURE) == values(DEFINITIONS["Furniture"]["properties"]["kind"])
    event = DEFINITIONS["Event"]["properties"]
    assert set(TYPES) == set(QUADS) == values(event["type"])
    assert set(STATUSES) == values(event["status"])
    assert set(MODE_WORDS) <= {mode for modes in MODES.values() for mode in modes}


def test_every_mode_is_told_beside_its_type() -> None:
    rows = dict(re.findall(r"^\| `([A-Z]+)` \| .* \| (.*) \|$", section(RECORD, "Types, modes"), re.MULTILINE))
    assert {name: tuple(re.findall(r"`([a-z-]+)`", told)) for name, told in rows.items()} == MODES


def test_every_column_of_the_list_of_events_is_told() -> None:
    assert [column for column in COLUMNS if f"`{column}`" not in section(COMMANDS, "isnad read")] == []


def test_every_reason_for_a_rejection_is_told() -> None:
    codes = {value.code for module in (rejections, commands) for value in vars(module).values()
             if inspect.isclass(value) and issubclass(value, rejections.Rejected)} - {"rejected"}
    assert set(re.findall(r"^\| `([a-z][a-z-]+)` \|", COMMANDS, re.MULTILINE)) == codes


def test_the_limits_that_are_told_are_the_limits() -> None:
    from isnad.reading.reader import MAX_CHARS
    from isnad.sources import MAX_BYTES, MAX_HTML_BYTES

    told = (f"More than {MAX_CHARS:,} characters, {MAX_HTML_BYTES // 10**6} MB of HTML, or {MAX_BYTES // 10**6} MB "
            "of anything else")
    assert told in COMMANDS


def test_the_python_examples_in_the_readme_print_what_they_say() -> None:
    examples = "\n".join(re.findall(r"```python\n(.*?)```", README, re.DOTALL))
    test = doctest.DocTestParser().get_doctest(examples, {}, "README.md", None, None)
    assert len(test.examples) > 2
    out: list[str] = []
    failed, _ = doctest.DocTestRunner(verbose=False).run(test, out=out.append)
    assert not failed, "".join(out)


def sessions(text: str) -> list[tuple[str, str]]:
    """The commands in a document's console blocks, with what is printed under them."""
    blocks = re.findall(r"```console\n(.*?)```", text, re.DOTALL)
    return [(command, output) for block in blocks
            for command, output in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)]


def run(command: str, folder: Path) -> str:
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    done = subprocess.run(command, shell=True, cwd=folder, env={"PATH": path}, capture_output=True, check=True)
    return done.stdout.decode().replace("\u2068", "").replace("\u2069", "")


def test_the_shell_examples_in_the_readme_print_what_they_say(tmp_path: Path) -> None:
    (cat, report), (read, output) = sessions(README)
    assert cat == "cat report.txt"
    (tmp_path / "report.txt").write_text(report, "utf-8")
    assert run(read, tmp_path) == output


def newcomers(heading: str) -> tuple[str, str]:
    """The row and the sentence of one of the walks for newcomers."""
    told = section(CONTRIBUTING, heading)
    (row,), (sentence,) = re.findall(r"```tsv\n *(.*)\n", told), re.findall(r"echo '(.*)'", told)
    return row, sentence


def test_the_newcomers_word_works_once_its_row_is_there(tmp_path: Path) -> None:
    row, sentence = newcomers("Add a reporting word")
    assert Reader().read(sentence).statements == []
    folder = shutil.copytree(languages.HERE / "ar", tmp_path / "ar")
    with (folder / "reporting.tsv").open("a", encoding="utf-8") as file:
        file.write(row + "\n")
    record = Reader(lexicon=languages.load(folder)).read(sentence)
    (statement,) = record.statements
    assert record.report.text[slice(*statement.cue)] == "جاهر"
    assert record.report.text[slice(*statement.content[0])] == "بأن المحادثات توقفت"


def test_the_newcomers_frame_works_once_its_row_is_there(tmp_path: Path) -> None:
    row, sentence = newcomers("Add an event frame")
    assert Reader().read(sentence).events == []
    folder = shutil.copytree(languages.HERE / "ar", tmp_path / "ar")
    with (folder / "events" / "CONSULT.tsv").open("a", encoding="utf-8") as file:
        file.write(row + "\n")
    lexicon = languages.load(folder)
    record = Reader(lexicon=lexicon).read(sentence)
    (event,) = record.events
    assert (event.type, record.report.text[slice(*event.trigger)], len(event.actors)) == ("CONSULT", "صافح", 2)
    added = frame_rows(folder)["CONSULT"][-1:]
    assert list(check_frames({"CONSULT": added}, lexicon)) == []


@pytest.mark.parametrize("document", [README, CONTRIBUTING, COMMANDS, RECORD])
def test_every_file_that_a_document_links_to_is_there(document: str) -> None:
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", document) if "://" not in link]
    assert [link for link in links if not (ROOT / link).exists() and not (ROOT / "docs" / link).exists()] == []


def test_the_version_has_its_section_in_the_changelog() -> None:
    assert f"## [{isnad.__version__}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_the_picture_in_the_readme_is_todays_reading(tmp_path: Path) -> None:
    run(f"isnad read --svg reading.svg {ROOT / 'examples' / 'reports' / '6-truce.txt'}", tmp_path)
    drawn = (tmp_path / "reading.svg").read_text("utf-8")
    assert drawn == (ROOT / "docs" / "reading.svg").read_text("utf-8"), "draw it anew with `make picture`"
