"""Statements: who is said to have said what, nested as the text nests them."""

from __future__ import annotations

from isnad.reading.actors import Cast
from isnad.reading.drafts import DateDraft, StatementDraft
from isnad.reading.page import Page


def find_statements(page: Page, cast: Cast, dates: list[DateDraft]) -> list[StatementDraft]:
    """Find the statements of a page, in the order of their cues."""
    return []
