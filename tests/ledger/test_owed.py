"""What is owed, from report to report: what answers it, what does not, and how it stands."""

from __future__ import annotations

from dataclasses import replace

import pytest

from isnad import Reader, Record
from isnad.languages.stems import stemmer
from isnad.ledger.items import AwaitedItem, EventItem, Named, Party, SentenceItem, StatementItem
from isnad.ledger.owed import (
    Change,
    Told,
    Verdict,
    answers,
    candidates_of,
    keys,
    kinds_of,
    same_awaited,
    settling_spans,
    state_of,
)

ASKED, TOLD = "2022-01-24", "2022-01-26"

RUSSIA = Party("a-rus", "روسيا", "country", "RUS", "GOV")
PESKOV = Party("a-peskov", "دميتري بيسكوف", "person", "RUS", "GOV", "المتحدث باسم الرئاسة الروسية")
NATO = Party("a-nato", "حلف شمال الأطلسي", "organisation", "NATO", "IGO")
STOLTENBERG = Party("a-stoltenberg", "ينس ستولتنبرغ", "person", "NATO", "IGO", "الأمين العام لحلف شمال الأطلسي")
USA = Party("a-usa", "الولايات المتحدة", "country", "USA", "GOV")
EGYPT = Party("a-egy", "مصر", "country", "EGY", "GOV")
SUDAN = Party("a-sdn", "السودان", "country", "SDN", "GOV")
CHAD = Party("a-tcd", "تشاد", "country", "TCD", "GOV")
EGYPTIAN = Party("a-fawzi", "نبيل فوزي", "person", "EGY", "GOV", "وزير الخارجية المصري")
OTHER_EGYPTIAN = Party("a-helmy", "كريم حلمي", "person", "EGY", "GOV", "وزير الدفاع المصري")
OMAN = Party("a-omn", "عمان", "country", "OMN", "GOV")
ARMY = Party("r2:a1", "القوات التشادية", "organisation", "TCD", "MIL", generic=True)
MILITIA = Party("r2:a9", "مسلحون", "group", "SDN", "REB", generic=True)
CAPTIVES = Party("r2:a2", "عشرة أسرى", "group", "SDN", "CVL", generic=True)


def topics(text: str) -> tuple[str, ...]:
    return tuple(stemmer().topics(text))


def named(text: str, parties: dict[str, Party]) -> tuple[Named, ...]:
    """Each party where the text first has those words, in order."""
    found = [Named(text.index(words), text.index(words) + len(words), party) for words, party in parties.items()]
    return tuple(sorted(found, key=lambda each: each.start))


def awaited(what: str, owes: Party | None, to: Party | None, sentence: str = "", day: str | None = ASKED,
            due: str | None = None, report: str = "r1") -> AwaitedItem:
    return AwaitedItem(f"w-{report}", report, day, "m1", owes, to, what, topics(what), due, "s1", sentence or what)


def sentence(text: str, parties: dict[str, Party], day: str | None = TOLD) -> SentenceItem:
    return SentenceItem("z2", "r2", day, "m2", text, topics(text), named(text, parties))


def statement(text: str, speaker: Party, parties: dict[str, Party], act: str = "say") -> StatementItem:
    return StatementItem("s2", "r2", TOLD, "m2", speaker, None, act, text, topics(text),  # type: ignore[arg-type]
                         named=named(text, parties))


def event(kind: str, trigger: str, text: str, actors: tuple[Party, ...], recipients: tuple[Party, ...] = (),
          status: str = "actual", start: str | None = TOLD, place: str | None = None) -> EventItem:
    type_, _, mode = kind.partition(":")
    return EventItem("e2", "r2", TOLD, "m2", type_, mode or None, status,  # type: ignore[arg-type]
                     actors, recipients, start, start, place, None, trigger, text, topics(text))


def verdict(item: AwaitedItem, told: Told) -> tuple[str, bool] | None:
    found = answers(item, told)
    return (found.state, found.sure) if found else None


