"""The 61 columns of GDELT 2.0 events, tab separated and without a header, a row an actor and whom he acts on.

GDELT has no word for what was not done: unless a status is asked for, only events that were done are written. What is
left out is counted in the description beside the table.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from isnad.exports import codes
from isnad.exports.extension import EXTENSION, extension
from isnad.exports.job import Column, Job
from isnad.exports.places import create_text
from isnad.exports.rows import About, EventRow, Exported, Where, Who, iri
from isnad.exports.tables import Cell, Described, Tabbed, describe

MUTUAL = ("CONSULT", "COOPERATE")
"""Types whose actors, where nobody is a recipient, act on each other."""
NO_TONE = 0
"""GDELT's AvgTone, which a reader must find and isnad does not measure."""
ID_BITS = 53
"""Bits of a GLOBALEVENTID: so many that any program that takes it for a double keeps it."""


def _actor(n: int) -> tuple[Column, ...]:
    told = (("Code", "CAMEO: country or body, then type."), ("Name", "The name that most reports give."),
            ("CountryCode", "CAMEO's country."), ("KnownGroupCode", "CAMEO's known group, of bodies of states."),
            ("EthnicCode", "Empty."), ("Religion1Code", "Empty."), ("Religion2Code", "Empty."),
            ("Type1Code", "CAMEO's type, by the sector."), ("Type2Code", "Empty."), ("Type3Code", "Empty."))
    return tuple(Column(f"Actor{n}{name}", "string", about) for name, about in told)


def _geo(of: str, about: str) -> tuple[Column, ...]:
    kinds = (("Type", "integer"), ("Fullname", "string"), ("CountryCode", "string"), ("ADM1Code", "string"),
             ("ADM2Code", "string"), ("Lat", "number"), ("Long", "number"), ("FeatureID", "string"))
    return tuple(Column(f"{of}Geo_{name}", kind, about) for name, kind in kinds)


COLUMNS = (
    Column("GLOBALEVENTID", "integer", f"{ID_BITS} bits of the hash of the event's identifier and the row's actors."),
    Column("SQLDATE", "integer", "YYYYMMDD: the event's first day; the report's day where it tells none."),
    Column("MonthYear", "integer", "YYYYMM."), Column("Year", "integer", "YYYY."),
    Column("FractionDate", "number", "Year and ((month - 1) * 30 + day) / 365."),
    *_actor(1), *_actor(2),
    Column("IsRootEvent", "integer", "1 where it is told in the headline or the first paragraph."),
    Column("EventCode", "string", "CAMEO, by the table of PLOVER types and modes."),
    Column("EventBaseCode", "string", "Its first three digits."), Column("EventRootCode", "string", "Its first two."),
    Column("QuadClass", "integer", "CAMEO's, from 1 to 4."), Column("GoldsteinScale", "number", "From -10 to 10."),
    Column("NumMentions", "integer", "How often the report names it."),
    Column("NumSources", "integer", "How many outlets tell the same."),
    Column("NumArticles", "integer", "How many reports tell the same."),
    Column("AvgTone", "number", "Always 0: no tone is measured."),
    *_geo("Actor1", "Not known: 0 and empty."), *_geo("Actor2", "Not known: 0 and empty."),
    *_geo("Action", "Where it happened. Type: 1 a country, 3 a city of the United States, 4 another city, 0 not told."),
    Column("DATEADDED", "integer", "YYYYMMDDHHMMSS, UTC: when the ledger took it in; of records, when they left."),
    Column("SOURCEURL", "string", "Where the report is; its identifier where it has no address."),
)
EXTENSION_COLUMNS = (COLUMNS[0], Column("Event ID", "string", "The event's permanent identifier."),
                     Column("Actor1 ID", "string", "The identifier of the row's actor."),
                     Column("Actor2 ID", "string", "The identifier of whom he acts on."), *EXTENSION)
BESIDE = ".extension.tsv"


