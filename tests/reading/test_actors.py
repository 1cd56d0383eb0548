"""Actors: who is named, titled or meant, of which country and sector, and which mentions are one actor's."""

from __future__ import annotations

import time

import pytest

from isnad.languages import language
from isnad.reading.actors import Cast, find_actors
from isnad.reading.drafts import ActorDraft, Dateline
from isnad.reading.page import page


def cast_of(text: str, *, headline: str = "", home: str | None = "TUN") -> Cast:
    return find_actors(page(headline, text, language("ar")), Dateline(country=home), [])


def word(cast: Cast, text: str) -> int:
    """The index of the word that begins a stretch of text."""
    at = cast.page.text.rindex(text)
    return next(word.i for word in cast.page.words if word.end > at)


def actor(cast: Cast, name: str) -> ActorDraft:
    found = [a for a in cast.actors if a.name == name]
    assert found, f"{name} is not among {[a.name for a in cast.actors]}"
    assert len(found) == 1, f"{name} is split in {len(found)}"
    return found[0]


def written(cast: Cast, one: ActorDraft) -> list[str]:
    return [cast.page.chars(m.start, m.end) for m in sorted(one.mentions, key=lambda m: (m.start, m.end))]


@pytest.mark.parametrize(("text", "name", "country", "sector"), [
    ("قال وزير النقل الياباني كينجي موراتا إن الجسر جاهز", "كينجي موراتا", "JPN", "GOV"),
    ("وصرحت وزيرة البيئة السويدية، إنغريد ليندال، أن الخطة مؤجلة", "إنغريد ليندال", "SWE", "GOV"),
    ("أعلن المتحدث باسم الجيش السوداني ياسر الأمين أن الطريق مفتوح", "ياسر الأمين", "SDN", "MIL"),
    ("قال رئيس حزب الوفد المصري سامي العطار إن الحوار بدأ", "سامي العطار", "EGY", "PTY"),
    ("أكد رئيس البرلمان العراقي فاضل الجبوري أن الجلسة أرجئت", "فاضل الجبوري", "IRQ", "LEG"),
    ("وأوضح نائب رئيس الوزراء الكويتي خالد المطيري أن العمل مستمر", "خالد المطيري", "KWT", "GOV"),
    ("قالت المحامية الفرنسية كلير دوبون إن الملف ناقص", "كلير دوبون", "FRA", "CVL"),
    ("ذكر السفير الصيني لدى الأردن لي هونغ أن المنحة وصلت", "لي هونغ", "CHN", "GOV"),
    ("قال الأمين العام للأمم المتحدة ماركو فيرانتي إن الوضع صعب", "ماركو فيرانتي", "UN", "IGO"),
    ("وقال الزعيم الكوري الشمالي تشوي مين سو إن التجربة نجحت", "تشوي مين سو", "PRK", "GOV"),
    ("التقى وزير خارجية سلطنة عمان سعود البلوشي الوفد", "سعود البلوشي", "OMN", "GOV"),
])
def test_title_nisba_and_name_tell_country_and_sector(text: str, name: str, country: str, sector: str) -> None:
    found = actor(cast_of(text), name)
    assert (found.kind, found.country, found.sector) == ("person", country, sector)


@pytest.mark.parametrize(("text", "role"), [
    ("قال وزير النقل الياباني، كينجي موراتا، إن الجسر جاهز", "وزير النقل الياباني"),
    ("قال كينجي موراتا وزير النقل الياباني إن الجسر جاهز", "وزير النقل الياباني"),
    ("قال كينجي موراتا، المدير العام للمعهد الياباني، إن الجسر جاهز", "المدير العام للمعهد الياباني"),
    ("وطلب من وزير النقل الدكتور كينجي موراتا أن يحضر", "وزير النقل"),
    ("سلم الرسالة لوزير النقل كينجي موراتا", "وزير النقل"),
])
def test_the_title_stands_before_or_after_the_name(text: str, role: str) -> None:
    assert actor(cast_of(text), "كينجي موراتا").role == role


