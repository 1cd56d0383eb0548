"""Who said what: each case is a fact of how Arabic reports speech, in sentences made for it."""

from __future__ import annotations

import pytest

from isnad import Reader
from isnad.record import Record, Statement

DAY = "2024-03-12"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def said(record: Record) -> list[tuple[str, str, str]]:
    """Speaker's name, cue and content of each statement, in order."""
    names = {actor.id: actor.name for actor in record.actors}
    text = record.report.text
    return [
        (names[s.speaker] if s.speaker else "", text[slice(*s.cue)], " … ".join(text[slice(*c)] for c in s.content))
        for s in record.statements
    ]


def only(record: Record) -> Statement:
    assert len(record.statements) == 1, said(record)
    return record.statements[0]


@pytest.mark.parametrize(
    ("sentence", "speaker", "cue", "content"),
    [
        pytest.param("قال وزير الدفاع الإيطالي غويدو كروزيتو إن السفن بقيت في الميناء.",
                     "غويدو كروزيتو", "قال", "إن السفن بقيت في الميناء", id="verb-first"),
        pytest.param("قال الوزير لـ «الأهرام» إن السفن بقيت في الميناء.",
                     "الوزير", "قال", "إن السفن بقيت في الميناء", id="ل-before-marks-is-no-name"),
        pytest.param("وزير الدفاع الإيطالي غويدو كروزيتو قال إن السفن بقيت في الميناء.",
                     "غويدو كروزيتو", "قال", "إن السفن بقيت في الميناء", id="speaker-first"),
        pytest.param("وأفاد المتحدث باسم الجيش الهندي، في بيان، بأن الجسر أغلق.",
                     "المتحدث باسم الجيش الهندي", "وأفاد", "بأن الجسر أغلق", id="content-from-the-clitic-of-بأن"),
        pytest.param("أكد الرئيس الفرنسي إيمانويل ماكرون، اليوم الثلاثاء، أن القمة ستعقد في موعدها.",
                     "إيمانويل ماكرون", "أكد", "أن القمة ستعقد في موعدها", id="date-between-speaker-and-content"),
        pytest.param("دعا وزير الخارجية التركي هاكان فيدان إلى ضبط النفس.",
                     "هاكان فيدان", "دعا", "ضبط النفس", id="a-separate-preposition-is-left-out"),
        pytest.param("رحب وزير الخارجية التركي هاكان فيدان بالاتفاق.",
                     "هاكان فيدان", "رحب", "بالاتفاق", id="a-joined-preposition-is-kept"),
        pytest.param("نفت وزارة الصحة اليونانية أي تقصير في المستشفيات.",
                     "وزارة الصحة اليونانية", "نفت", "أي تقصير في المستشفيات", id="a-noun-phrase-is-denied"),
        pytest.param("وكان رئيس الوزراء الياباني فوميو كيشيدا قد أعلن أن الانتخابات ستجرى في الخريف.",
                     "فوميو كيشيدا", "أعلن", "أن الانتخابات ستجرى في الخريف", id="between-كان-and-قد"),
    ],
)
def test_indirect_speech(reader: Reader, sentence: str, speaker: str, cue: str, content: str) -> None:
    record = reader.read(sentence, published=DAY)
    assert said(record) == [(speaker, cue, content)]
    assert only(record).form == "indirect"


@pytest.mark.parametrize("marks", ["«»", "“”", '""'], ids=["guillemets", "curly", "straight"])
@pytest.mark.parametrize("colon", [": ", " : ", ":", " "], ids=["colon", "spaced colon", "tight colon", "no colon"])
def test_direct_speech_is_what_stands_between_the_marks(reader: Reader, marks: str, colon: str) -> None:
    words = "لن نغادر المدينة قبل المساء. هذا قرارنا"
    record = reader.read(f"وقال المتحدث باسم الجيش الهندي{colon}{marks[0]}{words}{marks[1]}.", published=DAY)
    assert said(record)[0][2] == words
    assert only(record).form == "direct"


def test_direct_speech_before_its_cue(reader: Reader) -> None:
    record = reader.read("«لن نغادر المدينة قبل المساء»، قال المتحدث باسم الجيش الهندي.", published=DAY)
    assert said(record) == [("المتحدث باسم الجيش الهندي", "قال", "لن نغادر المدينة قبل المساء")]


def test_direct_words_inside_an_indirect_clause_make_it_mixed(reader: Reader) -> None:
    record = reader.read("وقال المتحدث باسم الجيش الهندي إن الهجوم كان «عملا جبانا ومدانا».", published=DAY)
    assert said(record)[0][2] == "إن الهجوم كان «عملا جبانا ومدانا»"
    assert only(record).form == "mixed"


