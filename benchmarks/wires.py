"""How well wires are found: the judge on labelled pairs, the sieve before it, and what both cost.

Usage: wires.py [--corpus FOLDER] [--learn]

``wire_pairs.csv`` names pairs of reports of ../shared/corpus with what a careful reader says of them: copy and rewrite
are one wire; passage (a small part of the other, or a lesser part of both), event (the same told independently, or in
the same set phrases) and unrelated are not. Its parts: learnt, held and added, which were picked because they are hard
and to which the judge's weights are fitted ("held" was not, once), and fresh, to which nothing is ever fitted. The
fresh pairs were drawn by chance from all pairs within the window that share a key of their sieves or three words of
their headlines in a row, so many from each of seven bands of how many runs of three words they share, and were labelled
without sight of a verdict. Their ``weight`` is how many pairs of the corpus each of them stands for. ``--learn`` tells
which pairs are judged wrongly, the fresh ones left out.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from isnad.ledger.wires import WINDOW, Sketch, same_wire, sketch
from isnad.reading.reader import Reader
from isnad.record import Record
from isnad.sources import RawReport, read_source

HERE = Path(__file__).parent
CORPUS = HERE.parent.parent / "shared" / "corpus"
SAME = frozenset({"copy", "rewrite"})
PARTS = {"learnt": "pairs learnt from", "held": "pairs once held", "added": "pairs added to learn from",
         "fresh": "fresh pairs"}
ASKED = 8
"""How many candidates the ledger judges for a report, those that share most keys first."""
WORD = re.compile(r"\w+")

Pair = tuple[str, str]


def records(corpus: Path) -> dict[str, Record]:
    """Every report of the corpus, read."""
    reader, found = Reader(), dict[str, Record]()
    for path in sorted(corpus.glob("*.jsonl.gz")):
        for item in read_source(io.BytesIO(gzip.decompress(path.read_bytes())), path.name):
            raw = item.report
            if isinstance(raw, RawReport) and raw.id:
                found[raw.id] = reader.read(raw.text, headline=raw.headline, published=raw.published, id=raw.id,
                                            url=raw.url, publisher=raw.publisher, byline=raw.byline)
    return found


def labelled() -> list[dict[str, str]]:
    """The rows of the labelled pairs: one, other, label, part, weight, reason."""
    with (HERE / "wire_pairs.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def runs(record: Record) -> set[tuple[str, ...]]:
    """The runs of three words of a report as they are written."""
    words = WORD.findall(record.report.text[len(record.report.headline):])
    return set(zip(words, words[1:], words[2:], strict=False))


def jaccard(a: Record, b: Record) -> float:
    """What MinHash estimates: the runs in common, as a share of those of both."""
    mine, theirs = runs(a), runs(b)
    return len(mine & theirs) / max(1, len(mine | theirs))


def tell(line: str) -> None:
    sys.stdout.write(line + "\n")


def show(name: str, said: Iterable[bool], true: Iterable[bool]) -> None:
    """Precision and recall in a line."""
    counts = Counter(zip(said, true, strict=True))
    right, wrong, missed = counts[True, True], counts[True, False], counts[False, True]
    tell(f"{name:38} precision {right / max(1, right + wrong):.3f}  recall {right / max(1, right + missed):.3f}"
         f"  ({right} right, {wrong} wrong, {missed} missed)")


def show_weighed(name: str, said: Iterable[bool], true: Iterable[bool], weights: Iterable[int]) -> None:
    """Precision and recall where each pair counts as often as it stands for."""
    counts = Counter[tuple[bool, bool]]()
    for verdict, label, weight in zip(said, true, weights, strict=True):
        counts[verdict, label] += weight
    right = counts[True, True]
    tell(f"{name:38} precision {right / max(1, right + counts[True, False]):.3f}"
         f"  recall {right / max(1, right + counts[False, True]):.3f}")


def shared_keys(sketches: dict[str, Sketch], days: dict[str, int]) -> dict[str, Counter[str]]:
    """How many keys each report shares with each other within the window."""
    holders = defaultdict(list)
    for name, drawn in sketches.items():
        for key in drawn.sieve:
            holders[key].append(name)
    found: dict[str, Counter[str]] = {name: Counter() for name in sketches}
    for names in holders.values():
        for one in names:
            found[one].update(other for other in names
                              if other != one and abs(days[one] - days[other]) <= WINDOW)
    return found


def whole(read: dict[str, Record], sketches: dict[str, Sketch], near: dict[str, Counter[str]]) -> None:
    """What the corpus holds, judged as the ledger would."""
    wires = {name: name for name in read}

    def top(name: str) -> str:
        while wires[name] != name:
            name = wires[name]
        return name

    judged = 0
    started = time.perf_counter()
    for name in sorted(read):
        for other, _ in sorted(near[name].items(), key=lambda item: (-item[1], item[0]))[:ASKED]:
            if other < name:
                judged += 1
                if same_wire(sketches[name], sketches[other]).same:
                    wires[top(name)] = top(other)
    spent = time.perf_counter() - started
    groups = defaultdict(set)
    for name in read:
        groups[top(name)].add(name)
    several = [group for group in groups.values() if len(group) > 1]
    across = sum(len({read[name].report.publisher for name in group}) > 1 for group in several)
    tell(f"{len(read)} reports, {len(groups)} wires; {len(several)} have several reports, {across} of them several "
         f"outlets; the largest has {max(map(len, groups.values()))}")
    tell(f"{judged / len(read):.1f} candidates judged a report, {spent / max(1, judged) * 1e3:.3f} ms each")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--learn", action="store_true")
    options = parser.parse_args()
    if not options.corpus.is_dir():
        tell(f"{options.corpus} is not there; nothing is measured")
        return
    read = records(options.corpus)
    for record in read.values():  # as in a ledger that has run for a while, words are known
        sketch(record)
    started = time.perf_counter()
    sketches = {name: sketch(record) for name, record in read.items()}
    drawn = time.perf_counter()
    sieves = [one.sieve for one in sketches.values()]
    sieved = time.perf_counter()
    tell(f"sketch {(drawn - started) / len(read) * 1e3:.2f} ms, sieve {(sieved - drawn) / len(read) * 1e3:.2f} ms, "
         f"{sum(len(one.pack()) for one in sketches.values()) / len(read):.0f} bytes and "
         f"{sum(map(len, sieves)) / len(read):.0f} keys a report")
    rows = labelled()
    true = {(row["one"], row["other"]): row["label"] in SAME for row in rows}
    said = {(a, b): same_wire(sketches[a], sketches[b]).same for a, b in true}
    for part, title in PARTS.items():
        pairs = [(row["one"], row["other"]) for row in rows if row["part"] == part]
        show(title, [said[p] for p in pairs], [true[p] for p in pairs])
        if part == "fresh":
            show_weighed("fresh pairs, as often as they are met", [said[p] for p in pairs], [true[p] for p in pairs],
                         [int(row["weight"]) for row in rows if row["part"] == part])
            show("three-word runs, Jaccard >= .5", [jaccard(read[a], read[b]) >= 0.5 for a, b in pairs],
                 [true[p] for p in pairs])
    days = {name: date.fromisoformat(record.report.published).toordinal() if record.report.published else 0
            for name, record in read.items()}
    near = shared_keys(sketches, days)
    one_wire = [(a, b) for (a, b), same in true.items() if same and abs(days[a] - days[b]) <= WINDOW]
    asked = {name: {other for other, _ in sorted(found.items(), key=lambda item: (-item[1], item[0]))[:ASKED]}
             for name, found in near.items()}
    tell(f"sieve: {sum(b in near[a] for a, b in one_wire)} of {len(one_wire)} true pairs share a key, "
         f"{sum(b in asked[a] or a in asked[b] for a, b in one_wire)} are among the first {ASKED}; "
         f"{sum(map(len, near.values())) / len(read):.1f} candidates a report")
    whole(read, sketches, near)
    if options.learn:
        for row in rows:
            pair = row["one"], row["other"]
            if row["part"] != "fresh" and said[pair] != true[pair]:
                tell(f"{row['label']} {row['one']} {row['other']}")


if __name__ == "__main__":
    main()
