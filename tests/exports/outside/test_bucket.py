"""Addresses of object stores, by way of pyarrow: whole objects, and what is left where a bucket goes away."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from isnad.exports import places
from isnad.exports.colophon import Colophon
from isnad.exports.errors import ExportError
from isnad.exports.formats import export, format_of
from isnad.exports.places import Bucket, create_text, place_of
from isnad.exports.rows import Exported
from isnad.ledger.search import Query


@pytest.fixture
def fs() -> Any:
    """pyarrow's file systems."""
    return import_module("pyarrow.fs") if os.environ.get("ISNAD_OUTSIDE") else pytest.importorskip("pyarrow.fs")


class Going:
    """A store that goes away after some files."""

    type_name = "s3"

    def __init__(self, files: Any, left: int) -> None:
        self._files, self.left = files, left

    def __getattr__(self, name: str) -> Any:
        return getattr(self._files, name)

    def open_output_stream(self, path: str) -> Any:
        if self.left == 0:
            raise OSError("When initiating multiple part upload: AWS Error NO_SUCH_BUCKET: The bucket does not exist.")
        self.left -= 1
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        return self._files.open_output_stream(path)


def names(folder: Path) -> list[str]:
    return sorted(each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file())


@pytest.mark.parametrize("name", ["csv", "polecat", "parquet", "jsonld"])
def test_an_export_to_an_address_is_the_same_as_one_to_a_file(
        fs: Any, made: Callable[..., Any], name: str, tmp_path: Path) -> None:
    here = made(name)
    (tmp_path / "there").mkdir()
    to = (tmp_path / "there" / here.path.name).as_uri()
    told = here.job.colophon
    again = replace(told, counts=Counter(), left_out=Counter())
    export(format_of(name), here.reports, again, to, by_day=True)
    there = tmp_path / "there" / here.path.name
    for one, other in [(here.path, there)] if here.path.is_file() else [
            (here.path / each, there / each) for each in names(here.path) if "about" not in each]:
        assert one.stat().st_size == other.stat().st_size
    with pytest.raises(ExportError, match="--force replaces"):
        export(format_of(name), here.reports, here.job.colophon, to)
    export(format_of(name), here.reports, here.job.colophon, to, force=True)


def test_an_object_that_is_not_finished_leaves_nothing(fs: Any, tmp_path: Path) -> None:
    place = Bucket(fs.LocalFileSystem(), str(tmp_path), "s3://news")

    def stopped() -> None:
        with create_text(place, "x.csv") as stream:
            stream.write("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert place.names() == []
    assert not place.has("x.csv")


@pytest.mark.parametrize(("to", "why"), [
    ("s3://news?region=x", "s3://news: name a file in it, as s3://news/export.csv"),
    ("nowhere://news/x.csv", "nowhere://news/x.csv: "),
    ("s3://key:secret@news?region=x", "s3://…@news: name a file"),
])
def test_an_address_that_is_none_is_told_without_its_secrets(fs: Any, to: str, why: str) -> None:
    with pytest.raises(ExportError) as told:
        place_of(to, folder=False, name="export.csv")
    assert str(told.value).startswith(why)
    assert "secret" not in str(told.value)


def test_without_pyarrow_an_address_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow.fs", None)
    with pytest.raises(ExportError, match=r"addresses need pyarrow; pip install 'isnad\[parquet\]'"):
        place_of("s3://news/x.csv", folder=False, name="export.csv")


@pytest.fixture
def going(fs: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[int], None]:
    """Has every address be in a store that goes away after so many files."""
    def after(files: int) -> None:
        store = Going(fs.LocalFileSystem(), files)
        monkeypatch.setattr(places, "_bucket", lambda to, folder, name: (
            Bucket(store, str(tmp_path / "news"), "s3://news/export"), name))

    return after


def test_finished_months_stay_when_a_bucket_goes_away_and_the_rest_is_told(
        going: Callable[[int], None], made: Callable[..., Any], tmp_path: Path) -> None:
    reports: list[Exported] = made("parquet").reports
    going(5)  # two of the reports without a day, two of January, one of two of February
    with pytest.raises(ExportError) as told:
        export(format_of("parquet"), reports, Colophon("parquet", "here", Query(country=("EGY", "OMN"))),
               "s3://news/export", by_day=True)
    assert str(told.value) == (
        "s3://news/export: when initiating multiple part upload: AWS Error NO_SUCH_BUCKET: The bucket does not exist, "
        "after 3 reports; what is whole stays: reports without a day to month 2022-01. For the rest: isnad export "
        "parquet --country EGY --country OMN --since 2022-02-01 --to ANOTHER")
    assert {each.split("/")[1] for each in names(tmp_path / "news")} == {"month=undated", "month=2022-01"}


def test_a_single_file_leaves_nothing_when_a_bucket_goes_away(
        going: Callable[[int], None], made: Callable[..., Any], tmp_path: Path) -> None:
    reports: list[Exported] = made("polecat").reports
    going(1)
    with pytest.raises(ExportError, match="nothing of this export is left there"):
        export(format_of("polecat"), reports, Colophon("polecat", "here", Query()), "s3://news/export")
    assert not (tmp_path / "news").exists() or names(tmp_path / "news") == []
