"""What a person who decides on a thing has before him: its fields as they stand, what each may be, and the history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from isnad.ledger.corrected import ALLOWED, FIELDS, KINDS, Corrected, corrected
from isnad.ledger.decided import decided
from isnad.ledger.review_lists import history, standing
from isnad.ledger.reviews import report_of
from isnad.ledger.schema import report, version
from isnad.ledger.sentences import sentence
from isnad.ledger.versions import read_of
from isnad.record import MODES, Actor, Awaited, Event, Record, Statement

Item = Statement | Event | Awaited | Actor
ACTOR_FIELDS = ("speaker", "addressee", "from", "to", "actors", "recipients")
MAY_BE_NOTHING = ("mode", "addressee", "speaker", "within", "start", "end", "from", "to", "due", "country", "sector")


@dataclass(slots=True, frozen=True)
class Field:
    """One field that can be corrected. ``choices``: what it may be, each with its words, or None where it is free;
    ``several``: whether it may be more than one of them."""

    name: str
    value: Any
    choices: Sequence[tuple[str, str]] | None = None
    several: bool = False

    @property
    def optional(self) -> bool:
        """Whether it may be nothing."""
        return self.name in MAY_BE_NOTHING


@dataclass(slots=True, frozen=True)
class Case:
    """One thing to decide on. ``sentence``: its words in their sentence, before, itself, after; ``seen``: the number of
    the last decision on it that stands, 0 for none; ``stands``: whether it stands in its report."""

    id: str
    kind: str
    report: str
    headline: str
    language: str
    sentence: tuple[str, str, str]
    fields: tuple[Field, ...]
    standing: dict[str, Any] | None
    history: list[dict[str, Any]]
    stands: bool

    @property
    def seen(self) -> int:
        """The number of the last decision on it that stands; 0 for none."""
        return int(self.standing["number"]) if self.standing else 0


def case_of(db: Connection, key: str) -> Case:
    """What there is to decide on a thing. Raises ``LedgerError`` where there is nothing of this name."""
    owner = report_of(db, key)
    row = dict(db.execute(select(version).join(report, report.c.version_id == version.c.id)
                          .where(report.c.id == owner)).mappings().one())
    kind, read = KINDS[key[:1]], read_of(row)
    stands = corrected(owner, read, decided(db, owner))
    item = _item(stands, key)
    shown = item or _item(corrected(owner, read, ()), key)
    return Case(key, kind, owner, row["headline"], row["language"] or "ar", _sentence(row["text"], shown),
                tuple(_fields(stands, item, kind)) if item is not None else (), standing(db, owner).get(key),
                history(db, key), item is not None or kind == "report")


def _item(stands: Corrected, key: str) -> Item | None:
    local = next((local for local, each in stands.ids.items() if each == key), None)
    record = stands.record
    every: list[Item] = [*record.statements, *record.events, *record.awaited, *record.actors]
    return next((each for each in every if each.id == local), None)


def _sentence(text: str, item: Item | None) -> tuple[str, str, str]:
    if item is None or (isinstance(item, Actor) and not item.mentions):
        return "", "", ""
    if isinstance(item, Statement):
        start, end = min(span[0] for span in item.content), max(span[1] for span in item.content)
        start, end = min(start, item.cue[0]), max(end, item.cue[1])
    elif isinstance(item, Actor):
        start, end = item.mentions[0].start, item.mentions[0].end
    else:
        start, end = item.trigger if isinstance(item, Event) else item.what
    first, last = sentence(text, start, end)
    return text[first:start], text[start:end], text[end:last]


def _fields(stands: Corrected, item: Item, kind: str) -> list[Field]:
    record, ids = stands.record, stands.ids
    people = [(ids[each.id], each.name) for each in record.actors]
    made = []
    for name in FIELDS[kind]:
        value = getattr(item, "from_" if name == "from" else name)
        if name in ACTOR_FIELDS:
            several = isinstance(value, list)
            now = [ids[each] for each in value] if several else ids[value] if value is not None else None
            made.append(Field(name, now, people, several))
        elif name == "within":
            made.append(Field(name, ids[value] if value is not None else None, _others(record, ids, item)))
        elif name == "content":
            made.append(Field(name, [record.report.text[start:end] for start, end in value]))
        elif name == "mode":
            made.append(Field(name, value, [(mode, mode) for some in MODES.values() for mode in some]))
        else:
            allowed = ALLOWED.get(name)
            made.append(Field(name, value, [(each, each) for each in allowed] if allowed else None))
    return made


def _others(record: Record, ids: dict[str, str], item: Item) -> list[tuple[str, str]]:
    """The statements that a thing may stand within, by their cues and first words."""
    text = record.report.text
    return [(ids[each.id], f"{text[slice(*each.cue)]}: {text[each.content[0][0]:each.content[0][1]][:80]}")
            for each in record.statements if each.id != item.id]
