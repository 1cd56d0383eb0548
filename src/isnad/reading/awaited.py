"""Awaited: answers and steps that somebody still owes. The stage has its place in the reading and finds nothing yet."""

from __future__ import annotations

from isnad.reading.drafts import AwaitedDraft, EventDraft, StatementDraft
from isnad.reading.page import Page


def find_awaited(page: Page, statements: list[StatementDraft], events: list[EventDraft]) -> list[AwaitedDraft]:
    """Find what is awaited on a page, each with the statement or event that says so."""
    return []
