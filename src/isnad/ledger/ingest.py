"""Taking reports in: read, in this process or several, and written one by one; what cannot be read is kept, too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, replace
from itertools import chain, groupby, islice

from sqlalchemy import insert, select, update
from sqlalchemy.exc import DatabaseError, DataError, IntegrityError

from isnad.commands import read_report
from isnad.ledger import identity
from isnad.ledger.database import Ledger
from isnad.ledger.errors import LedgerError
from isnad.ledger.pool import in_processes
from isnad.ledger.prepare import Prepared, prepare
from isnad.ledger.revisions import moment
from isnad.ledger.schema import keepable, rejected, version
from isnad.ledger.write import Kept, keep
from isnad.reading.reader import Reading
from isnad.record import Record
from isnad.sources import Failed, Incoming, RawReport, Rejected

CHUNK = 8
"""Reports that are sent to another process at once."""
FEW = 16
"""Reports for which no other process is worth its start."""
LIMITS = "54"
"""PostgreSQL's class of errors for what is too long for it."""

Tell = Callable[[Incoming, "Kept | Rejected"], None]
"""Is told what became of every report, after it is safe."""


@dataclass(slots=True)
class Counts:
    """What became of the reports that came."""

    new: int = 0
    changed: int = 0
    known: int = 0
    rejected: int = 0
    reread: int = 0

    def add(self, what: Kept | Rejected) -> None:
        """Count one."""
        name = what.what if isinstance(what, Kept) else "rejected"
        setattr(self, name, getattr(self, name) + 1)

    def include(self, others: Counts) -> None:
        """Count what others have counted."""
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(others, each.name))


def read_and_prepare(item: Incoming, published: str | None) -> Prepared | Rejected:
    """Read a report and make its rows, or tell why there are none."""
    if item.record is not None and not isinstance(item.report, Rejected):
        return prepare(item.report, Record.from_json(item.record), published=published, source=item.where)

    def rows(reading: Reading) -> Prepared:
        assert not isinstance(item.report, Rejected)
        return prepare(item.report, reading.record(), published=published, source=item.where)

    return read_report(item, published, rows)


def _kept(item: Incoming) -> Incoming:
    """What came, in characters that every database keeps."""
    report = item.report
    if isinstance(report, RawReport):
        told = {name: clean for name in RawReport.__slots__
                if isinstance(value := getattr(report, name), str) and (clean := keepable(value)) != value}
        report = replace(report, **told) if told else report
    given = keepable(item.given) if item.given is not None else None
    if report is item.report and given == item.given and keepable(item.source) == item.source:
        return item
    record = item.record if report is item.report else None  # of other characters it would be another
    return replace(item, source=keepable(item.source), report=report, given=given, record=record)


def ingest(ledger: Ledger, items: Iterable[Incoming], *, published: str | None = None, jobs: int = 0,
           tell: Tell = lambda item, what: None) -> Counts:
    """Take reports in, in their order. ``jobs``: processes that read beside this one, which writes; 0 for none.

    A report is safe once ``tell`` is called for it: no crash loses it, and to take it in again changes nothing.
    """
    counts = Counts()
    open_rejects = _open_rejects(ledger)
    for item, prepared in _read(ledger, map(_kept, items), published, jobs):
        what = prepared if isinstance(prepared, Kept | Rejected) else _keep(ledger, prepared)
        if isinstance(what, Rejected):
            open_rejects[item.source, item.line] = keep_rejected(ledger, item, what, published)
        elif (settled := open_rejects.pop((item.source, item.line), None)) is not None:
            _resolve_reject(ledger, settled, what.report_id)
        counts.add(what)
        tell(item, what)
    return counts


def _keep(ledger: Ledger, prepared: Prepared) -> Kept | Rejected:
    """Write a report, or tell why it cannot be: one that the ledger fails on must not lose the others."""
    try:
        return keep(ledger, prepared)
    except LedgerError as error:
        cause = error.__cause__
        if isinstance(cause, DataError | IntegrityError) or (
                isinstance(cause, DatabaseError) and getattr(cause.orig, "sqlstate", "").startswith(LIMITS)):
            return Failed(cause)
        raise
    except Exception as error:
        return Failed(error)


Chunk = list[Incoming]


