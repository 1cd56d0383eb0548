"""Datelines and bylines: who sent a report, from where, and when, in the wires' many forms.

A head is a run of segments between dashes, colons, commas, slashes and brackets. Each segment is a place, an
agency, the outlet itself, a date, one of the paper's desks, or words that nobody lists (a reporter, a small
town). A head is taken only where its known segments prove it: text that merely begins with a dash or a colon
does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from isnad.languages.lexicon import Entry
from isnad.reading.drafts import DateDraft
from isnad.reading.page import Page
from isnad.reading.text import COLONS, DASHES, NUMBER, PUNCT, WORD

PLACE, AGENCY, OWN, DATE, DESK, OTHER = "place", "agency", "own", "date", "desk", "other"

WORDS_READ = 32
"""A head ends within so many words."""
OTHER_WORDS = 4
"""Unlisted words that a segment may have: a reporter's name, a town's."""
NAME_WORDS = 6
"""Words over which the name of an outlet or a place may run, dots between letters included."""

_SEPARATORS = DASHES | COLONS | frozenset("/|\\،,؛۔*()[]{}«»\"“”")
_CLOSE = frozenset(")]}")
_SLASHES = frozenset("/\\")
_FIRM = DASHES | COLONS | _CLOSE
"""Marks that may end a head; the others only part its segments."""
_PLACES = frozenset({"capital", "place", "state"})
_VERBS = ("verb", "cue")
_OFFICES = frozenset({"title", "body", "group"})


@dataclass(slots=True, frozen=True)
class Part:
    """A part of a segment: words ``start`` to ``end`` (exclusive). ``bare``: an outlet's name, and a word too."""

    kind: str
    start: int
    end: int
    entry: Entry | None = None
    bare: bool = False

    @property
    def unnamed(self) -> bool:
        """Whether this is agencies that nobody names, "وكالات": an agency that belongs to no country."""
        return self.entry is not None and self.entry["kind"] == "agency" and not self.entry["code"]


@dataclass(slots=True)
class Head:
    """What stands before a story: its parts, the word after it, and whether brackets enclose an agency."""

    end: int
    parts: list[Part] = field(default_factory=list)

    def has(self, kind: str) -> bool:
        return any(part.kind == kind for part in self.parts)

    def place(self) -> Part | None:
        """The first place: a listed one, else the unlisted word beside the agency or the outlet's own name."""
        listed = next((part for part in self.parts if part.kind == PLACE), None)
        if listed is not None:
            return listed
        for at, part in enumerate(self.parts):
            if part.kind == OTHER and part.end - part.start <= 3 and self._beside_outlet(at):
                return part
        return None

    def _beside_outlet(self, at: int) -> bool:
        """Whether an unlisted part stands where the place stands: before an agency, or after the paper's own name."""
        after = self.parts[at + 1].kind if at + 1 < len(self.parts) else ""
        if after == DATE and at + 2 < len(self.parts):
            after = self.parts[at + 2].kind
        before = self.parts[at - 1].kind if at else ""
        return after == AGENCY or before in (AGENCY, OWN)


@dataclass(slots=True, frozen=True)
class _Segment:
    """Words ``start`` to ``end`` (exclusive) and the separator after them: empty at the line's end, None where the
    segment runs on past what a head may be."""

    start: int
    end: int
    mark: str | None


