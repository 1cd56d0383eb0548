"""The picture of a reading: well-formed, inside its frame, every word in its place."""

from __future__ import annotations

from itertools import pairwise
from xml.etree import ElementTree

from isnad.record import Actor, DateExpression, Mention, Record, Report, Statement
from isnad.render.picture import WIDTH, draw, text_width

SVG = "{http://www.w3.org/2000/svg}"
TEXT = "عنوان <وخبر>\n\n" + "قال بدر أمس إن الوفد وصل إلى العاصمة وإن المحادثات مستمرة & طويلة جدا هذه المرة. " * 6


def record() -> Record:
    start = TEXT.index("إن الوفد")
    end = TEXT.index(".")
    name = TEXT.index("بدر")
    return Record(
        report=Report(id="x", headline="عنوان <وخبر>", text=TEXT, publisher="A&B"),
        actors=[Actor(id="a1", name="بدر", kind="person", mentions=[Mention(start=name, end=name + 3, form="name")])],
        dates=[DateExpression(span=(name + 4, name + 7), start="2022-01-23", end="2022-01-23", grain="day")],
        statements=[Statement(id="s1", speaker="a1", cue=(name - 4, name - 1), content=[(start, end)], form="indirect",
                              act="say", rule="r")],
    )


def test_every_word_is_set_once_from_the_right_and_inside_the_frame() -> None:
    root = ElementTree.fromstring(draw(record()))
    words = [element for element in root.iter(f"{SVG}text") if element.get("font-size") == "19"]
    assert [element.text for element in words] == TEXT.split()
    for element in words:
        middle, width = float(element.get("x", 0)), float(element.get("textLength", 0))
        assert 0 < middle - width / 2 < middle + width / 2 < WIDTH
    for before, after in pairwise(words):
        if before.get("y") == after.get("y"):
            assert float(after.get("x", 0)) < float(before.get("x", 0))
        else:
            assert float(after.get("y", 0)) > float(before.get("y", 0))


def test_the_margin_tells_act_form_and_chain_and_dates_their_day() -> None:
    texts = ["".join(element.itertext()) for element in ElementTree.fromstring(draw(record())).iter(f"{SVG}text")]
    assert {"says, indirect", "A&B", "2022-01-23"} <= set(texts)
    assert texts.index("A&B") < len(texts) - 1 - texts[::-1].index("بدر")


def test_the_same_reading_gives_the_same_picture() -> None:
    assert draw(record()) == draw(record())


def test_joined_letters_are_narrower_than_final_ones() -> None:
    assert text_width("ببب", 100) < 2 * text_width("ب", 100)
    assert text_width("بَ", 100) == text_width("ب", 100)
