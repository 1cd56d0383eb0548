"""Furniture: what stands on the page but is not the story."""

from __future__ import annotations

from isnad.reading.drafts import Dateline, Source
from isnad.reading.page import Page


def find_furniture(page: Page, source: Source) -> Dateline:
    """Find a page's furniture, and what its dateline and byline tell."""
    return Dateline(day=source.published)
