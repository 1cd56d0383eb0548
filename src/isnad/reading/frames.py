"""Frames: a row of an event table, read once, and whether its conditions hold of those who were found beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from isnad.languages.lexicon import Entry
from isnad.reading.drafts import ActorDraft

STATE = frozenset({"GOV", "IGO"})
ARMED = frozenset({"MIL", "COP", "SPY", "REB", "TER"})
POLITIC = STATE | ARMED | {"LEG", "JUD", "PTY", "OPP", "LAB", "NGO", "REL"}
OFFICIAL = STATE | {"LEG", "MIL", "PTY", "JUD"}

SPOKEN = {"demand": "REQUEST", "accuse": "ACCUSE", "reject": "REJECT", "promise": "AGREE", "praise": "SUPPORT"}
"""The acts of reporting words that are events by themselves, with their types."""
MODES_SPOKEN = {"accuse": "allege", "criticise": "disapprove"}

Found = Mapping[str, list[ActorDraft]]
"""Who stands at each source beside a trigger: "subject", "object", "of", "agent", or a preposition."""


@dataclass(slots=True, frozen=True, eq=False)
class Frame:
    """What one trigger tells: its type and mode, where its actors stand, and what must hold."""

    entry: Entry
    type: str
    part: str
    mode: str | None
    actor: tuple[str, ...]
    recipient: tuple[str, ...]
    partner: tuple[str, ...]
    conditions: tuple[tuple[str, str], ...]
    contexts: tuple[str, ...]
    second: str

    @property
    def transitive(self) -> bool:
        """Whether a direct object fills one of its slots."""
        return self.affects or "object" in self.partner or any(name == "object" for name, _ in self.conditions)

    @property
    def affects(self) -> bool:
        """Whether the direct object is the recipient, so that the verb may be passive without another sign."""
        return "object" in self.recipient


@lru_cache(maxsize=4096)
def frame_of(entry: Entry) -> Frame:
    """The frame that a row of an event table holds."""
    conditions = tuple((name, value) for name, _, value in (item.partition(":") for item in entry.values("if")))
    return Frame(entry, entry["type"], entry["part"], entry["mode"] or None, tuple(entry.values("actor")),
                 tuple(entry.values("recipient")), tuple(entry.values("partner")), conditions,
                 tuple(entry.values("contexts")), entry["second"])


@lru_cache(maxsize=512)
def spoken_frame(cue: Entry, event_type: str) -> Frame:
    """The frame of a reporting word whose act is a deed: whom it is directed at is its object, or what its
    preposition brings."""
    return Frame(cue, event_type, "verb", MODES_SPOKEN.get(cue["act"]), ("subject",),
                 ("object", "ب", "على", "إلى", "ل"), (), (("actor", "politic"),), (), "")


def is_of(actor: ActorDraft, kind: str) -> bool:
    """Whether an actor is of one of the classes that conditions name; see ``languages/README.md``."""
    sector = actor.sector or ""
    if kind == "people":
        return actor.kind in ("person", "group")
    if actor.kind == "country":
        return True
    return sector in {"state": STATE, "armed": ARMED, "politic": POLITIC, "official": OFFICIAL}[kind]


@dataclass(slots=True)
class Seats:
    """Who acts in an event by one frame, and how well the frame fits."""

    frame: Frame
    actors: list[ActorDraft]
    recipients: list[ActorDraft]
    partners: list[ActorDraft]
    weight: int = 0

    def slot(self, name: str) -> list[ActorDraft]:
        """Those in a slot; "any" and "two" mean all of them."""
        if name == "actor":
            return self.actors
        if name == "recipient":
            return self.recipients
        return self.partners if name == "partner" else [*self.actors, *self.recipients, *self.partners]


def fill(frame: Frame, found: Found) -> Seats:
    """Seat those who were found in a frame's slots, nobody twice."""
    actors = _first(frame.actor, found, ())
    recipients = _first(frame.recipient, found, actors)
    partners = [actor for source in frame.partner for actor in found.get(source, ())
                if actor not in actors and actor not in recipients]
    partners = list(dict.fromkeys(partners))
    seats = Seats(frame, actors, recipients, partners)
    seats.weight = 2 * bool(actors) + 2 * bool(recipients) + 2 * bool(partners) + len(frame.conditions)
    return seats


def _count(actors: list[ActorDraft]) -> int:
    """How many actors there are; one that is told in the dual or plural is several: "وزيرا العمل والعدل"."""
    return sum(2 if actor.number[:1] in ("d", "p") and actor.kind != "organisation" else 1 for actor in actors)


def _first(sources: Iterable[str], found: Found, but: Iterable[ActorDraft]) -> list[ActorDraft]:
    taken = list(but)
    for source in sources:
        actors = list(dict.fromkeys(actor for actor in found.get(source, ()) if actor not in taken))
        if actors:
            return actors
    return []


def holds(seats: Seats, sets: Mapping[str, frozenset[str]], told: Callable[[], bool]) -> bool:
    """Whether all conditions of a frame hold. ``sets`` tells the word sets of the clause ("word"), and of the heads
    that stand as subject and object; ``told`` whether something else than who took part tells the event (its mode, its
    place), which is enough where just anybody is asked for."""
    for name, value in seats.frame.conditions:
        if name == "no":
            if value in sets["word"]:
                return False
        elif name in sets:
            if value not in sets[name]:
                return False
        else:
            there = seats.slot(name)
            if value:
                there = [actor for actor in there if is_of(actor, value)]
            if _count(there) < (2 if name == "two" else 1) and not (name == "any" and not value and told()):
                return False
    return True
