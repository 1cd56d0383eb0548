"""Slots: the noun phrases after a trigger in its clause, with the preposition before each, and who is named in them."""

from __future__ import annotations

from dataclasses import dataclass, field

from isnad.languages.lexicon import Form
from isnad.reading.clauses import COMMAS, Scene
from isnad.reading.drafts import MentionDraft
from isnad.reading.names import ADJECTIVE, DEFINITE, FINITE, FUNCTION, MASDAR, NOMINAL
from isnad.reading.text import NUMBER, WORD

REACH = 40
"""How many words after a trigger its slots are looked for in; keeps the time linear."""
TAKEN = 8
"""How many actors one slot holds at most: a longer list is not told apart from what follows it."""
PARTITIVE = frozenset({"بين", "من"})
"""Prepositions that with a pronoun say who is among those just named: "15 شخصا بينهم نساء"."""


@dataclass(slots=True)
class Slot:
    """A noun phrase: words ``start`` to ``stop``, the preposition before or on it, its head where that is no actor's,
    and who is named in it. ``owned`` tells that they only own what the head names: "مواقع الحركة"."""

    prep: str
    start: int
    stop: int
    mentions: list[MentionDraft] = field(default_factory=list)
    head: Form | None = None
    owned: bool = False


def clause_borders(scene: Scene, start: int, end: int) -> bytearray:
    """Which words of a sentence begin a clause: one byte a word from ``start`` to ``end`` and one more."""
    borders = bytearray(end - start + 1)
    borders[0] = borders[end - start] = 1
    for i in range(start + 1, end):
        form = scene.words[i].form
        if form.kind != WORD:
            if form.norm in COMMAS:
                continue
            if form.kind != NUMBER and form.norm in ".!?؟؛;:…":
                borders[i + 1 - start] = 1
        elif _begins(scene, i, form):
            borders[i - start] = 1
    return borders


def _begins(scene: Scene, i: int, form: Form) -> bool:
    """Whether a clause begins with word ``i``: أن, a relative, a conjunction, a verb that no particle leads."""
    cats = form.cats
    if cats & {"that", "rel", "connector", "conj", "comp"} and not cats & {"prep", "neg"}:
        return not any(p.suffix and p.entry.category == "noun" for p in form.parses[:1])
    if cats & {"aux", "neg"} and any(p.conj and p.entry.category in ("aux", "neg") for p in form.parses) and (
            i + 1 < len(scene.words) and (scene.cast.bits(i + 1) & FINITE or scene.bare(i + 1, "aux"))):
        return True  # "فقد استهدف", "ولن يهاجم", "ولم تكن"
    bits = scene.cast.bits(i)
    if bits & FINITE and not bits & (NOMINAL | DEFINITE | ADJECTIVE) and "prep" not in cats:
        return not led(scene, i) and not _after_preposition(scene, i)
    if scene.norm(i - 1) in COMMAS and "cue" in cats and any(
            p.sense.tense == "participle" and not (p.det or p.prep) for p in form.all("cue")):
        return True  # "، مشيرا إلى"
    return bool(bits & FINITE) and _joined_verb(scene, i, form)


def _after_preposition(scene: Scene, i: int) -> bool:
    """Whether word ``i`` is the second word of a preposition, or a noun after one: "من أجل عقد"."""
    return any(k >= 0 and phrase.entry.category == "prep" and phrase.end >= i
               for k in (i - 1, i - 2) if scene.form(k).heads for phrase in scene.page.phrases(k, i + 1))


def led(scene: Scene, i: int) -> bool:
    """Whether a particle, an auxiliary, أن or a relative stands before the verb at word ``i``, so that the clause began
    there."""
    return scene.bare(i - 1, "neg", "aux", "adv", "that", "rel", "conj", "comp", "connector") or any(
        p.entry.category == "mood" for p in scene.form(i - 1).events)


def _joined_verb(scene: Scene, i: int, form: Form) -> bool:
    """Whether a word that may be a verb or a noun is the verb of a further clause: "وقتل", "فقصف", "، قتل"."""
    first = form.parses[0]
    construct = scene.cast.bits(i - 1) & MASDAR and not scene.form(i - 1).norm.startswith("ال")
    if first.prep or first.det or construct:
        return False
    return any(p.conj and p.exact and p.sense.tense in ("perfect", "imperfect") for p in form.parses)


