"""Events and what is awaited in a picture: flags over their words in the text, a row each below it, and the legend.

A flag is as short as can be (the id and the type), so that a crowded line stays legible; the row says the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from isnad.record import Actor, Awaited, Event, Record
from isnad.render.svg import FAINT, INK, Part, flow, latin, names, text_width
from isnad.render.words import QUADS, STATUSES, UNNAMED, chains, event_days, mode_words, quantity

WIDTH, MARGIN, PAD = 1160, 340, 28
"""The picture's width, that of the statements' margin, and of the blank around everything, in pixels."""
Run = tuple[float, float, float]
"""A stretch of words on one line: left, right, base line."""
COLOURS = {"verbal cooperation": "#0369a1", "material cooperation": "#047857", "verbal conflict": "#b45309",
           "material conflict": "#b91c1c"}
AWAITED = "#7e22ce"
DASHES = {"actual": "", "negated": "", "future": "6 3", "requested": "6 3", "conditional": "2 2.5"}
"""How the line around a trigger is broken; what was not done has its word struck out besides."""

_FLAG = 9.5
_DAYS, _WHO = 300, 500
"""Where the columns of the rows begin."""


def colour(event: Event) -> str:
    """The colour of an event's class."""
    return COLOURS[QUADS[event.type]]


class _Flags:
    """Flags over lines of the text; one that would lie on another moves to its left, or over it."""

    def __init__(self) -> None:
        self._taken: dict[float, list[tuple[float, float]]] = {}

    def put(self, label: str, run: Run, paint: str, *, broken: str = "", full: bool = True) -> str:
        """Draw one over the right end of a run."""
        size = text_width(label, _FLAG) * 1.1 + 8
        taken = self._taken.setdefault(run[2], [])
        right = run[1] + 3
        for left, end in sorted(taken, reverse=True):
            if right > left and right - size < end:
                right = left - 2
        if right - size < MARGIN:  # no room to the left of it: better over a neighbour's end than out of the page
            right = MARGIN + size
        taken.append((right - size, right))
        dash = f' stroke-dasharray="{broken}"' if broken else ""
        top = run[2] - 32
        return (f'<rect x="{right - size:.1f}" y="{top:.1f}" width="{size:.1f}" height="12.5" rx="3" '
                f'fill="{paint if full else "#ffffff"}" stroke="{paint}" stroke-width="1"{dash}/>'
                + latin(label, right - size / 2, top + 9.6, "#ffffff" if full else paint, size=_FLAG, bold=True,
                        anchor="middle"))


def marks(record: Record, runs: Mapping[tuple[int, int], list[Run]]) -> Iterator[str]:
    """The marks in the text: boxes and flags of events, lines and flags of what is awaited."""
    flags = _Flags()
    for event in record.events:
        paint, dash = colour(event), DASHES[event.status]
        for span in (event.trigger, *event.mentions):
            for left, right, y in runs[span]:
                yield _box(left, right, y, paint, dash, first=span == event.trigger)
                if event.status == "negated":
                    yield f'<path d="M{left:.1f} {y - 5:.1f}H{right:.1f}" stroke="{paint}" stroke-width="1.2"/>'
            if runs[span]:
                label = f"{event.id} {event.type}" if span == event.trigger else event.id
                yield flags.put(label, runs[span][0], paint, broken=dash, full=event.status == "actual")
    for item in record.awaited:
        for left, right, y in runs[item.what]:
            yield (f'<path d="M{left:.1f} {y + 8:.1f}H{right:.1f}M{left:.1f} {y + 11:.1f}H{right:.1f}" '
                   f'stroke="{AWAITED}" stroke-width="1.1"/>')
        if runs[item.what]:
            yield flags.put(f"{item.id} awaited", runs[item.what][0], AWAITED, full=False)


