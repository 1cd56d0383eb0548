"""Read a suite of Arabic date expressions with the ordinary reading, and say how many of its days come out right.

Usage: dates_suite.py [SUITE.jsonl] [--errors N]

A line of the suite holds ``reference`` (the day it is said), ``input`` (the sentence), ``text`` (the expression),
``start`` and ``end`` (its days). A line is right where one of the record's dates has exactly these days.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TypedDict

import isnad

SUITE = Path(__file__).resolve().parents[2] / "shared" / "peers" / "dates_recognizers_text_dev.jsonl"


class Item(TypedDict):
    """One line of the suite."""

    reference: str
    input: str
    text: str
    start: str
    end: str


def items(path: Path) -> list[Item]:
    """The lines of a suite."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def read(item: Item) -> list[tuple[str, str | None, str | None]]:
    """The dates of an item's record: text, first and last day."""
    record = isnad.read(item["input"], published=item["reference"])
    text = record.report.text
    return [(text[slice(*date.span)], date.start, date.end) for date in record.dates]


def main(arguments: list[str] | None = None) -> int:
    """Run the suite; gives the exit code."""
    parser = argparse.ArgumentParser(description="Dates right in a suite of Arabic date expressions.")
    parser.add_argument("suite", nargs="?", type=Path, default=SUITE)
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="show the first N lines that come out wrong")
    options = parser.parse_args(arguments)
    if not options.suite.exists():
        sys.stderr.write(f"no suite at {options.suite}\n")
        return 2
    suite = items(options.suite)
    wrong = []
    for item in suite:
        found = read(item)
        if not any((start, end) == (item["start"], item["end"]) for _, start, end in found):
            wrong.append((item, found))
    right = len(suite) - len(wrong)
    sys.stdout.write(f"dates right: {right} of {len(suite)} ({right / max(1, len(suite)):.3f})\n")
    for item, found in wrong[: options.errors]:
        sys.stdout.write(f"{item['reference']}  {item['input']}\n")
        sys.stdout.write(f"    want {item['text']}: {item['start']} {item['end']}\n")
        for text, start, end in found:
            sys.stdout.write(f"    got  {text}: {start} {end}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
