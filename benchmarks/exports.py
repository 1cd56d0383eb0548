"""Exports of the corpus: how fast each format is written, and that software which is not ours reads back what went in.

Usage: exports.py [--ledger ADDRESS] [--reports N] [--format NAME …]

From the corpus's records (../shared/corpus, read first), or from a ledger. Prints for each format the reports and rows
a second of processor time, the bytes a report, and what came back: rows that are lost or doubled, cells that are
otherwise. Leaves with 1 where anything is. Reading back needs ``pip install -e '.[outside]'``; formats whose reader is
missing are only timed.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import io
import json
import logging
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from isnad.commands import read_report
from isnad.exports import csv_format, polecat_format
from isnad.exports.colophon import Colophon
from isnad.exports.formats import FORMATS, export
from isnad.exports.from_ledger import outgoing
from isnad.exports.from_records import Records
from isnad.exports.job import Job
from isnad.exports.rows import About, EventRow, Exported, StatementRow, chain
from isnad.exports.tables import defused, flat
from isnad.ledger.database import open_ledger
from isnad.ledger.search import Query
from isnad.reading.reader import Reading
from isnad.record import Record
from isnad.sources import read_source

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
READERS = {"polecat": "pandas", "gdelt": "py_gdelt", "plover-json": "pandas", "csv": "pandas", "parquet": "pyarrow",
           "geojson": "pyogrio", "jsonld": "rdflib", "ftm": "followthemoney", "graphml": "networkx", "brat": ""}
"""Who reads each format back; of brat's nobody on the package index does, so its lines are looked at here."""
LARGEST_GRAPH = 400
"""Reports of JSON-LD that are read back at once: rdflib holds them in memory."""


@dataclass
class Went:
    """What went into an export, and what is found wrong in what came out."""

    events: dict[str, tuple[About, EventRow]] = field(default_factory=dict)
    statements: dict[str, tuple[About, StatementRow]] = field(default_factory=dict)
    reports: dict[str, Exported] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def passing(self, reports: Iterator[Exported]) -> Iterator[Exported]:
        """The reports, looked at while they pass."""
        for one in reports:
            self.reports[one.about.id] = one
            self.events |= {row.id: (one.about, row) for row in one.events}
            self.statements |= {row.id: (one.about, row) for row in one.statements}
            yield one

    def same(self, what: str, found: Any, wanted: Any) -> None:
        """Note where something came out otherwise."""
        if found != wanted:
            self.wrong.append(f"{what}: {str(found)[:120]!r} for {str(wanted)[:120]!r}")


def known(value: Any) -> Any:
    """A cell of pandas': what is missing there is None here."""
    return None if value is None or value != value else value  # NaN alone is not itself


def polecat(path: Path, job: Job, went: Went) -> None:
    """The table and its extension, by pandas."""
    pd = import_module("pandas")
    kinds = {c.title: "str" for c in polecat_format.COLUMNS if c.datatype == "string"}
    rows = pd.read_csv(path, sep="\t", dtype=kinds, parse_dates=["Event Date", "Publication Date"])
    more = pd.read_csv(path.with_name(job.beside(polecat_format.BESIDE)), sep="\t", low_memory=False)
    went.same("rows", list(rows["Event ID"]), list(went.events))
    went.same("rows of the extension", list(more["Event ID"]), list(went.events))
    for row, other in zip(rows.to_dict("records"), more.to_dict("records"), strict=True):
        about, event = went.events[row["Event ID"]]
        for name, value in (
            ("Actor Name", "; ".join(each.name.replace(";", ",") for each in event.actors)), ("Source", about.outlet),
            ("Recipient Name Raw", "; ".join(each.told.replace(";", ",") for each in event.recipients)),
            ("Placename", event.place.name if event.place else None), ("Intensity", event.score),
            ("Latitude", event.place.latitude if event.place else None),
        ):
            went.same(f"{event.id} {name}", known(row[name]), flat(value) or None if isinstance(value, str) else value)
        for name, value in (("Chain", " ← ".join(chain(about, event.voices))), ("Trigger", event.trigger.text),
                            ("Status", event.status), ("Span Start", event.trigger.start), ("Story", about.story)):
            went.same(f"{event.id} {name}", known(other[name]), flat(value))
        day = event.start or about.day
        went.same(f"{event.id} Event Date", known(row["Event Date"]) and str(row["Event Date"].date()), day)


def gdelt(path: Path, job: Job, went: Went) -> None:
    """The rows, by a GDELT client."""
    event, parser = import_module("py_gdelt.models.events").Event, import_module("py_gdelt.parsers").EventsParser()
    told: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: told.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger("py_gdelt").addHandler(handler)
    rows = [event.from_raw(each) for each in parser.parse(path.read_bytes())]
    went.same("complaints", told, [])
    went.same("rows", len(rows), job.colophon.counts["rows"])
    went.same("numbers", len({row.global_event_id for row in rows}), len(rows))
    left = sum(job.colophon.left_out.values())
    went.same("events", job.colophon.counts["events"] + left, len(went.events))
    names = {flat(who.name) for _, row in went.events.values() for _, _, who in row.parties}
    went.same("names", {each.name for row in rows for each in (row.actor1, row.actor2) if each and each.name} - names,
              set())


