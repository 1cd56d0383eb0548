"""Verbs and participles that report: from a cue to an open statement."""

from __future__ import annotations

from isnad.reading.actors import ADOPTED
from isnad.reading.clauses import COMMAS, WORDS_QUOTED, Scene
from isnad.reading.complements import OBJECT, PREPOSITION, QUOTE, THAT, Complement, complement
from isnad.reading.cues import FINITE, PARTICIPLE, Cue
from isnad.reading.drafts import MentionDraft
from isnad.reading.page import STOPS
from isnad.reading.relays import open_noun
from isnad.reading.subjects import (
    AFTER,
    BEFORE,
    ELIDED,
    PRONOUN,
    RELATIVE,
    Memory,
    Subject,
    agrees,
    back_over,
    clause_start,
    subject_after,
    subject_before,
)
from isnad.reading.text import WORD
from isnad.reading.walk import Open, Walk, close_all, first_actor, opened_at

FUNCTION_WORDS = frozenset({
    "that", "comp", "prep", "conj", "connector", "rel", "dem", "pron", "aux", "adv", "adverb", "neg", "occasion", "cue",
    "according", "as", "before",
})


def open_statement(scene: Scene, walk: Walk, memory: Memory, cue: Cue) -> Open | None:
    """Open a statement at a cue, closing what it ends; None where the cue has no speaker or says nothing."""
    current = walk.current
    if current is not None and (cue.i < current.start or (
            cue.i == current.start and current.kind in (PREPOSITION, OBJECT))):
        return None  # between a cue and what it introduces: "المصادر التي كانت تتحدث …، أن"
    inside = current is not None and current.quote is not None and cue.i < current.quote.close
    start = current.quote.open + 1 if inside and current is not None and current.quote is not None else walk.start
    end = _reach(scene, walk, cue, inside)
    if cue.kind == FINITE:
        return _open_finite(scene, walk, memory, cue, start, end, inside=inside)
    if cue.kind == PARTICIPLE:
        return _open_participle(scene, walk, memory, cue, end, inside=inside)
    return open_noun(scene, walk, cue, end, inside=inside)


def _reach(scene: Scene, walk: Walk, cue: Cue, inside: bool) -> int:
    """How far the content of a cue may go: the sentence's end; in a quotation, its next stop or closing mark."""
    if not inside or walk.current is None or walk.current.quote is None:
        return walk.end
    close = min(walk.current.quote.close, walk.end)
    for i in range(cue.i + 1, close):
        if scene.form(i).norm in STOPS and not {scene.norm(i - 1), scene.norm(i + 1)} & {".", "…"}:
            return i
    return close


def _open_finite(scene: Scene, walk: Walk, memory: Memory, cue: Cue, start: int, end: int, *,
                 inside: bool) -> Open | None:
    subject = subject_before(scene, cue, start)
    said_of = scene.that(cue.i - 1) if cue.i > start and not cue.parse.conj else None
    if said_of is not None and said_of.suffix and not _by_pronoun(scene, cue.i, start):
        return None  # "قال إنه يطالب إسرائيل": the pronoun is the subject, and the verb tells the act of what is said
    named_after = subject_after(scene, cue, end) if subject is None or subject.how == RELATIVE else None
    if named_after is not None and _is_object(scene, cue, named_after[0], named_after[1], end, memory):
        named_after = None
    if named_after is not None:
        mention, after = named_after
        subject = Subject(mention.actor, AFTER, clause_start(scene, cue.i, start), after, mention=mention,
                          adopted=_adopted(scene, mention))
        if scene.form(cue.i - 1).cats & {"that"} and cue.i > start:
            subject.governed = True
    if subject is None:
        subject = _elided(scene, walk, memory, cue, start, inside=inside)
    if subject is None:
        return None
    current = walk.current
    if (subject.governed and subject.how == BEFORE and cue.parse.sense.tense == "imperfect" and current is not None
            and subject.actor.country is not None and subject.actor.country == current.speaker.country):
        return None  # "أعلن المتحدث أن الكرملين يتوقع": one side and one statement
    said = complement(scene, cue, subject.next, end) or _quoted_before(scene, cue, walk)
    judges = cue.takes.object is not None and cue.takes.act not in ("say", "expect", "promise")
    if said is None and named_after is not None and judges:
        # one noun phrase only: it is what is rejected or condemned, and the speaker is carried over
        subject = _elided(scene, walk, memory, cue, start, inside=inside)
        said = complement(scene, cue, cue.i + 1, end) if subject is not None else None
    if said is None or subject is None:
        return None
    if subject.how == RELATIVE and subject.actor.kind != "person" and _of_another(scene, said):
        return None  # "حزبه الذي قال إنه سيكون …": what is told about, not who tells
    if said.kind not in (THAT, QUOTE) and (subject.how == RELATIVE or (subject.adopted and cue.takes.act == "say")):
        return None  # "التي تؤكد على", "تركز المران على": only what has words to say is sure to speak
    nested = inside or not _closes(scene, walk, subject, cue)
    if not nested:
        close_all(walk, subject.clause)
    return opened_at(cue, subject.actor, f"{cue.kind}-{subject.how}-{said.kind}", subject.clause, said, end, nested)


