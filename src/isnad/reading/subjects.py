"""Subjects: who speaks at a cue. Named after it, named before it, meant by a relative, or carried over."""

from __future__ import annotations

from dataclasses import dataclass

from isnad.reading.actors import ADOPTED
from isnad.reading.clauses import COMMAS, Scene
from isnad.reading.complements import QUOTE, THAT, complement
from isnad.reading.cues import Cue
from isnad.reading.drafts import ActorDraft, MentionDraft
from isnad.reading.names import FUNCTION, name_tokens
from isnad.reading.page import STOPS, Quote
from isnad.reading.text import WORD

AFTER, BEFORE, RELATIVE, PRONOUN, ELIDED = "after", "before", "relative", "pronoun", "elided"
SOON = 14
"""How soon after a name that no table has what he said must come."""
NAME = 5
"""Words in the longest name that no table has."""
UNLISTED = 7
"""Words in the longest subject that no table tells of."""
NO_SUBJECT = frozenset({
    "that", "comp", "prep", "conj", "connector", "rel", "dem", "pron", "aux", "neg", "interrog", "before", "according",
    "as",
})
JOINING = 24
"""How many words may join a clause to what stands before it."""
REMEMBERED = 6
"""How many of the last speakers a verb without a subject may mean."""


@dataclass(slots=True)
class Subject:
    """The speaker at a cue. ``clause`` is the word at which the cue's clause begins, joining words included;
    ``next`` the word from which its complement may be looked for; ``governed`` tells that أن governs the clause."""

    actor: ActorDraft
    how: str
    clause: int
    next: int
    governed: bool = False
    mention: MentionDraft | None = None
    adopted: bool = False


class Memory:
    """The last speakers of a report, the latest last."""

    def __init__(self) -> None:
        self._speakers: list[ActorDraft] = []

    def speaks(self, actor: ActorDraft) -> None:
        """Note that an actor has spoken in the report's own line of telling."""
        if actor in self._speakers:
            self._speakers.remove(actor)
        self._speakers.append(actor)
        del self._speakers[:-REMEMBERED]

    def whom(self, gender: str, number: str) -> ActorDraft | None:
        """The last speaker that a verb of that gender and number may mean.

        Where none agrees and only one has spoken it is he: the gender of a foreign name is a guess, the verb is not.
        """
        for actor in reversed(self._speakers):
            if agrees(actor, gender, number):
                return actor
        only = self._speakers[0] if len(self._speakers) == 1 else None
        return only if only is not None and only.kind == "person" and number == "s" else None


def agrees(actor: ActorDraft, gender: str, number: str) -> bool:
    """Whether a verb of that gender and number may follow an actor as its subject."""
    if number[:1] == "d":  # two speak together, and the first-named stands for both
        return actor.number in ("d", "") or actor.kind == "person"
    if number[:1] == "p":
        return (actor.number in ("p", "d", "") and actor.kind != "country") or actor.kind in ("group", "organisation")
    if not gender or not actor.gender:
        return True
    if actor.gender == gender:
        return not (actor.kind == "group" and actor.number == "p" and gender == "m")
    return actor.number == "p" and gender == "f" and actor.kind != "person"


def subject_after(scene: Scene, cue: Cue, end: int) -> tuple[MentionDraft, int] | None:
    """The noun phrase after a verb that is its subject, and the word after it; None where there is none."""
    j = scene.skip_adverbs(cue.i + 1, end)
    if j >= end:
        return None
    if cue.addressee == "ل" and scene.preposition(j) == "ل":
        j = _past_addressee(scene, j, end)
        if j >= end:
            return None
    each = scene.listed(j, end, "each")
    if each is not None:
        j = each[0]
        if j >= end:
            return None
    quote = scene.quote_at.get(j)
    if quote is not None and quote.close - quote.open <= 6:
        return _in_marks(scene, cue, quote, end)
    if scene.is_punct(j) or scene.that(j) is not None:
        return None
    if scene.preposition(j) and each is None:
        return _named_like_a_preposition(scene, j, end)
    mention = scene.cast.mention_at(j) or scene.cast.adopt(j, end) or _unlisted(scene, cue, j, end)
    if mention is None:
        return None
    after = mention.stop
    if mention.form == "title" and mention.actor.kind == "person":
        mention, after = _with_name(scene, cue, mention, after, end)
    while after < end:
        nxt = scene.cast.mention_at(after)
        if nxt is None or not scene.coordinated(after):
            break
        after = nxt.stop
    return mention, after


def _in_marks(scene: Scene, cue: Cue, quote: Quote, end: int) -> tuple[MentionDraft, int] | None:
    """A subject whose name stands in quotation marks, its office behind it or not: "أعلن «فلان» المتحدث باسم"."""
    j = quote.open
    inner = scene.cast.mention_at(j + 1)
    if inner is not None and inner.stop >= quote.close:
        return inner, max(quote.close + 1, inner.phrase_end)
    after = quote.close + 1
    office = scene.cast.mention_at(after) if after < end else None
    if office is not None and office.form == "title" and not scene.coordinated(after):
        after = office.stop
    if inner is None and quote.close > j + 1 and _speaks(scene, cue, after, end):
        return scene.cast.introduce(j + 1, quote.close), after
    return None


