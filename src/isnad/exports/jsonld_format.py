"""JSON-LD: schema.org's NewsArticle, Quotation and Claim, evidence by W3C Web Annotation, the chain by W3C PROV.

What is said in its speaker's own words is a Quotation, what is told in the report's a Claim; so is every event, which
a report, or somebody in it, claims to have happened, or not. Who walks ``prov:wasQuotedFrom`` up from a statement or
event, and looks to whom each step is attributed, reads the chain: the speaker, whom he is quoted by, the outlet; the
report's ``prov:wasDerivedFrom`` goes on to the agencies. Nothing must be fetched to read it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import IO, Any

from isnad import __version__
from isnad.exports.colophon import Colophon
from isnad.exports.job import Job
from isnad.exports.places import create_text
from isnad.exports.rows import About, EventRow, Exported, StatementRow, Voice, Where, Who, Words, chain, iri

CONTEXT = {
    "@vocab": "https://schema.org/", "oa": "http://www.w3.org/ns/oa#", "prov": "http://www.w3.org/ns/prov#",
    "xsd": "http://www.w3.org/2001/XMLSchema#", "isnad": "urn:isnad:term:",
    "datePublished": {"@type": "xsd:date"}, "startDate": {"@type": "xsd:date"}, "endDate": {"@type": "xsd:date"},
    "dateCreated": {"@type": "xsd:dateTime"}, "prov:endedAtTime": {"@type": "xsd:dateTime"}, "url": {"@type": "@id"},
    "latitude": {"@type": "xsd:double"}, "longitude": {"@type": "xsd:double"},
    "isnad:chain": {"@container": "@list"}, "isnad:colophon": {"@type": "@json"},
}
KINDS = {"person": ["Person", "prov:Person"], "organisation": ["Organization", "prov:Organization"],
         "country": ["Country", "prov:Agent"], "group": ["Thing", "prov:Agent"]}
"""Types of actors by their kind."""
_ADDRESS = re.compile(r"""https?://[^\x00-\x20<>"{}|\\^`\x7f]+""")
"""An address that is an IRI; another is told as the words that it is."""
AROUND = 24
"""Characters before and behind a quote by which it is found again."""
Node = dict[str, Any]


def write(reports: Iterable[Exported], job: Job) -> None:
    """Write the graph: reports with what is in them, then the actors, then what the export says of itself."""
    actors: dict[str, tuple[Who, dict[str, None]]] = {}
    with create_text(job.place, job.name) as stream:
        stream.write(f'{{"@context": {json.dumps(CONTEXT, ensure_ascii=False)},\n"@graph": [')
        graph = _Graph(stream)
        for one in reports:
            for node in _nodes(one, text=job.colophon.text):
                graph.add(node)
            for who in _named(one):
                titles = actors.setdefault(who.id, (who, {}))[1]
                if who.role:
                    titles[who.role] = None
        for who, titles in actors.values():
            graph.add(_actor(who, list(titles)))
        graph.add(_dataset(job.colophon))
        stream.write("\n]}\n")