def test_a_bare_title_belongs_to_the_outlets_country() -> None:
    assert actor(cast_of("قال وزير النقل كمال الورتاني إن الجسر جاهز"), "كمال الورتاني").country == "TUN"


@pytest.mark.parametrize("name", ["وزراء عرب", "وزراء أفارقة", "الوزراء العرب", "وزراء غربيون"])
def test_ministers_of_many_states_are_not_of_the_outlets(name: str) -> None:
    assert actor(cast_of(f"قال {name} إن الجسر جاهز"), name).country is None


def test_a_country_before_the_headlines_colon_is_whose_report_it_is() -> None:
    cast = cast_of("أعلن الجيش أن الطريق مفتوح", headline="الجزائر : الجيش يفتح الطريق")
    assert actor(cast, "الجيش").country == "DZA"


def test_a_report_that_tells_of_one_foreign_country_lends_it_to_bare_bodies() -> None:
    text = "زار الرئيس اليمني المدينة. وقال وزير الدفاع اليمني إن الجيش اليمني تقدم. وأعلنت الشرطة ذلك"
    cast = cast_of(text, home="SAU")
    assert actor(cast, "الشرطة").country == "YEM"


@pytest.mark.parametrize(("text", "later"), [
    ("قال وزير النقل الياباني كينجي موراتا ذلك. ورحب موراتا بالخطة", "موراتا"),
    ("قال وزير النقل الياباني كينجي موراتا ذلك. ورحب الوزير بالخطة", "الوزير"),
    ("قال وزير النقل الياباني كينجي موراتا ذلك. ثم أضاف وزير النقل الياباني جملة", "وزير النقل الياباني"),
    ("زار السفير محمد سالم باوزير المدينة ثم زار باوزير القرية", "باوزير القرية"),
])
def test_surname_and_title_call_a_person_back(text: str, later: str) -> None:
    cast = cast_of(text)
    named = [a for a in cast.actors if a.kind == "person"]
    assert len(named) == 1
    mention = cast.mention_at(word(cast, later))
    assert mention is not None
    assert mention.actor is named[0]


def test_two_persons_of_one_title_stay_two() -> None:
    cast = cast_of("التقى وزير النقل الياباني كينجي موراتا وزير النقل الإيطالي باولو ريتشي")
    assert actor(cast, "كينجي موراتا").country == "JPN"
    assert actor(cast, "باولو ريتشي").country == "ITA"


def test_the_counterpart_holds_the_same_office() -> None:
    cast = cast_of("التقى وزير النقل كمال الورتاني نظيره الإيطالي باولو ريتشي")
    assert (actor(cast, "باولو ريتشي").country, actor(cast, "باولو ريتشي").sector) == ("ITA", "GOV")


def test_names_after_a_plural_title_are_its_bearers() -> None:
    cast = cast_of("استقال النائبان كمال الورتاني ورياض بن فرج من المجلس")
    assert actor(cast, "كمال الورتاني").sector == actor(cast, "رياض بن فرج").sector == "LEG"


@pytest.mark.parametrize("written_so", ["عبد القادر المهيري", "عبدالقادر المهيري"])
def test_a_name_written_together_or_apart_is_one(written_so: str) -> None:
    cast = cast_of(f"قال الوزير عبد القادر المهيري ذلك. ثم عاد {written_so} إلى مكتبه")
    assert len([a for a in cast.actors if a.kind == "person"]) == 1


def test_an_editors_brackets_may_stand_inside_a_name() -> None:
    cast = cast_of("وعد به السيد (الأمين العام لحلف الناتو يان) فاندربرغ، قبل شهر")
    mention = cast.mention_at(word(cast, "السيد"))
    assert mention is not None
    assert (mention.actor.country, mention.actor.sector) == ("NATO", "IGO")


