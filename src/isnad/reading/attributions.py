"""Attributions beside what was said: "، بحسب فلان", "وفق ما أعلنته الوزارة", "على حد قوله"."""

from __future__ import annotations

from isnad.languages.lexicon import Entry
from isnad.reading.clauses import COMMAS, Scene
from isnad.reading.complements import THAT
from isnad.reading.drafts import MentionDraft
from isnad.reading.subjects import clause_start
from isnad.reading.walk import Open, Walk


def attributions(scene: Scene, walk: Walk) -> None:
    """Read "، بحسب فلان" and "، وفق ما أعلنته الوزارة" at a sentence's end or beginning, and "على حد قوله"."""
    i = walk.start
    while i < walk.end:
        form = scene.form(i)
        if not (form.heads or form.cats & {"according", "as"}):
            i += 1
            continue
        listed = scene.listed(i, walk.end, "as") or scene.listed(i, walk.end, "according")
        if listed is not None and listed[0] == i + 1 and "connector" in form.cats and clause_start(
                scene, i, walk.start) == walk.start:
            listed = None  # "كما" at a sentence's beginning only joins it
        if listed is None or (scene.page.quote_around(i) is not None and scene.page.quote_around(i).closed):  # type: ignore[union-attr]
            i += 1
            continue
        after, entry = listed
        i = _attribution(scene, walk, i, after, entry)


def _attribution(scene: Scene, walk: Walk, i: int, after: int, entry: Entry) -> int:
    if after >= walk.end:
        return after
    opinion = scene.form(after).find("opinion")
    clause = clause_start(scene, i, walk.start)
    if opinion is not None and opinion.suffix:
        _cut(walk, clause)
        return after + 1
    cue_word, at = i, after
    if entry.category == "as":
        cue = scene.form(after).find("cue")
        if cue is None or cue.sense.tense not in ("perfect", "imperfect") or cue.future or cue.sense.person != "3":
            return after
        cue_word, at = after, after + 1
        while at < walk.end and (back := scene.form(at).find("prep")) is not None and back.suffix:
            at += 1  # "صرح به", "أعلنت عنه"
    elif opinion is not None:
        at = after + 1
    at = scene.skip_adverbs(at, walk.end)
    if at >= walk.end:
        return after
    if scene.is_punct(at) and at in scene.quote_at:
        at += 1
    mention = _source(scene, at, walk.end, entry)
    if mention is None:
        return after
    end = mention.stop
    start, stop = walk.start, clause
    follows = next((i for i in range(end, min(end + 3, walk.end)) if scene.that(i) is not None), None)
    if follows is not None:
        start, stop = follows, walk.end
    elif clause <= walk.start + 1:  # it comes first: what was said follows
        start, stop = scene.skip_adverbs(end, walk.end), walk.end
        if start < stop and scene.form(start).norm in COMMAS:
            start += 1
    else:
        _cut(walk, clause)
    if start >= stop:
        return end
    passes_on = _passes_on(walk, start, stop) if scene.listed(i, walk.end, "quoting") is not None else None
    if passes_on is not None:
        start, stop = passes_on.start, passes_on.end
    rest = _rest(scene, end, walk.end) if stop == clause else None
    walk.done.append(Open(None, cue_word, mention.actor, f"{entry.category}-source", clause, start, THAT, "say",
                          end=stop, rest=rest, entries=(entry,), passed_on=passes_on))
    return end


def _source(scene: Scene, at: int, end: int, entry: Entry) -> MentionDraft | None:
    """Whose word it is that stands at word ``at`` after the words of ``entry``."""
    mention = scene.cast.mention_at(at)
    if mention is None and not scene.is_punct(at) and (entry.category == "as" or "text" in scene.form(at).cats):
        mention = scene.cast.adopt(at, end)
    if mention is None or (entry.category == "according" and not _vouches(scene, mention, at)):
        return None
    return mention


def _passes_on(walk: Walk, start: int, stop: int) -> Open | None:
    """Who passes on what stands at words ``start`` to ``stop``: "ذكرت الصحيفة نقلا عن مسؤول أن"."""
    return next((o for o in walk.recent() if o.passed_on is None and (o.start == start or o.end == stop)), None)


def _rest(scene: Scene, i: int, end: int) -> tuple[int, int] | None:
    """What was said after an attribution in its middle: "جاء القرار، بحسب الوزير، بعد مشاورات"; None where it ended."""
    while i < end and scene.is_punct(i) and i not in scene.quote_at:
        i += 1
    if i >= end or scene.coordinated(i) or scene.form(i).cats & {"connector", "cue", "impersonal"}:
        return None
    return i, end


def _vouches(scene: Scene, mention: MentionDraft, at: int) -> bool:
    """Whether somebody's word is meant and not a rule or a plan that things are done by."""
    if mention.form != "nominal" or any("text" in scene.form(i).cats for i in range(at, max(mention.end, at + 1))):
        return True
    return mention.actor.kind == "person" or mention.actor.sector not in (None, "CVL")


def _cut(walk: Walk, clause: int) -> None:
    """End the statements that go on past a trailing attribution where it begins."""
    for opened in walk.recent():
        if opened.start < clause < opened.end:
            opened.end = clause
