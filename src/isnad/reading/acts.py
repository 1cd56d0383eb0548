"""Acts and forms: what a statement does, and whether it is in the speaker's own words."""

from __future__ import annotations

from isnad.languages.lexicon import Entry
from isnad.reading.clauses import COMMAS, Scene
from isnad.reading.complements import OBJECT, PREPOSITION, THAT

HEAD, EARLY = 4, 14
"""How many words of what is said are its head, and how many its first clause."""
WORDS_MIXED = 2
"""A quotation of so many words inside an indirect clause is the speaker's own; fewer are a term or a name."""


def form_of(scene: Scene, start: int, end: int, *, direct: bool) -> str:
    """direct, indirect or mixed, for content from word ``start`` to ``end``."""
    if direct:
        return "direct"
    for quote in scene.quotes_within(start, end):
        if not quote.closed or quote.close - quote.open - 1 < WORDS_MIXED:
            continue
        mention = scene.cast.mention_at(quote.open + 1)
        if mention is not None and max(mention.phrase_end, mention.end) >= quote.close:
            continue
        return "mixed"
    return "indirect"


def act_of(scene: Scene, cue_act: str, kind: str, start: int, end: int, *, direct: bool) -> tuple[str, tuple[Entry, ...]]:
    """The act of a statement from its cue's act and its content, with the entries that decided it."""
    if cue_act != "say":
        return cue_act, ()
    i = start
    while i < end and scene.is_punct(i):
        i += 1
    if i >= end:
        return cue_act, ()
    if kind in (PREPOSITION, OBJECT):
        stance = scene.form(i).find("stance")
        if stance is not None:
            return stance.entry["act"], (stance.entry,)
    if kind == THAT:
        i += 1
    return _content_act(scene, i, end, direct=direct)


def _content_act(scene: Scene, i: int, end: int, *, direct: bool) -> tuple[str, tuple[Entry, ...]]:
    head_end = i + HEAD
    early_end = min(end, i + EARLY)
    at = i
    while at < early_end:
        form = scene.form(at)
        if at > head_end and form.norm in COMMAS and not direct:
            break
        if "content" in form.cats or form.heads:
            listed = scene.listed(at, end, "content")
            if listed is not None:
                entry = listed[1]
                if entry["place"] == "early" or at < head_end:
                    return entry["act"], (entry,)
        at += 1
    return "say", ()