REPLY = awaited("ردا منفصلا", NATO, RUSSIA, "يتوقع الكرملين ردا منفصلا من حلف شمال الأطلسي بشأن الضمانات الأمنية")


@pytest.mark.parametrize(("text", "parties"), [
    pytest.param("سلم حلف شمال الأطلسي روسيا رده المكتوب.", {"حلف شمال الأطلسي": NATO, "روسيا": RUSSIA},
                 id="verb-first"),
    pytest.param("الحلف الأطلسي يسلم روسيا رده", {"الحلف الأطلسي": NATO, "روسيا": RUSSIA}, id="headline"),
    pytest.param("تلقت موسكو الرد المكتوب من الناتو.", {"موسكو": RUSSIA, "الناتو": NATO}, id="received-from"),
    pytest.param("تسلمت روسيا رد الناتو على مقترحاتها.", {"روسيا": RUSSIA, "الناتو": NATO}, id="received-genitive"),
    pytest.param("قدم ستولتنبرغ إلى موسكو جوابا مكتوبا.", {"ستولتنبرغ": STOLTENBERG, "موسكو": RUSSIA}, id="his-head"),
    pytest.param("أرسل الناتو إجابته إلى روسيا أمس.", {"الناتو": NATO, "روسيا": RUSSIA}, id="another-word-for-it"),
    pytest.param("وصل رد الناتو إلى روسيا مساء أمس.", {"الناتو": NATO, "روسيا": RUSSIA}, id="the-reply-came"),
])
def test_a_reply_that_was_handed_over_answers_the_one_awaited(text: str, parties: dict[str, Party]) -> None:
    assert verdict(REPLY, sentence(text, parties)) == ("answered", True)


@pytest.mark.parametrize(("text", "speaker", "parties"), [
    pytest.param("أنها تلقت رد الناتو المكتوب", RUSSIA, {"الناتو": NATO}, id="the-speaker-received-it"),
    pytest.param("سلمنا روسيا ردنا المكتوب", STOLTENBERG, {"روسيا": RUSSIA}, id="the-speaker-gave-it"),
    pytest.param("أن الحلف سلم روسيا ردا مكتوبا", STOLTENBERG, {"روسيا": RUSSIA}, id="the-speaker's-own-body"),
    pytest.param("أن روسيا تلقت ردا من الناتو", PESKOV, {"روسيا": RUSSIA, "الناتو": NATO}, id="told-of-others"),
])
def test_a_statement_may_tell_it_too(text: str, speaker: Party, parties: dict[str, Party]) -> None:
    assert verdict(REPLY, statement(text, speaker, parties)) == ("answered", True)


@pytest.mark.parametrize(("text", "parties"), [
    pytest.param("سلمت الولايات المتحدة روسيا ردها.", {"الولايات المتحدة": USA, "روسيا": RUSSIA}, id="another-owes"),
    pytest.param("سلمت روسيا حلف شمال الأطلسي ردها.", {"روسيا": RUSSIA, "حلف شمال الأطلسي": NATO},
                 id="other-way-round"),
    pytest.param("سلم حلف شمال الأطلسي روسيا وثيقة.", {"حلف شمال الأطلسي": NATO, "روسيا": RUSSIA}, id="another-thing"),
    pytest.param("سلم الناتو مصر رده.", {"الناتو": NATO, "مصر": EGYPT}, id="to-another"),
    pytest.param("اجتمع سفراء الحلف في بروكسل.", {"الحلف": NATO}, id="nothing-is-handed-over"),
    pytest.param("قدم الناتو إلى روسيا عرضا حول توسيعه.", {"الناتو": NATO, "روسيا": RUSSIA}, id="what-is-no-reply"),
    pytest.param("أن المبعوث سلم روسيا رده", {"روسيا": RUSSIA}, id="a-giver-whom-nobody-knows"),
])
def test_what_another_does_or_with_another_thing_does_not(text: str, parties: dict[str, Party]) -> None:
    assert verdict(REPLY, sentence(text, parties)) is None


