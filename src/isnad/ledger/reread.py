"""Reading old reports again, once the reader has improved; what it changes is told and kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import select

from isnad.ledger.database import Ledger
from isnad.ledger.identity import reader_mark
from isnad.ledger.ingest import FEW, read_and_prepare
from isnad.ledger.pool import in_processes
from isnad.ledger.prepare import Prepared
from isnad.ledger.schema import report, version
from isnad.ledger.versions import raw_of
from isnad.ledger.write import Kept, keep
from isnad.sources import Incoming, Rejected

Tell = Callable[[Incoming, "Kept | Rejected"], None]


def waiting(ledger: Ledger, *, every: bool = False) -> list[str]:
    """The reports whose current version another reader has read, or all of them."""
    with ledger.look() as db:
        found = select(report.c.id).join(version, version.c.id == report.c.version_id).order_by(report.c.id)
        return list(db.execute(found if every else found.where(version.c.reader != reader_mark())).scalars())


def reread(ledger: Ledger, reports: list[str], *, jobs: int = 0, tell: Tell) -> None:
    """Read reports again and write what has changed, a report a transaction; where it is stopped, the rest waits.

    A report that cannot be read any more keeps what was read in it before, and ``tell`` gets the reason.
    """
    for item, prepared in _read(ledger, reports, jobs):
        tell(item, prepared if isinstance(prepared, Rejected) else keep(ledger, prepared, cause="reread"))


def _read(ledger: Ledger, reports: list[str], jobs: int) -> Iterator[tuple[Incoming, Prepared | Rejected]]:
    if jobs == 0 or len(reports) < FEW:
        for key in reports:
            item, published = _incoming(ledger, key)
            yield item, read_and_prepare(item, published)
        return
    work = ((item, (item, published)) for item, published in (_incoming(ledger, key) for key in reports))
    yield from in_processes(work, _read_one, jobs)


def _read_one(work: tuple[Incoming, str | None]) -> Prepared | Rejected:
    return read_and_prepare(*work)


def _incoming(ledger: Ledger, key: str) -> tuple[Incoming, str | None]:
    with ledger.look() as db:
        row = db.execute(select(version, report.c.published_at).join(report, report.c.version_id == version.c.id)
                         .where(report.c.id == key)).mappings().one()
    raw, published = raw_of(row)
    return Incoming(row["source"] or key, raw), published
