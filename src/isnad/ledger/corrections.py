"""A correction as somebody gives it, checked against what stands: pure. What cannot be is refused with what could."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from isnad.ledger.corrected import (
    FIELDS,
    KINDS,
    Corrected,
    Fields,
    Lapsed,
    country,
    day,
    kept,
    mode_of,
    nearest,
    one_of,
    words_at,
)
from isnad.ledger.errors import LedgerError
from isnad.record import MODES, Actor, Awaited, Event, Record, Statement

Item = Statement | Event | Awaited | Actor
ONE_ACTOR, SEVERAL_ACTORS = ("speaker", "addressee", "from", "to"), ("actors", "recipients")


def correction(stands: Corrected, key: str, given: Mapping[str, Any]) -> Fields:
    """What a correction of a thing does, by field: before and after. Fields that stay as they are are left out.

    ``given``: a value for each field. Actors are named by the permanent identifiers of their appearances or by their
    names, letter for letter; what something stands within by the statement's permanent identifier; ``content`` by
    pairs of code points, or by the words; days as ISO 8601; None, or nothing, is nobody and unknown.
    Raises ``LedgerError`` where a field cannot be corrected, a value cannot be, or nothing changes.
    """
    kind = KINDS[key[:1]]
    told = next((local for local, each in stands.ids.items() if each == key), None)
    item = next((each for each in _items(stands.record) if each.id == told), None)
    if item is None:
        raise LedgerError(f"{key}: it does not stand in its report, or what it rests on was rejected")
    if not given:
        raise LedgerError(f"{key}: a correction needs a field; there are {', '.join(FIELDS[kind])}")
    for name in given:
        if name not in FIELDS[kind]:
            raise LedgerError(f"{name}: cannot be corrected in {key}; what can is {', '.join(FIELDS[kind])}")
    made = _Giving(stands, item, key).fields(given)
    if not made:
        raise LedgerError(f"{key}: nothing is otherwise than it stands; accept it, or give another value")
    return made


def _items(record: Record) -> Iterable[Item]:
    return [*record.statements, *record.events, *record.awaited, *record.actors]


@dataclass(slots=True)
class _Giving:
    """One correction on its way in."""

    stands: Corrected
    item: Item
    key: str

    @property
    def record(self) -> Record:
        return self.stands.record

    def fields(self, given: Mapping[str, Any]) -> Fields:
        """The fields that are otherwise, before and after."""
        made: Fields = {}
        for name, value in given.items():
            value = None if value == "" else value
            try:
                before, after = self._pair(name, value)
            except Lapsed as error:
                raise LedgerError(f"{name}: {error}") from None
            if before != after:
                made[name] = [before, after]
        if isinstance(self.item, Event):
            self._mode(self.item, given, made)
            self._order(self.item, made)
        return made

    def _pair(self, name: str, value: Any) -> tuple[Any, Any]:
        """A field as it stands and as it is to be, in the form in which it is kept."""
        item, text = self.item, self.record.report.text
        before = getattr(item, "from_" if name == "from" else name)
        if name in ONE_ACTOR:
            return self._kept(before), self._actor(value)
        if name in SEVERAL_ACTORS:
            some = [value] if isinstance(value, str) else value or ()
            return [self._kept(each) for each in before], _once([self._actor(each) for each in some])
        if name == "within":
            return self.stands.ids[before] if before is not None else None, self._statement(value)
        if name == "content":
            assert isinstance(item, Statement)
            return words_at(text, before), words_at(text, self._spans(item, value))
        if name == "mode":
            return before, value  # told to fit once the type is known
        return before, {"start": day, "end": day, "due": day, "country": country}.get(name, one_of(name))(
            value.upper() if name == "country" and isinstance(value, str) else value)

    def _mode(self, item: Event, given: Mapping[str, Any], made: Fields) -> None:
        """The mode must be one of the type's; a type that is corrected takes away one that it has not."""
        type_ = str(made["type"][1]) if "type" in made else item.type
        if "mode" in given:
            try:
                mode_of(type_, given["mode"] or None)
            except Lapsed as error:
                raise LedgerError(f"mode: {error}") from None
        elif item.mode is not None and item.mode not in MODES[type_]:
            made["mode"] = [item.mode, None]

    @staticmethod
    def _order(item: Event, made: Fields) -> None:
        first, last = (made[name][1] if name in made else getattr(item, name) for name in ("start", "end"))
        if first and last and first > last:
            raise LedgerError(f"start: {first} is after the end, {last}; correct both")

    def _kept(self, local: str | None) -> dict[str, Any] | None:
        actor = next((each for each in self.record.actors if each.id == local), None)
        return kept(actor, self.stands.ids[actor.id], self.record.report.text) if actor else None

    def _actor(self, value: Any) -> dict[str, Any] | None:
        if value is None or value == "":
            return None
        found = [each for each in self.record.actors if value in (self.stands.ids[each.id], each.name)]
        if len(found) == 1:
            return self._kept(found[0].id)
        everybody = ", ".join(f"{self.stands.ids[each.id]} ({each.name})" for each in found or self.record.actors)
        if found:
            raise Lapsed(f"{value!r} may be more than one; give one of {everybody}")
        raise Lapsed(f"{value!r} is no actor of its report; there are {everybody or 'none'}")

    def _statement(self, value: Any) -> str | None:
        if value is None:
            return None
        others = [self.stands.ids[each.id] for each in self.record.statements if each.id != self.item.id]
        if value not in others:
            raise Lapsed(f"{value!r} is no other statement of its report; there are {', '.join(others) or 'none'}")
        return str(value)

    def _spans(self, item: Statement, value: Any) -> list[tuple[int, int]]:
        """Stretches of the text, given as pairs or as words, in their order."""
        size = len(self.record.report.text)
        some = [value] if isinstance(value, str) else value
        if not isinstance(some, Sequence) or not some:
            raise Lapsed("there must be some; give its words, or pairs of code points as [[120, 180]]")
        spans = sorted(self._span(item, each) for each in some)
        for start, end in spans:
            if not 0 <= start < end <= size:
                raise Lapsed(f"[{start}, {end}) does not lie in a text of {size:,} code points")
            if not self.record.report.text[start:end].strip():
                raise Lapsed(f"[{start}, {end}) holds no words")
        if any(one[1] > other[0] for one, other in pairwise(spans)):
            raise Lapsed(f"its stretches overlap: {spans}")
        return spans

    def _span(self, item: Statement, value: Any) -> tuple[int, int]:
        if isinstance(value, str):
            at = nearest(self.record.report.text, value, item.cue[0])
            if at is None:
                raise Lapsed(f"{value!r} does not stand in the text, letter for letter")
            return at, at + len(value)
        if isinstance(value, Sequence) and len(value) == 2 and all(type(each) is int for each in value):
            return value[0], value[1]
        raise Lapsed(f"{value!r} is no stretch of the text; give its words, or a pair of code points as [120, 180]")


def _once(actors: Iterable[dict[str, Any] | None]) -> list[dict[str, Any]]:
    return list({each["id"]: each for each in actors if each is not None}.values())
