"""One actor across reports: by the name and the company that it keeps."""

from __future__ import annotations

import pytest

from isnad.ledger.actors import Appearance, Choice, Profile, appearances, choose, is_generic, permanent_id, profile_with
from isnad.record import Actor, Kind, Mention, MentionForm

DAY = "2022-01-24"


def person(name: str, country: str | None = None, sector: str | None = None, role: str | None = None,
           *companions: str) -> Appearance:
    return Appearance(name, "person", country, sector, role, frozenset(companions))


def known(id: str, *seen: Appearance, day: str = DAY) -> Profile:
    profile = None
    for who in seen:
        profile = profile_with(profile, who, day, id=id)
    assert profile is not None
    return profile


def decided(one: Appearance, other: Appearance) -> Choice:
    return choose(other, [known("a-one", one)], DAY)


@pytest.mark.parametrize(("one", "other"), [
    (person("ينس ستولتنبرغ", "NATO", "IGO"), person("شتولتنبرج", "NATO", "IGO")),
    (person("أنغيلا ميركل", "DEU", "GOV"), person("انجيلا ميركل", "DEU", "GOV", "المستشارة الألمانية")),
    (person("فرانسوا هولاند", "FRA", "GOV"), person("هولند", "FRA", "GOV")),
    (person("محمد جواد ظريف", "IRN", "GOV", "وزير الخارجية"), person("ظريف", "IRN", "GOV", "وزير الخارجية الإيراني")),
    (person("بان كي مون", "UN", "IGO"), person("بان كي مون", "KOR", "IGO", "الأمين العام للأمم المتحدة")),
    (person("دميتري ميدفيديف", "RUS", "GOV"), person("ديمتري مدفيديف", "RUS", "PTY")),
    (person("عادل الجبير", "SAU", "GOV", "وزير الخارجية السعودي"), person("عادل الجبير", None, None, "وزير الخارجية")),
    (person("خالد الفيصل", "SAU", "GOV", "أمير منطقة مكة المكرمة"),
     person("خالد الفيصل بن عبد العزيز", "SAU", "GOV", "أمير منطقة مكة")),
])
def test_one_person_is_known_by_the_company_of_the_name(one: Appearance, other: Appearance) -> None:
    assert decided(one, other).actor == "a-one"
    assert decided(other, one).actor == "a-one"


@pytest.mark.parametrize(("one", "other"), [
    (person("محمد العلي", "KWT", "GOV", "وزير المالية"), person("محمد العلي", "SYR", "GOV", "وزير المالية")),
    (person("محمد العلي", "SAU", "BUS", "مدير شركة"), person("محمد العلي", "SAU", "COP", "مدير شرطة الطائف")),
    (person("محمد العلي", "SAU", "CVL"), person("محمد العلي", "SAU", "CVL")),
    (person("حسن روحاني", "IRN", "GOV"), person("حسين روحاني", "IRN", "GOV")),
    (person("جورج هربرت ووكر بوش", "USA", "GOV"), person("جورج دبليو بوش", "USA", "GOV")),
    (person("سلمان بن عبد العزيز", "SAU", "GOV"), person("محمد بن سلمان بن عبد العزيز", "SAU", "GOV")),
    (person("فيصل بن عبد العزيز", "SAU", "GOV"), person("فيصل بن عبد الله بن عبد العزيز", "SAU", "GOV")),
    (person("عبد العزيز بن سعود", "SAU", "GOV"), person("عبد العزيز آل سعود", "SAU", "GOV")),
    (person("محمد الفيصل", "SAU", "GOV"), person("محمد بن فيصل", "SAU", "GOV")),
    (person("سالم الحارثي", "OMN", "GOV", "وزير الخارجية"), person("بدر الحارثي", "OMN", "GOV", "وزير الخارجية")),
    (person("جون سميث", "USA", "CVL"), person("جون سميث", "GBR", "CVL")),
    (person("ماجد عبد الله", "SAU", "CVL"), person("ماجد عبد الله")),
    (person("محمد بن فهد", "SAU", "GOV", "الأمير"), person("محمد بن فهد بن سعود", "SAU", "GOV", "الأمير")),
    (person("سعد القحطاني", "SAU", "GOV", "مدير الجوازات"), person("سعد القحطاني", "SAU", "GOV", "رئيس بلدية الحوطة")),
])
def test_namesakes_stay_two(one: Appearance, other: Appearance) -> None:
    assert decided(one, other).actor is None
    assert decided(other, one).actor is None


