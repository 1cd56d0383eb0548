"""What a batch refuses, and in which words: nothing is written over, and nothing is guessed."""

from __future__ import annotations

import builtins
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from isnad.batch import plan
from isnad.batch.errors import BatchError
from isnad.batch.output import claimed
from isnad.batch.places import place_at
from isnad.batch.plan import MOST_PARTS, PART_SIZE, part_size_for

from .conftest import Ran, alone, files, held, json_lines, run, told, web_archive


def refused(*given: Any, **order: Any) -> str:
    with pytest.raises(BatchError) as why:
        run(*given, **order)
    return str(why.value)


@pytest.mark.parametrize(("other", "words"), [
    ({"part_size": 2000}, "parts of another size"), ({"published": "2022-01-01"}, "another --published"),
    ({"form": "jsonl"}, "another --from"),
    ({"form": "jsonl", "part_size": 9}, "another --from and parts of another size"),
])
def test_the_output_of_other_settings_is_not_written_over_unless_it_is_asked_for(
        tmp_path: Path, lines: Path, other: dict[str, Any], words: str) -> None:
    out = tmp_path / "out"
    run(out, lines)
    before = files(out)
    assert refused(out, lines, **other) == (
        f"{out}: holds a batch of {words}; --force discards it, or name another folder")
    assert files(out) == before
    ran = run(out, lines, force=True, **other)
    assert ran.whole
    assert len(ran.told) == ran.standing.parts
    run(tmp_path / "new", lines, **other)
    assert files(out) == files(tmp_path / "new")


def test_the_output_of_other_sources_is_not_written_over(tmp_path: Path, lines: Path) -> None:
    run(tmp_path / "out", lines)
    assert "holds a batch of other sources; --force" in refused(tmp_path / "out", lines, lines.parent / "reports.jsonl")


def test_the_output_of_another_isnad_is_not_gone_on_with(
        tmp_path: Path, lines: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(tmp_path / "out", lines)
    monkeypatch.setattr("isnad.batch.job.mark", lambda: "bother")
    assert "holds a batch of another isnad, or other versions of what it" in refused(tmp_path / "out", lines)


def test_with_force_the_same_goes_on_all_the_same(tmp_path: Path, lines: Path) -> None:
    run(tmp_path / "out", lines)
    assert run(tmp_path / "out", lines, force=True).told == []


@pytest.mark.parametrize("change", ["other words", "longer", "another file in the folder", "a file is gone"])
def test_sources_that_have_changed_since_are_told(tmp_path: Path, change: str) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    for name in ("1.jsonl", "2.jsonl"):
        (source / name).write_bytes(json_lines(6))
    run(out, source)
    first = source / "1.jsonl"
    if change == "other words":
        first.write_bytes(json_lines(6)[::-1])
        os.utime(first, (1, 1))
    elif change == "longer":
        first.write_bytes(json_lines(7))
    elif change == "a file is gone":
        first.unlink()
    else:
        (source / "3.jsonl").write_bytes(json_lines(6))
    before = files(out)
    assert refused(out, source) == (f"{out}: is of sources that have changed since, {first} or others after it; "
                                    "--force discards it, or name another folder")
    assert files(out) == before
    run(out, source, force=True)
    assert held(out) == alone(*sorted(source.iterdir()))


def test_what_no_batch_has_written_is_left_alone(tmp_path: Path, lines: Path) -> None:
    out = tmp_path / "out"
    (out / "records").mkdir(parents=True)
    (out / "records" / "mine.parquet").write_bytes(b"x")
    assert refused(out, lines) == (f"{out}: holds files already, and is no batch's; name another folder, or an empty "
                                   "one")
    assert [path.name for path in out.rglob("*")] == ["records", "mine.parquet"]
    run(out, lines, force=True)
    assert (out / "records" / "mine.parquet").read_bytes() == b"x"


def test_a_batch_without_a_whole_part_is_begun_anew_with_other_settings(tmp_path: Path) -> None:
    source = tmp_path / "x.txt"
    source.write_text("لا شيء\n", "utf-8")
    out = tmp_path / "out"
    assert "--from" in refused(out, source)
    assert run(out, source, form="jsonl").whole


@pytest.mark.parametrize("data", ["قال الوزير", "<html><body>قال</body></html>", '[{"text": "قال"}]'])
def test_a_format_that_a_batch_does_not_read_is_told_with_those_it_does(tmp_path: Path, data: str) -> None:
    source = tmp_path / "x"
    source.write_text(data, "utf-8")
    assert refused(tmp_path / "out", source) == (
        f"{source}: a batch reads jsonl (JSON lines), parquet (Parquet), warc (web archives), and this looks like none "
        "of them; say which it is with --from, or leave it out")


def test_a_table_without_a_column_of_text_is_told_with_those_it_has(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"body": ["قال"], "day": ["2022-01-24"]}), tmp_path / "x.parquet")
    assert refused(tmp_path / "out", tmp_path / "x.parquet") == (
        f"{tmp_path / 'x.parquet'}: there is no column 'text'; it has 'body', 'day'")


