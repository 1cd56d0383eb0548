"""Frames for people and programs: rows built by hand, so that the pages do not depend on the tables."""

from __future__ import annotations

import csv
import json

from isnad.languages.events import CLASSES, FRAMES, PARTS, PREPOSITIONS, SLOTS, SOURCES
from isnad.languages.tables import Row
from isnad.render import Style, frames
from isnad.render.style import FSI, PDI, cells

COLUMNS = [column.name for column in FRAMES["AID"].columns]
SETS = {"relief": ["دواء", "غذاء"], "leisure": [f"لعبة{n}" for n in range(20)]}


def row(line: int, *values: str) -> Row:
    return Row("events/AID.tsv", line, dict(zip(COLUMNS, values, strict=True)))


AID = [
    row(4, "قدم &relief|أرسل &relief", "light", "", "subject", "إلى|ل", "", "any:state|no:leisure",
        "human_security|health", "*قدمت* [الكويت] *دواء* إلى {سوريا}."),
    row(5, "إغاثة", "noun", "", "of|agent", "", "بين", "actor", "", "*إغاثة* [الكويت]."),
]


def plain(text: str) -> str:
    return text.replace(FSI, "").replace(PDI, "")


def test_a_type_is_told_in_words() -> None:
    assert plain(frames.type_as_text("AID", AID, SETS)) == """\
AID  give material help: money, arms, relief, asylum
material cooperation; modes: none
2 frames, 3 triggers, in languages/ar/events/AID.tsv

line 4  verb with the noun that gives it its meaning
  قدم &relief, أرسل &relief
    &relief    (relief) دواء, غذاء
    actor      the verb's subject
    recipient  after إلى, else after ل
    if         actor, recipient or partner is told, a state, its executive, or a body of states
    if         none of these stands in the clause: (leisure) لعبة0, لعبة1, لعبة2, لعبة3, لعبة4, لعبة5, لعبة6, لعبة7, \
لعبة8, لعبة9, لعبة10, لعبة11 and 8 more
    contexts   human security, health
  *قدمت* [الكويت] *دواء* إلى {سوريا}.

line 5  noun
  إغاثة
    actor      the noun's genitive or its pronoun, else after words like على يد
    partner    after بين
    if         the actor is told
  *إغاثة* [الكويت].
"""


def test_no_line_is_wider_than_the_terminal() -> None:
    assert all(cells(line) <= 60 for line in frames.type_as_text("AID", AID, SETS, Style(width=60)).splitlines())


def test_the_types_are_told_with_their_counts_and_an_example() -> None:
    assert plain(frames.types_as_text({"AID": AID, "RETREAT": []})) == """\
AID           2 frames,    3 triggers  give material help: money, arms, relief, asylum
    *قدمت* [الكويت] *دواء* إلى {سوريا}.
RETREAT       0 frames,    0 triggers  withdraw, release, disarm, hold a truce, let in, resign
"""


def test_json_keeps_the_codes_of_the_table() -> None:
    first, second = json.loads(frames.type_as_json(AID))
    assert first == {
        "file": "events/AID.tsv", "line": 4, "triggers": ["قدم &relief", "أرسل &relief"], "part": "light", "mode": None,
        "actor": ["subject"], "recipient": ["إلى", "ل"], "partner": [], "if": ["any:state", "no:leisure"],
        "contexts": ["human_security", "health"], "example": "*قدمت* [الكويت] *دواء* إلى {سوريا}."}
    assert second["actor"] == ["of", "agent"]
    (told,) = json.loads(frames.types_as_json({"AID": AID}))
    assert (told["type"], told["frames"], told["triggers"], told["class"]) == ("AID", 2, 3, "material cooperation")


def test_csv_is_a_frame_or_a_type_a_line() -> None:
    rows = list(csv.DictReader(frames.type_as_csv(AID, COLUMNS).splitlines()))
    assert [each["line"] for each in rows] == ["4", "5"]
    assert rows[0]["recipient"] == "إلى|ل"
    (told,) = csv.DictReader(frames.types_as_csv({"AID": AID}).splitlines())
    assert (told["type"], told["frames"], told["triggers"]) == ("AID", "2", "3")


def test_every_code_of_a_frame_has_its_words() -> None:
    assert set(frames.PARTS) == set(PARTS)
    assert set(frames.PLACES) == set(SOURCES) - set(PREPOSITIONS)
    assert set(frames.SLOTS) == set(SLOTS)
    assert set(frames.CLASSES) == set(CLASSES)
