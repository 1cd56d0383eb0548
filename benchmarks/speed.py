"""How fast reports are read, on one core, beside the plainest thing that could be done with their words.

Usage: speed.py [--reports N] [FILE.jsonl.gz …]   (../shared/corpus/*.jsonl.gz where no file is given)

Prints reports and words a second, the same for a bare regular expression that only finds the words, what the events
cost beside the rest of the reading, how long the lexicon takes to load, the peak memory of the process, and the cold
start of the command on one small file.
"""

from __future__ import annotations

import argparse
import gzip
import io
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

from isnad.reading.awaited import find_awaited
from isnad.reading.events import find_events
from isnad.reading.reader import Reader
from isnad.sources import RawReport, read_source

CORPUS = Path(__file__).parent.parent.parent / "shared" / "corpus"
WORD = re.compile(r"\w+")
SMALL = "الوزير في مسقط\n\nقال وزير الخارجية العماني بدر البوسعيدي إن المحادثات مستمرة.\n"


def reports(paths: list[Path], limit: int) -> list[RawReport]:
    """The first reports of every file, ``limit`` in all, the same number of each."""
    found: list[RawReport] = []
    for path in paths:
        share: list[RawReport] = []
        for item in read_source(io.BytesIO(gzip.decompress(path.read_bytes())), path.name):
            if isinstance(item.report, RawReport) and len(share) < limit // len(paths):
                share.append(item.report)
        found += share
    return found


def seconds(work: Callable[[], object]) -> float:
    """How long some work takes, in seconds."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def events_share(read: Callable[[], None]) -> float:
    """What the events and what is awaited cost, as a share of all the reading beside them, in one run."""
    spent = 0.0

    def timed(stage: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any) -> Any:
            nonlocal spent
            start = time.perf_counter()
            try:
                return stage(*given)
            finally:
                spent += time.perf_counter() - start
        return run

    with (mock.patch("isnad.reading.reader.find_events", timed(find_events)),
          mock.patch("isnad.reading.reader.find_awaited", timed(find_awaited))):
        total = seconds(read)
    return spent / (total - spent)


def cold_starts(times: int) -> list[float]:
    """How long the command takes on one small file, from nothing to the end, in seconds."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.txt"
        path.write_text(SMALL, "utf-8")
        command = [str(Path(sys.executable).parent / "isnad"), "read", str(path)]
        return [seconds(lambda: subprocess.run(command, capture_output=True, check=True)) for _ in range(times)]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--reports", type=int, default=2000)
    args = parser.parse_args()
    paths = args.files or sorted(CORPUS.glob("*.jsonl.gz"))
    if not paths:
        sys.exit(f"no files given, and none in {CORPUS}")
    load = seconds(Reader)
    reader = Reader()
    batch = reports(paths, args.reports)
    words = sum(len(WORD.findall(f"{report.headline}\n{report.text}")) for report in batch)

    def find_words() -> None:
        for report in batch:
            WORD.findall(f"{report.headline}\n{report.text}")

    def read() -> None:
        for report in batch:
            reader.read(report.text, headline=report.headline, published=report.published, publisher=report.publisher)

    baseline, reading = seconds(find_words), seconds(read)
    share = events_share(read)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    starts = cold_starts(7)
    lines = [
        f"{len(batch):,} reports, {words:,} words",
        f"reading          {words / reading:12,.0f} words/s {len(batch) / reading:9,.1f} reports/s",
        f"finding words    {words / baseline:12,.0f} words/s {len(batch) / baseline:9,.1f} reports/s",
        f"ratio            {reading / baseline:12,.1f} times the time of finding words",
        f"events           {share:12.2f} of the time of the rest of the reading",
        f"lexicon          {load:12.2f} s to load",
        f"memory           {peak:12,.0f} MB at its peak, the reports held in memory included",
        f"cold start       {statistics.median(starts):12.2f} s for `isnad read FILE`, the median of {len(starts)} "
        f"({min(starts):.2f} to {max(starts):.2f})",
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