def _adopted(scene: Scene, mention: MentionDraft) -> bool:
    """Whether only its place makes the noun phrase an actor: neither a name nor a title nor a text that speaks."""
    return mention.rule == ADOPTED and mention.form == "nominal" and "text" not in scene.form(mention.start).cats


def _of_another(scene: Scene, said: Complement) -> bool:
    """Whether the clause said begins with a pronoun: "إنه"."""
    that = scene.that(said.start) if said.kind == THAT else None
    return that is not None and bool(that.suffix)


def _quoted_before(scene: Scene, cue: Cue, walk: Walk) -> Complement | None:
    """A quotation that stands before its cue: "«…»، قال الوزير"."""
    if cue.takes.quote is None or cue.parse.conj:
        return None
    i = cue.i - 1
    while i > walk.start and scene.form(i).norm in COMMAS:
        i -= 1
    quote = scene.quote_closing.get(i)
    least = 2 if i == cue.i - 1 or (quote is not None and quote.open == walk.start) else WORDS_QUOTED
    if quote is None or quote.open < walk.start or quote.close - quote.open - 1 < least:
        return None
    if any(opened.start <= quote.open < (opened.end or walk.end) for opened in (*walk.opened, *walk.recent())):
        return None
    return Complement(QUOTE, cue.takes.quote, quote.open, quote=quote)


def _is_object(scene: Scene, cue: Cue, mention: MentionDraft, after: int, end: int, memory: Memory) -> bool:
    """Whether the noun phrase after a verb is the one told and not the one who speaks: "ودعا أعضاء المجلس إلى"."""
    sense = cue.parse.sense
    if mention.actor.kind == "person" and mention.actor.gender == "m" and sense.gender == "f":
        return True
    if cue.addressee != "object":
        return False
    second = scene.cast.mention_at(scene.skip_adverbs(after, end)) if after < end else None
    if second is not None and not scene.joined_preposition(scene.skip_adverbs(after, end)):
        return False
    if mention.actor.gender and sense.gender and mention.actor.gender != sense.gender and mention.actor.number != "p":
        return True
    known = memory.whom(sense.gender, sense.number)
    return known is not None and known is not mention.actor and bool(cue.parse.conj) and mention.form == "nominal"


