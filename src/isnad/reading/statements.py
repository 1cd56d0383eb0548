"""Statements: who is said to have said what, nested as the text nests them.

Each sentence is walked once from left to right. A cue opens a statement where it has both a speaker and something
said; the next cue of the report's own line of telling, or the sentence's end, closes it. Nesting is not decided but
found: a statement whose cue stands in the content of another is within it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from isnad.languages.lexicon import Entry
from isnad.reading.actors import ADOPTED, Cast
from isnad.reading.acts import act_of, form_of
from isnad.reading.clauses import COLONS, COMMAS, WORDS_QUOTED, Scene
from isnad.reading.complements import (
    OBJECT,
    PREPOSITION,
    QUOTE,
    THAT,
    Complement,
    complement,
)
from isnad.reading.cues import FINITE, PARTICIPLE, Cue, complements, cues_at
from isnad.reading.drafts import ActorDraft, DateDraft, MentionDraft, StatementDraft
from isnad.reading.names import name_tokens
from isnad.reading.page import STOPS, Page, Quote, Sentence
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

NOUN_REACH = 25
"""How many words after a verb or a noun a reporting noun or its complement may stand."""
_PRONOUNS = {"ه": ("m", "s"), "ها": ("f", "s"), "هم": ("m", "p"), "هما": ("", "d"), "هن": ("f", "p")}
OCCASION = 30
"""How far into a clause its occasion is looked for."""
FUNCTION_WORDS = frozenset({"that", "comp", "prep", "conj", "connector", "rel", "dem", "pron", "aux", "adv", "adverb", "neg",
                            "occasion", "cue", "according", "as", "before"})
DEPTH = 32
"""How deep statements are nested at most."""


@dataclass(slots=True)
class Open:
    """A statement whose content has begun at word ``start`` and is not yet closed."""

    cue: Cue | None
    cue_word: int
    speaker: ActorDraft
    rule: str
    clause: int
    start: int
    kind: str
    act: str
    quote: Quote | None = None
    end: int = 0
    addressee: ActorDraft | None = None
    entries: tuple[Entry, ...] = ()
    nested: bool = False


@dataclass(slots=True)
class Walk:
    """A walk through one sentence: where it is, what is open, what is found."""

    start: int
    end: int
    opened: list[Open] = field(default_factory=list)
    done: list[Open] = field(default_factory=list)
    lent: ActorDraft | None = None
    """The subject of the last verb that lends itself to a reporting noun ("جدد", "نقلت … عن فلان")."""
    lent_until: int = 0

    @property
    def current(self) -> Open | None:
        return self.opened[-1] if self.opened else None


def find_statements(page: Page, cast: Cast, dates: list[DateDraft]) -> list[StatementDraft]:
    """Find the statements of a page, in the order of their cues."""
    scene = Scene(page, cast, dates)
    memory = Memory()
    found: list[Open] = []
    for sentence in page.sentences:
        headline = _headline(scene, sentence) if sentence.headline else None
        if headline is not None:
            found.append(headline)
            continue
        for start, end in _parts(scene, sentence):
            walk = Walk(start, end)
            _walk(scene, walk, memory)
            _trailing(scene, walk)
            found.extend(walk.done)
    drafts = [draft for draft in (_draft(scene, o) for o in found) if draft is not None]
    drafts.sort(key=lambda d: (d.cue, d.content))
    _nest(drafts)
    return drafts


def _parts(scene: Scene, sentence: Sentence) -> list[tuple[int, int]]:
    """A sentence as it is walked: whole, but a headline in two where a colon parts it ("…: …")."""
    if sentence.headline:
        for i in range(sentence.start + 1, sentence.end - 1):
            if scene.form(i).norm in COLONS and scene.page.quote_around(i) is None and i + 1 not in scene.quote_at:
                return [(sentence.start, i), (i + 1, sentence.end)]
    return [(sentence.start, sentence.end)]


# -- the walk


def _walk(scene: Scene, walk: Walk, memory: Memory) -> None:
    i = walk.start
    while i < walk.end:
        impersonal = scene.listed(i, walk.end, "impersonal") if scene.form(i).heads else None
        if impersonal is not None:
            i = impersonal[0]
            continue
        opened = None
        cats = scene.form(i).cats
        if cats & {"light", "relay", "found"}:
            _close_passed(walk, i)
            opened = _lending(scene, walk, memory, i)
        if opened is None and "cue" in cats:
            _close_passed(walk, i)
            for cue in cues_at(scene, i, walk.start):
                opened = _open(scene, walk, memory, cue)
                if opened is not None:
                    break
        if opened is not None:
            walk.opened.append(opened)
            if not opened.nested:
                memory.speaks(opened.speaker)
        i += 1
    while walk.opened:
        _close(walk, walk.end)


def _close_passed(walk: Walk, i: int) -> None:
    """Close what a quotation has ended before word ``i``."""
    while walk.opened and walk.opened[-1].end and walk.opened[-1].end <= i:
        _close(walk, walk.opened[-1].end)


def _close(walk: Walk, end: int) -> None:
    opened = walk.opened.pop()
    if not opened.end or opened.end > end:
        opened.end = end
    walk.done.append(opened)


def _open(scene: Scene, walk: Walk, memory: Memory, cue: Cue) -> Open | None:
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
    return _open_noun(scene, walk, cue, end, inside=inside)


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
    named_after = None if subject is not None and subject.how != RELATIVE else subject_after(scene, cue, end)
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
    if said.kind not in (THAT, QUOTE) and (subject.how == RELATIVE or subject.adopted):
        return None  # "التي تؤكد على", "تركز المران على": only what has words to say is sure to speak
    nested = inside or not _closes(scene, walk, subject, cue)
    if not nested:
        while walk.opened:
            _close(walk, subject.clause)
    return _opened(cue, subject.actor, f"{cue.kind}-{subject.how}-{said.kind}", subject.clause, said, end, nested)


def _adopted(scene: Scene, mention: MentionDraft) -> bool:
    """Whether only its place makes the noun phrase an actor: neither a name nor a title nor a text that speaks."""
    return mention.rule == ADOPTED and mention.form == "nominal" and "text" not in scene.form(mention.start).cats


def _opened(cue: Cue, speaker: ActorDraft, rule: str, clause: int, said: Complement, end: int, nested: bool) -> Open:
    last = said.quote.close if said.kind == QUOTE and said.quote is not None and said.quote.closed else 0
    return Open(
        cue, cue.i, speaker, rule, clause, said.start, said.kind, said.act,
        quote=said.quote if said.kind == QUOTE else None, end=last or (end if nested else 0),
        addressee=said.addressee.actor if said.addressee else None, entries=(cue.parse.entry, *said.entries),
        nested=nested,
    )


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
    if quote is None or quote.open < walk.start or quote.close - quote.open - 1 < WORDS_QUOTED:
        return None
    if any(opened.start <= quote.open < (opened.end or walk.end) for opened in (*walk.opened, *walk.done)):
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
    """The speaker of a verb with no subject of its own: the current one, the last one, or the sentence's first actor."""
    sense = cue.parse.sense
    clause = clause_start(scene, cue.i, start)
    joined = (bool(cue.parse.conj) or clause < cue.i or cue.i == start or _of_a_text(scene, cue.i, start)
              or _by_pronoun(scene, cue.i, start))
    if inside or _unread_subject(scene, cue, walk.end):
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
        first = _first_actor(scene, walk, cue.i, sense.gender, sense.number)
        if first is not None:
            return Subject(first, ELIDED, clause, cue.i + 1)
    actor = memory.whom(sense.gender, sense.number)
    return Subject(actor, ELIDED, clause, cue.i + 1) if actor is not None else None


