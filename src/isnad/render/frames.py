"""Event frames for a person: what words tell an event, where its actors stand, and what must hold."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from isnad.languages.tables import Row
from isnad.record import MODES
from isnad.render.style import PLAIN, Style, isolate
from isnad.render.table import BETWEEN, csv_line
from isnad.render.words import QUADS, TYPES, mode_words

PARTS = {
    "verb": "verb, with its verbal noun and participles", "finite": "verb, without its verbal noun",
    "noun": "noun", "light": "verb with the noun that gives it its meaning", "words": "fixed words",
}
PLACES = {
    "subject": "the verb's subject", "object": "the verb's object", "of": "the noun's genitive or its pronoun",
    "agent": "after words like \u2068على يد\u2069",
}
"""Where actors stand; every other place is a preposition."""
CLASSES = {
    "state": "a state, its executive, or a body of states",
    "armed": "armed (army, police, intelligence, rebels, terrorists, a state)",
    "politic": "in politics (states, armed bodies, legislatures, courts, parties, unions, NGOs, clerics)",
    "people": "persons or groups of any sector",
    "official": "in office (executive, legislature, courts, army, a party, a body of states)",
}
SLOTS = {
    "actor": "the actor is told", "recipient": "the recipient is told", "partner": "the partner is told",
    "any": "actor, recipient or partner is told", "two": "two of actor, recipient and partner are told",
}
ASKED = {
    "word": "one of these stands in the clause", "no": "none of these stands in the clause",
    "object": "the object is one of these", "subject": "the subject is one of these",
}
LISTED = ("triggers", "actor", "recipient", "partner", "if", "contexts")
"""The columns of a frame that hold several values."""
SHOWN = 12
"""How many words of a set are shown."""
Frames = Mapping[str, list[Row]]
Sets = Mapping[str, list[str]]


def types_as_text(frames: Frames, style: Style = PLAIN) -> str:
    """The sixteen types: what each covers, how many frames and triggers it has, and an example."""
    return "\n".join(line for name in frames for line in _type_lines(name, frames[name], style)) + "\n"


def _type_lines(name: str, rows: list[Row], style: Style) -> Iterator[str]:
    count = f"{len(rows):4} frames, {triggers(rows):4} triggers"
    yield f"{style.heading(f'{name:10}')} {count}  {TYPES[name]}"
    if rows:
        yield from style.block(rows[0]["example"], 4)


def triggers(rows: Iterable[Row]) -> int:
    """How many triggers frames have, each counted once."""
    return len({trigger for row in rows for trigger in row.values("triggers")})


def types_as_json(frames: Frames) -> str:
    """The sixteen types as a JSON array."""
    return _json([{"type": name, "covers": TYPES[name], "class": QUADS[name], "modes": list(MODES[name]),
                   "frames": len(rows), "triggers": triggers(rows), "example": rows[0]["example"] if rows else None}
                  for name, rows in frames.items()])


def types_as_csv(frames: Frames) -> str:
    """The sixteen types as comma-separated values."""
    lines = [csv_line(("type", "covers", "class", "modes", "frames", "triggers", "example"))]
    lines += [csv_line((name, TYPES[name], QUADS[name], BETWEEN.join(MODES[name]), len(rows), triggers(rows),
                        rows[0]["example"] if rows else None)) for name, rows in frames.items()]
    return "".join(lines)


def type_as_text(name: str, rows: list[Row], sets: Sets, style: Style = PLAIN, folder: str = "languages/ar") -> str:
    """Every frame of a type, in words. ``folder`` is where the lexicon's files are shown to lie."""
    return "\n".join(_frames(name, rows, sets, style, folder)) + "\n"


def _frames(name: str, rows: list[Row], sets: Sets, style: Style, folder: str) -> Iterator[str]:
    yield f"{style.heading(name)}  {TYPES[name]}"
    modes = ", ".join(f"{mode} ({mode_words(mode)})" if mode_words(mode) != mode else mode for mode in MODES[name])
    yield from style.flow(f"{QUADS[name]}; modes: {modes or 'none'}".split(" "), 0)
    yield f"{len(rows)} frames, {triggers(rows)} triggers, in {folder}/events/{name}.tsv"
    for row in rows:
        yield ""
        yield from _frame(row, sets, style)


def _frame(row: Row, sets: Sets, style: Style) -> Iterator[str]:
    mode = f", {mode_words(row['mode'])}" if row["mode"] else ""
    yield f"{style.faint(f'line {row.line}')}  {PARTS[row['part']]}{style.strong(mode)}"
    yield from style.flow(_separated([style.name(isolate(trigger)) for trigger in row.values("triggers")]), 2)
    for part in dict.fromkeys(word for trigger in row.values("triggers") for word in trigger.split()):
        if part.startswith("&"):
            yield from _line(part, _words_of(part[1:], sets), style)
    for slot in ("actor", "recipient", "partner"):
        if row.values(slot):
            yield from _line(slot, _separated([place(name) for name in row.values(slot)], ", else"), style)
    for condition in row.values("if"):
        yield from _line("if", _condition(condition, sets), style)
    if row.values("contexts"):
        yield from _line("contexts", _separated([each.replace("_", " ") for each in row.values("contexts")]), style)
    yield from style.block(row["example"], 2)


def _line(label: str, parts: Iterable[str], style: Style) -> Iterator[str]:
    first, *rest = parts
    yield from style.flow([f"{label:10} {first}", *rest], 4, hang=11)


def place(name: str) -> str:
    """Where an actor stands, in words."""
    return PLACES.get(name) or f"after {isolate(name)}"


def _condition(condition: str, sets: Sets) -> Iterator[str]:
    name, _, value = condition.partition(":")
    if name in ASKED:
        yield from f"{ASKED[name]}:".split(" ")
        yield from _words_of(value, sets)
    else:
        yield from (SLOTS[name] + (f", {CLASSES[value]}" if value else "")).split(" ")


def _words_of(name: str, sets: Sets) -> Iterator[str]:
    """The words of a set, as far as they are shown."""
    words = sets.get(name, [])
    yield f"({name})"
    yield from _separated([isolate(word) for word in words[:SHOWN]])
    if len(words) > SHOWN:
        yield f"and {len(words) - SHOWN} more"


def _separated(parts: list[str], by: str = ",") -> list[str]:
    return [part + by for part in parts[:-1]] + parts[-1:]


def type_as_json(rows: list[Row]) -> str:
    """Every frame of a type as a JSON array, in the codes of its table."""
    return _json([{"file": row.file, "line": row.line,
                   **{column: row.values(column) if column in LISTED else row[column] or None for column in row.cells}}
                  for row in rows])


def type_as_csv(rows: list[Row], columns: Iterable[str]) -> str:
    """Every frame of a type as comma-separated values, in the codes of its table."""
    columns = list(columns)
    lines = [csv_line(["file", "line", *columns])]
    lines += [csv_line([row.file, row.line, *(row[column] for column in columns)])
              for row in rows]
    return "".join(lines)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
