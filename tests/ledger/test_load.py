"""What a process has loaded last."""

from __future__ import annotations

from sqlalchemy import select

from isnad.ledger.database import Ledger
from isnad.ledger.ingest import ingest
from isnad.ledger.load import Recent
from isnad.ledger.schema import report
from isnad.sources import Incoming, RawReport


def test_what_is_held_and_what_is_not_come_together_however_little_is_kept(ledger: Ledger) -> None:
    came = [RawReport(f"قال الوزير سالم الحارثي إن الجولة {number} من المحادثات مستمرة.", url=f"https://x.example/{number}")
            for number in range(4)]
    ingest(ledger, [Incoming("here", each) for each in came])
    with ledger.look() as db:
        ids = sorted(db.execute(select(report.c.id)).scalars())
        recent = Recent(most=2)
        assert sorted(recent.get(db, ids[:2])) == ids[:2]
        assert sorted(recent.get(db, ids)) == ids