@pytest.mark.parametrize(("text", "parties", "sure"), [
    pytest.param("لم يسلم الناتو روسيا رده بعد.", {"الناتو": NATO, "روسيا": RUSSIA}, True, id="not-yet"),
    pytest.param("سيسلم الناتو رده إلى روسيا قريبا.", {"الناتو": NATO, "روسيا": RUSSIA}, False, id="still-to-come"),
    pytest.param("لا تزال روسيا تنتظر رد الناتو.", {"روسيا": RUSSIA, "الناتو": NATO}, True, id="still-waited-for"),
])
def test_what_shows_it_open_still_is_evidence_of_that(text: str, parties: dict[str, Party], sure: bool) -> None:
    assert verdict(REPLY, sentence(text, parties)) == ("repeated", sure)


@pytest.mark.parametrize(("text", "state"), [
    ("تراجع الناتو عن تقديم رد إلى روسيا.", "withdrawn"), ("رفض الناتو تقديم رد إلى روسيا.", "withdrawn"),
    ("أرجأ الناتو تسليم الرد إلى روسيا.", "put off"),
])
def test_it_may_be_taken_back_or_put_off(text: str, state: str) -> None:
    found = answers(REPLY, sentence(text, {"الناتو": NATO, "روسيا": RUSSIA}))
    assert found is not None
    assert found.state == state


def test_what_is_only_about_the_thing_is_offered() -> None:
    told = sentence("قدم الناتو إلى روسيا عرضا حول رده.", {"الناتو": NATO, "روسيا": RUSSIA})
    assert verdict(REPLY, told) == ("answered", False)


def test_what_was_told_before_or_in_the_same_report_answers_nothing() -> None:
    told = sentence("سلم الناتو روسيا رده.", {"الناتو": NATO, "روسيا": RUSSIA})
    assert answers(REPLY, replace(told, day="2022-01-20")) is None
    assert answers(REPLY, replace(told, day=None)) is None
    assert answers(REPLY, replace(told, day="2023-12-01")) is None
    assert answers(REPLY, replace(told, report="r1")) is None


@pytest.mark.parametrize(("text", "day"), [
    pytest.param("سلم الناتو روسيا رده.", ASKED, id="on-the-same-day"),
    pytest.param("وكان الناتو قد سلم روسيا رده.", TOLD, id="as-background"),
])
def test_what_may_have_been_before_is_offered(text: str, day: str) -> None:
    told = sentence(text, {"الناتو": NATO, "روسيا": RUSSIA}, day)
    assert verdict(REPLY, told) == ("answered", False)


VISIT = awaited("زيارة وزير الخارجية المصري إلى عمان", EGYPTIAN, OMAN)
PULLOUT = awaited("بأن تسحب قواتها من شمال السودان", CHAD, SUDAN)
RELEASE = awaited("الإفراج فورا عن الأسرى السودانيين", CHAD, SUDAN)
RELIEF = awaited("بتقديم مساعدات عاجلة لمنكوبي الفيضانات في السودان", EGYPT, SUDAN)
TALKS = awaited("سيجتمع مع نظيره العماني الأسبوع المقبل", EGYPTIAN, OMAN)
TRUCE = awaited("بوقف إطلاق النار في دارفور", CHAD, SUDAN)


@pytest.mark.parametrize(("item", "told"), [
    pytest.param(VISIT, event("CONSULT:visit", "زار", "زار نبيل فوزي عمان أمس.", (EGYPTIAN,), (OMAN,)), id="visit"),
    pytest.param(PULLOUT, event("RETREAT:withdraw", "انسحبت", "انسحبت القوات التشادية من شمال السودان.", (ARMY,),
                                (SUDAN,)), id="troops-for-their-state"),
    pytest.param(RELEASE, event("RETREAT:release", "أفرجت", "أفرجت تشاد عن عشرة أسرى سودانيين.", (CHAD,),
                                (CAPTIVES, SUDAN)), id="release"),
    pytest.param(RELIEF, event("AID", "قدمت", "قدمت مصر مساعدات لمنكوبي الفيضانات في الخرطوم.", (EGYPT,),
                               (CAPTIVES,)), id="relief-by-what-it-is-for"),
    pytest.param(TALKS, event("CONSULT", "اجتمع", "اجتمع نبيل فوزي بنظيره العماني.", (EGYPTIAN, OMAN)), id="talks"),
    pytest.param(TRUCE, event("RETREAT:ceasefire", "وقف إطلاق النار", "بدأ وقف إطلاق النار في دارفور.",
                              (CHAD, SUDAN), (SUDAN,)), id="ceasefire"),
])
def test_an_event_of_the_kind_that_is_owed_answers_it(item: AwaitedItem, told: EventItem) -> None:
    assert verdict(item, told) == ("answered", True)