def _read(ledger: Ledger, items: Iterable[Incoming], published: str | None,
          jobs: int) -> Iterator[tuple[Incoming, Prepared | Kept | Rejected]]:
    """Every report with what was read in it, or why it is not read: it is known already, or cannot be."""
    items = iter(items)
    known: dict[int, Kept] = {}

    def unread(size: int, most: int | None = None) -> Iterator[Chunk]:
        some = islice(items, most)
        while chunk := list(islice(some, size)):
            known.update(_known(ledger, chunk, published))
            yield chunk

    def answered(chunk: Chunk, answers: Iterable[Prepared | Rejected]) -> Iterator[
            tuple[Incoming, Prepared | Kept | Rejected]]:
        read = iter(answers)
        for item in chunk:
            yield item, known.pop(id(item)) if id(item) in known else next(read)

    for chunk in unread(1, FEW if jobs else None):
        yield from answered(chunk, [read_and_prepare(each, published) for each in chunk if id(each) not in known])
    first = list(islice(items, 1))
    if not first:
        return
    items = chain(first, items)
    work = ((chunk, ([each for each in chunk if id(each) not in known], published)) for chunk in unread(CHUNK))
    for chunk, answers in in_processes(work, _read_chunk, jobs):
        yield from answered(chunk, answers)


def _read_chunk(work: tuple[Chunk, str | None]) -> list[Prepared | Rejected]:
    items, published = work
    return [read_and_prepare(item, published) for item in items]


def _known(ledger: Ledger, chunk: list[Incoming], published: str | None) -> dict[int, Kept]:
    """Those of a chunk that the ledger holds already, by ``id()``: nobody need read them again."""
    keys = {}
    for item in chunk:
        if not isinstance(item.report, Rejected):
            report = identity.report_id(item.report)
            key = identity.version_id(report, item.report, item.report.published or published)
            keys[id(item)] = Kept(report, key, "known")
    with ledger.look() as db:
        held = set(db.execute(select(version.c.id)
                              .where(version.c.id.in_([kept.version_id for kept in keys.values()]))).scalars())
    return {key: kept for key, kept in keys.items() if kept.version_id in held}


def _open_rejects(ledger: Ledger) -> dict[tuple[str, int | None], str]:
    with ledger.look() as db:
        return {(row.source, row.line): row.id for row in db.execute(
            select(rejected.c.source, rejected.c.line, rejected.c.id).where(rejected.c.report_id.is_(None)))}


def keep_rejected(ledger: Ledger, item: Incoming, reason: Rejected, published: str | None) -> str:
    """Keep what could not be read, with its reason; the same again only counts as another try. Gives its identifier."""
    key = identity.identifier("j", item.source, str(item.line or ""), item.given or "")
    now, said = moment(), keepable(str(reason))
    with ledger.write() as db:
        tried = db.execute(update(rejected).where(rejected.c.id == key)
                           .values(code=reason.code, reason=said, last_tried=now, tries=rejected.c.tries + 1))
        if not tried.rowcount:
            db.execute(insert(rejected).values(
                id=key, source=item.source, line=item.line, code=reason.code, reason=said, given=item.given,
                published=published, first_seen=now, last_tried=now, tries=1, report_id=None))
    return key


def _resolve_reject(ledger: Ledger, key: str, report: str) -> None:
    with ledger.write() as db:
        db.execute(update(rejected).where(rejected.c.id == key)
                   .values(report_id=report, last_tried=moment(), tries=rejected.c.tries + 1))


def retry(ledger: Ledger, reopen: Callable[[str, int | None, str | None], Iterable[Incoming]], *,
          tell: Tell = lambda item, what: None) -> Counts:
    """Try again everything that was rejected. ``reopen`` gives what came from a source, its line, or its text."""
    with ledger.look() as db:
        rows = db.execute(select(rejected).where(rejected.c.report_id.is_(None))
                          .order_by(rejected.c.published, rejected.c.id)).all()
    counts = Counts()
    for published, some_rows in groupby(rows, key=lambda row: row.published):
        # under the name that it was rejected under, so that it is known for the same
        again = (replace(item, source=row.source, line=row.line, given=row.given)
                 for row in some_rows for item in reopen(row.source, row.line, row.given))
        counts.include(ingest(ledger, again, published=published, tell=tell))
    return counts
