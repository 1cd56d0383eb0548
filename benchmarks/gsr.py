"""Read a suite of Arabic event sentences with the ordinary reading, and say how many of its events come out right.

Usage: gsr.py [--detection FILE] [--spans FILE] [--errors N] [--json]

The suite is openeventdata's Arabic gold, coded with PLOVER. Each sentence is read alone, as a body without headline
or date.

detection   a line holds ``text``, ``event_type`` and ``label``. A sentence is positive where its record has an event of
            that type with the status "actual". "yes" should be positive, every "no" negative, "ambiguous" is left out.
spans       a line holds ``text``, ``event_type`` and ``spans``, one an annotator: the words of the source and the
            target, and the country of each. The source should be an actor and the target a recipient of an event of
            that type, by a mention that overlaps the words of any annotator. Countries are counted twice: of the
            actors that overlap, and of all sentences where an annotator gave a country.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Literal, TypedDict

from isnad import Reader, Record
from isnad.record import Actor, Event

PEERS = Path(__file__).resolve().parents[2] / "shared" / "peers"
DETECTION = PEERS / "arabic_event_gsr_detection_dev.jsonl"
SPANS = PEERS / "arabic_event_gsr_spans_dev.jsonl"
TYPES = ("ASSAULT", "PROTEST")
SHORT = 3
"""Words shorter than this (particles, stops) find nobody by themselves."""
ARMED_GROUP = ("REB", "TER")

Role = Literal["source", "target"]
ROLES: tuple[Role, ...] = ("source", "target")
Spot = tuple[int, int]
Figures = dict[str, dict[str, float]]
Errors = dict[str, list[str]]


class Labelled(TypedDict):
    """One line of the detection file."""

    text: str
    event_type: str
    label: str


class Marked(TypedDict):
    """One line of the spans file."""

    text: str
    event_type: str
    spans: list[dict[str, Any]]


def lines(path: Path) -> Iterator[Any]:
    """The lines of a file of the suite."""
    with path.open(encoding="utf-8") as file:
        yield from (json.loads(line) for line in file if line.strip())


def f1(outcomes: Counter[tuple[str, bool]], negatives: Iterable[str]) -> dict[str, float]:
    """Precision, recall and F1 of counts by label and whether read as positive."""
    hit, missed = outcomes["yes", True], outcomes["yes", False]
    false = sum(outcomes[label, True] for label in negatives)
    precision, recall = hit / max(1, hit + false), hit / max(1, hit + missed)
    both = 2 * precision * recall / (precision + recall) if hit else 0.0
    return {"precision": precision, "recall": recall, "f1": both, "right": hit, "missed": missed, "false": false}


def detection(reader: Reader, items: Iterable[Labelled], errors: Errors) -> Figures:
    """How well sentences with an event of a type are told from those with none."""
    outcomes: dict[str, Counter[tuple[str, bool]]] = defaultdict(Counter)
    for item in items:
        record = reader.read(item["text"])
        of_type = [event for event in record.events if event.type == item["event_type"]]
        positive = any(event.status == "actual" for event in of_type)
        outcomes[item["event_type"]][item["label"], positive] += 1
        if item["label"] != "ambiguous" and positive != (item["label"] == "yes"):
            kind = "false" if positive else "missed"
            told = "; ".join(told_by(event, record) for event in (of_type if positive else record.events)) or "none"
            errors[f"{item['event_type']} {kind}"].append(f"({item['label']}) {item['text']}\n    got  {told}")
    figures = {}
    for event_type in TYPES:
        found = outcomes[event_type]
        figures[event_type] = f1(found, ("easy no", "difficult no"))
        figures[f"{event_type} without difficult no"] = f1(found, ("easy no",))
    return figures


def told_by(event: Event, record: Record) -> str:
    """An event in short: type, status, trigger, actors and recipients."""
    names = {actor.id: f"{actor.name} ({actor.country})" for actor in record.actors}
    who = ", ".join(names[key] for key in event.actors)
    whom = ", ".join(names[key] for key in event.recipients)
    return f"{event.type} {event.status} *{record.report.text[slice(*event.trigger)]}* [{who}] {{{whom}}}"


def spots(text: str, words: list[str]) -> list[Spot]:
    """Where an annotator's words stand: together, with or without spaces; else each by itself."""
    together = [match.span() for match in re.finditer(r"\s*".join(map(re.escape, words)), text)]
    if together:
        return together
    return [match.span() for word in words if len(word) >= SHORT
            for match in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", text)]


def given(item: Marked, role: Role, text: str) -> tuple[list[Spot], set[str]]:
    """Where the annotators see a role, and the countries that they give it."""
    where: list[Spot] = []
    codes = set()
    for span in item["spans"]:
        if words := span[f"{role}_actor"]:
            where += spots(text, words)
        about = span[f"{role}_role"]
        if isinstance(about, dict) and about.get("main", "None") != "None":
            codes.add(about["main"])
    return where, codes


def stands_in(actor: Actor, where: list[Spot]) -> bool:
    """Whether a mention of the actor overlaps one of these places."""
    return any(mention.start < end and start < mention.end for mention in actor.mentions for start, end in where)


def same_country(actor: Actor, code: str) -> bool:
    """Whether an actor has the country that a code means; the suite's codes for what is no state by the sector."""
    if code == "IMG":  # militants of no one state, where a record may well give the state that they fight in
        return actor.sector in ARMED_GROUP
    if code == "IGO":  # any body of states, where a record names the body
        return actor.sector == "IGO"
    if code in ("INT", "NGO"):
        return actor.country is None or actor.sector in ("IGO", "NGO")
    return actor.country == code


def spans(reader: Reader, items: Iterable[Marked], errors: Errors) -> Figures:
    """How often the event of a sentence is found, with its source, its target and their countries."""
    shares: dict[str, list[bool]] = defaultdict(list)
    for item in items:
        record = reader.read(item["text"])
        text = record.report.text
        by_id = {actor.id: actor for actor in record.actors}
        events = [event for event in record.events if event.type == item["event_type"]]
        told = "; ".join(told_by(event, record) for event in record.events) or "none"
        shares["event found"].append(bool(events))
        if not events:
            errors["event not found"].append(f"{item['event_type']} {item['text']}\n    got  {told}")
        for role in ROLES:
            where, codes = given(item, role, text)
            keys = [key for event in events for key in (event.actors if role == "source" else event.recipients)]
            matched = [by_id[key] for key in keys if stands_in(by_id[key], where)]
            if where:
                shares[role].append(bool(matched))
                if events and not matched:
                    want = ", ".join(sorted({text[start:end] for start, end in where}))
                    errors[f"{role} not found"].append(f"{item['text']}\n    want {want}\n    got  {told}")
            shares[f"event, and {role} where one is given"].append(bool(matched) if where else bool(events))
            if codes:
                count_countries(role, codes, matched, shares)
                if matched and not any(same_country(actor, code) for actor in matched for code in codes):
                    errors[f"{role} country"].append(f"{item['text']}\n    want {sorted(codes)}\n    got  {told}")
    return {name: {"share": sum(right) / len(right), "right": sum(right), "of": len(right)}
            for name, right in sorted(shares.items())}


def count_countries(role: Role, codes: set[str], matched: list[Actor], shares: dict[str, list[bool]]) -> None:
    """Count whether those who were found in a role have a country that an annotator gave."""
    right = any(same_country(actor, code) for actor in matched for code in codes)
    shares[f"{role} country, of all"].append(right)
    if matched:
        shares[f"{role} country, of those found"].append(right)
        shares["countries, of those found"].append(right)
        shares["countries, code for code"].append(any(actor.country in codes for actor in matched))


def show(figures: dict[str, Figures], errors: Errors, number: int) -> None:
    """Print the figures, and the first errors of each kind."""
    for name, figure in figures.get("detection", {}).items():
        sys.stdout.write(f"{name:38} P {figure['precision']:.3f}  R {figure['recall']:.3f}  F1 {figure['f1']:.3f}   "
                         f"right {figure['right']:4} missed {figure['missed']:4} false {figure['false']:4}\n")
    for name, figure in figures.get("spans", {}).items():
        sys.stdout.write(f"{name:38} {figure['share']:.3f}   {figure['right']} of {figure['of']}\n")
    for kind, rows in errors.items() if number else ():
        sys.stdout.write(f"\n{kind}: {len(rows)}\n" + "".join(f"  {row}\n" for row in rows[:number]))


def main(arguments: list[str] | None = None) -> int:
    """Run the suite; gives the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--detection", type=Path, default=DETECTION)
    parser.add_argument("--spans", type=Path, default=SPANS)
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="show the first N errors of each kind")
    parser.add_argument("--json", action="store_true", help="the figures as JSON")
    options = parser.parse_args(arguments)
    missing = [path for path in (options.detection, options.spans) if not path.exists()]
    if missing:
        sys.stderr.write(f"no suite at {', '.join(map(str, missing))}\n")
        return 2
    reader, errors = Reader(), defaultdict[str, list[str]](list)
    figures = {"detection": detection(reader, lines(options.detection), errors),
               "spans": spans(reader, lines(options.spans), errors)}
    if options.json:
        sys.stdout.write(json.dumps(figures, indent=1) + "\n")
    else:
        show(figures, errors, options.errors)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