@pytest.mark.parametrize(("item", "told"), [
    pytest.param(VISIT, event("CONSULT:visit", "زار", "زار كريم حلمي عمان.", (OTHER_EGYPTIAN,), (OMAN,)), id="another"),
    pytest.param(VISIT, event("CONSULT:visit", "زار", "زار نبيل فوزي تشاد.", (EGYPTIAN,), (CHAD,)), id="elsewhere"),
    pytest.param(VISIT, event("CONSULT:phone", "هاتف", "هاتف نبيل فوزي نظيره العماني.", (EGYPTIAN,), (OMAN,)),
                 id="call"),
    pytest.param(VISIT, event("CONSULT:visit", "زار", "زار نبيل فوزي عمان العام الماضي.", (EGYPTIAN,), (OMAN,),
                              start="2021-03-01"), id="before-it-was-owed"),
    pytest.param(RELIEF, event("AID", "قدمت", "قدمت مصر مساعدات إلى تشاد.", (EGYPT,), (CHAD,)), id="to-another"),
    pytest.param(RELEASE, event("RETREAT:release", "أفرج", "أفرج مسلحون عن رهائن.", (MILITIA,), (CAPTIVES,)),
                 id="released-by-others"),
    pytest.param(PULLOUT, event("MOBILIZE:troops", "نشرت", "نشرت تشاد قوات في شمال السودان.", (CHAD,), (SUDAN,)),
                 id="the-opposite"),
    pytest.param(VISIT, event("CONSULT:visit", "زار", "قد يزور فوزي عمان.", (EGYPTIAN,), (OMAN,), "conditional"),
                 id="only-possible"),
])
def test_an_event_of_others_of_another_kind_or_time_does_not(item: AwaitedItem, told: EventItem) -> None:
    assert answers(item, told) is None


@pytest.mark.parametrize(("item", "told", "expected"), [
    pytest.param(VISIT, event("CONSULT:visit", "يزور", "يزور فوزي عمان الشهر المقبل.", (EGYPTIAN,), (OMAN,), "future"),
                 ("repeated", True), id="announced-again"),
    pytest.param(VISIT, event("CONSULT:visit", "زيارة", "خلال زيارة فوزي إلى عمان.", (EGYPTIAN,), (OMAN,),
                              start="2022-02-10"), ("repeated", True), id="on-a-day-to-come"),
    pytest.param(VISIT, event("CONSULT:visit", "زيارة", "جاءت زيارة فوزي إلى عمان.", (EGYPTIAN,), (OMAN,), start=None),
                 ("answered", False), id="a-noun-that-tells-no-day"),
    pytest.param(VISIT, event("REJECT:meet", "ألغى", "ألغى فوزي زيارته إلى عمان.", (EGYPTIAN,), (OMAN,)),
                 ("withdrawn", True), id="called-off"),
    pytest.param(VISIT, event("REJECT:meet", "أرجأ", "أرجأ فوزي زيارته إلى عمان.", (EGYPTIAN,), (OMAN,)),
                 ("put off", True), id="put-off"),
    pytest.param(RELEASE, event("REJECT", "رفضت", "رفضت تشاد الإفراج عن الأسرى.", (CHAD,), (SUDAN,)),
                 ("withdrawn", False), id="refused"),
    pytest.param(RELEASE, event("REQUEST", "طالب", "طالب السودان تشاد بالإفراج عن الأسرى.", (SUDAN,), (CHAD,)),
                 ("repeated", False), id="asked-for-again"),
    pytest.param(RELEASE, event("RETREAT:release", "تفرج", "لم تفرج تشاد عن الأسرى.", (CHAD,), (SUDAN,), "negated"),
                 ("repeated", True), id="not-done"),
])
def test_an_event_may_call_it_off_or_show_it_open(item: AwaitedItem, told: EventItem,
                                                  expected: tuple[str, bool]) -> None:
    assert verdict(item, told) == expected