def _unread_subject(scene: Scene, cue: Cue, end: int) -> bool:
    """Whether a word that may be a name follows the verb, though no actor was read there: better silent than wrong."""
    i = scene.skip_adverbs(cue.i + 1, end)
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


def _first_actor(scene: Scene, walk: Walk, before: int, gender: str, number: str) -> ActorDraft | None:
    """The subject of the sentence's own first clause, as far as it can be told: its first actor in the nominative,
    or the noun phrase after a verb that begins the sentence."""
    opening = next((p for p in scene.form(walk.start).all("verb") if p.sense.tense == "perfect"), None)
    if opening is not None and walk.start + 1 < before:
        subject = scene.cast.mention_at(walk.start + 1) or scene.cast.adopt(walk.start + 1, before)
        if subject is not None and agrees(subject.actor, gender, number):
            return subject.actor
    for i in range(walk.start, before):
        mention = scene.cast.mention_at(i)
        if mention is not None and not scene.joined_preposition(i) and (
                i == walk.start or not scene.preposition(i - 1)) and agrees(mention.actor, gender, number):
            return mention.actor
    return None


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
        joined = subject.clause < scene.first_word[id(subject.mention)] if subject.mention is not None else joined
    return joined


def _open_participle(scene: Scene, walk: Walk, memory: Memory, cue: Cue, end: int, *, inside: bool) -> Open | None:
    sense = cue.parse.sense
    if inside:
        return None
    speaker = None
    for opened in [o for o in (*walk.opened, *reversed(walk.done)) if not o.nested]:
        if agrees(opened.speaker, sense.gender, sense.number):
            speaker = opened.speaker
            break
    if speaker is None:
        speaker = _first_actor(scene, walk, cue.i, sense.gender, sense.number)
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
    while walk.opened:
        _close(walk, clause)
    return _opened(cue, speaker, f"{cue.kind}-{said.kind}", clause, said, end, False)


