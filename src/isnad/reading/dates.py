"""Date expressions and the days they name."""

from __future__ import annotations

from datetime import date

from isnad.reading.drafts import DateDraft
from isnad.reading.page import Page


def find_dates(page: Page, reference: date | None) -> list[DateDraft]:
    """Find the date expressions of a page; relative ones are counted from ``reference``, the report's own day."""
    return []
