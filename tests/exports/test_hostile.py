"""A report is untrusted: whatever stands in it, an export keeps its shape, and its words come back as they were."""

from __future__ import annotations

import csv
import json
import os
from importlib import import_module
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from isnad import Record
from isnad.exports.colophon import Colophon
from isnad.exports.formats import FORMATS, export
from isnad.exports.from_records import Records
from isnad.exports.graphml_format import _XML_HAS_NOT
from isnad.exports.job import Job
from isnad.ledger.search import Query

BAD = [
    "=HYPERLINK(\"http://evil.example\")", "+1\t2", "-\"x", "@\"", '"', '""', "'", "a;b|c; d", "a\nb\r\nc\rd",
    "\u2028\u2029\x85", "\x00\x07\x1b[31m", "\u202eنص\u202c\u200f", "</script><b>&amp;", "{{7*7}}", "${x}", "\\", "\\n",
    "نص " * 3000, "\U0001f600\u0301", " ", "None", "NaN", "NULL", "\ufeff", "]]>", "--", "#", "% s",
]


def record(bad: str, number: int) -> str:
    """A record whose every name and title is bad, as a line."""
    body = f"قال {bad} إن بلاده هاجمت الجيش."
    text = f"{bad}\n\n{body}"
    at = len(bad) + 2
    whole = [at, len(text)]
    told = {
        "schema": "isnad/1",
        "report": {"id": f"bad-{number}", "url": f"javascript:alert({number})//{bad}", "publisher": bad,
                   "agencies": [bad], "byline": bad, "place": bad, "published": "2022-01-24", "language": "ar",
                   "headline": bad, "text": text},
        "actors": [{"id": "a1", "name": bad, "kind": "person", "country": "OMN", "sector": "GOV", "role": bad,
                    "mentions": [{"start": at + 4, "end": at + 4 + len(bad), "form": "name"}]},
                   {"id": "a2", "name": f"{bad} {number}", "kind": "group", "mentions": []}],
        "statements": [{"id": "s1", "speaker": "a1", "addressee": "a2", "cue": [at, at + 3], "content": [whole],
                        "form": "direct", "act": "say", "rule": bad}],
        "events": [{"id": "e1", "type": "ASSAULT", "trigger": whole, "actors": ["a1"], "recipients": ["a2"],
                    "place": {"span": whole, "name": bad, "country": bad, "latitude": 1.5, "longitude": -2.5},
                    "start": "2022-01-23", "end": "2022-01-23", "quantities": [{"kind": "killed", "span": whole}],
                    "within": "s1", "rule": bad}],
    }
    return Record.model_validate(told).json_line()


@pytest.fixture(scope="module")
def lines() -> list[str]:
    return [record(bad, number) for number, bad in enumerate(BAD)]


def written(name: str, lines: list[str], folder: Path, rows: str | None = None) -> tuple[Path, Job]:
    form = FORMATS[name]
    reports = Records([("bad", n, line) for n, line in enumerate(lines, 1)], Query(), form.whole)
    to = folder / (f"bad{form.suffix}" if not form.folder else "bad")
    colophon = Colophon(name, "bad", Query("'\"|;\n"), rows=rows or next(iter(form.rows), None), text=True)
    return to, export(form, reports, colophon, str(to))


@pytest.mark.parametrize("name", ["polecat", "gdelt"])
def test_a_line_of_a_tab_separated_table_is_a_row(name: str, lines: list[str], tmp_path: Path) -> None:
    to, job = written(name, lines, tmp_path)
    for path in (to, tmp_path / job.beside(".extension.tsv")):
        text = path.read_bytes().decode("utf-8")
        header = 0 if path == to and name == "gdelt" else 1
        assert len(text.splitlines()) == text.count("\n") == len(BAD) + header
        assert len({len(line.split("\t")) for line in text.split("\n")[:-1]}) == 1
        with path.open(encoding="utf-8", newline="") as stream:
            assert len({len(row) for row in csv.reader(stream, delimiter="\t")}) == 1