def plover_json(path: Path, job: Job, went: Went) -> None:
    """The lines, by pandas."""
    pd = import_module("pandas")
    rows = pd.read_json(path, lines=True, convert_dates=["date"], dtype={"citation": "str"})
    went.same("rows", list(rows["id"]), list(went.events))
    for row in rows.to_dict("records"):
        event = went.events[row["id"]][1]
        went.same(f"{event.id} source", [each["actorText"] for each in row["source"]],
                  [each.told for each in event.actors])
        went.same(f"{event.id} mode", known(row["mode"]), event.mode)


def csv(path: Path, job: Job, went: Went) -> None:
    """The table, by pandas."""
    pd = import_module("pandas")
    rows = pd.read_csv(path, low_memory=False, keep_default_na=False)
    went.same("columns", list(rows.columns), [each.title for each in csv_format.EVENTS])
    went.same("rows", list(rows["event"]), list(went.events))
    for row in rows.to_dict("records"):
        about, event = went.events[row["event"]]
        for name, value in (("trigger", event.trigger.text), ("headline", about.headline), ("mode", event.mode or "")):
            went.same(f"{event.id} {name}", row[name].replace("\r\n", "\n"),
                      str(defused(value)).replace("\r\n", "\n"))


def parquet(path: Path, job: Job, went: Went) -> None:
    """The folders, by pyarrow."""
    ds = import_module("pyarrow.dataset")
    wanted: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("events", "event", went.events), ("statements", "statement", went.statements))
    for folder, key, rows in wanted:
        found = ds.dataset(path / folder, partitioning="hive").to_table().to_pylist()
        went.same(folder, sorted(row[key] for row in found), sorted(rows))
        for row in found:
            about, told = rows[row[key]]
            went.same(f"{told.id} chain", row["chain"], chain(about, told.voices))
            went.same(f"{told.id} published", row["published"] and row["published"].isoformat(), about.day)
            if folder == "events":
                went.same(f"{told.id} actors", [each["name"] for each in row["actors"]],
                          [each.name for each in told.actors])
                went.same(f"{told.id} start", row["start"] and row["start"].isoformat(), told.start)
            else:
                went.same(f"{told.id} content", row["content"], " … ".join(each.text for each in told.content))


def geojson(path: Path, job: Job, went: Went) -> None:
    """The features, by GDAL."""
    meta, table = import_module("pyogrio").read_arrow(path)
    rows = table.to_pylist()
    went.same("rows", [row["event"] for row in rows], list(went.events))
    shape = meta["geometry_name"] or "wkb_geometry"
    for row in rows:
        about, event = went.events[row["event"]]
        went.same(f"{event.id} place", row["place"], event.place.name if event.place else None)
        went.same(f"{event.id} point", row[shape] is not None,
                  event.place is not None and event.place.latitude is not None)
        went.same(f"{event.id} headline", row["headline"], about.headline)


def jsonld(path: Path, job: Job, went: Went) -> None:
    """The graph, by rdflib, a part of the reports at a time, as it holds all that it reads."""
    rdflib = import_module("rdflib")
    whole = json.loads(path.read_text("utf-8"))
    text, said = rdflib.URIRef("https://schema.org/text"), dict[str, str]()
    nodes, step = whole["@graph"], 40 * LARGEST_GRAPH
    for at in range(0, len(nodes), step):
        part = json.dumps({"@context": whole["@context"], "@graph": nodes[at:at + step]})
        graph = rdflib.Graph().parse(data=part, format="json-ld", base="urn:isnad:export")
        said |= {str(one): str(told) for one, told in graph.subject_objects(text) if isinstance(one, rdflib.URIRef)}
    wanted = {f"urn:isnad:{row.id}": " … ".join(each.text for each in row.content)
              for _, row in went.statements.values()}
    wanted |= {f"urn:isnad:{row.id}": row.trigger.text for _, row in went.events.values()}
    went.same("identifiers", sorted(said), sorted(wanted))
    for key, told in wanted.items():
        went.same(key, said.get(key), told)


def ftm(path: Path, job: Job, went: Went) -> None:
    """The entities, by followthemoney."""
    model = import_module("followthemoney").model
    seen: set[str] = set()
    for line in path.read_text("utf-8").split("\n")[:-1]:
        entity = json.loads(line)
        proxy = model.get_proxy(entity, cleaned=False)
        try:
            proxy.schema.validate(entity)
        except Exception as error:  # of what kind is theirs to say
            went.wrong.append(f"{proxy.id}: {getattr(error, 'errors', error)}")
        kept = sum(len(proxy.get(prop)) for prop in proxy.schema.properties.values())
        went.same(f"{proxy.id} values", kept, sum(map(len, entity["properties"].values())))
        if proxy.id in seen:
            went.wrong.append(f"{proxy.id} comes twice")
        seen.add(proxy.id)
    went.same("missing", {*went.events, *went.statements, *went.reports} - seen, set())


