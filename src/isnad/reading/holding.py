"""Holding: which statement holds a place of the text, and which begin in a sentence."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from isnad.reading.clauses import Scene
from isnad.reading.deeds import words_of
from isnad.reading.drafts import EventDraft, StatementDraft
from isnad.reading.page import Sentence
from isnad.reading.triggers import NOUN, WORDS, Trigger

HEAD = 8
"""How many words of what was said are its head, which the statement's act bears on."""


class Holding:
    """Which statement holds a place, innermost, and which begin in a sentence."""

    def __init__(self, scene: Scene, statements: list[StatementDraft]) -> None:
        self._scene = scene
        self._by_cue = sorted(statements, key=lambda s: s.cue_word)
        self._cues = [s.cue_word for s in self._by_cue]
        self._by_content = sorted(statements, key=lambda s: s.content[0][0])
        self._contents = [s.content[0][0] for s in self._by_content]

    def speaking(self, sentence: Sentence) -> list[StatementDraft]:
        """The statements whose cues stand in a sentence."""
        return self._by_cue[bisect_left(self._cues, sentence.start) : bisect_left(self._cues, sentence.end)]

    def deeds(self, sentence: Sentence, spoken: list[EventDraft]) -> list[EventDraft]:
        """Those of the events that statements are which stand in a sentence; ``spoken`` is in the order of words."""
        lo = bisect_left(spoken, sentence.start, key=lambda event: event.word)
        return spoken[lo : bisect_left(spoken, sentence.end, key=lambda event: event.word)]

    def at(self, span: tuple[int, int], word: int) -> StatementDraft | None:
        """The innermost statement whose content holds a span; not one whose own cue the word is."""
        hi = bisect_right(self._contents, span[0])
        best: StatementDraft | None = None
        for statement in reversed(self._by_content[max(0, hi - 32) : hi]):
            if statement.cue_word == word or not any(a <= span[0] and span[1] <= b for a, b in statement.content):
                continue
            if best is None or _size(statement) < _size(best):
                best = statement
        return best

    def heads(self, statement: StatementDraft, trigger: Trigger) -> bool:
        """Whether a trigger heads what was said, so that the statement's act bears on it."""
        words = words_of(self._scene, statement, HEAD)
        return words.start <= trigger.start < words.stop and (
            trigger.clause.start <= words.start + 1 or trigger.use in (NOUN, WORDS))


def _size(statement: StatementDraft) -> int:
    return statement.content[-1][1] - statement.content[0][0]
