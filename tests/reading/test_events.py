"""Who did what to whom: each case is a fact of how Arabic tells a deed, in sentences made for it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isnad import Reader, Record
from isnad.record import MODES, Event

DAY = "2022-01-24"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def told(record: Record) -> list[tuple[str, str, list[str], list[str], str]]:
    """Type, trigger, actors, recipients and status of each event, in order."""
    names = {actor.id: actor.name for actor in record.actors}
    text = record.report.text
    return [(event.type, text[slice(*event.trigger)], [names[a] for a in event.actors],
             [names[a] for a in event.recipients], event.status) for event in record.events]


def only(record: Record, event_type: str) -> Event:
    found = [event for event in record.events if event.type == event_type]
    assert len(found) == 1, told(record)
    return found[0]


def who(record: Record, event: Event) -> tuple[list[str], list[str]]:
    """The names of an event's actors and recipients."""
    names = {actor.id: actor.name for actor in record.actors}
    return [names[a] for a in event.actors], [names[a] for a in event.recipients]


@pytest.mark.parametrize(
    ("sentence", "event_type", "actors", "recipients"),
    [
        pytest.param("قصفت الطائرات الإسرائيلية مواقع حركة حماس في غزة.", "ASSAULT",
                     ["الطائرات الإسرائيلية"], ["حركة حماس"], id="verb-first"),
        pytest.param("القوات الإسرائيلية تقصف مواقع للحوثيين في صعدة.", "ASSAULT",
                     ["القوات الإسرائيلية"], ["الحوثيين"], id="subject-first-as-in-headlines"),
        pytest.param("قُتل شرطيان على يد مسلحين في بغداد.", "ASSAULT",
                     ["مسلحين"], ["شرطيان"], id="passive-with-its-agent"),
        pytest.param("قتل أربعة جنود في هجوم شنه مسلحون قرب الموصل.", "ASSAULT",
                     ["مسلحون"], ["أربعة جنود"], id="harm-and-the-attack-that-did-it-are-one"),
        pytest.param("أعلنت الشرطة مقتل ثلاثة مدنيين برصاص الجيش الإسرائيلي.", "ASSAULT",
                     ["الجيش الإسرائيلي"], ["ثلاثة مدنيين"], id="verbal-noun-and-agent"),
        pytest.param("زيارة الرئيس الأميركي إلى الصين", "CONSULT",
                     ["الرئيس الأميركي"], ["الصين"], id="verbal-noun-with-its-genitive"),
        pytest.param("قامت القوات التركية بقصف مواقع حزب العمال الكردستاني.", "ASSAULT",
                     ["القوات التركية"], ["حزب العمال الكردستاني"], id="light-verb"),
        pytest.param("تعرضت القوات العراقية لهجوم من تنظيم داعش.", "ASSAULT",
                     ["تنظيم داعش"], ["القوات العراقية"], id="who-undergoes-it-is-the-recipient"),
        pytest.param("تم قصف مواقع الحوثيين في صعدة.", "ASSAULT", [], ["الحوثيين"], id="passive-helper"),
        pytest.param("التقى الرئيس الروسي بنظيره التركي في سوتشي.", "CONSULT",
                     ["الرئيس الروسي", "نظيره التركي"], [], id="equals-are-all-actors"),
        pytest.param("التقى وزير الخارجية العماني ونظيره المصري في القاهرة أمس.", "CONSULT",
                     ["وزير الخارجية العماني", "نظيره المصري"], [], id="joined-equals"),
        pytest.param("وقال مصدر أمني إن مسلحين هاجموا قاعدة للجيش العراقي.", "ASSAULT",
                     ["مسلحين"], ["الجيش العراقي"], id="an-indefinite-subject-after-إن"),
        pytest.param("قتل مسلحون شرطيا في بغداد.", "ASSAULT", ["مسلحون"], ["شرطيا"],
                     id="an-indefinite-object-begins-another-phrase"),
        pytest.param("أسقطت القوات التركية طائرة روسية.", "ASSAULT", ["القوات التركية"], ["روسيا"],
                     id="a-nisba-tells-whose-a-thing-is"),
        pytest.param("شن الجيش السوري هجوما على المعارضة في إدلب، وقصف بلدات عدة.", "ASSAULT",
                     ["الجيش السوري"], ["المعارضة"], id="the-first-of-two-deeds"),
        pytest.param("استدعت وزارة الخارجية المصرية السفير الإيراني.", "ACCUSE",
                     ["وزارة الخارجية المصرية"], ["السفير الإيراني"], id="a-summoned-ambassador-is-accused"),
        pytest.param("أدانت محكمة مصرية ثلاثة صحفيين بنشر أخبار كاذبة.", "SANCTION", ["محكمة مصرية"],
                     ["ثلاثة صحفيين"], id="a-court-that-condemns-convicts"),
        pytest.param("طردت بريطانيا ثلاثة دبلوماسيين روس.", "SANCTION", ["بريطانيا"], ["ثلاثة دبلوماسيين روس"],
                     id="expelled-diplomats-are-a-sanction"),
        pytest.param("اعتقلت القوات الإسرائيلية فلسطينيا في نابلس.", "COERCE", ["القوات الإسرائيلية"],
                     ["فلسطينيا"], id="one-man-by-his-nisba"),
        pytest.param("أكدت روسيا أنها قصفت الجيش الأوكراني.", "ASSAULT", ["روسيا"], ["الجيش الأوكراني"],
                     id="the-pronoun-on-أن-is-the-subject"),
        pytest.param("نفى الجيش السوري أن يكون قصف المعارضة.", "ASSAULT", ["الجيش السوري"], ["المعارضة"],
                     id="a-subject-left-out-after-أن-يكون"),
        pytest.param("حشدت روسيا قواتها استعدادا لغزو أوكرانيا.", "ASSAULT", ["روسيا"], ["أوكرانيا"],
                     id="who-prepares-for-it-is-to-do-it"),
        pytest.param("أمر الملك بتقديم مساعدات عاجلة للشعب اليمني.", "AID", [], ["الشعب اليمني"],
                     id="who-is-to-get-it-does-not-give-it"),
        pytest.param("قتل شاب لبناني صباح أمس برصاص الجيش الإسرائيلي.", "ASSAULT", ["الجيش الإسرائيلي"],
                     ["شاب لبناني"], id="the-part-of-a-day-is-nobody"),
        pytest.param("مقتل لبناني برصاص الجيش الإسرائيلي في الجنوب", "ASSAULT", ["الجيش الإسرائيلي"], ["لبناني"],
                     id="a-man-by-his-nisba-after-a-death"),
        pytest.param("اختطف مسلحون مجهولون مقيما لبنانيا في كانو.", "ASSAULT", ["مسلحون مجهولون"], ["مقيما لبنانيا"],
                     id="an-adjective-in-another-case-begins-another-phrase"),
        pytest.param("ألقت أجهزة أمنية تونسية القبض على والد المهاجم أمس.", "COERCE", ["أجهزة أمنية تونسية"],
                     ["والد المهاجم"], id="a-relative-is-a-person"),
        pytest.param("دعت وزارة الخارجية الفرنسية جميع الفرنسيين إلى مغادرة ليبيا.", "REQUEST",
                     ["وزارة الخارجية الفرنسية"], ["جميع الفرنسيين"], id="what-a-state-asks-of-its-own-people-abroad"),
        pytest.param("قصف روسي على مواقع المعارضة السورية", "ASSAULT", ["روسيا"], ["المعارضة السورية"],
                     id="a-nisba-after-another-deed-is-the-doer"),
        pytest.param("زار وزير الخارجية العماني القاهرة أمس.", "CONSULT", ["وزير الخارجية العماني"], ["القاهرة"],
                     id="a-capital-is-no-adjective-of-who-visits-it"),
        pytest.param("تناول اللقاء الأوضاع في اليمن، ودعم حكومة مصر للتحالف العربي.", "SUPPORT", ["حكومة مصر"],
                     ["التحالف العربي"], id="a-feminine-doer-and-ل-follow-no-masculine-verb"),
        pytest.param("قال إن قطع العلاقات مع قطر من طرف مصر والسعودية خطأ.", "SANCTION", ["مصر", "السعودية"], ["قطر"],
                     id="behind-إن-stands-a-noun"),
        pytest.param("اتهمت كييف روسيا بحشد قوات عند حدودها، استعدادا لغزو محتمل.", "ASSAULT", ["روسيا"], [],
                     id="what-the-accused-is-said-to-prepare-is-not-the-accusers"),
        pytest.param("قتلت الشرطة الفرنسية واحدا من المهاجمين.", "ASSAULT", ["الشرطة الفرنسية"], ["واحدا من المهاجمين"],
                     id="one-of-them"),
        pytest.param("أكدت روسيا أنها لا تهدد أحدا، ولن تهاجم أحدا.", "THREATEN", ["روسيا"], [], id="nobody-is-nobody"),
        pytest.param("احتشد الآلاف من المتظاهرين أمس قبالة البرلمان.", "PROTEST", ["الآلاف من المتظاهرين"], [],
                     id="a-crowd-by-its-number"),
    ],
)
def test_who_acts_on_whom(reader: Reader, sentence: str, event_type: str, actors: list[str],
                          recipients: list[str]) -> None:
    record = reader.read(sentence, published=DAY)
    event = next(event for event in record.events if event.type == event_type)
    assert who(record, event) == (actors, recipients)


