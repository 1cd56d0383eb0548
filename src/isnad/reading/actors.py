"""Actors: who is named, titled or meant, and the report's own memory of them."""

from __future__ import annotations

from isnad.reading.drafts import ActorDraft, DateDraft, Dateline, MentionDraft
from isnad.reading.page import Page


class Cast:
    """The actors of one report, their mentions by place, and who a pronoun or a bare title means."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.actors: list[ActorDraft] = []
        self.at: dict[int, MentionDraft] = {}

    def mention_at(self, i: int) -> MentionDraft | None:
        """The longest mention whose noun phrase begins at word ``i``."""
        return self.at.get(i)

    def adopt(self, start: int, end: int) -> MentionDraft | None:
        """Take the noun phrase that begins at word ``start`` (and ends by ``end``) as an actor, known or not.

        For slots that only an actor fills (the subject of "قال"); gives None where no noun phrase stands there.
        """
        return None


def find_actors(page: Page, dateline: Dateline, dates: list[DateDraft]) -> Cast:
    """Find the actors of a page."""
    return Cast(page)
