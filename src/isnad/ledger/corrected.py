"""A record as people have corrected it: pure. What they decided hangs on permanent identifiers, so that it can be laid
upon whatever a reader reads of the report; what does not fit a reading is passed over, and told as lapsed.

What was read gives way to what was corrected: an event whose type was corrected loses a mode that the type has not.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Literal, TypeVar, get_args

from isnad.ledger.identity import item_ids
from isnad.record import MODES, Act, Actor, Awaited, Event, Form, Kind, Mention, Record, Sector, Statement, Status

Decision = Literal["accepted", "corrected", "rejected"]
Fields = dict[str, list[Any]]
"""What a correction does: by field, what it was before and what it is after. Actors stand in it as ``kept`` makes
them, stretches of text as ``words_at`` does, statements as permanent identifiers, all else as in the record."""

KINDS = {"s": "statement", "e": "event", "w": "awaited", "p": "appearance", "r": "report"}
"""The kinds of things that are decided on, by the letter of their identifiers."""
FIELDS: dict[str, tuple[str, ...]] = {
    "statement": ("act", "form", "speaker", "addressee", "within", "content"),
    "event": ("type", "mode", "status", "actors", "recipients", "start", "end", "within"),
    "awaited": ("from", "to", "due"),
    "appearance": ("kind", "country", "sector"),
    "report": (),
}
"""What can be corrected in each kind of thing. Not cues, triggers and awaited words: identifiers are made of them."""
ALLOWED: dict[str, tuple[str, ...]] = {
    "act": get_args(Act), "form": get_args(Form), "type": tuple(MODES), "status": get_args(Status),
    "kind": get_args(Kind), "sector": get_args(Sector),
}
"""The values of fields that have a list of them; a sector alone may be unknown, too."""
COUNTRY = re.compile(r"[A-Z]{2,8}")
"""ISO 3166-1 alpha-3, or an international organisation's acronym."""

Wants = Mapping[str, tuple[int, Any]]
"""What is to be corrected in one thing: by field, the review that says so last, and the value."""
Told = TypeVar("Told", Statement, Event)


@dataclass(slots=True, frozen=True)
class Review:
    """One decision on one thing. They are laid on in the order of their numbers: corrections add up, the last decision
    tells whether the thing stands."""

    number: int
    item: str
    decision: Decision
    fields: Mapping[str, Sequence[Any]] | None = None


@dataclass(slots=True)
class Corrected:
    """What stands: the record, its permanent identifiers by those of the record, and why reviews do not apply to it,
    by their numbers. The record is the reading itself where nothing is otherwise."""

    record: Record
    ids: dict[str, str]
    lapsed: dict[int, list[str]]


def corrected(report_id: str, read: Record, reviews: Iterable[Review]) -> Corrected:
    """Lay what people decided upon what was read in a report. No decision can make it fail."""
    return _Correcting(report_id, read, reviews).done()


def kept(actor: Actor, key: str, text: str) -> dict[str, Any]:
    """An actor as a correction keeps him, so that he can be told of where a reader names him no more."""
    return {"id": key, "name": actor.name, "kind": actor.kind, "country": actor.country, "sector": actor.sector,
            "role": actor.role, "mentions": [{"start": each.start, "end": each.end, "form": each.form,
                                              "text": text[each.start:each.end]} for each in actor.mentions]}


def words_at(text: str, spans: Iterable[Sequence[int]]) -> list[dict[str, Any]]:
    """Stretches of a text with their words, by which they are found where the text has moved."""
    return [{"start": start, "end": end, "text": text[start:end]} for start, end in spans]


def nearest(text: str, words: str, to: int) -> int | None:
    """Where words stand in a text, as near to a place as can be; None where they do not."""
    if not words:
        return None
    before, after = text.rfind(words, 0, to + len(words)), text.find(words, to)
    found = [at for at in (before, after) if at >= 0]
    return min(found, key=lambda at: abs(at - to)) if found else None