@pytest.mark.parametrize(
    ("sentence", "event_type", "status"),
    [
        pytest.param("هاجمت روسيا أوكرانيا.", "ASSAULT", "actual", id="told-as-done"),
        pytest.param("لم تقصف روسيا كييف.", "ASSAULT", "negated", id="لم"),
        pytest.param("لم يزر الرئيس الفرنسي مصر.", "CONSULT", "negated", id="a-hollow-verb-after-لم"),
        pytest.param("لن يزور الرئيس الفرنسي مصر.", "CONSULT", "negated", id="لن"),
        pytest.param("سيزور الرئيس الفرنسي مصر الأسبوع المقبل.", "AGREE", "future", id="a-visit-to-come-is-agreed"),
        pytest.param("من المقرر أن يزور وزير الخارجية المصري تركيا غدا.", "AGREE", "future", id="من-المقرر"),
        pytest.param("قد تهاجم روسيا أوكرانيا.", "ASSAULT", "conditional", id="قد-before-an-imperfect"),
        pytest.param("قد هاجمت روسيا أوكرانيا.", "ASSAULT", "actual", id="قد-before-a-perfect"),
        pytest.param("إذا هاجمت روسيا أوكرانيا فسيرد الحلف.", "ASSAULT", "conditional", id="إذا"),
        pytest.param("طالب الرئيس الأوكراني روسيا بسحب قواتها من القرم.", "RETREAT", "requested", id="demanded"),
        pytest.param("وقال الوزير الأوكراني إن على روسيا أن تسحب قواتها من القرم.", "RETREAT", "requested",
                     id="what-is-somebodys-to-do"),
        pytest.param("نفت روسيا قصف كييف.", "ASSAULT", "negated", id="denied"),
        pytest.param("نفت روسيا أنها هاجمت أوكرانيا.", "ASSAULT", "negated", id="denied-in-the-perfect"),
        pytest.param("حذرت الإمارات مواطنيها من السفر إلى بريطانيا بعد هجوم نفذه تنظيم داعش في لندن.", "ASSAULT",
                     "actual", id="what-was-before-is-not-warned-of"),
        pytest.param("قالت روسيا إنها لن تهاجم أوكرانيا.", "ASSAULT", "negated", id="to-attack-nobody-is-no-refusal"),
        pytest.param("لن تهاجم روسيا أحدا.", "ASSAULT", "negated", id="to-attack-nobody"),
        pytest.param("لا تهدد روسيا أي دولة.", "THREATEN", "negated", id="to-threaten-no-state"),
        pytest.param("تجري مصر اتصالات من أجل عقد اجتماع بين الفصائل الفلسطينية.", "CONSULT", "requested",
                     id="what-one-acts-for-is-not-done"),
        pytest.param("يسعى المبعوث إلى وقف إطلاق النار بين الجيش السوري والمعارضة.", "RETREAT", "requested",
                     id="what-is-sought-is-not-done"),
    ],
)
def test_what_it_is_said_to_be(reader: Reader, sentence: str, event_type: str, status: str) -> None:
    assert only(reader.read(sentence, published=DAY), event_type).status == status


