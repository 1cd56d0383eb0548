"""Several who write at once, and one who is killed: nothing is lost, nothing is there twice.

``benchmarks/crash.py`` does the same a hundred times.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import select

from isnad.ledger.database import Ledger, open_ledger
from isnad.ledger.ingest import Counts, ingest
from isnad.ledger.schema import report, revision, version
from isnad.ledger.stats import stats
from isnad.ledger.verify import verify
from isnad.ledger.versions import current_record
from isnad.sources import Incoming, RawReport

ISNAD = Path(sys.executable).parent / "isnad"
WHO = ["وزير الخارجية المصري نبيل فوزي", "وزير الدفاع التشادي إدريس صالح", "وزير النقل العماني سالم الحارثي"]
WHERE = ["مسقط", "صلالة", "القاهرة", "الخرطوم", "نجامينا", "موسكو", "بروكسل", "الفاشر", "عدن", "الدوحة"]


def told(number: int) -> dict[str, str]:
    return {"url": f"https://one.example/{number}", "published": f"2022-01-{10 + number % 10}", "publisher": "المرصد",
            "text": f"قال {WHO[number % 3]} إن المحادثات مستمرة في {WHERE[number % 10]} منذ {number + 2} أيام. "
                    f"ونفى {WHO[(number + 1) % 3]} ذلك."}


def items(numbers: range) -> list[Incoming]:
    return [Incoming("news", RawReport(**told(number)), number) for number in numbers]


def test_two_at_once_write_overlapping_reports_once(ledger: Ledger, ledger_address: str) -> None:
    def write(numbers: range) -> Counts:
        own = open_ledger(ledger_address)
        try:
            return ingest(own, items(numbers))
        finally:
            own.close()

    with ThreadPoolExecutor(3) as pool:
        some = list(pool.map(write, (range(16), range(8, 24), range(23, 7, -1))))
    assert sum(each.new for each in some) == 24
    assert sum(each.known for each in some) == 24
    assert sum(each.rejected + each.changed for each in some) == 0
    figures = stats(ledger)
    assert (figures["reports"], figures["versions"], figures["revision"]) == (24, 24, 24)
    assert list(verify(ledger)) == []


def test_whoever_looks_while_others_write_sees_whole_reports(ledger: Ledger, ledger_address: str) -> None:
    own = open_ledger(ledger_address)
    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(ingest, own, items(range(12)))
        while not writing.done():
            with ledger.look() as db:
                keys = db.execute(select(report.c.id)).scalars().all()
                numbers = db.execute(select(revision.c.number).order_by(revision.c.number)).scalars().all()
                assert numbers == list(range(1, len(keys) + 1))
                assert all(current_record(db, key) is not None for key in keys)
        assert writing.result().new == 12
    own.close()


def test_two_write_versions_of_the_same_reports_at_once(ledger: Ledger, ledger_address: str) -> None:
    def write(ending: str) -> Counts:
        own = open_ledger(ledger_address)
        try:
            return ingest(own, [Incoming("news", RawReport(**(told(n) | {"text": f"{told(n)['text']} {ending}"})))
                                for n in range(8)])
        finally:
            own.close()

    with ThreadPoolExecutor(2) as pool:
        some = list(pool.map(write, ("وعاد الوفد.", "وبقي الوفد.")))
    assert sum(each.new for each in some) == 8
    assert sum(each.changed for each in some) == 8
    with ledger.look() as db:
        numbers = db.execute(select(version.c.report_id, version.c.number)).all()
    assert len(set(numbers)) == len(numbers) == 16
    assert {number for _, number in numbers} == {1, 2}
    assert list(verify(ledger)) == []


def test_what_was_told_to_be_kept_is_there_after_a_kill(
    ledger: Ledger, ledger_address: str, tmp_path: Path,
) -> None:
    source, log = tmp_path / "news.jsonl", tmp_path / "log"
    source.write_text("".join(json.dumps(told(n), ensure_ascii=False) + "\n" for n in range(400)), "utf-8")

    def kept() -> list[str]:
        whole = log.read_text("utf-8").split("\n")[:-1] if log.exists() else []
        return [each["version"] for each in map(json.loads, whole) if each["event"] == "kept"]

    with subprocess.Popen([ISNAD, "ingest", source, "--quiet", "--log", log],
                          env=os.environ | {"ISNAD_LEDGER": ledger_address}) as process:
        until = time.monotonic() + 60
        while len(kept()) < 5 and process.poll() is None and time.monotonic() < until:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    with ledger.look() as db:
        held = set(db.execute(select(version.c.id)).scalars())
    assert 5 <= len(kept()) < 400
    assert set(kept()) <= held
    assert list(verify(ledger)) == []
    before = len(held)
    assert ingest(ledger, items(range(before + 4))) == Counts(new=4, known=before)
    assert list(verify(ledger)) == []
