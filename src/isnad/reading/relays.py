"""Reporting nouns, and verbs that lend themselves to them: "جدد رفضه", "نقلت … عن فلان قوله", "جاء في البيان أن"."""

from __future__ import annotations

from isnad.reading.clauses import Scene
from isnad.reading.complements import OBJECT, PREPOSITION, QUOTE, THAT, complement
from isnad.reading.cues import FINITE, Cue, complements, cues_at
from isnad.reading.drafts import ActorDraft
from isnad.reading.subjects import AFTER, Memory, Subject, clause_start, subject_after, subject_before
from isnad.reading.text import COLONS
from isnad.reading.walk import Open, Walk, close_all, first_actor, opened_at

LENT_REACH = 8
"""How many words after the subject of a verb that lends itself the reporting noun may stand."""
NOUN_REACH = 25
"""How many words after a verb or a noun a reporting noun or its complement may stand."""


def open_noun(scene: Scene, walk: Walk, cue: Cue, end: int, *, inside: bool) -> Open | None:
    """Open a statement at a reporting noun: "قوله إن", "(جدد) رفضه ل", "تصريحات الوزير بأن"."""
    parse, current = cue.parse, walk.current
    if current is not None and cue.i <= current.start + 1 and current.kind in (PREPOSITION, OBJECT):
        return None  # it heads what is being said, and tells its act
    if cue.i > walk.start and scene.bare(cue.i - 1, "according"):
        return None  # "حسب تصريح الوزير": an attribution
    lent = walk.lent if cue.i < walk.lent_until and not parse.conj else None
    named = None
    if not parse.suffix and not parse.det:
        named = scene.cast.mention_at(cue.i + 1) if cue.i + 1 < end else None
        if named is None or scene.joined_preposition(cue.i + 1):
            return None
        if named.form == "nominal" and named.actor.kind == "organisation":
            return None
        if cue.addressee == "object" and not scene.form(cue.i).norm.endswith("ات"):
            return None  # "تنبيه السلطة إلى": whom it names is told, and does not speak
    speaker = named.actor if named is not None else lent
    if speaker is None and parse.prep == "ب" and parse.det and not inside and cue.i + 1 < end and (
            scene.that(cue.i + 1) is not None or scene.norm(cue.i + 1) in COLONS):
        # "ومضت المصادر بالقول إن"
        speaker = current.speaker if current is not None else first_actor(scene, walk, cue.i, "", "")
    if speaker is None and parse.suffix and not inside:
        gender, number, _ = scene.page.lexicon.pronouns.get(parse.suffix, ("", "", ""))
        speaker = current.speaker if current is not None else first_actor(scene, walk, cue.i, gender, number)
    if speaker is None:
        return None
    after = named.stop if named is not None else cue.i + 1
    said = complement(scene, cue, after, min(end, after + NOUN_REACH))
    if said is None or (said.kind not in (THAT, QUOTE) and lent is None
                        and (named is None or cue.takes.act in ("say", "expect", "praise", "criticise"))):
        return None
    if said.kind == OBJECT:
        return None
    nested = current is not None
    return opened_at(cue, speaker, f"{cue.kind}-{said.kind}", cue.i, said, end, nested)


def lending(scene: Scene, walk: Walk, memory: Memory, i: int) -> Open | None:
    """Verbs that say nothing alone: "جدد رفضه", "نقلت الوكالة عن الوزير قوله", "جاء في البيان أن"."""
    form = scene.form(i)
    category = next(c for c in ("light", "relay", "found") if c in form.cats)
    parse = form.find(category)
    if parse is None or scene.page.quote_around(i) is not None:
        return None
    if category == "light" and parse.sense.tense == "participle" and scene.norm(i) != parse.entry.lemma:
        current = walk.current or next(iter(walk.recent()), None)  # "مجددا رفضه": the one who speaks before
        walk.lent, walk.lent_until = current.speaker if current is not None else None, i + 1 + LENT_REACH
        return None
    if parse.sense.tense not in ("perfect", "imperfect"):
        return None
    cue = Cue(i, FINITE, parse, complements("say", "that|quote"))
    if category == "found":
        return _found(scene, walk, cue)
    subject = subject_before(scene, cue, walk.start)
    after = i + 1
    lends = after < walk.end and any(p.det or p.suffix for p in scene.form(after).all("cue"))
    if subject is None and not lends:
        named = subject_after(scene, cue, walk.end)
        if named is not None:
            subject, after = Subject(named[0].actor, AFTER, i, named[1]), named[1]
    if category == "light":
        actor = subject.actor if subject is not None else memory.whom(parse.sense.gender, parse.sense.number)
        walk.lent, walk.lent_until = actor, after + LENT_REACH
        return None
    return _relay(scene, walk, cue, subject, after)


def _found(scene: Scene, walk: Walk, cue: Cue) -> Open | None:
    """"جاء في البيان أن": the text that says it is the speaker."""
    i = cue.i + 1
    if i + 1 >= walk.end or not scene.bare(i, "place") or (cue.i > walk.start and "rel" in scene.form(cue.i - 1).cats):
        return None
    text = scene.cast.mention_at(i + 1) or scene.cast.adopt(i + 1, walk.end)
    if text is None:
        return None
    said = complement(scene, cue, text.stop, walk.end)
    if said is None:
        return None
    clause = clause_start(scene, cue.i, walk.start)
    close_all(walk, clause)
    speaker = _issuer(scene, i + 1, said.start) or text.actor
    return opened_at(cue, speaker, f"found-{said.kind}", clause, said, walk.end, False)


def _issuer(scene: Scene, start: int, end: int) -> ActorDraft | None:
    """Whose text it is, where that is told: "بيان لوزارة الخارجية", "تقرير صادر عن المنظمة"."""
    for i in range(start + 1, min(end, start + LENT_REACH)):
        mention = scene.cast.mention_at(i)
        if mention is not None and mention.actor.kind in ("organisation", "person", "country") and (
                mention.form != "nominal" or mention.actor.sector not in (None, "CVL")):
            return mention.actor
    return None


def _relay(scene: Scene, walk: Walk, cue: Cue, subject: Subject | None, after: int) -> Open | None:
    """"نقلت الوكالة عن الوزير قوله إن": the relay says all of it, the one relayed says what follows."""
    for i in range(after, min(after + NOUN_REACH, walk.end - 1)):
        if scene.bare(i, "source") and (told := scene.cast.mention_at(i + 1) or scene.cast.adopt(i + 1, walk.end)):
            break
    else:
        return None
    end = told.stop
    walk.lent, walk.lent_until = told.actor, end + NOUN_REACH
    if subject is None:
        return None
    for j in range(end, min(end + NOUN_REACH, walk.end)):
        cues = [c for c in cues_at(scene, j, walk.start) if c.kind == "noun" and c.parse.suffix]
        if cues or scene.that(j) is not None:
            clause = clause_start(scene, cue.i, walk.start)
            close_all(walk, clause)
            relay = Open(cue, cue.i, subject.actor, "relay", clause, j, THAT, "say", entries=(cue.parse.entry,))
            if cues:
                return relay
            # "نقلت الوكالة عن الوزير أن": the same words are his
            return Open(None, i, told.actor, "relay-source", clause, j, THAT, "say", passed_on=relay)
    return None
