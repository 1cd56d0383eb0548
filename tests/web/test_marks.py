"""Marks: a text is cut where they begin and end, nothing is lost of it, and what covers what is known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isnad.web.marks import LEVELS, LISTED, Kind, Mark, Marked, Segment, marked, shown

KINDS: tuple[Kind, ...] = ("content", "cue", "trigger", "again", "awaited", "mention", "date", "furniture")
LETTERS = st.text(st.sampled_from("قال إن \n\r\u2028\u202e\x00،A"), max_size=60)


@st.composite
def texts_with_marks(draw: st.DrawFn) -> tuple[str, int, list[Mark]]:
    text = draw(LETTERS)
    places = st.integers(0, len(text))
    marks = draw(st.lists(st.builds(Mark, places, places, st.sampled_from(KINDS), st.integers(0, 6)), max_size=25))
    return text, draw(places), marks


def segments_of(found: Marked) -> list[Segment]:
    return [segment for paragraph in found.paragraphs for segment in paragraph.segments]


def characters(marks: list[Mark]) -> set[int]:
    return {place for mark in marks for place in range(mark.start, mark.end)}


@given(texts_with_marks())
def test_all_segments_together_are_the_text(given: tuple[str, int, list[Mark]]) -> None:
    text, headline, marks = given
    found = marked(text, headline, marks)
    assert "".join(text[each.start:each.end] for each in segments_of(found)) == text
    assert all(each.shown == shown(text[each.start:each.end]) for each in segments_of(found))
    assert "".join(text[each.start:each.end] for each in found.paragraphs) == text


@given(texts_with_marks())
def test_a_segment_knows_just_the_kinds_that_cover_it(given: tuple[str, int, list[Mark]]) -> None:
    text, headline, marks = given
    for segment in segments_of(marked(text, headline, marks)):
        for place in range(segment.start, segment.end):
            assert segment.kinds == {mark.kind for mark in marks if mark.start <= place < mark.end}


@given(texts_with_marks())
def test_the_characters_of_everything_marked_are_in_its_places_and_no_others(
        given: tuple[str, int, list[Mark]]) -> None:
    text, headline, marks = given
    found = marked(text, headline, marks)
    numbered = [each for each in segments_of(found) if each.number is not None]
    assert [each.number for each in numbered] == list(range(len(numbered)))
    hidden = {place for paragraph in found.paragraphs if paragraph.blank
              for place in range(paragraph.start, paragraph.end)}
    for of in range(7):
        covered = {place for first, end in found.places.get(of, ()) for each in numbered[first:end]
                   for place in range(each.start, each.end)}
        mine = [mark for mark in marks if mark.of == of and mark.kind != "furniture"]
        assert covered == characters(mine) - hidden


@given(texts_with_marks())
def test_a_segment_lists_whose_it_is_innermost_first_and_not_more_than_can_be_shown(
        given: tuple[str, int, list[Mark]]) -> None:
    text, headline, marks = given
    for segment in segments_of(marked(text, headline, marks)):
        over = {mark.of for mark in marks if mark.start <= segment.start < mark.end
                and mark.kind in ("content", "cue", "trigger", "again", "awaited")}
        assert set(segment.items) <= over
        assert bool(segment.items) == bool(over)
        assert len(segment.items) <= 2 * LISTED


def test_a_statement_within_a_statement_lies_deeper() -> None:
    text = "قال الوزير إن الناطق وعد برد"
    outer, inner = Mark(11, len(text), "content", 0), Mark(21, len(text), "content", 1)
    *_, middle, last = segments_of(marked(text, 0, [Mark(0, 3, "cue", 0), outer, inner]))
    assert (middle.depth, middle.items, middle.classes) == (1, (0,), "content-1")
    assert (last.depth, last.items, last.classes) == (2, (1, 0), "content-2")


def test_what_is_pointed_at_is_the_innermost_word_not_the_content_around_it() -> None:
    found = marked("قال إنه وعد", 0, [Mark(4, 11, "content", 0), Mark(8, 11, "cue", 1)])
    (paragraph,) = found.paragraphs
    assert [(run.lead, run.begins) for run in paragraph.runs] == [(None, []), (1, [1])]
    assert paragraph.runs[-1].segments[0].items == (1, 0)
    assert found.begins == {1: 0}


def test_a_word_that_is_cue_and_trigger_leads_to_both() -> None:
    found = marked("طالبت موسكو", 0, [Mark(0, 5, "cue", 0), Mark(0, 5, "trigger", 1)])
    assert found.paragraphs[0].runs[0].begins == [0, 1]
    assert found.begins == {0: 0, 1: 0}


def test_a_mark_may_reach_over_the_end_of_a_line() -> None:
    found = marked("أول\n\nثان", 3, [Mark(1, 7, "content", 0)])
    assert [(each.headline, each.blank) for each in found.paragraphs] == [(True, False), (False, False)]
    assert found.places == {0: [(0, 2)]}


def test_contents_deeper_than_can_be_told_apart_are_counted_where_they_begin() -> None:
    deep = LEVELS + 3
    found = marked("ا" * 40, 0, [Mark(each, 40 - each, "content", each) for each in range(deep)])
    told = [(each.depth, each.deepest) for each in segments_of(found) if each.deepest]
    assert told == [(LEVELS + 1, deep)]
    assert {each.classes for each in segments_of(found) if each.depth > LEVELS} == {f"content-{LEVELS}"}


@pytest.mark.parametrize("sign", ["\u202a", "\u202b", "\u202d", "\u202e", "\u202c", "\u2066", "\u2067", "\u2068",
                                  "\u2069", "\u200e", "\u200f", "\u061c", "\x00", "\x1b", "\x85", "\ufeff"])
def test_what_turns_a_text_around_or_cannot_be_seen_is_not_shown_and_moves_nothing(sign: str) -> None:
    text = f"قا{sign}ل الوزير"
    found = marked(text, 0, [Mark(0, 4, "cue", 0)])
    cue = [each for each in segments_of(found) if "cue" in each.kinds]
    assert "".join(each.shown for each in cue) == "قال"
    assert "".join(text[each.start:each.end] for each in segments_of(found)) == text


def test_letters_that_join_and_signs_of_reading_stay() -> None:
    assert shown("می\u200cخواهد رداً") == "می\u200cخواهد رداً"


@pytest.mark.parametrize("marks", [
    [Mark(each, 20_000 - each, "content", each) for each in range(3_000)],
    [Mark(each, 20_000 - each, "cue", each) for each in range(3_000)],
    [Mark(each, each + 3_000, "content", each) for each in range(3_000)],
    [Mark(5, 500, "trigger", each) for each in range(3_000)],
], ids=["nested contents", "nested cues", "overlapping", "one upon the other"])
def test_what_is_listed_grows_with_the_marks_and_not_with_their_square(marks: list[Mark]) -> None:
    found = marked("ا" * 20_000, 0, marks)
    segments = segments_of(found)
    assert len(segments) <= 2 * len(marks) + 1
    assert sum(len(each.items) for each in segments) <= 2 * LISTED * len(segments)
    assert sum(len(some) for some in found.places.values()) == len(marks)


@pytest.mark.parametrize(("text", "latin"), [("(@FahadShabbir)", True), ("BBC تقول", False), ("(… 24)", False)])
def test_a_line_without_a_letter_from_the_right_is_known(text: str, latin: bool) -> None:
    assert marked(text, 0, []).paragraphs[0].latin is latin
