"""The keys under which the spellings of one name meet."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from isnad import LexiconError, languages
from isnad.languages.sounds import read_sounds
from isnad.ledger.names import keys, sought


def meet(one: str, other: str) -> bool:
    return not set(sought(one, "person")).isdisjoint(keys(other, "person"))


@pytest.mark.parametrize("spellings", [
    "ستولتنبرغ ستولتنبرج شتولتنبرغ",
    "بوتين بوتن",
    "نتنياهو نتانياهو نيتانياهو",
    "زيلينسكي زيلنسكي",
    "غوتيريش جوتيريس غوتيريس",
    "لافروف لفروف",
    "ماكرون مكرون",
    "روحاني الروحاني",
    "بيرلوسكوني برلسكوني",
    "فاغنر فاجنر",
])
def test_spellings_of_a_surname_meet(spellings: str) -> None:
    first, *others = spellings.split()
    assert all(meet(first, other) and meet(other, first) for other in others)


@pytest.mark.parametrize(("one", "other"), [
    ("دميتري ميدفيديف", "ديمتري مدفيديف"),
    ("ينس ستولتنبرغ", "ينس شتولتنبرج"),
    ("أنغيلا ميركل", "انجيلا ميركل"),
    ("فرانسوا هولاند", "فرنسوا هولند"),
    ("محمد جواد ظريف", "جواد ظريف"),
    ("بان كي مون", "بان كي-مون"),
    ("شي جين بينغ", "شي جينبينغ"),
    ("ستيفان دي ميستورا", "ستيفان ديميستورا"),
    ("غاري كوبر", "كوبر غاري"),
    ("سيرجيو ماتاريلا", "سيرخيو ماتاريلا"),
    ("عبد الفتاح السيسي", "عبدالفتاح السيسى"),
    ("عبد الله بن عبد العزيز آل سعود", "عبدالله بن عبدالعزيز"),
    ("الدكتور إبراهيم العساف", "إبراهيم بن عبد العزيز العساف"),
    ("محمد بن سلمان بن عبد العزيز", "محمد بن سلمان"),
    ("أبو بكر البغدادي", "ابوبكر البغدادي"),
])
def test_spellings_of_a_full_name_meet(one: str, other: str) -> None:
    assert meet(one, other)
    assert meet(other, one)


@pytest.mark.parametrize("forms", ["محمد حمد أحمد محمود", "حسن حسين", "سلمان سليمان", "كامل كميل كمال", "جمال جميل",
                                   "عبد الله,عبيد الله,عبد الإله", "كيري جيري كوري"])
def test_names_of_an_arab_pattern_and_short_names_stay_what_they_are(forms: str) -> None:
    names = forms.split("," if "," in forms else None)
    assert all(not meet(f"{one} الحربي", f"{other} الحربي") for one in names for other in names if one != other)
    assert all(not meet(one, other) for one in names for other in names if one != other)


def test_a_full_name_is_not_looked_for_among_all_who_share_its_surname() -> None:
    assert meet("الحارثي", "سالم الحارثي")
    assert meet("سالم الحارثي", "الحارثي")
    assert not meet("سالم الحارثي", "بدر الحارثي")


def test_a_father_s_name_is_no_surname() -> None:
    assert not meet("نايف", "محمد بن نايف")
    assert meet("الحربي", "محمد بن نايف الحربي")


@pytest.mark.parametrize(("one", "other"), [
    ("الأمم المتحدة", "منظمة الأمم المتحدة"),
    ("داعش", "تنظيم داعش الإرهابي"),
    ("رويترز", "وكالة رويترز"),
])
def test_bodies_that_the_list_knows_meet_by_any_of_their_names(one: str, other: str) -> None:
    assert keys(one, "organisation", None) == keys(other, "organisation", None)


def test_a_ministry_is_its_country_s() -> None:
    assert keys("وزارة الدفاع الروسية", "organisation", "RUS") == keys("وزارة الدفاع", "organisation", "RUS")
    assert keys("وزارة الدفاع", "organisation", "RUS")[0] != keys("وزارة الدفاع", "organisation", "FRA")[0]


def test_one_word_and_the_country_are_the_name_only_of_what_a_state_has_one_of() -> None:
    assert keys("الجيش", "organisation", "SYR") == keys("الجيش السوري", "organisation", "SYR")
    assert set(keys("القوات", "organisation", "LBN")).isdisjoint(keys("القوات اللبنانية", "organisation", "LBN"))


def test_a_country_is_its_code() -> None:
    assert keys("موسكو", "country", "RUS") == keys("روسيا", "country", "RUS") == ("c:RUS",)


def test_a_fault_in_the_table_is_told_with_its_line(tmp_path: Path) -> None:
    folder = shutil.copytree(languages.HERE / "ar", tmp_path / "ar")
    with (folder / "sounds.tsv").open("a", encoding="utf-8") as file:
        file.write("ف\tmiddle\tب\tnear\n")
    with pytest.raises(LexiconError, match=r"sounds\.tsv:\d+: column 'at' has 'middle'; allowed: one of any, end"):
        read_sounds(folder)
