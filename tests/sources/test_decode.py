"""Bytes to text, in whichever encoding they came."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isnad.sources.decode import decode
from isnad.sources.report import Binary, Empty, Rejected

PROSE = "قال الوزير إن بلاده مستعدة للحوار، وأضاف أن الوفد سيصل غدا إلى العاصمة.\n"
SHORT = "نفى قاض الخبر"


@pytest.mark.parametrize("text", [PROSE, SHORT, PROSE * 3000])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1256",
                                      "iso8859_6"])
def test_arabic_comes_out_of_every_encoding_character_for_character(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("text", ["پاکستان: گفتگو", "«قال» – ثم … سكت", "Paris (أ ف ب) - قال", "déjà vu قال الوزير"])
def test_windows_1256_keeps_its_farsi_letters_marks_and_accents(text: str) -> None:
    assert decode(text.replace("ی", "ي").encode("cp1256")) == text.replace("ی", "ي")


def test_a_page_that_is_mostly_markup_is_told_by_its_few_arabic_words() -> None:
    page = "<html><body class='x'>" + "<div id='a'></div>" * 200 + "<p>قال الوزير</p></body></html>"
    assert decode(page.encode("cp1256")) == page
    assert decode(page.encode("iso8859_6")) == page


def test_damaged_utf8_stays_utf8_and_tells_where_it_was_damaged() -> None:
    data = PROSE.encode() * 5
    cut = data[:100] + b"\xff" + data[100:-1]
    text = decode(cut)
    assert text.count("\ufffd") == 1
    assert text.endswith("إلى العاصمة.")


def test_a_text_cut_off_in_the_middle_of_a_letter_is_read() -> None:
    assert decode(PROSE.strip(".\n").encode()[:-1]) == PROSE.strip(".\n")[:-1] + "\ufffd"


@pytest.mark.parametrize("data", [b"", b" \r\n\t ", " \n".encode("utf-16")])
def test_nothing_is_empty(data: bytes) -> None:
    with pytest.raises(Empty):
        decode(data)


@pytest.mark.parametrize(("data", "said"), [
    (b"%PDF-1.7\n\xe2\xe3", "PDF"), (b"\x1f\x8b\x08\x00", "gzip"), (b"PK\x03\x04\x14", "zip"),
    (b"\x89PNG\r\n\x1a\n", "PNG"), (bytes(range(32)) * 40, "characters"), (b"\x00" * 500 + b"a", "characters"),
])
def test_what_is_no_text_is_named(data: bytes, said: str) -> None:
    with pytest.raises(Binary, match=said):
        decode(data)


def test_a_nul_in_a_text_is_kept() -> None:
    assert decode(("قال\0 " + PROSE).encode()) == "قال\0 " + PROSE


@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_rejected(data: bytes) -> None:
    try:
        text = decode(data)
    except Rejected:
        return
    assert text.encode("utf-8").strip()


@pytest.mark.parametrize("hint", ["utf-8", "iso-8859-1", "windows-1252", "nonsense", "", None])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1256", "iso8859_6", "utf-16"])
def test_a_wrong_declaration_spoils_nothing(encoding: str, hint: str | None) -> None:
    assert decode(PROSE.encode(encoding), hint) == PROSE


def test_a_declared_encoding_is_taken_where_the_bytes_are_no_arabic() -> None:
    text = "Après la réunion, le député a dit que les négociations reprendraient à Nîmes."
    assert decode(text.encode("latin-1"), "iso-8859-1") == text
