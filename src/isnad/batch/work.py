"""The work on one part, wherever it is done: read its slices, write its files, tell how many there are."""

from __future__ import annotations

import time
from dataclasses import dataclass

from isnad.batch.errors import BatchError, SourceError
from isnad.batch.output import ABOUT, Finished, about_of
from isnad.batch.places import place_at
from isnad.batch.plan import Part, mark
from isnad.commands import read_report
from isnad.exports.places import Place, told
from isnad.reading.reader import Reading


@dataclass(slots=True, frozen=True)
class Undone:
    """A part that did not become whole, and why. ``ends``: no other would, either."""

    name: str
    why: str
    ends: bool = False


def read_part(work: tuple[Part, str]) -> Finished | Undone:
    """Read a part and write it to an output. Nothing of it is there unless all of it is."""
    part, out = work
    if mark() != part.settings.mark:
        return Undone(part.name, f"here another isnad reads than where the batch was begun ({mark()}, not "
                      f"{part.settings.mark}); install the same on every machine", ends=True)
    try:
        place = place_at(out)
        if (strange := _strange(place, part)) is not None:
            return Undone(part.name, strange, ends=True)
        return _read(place, part)
    except SourceError as error:
        return Undone(part.name, str(error))
    except BatchError as error:
        return Undone(part.name, str(error), ends=True)
    except OSError as error:
        return Undone(part.name, f"{place_at(out).shown()}: {told(error)}", ends=True)


def _strange(place: Place, part: Part) -> str | None:
    """Why a place is not the batch's output, as it may be on a machine that does not share the folder."""
    found = about_of(place)
    if found is None:
        return (f"{place.shown(ABOUT)}: is not there; on a cluster the output must be a folder that every machine "
                "shares, or an address")
    if found["key"] != part.settings.key:
        return f"{place.shown()}: has become the output of another batch"
    return None


def _read(place: Place, part: Part) -> Finished:
    from isnad.batch.slices import incoming
    from isnad.batch.writing import PartWriter

    began = time.perf_counter()
    with PartWriter(place, part) as writer:
        for piece in part.slices:
            for item in incoming(piece, part.settings):
                writer.add(item, read_report(item, part.settings.published, Reading.record))
        return writer.finish(time.perf_counter() - began)