class HeadReader:
    """Reads the heads of one page. ``own`` is the outlet that prints it; ``dates`` the dates by their first word."""

    def __init__(self, page: Page, own: Entry | None, publisher: str, dates: Mapping[int, DateDraft]) -> None:
        self.page = page
        self.words = page.words
        self.own = own
        self.publisher = page.lexicon.squeeze(publisher)
        self.own_name = page.lexicon.squeeze(own.lemma) if own is not None else ""
        self.dates = dates

    # -- heads

    def head(self, start: int, end: int) -> Head | None:
        """The dateline or byline that stands at word ``start`` of a line that ends before word ``end``, or None."""
        best: Head | None = None
        parts: list[Part] = []
        for segment in self._segments(start, end):
            settled = best is not None and _sent(parts)
            own_parts = self._parts(segment.start, segment.end, whole=segment.mark is not None)
            if segment.mark is None or not _fits(own_parts):
                own_parts = _up_to_agency(own_parts)
                if own_parts and not self._tells(own_parts) and (
                        parts or any(part.kind == DATE for part in own_parts)):
                    best = self._taken(parts + own_parts, own_parts[-1].end, end)
                break
            if not own_parts or self._tells(own_parts) or (settled and any(part.kind == OTHER for part in own_parts)):
                break
            parts = _towns(parts + own_parts)
            if self._proves(parts, segment):
                best = self._taken(parts, segment.end, end)
                if segment.mark in COLONS:
                    break
        return self._dated(best, end) if best is not None else None

    def everything(self, start: int, end: int) -> list[Part]:
        """All parts of a byline, proved or not."""
        return _towns([part for segment in self._segments(start, end) if segment.mark is not None
                       for part in self._parts(segment.start, segment.end, whole=True)])

    def _taken(self, parts: list[Part], at: int, end: int) -> Head:
        """The head with the marks that close it."""
        around = self.page.quote_around(at - 1)
        while at < end and self.words[at].form.kind == PUNCT and self.words[at].form.norm in _SEPARATORS:
            closes = around is not None and around.close == at
            if self.words[at].form.norm in "([{«“\"*" and at + 1 < end and not closes:
                break
            at += 1
        return Head(at, list(parts))

    def _dated(self, head: Head, end: int) -> Head:
        """The head with a day between its agency and the text: "الدوحة /قنا/ 24 يناير أعلن"."""
        date = self.dates.get(head.end)
        if date is None or date.end > end or head.has(DATE) or not head.has(AGENCY):
            return head
        closes = self.words[head.end - 1].form.norm in _CLOSE | _SLASHES
        if not closes or self.words[head.end].form.kind != NUMBER:
            return head
        follows = date.end == end or self.words[date.end].form.norm in _SLASHES or self.finite(date.end)
        return self._taken([*head.parts, Part(DATE, date.start, date.end)], date.end, end) if follows else head

    def _proves(self, parts: list[Part], segment: _Segment) -> bool:
        """Whether parts that end with this segment are a head and no text."""
        kinds = [part.kind for part in parts]
        mark = segment.mark or ""
        ends_line = not mark
        alone = len(set(kinds)) == 1
        if not (ends_line or mark in _FIRM or (mark == "/" and kinds[-1] == AGENCY and len(parts) > 1)):
            return False
        if AGENCY in kinds:
            sure = PLACE in kinds or OWN in kinds or any(
                not part.bare or self._stands_bare(part, kinds, segment) for part in parts if part.kind == AGENCY)
            return (sure or mark in _CLOSE) and not (alone and mark in COLONS)
        if OWN in kinds:
            return not alone or ends_line or mark in _CLOSE
        if PLACE in kinds and DATE in kinds:
            return True
        if kinds == [PLACE] and not ends_line:
            return mark not in _CLOSE and self._sends(parts, segment.end)
        if mark in _CLOSE and self._seated(parts):
            return self._sends(parts, segment.end + 1)
        if not ends_line:
            return DESK in kinds and OTHER in kinds and mark in COLONS
        if DESK in kinds:
            return PLACE in kinds or self._reporter(parts)
        return PLACE in kinds and self._reporter(parts)

    def _stands_bare(self, part: Part, kinds: list[str], segment: _Segment) -> bool:
        """Whether an agency's name that is a word too stands as a name: beside a desk, or, of agencies that nobody
        names, alone in its line or before a dash and a verb."""
        if DESK in kinds:
            return part.entry is not None and part.entry["kind"] == "agency"
        if not part.unnamed or kinds != [AGENCY]:
            return False
        return not segment.mark or (segment.mark in DASHES and self._verb_after(segment.end))

    def _sends(self, parts: list[Part], mark: int) -> bool:
        """Whether a place alone is a dateline: a verb follows its mark, and the headline does not quote the place."""
        entry = parts[0].entry
        if entry is None or entry.category == "state" or not self._verb_after(mark):
            return False
        first = self.words[parts[0].start].form.key
        return not (self.page.headline_end and self.words[0].form.key == first)

    def _seated(self, parts: list[Part]) -> bool:
        """Whether the parts are a place and, in brackets, where it lies or whose seat it is: "جنيف (الأمم المتحدة)"."""
        if [part.kind for part in parts] not in ([PLACE, PLACE], [PLACE, OTHER]):
            return False
        place, seat = parts
        after = seat.end + 1
        if self.words[place.end].form.norm != "(" or place.end + 1 != seat.start or (
                after >= len(self.words) or self.words[after].form.norm not in DASHES):
            return False
        return seat.kind == PLACE or any(
            phrase.end == seat.end and phrase.entry.category == "organisation" and not phrase.conj and not phrase.prep
            for phrase in self.page.phrases(seat.start, seat.end))

    def _verb_after(self, mark: int) -> bool:
        """Whether a finite verb follows a mark in its line."""
        after = mark + 1
        return after < len(self.words) and not self.words[after].newline and self.finite(after)

    def _reporter(self, parts: list[Part]) -> bool:
        """Whether the unlisted words of a head are a person's name."""
        others = [part for part in parts if part.kind == OTHER]
        return len(others) == 1 and others[0].end - others[0].start >= 2 and any(
            "name" in self.words[i].form.cats for i in range(others[0].start, others[0].end))

    def _tells(self, parts: list[Part]) -> bool:
        """Whether the unlisted words hold a verb or an office: then they are no reporter and no town."""
        if len(parts) == 1 and parts[0].end - parts[0].start == 1:
            return False
        return any(self.finite(i) or self._office(i)
                   for part in parts if part.kind == OTHER for i in range(part.start, part.end))

    def _office(self, i: int) -> bool:
        cats = self.words[i].form.cats
        return "name" not in cats and not cats.isdisjoint(_OFFICES)

    def finite(self, i: int) -> bool:
        """Whether word ``i`` is a finite verb and no name."""
        form = self.words[i].form
        if "name" in form.cats:
            return False
        parses = [parse for category in _VERBS for parse in form.all(category)]
        return any(parse.sense.tense in ("perfect", "imperfect") and not parse.suffix for parse in parses)

    # -- segments

    def _segments(self, start: int, end: int) -> list[_Segment]:
        segments: list[_Segment] = []
        limit = min(end, start + WORDS_READ)
        i = at = start
        while i < limit:
            date = self.dates.get(i)
            if date is not None and date.end <= limit:
                i = date.end
                continue
            word = self.words[i]
            if word.form.kind == PUNCT and word.form.norm in _SEPARATORS and not self._in_name(i, limit):
                if at < i:
                    segments.append(_Segment(at, i, word.form.norm))
                elif segments and segments[-1].mark not in _CLOSE and word.form.norm in _FIRM:
                    segments[-1] = _Segment(segments[-1].start, segments[-1].end, word.form.norm)
                at = i + 1
            i += 1
        if at == limit == end and segments and segments[-1].mark not in _CLOSE:
            segments[-1] = _Segment(segments[-1].start, segments[-1].end, "")
        elif at < limit:
            segments.append(_Segment(at, limit, "" if limit == end else None))
        return _cut(segments)

    def _in_name(self, i: int, limit: int) -> bool:
        """Whether the mark at word ``i`` stands inside a number or a day and month: 15-7, 24/1."""
        return (0 < i < limit - 1 and self.words[i - 1].form.kind == self.words[i + 1].form.kind == NUMBER
                and self.words[i - 1].end == self.words[i].start and self.words[i].end == self.words[i + 1].start)

    # -- parts

    def _parts(self, start: int, end: int, *, whole: bool) -> list[Part]:
        """Cut a segment into its parts; where it runs on into text, only its beginning."""
        parts: list[Part] = []
        unlisted = i = start
        while i < end:
            part = self._part(i, end, parts)
            if part is None:
                i += 1
                if i - unlisted > OTHER_WORDS and not whole:
                    break
                continue
            self._add_unlisted(parts, unlisted, i)
            if part.kind:
                parts.append(part)
            i = unlisted = part.end
        self._add_unlisted(parts, unlisted, i)
        return self._joined(parts)

    def _joined(self, parts: list[Part]) -> list[Part]:
        """Parts with names made whole: a word that is an outlet's or a place's too belongs to the name it touches."""
        joined: list[Part] = []
        for part in parts:
            last = joined[-1] if joined else None
            if last is not None and last.end == part.start and (
                    (last.kind == OTHER and self._of_name(part)) or (part.kind == OTHER and self._of_name(last))):
                joined[-1] = Part(OTHER, last.start, part.end)
            else:
                joined.append(part)
        return joined

    def _of_name(self, part: Part) -> bool:
        """Whether a listed part may as well be a word of a person's name or of a desk's."""
        if part.kind == PLACE:
            return part.end - part.start == 1 and "name" in self.words[part.start].form.cats
        return part.kind in (OTHER, DESK) or (part.kind in (AGENCY, OWN) and part.bare and part.end - part.start == 1)

    def _add_unlisted(self, parts: list[Part], start: int, end: int) -> None:
        words = [i for i in range(start, end) if self.words[i].form.kind != PUNCT]
        if words:
            parts.append(Part(OTHER, words[0], words[-1] + 1))

    def _part(self, i: int, end: int, parts: list[Part]) -> Part | None:
        """The part that begins at word ``i``; one without a kind for words that only join parts."""
        date = self.dates.get(i)
        if date is not None and date.end <= end:
            return Part(DATE, date.start, date.end)
        form = self.words[i].form
        if form.kind == NUMBER:
            return self._figures(i, end)
        if form.kind == WORD and len(form.norm) == 1 and parts and parts[-1].kind == DATE and parts[-1].end == i:
            return Part("", i, i + 1)  # م, هـ after a year
        outlet = self._outlet(i, end)
        place = self._place(i, end)
        if outlet is not None and (place is None or outlet.end > place.end or self._in_quotes(outlet)
                                   or not (outlet.bare or outlet.kind == OWN)):
            return outlet
        if place is not None:
            return place
        if outlet is not None:
            return outlet
        desk = self.listed(i, end, "desk")
        if desk is not None:
            return Part(DESK, i, desk[0], desk[1])
        if parts and "prep" in form.cats and form.parses[0].entry.category == "prep" and not form.parses[0].suffix:
            return Part("", i, i + 1)
        return None

    def _figures(self, i: int, end: int) -> Part:
        """A number and what is joined to it, as a date that the dates stage left alone."""
        last = i + 1
        while last + 1 < end and self._in_name(last, end):
            last += 2
        return Part(DATE, i, last)

    def _outlet(self, i: int, end: int) -> Part | None:
        """The longest outlet's name at word ``i``."""
        form = self.words[i].form
        if form.kind == PUNCT:
            return None
        key = ""
        found: Part | None = None
        for at in range(i, min(end, i + NAME_WORDS)):
            word = self.words[at]
            if word.form.kind == PUNCT:
                if word.form.norm != ".":
                    break
                continue
            key += word.form.key
            known = self.page.lexicon.mastheads.get(key)
            if at == i and key in self.page.lexicon.initials:
                continue
            if self._is_own(key, known[0] if known else None):
                found = Part(OWN, i, at + 1, self.own, bare=known is None or known[1])
            elif known is not None:
                found = Part(AGENCY, i, at + 1, known[0], known[1])
        if found is not None and found.end < end and self.words[found.end].form.norm == "." and found.end - i > 1:
            found = Part(found.kind, found.start, found.end + 1, found.entry, found.bare)  # أ.ف.ب.
        return found

    def _in_quotes(self, part: Part) -> bool:
        quote = self.page.quote_around(part.start)
        return quote is not None and (quote.open, quote.close) == (part.start - 1, part.end)

    def _is_own(self, key: str, known: Entry | None) -> bool:
        if known is not None and known is self.own:
            return True
        return bool(key) and (key == self.publisher or (len(key) > 3 and self.own_name.endswith(key)))

    def _place(self, i: int, end: int) -> Part | None:
        """The longest place at word ``i``."""
        for phrase in self.page.phrases(i, end):
            if phrase.entry.category in _PLACES and not phrase.conj and not phrase.prep:
                return Part(PLACE, i, phrase.end, phrase.entry)
        form = self.words[i].form
        for parse in form.parses:
            if parse.entry.category in _PLACES and not (parse.conj or parse.prep or parse.suffix):
                return Part(PLACE, i, i + 1, parse.entry)
        return None

    def listed(self, i: int, end: int, category: str) -> tuple[int, Entry] | None:
        """The longest listed furniture or desk of that category at word ``i``: its end and entry."""
        for keys, entry in self.page.lexicon.furniture.get(self.words[i].form.key, ()):
            if entry.category == category and i + len(keys) <= end and all(
                    self.words[i + k].form.key == key for k, key in enumerate(keys)):
                return i + len(keys), entry
        return None


