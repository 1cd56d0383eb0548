"""GraphML of actors: who acts on whom and who speaks to whom, an edge a kind of act, with how often and since when.

Who acts on nobody in particular, or speaks to nobody, is a node with what he does counted on it. Equals who meet are
joined both ways.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from io import TextIOWrapper
from itertools import permutations
from typing import Any

from isnad.exports.job import Job
from isnad.exports.places import create_text
from isnad.exports.rows import EventRow, Exported, StatementRow, Who

MUTUAL = ("CONSULT", "COOPERATE")
_XML_HAS_NOT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
Row = EventRow | StatementRow


def write(reports: Iterable[Exported], job: Job) -> None:
    """Write the graph. It is held whole until then, which takes an edge for each kind of act between two, not each act.
    """
    import networkx as nx  # type: ignore[import-untyped]  # it takes longer to load than most exports to begin

    graph = nx.MultiDiGraph()
    for one in reports:
        for row in one.rows:
            _add(graph, row, one.about.day)
    job.colophon.counts["actors"], job.colophon.counts["edges"] = len(graph), graph.number_of_edges()
    for _, told in graph.nodes(data=True):
        told["items"] = " ".join(told["items"])
    for *_, told in graph.edges(data=True):
        told["items"] = " ".join(told["items"])
    about = job.colophon.told()
    graph.graph |= {name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
                    for name, value in about.items() if value is not None}
    with create_text(job.place, job.name) as stream:
        stream.flush()
        assert isinstance(stream, TextIOWrapper)  # whose bytes networkx wants
        nx.write_graphml(graph, stream.buffer, encoding="utf-8", prettyprint=True, named_key_ids=True)


def _add(graph: Any, row: Row, day: str | None) -> None:
    kind, code = ("event", row.type) if isinstance(row, EventRow) else ("statement", row.act)
    status, day = (row.status, row.start or day) if isinstance(row, EventRow) else ("actual", day)
    for _, _, who in row.parties:
        _node(graph, who)
    ties = list(_ties(row))
    if not ties:
        for role, _, who in row.parties:
            if role in ("actor", "speaker"):
                graph.nodes[who.id]["alone"] += 1
                graph.nodes[who.id]["items"].append(row.id)
    for one, other in ties:
        key = f"{one}-{other}-{code}-{status}"
        if not graph.has_edge(one, other, key):
            graph.add_edge(one, other, key, kind=kind, code=code, status=status, weight=0, items=[])
        told = graph.edges[one, other, key]
        told["weight"] += 1
        told["items"].append(row.id)
        if day:
            told["first_day"] = min(told.get("first_day", day), day)
            told["last_day"] = max(told.get("last_day", day), day)


def _ties(row: Row) -> Iterator[tuple[str, str]]:
    """Who acts on whom, or speaks to whom."""
    if isinstance(row, StatementRow):
        if row.speaker and row.addressee:
            yield row.speaker.id, row.addressee.id
    elif row.recipients:
        yield from dict.fromkeys((one.id, other.id) for one in row.actors for other in row.recipients)
    elif row.type in MUTUAL:
        yield from permutations(dict.fromkeys(each.id for each in row.actors), 2)


def _node(graph: Any, who: Who) -> None:
    if who.id not in graph:
        graph.add_node(who.id, label=_XML_HAS_NOT.sub("\ufffd", who.name), kind=who.kind, alone=0, items=[])
    for name, value in (("country", who.country), ("sector", who.sector), ("role", who.role)):
        if value is not None:
            graph.nodes[who.id].setdefault(name, _XML_HAS_NOT.sub("\ufffd", value))
