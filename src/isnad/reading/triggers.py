"""Triggers: the words of a sentence that may tell an event, and whether each stands as a verb or as a noun."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from isnad.languages.lexicon import Form, Parse, rather
from isnad.reading.clauses import Scene
from isnad.reading.frames import SPOKEN, Frame, frame_of, spoken_frame
from isnad.reading.names import ACCUSATIVE, ADJECTIVE, DEFINITE, FINITE, MASDAR, NOMINAL
from isnad.reading.page import Sentence
from isnad.reading.slots import clause_borders
from isnad.reading.text import WORD

VERB, NOUN, BESIDE, WORDS = "verb", "noun", "beside", "words"
"""How a trigger stands: a finite verb, a noun, a participle beside the main clause ("متهما"), fixed words."""
SUBJECT = 8
"""How many words the subject between أن and its verb has at most."""
PRAISED = 4
"""How many words after God's name the أن of what is prayed for stands at most: "الله سبحانه وتعالى أن"."""
PRAYER = 6
"""How many words after a cue God is called in."""
LIGHT_REACH = 14
"""How far behind its verb the noun of a light phrase may stand."""


@dataclass(slots=True)
class Clause:
    """Words ``start`` to ``end`` (exclusive) of one clause; ``before`` is where the clause before it starts, ``first``
    where its sentence does."""

    start: int
    end: int
    before: int
    first: int


@dataclass(slots=True)
class Trigger:
    """Words ``start`` to ``end`` that may tell an event: as what they stand, and the frames that they open.

    ``noun`` is the place of a light phrase's noun, else -1; ``last`` is where the sentence ends.
    """

    start: int
    end: int
    use: str
    parse: Parse | None
    frames: list[Frame]
    clause: Clause
    noun: int = -1
    last: int = 0


class Clauses:
    """The clauses of one sentence."""

    def __init__(self, scene: Scene, sentence: Sentence) -> None:
        self.start = sentence.start
        borders = clause_borders(scene, sentence.start, sentence.end)
        self._starts = [sentence.start + at for at, border in enumerate(borders) if border]

    def around(self, i: int) -> Clause:
        """The clause of word ``i``."""
        at = bisect_right(self._starts, i) - 1
        return Clause(self._starts[at], self._starts[min(at + 1, len(self._starts) - 1)], self._starts[max(0, at - 1)],
                      self.start)


def triggers_in(scene: Scene, sentence: Sentence) -> list[Trigger]:
    """The triggers of a sentence, in order."""
    found: list[Trigger] = []
    clauses: Clauses | None = None
    i = sentence.start
    while i < sentence.end:
        form = scene.words[i].form
        if form.triggers or form.event_heads or "cue" in form.cats:
            made = _at(scene, sentence, i, form)
            if made:
                clauses = clauses or Clauses(scene, sentence)
                for trigger in made:
                    trigger.clause, trigger.last = clauses.around(i), sentence.end
                    _complete(scene, trigger)
                found += [trigger for trigger in made if trigger.frames]
                i = max(made[0].end, i + 1) if made[0].use == WORDS else i + 1
                continue
        i += 1
    return found


def _at(scene: Scene, sentence: Sentence, i: int, form: Form) -> list[Trigger]:
    """What word ``i`` may open: fixed words before all, else the word as verb, noun or participle."""
    nowhere = Clause(0, 0, 0, 0)
    if form.event_heads:
        phrases = [p for p in scene.page.event_phrases(i, sentence.end) if p.entry.category == "frame"]
        if phrases:
            frames = [frame_of(phrase.entry) for phrase in phrases if phrase.end == phrases[0].end]
            return [Trigger(i, phrases[0].end, WORDS, None, frames, nowhere)]
    by_use: dict[str, Trigger] = {}
    exact = any(p.exact for p in form.parses)  # a slip is thought of only where nothing else is
    for parse in form.triggers:
        if exact and not parse.exact:
            continue
        use = _use(scene, sentence, i, parse)
        if not use:
            continue
        known = by_use.get(use)
        if known is None:
            by_use[use] = Trigger(i, i + 1, use, parse, [frame_of(parse.entry)], nowhere)
        elif (frame := frame_of(parse.entry)) not in known.frames:
            known.frames.append(frame)
    if not by_use and "cue" in form.cats:
        return _spoken(scene, sentence, i, form)
    return list(by_use.values())


