"""A part is whole or it is not there, whatever happens; and whoever goes on ends with what an unbroken batch gives."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import fsspec
import pytest

from isnad.batch import places
from isnad.batch.errors import BatchError
from isnad.batch.output import finished
from isnad.batch.places import place_at
from isnad.batch.runners import InProcesses
from isnad.exports.places import Folder

from .conftest import alone, files, held, json_lines, run, web_archive

ISNAD = Path(sys.executable).parent / "isnad"


def whole_parts(out: str | Path) -> set[str]:
    """The parts that are whole, each of whose files is there with as many rows as its manifest says."""
    import pyarrow.parquet as pq

    place = place_at(str(out))
    found = finished(place, place.names())
    for part in found.values():
        rows = 0
        for name in part.files:
            with place.open(name) as stream:
                rows += pq.ParquetFile(stream).read().num_rows
        assert rows == part.records + part.rejects
    return set(found)


class Failing:
    """Has the so-manieth step of writing fail: to make a file, to write to it, to make it whole, to take one away."""

    def __init__(self, at: int, error: BaseException) -> None:
        self.at, self.steps, self.error = at, 0, error

    def step(self) -> None:
        """Be a step."""
        self.steps += 1
        if self.steps == self.at:
            raise self.error


class Stream:
    """A stream whose writing may fail."""

    def __init__(self, stream: BinaryIO, failing: Failing) -> None:
        self._stream, self._failing = stream, failing

    def write(self, data: Any) -> int:
        self._failing.step()
        return self._stream.write(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Callable[[int, BaseException], Failing]:
    """Has a step of writing fail, until it is called again."""
    def failing(at: int, error: BaseException) -> Failing:
        made = Failing(at, error)

        class Faulty(Folder):
            @contextmanager
            def create(self, name: str) -> Iterator[BinaryIO]:
                made.step()
                with super().create(name) as stream:
                    yield Stream(stream, made)  # type: ignore[misc]  # it is one for whoever writes
                    made.step()
                made.step()

            def remove(self, name: str) -> None:
                made.step()
                super().remove(name)

        monkeypatch.setattr(places, "Folder", Faulty)
        return made

    return failing


FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("error", [FULL, KeyboardInterrupt()])
def test_at_whichever_step_it_fails_parts_are_whole_or_absent_and_the_rest_is_done_later(
        tmp_path: Path, lines: Path, failing: Callable[..., Failing], error: BaseException) -> None:
    unbroken = tmp_path / "unbroken"
    run(unbroken, lines)
    wanted, parts = files(unbroken), whole_parts(unbroken)
    assert len(parts) == 3
    at = 0
    while True:
        at += 1 if at < 12 else 13
        out = tmp_path / str(at)
        steps = failing(at, error)
        try:
            run(out, lines)
            broken = False
        except (BatchError, KeyboardInterrupt):
            broken = True
        failing(0, error)
        before = whole_parts(out) if out.exists() else set()
        assert before <= parts
        ran = run(out, lines)
        assert ran.standing.done - len(ran.told) == len(before)
        assert files(out) == wanted
        assert held(out) == held(unbroken)
        assert [each for each in place_at(str(out)).names() if each.endswith(".part")] == []
        if not broken:
            break
    assert steps.steps < at
    assert at > 40


def test_a_full_disk_leaves_what_is_whole_and_says_what_to_run_again(
        tmp_path: Path, lines: Path, failing: Callable[..., Failing]) -> None:
    steps = failing(0, FULL)
    run(tmp_path / "unbroken", lines)
    failing(steps.steps * 2 // 3, FULL)
    with pytest.raises(BatchError) as told:
        run(tmp_path / "out", lines, command="isnad batch x --out out")
    whole = len(whole_parts(tmp_path / "out"))
    assert 0 < whole < 3
    assert "no space left on device. " in str(told.value)
    assert f"{whole} of 3 parts are whole and stay" in str(told.value)
    assert "for the rest run again: isnad batch x --out out" in str(told.value)


def test_a_bucket_that_vanishes_leaves_what_is_whole(
        lines: Path, bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    out, files_ = f"{bucket}/out", fsspec.filesystem("memory")
    one = alone(lines)
    opened = type(files_)._open

    def gone(self: Any, path: str, mode: str = "rb", **more: Any) -> Any:
        if mode != "rb" and "part-000002" in path:
            raise FileNotFoundError(errno.ENOENT, "The specified bucket does not exist", path)
        return opened(self, path, mode, **more)

    monkeypatch.setattr(type(files_), "_open", gone)
    with pytest.raises(BatchError, match=r"the specified bucket does not exist\. 2 of 3 parts are whole and stay"):
        run(out, lines)
    monkeypatch.setattr(type(files_), "_open", opened)
    assert len(whole_parts(out)) == 2
    ran = run(out, lines)
    assert len(ran.told) == 1
    found = held(out)
    assert found == one


class Breaking:
    """A store whose network fails once so many bytes of a source were read, and comes back."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.left: int | None = None
        opened, breaking = places.opened, self

        def watched(name: str, path: str, size: int) -> places.Opened:
            stream = opened(name, path, size)
            raw: Any = stream.raw
            read = raw._stream.read

            class Read:
                def read(self, size: int) -> bytes:
                    if breaking.left is not None:
                        breaking.left -= 1
                        if breaking.left < 0:
                            raise ConnectionError("connection reset by peer")
                    return bytes(read(min(size, 700)))

                def __getattr__(self, name: str) -> Any:
                    return getattr(inner, name)

            inner = raw._stream
            raw._stream = Read()
            return stream

        monkeypatch.setattr("isnad.batch.slices.opened", watched)


