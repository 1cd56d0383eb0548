"""Doers: to whom a deed falls that names nobody itself, by what governs it, what it is done for, who speaks of it."""

from __future__ import annotations

from isnad.reading.circumstances import WINDOW
from isnad.reading.clauses import Scene
from isnad.reading.deeds import directed_at, words_of
from isnad.reading.drafts import StatementDraft
from isnad.reading.governing import Governor
from isnad.reading.names import FINITE, NOMINAL
from isnad.reading.news import KNOWN_BEFORE
from isnad.reading.participants import Around, Subjects, around
from isnad.reading.triggers import NOUN, VERB, Clause, Trigger


def by_governor(scene: Scene, governors: list[Governor], trigger: Trigger, subjects: Subjects, got: Around) -> None:
    """Let the verb that governs a noun give it its doer: "قامت القوات بقصف", "تعرضت القوات لهجوم"."""
    for governor in governors:
        role = governor.entry["actor"]
        if not role or governor.parse is None:
            continue
        if role == "none":
            got.passive = any(frame.affects for frame in trigger.frames)  # "تم قصف المواقع"
            return
        use = NOUN if governor.parse.sense.tense == "masdar" else VERB
        beside = around(scene, Trigger(governor.i, governor.i + 1, use, governor.parse, [],
                                       _clause(scene, governor.i, trigger.start)), subjects)
        if role == "recipient":
            got.victims = beside.found.get("subject", [])
            got.put("agent", got.found.get("من", []))
            return
        who = beside.found.get("object" if role == "object" else "subject", [])
        if who and "subject" not in got.found:
            got.found["agent"] = who
            return


def by_purpose(scene: Scene, trigger: Trigger, subjects: Subjects, within: StatementDraft | None, got: Around) -> None:
    """Let a deed that another is done for fall to the doer of that one: "استخدم المسلحون الموقع لقصف المدينة"; in
    what is said, not to who says it: "اتهمت كييف روسيا بحشد قوات لغزوها"."""
    if "subject" in got.found or "agent" in got.found:
        return
    for j in range(trigger.start - 1, max(trigger.clause.start, trigger.start - WINDOW) - 1, -1):
        if within is not None and j == within.cue_word:
            by_statement(scene, within, trigger, got)
            return
        verb = next((p for p in scene.form(j).all("verb") if p.sense.tense in ("perfect", "imperfect")), None)
        if verb is not None and scene.cast.bits(j) & FINITE and not scene.cast.bits(j) & NOMINAL:
            beside = around(scene, Trigger(j, j + 1, VERB, verb, [], _clause(scene, j, trigger.start)), subjects)
            got.put("agent", beside.found.get("subject", []))
            return


def by_statement(scene: Scene, statement: StatementDraft, trigger: Trigger, got: Around) -> None:
    """Let what heads a statement's content fall to whom the statement is directed at, or to the speaker himself."""
    if "subject" in got.found or "agent" in got.found:
        return
    if statement.act in ("demand", "accuse"):
        beside = [actor for actors in got.found.values() for actor in actors]
        got.put("agent", [who for who in directed_at(scene, statement)[:1] if who not in beside])
    elif statement.speaker is not None and (statement.act in ("promise", "deny") or (
            statement.act == "say" and _announced(scene, statement, trigger))):
        got.put("agent", [statement.speaker])


def _clause(scene: Scene, i: int, end: int) -> Clause:
    """The words around a governing verb, up to what it governs."""
    sentence = scene.page.sentence_of(i)
    assert sentence is not None
    start = max(sentence.start, i - WINDOW)
    return Clause(start, end, start, sentence.start)


def _announced(scene: Scene, statement: StatementDraft, trigger: Trigger) -> bool:
    """Whether a deed is announced by its doer, as one's own deeds are: "أعلنت موسكو طرد السفير". Deaths and meetings
    of others are announced too."""
    if scene.that(words_of(scene, statement, 1).start) is not None:
        return False
    return any(frame.part == "verb" for frame in trigger.frames) and not any(
        frame.type in KNOWN_BEFORE or frame.partner for frame in trigger.frames)
