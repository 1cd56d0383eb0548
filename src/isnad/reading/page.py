"""A page: one report's text cut into words, sentences, quotations and brackets, once for all later stages."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from isnad.languages.lexicon import Lexicon, Phrase, Word
from isnad.reading.text import PUNCT, WORD, tokens

OPENERS = {"«": "»", "“": "”", "„": "”", "‹": "›", "‘": "’", "〝": "〞"}
CLOSERS = frozenset(OPENERS.values()) | {"“"}
STRAIGHT = frozenset('"＂')
SINGLE = frozenset("'’‘")
BRACKETS = {"(": ")", "[": "]", "{": "}", "﴾": "﴿", "（": "）"}
STOPS = frozenset(".!?؟۔。")
QUOTES = frozenset(OPENERS) | CLOSERS | STRAIGHT | SINGLE


@dataclass(slots=True, frozen=True)
class Sentence:
    """Words ``start`` to ``end`` (exclusive) that a news reader would call a sentence; a sentence does not end
    inside a quotation. ``paragraph`` counts the lines of the text; ``headline`` tells where it stands."""

    start: int
    end: int
    paragraph: int
    headline: bool


@dataclass(slots=True, frozen=True)
class Quote:
    """A quotation: the words of its marks. ``close`` is the word after its last where nobody closed it
    (``closed`` is then False). ``depth`` is 0 for a quotation in no other."""

    open: int
    close: int
    depth: int
    closed: bool = True


@dataclass(slots=True)
class Page:
    """A text and its analysis. ``sentences`` are in order; furniture stands in none of them once the
    furniture stage has run (``without``)."""

    text: str
    lexicon: Lexicon
    words: list[Word]
    sentences: list[Sentence]
    quotes: list[Quote]
    brackets: dict[int, int]
    headline_end: int
    _starts: list[int] = field(default_factory=list)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The characters of words ``start`` to ``end`` (exclusive)."""
        return self.words[start].start, self.words[end - 1].end

    def chars(self, start: int, end: int) -> str:
        """The text of words ``start`` to ``end`` (exclusive), as given."""
        return self.text[self.words[start].start : self.words[end - 1].end] if start < end else ""

    def phrases(self, i: int, end: int) -> list[Phrase]:
        """Listed phrases at word ``i`` that end before word ``end``, the longest first."""
        return self.lexicon.phrases_at(self.words, i, end) if self.words[i].form.heads else []

    def word_at(self, offset: int) -> int:
        """The index of the first word that ends after a character offset."""
        return bisect_right([w.end for w in self.words], offset) if not self._starts else max(
            0, bisect_right(self._starts, offset) - 1)

    def sentence_of(self, i: int) -> Sentence | None:
        """The sentence that holds word ``i``, or None where it is furniture."""
        at = bisect_right(self.sentences, i, key=lambda s: s.start) - 1
        if at >= 0 and self.sentences[at].end > i:
            return self.sentences[at]
        return None

    def quote_around(self, i: int) -> Quote | None:
        """The innermost quotation whose marks stand around word ``i``, or None."""
        at = bisect_left(self.quotes, i, key=lambda q: q.open)
        best: Quote | None = None
        for quote in reversed(self.quotes[max(0, at - 8) : at]):
            if quote.open < i < quote.close and (best is None or quote.open > best.open):
                best = quote
        return best

    def without(self, spans: Iterable[tuple[int, int]]) -> Page:
        """This page with the given words (``[start, end)`` of word indices) in no sentence."""
        aside = bytearray(len(self.words) + 1)
        for start, end in spans:
            aside[start:end] = b"\1" * (end - start)
        kept: list[Sentence] = []
        for sentence in self.sentences:
            start = sentence.start
            while start < sentence.end:
                while start < sentence.end and aside[start]:
                    start += 1
                end = start
                while end < sentence.end and not aside[end]:
                    end += 1
                if start < end and any(w.form.kind != PUNCT for w in self.words[start:end]):
                    kept.append(replace(sentence, start=start, end=end))
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
    quotes, brackets, closed_until = _pairs(text, words)
    sentences = _sentences(text, words, closed_until, headline_end)
    return Page(text, lexicon, words, sentences, quotes, brackets, headline_end, [w.start for w in words])


def _looks_open(text: str, word: Word) -> bool:
    """Whether a straight mark stands like an opening one: nothing but a space or a clitic before it."""
    before = text[word.start - 1] if word.start else " "
    after = text[word.end] if word.end < len(text) else " "
    return (before.isspace() or before in "([ـ-") and not after.isspace()


