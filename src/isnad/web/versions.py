"""What changed between two versions of a report: its words, and what was read in them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal, NamedTuple

from isnad.ledger.views import View
from isnad.web.notes import origins_of

How = Literal["same", "gone", "new"]
MOST_COMPARED = 1_000_000
"""Words of one passage times words of the other that are compared at most, and paragraphs likewise."""
MOST_IN_ALL = 6_000_000
"""The same for all passages together."""
FIELDS = ("code", "mode", "status", "who", "whom", "voices", "start", "end", "place", "occasion", "quantities", "due",
          "words")
"""What of a note is compared, in the order in which it is shown."""
_TOKEN = re.compile("[\\w\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]+\\s*|[^\\w\\s]\\s*|\\s+")
_BREAK = re.compile("[\n\v\f\r\x85\u2028\u2029]+")
_BLANK = re.compile(r"\s+")


class Piece(NamedTuple):
    """Words that are in both versions, in the first only, or in the second only."""

    how: How
    text: str


@dataclass(slots=True)
class Stand:
    """A version: its record as JSON, and the notes of all that was read in it (``notes.margin``)."""

    record: View
    notes: list[View]


@dataclass(slots=True)
class Changes:
    """``headline``: its pieces; ``text``: the body's, by paragraph; ``whole``: whether some passages were too long to
    be compared word by word; ``origins``: on whose word either version stands as a whole. Notes that appeared and
    vanished, and of those that altered what: field, before, after."""

    headline: list[Piece]
    text: list[list[Piece]]
    whole: bool
    origins: tuple[list[str], list[str]]
    appeared: list[View]
    vanished: list[View]
    altered: list[tuple[View, list[tuple[str, Any, Any]]]]

    @property
    def nothing(self) -> bool:
        """Whether both versions are the same."""
        pieces = [*self.headline, *(piece for some in self.text for piece in some)]
        return (self.origins[0] == self.origins[1] and not (self.appeared or self.vanished or self.altered)
                and all(each.how == "same" for each in pieces))

    def as_json(self) -> View:
        """The same in plain values."""
        return {"headline": [list(each) for each in self.headline],
                "text": [[list(each) for each in some] for some in self.text], "whole": self.whole,
                "origins": list(self.origins),
                "appeared": [_told(each) for each in self.appeared],
                "vanished": [_told(each) for each in self.vanished],
                "altered": [{"id": note["id"], "kind": note["kind"],
                             "fields": {name: [before, after] for name, before, after in fields}}
                            for note, fields in self.altered]}


def compare(old: Stand, new: Stand) -> Changes:
    """What changed from one version to another. Items are the same where their permanent identifiers are."""
    words = _Words()
    before, after = (each.record["report"] for each in (old, new))
    headline = words.pieces(before["headline"], after["headline"])
    text = words.paragraphs(*(each["text"][len(each["headline"]):] for each in (before, after)))
    was, now = _by_key(old), _by_key(new)
    altered = [(note, fields) for key, note in now.items() if key in was and (fields := _fields(was[key], note))]
    origins = origins_of(old.record), origins_of(new.record)
    return Changes(headline, text, words.whole, origins, [note for key, note in now.items() if key not in was],
                   [note for key, note in was.items() if key not in now], altered)


def _by_key(stand: Stand) -> dict[str, View]:
    """Notes by their names, with all their words, and the chain without what the whole report stands on."""
    first = len(origins_of(stand.record))
    return {note["key"]: note | {"words": _said(note, stand.record["report"]["text"]),
                                 "voices": note["chain"][first:]} for note in stand.notes}


def _said(note: View, text: str) -> str:
    """All the words of what a note tells, blanks made alike."""
    spans = next((some for name, some in note["spans"] if name == "content"), note["spans"][0][1])
    return " … ".join(_BLANK.sub(" ", text[start:end]) for start, end in spans)


def _fields(was: View, now: View) -> list[tuple[str, Any, Any]]:
    return [(name, was[name], now[name]) for name in FIELDS if was[name] != now[name]
            and (name, now["kind"]) != ("who", "statement")]  # a statement's speaker ends its chain


def _told(note: View) -> View:
    return {name: note[name] for name in ("id", "kind", *FIELDS)}


class _Words:
    """Compares words, within what may be compared at all."""

    def __init__(self) -> None:
        self.left, self.whole = MOST_IN_ALL, False

    def paragraphs(self, before: str, after: str) -> list[list[Piece]]:
        """Pieces by paragraph. A paragraph that is in both stands as one piece."""
        old, new = ([each for each in _BREAK.split(text) if each.strip()] for text in (before, after))
        found: list[list[Piece]] = []
        for how, some, others in self._opcodes(old, new, [_BLANK.sub(" ", each.strip()) for each in old],
                                               [_BLANK.sub(" ", each.strip()) for each in new]):
            if how == "equal":
                found += [[Piece("same", each)] for each in others]
            elif len(some) == len(others):
                found += [self.pieces(one, other) for one, other in zip(some, others, strict=True)]
            else:
                found += _parted(self.pieces("\n".join(some), "\n".join(others)))
        return found

    def pieces(self, before: str, after: str) -> list[Piece]:
        """The words of two texts, run together."""
        old, new = _TOKEN.findall(before), _TOKEN.findall(after)
        found: list[Piece] = []
        keys = ([each.strip() for each in some] for some in (old, new))
        for how, some, others in self._opcodes(old, new, *keys):
            if how == "equal":
                found.append(Piece("same", "".join(others)))
                continue
            found += [Piece("gone", "".join(some))] if some else []
            found += [Piece("new", "".join(others))] if others else []
        return found

    def _opcodes(self, old: Sequence[str], new: Sequence[str], old_keys: Sequence[str],
                 new_keys: Sequence[str]) -> Iterator[tuple[str, Sequence[str], Sequence[str]]]:
        """What two sequences share and do not share, by keys; too long ones but for their beginning and end."""
        least = min(len(old), len(new))
        first = next((at for at in range(least) if old_keys[at] != new_keys[at]), least)
        last = next((at for at in range(least - first) if old_keys[-1 - at] != new_keys[-1 - at]), least - first)
        if first:
            yield "equal", old[:first], new[:first]
        some, others = old[first:len(old) - last], new[first:len(new) - last]
        cost = len(some) * len(others)
        if cost > min(MOST_COMPARED, self.left):
            self.whole = True
            yield "replace", some, others
        elif some or others:
            self.left -= cost
            matcher = SequenceMatcher(None, old_keys[first:len(old) - last], new_keys[first:len(new) - last])
            for how, i, j, k, m in matcher.get_opcodes():
                yield "equal" if how == "equal" else "replace", some[i:j], others[k:m]
        if last:
            yield "equal", old[len(old) - last:], new[len(new) - last:]


def _parted(pieces: list[Piece]) -> list[list[Piece]]:
    """Pieces that hold line ends, by line."""
    lines: list[list[Piece]] = [[]]
    for piece in pieces:
        first, *rest = piece.text.split("\n")
        lines[-1].append(Piece(piece.how, first))
        lines += [[Piece(piece.how, each)] for each in rest]
    return [[piece for piece in line if piece.text] for line in lines if any(piece.text.strip() for piece in line)]
