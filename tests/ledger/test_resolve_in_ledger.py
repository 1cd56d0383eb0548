"""Actors across reports: their spellings meet, people merge and split them, and undo it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from isnad.ledger.database import Ledger
from isnad.ledger.errors import LedgerError
from isnad.ledger.one import one
from isnad.ledger.people import people
from isnad.ledger.schema import appearance, entry, party
from isnad.ledger.search import Query, find
from isnad.ledger.settle import merge, offers, split
from isnad.ledger.verify import verify
from isnad.ledger.views import View
from isnad.ledger.write import Kept
from isnad.sources import RawReport

Keep = Callable[..., list[Kept]]
MakeReport = Callable[..., RawReport]

STOLTENBERG = ["قال الأمين العام للحلف ينس ستولتنبرغ إن الحوار مستمر.",
               "قال الأمين العام لحلف شمال الأطلسي ينس ستولتنبيرغ إن الحلف قلق.", "قال ستولتنبرغ إن الحلف قلق جدا."]
NAMESAKES = ["قال المتحدث العسكري محمد علي إن الحدود مفتوحة.", "قال الطبيب محمد علي إن المستشفى مغلق."]


def everybody(ledger: Ledger, name: str | None = None, **given: Any) -> list[View]:
    with ledger.look() as db:
        total, rows = people(ledger, db, name, **given)
    assert total >= len(rows)
    return rows


def shown(ledger: Ledger, key: str) -> View:
    with ledger.look() as db:
        found = one(db, key)
    assert found is not None
    return found


def said(ledger: Ledger, who: str) -> int:
    return find(ledger, Query(speaker=(who,), kinds=("statement",))).total


def test_spellings_of_one_name_meet(ledger: Ledger, keep_all: Keep, a_report: MakeReport) -> None:
    keep_all(ledger, *(a_report(each) for each in STOLTENBERG))
    (he,) = everybody(ledger, kind="person")
    assert set(he["names"]) == {"ينس ستولتنبرغ", "ينس ستولتنبيرغ", "ستولتنبرغ"}
    assert (he["reports"], he["country"]) == (3, "NATO")
    for name in ("ستولتنبرغ", "ينس ستولتنبيرغ", he["id"]):
        assert [each["id"] for each in everybody(ledger, name)] == [he["id"]]
        assert said(ledger, name) == 3


def test_he_is_shown_with_the_reasons(ledger: Ledger, keep_all: Keep, a_report: MakeReport) -> None:
    keep_all(ledger, *(a_report(each) for each in STOLTENBERG))
    (he,) = everybody(ledger, kind="person")
    found = shown(ledger, he["id"])
    assert (found["kind"], found["what"], found["changes"]) == ("actor", "person", [])
    assert {each["name"] for each in found["why"]} == set(he["names"])
    assert sum(each["reports"] for each in found["why"]) == 3
    assert all(each["reason"] for each in found["why"])


@pytest.mark.parametrize(("given", "names"), [
    ({"kind": "organisation"}, {"حلف شمال الأطلسي"}), ({"country": "NATO", "kind": "person"}, {"ينس ستولتنبرغ"}),
    ({"country": "EGY"}, {"نبيل فوزي"}), ({"name": "من لا يعرفه أحد"}, set()), ({"name": "..."}, set()),
    ({"kind": "country"}, set()),
])
def test_actors_are_filtered(
    ledger: Ledger, keep_all: Keep, a_report: MakeReport, given: dict[str, Any], names: set[str],
) -> None:
    keep_all(ledger, *(a_report(each) for each in STOLTENBERG),
             a_report("قال وزير الخارجية المصري نبيل فوزي إن الحوار مستمر."))
    assert {each["name"] for each in everybody(ledger, **given)} == names


def test_the_most_told_of_comes_first_and_pages_are_everybody_once(
    ledger: Ledger, keep_all: Keep, a_report: MakeReport,
) -> None:
    keep_all(ledger, *(a_report(each) for each in STOLTENBERG + NAMESAKES))
    every = [each["id"] for each in everybody(ledger)]
    assert everybody(ledger)[0]["names"][0].endswith("ستولتنبرغ")
    assert [each["id"] for at in range(len(every)) for each in everybody(ledger, limit=1, offset=at)] == every


@pytest.fixture
def pair(ledger: Ledger, keep_all: Keep, a_report: MakeReport) -> tuple[str, str]:
    """Two men of one name, of whom nothing says whether they are one."""
    keep_all(ledger, *(a_report(each) for each in NAMESAKES))
    one_of_them, other = (each["id"] for each in everybody(ledger, "محمد علي"))
    return one_of_them, other


def test_two_of_one_name_with_nothing_in_common_are_offered(ledger: Ledger, pair: tuple[str, str]) -> None:
    with ledger.look() as db:
        (offer,) = offers(db)
    assert {offer.actor_id, offer.other_id} == set(pair)
    assert (offer.name, offer.other_name, offer.times) == ("محمد علي", "محمد علي", 1)


def test_merged_they_are_one_and_taken_apart_they_are_as_they_were(ledger: Ledger, pair: tuple[str, str]) -> None:
    first, second = pair
    before = {key: shown(ledger, key) for key in pair}
    merge(ledger, first, second, "سلمى", "هو نفسه")
    (both,) = everybody(ledger, "محمد علي")
    assert (both["id"], both["reports"], len(both["roles"])) == (second, 2, 2)
    assert shown(ledger, first)["merged_into"] == second
    assert said(ledger, second) == said(ledger, first) == 2
    (change,) = shown(ledger, second)["changes"][1:]
    assert (change["kind"], change["actor"], change["by"], change["reason"]) == ("merge", first, "سلمى", "هو نفسه")
    with ledger.look() as db:
        assert offers(db) == []
    assert list(verify(ledger)) == []

    assert split(ledger, second, by="سلمى") == first
    after = {key: shown(ledger, key) for key in pair}
    for key in pair:
        assert {name: value for name, value in after[key].items() if name != "changes"} == {
            name: value for name, value in before[key].items() if name != "changes"}
    assert (said(ledger, first), said(ledger, second)) == (1, 1)
    assert list(verify(ledger)) == []


def test_reports_that_come_later_keep_to_the_merge(ledger: Ledger, keep_all: Keep, a_report: MakeReport) -> None:
    told = ["قال وزير الخارجية المصري نبيل فوزي إن الحوار مستمر.", "قال وزير الخارجية المصري كريم حلمي إن الحوار قريب."]
    keep_all(ledger, *(a_report(each) for each in told))
    (first,), (second,) = everybody(ledger, "نبيل فوزي"), everybody(ledger, "كريم حلمي")
    merge(ledger, first["id"], second["id"])
    keep_all(ledger, *(a_report(f"{each} وعاد إلى القاهرة مساء.") for each in told))
    assert [(each["id"], each["reports"]) for each in everybody(ledger, kind="person")] == [(second["id"], 4)]


def test_a_changed_report_keeps_to_the_merge(ledger: Ledger, keep_all: Keep, a_report: MakeReport) -> None:
    keep_all(ledger, *(a_report(each, url=f"https://one.example/{number}") for number, each in enumerate(NAMESAKES)))
    first, second = (each["id"] for each in everybody(ledger, "محمد علي"))
    merge(ledger, first, second)
    keep_all(ledger, *(a_report(f"{each} وعاد إلى بيته.", url=f"https://one.example/{number}")
                       for number, each in enumerate(NAMESAKES)))
    assert [(each["id"], each["reports"]) for each in everybody(ledger, "محمد علي")] == [(second, 2)]


def test_a_spelling_can_be_taken_out(ledger: Ledger, keep_all: Keep, a_report: MakeReport) -> None:
    keep_all(ledger, *(a_report(each) for each in STOLTENBERG))
    (he,) = everybody(ledger, kind="person")
    other = split(ledger, he["id"], "ينس ستولتنبيرغ")
    assert {each["id"]: each["names"] for each in everybody(ledger, kind="person")} == {
        he["id"]: ["ستولتنبرغ", "ينس ستولتنبرغ"], other: ["ينس ستولتنبيرغ"]}
    assert said(ledger, other) == 1
    assert list(verify(ledger)) == []


def test_it_stays_out_when_its_report_changes(ledger: Ledger, keep_all: Keep, a_report: MakeReport) -> None:
    keep_all(ledger, a_report(STOLTENBERG[0]), a_report(STOLTENBERG[1], url="https://one.example/x"))
    (he,) = everybody(ledger, kind="person")
    other = split(ledger, he["id"], "ينس ستولتنبيرغ")
    keep_all(ledger, a_report(f"{STOLTENBERG[1]} وعاد إلى بروكسل.", url="https://one.example/x"))
    assert [each["id"] for each in everybody(ledger, other)] == [other]
    assert shown(ledger, other)["reports"] == 1


def merge_all(ledger: Ledger, *pairs: tuple[str, str]) -> None:
    for pair in pairs:
        merge(ledger, *pair)


@pytest.mark.parametrize(("do", "said"), [
    (lambda ledger, one, _: merge(ledger, one, "a234567abcdefg"), "`isnad actors --name NAME` finds them"),
    (lambda ledger, one, _: merge(ledger, one, one), "cannot be merged into itself"),
    (lambda ledger, one, _: split(ledger, "a234567abcdefg"), "no such actor"),
    (lambda ledger, one, _: split(ledger, one), "nobody was merged into it; give --name"),
    (lambda ledger, one, _: split(ledger, one, "سالم"), "not one of several spellings that he has; they are محمد علي"),
    (lambda ledger, one, _: split(ledger, one, "محمد علي"), "not one of several spellings"),
    (lambda ledger, one, other: merge_all(ledger, (one, other), (one, other)), "is merged into"),
    (lambda ledger, one, other: merge_all(ledger, (one, other), (other, one)), "is merged into"),
])
def test_what_cannot_be_done_is_told_and_changes_nothing(
    ledger: Ledger, pair: tuple[str, str], do: Callable[..., Any], said: str,
) -> None:
    with pytest.raises(LedgerError, match=said):
        do(ledger, *pair)
    assert list(verify(ledger)) == []


def test_only_like_can_be_merged(ledger: Ledger, keep_all: Keep, a_report: MakeReport) -> None:
    keep_all(ledger, a_report(STOLTENBERG[1]))
    (he,), (body,) = everybody(ledger, kind="person"), everybody(ledger, kind="organisation")
    with pytest.raises(LedgerError, match="only like can be merged"):
        merge(ledger, he["id"], body["id"])


def test_whoever_no_report_tells_of_any_more_has_vanished(
    ledger: Ledger, keep_all: Keep, a_report: MakeReport,
) -> None:
    keep_all(ledger, a_report(STOLTENBERG[0], url="https://one.example/x"))
    (he,) = everybody(ledger, kind="person")
    keep_all(ledger, a_report("اجتمع السفراء في بروكسل.", url="https://one.example/x"))
    assert everybody(ledger, kind="person") == []
    assert shown(ledger, he["id"])["reports"] == 0
    keep_all(ledger, a_report(STOLTENBERG[2]))
    assert [each["id"] for each in everybody(ledger, kind="person")] == [he["id"]]
    assert list(verify(ledger)) == []


def test_every_part_in_something_is_an_actor_s_of_its_report(
    ledger: Ledger, keep_all: Keep, a_report: MakeReport,
) -> None:
    keep_all(ledger, *(a_report(each) for each in STOLTENBERG + NAMESAKES))
    with ledger.look() as db:
        apart = db.execute(select(func.count()).select_from(party).join(
            appearance, appearance.c.id == party.c.appearance_id).where(appearance.c.actor_id != party.c.actor_id))
        assert apart.scalar() == 0
        names = set(db.execute(select(entry.c.item_id).where(entry.c.kind == "actor")).scalars())
    assert {each["id"] for each in everybody(ledger)} <= names