@pytest.mark.parametrize(("source", "why"), [
    ("nowhere.jsonl", "nowhere.jsonl: no such file or directory"), ("empty", "empty: there is no file in it"),
    ("memory://nowhere", "memory://nowhere: no such file or folder"), ("", "'': no such file or directory"),
    ("memory://nowhere/*.jsonl", "memory://nowhere/*.jsonl: there is no file in it"),
    ("s4://bucket/x", "s4://bucket/x: no protocol 's4'; there are .*memory.*s3.*"),
    ("s4://name:secret@bucket/x?key=secret", "s4://…@bucket/x: no protocol .*"),
])
def test_a_source_that_is_not_there_is_told(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, why: str) -> None:
    monkeypatch.chdir(tmp_path)
    Path("empty").mkdir()
    assert re.fullmatch(why.replace("*.", r"\*\.") if "nowhere" in why else why, refused("out", source))
    assert not Path("out").exists()


def test_nothing_is_written_to_where_it_is_read_from(tmp_path: Path, lines: Path, bucket: str) -> None:
    assert "some of what is read lies there" in refused(tmp_path, lines)
    assert "some of what is read lies there" in refused(tmp_path / "x" / "..", tmp_path)
    assert "lies in a folder that is read; name one beside it" in refused(tmp_path / "out", tmp_path)
    import fsspec

    with fsspec.open(f"{bucket}/in/x.jsonl", "wb") as stream:
        stream.write(json_lines(6))
    assert "some of what is read lies there" in refused(f"{bucket}/in", f"{bucket}/in/x.jsonl")
    assert "some of what is read lies there" in refused(f"{bucket}/in/", f"{bucket}/in/*.jsonl")
    assert "lies in a folder that is read" in refused(f"{bucket}/in/out", f"{bucket}/in")


def test_a_file_is_no_place_for_a_batch(tmp_path: Path, lines: Path) -> None:
    assert refused(lines, lines.parent / "x.jsonl").startswith(f"{lines.parent / 'x.jsonl'}: no such file")
    (tmp_path / "file").touch()
    assert refused(tmp_path / "file", lines) == f"{tmp_path / 'file'}: is a file; a batch is a folder of files"


def test_two_batches_do_not_write_to_one_folder(tmp_path: Path, lines: Path) -> None:
    with claimed(place_at(str(tmp_path / "out"))):
        assert refused(tmp_path / "out", lines) == (
            f"{tmp_path / 'out'}: another batch writes there; wait for its end, or end it")
    assert run(tmp_path / "out", lines).whole


