"""The formats of exports by name, and an export from its beginning to its end."""

from __future__ import annotations

import fnmatch
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import replace

from isnad.exports.colophon import Colophon
from isnad.exports.errors import ExportError
from isnad.exports.job import METADATA, Format, Job
from isnad.exports.places import STANDARD_OUTPUT, place_of, told
from isnad.exports.rows import Exported
from isnad.exports.sidecar import ABOUT

FORMATS = {each.name: each for each in (
    Format("polecat", "POLECAT's columns, tab separated, and a table of span, speaker, chain, status and story",
           ".tsv", ("event",), beside=(".extension.tsv",), metadata=METADATA),
    Format("gdelt", "the 61 columns of GDELT 2.0 events with CAMEO codes, and a table beside them",
           ".export.CSV", ("event",), beside=(".extension.tsv",), metadata=METADATA),
    Format("plover-json", "PLOVER's JSON, an event a line", ".jsonl", ("event",), metadata=ABOUT),
    Format("csv", "a row an event, an actor of an event, or a statement", ".csv", ("event",), ("statement",),
           rows=("events", "actors", "statements"), metadata=METADATA),
    Format("parquet", "events and statements with nested actors and chains, partitioned by the report's month",
           "", ("event", "statement"), folder=True, extra="parquet"),
    Format("geojson", "a feature an event, where its place is known, for maps", ".geojson", ("event",)),
    Format("jsonld", "schema.org Quotation, Claim and NewsArticle, Web Annotation for evidence, PROV for the chain",
           ".jsonld", ("event", "statement")),
    Format("ftm", "FollowTheMoney entities, for OpenAleph", ".ftm.json", ("event", "statement"),
           metadata=ABOUT),
    Format("graphml", "a network of actors: who acts on whom, who speaks to whom", ".graphml", ("event", "statement")),
    Format("brat", "standoff annotations of whole reports, with their text", "", ("event", "statement"), ("report",),
           folder=True, whole=True),
)}
_REPORT = "r" + 13 * "[a-z2-7]"
OWN = {"parquet": ("*/month=*/part-*.parquet", "_about.json"),
       "brat": (f"{_REPORT}.txt", f"{_REPORT}.ann", "annotation.conf", "visual.conf", "about.json")}
"""Which files in a folder are an export's, and may be replaced by the next."""


def format_of(name: str) -> Format:
    """A format by its name. Raises ``ExportError``."""
    if name.lower() not in FORMATS:
        raise ExportError(f"no format {name!r}; there are {', '.join(FORMATS)}")
    return FORMATS[name.lower()]


def export(form: Format, reports: Iterable[Exported], colophon: Colophon, to: str = STANDARD_OUTPUT, *,
           force: bool = False, by_day: bool = False) -> Job:
    """Write reports in a format to a file, a folder, an address or standard output.

    ``force``: what is there is replaced. ``by_day``: the reports come in the order of their days. Raises
    ``ExportError`` where something is there, is missing, or goes wrong on the way; it says what is whole and what to do
    again.
    """
    write = form.load()
    place, name = place_of(to, folder=form.folder, name=f"export{form.suffix}")
    job = Job(place, name, colophon, by_day)
    try:
        _clear(form, job, force)
        write(_counted(reports, colophon), job)
    except BrokenPipeError:
        raise  # whoever reads has enough
    except OSError as error:
        raise ExportError(_gone_wrong(form, job, to, error)) from error
    return job


def _counted(reports: Iterable[Exported], colophon: Colophon) -> Iterator[Exported]:
    for one in reports:
        colophon.counts["reports"] += 1
        for name, rows in (("statements", one.statements), ("events", one.events)):
            if rows:
                colophon.counts[name] += len(rows)
        yield one


def files(form: Format, job: Job) -> list[str]:
    """The files that an export of one file makes."""
    return [job.name, *(job.beside(ending) for ending in form.beside),
            *([job.name + form.metadata] if form.metadata else ())]


def _clear(form: Format, job: Job, force: bool) -> None:
    """Make sure that nothing is lost that is there; with force, take away what an earlier export left."""
    if not form.folder:
        there = [each for each in files(form, job) if job.place.has(each)]
        if there and not force:
            raise ExportError(f"{job.place.shown(there[0])}: is there already; --force replaces it")
        return
    there = job.place.names() if job.place.has("") else []
    if there and not force:
        raise ExportError(f"{job.place.shown()}: holds files already; --force replaces an earlier export in it")
    for each in there:
        if any(fnmatch.fnmatch(each, own) for own in OWN[form.name]):
            job.place.remove(each)


def _gone_wrong(form: Format, job: Job, to: str, error: OSError) -> str:
    """What happened, what is whole, and what to do."""
    colophon = job.colophon
    at = job.place.shown("" if form.folder else job.name)
    why = f"{at}: {told(error)}, after {colophon.counts['reports']:,} reports"
    shown = "" if "@" in to else f" --to {shlex.quote(to)}"
    if job.done:
        parts = f"{job.done[0]} to {job.done[-1]}" if len(job.done) > 1 else job.done[0]
        why = f"{why}; what is whole stays: {parts}"
        if job.rest is not None:
            return f"{why}. For the rest: {replace(colophon, query=job.rest).command} --to ANOTHER"
        return f"{why}. For all of it: {colophon.command}{shown} --force"
    if to == STANDARD_OUTPUT:
        return f"{why}; what went out ends in the middle. Run again: {colophon.command}"
    return (f"{why}; nothing of this export is left there. Make room, or ask for less with --since and --until, and "
            f"run again: {colophon.command}{shown}")
