"""Statements and events as nested values, for the formats that have lists and objects, and for those that flatten them.

The names are those of the ledger's lists where both have the same. ``text``: with the report's own sentences, which an
export leaves out unless it is asked for them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from isnad.exports import codes
from isnad.exports.rows import About, EventRow, StatementRow, Tellings, Voice, Who, chain

Values = dict[str, Any]


def party(who: Who) -> Values:
    """An actor."""
    return {"id": who.id, "name": who.name, "told": who.told, "kind": who.kind, "country": who.country,
            "sector": who.sector, "role": who.role}


def report_values(about: About) -> Values:
    """Which report it is."""
    return {"report": about.id, "version": about.version, "published": about.day, "outlet": about.outlet,
            "agencies": list(about.agencies), "byline": about.byline, "language": about.language, "url": about.url,
            "headline": about.headline}


def event_values(about: About, row: EventRow, *, text: bool) -> Values:
    """An event, with its report."""
    place = row.place
    return {"event": row.id} | report_values(about) | {
        "type": row.type, "mode": row.mode, "quad": codes.QUADS[row.quad].lower(), "intensity": row.score,
        "contexts": list(row.contexts), "status": row.status, "start": row.start, "end": row.end,
        "actors": [party(each) for each in row.actors], "recipients": [party(each) for each in row.recipients],
        "place": place.name if place else None, "place_country": place.country if place else None,
        "latitude": place.latitude if place else None, "longitude": place.longitude if place else None,
        "geonames": place.geonames if place else None,
        "quantities": [{"kind": each.kind, "count": each.count, "words": each.words.text} for each in row.quantities],
        "trigger": row.trigger.text, "trigger_start": row.trigger.start, "trigger_end": row.trigger.end,
        "sentence": row.sentence.text if text else None,
    } | _standing(about, row.voices, row.within, row.rule, row.tellings)


def statement_values(about: About, row: StatementRow) -> Values:
    """A statement, with its report."""
    return {"statement": row.id} | report_values(about) | {
        "act": row.act, "form": row.form, "occasion": row.occasion,
        "speaker": party(row.speaker) if row.speaker else None,
        "addressee": party(row.addressee) if row.addressee else None,
        "cue": row.cue.text, "cue_start": row.cue.start, "cue_end": row.cue.end,
        "content": " … ".join(each.text for each in row.content), "content_start": row.whole.start,
        "content_end": row.whole.end, "content_spans": [[each.start, each.end] for each in row.content],
    } | _standing(about, row.voices, row.within, row.rule, row.tellings)


def _standing(about: About, voices: tuple[Voice, ...], within: str | None, rule: str,
              told: Tellings | None) -> Values:
    return {
        "chain": chain(about, voices),
        "voices": [{"statement": each.statement, "speaker": each.who.id if each.who else None,
                    "name": each.who.name if each.who else None} for each in voices],
        "within": within, "story": about.story, "wire": about.wire, "telling": told.id if told else None,
        "origins": told.origins if told else None, "reports": told.reports if told else None,
        "outlets": told.outlets if told else None, "rule": rule,
    }


def in_step(who: Iterable[Values], trait: str) -> list[Any]:
    """One thing of several parties."""
    return [each[trait] for each in who]