def write(reports: Iterable[Exported], job: Job) -> None:
    """Write the rows, their extension and the description of both."""
    more, colophon = job.beside(BESIDE), job.colophon
    asked = colophon.query.status or ("actual",)
    with create_text(job.place, job.name) as main, create_text(job.place, more) as beside:
        rows = Tabbed(main, COLUMNS, header=False)
        extensions = Tabbed(beside, EXTENSION_COLUMNS)
        for one in reports:
            for row in one.events:
                if why := _left_out(one.about, row, asked):
                    colophon.left_out[why] += 1
                    colophon.counts["events"] -= 1
                    continue
                for actor, other in pairs(row):
                    key = number(row, actor, other)
                    rows.write(cells(one.about, row, key, actor, other, colophon.moment))
                    extensions.write((key, row.id, actor.id if actor else None, other.id if other else None,
                                      *extension(one.about, row, text=colophon.text)))
                    colophon.counts["rows"] += 1
        key_columns = (COLUMNS[0].title,)
        describe(job, (Described(job.name, COLUMNS, key_columns, header=False),
                       Described(more, EXTENSION_COLUMNS, key_columns, joins=(job.name, key_columns))))


def _left_out(about: About, row: EventRow, asked: Sequence[str]) -> str | None:
    """Why an event has no row."""
    if row.status not in asked:
        return f"events that are {row.status}"
    return "events without a day, in reports without one" if row.start is None and about.day is None else None


def pairs(row: EventRow) -> Iterator[tuple[Who | None, Who | None]]:
    """Who acts on whom, a pair a row; each actor alone where nobody is acted on, equals in pairs where they meet."""
    actors: Sequence[Who | None] = list({each.id: each for each in row.actors}.values()) or [None]
    others: Sequence[Who | None] = list({each.id: each for each in row.recipients}.values())
    if others:
        yield from ((actor, other) for actor in actors for other in others)
    elif len(actors) > 1 and row.type in MUTUAL:
        yield from combinations(actors, 2)
    else:
        yield from ((actor, None) for actor in actors)


def number(row: EventRow, actor: Who | None, other: Who | None) -> int:
    """A row's number: the same for the same event and actors, in every export."""
    named = "\x1f".join((row.id, actor.id if actor else "", other.id if other else ""))
    return int.from_bytes(hashlib.sha256(named.encode()).digest()[:8]) >> (64 - ID_BITS)


def cells(about: About, row: EventRow, key: int, actor: Who | None, other: Who | None, moment: str) -> Sequence[Cell]:
    """A pair of an event in GDELT's columns; ``moment``: when it is exported."""
    day = row.start or about.day or ""
    year, month, date = (int(part) for part in day.split("-"))
    code, told = codes.cameo(row.type, row.mode, row.contexts), row.tellings
    added = "".join(c for c in about.taken or moment if c.isdigit())[:14]
    return (
        key, day.replace("-", ""), f"{year:04}{month:02}", f"{year:04}",
        f"{year + ((month - 1) * 30 + date) / 365:.4f}", *_who(actor), *_who(other),
        int(row.trigger.start < about.lead), code.code, code.base, code.root, code.quad, code.goldstein,
        1 + len(row.mentions), max(1, told.outlets) if told else 1, told.reports if told else 1, NO_TONE,
        *_NOWHERE, *_NOWHERE, *_where(row.place), added, about.url or iri(about.id),
    )


_NOWHERE: tuple[Cell, ...] = (0, None, None, None, None, None, None, None)


def _where(place: Where | None) -> tuple[Cell, ...]:
    if place is None:
        return _NOWHERE
    known = codes.countries().get(place.country or "")
    if place.geonames:
        kind: int | None = 3 if place.country == "USA" else 4
    else:
        kind = 1 if place.latitude is None and place.country else None
    return (kind, place.name, known.fips if known else None, None, None, place.latitude, place.longitude, None)


def _who(who: Who | None) -> tuple[Cell, ...]:
    if who is None:
        return (None,) * 10
    known = codes.countries().get(who.country or "")
    country, group = known.cameo if known else None, codes.bodies().get(who.country or "")
    kind = codes.sectors()[who.sector] if who.sector else None
    code = "".join(("IGO", group) if group and kind == "IGO" else (country or group or "", kind or ""))
    return (code or None, who.name, country, group, None, None, None, kind, None, None)
