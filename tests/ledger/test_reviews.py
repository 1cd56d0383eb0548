"""Review in a ledger: what people decide stands at once and everywhere, survives readers and versions, and is taken
back to the letter."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import event as events
from sqlalchemy import select

from isnad.ledger.backup import copy
from isnad.ledger.changes import changes
from isnad.ledger.database import Ledger, open_ledger
from isnad.ledger.errors import LedgerError
from isnad.ledger.one import one
from isnad.ledger.people import person
from isnad.ledger.reread import reread, waiting
from isnad.ledger.reviews import Conflict, counts, decide, history, listed, queue, standing, undo
from isnad.ledger.revisions import last_revision
from isnad.ledger.schema import (
    actor,
    actor_key,
    appearance,
    awaited,
    awaited_change,
    dispute,
    entry,
    event,
    party,
    report,
    revision,
    statement,
    version,
)
from isnad.ledger.search import Query, find
from isnad.ledger.settle import merge
from isnad.ledger.verify import verify
from isnad.ledger.versions import current_record, read_of, record_of
from isnad.ledger.write import Kept
from isnad.reading.reader import Reading
from isnad.record import Record
from isnad.sources import RawReport

Keep = Callable[..., list[Kept]]
MakeReport = Callable[..., RawReport]
Change = Callable[[Record], Record]

TEXT = ("قال المتحدث باسم الكرملين دميتري بيسكوف إن روسيا تنتظر ردا من حلف شمال الأطلسي، وإن الأمين العام للحلف ينس "
        "ستولتنبرغ أعلن أن الحلف سيفرض عقوبات على روسيا.\n"
        "وزار وزير الخارجية المصري نبيل فوزي الخرطوم أمس، ونفى فوزي وجود خلاف مع السودان.")
ANSWER = "سلم حلف شمال الأطلسي روسيا رده المكتوب على مقترحاتها."
ACCUSES = "اتهم وزير الخارجية السوداني الطيب عثمان تشاد بتسليح المتمردين في إقليم الجبال وتدريبهم."
DENIES = "نفى وزير الدفاع التشادي إدريس صالح تدريب المتمردين أو تسليحهم."
ADDRESS = "https://one.example/news"


@pytest.fixture
def news(ledger: Ledger, keep_all: Keep, a_report: MakeReport) -> Ledger:
    """A ledger of a report in which much is said, of what answers it, and of an accusation with its denial."""
    keep_all(ledger, a_report(TEXT, url=ADDRESS, headline="خبر", published_at="2022-01-24T09:00:00+02:00"),
             a_report(ANSWER, published="2022-01-27"), a_report(ACCUSES, published="2022-03-01"),
             a_report(DENIES, published="2022-03-02"))
    return ledger


def of(ledger: Ledger, table: Any, **values: Any) -> str:
    """The identifier of the one row that has values, vanished or not."""
    with ledger.look() as db:
        query = select(table.c.id)
        for name, value in values.items():
            query = query.where(table.c[name] == value)
        return str(db.execute(query).scalar_one())


def row(ledger: Ledger, table: Any, key: str) -> dict[str, Any]:
    with ledger.look() as db:
        return dict(db.execute(select(table).where(table.c.id == key)).mappings().one())


def parties(ledger: Ledger, item: str, role: str) -> list[str]:
    with ledger.look() as db:
        who = select(appearance.c.name).join(party, party.c.appearance_id == appearance.c.id)
        return list(db.execute(who.where(party.c.item_id == item, party.c.role == role)
                               .order_by(party.c.number)).scalars())


def shown(ledger: Ledger, key: str) -> dict[str, Any]:
    with ledger.look() as db:
        found = one(db, key, "2022-02-01")
    assert found is not None
    return found


def record(ledger: Ledger, key: str) -> Record:
    with ledger.look() as db:
        found = current_record(db, key)
    assert found is not None
    return found


def past(ledger: Ledger, key: str) -> list[dict[str, Any]]:
    with ledger.look() as db:
        return history(db, key)


LIFE = ("appeared", "touched", "vanished", "number", "moment")


def all_of(ledger: Ledger) -> dict[str, Any]:
    """All that a ledger tells, without when it came to tell it."""
    with ledger.look() as db:
        told: dict[str, Any] = {}
        for table in (report, version, statement, event, awaited, party, appearance, awaited_change, dispute, entry,
                      actor, actor_key):
            query = select(table)
            if "vanished" in table.c:
                query = query.where(table.c.vanished.is_(None))
            rows = [{name: value for name, value in each.items() if name not in LIFE}
                    for each in db.execute(query).mappings()]
            told[table.name] = sorted(map(repr, rows))
    return told


@pytest.fixture
def denial(news: Ledger) -> str:
    return of(news, statement, act="deny", report_id=of(news, report, address=ADDRESS))


@pytest.fixture
def own(news: Ledger) -> str:
    return of(news, report, address=ADDRESS)


# -- what is decided stands at once


def test_what_is_corrected_stands_in_rows_search_feed_and_record(news: Ledger, denial: str, own: str) -> None:
    with news.look() as db:
        since = last_revision(db)
    number = decide(news, denial, "corrected", fields={"act": "reject", "speaker": "دميتري بيسكوف"}, by="هدى",
                    note="القول له")
    assert number == 1
    assert row(news, statement, denial)["act"] == "reject"
    assert parties(news, denial, "speaker") == ["دميتري بيسكوف"]
    assert (find(news, Query(act=("reject",))).total, find(news, Query("خلاف", act=("deny",))).total) == (1, 0)
    assert find(news, Query("خلاف", speaker=("دميتري بيسكوف",))).total == 1
    (said,) = [each for each in record(news, own).statements if each.act == "reject"]
    assert next(each.name for each in record(news, own).actors if each.id == said.speaker) == "دميتري بيسكوف"
    told = {each.id: each for each in changes(news, since)}
    assert (told[denial].what, told[denial].kind, told[denial].revision) == ("changed", "statement", since + 1)
    assert told[own].what == "changed"
    with news.look() as db:
        last = db.execute(select(revision).where(revision.c.number == since + 1)).one()
    assert (last.cause, last.report_id) == ("review", own)
    assert [denial, "review", None, "corrected"] in last.details
    assert [denial, "act", "deny", "reject"] in last.details
    assert list(verify(news)) == []


def test_the_reading_stays_beside_what_stands(news: Ledger, denial: str, own: str) -> None:
    before = record(news, own)
    decide(news, denial, "corrected", fields={"act": "reject"}, by="هدى")
    with news.look() as db:
        kept = db.execute(select(version).where(version.c.report_id == own)).mappings().one()
    assert read_of(kept) == before != record_of(kept)


def test_what_is_accepted_changes_nothing_but_its_history(news: Ledger, denial: str) -> None:
    before = all_of(news)
    with news.look() as db:
        since = last_revision(db)
    decide(news, denial, "accepted", by="هدى")
    assert all_of(news) == before
    assert list(changes(news, since)) == []
    with news.look() as db:
        assert last_revision(db) == since + 1
    (told,) = past(news, denial)
    assert (told["decision"], told["by"], told["undone"], told["kind"]) == ("accepted", "هدى", None, "statement")
    assert list(verify(news)) == []


def test_what_is_rejected_vanishes_and_is_still_shown_with_who_said_so(news: Ledger, own: str) -> None:
    outer, inner = of(news, statement, act="say", within_id=None), row(news, event, of(news, event, type="SANCTION"))
    item = of(news, awaited)
    with news.look() as db:
        since = last_revision(db)
    decide(news, outer, "rejected", by="هدى", note="ليس قولا")
    gone = shown(news, outer)
    assert (gone["vanished"], gone["who"], gone["chain"]) == (True, ["دميتري بيسكوف"], ["المرصد", "دميتري بيسكوف"])
    assert [(each["decision"], each["note"]) for each in gone["reviews"]] == [("rejected", "ليس قولا")]
    assert find(news, Query("تنتظر", kinds=("statement",))).total == 0
    within = row(news, statement, inner["within_id"])
    assert (within["vanished"], within["within_id"]) == (None, None)
    what = {each.id: each.what for each in changes(news, since)}
    assert (what[outer], what[inner["within_id"]], what[item]) == ("vanished", "changed", "vanished")
    told = shown(news, item)
    assert (told["vanished"], told["text"], told["from"], told["to"]) == (True, "ردا", "حلف شمال الأطلسي", "روسيا")
    assert told["chain"] == ["المرصد", "دميتري بيسكوف"]
    assert [each["item"] for each in shown(news, own)["reviews"]] == [outer]
    assert list(verify(news)) == []


def test_what_is_content_and_what_are_days_is_told_in_the_feed(news: Ledger, denial: str) -> None:
    """Both are columns that another version of a text may move without anything being otherwise."""
    visit = of(news, event, type="CONSULT")
    for key, fields, names in ((denial, {"content": ["وجود", "السودان"]}, {"content"}),
                               (visit, {"start": "2022-01-20"}, {"start"})):
        with news.look() as db:
            since = last_revision(db)
        decide(news, key, "corrected", fields=fields, by="هدى")
        assert key in {each.id for each in changes(news, since)}
        with news.look() as db:
            details = db.execute(select(revision.c.details).order_by(revision.c.number.desc())).scalars().first()
        assert names <= {name for item, name, *_ in details or () if item == key}
    assert list(verify(news)) == []


def test_what_rests_on_a_rejected_denial_is_no_dispute_until_it_is_taken_back(news: Ledger) -> None:
    said = of(news, statement, act="deny", day="2022-03-02")
    found = row(news, dispute, of(news, dispute))
    assert found["vanished"] is None
    decide(news, said, "rejected", by="هدى")
    assert row(news, dispute, found["id"])["vanished"] is not None
    undo(news, said, "هدى")
    assert row(news, dispute, found["id"])["vanished"] is None


def test_what_is_awaited_of_another_is_answered_by_him(news: Ledger) -> None:
    item = of(news, awaited)
    assert shown(news, item)["changes"] != []
    decide(news, item, "corrected", fields={"from": "السودان"}, by="هدى")
    assert (shown(news, item)["from"], shown(news, item)["changes"]) == ("السودان", [])
    undo(news, item, "هدى")
    assert shown(news, item)["changes"] != []


# -- taken back


CASES = [
    (statement, {"act": "deny", "day": "2022-01-24"}, {"act": "say", "form": "mixed", "speaker": "روسيا", "addressee":
                                                       "السودان", "content": "وجود خلاف"}),
    (statement, {"act": "say", "within_id": None}, "rejected"),
    (event, {"type": "CONSULT"}, {"type": "ASSAULT", "mode": "beat", "status": "future", "actors": ["روسيا", "السودان"],
                                  "recipients": [], "start": "2022-01-01", "end": None}),
    (event, {"type": "SANCTION"}, "rejected"), (awaited, {}, {"from": None, "to": "السودان", "due": "2022-02-01"}),
    (awaited, {}, "rejected"),
    (appearance, {"name": "نبيل فوزي"}, {"country": "SDN"}), (appearance, {"name": "نبيل فوزي"}, {"sector": "MIL"}),
    (appearance, {"name": "نبيل فوزي"}, {"kind": "group"}), (appearance, {"name": "نبيل فوزي"}, "rejected"),
    (appearance, {"name": "السودان"}, {"kind": "organisation", "country": None}),
    (appearance, {"name": "حلف شمال الأطلسي", "country": "NATO"}, "rejected"),
]


@pytest.mark.parametrize(("table", "values", "what"), CASES, ids=str)
def test_taken_back_all_is_to_the_letter_as_it_was(
    news: Ledger, own: str, table: Any, values: dict[str, Any], what: Any,
) -> None:
    before = all_of(news)
    key = of(news, table, **values, report_id=own)
    fields = None if isinstance(what, str) else what
    number = decide(news, key, what if fields is None else "corrected", fields=fields, by="هدى")
    between = all_of(news)
    assert between != before
    assert list(verify(news)) == []
    assert undo(news, key, "سعاد") == number
    assert all_of(news) == before
    assert list(verify(news)) == []
    (told,) = past(news, own)
    assert (told["by"], told["undone_by"], told["number"]) == ("هدى", "سعاد", number)
    assert told["undone"] >= told["moment"]
    decide(news, key, what if fields is None else "corrected", fields=fields, by="هدى")
    assert all_of(news) == between


def test_what_stood_before_the_last_decision_stands_again(news: Ledger, denial: str) -> None:
    decide(news, denial, "corrected", fields={"act": "reject"}, by="هدى")
    decide(news, denial, "corrected", fields={"form": "direct"}, by="سعاد")
    decide(news, denial, "rejected", by="هدى")
    assert undo(news, denial, "هدى") == 3
    told = row(news, statement, denial)
    assert (told["act"], told["form"], told["vanished"]) == ("reject", "direct", None)
    assert undo(news, denial, "هدى") == 2
    assert row(news, statement, denial)["form"] == "indirect"
    assert undo(news, denial, "هدى") == 1
    assert row(news, statement, denial)["act"] == "deny"
    with pytest.raises(LedgerError, match="no decision on it stands that could be taken back"):
        undo(news, denial, "هدى")


def test_what_was_rejected_and_is_accepted_after_all_is_back(news: Ledger, denial: str) -> None:
    before = all_of(news)
    decide(news, denial, "rejected", by="هدى")
    decide(news, denial, "accepted", by="سعاد")
    assert all_of(news) == before


def test_a_decision_is_taken_back_by_its_number_if_it_is_the_last(news: Ledger, denial: str) -> None:
    first = decide(news, denial, "accepted", by="هدى")
    second = decide(news, denial, "rejected", by="سعاد")
    with pytest.raises(Conflict, match=r"سعاد rejected it at .* \(decision 2\), after you looked"):
        undo(news, first, "هدى")
    assert undo(news, str(second), "هدى") == second
    with pytest.raises(Conflict, match="هدى took decision 2 back at"):
        undo(news, second, "هدى")
    for number in (99, "99", 1 << 70):
        with pytest.raises(LedgerError, match="no decision has this number"):
            undo(news, number, "هدى")


# -- two at once


def test_who_has_not_seen_the_last_decision_is_told_of_it(news: Ledger, denial: str) -> None:
    decide(news, denial, "accepted", by="هدى", seen=0)
    with pytest.raises(Conflict, match=r"هدى accepted it at 20\S+Z \(decision 1\), after you looked; look again"):
        decide(news, denial, "rejected", by="سعاد", seen=0)
    assert row(news, statement, denial)["vanished"] is None
    decide(news, denial, "rejected", by="سعاد", seen=1)
    undo(news, denial, "منى")
    with pytest.raises(Conflict, match="منى took decision 2 back at"):
        decide(news, denial, "accepted", by="هدى", seen=2)
    decide(news, denial, "corrected", fields={"act": "reject"}, by="هدى", seen=1)
    with pytest.raises(LedgerError, match="there is no decision 77 on it"):
        decide(news, denial, "accepted", by="هدى", seen=77)


def test_of_several_who_decide_at_once_one_is_first(news: Ledger, denial: str) -> None:
    def one_more(name: int) -> str:
        try:
            decide(news, denial, "corrected", fields={"act": "reject"}, by=f"p{name}", seen=0)
        except Conflict:
            return "late"
        return "first"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(one_more, range(4))) == ["first", "late", "late", "late"]
    assert len(past(news, denial)) == 1


def test_to_press_twice_is_one_decision(news: Ledger, denial: str) -> None:
    assert [decide(news, denial, "accepted", by="هدى") for _ in range(2)] == [1, 1]
    assert decide(news, denial, "accepted", by="سعاد") == 2


# -- another reading, another version


def read_otherwise(patch: pytest.MonkeyPatch, change: Change = lambda record: record,
                   mark: str = "k234567abcdefg") -> None:
    """From now on another reader reads."""
    real = Reading.record
    patch.setattr(Reading, "record", lambda self: change(real(self)))
    for name in ("isnad.ledger.reread.reader_mark", "isnad.ledger.identity.reader_mark"):
        patch.setattr(name, lambda: mark)


def again(ledger: Ledger) -> list[Kept]:
    told: list[Kept] = []
    reread(ledger, waiting(ledger), tell=lambda item, what: told.append(what))  # type: ignore[arg-type]
    return told


def without(local: str) -> Change:
    def change(record: Record) -> Record:
        gone = {each.id for each in record.actors if each.name == local}
        statements = [each.model_copy(update={"speaker": None} if each.speaker in gone else {}) for each
                      in record.statements]
        told = [each.model_copy(update={"actors": [who for who in each.actors if who not in gone], "recipients": [
            who for who in each.recipients if who not in gone]}) for each in record.events]
        return record.model_copy(update={"actors": [each for each in record.actors if each.id not in gone],
                                         "statements": statements, "events": told})

    return change


def test_what_was_decided_survives_another_reading(
    news: Ledger, denial: str, own: str, monkeypatch: pytest.MonkeyPatch,
) -> None:
    visit, item = of(news, event, type="CONSULT"), of(news, awaited)
    decide(news, denial, "corrected", fields={"act": "reject", "content": "وجود خلاف"}, by="هدى")
    decide(news, visit, "rejected", by="هدى")
    decide(news, item, "corrected", fields={"due": "2022-02-01"}, by="هدى")
    decide(news, of(news, appearance, name="نبيل فوزي"), "corrected", fields={"sector": "PTY"}, by="هدى")
    before = all_of(news)
    read_otherwise(monkeypatch)
    assert all(not (kept.altered or kept.vanished or kept.appeared) for kept in again(news))
    after = all_of(news)
    assert {name for name in before if before[name] != after[name]} == {"version"}  # who read it
    assert waiting(news) == []
    assert list(verify(news)) == []
    assert row(news, report, own)["published_at"] == "2022-01-24T07:00:00.000000Z"


def test_what_another_reader_reads_otherwise_stands_but_for_what_was_decided(
    news: Ledger, denial: str, own: str, monkeypatch: pytest.MonkeyPatch,
) -> None:
    decide(news, denial, "corrected", fields={"act": "reject", "speaker": "دميتري بيسكوف"}, by="هدى")

    def change(record: Record) -> Record:
        worse = without("دميتري بيسكوف")(record)
        return worse.model_copy(update={"statements": [
            each.model_copy(update={"act": "accuse", "form": "mixed"}) for each in worse.statements]})

    read_otherwise(monkeypatch, change)
    again(news)
    told = row(news, statement, denial)
    assert (told["act"], told["form"]) == ("reject", "mixed")
    assert parties(news, denial, "speaker") == ["دميتري بيسكوف"]  # whom the reader names no more
    assert row(news, appearance, of(news, appearance, name="دميتري بيسكوف"))["mentions"] != []
    assert list(verify(news)) == []
    undo(news, denial, "هدى")
    told = row(news, statement, denial)
    assert (told["act"], parties(news, denial, "speaker")) == ("accuse", ["نبيل فوزي"])
    with news.look() as db:
        assert db.execute(select(version.c.read).where(version.c.report_id == own)).scalar() is None
    assert list(verify(news)) == []


def test_what_is_decided_leaves_the_mark_of_who_read_it(
    news: Ledger, denial: str, monkeypatch: pytest.MonkeyPatch,
) -> None:
    read_otherwise(monkeypatch)
    number = len(waiting(news))
    decide(news, denial, "corrected", fields={"act": "reject"}, by="هدى")
    assert len(waiting(news)) == number == 4


def test_a_decision_on_what_is_read_no_more_waits_until_it_is_read_again(
    news: Ledger, denial: str, monkeypatch: pytest.MonkeyPatch,
) -> None:
    decide(news, denial, "corrected", fields={"act": "reject"}, by="هدى")
    with monkeypatch.context() as worse:
        read_otherwise(worse, lambda record: record.model_copy(update={"statements": [], "events": [], "awaited": []}))
        again(news)
        assert row(news, statement, denial)["vanished"] is not None
        assert list(verify(news)) == []
        with pytest.raises(LedgerError, match="it does not stand in its report"):
            decide(news, denial, "accepted", by="هدى")
        assert len(past(news, denial)) == 1
    again(news)
    told = row(news, statement, denial)
    assert (told["act"], told["vanished"]) == ("reject", None)


def test_what_was_decided_survives_another_version_of_the_text(
    news: Ledger, keep_all: Keep, a_report: MakeReport, denial: str, own: str,
) -> None:
    visit = of(news, event, type="CONSULT")
    decide(news, denial, "corrected", fields={"act": "reject", "content": "وجود خلاف"}, by="هدى")
    decide(news, visit, "rejected", by="هدى")
    (kept,) = keep_all(news, a_report(f"عاد المبعوث إلى بلاده.\n{TEXT}", url=ADDRESS, headline="خبر آخر"))
    assert kept.what == "changed"
    told = row(news, statement, denial)
    text = row(news, version, kept.version_id)["text"]
    assert (told["act"], text[told["start"]:told["end"]], told["vanished"]) == ("reject", "وجود خلاف", None)
    assert row(news, event, visit)["vanished"] is not None
    assert denial not in {key for key, *_ in kept.altered}
    assert list(verify(news)) == []
    undo(news, denial, "هدى")
    told = row(news, statement, denial)
    assert text[told["start"]:told["end"]] == "وجود خلاف مع السودان"


def test_a_report_without_reviews_pays_one_look_at_most(
    ledger: Ledger, keep_all: Keep, a_report: MakeReport,
) -> None:
    looks: list[str] = []

    def look(_: Any, __: Any, said: str, *___: Any) -> None:
        if "FROM review" in said:
            looks.append(said)

    events.listen(ledger.engine, "before_cursor_execute", look)
    keep_all(ledger, a_report(TEXT, url=ADDRESS))
    assert looks == []
    keep_all(ledger, a_report(f"{TEXT}\nوعاد.", url=ADDRESS))
    assert len(looks) == 1
    events.remove(ledger.engine, "before_cursor_execute", look)


# -- actors


def test_a_country_that_is_corrected_makes_another_actor_and_the_first_has_vanished(news: Ledger) -> None:
    key = of(news, appearance, name="نبيل فوزي")
    before = row(news, appearance, key)["actor_id"]
    decide(news, key, "corrected", fields={"country": "OMN", "kind": "group"}, by="هدى")
    after = row(news, appearance, key)
    assert (after["country"], after["kind"]) == ("OMN", "group")
    assert after["actor_id"] != before
    assert row(news, actor, before)["vanished"] is not None
    assert find(news, Query(country=("OMN",))).total > 0
    assert find(news, Query(country=("EGY",))).total == 0


def test_a_sector_that_is_corrected_is_told_of_the_same_actor(news: Ledger) -> None:
    key = of(news, appearance, name="نبيل فوزي")
    who = row(news, appearance, key)["actor_id"]
    decide(news, key, "corrected", fields={"sector": "PTY"}, by="هدى")
    assert (row(news, appearance, key)["actor_id"], row(news, actor, who)["sector"]) == (who, "PTY")
    assert row(news, actor, who)["profile"]["sectors"] == {"PTY": 1}
    with news.look() as db:
        assert (person(db, who) or {})["sector"] == "PTY"


def test_whom_somebody_merged_is_who_he_was_merged_into_also_when_he_is_corrected(news: Ledger) -> None:
    key = of(news, appearance, name="نبيل فوزي")
    who, other = row(news, appearance, key)["actor_id"], of(news, actor, name="إدريس صالح")
    decide(news, key, "corrected", fields={"kind": "group"}, by="هدى")
    assert row(news, appearance, key)["actor_id"] not in (who, other)
    undo(news, key, "هدى")
    merge(news, who, other)
    for fields in ({"country": "OMN"}, {"sector": "PTY"}):
        decide(news, key, "corrected", fields=fields, by="هدى")
        assert row(news, appearance, key)["actor_id"] == other
    decide(news, key, "corrected", fields={"kind": "group"}, by="هدى")
    assert row(news, appearance, key)["actor_id"] not in (who, other)
    undo(news, key, "هدى")
    assert row(news, appearance, key)["actor_id"] == other
    assert list(verify(news)) == []


# -- a report as a whole, and what waits


def test_a_report_waits_until_all_of_it_has_been_looked_at(news: Ledger, denial: str, own: str) -> None:
    with news.look() as db:
        total, rows = queue(db)
        assert (total, [each["day"] for each in rows]) == (
            4, ["2022-03-02", "2022-03-01", "2022-01-27", "2022-01-24"])
        assert queue(db, limit=1, offset=3)[1] == rows[3:]
        assert (rows[3]["items"], rows[3]["undecided"], rows[3]["headline"]) == (6, 6, "خبر")
        assert counts(db).undecided == counts(db).items > 6
    decide(news, denial, "accepted", by="هدى")
    decide(news, of(news, awaited), "rejected", by="هدى")
    decide(news, of(news, event, type="CONSULT"), "corrected", fields={"status": "future"}, by="هدى")
    with news.look() as db:
        (told,) = queue(db, begun=True)[1]
        assert {name: told[name] for name in ("id", "items", "undecided", "accepted", "corrected", "rejected")} == {
            "id": own, "items": 5, "undecided": 3, "accepted": 1, "corrected": 1, "rejected": 1}
        assert queue(db, begun=False)[0] == queue(db, since="2022-01-25")[0] == 3
        assert queue(db, outlet="المرصد", until="2022-01-24")[0] == 1
        assert queue(db, outlet="المنبر")[0] == 0
        number = counts(db)
        assert (number.accepted, number.corrected, number.rejected, number.closed) == (1, 1, 1, 0)
        assert number.items - number.undecided == 2
    decide(news, own, "accepted", by="هدى")
    with news.look() as db:
        assert (queue(db, begun=True)[0], queue(db)[0], counts(db).closed) == (0, 3, 1)
    undo(news, own, "هدى")
    with news.look() as db:
        assert queue(db)[0] == 4


def test_a_report_is_looked_at_again_once_it_has_another_version(
    news: Ledger, keep_all: Keep, a_report: MakeReport, own: str,
) -> None:
    decide(news, own, "accepted", by="هدى")
    keep_all(news, a_report(f"{TEXT}\nوعاد.", url=ADDRESS, headline="خبر"))
    with news.look() as db:
        assert own in {each["id"] for each in queue(db)[1]}
    decide(news, own, "accepted", by="هدى")
    with news.look() as db:
        assert own not in {each["id"] for each in queue(db)[1]}


def test_a_report_is_looked_at_again_once_something_in_it_is_read_otherwise(
    news: Ledger, own: str, denial: str, monkeypatch: pytest.MonkeyPatch,
) -> None:
    decide(news, own, "accepted", by="هدى")
    decide(news, denial, "corrected", fields={"act": "reject"}, by="هدى")  # of what people do themselves they know
    with monkeypatch.context() as same:
        read_otherwise(same)
        again(news)
        with news.look() as db:
            assert own not in {each["id"] for each in queue(db)[1]}
    read_otherwise(monkeypatch, lambda record: record.model_copy(update={"events": record.events[1:]}), "k2")
    again(news)
    with news.look() as db:
        assert own in {each["id"] for each in queue(db)[1]}


def test_how_things_stand_is_told_of_a_report(news: Ledger, denial: str, own: str) -> None:
    visit = of(news, event, type="CONSULT")
    decide(news, denial, "corrected", fields={"act": "reject"}, by="هدى")
    decide(news, denial, "corrected", fields={"act": "say", "speaker": None}, by="سعاد", note="بلا قائل")
    decide(news, visit, "accepted", by="هدى")
    decide(news, visit, "rejected", by="هدى")
    undo(news, visit, "هدى")
    with news.look() as db:
        told = standing(db, own)
    assert set(told) == {denial, visit}
    assert (told[visit]["decision"], told[visit]["number"]) == ("accepted", 3)
    assert {name: told[denial][name] for name in ("decision", "number", "by", "note", "kind")} == {
        "decision": "corrected", "number": 2, "by": "سعاد", "note": "بلا قائل", "kind": "statement"}
    assert told[denial]["fields"]["act"] == ["deny", "say"]
    assert told[denial]["fields"]["speaker"][0]["name"] == "نبيل فوزي"
    assert told[denial]["fields"]["speaker"][1] is None


def test_decisions_are_listed_by_report_by_person_and_by_day(news: Ledger, denial: str, own: str) -> None:
    decide(news, denial, "corrected", fields={"act": "reject", "speaker": "دميتري بيسكوف"}, by="هدى")
    decide(news, of(news, statement, act="accuse"), "accepted", by="سعاد")
    undo(news, denial, "منى")
    with news.look() as db:
        total, rows = listed(db)
        assert (total, [each["number"] for each in rows]) == (2, [2, 1])
        assert rows[1]["changes"] == ["act: deny → reject", "speaker: نبيل فوزي → دميتري بيسكوف"]
        assert (rows[1]["text"], rows[1]["kind"], rows[1]["report"]) == ("وجود خلاف مع السودان", "statement", own)
        day = rows[0]["moment"][:10]
        for about, numbers in (({"report_id": own}, [1]), ({"by": "سعاد"}, [2]), ({"by": "منى"}, [1]),
                               ({"by": "x"}, []), ({"since": day}, [2, 1]), ({"since": "2999-01-01"}, []),
                               ({"until": day}, [2, 1]), ({"until": "2020-01-01"}, []),
                               ({"until": "9999-12-31"}, [2, 1]), ({"limit": 1, "offset": 1}, [1])):
            assert [each["number"] for each in listed(db, **about)[1]] == numbers


def test_what_is_decided_is_in_a_backup(news: Ledger, denial: str, databases: Any) -> None:
    decide(news, denial, "corrected", fields={"act": "reject"}, by="هدى")
    address = databases.new()
    other = open_ledger(address)
    copy(news, other)
    assert past(other, denial) == past(news, denial)
    assert list(verify(other)) == []
    undo(other, denial, "هدى")
    assert row(other, statement, denial)["act"] == "deny"
    other.close()
    databases.empty(address)


def test_verify_tells_where_what_stands_is_not_what_was_decided(news: Ledger, denial: str, own: str) -> None:
    decide(news, denial, "corrected", fields={"act": "reject"}, by="هدى")
    with news.write() as db:
        kept = db.execute(select(version.c.read).where(version.c.report_id == own)).scalar()
        db.execute(version.update().where(version.c.report_id == own).values(record=kept))
    (fault,) = verify(news)
    assert "its record is not what was read with what people decided" in fault[1]


# -- what cannot be decided


@pytest.fixture
def lonely(news: Ledger) -> str:
    """Something awaited whose basis was rejected."""
    item = of(news, awaited)
    decide(news, str(row(news, awaited, item)["basis_id"]), "rejected", by="هدى")
    return item


def test_what_rests_on_something_rejected_is_not_decided_on(news: Ledger, lonely: str) -> None:
    with pytest.raises(LedgerError, match="what it rests on was rejected"):
        decide(news, lonely, "accepted", by="هدى")
    assert past(news, lonely) == []


def test_nothing_is_put_within_itself(news: Ledger) -> None:
    outer = of(news, statement, act="say", within_id=None)
    inner = of(news, statement, within_id=outer)
    with pytest.raises(LedgerError, match=f"within: {inner} stands within it already"):
        decide(news, outer, "corrected", fields={"within": inner}, by="هدى")
    assert past(news, outer) == []


@pytest.mark.parametrize(("key", "decision", "more", "said"), [
    ("s234567abcdefg", "accepted", {}, "s234567abcdefg: the ledger has nothing of this name that could be decided on"),
    ("r234567abcdefg", "accepted", {}, "nothing of this name"), ("p234567abcdefg", "accepted", {}, "nothing of this"),
    ("a234567abcdefg", "accepted", {}, "cannot be decided on; statements, events, awaited items, appearances and"),
    ("", "accepted", {}, "cannot be decided on"),
    ("denial", "maybe", {}, "'maybe' is no decision; there are accepted, corrected, rejected"),
    ("denial", "accepted", {"fields": {"act": "say"}}, r"what is accepted has no fields \(act\); correct it"),
    ("denial", "corrected", {}, "a correction needs a field"),
    ("denial", "corrected", {"fields": {"act": "deny"}}, "nothing is otherwise than it stands"),
    ("denial", "accepted", {"by": " "}, "by: somebody must decide; give a name"),
    ("own", "rejected", {}, "a report is accepted, once all of it has been looked at"),
    ("own", "corrected", {"fields": {"act": "say"}}, "a report is accepted, once"),
], ids=str)
def test_what_is_no_decision_is_refused_and_leaves_nothing(
    news: Ledger, denial: str, own: str, key: str, decision: Any, more: dict[str, Any], said: str,
) -> None:
    before = all_of(news)
    with pytest.raises(LedgerError, match=said):
        decide(news, {"denial": denial, "own": own}.get(key, key), decision, **({"by": "هدى"} | more))
    assert all_of(news) == before
    assert past(news, own) == []


@pytest.mark.parametrize("key", ["s234567abcdefg", "a234567abcdefg", "x", ""])
def test_what_is_not_there_is_not_taken_back(news: Ledger, key: str) -> None:
    with pytest.raises(LedgerError):
        undo(news, key, "هدى")


def test_nobody_takes_nothing_back(news: Ledger, denial: str) -> None:
    decide(news, denial, "accepted", by="هدى")
    with pytest.raises(LedgerError, match="by: somebody must take it back"):
        undo(news, denial, "")
