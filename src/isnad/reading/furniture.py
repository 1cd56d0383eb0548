"""Furniture: what stands on the page but is not the story.

A false furniture hides a statement, so each kind is taken only where nothing else stands: alone in its line or
its brackets, at the body's beginning, or after the last stop.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from html import unescape
from urllib.parse import urlsplit

from isnad.languages.lexicon import Entry, Lexicon
from isnad.reading.datelines import AGENCY, DATE, DESK, OTHER, OWN, PLACE, WORDS_READ, Head, HeadReader, Part
from isnad.reading.dates import find_dates
from isnad.reading.drafts import DateDraft, Dateline, FurnitureDraft, Source
from isnad.reading.page import STOPS, Page, lines
from isnad.reading.page import page as analyse
from isnad.reading.text import DASHES, LATIN, NUMBER, PUNCT, WORD

TOP_LINES = 6
"""Lines at the body's beginning that may stand before the story."""
BYLINE_WORDS = 16
"""A longer byline is no byline but text in the wrong field."""
LABEL_WORDS = 8
"""A line that begins with a label ("تصوير: …") is furniture up to this length; longer ones are sentences."""
OFFICE_WORDS = 14
"""The office of a writer ("* باحث في …") has at most so many."""
RELATED_WORDS = 18
RELATED_LINES = 8
"""Headlines of other reports after "اقرأ أيضا": how long each, and how many."""
BRACKET_WORDS = 10
STAMP_WORDS = 32
"""A line that tells when the report came out has at most so many words."""
INITIALS = range(2, 9)
"""How many letters those may have who sign a report with their initials."""
TAIL_WORDS = 40
"""How far before the text's end its tail may begin."""

_ENDS = STOPS | {"…"}
_BEFORE_TAIL = _ENDS | frozenset("\"»”)")
_STAMP_MARKS = frozenset("/|\\،,.:()[]؛+•·*") | DASHES
_INITIALS_MARKS = frozenset("./\\،,") | DASHES
_LABEL_MARKS = frozenset(":：-–—([«\"“{")


def find_furniture(page: Page, source: Source) -> Dateline:
    """Find a page's furniture, and what its dateline, its byline and its address tell."""
    return _Finder(page, source).find()


