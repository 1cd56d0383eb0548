"""On Ray: a cluster of several nodes gives what one core gives, and loses nothing where workers and nodes die."""

from __future__ import annotations

import os
import re
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

ray = pytest.importorskip("ray")

from isnad.batch import ray_runner  # noqa: E402 - after it is known that Ray is there
from isnad.batch.errors import BatchError  # noqa: E402
from isnad.batch.ray_runner import OnRay  # noqa: E402
from isnad.batch.runners import LostError  # noqa: E402
from isnad.cli import app  # noqa: E402

from .conftest import alone, files, held, json_lines, run, web_archive  # noqa: E402

pytestmark = [pytest.mark.cluster, pytest.mark.filterwarnings("ignore")]  # Ray's own are not ours to mend


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """A cluster of three nodes of a core each, on this machine."""
    from ray.cluster_utils import Cluster

    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    ray.cloudpickle.register_pickle_by_value(sys.modules[__name__])
    made = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    made.workers = [made.add_node(num_cpus=1), made.add_node(num_cpus=1)]
    yield made
    made.shutdown()


def square(number: int) -> int:
    return number * number


def dying(work: tuple[str, int]) -> int:
    """The third piece kills its worker the first time."""
    folder, number = work
    mark = Path(folder) / str(number)
    if number == 3 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def deadly(number: int) -> int:
    """The second piece kills whoever has it."""
    if number == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def faulty(number: int) -> int:
    return 1 // number


def test_pieces_are_done_once_each_and_none_is_taken_long_before_its_turn(cluster: Any) -> None:
    taken = done = ahead = 0

    def work() -> Iterator[int]:
        nonlocal taken, ahead
        for number in range(60):
            taken += 1
            ahead = max(ahead, taken - done)
            yield number

    found: list[tuple[int, Any]] = []
    with OnRay(cluster.address) as runner:
        assert runner.workers() == 3
        for piece, answer in runner.run(square, work()):
            done += 1
            found.append((piece, answer))
    assert sorted(found) == [(number, number * number) for number in range(60)]
    assert ahead <= ray_runner.AHEAD * 3 + 1


def test_a_piece_whose_worker_is_killed_is_done_again(cluster: Any, tmp_path: Path) -> None:
    with OnRay(cluster.address) as runner:
        found: list[Any] = [answer for _, answer in runner.run(dying, ((str(tmp_path), number) for number in range(8)))]
    assert sorted(found) == list(range(8))
    assert (tmp_path / "3").exists()


def test_a_piece_that_kills_every_worker_is_told_and_the_others_are_done(
        cluster: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ray_runner, "TRIES", 1)
    with OnRay(cluster.address, jobs=2) as runner:
        assert runner.workers() == 2
        found = dict(runner.run(deadly, iter(range(6))))
    lost = found.pop(2)
    assert isinstance(lost, LostError)
    assert str(lost).startswith("its worker died 2 times, for want of memory perhaps")
    assert found == {number: number for number in (0, 1, 3, 4, 5)}


def test_a_fault_of_ours_is_told_and_the_others_are_done(cluster: Any) -> None:
    with OnRay(cluster.address) as runner:
        found = dict(runner.run(faulty, iter(range(3))))
    assert "a fault of isnad's own" in str(found.pop(0))
    assert found == {1: 1, 2: 0}


def test_a_cluster_gives_what_one_core_gives_though_a_node_dies_on_the_way(cluster: Any, tmp_path: Path) -> None:
    lines, archive = tmp_path / "x.jsonl", tmp_path / "x.warc.gz"
    lines.write_bytes(json_lines(150))
    archive.write_bytes(web_archive(60))
    out = tmp_path / "out"
    killed: list[int] = []

    def kill() -> None:
        until(lambda: len(list((out / "parts").glob("part-*.json"))) >= 4)
        killed.append(len(list((out / "parts").glob("part-*.json"))))
        cluster.remove_node(cluster.workers.pop(), allow_graceful=False)

    killer = threading.Thread(target=kill)
    killer.start()
    ran = run(out, lines, archive, runner=OnRay(cluster.address))
    killer.join()
    assert ran.whole
    assert ran.undone == []
    assert killed[0] < ran.standing.parts - 4
    assert held(out) == alone(lines, archive)
    run(tmp_path / "unbroken", lines, archive)
    assert files(out) == files(tmp_path / "unbroken")
    run(out, lines, archive)
    assert list(out.rglob("*.part")) == []


def test_the_command_starts_a_cluster_on_this_machine_and_ends_it(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("x.jsonl").write_bytes(json_lines(12))
    command = ["batch", "x.jsonl", "--out", "out", "--ray", "local", "--jobs", "1", "--part-size", "1kB"]
    done = CliRunner().invoke(app, command)
    assert (done.exit_code, done.stdout) == (1, "")
    assert re.fullmatch(r"isnad: 9 records and 3 rejects in 3 parts, out; 12 of them now, [\d.]+ a second\n",
                        done.stderr)
    assert held("out") == alone(Path("x.jsonl"))
    assert not ray.is_initialized()


def test_a_cluster_that_is_not_there_is_told() -> None:
    with pytest.raises(BatchError, match=r"--ray nonsense: no cluster can be reached there: "), OnRay("nonsense"):
        pass


def until(holds: Callable[[], bool], seconds: float = 120) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.02)