def test_a_verb_without_subject_is_the_last_speakers(reader: Reader) -> None:
    record = reader.read(
        "قالت وزيرة الخارجية الكندية ميلاني جولي إن السفارة مغلقة. وأضافت أن الموظفين غادروا. "
        "وتابعت: «سنعود حين يهدأ الوضع».",
        published=DAY)
    assert [speaker for speaker, _, _ in said(record)] == ["ميلاني جولي"] * 3


def test_a_participle_begins_a_new_statement_of_the_same_speaker(reader: Reader) -> None:
    record = reader.read(
        "قال وزير الدفاع الإيطالي غويدو كروزيتو إن السفن بقيت في الميناء، مشيرا إلى أن العاصفة مستمرة، "
        "وداعيا الصيادين إلى الحذر.",
        published=DAY)
    assert said(record) == [
        ("غويدو كروزيتو", "قال", "إن السفن بقيت في الميناء"),
        ("غويدو كروزيتو", "مشيرا", "أن العاصفة مستمرة"),
        ("غويدو كروزيتو", "وداعيا", "الحذر"),
    ]


def test_a_joined_verb_with_another_subject_ends_what_was_said(reader: Reader) -> None:
    record = reader.read(
        "قالت وزارة الداخلية المغربية إن الطرق سالكة، ونفت وزارة الداخلية الإسبانية وجود أي إغلاق.", published=DAY)
    assert [(speaker, content) for speaker, _, content in said(record)] == [
        ("وزارة الداخلية المغربية", "إن الطرق سالكة"), ("وزارة الداخلية الإسبانية", "وجود أي إغلاق")]


def test_what_one_quotes_stands_within_his_statement(reader: Reader) -> None:
    record = reader.read(
        "وقال المتحدث باسم الجيش الهندي: «الوزير هو قال إن الجسر سيفتح غدا، ونحن ننتظر».", published=DAY)
    outer = record.statements[0]
    assert outer.within is None
    assert all(s.within == outer.id for s in record.statements[1:])


@pytest.mark.parametrize(
    ("sentence", "speaker", "content"),
    [
        pytest.param("بقيت السفن في الميناء، وفق ما أعلنته وزارة النقل اليونانية.", "وزارة النقل اليونانية",
                     "بقيت السفن في الميناء", id="as-the-ministry-announced"),
        pytest.param("بقيت السفن في الميناء، بحسب وزارة النقل اليونانية.", "وزارة النقل اليونانية",
                     "بقيت السفن في الميناء", id="according-to-the-ministry"),
    ],
)
def test_attribution_after_what_was_said(reader: Reader, sentence: str, speaker: str, content: str) -> None:
    record = reader.read(sentence, published=DAY)
    assert [(s, c) for s, _, c in said(record)] == [(speaker, content)]


def test_on_his_word_ends_what_was_said(reader: Reader) -> None:
    record = reader.read("قال وزير الدفاع الإيطالي غويدو كروزيتو إن السفن بقيت في الميناء، على حد قوله.", published=DAY)
    assert said(record)[0][2] == "إن السفن بقيت في الميناء"


@pytest.mark.parametrize(
    ("headline", "cue", "content"),
    [
        pytest.param("غويدو كروزيتو: السفن بقيت في الميناء", ":", "السفن بقيت في الميناء", id="colon"),
        pytest.param("السفن بقيت في الميناء - غويدو كروزيتو", "غويدو", "السفن بقيت في الميناء", id="dash"),
    ],
)
def test_headlines(reader: Reader, headline: str, cue: str, content: str) -> None:
    record = reader.read("قال وزير الدفاع الإيطالي غويدو كروزيتو إن السفن بقيت في الميناء.", headline=headline,
                         published=DAY)
    speaker, head_cue, head_content = said(record)[0]
    assert (speaker, head_content) == ("غويدو كروزيتو", content)
    assert head_cue.startswith(cue)


def test_a_headline_in_which_something_is_carried_says_nothing(reader: Reader) -> None:
    record = reader.read("وصل الضباط إلى القاعدة.", headline="شاحنة كبيرة تنقل الضباط إلى القاعدة", published=DAY)
    assert record.statements == []


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("يذكر أن السفن بقيت في الميناء.", id="nobody in particular says it"),
        pytest.param("ومن المتوقع أن يعلن وزير الدفاع الإيطالي غويدو كروزيتو النتائج غدا.", id="not yet said"),
        pytest.param("ولم يعلن وزير الدفاع الإيطالي غويدو كروزيتو أن السفن غادرت.", id="not said"),
        pytest.param("وصل وزير الدفاع الإيطالي غويدو كروزيتو إلى الميناء.", id="no reporting word"),
        pytest.param("تأتي تصريحات وزير الدفاع الإيطالي غويدو كروزيتو بعد يومين من العاصفة.", id="nothing said"),
    ],
)
def test_silence(reader: Reader, sentence: str) -> None:
    assert said(reader.read(sentence, published=DAY)) == []