def _box(left: float, right: float, y: float, paint: str, dash: str, *, first: bool) -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (f'<rect x="{left - 2.5:.1f}" y="{y - 18:.1f}" width="{right - left + 5:.1f}" height="26" rx="4" '
            f'fill="none" stroke="{paint}" stroke-width="{1.7 if first else 0.8}"{dashes}/>')


def told(record: Record, top: float) -> tuple[list[str], float]:
    """A row an event and what is awaited, and the legend, from ``top`` down; the drawing, and where it ends."""
    drawn: list[str] = []
    y = top
    actors = {actor.id: actor for actor in record.actors}
    if record.events:
        drawn += [_rule(y), latin(f"Events ({len(record.events)})", PAD, y + 26, INK, size=15, bold=True)]
        y += 30
        told_by = chains(record)
        for event in record.events:
            more, y = _row(event, actors, told_by.get(event.within, told_by[None]), record.report.text, y + 24)
            drawn += more
        y += 20
    if record.awaited:
        drawn += [_rule(y), latin(f"Awaited ({len(record.awaited)})", PAD, y + 26, INK, size=15, bold=True)]
        y += 30
        for item in record.awaited:
            more, y = _awaited(item, actors, record.report.text, y + 24)
            drawn += more
        y += 20
    drawn.append(_rule(y))
    more, y = _legend(record, y + 24)
    return drawn + more, y + PAD


def _rule(y: float) -> str:
    return f'<path d="M{PAD} {y:.1f}H{WIDTH - PAD}" stroke="#e5e7eb"/>'


def _row(event: Event, actors: Mapping[str, Actor], chain: list[str], text: str, y: float) -> tuple[list[str], float]:
    """An event: what and how, whether and when, who to whom; under it the place, numbers, contexts, and on whose
    word."""
    paint = colour(event)
    mode = f", {mode_words(event.mode)}" if event.mode else ""
    drawn = [_badge(event.id, PAD, y, paint, full=event.status == "actual", dash=DASHES[event.status]),
             f'<text x="{PAD + 38}" y="{y:.1f}" font-size="13" fill="{paint}"><tspan font-weight="bold">{event.type}'
             f"</tspan>{mode}</text>",
             latin(f"{STATUSES[event.status]}, {event_days(event)}", _DAYS, y, INK, size=12)]
    named = [actors[key].name for key in event.actors] or [UNNAMED]
    who = [*names(named, INK, bold=True)]
    if event.recipients:
        who += [Part("→", ours=True), *names((actors[key].name for key in event.recipients), INK)]
    more, y = flow(who, _WHO, WIDTH - PAD, y, 13)
    drawn += more
    by = [Part(f"{event.within}:" if event.within else "told by", ours=True), *names(chain, FAINT, between="←")]
    more, y = flow([*_facts(event, text), *by], _WHO, WIDTH - PAD, y + 19, 12)
    return drawn + more, y


def _facts(event: Event, text: str) -> Iterator[Part]:
    """Place, numbers and contexts, each with the stop that ends it."""
    if event.place is not None:
        country = f"({event.place.country}) ·" if event.place.country else "·"
        yield from (Part("in", ours=True), *names([event.place.name], FAINT), Part(country, ours=True))
    for number in event.quantities:
        if number.count is not None:
            yield Part(f"{quantity(number, text)} ·", ours=True)
        else:
            said = names([text[slice(*number.span)]], FAINT)
            yield from (Part(f"{number.kind}:", ours=True), *said, Part("·", ours=True))
    if event.contexts:
        yield Part(", ".join(context.replace("_", " ") for context in event.contexts) + " ·", ours=True)


def _badge(label: str, x: float, y: float, paint: str, *, full: bool, dash: str = "") -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (f'<rect x="{x:.1f}" y="{y - 13:.1f}" width="31" height="17" rx="4" '
            f'fill="{paint if full else "#ffffff"}" stroke="{paint}"{dashes}/>'
            + latin(label, x + 15.5, y - 0.5, "#ffffff" if full else paint, size=11, bold=True, anchor="middle"))


