"""Complements: where what was said begins after a cue, and who was told."""

from __future__ import annotations

from dataclasses import dataclass

from isnad.languages.lexicon import Entry
from isnad.reading.clauses import COMMAS, WORDS_QUOTED, Scene
from isnad.reading.cues import FINITE, NOUN, PARTICIPLE, Cue
from isnad.reading.drafts import MentionDraft
from isnad.reading.page import Quote
from isnad.reading.text import COLONS

THAT, QUOTE, PREPOSITION, OBJECT = "that", "quote", "preposition", "object"
JUDGING = frozenset({"criticise", "reject", "deny", "praise"})
"""Acts of words whose object may be anything that is judged."""
REACH = {FINITE: 60, PARTICIPLE: 20, NOUN: 25}
"""How many words may stand between a cue and what it introduces."""
NEAR_WORDS = 12
"""The same for a verb that is written like a preposition (بين)."""
NEAR = 4
"""How near a noun's preposition must be: it has no clause of its own that could reach farther."""


@dataclass(slots=True)
class Complement:
    """What a cue introduces: the word at which it begins, the act it makes of the cue, and a quotation that it
    wholly is. ``addressee`` is who was told or urged, where he stands between."""

    kind: str
    act: str
    start: int
    quote: Quote | None = None
    addressee: MentionDraft | None = None
    entries: tuple[Entry, ...] = ()


def complement(scene: Scene, cue: Cue, i: int, end: int) -> Complement | None:
    """Look for a cue's complement from word ``i``, behind the subject if there is one, up to ``end``."""
    addressee: MentionDraft | None = None
    i = scene.past_apposition(i, end)
    first = i
    if cue.addressee == "object" and i < end:
        addressee, i = _told(scene, i, end)
        first = i if cue.takes.object_word else first
    behind = (first, i)
    limit = min(end, i + (NEAR_WORDS if "prep" in scene.form(cue.i).cats else REACH[cue.kind]))
    while i < limit:
        found = _here(scene, cue, i, limit, first=first)
        if found is None and i in behind and (wanted := _wanted(scene, cue, i)):
            found = Complement(PREPOSITION, wanted, i)
        if found is not None:
            if cue.kind == NOUN and found.kind == PREPOSITION and i - first > NEAR:
                return None
            found.addressee = addressee
            return found
        if scene.that(i) is not None and cue.takes.that is None:
            return None  # another verb's clause
        if cue.addressee and cue.addressee != "object" and scene.preposition(i) == cue.addressee:
            told = _mention_after(scene, i)
            if told is not None:
                addressee = told
                i = first = told.stop
                continue
        if i > first and (_new_clause(scene, cue, i) or scene.listed(i, end, "impersonal") is not None):
            return None
        i = _next(scene, i)
    return None


def _told(scene: Scene, i: int, end: int) -> tuple[MentionDraft | None, int]:
    """The object of a verb that says to somebody, and the word after it: "دعا الحكومة إلى"."""
    mention = scene.cast.mention_at(i)
    if mention is None or scene.joined_preposition(i):
        return None, i
    after = mention.stop
    while after < end and scene.cast.mention_at(after) is not None and scene.coordinated(after):
        more = scene.cast.mention_at(after)
        assert more is not None
        after = more.stop
    return mention, after


def _mention_after(scene: Scene, i: int) -> MentionDraft | None:
    """The mention that a preposition at word ``i`` governs, quotation mark or not."""
    if scene.joined_preposition(i):
        if i + 1 in scene.quote_at or scene.is_punct(min(i + 1, len(scene.words) - 1)):
            return scene.cast.mention_at(i + 2) if i + 2 < len(scene.words) else None
        return scene.cast.mention_at(i)
    return scene.cast.mention_at(i + 1) if i + 1 < len(scene.words) else None


