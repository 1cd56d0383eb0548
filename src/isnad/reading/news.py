"""News: whether a noun or a relative clause tells a deed, or only names one that is known from before."""

from __future__ import annotations

from isnad.reading.circumstances import WINDOW, leads_verb, mode_of, place_of, quantities_in
from isnad.reading.clauses import Scene
from isnad.reading.deeds import words_of
from isnad.reading.drafts import StatementDraft
from isnad.reading.frames import Seats
from isnad.reading.governing import Governor
from isnad.reading.holding import HEAD
from isnad.reading.page import Sentence
from isnad.reading.triggers import Trigger

KNOWN_BEFORE = frozenset({"ASSAULT", "PROTEST"})
"""Types whose nouns mostly name what is known from before, so that they must be told as news to be events."""


def is_news(scene: Scene, sentence: Sentence, trigger: Trigger, governors: list[Governor],
             within: StatementDraft | None, seats: Seats) -> bool:
    """Whether a noun tells a deed as news and does not only name a known one ("اغتيال الحريري"): a verb carries it out
    or brings it about, a headline or sentence begins with it, a verb of its own or its numbers follow, it is what
    somebody announced or is accused of, or both sides of it are named."""
    if any(governor.entry.category == "control" and governor.parse is not None and governor.parse.sense.tense in (
            "perfect", "imperfect") for governor in governors):
        return True
    if sentence.headline or trigger.start <= sentence.start + 1:
        return True
    if within is not None:
        first = words_of(scene, within, 1).start
        if within.act in ("accuse", "deny") or (first == trigger.start and scene.that(first) is None):
            return True
    if len(seats.actors) + bool(seats.recipients) + len(seats.partners) > 1:
        return True
    if quantities_in(scene, trigger.start, min(trigger.clause.end, trigger.start + HEAD)):
        return True
    indefinite = trigger.parse is not None and not (trigger.parse.det or trigger.parse.suffix)
    return indefinite and leads_verb(scene, trigger.clause, trigger.start, HEAD)


def presupposed(scene: Scene, trigger: Trigger) -> bool:
    """Whether a verb stands in the relative clause of a definite noun, which tells what is known already: "السائحتان
    اللتان خطفتا", and tells no number with it."""
    first = trigger.clause.start
    relative = any(scene.norm(i).startswith(scene.page.lexicon.article) and "rel" in scene.form(i).cats
                   for i in range(max(trigger.clause.before, trigger.start - 3), trigger.start))
    return relative and first >= trigger.start - 3 and not quantities_in(scene, trigger.start, min(
        trigger.clause.end, trigger.start + HEAD))


def recalls(trigger: Trigger, seats: Seats) -> bool:
    """Whether a definite noun names nobody, and so only calls back what was told before: "الهجوم"."""
    return trigger.parse is not None and trigger.parse.det and not (seats.actors or seats.recipients or seats.partners)


def told_otherwise(scene: Scene, trigger: Trigger) -> bool:
    """Whether the words around a noun tell of one deed, though nobody is named: its place, its mode, how many. A
    definite noun only calls back what was told before."""
    if trigger.parse is not None and trigger.parse.det:
        return False
    start, end = max(trigger.clause.start, trigger.start - WINDOW), min(trigger.clause.end, trigger.start + WINDOW)
    return any(mode_of(scene, frame.type, start, end)[0] for frame in trigger.frames) or bool(
        quantities_in(scene, start, end)) or place_of(scene, trigger.clause, trigger.start, end) is not None
