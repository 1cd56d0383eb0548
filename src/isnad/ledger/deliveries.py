"""What saved searches found anew, on its way to their hooks: whose turn it is, what is told, what became of it.

A hook is one server's at a time, and its deliveries go out one after the other: while one fails, what is found
meanwhile gathers, and goes with the next.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, exists, insert, or_, select, update

from isnad.ledger.changes import LAST
from isnad.ledger.database import Ledger
from isnad.ledger.identity import identifier
from isnad.ledger.revisions import last_revision, moment
from isnad.ledger.saved import STANDS, Saved, saved_search
from isnad.ledger.schema import delivery, entry, iso, keepable, saved
from isnad.ledger.search import Query, newly
from isnad.ledger.views import View, views

MOST = 100
"""Statements, events and reports that one delivery tells."""
BACK_OFF = (60, 300, 1800, 7200, 28_800, 86_400)
"""Seconds after the first try that failed, the second, …; after so many more it is given up."""
SPREAD = 0.2
"""By what part those seconds are more or less, by chance: hooks that failed together are not tried together."""
KEPT = 90
"""Days for which it is kept what became of a delivery."""

_Item = tuple[str, str, str]
"""An item, its kind and its report, as ``views`` takes them."""


@dataclass(slots=True, frozen=True)
class Delivery:
    """Something to be sent. ``total`` counts what all deliveries of its revisions tell."""

    id: str
    saved: Saved
    after: int
    upto: int
    total: int
    tries: int
    items: tuple[_Item, ...]


def _free(now: str) -> ColumnElement[bool]:
    return or_(saved.c.claimed_until.is_(None), saved.c.claimed_until <= now)


def due(db: Connection) -> list[str]:
    """The saved searches of which something may be sent now, and which no server has."""
    now = moment()
    mine = delivery.c.saved_id == saved.c.id
    ready = exists().where(mine, delivery.c.next_try <= now)
    waiting = exists().where(mine, delivery.c.next_try.is_not(None))
    wanted = select(saved.c.id).where(STANDS, saved.c.hook.is_not(None), _free(now),
                                      or_(ready, ~waiting & (saved.c.told < last_revision(db))))
    return list(db.execute(wanted.order_by(saved.c.id)).scalars())


def claim(ledger: Ledger, key: str, seconds: float) -> bool:
    """Take a saved search's hook for some seconds; False where another server has it, or it has none any more."""
    now = datetime.now(UTC)
    with ledger.write() as db:
        mine = saved.c.id == key, STANDS, saved.c.hook.is_not(None), _free(iso(now))
        return bool(db.execute(update(saved).where(*mine)
                               .values(claimed_until=iso(now + timedelta(seconds=seconds)))).rowcount)


def release(ledger: Ledger, key: str) -> None:
    """End a claim."""
    with ledger.write() as db:
        db.execute(update(saved).where(saved.c.id == key).values(claimed_until=None))


def next_delivery(ledger: Ledger, key: str, read: Callable[[str], Query], *, most: int = MOST) -> Delivery | None:
    """What is to be sent now to the hook of a claimed saved search: what was tried before and is due again, else what
    is new. None where nothing is, or the last try is not long enough ago.

    ``read`` makes a query of what the saved search keeps; what it raises comes through. Raises ``LedgerError``.
    """
    with ledger.look() as db:
        held, waiting = saved_search(db, key), _waiting(db, key)
    if held is None or held.hook is None:
        return None
    if not waiting:
        _find_new(ledger, held, read(held.query), most)
        with ledger.look() as db:
            waiting = _waiting(db, key)
    if not waiting or waiting[0].next_try > moment():
        return None
    first = waiting[0]
    with ledger.look() as db:
        together = db.execute(select(delivery.c.tells).where(
            delivery.c.saved_id == key, delivery.c.after == first.after, delivery.c.upto == first.upto)).scalars()
        return Delivery(first.id, held, first.after, first.upto, sum(map(len, together)), first.tries,
                        tuple((item, kind, report) for item, kind, report in first.tells))


