"""Bearers: the name that follows an office at a distance: "النائبة في المجلس عن التيار، سامية عبو"."""

from __future__ import annotations

from isnad.reading.chunker import Chunker
from isnad.reading.names import COMMAS, name_tokens
from isnad.reading.page import Page
from isnad.reading.phrases import NounPhrase
from isnad.reading.text import WORD

DISTANCE = 10
"""Words that may stand between an office and its bearer's name."""
WORDS = 5
"""Words between two commas that may be a name, and the comma."""
AHEAD = 5
"""Noun phrases that may."""
PLACES = frozenset({
    "place", "region", "state", "capital", "organisation", "body", "nisba", "adj", "qualifier", "honorific",
})
"""What the words between are made of where no comma sets the name apart."""


def join_bearers(page: Page, chunker: Chunker, phrases: list[NounPhrase]) -> list[NounPhrase]:
    """Give offices the names that follow them behind a phrase of place, and take those names out of the list."""
    gone: set[int] = set()
    for n, phrase in enumerate(phrases):
        if id(phrase) in gone or not _vacant(phrase):
            continue
        name = _set_apart(page, chunker, phrase)
        for other in phrases[n + 1 : n + 1 + AHEAD]:
            if other.start - phrase.end > DISTANCE or other.end <= phrase.end or _vacant(other):
                break
            if name is None and _name_alone(other) and _leads(page, phrase, other.start) and (
                    page.words[other.start - 1].form.norm not in COMMAS or _closed(page, other.end)):
                name = other
            if name is not None and other.start >= name.start and other.end <= name.end:
                gone.add(id(other))
        if name is not None:
            phrase.title = phrase.end
            phrase.name, phrase.tokens, phrase.end = name.name, name.tokens, name.end
            phrase.gender = name.gender or phrase.gender
    return [phrase for phrase in phrases if id(phrase) not in gone]


def _set_apart(page: Page, chunker: Chunker, office: NounPhrase) -> NounPhrase | None:
    """A name between commas behind an office: its first word need be in no table, its place tells what it is."""
    sentence = page.sentence_of(office.start)
    if sentence is None:
        return None
    for i in range(office.end + 1, min(office.end + DISTANCE, sentence.end - 2)):
        if page.words[i].form.norm not in COMMAS:
            continue
        name = chunker.any(i + 1, sentence.end) or _between_commas(page, i + 1, sentence.end)
        if name is None or name.name is None or name.start != name.name[0] or name.end - name.start < 2 or name.conj:
            return None
        return name if _closed(page, name.end) and _leads(page, office, i + 1) else None
    return None


def _between_commas(page: Page, start: int, end: int) -> NounPhrase | None:
    """Words between commas that are all words of names, or in no table, as a person."""
    for i in range(start, min(end, start + WORDS)):
        form = page.words[i].form
        if form.norm in COMMAS and i > start + 1:
            return NounPhrase(start, i, "person", "", number="s", core=i, title=start, name=(start, i),
                              tokens=name_tokens(page.words, start, i), fallback="CVL")
        if form.kind != WORD or (form.cats and "name" not in form.cats):
            return None
    return None


def _closed(page: Page, i: int) -> bool:
    """Whether a comma or what was said stands at word ``i``, after a name between commas."""
    return i < len(page.words) and (page.words[i].form.norm in COMMAS or "that" in page.words[i].form.cats)


def _vacant(phrase: NounPhrase) -> bool:
    """Whether a phrase is one person's office and names nobody."""
    return (phrase.kind == "person" and phrase.name is None and phrase.entry is not None
            and phrase.entry.category == "title" and phrase.number in ("s", ""))


def _name_alone(phrase: NounPhrase) -> bool:
    """Whether a phrase is a person's name, an honorific or rank before it or none."""
    return (phrase.kind == "person" and phrase.name is not None and not phrase.prep and not phrase.conj
            and phrase.country == "" and (phrase.start == phrase.name[0] or phrase.name[0] - phrase.start <= 1))


def _leads(page: Page, office: NounPhrase, name: int) -> bool:
    """Whether the words between an office and a name at word ``name`` only tell where or of what the office is."""
    start, end = office.end, name
    comma = start < end and page.words[end - 1].form.norm in COMMAS
    if comma:
        end -= 1
    if start >= end:
        return False
    first = page.words[start].form
    if not first.cats & {"prep", "adj"} and not any(
            p.prep or p.conj or (p.sense.tense == "participle" and p.det) for p in first.parses[:1]):
        return False
    for word in page.words[start:end]:
        form = word.form
        if form.kind != WORD or form.cats & {"that", "rel", "cue", "neg", "aux"}:
            return False
        best = form.parses[0].sense if form.parses else None
        if best is not None and best.tense in ("perfect", "imperfect"):
            return False
        if not comma and form.cats and not form.cats & PLACES and "prep" not in form.cats:
            return False
    return comma or bool(page.words[end - 1].form.cats & PLACES)