def test_a_surname_alone_means_the_one_of_its_country_and_role() -> None:
    minister = known("a-minister", person("سالم الحارثي", "OMN", "GOV", "وزير الخارجية العماني"))
    trader = known("a-trader", person("بدر الحارثي", "OMN", "BUS", "رئيس مجلس الإدارة"))
    both = [minister, trader]
    assert choose(person("الحارثي", "OMN", "GOV", "وزير الخارجية"), both, DAY).actor == "a-minister"
    assert choose(person("الحارثي", "OMN", "CVL"), both, DAY).actor is None
    assert choose(person("الحارثي"), both, DAY).actor is None


def test_a_surname_that_two_may_bear_means_neither() -> None:
    two = [known(f"a-{given}", person(f"{given} غرانت", "USA", "LEG", "عضو مجلس الشيوخ")) for given in ("توم", "بوب")]
    choice = choose(person("غرانت", "USA", "LEG", "عضو مجلس الشيوخ"), two, DAY)
    assert (choice.actor, choice.sure, set(choice.offered)) == (None, False, {"a-توم", "a-بوب"})


def test_a_surname_no_longer_means_whom_it_meant_years_ago() -> None:
    old = known("a-old", person("توم غرانت", "USA", "GOV", "وزير الدفاع الأمريكي"), day="2014-01-24")
    assert choose(person("غرانت", "USA", "GOV", "وزير الدفاع الأمريكي"), [old], DAY).actor is None


def test_a_surname_that_the_list_knows_is_nobody_else_of_it() -> None:
    bill = known("a-one", person("بيل كلينتون", "USA", "GOV"))
    assert choose(person("كلينتون", "USA", "GOV"), [bill], DAY).actor is None  # who alone is هيلاري


def test_one_who_is_known_by_a_full_name_is_nobody_else_of_his_surname() -> None:
    grant = known("a-one", person("توم غرانت", "USA", "GOV", "وزير الدفاع"), person("غرانت", "USA", "GOV"))
    assert choose(person("بوب غرانت", "USA", "GOV", "وزير الدفاع"), [grant], DAY).actor is None


def test_a_short_name_does_not_join_two_who_are_told_with_their_families() -> None:
    one = known("a-one", person("خالد بن فهد", "SAU", "GOV", "أمير منطقة حائل"),
                person("خالد بن فهد الراشد", "SAU", "GOV", "أمير منطقة حائل"))
    assert choose(person("خالد بن فهد السالم", "SAU", "GOV", "أمير منطقة حائل"), [one], DAY).actor is None


def test_one_who_is_not_surely_he_is_offered() -> None:
    choice = decided(person("محمد العلي", "SAU", "GOV"), person("محمد العلي", "SAU", "CVL"))
    assert (choice.actor, choice.sure, choice.offered) == (None, False, ("a-one",))
    assert choice.reason


def test_company_joins_what_the_country_alone_does_not() -> None:
    one, other = (person("ناصر الشمراني", "SAU", "CVL", None, "سالم دوسري", mate) for mate in ("سعود كريري", "بدر حمد"))
    assert decided(one, other).actor == "a-one"
    assert decided(one, person("ناصر الشمراني", "SAU", "CVL")).actor is None


def test_a_foreign_name_that_one_bears_needs_no_country() -> None:
    grant = known("a-one", person("توم غرانت", "USA", "CVL"))
    assert choose(person("توم غرانت"), [grant], DAY).actor == "a-one"
    assert choose(person("توم غرانت"), [grant, known("a-two", person("توم غرانت", "GBR", "CVL"))], DAY).actor is None
    assert choose(person("توم غرانت"), [grant], "2031-01-24").actor is None


def test_ministries_of_two_countries_are_two() -> None:
    one, other = (Appearance("وزارة الخارجية", "organisation", code, "GOV") for code in ("RUS", "FRA"))
    assert decided(one, other).actor is None
    assert decided(one, Appearance("وزارة الخارجية الروسية", "organisation", "RUS", "GOV")).actor == "a-one"


