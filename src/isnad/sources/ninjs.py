"""ninjs, the press agencies' JSON, versions 1 and 2, to reports."""

from __future__ import annotations

from typing import Any

from isnad.reading.text import without_surrogates
from isnad.sources.address import canonical_address, is_address
from isnad.sources.html import text_of
from isnad.sources.metadata import iso_moment
from isnad.sources.report import BadAddress, BadField, RawReport, Withdrawn

BODIES = ("body_xhtml", "body_html", "body_text")
"""Version 1 names a body by its form; HTML keeps the paragraphs that plain text often runs together."""
HELD = frozenset({"withheld", "canceled", "cancelled"})


def is_ninjs(value: Any) -> bool:
    """Whether a JSON value is an item of ninjs and no report in isnad's own form."""
    return isinstance(value, dict) and value.get("text") is None and "uri" in value and (
        "bodies" in value or any(name.startswith("body_") for name in value) or "pubstatus" in value)


def report_of_ninjs(value: Any) -> tuple[RawReport, tuple[str, ...]]:
    """The report that an item holds, and warnings.

    Raises ``BadField`` where it has no body, ``Withdrawn`` where its agency took it back.
    """
    if not isinstance(value, dict) or not isinstance(value.get("uri"), str):
        raise BadField("not an item of ninjs: an object with the field 'uri' is needed")
    status = value.get("pubstatus")
    if isinstance(status, str) and status.lower() in HELD:
        raise Withdrawn(f"the agency's status of it is {status!r}")
    body = _body(value)
    if not body.strip():
        raise BadField("the item has no text: none of body_xhtml, body_html, body_text or bodies holds any")
    headline = _headline(value)
    first, _, rest = body.partition("\n")
    if first.strip() == headline and rest.strip():
        body = rest.lstrip("\n")
    published, warnings = _published(value)
    uri = without_surrogates(value["uri"])
    return RawReport(
        text=body, headline=headline, id=uri or None, url=_url(uri),
        published=published[:10] if published else None, publisher=_publisher(value),
        byline=_string(value, "byline") or _string(value, "by") or None,
        published_at=published if published and len(published) > 10 else None,
        stated_language=_string(value, "language") or None,
    ), warnings


def _body(value: dict[str, Any]) -> str:
    """The fullest body, HTML before plain text where both are there."""
    found: list[tuple[bool, str]] = []  # whether it is HTML, and the text
    for body in _objects(value, "bodies"):
        kind = f"{body.get('contenttype') or ''} {body.get('role') or ''}".lower()
        if isinstance(body.get("value"), str) and ("html" in kind or "plain" in kind or "xml" not in kind):
            found.append(("html" in kind, body["value"]))
    names = (*BODIES, *(key for key in value if key.startswith("body_") and key not in BODIES))
    found += [("html" in name, value[name]) for name in names if isinstance(value.get(name), str)]
    for wanted in (True, False):
        for html, text in found:
            if html is wanted and text.strip():
                text = without_surrogates(text)
                return text_of(text) if html else text
    return ""


def _headline(value: dict[str, Any]) -> str:
    headlines = _objects(value, "headlines")
    main = [item for item in headlines if item.get("role") == "main"] + headlines
    return _string(value, "headline") or next(
        (text for item in main if (text := _string(item, "value"))), "") or _string(value, "title")


def _publisher(value: dict[str, Any]) -> str | None:
    holder = _string(value, "copyrightholder")
    sources = _objects(value, "infosources") or _objects(value, "infosource")
    return holder or next((name for item in sources if (name := _string(item, "name"))), None)


def _published(value: dict[str, Any]) -> tuple[str | None, tuple[str, ...]]:
    for name in ("firstcreated", "versioncreated", "contentcreated"):
        given = value.get(name)
        if given is None:
            continue
        moment = iso_moment(given if isinstance(given, str) else None)
        if moment is None:
            said = without_surrogates(str(given)[:80])
            return None, (f"{name!r} is left out: {said!r} is no moment; it is written as 2022-01-24T09:00:00Z",)
        return moment, ()
    return None, ()


def _url(uri: str) -> str | None:
    try:
        return canonical_address(uri) if is_address(uri) else None
    except BadAddress:
        return None


def _objects(value: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = value.get(name)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _string(value: dict[str, Any], name: str) -> str:
    field = value.get(name)
    return without_surrogates(" ".join(field.split())) if isinstance(field, str) else ""
