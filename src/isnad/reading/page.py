"""A page: one report's text cut into words, sentences, quotations and brackets, once for all later stages."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from isnad.languages.lexicon import Lexicon, Word
from isnad.languages.lexicon import Phrase as Phrase
from isnad.reading.pairs import BRACKETS, CLOSERS, OPENERS, PARAGRAPHS_OPEN, QUOTES, Quote, pairs
from isnad.reading.text import LATIN, NUMBER, PUNCT, WORD, tokens

__all__ = ["BRACKETS", "CLOSERS", "OPENERS", "QUOTES", "STOPS", "Page", "Quote", "Sentence", "lines", "page"]

STOPS = frozenset(".!?؟۔。")
_ELLIPSIS = frozenset(".…")
_CLOSING = QUOTES | frozenset(BRACKETS.values())


@dataclass(slots=True, frozen=True)
class Sentence:
    """Words ``start`` to ``end`` (exclusive) that a news reader would call a sentence; a sentence does not end
    inside a quotation. ``paragraph`` counts the lines of the text; ``headline`` tells where it stands."""

    start: int
    end: int
    paragraph: int
    headline: bool


@dataclass(slots=True)
class Page:
    """A text and its analysis. ``sentences`` are in order; furniture stands in none of them once the
    furniture stage has run (``without``). ``quotes`` are in order of their opening marks, the outer before the
    inner; ``brackets`` leads from an opening bracket to the closing one."""

    text: str
    lexicon: Lexicon
    words: list[Word]
    sentences: list[Sentence]
    quotes: list[Quote]
    brackets: dict[int, int]
    headline_end: int
    _outer: list[int] = field(default_factory=list)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The characters of words ``start`` to ``end`` (exclusive)."""
        return self.words[start].start, self.words[end - 1].end

    def chars(self, start: int, end: int) -> str:
        """The text of words ``start`` to ``end`` (exclusive), as given."""
        return self.text[self.words[start].start : self.words[end - 1].end] if start < end else ""

    def phrases(self, i: int, end: int) -> list[Phrase]:
        """Listed phrases at word ``i`` that end before word ``end``, the longest first."""
        heads = self.words[i].form.heads
        return self.lexicon.phrases_at(self.words, i, end, heads) if heads else []

    def event_phrases(self, i: int, end: int) -> list[Phrase]:
        """The same of the phrases that events are read with."""
        heads = self.words[i].form.event_heads
        return self.lexicon.phrases_at(self.words, i, end, heads) if heads else []

    def agency_end(self, i: int, end: int) -> int:
        """The word after the words at word ``i`` that bring a doer ("بواسطة", "من طرف"), or ``i`` where there are
        none."""
        phrase = next((p for p in self.event_phrases(i, end) if p.entry.category == "agent"), None)
        if phrase is not None:
            return phrase.end
        return i + any(p.entry.category == "agent" for p in self.words[i].form.events)

    def sentence_of(self, i: int) -> Sentence | None:
        """The sentence that holds word ``i``, or None where it is furniture."""
        at = bisect_right(self.sentences, i, key=lambda s: s.start) - 1
        if at >= 0 and self.sentences[at].end > i:
            return self.sentences[at]
        return None

    def quote_around(self, i: int) -> Quote | None:
        """The innermost quotation whose marks stand around word ``i``, or None."""
        at = bisect_left(self.quotes, i, key=lambda q: q.open) - 1
        while at >= 0 and self.quotes[at].close <= i:
            at = self._outer[at]
        return self.quotes[at] if at >= 0 else None

    def without(self, spans: Iterable[tuple[int, int]]) -> Page:
        """This page with the given words (``[start, end)`` of word indices) in no sentence."""
        aside = bytearray(len(self.words) + 1)
        for start, end in spans:
            aside[start:end] = b"\1" * (end - start)
        if not any(aside):
            return self
        kept: list[Sentence] = []
        for sentence in self.sentences:
            start = sentence.start
            while start < sentence.end:
                while start < sentence.end and aside[start]:
                    start += 1
                end = start
                while end < sentence.end and not aside[end]:
                    end += 1
                whole = end - start == sentence.end - sentence.start
                if whole or any(word.form.kind != PUNCT for word in self.words[start:end]):
                    kept.append(sentence if whole else replace(sentence, start=start, end=end))
                start = end
        return replace(self, sentences=kept)


def page(headline: str, body: str, lexicon: Lexicon) -> Page:
    """Analyse a report's whole text: ``headline + "\\n\\n" + body``."""
    text = headline + "\n\n" + body
    form = lexicon.form
    words = [
        Word(i, start, end, form(kind, text[start:end]), newline)
        for i, (start, end, kind, newline) in enumerate(tokens(text))
    ]
    headline_end = bisect_left(words, len(headline) + 1, key=lambda w: w.start) if headline else 0
    in_lines = lines(words)
    quotes, outer, brackets = pairs(text, words, in_lines, headline_end)
    sentences = _sentences(words, in_lines, _outermost(quotes, brackets, in_lines), headline_end)
    return Page(text, lexicon, words, sentences, quotes, brackets, headline_end, outer)


