"""Plain text: the first line is the headline."""

from __future__ import annotations

import pytest

from isnad.sources.text import read_text


@pytest.mark.parametrize(("text", "headline", "body"), [
    ("عنوان\n\nمتن أول\n\nمتن ثان\n", "عنوان", "متن أول\n\nمتن ثان\n"),
    ("عنوان\nمتن", "عنوان", "متن"),
    ("عنوان\r\n\r\nمتن\r\nثان", "عنوان", "متن\r\nثان"),
    ("\n  \n عنوان \n\n\n\n  متن", "عنوان", "  متن"),
    ("عنوان\u2029متن", "عنوان", "متن"),
])
def test_the_body_is_kept_character_for_character(text: str, headline: str, body: str) -> None:
    report = read_text(text)
    assert (report.headline, report.text) == (headline, body)


@pytest.mark.parametrize("text", ["قال الوزير إن الحوار مستمر.", "\nقال الوزير إن الحوار مستمر.\n\n"])
def test_a_text_of_one_line_is_all_body(text: str) -> None:
    report = read_text(text)
    assert (report.headline, report.text) == ("", "قال الوزير إن الحوار مستمر.")
