"""A record for a person: built by hand, so that the page does not depend on what the reader finds."""

from __future__ import annotations

import re

import pytest

from isnad.record import (
    Actor,
    Awaited,
    DateExpression,
    Event,
    Furniture,
    Mention,
    Occasion,
    Place,
    Quantity,
    Record,
    Report,
    Statement,
)
from isnad.render import Style, show
from isnad.render.style import FSI, PDI, cells, isolate, tidy, wrap

TEXT = "الوزير في مسقط\n\nمسقط (قنا) - قال بدر أمس: \"أبلغني سعيد أن الوفد وصل\". ونفى بدر الخبر. (تستمر)"


def span(words: str, nth: int = 1) -> tuple[int, int]:
    at = -1
    for _ in range(nth):
        at = TEXT.index(words, at + 1)
    return at, at + len(words)


@pytest.fixture
def record() -> Record:
    def actor(id: str, name: str, country: str | None) -> Actor:
        start, end = span(name)
        return Actor(id=id, name=name, kind="person", country=country, sector="GOV", role="وزير" if country else None,
                     mentions=[Mention(start=start, end=end, form="name")])

    return Record(
        report=Report(id="x", publisher="UrduPoint", agencies=["قنا"], place="مسقط", published="2022-01-24", text=TEXT,
                      headline="الوزير في مسقط", furniture=[Furniture(kind="continues", span=span("(تستمر)"))]),
        actors=[actor("a1", "بدر", "OMN"), actor("a2", "سعيد", None)],
        dates=[DateExpression(span=span("أمس"), start="2022-01-23", end="2022-01-23", grain="day")],
        statements=[
            Statement(id="s1", speaker="a1", cue=span("قال"), content=[span("أبلغني سعيد أن الوفد وصل")], form="direct",
                      act="say", rule="r", occasion=Occasion(kind="press_conference", span=span("أمس"))),
            Statement(id="s2", speaker="a2", cue=span("أبلغني"), content=[span("أن الوفد وصل")], form="indirect",
                      act="say", rule="r", within="s1", addressee="a1"),
            Statement(id="s3", speaker="a1", cue=span("ونفى"), content=[span("الخبر")], form="indirect", act="deny",
                      rule="r"),
        ],
    )


def plain(text: str) -> str:
    return text.replace(FSI, "").replace(PDI, "")


def test_the_whole_page(record: Record) -> None:
    assert plain(show(record)) == """\
الوزير في مسقط
UrduPoint ← قنا · مسقط · 2022-01-24

STATEMENTS (3)
  UrduPoint ← قنا ← بدر
    s1  says, direct, at a press conference, cue قال
        «أبلغني سعيد أن الوفد وصل»
      UrduPoint ← قنا ← بدر ← سعيد
        s2  says, indirect, to بدر, cue أبلغني
            أن الوفد وصل

  UrduPoint ← قنا ← بدر
    s3  denies, indirect, cue ونفى
        الخبر

ACTORS (2)
  a1  person       OMN   executive          1×  بدر, وزير
  a2  person       -     executive          1×  سعيد

DATES (1)
  2022-01-23                day     أمس

NOT THE STORY (1)
  to be continued   (تستمر)
"""


def test_every_arabic_name_in_a_line_of_latin_is_isolated(record: Record) -> None:
    assert f"UrduPoint ← {FSI}قنا{PDI} ← {FSI}بدر{PDI}\n" in show(record)


def test_a_report_of_nobody_knows_whom_says_so(record: Record) -> None:
    bare = record.model_copy(update={"report": Report(id="x", text=TEXT)})
    page = plain(show(bare))
    assert page.startswith("(no headline)\nthis report · day not known\n")
    assert "this report ← بدر ← سعيد" in page


def test_a_statement_of_nobody_named_says_so(record: Record) -> None:
    statement = record.statements[2].model_copy(update={"speaker": None})
    page = show(record.model_copy(update={"statements": [statement]}))
    assert "← somebody not named" in page