@pytest.mark.parametrize(("text", "span"), [
    ("قال وزير النقل الياباني، كينجي موراتا، إن الجسر جاهز", "وزير النقل الياباني، كينجي موراتا"),
    ("وللرئيس الفرنسي رأي آخر", "وللرئيس الفرنسي"),
    ("أكدت وزارة الصحة والسكان المصرية أن العدد قليل", "وزارة الصحة والسكان المصرية"),
    ("قال المتحدث الرسمي باسم وزارة العدل القطرية إن القرار نهائي", "المتحدث الرسمي باسم وزارة العدل القطرية"),
    ("أعلن حلف شمال الأطلسي (الناتو) موقفه", "حلف شمال الأطلسي (الناتو)"),
])
def test_a_mentions_phrase_is_the_whole_noun_phrase(text: str, span: str) -> None:
    cast = cast_of(text)
    mention = cast.mention_at(word(cast, span))
    assert mention is not None
    assert cast.page.chars(word(cast, span), mention.phrase_end) == span


@pytest.mark.parametrize(("text", "name", "kind", "country", "sector"), [
    ("أعلنت وزارة الزراعة المغربية الحملة", "وزارة الزراعة المغربية", "organisation", "MAR", "GOV"),
    ("قالت شرطة باريس إن الشارع مغلق", "شرطة باريس", "organisation", "FRA", "COP"),
    ("أدانت النقابة العامة للنقل القرار", "النقابة العامة للنقل", "organisation", "TUN", "LAB"),
    ("هاجمت قوات المعارضة السورية القاعدة", "قوات المعارضة السورية", "organisation", "SYR", "REB"),
    ("قصفت طائرات روسية الموقع", "طائرات روسية", "organisation", "RUS", "MIL"),
    ("أفاد تحقيق بريطاني بذلك", "تحقيق بريطاني", "organisation", "GBR", "JUD"),
    ("استقبلت المدينة اللاجئين السوريين", "اللاجئين السوريين", "group", "SYR", "REF"),
    ("قدمت المنظمة الخيام للاجئين السوريين", "اللاجئين السوريين", "group", "SYR", "REF"),
    ("قدمت المنظمة الخيام للبنان", "لبنان", "country", "LBN", "GOV"),
    ("قدم رسالة للجنة العليا للإغاثة", "اللجنة العليا للإغاثة", "organisation", "TUN", "GOV"),
    ("سلم الوزير رسالة للجنة الأمن", "لجنة الأمن", "organisation", "TUN", "COP"),
    ("أكد مصدر أمني لبناني الخبر", "مصدر أمني لبناني", "person", "LBN", "COP"),
    ("خطف مسلحون ثلاثة إيطاليين قرب الحدود", "ثلاثة إيطاليين", "group", "ITA", "CVL"),
    ("قتل 7 أشخاص في الهجوم", "7 أشخاص", "group", "TUN", "CVL"),
    ("قال أحد المواطنين إن الماء مقطوع", "أحد المواطنين", "person", "TUN", "CVL"),
    ("يرفض الشعب الليبي التدخل", "الشعب الليبي", "group", "LBY", "CVL"),
])
def test_bodies_and_unnamed_people(text: str, name: str, kind: str, country: str, sector: str) -> None:
    found = actor(cast_of(text), name)
    assert (found.kind, found.country, found.sector) == (kind, country, sector)


def test_a_former_officer_is_a_politician() -> None:
    assert actor(cast_of("قال الرئيس الفرنسي السابق مارسيل دوبون ذلك"), "مارسيل دوبون").sector == "PTY"


def test_government_capital_and_seat_are_their_state() -> None:
    cast = cast_of("نفت موسكو الخبر. وقالت روسيا إنها تدرسه. وأعلن الكرملين ذلك. وتنتظر الحكومة الروسية الرد")
    (russia,) = (a for a in cast.actors if a.country == "RUS")
    assert (russia.kind, russia.sector, russia.name) == ("country", "GOV", "روسيا")
    assert written(cast, russia) == ["موسكو", "روسيا", "الكرملين", "الحكومة الروسية"]


