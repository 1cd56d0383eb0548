"""A page of HTML to the report in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from isnad.sources.report import NoArticle, RawReport

if TYPE_CHECKING:
    from lxml.etree import _Element

BLOCKS = frozenset({"p", "head", "item", "list", "quote", "row", "cell", "table", "div", "body", "lb", "fw", "code"})
"""Elements of trafilatura's output that begin a new line."""
_SPACE = re.compile(r"[ \t\r\n\f\v]+")
_ENCODING = re.compile(r"^\s*<\?xml[^>]*\?>")


def read_html(page: str) -> RawReport:
    """The article of a page: a line a paragraph, with what the page tells of its date, site, author and address.

    Raises ``NoArticle`` where there is none: an index of links, a form, an error page.
    """
    import trafilatura
    from lxml.etree import LxmlError

    try:
        tree = trafilatura.load_html(_ENCODING.sub("", page.replace("\0", "\ufffd")))
        if tree is None:
            raise NoArticle("no article: it cannot be parsed as HTML")
        links = {_tidy(" ".join(link.itertext())) for link in tree.iter("a")}
        _unfold_layout_tables(tree)
        found: Any = trafilatura.bare_extraction(
            tree, with_metadata=True, include_comments=False, config=_settings(),
            # only dates that the page states as its own: a copyright year in a footer is no date of publication
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    except (LxmlError, ValueError, RecursionError) as error:
        raise NoArticle(f"no article: it cannot be parsed as HTML ({error})") from error
    if found is None or found.body is None:
        raise NoArticle("no article in this HTML")
    lines = _lines(found.body)
    headline = _tidy(found.title or "")
    if lines and _tidy(lines[0]) == headline:
        del lines[0]
    if not any(len(line.split()) >= 5 for line in lines if line not in links):
        raise NoArticle("no article in this HTML, only links or labels")
    return RawReport(
        text="\n".join(lines), headline=headline, published=found.date or None,
        publisher=_tidy(found.sitename or "").lstrip("@") or None, byline=_tidy(found.author or "") or None,
        url=found.url or None,
    )


def _settings() -> Any:
    """Trafilatura's settings, with short reports allowed: below its own bound it runs all paragraphs together."""
    from copy import deepcopy

    from trafilatura.settings import DEFAULT_CONFIG

    settings = deepcopy(DEFAULT_CONFIG)
    settings.set("DEFAULT", "MIN_EXTRACTED_SIZE", "20")
    settings.set("DEFAULT", "MIN_OUTPUT_SIZE", "1")
    return settings


def _unfold_layout_tables(tree: _Element) -> None:
    """Make plain blocks of tables that hold paragraphs: old sites lay out their pages with them."""
    for cell in list(tree.iter("td")):
        if cell.find(".//p") is None and cell.find(".//br") is None:
            continue
        for element in (cell, *cell.iterancestors("tr", "tbody", "table")):
            element.tag = "div"


def _lines(body: _Element) -> list[str]:
    """The lines of an extracted body: a paragraph, heading or list item each."""
    lines: list[str] = []
    pieces: list[str] = []

    def end_line() -> None:
        line = _tidy("".join(pieces))
        if line:
            lines.append(line)
        pieces.clear()

    # a page without any structure comes as one paragraph, whose own line breaks are then all there is
    flat = len(body) == 1 and len(body[0]) == 0 and "\n" in (body[0].text or "")
    if flat:
        return [line for part in (body[0].text or "").split("\n") if (line := _tidy(part))]

    from lxml.etree import iterwalk

    for event, element in iterwalk(body, events=("start", "end")):
        if element.tag in BLOCKS:
            end_line()
        pieces.append((element.text if event == "start" else element.tail if element is not body else "") or "")
    end_line()
    return lines


def _tidy(text: str) -> str:
    """White space as a browser shows it."""
    return _SPACE.sub(" ", text).strip(" ")