def _here(scene: Scene, cue: Cue, i: int, end: int, *, first: int) -> Complement | None:
    """The complement that begins at word ``i``, if one does."""
    takes = cue.takes
    that = scene.that(i)
    if that is not None:
        if scene.bare(i - 1, "before") or takes.that is None or that.conj in scene.page.lexicon.conjunctions[:1]:
            return None
        act = takes.that
        governor = scene.form(i - 1).find("prep")
        if governor is not None and (governed := takes.preposition(governor.entry.lemma)):
            act = governed
        return Complement(THAT, act, i, entries=(that.entry,))
    if takes.quote is not None:
        found = _quotation(scene, takes.quote, i, end)
        if found is not None:
            return found
    prep = scene.preposition(i)
    if prep == "ل" and cue.kind == NOUN and takes.object is not None:
        return Complement(PREPOSITION, takes.object, i)  # a verbal noun has its object after ل
    if prep and (takes_it := takes.preposition(prep)) is not None and (i == first or not scene.bare(i, "place")):
        return _after_preposition(scene, i, end, prep, takes_it)
    if i == first and takes.quote is not None and cue.kind == FINITE and _begins_speech(scene, i):
        return Complement(QUOTE, takes.quote, i)
    if takes.object is not None and not prep and (
            (i == first and _says_something(scene, cue, i)) or _after_aside(scene, cue, i, first)):
        return Complement(OBJECT, takes.object, i)
    return None


def _wanted(scene: Scene, cue: Cue, i: int) -> str:
    """The act that a cue has where what it governs begins with a noun that is a preposition elsewhere: "طالب بحق
    العودة", "اتهمه بقيادة تمرد", but "قال بحضور نظيره"."""
    form = scene.form(i)
    own = form.find("prep")
    if own is None or own.prep or own.suffix:
        return ""
    for parse in form.parses:
        if parse.prep and parse.entry.category == "noun":
            act = cue.takes.preposition(parse.prep)
            return act if act not in (None, "say", "expect") else ""
    return ""


def _after_preposition(scene: Scene, i: int, end: int, prep: str, act: str) -> Complement | None:
    """The complement that a governed preposition at word ``i`` brings: from أن, or the noun after it."""
    if prep == scene.norm(i) and scene.bare(i, "place") and any(scene.that(j) is not None for j in range(i + 1, end)):
        return None  # "ورأت اللجنة في الجلسة أن": where, and what follows
    if scene.listed(i, end, "adjunct") is not None or scene.listed(i, end, "adverb") is not None or i in scene.date_end:
        return None
    if scene.joined_preposition(i):
        parse = scene.form(i).find("prep")
        if parse is not None and parse.suffix:
            return None
        if act == "say" and prep == "ب" and not any(p.sense.tense == "masdar" for p in scene.form(i).parses):
            return None  # "اعترف بدولة" says nothing; "اعترف بارتكاب" does
        return Complement(PREPOSITION, act, i)
    own = scene.form(i).find("prep")
    if i + 1 >= end or (own is not None and own.suffix):
        return None
    that = scene.that(i + 1)
    if that is not None:
        return Complement(THAT, act, i + 1, entries=(that.entry,))
    if scene.is_punct(i + 1) and i + 1 not in scene.quote_at:
        return None
    # إلى، على، عن، من are left out of what was said; في stays
    return Complement(PREPOSITION, act, i if prep == "في" else i + 1)


def _quotation(scene: Scene, act: str, i: int, end: int) -> Complement | None:
    """A quotation that begins at word ``i``: after a colon, or long enough to be what was said."""
    if scene.form(i).norm in COLONS and i + 1 < end:
        if scene.that(i + 1) is not None:
            return Complement(THAT, act, i + 1)  # "قال فلان: إن …" is indirect for all its colon
        return Complement(QUOTE, act, i + 1, quote=scene.quote_at.get(i + 1))
    quote = scene.quote_at.get(i)
    if quote is None or quote.close - quote.open - 1 < WORDS_QUOTED or scene.bare(i - 1, "prep") or (
            len(scene.norm(i - 1)) == 1 and scene.joined_preposition(i - 1)):
        return None
    name = scene.cast.mention_at(i + 1)
    if name is not None and (not quote.closed or name.stop >= quote.close):
        return None
    return Complement(QUOTE, act, i, quote=quote)