class Lapsed(ValueError):  # noqa: N818 - that a correction does not apply is no failure
    """Why a correction does not apply to a reading."""


class _Correcting:
    """One reading on its way to what stands."""

    def __init__(self, report_id: str, read: Record, reviews: Iterable[Review]) -> None:
        self.read, self.text = read, read.report.text
        self.ids = item_ids(report_id, read)
        self.locals = {key: local for local, key in self.ids.items()}
        self.wanted: dict[str, dict[str, tuple[int, Any]]] = defaultdict(dict)
        self.rejected: dict[str, int] = {}
        self.lapsed: dict[int, list[str]] = defaultdict(list)
        self.moves: list[tuple[int, str, Any]] = []
        """Corrections of what things stand within: review, thing, statement."""
        self.added: list[Actor] = []
        """Actors that corrections name and the reading does not."""
        for review in sorted(reviews, key=lambda each: each.number):
            self._lay(review)

    def _lay(self, review: Review) -> None:
        if review.decision == "rejected":
            self.rejected[review.item] = review.number
            return
        self.rejected.pop(review.item, None)
        own = FIELDS.get(KINDS.get(review.item[:1], ""), ())
        for name, (_, after) in (review.fields or {}).items():
            if name in own:
                self.wanted[review.item][name] = review.number, after

    def done(self) -> Corrected:
        """What stands."""
        statements = [self._statement(each) for each in self.read.statements]
        events = [self._event(each) for each in self.read.events]
        awaited = [self._awaited(each) for each in self.read.awaited]
        within = self._within()
        gone = {self.locals[key] for key in self.rejected if key in self.locals}
        statements = [self._standing(each, within, gone) for each in statements if each.id not in gone]
        events = [self._standing(each, within, gone) for each in events if each.id not in gone]
        awaited = [_with(each, {"from": _but(each.from_, gone), "to": _but(each.to, gone)}) for each in awaited
                   if each.id not in gone and each.basis not in gone]
        named = {*(who for one in statements for who in (one.speaker, one.addressee)),
                 *(who for one in events for who in (*one.actors, *one.recipients)),
                 *(who for one in awaited for who in (one.from_, one.to))}
        actors = [*self.read.actors, *(each for each in self.added if each.id in named)]
        actors = [actor for actor in map(self._actor, actors) if actor.id not in gone]
        for added in self.added:
            if added.id not in named:
                del self.ids[added.id]
        self._tell_what_is_read_no_more()
        told = {"actors": actors, "statements": statements, "events": events, "awaited": awaited}
        same = all(getattr(self.read, name) == items for name, items in told.items())
        record = self.read if same else Record(report=self.read.report, dates=self.read.dates, **told)
        return Corrected(record, self.ids, dict(self.lapsed))

    def _tell_what_is_read_no_more(self) -> None:
        for key, wants in self.wanted.items():
            for number, _ in wants.values():
                self._lapse(number, f"{key} is read no more")
        for key, number in self.rejected.items():
            if key not in self.locals:
                self._lapse(number, f"{key} is read no more")

    def _lapse(self, number: int, why: str) -> None:
        if why not in self.lapsed[number]:
            self.lapsed[number].append(why)

    def _wants(self, local: str) -> Wants:
        return self.wanted.pop(self.ids[local], {})

    def _value(self, wants: Wants, name: str, make: Callable[[Any], Any], read: Any) -> Any:
        """A field as it was corrected, or as it was read where the correction does not apply."""
        if name not in wants:
            return read
        number, value = wants[name]
        try:
            return make(value)
        except (ValueError, TypeError, KeyError) as error:
            self._lapse(number, f"{name}: {error}")
            return read

    def _statement(self, read: Statement) -> Statement:
        wants = self._wants(read.id)
        if "within" in wants:
            self.moves.append((wants["within"][0], read.id, wants["within"][1]))
        values: dict[str, Any] = {name: self._value(wants, name, one_of(name), getattr(read, name))
                                  for name in ("act", "form")}
        values |= {name: self._value(wants, name, self._who, getattr(read, name)) for name in ("speaker", "addressee")}
        values["content"] = self._value(wants, "content", lambda value: self._content(value, read.cue[0]), read.content)
        return _with(read, values)

    def _event(self, read: Event) -> Event:
        wants = self._wants(read.id)
        if "within" in wants:
            self.moves.append((wants["within"][0], read.id, wants["within"][1]))
        values: dict[str, Any] = {name: self._value(wants, name, one_of(name), getattr(read, name))
                                  for name in ("type", "status")}
        values |= {name: self._value(wants, name, self._all_of, getattr(read, name))
                   for name in ("actors", "recipients")}
        fits = read.mode if read.mode in MODES[values["type"]] else None
        values["mode"] = self._value(wants, "mode", lambda value: mode_of(values["type"], value), fits)
        values |= {name: self._value(wants, name, day, getattr(read, name)) for name in ("start", "end")}
        self._order(wants, values)
        return _with(read, values)

    def _order(self, wants: Wants, days: dict[str, Any]) -> None:
        """Of a beginning after an end the one that was corrected last stays."""
        if not (days["start"] and days["end"] and days["start"] > days["end"] and {"start", "end"} & wants.keys()):
            return
        first, last = (wants[name][0] if name in wants else 0 for name in ("start", "end"))
        loser = "end" if first > last else "start"
        if loser in wants:
            self._lapse(wants[loser][0], f"{loser}: {days['start']} is after {days['end']}")
        days[loser] = None

    def _awaited(self, read: Awaited) -> Awaited:
        wants = self._wants(read.id)
        return _with(read, {"from": self._value(wants, "from", self._who, read.from_),
                            "to": self._value(wants, "to", self._who, read.to),
                            "due": self._value(wants, "due", day, read.due)})

    def _actor(self, read: Actor) -> Actor:
        wants = self._wants(read.id)
        return _with(read, {"kind": self._value(wants, "kind", one_of("kind"), read.kind),
                            "country": self._value(wants, "country", country, read.country),
                            "sector": self._value(wants, "sector", one_of("sector"), read.sector)})

    def _content(self, value: Sequence[Mapping[str, Any]], cue: int) -> list[tuple[int, int]]:
        spans = sorted(self._span(each, cue) for each in value)
        if not spans or any(one[1] > other[0] for one, other in pairwise(spans)):
            raise Lapsed("its stretches are none, or overlap")
        return spans

    def _span(self, value: Mapping[str, Any], near: int) -> tuple[int, int]:
        words = value["text"]
        at = value["start"] if self.text[value["start"]:value["end"]] == words else nearest(self.text, words, near)
        if at is None or not words:
            raise Lapsed(f"{words!r} is not in the text")
        return at, at + len(words)

    def _who(self, value: Mapping[str, Any] | None) -> str | None:
        """The actor whom a correction names, found or added; None for nobody, or for one who was rejected since."""
        if value is None:
            return None
        key = value["id"]
        if KINDS.get(key[:1]) != "appearance":
            raise Lapsed(f"{key!r} is no appearance")
        if key not in self.locals:
            if key in self.rejected:
                return None
            self.locals[key] = self._named_as(value) or self._add(value)
        return self.locals[key]

    def _all_of(self, value: Iterable[Mapping[str, Any]]) -> list[str]:
        return list(dict.fromkeys(who for each in value if (who := self._who(each)) is not None))

    def _named_as(self, value: Mapping[str, Any]) -> str | None:
        """The actor whom the reader takes a name for now, where it took it for the one that is sought before."""
        spans = {(start, start + len(each["text"])) for each in value["mentions"] if each["form"] == "name"
                 and (start := nearest(self.text, each["text"], each["start"])) is not None}
        return next((actor.id for actor in self.read.actors for each in actor.mentions
                     if each.form == "name" and (each.start, each.end) in spans), None)

    def _add(self, value: Mapping[str, Any]) -> str:
        """Tell of an actor again; where the words that named him are gone, without them."""
        mentions = {start: Mention(start=start, end=start + len(each["text"]), form=each["form"])
                    for each in value["mentions"]
                    if (start := nearest(self.text, each["text"], each["start"])) is not None}
        numbers = [int(actor.id[1:]) for actor in (*self.read.actors, *self.added) if actor.id[1:].isdigit()]
        local = f"a{max(numbers, default=0) + 1}"
        self.added.append(Actor(id=local, name=value["name"], kind=value["kind"], country=value["country"],
                                sector=value["sector"], role=value["role"],
                                mentions=[mentions[start] for start in sorted(mentions)]))
        self.ids[local] = value["id"]
        return local

    def _within(self) -> dict[str, str | None]:
        """What every statement and event stands within, the rejected ones among them; never in a circle."""
        statements = {each.id for each in self.read.statements}
        told: list[Statement | Event] = [*self.read.statements, *self.read.events]
        within = {each.id: each.within for each in told}
        for number, local, key in sorted(self.moves, key=lambda move: move[0]):
            target = self.locals.get(str(key)) if key is not None else None
            if key is not None and target not in statements:
                self._lapse(number, f"within: {key} is read no more")
            elif target is not None and local in _chain(target, within):
                self._lapse(number, f"within: {key} stands within it already, or is it")
            else:
                within[local] = target
        return within

    def _standing(self, told: Told, within: Mapping[str, str | None], gone: Collection[str]) -> Told:
        """A statement or event without what was rejected around it and in it."""
        outer = within[told.id]
        inner = next((each for each in _chain(outer, within) if each not in gone), None) if outer else None
        if isinstance(told, Statement):
            who: dict[str, Any] = {"speaker": _but(told.speaker, gone), "addressee": _but(told.addressee, gone)}
        else:
            who = {name: [each for each in getattr(told, name) if each not in gone]
                   for name in ("actors", "recipients")}
        return _with(told, {"within": inner, **who})