@pytest.mark.parametrize(
    ("sentence", "event_type"),
    [
        pytest.param("طالب الرئيس الأوكراني نظيره الروسي بإنهاء الحرب.", "REQUEST", id="a-demand"),
        pytest.param("اتهمت أوكرانيا روسيا بخرق الهدنة.", "ACCUSE", id="an-accusation"),
        pytest.param("رفضت إيران المقترح الأميركي.", "REJECT", id="a-refusal"),
        pytest.param("تعهد الرئيس الفرنسي بتقديم مزيد من الدعم لأوكرانيا.", "AGREE", id="a-promise"),
        pytest.param("رحب وزير الخارجية العماني بالاتفاق بين مصر وروسيا.", "SUPPORT", id="praise"),
    ],
)
def test_a_deed_of_speech_is_an_event_that_stands_beside_its_statement(
        reader: Reader, sentence: str, event_type: str) -> None:
    record = reader.read(sentence, published=DAY)
    event = next(event for event in record.events if event.type == event_type)
    assert event.within is None
    assert event.actors[:1] == [record.statements[0].speaker]


@pytest.mark.parametrize("sentence", [
    pytest.param("قال وزير الخارجية العماني إن المحادثات مستمرة.", id="neutral-saying"),
    pytest.param("أعرب الأمين العام للأمم المتحدة عن قلقه من الوضع في لبنان.", id="concern"),
    pytest.param("التقى الفريق نظيره في مباراة الدوري أمس وسجل اللاعب هدفين في الشوط الثاني.", id="sport"),
    pytest.param("لقي ثلاثة أشخاص مصرعهم في حادث مروري قرب الرياض.", id="an-accident"),
    pytest.param("دعا الرئيس المصري الله أن يحفظ البلاد.", id="a-prayer-is-no-demand"),
    pytest.param("أصدر الملك سلمان أمراً ملكياً بتعيين قضاة في ديوان المظالم.", id="an-order-with-tanwin-is-no-verb"),
    pytest.param("رفض متحدث باسم الجيش الفرنسي الإفصاح عن مزيد من التفاصيل.", id="to-say-no-more-refuses-nobody"),
    pytest.param("وقال الوزير إن ما لا يقل عن 20 مسؤولا حضروا.", id="no-jussive-stands-after-لا"),
    pytest.param("طالب المواطن سالم الحارثي بالإسراع في إنجاز الطريق.", id="what-a-private-man-wishes"),
    pytest.param("تمتلك روسيا القدرة على شن هجوم على أوكرانيا.", id="what-one-is-able-to-do"),
    pytest.param("استندت المفوضية إلى رجال دين في مصر وكذلك داعية إسلامي كبير إلى مؤتمر الرياض.",
                 id="a-preacher-calls-for-nothing"),
    pytest.param("صادفت أمس الذكرى الثالثة لاغتيال الوزير.", id="a-known-deed-is-only-named"),
])
def test_no_event(reader: Reader, sentence: str) -> None:
    assert told(reader.read(sentence, published=DAY)) == []


