"""Is anything lost or doubled where a program that takes reports in is killed, or several write at once?

``python benchmarks/crash.py [--kills N] [--reports N] [--postgresql ADDRESS]``. ADDRESS is a server on which databases
may be made, as postgresql://postgres@127.0.0.1:5432/postgres; without it, SQLite alone is tried.

On each database: ``isnad ingest … --log`` is killed with SIGKILL at random moments, N times; after each, every report
that the log had told of must be there, and the ledger hold together. Then it takes in everything, to the end. Last, two
``isnad watch`` and one ``isnad ingest`` write into one ledger at once. Prints figures as JSON and leaves with 1 if
anything was lost, doubled or damaged. Its reports are made of sentences of our own.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.sax.saxutils import escape

from sqlalchemy import func, select
from sqlalchemy.engine import make_url

from isnad.ledger.database import open_ledger
from isnad.ledger.schema import entry, report, version
from isnad.ledger.verify import verify

ISNAD = Path(sys.executable).parent / "isnad"
WHO = ["وزير الخارجية المصري نبيل فوزي", "وزير الدفاع التشادي إدريس صالح", "وزير النقل العماني سالم الحارثي",
       "المتحدث باسم الكرملين دميتري بيسكوف", "الأمين العام لحلف شمال الأطلسي ينس ستولتنبرغ", "محافظ البنك عمر إدريس"]
SAYS = ["قال {who} إن {what}.", "أكد {who} أن {what}.", "وأعلن {who} أن {what}.", "نفى {who} أن {what}.",
        "حذر {who} من أن {what}."]
WHAT = ["المحادثات مستمرة في {where}", "الجسر في {where} سيفتتح الأسبوع المقبل", "بلاده تنتظر ردا من {where}",
        "الوفد سيعود من {where} غدا", "القوات انسحبت من {where}", "المساعدات وصلت إلى {where}"]
WHERE = ["مسقط", "صلالة", "القاهرة", "الخرطوم", "نجامينا", "موسكو", "بروكسل", "الفاشر", "عدن", "الدوحة"]
CONTENT = "http://purl.org/rss/1.0/modules/content/"
OUTLETS = ["المرصد", "المنبر", "الميدان"]


def made(number: int) -> dict[str, str]:
    """One report of our own. One in five is another's text at an address of its own; one in seven an old one's
    address with another text."""
    choice = random.Random(number - number % 5 if number % 5 == 4 else number)
    pairs = [(choice.choice(SAYS), choice.choice(WHO), choice.choice(WHAT), choice.choice(WHERE)) for _ in range(4)]
    text = " ".join(say.format(who=who, what=what.format(where=where)) for say, who, what, where in pairs)
    address = number - 3 if number % 7 == 6 else number
    return {"url": f"https://news.example/{address}", "headline": pairs[0][2].format(where=pairs[0][3]), "text": text,
            "publisher": OUTLETS[number % 3], "published": f"2022-0{1 + number % 9}-{10 + number % 18}"}


def lines(path: Path) -> list[dict[str, Any]]:
    """The whole lines of a log; the last may be torn off."""
    if not path.exists():
        return []
    found = []
    for line in path.read_text("utf-8").split("\n")[:-1]:
        with suppress(ValueError):  # one that was torn off, and the next behind it
            found.append(json.loads(line))
    return found


class Trial:
    """One database, on which everything is tried."""

    def __init__(self, name: str, address: str, folder: Path, reports: int) -> None:
        self.name, self.address, self.folder, self.reports = name, address, folder, reports
        self.source, self.log = folder / f"{name}.jsonl", folder / f"{name}.log"
        self.source.write_text("".join(json.dumps(made(n), ensure_ascii=False) + "\n" for n in range(reports)), "utf-8")
        self.faults: list[str] = []
        self.told: list[dict[str, Any]] = []
        self.environment = os.environ | {"ISNAD_LEDGER": address}

    def begin(self, *args: str | Path) -> subprocess.Popen[bytes]:
        """Start isnad."""
        return subprocess.Popen([ISNAD, *map(str, args)], env=self.environment, stdout=subprocess.DEVNULL,
                                stderr=subprocess.PIPE)

    def ended(self, process: subprocess.Popen[bytes], codes: tuple[int, ...] = (0,)) -> None:
        """Wait for one that should end by itself."""
        _, said = process.communicate(timeout=1800)
        if process.returncode not in codes:
            self.faults.append(f"{process.args!r} left with {process.returncode}: {said.decode()[-500:]}")

    def kill(self, kills: int) -> dict[str, Any]:
        """Kill it again and again while it takes reports in."""
        chance, cut, held, seconds = random.Random(kills), 0, 0, 0.0
        began = time.perf_counter()
        for _ in range(kills):
            process = self.begin("ingest", self.source, "--quiet", "--log", self.log)
            until = time.monotonic() + 60
            # so many reports after it has begun to write, and a moment that falls anywhere in the next
            more = chance.randrange(0, 12)
            while self.written() <= more and process.poll() is None and time.monotonic() < until:
                time.sleep(0.01)
            time.sleep(chance.uniform(0, 0.05))
            process.send_signal(signal.SIGKILL)
            process.communicate()
            moment = time.perf_counter()
            cut += process.returncode == -signal.SIGKILL
            held = self.check()
            seconds += time.perf_counter() - moment
            if held >= self.expected()[0]:  # all is there: begin anew beside what there is
                self.renew()
        self.ended(self.begin("ingest", self.source, "--quiet", "--log", self.log))
        held = self.check(whole=True)
        return {"kills": kills, "cut_off": cut, "told": len(self.told), "reports": held,
                "seconds": round(time.perf_counter() - began - seconds), "seconds_checking": round(seconds)}

    def written(self) -> int:
        """How many reports the one that runs has told of that were not known already."""
        return sum(line["event"] == "kept" and line["what"] != "known" for line in lines(self.log))

    def renew(self) -> None:
        """More reports, so that the next run has something to do."""
        with self.source.open("a", encoding="utf-8") as file:
            for number in range(self.reports, self.reports + 200):
                file.write(json.dumps(made(number), ensure_ascii=False) + "\n")
        self.reports += 200

    def expected(self) -> tuple[int, int]:
        """How many reports and versions there are when all is taken in."""
        told = [made(n) for n in range(self.reports)]
        return len({each["url"] for each in told}), len({(each["url"], each["headline"], each["text"],
                                                          each["published"]) for each in told})

    def check(self, *, whole: bool = False) -> int:
        """What the log has told is there, nothing is there twice, and the ledger holds together."""
        self.told += [line for line in lines(self.log) if line["event"] == "kept" and line["what"] != "known"]
        self.log.unlink(missing_ok=True)
        ledger = open_ledger(self.address)
        try:
            with ledger.look() as db:
                versions = set(db.execute(select(version.c.id)).scalars())
                addresses = list(db.execute(select(report.c.address)).scalars())
                entries = db.execute(select(func.count()).select_from(entry).where(entry.c.kind == "report")).scalar()
            lost = {line["version"] for line in self.told} - versions
            if lost:
                self.faults.append(f"{self.name}: lost {len(lost)}: {sorted(lost)[:5]}")
            if len(addresses) != len(set(addresses)) or entries != len(addresses):
                self.faults.append(f"{self.name}: {len(addresses)} reports, {len(set(addresses))} addresses, "
                                   f"{entries} entries")
            self.faults += [f"{self.name}: {key}: {what}" for key, what in verify(ledger)]
            if whole and (len(addresses), len(versions)) != self.expected():
                self.faults.append(f"{self.name}: {len(addresses)} reports in {len(versions)} versions; "
                                   f"{self.expected()} were given")
            return len(addresses)
        finally:
            ledger.close()

    def together(self) -> dict[str, Any]:
        """Two that watch the same feeds and one that takes the same reports in, all at once."""
        first = self.reports
        extra = [made(number) for number in range(first, first + 60)]
        more = self.folder / f"{self.name}-more.jsonl"
        more.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in extra), "utf-8")
        began = time.perf_counter()
        with served([extra[n::3] for n in range(3)]) as urls:
            feeds = self.folder / "feeds.toml"
            feeds.write_text('allow = ["127.0.0.1"]\nfollow = false\npace = 0\n' + "".join(
                f'[[feed]]\nurl = "{url}"\n' for url in urls), "utf-8")
            running = [self.begin("watch", feeds, "--once", "--quiet", "--log", self.log) for _ in range(2)]
            running.append(self.begin("ingest", more, "--quiet", "--log", self.log))
            for process in running:
                self.ended(process)
        held = self.check()
        ledger = open_ledger(self.address)
        with ledger.look() as db:
            there = set(db.execute(select(report.c.address)).scalars())
        ledger.close()
        if not any("127.0.0.1" in line["source"] for line in self.told):
            self.faults.append(f"{self.name}: the feeds brought nothing")
        lost = {each["url"] for each in extra} - there
        if lost:
            self.faults.append(f"{self.name}: together lost {len(lost)}")
        kept = [line["report"] for line in self.told if line["what"] == "new"]
        twice = len(kept) - len(set(kept))
        if twice:
            self.faults.append(f"{self.name}: {twice} reports told new twice")
        return {"writers": 3, "reports": held, "seconds": round(time.perf_counter() - began)}


@contextmanager
def served(feeds: list[list[dict[str, str]]]) -> Iterator[list[str]]:
    """Feeds of reports on this machine; gives their addresses."""
    bodies = {f"/{number}.xml": _rss(reports) for number, reports in enumerate(feeds)}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = bodies.get(self.path)
            self.send_response(200 if body else 404)
            self.send_header("content-type", "application/rss+xml")
            self.send_header("content-length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield [f"http://127.0.0.1:{server.server_address[1]}{path}" for path in bodies]
    server.shutdown()
    server.server_close()


def _rss(reports: list[dict[str, str]]) -> bytes:
    entries = "".join(f"<item><title>{escape(each['headline'])}</title><link>{escape(each['url'])}</link>"
                      f"<content:encoded>{escape(each['text'])}</content:encoded></item>" for each in reports)
    return (f'<rss version="2.0" xmlns:content="{CONTENT}"><channel><title>أخبار</title>{entries}</channel>'
            f"</rss>").encode()


@contextmanager
def on_postgresql(server: str | None) -> Iterator[dict[str, str]]:
    """A new database by its address, where there is a server; dropped in the end."""
    if server is None:
        yield {}
        return
    import psycopg

    name = f"isnad_crash_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as db:
        db.execute(f'CREATE DATABASE "{name}" TEMPLATE template0 ENCODING UTF8'.encode())
        try:
            yield {"postgresql": make_url(server).set(database=name).render_as_string(hide_password=False)}
        finally:
            db.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


def main() -> int:
    """Try it all, print, and tell whether something went wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--reports", type=int, default=300)
    parser.add_argument("--postgresql", default=os.environ.get("ISNAD_TEST_POSTGRESQL"))
    given = parser.parse_args()
    figures: dict[str, Any] = {}
    faults: list[str] = []
    with TemporaryDirectory() as place, on_postgresql(given.postgresql) as server:
        folder = Path(place)
        addresses = {"sqlite": f"sqlite:///{folder}/crash.db"} | server
        trials = [Trial(name, address, folder, given.reports) for name, address in addresses.items()]
        with ThreadPoolExecutor() as pool:
            for trial, killed in zip(trials, pool.map(lambda each: each.kill(given.kills), trials), strict=True):
                figures[trial.name] = {"killed": killed}
        for trial in trials:
            figures[trial.name]["together"] = trial.together()
            faults += trial.faults
    print(json.dumps({**figures, "faults": faults}, ensure_ascii=False, indent=2))  # noqa: T201 - what it is for
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
