"""Awaited: answers and steps that somebody still owes."""

from __future__ import annotations

from isnad.reading.clauses import Scene
from isnad.reading.drafts import AwaitedDraft, EventDraft, StatementDraft


def find_awaited(scene: Scene, statements: list[StatementDraft], events: list[EventDraft]) -> list[AwaitedDraft]:
    """Find what is awaited on a page, each with the statement or event that says so."""
    return []
