"""A reading explained: for each item its text, the rule that read it, and the lexicon's rows that the rule used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from isnad.languages.lexicon import Entry
from isnad.reading.reader import Reading
from isnad.render.style import PLAIN, Style, isolate, tidy
from isnad.render.words import ACTS, FURNITURE, days


def explain(reading: Reading, style: Style = PLAIN, folder: str = "languages/ar") -> str:
    """The explanation as text, ending in a line end. ``folder`` is where the lexicon's files are shown to lie."""
    return "\n".join(_lines(reading, style, folder)) + "\n"


def _lines(reading: Reading, style: Style, folder: str) -> Iterator[str]:
    page = reading.page
    for line in style.block(reading.headline or "(no headline)", 0):
        yield style.strong(line)

    def item(label: str, text: str, rule: str, entries: Iterable[Entry]) -> Iterator[str]:
        yield f"  {label}  {style.faint('rule')} {style.name(rule or 'none')}"
        yield from style.block(text, 6)
        for entry in dict.fromkeys(entries):
            yield f"      {style.faint(f'{folder}/{entry.source}')}  {entry.category} {isolate(entry.lemma)}"

    yield ""
    yield style.heading(f"STATEMENTS ({len(reading.statements)})")
    for number, statement in enumerate(reading.statements, 1):
        name = statement.speaker.name if statement.speaker else "somebody not named"
        said = " … ".join(tidy(page.text[slice(*span)]) for span in statement.content)
        label = f"s{number}  {isolate(name)} {ACTS[statement.act]}, {statement.form}, " \
                f"cue {isolate(page.text[slice(*statement.cue)])}"
        yield from item(label, said, statement.rule, statement.entries)
    yield ""
    actors = [actor for actor in reading.cast.actors if actor.mentions]
    yield style.heading(f"ACTORS ({len(actors)})")
    for actor in actors:
        yield f"  {style.strong(isolate(actor.name))}, {actor.kind}, {actor.country or '-'}, {actor.sector or '-'}"
        for mention in actor.mentions:
            yield from item(f"  {mention.form}", page.chars(mention.start, mention.end), mention.rule, mention.entries)
    yield ""
    yield style.heading(f"DATES ({len(reading.dates)})")
    for date in reading.dates:
        interval = days(*(day.isoformat() if day else None for day in (date.first, date.last)))
        yield from item(f"{interval}, {date.grain}", page.chars(date.start, date.end), date.rule, date.entries)
    yield ""
    yield style.heading(f"NOT THE STORY ({len(reading.dateline.items)})")
    for furniture in reading.dateline.items:
        text = page.chars(furniture.start, furniture.end)
        yield from item(FURNITURE[furniture.kind], text, furniture.rule, furniture.entries)
