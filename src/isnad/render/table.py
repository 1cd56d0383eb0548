"""Events as rows of a table, for spreadsheets and statistics: a row an event, as comma-separated values."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from isnad.record import Actor, Event, Record
from isnad.render.style import tidy
from isnad.render.words import chains

COLUMNS = ("report", "published", "publisher", "event", "type", "mode", "status", "start", "end", "actors",
           "actor_countries", "actor_sectors", "recipients", "recipient_countries", "recipient_sectors", "place",
           "place_country", "latitude", "longitude", "trigger", "quantities", "contexts", "within", "chain")
"""The columns of the list of events, in order."""
Cell = str | float | None
BETWEEN = "|"
"""Between the values of a cell that holds several, as in the language's tables."""
FORMULA = tuple("=+-@＝＋－＠")
"""What a formula begins with, in spreadsheets of East Asia also full-width."""


def event_rows(record: Record) -> Iterator[list[Cell]]:
    """The events of a record, a row each, by ``COLUMNS``. Lists of actors, countries and sectors go in step."""
    actors = {actor.id: actor for actor in record.actors}
    told_by = chains(record)
    for event in record.events:
        chain = " ← ".join(told_by.get(event.within, told_by[None]))
        yield [record.report.id, record.report.published, record.report.publisher, event.id, event.type, event.mode,
               event.status, event.start, event.end, *_who(event.actors, actors), *_who(event.recipients, actors),
               *_place(event), record.report.text[slice(*event.trigger)], _quantities(event, record.report.text),
               BETWEEN.join(event.contexts), event.within, chain]


def _who(ids: list[str], actors: dict[str, Actor]) -> tuple[str, str, str]:
    """Names, countries and sectors; what is unknown leaves its place in the list empty."""
    found = [actors[key] for key in ids]
    return (BETWEEN.join(actor.name for actor in found), BETWEEN.join(actor.country or "" for actor in found),
            BETWEEN.join(actor.sector or "" for actor in found))


def _place(event: Event) -> tuple[Cell, Cell, Cell, Cell]:
    place = event.place
    return (place.name, place.country, place.latitude, place.longitude) if place else (None, None, None, None)


def _quantities(event: Event, text: str) -> str:
    return BETWEEN.join(f"{told.kind} {text[slice(*told.span)] if told.count is None else told.count}"
                        for told in event.quantities)


def csv_line(cells: Iterable[Cell]) -> str:
    """A row as comma-separated values with its line end. Text that a spreadsheet would run as a formula is defused."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(_safe(cell) for cell in cells)
    return line.getvalue()


def _safe(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    cell = tidy(cell)
    return f"'{cell}" if cell.startswith(FORMULA) else cell
