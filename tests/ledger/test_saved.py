"""Searches that are kept: what of a ledger is new to each, told once, in order, and again until it has arrived."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import func, select, update

from isnad.ledger import deliveries as sending
from isnad.ledger.changes import changes
from isnad.ledger.database import Ledger, open_ledger
from isnad.ledger.deliveries import Delivery, claim, delivered, due, failed, gone, next_delivery, release, told_in
from isnad.ledger.errors import LedgerError, QueryError
from isnad.ledger.revisions import last_revision
from isnad.ledger.saved import Saved, deliveries, keep_search, remove_search, saved_search, saved_searches
from isnad.ledger.schema import delivery, iso, saved
from isnad.ledger.search import Query
from isnad.ledger.write import Kept
from isnad.sources import RawReport

HOOK = "https://hooks.example/isnad"
TRUCE, DENIAL = "أعلن الجيش السوداني هدنة في الفاشر.", "نفى وزير الدفاع قصف المدينة."
KeepAll = Callable[..., list[Kept]]
AReport = Callable[..., RawReport]


def read(query: str) -> Query:
    """A query of words alone, of events and statements."""
    return Query(query, kinds=("statement", "event"))


def held(ledger: Ledger, key: str) -> Saved:
    with ledger.look() as db:
        found = saved_search(db, key)
    assert found is not None
    return found


def news(ledger: Ledger, key: str, most: int = 100) -> Delivery | None:
    return next_delivery(ledger, key, read, most=most)


def waiting(ledger: Ledger) -> list[str]:
    with ledger.look() as db:
        return due(db)


def of(ledger: Ledger, key: str) -> list[dict[str, Any]]:
    """Its deliveries, the oldest first."""
    with ledger.look() as db:
        return deliveries(db, key, limit=1000)[1][::-1]


def cues(ledger: Ledger, sent: Delivery | None) -> set[str]:
    assert sent is not None
    return {view["cue"] for view in told_in(ledger, sent)}


def let_time_pass(ledger: Ledger) -> None:
    """Make every try due."""
    with ledger.write() as db:
        db.execute(update(delivery).where(delivery.c.next_try.is_not(None))
                   .values(next_try=iso(datetime.now(UTC) - timedelta(seconds=1))))


def test_a_search_is_kept_listed_and_removed(ledger: Ledger) -> None:
    one = keep_search(ledger, " الهدنة  في الفاشر ", "q=%D9%87%D8%AF%D9%86%D8%A9", "ليلى")
    two = keep_search(ledger, "النفي", "act=deny", "سالم", HOOK)
    with ledger.look() as db:
        assert saved_searches(db) == sorted((one, two), key=lambda each: each.name)
    assert (one.name, one.hook, one.secret) == ("الهدنة في الفاشر", None, None)
    assert held(ledger, two.id) == two
    assert remove_search(ledger, one.id) == one
    with ledger.look() as db:
        assert (saved_searches(db), saved_search(db, one.id)) == ([two], None)
    with pytest.raises(LedgerError, match="no saved search of this identifier"):
        remove_search(ledger, one.id)


def test_the_secret_is_told_to_who_keeps_the_search_and_shown_to_nobody(ledger: Ledger) -> None:
    kept = keep_search(ledger, "النفي", "act=deny", "سالم", HOOK)
    assert kept.secret is not None
    assert kept.secret.startswith("whsec_")
    assert kept.secret not in str(kept.shown())
    remove_search(ledger, kept.id)
    with ledger.look() as db:
        assert db.execute(select(saved.c.secret)).scalar() is None


@pytest.mark.parametrize(("name", "query", "hook", "message"), [
    ("", "", None, "needs a name"), ("س" * 201, "", None, "needs a name"), ("س", "q=" + "x" * 8000, None, "a query of"),
    ("س", "", "ftp://hooks.example/", "must begin with http"), ("س", "", "hooks.example", "must begin with http"),
    ("س", "", "https://", "no host"), ("س", "", "https://user:secret@hooks.example/", "name or password"),
    ("س", "", "https://hooks.example/" + "x" * 2000, "no address"),
    ("س", "", "https://hooks.example/a b", "no address"), ("س", "", "javascript:alert(1)", "must begin with http"),
])
def test_what_cannot_be_kept_is_refused(ledger: Ledger, name: str, query: str, hook: str | None, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        keep_search(ledger, name, query, "ليلى", hook)
    with ledger.look() as db:
        assert saved_searches(db) == []


def test_what_appeared_since_is_told_and_what_was_there_is_not(ledger: Ledger, keep_all: KeepAll,
                                                              a_report: AReport) -> None:
    keep_all(ledger, a_report(TRUCE))
    key = keep_search(ledger, "الهدنة", "هدنة", "ليلى", HOOK).id
    assert waiting(ledger) == []
    assert news(ledger, key) is None
    keep_all(ledger, a_report(DENIAL), a_report("أعلنت الأمم المتحدة هدنة في الخرطوم."), a_report("فتحت الحدود."))
    assert waiting(ledger) == [key]
    sent = news(ledger, key)
    assert cues(ledger, sent) == {"أعلنت"}
    assert sent is not None
    assert (sent.after, sent.upto, sent.total, sent.tries) == (1, 4, len(sent.items), 0)
    with ledger.look() as db:
        assert held(ledger, key).told == last_revision(db) == 4


def test_what_is_delivered_is_not_told_again(ledger: Ledger, keep_all: KeepAll, a_report: AReport) -> None:
    key = keep_search(ledger, "الهدنة", "هدنة", "ليلى", HOOK).id
    keep_all(ledger, a_report(TRUCE))
    sent = news(ledger, key)
    assert sent is not None
    again = news(ledger, key)
    assert again is not None
    assert again.id == sent.id  # nobody has said what became of it
    delivered(ledger, sent, 204)
    assert (news(ledger, key), waiting(ledger)) == (None, [])
    keep_all(ledger, a_report("وافقت السعودية على هدنة.", url="https://two.example/1"))
    then = news(ledger, key)
    assert then is not None
    assert then.after == sent.upto
    assert not {item for item, _, _ in then.items} & {item for item, _, _ in sent.items}
    (first, second) = of(ledger, key)
    assert (first["state"], first["answer"], first["tries"], first["items"]) == ("delivered", 204, 1, len(sent.items))
    assert (second["state"], second["tries"]) == ("waiting", 0)


def test_nothing_new_makes_no_delivery_and_is_not_looked_for_again(ledger: Ledger, keep_all: KeepAll,
                                                                   a_report: AReport) -> None:
    key = keep_search(ledger, "الهدنة", "هدنة", "ليلى", HOOK).id
    keep_all(ledger, a_report(DENIAL))
    assert waiting(ledger) == [key]
    assert news(ledger, key) is None
    assert (waiting(ledger), of(ledger, key)) == ([], [])


def test_a_search_without_a_hook_is_never_due(ledger: Ledger, keep_all: KeepAll, a_report: AReport) -> None:
    key = keep_search(ledger, "الهدنة", "هدنة", "ليلى").id
    keep_all(ledger, a_report(TRUCE))
    assert waiting(ledger) == []
    assert not claim(ledger, key, 60)


def test_much_is_told_in_several_deliveries_each_of_whole_revisions(ledger: Ledger, keep_all: KeepAll,
                                                                   a_report: AReport) -> None:
    key = keep_search(ledger, "الهدنة", "", "ليلى", HOOK).id
    keep_all(ledger, *(a_report(f"قال الوزير إن الهدنة رقم {n} قائمة. وأعلن الجيش هدنة.") for n in range(7)))
    with ledger.look() as db:
        total = db.execute(select(func.count()).where(delivery.c.id.is_not(None))).scalar()
        assert total == 0
    told: list[tuple[str, str, str]] = []
    ranges = []
    while (sent := news(ledger, key, most=5)) is not None:
        assert 0 < len(sent.items) == sent.total <= 5
        told += sent.items
        ranges.append((sent.after, sent.upto))
        delivered(ledger, sent, 200)
    assert len(told) == len(set(told)) >= 14
    assert len({report for _, _, report in told}) == 7
    assert len(ranges) > 1
    assert ranges[0][0] == 0
    assert all(one[1] == two[0] for one, two in pairwise(ranges))


def test_a_report_with_more_than_a_delivery_holds_is_told_in_several(ledger: Ledger, keep_all: KeepAll,
                                                                    a_report: AReport) -> None:
    key = keep_search(ledger, "الهدنة", "", "ليلى", HOOK).id
    names = ("أحمد", "سالم", "خالد", "ناصر", "يوسف", "كريم", "هشام")
    text = " ".join(f"وقال الوزير {name} العلي إن الهدنة قائمة." for name in names)
    keep_all(ledger, a_report(text), a_report(TRUCE))
    told: list[tuple[str, str, str]] = []
    sizes = []
    while (sent := news(ledger, key, most=3)) is not None and sent.upto == 1:
        told += sent.items
        sizes.append((len(sent.items), sent.total))
        delivered(ledger, sent, 200)
    assert len(told) == len(set(told)) >= 7
    assert [size for size, _ in sizes][:2] == [3, 3]
    assert {total for _, total in sizes} == {len(told)}
    assert sent is not None
    assert cues(ledger, sent) == {"أعلن"}


def test_what_its_report_tells_no_more_is_left_out_when_it_is_sent(ledger: Ledger, keep_all: KeepAll,
                                                                  a_report: AReport) -> None:
    key = keep_search(ledger, "الهدنة", "", "ليلى", HOOK).id
    url = "https://one.example/again"
    keep_all(ledger, a_report(f"{TRUCE} وقال الوزير إن الحدود مفتوحة.", url=url))
    assert cues(ledger, news(ledger, key)) == {"أعلن", "وقال"}
    keep_all(ledger, a_report("وقال الوزير إن الحدود مفتوحة.", url=url))
    assert cues(ledger, news(ledger, key)) == {"وقال"}


def test_what_fails_is_tried_again_later_each_time_and_given_up_in_the_end(ledger: Ledger, keep_all: KeepAll,
                                                                          a_report: AReport) -> None:
    key = keep_search(ledger, "الهدنة", "هدنة", "ليلى", HOOK).id
    keep_all(ledger, a_report(TRUCE))
    waits = []
    for tried in range(7):
        sent = news(ledger, key)
        assert sent is not None
        assert sent.tries == tried
        before = datetime.now(UTC)
        again = failed(ledger, sent, "the server answers 500", 500, chance=lambda: 0.5)
        if again is not None:
            waits.append(round((datetime.fromisoformat(again) - before).total_seconds()))
            assert (news(ledger, key), waiting(ledger)) == (None, [])
            let_time_pass(ledger)
    assert waits == [60, 300, 1800, 7200, 28_800, 86_400]
    (told,) = of(ledger, key)
    assert (told["state"], told["tries"], told["answer"], told["fault"]) == (
        "given up", 7, 500, "the server answers 500")
    assert (news(ledger, key), waiting(ledger)) == (None, [])


@pytest.mark.parametrize(("chance", "seconds"), [(0.0, 48), (1.0, 72)])
def test_a_wait_is_longer_or_shorter_by_chance(ledger: Ledger, keep_all: KeepAll, a_report: AReport, chance: float,
                                               seconds: int) -> None:
    key = keep_search(ledger, "الهدنة", "هدنة", "ليلى", HOOK).id
    keep_all(ledger, a_report(TRUCE))
    sent = news(ledger, key)
    assert sent is not None
    before = datetime.now(UTC)
    again = failed(ledger, sent, "unreachable", chance=lambda: chance)
    assert again is not None
    assert round((datetime.fromisoformat(again) - before).total_seconds()) == seconds


def test_a_server_that_asks_for_time_gets_it_but_not_more_than_a_day(ledger: Ledger, keep_all: KeepAll,
                                                                    a_report: AReport) -> None:
    key = keep_search(ledger, "الهدنة", "هدنة", "ليلى", HOOK).id
    keep_all(ledger, a_report(TRUCE))
    for asked, got in ((1000.0, 1000), (1e9, 86_400)):
        sent = news(ledger, key)
        assert sent is not None
        before = datetime.now(UTC)
        again = failed(ledger, sent, "too many", 429, wait=asked, chance=lambda: 0.5)
        assert again is not None
        assert round((datetime.fromisoformat(again) - before).total_seconds()) == got
        let_time_pass(ledger)


def test_while_a_delivery_fails_what_is_new_gathers_and_goes_with_the_next(ledger: Ledger, keep_all: KeepAll,
                                                                          a_report: AReport) -> None:
    key = keep_search(ledger, "الهدنة", "هدنة", "ليلى", HOOK).id
    keep_all(ledger, a_report(TRUCE))
    first = news(ledger, key)
    assert first is not None
    failed(ledger, first, "unreachable")
    for n in range(3):
        keep_all(ledger, a_report(f"أعلنت القاهرة هدنة رقم {n}."))
        assert (news(ledger, key), waiting(ledger)) == (None, [])
    let_time_pass(ledger)
    again = news(ledger, key)
    assert again is not None
    assert (again.id, again.items, again.tries) == (first.id, first.items, 1)
    delivered(ledger, again, 200)
    then = news(ledger, key)
    assert then is not None
    assert (then.after, then.upto) == (first.upto, 4)
    assert len({report for _, _, report in then.items}) == 3


def test_a_hook_that_is_gone_is_removed_and_the_search_stays(ledger: Ledger, keep_all: KeepAll,
                                                            a_report: AReport) -> None:
    key = keep_search(ledger, "الهدنة", "هدنة", "ليلى", HOOK).id
    keep_all(ledger, a_report(TRUCE))
    sent = news(ledger, key)
    assert sent is not None
    gone(ledger, sent, "the hook is gone", 410)
    kept = held(ledger, key)
    assert (kept.hook, kept.secret) == (None, None)
    keep_all(ledger, a_report("أعلنت القاهرة هدنة."))
    assert waiting(ledger) == []
    (told,) = of(ledger, key)
    assert (told["state"], told["answer"], told["fault"]) == ("given up", 410, "the hook is gone")


def test_nothing_more_is_sent_for_a_search_that_is_removed(ledger: Ledger, keep_all: KeepAll,
                                                          a_report: AReport) -> None:
    key = keep_search(ledger, "الهدنة", "هدنة", "ليلى", HOOK).id
    keep_all(ledger, a_report(TRUCE))
    sent = news(ledger, key)
    assert sent is not None
    remove_search(ledger, key)
    failed(ledger, sent, "unreachable")  # it was on its way
    assert waiting(ledger) == []
    assert not claim(ledger, key, 60)
    assert [each["state"] for each in of(ledger, key)] == ["given up"]


def test_a_claimed_hook_is_nobody_else_s_until_it_is_released(ledger_address: str, ledger: Ledger, keep_all: KeepAll,
                                                             a_report: AReport) -> None:
    key = keep_search(ledger, "الهدنة", "هدنة", "ليلى", HOOK).id
    keep_all(ledger, a_report(TRUCE))
    other = open_ledger(ledger_address)
    assert claim(ledger, key, 60)
    assert not claim(other, key, 60)
    assert not claim(ledger, key, 60)
    assert waiting(other) == []
    release(ledger, key)
    assert waiting(other) == [key]
    assert claim(other, key, 60)
    other.close()


def test_a_claim_ends_by_itself(ledger: Ledger) -> None:
    key = keep_search(ledger, "الهدنة", "هدنة", "ليلى", HOOK).id
    assert claim(ledger, key, -1)
    assert claim(ledger, key, 60)


def test_of_many_who_claim_a_hook_at_once_one_has_it(ledger: Ledger) -> None:
    key = keep_search(ledger, "الهدنة", "هدنة", "ليلى", HOOK).id
    with ThreadPoolExecutor(4) as pool:
        got = list(pool.map(lambda _: claim(ledger, key, 60), range(8)))
    assert got.count(True) == 1


def test_whose_claim_was_over_tells_nothing_twice(ledger: Ledger, keep_all: KeepAll, a_report: AReport) -> None:
    key = keep_search(ledger, "الهدنة", "هدنة", "ليلى", HOOK).id
    keep_all(ledger, a_report(TRUCE))

    def slowly(query: str) -> Query:
        quick = news(ledger, key)  # another server, while this one looks
        assert quick is not None
        delivered(ledger, quick, 200)
        return read(query)

    assert next_delivery(ledger, key, slowly) is None
    assert [each["state"] for each in of(ledger, key)] == ["delivered"]


def test_what_a_query_does_not_mean_comes_through_and_nothing_is_passed_over(ledger: Ledger, keep_all: KeepAll,
                                                                            a_report: AReport) -> None:
    key = keep_search(ledger, "الهدنة", "هدنة", "ليلى", HOOK).id
    keep_all(ledger, a_report(TRUCE))

    def unreadable(query: str) -> Query:
        raise ValueError(query)

    with pytest.raises(ValueError, match="هدنة"):
        next_delivery(ledger, key, unreadable)
    assert news(ledger, key) is not None


def test_old_deliveries_are_swept_away_and_waiting_ones_are_not(ledger: Ledger, keep_all: KeepAll,
                                                                a_report: AReport) -> None:
    keys = [keep_search(ledger, name, "هدنة", "ليلى", HOOK).id for name in ("الأول", "الثاني")]
    keep_all(ledger, a_report(TRUCE))
    for key in keys:
        sent = news(ledger, key)
        assert sent is not None
        if key == keys[0]:
            delivered(ledger, sent, 200)
    with ledger.write() as db:
        db.execute(update(delivery).values(created=iso(datetime.now(UTC) - timedelta(days=sending.KEPT + 1))))
    keep_all(ledger, a_report(DENIAL))
    for key in keys:
        news(ledger, key)
    assert [len(of(ledger, key)) for key in keys] == [0, 1]


def test_deliveries_are_listed_newest_first_and_in_pages(ledger: Ledger, keep_all: KeepAll, a_report: AReport) -> None:
    keys = [keep_search(ledger, name, "هدنة", "ليلى", HOOK).id for name in ("الأول", "الثاني")]
    for n in range(3):
        keep_all(ledger, a_report(f"أعلنت القاهرة هدنة رقم {n}."))
        for key in keys:
            sent = news(ledger, key)
            assert sent is not None
            delivered(ledger, sent, 200)
    with ledger.look() as db:
        total, rows = deliveries(db, keys[0], limit=2)
        assert (total, [row["upto"] for row in rows], {row["name"] for row in rows}) == (3, [3, 2], {"الأول"})
        assert [row["upto"] for row in deliveries(db, keys[0], limit=2, offset=2)[1]] == [1]
        assert deliveries(db)[0] == 6
        assert deliveries(db, "q" + "a" * 13) == (0, [])


def test_saved_searches_are_no_part_of_what_is_told_to_have_changed(ledger: Ledger) -> None:
    keep_search(ledger, "الهدنة", "هدنة", "ليلى", HOOK)
    assert list(changes(ledger)) == []
