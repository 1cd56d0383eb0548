"""A record for a person: the headline, every statement under its chain, events, what is awaited, and the rest."""

from __future__ import annotations

from collections.abc import Iterator

from isnad.record import Actor, Event, Record, Statement
from isnad.render.style import PLAIN, Style, isolate, tidy
from isnad.render.words import (
    ACTS,
    FURNITURE,
    OCCASIONS,
    SECTORS,
    STATUSES,
    UNNAMED,
    chains,
    days,
    event_days,
    mode_words,
    nested,
    origins,
    quantity,
)

ARROW = " ← "
"""Between two names: the left one has it from the right one."""


def show(record: Record, style: Style = PLAIN) -> str:
    """The record as text, ending in a line end.

    Every line is either all Arabic, or Latin with each Arabic name in it isolated, so that no line depends on how
    a terminal orders mixed text.
    """
    return "\n".join(_lines(record, style)) + "\n"


def _lines(record: Record, style: Style) -> Iterator[str]:
    yield from _head(record, style)
    yield ""
    yield from _statements(record, style)
    if record.events:
        yield ""
        yield from _events(record, style)
    if record.awaited:
        yield ""
        yield from _awaited(record, style)
    if record.actors:
        yield ""
        yield from _actors(record.actors, style)
    if record.dates:
        yield ""
        yield style.heading(f"DATES ({len(record.dates)})")
        text = record.report.text
        for date in record.dates:
            said = isolate(text[slice(*date.span)])
            yield f"  {days(date.start, date.end):26}{date.grain:8}{said}"
    if record.report.furniture:
        yield ""
        yield style.heading(f"NOT THE STORY ({len(record.report.furniture)})")
        for item in record.report.furniture:
            label = f"  {FURNITURE[item.kind]:18}"
            lines = list(style.block(record.report.text[slice(*item.span)], len(label)))
            yield label + lines[0].lstrip()
            yield from lines[1:]


def _head(record: Record, style: Style) -> Iterator[str]:
    report = record.report
    for line in style.block(report.headline or "(no headline)", 0):
        yield style.strong(line)
    facts = [ARROW.join(isolate(name) for name in origins(record))]
    facts += [isolate(fact) for fact in (report.place, report.byline) if fact]
    facts.append(report.published or "day not known")
    yield " · ".join(facts)
    if report.url:
        yield style.faint(tidy(report.url))


def _statements(record: Record, style: Style) -> Iterator[str]:
    actors = {actor.id: actor for actor in record.actors}
    yield style.heading(f"STATEMENTS ({len(record.statements)})")
    own = len(origins(record)) + 1
    last: list[str] = []
    for statement, names in nested(record):
        depth = len(names) - own
        indent = 2 + 4 * depth
        if names != last:
            if last and not depth:
                yield ""
            yield " " * indent + style.name(ARROW.join(isolate(name) for name in names))
            last = names
        yield " " * (indent + 2) + _label(record, statement, actors, style)
        said = " … ".join(tidy(record.report.text[slice(*span)]) for span in statement.content)
        yield from style.block(f"«{said}»" if statement.form == "direct" else said, indent + 6)


def _label(record: Record, statement: Statement, actors: dict[str, Actor], style: Style) -> str:
    parts = [f"{statement.id:3} {style.strong(ACTS[statement.act])}", statement.form]
    if statement.addressee is not None:
        parts.append(f"to {isolate(actors[statement.addressee].name)}")
    if statement.occasion is not None:
        parts.append(OCCASIONS[statement.occasion.kind])
    parts.append(style.faint(f"cue {isolate(record.report.text[slice(*statement.cue)])}"))
    return ", ".join(parts)


def _events(record: Record, style: Style) -> Iterator[str]:
    """A row an event, in columns as wide as this record needs; under it who to whom, what else, on whose word."""
    actors = {actor.id: actor for actor in record.actors}
    told_by = chains(record)
    yield style.heading(f"EVENTS ({len(record.events)})")
    heads = [(event.type, mode_words(event.mode) if event.mode else "", STATUSES[event.status], event_days(event))
             for event in record.events]
    widths = [max(map(len, column)) for column in zip(*heads, strict=True)]
    for event, (kind, *facts) in zip(record.events, heads, strict=True):
        row = [style.strong(f"{kind:{widths[0]}}"),
               *(f"{fact:{width}}" for fact, width in zip(facts, widths[1:], strict=True) if width)]
        yield f"  {event.id:3} {'  '.join(row)}  {isolate(record.report.text[slice(*event.trigger)])}"
        who = [*(_names(event.actors, actors, style) or [UNNAMED]), *(["→"] if event.recipients else []),
               *_names(event.recipients, actors, style)]
        yield from style.flow(who, 6)
        yield from style.flow(_facts(event, record.report.text), 6)
        chain = told_by.get(event.within, told_by[None])
        yield from style.flow(_chain(event.within, chain, style), 6)


def _names(ids: list[str], actors: dict[str, Actor], style: Style) -> list[str]:
    names = [style.name(isolate(actors[key].name)) for key in ids]
    return [f"{name}," for name in names[:-1]] + names[-1:]


def _chain(within: str | None, names: list[str], style: Style) -> Iterator[str]:
    """On whose word: the statement, and who has it from whom."""
    yield style.faint(f"{within}:" if within else "told by")
    for place, name in enumerate(names):
        yield style.faint(("← " if place else "") + isolate(name))


def _facts(event: Event, text: str) -> Iterator[str]:
    """Place, numbers and contexts of an event, with a stop between them."""
    facts = [[quantity(told, text)] for told in event.quantities]
    if event.place is not None:
        country = f" ({event.place.country})" if event.place.country else ""
        facts.insert(0, [f"in {isolate(event.place.name)}{country}"])
    if event.contexts:
        contexts = [context.replace("_", " ") for context in event.contexts]
        facts.append([f"{context}," for context in contexts[:-1]] + contexts[-1:])
    for fact in facts:
        yield from fact[:-1]
        yield fact[-1] + (";" if fact is not facts[-1] else "")


def _awaited(record: Record, style: Style) -> Iterator[str]:
    """What is owed: from whom, for whom, by when, on which statement or event it rests; under it the words."""
    actors = {actor.id: actor for actor in record.actors}
    yield style.heading(f"AWAITED ({len(record.awaited)})")
    for item in record.awaited:
        parts = [f"{item.id:3}"]
        parts += [f"{word} {style.name(isolate(actors[who].name))}," for word, who in
                  (("from", item.from_), ("for", item.to)) if who is not None]
        parts += [f"by {item.due}," if item.due else "no day set,", f"rests on {item.basis}"]
        yield from style.flow(parts, 2, hang=4)
        yield from style.block(record.report.text[slice(*item.what)], 6)


def _actors(actors: list[Actor], style: Style) -> Iterator[str]:
    """One row an actor, the Latin columns first so that they stand straight, the Arabic last."""
    yield style.heading(f"ACTORS ({len(actors)})")
    for actor in actors:
        sector = SECTORS[actor.sector] if actor.sector else "-"
        row = f"  {actor.id:4}{actor.kind:13}{actor.country or '-':6}{sector:17}{len(actor.mentions):3}×  "
        role = f", {isolate(actor.role)}" if actor.role not in (None, actor.name) else ""
        yield row + style.name(isolate(actor.name)) + role
