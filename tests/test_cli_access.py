"""The commands for tokens and saved searches: what they print, where, and what they never print."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from isnad.cli import app
from isnad.ledger import tokens as kept
from isnad.ledger.database import Ledger, open_ledger
from isnad.ledger.deliveries import failed, next_delivery
from isnad.ledger.ingest import ingest
from isnad.ledger.search import Query
from isnad.render import lists
from isnad.sources import Incoming, RawReport

HOOK = "https://hooks.example/services/part"


@dataclass
class Done:
    """How a command left, and what it said."""

    code: int
    out: str
    err: str


@pytest.fixture
def isnad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Done]:
    """Runs a command in a folder with an empty ledger."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ISNAD_LEDGER", raising=False)
    open_ledger("sqlite:///isnad.db").close()

    def isnad(*args: object) -> Done:
        done = CliRunner().invoke(app, [str(each) for each in args])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return Done(done.exit_code, done.stdout, done.stderr)

    return isnad


@pytest.fixture
def ledger(isnad: Callable[..., Done]) -> Ledger:
    """The ledger that the commands work on."""
    return open_ledger("sqlite:///isnad.db")


def news(ledger: Ledger, text: str) -> None:
    ingest(ledger, [Incoming("test", RawReport(text=text, url=f"https://one.example/{abs(hash(text))}",
                                               published="2022-01-24", publisher="المرصد"), 1)])


def test_a_token_is_printed_alone_and_once(isnad: Callable[..., Done], ledger: Ledger) -> None:
    done = isnad("tokens", "add", "ليلى", "--role", "review")
    assert (done.code, done.err) == (0, "isnad: ليلى: may review; the token is shown this once\n")
    given = done.out.strip()
    with ledger.look() as db:
        who = kept.holder(db, given)
    assert who is not None
    assert (who.name, who.role) == ("ليلى", "review")
    for form in ("text", "json", "jsonl", "csv"):
        shown = isnad("tokens", "--format", form)
        assert "ليلى" in shown.out
        assert given not in shown.out + shown.err


def test_a_token_reads_unless_more_is_asked_for(isnad: Callable[..., Done]) -> None:
    isnad("tokens", "add", "سالم")
    (row,) = json.loads(isnad("tokens", "--format", "json").out)
    assert (row["role"], row["state"], row["expires"], row["used"]) == ("read", "valid", None, None)


def test_a_token_may_have_a_term(isnad: Callable[..., Done]) -> None:
    assert ", until 20" in isnad("tokens", "add", "ليلى", "--days", 30).err
    (row,) = json.loads(isnad("tokens", "--format", "json").out)
    assert row["expires"] is not None
    assert "until 20" in isnad("tokens").out


def test_a_revoked_token_is_listed_as_such_and_its_name_is_free(isnad: Callable[..., Done], ledger: Ledger) -> None:
    given = isnad("tokens", "add", "ليلى").out.strip()
    assert isnad("tokens", "revoke", "ليلى").err == "isnad: ليلى: revoked\n"
    with ledger.look() as db:
        assert kept.holder(db, given) is None
    assert "revoked" in isnad("tokens").out
    assert isnad("tokens", "add", "ليلى", "--role", "admin").code == 0


@pytest.mark.parametrize(("arguments", "message"), [
    (("add", "ليلى", "--role", "owner"), "--role: no 'owner'; there are read, review, admin"),
    (("add", "  "), "a token needs a name"), (("revoke", "سالم"), "no token of this name"),
    (("add", "ليلى", "--days", "0"), "--days"),
])
def test_what_cannot_be_done_with_tokens_is_told(isnad: Callable[..., Done], arguments: tuple[str, ...],
                                                 message: str) -> None:
    done = isnad("tokens", *arguments)
    assert (done.code, done.out) == (2, "")
    assert message in done.err


def test_a_name_that_is_taken_is_told(isnad: Callable[..., Done]) -> None:
    isnad("tokens", "add", "ليلى")
    done = isnad("tokens", "add", "ليلى")
    assert (done.code, done.out) == (2, "")
    assert "revoke it, or give another name" in done.err


