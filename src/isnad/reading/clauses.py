"""What statements are cut with: adverbs and dates to step over, the words that join and govern clauses."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from isnad.languages.lexicon import Entry, Form, Parse
from isnad.reading.actors import Cast
from isnad.reading.drafts import DateDraft, MentionDraft
from isnad.reading.page import CLOSERS, QUOTES, Page, Quote
from isnad.reading.text import PUNCT, WORD

COMMAS = frozenset("،,؛;ـ-–—")
WORDS_QUOTED = 3
"""A quotation of fewer words, without a colon before it, is a name or a term and not what was said."""


class Scene:
    """A page with its cast and dates, and where each of them ends: the common ground of the statement rules."""

    def __init__(self, page: Page, cast: Cast, dates: list[DateDraft]) -> None:
        self.page = page
        self.cast = cast
        self.words = page.words
        self.dates = sorted(dates, key=lambda d: d.start)
        self.date_end = {d.start: d.end for d in dates}
        self.date_start = {d.end: d.start for d in dates}
        self.mention_end: dict[int, MentionDraft] = {}
        self._begins: dict[int, int] = {}
        self.note_mentions()
        self.quote_at = {q.open: q for q in page.quotes}
        self.quote_closing = {q.close: q for q in page.quotes if q.closed}
        self._opens = [q.open for q in page.quotes]
        self.adverb_start: dict[int, int] = {}
        self.connector_start: dict[int, int] = {}
        self._joining_phrases()

    def note_mentions(self) -> None:
        """Note where the mentions that the cast has by now begin and end."""
        for i, mention in self.cast.at.items():
            known = self.mention_end.get(mention.stop)
            if known is None or mention.start < known.start:
                self.mention_end[mention.stop] = mention
            self._begins[id(mention)] = min(i, self._begins.get(id(mention), i))

    def begins(self, mention: MentionDraft) -> int:
        """The first word of the noun phrase of a mention; of one adopted on the way, its own first word."""
        return self._begins.get(id(mention), mention.start)

    def _joining_phrases(self) -> None:
        """Note where listed adverbs and connectors of several words end, to step back over them."""
        for sentence in self.page.sentences:
            i = sentence.start
            while i < sentence.end:
                form = self.words[i].form
                if form.heads:
                    for phrase in self.page.phrases(i, sentence.end):
                        if phrase.entry.category in ("adverb", "adv"):
                            self.adverb_start.setdefault(phrase.end, i)
                        elif phrase.entry.category in ("connector", "conj"):
                            self.connector_start.setdefault(phrase.end, i)
                if "adverb" in form.cats:
                    self.adverb_start.setdefault(i + 1, i)
                i += 1

    # -- words

    def word_at(self, char: int) -> int:
        """The word that holds or follows a character of the text."""
        return bisect_right(self.words, char, key=lambda word: word.end)

    def dates_between(self, start: int, end: int) -> list[DateDraft]:
        """The dates that begin between two words."""
        lo = bisect_left(self.dates, start, key=lambda d: d.start)
        return self.dates[lo : bisect_left(self.dates, end, key=lambda d: d.start)]

    def form(self, i: int) -> Form:
        return self.words[i].form

    def norm(self, i: int) -> str:
        """The folded spelling of word ``i``; empty beyond the page's ends."""
        return self.words[i].form.norm if 0 <= i < len(self.words) else ""

    def is_punct(self, i: int) -> bool:
        return self.words[i].form.kind == PUNCT

    def bare(self, i: int, *categories: str) -> bool:
        """Whether word ``i`` is of one of the categories as it stands: no article, preposition or pronoun on it."""
        form = self.words[i].form
        return any(
            not (p.det or p.prep or p.suffix) for category in categories if category in form.cats
            for p in form.all(category))

    def that(self, i: int) -> Parse | None:
        """The word as أن or إن (with clitics), or None."""
        form = self.words[i].form
        parse = form.find("that")
        if parse is None or parse.prep not in ("", "ب"):
            return None
        return parse

    def preposition(self, i: int) -> str:
        """The preposition that word ``i`` is, or is joined to; empty where there is none."""
        form = self.words[i].form
        parse = form.find("prep")
        if parse is not None and not parse.prep:
            return parse.entry.lemma
        return self.joined_preposition(i)

    def joined_preposition(self, i: int) -> str:
        """The preposition written together with word ``i`` (ب، ل، ك), as its best parse has it."""
        form = self.words[i].form
        if form.kind != WORD:
            return ""
        if form.parses:
            return form.parses[0].prep
        return self.page.lexicon.joined_preposition(form.norm)

    def coordinated(self, i: int) -> bool:
        """Whether a conjunction is written together with word ``i``, as its parses or else its first letter tell."""
        form = self.words[i].form
        if form.kind != WORD:
            return False
        if form.parses:
            return bool(form.parses[0].conj) or (any(h[0] for h in form.heads) and not form.parses[0].exact)
        return form.norm.startswith(self.page.lexicon.conjunctions)

    def adverb_end(self, i: int, end: int) -> int:
        """The end of the listed adverb or date that begins at word ``i``; ``i`` itself where none does."""
        if i in self.date_end:
            return min(self.date_end[i], end)
        if self.bare(i, "adverb", "adv") or any(p.suffix for p in self.words[i].form.all("prep")):
            return i + 1  # an adverb, or a preposition with its pronoun: "أكد خلالها"
        for phrase in self.page.phrases(i, end):
            if phrase.entry.category in ("adverb", "adv"):
                return phrase.end
        return i

    def skip_adverbs(self, i: int, end: int) -> int:
        """Step over adverbs, dates and the commas around them."""
        while i < end:
            j = self.adverb_end(i, end)
            if j == i and self.words[i].form.norm in COMMAS and i + 1 < end and self.adverb_end(i + 1, end) > i + 1:
                j = i + 1
            if j == i:
                break
            i = j
            if i < end and self.words[i].form.norm in COMMAS and i + 1 < end:
                i += 1
        return i

    def past_apposition(self, i: int, end: int) -> int:
        """Step over what may stand between a subject and what is said: adverbs, dates, a comma, another name of it in
        brackets or quotation marks ("وزارة الدفاع «البنتاغون»")."""
        i = self.skip_adverbs(i, end)
        quote = self.quote_at.get(i) if i < end else None
        if quote is not None and quote.closed and quote.close - quote.open <= WORDS_QUOTED:
            i = self.skip_adverbs(quote.close + 1, end)
        elif i < end and i in self.page.brackets:
            i = self.skip_adverbs(self.page.brackets[i] + 1, end)
        if i < end and self.norm(i) in COMMAS:
            i = self.skip_adverbs(i + 1, end)
        return i

    def listed(self, i: int, end: int, category: str) -> tuple[int, Entry] | None:
        """The listed word or phrase of that category at word ``i``: its end and entry."""
        for phrase in self.page.phrases(i, end):
            if phrase.entry.category == category:
                return phrase.end, phrase.entry
        parse = self.words[i].form.find(category)
        return (i + 1, parse.entry) if parse is not None else None

    # -- quotations

    def quotes_within(self, start: int, end: int, most: int) -> list[Quote]:
        """The quotations that open and close inside words ``start`` to ``end``; of many only the first ``most``."""
        lo = bisect_left(self._opens, start)
        found = []
        for quote in self.page.quotes[lo : lo + most]:
            if quote.open >= end:
                break
            if quote.close <= end:
                found.append(quote)
        return found

    def trim(self, start: int, end: int) -> tuple[int, int]:
        """Words without the stops, commas and unmatched quotation marks at both ends."""
        while start < end and self.is_punct(start) and not (
            start in self.page.brackets or (start in self.quote_at and self.quote_at[start].close < end)
        ):
            start += 1
        while start < end and self.is_punct(end - 1):
            last = end - 1
            mark = self.words[last].form.norm
            closes = self.quote_closing.get(last)
            if closes is not None and closes.open >= start:
                break
            if mark in (")", "]") and any(a >= start for a, b in self._bracket_of(last)):
                break
            if mark in CLOSERS and mark in QUOTES and closes is not None:
                end -= 1
                continue
            end -= 1
        return start, end

    def _bracket_of(self, close: int) -> list[tuple[int, int]]:
        return [(a, close) for a in range(max(0, close - 60), close) if self.page.brackets.get(a) == close]