@pytest.mark.parametrize("rows", ["events", "actors", "statements"])
def test_comma_separated_cells_come_back_as_they_were(rows: str, lines: list[str], tmp_path: Path) -> None:
    to, _ = written("csv", lines, tmp_path, rows)
    with to.open(encoding="utf-8", newline="") as stream:
        found = list(csv.DictReader(stream))
    assert len(found) == len(BAD) * (2 if rows == "actors" else 1)
    for row, bad in zip(found, [bad for bad in BAD for _ in range(2)] if rows == "actors" else BAD, strict=True):
        assert row["headline"].removeprefix("'") == bad.replace("\x00", "\ufffd").removeprefix("'")
        assert not any(cell.startswith(("=", "+", "@", "\t", "\r")) for cell in row.values())


def test_json_comes_back_as_it_was(lines: list[str], tmp_path: Path) -> None:
    to, _ = written("plover-json", lines, tmp_path)
    told = [json.loads(line) for line in to.read_text("utf-8").split("\n")[:-1]]
    assert [each["publication"] for each in told] == BAD
    for name in ("geojson", "jsonld"):
        to, _ = written(name, lines, tmp_path)
        whole = json.loads(to.read_text("utf-8"))
        parts = whole["features"] if name == "geojson" else [
            each for each in whole["@graph"] if "NewsArticle" in each["@type"]]
        assert [(each.get("properties") or each)["headline"] for each in parts] == BAD


def test_no_address_that_runs_is_an_address_of_the_graph(lines: list[str], tmp_path: Path) -> None:
    to, _ = written("jsonld", lines, tmp_path)
    reports = [each for each in json.loads(to.read_text("utf-8"))["@graph"] if "NewsArticle" in each["@type"]]
    assert all("url" not in each and each["isnad:address"].startswith("javascript:") for each in reports)
    to, _ = written("ftm", lines, tmp_path)
    assert "sourceUrl" not in to.read_text("utf-8")


def test_a_network_is_xml_whatever_people_are_called(lines: list[str], tmp_path: Path) -> None:
    to, _ = written("graphml", lines, tmp_path)
    space = "{http://graphml.graphdrawing.org/xmlns}"
    nodes = ElementTree.parse(to).getroot().iter(f"{space}node")
    labels = {data.text or "" for node in nodes for data in node if data.get("key") == "label"}
    plain = {bad for bad in BAD if not _XML_HAS_NOT.search(bad) and bad == bad.strip() and not set(bad) & set("\r\x85")}
    assert len(plain) > 15
    assert plain <= labels


def test_standoff_is_a_line_an_annotation(lines: list[str], tmp_path: Path) -> None:
    to, _ = written("brat", lines, tmp_path)
    for path in to.glob("*.ann"):
        with path.with_suffix(".txt").open(encoding="utf-8", newline="") as stream:
            text = stream.read()
        with path.open(encoding="utf-8", newline="\n") as stream:
            told = [line.rstrip("\n").split("\t", 2) for line in stream]
        assert all(name[0] in "TEA#" and name[1:].isdigit() for name, *_ in told)
        for name, where, *words in told:
            if name[0] == "T":
                spans = [tuple(map(int, part.split())) for part in where.split(" ", 1)[1].split(";")]
                assert " ".join(text[start:end] for start, end in spans) == words[0]


@pytest.mark.parametrize(("name", "module"), [("parquet", "pyarrow"), ("ftm", "followthemoney")])
def test_readers_that_are_not_ours_get_past_it(name: str, module: str, lines: list[str], tmp_path: Path) -> None:
    outside: Any = import_module(module) if os.environ.get("ISNAD_OUTSIDE") else pytest.importorskip(module)
    to, _ = written(name, lines, tmp_path)
    if name == "parquet":
        found = import_module("pyarrow.dataset").dataset(to / "events").to_table()
        assert sorted(found["outlet"].to_pylist()) == sorted(BAD)
    else:
        for line in to.read_text("utf-8").split("\n")[:-1]:
            entity = json.loads(line)
            outside.model.get_proxy(entity, cleaned=False).schema.validate(entity)