def test_what_nobody_is_known_to_owe_is_never_answered() -> None:
    nobody = replace(REPLY, from_=None)
    assert keys(nobody) == ()
    assert answers(nobody, sentence("سلم الناتو روسيا رده.", {"الناتو": NATO, "روسيا": RUSSIA})) is None


def test_the_keys_of_an_answer_meet_those_of_what_is_awaited() -> None:
    told = sentence("قدم ستولتنبرغ إلى موسكو جوابا.", {"ستولتنبرغ": STOLTENBERG, "موسكو": RUSSIA})
    assert keys(REPLY) == ("id:a-nato", "country:NATO")
    assert not set(keys(REPLY)).isdisjoint(candidates_of(told))
    assert "id:r2:a1" not in candidates_of(event("RETREAT:withdraw", "انسحبت", "انسحبت القوات.", (ARMY,)))


def test_only_sentences_with_a_deed_and_a_thing_owed_are_worth_an_item() -> None:
    text = "قال الوزير إنه متفائل. سلم الحلف روسيا رده أمس.\nوانتهى الاجتماع"
    assert [text[start:end] for start, end in settling_spans(text)] == ["سلم الحلف روسيا رده أمس"]


@pytest.mark.parametrize(("text", "kinds"), [
    ("ردا منفصلا", ("reply",)), ("بأن يزور طهران ويلتقي الرئيس", ("visit", "talks")),
    ("إطلاق سراح الصحفيين", ("release",)), ("القلق من الأوضاع", ()),
])
def test_what_is_owed_is_of_a_kind(text: str, kinds: tuple[str, ...]) -> None:
    assert kinds_of(text) == kinds


@pytest.mark.parametrize(("other", "same"), [
    pytest.param(awaited("الرد", NATO, RUSSIA, "تنتظر روسيا الرد على مسألة الضمانات الأمنية", report="r9"), True,
                 id="same"),
    pytest.param(awaited("إجابة", STOLTENBERG, PESKOV, "ينتظر بيسكوف إجابة عن الضمانات الأمنية", report="r9"), True,
                 id="their-speakers"),
    pytest.param(awaited("ردا", USA, RUSSIA, "تنتظر روسيا ردا بشأن الضمانات الأمنية", report="r9"), False,
                 id="another-owes"),
    pytest.param(awaited("زيارة", NATO, RUSSIA, "تنتظر روسيا زيارة وفد الضمانات الأمنية", report="r9"), False,
                 id="another-thing"),
    pytest.param(awaited("ردا", NATO, RUSSIA, "تنتظر روسيا ردا بشأن مناورات البلطيق البحرية", report="r9"), False,
                 id="another-matter"),
    pytest.param(awaited("ردا", NATO, RUSSIA, "تنتظر روسيا ردا بشأن الضمانات الأمنية", "2022-06-01", report="r9"),
                 False,
                 id="months-later"),
])
def test_two_reports_may_await_the_same_thing(other: AwaitedItem, same: bool) -> None:
    assert same_awaited(REPLY, other) is same
    assert same_awaited(other, REPLY) is same


def change(state: str, *, sure: bool = True, day: str = TOLD, decision: str | None = None, key: str = "c") -> Change:
    return Change(state, sure, key, day, f"m-{day}", decision=decision)  # type: ignore[arg-type]


