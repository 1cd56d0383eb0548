"""A batch gives the records that reading on one core gives, byte for byte and in their order, however it is cut."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from isnad.batch import writing
from isnad.batch.runners import InProcesses
from isnad.sources import read

from .conftest import alone, files, held, json_lines, run, table, told, web_archive

BATCH = {
    "lines": lambda: json_lines(20), "packed lines": lambda: gzip.compress(json_lines(20)),
    "archive": lambda: web_archive(16, packed=False), "packed archive": lambda: web_archive(16),
    "archive packed as a whole": lambda: gzip.compress(web_archive(16, packed=False)),
    "damaged archive": lambda: web_archive(16, damaged=(4, 7, 8, 12)),
    "archive that breaks off": lambda: web_archive(16)[:-100],
    "damaged packed lines": lambda: gzip.compress(json_lines(20))[:-60],
    "UTF-16": lambda: json_lines(18).decode().encode("utf-16"),
    "byte order mark": lambda: b"\xef\xbb\xbf" + json_lines(18),
    "windows-1256": lambda: json_lines(18).decode().encode("cp1256"),
    "no line end": lambda: json_lines(18).rstrip(),
}
"""Sources, each of which is cut where it can be."""
ONE_PIECE = {"archive packed as a whole", "damaged packed lines", "UTF-16"}


@pytest.mark.parametrize("part_size", [1, 1100])
@pytest.mark.parametrize("source", BATCH)
def test_however_a_source_is_cut_its_records_are_the_same(tmp_path: Path, source: str, part_size: int) -> None:
    path = tmp_path / ("x.jsonl" if "archive" not in source else "x.warc")
    path.write_bytes(BATCH[source]())
    ran = run(tmp_path / "out", path, part_size=part_size)
    assert ran.whole
    assert held(tmp_path / "out") == (one := alone(path))
    assert len(one.records) > 5 or "damaged" in source
    assert (ran.standing.parts == 1) == (source in ONE_PIECE)


@pytest.mark.parametrize("rows_a_group", [1000, 7])
@pytest.mark.parametrize("part_size", [300, 2500, 10**9])
def test_a_table_gives_the_records_of_the_same_lines(tmp_path: Path, rows_a_group: int, part_size: int) -> None:
    parquet, lines = tmp_path / "x.parquet", tmp_path / "x.jsonl"
    parquet.write_bytes(table(30, rows_a_group))
    lines.write_text("\n".join(json.dumps(each) for each in pq.read_table(parquet).to_pylist()), "utf-8")
    ran = run(tmp_path / "out", parquet, part_size=part_size)
    assert held(tmp_path / "out").records == alone(lines).records
    assert [(line, code) for _, line, code, _, _ in held(tmp_path / "out").rejects] == [
        (line, code) for _, line, code, _, _ in alone(lines).rejects]
    assert (ran.standing.parts == 1) == (part_size == 10**9)


def test_sources_are_read_in_their_order_and_folders_in_the_order_of_names(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "b").mkdir(parents=True)
    for name, data in (("c.warc.gz", web_archive(9)), ("b/2.jsonl", json_lines(9)), ("b/1.jsonl.gz",
                       gzip.compress(json_lines(12))), ("_SUCCESS", b""), (".hidden", b"x")):
        (folder / name).write_bytes(data)
    last = tmp_path / "a.jsonl"
    last.write_bytes(json_lines(8))
    run(tmp_path / "out", folder, last)
    assert held(tmp_path / "out") == alone(folder / "b/1.jsonl.gz", folder / "b/2.jsonl", folder / "c.warc.gz", last)


@pytest.mark.parametrize(("data", "code"), [
    (b"", "empty"), (b"\n \n" * 2000, "empty"), (b"PAR1 and no table", "bad-archive")])
def test_a_source_that_holds_nothing_is_a_reject(tmp_path: Path, data: bytes, code: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(data)
    run(tmp_path / "out", path)
    found = held(tmp_path / "out")
    assert [(source, line, why) for source, line, why, _, _ in found.rejects] == [(str(path), None, code)]
    assert found.records == []


def test_an_archive_without_a_page_is_a_reject_however_long_it_is(tmp_path: Path) -> None:
    path = tmp_path / "x.warc"
    path.write_bytes(b"".join(page.replace(b"text/html", b"text/none") for page in [web_archive(1, packed=False)] * 9))
    run(tmp_path / "out", path)
    assert held(tmp_path / "out") == alone(path)
    assert len(held(tmp_path / "out").rejects) == 1


def test_a_line_that_is_too_long_is_rejected_and_the_next_is_read(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "MAX_BYTES", 100_000)
    path = tmp_path / "x.jsonl"
    long = json.dumps({"text": "قال " * 20_000}, ensure_ascii=False).encode()
    path.write_bytes(json_lines(9) + long + b"\n" + json_lines(9) + long)
    run(tmp_path / "out", path)
    assert held(tmp_path / "out") == alone(path)
    assert [code for _, _, code, _, _ in held(tmp_path / "out").rejects].count("too-long") == 2


def test_the_day_that_is_given_is_that_of_reports_which_tell_none(tmp_path: Path, lines: Path) -> None:
    run(tmp_path / "out", lines, published="2020-02-29")
    assert held(tmp_path / "out") == alone(lines, published="2020-02-29")
    assert any(name.startswith("records/month=2020-02/") for name in files(tmp_path / "out"))


def test_records_stand_under_the_month_of_their_day(tmp_path: Path, lines: Path) -> None:
    run(tmp_path / "out", lines)
    months: dict[str, set[str]] = {}
    for path in (tmp_path / "out").glob("records/*/*.parquet"):
        days = pq.ParquetFile(path).read(["published"]).column("published").to_pylist()
        months.setdefault(path.parent.name.removeprefix("month="), set()).update(
            each.isoformat()[:7] if each else "undated" for each in days)
    assert months == {month: {month} for month in ("2021-12", "2022-01", "2022-02", "undated")}


def test_rows_tell_their_report_its_source_and_its_reader(tmp_path: Path, lines: Path) -> None:
    from isnad.ledger.identity import reader_mark, report_id
    from isnad.sources import RawReport
    from isnad.sources.address import canonical_address

    run(tmp_path / "out", lines)
    rows = pq.read_table(tmp_path / "out" / "records", partitioning=None).to_pylist()
    for row in rows:
        record = json.loads(row["record"])
        assert row["url"] == record["report"]["url"] == canonical_address(row["url"])
        assert row["report"] == report_id(RawReport("", url=row["url"]))
        assert (row["headline"], row["publisher"], row["language"]) == (
            record["report"]["headline"], "صحيفة الميناء", "ar")
        assert (row["published"].isoformat() if row["published"] else None) == record["report"]["published"]
        assert (row["reader"], row["source"]) == (reader_mark(), str(lines))
        assert json.loads(lines.read_bytes().splitlines()[row["line"] - 1])["url"] == row["url"]


def test_what_does_not_fit_in_memory_is_written_as_it_comes(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: Path) -> None:
    run(tmp_path / "one", lines, part_size=10**9)
    monkeypatch.setattr(writing, "MOST_HELD", 12_000)
    run(tmp_path / "two", lines, part_size=10**9)
    assert held(tmp_path / "two") == held(tmp_path / "one")
    groups = [pq.ParquetFile(each).num_row_groups for each in (tmp_path / "two").glob("records/*/*.parquet")]
    assert max(groups) > 1


def test_other_processes_give_the_same_files(tmp_path: Path, lines: Path) -> None:
    run(tmp_path / "one", lines)
    ran = run(tmp_path / "two", lines, runner=InProcesses(2))
    assert ran.standing.parts == 3
    assert files(tmp_path / "two") == files(tmp_path / "one")


def test_an_address_is_read_and_written_as_a_folder_is(tmp_path: Path, lines: Path, bucket: str) -> None:
    import fsspec

    for name, data in (("in/1.jsonl", lines.read_bytes()), ("in/more/2.warc.gz", web_archive(9)), ("in/_x", b"")):
        with fsspec.open(f"{bucket}/{name}", "wb") as stream:
            stream.write(data)
    archive = tmp_path / "2.warc.gz"
    archive.write_bytes(web_archive(9))
    run(f"{bucket}/out", f"{bucket}/in")
    one = alone(lines, archive)
    found = held(f"{bucket}/out")
    assert found.records == one.records
    assert [each[1:] for each in found.rejects] == [each[1:] for each in one.rejects]
    assert {each[0].rpartition("/bucket/")[2] for each in found.rejects} == {"in/1.jsonl", "in/more/2.warc.gz"}
    run(tmp_path / "star", f"{bucket}/in/*.jsonl")
    assert held(tmp_path / "star").records == alone(lines).records


@pytest.mark.parametrize(("value", "kind", "day", "moment"), [
    (date(2022, 1, 24), pa.date32(), "2022-01-24", None),
    (datetime(2022, 1, 24), pa.timestamp("ns"), "2022-01-24", None),
    (datetime(2022, 1, 24, 9, 30), pa.timestamp("ms"), "2022-01-24", "2022-01-24T09:30:00"),
    (datetime(2022, 1, 24, 9, 30, tzinfo=UTC), pa.timestamp("us", "UTC"), "2022-01-24", "2022-01-24T09:30:00+00:00"),
    ("24/01/2022", pa.string(), "2022-01-24", None),
])
def test_a_column_of_days_or_moments_is_the_day_of_the_report(
        tmp_path: Path, value: Any, kind: Any, day: str, moment: str | None) -> None:
    path = tmp_path / "x.parquet"
    pq.write_table(pa.table({"text": [told(1)["text"]], "published": pa.array([value], kind)}), path)
    run(tmp_path / "out", path)
    (row,) = pq.read_table(tmp_path / "out" / "records", partitioning=None).to_pylist()
    assert row["published"].isoformat() == day
    assert json.loads(row["given"]).get("published_at") == moment


def test_columns_may_be_bytes_dictionaries_and_numbers_and_others_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    text = told(1)["text"]
    pq.write_table(pa.table({
        "text": pa.array([text.encode(), text.encode("cp1256"), b"", 3 * b"\x00\x01\x02"]), "id": [7, 8, 9, 10],
        "publisher": pa.array(["المرصد"] * 4).dictionary_encode(), "tags": [["x"]] * 4}), path)
    run(tmp_path / "out", path)
    rows = pq.read_table(tmp_path / "out" / "records", partitioning=None).to_pylist()
    assert [json.loads(row["record"])["report"]["text"] for row in rows] == ["\n\n" + text] * 2
    assert [json.loads(row["record"])["report"]["id"] for row in rows] == ["7", "8"]
    assert [(line, code) for _, line, code, _, _ in held(tmp_path / "out").rejects] == [(3, "empty"), (4, "binary")]


@pytest.mark.parametrize("part_size", [300, 10**9])
def test_a_damaged_table_gives_what_can_be_read_of_it(tmp_path: Path, part_size: int) -> None:
    path = tmp_path / "x.parquet"
    data = bytearray(table(60, 20))
    about = pq.ParquetFile(pa.BufferReader(bytes(data))).metadata.row_group(1).column(1)
    start = about.dictionary_page_offset or about.data_page_offset
    data[start:start + about.total_compressed_size] = b"\xff" * about.total_compressed_size
    path.write_bytes(data)
    ran = run(tmp_path / "out", path, part_size=part_size)
    found = held(tmp_path / "out")
    assert ran.whole
    assert [(line, code) for _, line, code, _, _ in found.rejects] == [(21, "bad-archive")]
    assert len(found.records) == 40