def _open_noun(scene: Scene, walk: Walk, cue: Cue, end: int, *, inside: bool) -> Open | None:
    """Open a statement at a reporting noun: "قوله إن", "(جدد) رفضه ل", "تصريحات الوزير بأن"."""
    parse, current = cue.parse, walk.current
    if current is not None and cue.i <= current.start + 1 and current.kind in (PREPOSITION, OBJECT):
        return None  # it heads what is being said, and tells its act
    lent = walk.lent if cue.i < walk.lent_until else None
    named = None
    if not parse.suffix and not parse.det:
        named = scene.cast.mention_at(cue.i + 1) if cue.i + 1 < end else None
        if named is None or scene.joined_preposition(cue.i + 1):
            return None
        if cue.addressee == "object" and not scene.form(cue.i).norm.endswith("ات"):
            return None  # "تنبيه السلطة إلى": whom it names is told, and does not speak
    speaker = named.actor if named is not None else lent
    if speaker is None and parse.suffix and not inside:
        sense = _PRONOUNS.get(parse.suffix, ("", ""))
        speaker = current.speaker if current is not None else _first_actor(scene, walk, cue.i, *sense)
    if speaker is None:
        return None
    after = max(named.phrase_end, named.end) if named is not None else cue.i + 1
    said = complement(scene, cue, after, min(end, after + NOUN_REACH))
    if said is None or (said.kind not in (THAT, QUOTE) and lent is None
                        and (named is None or cue.takes.act in ("say", "expect", "praise", "criticise"))):
        return None
    if said.kind == OBJECT:
        return None
    nested = current is not None
    return _opened(cue, speaker, f"{cue.kind}-{said.kind}", cue.i, said, end, nested)


def _lending(scene: Scene, walk: Walk, memory: Memory, i: int) -> Open | None:
    """Verbs that say nothing alone: "جدد رفضه", "نقلت الوكالة عن الوزير قوله", "جاء في البيان أن"."""
    form = scene.form(i)
    category = next(c for c in ("light", "relay", "found") if c in form.cats)
    parse = form.find(category)
    if parse is None or parse.sense.tense not in ("perfect", "imperfect") or scene.page.quote_around(i) is not None:
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
        walk.lent, walk.lent_until = actor, after + NOUN_REACH
        return None
    return _relay(scene, walk, cue, subject, after)


