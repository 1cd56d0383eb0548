"""JSON to reports, and what is told where it is none."""

from __future__ import annotations

import re
from typing import Any

import pytest

from isnad.sources.json_reports import parse, report_of
from isnad.sources.report import BadField, BadJson


def test_every_field_is_kept() -> None:
    report, warnings = report_of({
        "id": "x1", "headline": "عنوان", "text": "متن", "published": "2022-01-24T09:00:00Z", "publisher": "قنا",
        "byline": "سعاد", "url": "https://x.example", "section": ["passed over"],
    })
    assert warnings == ()
    assert (report.id, report.headline, report.text, report.published) == ("x1", "عنوان", "متن", "2022-01-24")
    assert (report.publisher, report.byline, report.url) == ("قنا", "سعاد", "https://x.example")


def test_fields_may_be_null_or_missing_and_an_id_a_number() -> None:
    report, _ = report_of({"id": 7, "text": "متن", "headline": None, "byline": ""})
    assert (report.id, report.headline, report.byline, report.published) == ("7", "", None, None)


def test_lone_surrogates_are_replaced_in_every_field() -> None:
    report, _ = report_of(parse('{"text": "قال\\ud800", "headline": "\\udfff", "id": "\\ud800"}'))
    assert (report.text, report.headline, report.id) == ("قال\ufffd", "\ufffd", "\ufffd")


@pytest.mark.parametrize("published", ["yesterday", "2022-13-40", 1643000000, ["2022-01-24"], "\ud800"])
def test_a_date_that_cannot_be_read_is_left_out_and_told(published: Any) -> None:
    report, warnings = report_of({"text": "متن", "published": published})
    assert report.published is None
    assert len(warnings) == 1
    assert "'published' is left out" in warnings[0]


@pytest.mark.parametrize(("value", "said"), [
    ([1], "not an array"), ("قال", "not text"), (3, "not a number"), (None, "not null"),
    ({}, "'text' is missing; the object has nothing"), ({"body": "متن"}, "'text' is missing; the object has 'body'"),
    ({"text": None}, "'text' is missing"), ({"text": 3}, "'text' must be text, not a number"),
    ({"text": "متن", "headline": ["x"]}, "'headline' must be text, not an array"),
    ({"text": "متن", "id": True}, "'id' must be text, not true or false"),
    ({"text": "متن", "url": {}}, "'url' must be text, not an object"),
])
def test_what_is_no_report_is_told_with_the_field(value: Any, said: str) -> None:
    with pytest.raises(BadField, match=re.escape(said)):
        report_of(value)


@pytest.mark.parametrize(("text", "said"), [
    ('{"text": "متن"', "column 15"), ("{\n\n  bad}", "line 3, column 3"), ("[" * 100_000, "nested too deeply"),
    ("1" * 5000, "digits"),
])
def test_what_is_no_json_is_told_with_the_place(text: str, said: str) -> None:
    with pytest.raises(BadJson, match=said):
        parse(text)


@pytest.mark.parametrize(("told", "moment"), [
    ("2022-01-24T09:00:00Z", "2022-01-24T09:00:00+00:00"),
    ("2022-01-24 09:00:05", "2022-01-24T09:00:05"),
    ("2022-01-24", None),
    ("24/01/2022 صباحا", None),
])
def test_the_moment_is_kept_where_one_is_told(told: str, moment: str | None) -> None:
    assert report_of({"text": "متن", "published": told})[0].published_at == moment
