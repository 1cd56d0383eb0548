"""POLECAT's columns, tab separated, a row an event, with a table of what they have no place for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from isnad import __version__
from isnad.exports import codes
from isnad.exports.extension import EXTENSION, extension
from isnad.exports.job import Column, Job
from isnad.exports.places import create_text
from isnad.exports.rows import About, EventRow, Exported, Who
from isnad.exports.tables import Cell, Described, Tabbed, describe, joined, names

BODY = "IGO"
"""What the data set has for a country where an actor belongs to a body of states."""


def _side(name: str) -> tuple[Column, ...]:
    who = name.lower()
    return (
        Column(f"{name} Name", "string", f"The {who}s' names, as most reports give them.", "; "),
        Column(f"{name} Country", "string", "ISO 3166-1 alpha-3; IGO for a body of states.", "; "),
        Column(f"{name} COW", "string", "Correlates of War numbers of these countries.", "; "),
        Column(f"Primary {name} Sector", "string", f"The first {who}'s sector."),
        Column(f"{name} Sectors", "string", "All their sectors.", "; "),
        Column(f"{name} Title", "string", "Their titles, as the report words them.", "; "),
        Column(f"{name} Name Raw", "string", "Their names, as this report gives them.", "; "),
        Column(f"Wikipedia {name} ID", "string", "Empty: isnad knows nobody from Wikipedia."),
    )


COLUMNS = (
    Column("Event ID", "string", "The event's permanent identifier."),
    Column("Event Date", "date", "Its first day; the report's day where it tells none."),
    Column("Event Type", "string", "PLOVER, 2021."), Column("Event Mode", "string", "PLOVER's mode."),
    Column("Intensity", "number", "PLOVER's score of the mode, else of the type, from -10 to 10."),
    Column("Quad Code", "string", "PLOVER's quad class."),
    Column("Contexts", "string", "PLOVER's contexts.", "; "),
    *_side("Actor"), *_side("Recipient"),
    Column("Placename", "string", "Where it happened."),
    Column("City", "string", "The place, where GeoNames has it as a city."),
    Column("District", "string", "Empty: not known."), Column("Province", "string", "Empty: not known."),
    Column("Country", "string", "The place's country, ISO 3166-1 alpha-3."),
    Column("Latitude", "number", "Decimal degrees north (WGS 84)."),
    Column("Longitude", "number", "Decimal degrees east."),
    Column("GeoNames ID", "integer", "The place in GeoNames, where the gazetteer has it."),
    Column("Raw Placename", "string", "The place as written."), Column("Feature Type", "string", "Empty: not known."),
    Column("Source", "string", "The outlet."), Column("Publication Date", "date", "The report's day."),
    Column("Story People", "string", "People whom the report names.", "; "),
    Column("Story Organizations", "string", "Organisations that it names.", "; "),
    Column("Story Locations", "string", "Countries and places of events that it names.", "; "),
    Column("Language", "string", "ISO 639-1."), Column("Version", "string", "Which isnad read it."),
)
EXTENSION_COLUMNS = (COLUMNS[0], *EXTENSION)
BESIDE = ".extension.tsv"


def write(reports: Iterable[Exported], job: Job) -> None:
    """Write the data set, its extension and their description."""
    more = job.beside(BESIDE)
    with create_text(job.place, job.name) as main, create_text(job.place, more) as beside:
        rows, extensions = Tabbed(main, COLUMNS), Tabbed(beside, EXTENSION_COLUMNS)
        for one in reports:
            for row in one.events:
                rows.write(cells(one.about, row))
                extensions.write((row.id, *extension(one.about, row, text=job.colophon.text)))
        key = (COLUMNS[0].title,)
        describe(job, (Described(job.name, COLUMNS, key),
                       Described(more, EXTENSION_COLUMNS, key, joins=(job.name, key))))


def cells(about: About, row: EventRow) -> Sequence[Cell]:
    """An event in the data set's columns."""
    place = row.place
    city = place.name if place and place.geonames else None
    return (
        row.id, row.start or about.day, row.type, row.mode, row.score, codes.QUADS[row.quad], joined(row.contexts),
        *_who(row.actors), *_who(row.recipients),
        place.name if place else None, city, None, None, place.country if place else None,
        place.latitude if place else None, place.longitude if place else None, place.geonames if place else None,
        place.words.text if place else None, None, about.outlet, about.day, joined(about.people), joined(about.bodies),
        joined(about.places), about.language, f"isnad {__version__}" + (f" {about.reader}" if about.reader else ""),
    )


def _who(who: tuple[Who, ...]) -> tuple[Cell, ...]:
    known = codes.countries()
    countries = [each.country if each.country is None or each.country in known else BODY for each in who]
    cow = [known[each.country].cow if each.country in known else None for each in who]
    return (names(who, "name"), joined(countries), joined(cow), who[0].sector if who else None, names(who, "sector"),
            names(who, "role"), names(who, "told"), None)
