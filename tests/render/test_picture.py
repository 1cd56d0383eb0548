"""The picture of a reading: well-formed, inside its frame, every word in its place."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from xml.etree import ElementTree

from isnad.record import Actor, Awaited, DateExpression, Event, Mention, Place, Quantity, Record, Report, Statement
from isnad.render.picture import draw
from isnad.render.picture_events import WIDTH
from isnad.render.svg import text_width

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
    assert {"s1 says, indirect", "A&B", "2022-01-23"} <= set(texts)
    assert texts.index("A&B") < len(texts) - 1 - texts[::-1].index("بدر")


def eventful(count: int = 3) -> Record:
    """The record with events: triggers side by side, one of them in each status, and something awaited."""
    bare = record()
    statuses = ("actual", "negated", "future", "requested", "conditional")
    starts = [match.start() for match in re.finditer("المحادثات|طويلة|وصل|العاصمة|المرة|مستمرة", TEXT)]
    events = [
        Event(id=f"e{n}", type="CONSULT", mode="phone", trigger=(starts[n % len(starts)], starts[n % len(starts)] + 4),
              mentions=[(starts[-1], starts[-1] + 4)] if n == 1 else [], actors=["a1"] * (1 + n % 9),
              recipients=["a1"], status=statuses[n % 5], within="s1", contexts=["diplomatic"], rule="r",
              quantities=[Quantity(kind="killed", count=4, span=(starts[0], starts[0] + 4))] if n == 2 else [],
              place=Place(span=(starts[0], starts[0] + 4), name="مسقط", country="OMN") if n == 2 else None)
        for n in range(1, count + 1)
    ]
    awaited = [Awaited(id="w1", from_="a1", what=(starts[0], starts[0] + 30), due="2022-02-01", basis="e1")]
    return bare.model_copy(update={"events": events, "awaited": awaited})


def texts_of(given: Record) -> list[str]:
    return ["".join(element.itertext()) for element in ElementTree.fromstring(draw(given)).iter(f"{SVG}text")]


def test_events_have_a_flag_at_their_trigger_and_a_row_below() -> None:
    texts = texts_of(eventful())
    assert texts.count("e1 CONSULT") == texts.count("e2 CONSULT") == 1
    assert texts.count("e1") == 2  # its badge, and its later mention
    assert {"CONSULT, by telephone", "not done, day not told", "4 killed ·", "(OMN) ·", "diplomatic ·"} <= set(texts)
    assert {"w1 awaited", "by 2022-02-01", "rests on e1"} <= set(texts)


def test_the_legend_explains_the_marks_that_are_there_and_no_others() -> None:
    assert "verbal cooperation" in texts_of(eventful())
    assert {"material conflict", "possible"}.isdisjoint(texts_of(eventful()))
    assert "to come, called for" in texts_of(eventful(5))
    assert {"awaited", "verbal cooperation"}.isdisjoint(texts_of(record()))


def test_no_flag_lies_on_another_and_no_row_on_the_next() -> None:
    root = ElementTree.fromstring(draw(eventful(30)))
    flags = [element for element in root.iter(f"{SVG}rect") if element.get("height") == "12.5"]
    boxes = [(float(f.get("y", 0)), float(f.get("x", 0)), float(f.get("width", 0))) for f in flags]
    assert len(boxes) == 32
    for (y, x, width), (other_y, other_x, other_width) in combinations(boxes, 2):
        assert y != other_y or x + width <= other_x + 0.2 or other_x + other_width <= x + 0.2
    badges = [float(element.get("y", 0)) for element in root.iter(f"{SVG}rect") if element.get("width") == "31"]
    assert len(badges) == 31
    assert min(after - before for before, after in pairwise(badges)) >= 40


def test_the_picture_is_as_high_as_what_is_in_it() -> None:
    root = ElementTree.fromstring(draw(eventful(30)))
    height = float(root.get("viewBox", "").split()[3])
    assert height - 60 < max(float(element.get("y", 0)) for element in root.iter(f"{SVG}text")) < height


def test_the_same_reading_gives_the_same_picture() -> None:
    assert draw(eventful()) == draw(eventful())


def test_joined_letters_are_narrower_than_final_ones() -> None:
    assert text_width("ببب", 100) < 2 * text_width("ب", 100)
    assert text_width("بَ", 100) == text_width("ب", 100)