class _Finder:
    def __init__(self, page: Page, source: Source) -> None:
        self.page = page
        self.words = page.words
        self.source = source
        self.own = outlet(page.lexicon, source)
        self.lines = [line for line in lines(page.words) if line[0] >= page.headline_end]
        self.found = Dateline(day=source.published)
        self.place: Part | None = None
        self.stamps: list[tuple[bool, date]] = []
        """The days that stamps tell, each with whether it is an update's."""

    def find(self) -> Dateline:
        if self.lines:
            below = self._top()
            self._below(below)
            self._brackets()
            self._tail()
        sent_from = self._byline_field()
        self.found.items.sort(key=lambda item: item.start)
        self.found.items = _apart(self.found.items)
        self.found.country = self._home(sent_from)
        if self.found.day is None:
            self.found.day = min(self.stamps)[1] if self.stamps else self.source.fallback
        return self.found

    def _add(self, kind: str, start: int, end: int, rule: str, *entries: Entry | None) -> None:
        self.found.items.append(
            FurnitureDraft(kind, start, end, rule, tuple(entry for entry in entries if entry is not None)))

    # -- the body's beginning

    def _top(self) -> int:
        """Read the lines before the story; give the index of the first line that is left."""
        for at, (start, end) in enumerate(self.lines[:TOP_LINES]):
            if at == len(self.lines) - 1 and at == 0:
                self._head_of(start, end)
                return 0
            if self._repeats(start, end):
                self._add("repeat", start, end, "repeat:headline")
            elif not self._line(at, start, end, below=False):
                head = self._head_of(start, end)
                if head is None and self._is_name(start, end):
                    self._add("byline", start, end, "byline:name")
                elif head is None or head.end < end:
                    return at
        return min(TOP_LINES, len(self.lines))

    def _repeats(self, start: int, end: int) -> bool:
        """Whether a line is the headline once more."""
        page = self.page
        return bool(page.headline_end) and _keys(page, start, end) == _keys(page, 0, page.headline_end)

    def _head_of(self, start: int, end: int) -> Head | None:
        """Take the dateline or byline at a line's beginning."""
        dates = self._dates(start, min(end, start + WORDS_READ))
        head = self._reader(dates).head(start, end)
        if head is None:
            return None
        tells = head.place() is not None or head.has(AGENCY) or head.has(DATE)
        kind = "dateline" if tells else "byline"
        self._add(kind, start, head.end, f"{kind}:{'+'.join(dict.fromkeys(part.kind for part in head.parts))}",
                  *(part.entry for part in head.parts))
        if kind == "dateline":
            self._told(head, dates)
        return head

    def _reader(self, dates: Mapping[int, DateDraft] | None = None) -> HeadReader:
        return HeadReader(self.page, self.own, self.source.publisher or "", dates or {})

    def _dates(self, start: int, end: int) -> dict[int, DateDraft]:
        """The dates between two words of one line, by their first word."""
        if all(word.form.kind != NUMBER and "month" not in word.form.cats for word in self.words[start:end]):
            return {}
        shown = analyse("", self.page.chars(start, end), self.page.lexicon)
        drafts = [replace(draft, start=start + draft.start, end=start + draft.end) for draft in find_dates(shown, None)]
        return {draft.start: draft for draft in drafts}

    def _told(self, head: Head, dates: dict[int, DateDraft]) -> None:
        """Note the place, the agencies and the day that a dateline tells."""
        place = head.place()
        if place is not None and self.found.place is None:
            self.place = place
            self.found.place = self.page.chars(place.start, place.end)
        self._agencies(self.page, head.parts)
        if self.found.day is None:
            days = [dates[part.start] for part in head.parts if part.kind == DATE and part.start in dates]
            self.found.day = next((draft.first for draft in days if draft.first == draft.last and draft.first), None)

    def _agencies(self, page: Page, parts: list[Part]) -> None:
        squeeze = page.lexicon.squeeze
        for part in parts:
            if part.kind == AGENCY:
                name = page.chars(part.start, part.end)
                if all(squeeze(name) != squeeze(known) for known in self.found.agencies):
                    self.found.agencies.append(name)

    def _is_name(self, start: int, end: int) -> bool:
        """Whether a line is a reporter's name and nothing else, or "من" and the name."""
        if "prep" in self.words[start].form.cats and len(self.words[start].form.norm) == 2:
            start += 1
        words = self.words[start:end]
        names = [word.form.find("name") for word in words[:5]]
        return 2 <= len(words) <= 4 and words[0].form.cats.isdisjoint(("title", "honorific")) and all(
            name is not None and not (name.conj or name.prep) for name in names) and (
            names[0] is not None and names[0].entry["class"] in ("given", "both"))

    # -- lines

    def _below(self, first: int) -> None:
        at = first
        while at < len(self.lines):
            start, end = self.lines[at]
            related = self._line(at, start, end)
            at += 1
            if related == "related" and len(_keys(self.page, start, end)) <= 4:
                at = self._headlines(at)
        if first < len(self.lines) - 1 and self._is_name(*self.lines[-1]):
            self._add("byline", *self.lines[-1], "byline:name")

    def _headlines(self, at: int) -> int:
        """Take the headlines of other reports that stand under "اقرأ أيضا"; give the first line after them."""
        last = min(len(self.lines), at + RELATED_LINES)
        while at < last:
            start, end = self.lines[at]
            if end - start > RELATED_WORDS or self.words[end - 1].form.norm in _ENDS or self._reader().finite(start):
                break
            if not self._line(at, start, end):
                self._add("related", start, end, "related:headline")
            at += 1
        return at

    def _line(self, at: int, start: int, end: int, *, below: bool = True) -> str:
        """Take a line that is furniture as a whole; tell what it is, or nothing. ``below``: the story has begun."""
        first, last = self._stripped(start, end)
        if first == last:
            return ""
        if self._is_address(start, end):
            self._add("handle", start, end, "handle:address")
            return "handle"
        if self._are_tags(start, end):
            self._add("related", start, end, "related:hashtags")
            return "hashtags"
        if self._stamp(start, end, labelled=below):
            return "stamp"
        if below and self._signature(start, end):
            return "signature"
        if at == len(self.lines) - 1 and self.words[start].form.norm == "*":
            return self._starred(start, first, last, end)
        for length, entry in self._listed(first, last):
            rule = self._stands_as_line(entry, first, first + length, last, end)
            if rule:
                kind = entry["kind"]
                self._add(kind, start, end, f"{kind}:{rule}", entry)
                if entry["tells"] == "source":
                    self._credited(first + length, last)
                return kind
        whole = self.page.brackets.get(start) == end - 1
        if below and (whole or at == len(self.lines) - 1) and self._credits_agency(start, end):
            return "credit"
        return ""

    def _are_tags(self, start: int, end: int) -> bool:
        """Whether words are hashtags and nothing else."""
        i = start
        while i < end and self.words[i].form.norm == "#":
            i += 1
            first = i
            while i < end and self.words[i].start == self.words[i - 1].end and (
                    self.words[i].form.kind != PUNCT or self.words[i].form.norm == "_"):
                i += 1
            if i == first:
                return False
        return i == end

    def _stamp(self, start: int, end: int, *, labelled: bool) -> bool:
        """Take a line that tells when the report came out and nothing else. ``labelled``: a day alone is no stamp."""
        if end - start > STAMP_WORDS or all(word.form.kind != NUMBER for word in self.words[start:end]):
            return False
        label = self._timed(start, end)
        if label is None and labelled:
            return False
        dates = self._dates(start, end)
        entries: list[Entry] = []
        days: list[tuple[bool, date]] = []
        told = False
        update = False
        i = start
        while i < end:
            draft = dates.get(i)
            if timed := self._timed(i, end):
                i += timed[0]
                entries.append(timed[1])
                if "clock" not in timed[1].values("stands"):
                    told, update = True, timed[1]["tells"] == "update"
            elif draft is not None:
                i = draft.end
                if draft.first is not None and draft.first == draft.last:
                    days.append((update, draft.first))
            elif self.words[i].form.kind == NUMBER or self.words[i].form.norm in _STAMP_MARKS:
                i += 1
            else:
                return False
        if not told and not days:
            return False
        self.stamps += days
        self._add("dateline", start, end, "dateline:stamp", *entries)
        return True

    def _timed(self, i: int, end: int) -> tuple[int, Entry] | None:
        """The longest words of a stamp at word ``i``: their number and entry."""
        return next(((n, entry) for n, entry in self._listed(i, end)
                     if "stamp" in entry.values("stands") or "clock" in entry.values("stands")), None)

    def _signature(self, start: int, end: int) -> bool:
        """Take the initials of who wrote and edited, and the agency in brackets after them: "م.ع/أ.ح (د ب أ)"."""
        opening = end
        if self.words[end - 1].form.norm == ")":
            opening = next((i for i in range(end - 2, max(start, end - BRACKET_WORDS) - 1, -1)
                            if self.page.brackets.get(i) == end - 1), start)
        if not self._are_initials(start, opening) or (opening < end and not self._credits_agency(opening, end)):
            return False
        self._add("byline", start, opening, "byline:initials")
        return True

    def _are_initials(self, start: int, end: int) -> bool:
        """Whether words are single letters and marks between them, and no agency's name."""
        if not 2 <= end - start <= 3 * INITIALS.stop or not self._is_letter(start):
            return False
        letters = sum(self._is_letter(i) for i in range(start, end))
        marks = sum(word.form.norm in _INITIALS_MARKS for word in self.words[start:end])
        return letters in INITIALS and letters + marks == end - start and all(
            part.kind == OTHER for part in self._reader().everything(start, end))

    def _is_letter(self, i: int) -> bool:
        return i >= 0 and self.words[i].form.kind == WORD and len(self.words[i].form.norm) == 1

    def _stands_as_line(self, entry: Entry, start: int, after: int, last: int, line_end: int) -> str:
        """How a line stands as the furniture that its first words name; empty where it does not."""
        stands = entry.values("stands")
        size = sum(word.form.kind != PUNCT for word in self.words[start:last])
        if after == last and ("line" in stands or "head" in stands or "tail" in stands):
            return "line"
        if "head" in stands and size <= RELATED_WORDS + 4:
            return "head"
        if "label" in stands and size <= LABEL_WORDS and after < last and self._labels(entry, after, last, line_end):
            return "label"
        if "all" in stands and size <= RELATED_WORDS and self._all(start, last):
            return "all"
        return ""

    def _labels(self, entry: Entry, after: int, last: int, line_end: int) -> bool:
        """Whether a label's mark follows, and then who wrote or took it: a name, a desk or an agency, and no verb."""
        if self.words[after].form.norm not in _LABEL_MARKS or self.words[line_end - 1].form.norm in STOPS:
            return False
        reader = self._reader()
        if any(reader.finite(i) for i in range(after, last)):
            return False
        parts = reader.everything(after, last)
        return entry["tells"] == "source" or any(
            part.kind in (AGENCY, OWN, DESK) or "name" in self.words[part.start].form.cats for part in parts)

    def _all(self, start: int, end: int) -> bool:
        """Whether words are all of them share buttons."""
        i = start
        while i < end:
            if self.words[i].form.kind in (PUNCT, NUMBER):
                i += 1
                continue
            length = next((n for n, entry in self._listed(i, end) if "all" in entry.values("stands")), 0)
            if not length:
                return False
            i += length
        return True

    def _starred(self, start: int, first: int, last: int, end: int) -> str:
        """The writer's office after an asterisk, in the text's last line."""
        for length, entry in self._listed(first, last):
            if length and "starred" in entry.values("stands") and last - first <= OFFICE_WORDS:
                self._add(entry["kind"], start, end, f"{entry['kind']}:starred", entry)
                return entry["kind"]
        return ""

    def _listed(self, i: int, end: int) -> Iterator[tuple[int, Entry]]:
        """Listed furniture at word ``i``, the longest first: its length and entry."""
        for keys, entry in self.page.lexicon.furniture.get(self.words[i].form.key, ()) if i < end else ():
            if entry.category == "furniture" and i + len(keys) <= end and all(
                    self.words[i + k].form.key == key for k, key in enumerate(keys)):
                yield len(keys), entry

    def _stripped(self, start: int, end: int) -> tuple[int, int]:
        while start < end and self.words[start].form.kind == PUNCT:
            start += 1
        while start < end and self.words[end - 1].form.kind == PUNCT:
            end -= 1
        return start, end

    def _is_address(self, start: int, end: int) -> bool:
        """Whether a line is an account, an e-mail or a web address: Latin with an @ or a www, and no sentence."""
        words = self.words[start:end]
        if len(words) > 24:
            return False
        arabic = sum(word.form.kind == WORD for word in words)
        if arabic > 2 or (arabic and not self._all(start, start + 1)):
            return False
        return any(word.form.kind == LATIN for word in words) and any(
            word.form.norm in ("@", "www", "http", "https") for word in words)

    # -- brackets and the text's end

    def _brackets(self) -> None:
        """Take brackets that hold nothing but "(تستمر)", or a photograph's credit."""
        body = self.page.headline_end
        for start, end in self.page.brackets.items():
            if start < body or not 1 < end - start <= BRACKET_WORDS + 1:
                continue
            for length, entry in self._listed(start + 1, end):
                after = start + 1 + length
                whole = after == end or (entry["kind"] == "credit" and self.words[after].form.norm in _LABEL_MARKS)
                if whole and "bracket" in entry.values("stands"):
                    self._add(entry["kind"], start, end + 1, f"{entry['kind']}:bracket", entry)
                    break

    def _tail(self) -> None:
        """Take what stands after the text's last stop: a source, "انتهى", the story's tags."""
        start, end = self.lines[-1]
        start = max(start, end - TAIL_WORDS)
        last = end - 1
        if self.words[last].form.norm == ")":
            opening = next((a for a, b in self.page.brackets.items() if b == last), None)
            if opening is not None and opening > start and self.words[opening - 1].form.norm in _BEFORE_TAIL and (
                    self._credits_agency(opening, end)):
                return
        for i in range(start + 1, end):
            if self.words[i - 1].form.norm not in _BEFORE_TAIL:
                continue
            if not self._is_letter(i - 2) and self._signature(i, end):  # "د. م. ع" is a name's beginning
                return
            if self.words[i].form.norm == "#" and self._are_tags(i, end):
                self._add("related", i, end, "related:hashtags")
                return
            if self.words[i].form.norm == "*" and self._starred(i, *self._stripped(i, end), end):
                return
            for length, entry in self._listed(i, end):
                if "tail" in entry.values("stands") and self._ends_with(i, i + length, end, entry):
                    self._add(entry["kind"], i, end, f"{entry['kind']}:tail", entry)
                    if entry["tells"] == "source":
                        self._credited(i + length, end)
                    return

    def _ends_with(self, start: int, after: int, end: int, entry: Entry) -> bool:
        """Whether a tail holds no sentence: it ends without a stop, and is as long as its kind may be."""
        if self.words[end - 1].form.norm in STOPS and after < end - 1:
            return False
        if entry["kind"] == "related":
            return after < end
        if entry["kind"] == "credit":
            return after < end and end - start <= LABEL_WORDS and self.words[after].form.norm in _LABEL_MARKS
        return after >= end - 1 or (self.words[after].form.norm in "/.-" and end - after <= LABEL_WORDS)

    def _credits_agency(self, start: int, end: int) -> bool:
        """Take words that are an agency's name and nothing else, as the source of text or photograph."""
        first, last = self._stripped(start, end)
        if not 0 < last - first <= BRACKET_WORDS:
            return False
        parts = self._reader().everything(first, last)
        bracketed = self.words[start].form.norm == "("
        if not parts or any(part.kind not in (AGENCY, OWN) or (part.bare and not (bracketed or part.unnamed))
                            for part in parts):
            return False
        self._add("credit", start, end, "credit:agency", *(part.entry for part in parts))
        self._agencies(self.page, parts)
        return True

    def _credited(self, start: int, end: int) -> None:
        """Note the agencies that a source line names."""
        start, end = self._stripped(start, end)
        if start < end:
            self._agencies(self.page, self._reader().everything(start, end))

    # -- what stands outside the text

    def _byline_field(self) -> Part | None:
        """Note the agencies that the byline names; give its place."""
        byline = unescape(self.source.byline or "")
        if not byline.strip():
            return None
        shown = analyse("", byline, self.page.lexicon)
        if len(shown.words) > BYLINE_WORDS:
            return None
        reader = HeadReader(shown, self.own, self.source.publisher or "", {})
        parts = [part for start, end in lines(shown.words) for part in reader.everything(start, end)]
        placed = any(part.kind in (PLACE, OWN) for part in parts)
        self._agencies(shown, [part for part in parts if placed or not part.bare])
        return next((part for part in parts if part.kind == PLACE), None)

    def _home(self, sent_from: Part | None) -> str | None:
        """The outlet's country; of an outlet that nobody knows, its host's, or the place the report was sent from."""
        entries = [self.own, self.page.lexicon.outlets.get(_host(self.source.url).rpartition(".")[2])]
        entries += [part.entry for part in (self.place, sent_from) if part is not None]
        for entry in entries:
            code = (entry["code"] or entry["country"]) if entry is not None else ""
            if len(code) == 3:
                return code
        return None


def outlet(lexicon: Lexicon, source: Source) -> Entry | None:
    """The outlet that prints a report: by its address, its publisher's id, or its publisher's name."""
    host = _host(source.url)
    while "." in host:
        known = lexicon.outlets.get(host)
        if known is not None:
            return known
        host = host.partition(".")[2]
    publisher = (source.publisher or "").strip().casefold()
    known = lexicon.outlets.get(publisher)
    if known is not None and known.category == "outlet":
        return known
    named = lexicon.mastheads.get(lexicon.squeeze(publisher)) if publisher else None
    return named[0] if named is not None else None


def _host(url: str | None) -> str:
    """The host of a web address, without www; empty where there is none."""
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def _keys(page: Page, start: int, end: int) -> list[str]:
    return [word.form.key for word in page.words[start:end] if word.form.kind != PUNCT]


def _apart(items: list[FurnitureDraft]) -> list[FurnitureDraft]:
    """Items in order, without those that stand in an earlier one."""
    kept: list[FurnitureDraft] = []
    for item in items:
        if not kept or item.start >= kept[-1].end:
            kept.append(item)
    return kept