@pytest.mark.parametrize(
    ("sentence", "act"),
    [
        ("قال وزير الدفاع الإيطالي غويدو كروزيتو إن السفن بقيت في الميناء.", "say"),
        ("نفى وزير الدفاع الإيطالي غويدو كروزيتو أن تكون السفن غادرت.", "deny"),
        ("اتهم وزير الدفاع الإيطالي غويدو كروزيتو المهربين بإحراق السفن.", "accuse"),
        ("ندد وزير الدفاع الإيطالي غويدو كروزيتو بإحراق السفن.", "criticise"),
        ("طالب وزير الدفاع الإيطالي غويدو كروزيتو بإعادة السفن.", "demand"),
        ("قال وزير الدفاع الإيطالي غويدو كروزيتو إنه يجب إعادة السفن.", "demand"),
        ("شدد وزير الدفاع الإيطالي غويدو كروزيتو على ضرورة إعادة السفن.", "demand"),
        ("تعهد وزير الدفاع الإيطالي غويدو كروزيتو بإعادة السفن.", "promise"),
        ("حذر وزير الدفاع الإيطالي غويدو كروزيتو من عاصفة جديدة.", "warn"),
        ("توقع وزير الدفاع الإيطالي غويدو كروزيتو أن تعود السفن.", "expect"),
        ("أعرب وزير الدفاع الإيطالي غويدو كروزيتو عن أمله في عودة السفن.", "expect"),
        ("رفض وزير الدفاع الإيطالي غويدو كروزيتو إعادة السفن.", "reject"),
        ("أكد وزير الدفاع الإيطالي غويدو كروزيتو رفضه إعادة السفن.", "reject"),
        ("اقترح وزير الدفاع الإيطالي غويدو كروزيتو إعادة السفن.", "propose"),
        ("أشاد وزير الدفاع الإيطالي غويدو كروزيتو بعودة السفن.", "praise"),
        ("انتقد وزير الدفاع الإيطالي غويدو كروزيتو، في بيان صحفي، تأخر السفن.", "criticise"),
        ("نفى وزير الدفاع الإيطالي غويدو كروزيتو، في تغريدة على تويتر، عودة السفن.", "deny"),
        ("أشاد وزير الدفاع الإيطالي غويدو كروزيتو بدور السفن.", "praise"),
        ("رحب وزير الدفاع الإيطالي غويدو كروزيتو بمشاركة السفن.", "praise"),
        ("طالب وزير الدفاع الإيطالي غويدو كروزيتو بحق السفن في العودة.", "demand"),
        ("اتهم وزير الدفاع الإيطالي غويدو كروزيتو المهربين بدعم القراصنة.", "accuse"),
        ("تساءل وزير الدفاع الإيطالي غويدو كروزيتو: «أين ذهبت السفن في تلك الليلة؟»", "ask"),
    ],
)
def test_acts(reader: Reader, sentence: str, act: str) -> None:
    assert only(reader.read(sentence, published=DAY)).act == act


def test_the_one_who_is_urged_is_the_addressee(reader: Reader) -> None:
    record = reader.read("حث وزير الدفاع الإيطالي غويدو كروزيتو الحكومة اليونانية على إعادة السفن.", published=DAY)
    statement = only(record)
    names = {actor.id: actor for actor in record.actors}
    assert statement.addressee is not None
    assert names[statement.addressee].country == "GRC"


@pytest.mark.parametrize(
    ("words", "kind", "span"),
    [
        ("في مؤتمر صحفي", "press_conference", "مؤتمر صحفي"),
        ("خلال مقابلة تلفزيونية", "interview", "مقابلة تلفزيونية"),
        ("في تغريدة", "post", "تغريدة"),
        ("في بيان رسمي", "statement", "بيان رسمي"),
        ("خلال اتصال هاتفي", "call", "اتصال هاتفي"),
    ],
)
def test_the_occasion_where_it_is_told(reader: Reader, words: str, kind: str, span: str) -> None:
    record = reader.read(f"قال وزير الدفاع الإيطالي غويدو كروزيتو {words} إن السفن بقيت في الميناء.", published=DAY)
    occasion = only(record).occasion
    assert occasion is not None
    assert (occasion.kind, record.report.text[slice(*occasion.span)]) == (kind, span)