@pytest.mark.parametrize(("text", "name"), [
    pytest.param("اجتمعت حكومة مصر أمس", "حكومة مصر", id="a-state-spelt-like-a-participle"),
    pytest.param("صدر القرار من طرف العراق", "العراق", id="behind-the-words-that-bring-a-doer"),
    pytest.param("انتقد وزير الخارجية المصري السعودية", "السعودية", id="a-second-state-behind-an-officials-nisba"),
    pytest.param("انتقد وزير الخارجية المصري السعودية", "وزير الخارجية المصري", id="the-official-of-the-first-state"),
])
def test_a_state_stands_for_itself(text: str, name: str) -> None:
    assert actor(cast_of(text), name).country is not None


@pytest.mark.parametrize("text", [
    "أقيم المعرض في باريس", "وصلت الشاحنة إلى ليبيا", "عادت القافلة من دمشق", "هطل المطر شمال العراق",
    "يزداد الضغط على الأجهزة الأمنية", "تحدث عن خطة عسكرية جديدة", "وزعت المساعدات على الجميع",
])
def test_places_and_adjectives_are_no_actors(text: str) -> None:
    named = {a.name for a in cast_of(text).actors}
    assert not named & {"باريس", "فرنسا", "ليبيا", "دمشق", "سوريا", "العراق", "الأمنية", "عسكرية جديدة", "المساعدات"}


def test_a_bare_body_calls_back_the_one_that_was_named() -> None:
    cast = cast_of("أعلنت وزارة الزراعة المغربية الحملة. وأضافت الوزارة أن البذور وزعت")
    assert written(cast, actor(cast, "وزارة الزراعة المغربية")) == ["وزارة الزراعة المغربية", "الوزارة"]


def test_an_organisation_goes_by_the_fullest_name_that_the_report_gives() -> None:
    cast = cast_of("ينتظر الناتو الرد. وقال حلف شمال الأطلسي إن الموعد قريب. ثم كرر الناتو موقفه")
    assert len(actor(cast, "حلف شمال الأطلسي").mentions) == 3


def test_a_ministry_and_its_short_name_are_one_wherever_they_stand() -> None:
    text = "أكدت الخارجية القطرية ذلك. وقال المتحدث باسم وزارة الخارجية القطرية جابر المري إن وزارة الخارجية تعمل"
    cast = cast_of(text)
    (ministry,) = (a for a in cast.actors if a.kind == "organisation")
    assert written(cast, ministry) == ["الخارجية القطرية", "وزارة الخارجية القطرية", "وزارة الخارجية"]


def test_the_guest_is_the_person_just_named() -> None:
    cast = cast_of('قال كمال الورتاني إن الحكومة تعمل لفائدة رياض العيادي. وأوضح ضيف "الساعة" أن الأمر معروف')
    mention = cast.mention_at(word(cast, "ضيف"))
    assert mention is not None
    assert mention.actor.name == "كمال الورتاني"


@pytest.mark.parametrize("text", [
    "أقيمت الصلاة في مسجد الشيخ فاضل الجبوري", "يمر شارع الملك فيصل بن تركي قرب البحر",
])
def test_what_is_called_by_a_persons_name_is_no_mention_of_the_person(text: str) -> None:
    assert not [a for a in cast_of(text).actors if a.kind == "person"]


def test_adopt_takes_an_unknown_name_for_a_person() -> None:
    cast = cast_of("وقال زنغولي إن الطريق طويل")
    assert cast.mention_at(1) is None
    mention = cast.adopt(1, len(cast.page.words))
    assert mention is not None
    assert (mention.actor.kind, mention.actor.name, mention.phrase_end) == ("person", "زنغولي", 2)


@pytest.mark.parametrize(("text", "name"), [
    ("قال رئيس البلدية التونسي بشر العوايني إن الجسر جاهز", "بشر العوايني"),
    ("أكد وزير الزراعة السوداني إحسان عبد الرحيم أن الموسم جيد", "إحسان عبد الرحيم"),
    ("وصل قائد الشرطة اليمني نصر محمد الجوهري أمس", "نصر محمد الجوهري"),
    ("قال وزير الداخلية المالي أسد الزمان كريم إن الطريق آمن", "أسد الزمان كريم"),
])
def test_an_everyday_word_begins_a_name_after_a_title_where_a_name_goes_on(text: str, name: str) -> None:
    assert [a.name for a in cast_of(text).actors if a.kind == "person"] == [name]