@pytest.mark.parametrize("name", ["x.warc.gz", "x.jsonl", "x.parquet"])
@pytest.mark.parametrize("after", [0, 1, 3])
def test_a_network_that_fails_is_not_taken_for_damage(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, after: int) -> None:
    from .conftest import table

    path = tmp_path / name
    path.write_bytes({"x.warc.gz": web_archive(12), "x.jsonl": json_lines(12), "x.parquet": table(12)}[name])
    run(tmp_path / "unbroken", path)
    network = Breaking(monkeypatch)
    network.left = after
    out = tmp_path / "out"
    try:
        ran = run(out, path)
        assert not ran.whole
        assert {each.why.rpartition(": ")[2] for each in ran.undone} == {"connection reset by peer"}
    except BatchError as error:
        assert "connection reset by peer. " in str(error)  # noqa: PT017 - after many of them it gives up
    if (out / "parts").exists():
        assert whole_parts(out) < whole_parts(tmp_path / "unbroken")
    network.left = None
    assert run(out, path).whole
    assert files(out) == files(tmp_path / "unbroken")


def test_a_source_that_is_gone_costs_its_parts_and_no_others(tmp_path: Path) -> None:
    first, second = tmp_path / "1.jsonl", tmp_path / "2.jsonl"
    for path in (first, second):
        path.write_bytes(json_lines(6))
    unbroken = run(tmp_path / "unbroken", first, second)
    gone: list[bytes] = []

    def vanish(standing: Any, what: Any) -> None:
        if standing.parts and not gone:
            gone.append(first.read_bytes())
            first.unlink()

    from isnad.batch.job import Batch, Order
    from isnad.batch.runners import Here

    out = tmp_path / "out"
    batch = Batch(Order((str(first), str(second)), str(out), part_size=1000), Here(), vanish)
    assert not batch.run()
    assert {each.why for each in batch.undone} == {f"{first}: no such file or directory"}
    assert 0 < len(whole_parts(out)) < unbroken.standing.parts
    assert json.loads((out / "_batch.json").read_text("utf-8"))["finished"] is None
    stat = json.loads(next(iter((out / "looks").iterdir())).read_text("utf-8"))["sources"][0]["stamp"]
    first.write_bytes(gone[0])
    os.utime(first, ns=(int(stat), int(stat)))
    assert run(out, first, second).whole
    assert files(out) == files(tmp_path / "unbroken")