@pytest.mark.parametrize("sentence", [
    pytest.param("قالت روسيا إنها لن تهاجم أوكرانيا.", id="what-one-will-not-do-to-another"),
    pytest.param("أكدت الحركة الإسلامية أنها لن تنسحب من المدينة.", id="what-one-will-not-give"),
])
def test_a_refusal_and_what_is_refused_are_told_once(reader: Reader, sentence: str) -> None:
    assert len(reader.read(sentence, published=DAY).events) == 1


def test_an_event_knows_on_whose_word_it_stands(reader: Reader) -> None:
    record = reader.read("قال المتحدث باسم الجيش العراقي إن مسلحين هاجموا قاعدة عسكرية قرب الموصل.", published=DAY)
    event = only(record, "ASSAULT")
    assert event.within == record.statements[0].id


def test_an_event_has_the_day_of_its_own_clause_and_its_place(reader: Reader) -> None:
    event = only(reader.read("قتل الجيش الإسرائيلي ثلاثة فلسطينيين في جنين أمس.", published=DAY), "ASSAULT")
    assert (event.start, event.end) == ("2022-01-23", "2022-01-23")
    assert event.place is not None
    assert (event.place.name, event.place.country) == ("جنين", "PSE")
    assert event.place.latitude == pytest.approx(32.46, abs=0.1)
    assert event.place.longitude == pytest.approx(35.3, abs=0.1)