@pytest.mark.parametrize(("gone", "ordered", "why"), [
    ("fsspec", lambda out, lines: run(out, "memory://x"), "memory://x needs fsspec; pip install 'isnad[ray]'"),
    ("pyarrow", lambda out, lines: run(out, lines), "a batch needs pyarrow; pip install 'isnad[ray]'"),
    ("ray", lambda out, lines: run(out, lines, runner=_ray()), "--ray needs ray; pip install 'isnad[ray]'"),
])
def test_what_is_not_installed_is_told_with_its_extra(
        tmp_path: Path, lines: Path, monkeypatch: pytest.MonkeyPatch, gone: str,
        ordered: Callable[[Path, Path], Ran], why: str) -> None:
    there = builtins.__import__

    def without(name: str, *given: Any, **more: Any) -> Any:
        if name.partition(".")[0] == gone:
            raise ModuleNotFoundError(f"No module named {name!r}", name=gone)
        return there(name, *given, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(BatchError) as told:
        ordered(tmp_path / "out", lines)
    assert str(told.value) == why
    assert not (tmp_path / "out").exists()


def _ray() -> Any:
    from isnad.batch.ray_runner import OnRay

    return OnRay("local", 1)


def test_a_worker_that_is_another_isnad_does_nothing(
        tmp_path: Path, lines: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("isnad.batch.work.mark", lambda: "bother")
    assert "here another isnad reads than where the batch was begun (bother, not b" in refused(tmp_path / "out", lines)
    assert files(tmp_path / "out") == {}


def test_a_worker_that_does_not_share_the_output_does_nothing(
        tmp_path: Path, lines: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = tmp_path / "elsewhere"
    monkeypatch.setattr("isnad.batch.work.place_at", lambda out: place_at(str(elsewhere)))
    assert f"{elsewhere / '_batch.json'}: is not there; on a cluster the output must be a folder that every machine " \
           "shares, or an address" in refused(tmp_path / "out", lines)
    assert not elsewhere.exists()


def test_an_output_says_what_it_is_of_and_how_much(tmp_path: Path, lines: Path) -> None:
    run(tmp_path / "out", lines, command="isnad batch reports.jsonl --out out")
    said = json.loads((tmp_path / "out" / "_batch.json").read_text("utf-8"))
    assert said["schema"] == "isnad-batch/1"
    assert said["command"] == "isnad batch reports.jsonl --out out"
    assert said["settings"] == {"sources": [str(lines)], "form": None, "published": None, "part_size": 1000,
                                "mark": plan.mark()}
    assert said["counts"] == {"records": 9, "rejects": 3, "months": ["2021-12", "2022-01", "2022-02", "undated"]}
    assert said["parts"] == 3
    assert said["begun"] <= said["finished"]


def test_a_manifest_tells_what_of_which_source_a_part_holds(tmp_path: Path, lines: Path) -> None:
    run(tmp_path / "out", lines)
    manifests = [json.loads(each.read_text("utf-8")) for each in sorted((tmp_path / "out" / "parts").iterdir())]
    slices = [each for manifest in manifests for each in manifest["slices"]]
    assert [each["source"] for each in slices] == [str(lines)] * 3
    assert [each["start"] for each in slices[1:]] == [each["stop"] for each in slices[:-1]]
    data = lines.read_bytes()
    assert [each["first"] for each in slices] == [data[:each["start"]].count(b"\n") + 1 for each in slices]
    assert sum(each["records"] for each in manifests) == 9


def test_parts_have_the_same_names_wherever_a_source_lies(
        tmp_path: Path, lines: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = []
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.jsonl").write_bytes(lines.read_bytes())
        monkeypatch.chdir(tmp_path / folder)
        run("out", "x.jsonl")
        names.append(sorted(files("out")))
    assert names[0] == names[1]


def test_small_sources_share_a_part(tmp_path: Path) -> None:
    for number in range(20):
        (tmp_path / f"{number:02}.jsonl").write_text(json.dumps(told(number)) + "\n", "utf-8")
    sources = sorted(tmp_path.glob("*.jsonl"))
    ran = run(tmp_path / "out", *sources, part_size=3000)
    assert ran.standing.parts == 7
    assert held(tmp_path / "out") == alone(*sources)


def test_parts_grow_with_the_input_so_that_there_are_never_too_many() -> None:
    from isnad.batch.finding import Source

    assert part_size_for([Source("x", "/x", 10**9, "")]) == PART_SIZE
    many = [Source(str(number), "/x", 10**11, "") for number in range(1000)]
    assert sum(each.size for each in many) / part_size_for(many) <= MOST_PARTS


def test_how_far_it_is_how_fast_and_how_long_it_will_take_is_told(tmp_path: Path, lines: Path) -> None:
    from isnad.batch.job import Batch, Order
    from isnad.batch.runners import Here

    seen: list[tuple[int, int, float | None, float]] = []
    order = Order((str(lines),), str(tmp_path / "out"), part_size=1000)
    assert Batch(order, Here(), lambda standing, what: seen.append(
        (standing.done, standing.done_weight, standing.left, standing.rate))).run()
    size = lines.stat().st_size
    del seen[0]  # it has been looked at
    assert [done for done, _, _, _ in seen] == [0, 1, 2, 3]
    assert (seen[0][1], seen[-1][1]) == (0, size)
    assert seen[0][2] is None
    left = [each for _, _, each, _ in seen[1:] if each is not None]
    assert left[-1] == 0 < left[0]
    assert seen[-1][3] > 0


def test_a_web_archive_named_by_hand_is_read_as_one(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(web_archive(6))
    run(tmp_path / "out", path, form="warc")
    assert held(tmp_path / "out") == alone(path)


def test_every_column_and_every_file_of_an_output_is_told(tmp_path: Path, lines: Path) -> None:
    from isnad.batch.rows import RECORDS, REJECTS

    page = (Path(__file__).parents[2] / "docs" / "batch.md").read_text("utf-8")
    records, rejects = page.split("| Column of records")[1].split("| Column of rejects")
    assert [name for name in RECORDS.names if f"`{name}`" not in records] == []
    assert [name for name in REJECTS.names if f"`{name}`" not in rejects] == []
    run(tmp_path / "out", lines)
    for path in (tmp_path / "out").rglob("*"):
        if path.is_file():
            name = path.relative_to(tmp_path / "out").as_posix()
            assert re.sub(r"(part|look)-.*\.", r"\1-….", re.sub(r"month=[^/]+", "month=2022-01", name)) in page
