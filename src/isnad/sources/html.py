"""A page of HTML to the report in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from isnad.sources.metadata import page_metadata
from isnad.sources.report import NoArticle, RawReport

if TYPE_CHECKING:
    from lxml.etree import _Element

BLOCKS = frozenset({"p", "head", "item", "list", "quote", "row", "cell", "table", "div", "body", "lb", "fw", "code"})
"""Elements of trafilatura's output that begin a new line."""
HTML_BLOCKS = frozenset({
    "p", "div", "br", "h1", "h2", "h3", "h4", "h5", "h6", "hl1", "hl2", "li", "ul", "ol", "dl", "dt", "dd", "tr",
    "table", "tbody", "thead", "blockquote", "bq", "pre", "section", "article", "header", "footer", "main", "aside",
    "hr", "block", "body", "hedline", "headline", "byline", "dateline",
})
"""Elements of HTML and NITF that begin a new line."""
NO_TEXT = frozenset({"script", "style", "noscript", "template", "figure", "figcaption", "media", "iframe", "svg",
                     "head", "title", "button", "form"})
"""Elements whose text is none of the story's."""
_SPACE = re.compile(r"[ \t\r\n\f\v]+")
_ENCODING = re.compile(r"^\s*<\?xml[^>]*\?>")


def read_html(page: str, address: str | None = None) -> RawReport:
    """The article of a page: a line a paragraph, with what the page tells of its date, site, author and address.

    ``address`` is where the page was, if that is known. Raises ``NoArticle`` where there is none: an index of links,
    a form, an error page.
    """
    import trafilatura
    from lxml.etree import LxmlError

    try:
        tree = trafilatura.load_html(_ENCODING.sub("", page.replace("\0", "\ufffd")))
        if tree is None:
            raise NoArticle("no article: it cannot be parsed as HTML")
        told = page_metadata(tree, address)
        links = {_tidy(" ".join(link.itertext())) for link in tree.iter("a")}
        _unfold_layout_tables(tree)
        found: Any = trafilatura.bare_extraction(
            tree, url=address, with_metadata=True, include_comments=False, config=_settings(),
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
    published = told.published or found.date or None
    publisher = told.publisher or _tidy(found.sitename or "") or None
    return RawReport(
        text="\n".join(lines), headline=headline, published=published[:10] if published else None,
        publisher=publisher.lstrip("@") or None if publisher else None,
        byline=told.byline or _tidy(found.author or "") or None, url=told.canonical or address or found.url or None,
        published_at=told.published if told.published and len(told.published) > 10 else None,
        stated_language=told.language,
    )


def text_of(fragment: str) -> str:
    """The text of a piece of HTML: a line a paragraph, heading or list item.

    Raises ``NoArticle`` where it cannot be parsed.
    """
    from lxml.etree import LxmlError
    from lxml.html import fragment_fromstring

    try:
        tree = fragment_fromstring(_ENCODING.sub("", fragment.replace("\0", "\ufffd")), create_parent="div")
    except (LxmlError, ValueError, RecursionError) as error:
        raise NoArticle(f"no article: it cannot be parsed as HTML ({error})") from error
    return "\n".join(text_lines(tree))


def text_lines(tree: _Element) -> list[str]:
    """The lines of an element of HTML or NITF, each a block of its own; pictures and programs are left out."""
    from lxml.etree import iterwalk

    lines: list[str] = []
    pieces: list[str] = []
    passed_over = 0
    for event, element in iterwalk(tree, events=("start", "end", "comment", "pi")):
        name = element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
        if event == "start" and name in NO_TEXT:
            passed_over += 1
        if (name in HTML_BLOCKS or name in NO_TEXT) and (line := _tidy("".join(pieces))):
            lines.append(line)
        if name in HTML_BLOCKS or name in NO_TEXT:
            pieces.clear()
        if event == "end" and name in NO_TEXT:
            passed_over -= 1
        if not passed_over:
            text = element.text if event == "start" else element.tail if element is not tree else None
            pieces.append(text or "")
    if line := _tidy("".join(pieces)):
        lines.append(line)
    return lines


def parsed(page: str) -> _Element | None:
    """A page as a tree, or None where it is none."""
    import trafilatura
    from lxml.etree import LxmlError

    try:
        tree: _Element | None = trafilatura.load_html(_ENCODING.sub("", page.replace("\0", "\ufffd")))
    except (LxmlError, ValueError, RecursionError):
        return None
    return tree


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
