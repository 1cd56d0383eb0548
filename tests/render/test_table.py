"""Events as a table: one line each, whole whatever is in it, and harmless in a spreadsheet."""

from __future__ import annotations

import csv

import pytest

from isnad.record import Actor, Event, Mention, Place, Quantity, Record, Report, Statement
from isnad.render.table import COLUMNS, csv_line, event_rows

TEXT = "عنوان\n\nقال بدر إن الوفد وصل مسقط وقتل عشرات"


def span(words: str) -> tuple[int, int]:
    return TEXT.index(words), TEXT.index(words) + len(words)


def record(id: str = "x", **event: object) -> Record:
    def actor(key: str, name: str, country: str | None, sector: str | None) -> Actor:
        start, end = span("بدر")
        return Actor.model_validate({"id": key, "name": name, "kind": "person", "country": country, "sector": sector,
                                     "mentions": [Mention(start=start, end=end, form="name")]})

    told = {"id": "e1", "type": "CONSULT", "mode": "visit", "trigger": span("وصل"), "actors": ["a1", "a2", "a3"],
            "recipients": ["a1"], "within": "s1", "rule": "r", "contexts": ["diplomatic", "economic"]}
    return Record(
        report=Report(id=id, text=TEXT, headline="عنوان", publisher="الميناء", agencies=["قنا"],
                      published="2022-01-24"),
        actors=[actor("a1", "بدر", "OMN", "GOV"), actor("a2", "سعيد", None, None), actor("a3", "علي", "EGY", None)],
        statements=[Statement(id="s1", speaker="a1", cue=span("قال"), content=[span("إن الوفد وصل")], form="indirect",
                              act="say", rule="r")],
        events=[Event.model_validate(told | event)],
    )


def told(given: Record) -> dict[str, str]:
    (row,) = csv.DictReader([csv_line(COLUMNS), *(csv_line(row) for row in event_rows(given))])
    return row


def test_an_event_is_a_line_with_its_chain() -> None:
    row = told(record(start="2022-01-23", end="2022-01-24", status="future"))
    assert (row["report"], row["published"], row["publisher"]) == ("x", "2022-01-24", "الميناء")
    assert (row["event"], row["type"], row["mode"], row["status"]) == ("e1", "CONSULT", "visit", "future")
    assert (row["start"], row["end"]) == ("2022-01-23", "2022-01-24")
    assert (row["trigger"], row["within"], row["chain"]) == ("وصل", "s1", "الميناء ← قنا ← بدر")
    assert row["contexts"] == "diplomatic|economic"


def test_actors_countries_and_sectors_go_in_step() -> None:
    row = told(record())
    assert row["actors"].split("|") == ["بدر", "سعيد", "علي"]
    assert row["actor_countries"].split("|") == ["OMN", "", "EGY"]
    assert row["actor_sectors"].split("|") == ["GOV", "", ""]
    assert (row["recipients"], row["recipient_countries"], row["recipient_sectors"]) == ("بدر", "OMN", "GOV")


def test_places_and_numbers() -> None:
    place = Place(span=span("مسقط"), name="مسقط", country="OMN", latitude=23.6, longitude=-58.5)
    row = told(record(place=place, quantities=[Quantity(kind="killed", count=4, span=span("وقتل")),
                                               Quantity(kind="killed", span=span("عشرات"))]))
    assert (row["place"], row["place_country"], row["latitude"], row["longitude"]) == ("مسقط", "OMN", "23.6", "-58.5")
    assert row["quantities"] == "killed 4|killed عشرات"


def test_an_event_in_the_reports_own_voice_has_the_reports_chain() -> None:
    assert told(record(within=None))["chain"] == "الميناء ← قنا"


@pytest.mark.parametrize("id", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\u202e=1", "＝1+1", "＠A1"])
def test_text_that_a_spreadsheet_would_run_is_defused(id: str) -> None:
    assert told(record(id=id))["report"].startswith("'")


@pytest.mark.parametrize(("id", "cell"), [('a"b', 'a"b'), ("a,b", "a,b"), ("a\nb", "a b"), ("a'b", "a'b")])
def test_quotes_commas_and_line_ends_do_not_break_the_table(id: str, cell: str) -> None:
    assert told(record(id=id))["report"] == cell
