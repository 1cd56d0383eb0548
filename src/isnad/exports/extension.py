"""What a data set's own columns have no place for: evidence, chain, status, story. A table beside it, joined by id."""

from __future__ import annotations

from collections.abc import Sequence

from isnad.exports.job import Column
from isnad.exports.rows import About, EventRow
from isnad.exports.tables import Cell, chained, counted, joined, names

EXTENSION = (
    Column("Report ID", "string", "The report's permanent identifier."),
    Column("Report Version ID", "string", "Which version of the report it was read in; empty from records."),
    Column("URL", "string", "Where the report is."),
    Column("Headline", "string", "The report's headline."),
    Column("PLOVER Type", "string", "The event's type by PLOVER, 2021."),
    Column("PLOVER Mode", "string", "Its mode."),
    Column("Status", "string", "actual, negated, future, requested or conditional: how it is said to be."),
    Column("Event Start", "date", "Its first day as the report tells it; empty where it does not."),
    Column("Event End", "date", "Its last day, inclusive."),
    Column("Event Date Basis", "string", "event: the date is the event's; report: none is told, it is the report's."),
    Column("Span Start", "integer", "Where its trigger begins, in code points of the report's text."),
    Column("Span End", "integer", "Where its trigger ends."),
    Column("Trigger", "string", "The words that name it."),
    Column("Sentence", "string", "The sentence that they stand in, where the export has text."),
    Column("Actor IDs", "string", "Identifiers of the actors, in the order of their names.", "; "),
    Column("Actor Codes", "string", "Their states, or the acronyms of the bodies that they belong to.", "; "),
    Column("Recipient IDs", "string", "Identifiers of the recipients, in the order of their names.", "; "),
    Column("Recipient Codes", "string", "Their states, or the acronyms of the bodies that they belong to.", "; "),
    Column("Quantities", "string", "How many were killed, wounded and so on.", "; "),
    Column("Speaker", "string", "On whose word it stands, innermost; empty where the report says it itself."),
    Column("Speaker ID", "string", "The speaker's identifier."),
    Column("Speaker Country", "string", "The speaker's state or body."),
    Column("Chain", "string", "Who has it from whom: outlet, agency, speakers from the outermost in."),
    Column("Within", "string", "The statement that it is told in."),
    Column("Story", "string", "The story's identifier; empty from records."),
    Column("Telling", "string", "One for all events, of whatever report, that tell the same."),
    Column("Independent Origins", "integer", "How many wires tell it, copies counting once; empty from records."),
    Column("Reports", "integer", "How many reports tell it."),
    Column("Outlets", "integer", "How many outlets tell it."),
    Column("Rule", "string", "The rule that read it."),
)


def extension(about: About, row: EventRow, *, text: bool) -> Sequence[Cell]:
    """What an event has in these columns; ``text``: with its sentence."""
    speaker = row.voices[-1].who if row.voices else None
    told = row.tellings
    return (
        about.id, about.version, about.url, about.headline, row.type, row.mode, row.status, row.start, row.end,
        "event" if row.start else "report" if about.day else None, row.trigger.start, row.trigger.end, row.trigger.text,
        row.sentence.text if text else None, joined(each.id for each in row.actors), names(row.actors, "country"),
        joined(each.id for each in row.recipients), names(row.recipients, "country"), counted(row.quantities),
        speaker.name if speaker else None, speaker.id if speaker else None, speaker.country if speaker else None,
        chained(about, row), row.within, about.story, told.id if told else None, told.origins if told else None,
        told.reports if told else None, told.outlets if told else None, row.rule,
    )