def _with_name(scene: Scene, cue: Cue, office: MentionDraft, i: int, end: int) -> tuple[MentionDraft, int]:
    """The speaker's name right behind his office and before what he said, though no table has it: "قال رئيس البعثة
    فلان الفلاني إن"; a phrase of place may stand between."""
    after = i
    if i < end and (scene.bare(i, "place") or scene.joined_preposition(i) == "ب"):
        i += 1 if scene.joined_preposition(i) else 2
        while i < end and scene.form(i).cats & {"place", "region", "state", "capital", "adj"}:
            i += 1
    named = scene.cast.mention_at(i) if i < end else None
    if named is not None and named.form == "name" and named.actor.kind == "person":
        stop = named.stop
        if not scene.coordinated(i) and _speaks(scene, cue, stop, end):
            scene.cast.merge(office.actor, named.actor)
            return named, stop
        return office, after
    quote = scene.quote_at.get(i)
    i = i + 1 if quote is not None and quote.closed else i
    stop = i
    while stop < min(end, i + NAME) and scene.form(stop).kind == WORD and not scene.cast.bits(stop) & FUNCTION and (
            not scene.form(stop).cats or ("name" in scene.form(stop).cats and not scene.form(stop).cats & NO_SUBJECT)):
        stop += 1
    behind = stop + 1 if quote is not None and stop == quote.close else stop
    if stop == i or not _speaks(scene, cue, behind, end):
        return office, after
    known = scene.cast.called(name_tokens(scene.words, i, stop))
    if known is not None and known is not office.actor:
        scene.cast.merge(office.actor, known)
    named = MentionDraft(i, stop, "name", known or office.actor, stop, rule=ADOPTED)
    named.actor.name = max(known.name if known else "", scene.page.chars(i, stop), key=len)
    scene.cast.note(named, i)
    return named, behind


def _named_like_a_preposition(scene: Scene, j: int, end: int) -> tuple[MentionDraft, int] | None:
    """A name that is also a preposition, right before what was said: "قالت خلف إنها"."""
    if scene.joined_preposition(j) or j + 1 >= end or scene.that(j + 1) is None:
        return None
    actor = scene.cast.called(name_tokens(scene.words, j, j + 1))
    if actor is None:
        return None
    mention = MentionDraft(j, j + 1, "name", actor, j + 1, rule=ADOPTED)
    scene.cast.note(mention, j)
    return mention, j + 1


def _unlisted(scene: Scene, cue: Cue, start: int, end: int) -> MentionDraft | None:
    """A noun phrase of words that tell no actor, right between a verb and what was said: "قالت حديقة حيوان كذا إن"."""
    first = scene.form(start)
    if cue.takes.object is not None and any(p.sense.tense == "masdar" for p in first.parses):
        return None  # "رفضت اتهامات كذا": what is rejected
    if (first.kind != WORD or first.cats & NO_SUBJECT or scene.preposition(start)
            or any(p.sense.tense in ("perfect", "imperfect") and p.exact for p in first.parses[:1])):
        return None
    for i in range(start + 1, min(end, start + UNLISTED)):
        form = scene.form(i)
        if form.kind != WORD or form.cats & NO_SUBJECT or scene.adverb_end(i, end) > i:
            return scene.cast.introduce(start, i) if _speaks(scene, cue, i, end) else None
    return None


def _speaks(scene: Scene, cue: Cue, i: int, end: int) -> bool:
    """Whether what a cue introduces, in a clause or a quotation, begins at word ``i`` or soon after it."""
    said = complement(scene, cue, i, min(end, i + SOON))
    return said is not None and said.kind in (THAT, QUOTE)


def _past_addressee(scene: Scene, j: int, end: int) -> int:
    """The word after "ل" and the one who is told: "أكد لـ«الشرق الأوسط» مسؤول", "قال للصحفيين الوزير"."""
    quote = scene.quote_at.get(j + 1) if scene.form(j).norm.endswith("ل") else None
    if quote is not None:
        after = quote.close + 1
    else:
        mention = scene.cast.mention_at(j)
        after = mention.stop if mention is not None else j
    return scene.skip_adverbs(after, end) if after < end else end


def back_over(scene: Scene, i: int, start: int) -> int:
    """The word index after stepping back from ``i`` over auxiliaries, particles, adverbs and dates."""
    first = i
    while i > start and i > first - JOINING:
        form = scene.form(i - 1)
        if i in scene.date_start and scene.date_start[i] >= start:
            i = scene.date_start[i]
        elif i in scene.adverb_start and scene.adverb_start[i] >= start:
            i = scene.adverb_start[i]
        elif scene.bare(i - 1, "aux", "adv") and "that" not in form.cats:
            i -= 1
        else:
            break
    return i