def _found(scene: Scene, walk: Walk, cue: Cue) -> Open | None:
    """"جاء في البيان أن": the text that says it is the speaker."""
    i = cue.i + 1
    if i + 1 >= walk.end or scene.preposition(i) != "في":
        return None
    text = scene.cast.mention_at(i + 1) or scene.cast.adopt(i + 1, walk.end)
    if text is None:
        return None
    said = complement(scene, cue, max(text.phrase_end, text.end), walk.end)
    if said is None:
        return None
    clause = clause_start(scene, cue.i, walk.start)
    while walk.opened:
        _close(walk, clause)
    return _opened(cue, text.actor, f"found-{said.kind}", clause, said, walk.end, False)


def _relay(scene: Scene, walk: Walk, cue: Cue, subject: Subject | None, after: int) -> Open | None:
    """"نقلت الوكالة عن الوزير قوله إن": the relay says all of it, the one relayed says what follows."""
    for i in range(after, min(after + NOUN_REACH, walk.end - 1)):
        if scene.form(i).norm == "عن" and (told := scene.cast.mention_at(i + 1) or scene.cast.adopt(i + 1, walk.end)):
            break
    else:
        return None
    end = max(told.phrase_end, told.end)
    walk.lent, walk.lent_until = told.actor, end + NOUN_REACH
    if subject is None:
        return None
    for j in range(end, min(end + NOUN_REACH, walk.end)):
        cues = [c for c in cues_at(scene, j, walk.start) if c.kind == "noun" and c.parse.suffix]
        if cues or scene.that(j) is not None:
            clause = clause_start(scene, cue.i, walk.start)
            while walk.opened:
                _close(walk, clause)
            return Open(cue, cue.i, subject.actor, "relay", clause, j, THAT, "say", entries=(cue.parse.entry,))
    return None


# -- attributions that follow what was said


def _trailing(scene: Scene, walk: Walk) -> None:
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
        if listed is None or scene.page.quote_around(i) is not None and scene.page.quote_around(i).closed:  # type: ignore[union-attr]
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
    mention = scene.cast.mention_at(at)
    if mention is None and not scene.is_punct(at) and (entry.category == "as" or "text" in scene.form(at).cats):
        mention = scene.cast.adopt(at, walk.end)
    if mention is None or (entry.category == "according" and not _vouches(scene, mention, at)):
        return after
    end = max(mention.phrase_end, mention.end)
    start, stop = walk.start, clause
    follows = next((i for i in range(end, min(end + 3, walk.end)) if (that := scene.that(i)) and that.conj == "ف"), None)
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
    walk.done.append(Open(None, cue_word, mention.actor, f"{entry.category}-source", clause, start, THAT, "say",
                          end=stop, entries=(entry,)))
    return end


def _vouches(scene: Scene, mention: MentionDraft, at: int) -> bool:
    """Whether somebody's word is meant and not a rule or a plan that things are done by."""
    if "text" in scene.form(at).cats or mention.form != "nominal":
        return True
    return mention.actor.kind == "person" or mention.actor.sector not in (None, "CVL")


def _cut(walk: Walk, clause: int) -> None:
    """End the statements that go on past a trailing attribution where it begins."""
    for opened in walk.done:
        if opened.start < clause < opened.end:
            opened.end = clause


# -- headlines


