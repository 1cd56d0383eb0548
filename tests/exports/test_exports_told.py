"""docs/exports.md cannot lie: formats, columns, fields and codes are told as they are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from isnad.exports import codes, csv_format, extension, gdelt_format, plover_json_format, polecat_format
from isnad.exports.colophon import SCHEMA
from isnad.exports.formats import FORMATS
from isnad.exports.job import Column
from isnad.exports.rows import Who
from isnad.languages.tables import read_table

TOLD = (Path(__file__).parent.parent.parent / "docs" / "exports.md").read_text("utf-8")


def section(heading: str) -> str:
    return TOLD.split(f"\n## {heading}\n")[1].split("\n## ")[0]


def columns(text: str) -> list[tuple[str, str]]:
    return re.findall(r"^\| `([^`]+)` \| (.*) \|$", text, re.MULTILINE)


def shown(every: tuple[Column, ...]) -> list[tuple[str, str]]:
    return [(column.title, column.about) for column in every]


def test_every_format_has_its_section_and_its_row() -> None:
    assert re.findall(r"^## ([a-z-]+)$", TOLD, re.MULTILINE) == list(FORMATS)
    assert re.findall(r"^\| \[`([a-z-]+)`\]", TOLD.split("\n## ")[0], re.MULTILINE) == list(FORMATS)
    assert f"`{SCHEMA}`" in TOLD


def test_where_each_format_says_what_it_is_is_told() -> None:
    rows = re.findall(r"^\| (`[a-z`, -]+`) \|", section("What they have in common"), re.MULTILINE)
    assert sorted(name for row in rows for name in re.findall("`([^`]+)`", row)) == sorted(FORMATS)


def test_columns_of_polecat_and_its_extension_are_told() -> None:
    assert columns(section("polecat")) == shown((*polecat_format.COLUMNS, *extension.EXTENSION))


def test_columns_of_gdelt_are_told() -> None:
    assert columns(section("gdelt").split("**PLOVER to CAMEO.**")[0]) == shown(gdelt_format.COLUMNS)


def test_the_table_of_plover_to_cameo_is_told_as_it_is() -> None:
    rows = re.findall(r"^\| `([A-Z]+)` \| (.*?) \| (.*?) \| `(\d+)` \| (.*?) \| (.*) \|$", section("gdelt"),
                      re.MULTILINE)
    told = [tuple("" if cell == "-" else cell.strip("`") for cell in row) for row in rows]
    assert told == [tuple(row[name] for name in ("type", "mode", "context", "cameo", "goldstein", "meaning"))
                    for row in read_table(codes.HERE, codes.CAMEO)[0]]


@pytest.mark.parametrize("rows", list(csv_format.SHAPES))
def test_columns_of_csv_are_told(rows: str) -> None:
    told = section("csv").split(f"**`--rows {rows}`**: ")[1].split("\n\n")[0]
    assert re.findall("`([^`]+)`", told) == [column.title for column in csv_format.SHAPES[rows][0]]


def test_fields_of_plovers_json_are_told() -> None:
    source = Path(plover_json_format.__file__).read_text("utf-8")
    fields = {*re.findall(r'"(\w+)": ', source), "country code", *plover_json_format.SIZES, *plover_json_format.OURS}
    assert [each for each in fields - {"isnad"} if f"`{each}`" not in section("plover-json")] == []


def test_what_an_actor_is_in_parquet_is_told() -> None:
    assert [each for each in Who.__dataclass_fields__ if f"`{each}`" not in section("parquet")] == []
