"""The reading room under load, beside Datasette on the same file; and how soon a browser shows a report.

``python benchmarks/web.py [--ledger FILE] [--readers N] [--seconds S] [--rounds R] [--workers N] [--json FILE]``.
Readers ask for one address after the other, as fast as they are answered, while other reports are taken into the same
ledger. The room and Datasette take turns, so that both see the same machine. Without ``--ledger`` one is made of the
corpus, which takes a while; a ledger that is given is copied first. Datasette is installed into build/datasette.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import json
import random
import re
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import threading
import time
import venv
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).parents[1]
CORPUS = ROOT.parent / "shared" / "corpus"
FIRST, OTHERS = CORPUS / "saudinewsnet_dev.jsonl.gz", CORPUS / "ant_dev.jsonl.gz"
"""The reports that the ledger is made of, and those that come in meanwhile."""
ISNAD = Path(sys.executable).parent / "isnad"
DATASETTE = ROOT / "build" / "datasette"
TABLES = ("report", "statement", "event")
ROWS = 20
"""Rows on a page of Datasette's, as many as the room shows things on one."""
BROWSER = {"accept": "text/html,application/xhtml+xml", "accept-encoding": "gzip", "accept-language": "ar",
           "connection": "keep-alive"}
TARGET = {"of_datasette": 1.0, "paint_ms": 1000.0, "assets_bytes": 300_000}
"""The most that each may be; and there must be no error, and reports must have come in."""
PAINTS = 7
"""How often a browser opens a report with nothing kept."""

Addresses = Mapping[str, Sequence[str]]
"""Addresses by what they are pages of."""


@dataclass(slots=True)
class Answers:
    """What readers were answered: milliseconds by kind of page, and what went wrong."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def table(self) -> dict[str, dict[str, float]]:
        """Requests a second, median and 95th percentile of each kind of page, and of all."""
        kinds = {kind: times for kind, times in self.times.items() if len(times) > 1}
        if len(kinds) > 1:
            kinds["all"] = [one for times in self.times.values() for one in times]
        return {kind: {"requests": len(times), "a_second": len(times) / self.seconds,
                       "median_ms": statistics.median(times), "p95_ms": statistics.quantiles(times, n=20)[-1]}
                for kind, times in kinds.items()}


def asked(port: int, path: str, connection: http.client.HTTPConnection | None = None) -> tuple[int, bytes]:
    """One address's answer."""
    own = connection or http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    own.request("GET", path, headers=BROWSER)
    answer = own.getresponse()
    return answer.status, answer.read()