def _chain(local: str, within: Mapping[str, str | None]) -> list[str]:
    """A statement and those that it stands within, innermost first."""
    chain: list[str] = []
    now: str | None = local
    while now is not None and now not in chain:
        chain.append(now)
        now = within[now]
    return chain


def _but(who: str | None, gone: Collection[str]) -> str | None:
    return None if who in gone else who


Part = TypeVar("Part", Statement, Event, Awaited, Actor)


def _with(part: Part, values: dict[str, Any]) -> Part:
    """A part of a record with other values in some fields; itself where they are the same."""
    before = part.model_dump(by_alias=True)
    if all(before[name] == value for name, value in values.items()):
        return part
    return type(part).model_validate(before | values)


# -- the values of fields


def one_of(name: str) -> Callable[[Any], str | None]:
    """What checks a value of a field that has a list of them; raises ``ValueError`` where it is not in it."""
    def check(value: Any) -> str | None:
        if value is None and name == "sector":
            return None
        if value not in ALLOWED[name]:
            raise Lapsed(f"{value!r} is none; there are {', '.join(ALLOWED[name])}")
        return str(value)

    return check


def mode_of(type: str, value: Any) -> str | None:
    """A mode of a type of event; raises ``ValueError`` where the type has none such."""
    if value is not None and value not in MODES[type]:
        raise Lapsed(f"{type} has no mode {value!r}; it has {', '.join(MODES[type]) or 'none at all'}")
    return value if value is None else str(value)


def day(value: Any) -> str | None:
    """A day as ISO 8601, or None; raises ``ValueError`` where it is no day."""
    if value is None:
        return None
    try:
        return date.fromisoformat(value).isoformat()
    except (ValueError, TypeError):
        raise Lapsed(f"{value!r} is no day; write it as 2022-01-24") from None


def country(value: Any) -> str | None:
    """A country's code, or None; raises ``ValueError`` where it cannot be one."""
    if value is not None and not (isinstance(value, str) and COUNTRY.fullmatch(value)):
        raise Lapsed(f"{value!r} is no code; write ISO 3166's three letters, as EGY, or an organisation's acronym")
    return value
