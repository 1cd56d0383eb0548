"""Words of a text: where they stand, and under which spelling they are looked up."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isnad.reading.text import LATIN, NUMBER, PUNCT, WORD, Spelling, ascii_digits, tokens, without_surrogates

SPELLING = Spelling({"ی": "ي", "ک": "ك", "ہ": "ه"}, {"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه"})
RLM, RLO, PDF, ZWNJ, BOM = "\u200f", "\u202e", "\u202c", "\u200c", "\ufeff"


def cut(text: str) -> list[tuple[str, str]]:
    return [(text[start:end], kind) for start, end, kind, _ in tokens(text)]


def surfaces(text: str) -> list[str]:
    return [surface for surface, _ in cut(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("وصل الوفد", ["وصل", "الوفد"], id="spaces-part-words"),
        pytest.param("وصل  \u00a0 الوفد", ["وصل", "الوفد"], id="doubled-and-hard-spaces"),
        pytest.param("انتهى.وبدأ،ثم", ["انتهى", ".", "وبدأ", "،", "ثم"], id="no-space-after-stops-and-commas"),
        pytest.param("مُحَمَّدٌ", ["مُحَمَّدٌ"], id="vowel-marks-stay-in-their-word"),
        pytest.param("الســلام", ["الســلام"], id="tatweel-stays-in-its-word"),
        pytest.param("بـ«الوفد»", ["بـ", "«", "الوفد", "»"], id="a-particle-before-a-quotation"),
        pytest.param("ـ الوفد", ["ـ", "الوفد"], id="a-tatweel-alone-is-a-dash"),
        pytest.param("عام ٢٠٢٤م", ["عام", "٢٠٢٤", "م"], id="a-number-and-its-letter"),
        pytest.param("ال20 نائبا", ["ال", "20", "نائبا"], id="an-article-before-a-number"),
        pytest.param("شركة Acme الكبرى", ["شركة", "Acme", "الكبرى"], id="latin-words"),
        pytest.param("#يوم_الأرض", ["#", "يوم", "_", "الأرض"], id="hashtags"),
        pytest.param("۔نعم۔", ["۔", "نعم", "۔"], id="the-urdu-stop-is-no-letter"),
        pytest.param(f"{BOM}نعم", ["نعم"], id="a-byte-order-mark-is-no-word"),
        pytest.param(f"{RLM}نعم{RLM} لا", ["نعم", "لا"], id="directions-around-a-word-are-not-of-it"),
        pytest.param(f"می{ZWNJ}شود", [f"می{ZWNJ}شود"], id="a-joiner-inside-a-word-is-of-it"),
        pytest.param(f"{RLO}نعم{PDF}", ["نعم"], id="overrides-are-not-of-the-word"),
        pytest.param("نعم\x00لا", ["نعم", "\x00", "لا"], id="NUL-parts-words"),
        pytest.param("نعم\ud800لا", ["نعم", "\ud800", "لا"], id="a-lone-surrogate-parts-words"),
        pytest.param("ﻣﺼﺮ", ["ﻣﺼﺮ"], id="presentation-forms-are-letters"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_a_text_is_cut_into_words(text: str, expected: list[str]) -> None:
    assert surfaces(text) == expected


@pytest.mark.parametrize(
    ("surface", "kind"), [("وفد", WORD), ("ﻣﺼﺮ", WORD), ("25", NUMBER), ("٢٥", NUMBER), ("۲۵", NUMBER), ("Acme", LATIN),
                          ("»", PUNCT), ("…", PUNCT), ("७", PUNCT)])
def test_a_word_has_a_kind(surface: str, kind: str) -> None:
    assert cut(surface) == [(surface, kind)]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\n\n\n", "\u2028", "\u2029", " \n "])
def test_a_word_knows_that_its_line_begins_with_it(newline: str) -> None:
    assert [starts for *_, starts in tokens(f"نعم لا{newline}ثم لا")] == [True, False, True, False]


@pytest.mark.parametrize(
    ("surface", "norm"),
    [
        pytest.param("مُحَمَّدٌ", "محمد", id="vowel-marks"),
        pytest.param("الســـلام", "السلام", id="tatweel"),
        pytest.param("ﻣﺼﺮ", "مصر", id="presentation-forms"),
        pytest.param("ﻻعب", "لاعب", id="lam-alef-in-one-letter"),
        pytest.param("ﷲ", "الله", id="a-name-in-one-letter"),
        pytest.param("کتابی", "كتابي", id="farsi-letters"),
        pytest.param("ہذا", "هذا", id="urdu-letters"),
        pytest.param(f"ال{RLM}وفد", "الوفد", id="directions-inside"),
        pytest.param(unicodedata.normalize("NFD", "أكد"), "أكد", id="a-hamza-apart-from-its-letter"),
        pytest.param("\ufe70", "", id="a-vowel-mark-without-a-letter"),
    ],
)
def test_spellings_are_folded_for_look_up(surface: str, norm: str) -> None:
    assert SPELLING.norm(surface) == norm


def test_slips_are_folded_apart_from_spellings() -> None:
    assert SPELLING.norm("إدارة") == "إدارة"
    assert SPELLING.slip("إدارة") == SPELLING.slip("اداره")


@pytest.mark.parametrize("digits", ["2024", "٢٠٢٤", "۲۰۲۴"])
def test_digits_of_every_script_are_read(digits: str) -> None:
    assert ascii_digits(digits) == "2024"


@given(st.text())
def test_words_lie_in_the_text_in_order_and_apart(text: str) -> None:
    reached = 0
    for start, end, _, _ in tokens(text):
        assert reached <= start < end <= len(text)
        reached = end


@given(st.text(alphabet=st.characters(codec=None), max_size=60))
def test_nothing_visible_is_lost(text: str) -> None:
    inside: set[int] = set()
    for start, end, _, _ in tokens(text):
        inside.update(range(start, end))
    lost = {text[i] for i in range(len(text)) if i not in inside}
    assert all(c.isspace() or unicodedata.category(c) in ("Cf", "Mn", "Zl", "Zp", "Cc") for c in lost)


@pytest.mark.parametrize(
    "text", ["نعم " * 200_000, "ا" * 200_000, "ا" + RLM * 200_000, ('ا"' * 100_000), "َ" * 200_000],
    ids=["one word again and again", "one endless word", "endless directions", "marks", "endless vowels"])
def test_time_grows_with_length_only(text: str) -> None:
    began = time.process_time()
    tokens(text)
    assert time.process_time() - began < 2


def test_lone_surrogates_become_replacement_characters_one_for_one() -> None:
    assert without_surrogates("قال\ud800\udfff.") == "قال\ufffd\ufffd."
    assert without_surrogates("قال\U0001f600.") == "قال\U0001f600."
