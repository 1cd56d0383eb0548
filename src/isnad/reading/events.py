"""Events: who did what to whom, by PLOVER. The stage has its place in the reading and finds nothing yet."""

from __future__ import annotations

from isnad.reading.actors import Cast
from isnad.reading.drafts import DateDraft, EventDraft, StatementDraft
from isnad.reading.page import Page


def find_events(page: Page, cast: Cast, dates: list[DateDraft], statements: list[StatementDraft]) -> list[EventDraft]:
    """Find the events of a page, in the order of their triggers."""
    return []