def test_a_country_and_a_listed_body_have_identifiers_of_their_own() -> None:
    moscow, russia = (Appearance(name, "country", "RUS") for name in ("موسكو", "روسيا"))
    assert permanent_id(moscow, "p1") == permanent_id(russia, "p2")
    one, other = (Appearance(name, "organisation", "UN", "IGO") for name in ("الأمم المتحدة", "منظمة الأمم المتحدة"))
    assert permanent_id(one, "p1") == permanent_id(other, "p2") != permanent_id(moscow, "p1")
    ali = person("محمد العلي")
    assert permanent_id(ali, "p1") != permanent_id(ali, "p2")


def actor(name: str, kind: Kind, form: MentionForm, country: str | None = None) -> Actor:
    return Actor(id="a1", name=name, kind=kind, country=country, mentions=[Mention(start=0, end=1, form=form)])


@pytest.mark.parametrize(("name", "kind", "form", "country"), [
    ("وزير الخارجية الروسي", "person", "title", "RUS"), ("مصدر", "person", "nominal", None),
    ("المتحدث", "person", "title", None), ("مسلحون", "group", "nominal", "SYR"), ("فهد", "person", "name", "SAU"),
    ("اهلك", "person", "name", None), ("له", "person", "name", None), ("الجيش", "organisation", "nominal", None),
    ("الشركة", "organisation", "nominal", "SAU"), ("لجنة خبراء مستقلة", "organisation", "nominal", "JPN"),
    ("الشركات اليابانية", "organisation", "nominal", "JPN"), ("إدارة النادي", "organisation", "nominal", "SAU"),
    ("الحكومة", "country", "nominal", None), ("عبد العزيز", "person", "name", "SAU"),
    ("بن محمد العيبان", "person", "name", "SAU"), ("وأم", "organisation", "name", "ARE"),
    ("شرطة المنطقة", "organisation", "nominal", "SAU"), ("كلية الهندسة", "organisation", "nominal", "SAU"),
])
def test_who_is_only_meant_is_nobody_in_another_report(name: str, kind: Kind, form: MentionForm,
                                                       country: str | None) -> None:
    assert is_generic(actor(name, kind, form, country))


@pytest.mark.parametrize(("name", "kind", "form", "country"), [
    ("سيرغي لافروف", "person", "name", "RUS"), ("بوتين", "person", "name", "RUS"),
    ("الجيش", "organisation", "nominal", "SYR"), ("وزارة الحج", "organisation", "nominal", "SAU"),
    ("جامعة ميتشيغان", "organisation", "nominal", "USA"), ("الهيئة العامة للطيران", "organisation", "nominal", "SAU"),
    ("حماس", "organisation", "name", "PSE"), ("موسكو", "country", "metonym", "RUS"),
    ("البرلمان", "organisation", "nominal", "EGY"),
])
def test_who_is_named_is_somebody(name: str, kind: Kind, form: MentionForm, country: str | None) -> None:
    assert not is_generic(actor(name, kind, form, country))


def test_a_profile_counts_what_it_is_told_and_comes_back_from_json() -> None:
    profile = known("a-one", person("الحارثي", "OMN", "CVL"), person("سالم الحارثي", "OMN", "GOV", "الوزير"),
                    person("الحارثي", "OMN", "CVL", None, "c:OMN"))
    assert (profile.name, profile.country, profile.sector) == ("سالم الحارثي", "OMN", "GOV")
    assert Profile.from_json(profile.to_json()) == profile


def test_companions_are_the_others_whom_the_report_names() -> None:
    actors = [actor("سالم الحارثي", "person", "name", "OMN"), actor("نبيل فوزي", "person", "name"),
              actor("سيرغي لافروف", "person", "name"), actor("مصدر", "person", "nominal"),
              actor("الأمم المتحدة", "organisation", "name")]
    told = appearances(each.model_copy(update={"id": f"a{n}"}) for n, each in enumerate(actors, 1))
    assert set(told) == {"a1", "a2", "a3", "a5"}
    assert told["a1"].companions == {"نبيل فوزي"}  # everybody tells of لافروف
