"""Disputes across reports: who is at odds with whom over what, and who is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from isnad.languages.stems import stemmer
from isnad.ledger.disputes import Item, keys, opposed, seeks
from isnad.ledger.items import EventItem, Named, Party, StatementItem

DAY, NEXT = "2022-03-01", "2022-03-02"

SUDAN = Party("a-sdn", "السودان", "country", "SDN", "GOV")
SUDANESE = Party("a-tayyib", "الطيب عثمان", "person", "SDN", "GOV", "وزير الخارجية السوداني")
CHAD = Party("a-tcd", "تشاد", "country", "TCD", "GOV")
CHADIAN = Party("a-deby", "إدريس صالح", "person", "TCD", "GOV", "وزير الدفاع التشادي")
ARMY = Party("a-army", "الجيش السوداني", "organisation", "SDN", "MIL")
REBELS = Party("a-rebels", "حركة تحرير الجبال", "organisation", "SDN", "REB")
SPOKESMAN = Party("a-adam", "آدم هارون", "person", "SDN", "REB", "المتحدث باسم حركة تحرير الجبال")
PAPER = Party("a-paper", "صحيفة الميدان", "organisation", "SDN", "MED")
DOCTORS = Party("a-doctors", "نقابة الأطباء", "organisation", "SDN", "LAB")
LEADER = Party("a-leader", "منصور كوكو", "person", "SDN", "REB")
VILLAGERS = Party("r1:a9", "قرويون", "group", "SDN", "CVL", generic=True)


def topics(text: str) -> tuple[str, ...]:
    return tuple(stemmer().topics(text))


def said(act: str, speaker: Party | None, text: str, *, cue: str = "قال", against: tuple[Party, ...] = (),
         day: str | None = DAY, report: str = "r1", named: dict[str, Party] | None = None) -> StatementItem:
    found = tuple(Named(text.index(words), text.index(words) + len(words), party)
                  for words, party in (named or {}).items())
    return StatementItem(f"{report}-{act}", report, day, "m", speaker, None, act, text,  # type: ignore[arg-type]
                         topics(text), (), cue, against, found)


def event(type_: str, trigger: str, text: str, actors: tuple[Party, ...], recipients: tuple[Party, ...] = (), *,
          status: str = "actual", speaker: Party | None = None, report: str = "r1", start: str | None = DAY,
          place: str | None = None, counts: tuple[tuple[str, int], ...] = ()) -> EventItem:
    return EventItem(f"{report}-{trigger}", report, DAY, "m", type_, None, status,  # type: ignore[arg-type]
                     actors, recipients, start, start, place, None, trigger, text, topics(text), counts, speaker)


def found(one: Item, other: Item) -> tuple[str, bool] | None:
    dispute = opposed(one, other)
    assert opposed(other, one) == dispute
    return (dispute.kind, dispute.sure) if dispute else None


ACCUSED = said("accuse", SUDANESE, "بتسليح المتمردين في إقليم الجبال وتدريبهم", cue="اتهم", against=(CHAD,))


@pytest.mark.parametrize(("denial", "sure"), [
    pytest.param(said("deny", CHAD, "تسليح المتمردين في الإقليم", cue="نفت", day=NEXT, report="r2"), True,
                 id="the-state"),
    pytest.param(said("deny", CHADIAN, "تدريب المتمردين أو تسليحهم", cue="ونفى", day=NEXT, report="r2"), True,
                 id="its-minister"),
    pytest.param(said("deny", CHAD, "إن مزاعم تسليح متمردي الجبال باطلة", day=NEXT, report="r2"), True,
                 id="by-calling-it-baseless"),
    pytest.param(said("reject", CHAD, "هذه الاتهامات", cue="ترفض"), True, id="these-accusations-in-the-same-report"),
    pytest.param(said("deny", CHAD, "اتهامات السودان", cue="نفت", day=NEXT, report="r2", named={"السودان": SUDAN}),
                 False, id="the-accuser's-accusations"),
    pytest.param(said("deny", CHADIAN, "أن بلاده لم تسلح المتمردين في الجبال", day=NEXT, report="r2"), False,
                 id="by-a-negated-clause"),
])
def test_an_accusation_is_met_by_the_denial_of_the_accused(denial: StatementItem, sure: bool) -> None:
    assert found(ACCUSED, denial) == ("accusation-denial", sure)


def test_another_than_the_accused_may_deny_it_too() -> None:
    denial = said("deny", REBELS, "تسليح المتمردين في إقليم الجبال", cue="نفت", report="r2")
    assert found(ACCUSED, denial) == ("claim-opposite", False)


@pytest.mark.parametrize("denial", [
    pytest.param(said("deny", CHAD, "إغلاق سفارتها في الخرطوم", cue="نفت", report="r2"), id="of-another-matter"),
    pytest.param(said("say", CHAD, "أن تسليح المتمردين في الإقليم خطر", report="r2"), id="that-is-none"),
    pytest.param(said("deny", CHAD, "تسليح المتمردين", cue="نفت", day="2022-06-01", report="r2"), id="months-later"),
    pytest.param(said("deny", CHAD, "تسليح المتمردين", cue="نفت", day="2022-02-20", report="r2"), id="told-before"),
    pytest.param(said("deny", CHAD, "تسليح المتمردين", cue="نفت", day=None, report="r2"), id="on-an-unknown-day"),
])
def test_an_accusation_is_not_met_by_a_denial(denial: StatementItem) -> None:
    assert found(ACCUSED, denial) is None


CLAIM = said("say", PAPER, "أن الجيش قصف مستشفى الرحمة في مدينة الفاشر وقتل ممرضين", named={"الجيش": ARMY})


@pytest.mark.parametrize(("claim", "counter", "sure"), [
    pytest.param(CLAIM, said("deny", ARMY, "قصف مستشفى الرحمة في الفاشر", cue="نفى", report="r2"), True,
                 id="bombing"),
    pytest.param(said("say", REBELS, "أنها أسقطت مروحية عسكرية فوق وادي هور"),
                 said("deny", ARMY, "إسقاط مروحية عسكرية فوق وادي هور", cue="نفى", report="r2"), False,
                 id="other-form"),
    pytest.param(said("say", REBELS, "أن سبعة جنود أسروا في كمين قرب بلدة طويلة"),
                 said("deny", ARMY, "أن جنوده أسروا في كمين قرب طويلة", cue="ونفى", report="r2"), True, id="capture"),
    pytest.param(said("say", PAPER, "أن مفاوضات سرية جرت في أنجمينا بين الحركة والجيش"),
                 said("deny", SPOKESMAN, "إجراء مفاوضات سرية في أنجمينا", cue="نافيا", report="r2"), True, id="talks"),
    pytest.param(said("say", ARMY, "أن منصور كوكو قتل في غارة على كهوف الجبل", named={"منصور كوكو": LEADER}),
                 said("deny", SPOKESMAN, "مقتل منصور كوكو في غارة على الكهوف", cue="نفى", report="r2",
                      named={"منصور كوكو": LEADER}), False, id="a-death"),
    pytest.param(said("say", PAPER, "أن محطة كهرباء مروي توقفت بسبب تسرب الوقود"),
                 said("deny", SUDANESE, "توقف محطة كهرباء مروي", cue="نفى", report="r2"), True, id="a-stoppage"),
    pytest.param(said("say", PAPER, "أن صفقة طائرات مسيرة أبرمت مع شركة أجنبية"),
                 said("deny", ARMY, "ما نشر عن صفقة طائرات مسيرة عار عن الصحة", report="r2"), False, id="baseless"),
    pytest.param(said("say", REBELS, "أن قواتها سيطرت على مطار كادقلي وبرج المراقبة"),
                 said("deny", ARMY, "أن المتمردين لم يسيطروا على مطار كادقلي وبرج المراقبة", report="r2"), False,
                 id="a-negated-clause"),
])
def test_a_claim_is_met_by_its_denial(claim: StatementItem, counter: StatementItem, sure: bool) -> None:
    assert found(claim, counter) == ("claim-opposite", sure)


@pytest.mark.parametrize(("claim", "counter"), [
    pytest.param(CLAIM, said("deny", PAPER, "قصف مستشفى الرحمة في الفاشر", cue="نفت", report="r2"), id="by-himself"),
    pytest.param(CLAIM, said("say", DOCTORS, "أن الجيش قصف مستشفى الرحمة في مدينة الفاشر", report="r2"),
                 id="by-who-agrees"),
    pytest.param(CLAIM, said("deny", ARMY, "قصف سوق الماشية في نيالا", cue="نفى", report="r2"), id="of-another-deed"),
    pytest.param(said("deny", SPOKESMAN, "أن مستشفى الرحمة في الفاشر قصف", cue="نفى"),
                 said("deny", ARMY, "قصف مستشفى الرحمة في الفاشر", cue="نفى", report="r2"), id="when-both-deny"),
    pytest.param(said("say", SPOKESMAN, "أن مستشفى الرحمة في الفاشر لم يقصف"),
                 said("deny", ARMY, "قصف مستشفى الرحمة في الفاشر", cue="نفى", report="r2"), id="when-it-was-no-claim"),
    pytest.param(said("say", ARMY, "أن المتمردين قصفوا مستشفى الرحمة في الفاشر"),
                 said("deny", SUDANESE, "قصف مستشفى الرحمة في الفاشر", cue="نفى", report="r2"), id="by-the-same-state"),
    pytest.param(said("say", REBELS, "أنها قصفت مستشفى الرحمة في الفاشر"),
                 said("deny", SPOKESMAN, "قصف مستشفى", cue="نفى", report="r2"), id="on-two-words"),
])
def test_a_claim_is_not_met(claim: StatementItem, counter: StatementItem) -> None:
    assert found(claim, counter) is None


@pytest.mark.parametrize(("one", "other", "sure"), [
    pytest.param(event("ASSAULT", "قصف", "قصف الجيش السوداني سوق الماشية قرب المعبر.", (ARMY,), (REBELS,),
                       speaker=PAPER),
                 event("ASSAULT", "يقصف", "الجيش لم يقصف سوق الماشية قرب المعبر.", (ARMY,), (REBELS,), status="negated",
                       speaker=SUDANESE, report="r2"), True, id="both-speak"),
    pytest.param(event("RETREAT", "انسحبت", "انسحبت تشاد من المعبر.", (CHAD,), (SUDAN,)),
                 event("RETREAT", "تنسحب", "تشاد لم تنسحب من المعبر.", (CHAD,), (SUDAN,), status="negated",
                       speaker=SUDANESE, report="r2"), False, id="the-report-itself-tells-it"),
])
def test_what_is_told_as_done_and_as_not_done_is_disputed(one: EventItem, other: EventItem, sure: bool) -> None:
    assert found(one, other) == ("claim-opposite", sure)


def test_an_event_is_disputed_by_its_actor_who_denies_it() -> None:
    told = event("ASSAULT", "قصف", "قصف الجيش السوداني مخيم النازحين في كبكابية.", (ARMY,))
    assert found(told, said("deny", ARMY, "قصف مخيم النازحين", cue="نفى", report="r2")) == ("claim-opposite", False)
    assert found(told, said("deny", ARMY, "حشد قواته قرب كبكابية", cue="نفى", report="r2")) is None


RAID = event("ASSAULT", "هجوم", "أسفر هجوم الحركة على كبكابية عن قتل 40 جنديا.", (REBELS,), (ARMY,), speaker=SPOKESMAN,
             place="كبكابية", counts=(("killed", 40),))


@pytest.mark.parametrize(("other", "expected"), [
    pytest.param(replace(RAID, id="r2-e", report="r2", speaker=SUDANESE, counts=(("killed", 3),)), ("numbers", True),
                 id="far"),
    pytest.param(replace(RAID, id="r2-e", report="r2", speaker=None, counts=(("killed", 3),)), ("numbers", False),
                 id="one-is-the-report's"),
    pytest.param(replace(RAID, id="r2-e", report="r2", speaker=SUDANESE, counts=(("killed", 35),)), None,
                 id="near"),
    pytest.param(replace(RAID, id="r2-e", report="r2", speaker=SUDANESE, counts=(("wounded", 3),)), None,
                 id="of-others"),
    pytest.param(replace(RAID, id="r2-e", report="r2", speaker=SUDANESE, counts=(("killed", 3),), start=NEXT, end=NEXT),
                 None, id="on-another-day"),
    pytest.param(replace(RAID, id="r2-e", report="r2", speaker=SUDANESE, counts=(("killed", 3),), place="طويلة"),
                 None, id="elsewhere"),
    pytest.param(replace(RAID, id="r2-e", report="r2", counts=(("killed", 3),)), None, id="by-himself"),
])
def test_counts_of_one_event_that_are_far_apart_are_disputed(other: EventItem,
                                                             expected: tuple[str, bool] | None) -> None:
    assert found(RAID, other) == expected


def test_whoever_only_tells_what_another_says_disputes_nothing() -> None:
    inner = said("deny", CHAD, "تسليح المتمردين في الإقليم", cue="نفت")
    assert found(ACCUSED, replace(inner, outer=(ACCUSED.id,))) is None


@pytest.mark.parametrize(("one", "other"), [
    pytest.param(ACCUSED, said("deny", CHADIAN, "هذه الاتهامات", cue="نفى", report="r2"), id="accused-and-answer"),
    pytest.param(CLAIM, said("deny", ARMY, "قصف مستشفى الرحمة في الفاشر", cue="نفى", report="r2"),
                 id="claim-and-denial"),
    pytest.param(RAID, replace(RAID, id="r2-e", report="r2", counts=(("killed", 3),)), id="two-counts"),
    pytest.param(RAID, replace(RAID, id="r2-e", report="r2", status="negated"), id="done-and-not"),
])
def test_two_that_may_be_at_odds_find_each_other(one: Item, other: Item) -> None:
    assert not set(keys(one)).isdisjoint(seeks(other))
    assert not set(keys(other)).isdisjoint(seeks(one))


def test_those_who_tell_the_same_do_not_meet_and_keys_are_few() -> None:
    same = replace(CLAIM, id="r2-s", report="r2", speaker=DOCTORS)
    assert set(keys(CLAIM)).isdisjoint(seeks(same))
    assert all(len(keys(item)) <= 6 for item in (CLAIM, ACCUSED, RAID, same))
    assert keys(said("demand", CHAD, "الإفراج عن المعتقلين")) == ()
