"""Who may do what in a reading room: tokens with a role, and the sessions of browsers that were signed in with one.

A token and a session's secret are known to who holds them alone; the ledger keeps their hashes.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, delete, insert, or_, select, update

from isnad.ledger.database import Ledger
from isnad.ledger.errors import LedgerError
from isnad.ledger.identity import identifier
from isnad.ledger.revisions import moment
from isnad.ledger.schema import iso, keepable, session, token

Role = Literal["read", "review", "admin"]
ROLES: tuple[Role, ...] = ("read", "review", "admin")
"""Each may do what those before it may."""
PREFIX = "isnad_"
"""How every token begins, so that one that is left lying about is known for what it is."""
LONGEST = 200
"""Characters of a token, of a session's secret and of a name that are looked at."""
HOURS = 12
"""How long a session lasts."""
USED_EVERY = 3600
"""Seconds after which it is written again that a token is used."""


@dataclass(slots=True, frozen=True)
class Holder:
    """Who asks: the name and the role of his token. ``used``: when it was last written that the token is used."""

    name: str
    role: Role
    token_id: str
    used: str | None = None

    def may(self, role: Role) -> bool:
        """Whether he may do what a role may."""
        return ROLES.index(self.role) >= ROLES.index(role)


def make_token(ledger: Ledger, name: str, role: Role, expires: datetime | None = None) -> tuple[str, str]:
    """A new token: its identifier, and the token, which is told this once.

    One that is revoked or has expired gives its name to the new one. Raises ``LedgerError`` where the name is taken or
    none, the role is none, or ``expires`` is over.
    """
    name = _checked(name, role, expires)
    now, made = moment(), PREFIX + secrets.token_urlsafe(32)
    row = {"role": role, "hash": _hash(made), "created": now, "expires": expires and iso(expires), "revoked": None,
           "used": None}
    with ledger.write() as db:
        held = db.execute(select(token).where(token.c.name == name)).first()
        if held is None:
            key = identifier("o", name)
            db.execute(insert(token).values(id=key, name=name, **row))
            return key, made
        if _stands(held, now):
            raise LedgerError(f"{name}: there is a token of this name; revoke it, or give another name")
        db.execute(delete(session).where(session.c.token_id == held.id))
        db.execute(update(token).where(token.c.id == held.id).values(row))
        return str(held.id), made


def _checked(name: str, role: str, expires: datetime | None) -> str:
    """A name that a token may have."""
    name = " ".join(keepable(name).split())
    if not name or len(name) > LONGEST:
        raise LedgerError(f"{name[:40]!r}: a token needs a name, of up to {LONGEST} characters")
    if role not in ROLES:
        raise LedgerError(f"no role {role!r}; there are {', '.join(ROLES)}")
    if expires is not None and expires <= datetime.now(UTC):
        raise LedgerError(f"{name}: the token would have expired on {iso(expires)}")
    return name


def tokens(db: Connection) -> list[dict[str, Any]]:
    """All tokens by name, without what they are: ``id``, ``name``, ``role``, ``created``, ``expires``, ``revoked``,
    ``used``, and ``state``: valid, expired or revoked."""
    shown = (token.c.id, token.c.name, token.c.role, token.c.created, token.c.expires, token.c.revoked, token.c.used)
    now = moment()
    return [dict(row._mapping) | {"state": "valid" if _stands(row, now) else "revoked" if row.revoked else "expired"}
            for row in db.execute(select(*shown).order_by(token.c.name))]


