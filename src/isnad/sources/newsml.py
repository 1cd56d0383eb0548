"""NewsML-G2, the press agencies' XML, to reports: a news item, or several in a message or a package.

Read with lxml and not with the library newsmlg2, which runs the lines of a text together and prints.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from isnad.sources.address import canonical_address, is_address
from isnad.sources.html import text_lines
from isnad.sources.metadata import iso_moment
from isnad.sources.report import BadAddress, BadXml, Empty, RawReport, Rejected, Withdrawn

if TYPE_CHECKING:
    from lxml.etree import _Element

NAMESPACE = "http://iptc.org/std/nar/2006-10-01/"
HELD = frozenset({"canceled", "cancelled", "withheld"})

_G2 = f"{{{NAMESPACE}}}"
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def read_newsml(text: str) -> Iterator[RawReport | Rejected]:
    """The reports of a document in their order, and the reasons why others are none.

    Raises ``BadXml`` where it is not NewsML-G2, ``Empty`` where no news item is in it: a package often only names
    its items.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False)
    try:
        root = etree.fromstring(_DECLARATION.sub("", text).encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError) as error:
        raise BadXml(f"no XML: {' '.join(str(error).split())[:200]}") from None
    if not root.tag.startswith(_G2):
        raise BadXml(f"no NewsML-G2: its root is {root.tag[:80]!r}, of another namespace than {NAMESPACE}")
    items = [root] if root.tag == f"{_G2}newsItem" else list(root.iter(f"{_G2}newsItem"))
    if not items:
        raise Empty(f"there is no news item in this {root.tag.removeprefix(_G2)}")
    for item in items:
        try:
            yield _report(item)
        except Rejected as reason:
            yield reason


def _report(item: _Element) -> RawReport:
    meta, content = item.find(f"{_G2}itemMeta"), item.find(f"{_G2}contentMeta")
    status = _code(meta, "pubStatus")
    if status in HELD:
        raise Withdrawn(f"the agency's status of it is {status!r}")
    lines = _body(item)
    if not lines:
        kind = _code(meta, "itemClass")
        raise Empty(f"the news item has no inline text{f'; its class is {kind!r}' if kind else ''}")
    headline = _said(content, "headline") or _said(meta, "title")
    if lines[0] == headline and len(lines) > 1:
        del lines[0]
    published = iso_moment(_said(meta, "firstCreated") or _said(content, "contentCreated")
                           or _said(meta, "versionCreated"))
    guid = item.get("guid") or None
    return RawReport(
        text="\n".join(lines), headline=headline, id=guid, url=_url(item, guid),
        published=published[:10] if published else None, publisher=_publisher(meta, content),
        byline=_said(content, "by") or _said(content, "creditline") or None,
        published_at=published if published and len(published) > 10 else None,
        stated_language=_language(item, content),
    )


def _body(item: _Element) -> list[str]:
    """The lines of the item's content, the first rendition that holds any."""
    for inline in item.iterfind(f"{_G2}contentSet/{_G2}inlineXML"):
        body = next((e for e in inline.iter() if _name(e) in ("body.content", "body")), inline)
        if body is not inline and _name(body) == "body":
            body = next((e for e in body.iter() if _name(e) == "body.content"), body)
        if lines := text_lines(body):
            return lines
    for inline in item.iterfind(f"{_G2}contentSet/{_G2}inlineData"):
        kind = (inline.get("contenttype") or "text/plain").lower()
        if inline.get("encoding") is None and kind.startswith("text/"):
            text = "".join(inline.itertext())
            return [line for part in text.splitlines() if (line := " ".join(part.split()))]
    return []


def _publisher(meta: _Element | None, content: _Element | None) -> str | None:
    """The provider's name, else the code it is known by, else the information's source."""
    for parent, name in ((meta, "provider"), (content, "infoSource")):
        element = parent.find(f"{_G2}{name}") if parent is not None else None
        if element is not None:
            named = _said(element, "name") or element.get("literal") or _after_colon(element.get("qcode"))
            if named:
                return named
    return None


def _url(item: _Element, guid: str | None) -> str | None:
    for link in item.iter(f"{_G2}link"):
        if (link.get("rel") or "").endswith("canonical") and link.get("href"):
            guid = str(link.get("href"))
    try:
        return canonical_address(guid) if guid and is_address(guid) else None
    except BadAddress:
        return None


def _language(item: _Element, content: _Element | None) -> str | None:
    tag = content.find(f"{_G2}language") if content is not None else None
    stated = (tag.get("tag") if tag is not None else None) or item.get(_LANGUAGE)
    return str(stated) if stated else None


def _code(parent: _Element | None, name: str) -> str:
    element = parent.find(f"{_G2}{name}") if parent is not None else None
    return (_after_colon(element.get("qcode")) or "").lower() if element is not None else ""


def _after_colon(code: str | None) -> str | None:
    return code.rpartition(":")[2] or None if code else None


def _said(parent: _Element | None, name: str) -> str:
    element = parent.find(f"{_G2}{name}") if parent is not None else None
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def _name(element: _Element) -> str:
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