def _elided(scene: Scene, walk: Walk, memory: Memory, cue: Cue, start: int, *, inside: bool) -> Subject | None:
    """The speaker of a verb with no subject of its own: the current one, the last, or the sentence's first actor."""
    sense = cue.parse.sense
    clause = clause_start(scene, cue.i, start)
    joined = (bool(cue.parse.conj) or clause < cue.i or cue.i == start or _of_a_text(scene, cue.i, start)
              or _by_pronoun(scene, cue.i, start))
    if inside:
        return None
    if _unread_subject(scene, cue, walk.end):
        walk.unread = True
        return None
    current = walk.current
    if (current is not None and current.cue is not None and sense.tense == "imperfect"
            and current.cue.parse.sense.tense == "perfect"):
        return None  # a verb of the clause that is being said
    if current is not None and not current.nested and joined and agrees(current.speaker, sense.gender, sense.number):
        return Subject(current.speaker, ELIDED, clause, cue.i + 1)
    if not joined and (current is not None or "aux" not in scene.form(cue.i - 1).cats):
        return None
    if current is None:
        first = first_actor(scene, walk, cue.i, sense.gender, sense.number)
        if first is not None:
            return Subject(first, ELIDED, clause, cue.i + 1)
    actor = memory.whom(sense.gender, sense.number)
    return Subject(actor, ELIDED, clause, cue.i + 1) if actor is not None else None


def _unread_subject(scene: Scene, cue: Cue, end: int) -> bool:
    """Whether a word that may be a name follows the verb, though no actor was read there: better silent than wrong."""
    i = scene.skip_adverbs(cue.i + 1, end)
    if i + 1 < end and scene.that(i + 1) is not None and scene.bare(i, "prep") and cue.takes.preposition(
            scene.preposition(i)) is None:
        return True  # "قالت خلف إنها": no preposition stands before أن but the verb's own
    if i >= end or scene.form(i).kind != WORD or cue.takes.object is not None or cue.addressee == "object":
        return False
    form = scene.form(i)
    return scene.cast.mention_at(i) is None and not scene.preposition(i) and not form.cats & FUNCTION_WORDS


def _of_a_text(scene: Scene, i: int, start: int) -> bool:
    """"(أصدرت الوزارة) بيانا قالت فيه": a verb that tells what the text before it says."""
    if i + 1 >= len(scene.words) or not any(p.suffix for p in scene.form(i + 1).all("prep")):
        return False
    i = back_over(scene, i, start)
    return i > start and bool(scene.form(i - 1).cats & {"text", "occasion"})


def _by_pronoun(scene: Scene, i: int, start: int) -> bool:
    """"إلا أنها أضافت", "غير أنه قال": a joining word whose pronoun is the speaker."""
    if i < start + 2 or not scene.bare(i - 2, "before"):
        return False
    that = scene.that(i - 1)
    return that is not None and bool(that.suffix)


def _closes(scene: Scene, walk: Walk, subject: Subject, cue: Cue) -> bool:
    """Whether a finite cue goes on with the report's own telling and so ends what was being said."""
    current = walk.current
    if current is None:
        return True
    if subject.governed:
        return False
    if subject.how in (RELATIVE, PRONOUN):
        return False
    joined = bool(cue.parse.conj) or subject.clause < cue.i
    if subject.how == BEFORE:
        joined = subject.clause < scene.begins(subject.mention) if subject.mention is not None else joined
    return joined


def _open_participle(scene: Scene, walk: Walk, memory: Memory, cue: Cue, end: int, *, inside: bool) -> Open | None:
    sense = cue.parse.sense
    if inside:
        return None
    speaker = None
    for opened in [o for o in (*reversed(walk.opened), *walk.recent()) if not o.nested]:
        if agrees(opened.speaker, sense.gender, sense.number):
            speaker = opened.speaker
            break
    if speaker is None and walk.unread:
        return None  # somebody spoke before whom we could not read
    if speaker is None:
        speaker = first_actor(scene, walk, cue.i, sense.gender, sense.number)
    if speaker is None:
        speaker = memory.whom(sense.gender, sense.number)
    if speaker is None and walk.current is not None and not walk.current.nested:
        speaker = walk.current.speaker
    if speaker is None:
        return None
    said = complement(scene, cue, cue.i + 1, end)
    if said is None:
        return None
    clause = clause_start(scene, cue.i, walk.start)
    close_all(walk, clause)
    return opened_at(cue, speaker, f"{cue.kind}-{said.kind}", clause, said, end, False)