def lines(words: list[Word]) -> list[tuple[int, int]]:
    """The lines of a text that have words, as ``[start, end)`` of words."""
    starts = [word.i for word in words if word.newline]
    return list(zip(starts, [*starts[1:], len(words)], strict=False))


def _outermost(quotes: list[Quote], brackets: dict[int, int], in_lines: list[tuple[int, int]]) -> dict[int, int]:
    """From the first word of each outermost pair to its last, line by line: no sentence ends between."""
    spans = list(brackets.items())
    starts = [start for start, _ in in_lines]
    for quote in quotes:
        if quote.closed and not quote.depth:
            at = bisect_right(starts, quote.open) - 1
            spans.append((quote.open, min(quote.close, in_lines[at][1] - 1)))
            for start, end in in_lines[at + 1 : at + 1 + PARAGRAPHS_OPEN]:
                if start <= quote.close:
                    spans.append((start, min(quote.close, end - 1)))
    found: dict[int, int] = {}
    reached = -1
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start > reached:
            found[start] = reached = end
    return found


def _is_stop(words: list[Word], i: int) -> bool:
    """Whether the stop at word ``i`` ends a sentence: not in a number, an abbreviation or a run of dots."""
    word = words[i]
    if word.form.norm != "." or i == 0:
        return True
    before = words[i - 1]
    after = words[i + 1] if i + 1 < len(words) else None
    if after is None or after.newline:
        return True
    tight_before = before.end == word.start and not word.newline
    tight_after = after.start == word.end
    if (tight_after and after.form.norm in _ELLIPSIS) or (tight_before and before.form.norm in _ELLIPSIS):
        return False
    if not tight_before:
        return not tight_after or after.form.kind == PUNCT
    return not (_in_number(before, after, tight_after) or _abbreviates(words, i, tight_after))


def _in_number(before: Word, after: Word, tight_after: bool) -> bool:
    """Whether a dot between two words stands in a number (3.8, "1. كذا" at a line's start) or a web address."""
    if tight_after and (after.form.kind == LATIN or before.form.kind == after.form.kind == NUMBER):
        return True
    return before.newline and before.form.kind == NUMBER


def _abbreviates(words: list[Word], i: int, tight_after: bool) -> bool:
    """Whether the dot at word ``i`` abbreviates: أ.ف.ب, د. فلان, U.S.; "1436 هـ." and "15 م." end."""
    before = words[i - 1]
    size = len(before.form.norm)
    if before.form.kind not in (WORD, LATIN) or size > 2:
        return False
    if size == 1:
        return i < 2 or before.newline or words[i - 2].form.kind != NUMBER
    after = words[i + 1]
    return tight_after and after.form.kind == WORD and len(after.form.norm) <= 2


def _sentences(words: list[Word], in_lines: list[tuple[int, int]], outermost: dict[int, int],
               headline_end: int) -> list[Sentence]:
    sentences: list[Sentence] = []
    for paragraph, (line_start, line_end) in enumerate(in_lines):
        start = i = line_start
        while i < line_end:
            form = words[i].form
            cut = False
            if i in outermost:
                i = outermost[i]
                cut = i + 1 < line_end and words[i].form.norm in QUOTES and _begins_anew(words, i)
            elif form.kind == PUNCT and form.norm in STOPS and _is_stop(words, i):
                while i + 1 < line_end and i + 1 not in outermost and _belongs_to_stop(words[i + 1], words[i]):
                    i += 1
                cut = True
            i += 1
            if cut:
                sentences.append(Sentence(start, i, paragraph, i <= headline_end))
                start = i
        if start < line_end:
            sentences.append(Sentence(start, line_end, paragraph, line_end <= headline_end))
    return sentences


def _belongs_to_stop(word: Word, stop: Word) -> bool:
    """Whether a mark after a stop ends the same sentence: a further stop, or a closing mark that touches it."""
    return word.form.norm in STOPS or (word.form.norm in _CLOSING and word.start == stop.end)


def _begins_anew(words: list[Word], close: int) -> bool:
    """Whether a sentence begins after a quotation that ends with a stop.

    So it does with a word joined by "and"; after a full stop with any word but one that tells who said it.
    """
    stop, after = words[close - 1], words[close + 1].form
    if stop.form.norm not in STOPS or not _is_stop(words, close - 1) or after.kind != WORD:
        return False
    cue = after.find("cue") or after.find("according")
    if cue is not None:
        return bool(cue.conj)
    return stop.form.norm in ".۔" or any(parse.conj for parse in after.parses)
