"""JSON to reports: one object, an array of them, or one a line."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from isnad.reading.reader import parse_day
from isnad.reading.text import without_surrogates
from isnad.sources.report import BadField, BadJson, RawReport

FIELDS = ("id", "headline", "text", "published", "publisher", "byline", "url")
_TYPES = {bool: "true or false", int: "a number", float: "a number", list: "an array", dict: "an object",
          type(None): "null"}


def parse(text: str) -> Any:
    """The value of a JSON text. Raises ``BadJson`` with the place and the reason."""
    try:
        return json.loads(text, strict=False)  # a bare tab or line end inside a string is read as what it is
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}" if error.lineno > 1 else f"column {error.colno}"
        raise BadJson(f"no JSON: {error.msg.lower()} at {place}") from None
    except RecursionError:
        raise BadJson("no JSON that can be read: it is nested too deeply") from None
    except ValueError as error:  # a number of more digits than Python will turn into one
        raise BadJson(f"no JSON that can be read: {error}") from None


def report_of(value: Any) -> tuple[RawReport, tuple[str, ...]]:
    """The report that a JSON object holds, and warnings. Other keys than ``FIELDS`` are passed over.

    A date that cannot be read is left out with a warning; the report is not lost for it.
    Raises ``BadField`` where ``text`` is missing or a field has the wrong type.
    """
    if not isinstance(value, dict):
        raise BadField(f"not a report: an object with the field 'text' is needed, not {_named(value)}")
    if value.get("text") is None:
        have = ", ".join(map(repr, list(value)[:12])) or "nothing"
        raise BadField(f"the field 'text' is missing; the object has {without_surrogates(have)}")
    fields = {name: _text(value, name) for name in FIELDS if name != "published"}
    published, warnings = _published(value.get("published"))
    report = RawReport(
        text=fields["text"] or "", headline=fields["headline"] or "", id=fields["id"] or None, published=published,
        publisher=fields["publisher"] or None, byline=fields["byline"] or None, url=fields["url"] or None,
        published_at=_moment(value["published"]) if published else None,
    )
    return report, warnings


def _text(value: dict[str, Any], name: str) -> str | None:
    field = value.get(name)
    if name == "id" and isinstance(field, int) and not isinstance(field, bool):
        return str(field)
    if field is not None and not isinstance(field, str):
        raise BadField(f"the field {name!r} must be text, not {_named(field)}")
    return None if field is None else without_surrogates(field)


def _published(value: Any) -> tuple[str | None, tuple[str, ...]]:
    if value is None:
        return None, ()
    try:
        if not isinstance(value, str):
            raise ValueError(f"{_named(value)} is no day; write it as 2022-01-24")
        day = parse_day(value)
    except ValueError as error:
        return None, (f"'published' is left out: {without_surrogates(str(error)[:200])}",)
    return (day.isoformat() if day else None), ()


def _moment(value: str) -> str | None:
    """A day with a time of day, as the ISO 8601 that it nearly is; None where it is a day alone."""
    try:
        return datetime.fromisoformat(value.strip()).isoformat() if len(value.strip()) > 10 else None
    except ValueError:
        return None


def _named(value: Any) -> str:
    return "text" if isinstance(value, str) else _TYPES[type(value)]