@pytest.mark.parametrize("text", [
    "أكد وزير الزراعة السوداني نجاح القمة", "أعلن وزير الزراعة السوداني نجاح الخطة", "حقق الوزير السوداني نجاحا كبيرا",
])
def test_an_everyday_word_before_plain_words_is_no_name(text: str) -> None:
    assert not [a for a in cast_of(text).actors if "نجاح" in a.name]


@pytest.mark.parametrize(("text", "name"), [
    ("وشكر الرئيس كمال الورتاني المغرب على موقفه", "كمال الورتاني"),
    ("وأشاد الوزير رياض العيادي بدور الجمعية", "رياض العيادي"),
    ("حقق المخرج كينجي موراتا نجاحا كبيرا", "كينجي موراتا"),
    ("مثل البرازيلي فيليبي ماسا والفرنسي", "فيليبي ماسا"),
    ("أكد الوزير فاضل عبد العزيز بدر القرار", "فاضل عبد العزيز بدر"),
])
def test_a_name_ends_before_a_state_an_object_and_a_joined_preposition(text: str, name: str) -> None:
    assert name in {a.name for a in cast_of(text).actors}


def test_a_state_after_a_name_is_an_actor_of_its_own() -> None:
    assert actor(cast_of("شكر الرئيس محمود عباس المغرب على موقفه"), "المغرب").country == "MAR"


def test_a_title_after_a_newsmans_is_another_persons() -> None:
    cast = cast_of("سأل مراسل قناة الجزيرة الرئيس الفرنسي عن الخطة")
    assert (actor(cast, "مراسل قناة الجزيرة").sector, actor(cast, "الرئيس الفرنسي").sector) == ("MED", "GOV")


@pytest.mark.parametrize("text", ['قالت مصادر لـ"الصباح" إن الجسر جاهز', 'قال شاهد عيان لـ «الصباح» إن الجسر جاهز'])
def test_a_preposition_that_stands_alone_ends_no_phrase(text: str) -> None:
    assert not [a for a in cast_of(text).actors if a.name.endswith("لـ")]


@pytest.mark.parametrize("text", ["أوضح شكري أن الطريق طويل", "أوضح كمال أن الطريق طويل"])
def test_adopt_takes_one_word_of_a_name_though_it_be_a_noun_too(text: str) -> None:
    mention = cast_of(text).adopt(1, 5)
    assert mention is not None
    assert mention.actor.kind == "person"


@pytest.mark.parametrize(("text", "kind"), [
    ("أوضح شكري أن الطريق طويل", "person"), ("أوضح كمال أن الطريق طويل", "person"),
    ("أوضح زنغولي أن الطريق طويل", "person"), ("أوضح كتاب أن الطريق طويل", "organisation"),
    ("أوضح المسؤول أن الطريق طويل", "organisation"),
])
def test_introduce_makes_a_person_of_a_name(text: str, kind: str) -> None:
    assert cast_of(text).introduce(1, 2).actor.kind == kind


@pytest.mark.parametrize("text", ["قال إن الأمر انتهى", "قال في المساء", "قال، وهو يبتسم", "قال منفصلا", "قال بذلك"])
def test_adopt_gives_nothing_where_no_noun_phrase_stands(text: str) -> None:
    cast = cast_of(text)
    assert cast.adopt(1, len(cast.page.words)) is None


@pytest.mark.parametrize("unit", [
    "رئيس ", "الرئيس ", "وزير خارجية ", "محمد ", "قال بيسكوف ", '" ', "عدد من ", "مجلس «", "13 ", "الناتو (",
])
def test_time_grows_linearly_with_the_text(unit: str) -> None:
    def seconds(times: int) -> float:
        text = page("", unit * times, language("ar"))
        best = float("inf")
        for _ in range(3):
            start = time.process_time()
            find_actors(text, Dateline(country="TUN"), [])
            best = min(best, time.process_time() - start)
        return best

    assert seconds(16_000) < 24 * max(seconds(2_000), 0.01)