@pytest.mark.parametrize(("changes", "today", "state"), [
    pytest.param([], "2022-01-30", "open", id="nothing-came"),
    pytest.param([], "2022-02-02", "overdue", id="its-day-has-passed"),
    pytest.param([change("answered")], "2022-02-02", "answered", id="it-came"),
    pytest.param([change("withdrawn")], "2022-02-02", "withdrawn", id="it-will-not-come"),
    pytest.param([change("answered", sure=False)], "2022-01-30", "open", id="unsure-asserts-nothing"),
    pytest.param([change("answered", sure=False, decision="confirmed")], "2022-01-30", "answered", id="confirmed"),
    pytest.param([change("answered", decision="rejected")], "2022-01-30", "open", id="rejected"),
    pytest.param([change("withdrawn"), change("repeated", day="2022-01-28")], "2022-01-30", "open", id="promised-anew"),
    pytest.param([change("answered"), change("withdrawn", day="2022-01-28")], "2022-01-30", "answered",
                 id="what-came-stays-come"),
    pytest.param([change("put off")], "2022-02-02", "open", id="put-off-is-not-overdue"),
    pytest.param([change("answered"), change("withdrawn", sure=False, decision="confirmed")], "2022-01-30", "withdrawn",
                 id="a-person-overrides"),
])
def test_how_it_stands(changes: list[Change], today: str, state: str) -> None:
    assert state_of("2022-02-01", changes, today).state == state


def test_its_state_names_its_evidence_and_what_is_offered() -> None:
    unsure, sure = change("answered", sure=False, key="c1"), change("repeated", key="c2")
    state = state_of("2022-02-01", [sure, unsure], "2022-01-30")
    assert (state.by, state.offered, state.repeated, state.due) == (None, (unsure,), (sure,), "2022-02-01")
    assert state_of("2022-02-01", [change("answered")], "2022-01-30").by == change("answered")


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def read_items(record: Record, report: str) -> tuple[list[AwaitedItem], list[Told]]:
    """What a record awaits and tells, its states and bodies known from report to report."""
    text, day = record.report.text, record.report.published
    parties = {actor.id: Party(f"a-{actor.country}" if actor.kind != "person" else f"a-{actor.name}", actor.name,
                               actor.kind, actor.country, actor.sector, actor.role) for actor in record.actors}
    mentions = sorted((mention.start, mention.end, actor.id) for actor in record.actors for mention in actor.mentions)

    def within(start: int, end: int) -> tuple[Named, ...]:
        return tuple(Named(first - start, last - start, parties[key]) for first, last, key in mentions
                     if start <= first and last <= end)

    told: list[Told] = [SentenceItem(f"z{start}", report, day, "m", text[start:end], topics(text[start:end]),
                                     within(start, end)) for start, end in settling_spans(text)]
    for each in record.statements:
        start, end = each.content[0][0], each.content[-1][1]
        told.append(StatementItem(each.id, report, day, "m", parties.get(each.speaker or ""), None, each.act,
                                  text[start:end], topics(text[start:end]), named=within(start, end)))
    return [awaited(text[slice(*each.what)], parties.get(each.from_ or ""), parties.get(each.to or ""), text, day,
                    report=report) for each in record.awaited], told


@pytest.mark.parametrize("later", [
    "سلّم حلف شمال الأطلسي روسيا رده المكتوب على مقترحاتها الأمنية.",
    "أعلنت وزارة الخارجية الروسية أنها تلقت رد الناتو المكتوب بشأن الضمانات الأمنية.",
    "قال الأمين العام لحلف شمال الأطلسي ينس ستولتنبرغ: \"سلمنا روسيا ردنا المكتوب\".",
])
def test_read_from_two_reports_the_reply_that_was_awaited_is_answered(reader: Reader, later: str) -> None:
    waiting = ("أعلن المتحدث باسم الكرملين دميتري بيسكوف أن روسيا تتوقع ردا مكتوبا من حلف شمال الأطلسي "
               "بشأن الضمانات الأمنية.")
    owed, _ = read_items(reader.read(waiting, published=ASKED), "r1")
    _, told = read_items(reader.read(later, published=TOLD), "r2")
    found = [one for item in owed for each in told if (one := answers(item, each))]
    assert len(owed) == 1
    assert Verdict("answered", True, 0, "", "") in [replace(one, score=0, rule="", why="") for one in found]