def _waiting(db: Connection, key: str) -> list[Any]:
    return list(db.execute(select(delivery).where(delivery.c.saved_id == key, delivery.c.next_try.is_not(None))
                           .order_by(delivery.c.upto, delivery.c.created, delivery.c.id).limit(1)))


def _find_new(ledger: Ledger, held: Saved, query: Query, most: int) -> None:
    """Look for what appeared since, and make deliveries of it."""
    with ledger.look() as db:
        upto = last_revision(db)
        if upto <= held.told:
            return
        wanted = replace(query, after=max(held.told, query.after or 0), upto=upto)
        rows = newly(ledger, db, wanted, most + 1)
        if len(rows) > most:
            # a revision is told whole: what comes after it is told next time
            upto = rows[most][3] - 1
            if rows[0][3] > upto:
                upto = rows[0][3]  # no delivery holds all that this one brought
                rows = newly(ledger, db, replace(wanted, upto=upto), LAST)
    items = [row[:3] for row in rows if row[3] <= upto]
    now = datetime.now(UTC)
    made = [{"id": identifier("h", held.id, str(upto), str(at)), "saved_id": held.id, "after": held.told, "upto": upto,
             "tells": items[at:at + most], "created": iso(now + timedelta(microseconds=at)), "tries": 0,
             "next_try": iso(now)} for at in range(0, len(items), most)]  # created in the order in which they go out
    with ledger.write() as db:
        if not db.execute(update(saved).where(saved.c.id == held.id, saved.c.told == held.told, STANDS)
                          .values(told=upto)).rowcount:
            return  # the claim was over, and another has done it
        old = iso(now - timedelta(days=KEPT))
        db.execute(delete(delivery).where(delivery.c.saved_id == held.id, delivery.c.next_try.is_(None),
                                          delivery.c.created < old))
        if made:
            db.execute(insert(delivery), made)


def told_in(ledger: Ledger, sent: Delivery) -> list[View]:
    """What a delivery tells, as it stands now; what its report tells no more is left out."""
    with ledger.look() as db:
        keys = [key for key, _, _ in sent.items]
        standing = set(db.execute(select(entry.c.item_id).where(entry.c.item_id.in_(keys))).scalars())
        return views(db, [item for item in sent.items if item[0] in standing])


def delivered(ledger: Ledger, sent: Delivery, answer: int) -> None:
    """It has arrived."""
    with ledger.write() as db:
        db.execute(update(delivery).where(delivery.c.id == sent.id).values(
            delivered=moment(), tries=sent.tries + 1, next_try=None, answer=answer, fault=None))


def failed(ledger: Ledger, sent: Delivery, fault: str, answer: int | None = None, *, wait: float = 0.0,
           chance: Callable[[], float] = random.random) -> str | None:
    """It has not arrived: the moment of the next try, None where it is given up. ``wait``: seconds that the server
    asks to be left alone for."""
    again: str | None = None
    if sent.tries < len(BACK_OFF):
        seconds = BACK_OFF[sent.tries] * (1 - SPREAD + 2 * SPREAD * chance())
        again = iso(datetime.now(UTC) + timedelta(seconds=max(seconds, min(wait, BACK_OFF[-1]))))
    with ledger.write() as db:
        db.execute(update(delivery).where(delivery.c.id == sent.id, delivery.c.next_try.is_not(None)).values(
            tries=sent.tries + 1, next_try=again, answer=answer, fault=keepable(fault)))
    return again


def gone(ledger: Ledger, sent: Delivery, fault: str, answer: int) -> None:
    """The hook wants nothing any more: it is removed, and the search stays."""
    with ledger.write() as db:
        db.execute(update(saved).where(saved.c.id == sent.saved.id).values(hook=None, secret=None))
        db.execute(update(delivery).where(delivery.c.saved_id == sent.saved.id, delivery.c.next_try.is_not(None))
                   .values(next_try=None))
        db.execute(update(delivery).where(delivery.c.id == sent.id).values(
            tries=sent.tries + 1, answer=answer, fault=keepable(fault)))
