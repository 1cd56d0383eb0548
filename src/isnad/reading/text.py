"""Text to words: every word with its place in the text as given, and its spelling folded for look-up.

Nothing is removed from the text. A word's ``start`` and ``end`` are Unicode code points of the text as given;
vowel marks, tatweel and bidi controls inside it belong to it and are left out of ``Form.norm`` only.
"""

from __future__ import annotations

import re
import unicodedata

LETTERS = (
    "\u0620-\u063f\u0641-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06ff\u0750-\u077f\u08a0-\u08c9"
    "\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdfb\ufe70-\ufefc"
)
"""Arabic letters in every block, presentation forms included."""
BIDI = "\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
"""Characters that nobody sees: directions, joiners, soft hyphens, byte order marks."""
VOWELS = "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u08ca-\u08ff"
"""Vowel marks and tatweel."""
MARKS = VOWELS + BIDI
DIGITS = "0-9\u0660-\u0669\u06f0-\u06f9"
DASHES = frozenset("-–—ـ−‐‑")
"""Marks that part or join words; a tatweel that stands alone is one."""
COLONS = frozenset(":：")

WORD, NUMBER, LATIN, PUNCT = "word", "number", "latin", "punct"

_TOKEN = re.compile(
    rf"(?P<word>[{LETTERS}](?:[{LETTERS}{MARKS}]*[{LETTERS}{VOWELS}])?)|(?P<number>[{DIGITS}]+)"
    rf"|(?P<latin>[^\W\d_{LETTERS}{MARKS}]+)|(?P<newline>[\n\r\u2028\u2029]+)|(?P<punct>[^\s{BIDI}])"
)
_MARK = re.compile(f"[{MARKS}]+")
_DIGITS = {ord(c): str(unicodedata.digit(c)) for c in "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹"}
_SURROGATE = re.compile("[\ud800-\udfff]")
_COMPOSED = re.compile("[\u0653-\u0655\ufb50-\ufdff\ufe70-\ufeff]")
"""Presentation forms, and the madda and hamzas that stand apart from their letter."""


class Spelling:
    """How a language folds its letters: ``norm`` undoes foreign keyboards, ``slip`` undoes typists' confusions."""

    def __init__(self, spelling: dict[str, str], slips: dict[str, str], native: str = "") -> None:
        self.tables = (spelling, slips, native)
        self.native = frozenset(native)
        """Letters that foreign names are not written with."""
        self._norm = {ord(a): b for a, b in spelling.items()}
        self._slip = {ord(a): b for a, b in slips.items()}

    def norm(self, surface: str) -> str:
        """Without marks and tatweel, letters composed, foreign letters made Arabic.

        A final Farsi ی is left as ي; the lexicon tries ى by folding.
        """
        if _COMPOSED.search(surface):
            # a ligature of several words (ﷺ) and a vowel mark that stands alone come with spaces
            surface = unicodedata.normalize("NFKC", surface).replace(" ", "")
        return _MARK.sub("", surface).translate(self._norm)

    def slip(self, norm: str) -> str:
        """The key under which misspellings meet: hamzas, ى/ي and ة/ه folded."""
        return norm.translate(self._slip)


def tokens(text: str) -> list[tuple[int, int, str, bool]]:
    """Cut a text into ``(start, end, kind, newline before)``; white space and bidi controls are in no token."""
    found: list[tuple[int, int, str, bool]] = []
    newline = True
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or PUNCT
        if kind == "newline":
            newline = True
            continue
        found.append((match.start(), match.end(), kind, newline))
        newline = False
    return found


def without_surrogates(text: str) -> str:
    """The text with every lone surrogate, which no UTF-8 can hold, made U+FFFD; one for one, so that offsets hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text)
    return text


def ascii_digits(number: str) -> str:
    """A number's digits as 0-9, whichever script they came in."""
    return number.translate(_DIGITS)