def slots_after(scene: Scene, i: int, end: int) -> list[Slot]:
    """The slots after word ``i`` up to word ``end``, in order. A noun phrase that و joins to one goes into its slot."""
    slots: list[Slot] = []
    end = min(end, i + REACH)
    prep, j = "", i
    while j < end:
        form = scene.words[j].form
        date_end = scene.date_end.get(j)
        if date_end is None and any(p.entry["role"] == "daypart" for p in form.all("dateword")):
            date_end = scene.date_end.get(j + 1)  # "صباح أمس": the part of the day is no noun phrase of its own
        if date_end is not None:
            j, prep = date_end, ""
            continue
        named = scene.cast.mention_at(j)
        if named is not None:
            j = _take(scene, slots, named, prep, j)
            prep = ""
            continue
        if form.kind == NUMBER or (form.kind == WORD and not _free_preposition(scene, j)):
            if scene.bare(j, "adverb", "adv", "neg", "aux") or j + 1 in scene.adverb_start or (
                    scene.page.lexicon.is_owned_preposition(form.norm)):
                j += 1
                continue
            slot = _noun_phrase(scene, j, end, prep)
            slots.append(slot)
            j, prep = slot.stop, ""
            continue
        if form.kind == WORD:
            own = form.find("prep")
            prep = own.entry.lemma if own is not None else ""
            if own is not None and own.suffix and prep not in PARTITIVE:
                prep = ""
        elif j in scene.page.brackets and scene.page.brackets[j] < end:
            j = scene.page.brackets[j]
        j += 1
    return slots


def _free_preposition(scene: Scene, j: int) -> bool:
    """Whether word ``j`` is a preposition that stands by itself."""
    form = scene.words[j].form
    return "prep" in form.cats and not form.triggers and any(
        p.entry.category == "prep" and not (p.prep or p.det) for p in form.parses)


def _take(scene: Scene, slots: list[Slot], mention: MentionDraft, prep: str, j: int) -> int:
    """Put a mention at word ``j`` into a slot of its own, or into that of the one it is joined to."""
    stop = max(mention.stop, j + 1)
    last = slots[-1] if slots else None
    joined = scene.coordinated(j) or (last is not None and scene.norm(j - 1) in COMMAS)
    if last is not None and last.mentions and not prep and joined and last.stop >= j - 1:
        if len(last.mentions) < TAKEN:
            last.mentions.append(mention)
        last.stop = stop
        return stop
    prep = prep or scene.joined_preposition(j)
    if last is not None and not last.mentions and last.head is not None and prep in ("", "ل") and last.stop == j and (
            not scene.coordinated(j)):
        last.mentions.append(mention)
        last.stop, last.owned = stop, True
        return stop
    slots.append(Slot(prep, j, stop, [mention]))
    return stop


def _noun_phrase(scene: Scene, j: int, end: int, prep: str) -> Slot:
    """The noun phrase of something that is no known actor: its head, what completes it, its adjectives."""
    form = scene.words[j].form
    prep = prep or scene.joined_preposition(j)
    slot = Slot(prep, j, j + 1, head=form)
    people = scene.cast.adopt_people(j, end, alone=not prep)
    if people is not None:
        slot.mentions, slot.head, slot.stop = [people], None, max(people.stop, j + 1)
        return slot
    definite = bool(scene.cast.bits(j) & DEFINITE)
    k = j + 1
    while k < end and scene.words[k].form.kind == WORD and k not in scene.date_end and (
            scene.cast.mention_at(k) is None and not _free_preposition(scene, k)
            and not scene.joined_preposition(k) and not scene.coordinated(k)
            and not scene.bare(k, "adverb", "adv", "neg", "aux", "dem")
            and not (scene.cast.bits(k) & (FINITE | FUNCTION) and not scene.cast.bits(k) & (NOMINAL | ADJECTIVE))):
        nisba = form_k.find("nisba") if (form_k := scene.words[k].form).cats else None
        if nisba is not None and not slot.mentions:  # "دبابة إسرائيلية", "مواقع أميركية": whose it is
            slot.mentions, slot.owned = [scene.cast.owner(nisba.entry["code"], k)], True
        if definite and not scene.cast.bits(k) & (DEFINITE | ADJECTIVE):
            break  # "دمر القصف منازل": the object begins
        k += 1
    slot.stop = k
    return slot
