"""Statements: who is said to have said what, nested as the text nests them.

Each sentence is walked once from left to right. A cue opens a statement where it has both a speaker and something
said; the next cue of the report's own line of telling, or the sentence's end, closes it. Nesting is not decided but
found: a statement whose cue stands in the content of another is within it.
"""
from __future__ import annotations

from isnad.languages.lexicon import Entry
from isnad.reading.acts import act_of, form_of
from isnad.reading.attributions import attributions
from isnad.reading.clauses import Scene
from isnad.reading.complements import QUOTE, THAT
from isnad.reading.cues import cues_at
from isnad.reading.drafts import ActorDraft, MentionDraft, StatementDraft
from isnad.reading.names import name_tokens
from isnad.reading.openers import open_statement
from isnad.reading.page import Sentence
from isnad.reading.relays import lending
from isnad.reading.subjects import Memory
from isnad.reading.text import COLONS, DASHES, WORD
from isnad.reading.walk import Open, Walk, close_all, close_passed

LEADING = 14
"""How many words before a clause may tell its occasion: "في مقابلة مع الصحيفة، قال"."""
OCCASION = 30
"""How far into a clause its occasion is looked for."""
DEPTH = 32
"""How deep statements are nested at most."""


def find_statements(scene: Scene) -> list[StatementDraft]:
    """Find the statements of a page, in the order of their cues."""
    memory = Memory()
    found: list[Open] = []
    for sentence in scene.page.sentences:
        headline = _headline(scene, sentence) if sentence.headline else None
        if headline is not None:
            found.append(headline)
            continue
        for start, end in _parts(scene, sentence):
            walk = Walk(start, end)
            _walk(scene, walk, memory)
            attributions(scene, walk)
            found.extend(walk.done)
    read = [(opened, draft) for opened in found if (draft := _draft(scene, opened)) is not None]
    of = {id(opened): draft for opened, draft in read}
    for opened, draft in read:
        draft.within = of.get(id(opened.passed_on)) if opened.passed_on is not None else None
    drafts = [draft for _, draft in read]
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
            close_passed(walk, i)
            opened = lending(scene, walk, memory, i)
        if opened is None and "cue" in cats:
            close_passed(walk, i)
            for cue in cues_at(scene, i, walk.start):
                opened = open_statement(scene, walk, memory, cue)
                if opened is not None:
                    break
        if opened is not None:
            if opened.passed_on is not None:
                walk.opened.append(opened.passed_on)
            walk.opened.append(opened)
            if not opened.nested:
                memory.speaks(opened.speaker)
        i += 1
    close_all(walk, walk.end)


# -- headlines


def _headline(scene: Scene, sentence: Sentence) -> Open | None:
    """Read "فلان: …" and "… - فلان"."""
    for i in range(sentence.start, min(sentence.end - 1, sentence.start + 8)):
        if scene.form(i).norm not in COLONS:
            continue
        mention, told = _before_colon(scene, sentence.start, i)
        if mention is None or i + 1 >= sentence.end:
            return None
        quote = scene.quote_at.get(i + 1)
        wholly = quote is not None and quote.close >= sentence.end - 1
        return Open(None, i, mention.actor, "headline-colon", sentence.start, i + 1, QUOTE if wholly else THAT, "say",
                    quote=quote if wholly else None, end=sentence.end, addressee=told)
    for i in range(sentence.end - 2, max(sentence.start, sentence.end - 7), -1):
        if scene.form(i).norm in DASHES:
            mention = _named(scene, i + 1, sentence.end)
            if mention is None:
                return None
            return Open(None, i + 1, mention.actor, "headline-dash", i, sentence.start, THAT, "say", end=i)
    return None


def _before_colon(scene: Scene, start: int, colon: int) -> tuple[MentionDraft | None, ActorDraft | None]:
    """Who speaks before a headline's colon, and to whom: "فلان: …", "عاجل | فلان: …", "مسؤول لرويترز: …"."""
    for i in range(colon - 1, start, -1):
        if scene.norm(i) in ("|", ".", "/", "…"):
            start = i + 1
            break
    start = scene.trim(start, colon)[0]
    for i in range(start + 1, colon):
        if scene.joined_preposition(i) == "ل" and (told := scene.cast.mention_at(i) or scene.cast.mention_at(i + 2)):
            return _named(scene, start, i), told.actor
    return _named(scene, start, colon), None


def _named(scene: Scene, start: int, end: int) -> MentionDraft | None:
    """The mention that takes up words ``start`` to ``end`` wholly; a place before a colon is no speaker."""
    mention = scene.cast.mention_at(start)
    if mention is not None:
        whole = mention.stop >= end and mention.actor.kind != "country"
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
        quote = opened.quote
        start, end = quote.open + 1, quote.close if quote.closed else min(quote.close, opened.end)
    start, end = scene.trim(start, end)
    if start >= end or (end - start == 1 and scene.that(start) is not None):
        return None
    act, why = act_of(scene, opened.speaker, opened.act, opened.kind, start, end, direct=direct)
    word = scene.words[opened.cue_word]
    occasion, where = _occasion(scene, opened)
    return StatementDraft(
        opened.speaker, (word.start, word.end), _spans_said(scene, opened, start, end),
        form_of(scene, start, end, direct=direct), act, opened.rule, opened.cue_word, addressee=opened.addressee,
        occasion=occasion, entries=opened.entries + why + where,
    )


def _spans_said(scene: Scene, opened: Open, start: int, end: int) -> list[tuple[int, int]]:
    """The characters of what was said, in one span or, where an attribution parts it, in two."""
    rest = scene.trim(*opened.rest) if opened.rest is not None else (0, 0)
    return [scene.page.span(*part) for part in ((start, end), rest) if part[0] < part[1]]


def _occasion(scene: Scene, opened: Open) -> tuple[tuple[str, tuple[int, int]] | None, tuple[Entry, ...]]:
    """Where it was said, as the words between clause and content tell: "في مؤتمر صحفي", "خلال اتصال هاتفي"."""
    last = opened.start if opened.start > opened.cue_word else opened.cue_word
    sentence = scene.page.sentence_of(opened.cue_word)
    leads = sentence is not None and opened.clause - sentence.start <= LEADING
    begin = sentence.start if sentence is not None and leads else opened.clause
    for i in range(begin, min(last, opened.clause + OCCASION)):
        if not scene.form(i).heads and "occasion" not in scene.form(i).cats:
            continue
        listed = scene.listed(i, last, "occasion")
        if listed is None or not (scene.joined_preposition(i) == "ب" or (i > 0 and scene.bare(i - 1, "prep"))):
            continue
        end, entry = listed
        while end < last and "adj" in scene.form(end).cats:
            end += 1
        return (entry["kind"], scene.page.span(i, end)), (entry,)
    return None, ()


def _nest(drafts: list[StatementDraft]) -> None:
    """Find for each statement that nobody passed on in the same words the smallest content that its cue stands in.

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
        around = [d for d in open_contents if draft.cue[1] <= d.content[-1][1] and not _stands_in(d, draft)]
        if draft.within is None:
            draft.within = min(
                around, key=lambda d: (d.content[-1][1] - d.content[0][0], d.within is None), default=None)


def _stands_in(draft: StatementDraft, outer: StatementDraft) -> bool:
    """Whether a statement is another or stands within it: of two whose cues lie in each other's words, one does."""
    inner: StatementDraft | None = draft
    while inner is not None and inner is not outer:
        inner = inner.within
    return inner is outer