class _Graph:
    """Nodes, one a line."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream, self._between = stream, "\n"

    def add(self, node: Node) -> None:
        """Write a node without what is not known."""
        told = {name: value for name, value in node.items() if value is not None and value != []}
        self._stream.write(self._between + json.dumps(told, ensure_ascii=False))
        self._between = ",\n"


def _nodes(one: Exported, *, text: bool) -> Iterator[Node]:
    about = one.about
    yield from _report(about, text=text)
    for statement in one.statements:
        yield _statement(about, statement)
        yield _evidence(about, statement.id, statement.content)
    for event in one.events:
        yield _event(about, event)
        yield _evidence(about, event.id, (event.trigger, *event.mentions))


def _named(one: Exported) -> Iterator[Who]:
    for row in one.rows:
        yield from (who for _, _, who in row.parties)
        yield from (voice.who for voice in row.voices if voice.who)


def _report(about: About, *, text: bool) -> Iterator[Node]:
    me = iri(about.id)
    dispatches = [f"{me}#dispatch-{n}" for n in range(1, len(about.agencies) + 1)]
    outlet = {"@id": f"{me}#outlet", "@type": ["NewsMediaOrganization", "prov:Agent"], "name": about.outlet}
    yield {
        "@id": me, "@type": ["NewsArticle", "prov:Entity"], "identifier": about.id, "headline": about.headline or None,
        "datePublished": about.day, "inLanguage": about.language, "dateline": about.dateline,
        "url" if about.url and _ADDRESS.fullmatch(about.url) else "isnad:address": about.url,
        "creditText": about.byline, "publisher": outlet if about.outlet else None,
        "articleBody": about.text[len(about.headline) + 2:] if text else None,
        "prov:wasAttributedTo": {"@id": outlet["@id"]} if about.outlet else None,
        "prov:wasDerivedFrom": {"@id": dispatches[0]} if dispatches else None,
        "isnad:story": {"@id": iri(about.story)} if about.story else None,
        "isnad:wire": {"@id": iri(about.wire)} if about.wire else None,
    }
    for n, (agency, name) in enumerate(zip(about.agencies, dispatches, strict=True), 1):
        yield {"@id": name, "@type": "prov:Entity",
               "prov:wasAttributedTo": {"@type": ["Organization", "prov:Agent"], "name": agency},
               "prov:wasDerivedFrom": {"@id": dispatches[n]} if n < len(dispatches) else None}
    if about.version:
        yield {"@id": iri(about.version), "@type": "prov:Entity", "prov:specializationOf": {"@id": me}}
    yield {"@id": f"{me}#reading", "@type": "prov:Activity", "prov:used": {"@id": _read(about)},
           "prov:endedAtTime": about.taken,
           "prov:wasAssociatedWith": {"@id": iri(about.reader) if about.reader else f"{me}#reader",
                                      "@type": "prov:SoftwareAgent", "name": f"isnad {__version__}"}}


def _read(about: About) -> str:
    """What the spans are counted in: the version that was read, or the report where none is known."""
    return iri(about.version or about.id)


def _statement(about: About, row: StatementRow) -> Node:
    own = row.form != "indirect"
    return {
        "@id": iri(row.id), "@type": ["Quotation" if own else "Claim", "prov:Entity"], "identifier": row.id,
        "text": " … ".join(each.text for each in row.content), "inLanguage": about.language,
        "author": _ref(row.speaker), "isPartOf" if own else "appearance": {"@id": iri(about.id)},
        "isnad:act": row.act, "isnad:form": row.form, "isnad:occasion": row.occasion, "isnad:cue": row.cue.text,
        "isnad:addressee": _ref(row.addressee), "prov:wasAttributedTo": _ref(row.speaker),
    } | _standing(about, row, row.voices)


def _event(about: About, row: EventRow) -> Node:
    speaker = row.voices[-1].who if row.voices else None
    return {
        "@id": iri(row.id), "@type": ["Claim", "prov:Entity"], "identifier": row.id, "text": row.trigger.text,
        "inLanguage": about.language, "author": _ref(speaker), "appearance": {"@id": iri(about.id)},
        "isnad:status": row.status, "prov:wasAttributedTo": _ref(speaker),
        "about": _told({
            "@id": f"{iri(row.id)}#event", "@type": "Event", "startDate": row.start, "endDate": row.end,
            "location": _place(row.place) if row.place else None, "isnad:type": row.type, "isnad:mode": row.mode,
            "isnad:intensity": row.score, "isnad:context": list(row.contexts),
            "isnad:actor": [_ref(each) for each in row.actors],
            "isnad:recipient": [_ref(each) for each in row.recipients],
            "isnad:quantity": [_told({"isnad:kind": each.kind, "isnad:count": each.count, "text": each.words.text})
                               for each in row.quantities]}),
    } | _standing(about, row, row.voices)


def _standing(about: About, row: StatementRow | EventRow, voices: tuple[Voice, ...]) -> Node:
    return {
        "prov:wasQuotedFrom": {"@id": iri(row.within or about.id)},
        "prov:wasGeneratedBy": {"@id": f"{iri(about.id)}#reading"}, "isnad:chain": chain(about, voices),
        "isnad:telling": row.tellings.id if row.tellings else None,
        "isnad:origins": row.tellings.origins if row.tellings else None, "isnad:rule": row.rule,
    }


def _evidence(about: About, key: str, spans: tuple[Words, ...]) -> Node:
    """Where it stands, by place and by quote: either finds it."""
    return {
        "@id": f"{iri(key)}#evidence", "@type": "oa:Annotation", "oa:motivatedBy": {"@id": "oa:identifying"},
        "oa:hasBody": {"@id": iri(key)},
        "oa:hasTarget": [{
            "@type": "oa:SpecificResource", "oa:hasSource": {"@id": _read(about)}, "oa:hasSelector": [
                {"@type": "oa:TextPositionSelector", "oa:start": each.start, "oa:end": each.end},
                {"@type": "oa:TextQuoteSelector", "oa:exact": each.text,
                 "oa:prefix": about.text[max(0, each.start - AROUND):each.start],
                 "oa:suffix": about.text[each.end:each.end + AROUND]}]} for each in spans],
    }


def _actor(who: Who, titles: list[str]) -> Node:
    title = "jobTitle" if who.kind == "person" else "description"
    return {"@id": iri(who.id), "@type": KINDS[who.kind], "identifier": who.id, "name": who.name, title: titles,
            "isnad:country": who.country, "isnad:sector": who.sector}


def _place(place: Where) -> Node:
    geo = None
    if place.latitude is not None and place.longitude is not None:
        geo = {"@type": "GeoCoordinates", "latitude": place.latitude, "longitude": place.longitude}
    return _told({"@type": "Place", "name": place.name, "geo": geo,
                  "address": {"@type": "PostalAddress", "addressCountry": place.country} if place.country else None,
                  "sameAs": {"@id": f"https://sws.geonames.org/{place.geonames}/"} if place.geonames else None})


def _dataset(colophon: Colophon) -> Node:
    return {"@id": "", "@type": "Dataset", "name": f"{colophon.format} from {colophon.source}",
            "dateCreated": colophon.moment, "creditText": colophon.cite(), "isBasedOn": colophon.source,
            "creator": {"@type": "SoftwareApplication", "name": "isnad", "softwareVersion": __version__},
            "isnad:colophon": colophon.told()}


def _ref(who: Who | None) -> Node | None:
    return {"@id": iri(who.id)} if who else None


def _told(node: Node) -> Node:
    return {name: value for name, value in node.items() if value is not None and value != []}