@pytest.mark.parametrize(
    ("sentence", "place"),
    [
        pytest.param("وفي الخرطوم، خرجت أمس مظاهرة غاضبة.", "الخرطوم", id="before-the-sentence"),
        pytest.param("قال شهود إن مظاهرة عنيفة اندلعت في صنعاء.", "صنعاء", id="behind-the-verb-of-a-subject"),
    ],
)
def test_a_place_is_found_where_it_stands(reader: Reader, sentence: str, place: str) -> None:
    found = only(reader.read(sentence, published=DAY), "PROTEST").place
    assert found is not None
    assert found.name == place


def test_a_place_of_the_next_sentence_is_not_taken(reader: Reader) -> None:
    record = reader.read("وصل الوزير في صنعاء إلى مكتبه.", headline="مظاهرة حاشدة للمعارضة اليمنية", published=DAY)
    assert only(record, "PROTEST").place is None


def test_numbers_are_counts_with_their_spans(reader: Reader) -> None:
    record = reader.read("قتل ثلاثة فلسطينيين وأصيب 12 آخرون برصاص الجيش الإسرائيلي في جنين.", published=DAY)
    text = record.report.text
    counted = {(q.kind, q.count, text[slice(*q.span)]) for event in record.events for q in event.quantities}
    assert counted >= {("killed", 3, "ثلاثة"), ("wounded", 12, "12")}


@pytest.mark.parametrize(("sentence", "mode"), [
    pytest.param("استهدف هجوم انتحاري قاعدة للجيش في كابول.", "suicide-attack", id="suicide"),
    pytest.param("نفذت الطائرات الروسية غارات جوية على مواقع المعارضة في إدلب.", "aerial", id="aerial"),
    pytest.param("قصفت المدفعية السورية مواقع المعارضة في إدلب.", "heavy-weapons", id="artillery"),
])
def test_the_words_around_an_attack_tell_its_mode(reader: Reader, sentence: str, mode: str) -> None:
    record = reader.read(sentence, published=DAY)
    assert mode in {event.mode for event in record.events}, told(record)


def test_one_event_once_and_its_mentions_are_kept(reader: Reader) -> None:
    record = reader.read("قصفت القوات الإسرائيلية مواقع حركة حماس في غزة أمس. وجاء قصف القوات الإسرائيلية مواقع "
                         "حركة حماس بعد إطلاق صواريخ.", headline="القوات الإسرائيلية تقصف مواقع حركة حماس في غزة",
                         published=DAY)
    event = next(event for event in record.events if event.type == "ASSAULT")
    text = record.report.text
    assert event.trigger[0] < text.index("\n\n")
    assert "قصفت" in {text[slice(*mention)] for mention in event.mentions}


