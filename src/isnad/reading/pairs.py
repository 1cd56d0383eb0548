"""Quotation marks and brackets: which opens, which closes, and what stands between them.

Arabic outlets use every mark there is, and use them loosely: straight marks nested in straight ones, »reversed«
pairs, two closing marks for a pair, marks that nobody closes, a space on the wrong side. So each mark is first
given a role from how it stands in its line, by the reading of the line that leaves the fewest marks over; then
the roles are matched, brackets and all.
"""

from __future__ import annotations

from dataclasses import dataclass

from isnad.languages.lexicon import Word
from isnad.reading.text import PUNCT, WORD

OPENERS = {"«": "»", "“": "”", "„": "”", "‹": "›", "‘": "’", "〝": "〞", "《": "》"}
CLOSERS = frozenset(OPENERS.values()) | {"“"}
BRACKETS = {"(": ")", "[": "]", "{": "}", "﴾": "﴿", "（": "）"}

_FAMILIES = {"double": "\"＂“”„‟〝〞″❝❞", "guillemet": "«»《》", "angle": "‹›", "single": "'’‘‚‛`´′"}
_FAMILY = {mark: family for family, marks in _FAMILIES.items() for mark in marks}
QUOTES = frozenset(_FAMILY)
_BRACKET_ENDS = frozenset(BRACKETS.values())
_MARKS = QUOTES | frozenset(BRACKETS) | _BRACKET_ENDS

OPEN, CLOSE, UNSURE = 1, -1, 0
_MEANT = {"«": OPEN, "»": CLOSE, "“": OPEN, "”": CLOSE, "„": OPEN, "‹": OPEN, "›": CLOSE, "‘": OPEN, "’": CLOSE,
          "〝": OPEN, "〞": CLOSE, "《": OPEN, "》": CLOSE, "❝": OPEN, "❞": CLOSE, "‚": OPEN}
"""What a mark would be if its writer had the right one on the keyboard."""
_ENDS_CLAUSE = frozenset(".,،؛;:؟?!…)]}۔")
_BEFORE_OPENING = frozenset("([{﴾-–—/:،؛")

MOST_OPEN = 64
"""Pairs held open at once; a page of nothing but opening marks forgets the outermost."""
REACH = 10
"""How many open pairs a closing mark may look back through."""
PARAGRAPHS_OPEN = 8
"""Lines over which a quotation may run on."""


@dataclass(slots=True, frozen=True)
class Quote:
    """A quotation: the words of its marks. ``close`` is the word after its last where nobody closed it
    (``closed`` is then False). ``depth`` is 0 for a quotation in no other."""

    open: int
    close: int
    depth: int
    closed: bool = True


@dataclass(slots=True)
class _Pending:
    """A quotation still open at the end of its line: its family, its mark, the lines it may still run on."""

    family: str
    open: int
    line_end: int
    left: int = PARAGRAPHS_OPEN


def pairs(text: str, words: list[Word], in_lines: list[tuple[int, int]],
          headline_end: int) -> tuple[list[Quote], list[int], dict[int, int]]:
    """Match quotation marks and brackets.

    Gives the quotations in order, for each the index of the one around it (-1 for none), and the brackets,
    opening word → closing word. Brackets close in their line; a quotation may run on over some.
    """
    found: list[tuple[int, int, bool]] = []
    brackets: dict[int, int] = {}
    pending: _Pending | None = None
    for start, end in in_lines:
        marks = [word for word in words[start:end] if word.form.kind == PUNCT and word.form.norm in _MARKS]
        if pending is not None:
            pending.left -= 1
            goes_on = words[start].form.norm in QUOTES and _MEANT.get(words[start].form.norm) != CLOSE
            if pending.left < 0 or goes_on or pending.open < headline_end <= start:
                found.append((pending.open, pending.line_end, False))
                pending = None
        if not marks:
            continue
        roles = _roles(text, words, marks, pending)
        line = _Line(end, brackets, found, pending)
        for mark in marks:
            line.take(mark, roles.get(mark.i, 0))
        pending = line.finish()
    if pending is not None:
        found.append((pending.open, pending.line_end, False))
    return *_nested(found), brackets


class _Line:
    """The open marks of one line, matched as they are taken in order."""

    def __init__(self, end: int, brackets: dict[int, int], found: list[tuple[int, int, bool]],
                 pending: _Pending | None) -> None:
        self.end = end
        self.brackets = brackets
        self.found = found
        self.pending = pending
        self.stack: list[tuple[str, int]] = []

    def take(self, mark: Word, role: int) -> None:
        norm = mark.form.norm
        if norm in BRACKETS:
            self._push(BRACKETS[norm], mark.i)
        elif norm in _BRACKET_ENDS:
            self._close_bracket(norm, mark.i)
        elif role == OPEN:
            self._push(_FAMILY[norm], mark.i)
        elif role == CLOSE:
            self._close_quote(_FAMILY[norm], mark.i)

    def _push(self, family: str, i: int) -> None:
        self.stack.append((family, i))
        if len(self.stack) > MOST_OPEN:
            del self.stack[0]

    def _close_bracket(self, norm: str, i: int) -> None:
        """A bracket closes the nearest of its kind, not across a quotation mark."""
        for depth in range(len(self.stack) - 1, max(-1, len(self.stack) - 1 - REACH), -1):
            family, at = self.stack[depth]
            if family == norm:
                self.brackets[at] = i
                del self.stack[depth:]
                return
            if family not in _BRACKET_ENDS and family != "single":
                return

    def _close_quote(self, family: str, i: int) -> None:
        for depth in range(len(self.stack) - 1, max(-1, len(self.stack) - 1 - REACH), -1):
            if self.stack[depth][0] == family:
                if self.stack[depth][1] + 1 < i:
                    self.found.append((self.stack[depth][1], i, True))
                del self.stack[depth:]
                return
        pending = self.pending
        if pending is not None and pending.family == family and all(f in _BRACKET_ENDS for f, _ in self.stack):
            self.found.append((pending.open, i, True))
            self.pending = None
            self.stack.clear()

    def finish(self) -> _Pending | None:
        """Note what nobody closed; give the quotation that runs on into the next line."""
        left = [(family, at) for family, at in self.stack
                if family not in _BRACKET_ENDS and family != "single" and at + 1 < self.end]
        if self.pending is None and left:
            family, at = left.pop(0)
            self.pending = _Pending(family, at, self.end)
        self.found.extend((at, self.end, False) for _, at in left)
        return self.pending


