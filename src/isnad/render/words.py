"""The record's codes in words."""

from __future__ import annotations

from collections.abc import Iterator

from isnad.record import Actor, Record, Statement

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


def origins(record: Record) -> list[str]:
    """On whose word the whole report stands, nearest first: the outlet, then the agencies that it copies."""
    report = record.report
    return [name for name in (report.publisher, *report.agencies) if name] or ["this report"]


def speaker(statement: Statement, actors: dict[str, Actor]) -> str:
    """A statement's speaker by name."""
    return actors[statement.speaker].name if statement.speaker is not None else "somebody not named"


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
