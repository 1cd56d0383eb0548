"""A file of an export is there whole or it is not there, wherever it goes."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from isnad.exports.colophon import Colophon
from isnad.exports.errors import ExportError
from isnad.exports.formats import FORMATS, export, format_of
from isnad.exports.places import Folder, create_text, place_of
from isnad.exports.rows import Exported
from isnad.ledger.search import Query


def names(folder: Path) -> list[str]:
    return sorted(each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file())


def test_a_file_stands_under_its_name_once_it_is_whole(tmp_path: Path) -> None:
    with create_text(Folder(tmp_path), "a/b.txt") as stream:
        stream.write("نص")
        stream.flush()
        assert names(tmp_path) != ["a/b.txt"]
    assert names(tmp_path) == ["a/b.txt"]
    assert (tmp_path / "a" / "b.txt").read_bytes() == "نص".encode()


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt(), ValueError()])
def test_a_file_that_is_not_finished_leaves_nothing_and_spares_what_was_there(
        tmp_path: Path, error: BaseException) -> None:
    def stopped() -> None:
        with create_text(Folder(tmp_path), "b.txt") as stream:
            stream.write("after")
            raise error

    (tmp_path / "b.txt").write_text("before", "utf-8")
    with pytest.raises(type(error)):
        stopped()
    assert names(tmp_path) == ["b.txt"]
    assert (tmp_path / "b.txt").read_text("utf-8") == "before"


@pytest.mark.parametrize(("to", "folder", "why"), [
    ("nowhere/x.csv", False, "nowhere: no such folder; make it first"),
    (".", False, "is a folder; name the file in it, as export.csv"),
    ("file", True, "file: is a file; this format is a folder of files"),
    ("-", True, "this format is a folder of files; name it"),
])
def test_where_nothing_can_go_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, to: str, folder: bool,
                                      why: str) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file").touch()
    with pytest.raises(ExportError, match=why):
        place_of(to, folder=folder, name="export.csv")


class Full(Folder):
    """A folder whose disk is full after some files."""

    left = 0

    @contextmanager
    def create(self, name: str) -> Iterator[BinaryIO]:
        with super().create(name) as stream:
            if Full.left == 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), name)
            Full.left -= 1
            yield stream


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Has the disk be full after so many files."""
    def after(files: int) -> None:
        Full.left = files
        monkeypatch.setattr("isnad.exports.places.Folder", Full)

    return after


@pytest.mark.parametrize("name", [name for name, form in FORMATS.items() if not form.folder])
def test_a_full_disk_leaves_nothing_of_a_file_and_says_what_to_do(
        name: str, made: Callable[..., Any], full: Callable[[int], None], tmp_path: Path) -> None:
    whole = made(name)
    before = {each: (tmp_path / each).read_bytes() for each in names(tmp_path)}
    full(0)
    colophon = Colophon(name, "here", Query(type=("AID",)))
    with pytest.raises(ExportError) as told:
        export(format_of(name), whole.reports, colophon, str(whole.path), force=True)
    assert {each: (tmp_path / each).read_bytes() for each in names(tmp_path)} == before
    assert "no space left on device" in str(told.value)
    assert "--since and --until" in str(told.value)
    assert f"isnad export {name} --type AID --to {whole.path}" in str(told.value)


def test_reports_whose_text_and_annotations_are_whole_stay_when_the_disk_is_full(
        made: Callable[..., Any], full: Callable[[int], None], tmp_path: Path) -> None:
    reports = made("brat").reports
    full(3)
    with pytest.raises(ExportError, match=r"what is whole stays: report r\w{13}\. For all of it: isnad export brat"):
        export(format_of("brat"), reports, Colophon("brat", "here", Query(), text=True), str(tmp_path / "full"))
    assert len({Path(each).stem for each in names(tmp_path / "full")}) == 1
    assert len(names(tmp_path / "full")) == 2


@pytest.mark.parametrize("name", list(FORMATS))
def test_nothing_is_written_over_unless_it_is_asked_for(name: str, made: Callable[..., Any]) -> None:
    pytest.importorskip("pyarrow") if name == "parquet" else None
    whole = made(name)
    with pytest.raises(ExportError, match="--force replaces"):
        export(format_of(name), whole.reports, Colophon(name, "here", Query()), str(whole.path))


def test_a_file_beside_the_exports_own_is_not_written_over_either(made: Callable[..., Any]) -> None:
    whole = made("polecat")
    whole.path.unlink()
    with pytest.raises(ExportError, match=r"export\.extension\.tsv: is there already"):
        export(format_of("polecat"), whole.reports, Colophon("polecat", "here", Query()), str(whole.path))


def test_with_force_only_what_an_export_left_is_taken_out_of_a_folder(made: Callable[..., Any]) -> None:
    whole = made("brat")
    (whole.path / "notes.txt").write_text("mine", "utf-8")
    (whole.path / "rabcdefghijklm.ann").write_text("of an export before", "utf-8")
    colophon = Colophon("brat", "here", Query(), text=True)
    export(format_of("brat"), whole.reports[:1], colophon, str(whole.path), force=True)
    assert (whole.path / "notes.txt").read_text("utf-8") == "mine"
    assert len([each for each in names(whole.path) if each.endswith(".ann")]) == 1


def test_a_reader_who_has_enough_is_no_fault(made: Callable[..., Any]) -> None:
    def broken() -> Iterator[Exported]:
        raise BrokenPipeError
        yield

    with pytest.raises(BrokenPipeError):
        export(format_of("csv"), broken(), Colophon("csv", "here", Query(), rows="events"), "-")
