"""Protests: who demonstrates and against whom, where the noun of a protest names neither."""

from __future__ import annotations

from isnad.reading.circumstances import WINDOW
from isnad.reading.clauses import Scene
from isnad.reading.drafts import ActorDraft
from isnad.reading.frames import SPOKEN
from isnad.reading.holding import HEAD
from isnad.reading.page import Sentence
from isnad.reading.triggers import Trigger, in_set


def crowd(scene: Scene, sentence: Sentence) -> list[ActorDraft]:
    """Those who protest where a protest's noun names nobody: the demonstrators of its sentence."""
    for i in range(sentence.start, min(sentence.end, sentence.start + 4 * WINDOW)):
        if in_set(scene, range(i, i + 1), "crowd"):
            mention = scene.cast.mention_at(i)
            if mention is not None and mention.actor.kind == "group":
                return [mention.actor]
    return []


def against(scene: Scene, sentence: Sentence, trigger: Trigger) -> list[ActorDraft]:
    """Whom a protest is against: who is named right after the word that says so ("ضد", "احتجاجا على", "مطالبين")."""
    for i in range(trigger.end, min(sentence.end, trigger.end + 2 * WINDOW)):
        form = scene.words[i].form
        if "&against" not in form.names and not any(
                p.entry["act"] in SPOKEN and p.sense.tense in ("participle", "masdar") for p in form.all("cue")):
            continue
        for j in range(i + 1, min(sentence.end, i + HEAD)):
            mention = scene.cast.mention_at(j)
            if mention is not None:
                return [mention.actor]
            nisba = scene.form(j).find("nisba")
            if nisba is not None and not nisba.conj:
                return [scene.cast.state_of(nisba.entry["code"], j)]
    return []