def test_where_many_parts_one_after_the_other_fail_the_others_are_not_tried(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(json_lines(40))
    network = Breaking(monkeypatch)
    network.left = 0
    with pytest.raises(BatchError, match=r"connection reset by peer\. 0 of 1\d parts are whole"):
        run(tmp_path / "out", path)


def test_a_file_that_is_gone_makes_its_part_be_read_again(tmp_path: Path, lines: Path) -> None:
    run(tmp_path / "out", lines)
    before = files(tmp_path / "out")
    (tmp_path / "out" / sorted(before)[1]).unlink()
    assert len(run(tmp_path / "out", lines).told) == 1
    assert files(tmp_path / "out") == before


def test_what_a_killed_one_left_is_taken_away_and_nothing_else(tmp_path: Path, lines: Path) -> None:
    out = tmp_path / "out"
    run(out, lines)
    before = files(out)
    mine = ["notes.txt", "records/month=2022-01/mine.parquet"]
    left = ["records/month=2022-01/.part-000001-bxxxxxxxxxxxxx.parquet.0a1b2c3d.part",
            "records/month=2023-01/part-000001-bxxxxxxxxxxxxx.parquet", "rejects/part-000009-bxxxxxxxxxxxxx.parquet",
            "parts/.part-000001-bxxxxxxxxxxxxx.json.0a1b2c3d.part", "._batch.json.0a1b2c3d.part"]
    for name in (*mine, *left):
        (out / name).parent.mkdir(exist_ok=True)
        (out / name).write_bytes(b"x")
    assert run(out, lines).told == []
    assert {name: data for name, data in files(out).items() if "mine" not in name} == before
    assert [name for name in (*mine, *left) if (out / name).exists()] == mine


def test_what_is_whole_is_not_written_again(tmp_path: Path, lines: Path) -> None:
    out = tmp_path / "out"
    run(out, lines)
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()}
    ran = run(out, lines)
    assert (ran.whole, ran.told) == (True, [])
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("jobs", ["0", "2"])
def test_a_killed_batch_goes_on_where_its_whole_parts_end(tmp_path: Path, jobs: str) -> None:
    source, out = tmp_path / "x.jsonl", tmp_path / "out"
    source.write_bytes(json_lines(150))
    command = [str(ISNAD), "batch", str(source), "--out", str(out), "--part-size", "1kB", "--jobs", jobs, "--quiet"]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as process:
        until(lambda: len(list((out / "parts").glob("part-*.json"))) >= 3)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    before = len(whole_parts(out))
    assert 3 <= before < 40
    ran = run(out, source)
    assert len(ran.told) >= 1
    assert ran.standing.done - len(ran.told) >= before
    run(tmp_path / "unbroken", source)
    assert files(out) == files(tmp_path / "unbroken")


def until(holds: Callable[[], bool], seconds: float = 120) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_process_that_is_killed_ends_it_and_what_is_whole_stays(
        tmp_path: Path, lines: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(tmp_path / "out", lines, runner=InProcesses(1))
    sorted((tmp_path / "out" / "parts").iterdir())[-1].unlink()

    class Killed(InProcesses):
        def run(self, do: Any, work: Any) -> Any:
            yield from ((piece, answer) for piece, answer in zip(work, (
                answer for _, answer in super().run(signal.raise_signal, iter([signal.SIGKILL]))), strict=True))

    with pytest.raises(BatchError) as told:
        run(tmp_path / "out", lines, runner=Killed(1), command="isnad batch x")
    assert str(told.value) == ("a process that reads was killed, for want of memory perhaps; begin again with fewer "
                               "--jobs. 2 of 3 parts are whole and stay; for the rest run again: isnad batch x")
