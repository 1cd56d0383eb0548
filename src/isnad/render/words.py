"""The record's codes in words."""

from __future__ import annotations

from collections.abc import Iterator

from isnad.record import Actor, Event, Quantity, Record, Statement
from isnad.render.style import isolate

ACTS = {
    "say": "says", "deny": "denies", "accuse": "accuses", "criticise": "criticises", "demand": "demands",
    "promise": "promises", "warn": "warns", "expect": "expects", "reject": "rejects", "propose": "proposes",
    "praise": "praises", "ask": "asks",
}
OCCASIONS = {
    "interview": "in an interview", "press_conference": "at a press conference", "statement": "in a statement",
    "speech": "in a speech", "post": "in a post", "meeting": "at a meeting", "broadcast": "on the air",
    "call": "in a telephone call",
}
SECTORS = {
    "GOV": "executive", "LEG": "legislature", "JUD": "courts", "MIL": "armed forces", "COP": "police",
    "SPY": "intelligence", "REB": "armed opposition", "TER": "called terrorist", "PTY": "party", "OPP": "opposition",
    "IGO": "body of states", "NGO": "NGO", "MED": "media", "BUS": "business", "EDU": "academia", "REL": "religion",
    "LAB": "unions", "CRM": "criminals", "REF": "refugees", "CVL": "civilians",
}
FURNITURE = {
    "dateline": "dateline", "byline": "byline", "handle": "handle", "continues": "to be continued", "ends": "end mark",
    "comments": "comment prompt", "related": "related link", "share": "share button", "credit": "photo credit",
    "repeat": "headline again",
}

TYPES = {
    "AGREE": "agree, promise or offer; any cooperation still to come",
    "CONSULT": "meet, visit, talk, negotiate",
    "SUPPORT": "praise, endorse, recognise, sign, improve relations",
    "CONCEDE": "give way, apologise, pardon, announce a truce or withdrawal",
    "COOPERATE": "exchange to the good of both sides: trade, joint exercises, shared intelligence",
    "AID": "give material help: money, arms, relief, asylum",
    "RETREAT": "withdraw, release, disarm, hold a truce, let in, resign",
    "REQUEST": "ask, demand, order",
    "ACCUSE": "condemn, complain, accuse, charge, investigate",
    "REJECT": "refuse, deny an accusation, cancel a meeting",
    "THREATEN": "threaten, warn by force",
    "PROTEST": "demonstrate, strike, riot: many people on the spot",
    "SANCTION": "cut or reduce relations, expel diplomats, convict",
    "MOBILIZE": "deploy, build up, put on alert, test weapons: armed moves short of force",
    "COERCE": "repress: arrest, seize, censor, deport, restrict",
    "ASSAULT": "harm people or destroy: attack, shell, bomb, abduct, torture",
}
"""What each PLOVER type covers."""
QUADS = {
    **dict.fromkeys(("AGREE", "CONSULT", "SUPPORT", "CONCEDE"), "verbal cooperation"),
    **dict.fromkeys(("COOPERATE", "AID", "RETREAT"), "material cooperation"),
    **dict.fromkeys(("REQUEST", "ACCUSE", "REJECT", "THREATEN"), "verbal conflict"),
    **dict.fromkeys(("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"), "material conflict"),
}
"""PLOVER's four classes of types."""
MODE_WORDS = {
    "assist": "help", "change": "a change", "yield": "giving way", "meet": "a meeting", "phone": "by telephone",
    "third-party": "with a mediator", "disapprove": "disapproval", "investigate": "inquiry", "allege": "charge",
    "demo": "demonstration", "hunger": "hunger strike", "convict": "conviction", "expel": "expulsion",
    "withdraw": "withdrawal", "discontinue": "breaking off", "disarm": "disarmament", "resign": "resignation",
    "seize": "seizure", "restrict": "restriction", "deport": "deportation", "withhold": "withholding",
    "cyber": "cyberattack", "censor": "censorship", "abduct": "abduction", "sexual": "sexual violence",
    "destroy": "destruction", "beat": "beating", "targeted": "targeted killing", "aerial": "from the air",
    "primitive": "simple weapons", "obstruct": "obstruction", "vandalize": "vandalism",
}
"""Modes whose codes do not speak for themselves; in the others a hyphen is a space."""
STATUSES = {
    "actual": "done", "negated": "not done", "future": "to come", "requested": "called for",
    "conditional": "possible",
}


UNNAMED = "somebody not named"


def mode_words(mode: str) -> str:
    """A mode in words."""
    return MODE_WORDS.get(mode, mode.replace("-", " "))


def origins(record: Record) -> list[str]:
    """On whose word the whole report stands, nearest first: the outlet, then the agencies that it copies."""
    report = record.report
    return [name for name in (report.publisher, *report.agencies) if name] or ["this report"]


def speaker(statement: Statement, actors: dict[str, Actor]) -> str:
    """A statement's speaker by name."""
    return actors[statement.speaker].name if statement.speaker is not None else UNNAMED


def nested(record: Record) -> Iterator[tuple[Statement, list[str]]]:
    """Every statement in its order, those within it after it, each with its chain.

    The chain tells who has it from whom, nearest first: outlet, agency, speaker, whom the speaker quotes.
    """
    actors = {actor.id: actor for actor in record.actors}
    inner: dict[str | None, list[Statement]] = {}
    for statement in record.statements:
        inner.setdefault(statement.within, []).append(statement)
    waiting = [(statement, origins(record)) for statement in reversed(inner.get(None, []))]
    while waiting:
        statement, outer = waiting.pop()
        names = [*outer, speaker(statement, actors)]
        yield statement, names
        waiting += [(each, names) for each in reversed(inner.get(statement.id, []))]


def days(start: str | None, end: str | None) -> str:
    """An interval of days, or that it is not known."""
    if start is None or end is None:
        return "not resolved"
    return start if start == end else f"{start} to {end}"


def event_days(event: Event) -> str:
    """An event's days, as far as the report tells them."""
    if event.start is None:
        return f"until {event.end}" if event.end else "day not told"
    return event.start if event.end in (None, event.start) else f"{event.start} to {event.end}"


def chains(record: Record) -> dict[str | None, list[str]]:
    """The chain of every statement by its id, nearest first; under None that of the report's own voice."""
    return {None: origins(record)} | {statement.id: names for statement, names in nested(record)}


def quantity(told: Quantity, text: str) -> str:
    """How many of whom: "4 killed", or the report's own words where they tell no number."""
    if told.count is not None:
        return f"{told.count:,} {told.kind}"
    return f"{told.kind}: {isolate(text[slice(*told.span)])}"