def read(port: int, addresses: Addresses, seconds: float, readers: int, seed: int, answers: Answers) -> None:
    """So many readers at once for so long."""
    until = time.perf_counter() + seconds

    def reader(number: int) -> None:
        chance = random.Random(f"{seed} {number}")
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while (began := time.perf_counter()) < until:
            kind = chance.choice(list(addresses))
            path = chance.choice(addresses[kind])
            try:
                status, _ = asked(port, path, connection)
            except (OSError, http.client.HTTPException) as error:
                answers.errors.append(f"{path}: {error!r}")
                connection.close()
                continue
            answers.times[kind].append((time.perf_counter() - began) * 1000)
            if status != 200:
                answers.errors.append(f"{path}: {status}")
        connection.close()

    threads = [threading.Thread(target=reader, args=(number,)) for number in range(readers)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    answers.seconds += seconds


def room_addresses(ledger: Path, seed: int, each: int = 200) -> Addresses:
    """Pages of the room such as people open, drawn from what the ledger holds."""
    chance = random.Random(seed)
    with sqlite3.connect(ledger) as db:
        reports = [key for key, in db.execute("SELECT id FROM report ORDER BY id")]
        headlines = [words for words, in db.execute("SELECT headline FROM version ORDER BY id")]
    chance.shuffle(reports)
    words = [word for headline in chance.sample(headlines, min(len(headlines), 2 * each))
             for word in re.findall(r"[\u0621-\u064a]{4,}", headline)]
    filters = [{}, {}, {"act": "deny"}, {"kind": "statement"}, {"type": "ASSAULT"}, {"kind": "report", "by": "day"},
               {"sector": "GOV", "act": "accuse"}]
    asks = [urlencode({"q": chance.choice(words)} | chance.choice(filters)) for _ in range(each)]
    return {"front": ["/"], "report": [f"/reports/{key}" for key in reports[:each]],
            "search": [f"/search?{one}" for one in asks], "timeline": [f"/timeline?{one}" for one in asks]}


def datasette_addresses(ledger: Path, seed: int, each: int = 70) -> Addresses:
    """Pages of Datasette's for the tables, from wherever in them."""
    chance, found = random.Random(seed), []
    with sqlite3.connect(ledger) as db:
        for table in TABLES:
            keys = [key for key, in db.execute(f"SELECT id FROM {table} ORDER BY id")]
            found += [f"/{ledger.stem}/{table}?" + urlencode({"_size": ROWS, "_next": key})
                      for key in chance.sample(keys, min(each, len(keys)))]
    return {"table": found}


@contextmanager
def running(*command: str | Path) -> Iterator[None]:
    """A server, until the block ends."""
    with subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            process.terminate()


def free_port() -> int:
    """A port that nobody has."""
    with socket.create_server(("127.0.0.1", 0)) as made:
        return int(made.getsockname()[1])


def wait_for(port: int, path: str, seconds: float = 60.0) -> None:
    """Until a server answers."""
    until = time.monotonic() + seconds
    while True:
        try:
            if asked(port, path)[0] == 200:
                return
        except OSError:
            pass
        if time.monotonic() > until:
            sys.exit(f"nothing answers at http://127.0.0.1:{port}{path}")
        time.sleep(0.1)


@contextmanager
def taking_in(ledger: Path, folder: Path) -> Iterator[None]:
    """Other reports come into a ledger, again and again under other addresses, until the block ends."""
    stopped, process = threading.Event(), None

    def take() -> None:
        nonlocal process
        for number in count():
            if stopped.is_set():
                return
            path = folder / f"others-{number}.jsonl"
            with gzip.open(OTHERS, "rt", encoding="utf-8") as packed, path.open("w", encoding="utf-8") as plain:
                for line in packed:
                    told = json.loads(line)
                    told["url"] = f"{told.get('url') or 'https://others.example/' + str(told.get('id'))}?again={number}"
                    plain.write(json.dumps(told, ensure_ascii=False) + "\n")
            process = subprocess.Popen([str(ISNAD), "ingest", "--ledger", f"sqlite:///{ledger}", str(path)],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            process.wait()

    thread = threading.Thread(target=take)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        if process is not None:
            process.terminate()
        thread.join()


def reports_in(ledger: Path) -> int:
    """How many reports a ledger holds."""
    with sqlite3.connect(ledger) as db:
        return int(db.execute("SELECT count(*) FROM report").fetchone()[0])


def datasette() -> tuple[Path, str]:
    """Datasette and its version; installed where it is missing."""
    program = DATASETTE / "bin" / "datasette"
    if not program.exists():
        venv.create(DATASETTE, with_pip=True)
        subprocess.run([DATASETTE / "bin" / "pip", "install", "--quiet", "datasette"], check=True)
    said = subprocess.run([program, "--version"], check=True, capture_output=True, text=True).stdout
    return program, said.strip()


def load(ledger: Path, folder: Path, given: argparse.Namespace) -> dict[str, Any]:
    """The room and Datasette in turns while reports come in."""
    program, version = datasette()
    ports = {"isnad": free_port(), "datasette": free_port()}
    addresses = {"isnad": room_addresses(ledger, given.seed), "datasette": datasette_addresses(ledger, given.seed)}
    answers = {name: Answers() for name in ports}
    with running(ISNAD, "serve", "--ledger", f"sqlite:///{ledger}", "--port", str(ports["isnad"]), "--rate", "0",
                 "--workers", str(given.workers)), \
            running(program, "serve", ledger, "--port", str(ports["datasette"]), "--host", "127.0.0.1"):
        wait_for(ports["isnad"], "/readyz")
        wait_for(ports["datasette"], "/-/versions.json")
        for name in ports:
            read(ports[name], addresses[name], min(3.0, given.seconds), given.readers, given.seed, Answers())
        before, began = reports_in(ledger), time.perf_counter()
        with taking_in(ledger, folder):
            for number in range(given.rounds):
                for name in ports:
                    read(ports[name], addresses[name], given.seconds, given.readers, given.seed + number, answers[name])
            taken = (reports_in(ledger) - before) / (time.perf_counter() - began)
    tables = {name: found.table() for name, found in answers.items()}
    ours, theirs = tables["isnad"]["all"]["median_ms"], tables["datasette"]["table"]["median_ms"]
    return {"datasette": version, "readers": given.readers, "reports_taken_in_a_second": taken, "answers": tables,
            "of_datasette": ours / theirs, "errors": {name: found.errors[:100] for name, found in answers.items()}}


def paint(ledger: Path, report: str) -> dict[str, Any] | None:
    """How soon a browser that keeps nothing shows a report, milliseconds, and the bytes that it loads for it.

    None where there is no Chromium. Useful is the largest thing painted, which on a report's page is its text.
    """
    chromium = shutil.which("chromium")
    if chromium is None:
        return None
    from playwright.sync_api import sync_playwright

    port = free_port()
    with running(ISNAD, "serve", "--ledger", f"sqlite:///{ledger}", "--port", str(port), "--rate", "0"), \
            sync_playwright() as playwright:
        wait_for(port, "/readyz")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--disable-gpu"])
        runs = []
        for _ in range(PAINTS):
            context = browser.new_context(viewport={"width": 1366, "height": 900}, locale="ar")
            context.add_init_script(LOOK)
            page = context.new_page()
            page.goto(f"http://127.0.0.1:{port}/reports/{report}", wait_until="load")
            page.wait_for_timeout(500)
            runs.append(page.evaluate("window.__seen()"))
            context.close()
        browser.close()
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]} | {"report": report}


