"""What the site takes from outside docs/: some pages of the repository, the example reports, icon and fonts.

They stay where they belong, beside what they tell of; links to them are led to their place on the site.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from posixpath import normpath, relpath
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

ROOT = Path(__file__).parents[2]
PAGES = {
    "CHANGELOG.md": "changelog.md", "CONTRIBUTING.md": "contributing.md", "examples/README.md": "examples.md",
    "src/isnad/exports/codes/README.md": "codes.md", "src/isnad/languages/README.md": "tables.md",
}
"""Pages of the repository, and where they stand on the site."""
FOLDERS = {"examples": "examples", "src/isnad/exports/codes": "codes", "src/isnad/web/static/fonts": "fonts"}
"""Folders of the repository whose files pages link to or are drawn with, and where these stand on the site."""
ICON = "src/isnad/web/static/icon.svg"
ARABIC = "بالعربية"
"""The section of pages in Arabic."""
LANGUAGES = {"en": "English", "ar": "العربية"}
LINK = re.compile(r"\]\((?![a-z]+:|#)([^)\s#]+)(#[^)\s]*)?\)")


@dataclass(slots=True)
class Beside:
    """What the theme shows beside a page: the pages of its language, and the first of them."""

    items: list[Any]
    homepage: Page

    def __iter__(self) -> Iterator[Any]:
        return iter(self.items)


def whence(page: str) -> PurePosixPath:
    """Where a page of the site stands in the repository."""
    return PurePosixPath({place: path for path, place in PAGES.items()}.get(page, f"docs/{page}"))


def place(path: str) -> str | None:
    """Where a file of the repository stands on the site; nothing where it is not there."""
    if path in PAGES:
        return PAGES[path]
    if path.startswith("docs/"):
        return path.removeprefix("docs/")
    return next((f"{there}/{path.removeprefix(f'{here}/')}" for here, there in FOLDERS.items()
                 if path.startswith(f"{here}/")), None)


def led(markdown: str, page: str) -> str:
    """A page's text, its links to what stands elsewhere in the repository led to their places on the site."""

    def lead(link: re.Match[str]) -> str:
        target = place(normpath(whence(page).parent / link[1]))
        return link[0] if target is None else f"]({relpath(target, PurePosixPath(page).parent)}{link[2] or ''})"

    return LINK.sub(lead, markdown)


@event_priority(100)  # before languages are told apart
def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add what stands outside docs/."""
    taken = {there: ROOT / here for here, there in PAGES.items()} | {"icon.svg": ROOT / ICON}
    for here, there in FOLDERS.items():
        taken |= {f"{there}/{each.relative_to(ROOT / here)}": each for each in sorted((ROOT / here).rglob("*"))
                  if each.suffix not in (".md", ".py", ".pyc") and each.is_file()}
    for name, path in taken.items():
        files.append(File.generated(config, name, abs_src_path=str(path)))
    return files


def in_arabic(page: Page) -> bool:
    """Whether a page is one of those in Arabic, which are named so: PAGE.ar.md."""
    return page.file.src_uri.endswith(".ar.md")


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Say in which language the page is, and lead its links."""
    page.meta["language"] = "ar" if in_arabic(page) else "en"
    return led(markdown, page.file.src_uri)


def on_page_context(context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Navigation) -> dict[str, Any]:
    """Give a page the pages of its own language to go to, and the same page in the other."""
    arabic = in_arabic(page)
    (section,) = (item for item in nav.items if item.title == ARABIC)
    items = section.children if arabic else [item for item in nav.items if item is not section]
    pages = [each for each in nav.pages if in_arabic(each) == arabic]
    at = pages.index(page) if page in pages else 0
    page.previous_page = pages[at - 1] if at else None
    page.next_page = pages[at + 1] if at + 1 < len(pages) else None
    uri = page.file.src_uri
    there = {each.file.src_uri: each.file.url for each in nav.pages}
    other = uri.replace(".ar.md", ".md") if arabic else uri.replace(".md", ".ar.md")
    urls = {"ar": there[uri if arabic else other if other in there else "index.ar.md"],
            "en": there.get(other if arabic else uri, "index.html")}
    config.extra["alternate"] = [{"name": name, "link": urls[code], "lang": code} for code, name in LANGUAGES.items()]
    home = next(each for each in pages if each.file.src_uri.startswith("index."))
    return {**context, "nav": Beside(items, home), "page": page}
