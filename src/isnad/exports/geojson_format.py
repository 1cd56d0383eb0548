"""GeoJSON (RFC 7946): a feature an event, at its place; of one whose place is not known the geometry is null.

Statements have no place: where somebody speaks is not where what he speaks of is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from isnad.exports.job import Job
from isnad.exports.places import create_text
from isnad.exports.rows import Exported
from isnad.exports.values import Values, event_values, in_step

NESTED = ("actors", "recipients", "voices", "quantities")
TRAITS = ("id", "name", "country", "sector")


def write(reports: Iterable[Exported], job: Job) -> None:
    """Write the collection; what it says of itself stands at its end, where the counts are known."""
    with create_text(job.place, job.name) as stream:
        stream.write('{"type": "FeatureCollection", "features": [')
        between = "\n"
        for one in reports:
            for row in one.events:
                stream.write(between + json.dumps(feature(event_values(one.about, row, text=job.colophon.text)),
                                                  ensure_ascii=False))
                between = ",\n"
        stream.write(f'\n], "isnad": {json.dumps(job.colophon.told(), ensure_ascii=False)}}}\n')


def feature(values: Values) -> dict[str, Any]:
    """An event as a feature, in plain properties, which programs for maps can show."""
    latitude, longitude = values["latitude"], values["longitude"]
    located = latitude is not None and longitude is not None
    told = {name: value for name, value in values.items() if name not in NESTED}
    for role in ("actor", "recipient"):
        told |= {f"{role}_{trait}s" if trait != "country" else f"{role}_countries":
                 [each or "" for each in in_step(values[f"{role}s"], trait)] for trait in TRAITS}
    told["quantities"] = [f"{each['kind']} {each['words'] if each['count'] is None else each['count']}"
                          for each in values["quantities"]]
    geometry = {"type": "Point", "coordinates": [longitude, latitude]} if located else None
    return {"type": "Feature", "id": values["event"], "geometry": geometry, "properties": told}