def _pairs(text: str, words: list[Word]) -> tuple[list[Quote], dict[int, int], list[int]]:
    """Match quotation marks and brackets inside each line.

    Gives the quotations, the brackets (open word → close word), and for each word the word index at which the
    outermost matched pair around it closes (0 where there is none).
    """
    quotes: list[Quote] = []
    brackets: dict[int, int] = {}
    closed_until = [0] * len(words)
    stack: list[tuple[str, int]] = []
    line_start = 0

    def finish(end: int) -> None:
        for expected, at in stack:
            if expected not in BRACKETS.values() and end > at + 1:
                quotes.append(Quote(at, end, 0, closed=False))
        stack.clear()

    def close(depth_at: int, i: int) -> None:
        expected, at = stack[depth_at]
        del stack[depth_at:]
        if expected in BRACKETS.values():
            brackets[at] = i
        else:
            quotes.append(Quote(at, i, sum(1 for e, _ in stack if e not in BRACKETS.values())))
        if not stack:
            for k in range(at, i):
                closed_until[k] = i

    for i, word in enumerate(words):
        if word.newline:
            finish(i)
            line_start = i
        if word.form.kind != PUNCT:
            continue
        mark = word.form.norm
        at = next((d for d in range(len(stack) - 1, max(-1, len(stack) - 9), -1) if stack[d][0] == mark), None)
        if mark in STRAIGHT or (mark in SINGLE and mark != "‘"):
            if mark in SINGLE and at is None and not _looks_open(text, word):
                continue
            if at is not None and not (mark in STRAIGHT and at == len(stack) - 1 and stack[at][1] == i - 1):
                close(at, i)
            else:
                stack.append((mark, i))
        elif at is not None:
            close(at, i)
        elif mark in OPENERS:
            stack.append((OPENERS[mark], i))
        elif mark in BRACKETS:
            stack.append((BRACKETS[mark], i))
        if len(stack) > 64:  # a page of nothing but opening marks
            del stack[0]
    finish(len(words))
    del line_start
    quotes.sort(key=lambda q: (q.open, -q.close))
    return quotes, brackets, closed_until


def _is_stop(text: str, words: list[Word], i: int) -> bool:
    """Whether the stop at word ``i`` ends a sentence: not in a number, an abbreviation or a run of dots."""
    word = words[i]
    if word.form.norm != ".":
        return True
    before = words[i - 1] if i else None
    after = words[i + 1] if i + 1 < len(words) else None
    tight_before = before is not None and before.end == word.start
    tight_after = after is not None and after.start == word.end and not after.newline
    if after is not None and after.form.norm in ".…" and tight_after:
        return False
    if before is not None and before.form.norm in ".…" and tight_before:
        return after is None or after.newline
    if before is not None and tight_before and tight_after and after is not None:
        if before.form.kind == after.form.kind == "number" or after.form.kind == "latin":
            return False
        if before.form.kind == WORD and len(before.form.norm) <= 2 and len(after.form.norm) <= 2:
            return False
    # أ.ف.ب. and the like: a last letter alone, no line's end
    return not (before is not None and tight_before and len(before.form.norm) == 1 and before.form.kind == WORD
                and after is not None and not after.newline and i >= 2 and words[i - 2].form.norm == ".")


def _sentences(text: str, words: list[Word], closed_until: list[int], headline_end: int) -> list[Sentence]:
    sentences: list[Sentence] = []
    start, paragraph = 0, 0

    def cut(end: int) -> None:
        nonlocal start
        if start < end:
            sentences.append(Sentence(start, end, paragraph, end <= headline_end))
        start = end

    i = 0
    while i < len(words):
        word = words[i]
        if word.newline and i:
            cut(i)
            paragraph += 1
        if closed_until[i] > i and word.form.norm not in BRACKETS:
            # a quotation: its inner stops end no sentence, but a stop just before its closing mark does
            last = closed_until[i]
            inner_stop = words[last - 1].form.norm in STOPS and last - 1 > i and _is_stop(text, words, last - 1)
            i = last + 1
            following = words[i] if i < len(words) else None
            if inner_stop and (following is None or following.newline or _begins_anew(following)):
                cut(i)
            continue
        if closed_until[i] > i:
            i = closed_until[i] + 1
            continue
        if word.form.kind == PUNCT and word.form.norm in STOPS and _is_stop(text, words, i):
            i += 1
            while i < len(words) and not words[i].newline and words[i].form.norm in STOPS | CLOSERS | {")"}:
                i += 1
            cut(i)
            continue
        i += 1
    cut(len(words))
    return sentences


def _begins_anew(word: Word) -> bool:
    """Whether a word after a closed quotation begins a sentence: a conjunction joined to it, and no comma."""
    return word.form.kind == WORD and word.form.norm.startswith("و")