def _spoken(scene: Scene, sentence: Sentence, i: int, form: Form) -> list[Trigger]:
    """A reporting verb that tells a deed by itself: "ندد بالهجوم". Where it opens a statement that one is the event."""
    for parse in form.all("cue"):
        event_type = SPOKEN.get(parse.entry["act"])
        finite = parse.sense.tense in ("perfect", "imperfect") and parse.exact and parse.sense.person != "1"
        if event_type is None or not finite or rather(form.parses, parse) or prays(scene, i):
            continue
        if scene.cast.bits(i) & (MASDAR | NOMINAL) and parse.sense.tense == "perfect" and not in_verb_place(
                scene, sentence.start, i):
            continue
        return [Trigger(i, i + 1, VERB, parse, [spoken_frame(parse.entry, event_type)], Clause(0, 0, 0, 0))]
    return []


def prays(scene: Scene, cue: int) -> bool:
    """Whether God is asked, right behind the cue or before أن: "داعين الله أن", "دعا الرئيس الله أن". "حزب الله" is a
    name."""
    last = len(scene.words) - 1
    return in_set(scene, range(cue + 1, min(cue + 2, last + 1)), "god") or any(
        in_set(scene, range(i, i + 1), "god") and any(
            scene.that(j) is not None for j in range(i + 1, min(i + PRAISED, last) + 1))
        for i in range(cue + 2, min(cue + PRAYER, last)))


def in_set(scene: Scene, words: range, name: str) -> bool:
    """Whether one of some words is in a set of words."""
    return any(p.entry.category == "set" and p.entry["set"] == name for i in words for p in scene.form(i).events)


def _use(scene: Scene, sentence: Sentence, i: int, parse: Parse) -> str:
    """How a word stands by one of its readings; empty where it cannot stand so."""
    tense = parse.sense.tense
    if tense == "masdar" and not parse.det and _named(scene, i):
        return ""
    if tense == "participle":
        return BESIDE if _beside(scene, i, parse) else ""
    if tense == "masdar":
        bare = not (parse.det or parse.prep)
        return "" if bare and may_be_verb(scene, i) and in_verb_place(scene, sentence.start, i) else NOUN
    if parse.sense.person == "1" and scene.page.quote_around(i) is None:
        return ""
    if parse.sense.number == "sj" and (i == sentence.start or not scene.norm(i - 1).endswith("لم")):
        return ""  # a jussive stands after لم, and "لا يقل عن" is another verb
    if not scene.cast.bits(i) & (MASDAR | NOMINAL) or parse.sense.tense == "imperfect" or parse.sense.gender == "f":
        return "" if i > sentence.start and scene.cast.bits(i - 1) & NOMINAL and _named(scene, i) else VERB
    return VERB if in_verb_place(scene, sentence.start, i) else ""


def _named(scene: Scene, i: int) -> bool:
    """Whether the word is part of an actor's name: a town, a surname."""
    mention = scene.cast.mention_at(i)
    return mention is not None and mention.form == "name"


def _beside(scene: Scene, i: int, parse: Parse) -> bool:
    """Whether a participle stands beside the main clause: indefinite, accusative."""
    if parse.det or parse.prep or parse.suffix or i == 0 or scene.bare(i - 1, "prep", "aux") or (
            scene.cast.bits(i - 1) & ACCUSATIVE):
        return False
    form = scene.form(i)
    return form.norm.endswith("ا") and not form.cats & {"group", "title", "noun"} and form.norm != parse.entry.lemma


def may_be_verb(scene: Scene, i: int) -> bool:
    """Whether one of the readings of a word is a finite verb."""
    return any(p.sense.tense in ("perfect", "imperfect") for p in scene.form(i).triggers)


