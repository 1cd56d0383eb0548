"""Tables: whatever is wrong in one is told with file and line, and nothing that is wrong gets in."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from isnad.languages import HERE, load
from isnad.languages.build import TABLES
from isnad.languages.tables import (
    Column,
    LexiconError,
    Table,
    anything,
    arabic,
    matching,
    one_of,
    read_table,
)

COLOURS = Table(
    "colours.tsv",
    (Column("form", arabic), Column("others", arabic, optional=True, several=True), Column("gender", one_of("m", "f")),
     Column("code", matching("[A-Z]{3}", "three capital letters"), optional=True)),
    key=("form",),
)
HEADER = "form\tothers\tgender\tcode\n"
GOOD = "أحمر\tقرمزي|قان\tm\tRED\n"


def faults(folder: Path, text: str | bytes) -> list[tuple[str, int, str]]:
    (folder / "colours.tsv").write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_table(folder, COLOURS)[1]


def test_a_good_table_gives_its_rows_with_their_lines(tmp_path: Path) -> None:
    (tmp_path / "colours.tsv").write_text("# colours\n\n" + HEADER + GOOD + "# more\nخضراء\t-\tf\t-\n", "utf-8")
    rows, wrong = read_table(tmp_path, COLOURS)
    assert wrong == []
    assert [(row.file, row.line, row["form"], row.values("others"), row["code"]) for row in rows] == [
        ("colours.tsv", 4, "أحمر", ["قرمزي", "قان"], "RED"), ("colours.tsv", 6, "خضراء", [], "")]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        pytest.param("أزرق\t-\tm", "3 cells; the header has 4", id="too-few-cells"),
        pytest.param("أزرق\t-\tm\t-\t-", "5 cells; the header has 4", id="too-many-cells"),
        pytest.param("أزرق\t-\tx\t-", "column 'gender' has 'x'; allowed: one of f, m", id="a-value-not-in-the-list"),
        pytest.param("أزرق\t-\tm\tblu", "column 'code' has 'blu'; allowed: three capital letters", id="a-bad-pattern"),
        pytest.param("-\t-\tm\t-", "column 'form' is empty; it must have a value", id="an-empty-cell"),
        pytest.param("أَزرق\t-\tm\t-", "column 'form' has 'أَزرق'", id="vowel-marks"),
        pytest.param("أزرق  فاتح\t-\tm\t-", "column 'form' has 'أزرق  فاتح'", id="doubled-spaces"),
        pytest.param("أزرق\tكحلي|\tm\t-", "column 'others' has ''", id="an-empty-one-of-several"),
        pytest.param("أحمر\t-\tm\t-", "'أحمر' stands already in line 2", id="a-key-twice"),
    ],
)
def test_a_bad_row_is_told_with_its_line_and_left_out(tmp_path: Path, row: str, message: str) -> None:
    (tmp_path / "colours.tsv").write_text(HEADER + GOOD + row + "\n" + "أبيض\t-\tm\t-\n", "utf-8")
    rows, wrong = read_table(tmp_path, COLOURS)
    assert [(file, line) for file, line, _ in wrong] == [("colours.tsv", 3)]
    assert message in wrong[0][2]
    assert [kept["form"] for kept in rows] == ["أحمر", "أبيض"]


def test_all_faults_of_a_row_are_told(tmp_path: Path) -> None:
    assert [message.split(" has ")[0] for _, _, message in faults(tmp_path, HEADER + "أزرق\t-\tx\tblu\n")] == [
        "column 'gender'", "column 'code'"]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        pytest.param("form\tgender\n" + GOOD, 1, "columns are ['form', 'gender']; they must be", id="unknown-columns"),
        pytest.param("# nothing\n\n", 0, "no header row", id="no-header"),
        pytest.param("", 0, "no header row", id="an-empty-file"),
        pytest.param(HEADER.encode() + "أحمر".encode("windows-1256"), 0, "not UTF-8 at byte 24", id="not-utf-8"),
    ],
)
def test_a_file_that_is_no_table_is_told(tmp_path: Path, text: str | bytes, line: int, message: str) -> None:
    (fault,) = faults(tmp_path, text)
    assert fault[:2] == ("colours.tsv", line)
    assert message in fault[2]


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    assert read_table(tmp_path, COLOURS) == ([], [("colours.tsv", 0, "the file is missing")])


def test_anything_is_anything() -> None:
    assert anything("…") is None


def test_a_language_with_faults_is_not_loaded_and_all_of_them_are_told(tmp_path: Path) -> None:
    shutil.copytree(HERE / "ar", tmp_path, dirs_exist_ok=True)
    (tmp_path / "hosts.tsv").write_text("ending\tcountry\neg\tEGYPT\n", "utf-8")
    (tmp_path / "desks.tsv").unlink()
    with pytest.raises(LexiconError) as raised:
        load(tmp_path)
    assert {(file, line) for file, line, _ in raised.value.faults} == {("hosts.tsv", 2), ("desks.tsv", 0)}
    assert "hosts.tsv:2: column 'country' has 'EGYPT'" in str(raised.value)


@pytest.mark.parametrize("table", [table for table, _ in TABLES], ids=lambda table: table.file)
def test_every_table_that_comes_with_isnad_is_right(table: Table) -> None:
    rows, wrong = read_table(HERE / "ar", table)
    assert wrong == []
    assert rows
