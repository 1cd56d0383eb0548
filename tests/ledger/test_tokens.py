"""Tokens and sessions: who is who, for how long, and that the ledger keeps nothing that lets anybody in."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from isnad.ledger import tokens
from isnad.ledger.changes import changes
from isnad.ledger.database import Ledger
from isnad.ledger.errors import LedgerError
from isnad.ledger.schema import iso, metadata, session, token
from isnad.ledger.tokens import Holder, Role, begin_session, end_session, form_token, is_form_token, make_token

OVER = iso(datetime.now(UTC) - timedelta(seconds=1))


def who(ledger: Ledger, given: str) -> Holder | None:
    with ledger.look() as db:
        return tokens.holder(db, given)


def signed_in(ledger: Ledger, secret: str) -> Holder | None:
    with ledger.look() as db:
        return tokens.session_holder(db, secret)


def sessions(ledger: Ledger) -> int:
    with ledger.look() as db:
        return len(db.execute(select(session)).all())


def listed(ledger: Ledger) -> dict[str, dict[str, Any]]:
    with ledger.look() as db:
        return {each["name"]: each for each in tokens.tokens(db)}


def secret_of(ledger: Ledger, given: str) -> str:
    secret = begin_session(ledger, given)
    assert secret is not None
    return secret


@pytest.fixture
def expire(ledger: Ledger) -> Callable[..., None]:
    """Lets the term of tokens or sessions be over: ``expire(table)``."""
    def expire(table: Any) -> None:
        with ledger.write() as db:
            db.execute(update(table).values(expires=OVER))

    return expire


def test_a_token_names_its_holder_and_his_role(ledger: Ledger) -> None:
    key, given = make_token(ledger, "ليلى", "review")
    assert who(ledger, given) == Holder("ليلى", "review", key)
    assert given.startswith("isnad_")
    assert len(given) == len("isnad_") + 43


def test_two_tokens_are_never_the_same(ledger: Ledger) -> None:
    made = {make_token(ledger, f"reader {n}", "read") for n in range(20)}
    assert len({key for key, _ in made}) == len({given for _, given in made}) == 20


@pytest.mark.parametrize("given", ["", "isnad_", "isnad_" + "x" * 43, "isnad_" + "ل" * 43, "x" * 100_000, "\ud800"])
def test_what_is_no_token_is_nobody_s(ledger: Ledger, given: str) -> None:
    make_token(ledger, "ليلى", "read")
    assert who(ledger, given) is None
    assert begin_session(ledger, given) is None
    assert signed_in(ledger, given) is None


def test_a_token_that_is_one_letter_off_is_nobody_s(ledger: Ledger) -> None:
    _, given = make_token(ledger, "ليلى", "read")
    assert who(ledger, given[:-1] + ("a" if given[-1] != "a" else "b")) is None
    assert who(ledger, given + " ") is None
    assert who(ledger, given.removeprefix("isnad_")) is None


def test_the_ledger_keeps_neither_the_token_nor_the_session_s_secret(ledger: Ledger) -> None:
    _, given = make_token(ledger, "ليلى", "read")
    secret = secret_of(ledger, given)
    with ledger.look() as db:
        kept = " ".join(str(tuple(row)) for table in metadata.sorted_tables for row in db.execute(select(table)))
    assert hashlib.sha256(given.encode()).hexdigest() in kept
    assert hashlib.sha256(secret.encode()).hexdigest() in kept
    assert given not in kept
    assert secret not in kept


@pytest.mark.parametrize(("role", "may"), [
    ("read", (True, False, False)), ("review", (True, True, False)), ("admin", (True, True, True)),
])
def test_each_role_may_do_what_those_below_it_may(role: Role, may: tuple[bool, ...]) -> None:
    assert tuple(Holder("ليلى", role, "o").may(each) for each in tokens.ROLES) == may


def test_a_revoked_token_is_worth_nothing_and_its_sessions_are_over(ledger: Ledger) -> None:
    _, given = make_token(ledger, "ليلى", "admin")
    _, other = make_token(ledger, "سالم", "read")
    secret, his = secret_of(ledger, given), secret_of(ledger, other)
    assert tokens.revoke(ledger, "ليلى") == "ليلى"
    assert who(ledger, given) is None
    assert begin_session(ledger, given) is None
    assert signed_in(ledger, secret) is None
    salim = listed(ledger)["سالم"]
    assert signed_in(ledger, his) == Holder("سالم", "read", salim["id"], salim["used"])
    assert (listed(ledger)["ليلى"]["state"], salim["state"]) == ("revoked", "valid")


def test_a_token_is_revoked_by_its_identifier_too(ledger: Ledger) -> None:
    key, given = make_token(ledger, "ليلى", "admin")
    assert tokens.revoke(ledger, key) == "ليلى"
    assert who(ledger, given) is None


def test_who_is_named_like_another_s_identifier_is_meant_by_it(ledger: Ledger) -> None:
    key, given = make_token(ledger, "ليلى", "admin")
    _, other = make_token(ledger, key, "read")
    assert tokens.revoke(ledger, key) == key
    assert who(ledger, other) is None
    assert who(ledger, given) is not None


def test_what_is_not_there_or_revoked_already_cannot_be_revoked(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="no token of this name"):
        tokens.revoke(ledger, "ليلى")
    make_token(ledger, "ليلى", "read")
    tokens.revoke(ledger, "ليلى")
    with pytest.raises(LedgerError, match="revoked already"):
        tokens.revoke(ledger, "ليلى")


def test_an_expired_token_is_worth_nothing_and_nor_are_its_sessions(ledger: Ledger,
                                                                    expire: Callable[..., None]) -> None:
    _, given = make_token(ledger, "ليلى", "read", datetime.now(UTC) + timedelta(days=1))
    secret = secret_of(ledger, given)
    assert who(ledger, given) is not None
    expire(token)
    assert who(ledger, given) is None
    assert signed_in(ledger, secret) is None
    assert listed(ledger)["ليلى"]["state"] == "expired"


def test_a_name_is_one_token_s_while_it_is_worth_something(ledger: Ledger, expire: Callable[..., None]) -> None:
    key, first = make_token(ledger, "ليلى", "admin")
    with pytest.raises(LedgerError, match="there is a token of this name"):
        make_token(ledger, " ليلى  ", "read")
    tokens.revoke(ledger, "ليلى")
    again, second = make_token(ledger, "ليلى", "read")
    assert (who(ledger, first), who(ledger, second)) == (None, Holder("ليلى", "read", key))
    assert again == key
    expire(token)
    assert make_token(ledger, "ليلى", "read")[0] == key


def test_a_session_of_an_expired_token_does_not_come_back_with_the_next_of_its_name(
    ledger: Ledger, expire: Callable[..., None]
) -> None:
    secret = secret_of(ledger, make_token(ledger, "ليلى", "admin")[1])
    expire(token)
    make_token(ledger, "ليلى", "read")
    assert signed_in(ledger, secret) is None


@pytest.mark.parametrize(("name", "role", "days", "message"), [
    ("", "read", None, "needs a name"), (" \n ", "read", None, "needs a name"),
    ("س" * 201, "read", None, "needs a name"), ("ليلى", "read", -1, "would have expired"),
    ("ليلى", "owner", None, "no role 'owner'; there are read, review, admin"),
])
def test_a_token_that_cannot_be_is_refused(ledger: Ledger, name: str, role: Any, days: int | None,
                                           message: str) -> None:
    expires = None if days is None else datetime.now(UTC) + timedelta(days=days)
    with pytest.raises(LedgerError, match=message):
        make_token(ledger, name, role, expires)
    assert listed(ledger) == {}


def test_a_session_is_its_token_s_until_somebody_signs_out(ledger: Ledger) -> None:
    key, given = make_token(ledger, "ليلى", "review")
    one, two = secret_of(ledger, given), secret_of(ledger, given)
    assert one != two
    end_session(ledger, one)
    assert signed_in(ledger, one) is None
    found = signed_in(ledger, two)
    assert found is not None
    assert (found.name, found.role, found.token_id) == ("ليلى", "review", key)


def test_a_session_is_no_token_and_a_token_no_session(ledger: Ledger) -> None:
    _, given = make_token(ledger, "ليلى", "review")
    secret = secret_of(ledger, given)
    assert who(ledger, secret) is None
    assert signed_in(ledger, given) is None


def test_a_session_ends_by_itself_and_is_swept_away(ledger: Ledger, expire: Callable[..., None]) -> None:
    _, given = make_token(ledger, "ليلى", "read")
    secret = secret_of(ledger, given)
    expire(session)
    assert signed_in(ledger, secret) is None
    assert sessions(ledger) == 1
    secret_of(ledger, given)
    assert sessions(ledger) == 1


def test_a_session_may_be_shorter(ledger: Ledger) -> None:
    _, given = make_token(ledger, "ليلى", "read")
    secret = begin_session(ledger, given, hours=0)
    assert secret is not None
    assert signed_in(ledger, secret) is None


def test_that_a_token_is_used_is_written_once_an_hour(ledger: Ledger) -> None:
    _, given = make_token(ledger, "ليلى", "read")
    first = who(ledger, given)
    assert first is not None
    assert first.used is None
    assert tokens.note_use(ledger, first)
    assert not tokens.note_use(ledger, first)  # as another server has done it in between
    then = who(ledger, given)
    assert then is not None
    assert then.used is not None
    assert not tokens.note_use(ledger, then)
    with ledger.write() as db:
        db.execute(update(token).values(used=iso(datetime.now(UTC) - timedelta(seconds=tokens.USED_EVERY + 1))))
    later = who(ledger, given)
    assert later is not None
    assert tokens.note_use(ledger, later)


def test_of_many_who_make_a_token_of_one_name_at_once_one_does(ledger: Ledger) -> None:
    def make(_: int) -> bool:
        try:
            return bool(make_token(ledger, "ليلى", "read"))
        except LedgerError:
            return False

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(make, range(8))).count(True) == 1


def test_a_form_token_is_its_session_s(ledger: Ledger) -> None:
    assert is_form_token("one", form_token("one"))
    assert not is_form_token("two", form_token("one"))
    for given in ("", "one", "ل", "\ud800", form_token("one")[:-1]):
        assert not is_form_token("one", given)


def test_tokens_and_sessions_are_no_part_of_what_is_told_to_have_changed(ledger: Ledger) -> None:
    secret_of(ledger, make_token(ledger, "ليلى", "read")[1])
    assert list(changes(ledger)) == []