def in_verb_place(scene: Scene, start: int, i: int) -> bool:
    """Whether a word that is spelt alike as verb and noun (قتل، قصف) stands where a verb does."""
    if _has_doer(scene, i) or _after_that(scene, start, i):
        return False
    if i == start:
        return not _of_a_state(scene, i + 1)
    before = scene.form(i - 1)
    bits = scene.cast.bits(i - 1)
    if scene.is_punct(i - 1):
        return before.norm not in ("(", "[")
    if before.cats & {"prep", "before"} and not before.cats & {"rel", "conj"}:
        return False
    if any(p.entry.category == "control" and p.sense.tense == "masdar" for p in before.events):
        return False  # "عدم قصف"
    if scene.coordinated(i):
        return not (bits & (NOMINAL | MASDAR) and not bits & DEFINITE and scene.cast.mention_at(i - 1) is None
                    and i not in scene.mention_end and i not in scene.date_start)
    if before.cats & {"conj", "connector", "aux", "neg", "rel", "adv", "adverb"}:
        return True
    if i in scene.mention_end:
        mention = scene.mention_end[i]
        first = scene.begins(mention)
        return first <= start or scene.is_punct(first - 1) or bool(
            scene.form(first - 1).cats & {"that", "connector", "conj"})
    if i in scene.date_start or i in scene.adverb_start:
        return not bits & FINITE
    if bits & (ACCUSATIVE | DEFINITE | ADJECTIVE) and _after_subject(scene, i):
        return True
    return not bits & (NOMINAL | FINITE | MASDAR | ADJECTIVE) and before.kind == WORD


def _has_doer(scene: Scene, i: int) -> bool:
    """Whether a feminine doer and what it is done to, behind ل, follow, so that the word is no masculine verb: "ودعم
    الحكومة للتحالف"."""
    doer = scene.cast.mention_at(i + 1)
    return doer is not None and doer.actor.gender == "f" and doer.actor.number in ("s", "") and (
        doer.stop < len(scene.words) and scene.joined_preposition(doer.stop) == "ل"
        and scene.cast.mention_at(doer.stop) is not None)


def _after_that(scene: Scene, start: int, i: int) -> bool:
    """Whether إن stands before the word, which is then a noun: "إن قطع العلاقات خطأ"."""
    before = i - 2 if i - 1 in scene.quote_at else i - 1
    that = scene.that(before) if before >= start else None
    return that is not None and not that.suffix and that.entry.lemma == "إن"


def _of_a_state(scene: Scene, i: int) -> bool:
    """Whether an indefinite nisba stands at word ``i``, which tells whose the deed before it is: "قصف روسي على"."""
    nisba = scene.form(i).find("nisba") if i < len(scene.words) else None
    if nisba is None or nisba.det or nisba.conj or nisba.prep or nisba.suffix:
        return False
    return i + 1 < len(scene.words) and scene.bare(i + 1, "prep")


def _after_subject(scene: Scene, i: int) -> bool:
    """Whether a noun phrase after أن, and nothing else, stands before the word: "إن شرطيا قتل"."""
    for j in range(i - 1, max(0, i - SUBJECT) - 1, -1):
        if scene.that(j) is not None:
            return j < i - 1
        if scene.is_punct(j) or (scene.cast.bits(j) & FINITE and not scene.cast.bits(j) & NOMINAL):
            return False
    return False


def _complete(scene: Scene, trigger: Trigger) -> None:
    """Keep the frames that may stand so: of light phrases those whose noun stands nearest behind the verb, which give
    it its meaning; where there is none, the others."""
    light = {frame.second for frame in trigger.frames if frame.part == "light"}
    if not light:
        return
    trigger.noun = _light_noun(scene, trigger, light)
    names = scene.form(trigger.noun).names if trigger.noun >= 0 else frozenset()
    trigger.frames = [frame for frame in trigger.frames
                      if (frame.second in names if frame.part == "light" else trigger.noun < 0)]
    if trigger.noun == trigger.start + 1:
        trigger.end = trigger.noun + 1


def _light_noun(scene: Scene, trigger: Trigger, seconds: set[str]) -> int:
    """Where the nearest noun of a light phrase stands, or -1; not inside an actor's name."""
    named = trigger.start
    for j in range(trigger.start + 1, min(trigger.clause.end, trigger.start + LIGHT_REACH)):
        mention = scene.cast.mention_at(j)
        inside = j < named and mention is None
        named = max(named, mention.stop) if mention is not None else named
        if not inside and not seconds.isdisjoint(scene.words[j].form.names):
            return j
    return -1
