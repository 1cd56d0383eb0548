"""A reading explained: for each item its text, the rule that read it, and the lexicon's rows that the rule used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from isnad.languages.lexicon import Entry
from isnad.reading.drafts import ActorDraft
from isnad.reading.reader import Reading
from isnad.render.style import PLAIN, Style, isolate, tidy
from isnad.render.words import ACTS, FURNITURE, STATUSES, UNNAMED, days, mode_words

Item = tuple[str, str, str, Iterable[Entry]]
"""What is explained: its label, its text, the rule and the rows."""


def explain(reading: Reading, style: Style = PLAIN, folder: str = "languages/ar") -> str:
    """The explanation as text, ending in a line end. ``folder`` is where the lexicon's files are shown to lie."""
    return "\n".join(_lines(reading, style, folder)) + "\n"


def _lines(reading: Reading, style: Style, folder: str) -> Iterator[str]:
    def item(label: str, text: str, rule: str, entries: Iterable[Entry]) -> Iterator[str]:
        yield f"  {label}  {style.faint('rule')} {style.name(rule or 'none')}"
        yield from style.block(text, 6)
        for entry in dict.fromkeys(entries):
            yield f"      {style.faint(f'{folder}/{entry.source}')}  {entry.category} {isolate(entry.lemma)}"

    def part(title: str, items: list[Item]) -> Iterator[str]:
        yield ""
        yield style.heading(f"{title} ({len(items)})")
        for each in items:
            yield from item(*each)

    for line in style.block(reading.headline or "(no headline)", 0):
        yield style.strong(line)
    page = reading.page
    yield from part("STATEMENTS", list(_statements(reading)))
    yield from part("EVENTS", list(_events(reading)))
    yield from part("AWAITED", list(_awaited(reading)))
    yield ""
    actors = [actor for actor in reading.cast.actors if actor.mentions]
    yield style.heading(f"ACTORS ({len(actors)})")
    for actor in actors:
        yield f"  {style.strong(isolate(actor.name))}, {actor.kind}, {actor.country or '-'}, {actor.sector or '-'}"
        for mention in actor.mentions:
            yield from item(f"  {mention.form}", page.chars(mention.start, mention.end), mention.rule, mention.entries)
    yield from part("DATES", [(f"{_days(date.first, date.last)}, {date.grain}", page.chars(date.start, date.end),
                               date.rule, date.entries) for date in reading.dates])
    yield from part("NOT THE STORY", [(FURNITURE[piece.kind], page.chars(piece.start, piece.end), piece.rule,
                                       piece.entries) for piece in reading.dateline.items])


def _statements(reading: Reading) -> Iterator[Item]:
    text = reading.page.text
    for number, statement in enumerate(reading.statements, 1):
        said = " … ".join(tidy(text[slice(*span)]) for span in statement.content)
        label = f"s{number}  {_name(statement.speaker)} {ACTS[statement.act]}, {statement.form}, " \
                f"cue {isolate(text[slice(*statement.cue)])}"
        yield label, said, statement.rule, statement.entries


def _events(reading: Reading) -> Iterator[Item]:
    for number, event in enumerate(reading.events, 1):
        facts = [event.type, mode_words(event.mode) if event.mode else "", STATUSES[event.status],
                 _days(event.first, event.last) if event.first or event.last else ""]
        who = ", ".join(_name(actor) for actor in event.actors) or _name(None)
        whom = " → " + ", ".join(_name(actor) for actor in event.recipients) if event.recipients else ""
        label = f"e{number}  {', '.join(fact for fact in facts if fact)}: {who}{whom}"
        yield label, reading.page.text[slice(*event.trigger)], event.rule, event.entries


def _awaited(reading: Reading) -> Iterator[Item]:
    """What is owed, with the rule and rows of the statement or event that it rests on."""
    numbers = {id(draft): f"{letter}{number}" for letter, drafts in
               (("s", reading.statements), ("e", reading.events)) for number, draft in enumerate(drafts, 1)}
    for number, item in enumerate(reading.awaited, 1):
        ends = [f"{word} {_name(actor)}, " for word, actor in (("from", item.owing), ("for", item.owed)) if actor]
        due = f"by {item.due.isoformat()}, " if item.due else ""
        label = f"w{number}  {''.join(ends)}{due}rests on {numbers[id(item.basis)]}"
        yield label, reading.page.text[slice(*item.what)], item.basis.rule, item.basis.entries


def _name(actor: ActorDraft | None) -> str:
    return isolate(actor.name) if actor is not None else UNNAMED


def _days(first: date | None, last: date | None) -> str:
    return days(*(day.isoformat() if day else None for day in (first, last)))
