"""Every frame's example is read as it is marked; the linter that says so tells what it expected and what it found."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from isnad import languages
from isnad.languages import frame_check
from isnad.languages.frame_check import Example, check_frames, frame_rows, parse
from isnad.languages.tables import LexiconError, Row

FOLDER = languages.HERE / "ar"


def test_every_example_is_read_as_it_is_marked() -> None:
    faults = [f"{file}:{line}: {message}" for file, line, message in check_frames(frame_rows(FOLDER),
                                                                                  languages.load(FOLDER))]
    assert not faults, "\n".join(faults)


def test_every_type_has_frames() -> None:
    assert [name for name, rows in frame_rows(FOLDER).items() if not rows] == []


def test_marks_are_taken_out_and_kept_as_spans() -> None:
    parsed = parse("[بدر] *قدم* لـ{سعيد} *عرضا* و[صالح]")
    assert parsed == Example("بدر قدم لسعيد عرضا وصالح".replace("لس", "لـس"), [(4, 7), (15, 19)], [(0, 3), (21, 25)],
                             [(10, 14)])
    assert parsed.words(parsed.triggers) == "قدم، عرضا"


@pytest.mark.parametrize(("example", "mode", "told"), [
    ("*التقى* [وزير الخارجية العماني] [نظيره المصري] أمس.", "", ""),
    ("*زار* [الرئيس الفرنسي] {مصر} أمس.", "visit", ""),
    ("*زار* [الرئيس الفرنسي] {مصر} أمس.", "phone",
     "the example is marked CONSULT phone *زار* [الرئيس الفرنسي] {مصر}; it is read CONSULT visit *زار* "),
    ("زار [الرئيس الفرنسي] {مصر} *أمس*.", "visit", "marked CONSULT visit *أمس* [الرئيس الفرنسي] {مصر}; it is read "),
    ("*زار* الرئيس الفرنسي مصر [أمس].", "visit", "[أمس]"),
    ("*زار* [الرئيس الفرنسي] مصر {أمس}.", "visit", "{أمس}"),
    ("كان الطقس *جميلا* أمس.", "", "marked CONSULT *جميلا* [none] {none}; it is read as no event"),
])
def test_what_is_marked_must_be_read(example: str, mode: str, told: str) -> None:
    row = Row("events/CONSULT.tsv", 7, {"mode": mode, "example": example})
    faults = list(check_frames({"CONSULT": [row]}, languages.load(FOLDER)))
    assert len(faults) == bool(told)
    for file, line, message in faults:
        assert (file, line) == ("events/CONSULT.tsv", 7)
        assert told in message


def test_an_example_of_another_type_is_told() -> None:
    row = Row("events/AID.tsv", 7, {"mode": "", "example": "*زار* [الرئيس الفرنسي] {مصر} أمس."})
    ((_, _, message),) = check_frames({"AID": [row]}, languages.load(FOLDER))
    assert "marked AID *زار*" in message
    assert "read CONSULT visit *زار*" in message


def test_frames_of_a_table_with_faults_are_not_checked(tmp_path: Path) -> None:
    shutil.copytree(FOLDER / "events", tmp_path / "events")
    with (tmp_path / "events" / "AID.tsv").open("a", encoding="utf-8") as file:
        file.write("قال\n")
    with pytest.raises(LexiconError, match=r"events/AID.tsv:\d+: 1 cells"):
        frame_check.frame_rows(tmp_path)