def _headline(scene: Scene, sentence: Sentence) -> Open | None:
    """Read "فلان: …" and "… - فلان"."""
    for i in range(sentence.start, min(sentence.end - 1, sentence.start + 8)):
        if scene.form(i).norm not in COLONS:
            continue
        mention = _named(scene, sentence.start, i)
        if mention is None or i + 1 >= sentence.end:
            return None
        quote = scene.quote_at.get(i + 1)
        wholly = quote is not None and quote.close >= sentence.end - 1
        return Open(None, i, mention.actor, "headline-colon", sentence.start, i + 1, QUOTE if wholly else THAT, "say",
                    quote=quote if wholly else None, end=sentence.end)
    for i in range(sentence.end - 2, max(sentence.start, sentence.end - 7), -1):
        if scene.form(i).norm in ("-", "–", "—", "ـ"):
            mention = _named(scene, i + 1, sentence.end)
            if mention is None:
                return None
            return Open(None, i + 1, mention.actor, "headline-dash", i, sentence.start, THAT, "say", end=i)
    return None


def _named(scene: Scene, start: int, end: int) -> MentionDraft | None:
    """The mention that takes up words ``start`` to ``end`` wholly; a place before a colon is no speaker."""
    mention = scene.cast.mention_at(start)
    if mention is not None:
        whole = max(mention.phrase_end, mention.end) >= end and mention.actor.kind != "country"
        return mention if whole else None
    if end - start > 4 or any(scene.form(i).kind != WORD for i in range(start, end)):
        return None
    actor = scene.cast.called(name_tokens(scene.words, start, end))
    if actor is None:
        return None
    mention = MentionDraft(start, end, "name", actor, end, rule="named in the body")
    scene.cast.note(mention, start)
    return mention


# -- drafts


def _draft(scene: Scene, opened: Open) -> StatementDraft | None:
    direct = opened.kind == QUOTE
    start, end = opened.start, opened.end
    if direct and opened.quote is not None:
        start, end = opened.quote.open + 1, min(opened.quote.close, opened.end) if not opened.quote.closed else opened.quote.close
    start, end = scene.trim(start, end)
    if start >= end:
        return None
    act, why = act_of(scene, opened.speaker, opened.act, opened.kind, start, end, direct=direct)
    word = scene.words[opened.cue_word]
    occasion, where = _occasion(scene, opened)
    return StatementDraft(
        opened.speaker, (word.start, word.end), [scene.page.span(start, end)],
        form_of(scene, start, end, direct=direct), act, opened.rule, opened.cue_word, addressee=opened.addressee,
        occasion=occasion, entries=opened.entries + why + where,
    )


def _occasion(scene: Scene, opened: Open) -> tuple[tuple[str, tuple[int, int]] | None, tuple[Entry, ...]]:
    """Where it was said, as the words between clause and content tell: "في مؤتمر صحفي", "خلال اتصال هاتفي"."""
    last = opened.start if opened.start > opened.cue_word else opened.cue_word
    for i in range(opened.clause, min(last, opened.clause + OCCASION)):
        if not scene.form(i).heads and "occasion" not in scene.form(i).cats:
            continue
        listed = scene.listed(i, last, "occasion")
        if listed is None or not (scene.joined_preposition(i) == "ب" or i > 0 and scene.bare(i - 1, "prep")):
            continue
        end, entry = listed
        while end < last and "adj" in scene.form(end).cats:
            end += 1
        return (entry["kind"], scene.page.span(i, end)), (entry,)
    return None, ()


def _nest(drafts: list[StatementDraft]) -> None:
    """Find for each statement the smallest content that its cue stands in.

    One sweep in order of place; at most ``DEPTH`` contents are kept open, so that it stays linear.
    """
    open_contents: list[StatementDraft] = []
    contents = iter(sorted(drafts, key=lambda d: (d.content[0][0], -d.content[-1][1])))
    coming = next(contents, None)
    for draft in drafts:
        while coming is not None and coming.content[0][0] <= draft.cue[0]:
            open_contents.append(coming)
            coming = next(contents, None)
        open_contents = [d for d in open_contents if d.content[-1][1] > draft.cue[0]][-DEPTH:]
        around = [d for d in open_contents if d is not draft and draft.cue[1] <= d.content[-1][1]]
        draft.within = min(around, key=lambda d: d.content[-1][1] - d.content[0][0], default=None)
