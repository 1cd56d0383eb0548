"""The record's codes in words."""

from __future__ import annotations

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


def chain(record: Record, statement: Statement, actors: dict[str, Actor], by_id: dict[str, Statement]) -> list[str]:
    """Who has it from whom, nearest first: outlet, agency, speaker, whom the speaker quotes."""
    outer_first = reversed(record.chain(statement, by_id))
    return [*origins(record), *(speaker(each, actors) for each in outer_first)]


def days(start: str | None, end: str | None) -> str:
    """An interval of days, or that it is not known."""
    if start is None or end is None:
        return "not resolved"
    return start if start == end else f"{start} to {end}"
