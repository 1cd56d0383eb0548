"""PLOVER's JSON, an event a line: the fields of its data interchange specification, and ours in an object."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from isnad import __version__
from isnad.exports import codes
from isnad.exports.colophon import SCHEMA
from isnad.exports.job import Job
from isnad.exports.places import create_text
from isnad.exports.rows import About, EventRow, Exported, Where, Who, iri
from isnad.exports.sidecar import write_about
from isnad.exports.values import event_values

CODEBOOK = "PLOVER, 2021, sixteen types"
SIZES = {"dead": "killed", "injured": "wounded", "size": "demonstrators"}
"""PLOVER's fields for numbers, by our kinds of them."""
OURS = ("status", "start", "end", "report", "version", "headline", "byline", "agencies", "quantities", "chain",
        "voices", "within", "story", "wire", "telling", "origins", "reports", "outlets", "rule")
"""What PLOVER has no field for."""


def write(reports: Iterable[Exported], job: Job) -> None:
    """Write the lines, and beside them what they are."""
    with create_text(job.place, job.name) as stream:
        for one in reports:
            for row in one.events:
                stream.write(json.dumps(told(one.about, row, text=job.colophon.text), ensure_ascii=False) + "\n")
        write_about(job)


def told(about: About, row: EventRow, *, text: bool) -> dict[str, Any]:
    """An event in PLOVER's fields. What is not known is null."""
    values = event_values(about, row, text=text)
    date = row.start or about.day
    counts = {kind: [each.count for each in row.quantities if each.kind == of] for kind, of in SIZES.items()}
    return {
        "id": row.id, "date": date, "enddate": row.end or date,
        "source": [_actor(each) for each in row.actors], "target": [_actor(each) for each in row.recipients],
        "event": row.type, "mode": row.mode, "context": list(row.contexts), "quadCode": row.quad,
        "eventScale": row.score, "eventText": row.trigger.text, "eventLoc": _location(row.place) if row.place else None,
        **{kind: next((each for each in found if each is not None), None) for kind, found in counts.items()},
        "link": row.tellings.id if row.tellings else None, "text": values["sentence"],
        "textInfo": {"start": row.trigger.start, "end": row.trigger.end}, "citation": iri(about.id), "url": about.url,
        "language": about.language, "publication": about.outlet,
        "coder": f"isnad {__version__}" + (f" {about.reader}" if about.reader else ""), "version": SCHEMA,
        "codebook": CODEBOOK, "dateCoded": about.taken[:10] if about.taken else None,
        "isnad": {"date_basis": "event" if row.start else "report" if date else None}
        | {name: values[name] for name in OURS},
    }


def _actor(who: Who) -> dict[str, Any]:
    return {"code": who.country, "sector": who.sector, "identifier": who.id, "actorText": who.told, "office": who.role,
            "name": who.name, "kind": who.kind}


def _location(place: Where) -> dict[str, Any]:
    known = codes.countries().get(place.country or "")
    return {"geonameid": place.geonames, "name": place.name, "latitude": place.latitude, "longitude": place.longitude,
            "country code": known.alpha2 if known else None, "cc3": place.country}