def _nested(found: list[tuple[int, int, bool]]) -> tuple[list[Quote], list[int]]:
    """Quotations in order, with their depths and the index of the one around each."""
    quotes: list[Quote] = []
    outer: list[int] = []
    around: list[int] = []
    for start, close, closed in sorted(found, key=lambda q: (q[0], -q[1])):
        while around and quotes[around[-1]].close <= start:
            around.pop()
        outer.append(around[-1] if around else -1)
        quotes.append(Quote(start, close, len(around), closed))
        around.append(len(quotes) - 1)
    return quotes, outer


# -- roles


def _roles(text: str, words: list[Word], marks: list[Word], pending: _Pending | None) -> dict[int, int]:
    """Whether each quotation mark of a line opens, closes, or does neither (0)."""
    shapes = _shapes(text, words, marks)
    roles: dict[int, int] = {}
    for family in dict.fromkeys(_FAMILY[mark.form.norm] for mark in marks if mark.form.norm in QUOTES):
        own = [mark for mark in marks if _FAMILY.get(mark.form.norm) == family]
        seen = [shapes[mark.i] for mark in own]
        meant = [_MEANT.get(mark.form.norm, shape) for mark, shape in zip(own, seen, strict=True)]
        inside = pending is not None and pending.family == family
        if family == "single":  # mostly apostrophes: they open only where nothing else can be meant
            chosen = _by_shape([shape or CLOSE for shape in seen], False)
        else:
            chosen = _by_shape(meant, inside)
            if chosen[0]:
                unsure = [shape or hint for shape, hint in zip(seen, meant, strict=True)]
                chosen = min(chosen, _by_shape(unsure, inside), _by_turns(seen, inside),
                             key=lambda reading: reading[0])
        roles.update(zip((mark.i for mark in own), chosen[1], strict=True))
    return roles


def _shapes(text: str, words: list[Word], marks: list[Word]) -> dict[int, int]:
    """How each quotation mark stands: like an opening one, like a closing one, or unclear.

    Marks that touch stand alike.
    """
    shapes: dict[int, int] = {}
    quotes = [mark for mark in marks if mark.form.norm in QUOTES]
    at = 0
    while at < len(quotes):
        last = at
        while last + 1 < len(quotes) and quotes[last + 1].start == quotes[last].end:
            last += 1
        shape = _shape(text, words, quotes[at], quotes[last])
        for mark in quotes[at : last + 1]:
            shapes[mark.i] = shape
        at = last + 1
    return shapes


def _shape(text: str, words: list[Word], first: Word, last: Word) -> int:
    left = text[first.start - 1] if first.start else " "
    right = text[last.end] if last.end < len(text) else " "
    opens_left = left.isspace() or left in _BEFORE_OPENING or not left.isprintable()
    closes_right = right.isspace() or right in _ENDS_CLAUSE or not right.isprintable()
    if opens_left and not closes_right:
        return OPEN
    if closes_right and not opens_left:
        return CLOSE
    if not closes_right and first.i and not first.newline:
        before = words[first.i - 1]
        if before.form.kind == PUNCT:
            return OPEN if left == "ـ" else UNSURE
        # a particle written together with what is quoted: لـ"الأهرام"، و"الحياة"
        if before.form.kind == WORD and (left == "ـ" or len(before.form.norm) <= 3):
            return OPEN
    return UNSURE


def _by_shape(shapes: list[int], inside: bool) -> tuple[int, list[int]]:
    """Take every mark as what it looks like. Gives how many marks are left over, and the roles."""
    depth = int(inside)
    cost = 0
    roles = []
    for shape in shapes:
        role = shape or (CLOSE if depth else OPEN)
        if role == CLOSE and not depth:
            cost += 1
            role = 0
        depth += role
        roles.append(role)
    return cost + max(0, depth - int(inside)), roles


def _by_turns(shapes: list[int], inside: bool) -> tuple[int, list[int]]:
    """Take marks as opening and closing by turns. Gives how many look otherwise or are left over, and the roles."""
    is_open = inside and bool(shapes) and shapes[0] == CLOSE
    cost = 0
    roles = []
    for shape in shapes:
        role = CLOSE if is_open else OPEN
        cost += shape == -role
        roles.append(role)
        is_open = not is_open
    return cost + is_open, roles
