"""Review in the room: who may, one decision at a time, what was seen, undo, and what is taken away as gold."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from isnad.ledger.database import Ledger
from isnad.ledger.search import Query, find
from isnad.ledger.tokens import Role, make_token
from isnad.ledger.write import Kept
from isnad.sources import RawReport

TEXT = "قال وزير الخارجية السوداني عمر حسن إن الحدود مفتوحة. وزار الوزير الخرطوم."
Decide = Callable[..., Any]


@pytest.fixture
def report(ledger: Ledger, keep_all: Callable[..., list[Kept]], a_report: Callable[..., RawReport]) -> str:
    return keep_all(ledger, a_report(TEXT, headline="الحدود"))[0].report_id


@pytest.fixture
def statement(ledger: Ledger, report: str) -> str:
    return find(ledger, Query(kinds=("statement",))).rows[0][0]


@pytest.fixture
def bearer(ledger: Ledger) -> Callable[[Role], dict[str, str]]:
    def bearer(role: Role) -> dict[str, str]:
        return {"authorization": f"Bearer {make_token(ledger, f'the {role}', role)[1]}"}

    return bearer


@pytest.fixture
def decide(room: TestClient, bearer: Callable[[Role], dict[str, str]]) -> Decide:
    """Sends a decision as a program does that may review."""
    headers = bearer("review") | {"accept": "application/json"}

    def decide(key: str, decision: str, **fields: Any) -> Any:
        return room.post(f"/review/{key}", data={"decision": decision, **fields}, headers=headers)

    return decide


@pytest.mark.parametrize("path", ["/review", "/review/gold.zip", "/review/sabcdefghijklm"])
def test_only_who_may_review_sees_it(room: TestClient, bearer: Callable[[Role], dict[str, str]], path: str) -> None:
    assert room.get(path).status_code == 401
    assert room.get(path, headers=bearer("read")).status_code == 403
    assert room.get(path, headers=bearer("review")).status_code in (200, 404)


def test_nothing_is_decided_without_a_token(room: TestClient, statement: str, ledger: Ledger) -> None:
    assert room.post(f"/review/{statement}", data={"decision": "rejected"}).status_code == 401
    assert find(ledger, Query(kinds=("statement",))).total == 1


def test_what_is_rejected_is_found_no_more_and_comes_back_when_that_is_taken_back(
        ledger: Ledger, statement: str, decide: Decide) -> None:
    assert decide(statement, "rejected").json()["standing"]["decision"] == "rejected"
    assert find(ledger, Query(kinds=("statement",))).total == 0
    assert decide(statement, "undone").json()["standing"] is None
    assert find(ledger, Query(kinds=("statement",))).total == 1


def test_what_is_corrected_stands_corrected(ledger: Ledger, statement: str, decide: Decide) -> None:
    told = decide(statement, "corrected", act="promise").json()
    assert told["fields"]["act"]["value"] == "promise"
    assert told["history"][0]["fields"] == {"act": ["say", "promise"]}
    assert find(ledger, Query(act=("promise",))).total == 1


def test_nobody_can_be_the_speaker(statement: str, decide: Decide) -> None:
    assert decide(statement, "corrected", speaker="").json()["fields"]["speaker"]["value"] is None


def test_several_actors_are_given_by_the_same_name(ledger: Ledger, report: str, decide: Decide) -> None:
    event = find(ledger, Query(kinds=("event",), type=("CONSULT",))).rows[0][0]
    people = decide(event, "accepted").json()["fields"]["actors"]["choices"]
    told = decide(event, "corrected", actors=people[:2], **{"actors-none": "1"}).json()
    assert told["fields"]["actors"]["value"] == people[:2]
    assert decide(event, "corrected", **{"actors-none": "1"}).json()["fields"]["actors"]["value"] == []


def test_who_has_not_seen_the_last_decision_is_told_of_it(statement: str, decide: Decide) -> None:
    seen = decide(statement, "accepted", seen="0").json()["seen"]
    answer = decide(statement, "rejected", seen="0")
    assert answer.status_code == 409
    assert "the review accepted it" in answer.json()["error"]["message"]
    assert decide(statement, "rejected", seen=str(seen)).status_code == 200


@pytest.mark.parametrize(("decision", "fields", "told"), [
    ("perhaps", {}, "accepted, corrected, rejected"), ("corrected", {"act": "sing"}, "say, deny"),
    ("corrected", {}, "needs a field"), ("undone", {}, "no decision on it stands"),
])
def test_what_cannot_be_decided_is_told(statement: str, decide: Decide, decision: str, fields: dict[str, str],
                                        told: str) -> None:
    answer = decide(statement, decision, **fields)
    assert answer.status_code == 400
    assert told in answer.json()["error"]["message"]


@pytest.mark.parametrize("key", ["sabcdefghijklm", "tabcdefghijklm", "<script>", "%00"])
def test_there_is_nothing_to_decide_on_what_is_not_there(decide: Decide, key: str) -> None:
    assert decide(key, "accepted").status_code in (400, 404)


def test_a_browsers_form_comes_back_filled_with_the_fault(room: TestClient, ledger: Ledger, statement: str) -> None:
    token = make_token(ledger, "ليلى", "review")[1]
    room.post("/signin", data={"token": token}, headers={"accept": "text/html"})
    page = room.get(f"/review/{statement}", headers={"accept": "text/html", "accept-language": "en"}).text
    form = dict(re.findall(r'<input type="hidden" name="(form_token|seen|next)" value="([^"]*)"', page))
    bad = room.post(f"/review/{statement}", headers={"accept": "text/html", "accept-language": "en"},
                    data=form | {"decision": "corrected", "act": "warn", "addressee": "nobody there"})
    assert bad.status_code == 400
    assert "nobody there" in bad.text
    assert '<option value="warn" selected>' in bad.text
    good = room.post(f"/review/{statement}", headers={"accept": "text/html"},
                     data=form | {"decision": "corrected", "act": "warn"})
    assert (good.status_code, good.headers["location"]) == (303, f"/review/{statement}")
    without = room.post(f"/review/{statement}", headers={"accept": "text/html"}, data={"decision": "accepted"})
    assert without.status_code == 403


def test_after_a_decision_one_is_sent_to_no_other_place(room: TestClient, statement: str,
                                                        bearer: Callable[[Role], dict[str, str]]) -> None:
    answer = room.post(f"/review/{statement}", headers=bearer("review") | {"accept": "text/html"},
                       data={"decision": "accepted", "next": "//elsewhere.example/"})
    assert answer.headers["location"] == "/"


def test_what_was_looked_at_is_gold(room: TestClient, report: str, decide: Decide,
                                    bearer: Callable[[Role], dict[str, str]]) -> None:
    headers = bearer("admin")

    def names(query: str) -> list[str]:
        got = room.get(f"/review/gold.zip{query}", headers=headers)
        return zipfile.ZipFile(io.BytesIO(got.content)).namelist()

    assert names("") == []
    decide(report, "accepted")
    assert names("") == [f"reports/{report}.json", f"annotations/{report}.json"]
    got = room.get("/review/gold.zip", headers=headers)
    told = json.loads(zipfile.ZipFile(io.BytesIO(got.content)).read(f"annotations/{report}.json"))
    assert [each["act"] for each in told["statements"]] == ["say"]


def test_the_queue_tells_what_waits(room: TestClient, report: str, statement: str, decide: Decide,
                                    bearer: Callable[[Role], dict[str, str]]) -> None:
    headers = bearer("admin") | {"accept": "application/json"}
    before = room.get("/review", headers=headers).json()
    assert [each["id"] for each in before["waiting"]] == [report]
    decide(statement, "accepted")
    assert room.get("/review", headers=headers).json()["waiting"][0]["undecided"] == before["waiting"][0][
        "undecided"] - 1
    decide(report, "accepted")
    assert room.get("/review", headers=headers).json()["waiting"] == []


def test_what_was_taken_back_meanwhile_is_not_taken_back_again(statement: str, decide: Decide) -> None:
    first = decide(statement, "accepted").json()["seen"]
    second = decide(statement, "rejected").json()["seen"]
    assert decide(statement, "undone", seen=str(second)).status_code == 200
    assert decide(statement, "undone", seen=str(second)).status_code == 409
    assert decide(statement, "undone", seen=str(first)).json()["standing"] is None
