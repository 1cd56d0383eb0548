"""A ledger of the corpus: how fast reports come in beside reading alone, how it grows, how soon things are found.

``python benchmarks/ledger.py [--reports N] [--jobs N] [--postgresql ADDRESS]``. Every rate is a ratio to reading alone
in the same run. ``ADDRESS`` is an empty PostgreSQL database, as postgresql://postgres@127.0.0.1/isnad.
"""

from __future__ import annotations

import argparse
import gzip
import json
import shutil
import statistics
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from isnad.commands import read_report
from isnad.ledger.database import Ledger, open_ledger
from isnad.ledger.ingest import ingest
from isnad.ledger.search import Query, find
from isnad.ledger.stats import stats
from isnad.ledger.views import views
from isnad.reading.reader import Reading
from isnad.sources import Incoming, open_sources

CORPUS = Path(__file__).parents[2] / "shared" / "corpus" / "saudinewsnet_dev.jsonl.gz"
TARGET = {"rate": 0.6, "find_p95_ms": 50.0}
QUERIES = [
    Query("الضمانات الأمنية"), Query("اليمن"), Query('"مجلس الأمن"'), Query("الاتفاق النووي -إسرائيل"), Query("حوث*"),
    Query(country=("SAU",)), Query("السلام", country=("YEM",)), Query(act=("deny",)),
    Query(act=("accuse",), sector=("GOV",)),
    Query(type=("ASSAULT",), status=("actual",)), Query("صنعاء", type=("ASSAULT",)), Query(speaker=("الجبير",)),
    Query(actor=("أوباما",)), Query("النفط", kinds=("report",)), Query(since="2015-08-01", until="2015-08-07"),
]
"""Searches such as people make: words, phrases, filters, and all of these."""


def corpus(reports: int | None) -> Iterator[Incoming]:
    """The corpus's reports, or the first so many."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "corpus.jsonl"
        with gzip.open(CORPUS) as packed, path.open("wb") as plain:
            shutil.copyfileobj(packed, plain)
        yield from islice(open_sources([str(path)]), reports)


def seconds(began: float) -> float:
    """Since a moment of the clock."""
    return time.perf_counter() - began


def measure(ledger: Ledger, items: list[Incoming], jobs: int) -> dict[str, Any]:
    """Take reports in by quarters, then all of them again."""
    parts = []
    for number in range(4):
        part = items[len(items) * number // 4:len(items) * (number + 1) // 4]
        began = time.perf_counter()
        ingest(ledger, part, jobs=jobs)
        parts.append({"rate": len(part) / seconds(began), "find_p95_ms": times_to_find(ledger),
                      "bytes_a_report": stats(ledger)["bytes_a_report"]})
    before = stats(ledger)
    began = time.perf_counter()
    again = ingest(ledger, items, jobs=jobs)
    after = stats(ledger)
    same = {key: value for key, value in before.items() if not key.startswith("bytes")} == {
        key: value for key, value in after.items() if not key.startswith("bytes")}
    return {"quarters": parts, "again_rate": len(items) / seconds(began), "again_new": again.new + again.changed,
            "again_same_counts": same, "stats": after}


def times_to_find(ledger: Ledger, repeats: int = 5) -> float:
    """Milliseconds at the 95th percentile for a page of a query's results with all that is shown of them."""
    times = []
    for _ in range(repeats):
        for query in QUERIES:
            began = time.perf_counter()
            found = find(ledger, query)
            with ledger.look() as db:
                views(db, found.rows)
            times.append(seconds(began) * 1000)
    return statistics.quantiles(times, n=20)[-1]


def main() -> None:
    """Measure, print, and leave with 1 where a target is missed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--reports", type=int)
    options.add_argument("--jobs", type=int, default=1)
    options.add_argument("--postgresql")
    given = options.parse_args()
    if not CORPUS.exists():
        sys.exit(f"{CORPUS} is not there; nothing is measured")
    items = list(corpus(given.reports))
    read_report(items[0], None, Reading.record)
    began = time.perf_counter()
    for item in items:
        read_report(item, None, Reading.record)
    alone = len(items) / seconds(began)
    result: dict[str, Any] = {"reports": len(items), "jobs": given.jobs, "reading_alone_rate": alone}
    with TemporaryDirectory() as folder:
        addresses = {"sqlite": f"sqlite:///{folder}/isnad.db"}
        if given.postgresql:
            addresses["postgresql"] = given.postgresql
        for name, address in addresses.items():
            result[name] = measure(open_ledger(address), items, given.jobs)
            rates = [part["rate"] for part in result[name]["quarters"]]
            result[name]["of_reading_alone"] = len(rates) / sum(1 / rate for rate in rates) / alone
    if given.postgresql:
        counts = [{key: value for key, value in result[name]["stats"].items() if not key.startswith("bytes")}
                  for name in addresses]
        result["same_counts"] = counts[0] == counts[1]
    print(json.dumps(result, ensure_ascii=False, indent=1))  # noqa: T201 - what it is for
    missed = [name for name in addresses if result[name]["of_reading_alone"] < TARGET["rate"]
              or result[name]["quarters"][-1]["find_p95_ms"] > TARGET["find_p95_ms"]]
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
