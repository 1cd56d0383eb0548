"""Governing: what stands before a trigger and says whether it is so, and whose deed it is."""

from __future__ import annotations

from dataclasses import dataclass

from isnad.languages.lexicon import Entry, Parse
from isnad.reading.clauses import Scene
from isnad.reading.names import ADJECTIVE, DEFINITE, FINITE, MASDAR, NOMINAL
from isnad.reading.triggers import NOUN, VERB, WORDS, Clause, Trigger

BACK = 14
"""How many words before a trigger a governing verb is looked for."""
PARTICLES = 5
"""How many particles and auxiliaries may stand before a verb."""
PEOPLE = frozenset({"group", "title", "body", "noun"})
"""Categories of nouns that are spelt like participles: مصدر, محاولة."""
DEPTH = 3
"""How many governing words, one governing the other, are taken into account."""


@dataclass(slots=True)
class Governor:
    """A word that governs a trigger: its place, its reading, its row."""

    i: int
    parse: Parse | None
    entry: Entry


def is_background(governors: list[Governor]) -> bool:
    """Whether a trigger only refers to what is known from before: "ذكرى اغتيال", "التحقيق في الهجوم". PLOVER calls
    such mentions historical and does not code them anew."""
    return any(governor.entry["status"] == "background" for governor in governors)


def stands_apart(governors: list[Governor]) -> bool:
    """Whether a trigger is told as what was before, or why, so that nothing that is said around it bears on it: "طالب
    بوقف القتال عقب قصف المدينة"."""
    return bool(governors) and governors[-1].entry["status"] == "actual"


def status_of(scene: Scene, trigger: Trigger, governors: list[Governor]) -> str:
    """The status that a trigger's own clause gives it: the outermost of the words that bear on it decides."""
    said = [status for governor in reversed(governors)
            for status in (_verb_status(scene, governor), governor.entry["status"]) if status]
    if said:  # "قرر عدم المشاركة": what is planned not to be done is not done
        return "negated" if said[0] == "future" and "negated" in said else said[0]
    own = ""
    if trigger.use == VERB:
        own = _particles(scene, trigger.start, trigger.clause, trigger.parse) or _duty(scene, trigger)
    return own or _clause_status(scene, trigger) or "actual"


def _duty(scene: Scene, trigger: Trigger) -> str:
    """"requested" where a verb after أن tells what is somebody's to do: "على الحكومة أن توقف", "عليها أن توقف"."""
    if trigger.parse is None or trigger.parse.sense.tense != "imperfect" or not _after_that(scene, trigger):
        return ""
    that = trigger.clause.start if scene.that(trigger.clause.start) is not None else trigger.clause.start - 1
    mention = scene.mention_end.get(that)
    upon = scene.begins(mention) - 1 if mention is not None else that - 1
    own = scene.form(upon).find("prep") if upon >= 0 else None
    duty = own is not None and own.entry.lemma == "على" and bool(own.suffix) == (mention is None)
    return "requested" if duty else ""


def _verb_status(scene: Scene, governor: Governor) -> str:
    """What the particles before a governing verb say of it, and so of what it governs."""
    parse = governor.parse
    if parse is None or parse.sense.tense not in ("perfect", "imperfect"):
        return ""
    return _particles(scene, governor.i, Clause(max(0, governor.i - PARTICLES), governor.i, 0, 0), parse)


def _particles(scene: Scene, i: int, clause: Clause, parse: Parse | None) -> str:
    """What stands right before a verb: لم, لن, سوف, قد before an imperfect; and س on it."""
    if parse is not None and parse.future:
        return "future"
    j = i - 1
    while j >= max(clause.start, i - PARTICLES):
        form = scene.words[j].form
        for mood in form.events:
            if mood.entry.category == "mood" and mood.entry["part"] == "next":
                status = mood.entry["status"]
                if status != "conditional" or parse is None or parse.sense.tense == "imperfect":
                    return status
        if not (form.events or scene.bare(j, "aux", "adv", "neg")):
            break
        j -= 1
    return ""


def _clause_status(scene: Scene, trigger: Trigger) -> str:
    """What a word that holds to the end of its clause says: إذا, لو, في حال, من المقرر أن."""
    start = trigger.clause.start
    if scene.that(start) is not None or (start > 0 and scene.that(start - 1) is not None):
        start = max(trigger.clause.before, start - PARTICLES)
    start = max(start, trigger.start - 2 * BACK)
    for j in range(start, trigger.start):
        form = scene.words[j].form
        for mood in form.events:
            if mood.entry.category == "mood" and mood.entry["part"] == "clause":
                return mood.entry["status"]
        if form.event_heads:
            for phrase in scene.page.event_phrases(j, trigger.end):
                if phrase.entry.category == "mood" and phrase.entry["part"] == "clause":
                    return phrase.entry["status"]
    return ""


def governors_of(scene: Scene, trigger: Trigger) -> list[Governor]:
    """The words that govern a trigger, the nearest first."""
    if trigger.use == VERB:
        if trigger.parse is None or trigger.parse.sense.tense != "imperfect" or not _after_that(scene, trigger):
            return []
        i, first = trigger.clause.start, trigger.clause.before
    elif trigger.use in (NOUN, WORDS):
        i, first = trigger.start, trigger.clause.start
        if i == first and scene.coordinated(i):
            first = trigger.clause.before
    else:
        return []
    found: list[Governor] = []
    while len(found) < DEPTH:
        governor = _governor(scene, i, first)
        if governor is None:
            break
        found.append(governor)
        if stands_apart(found):
            break
        i = governor.i
    return found


def _after_that(scene: Scene, trigger: Trigger) -> bool:
    start = trigger.clause.start
    return scene.that(start) is not None or scene.norm(start) in ("أن", "ألا", "بأن")


def _governor(scene: Scene, i: int, first: int) -> Governor | None:
    """The nearest governing word before word ``i``: a noun only right before it, a verb farther back."""
    for j in range(i - 1, max(first, i - BACK) - 1, -1):
        form = scene.words[j].form
        for k in (j, j - 1):  # "من أجل", whose last word may be a verb's
            if k >= first and scene.words[k].form.event_heads:
                for phrase in scene.page.event_phrases(k, i):
                    if phrase.end > j and phrase.entry.category in ("control", "mood") and phrase.entry["status"]:
                        return Governor(k, None, phrase.entry)
        controls = [p for p in form.events if p.entry.category == "control" and p.sense.person != "1"]
        if controls:
            noun = next((p for p in controls if p.sense.tense == "masdar"), None)
            verb = next((p for p in controls if p.sense.tense in ("perfect", "imperfect")), None)
            bits = scene.cast.bits(j)
            if verb is not None and not (noun is not None and scene.preposition(j)):
                return Governor(j, verb, verb.entry)
            if noun is not None and _adjacent(scene, j, i):
                return Governor(j, noun, noun.entry)
            beside = next((p for p in controls if p.sense.tense == "participle"), None)
            if beside is not None and not beside.det and not form.cats & PEOPLE:
                return Governor(j, beside, beside.entry)
        bits = scene.cast.bits(j)
        if bits & FINITE and not bits & (NOMINAL | MASDAR | DEFINITE | ADJECTIVE) and scene.cast.mention_at(
                j) is None and not form.cats & {"quantifier", "adv", "adverb"}:
            return None  # another verb's
    return None


def _adjacent(scene: Scene, j: int, i: int) -> bool:
    """Whether a governing noun's complement is the word at ``i``: right after it, or after a preposition or two."""
    return i - j <= 3 and not any(scene.is_punct(k) for k in range(j, i))
