"""The frames' own linter: every frame carries an example, and here it is read and compared with what it says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from isnad.languages.events import FRAMES, MARKED
from isnad.languages.lexicon import Lexicon
from isnad.languages.tables import LexiconError, Row, read_table
from isnad.reading.reader import Reader
from isnad.record import Event, Record

Span = tuple[int, int]
DAY = "2022-01-24"
"""The day of the examples, so that "yesterday" in one is a day."""


@dataclass(slots=True)
class Example:
    """An example without its marks, and what was marked, as spans of characters."""

    text: str
    triggers: list[Span] = field(default_factory=list)
    actors: list[Span] = field(default_factory=list)
    recipients: list[Span] = field(default_factory=list)

    def words(self, spans: Iterable[Span]) -> str:
        """What stands at spans, for a message."""
        return "، ".join(self.text[slice(*span)] for span in spans) or "none"


def parse(example: str) -> Example:
    """Take the marks out of an example, as ``MARKED`` names them: "*trigger*", "[actor]", "{recipient}"."""
    parsed = Example("")
    lists = {"*": parsed.triggers, "[": parsed.actors, "{": parsed.recipients}
    opened: tuple[str, int] | None = None
    letters: list[str] = []
    for letter in example:
        if opened is not None and letter == MARKED[opened[0]]:
            lists[opened[0]].append((opened[1], len(letters)))
            opened = None
        elif letter in MARKED:
            opened = (letter, len(letters))
        else:
            letters.append(letter)
    parsed.text = "".join(letters)
    return parsed


def frame_rows(folder: Path) -> dict[str, list[Row]]:
    """The frames of a language by type. Raises ``LexiconError`` where a row is wrong."""
    rows: dict[str, list[Row]] = {}
    faults: list[tuple[str, int, str]] = []
    for event_type, table in FRAMES.items():
        rows[event_type], more = read_table(folder, table)
        faults += more
    if faults:
        raise LexiconError(faults)
    return rows


def check_frames(frames: Mapping[str, list[Row]], lexicon: Lexicon) -> Iterator[tuple[str, int, str]]:
    """Read every frame's example; gives file, line and message of each that is read otherwise than it is marked."""
    reader = Reader(lexicon=lexicon)
    for event_type, rows in frames.items():
        for row in rows:
            example = parse(row["example"])
            record = reader.read(example.text, published=DAY)
            if not any(_as_marked(event, record, example, event_type, row["mode"]) for event in record.events):
                yield row.file, row.line, _told(record, example, event_type, row["mode"])


def _as_marked(event: Event, record: Record, example: Example, event_type: str, mode: str) -> bool:
    if event.type != event_type or (mode and event.mode != mode):
        return False
    if not _meet(_inside(record, [event.trigger, *event.mentions]), example.triggers):
        return False
    return all(any(_meet(_mentions(record, actor), [span]) for actor in found) for found, marked in
               ((event.actors, example.actors), (event.recipients, example.recipients)) for span in marked)


def _meet(spans: list[Span], others: list[Span]) -> bool:
    return any(start < other_end and other_start < end for start, end in spans for other_start, other_end in others)


def _inside(record: Record, spans: Iterable[Span]) -> list[Span]:
    """Spans of the record as spans of the example, which is its body."""
    before = len(record.report.headline) + 2
    return [(start - before, end - before) for start, end in spans]


def _mentions(record: Record, actor_id: str) -> list[Span]:
    (actor,) = (actor for actor in record.actors if actor.id == actor_id)
    return _inside(record, [(mention.start, mention.end) for mention in actor.mentions])


def _told(record: Record, example: Example, event_type: str, mode: str) -> str:
    """What was expected, and what was read: the events on the marked trigger, else all."""
    wanted = _line(event_type, mode, example.words(example.triggers), example.words(example.actors),
                   example.words(example.recipients))
    names = {actor.id: actor.name for actor in record.actors}
    here = [event for event in record.events if _meet(_inside(record, [event.trigger]), example.triggers)]
    read = [_line(event.type, event.mode or "", record.report.text[slice(*event.trigger)],
                  "، ".join(names[key] for key in event.actors) or "none",
                  "، ".join(names[key] for key in event.recipients) or "none") for event in here or record.events]
    return f"the example is marked {wanted}; it is read {' and '.join(read) or 'as no event'}"


def _line(event_type: str, mode: str, trigger: str, actors: str, recipients: str) -> str:
    return f"{event_type}{f' {mode}' if mode else ''} *{trigger}* [{actors}] {{{recipients}}}"
