"""The figures on the page of accuracy: measured, kept in ``figures.json``, and written into the page.

Usage: figures.py [NAME …]

Measures what is named, by the scripts beside this one, and writes tables of what is kept into ``docs/accuracy.md``,
between marks of its names; without a name it measures nothing. What cannot be measured here keeps its figures. The
lowest figures that are let in stand in ``quality.json``, which ``floors.py --raise`` writes.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "accuracy.md"
KEPT, FLOORS = HERE / "figures.json", HERE / "quality.json"
MARK = re.compile(r"(<!-- figures: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
Figures = dict[str, float]


@dataclass(slots=True, frozen=True)
class Measure:
    """A script with its arguments, what of its output is kept, and whether it depends on the machine."""

    command: str
    pick: Callable[[str], Figures]
    timed: bool = False


def _dates(out: str) -> Figures:
    (right, of), = re.findall(r"dates right: (\d+) of (\d+)", out)
    return {"expressions": int(of), "expressions with the right days": int(right) / int(of)}


def _gsr(out: str) -> Figures:
    told = json.loads(out)
    found: Figures = {}
    for name in ("ASSAULT", "PROTEST"):
        figures, easier = (told["detection"][f"{name}{kind}"] for kind in ("", " without difficult no"))
        found |= {f"sentences with {name}: {key}": figures[key] for key in ("precision", "recall", "f1")}
        found[f"sentences with {name}, the hard cases left out: f1"] = easier["f1"]
    names = {"event found": "event found", "event, and source where one is given": "event with its source",
             "event, and target where one is given": "event with its target",
             "countries, of those found": "countries right, of actors found"}
    return found | {title: told["spans"][name]["share"] for name, title in names.items()}


def _wires(out: str) -> Figures:
    found: Figures = {}
    for line in ("fresh pairs", "fresh pairs, as often as they are met", "three-word runs, Jaccard >= .5"):
        (pair,) = re.findall(rf"^{re.escape(line)} +precision ([\d.]+)  recall ([\d.]+)", out, re.MULTILINE)
        title = line.replace("three-word runs, Jaccard >= .5", "beside it: MinHash's measure, at 0.5")
        found |= {f"{title}: {name}": float(figure) for name, figure in zip(("precision", "recall"), pair, strict=True)}
    return found


def _speed(out: str) -> Figures:
    def number(pattern: str) -> float:
        return float(re.findall(pattern, out)[0].replace(",", ""))

    return {"words a second": number(r"reading +([\d,]+) words/s"),
            "reports a second": number(r"words/s +([\d,.]+) reports"),
            "times the time of a regular expression that only finds words": number(r"ratio +([\d.,]+)"),
            "events, in parts of the time of the rest of the reading": number(r"events +([\d.]+)"),
            "megabytes of memory at the peak": number(r"memory +([\d,]+) MB"),
            "seconds to load the lexicon": number(r"lexicon +([\d.]+) s"),
            "seconds for `isnad read FILE` from a cold start": number(r"cold start +([\d.]+) s")}


def _linear(out: str) -> Figures:
    growth = [float(each) for each in re.findall(r"   ([\d.]+)$", out, re.MULTILINE)]
    return {"kinds of text, hostile ones among them": len(growth),
            "time a word at eight times the length, at the worst": max(growth)}


def _ledger(out: str) -> Figures:
    told = json.loads(out)
    sqlite = told["sqlite"]
    return {"reports": told["reports"],
            "rate of taking in, in parts of the rate of reading alone": sqlite["of_reading_alone"],
            "milliseconds for a page of what is found, 95 of 100": sqlite["quarters"][-1]["find_p95_ms"],
            "kilobytes a report": sqlite["stats"]["bytes_a_report"] / 1000,
            "of them new when all are taken in again": sqlite["again_new"]}


def _crash(out: str) -> Figures:
    told = json.loads(out)
    databases = [figures for name, figures in told.items() if name != "faults"]
    return {"databases": len(databases), "kills on each": databases[0]["killed"]["kills"],
            "reports lost, doubled or damaged": len(told["faults"])}


def _web(out: str) -> Figures:
    told = json.loads(out)
    found = {"reports in the ledger": told["reports"],
             "readers at once, while reports are taken in": told["load"]["readers"],
             "median answer, in parts of Datasette's table page": told["load"]["of_datasette"],
             "errors": sum(map(len, told["load"]["errors"].values()))}
    if told["paint"]:
        found |= {"milliseconds to the useful paint of a report, cold": told["paint"]["useful_paint_ms"],
                  "bytes of assets": told["paint"]["assets_bytes"]}
    return found


def _exports(out: str) -> Figures:
    rows = re.findall(r"^(\S+) +([\d,]+) +([\d,]+) +([\d,]+) +.*  (\d+) faults by", out, re.MULTILINE)
    return {"formats written and read back": len(rows),
            "rows lost, doubled or otherwise": sum(int(row[4]) for row in rows),
            "reports a second, of the slowest": min(int(row[3].replace(",", "")) for row in rows)}


MEASURES = {
    "dates": Measure("dates_suite.py", _dates), "gsr": Measure("gsr.py --json", _gsr),
    "wires": Measure("wires.py", _wires),
    "speed": Measure("speed.py", _speed, timed=True), "linear": Measure("linear.py --check", _linear, timed=True),
    "ledger": Measure("ledger.py", _ledger, timed=True), "crash": Measure("crash.py", _crash),
    "web": Measure("web.py --json {json}", _web, timed=True), "exports": Measure("exports.py", _exports, timed=True),
}


def machine() -> str:
    """What the figures of time were measured on, in words."""
    return f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}, Python {platform.python_version()}"


def measured(measure: Measure) -> dict[str, Any]:
    """A measure's figures of today, also where its script finds a target missed."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "figures.json"
        script, *arguments = shlex.split(measure.command.format(json=file))
        done = subprocess.run([sys.executable, str(HERE / script), *arguments], stdout=subprocess.PIPE, check=False,
                              text=True)
        out = file.read_text("utf-8") if file.exists() else done.stdout
    figures = {name: round(figure, 3) for name, figure in measure.pick(out).items()}
    on = {"on": machine()} if measure.timed else {}
    return {"day": datetime.now(UTC).date().isoformat(), **on, "figures": figures}


