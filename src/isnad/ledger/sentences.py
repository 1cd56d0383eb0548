"""Sentences of a text, as a person would see them who quotes what stands around a word."""

from __future__ import annotations

import re

_SENTENCE_END = re.compile(r"[.!?؟؛](?=\s)|[\n\r]")
_LONGEST = 600
"""Characters of a sentence that are kept on either side of a span."""


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence around a span: up to a full stop, a question mark or a line's end, and no further than it must."""
    first = max(0, start - _LONGEST)
    for match in _SENTENCE_END.finditer(text, first, start):
        first = match.end()
    stop = _SENTENCE_END.search(text, end, min(len(text), end + _LONGEST))
    last = stop.end() if stop else min(len(text), end + _LONGEST)
    while first < start and text[first].isspace():
        first += 1
    while last > end and text[last - 1].isspace():
        last -= 1
    return first, last
