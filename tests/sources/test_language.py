"""What is Arabic, and what is in another language."""

from __future__ import annotations

from contextlib import suppress

import pytest
from py3langid import rank

from isnad.sources.language import LANGUAGES, require_arabic, require_arabic_letters
from isnad.sources.report import Empty, NotArabic


@pytest.mark.parametrize("text", [
    "قال الوزير إن المحادثات مستمرة في العاصمة.",
    "قال",
    "محمد سعيد: لن نوقع",  # no article in it
    "أعلن الرئيس الأمريكي في واشنطن",
    "قال وزیر الخارجیة الباکستاني إن المحادثات مستمرة",  # typed on an Urdu keyboard
    "ﻗﺎﻝ ﺍﻟﻮﺯﻳﺮ ﺇﻥ ﺍﻟﻤﺤﺎﺩﺛﺎﺕ ﻣﺴﺘﻤﺮﺓ",  # presentation forms
    "قَالَ الوَزِيرُ إِنَّ المُحَادَثَاتِ مُسْتَمِرَّةٌ",
    "قال الوزير إن شركة Airbus وشركة Boeing وقعتا عقدا مع الخطوط الجوية",
])
def test_arabic_is_arabic(text: str) -> None:
    require_arabic(text)


@pytest.mark.parametrize(("text", "code"), [
    ("The minister said on Monday that the talks would continue.", "en"),
    ("Le ministre a déclaré que les négociations reprendraient lundi.", "fr"),
    ("Министр сообщил, что переговоры продолжатся в понедельник.", "ru"),
    ("وزیر خارجه گفت که گفتگوها با طرف‌های دیگر ادامه خواهد یافت و تصمیمی گرفته نشده است.", "fa"),
    ("وزیر خارجہ نے کہا کہ مذاکرات جاری رہیں گے اور ابھی تک کوئی فیصلہ نہیں ہوا ہے۔", "ur"),
])
def test_another_language_is_named(text: str, code: str) -> None:
    with pytest.raises(NotArabic, match=LANGUAGES[code]) as caught:
        require_arabic(text)
    assert caught.value.language == code


@pytest.mark.parametrize("text", ['"' * 100, "2022-01-24", "... !؟", "\u202e\u200f"])
def test_without_a_word_there_is_no_report(text: str) -> None:
    with pytest.raises(Empty, match="no word"):
        require_arabic(text)


def test_words_count_however_many_signs_stand_before_them() -> None:
    require_arabic('"' * 100_000 + " قال الوزير إن المحادثات مستمرة")


def test_every_language_that_can_be_told_has_a_name() -> None:
    known = {str(code) for code, _ in rank("any text ranks them all")}
    assert len(known) > 90
    assert known - set(LANGUAGES) == set()


ENGLISH = "<p>The minister said on Monday that his country rejects any escalation.</p>" * 8
SAID = "قال الوزير سالم إن بلاده ترفض التصعيد"


@pytest.mark.parametrize("page", [
    ENGLISH, f"<script>if (a < b) {{ say('{SAID[:10]}') }}</script>{ENGLISH}", f"<a href='/ar'>العربية</a>{ENGLISH}",
    f"{ENGLISH}<script>", "<STYLE>p { color: red }</STYLE>" + ENGLISH,
])
def test_a_page_without_arabic_letters_is_in_another_language(page: str) -> None:
    with pytest.raises(NotArabic, match="English"):
        require_arabic_letters(page)


@pytest.mark.parametrize("page", [
    f"<p>{SAID}</p>", ENGLISH + SAID, "", "<p>404</p>", "<script>" + ENGLISH,
    ENGLISH + "".join(f"&#{ord(each)};" for each in SAID), ENGLISH + "".join(f"&#x{ord(each):x};" for each in SAID),
    ENGLISH + "<script>{'articleBody': '" + SAID.encode("unicode_escape").decode() + "'}</script>",
])
def test_a_page_that_may_hold_arabic_is_looked_into(page: str) -> None:
    require_arabic_letters(page)


@pytest.mark.parametrize("piece", [
    "<", "<script>", "<style ", "<script>a</style>", "<script></script>", "a<", "İ<style>", "<ſcript>"])
def test_hostile_pages_are_looked_through_in_time_that_grows_with_their_length(piece: str) -> None:
    with suppress(NotArabic):
        require_arabic_letters(piece * (2_000_000 // len(piece)))
