"""Searches that are kept under a name, and where what they find anew is sent."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, func, insert, select, update

from isnad.ledger.database import Ledger
from isnad.ledger.errors import LedgerError, QueryError
from isnad.ledger.identity import identifier
from isnad.ledger.revisions import last_revision, moment
from isnad.ledger.schema import delivery, keepable, saved
from isnad.sources.address import canonical_address
from isnad.sources.report import BadAddress

LONGEST_NAME, LONGEST_QUERY, LONGEST_HOOK = 200, 8000, 2000
"""Characters of a name, of a query and of a hook's address that are kept."""


@dataclass(slots=True, frozen=True)
class Saved:
    """A search that is kept. ``query`` is as in the address of the search; ``hook`` where what is new is sent, signed
    with ``secret``; ``told`` the revision up to which it was."""

    id: str
    name: str
    query: str
    by: str
    created: str
    hook: str | None
    secret: str | None
    told: int

    def shown(self) -> dict[str, Any]:
        """What others may see of it: all but the secret."""
        return {"id": self.id, "name": self.name, "query": self.query, "by": self.by, "created": self.created,
                "hook": self.hook, "told": self.told}


COLUMNS = tuple(saved.c[name] for name in Saved.__slots__)
STANDS = saved.c.removed.is_(None)


def keep_search(ledger: Ledger, name: str, query: str, by: str, hook: str | None = None) -> Saved:
    """Keep a search. With a hook, what appears from now on is sent there.

    ``query`` must be one that a search's address has: nobody looks into it here. Raises ``QueryError`` where the name
    is none, or the hook is no address that anything can be sent to.
    """
    name = " ".join(keepable(name).split())
    if not name or len(name) > LONGEST_NAME:
        raise QueryError(f"{name[:40]!r}: a saved search needs a name, of up to {LONGEST_NAME} characters")
    if len(query) > LONGEST_QUERY:
        raise QueryError(f"{name}: a query of {len(query):,} characters; at most {LONGEST_QUERY:,} are kept")
    hook = checked_hook(hook) if hook else None
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode() if hook else None
    now = moment()
    with ledger.write() as db:
        made = Saved(identifier("q", name, query, by, now, secrets.token_hex(8)), name, keepable(query), keepable(by),
                     now, hook, secret, last_revision(db))
        db.execute(insert(saved).values({column.name: getattr(made, column.name) for column in COLUMNS}))
    return made


def checked_hook(url: str) -> str:
    """An address that something can be sent to. Raises ``QueryError``."""
    told = keepable(url.strip())
    try:
        canonical_address(told)
    except BadAddress as error:
        raise QueryError(f"the hook is {error}") from None
    parts = urlsplit(told)
    if parts.username is not None or parts.password is not None:
        raise QueryError("the hook has a user's name or password in its address, which others would see; what is sent "
                          "is signed, so it needs none")
    if len(told) > LONGEST_HOOK or not told.isprintable() or " " in told:
        raise QueryError(f"the hook is no address: up to {LONGEST_HOOK:,} characters, without blanks")
    return parts._replace(fragment="").geturl()


def saved_searches(db: Connection) -> list[Saved]:
    """All that are kept, by name."""
    return [_saved(row) for row in db.execute(select(*COLUMNS).where(STANDS).order_by(saved.c.name, saved.c.id))]


def saved_search(db: Connection, key: str) -> Saved | None:
    """One by its identifier; None where there is none, or it was removed."""
    row = db.execute(select(*COLUMNS).where(saved.c.id == keepable(key), STANDS)).first()
    return _saved(row) if row else None


def remove_search(ledger: Ledger, key: str) -> Saved:
    """Keep a search no longer; nothing more is sent. Raises ``LedgerError`` where there is none."""
    with ledger.write() as db:
        held = saved_search(db, key)
        if held is None:
            raise LedgerError(f"{key[:40]}: no saved search of this identifier; `isnad searches` lists them")
        db.execute(update(saved).where(saved.c.id == key).values(removed=moment(), secret=None))
        db.execute(update(delivery).where(delivery.c.saved_id == key).values(next_try=None))
    return held


def deliveries(db: Connection, key: str | None = None, *, limit: int = 20,
               offset: int = 0) -> tuple[int, list[dict[str, Any]]]:
    """How many deliveries there are, of one saved search or of all, and a page of them, the newest first.

    Each has ``id``, ``saved``, ``name``, ``after`` and ``upto`` (revisions), ``items`` (how many), ``created``,
    ``delivered``, ``tries``, ``next_try``, ``answer`` (the last HTTP status), ``fault`` (why it did not arrive), and
    ``state``: waiting, delivered or given up.
    """
    chosen = (select(delivery, saved.c.name).join(saved, saved.c.id == delivery.c.saved_id)
              .where(*([delivery.c.saved_id == keepable(key)] if key is not None else [])))
    total = db.execute(select(func.count()).select_from(chosen.subquery())).scalar_one()
    newest = delivery.c.upto.desc(), delivery.c.created.desc(), delivery.c.id
    return total, [_delivery(row) for row in db.execute(chosen.order_by(*newest).limit(limit).offset(offset))]


def _delivery(row: Any) -> dict[str, Any]:
    state = "delivered" if row.delivered else "waiting" if row.next_try else "given up"
    return {"id": row.id, "saved": row.saved_id, "name": row.name, "state": state, "after": row.after,
            "upto": row.upto, "items": len(row.tells), "created": row.created, "delivered": row.delivered,
            "tries": row.tries, "next_try": row.next_try, "answer": row.answer, "fault": row.fault}


def _saved(row: Any) -> Saved:
    return Saved(*row)
