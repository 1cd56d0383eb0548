"""The interface's languages: every message has its words, numbers their plural forms, days and numerals by CLDR."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from isnad.web.messages import FOLDER, LANGUAGES, choose, interface

ROOT = Path(__file__).parent.parent.parent
PLACE = re.compile(r"%\((\w+)\)s")
WANTED: Catalog = runpy.run_path(str(ROOT / "tools" / "messages.py"))["wanted"]()
LANGUAGES_WITH_CATALOGUE = [each for each in LANGUAGES if each != "en"]


@pytest.fixture(scope="module", params=LANGUAGES_WITH_CATALOGUE)
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    with (FOLDER / request.param / "LC_MESSAGES" / "isnad.po").open("rb") as stream:
        return read_po(stream, locale=request.param)


def words_of(message: object) -> list[str]:
    return list(message) if isinstance(message, tuple | list) else [str(message)]


def test_every_message_is_in_the_catalogue_and_no_other_is(catalogue: Catalog) -> None:
    wanted, held = ({each.id if isinstance(each.id, str) else each.id[0] for each in some if each.id}
                    for some in (WANTED, catalogue))
    assert wanted == held, "python tools/messages.py brings the catalogue up to the messages"


def test_every_message_has_words_in_every_plural_form(catalogue: Catalog) -> None:
    without = [each.id for each in catalogue if each.id and not all(words_of(each.string))]
    assert not without
    plurals = [each for each in catalogue if isinstance(each.id, tuple)]
    assert plurals
    assert {len(words_of(each.string)) for each in plurals} == {catalogue.num_plurals}


def test_a_translation_names_no_place_that_the_message_has_not(catalogue: Catalog) -> None:
    for each in catalogue:
        places = {name for told in words_of(each.id) for name in PLACE.findall(told)}
        for told in words_of(each.string):
            assert set(PLACE.findall(told)) <= places, each.id
        if isinstance(each.id, str):
            assert set(PLACE.findall(str(each.string))) == places, each.id


@pytest.mark.parametrize(("number", "form"), [(0, 0), (1, 1), (2, 2), (3, 3), (10, 3), (11, 4), (99, 4), (100, 5),
                                              (102, 5), (103, 3)])
def test_arabic_has_six_plural_forms(number: int, form: int) -> None:
    with (FOLDER / "ar" / "LC_MESSAGES" / "isnad.po").open("rb") as stream:
        catalogue = read_po(stream, locale="ar")
    forms = words_of(next(each.string for each in catalogue if str(words_of(each.id)[0]) == "%(shown)s origin"))
    assert interface("ar").ngettext("%(shown)s origin", "%(shown)s origins", number) == forms[form]


@pytest.mark.parametrize(("accepted", "wanted", "code"), [
    ("ar-EG,ar;q=0.9,en;q=0.8", None, "ar"), ("en-GB,en;q=0.9", None, "en"), ("fr,en;q=0.5", None, "en"),
    ("fr", None, "ar"), ("", None, "ar"), ("en", "ar", "ar"), ("ar", "en", "en"), ("ar", "fr", "ar"),
    ("en;q=0.1,ar;q=0.9", None, "ar"), (";q=x,,", None, "ar"),
])
def test_the_reader_has_his_language(accepted: str, wanted: str | None, code: str) -> None:
    assert choose(accepted, wanted, None).code == code


@pytest.mark.parametrize(("accepted", "numerals", "number", "day"), [
    ("ar-EG", None, "١٬٢٣٤", "٢٤ يناير ٢٠٢٢"), ("ar-MA", None, "1.234", "24 يناير 2022"),
    ("ar-SY", None, "١٬٢٣٤", "٢٤ كانون الثاني ٢٠٢٢"), ("ar", "arab", "١٬٢٣٤", "٢٤ يناير ٢٠٢٢"),
    ("ar-EG", "latn", "1,234", "24 يناير 2022"), ("en", None, "1,234", "Jan 24, 2022"),
    ("en-GB", None, "1,234", "24 Jan 2022"), ("en", "nonsense", "1,234", "Jan 24, 2022"),
])
def test_numbers_and_days_are_written_as_in_the_region(accepted: str, numerals: str | None, number: str,
                                                       day: str) -> None:
    ui = choose(accepted, None, numerals)
    shown = [re.sub("[\u200e\u200f]", "", each) for each in (ui.number(1234), ui.day("2022-01-24"))]
    assert shown == [number, day]


@pytest.mark.parametrize(("of", "code", "ar", "en"), [
    ("act", "promise", "وعد", "promises"), ("type", "ASSAULT", "هجوم", "attacks"), ("mode", "martial-law",
                                                                                    "أحكام عرفية", "martial law"),
    ("country", "EGY", "مصر", "Egypt"), ("country", "NATO", "NATO", "NATO"), ("status", "future", "سيقع", "to come"),
])
def test_codes_are_told_in_words(of: str, code: str, ar: str, en: str) -> None:
    assert [interface("ar").word(of, code), interface("en").word(of, code)] == [ar, en]
