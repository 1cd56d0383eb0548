"""Acts and forms: what a statement does, and whether it is in the speaker's own words."""

from __future__ import annotations

from isnad.languages.lexicon import Entry
from isnad.reading.clauses import COMMAS, Scene
from isnad.reading.complements import OBJECT, PREPOSITION, THAT
from isnad.reading.drafts import ActorDraft

HEAD, EARLY = 4, 14
"""How many words of what is said are its head, and how many its first clause."""
QUOTES_TRIED = 40
"""How many quotations inside an indirect clause are tried for the speaker's own words."""
STANCE = 2
"""How many words may stand before the noun that tells a stance ends: the noun, or a superlative and the noun."""
WORDS_MIXED = 2
"""A quotation of so many words inside an indirect clause is the speaker's own; fewer are a term or a name."""


def form_of(scene: Scene, start: int, end: int, *, direct: bool) -> str:
    """direct, indirect or mixed, for content from word ``start`` to ``end``."""
    if direct:
        return "direct"
    for quote in scene.quotes_within(start, end, QUOTES_TRIED):
        if not quote.closed or quote.close - quote.open - 1 < WORDS_MIXED:
            continue
        mention = scene.cast.mention_at(quote.open + 1)
        if mention is not None and max(mention.phrase_end, mention.end) >= quote.close:
            continue
        return "mixed"
    return "indirect"


def act_of(scene: Scene, speaker: ActorDraft, cue_act: str, kind: str, start: int, end: int, *,
           direct: bool) -> tuple[str, tuple[Entry, ...]]:
    """The act of a statement from its cue's act and its content, with the entries that decided it."""
    if cue_act != "say":
        return cue_act, ()
    i = start
    while i < end and scene.is_punct(i):
        i += 1
    if i >= end:
        return cue_act, ()
    if kind in (PREPOSITION, OBJECT):
        for at in range(i, min(end, i + STANCE)):  # "عن أمله", "عن أصدق التهاني"
            stance = scene.form(at).find("stance")
            if stance is not None and not (stance.conj and at > i):
                return stance.entry["act"], (stance.entry,)
        return _content_act(scene, speaker, i, min(end, i + HEAD), direct=direct)
    that = scene.that(i) if kind == THAT else None
    if that is not None:
        i += 1
        act = _own_negation(scene, i) if that.suffix else None
        if act is not None:
            return act, (that.entry,)
    return _content_act(scene, speaker, i, end, direct=direct)


def _own_negation(scene: Scene, i: int) -> str | None:
    """"أنه لم …", "أنها لن …": one who says what he does not do denies it, what he will not do rejects it."""
    if i + 1 >= len(scene.words) or "neg" not in scene.form(i).cats:
        return None
    verb = next((p for p in scene.form(i + 1).parses if p.sense.tense == "imperfect"), None)
    if verb is None or "content" in scene.form(i).cats or scene.listed(i, i + 4, "content") is not None:
        return None
    return "reject" if scene.bare(i, "never") else "deny"


def _content_act(scene: Scene, speaker: ActorDraft, i: int, end: int, *,
                 direct: bool) -> tuple[str, tuple[Entry, ...]]:
    """The act that the listed words of the first clause give; what follows "but" counts more than what it follows."""
    found: tuple[str, tuple[Entry, ...]] = ("say", ())
    if _falls_to(scene, i):
        return "demand", ()
    begins, at, negated = i, i, False
    while at < min(end, begins + EARLY):
        form = scene.form(at)
        if "but" in form.cats and at > begins:
            begins = at
        elif at > begins + HEAD and form.norm in COMMAS and not direct:
            following = scene.form(at + 1).cats if at + 1 < end else frozenset()
            if "connector" not in following:
                break
        if "content" in form.cats or form.heads:
            listed = scene.listed(at, end, "content") if not scene.joined_preposition(at) else None
            if listed is not None and (listed[1]["place"] == "early" or at < begins + HEAD) and (
                    listed[1]["by"] == "any" or _by_himself(scene, speaker, begins, at)):
                if found[0] == "say" or begins > i:
                    found = (listed[1]["act"], (listed[1],))
                begins, at = (begins, at) if begins > i else (begins, listed[0] - 1)
        negated = negated or "neg" in form.cats
        if negated and "emphatic" in form.cats and found[0] == "say":
            found = ("deny", ())
        at += 1
    return found


def _by_himself(scene: Scene, speaker: ActorDraft, start: int, at: int) -> bool:
    """Whether the subject of the verb at ``at`` is the speaker: the first person, nobody named between, or his own
    side ("أن بلاده ترفض", and "الكرملين يتوقع" of the Kremlin's man)."""
    if any(p.sense.person == "1" for p in scene.form(at).parses):
        return True
    named = None
    i = start
    while i < at:
        mention = scene.cast.mention_at(i)
        if mention is not None:
            named = mention.actor
            i = max(mention.phrase_end, mention.end, i + 1)
            continue
        form = scene.form(i)
        known = form.cats & {"pron", "adv", "adverb", "neg", "that", "aux", "connector", "conj", "content"}
        if not known and not any(p.suffix for p in form.parses):
            return False
        i += 1
    return named is None or named is speaker or (named.country is not None and named.country == speaker.country)


def _falls_to(scene: Scene, i: int) -> bool:
    """"(أن) على الحكومة أن …": what falls to somebody is demanded of him."""
    if i + 1 >= len(scene.words) or not scene.bare(i, "duty"):
        return False
    mention = scene.cast.mention_at(i + 1)
    return mention is not None and mention.actor.kind in ("person", "organisation", "country", "group")
