"""A batch's output taken into a ledger makes the ledger that its sources make, without being read again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from isnad.batch import rows as of_rows
from isnad.batch.errors import BatchError
from isnad.batch.taking import output_of
from isnad.commands import read_report
from isnad.ledger import ingest as taking
from isnad.ledger.database import Ledger, open_ledger
from isnad.ledger.ingest import Counts, ingest
from isnad.ledger.schema import metadata
from isnad.ledger.verify import verify
from isnad.sources import Incoming, RawReport, open_sources

from .conftest import json_lines, run, web_archive

MOMENTS = {"moment", "taken", "first_seen", "last_tried"}
"""Columns that tell when something was done, and differ."""


def everything(ledger: Ledger) -> dict[str, list[Any]]:
    """Every row of every table, but when it was written."""
    with ledger.look() as db:
        return {name: sorted(repr([each for column, each in row.items() if column not in MOMENTS])
                             for row in db.execute(select(table)).mappings())
                for name, table in metadata.tables.items()}


@pytest.fixture
def archives(tmp_path: Path) -> list[str]:
    """Some lines, and an archive that has the same reports by other ways."""
    (tmp_path / "1.jsonl").write_bytes(json_lines(12))
    (tmp_path / "2.warc.gz").write_bytes(web_archive(12))
    return [str(tmp_path / "1.jsonl"), str(tmp_path / "2.warc.gz")]


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> list[Incoming]:
    """What the ledger has reports read for."""
    seen: list[Incoming] = []

    def reading(item: Incoming, *given: Any) -> Any:
        seen.append(item)
        return read_report(item, *given)

    monkeypatch.setattr(taking, "read_report", reading)
    return seen


@pytest.mark.parametrize("published", [None, "2022-01-25"])
def test_the_ledger_is_the_one_that_the_sources_make(
        ledger: Ledger, databases: Any, tmp_path: Path, archives: list[str], unread: list[Incoming],
        published: str | None) -> None:
    address = databases.new()
    other = open_ledger(address)
    direct = ingest(other, open_sources(archives), published=published)
    unread.clear()
    run(tmp_path / "out", *archives, published=published)
    output = output_of(str(tmp_path / "out"))
    assert output is not None
    assert (output.published, output.complete) == (published, True)
    assert ingest(ledger, output, published=output.published) == direct
    assert [item for item in unread if isinstance(item.report, RawReport)] == []
    assert direct.rejected > 3
    assert everything(ledger) == everything(other)
    assert list(verify(ledger, lambda: None)) == []
    assert ingest(ledger, output, published=output.published) == Counts(
        known=direct.new + direct.changed + direct.known, rejected=direct.rejected)
    other.close()
    databases.empty(address)


def test_what_another_reader_has_read_is_read_again(
        ledger: Ledger, tmp_path: Path, lines: Path, unread: list[Incoming], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(of_rows, "reader_mark", lambda: "kother")
    run(tmp_path / "out", lines)
    monkeypatch.undo()
    output = output_of(str(tmp_path / "out"))
    assert output is not None
    assert all(item.record is None for item in output)
    assert ingest(ledger, output) == Counts(new=9, rejected=3)


def test_characters_that_no_database_keeps_make_it_be_read_again(ledger: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"text": "قال الوزير سالم\\u0000 إن بلاده ترفض التصعيد.", "url": "https://mina.example/1"}\n')
    run(tmp_path / "out", path)
    output = output_of(str(tmp_path / "out"))
    assert output is not None
    assert ingest(ledger, output) == Counts(new=1)
    assert list(verify(ledger, lambda: None)) == []
    assert ingest(ledger, open_sources([str(path)])) == Counts(known=1)


def test_what_came_comes_back_as_it_came(tmp_path: Path, archives: list[str]) -> None:
    run(tmp_path / "out", *archives)
    output = output_of(str(tmp_path / "out"))
    assert output is not None

    def plain(item: Incoming) -> Any:
        report: Any = item.report
        if not isinstance(report, RawReport):
            report = (report.code, str(report))
        return item.source, item.line, item.given, item.warnings, report

    assert [plain(item) for item in output] == [plain(item) for item in open_sources(archives)]


def test_an_output_in_a_bucket_is_taken_in(ledger: Ledger, tmp_path: Path, lines: Path, bucket: str) -> None:
    run(f"{bucket}/out", lines)
    output = output_of(f"{bucket}/out")
    assert output is not None
    assert ingest(ledger, output) == Counts(new=9, rejected=3)


def test_what_is_no_output_is_none(tmp_path: Path, lines: Path) -> None:
    assert output_of(str(tmp_path)) is None
    assert output_of(str(lines)) is None
    assert output_of("https://mina.example/rss") is None
    assert output_of("-") is None


def test_a_file_of_an_output_that_cannot_be_read_is_told(tmp_path: Path, lines: Path) -> None:
    run(tmp_path / "out", lines)
    path = next((tmp_path / "out").glob("records/*/*.parquet"))
    path.write_bytes(b"x")
    output = output_of(str(tmp_path / "out"))
    assert output is not None
    with pytest.raises(BatchError, match=path.name):
        list(output)