def shown(figure: float) -> str:
    """A figure as the page shows it."""
    if float(figure).is_integer() and figure != 1:
        return f"{figure:,.0f}"
    return f"{figure:.3f}" if figure < 10 else f"{figure:,.0f}"


def table(figures: Mapping[str, float]) -> str:
    """A table of figures."""
    return "| Figure | |\n|---|---|\n" + "".join(f"| {name} | {shown(figure)} |\n" for name, figure in figures.items())


def tables() -> dict[str, str]:
    """What stands on the page between the marks of each name."""
    kept = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
    found = {"floors": "\n" + table(json.loads(FLOORS.read_text("utf-8"))["floors"]) + "\n"}
    for name, told in kept.items():
        where = f", on {told['on']}" if "on" in told else ""
        found[name] = f"\n{table(told['figures'])}\nMeasured on {told['day']}{where}.\n\n"
    return found


def page(text: str) -> str:
    """The page with its tables as they are kept; empty between marks of which nothing is."""
    written = tables()
    return MARK.sub(lambda mark: mark[1] + written.get(mark[2], "") + mark[3], text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", choices=[*MEASURES, []], metavar="NAME", help=", ".join(MEASURES))
    kept: dict[str, Any] = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
    for name in parser.parse_args().names:
        kept[name] = measured(MEASURES[name])
        KEPT.write_text(json.dumps({each: kept[each] for each in MEASURES if each in kept}, indent=1) + "\n", "utf-8")
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