def _cut(segments: list[_Segment]) -> list[_Segment]:
    """Up to the first segment too long to be part of a head; that one is text that runs on."""
    for at, segment in enumerate(segments):
        if segment.end - segment.start > WORDS_READ // 2:
            return [*segments[:at], _Segment(segment.start, segment.end, None)]
    return segments


def _fits(parts: list[Part]) -> bool:
    """Whether a segment may be part of a head: few unlisted words, in one place."""
    others = [at for at, part in enumerate(parts) if part.kind == OTHER]
    if any(parts[at].end - parts[at].start > OTHER_WORDS for at in others):
        return False
    # "وكالة رويترز" names its agency in running text, and so does "واس شهد الأمير"; a town stands apart
    beside = [(parts[at - 1].kind if at else "", parts[at + 1].kind if at + 1 < len(parts) else "") for at in others]
    return len(others) <= 1 and all(before != AGENCY and after not in (AGENCY, OWN) for before, after in beside)


def _towns(parts: list[Part]) -> list[Part]:
    """Parts where an everyday word that is a paper's name too, beside a sure outlet, is a town: "واس - الخبر"."""
    if not any(part.kind == OWN or (part.kind == AGENCY and not part.bare) for part in parts):
        return parts
    return [replace(part, kind=OTHER) if part.kind == AGENCY and part.bare and part.entry is not None
            and part.entry["kind"] != "agency" else part for part in parts]


def _sent(parts: list[Part]) -> bool:
    """Whether the parts already tell place and agency."""
    kinds = {part.kind for part in parts}
    return AGENCY in kinds and bool(kinds & {PLACE, OTHER})


def _up_to_agency(parts: list[Part]) -> list[Part]:
    """The beginning of a segment of running text, to the agency or outlet that ends the head in it."""
    for at, part in enumerate(parts):
        if part.kind in (AGENCY, OWN) and not (part.kind == AGENCY and part.bare):
            return parts[: at + 1] if _fits(parts[: at + 1]) else []
        if part.kind == OTHER and at:
            return []
    return []
