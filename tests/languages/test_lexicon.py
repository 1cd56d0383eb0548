"""The lexicon: what a written word may be, its clitics, endings and slips taken off."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isnad.languages.lexicon import FORMS_KEPT, Entry, Inflection, Lexicon, Parse, Phrase, Sense
from isnad.reading.page import page
from isnad.reading.text import LATIN, NUMBER, PUNCT, WORD, Spelling

SLIPS = {"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي"}
CLITICS = {
    "conjunction": ["و", "ف"], "future": ["س"], "preposition": ["ب", "ل", "ك"], "article": ["ال"],
    "pronoun": ["ه", "ها", "هم", "نا", "ي"],
}
INFLECTIONS = {
    "perfect": [Inflection("", "", "", "m", "s", "3"), Inflection("", "", "ت", "f", "s", "3"),
                Inflection("ى", "", "ت", "f", "s", "3"), Inflection("", "", "وا", "m", "p", "3")],
    "imperfect": [Inflection("", "", "", "m", "s", "3"), Inflection("", "ت", "", "f", "s", "3"),
                  Inflection("", "أ", "", "m", "s", "1")],
    "adjective": [Inflection("", "", "", "m", "s", ""), Inflection("", "", "ة", "f", "s", "")],
    "noun": [Inflection("", "", "", "m", "s", ""), Inflection("ة", "", "تان", "m", "d", "")],
}


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    built = Lexicon(Spelling({"ی": "ي", "ک": "ك"}, SLIPS), CLITICS, INFLECTIONS)
    for noun in ("رئيس", "دعوة", "لقاء", "لجنة", "مبنى", "كتاب", "ولد", "شرطة"):
        built.add_inflected("noun", noun, Entry("noun", noun, "nouns.tsv", 1))
    say = Entry("verb", "قال", "verbs.tsv", 2)
    built.add_inflected("perfect", "قال", say, "perfect")
    built.add_inflected("imperfect", "يقول", say, "imperfect")
    point = Entry("verb", "أشار", "verbs.tsv", 3)
    built.add_inflected("perfect", "أشار", point, "perfect")
    built.add_inflected("imperfect", "يشير", point, "imperfect")
    built.add_inflected("adjective", "مشير", point, "participle")
    built.add_inflected("perfect", "نفى", Entry("verb", "نفى", "verbs.tsv", 4), "perfect")
    built.add("على", Sense(Entry("prep", "على", "particles.tsv", 5)))
    built.add("علي", Sense(Entry("name", "علي", "names.tsv", 6)))
    for state in ("الولايات المتحدة", "الولايات المتحدة الأمريكية", "دار الكتب", "24 ساعة"):
        built.add(state, Sense(Entry("place", state, "places.tsv", 7)))
    return built


def best(lexicon: Lexicon, written: str) -> Parse:
    parses = lexicon.form(WORD, written).parses
    assert parses, f"{written} is not known"
    return parses[0]


# -- clitics


@pytest.mark.parametrize(
    ("written", "lemma", "clitics"),
    [
        pytest.param("رئيس", "رئيس", ("", "", False, ""), id="bare"),
        pytest.param("الرئيس", "رئيس", ("", "", True, ""), id="article"),
        pytest.param("والرئيس", "رئيس", ("و", "", True, ""), id="conjunction-and-article"),
        pytest.param("بالرئيس", "رئيس", ("", "ب", True, ""), id="preposition-and-article"),
        pytest.param("للرئيس", "رئيس", ("", "ل", True, ""), id="ل-and-article-fused"),
        pytest.param("وللرئيس", "رئيس", ("و", "ل", True, ""), id="all-three"),
        pytest.param("كتاب", "كتاب", ("", "", False, ""), id="a-first-letter-that-is-no-preposition"),
        pytest.param("ولد", "ولد", ("", "", False, ""), id="a-first-letter-that-is-no-conjunction"),
        pytest.param("رئيسها", "رئيس", ("", "", False, "ها"), id="pronoun"),
        pytest.param("وبرئيسهم", "رئيس", ("و", "ب", False, "هم"), id="pronoun-and-proclitics"),
        pytest.param("دعوته", "دعوة", ("", "", False, "ه"), id="a-ة-opened-by-a-pronoun"),
        pytest.param("لقائه", "لقاء", ("", "", False, "ه"), id="a-ء-on-its-seat"),
        pytest.param("لقاؤهم", "لقاء", ("", "", False, "هم"), id="a-ء-on-another"),
        pytest.param("مبناها", "مبنى", ("", "", False, "ها"), id="a-ى-before-a-pronoun"),
        pytest.param("رئيسا", "رئيس", ("", "", False, ""), id="accusative"),
        pytest.param("مشيرا", "أشار", ("", "", False, ""), id="accusative-of-a-participle"),
        pytest.param("ومشيرةً", "أشار", ("و", "", False, ""), id="with-vowel-marks"),
        pytest.param("فقال", "قال", ("ف", "", False, ""), id="a-verb-and-ف"),
        pytest.param("قالوا", "قال", ("", "", False, ""), id="a-verbs-ending"),
        pytest.param("دعوتان", "دعوة", ("", "", False, ""), id="a-dual"),
    ],
)
def test_clitics_are_taken_off(lexicon: Lexicon, written: str, lemma: str, clitics: tuple[str, str, bool, str]) -> None:
    parse = best(lexicon, written)
    assert parse.entry.lemma == lemma
    assert (parse.conj, parse.prep, parse.det, parse.suffix) == clitics


def test_a_first_lam_after_the_preposition_is_read_with_the_article_and_without(lexicon: Lexicon) -> None:
    assert {(parse.entry.lemma, parse.prep, parse.det) for parse in lexicon.form(WORD, "للجنة").parses} == {
        ("لجنة", "ل", True), ("لجنة", "ل", False)}


def test_a_future_verb_is_told_from_its_bare_form(lexicon: Lexicon) -> None:
    assert best(lexicon, "وسيقول").future
    assert best(lexicon, "ستقول").sense.gender == "f"
    assert not best(lexicon, "يقول").future


@pytest.mark.parametrize("written", ["القال", "بقال", "سقال", "الرئيسها", "ء", "زمهرير"])
def test_what_cannot_be_is_not_read(lexicon: Lexicon, written: str) -> None:
    assert lexicon.form(WORD, written).parses == ()
    assert lexicon.form(WORD, written).cats == frozenset()


def test_a_word_has_the_features_of_its_form(lexicon: Lexicon) -> None:
    sense = best(lexicon, "قالت").sense
    assert (sense.tense, sense.gender, sense.number, sense.person) == ("perfect", "f", "s", "3")
    assert best(lexicon, "نفت").entry.lemma == "نفى"
    assert best(lexicon, "أقول").sense.person == "1"


def test_find_gives_the_best_reading_of_a_category_and_all_gives_every_one(lexicon: Lexicon) -> None:
    form = lexicon.form(WORD, "مشيرا")
    assert form.cats == {"verb"}
    assert form.find("noun") is None
    assert form.all("noun") == []
    found = form.find("verb")
    assert found is not None
    assert found.sense.tense == "participle"
    assert form.all("verb")[0] is found


# -- spelling


@pytest.mark.parametrize(
    ("written", "lemma"),
    [
        pytest.param("اشار", "أشار", id="a-hamza-left-out"),
        pytest.param("وإشار", "أشار", id="a-hamza-below"),
        pytest.param("دعوه", "دعوة", id="a-ة-without-dots"),
        pytest.param("مبني", "مبنى", id="a-ى-with-dots"),
        pytest.param("رييس", "رئيس", id="a-hamza-without-its-seat"),
        pytest.param("کتاب", "كتاب", id="a-farsi-kaf"),
        pytest.param("رئیس", "رئيس", id="a-farsi-ya"),
        pytest.param("رئـــيس", "رئيس", id="tatweel"),
        pytest.param("رَئِيس", "رئيس", id="vowel-marks"),
        pytest.param("ﺭﺋﻴﺲ", "رئيس", id="presentation-forms"),
    ],
)
def test_slips_are_forgiven(lexicon: Lexicon, written: str, lemma: str) -> None:
    assert best(lexicon, written).entry.lemma == lemma


def test_an_exact_spelling_comes_before_a_slip(lexicon: Lexicon) -> None:
    assert best(lexicon, "على").entry.lemma == "على"
    assert best(lexicon, "علي").entry.lemma == "علي"
    assert [parse.exact for parse in lexicon.form(WORD, "على").parses] == [True]
    assert not best(lexicon, "شرطه").exact or best(lexicon, "شرطه").suffix


def test_numbers_latin_and_stops_are_forms_without_readings(lexicon: Lexicon) -> None:
    assert (lexicon.form(NUMBER, "٢٤").norm, lexicon.form(LATIN, "Acme").norm, lexicon.form(PUNCT, "»").norm) == (
        "24", "acme", "»")
    assert lexicon.form(WORD, "\ufe70").kind == PUNCT


# -- phrases


def phrases(lexicon: Lexicon, text: str, at: int = 0) -> list[tuple[str, Phrase]]:
    read = page("", text, lexicon)
    return [(read.chars(p.start, p.end), p) for p in read.phrases(at, len(read.words))]


def test_listed_phrases_are_found_the_longest_first(lexicon: Lexicon) -> None:
    assert [found for found, _ in phrases(lexicon, "الولايات المتحدة الأمريكية اليوم")] == [
        "الولايات المتحدة الأمريكية", "الولايات المتحدة"]


@pytest.mark.parametrize(
    ("text", "clitics"),
    [("والولايات المتحدة", ("و", "")), ("بالولايات المتحدة", ("", "ب")), ("للولايات المتحده", ("", "ل")),
     ("بدار الكتب", ("", "ب")), ("24 ساعة", ("", "")), ("٢٤ ساعه", ("", ""))])
def test_a_phrases_first_word_may_carry_clitics_and_its_words_may_slip(
        lexicon: Lexicon, text: str, clitics: tuple[str, str]) -> None:
    (found, phrase), = phrases(lexicon, text)
    assert found == text
    assert (phrase.conj, phrase.prep) == clitics


@pytest.mark.parametrize("text", ["ولايات المتحدة", "الولايات\nالمتحدة", "الولايات والمتحدة", "الولايات", "دار كتب"])
def test_what_is_not_the_phrase_is_not_found(lexicon: Lexicon, text: str) -> None:
    assert phrases(lexicon, text) == []


def test_a_phrase_ends_before_the_given_word(lexicon: Lexicon) -> None:
    read = page("", "الولايات المتحدة الأمريكية", lexicon)
    assert [phrase.end for phrase in read.phrases(0, 2)] == [2]
    assert read.phrases(0, 1) == []


# -- outlets


def test_outlets_are_known_by_hosts_and_by_names_however_they_are_spaced() -> None:
    built = Lexicon(Spelling({}, SLIPS), CLITICS, INFLECTIONS)
    attrs = {"domains": "Example.com|Sample", "quoted": "الأرض"}
    entry = Entry("outlet", "صحيفة الأرض", "outlets.tsv", 2, attrs)
    wire = Entry("outlet", "أ ب ت", "outlets.tsv", 3, {})
    built.add_outlet(entry, ["صحيفة الأرض"])
    built.add_outlet(wire, ["أ ب ت", "الأرض"])
    assert built.outlets == {"example.com": entry, "sample": entry}
    assert built.mastheads[built.squeeze("صحيفة الارض")] == (entry, False)
    assert built.mastheads[built.squeeze("الأرض")] == (entry, True)
    assert built.mastheads[built.squeeze("ا.ب. ت")] == (wire, False)
    assert built.initials == {built.squeeze("أ ب ت")}


# -- any word at all


@given(st.text(max_size=30))
def test_any_word_is_analysed(text: str) -> None:
    built = Lexicon(Spelling({}, SLIPS), CLITICS, INFLECTIONS)
    built.add_inflected("noun", "دعوة", Entry("noun", "دعوة", "nouns.tsv", 1))
    for kind in (WORD, NUMBER, LATIN, PUNCT):
        assert built.form(kind, text) is built.form(kind, text)


def test_memory_is_bounded_and_a_forgotten_form_is_read_anew() -> None:
    built = Lexicon(Spelling({}, {}), {}, {})
    first = built.form(NUMBER, "1")
    for number in range(2, FORMS_KEPT + 2):
        built.form(NUMBER, str(number))
    again = built.form(NUMBER, "1")
    assert again is not first
    assert again.norm == first.norm


@pytest.mark.parametrize("word", ["و" * 300_000, "ا" * 300_000, "ه" * 300_000, "لل" * 150_000])
def test_an_endless_word_is_read_in_little_time(lexicon: Lexicon, word: str) -> None:
    began = time.process_time()
    assert lexicon.form(WORD, word).parses == ()
    assert time.process_time() - began < 2