def _after_aside(scene: Scene, cue: Cue, i: int, first: int) -> bool:
    """Whether what is said follows the comma that ends an aside: a stance ("أكد الوزير، في رسالة إلى المفوض، أهمية
    الزيارة"), or, of words that judge, anything behind where it was said ("انتقد الحزب، في بيان، غياب الخطة")."""
    if cue.kind != FINITE or scene.norm(i - 1) not in COMMAS:
        return False
    if any(not (p.conj or p.prep or p.det) for p in scene.form(i).all("stance")):
        return True
    return cue.takes.act in JUDGING and _says_something(scene, cue, i) and any(
        scene.form(j).cats & {"occasion", "text"} and scene.bare(j - 1, "prep") for j in range(first + 1, i))


def _begins_speech(scene: Scene, i: int) -> bool:
    """Whether somebody's words begin at word ``i`` with no mark to tell: "وقال نحن لا نناقش", "وقال هذا مفتعل"."""
    return (scene.bare(i, "dem", "pron", "interrog") and "rel" not in scene.form(i).cats) or any(
        p.sense.person == "1" and p.sense.tense == "imperfect" for p in scene.form(i).parses[:1])


def _says_something(scene: Scene, cue: Cue, i: int) -> bool:
    """Whether a direct object is something said: a verbal noun, a stance, "ما …", "أي …"; anything at all for
    words that judge (reject, condemn, deny)."""
    form = scene.form(i)
    if "something" in form.cats:
        return True
    if scene.is_punct(i) or "rel" in form.cats or (not form.parses and scene.coordinated(i)):
        return False
    if form.parses and form.parses[0].conj:
        return False
    if cue.kind == PARTICIPLE and scene.form(cue.i - 1).norm not in COMMAS:
        return False
    if cue.takes.object_word:
        return form.norm.removeprefix(scene.page.lexicon.article) == cue.takes.object_word
    if scene.form(i).cats & {"prep", "conj", "adv", "neg", "aux", "pron"} and not form.cats & {"stance", "verb"}:
        return False
    if cue.takes.act not in ("say", "expect", "promise"):
        return True
    return "stance" in form.cats or any(p.sense.tense == "masdar" and not p.prep for p in form.parses)


def _new_clause(scene: Scene, cue: Cue, i: int) -> bool:
    """Whether another finite reporting word with its own joining word begins at ``i``: the search must stop."""
    form = scene.form(i)
    if "cue" not in form.cats or i <= cue.i + 1:
        return False
    beside = any(p.sense.tense == "participle" and not (p.det or p.prep or p.suffix) for p in form.all("cue"))
    if beside and (cue.kind == NOUN or scene.norm(i - 1) in COMMAS):
        return True
    if cue.kind != FINITE and any(p.sense.tense == "perfect" and p.exact for p in form.parses[:1]):
        return True
    return any(p.conj and p.sense.tense in ("perfect", "imperfect") for p in form.all("cue")) and (
        scene.form(i - 1).norm in COMMAS or (cue.kind == FINITE and scene.is_punct(i - 1)))


def _next(scene: Scene, i: int) -> int:
    """The word after the unit at word ``i``: a name, a date, a bracket, a short quotation are stepped over whole."""
    mention = scene.cast.mention_at(i)
    if mention is not None:
        return max(mention.stop, i + 1)
    if i in scene.date_end:
        return scene.date_end[i]
    if i in scene.page.brackets:
        return scene.page.brackets[i] + 1
    if i in scene.quote_at and scene.quote_at[i].closed:
        return scene.quote_at[i].close + 1
    return i + 1
