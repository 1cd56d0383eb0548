"""Batches: what Ray costs and gives beside plain processes, what a web archive costs, and what memory they take.

``python benchmarks/batch.py [--reports N] [--no-ray] [--cluster]``. Rates of several processes are told as ratios to
others of the same run, what something costs in seconds of a core; every output is compared with this process's, byte
for byte. ``--cluster`` reads on a cluster of three nodes made up on this machine, and takes one of
them away on the way. The archive's pages are the corpus's reports set into a page of the size that papers have, and
others in English, which are rejected.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from isnad.batch.finding import find
from isnad.batch.job import Batch, Order
from isnad.batch.looking import look
from isnad.batch.plan import Settings, mark
from isnad.batch.runners import Here, InProcesses, Runner
from isnad.batch.taking import output_of
from isnad.ledger.database import open_ledger
from isnad.ledger.ingest import ingest

CORPUS = Path(__file__).parents[2] / "shared" / "corpus" / "saudinewsnet_dev.jsonl.gz"
TARGET = {"ray_2_of_jobs_2": 0.8}
PART = 100_000
PAGE_BYTES = 250_000
"""How long a page of the archive is, before it is compressed."""
ENGLISH = ("The minister said on Monday that his country rejects any escalation and expects an answer from the other "
           "side within days, as talks went on behind closed doors. ") * 12


def corpus(reports: int) -> Iterator[bytes]:
    """The corpus's first lines."""
    with gzip.open(CORPUS) as lines:
        yield from islice(lines, reports)


def page(number: int, about: dict[str, Any] | None) -> bytes:
    """A record of a web archive: a report in a page with menus, links and scripts, or one in English."""
    text = about["text"] if about else ENGLISH
    body = "".join(f"<p>{each}</p>" for each in text.split("\n") if each.strip())
    title = about["headline"] if about else "The minister rejects escalation"
    links = "".join(f'<li class="menu__item menu__item--{n}"><a href="https://paper.example/section/{n}/{n * 7919}" '
                    f'data-track="nav-{n}" title="{n}">{"قسم" if about else "Section"} {n}</a></li>'
                    for n in range(150))
    head = f"<html><head><title>{title}</title><meta charset='utf-8'></head><body><nav><ul>{links}</ul></nav><article>"
    foot = f"</article><aside><ul>{links}</ul></aside></body></html>"
    filler = "<script>" + "".join(f"window.ads.push({{slot:{n},id:'{n * n}'}});" for n in range(10_000)) + "</script>"
    html = (head + f"<h1>{title}</h1>{body}" + foot).encode()
    html = html.replace(b"</head>", filler.encode()[:max(0, PAGE_BYTES - len(html) - 9)] + b"</script></head>")
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html
    return gzip.compress((
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number:08}-0000-4000-8000-000000000000>\r\n"
        f"WARC-Date: 2022-03-01T10:00:00Z\r\nWARC-Target-URI: https://paper.example/{number}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n").encode()
        + answer + b"\r\n\r\n", 6)


def tables(out: Path) -> dict[str, bytes]:
    """An output's tables."""
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*.parquet"))}


def cores(who: int = resource.RUSAGE_SELF) -> float:
    """Seconds of a core that were spent."""
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def timed(runner: Runner, source: Path, out: Path, part_size: int = PART) -> dict[str, float]:
    """A batch: seconds in all, and reports a second from when every worker has done its first part."""
    began = time.perf_counter()
    at: list[tuple[float, int]] = []
    with runner as does:
        batch = Batch(Order((str(source),), str(out), part_size=part_size), does, lambda standing, what: at.append(
            (time.perf_counter(), standing.records + standing.rejects)))
        batch.run()
        seconds = time.perf_counter() - began
        (first, before), (last, after) = at[max(0, min(does.workers(), len(at) - 2))], at[-1]
        return {"seconds": seconds, "reports": after, "rate": (after - before) / (last - first)}


def against_processes(folder: Path, source: Path, *, ray: bool) -> dict[str, Any]:
    """The same lines here, in two processes, and on Ray with one worker and with two."""
    from isnad.batch.ray_runner import OnRay

    runners: dict[str, Callable[[], Runner]] = {"here": Here, "jobs_2": lambda: InProcesses(2)}
    if ray:
        runners |= {"ray_1": lambda: OnRay("local", 1), "ray_2": lambda: OnRay("local", 2)}
    told: dict[str, Any] = {name: timed(make(), source, folder / name) for name, make in runners.items()}
    told["same"] = all(tables(folder / name) == tables(folder / "here") for name in runners)
    told["jobs_2_of_here"] = told["jobs_2"]["rate"] / told["here"]["rate"]
    if ray:
        told["ray_1_of_here"] = told["ray_1"]["rate"] / told["here"]["rate"]
        told["ray_2_of_jobs_2"] = told["ray_2"]["rate"] / told["jobs_2"]["rate"]
        told["ray_2_of_twice_ray_1"] = told["ray_2"]["rate"] / told["ray_1"]["rate"] / 2
    return told


def small(folder: Path, lines: list[bytes], *, ray: bool) -> dict[str, float]:
    """What it takes to read twenty reports, from nothing to the end."""
    from isnad.batch.ray_runner import OnRay

    source = folder / "small.jsonl"
    source.write_bytes(b"".join(lines[:20]))
    told = {"here": timed(Here(), source, folder / "small-here")["seconds"],
            "jobs_2": timed(InProcesses(2), source, folder / "small-jobs")["seconds"]}
    return told | ({"ray_2": timed(OnRay("local", 2), source, folder / "small-ray")["seconds"]} if ray else {})


