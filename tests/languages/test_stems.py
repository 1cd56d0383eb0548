"""Words as search sees them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from isnad import LexiconError, languages
from isnad.languages.stems import read_stemmer, stemmer


@pytest.mark.parametrize("forms", [
    "الضمانات ضمانات بضماناتها وضمان للضمان",
    "المحادثات محادثة ومحادثاته",
    "روسيا روسي الروسية والروس",
    "بيسكوف لبيسكوف وبيسكوف",
    "مؤتمر مُؤتَمر المؤتمرات مـؤتمر",
    "إدارة ادارة الاداره",
])
def test_the_forms_of_a_word_meet(forms: str) -> None:
    assert len({stemmer().stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize(("one", "other"), [("وزير", "وزارة"), ("روسيا", "رواندا"), ("قمة", "قمح")])
def test_other_words_do_not(one: str, other: str) -> None:
    assert stemmer().stem(one) != stemmer().stem(other)


def test_terms_keep_every_word_and_number_in_order() -> None:
    assert stemmer().terms("في ١٢ يوما، قال NATO.") == ["في", "12", "يوم", "قال", "nato"]


def test_topics_leave_out_particles() -> None:
    assert stemmer().topics("قال إن في الحرب على المدن") == [stemmer().stem(w) for w in ("قال", "الحرب", "المدن")]


def test_a_fault_in_the_table_is_told_with_its_line(tmp_path: Path) -> None:
    folder = shutil.copytree(languages.HERE / "ar", tmp_path / "ar")
    with (folder / "stems.tsv").open("a", encoding="utf-8") as file:
        file.write("وال\tinfix\t3\n")
    with pytest.raises(LexiconError, match=r"stems\.tsv:\d+: column 'kind' has 'infix'; allowed: one of prefix"):
        read_stemmer(folder)
