"""Circumstances of an event: its days, its place, how many, its mode by the words around it, its contexts."""

from __future__ import annotations

from collections.abc import Iterable

from isnad.languages.lexicon import Entry
from isnad.reading.clauses import Scene
from isnad.reading.drafts import DateDraft, EventDraft, PlaceDraft, QuantityDraft
from isnad.reading.names import FINITE
from isnad.reading.page import Sentence
from isnad.reading.text import NUMBER
from isnad.reading.triggers import Clause

PLACES = frozenset({"place", "state", "capital"})
AT = frozenset({"في", "ب", "قرب", "إلى", "من", "شمال", "جنوب", "شرق", "غرب", "وسط", "على", "داخل"})
NEAR = 6
"""How far from a word for people killed, wounded and the like its number may stand."""
LEAD = 2
"""How many sentences a lead has."""
LEADING = 4
"""How many words a sentence's leading date begins within: "وفي يوم الجمعة الماضي، …"."""
SUBJECT = 6
"""How far a subject and its verb, and the verb and its place, stand apart."""
WINDOW = 25
"""How many words on each side of a trigger its circumstances are looked for in."""


def date_of(scene: Scene, sentence: Sentence, clause: Clause, i: int) -> DateDraft | None:
    """The date of a trigger: the one in its own clause, the nearest where there are several; else the one that its
    sentence begins with."""
    near = scene.dates_between(max(clause.start, i - 2 * WINDOW), min(clause.end, i + 2 * WINDOW))
    inside = [d for d in near if d.first is not None]
    if inside:
        return min(inside, key=lambda d: abs(d.start - i))
    leading = [d for d in scene.dates_between(sentence.start, min(sentence.start + LEADING, clause.start))
               if d.first is not None]
    return leading[0] if leading else None


def lead_day(scene: Scene) -> DateDraft | None:
    """The one day that a report's lead tells, its first ``LEAD`` sentences: a headline's deeds, and what was said, are
    of that day unless they tell another."""
    days: dict[object, DateDraft] = {}
    for sentence in [s for s in scene.page.sentences if not s.headline][:LEAD]:
        for draft in scene.dates_between(sentence.start, sentence.end):
            if draft.grain == "day" and draft.first is not None:
                days.setdefault(draft.first, draft)
    return next(iter(days.values())) if len(days) == 1 else None


def place_of(scene: Scene, clause: Clause, i: int, end: int) -> PlaceDraft | None:
    """The first place named after a preposition of place behind a trigger, else before it in its clause; else behind
    the verb that it is the subject of ("مظاهرة اندلعت في صنعاء"), or where its sentence begins ("وفي صنعاء، خرجت")."""
    for j in range(i + 1, min(end, i + WINDOW)):
        if (found := _place_at(scene, j, clause.end)) is not None:
            return found
    for j in range(max(clause.start, i - WINDOW), i):
        if (found := _place_at(scene, j, i)) is not None:
            return found
    if leads_verb(scene, clause, i, SUBJECT):
        last = _sentence_end(scene, i)
        for j in range(clause.end + 1, min(clause.end + SUBJECT, last)):
            if scene.is_punct(j) or scene.cast.bits(j) & FINITE:
                break
            if (found := _place_at(scene, j, last)) is not None:
                return found
    if clause.first == clause.before and scene.preposition(clause.first) in ("في", "ب"):
        for j in range(clause.first, min(clause.first + LEADING, clause.start)):
            if (found := _place_at(scene, j, clause.start)) is not None:
                return found
    return None


def leads_verb(scene: Scene, clause: Clause, i: int, reach: int) -> bool:
    """Whether a noun at word ``i`` is the subject of a verb that comes within ``reach`` words and begins a clause of
    its sentence: "مظاهرة عنيفة اندلعت"."""
    return clause.end <= i + reach and clause.end < _sentence_end(scene, i) and bool(
        scene.cast.bits(clause.end) & FINITE) and not scene.coordinated(clause.end)


def _sentence_end(scene: Scene, i: int) -> int:
    sentence = scene.page.sentence_of(i)
    return sentence.end if sentence is not None else i