def test_no_occasion_where_none_is_told(reader: Reader) -> None:
    assert only(reader.read("قال وزير الدفاع الإيطالي غويدو كروزيتو إن السفن بقيت.", published=DAY)).occasion is None


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        pytest.param("وأوضح لـ«صحيفة الميناء» وزير الدفاع الإيطالي غويدو كروزيتو أن السفن بقيت.", "غويدو كروزيتو",
                     id="the one told stands before the speaker"),
        pytest.param("وقالت حديقة حيوان الخليج إن الأسود بخير.", "حديقة حيوان الخليج",
                     id="a speaker no table tells of"),
        pytest.param("وأصدرت وزارة الصحة اليونانية بيانا قالت فيه إن المستشفيات جاهزة.", "وزارة الصحة اليونانية",
                     id="a text and its author"),
        pytest.param("وجاء في تقرير لوزارة الصحة اليونانية أن المستشفيات جاهزة.", "وزارة الصحة اليونانية",
                     id="a text speaks for who issued it"),
    ],
)
def test_speakers_in_unusual_places(reader: Reader, sentence: str, speaker: str) -> None:
    assert [name for name, _, _ in said(reader.read(sentence, published=DAY))] == [speaker]


def test_an_agency_that_passes_on_anothers_word(reader: Reader) -> None:
    record = reader.read("ونقلت وكالة رويترز عن وزير الدفاع الإيطالي غويدو كروزيتو قوله إن السفن بقيت.", published=DAY)
    relay, quoted = record.statements
    assert (relay.within, quoted.within) == (None, relay.id)
    assert said(record)[1][0] == "غويدو كروزيتو"


@pytest.mark.parametrize("sentence", [
    pytest.param("نقلت وكالة رويترز عن وزير الدفاع الإيطالي غويدو كروزيتو أن السفن بقيت.", id="on whose word"),
    pytest.param("قالت وكالة رويترز نقلا عن وزير الدفاع الإيطالي غويدو كروزيتو إن السفن بقيت.", id="before it"),
    pytest.param("وقالت وكالة رويترز إن السفن بقيت، نقلا عن وزير الدفاع الإيطالي غويدو كروزيتو.", id="after it"),
])
def test_a_source_quoted_in_the_same_words_stands_within_the_agencys_statement(reader: Reader, sentence: str) -> None:
    record = reader.read(sentence, published=DAY)
    relay, quoted = record.statements
    assert (relay.within, quoted.within) == (None, relay.id)
    assert [name for name, _, _ in said(record)] == ["وكالة رويترز", "غويدو كروزيتو"]
    assert relay.content == quoted.content


def test_an_attribution_in_the_middle_parts_what_was_said(reader: Reader) -> None:
    record = reader.read("جاء القرار، بحسب وزارة النقل اليونانية، بعد مشاورات طويلة.", published=DAY)
    text = record.report.text
    assert [text[slice(*span)] for span in only(record).content] == ["جاء القرار", "بعد مشاورات طويلة"]


def test_what_follows_an_attribution_is_what_was_said(reader: Reader) -> None:
    record = reader.read("وبحسب وزارة النقل اليونانية، فإن السفن بقيت في الميناء.", published=DAY)
    assert said(record) == [("وزارة النقل اليونانية", "وبحسب", "فإن السفن بقيت في الميناء")]


def test_one_who_spoke_before_and_one_who_is_accused(reader: Reader) -> None:
    record = reader.read("وكانت روما قد اتهمت أثينا بإغلاق الميناء.", published=DAY)
    statement = only(record)
    country = {actor.id: actor.country for actor in record.actors}
    assert (country[statement.speaker or ""], country[statement.addressee or ""]) == ("ITA", "GRC")


@pytest.mark.parametrize(
    ("sentence", "act"),
    [
        ("وأكدت الحكومة اليونانية أنها لم تغلق الميناء.", "deny"),
        ("وأكدت الحكومة اليونانية أنها لن تغلق الميناء.", "reject"),
        ("وقالت الحكومة اليونانية إن على الحكومة الإيطالية فتح الميناء.", "demand"),
        ("وقالت الحكومة اليونانية إنها مستعدة للحوار لكنها لن تقبل الشروط.", "reject"),
        ("وقالت الحكومة اليونانية إن ذلك غير صحيح.", "deny"),
        ("وأعربت الحكومة اليونانية عن أسفها لما حدث.", "criticise"),
    ],
)
def test_acts_that_the_clause_decides(reader: Reader, sentence: str, act: str) -> None:
    assert only(reader.read(sentence, published=DAY)).act == act


def test_every_one_of_a_thousand_cues_in_one_sentence_is_read(reader: Reader) -> None:
    record = reader.read("قال الوزير اليوناني إن السفن بقيت، مشيرا إلى أن العاصفة مستمرة، " * 1000, published=DAY)
    assert len(record.statements) > 1000


def test_of_two_cues_in_each_others_words_one_is_within_the_other(reader: Reader) -> None:
    record = reader.read("فجر الحادث خلافا في المجلس بين دعم الحكومة مثلما يرى نواب المعارضة في إطار انتقاداتهم "
                         "للوزراء أو دعم المحافظ مثلما يرى نواب الحكومة في إطار ردهم عليها.")
    assert [record.chain(statement)[-1].within for statement in record.statements] == [None, None]