def per_core(folder: Path, source: Path, name: str) -> dict[str, float]:
    """What reading a source in one part costs one core, in seconds of it, and what is written."""
    out = folder / name
    began = cores()
    timed(Here(), source, out, 10**9)
    spent = cores() - began
    said = json.loads((out / "_batch.json").read_text("utf-8"))["counts"]
    written = sum(map(len, tables(out).values()))
    reports = said["records"] + said["rejects"]
    return {"reports": reports, "records": said["records"], "core_ms_a_report": spent / reports * 1000,
            "input_bytes_a_report": source.stat().st_size / reports, "written_bytes_a_report": written / reports}


def taking_in(folder: Path, name: str) -> float:
    """What it costs a core to take an output into a ledger, in milliseconds a report."""
    output = output_of(str(folder / name))
    assert output is not None
    ledger = open_ledger(f"sqlite:///{folder}/{name}.db")
    began = cores()
    counts = ingest(ledger, output)
    spent = cores() - began
    ledger.close()
    return spent / counts.new * 1000


def looking(source: Path) -> dict[str, float]:
    """What it costs to find where an archive can be cut."""
    sources = find([str(source)])
    began = cores()
    look(sources, Settings((str(source),), None, None, PART, mark()))
    spent = cores() - began
    return {"core_seconds": spent, "mb_a_core_second": source.stat().st_size / spent / 1e6}


def memory(folder: Path) -> dict[str, float]:
    """The most that a process takes, in megabytes, for an input in one part and for one sixteen times as long. It is of
    lines that are rejected, since they are held and written as records are, and are read at once."""
    told = {}
    for name, times in (("25_mb", 1), ("400_mb", 16)):
        source = folder / f"{name}.jsonl"
        with source.open("wb") as stream:
            for _ in range(times):
                stream.write((json.dumps({"headline": "x" * 2470}) + "\n").encode() * 10_000)
        code = ("import sys; from isnad.cli import app\n"
                "try: app(sys.argv[1:], standalone_mode=False)\n"
                "except BaseException: pass\n"
                "print(*(int(line.split()[1]) // 1024 for line in open('/proc/self/status') if 'VmHWM' in line))")
        words = ["batch", str(source), "--out", str(folder / f"memory-{name}"), "--jobs", "0", "--quiet",
                 "--part-size", "1GB"]
        done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=True)
        told[name] = float(done.stdout.split()[-1])
    return told


def on_cluster(folder: Path, source: Path) -> dict[str, Any]:
    """Three nodes, of which one is taken away on the way."""
    from ray.cluster_utils import Cluster

    from isnad.batch.ray_runner import OnRay

    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    nodes = [cluster.add_node(num_cpus=1) for _ in range(2)]
    out = folder / "cluster"

    def take_away() -> None:
        while len(list(out.glob("parts/part-*.json"))) < 3:
            time.sleep(0.05)
        cluster.remove_node(nodes[0], allow_graceful=False)

    killer = threading.Thread(target=take_away, daemon=True)
    killer.start()
    told = timed(OnRay(cluster.address), source, out)
    killer.join()
    cluster.shutdown()
    return {"seconds": told["seconds"], "same": tables(out) == tables(folder / "here")}


def main() -> None:
    """Measure, print, and leave with 1 where an output differs or Ray falls behind."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--reports", type=int, default=600)
    options.add_argument("--no-ray", action="store_true")
    options.add_argument("--cluster", action="store_true")
    given = options.parse_args()
    if not CORPUS.exists():
        sys.exit(f"{CORPUS} is not there; nothing is measured")
    lines = list(corpus(given.reports))
    with TemporaryDirectory() as name:
        folder = Path(name)
        source, archive = folder / "x.jsonl", folder / "x.warc.gz"
        source.write_bytes(b"".join(lines))
        few = [json.loads(line) for line in lines[:given.reports // 2]]
        archive.write_bytes(b"".join(page(number, about) for number, about in enumerate(few)))
        other = folder / "english.warc.gz"
        other.write_bytes(b"".join(page(number, None) for number in range(2 * len(lines))))
        first = folder / "first.warc.gz"
        first.write_bytes(page(0, few[0]) + page(1, None))
        result: dict[str, Any] = {"cores": os.cpu_count(), "load": os.getloadavg()[0], "reports": len(lines)}
        result["small_seconds"] = small(folder, lines, ray=not given.no_ray)
        result["lines"] = against_processes(folder, source, ray=not given.no_ray)
        timed(Here(), first, folder / "first")  # what is loaded once is loaded now
        result["a_core"] = {"lines": per_core(folder, source, "core-lines"),
                            "pages": per_core(folder, archive, "core-pages"),
                            "pages_in_english": per_core(folder, other, "core-english"),
                            "looking": looking(archive), "taking_in_ms_a_report": taking_in(folder, "core-lines")}
        result["memory_mb"] = memory(folder)
        if given.cluster:
            result["cluster"] = on_cluster(folder, source)
    print(json.dumps(result, ensure_ascii=False, indent=1))  # noqa: T201 - what it is for
    same = result["lines"]["same"] and result.get("cluster", {}).get("same", True)
    slow = not given.no_ray and result["lines"]["ray_2_of_jobs_2"] < TARGET["ray_2_of_jobs_2"]
    sys.exit(1 if slow or not same else 0)


if __name__ == "__main__":
    main()