def test_a_saved_search_is_printed_with_its_secret_once(isnad: Callable[..., Done]) -> None:
    done = isnad("searches", "add", "الهدنة", "q=هدنة&act=deny", "--hook", HOOK, "--by", "ليلى")
    assert done.code == 0
    key, secret = done.out.split()
    assert key.startswith("q")
    assert secret.startswith("whsec_")
    for form in ("text", "json", "jsonl", "csv"):
        shown = isnad("searches", "--format", form).out
        assert key in shown
        assert secret not in shown
    (row,) = json.loads(isnad("searches", "--format", "json").out)
    assert (row["name"], row["by"], row["hook"]) == ("الهدنة", "ليلى", HOOK)
    assert "q=هدنة&act=deny" in isnad("searches").out


def test_a_saved_search_without_a_hook_has_no_secret(isnad: Callable[..., Done]) -> None:
    done = isnad("searches", "add", "الهدنة", "https://news.example/search?q=هدنة&page=2", "--by", "ليلى")
    assert (done.out.count("\n"), done.err) == (1, "isnad: الهدنة: is kept\n")
    assert isnad("searches", "remove", done.out.strip()).err == "isnad: الهدنة: removed\n"
    assert isnad("searches", "--format", "json").out == "[]\n"


@pytest.mark.parametrize(("arguments", "message"), [
    (("add", "س", "act=shout", "--by", "ليلى"), "act: no 'shout'"),
    (("add", "س", "", "--by", "ليلى"), "asks for nothing"), (("add", "", "q=هدنة", "--by", "ليلى"), "needs a name"),
    (("add", "س", "q=هدنة", "--hook", "ftp://x", "--by", "ليلى"), "must begin with http"),
    (("remove", "qaaaaaaaaaaaaa"), "no saved search of this identifier"),
    (("deliveries", "qaaaaaaaaaaaaa"), "no saved search of this identifier"),
])
def test_what_cannot_be_done_with_searches_is_told(isnad: Callable[..., Done], arguments: tuple[str, ...],
                                                   message: str) -> None:
    done = isnad("searches", *arguments)
    assert (done.code, done.out) == (2, "")
    assert message in done.err


def test_what_was_sent_is_listed_with_what_became_of_it(isnad: Callable[..., Done], ledger: Ledger) -> None:
    keys = [isnad("searches", "add", name, "q=هدنة", "--hook", HOOK, "--by", "ليلى").out.split()[0]
            for name in ("الأولى", "الثانية")]
    assert isnad("searches", "deliveries", keys[0]).err == "isnad: 0 found\n"
    news(ledger, "أعلن الجيش السوداني هدنة في الفاشر.")
    sent = next_delivery(ledger, keys[0], lambda _: Query("هدنة", kinds=("event",)))
    assert sent is not None
    failed(ledger, sent, "the server answers 500", 500)
    shown = isnad("searches", "deliveries")
    assert "the server answers 500" in shown.out
    assert "1 try" in shown.out
    assert shown.err == "isnad: 1 found\n"
    (row,) = csv.DictReader(io.StringIO(isnad("searches", "deliveries", keys[0], "--format", "csv").out))
    told = (row["saved"], row["state"], row["tries"], row["answer"], row["items"])
    assert told == (keys[0], "waiting", "1", "500", "1")
    assert tuple(row) == lists.DELIVERIES
    assert isnad("searches", "deliveries", keys[1]).err == "isnad: 0 found\n"


def test_find_finds_what_appeared_after_a_revision(isnad: Callable[..., Done], ledger: Ledger) -> None:
    news(ledger, "أعلن الجيش السوداني هدنة في الفاشر.")
    news(ledger, "أعلنت القاهرة هدنة في غزة.")

    def cues(*arguments: object) -> set[str]:
        rows = json.loads(isnad("find", "هدنة", "--kind", "event", "--format", "json", *arguments).out)
        return {row["cue"] for row in rows}

    assert cues() == cues("--after", 0) == {"أعلن", "أعلنت"}
    assert cues("--after", 1) == {"أعلنت"}
    assert cues("--after", 2) == cues("--after", 10**30) == set()
    assert isnad("find", "--after", "-1").code == 2


@pytest.mark.parametrize("arguments", [("tokens",), ("searches",), ("searches", "deliveries")])
def test_without_a_ledger_it_is_told(isnad: Callable[..., Done], arguments: tuple[str, ...]) -> None:
    done = isnad(*arguments, "--ledger", "sqlite:///none.db")
    assert (done.code, done.out) == (2, "")
    assert "no such ledger" in done.err