@pytest.mark.parametrize(("headline", "text", "trigger"), [
    pytest.param("اختطاف أربعة إيطاليين", "خطف مسلحون أربعة إيطاليين في ليبيا أمس.", "خطف",
                 id="a-headline-without-the-doer-is-told-in-full-by-the-body"),
    pytest.param("اختطاف أربعة إيطاليين في ليبيا", "أعلنت روما أن أربعة من مواطنيها خطفوا في ليبيا.", "اختطاف",
                 id="where-no-doer-is-told-the-headline-is-the-first"),
    pytest.param("", "شنت القوات العراقية هجوما لطرد المسلحين من المدينة.", "هجوما", id="the-aim-of-an-attack"),
    pytest.param("", "تظاهر المئات في لندن. وقالت الشرطة إن نحو 500 شخص شاركوا في المظاهرة.", "تظاهر",
                 id="a-protest-of-people-without-a-name-is-one"),
])
def test_what_is_told_again_is_no_other_event(reader: Reader, headline: str, text: str, trigger: str) -> None:
    record = reader.read(text, headline=headline, published=DAY)
    (event,) = (event for event in record.events if event.type in ("ASSAULT", "PROTEST"))
    assert record.report.text[slice(*event.trigger)] == trigger


def test_who_is_accused_by_an_adjective_is_accused_by_nobody_here(reader: Reader) -> None:
    record = reader.read("فرضت واشنطن عقوبات على شركات متهمة بمساعدة النظام السوري.", published=DAY)
    assert [event.type for event in record.events] == ["SANCTION"]
    assert not record.statements


def test_the_place_before_a_headlines_colon_does_nothing(reader: Reader) -> None:
    record = reader.read("وقع ذلك أمس.", headline="لندن: خبير يدعو إلى إصلاح البرلمان", published=DAY)
    assert told(record) == []


def test_a_call_that_is_renewed_is_one_demand(reader: Reader) -> None:
    record = reader.read("جدد المبعوث الأممي دعوته إلى وقف إطلاق النار في ليبيا.", published=DAY)
    assert only(record, "REQUEST").actors


def test_contexts_come_from_the_words_around(reader: Reader) -> None:
    record = reader.read("اعتقلت الشرطة الفرنسية ستة أشخاص بتهمة الإرهاب في باريس.", published=DAY)
    assert "terrorism" in only(record, "COERCE").contexts


@pytest.mark.parametrize("text", [
    pytest.param("قصف هاجم قتل التقى زار " * 400, id="nothing-but-verbs"),
    pytest.param("التقى الوزير " + "ووزير الخارجية المصري والرئيس الفرنسي " * 500 + "في القاهرة.",
                 id="a-thousand-actors"),
    pytest.param("هاجم الجيش أمس الاثنين اليوم " * 300, id="one-clause-full-of-dates"),
])
def test_what_no_reporter_would_write_is_read(reader: Reader, text: str) -> None:
    record = reader.read(text, published=DAY)
    assert Record.from_json(record.json_line()) == record


WORDS = ["قصف", "وقصفت", "هجوم", "على", "الجيش", "روسيا", "أمس", "،", ".", "«", "»", "أن", "الذي", "قتل", "ثلاثة",
         "جنود", "زيارة", "إلى", "مصر", "لم", "سوف", "طالب", "بانسحاب", "اتهم", "و", "في", "20", "(", ")", "قال", "من",
         "قبل", "نفى"]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=40))
def test_every_span_lies_in_the_text_and_every_record_round_trips(words: list[str]) -> None:
    record = Reader().read(" ".join(words), headline="عنوان", published=DAY)
    size = len(record.report.text)
    assert all(0 <= start < end <= size for start, end in record.spans())
    assert all(event.mode is None or event.mode in MODES[event.type] for event in record.events)
    assert Record.from_json(record.json_line()) == record


@pytest.mark.parametrize(("sentence", "owing"), [
    ("قال الوزير العماني سالم الحارثي إن بلاده تنتظر ردا من مصر بشأن الاتفاق.", "EGY"),
    ("قال الوزير العماني سالم الحارثي إن بلاده تنتظر ردا من القاهرة.", "EGY"),
])
def test_a_state_that_only_owes_an_answer_is_an_actor(reader: Reader, sentence: str, owing: str) -> None:
    record = reader.read(sentence, published="2022-01-24")
    (awaited,) = record.awaited
    assert [actor.country for actor in record.actors if actor.id == awaited.from_] == [owing]