def clause_start(scene: Scene, i: int, start: int) -> int:
    """Step back from a clause's first word over the words that join it to what stands before."""
    first = i
    while i > start and i > first - JOINING:
        form = scene.form(i - 1)
        if form.norm in COMMAS or "connector" in form.cats or (scene.is_punct(i - 1) and form.norm in STOPS) or (
                form.norm in scene.page.lexicon.conjunctions):
            i -= 1
        elif i in scene.connector_start and scene.connector_start[i] >= start:
            i = scene.connector_start[i]
        elif i in scene.date_start and scene.date_start[i] >= start and _joins(scene, scene.date_start[i], start):
            i = scene.date_start[i]
        elif i in scene.adverb_start and scene.adverb_start[i] >= start and _joins(scene, scene.adverb_start[i], start):
            i = scene.adverb_start[i]
        else:
            break
    return i


def _joins(scene: Scene, i: int, start: int) -> bool:
    """Whether an adverb at word ``i`` begins a clause: it stands first or after a comma, or و is joined to it."""
    return i == start or scene.form(i - 1).norm in COMMAS or scene.coordinated(i)


def subject_before(scene: Scene, cue: Cue, start: int) -> Subject | None:
    """A subject named before the verb: "الكرملين ينفي", "النائب فلان، كان صرح"; or the head of a relative."""
    if cue.parse.conj:
        return None
    i = back_over(scene, cue.i, start)
    if i <= start:
        return None
    before = scene.form(i - 1)
    if "rel" in before.cats and not before.cats & {"prep", "neg", "interrog"}:
        head = scene.mention_end.get(i - 1) or (
            scene.mention_end.get(i - 2) if i - 2 > start and scene.form(i - 2).norm in COMMAS else None)
        if head is None or scene.begins(head) < start:
            return None
        return Subject(head.actor, RELATIVE, i - 1, cue.i + 1, governed=True, mention=head)
    if "pron" in before.cats and "that" not in before.cats:
        actor = _antecedent(scene, i - 1, start, cue)
        return Subject(actor, PRONOUN, clause_start(scene, i - 1, start), cue.i + 1) if actor is not None else None
    mention = scene.mention_end.get(i)
    quoted = scene.quote_closing.get(i - 1)
    if mention is None and quoted is not None and quoted.open >= start and quoted.close - quoted.open <= 6:
        mention = scene.mention_end.get(quoted.close) or scene.cast.adopt(quoted.open + 1, quoted.close)
        if mention is not None:
            clause = clause_start(scene, quoted.open, start)
            return Subject(mention.actor, BEFORE, clause, cue.i + 1, mention=mention, adopted=mention.rule == ADOPTED)
    if mention is None and before.norm in COMMAS and i - 1 > start:
        mention = scene.mention_end.get(i - 1)
    sentence = scene.page.sentence_of(cue.i)
    if (mention is None and sentence is not None and sentence.headline and sentence.start == start
            and cue.parse.sense.tense == "imperfect" and i - start <= UNLISTED and not any(
                scene.form(j).cats & NO_SUBJECT or scene.is_punct(j) for j in range(start, i))):
        mention = scene.cast.adopt(start, i)  # a headline begins with who speaks in it
        if mention is None or mention.stop != i:
            mention = scene.cast.introduce(start, i)
    if mention is None:
        mention = _between_auxiliaries(scene, i, start)
    if mention is None:
        return None
    first = scene.begins(mention)
    if first < start or not nominative(scene, first, start):
        return None
    governed = first > start and scene.that(first - 1) is not None
    clause = first if governed else clause_start(scene, back_over(scene, first, start), start)
    return Subject(mention.actor, BEFORE, clause, cue.i + 1, governed=governed, mention=mention)


def _between_auxiliaries(scene: Scene, i: int, start: int) -> MentionDraft | None:
    """The subject behind an auxiliary, though nothing else shows it acts: "وكانت كييف قد اتهمت", "كان مصدر أشار"."""
    for j in range(i - 1, max(start, i - UNLISTED) - 1, -1):
        if scene.form(j).kind != WORD:
            return None
        if scene.bare(j, "aux"):
            mention = scene.cast.adopt(j + 1, i) if j + 1 < i else None
            return mention if mention is not None and mention.stop == i else None
    return None


def nominative(scene: Scene, i: int, start: int) -> bool:
    """Whether a noun phrase may be a subject: no preposition before or on it, and no noun that it completes."""
    if scene.joined_preposition(i):
        return False
    if i == start:
        return True
    before = scene.form(i - 1)
    if scene.is_punct(i - 1) or before.cats & {"that", "connector", "conj", "aux"}:
        return before.norm != ")"
    if scene.coordinated(i):
        return True
    return i in scene.adverb_start or i in scene.date_start or i in scene.connector_start


def _antecedent(scene: Scene, i: int, start: int, cue: Cue) -> ActorDraft | None:
    sense = cue.parse.sense
    for j in range(i - 1, max(start, i - 25) - 1, -1):
        mention = scene.mention_end.get(j)
        if mention is not None and mention.actor.kind == "person" and agrees(mention.actor, sense.gender, sense.number):
            return mention.actor
    return None