def revoke(ledger: Ledger, name_or_id: str) -> str:
    """Make a token worth nothing, and end its sessions; gives its name.

    Raises ``LedgerError`` where there is none of this name or identifier, or it is revoked already.
    """
    wanted = keepable(name_or_id)
    with ledger.write() as db:
        rows = db.execute(select(token).where(or_(token.c.name == wanted, token.c.id == wanted))).all()
        held = next((row for row in rows if row.name == wanted), rows[0] if rows else None)
        if held is None:
            raise LedgerError(f"{name_or_id}: no token of this name; `isnad tokens` lists them")
        if held.revoked is not None:
            raise LedgerError(f"{held.name}: revoked already, in {held.revoked}")
        db.execute(update(token).where(token.c.id == held.id).values(revoked=moment()))
        db.execute(delete(session).where(session.c.token_id == held.id))
        return str(held.name)


def holder(db: Connection, given: str) -> Holder | None:
    """Whose token this is; None where it is nobody's, revoked or expired.

    It is looked up by its hash, of which nobody can choose the beginning: the time that it takes tells nothing.
    """
    if not given.startswith(PREFIX) or len(given) > LONGEST:
        return None
    return _holder(db.execute(select(token).where(token.c.hash == _hash(given))).first())


def is_stale(who: Holder) -> bool:
    """Whether it is long ago that it was written that a token is used."""
    return who.used is None or who.used <= iso(datetime.now(UTC) - timedelta(seconds=USED_EVERY))


def note_use(ledger: Ledger, who: Holder) -> bool:
    """Write that a token is used, once an hour at most. Whether there was anything to write."""
    if not is_stale(who):
        return False
    now = datetime.now(UTC)
    before = iso(now - timedelta(seconds=USED_EVERY))
    with ledger.write() as db:
        stale = or_(token.c.used.is_(None), token.c.used <= before)
        return bool(db.execute(update(token).where(token.c.id == who.token_id, stale).values(used=iso(now))).rowcount)


def begin_session(ledger: Ledger, given: str, hours: float = HOURS) -> str | None:
    """Sign in with a token: the secret that the browser keeps, or None where the token is worth nothing.

    A session ends after so many hours, and with its token. Those that are over are swept away.
    """
    with ledger.look() as db:  # who knocks without a token keeps no writer waiting
        if holder(db, given) is None:
            return None
    now, secret = datetime.now(UTC), secrets.token_urlsafe(32)
    with ledger.write() as db:
        who = holder(db, given)
        if who is None:
            return None
        db.execute(delete(session).where(session.c.expires <= iso(now)))
        db.execute(insert(session).values(hash=_hash(secret), token_id=who.token_id, created=iso(now),
                                          expires=iso(now + timedelta(hours=hours))))
        db.execute(update(token).where(token.c.id == who.token_id).values(used=iso(now)))
    return secret


def session_holder(db: Connection, secret: str) -> Holder | None:
    """Who is signed in with a session's secret; None where it is over, or its token is worth nothing any more."""
    if not secret or len(secret) > LONGEST:
        return None
    mine = session.c.hash == _hash(secret), session.c.expires > moment()
    return _holder(db.execute(select(token).join(session, session.c.token_id == token.c.id).where(*mine)).first())


def end_session(ledger: Ledger, secret: str) -> None:
    """Sign out."""
    with ledger.write() as db:
        db.execute(delete(session).where(session.c.hash == _hash(secret)))


def form_token(secret: str) -> str:
    """What a page's forms carry, so that no other site's form is taken for one of this session."""
    return hmac.new(secret.encode("utf-8", "surrogatepass"), b"isnad form", hashlib.sha256).hexdigest()


def is_form_token(secret: str, given: str) -> bool:
    """Whether a form carries what the session's forms do."""
    return hmac.compare_digest(form_token(secret).encode(), given.encode("utf-8", "surrogatepass"))


def _holder(row: Any) -> Holder | None:
    if row is None or not _stands(row, moment()):
        return None
    return Holder(row.name, row.role, row.id, row.used)


def _stands(row: Any, now: str) -> bool:
    """Whether a token is worth anything at a moment."""
    return row.revoked is None and (row.expires is None or row.expires > now)


def _hash(given: str) -> str:
    return hashlib.sha256(given.encode("utf-8", "surrogatepass")).hexdigest()