def graphml(path: Path, job: Job, went: Went) -> None:
    """The network, by networkx."""
    nx = import_module("networkx")
    graph = nx.read_graphml(path, force_multigraph=True)
    items = {each for _, told in graph.nodes(data=True) for each in (told.get("items") or "").split()}
    items |= {each for *_, told in graph.edges(data=True) for each in told["items"].split()}
    wanted = {key for key, (_, row) in went.events.items() if row.actors}
    wanted |= {key for key, (_, row) in went.statements.items() if row.speaker}
    went.same("items", sorted(items), sorted(wanted))
    rows: list[EventRow | StatementRow] = [row for _, row in went.events.values()]
    rows += [row for _, row in went.statements.values()]
    who = {who.id for row in rows for _, _, who in row.parties}
    went.same("actors", sorted(graph), sorted(who))


def brat(path: Path, job: Job, went: Went) -> None:
    """The standoff: every mark covers the words that it names, every identifier is in a note."""
    for key, one in went.reports.items():
        with (path / f"{key}.txt").open(encoding="utf-8", newline="") as stream:
            text = stream.read()
        went.same(f"{key} text", text, one.about.text)
        with (path / f"{key}.ann").open(encoding="utf-8", newline="\n") as stream:
            lines = [line.rstrip("\n").split("\t", 2) for line in stream]
        for name, told, *rest in lines:
            if name.startswith("T"):
                where = told.split(" ", 1)[1].split(";")
                went.same(f"{key} {name}", " ".join(text[slice(*map(int, each.split()))] for each in where), rest[0])
        notes = {rest[0] for name, _, *rest in lines if name.startswith("#")}
        went.same(f"{key} notes", {row.id for row in one.rows} - notes, set())


READ: dict[str, Callable[[Path, Job, Went], None]] = {
    "polecat": polecat, "gdelt": gdelt, "plover-json": plover_json, "csv": csv, "parquet": parquet, "geojson": geojson,
    "jsonld": jsonld, "ftm": ftm, "graphml": graphml, "brat": brat}


def records(limit: int | None) -> Iterator[str]:
    """The corpus's reports as lines of records."""
    number = 0
    for path in sorted(CORPUS.glob("*.jsonl.gz")):
        for item in read_source(io.BytesIO(gzip.decompress(path.read_bytes())), path.name):
            record = read_report(item, None, Reading.record)
            if isinstance(record, Record) and (limit is None or number < limit):
                number += 1
                yield record.json_line() + "\n"


def size(path: Path) -> int:
    """Bytes of a file, or of all in a folder."""
    files = [each for each in path.rglob("*") if each.is_file()] if path.is_dir() else [path]
    return sum(each.stat().st_size for each in files)


def main() -> int:
    """Write and read back every format."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ledger", help="a ledger's address; the corpus's records otherwise")
    parser.add_argument("--reports", type=int, help="so many reports of the corpus; all otherwise")
    parser.add_argument("--format", action="append", choices=list(FORMATS), help="this format; all otherwise")
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    faults = 0
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        ledger = open_ledger(given.ledger, create=False) if given.ledger else None
        lines = folder / "records.jsonl"
        if ledger is None:
            lines.write_text("".join(records(given.reports)), "utf-8")
        out = sys.stdout
        out.write(f"{'format':<12}{'reports':>9}{'rows':>9}{'reports/s':>11}{'rows/s':>9}{'bytes/report':>14}  back\n")
        for name in given.format or FORMATS:
            form, went = FORMATS[name], Went()
            query = Query(kinds=form.kinds)  # type: ignore[arg-type]  # a format's kinds are some of these
            if ledger is not None:
                source: Any = outgoing(ledger, query, whole=form.whole)
                stack.callback(source.close)
            else:
                stream = stack.enter_context(lines.open(encoding="utf-8"))
                source = Records((("corpus", n, line) for n, line in enumerate(stream, 1)), query, form.whole)
            colophon = Colophon(name, given.ledger or "corpus", Query(), text=form.whole,
                                rows=next(iter(form.rows), None))
            path = folder / (f"corpus{form.suffix}" if not form.folder else name)
            start = time.process_time()
            job = export(form, went.passing(iter(source)), colophon, str(path), by_day=ledger is not None)
            took = time.process_time() - start
            rows = len(went.events) + (len(went.statements) if "statement" in form.kinds else 0)
            reader = READERS[name]
            if reader and importlib.util.find_spec(reader) is None:
                told = f"{reader} is not installed"
            else:
                READ[name](path, job, went)
                told = f"{len(went.wrong)} faults by {reader or 'this script'}"
            faults += len(went.wrong)
            number = len(went.reports)
            out.write(f"{name:<12}{number:>9,}{rows:>9,}{number / took:>11,.0f}{rows / took:>9,.0f}"
                      f"{size(path) / max(1, number):>14,.0f}  {told}\n")
            out.writelines(f"    {each}\n" for each in went.wrong[:5])
            out.flush()
        if ledger is not None:
            ledger.close()
    return int(faults > 0)


if __name__ == "__main__":
    sys.exit(main())
