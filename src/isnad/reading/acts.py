"""Acts and forms: what a statement does, and whether it is in the speaker's own words."""

from __future__ import annotations

from isnad.languages.lexicon import Entry
from isnad.reading.clauses import COMMAS, Scene
from isnad.reading.complements import OBJECT, PREPOSITION, THAT
from isnad.reading.drafts import ActorDraft

HEAD, EARLY, ANYWHERE = 4, 18, 60
"""How many words of what is said are its head, how many its first clause, and how many are looked at in all."""
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
        if mention is not None and mention.stop >= quote.close:
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
        if i >= end:
            return cue_act, ()
        own = any(p.suffix for p in scene.form(i).parses) and "neg" not in scene.form(i).cats
        act = _own(scene, i, end) if that.suffix or own else None
        if act is not None:
            return act, (that.entry,)
    return _content_act(scene, speaker, i, end, direct=direct)


def _own(scene: Scene, i: int, end: int) -> str | None:
    """What one says of himself at word ``i``: that he demands or rejects; what he does not do he denies, what he will
    not do he rejects, what he will do he promises. "أنه يطالب", "أنه لم …", "أن بلاده لن …", "أنه سـ…"."""
    if i + 1 < end and "neg" not in scene.form(i).cats and any(
            p.suffix and scene.page.lexicon.pronouns[p.suffix][2] == "3" for p in scene.form(i).all("noun")):
        i += 1  # بلاده, حزبه
    if i + 1 >= end or scene.listed(i, end, "content") is not None:
        return None
    for parse in scene.form(i).all("cue"):
        if parse.sense.tense == "imperfect" and parse.entry["act"] != "say":
            return parse.entry["act"]
    if "neg" in scene.form(i).cats:
        verb = any(p.sense.tense == "imperfect" for p in scene.form(i + 1).parses)
        return ("reject" if scene.bare(i, "never") else "deny") if verb else None
    return "promise" if any(p.future and p.sense.number == "s" for p in scene.form(i).parses[:1]) else None


def _content_act(scene: Scene, speaker: ActorDraft, i: int, end: int, *,
                 direct: bool) -> tuple[str, tuple[Entry, ...]]:
    """The act that the listed words of the first clause give; what follows "but" counts more than what it follows."""
    found: tuple[str, tuple[Entry, ...]] = ("say", ())
    if _falls_to(scene, i):
        return "demand", ()
    begins, at, negated, early = i, i, False, True
    while at < min(end, i + ANYWHERE):
        form = scene.form(at)
        if early and "but" in form.cats and at > begins:
            begins = at
            own = _own(scene, at + 1, end) if any(p.suffix for p in form.all("but")) else None
            if own is not None:
                return own, ()
        elif early and at > begins + HEAD and form.norm in COMMAS and not direct:
            early = at + 1 < end and "connector" in scene.form(at + 1).cats
        early = early and at < begins + EARLY
        listed = _listed(scene, speaker, at, begins, end, early=early)
        if listed is not None and (found[0] == "say" or begins > i):
            found = (listed[1]["act"], (listed[1],))
            at = listed[0] - 1 if begins == i else at
        negated = negated or "neg" in form.cats
        if early and found[0] == "say":
            if negated and "emphatic" in form.cats:
                found = ("deny", ())
            elif at > begins and scene.coordinated(at) and _falls_to(scene, at):
                found = ("demand", ())
        at += 1
    return found


def _listed(scene: Scene, speaker: ActorDraft, at: int, begins: int, end: int, *,
            early: bool) -> tuple[int, Entry] | None:
    """The listed word of content at word ``at``, where its row lets it count there: its end and entry."""
    form = scene.form(at)
    if ("content" not in form.cats and not form.heads) or scene.joined_preposition(at):
        return None
    listed = scene.listed(at, end, "content")
    if listed is None:
        return None
    place = listed[1]["place"]
    near = at < begins + HEAD if place == "head" else early or place == "anywhere"
    himself = listed[1]["by"] == "any" or _by_himself(scene, speaker, begins, at)
    return listed if near and himself else None


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
            i = max(mention.stop, i + 1)
            continue
        form = scene.form(i)
        known = form.cats & {"pron", "adv", "adverb", "neg", "that", "aux", "connector", "conj", "content"}
        if not known and not any(p.suffix for p in form.parses):
            return False
        i += 1
    return named is None or named is speaker or (named.country is not None and named.country == speaker.country)


def _falls_to(scene: Scene, i: int) -> bool:
    """"(أن) على الحكومة أن …", "وعلى الجميع …": what falls to somebody is demanded of him."""
    if i + 1 >= len(scene.words) or not scene.bare(i, "duty"):
        return False
    return scene.cast.mention_at(i + 1) is not None or "everybody" in scene.form(i + 1).cats