def test_colours_change_nothing_but_colours(record: Record) -> None:
    coloured = show(record, Style(colours=True))
    assert "\x1b[" in coloured
    assert re.sub("\x1b\\[[0-9;]*m", "", coloured) == show(record)


def test_arabic_is_cut_at_spaces_and_keeps_its_indent(record: Record) -> None:
    lines = show(record, Style(width=24)).split("\n")
    assert "        «أبلغني سعيد أن" in lines
    assert "        الوفد وصل»" in lines


@pytest.mark.parametrize(("text", "width", "lines"), [
    ("", 10, [""]), ("قال", None, ["قال"]), ("قال بدر أمس", 7, ["قال بدر", "أمس"]),
    ("كلمةطويلةجدا قال", 5, ["كلمةطويلةجدا", "قال"]), ("قَالَ بَدْرٌ", 7, ["قَالَ بَدْرٌ"]),
])
def test_wrapping_counts_cells_not_characters(text: str, width: int | None, lines: list[str]) -> None:
    assert list(wrap(text, width)) == lines


def test_vowel_marks_and_isolates_take_no_cell() -> None:
    assert cells("قَالَ") == 3
    assert cells(isolate("قال")) == 3
    assert cells("日本") == 4


@pytest.mark.parametrize("text", ["قال\x1b[2J", "قال\u202e", "\u2067قال\u2069", "قال\x9b2J", "قال\0", "\ufeffقال"])
def test_nothing_in_a_report_can_disturb_a_terminal(text: str) -> None:
    assert tidy(text).replace("[2J", "").replace("2J", "") == "قال"


def test_latin_is_not_isolated() -> None:
    assert isolate("Reuters") == "Reuters"


@pytest.fixture
def eventful(record: Record) -> Record:
    events = [
        Event(id="e1", type="CONSULT", mode="visit", contexts=["diplomatic", "political_institutions"],
              trigger=span("وصل"), actors=["a2"], recipients=["a1"], status="future", start="2022-01-23",
              end="2022-01-24", within="s2", rule="r",
              place=Place(span=span("مسقط"), name="مسقط", country="OMN", latitude=23.6, longitude=58.5),
              quantities=[Quantity(kind="killed", count=1400, span=span("الخبر")),
                          Quantity(kind="wounded", span=span("الخبر"))]),
        Event(id="e2", type="REJECT", trigger=span("ونفى"), actors=[], status="actual", rule="r"),
    ]
    awaited = [Awaited(id="w1", from_="a2", to="a1", what=span("الخبر"), due="2022-02-01", basis="e1"),
               Awaited(id="w2", what=span("الخبر"), basis="s3")]
    return Record.model_validate(record.model_copy(update={"events": events, "awaited": awaited}).model_dump())


def test_events_tell_who_whom_how_when_and_on_whose_word(eventful: Record) -> None:
    page = plain(show(eventful))
    assert page.split("EVENTS")[1].split("ACTORS")[0] == """\
 (2)
  e1  CONSULT  visit  to come  2022-01-23 to 2022-01-24  وصل
      سعيد → بدر
      in مسقط (OMN); 1,400 killed; wounded: الخبر; diplomatic, political institutions
      s2: UrduPoint ← قنا ← بدر ← سعيد
  e2  REJECT          done     day not told              ونفى
      somebody not named
      told by UrduPoint ← قنا

AWAITED (2)
  w1  from سعيد, for بدر, by 2022-02-01, rests on e1
      الخبر
  w2  no day set, rests on s3
      الخبر

"""


def test_long_rows_of_events_are_cut_between_names(eventful: Record) -> None:
    lines = plain(show(eventful, Style(width=40))).split("\n")
    assert "      in مسقط (OMN); 1,400 killed;" in lines
    assert "        wounded: الخبر; diplomatic," in lines
    assert "        political institutions" in lines


def test_colours_of_events_change_nothing_but_colours(eventful: Record) -> None:
    for width in (40, None):
        assert re.sub("\x1b\\[[0-9;]*m", "", show(eventful, Style(True, width))) == show(eventful, Style(False, width))