def _place_at(scene: Scene, j: int, end: int) -> PlaceDraft | None:
    entry, stop = _gazetteer(scene, j, end)
    if entry is None:
        return None
    k = j
    while k > 0 and k > j - 3 and not scene.preposition(k) and scene.form(k - 1).cats & {"noun", "body"}:
        k -= 1  # "في مدينة كذا", "بمحافظة كذا"
    governor = scene.preposition(k)
    if not governor and k > 0 and scene.bare(k - 1, "prep", "place", "adv"):
        governor = scene.preposition(k - 1) or scene.norm(k - 1)  # "وفي", "شمال"
    if governor not in AT and scene.norm(k - 1) not in AT:
        return None
    country = entry["country"] or entry["code"] or None
    word = scene.words[j]
    start = word.start + (1 if scene.joined_preposition(j) and k == j else 0)
    span = (start, scene.words[stop - 1].end)
    return PlaceDraft(span, scene.page.text[slice(*span)], None if country == "none" else country,
                      float(entry["lat"]) if entry["lat"] else None, float(entry["lon"]) if entry["lon"] else None)


def _gazetteer(scene: Scene, j: int, end: int) -> tuple[Entry | None, int]:
    """The entry of the place at word ``j``, the longest name first, and the word after it."""
    form = scene.words[j].form
    if not form.heads and form.cats.isdisjoint(PLACES):
        return None, j
    for phrase in scene.page.phrases(j, end):
        if _is_place(phrase.entry):
            return phrase.entry, phrase.end
    named = [p.entry for p in form.parses[:3] if _is_place(p.entry) and not (p.det or p.suffix)]
    best = next((entry for entry in named if entry["lat"]), named[0] if named else None)
    return best, j + 1


def _is_place(entry: Entry) -> bool:
    return entry.category in PLACES and bool(entry["lat"] or entry["code"])


def quantities_in(scene: Scene, start: int, end: int) -> list[QuantityDraft]:
    """Numbers of people killed, wounded, arrested and so on between two words."""
    found: list[QuantityDraft] = []
    for i in range(start, end):
        kinds = [p for p in scene.form(i).events if p.entry.category == "quantity"]
        if not kinds:
            continue
        kind = kinds[0].entry["kind"]
        number = _number_near(scene, i, start, end, before=any(p.entry["part"] == "noun" for p in kinds))
        if number is not None and all(q.span != number[1] for q in found):
            found.append(QuantityDraft(kind, *number))
    return found


def _number_near(scene: Scene, i: int, start: int, end: int, *,
                 before: bool) -> tuple[int | None, tuple[int, int]] | None:
    """The number beside a word: right before a noun ("20 قتيلا"), else soon after it ("مقتل 20 شخصا")."""
    if before and i > start and (told := _number_at(scene, i - 1)) is not None:
        return told, scene.page.span(i - 1, i)
    for j in range(i + 1, min(end, i + NEAR)):
        if j in scene.date_end or any(p.entry.category == "quantity" for p in scene.form(j).events):
            return None
        told = _number_at(scene, j)
        if told is not None:
            return told, scene.page.span(j, j + 1)
    return None


def _number_at(scene: Scene, j: int) -> int | None:
    form = scene.words[j].form
    if form.kind == NUMBER:
        return int(form.norm) if len(form.norm) < 8 else None
    numeral = form.find("numeral")
    return int(numeral.entry["value"]) if numeral is not None and numeral.entry["kind"] in (
        "unit", "ten", "hundred") else None


def mode_of(scene: Scene, event_type: str, start: int, end: int) -> tuple[str | None, tuple[Entry, ...]]:
    """The mode that a word around a trigger tells, for events whose frame tells none."""
    for i in range(start, end):
        form = scene.words[i].form
        entries: Iterable[Entry] = (p.entry for p in form.events)
        if form.event_heads:
            entries = [*entries, *(phrase.entry for phrase in scene.page.event_phrases(i, end))]
        for entry in entries:
            if entry.category == "mode" and entry["type"] == event_type:
                return entry["mode"], (entry,)
    return None, ()


def contexts_in(scene: Scene, sentence: Sentence) -> list[str]:
    """PLOVER's contexts that the words of a sentence tell, in order."""
    found: dict[str, None] = {}
    for i in range(sentence.start, min(sentence.end, sentence.start + 4 * WINDOW)):
        form = scene.words[i].form
        for parse in form.events:
            if parse.entry.category == "context":
                found[parse.entry["context"]] = None
        if form.event_heads:
            for phrase in scene.page.event_phrases(i, sentence.end):
                if phrase.entry.category == "context":
                    found[phrase.entry["context"]] = None
    return list(found)


def describe(scene: Scene, event: EventDraft, told: Iterable[str], around: Iterable[str]) -> None:
    """Give an event its contexts: those of its frame, then those of the words around it."""
    event.contexts = list(dict.fromkeys([*told, *around]))