LOOK = """
const painted = {};
new PerformanceObserver((list) => { for (const each of list.getEntries()) painted.largest = each.startTime; })
  .observe({ type: "largest-contentful-paint", buffered: true });
window.__seen = () => {
  const loaded = performance.getEntriesByType("resource");
  const page = performance.getEntriesByType("navigation")[0];
  return {
    first_paint_ms: performance.getEntriesByName("first-contentful-paint")[0]?.startTime,
    useful_paint_ms: painted.largest,
    page_bytes: page.transferSize,
    assets_bytes: loaded.reduce((sum, each) => sum + each.transferSize, 0),
    requests: loaded.length + 1,
  };
};
"""


def a_ledger(given: argparse.Namespace, folder: Path) -> Path:
    """The ledger to measure on: a copy of the one that is given, or one made of the corpus."""
    path = folder / "ledger.db"
    if given.ledger:
        with sqlite3.connect(given.ledger) as one, sqlite3.connect(path) as other:
            one.backup(other)
    else:
        plain = folder / "corpus.jsonl"
        with gzip.open(FIRST) as packed, plain.open("wb") as out:
            shutil.copyfileobj(packed, out)
        subprocess.run([ISNAD, "ingest", "--ledger", f"sqlite:///{path}", plain], check=True)
    return path


def a_long_report(ledger: Path) -> str:
    """A report with much in it: at the 90th percentile of how many statements there are."""
    with sqlite3.connect(ledger) as db:
        found = [key for key, in db.execute("SELECT report_id FROM statement WHERE vanished IS NULL GROUP BY report_id "
                                            "ORDER BY count(*), report_id")]
    return str(found[len(found) * 9 // 10])


def show(result: dict[str, Any]) -> None:
    """The figures as a table."""
    say = print
    say(f"{'':22}{'requests/s':>12}{'median ms':>12}{'95th ms':>12}")
    for name, table in result["load"]["answers"].items():
        for kind, told in table.items():
            say(f"{name + ' ' + kind:22}{told['a_second']:12.1f}{told['median_ms']:12.1f}{told['p95_ms']:12.1f}")
    say(f"of Datasette's median: {result['load']['of_datasette']:.2f} ({result['load']['datasette']}); errors: "
        f"{ {name: len(found) for name, found in result['load']['errors'].items()} }; "
        f"{result['load']['reports_taken_in_a_second']:.1f} reports a second came in meanwhile")
    if result["paint"]:
        say("a report, cold: first paint {first_paint_ms:.0f} ms, useful paint {useful_paint_ms:.0f} ms, "
            "{assets_bytes:,.0f} bytes of assets, {page_bytes:,.0f} of the page".format(**result["paint"]))


def main() -> None:
    """Measure, print, and leave with 1 where a target is missed."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--ledger", type=Path)
    options.add_argument("--readers", type=int, default=20)
    options.add_argument("--seconds", type=float, default=20.0, help="of a turn")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--workers", type=int, default=1, help="processes of the room; Datasette has one")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--json", type=Path)
    given = options.parse_args()
    if not OTHERS.exists():
        sys.exit(f"{CORPUS} is not there; nothing is measured")
    with TemporaryDirectory() as name:
        folder = Path(name)
        ledger = a_ledger(given, folder)
        result: dict[str, Any] = {"reports": reports_in(ledger), "paint": paint(ledger, a_long_report(ledger)),
                                  "load": load(ledger, folder, given)}
    show(result)
    if given.json:
        given.json.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", "utf-8")
    painted = result["paint"] or {"useful_paint_ms": 0, "assets_bytes": 0}
    told = result["load"]
    missed = [told["of_datasette"] > TARGET["of_datasette"], any(told["errors"].values()),
              told["reports_taken_in_a_second"] == 0, painted["useful_paint_ms"] > TARGET["paint_ms"],
              painted["assets_bytes"] > TARGET["assets_bytes"]]
    sys.exit(1 if any(missed) else 0)


if __name__ == "__main__":
    main()