def _awaited(item: Awaited, actors: Mapping[str, Actor], text: str, y: float) -> tuple[list[str], float]:
    """What is owed: from whom, for whom, by when, on what it rests, and the words."""
    drawn = [_badge(item.id, PAD, y, AWAITED, full=False),
             latin(f"rests on {item.basis}", PAD + 38, y, AWAITED, size=13),
             latin(f"by {item.due}" if item.due else "no day set", _DAYS, y, INK, size=12)]
    who: list[Part] = []
    for word, key in (("from", item.from_), ("for", item.to)):
        if key is not None:
            who += [Part(word, ours=True), *names([actors[key].name], INK, bold=True)]
    if who:
        more, y = flow(who, _WHO, WIDTH - PAD, y, 13)
        drawn += more
        y += 19
    return _words(drawn, text[slice(*item.what)], y)


def _words(drawn: list[str], said: str, y: float) -> tuple[list[str], float]:
    """The report's own words, right to left in lines of their own within the last column."""
    parts = list(names(said.split(), INK))[::2]
    whole = sum(text_width(part.text, 13) + 5 for part in parts)
    x = right = min(_WHO + whole, float(WIDTH - PAD))
    for part in parts:
        width = text_width(part.text, 13)
        if x < right and x - width < _WHO:
            x, y = right, y + 21
        drawn += flow([part], x - width, x, y, 13)[0]
        x -= width + 5
    return drawn, y


def _legend(record: Record, y: float) -> tuple[list[str], float]:
    """What the marks mean; only those that this picture has."""
    entries: list[tuple[str, str]] = []
    if record.statements:
        entries.append((_sample("#dbeafe", ""), "statement, one colour a speaker; its cue is bold"))
        if any(statement.within for statement in record.statements):
            entries.append((_sample("#dcfce7", "#15803d"), "statement within a statement"))
        entries.append(("", "A ← B: A has it from B"))
    if record.actors:
        entries.append((f'<path d="M0 8H26" stroke="{FAINT}" stroke-dasharray="2 3"/>', "actor"))
    if record.dates:
        entries.append(('<path d="M0 8H26" stroke="#a16207" stroke-width="1.6"/>', "date"))
    quads = dict.fromkeys(QUADS[event.type] for event in record.events)
    entries += [(_sample("none", COLOURS[quad], width=1.7), quad) for quad in quads]
    drawn: dict[tuple[str, bool], list[str]] = {}
    for status in dict.fromkeys(event.status for event in record.events if event.status != "actual"):
        drawn.setdefault((DASHES[status], status == "negated"), []).append(STATUSES[status])
    for (dash, struck), statuses in drawn.items():
        entries.append((_sample("none", INK, dash=dash, struck=struck, width=1.4), ", ".join(statuses)))
    if record.awaited:
        entries.append((f'<path d="M0 6H26M0 9H26" stroke="{AWAITED}" stroke-width="1.1"/>', "awaited"))
    return _laid_out(entries, y)


def _sample(fill: str, stroke: str, *, dash: str = "", struck: bool = False, width: float = 0.8) -> str:
    line = f' stroke="{stroke}" stroke-width="{width}"' if stroke else ""
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    strike = f'<path d="M0 7H26" stroke="{stroke}" stroke-width="1.2"/>' if struck else ""
    return f'<rect x="0" y="0" width="26" height="14" rx="4" fill="{fill}"{line}{dashes}/>{strike}'


def _laid_out(entries: Iterable[tuple[str, str]], y: float) -> tuple[list[str], float]:
    drawn: list[str] = []
    x = float(PAD)
    for sample, words in entries:
        indent = 33 if sample else 0
        width = indent + text_width(words, 12)
        if x > PAD and x + width > WIDTH - PAD:
            x, y = float(PAD), y + 24
        if sample:
            drawn.append(f'<g transform="translate({x:.1f} {y - 10:.1f})">{sample}</g>')
        drawn.append(latin(words, x + indent, y + 1, FAINT, size=12))
        x += width + 26
    return drawn, y
