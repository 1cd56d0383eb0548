"""The accuracy floors: read the gold reports, score the records, and fail where a figure has fallen.

Usage: floors.py [--raise | --third N] [--gold FOLDER]

The gold reports and their scorer lie outside the repository (../shared/gold); where they are not, nothing is
measured and that is said. ``quality.json`` holds the floors, and a fingerprint of the gold they were measured on.
``--raise`` sets every floor to today's figure, a thousandth below for rounding; lowering one shows in the diff.
``--third N`` enforces nothing, and prints the figures of every third report (from the Nth, 0 to 2, by name) beside
those of the rest: who looks at the errors of the rest only sees by the third whether what was learnt holds elsewhere.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from isnad.reading.reader import Reader
from isnad.sources import RawReport, read_source

HERE = Path(__file__).parent
GOLD = HERE.parent.parent / "shared" / "gold"
FLOORS = HERE / "quality.json"
MEASURED = ("dates right", "statements found", "statements attributed", "acts", "forms", "statements within",
            "actors found", "actor countries", "actor sectors", "events found", "events coded", "statuses",
            "events within", "event days", "modes", "awaited")
"""What is built; a figure that is new here has no floor until ``--raise`` gives it one."""


def fingerprint(gold: Path) -> str:
    """A digest of every gold report and annotation and of the scorer, by name and content."""
    digest = hashlib.sha256()
    for path in sorted([*gold.glob("reports/*.json"), *gold.glob("annotations/*.json"), gold / "score.py"]):
        digest.update(path.relative_to(gold).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def write_records(gold: Path, out: Path) -> None:
    """Read every gold report, as the command line does, into a file of records."""
    reader = Reader()
    with out.open("w", encoding="utf-8") as file:
        for path in sorted(gold.glob("reports/*.json")):
            with path.open("rb") as stream:
                (item,) = read_source(stream, path.name, "json")
            raw = item.report
            if not isinstance(raw, RawReport):
                sys.exit(f"{path}: {raw}")
            record = reader.read(raw.text, headline=raw.headline, published=raw.published, id=raw.id, url=raw.url,
                                 publisher=raw.publisher, byline=raw.byline)
            file.write(record.json_line() + "\n")


def figures(gold: Path, records: Path, annotations: Path) -> dict[str, float]:
    """Figures of some annotations by the gold's own scorer: F1 where it gives one, else the share."""
    scorer = [sys.executable, *map(str, (gold / "score.py", gold / "reports", annotations, records)), "--json"]
    scored: dict[str, Any] = json.loads(subprocess.run(scorer, capture_output=True, check=True).stdout)
    # the scorer leaves a share out where there was nothing to take it of
    kept = {name: scored.get(name, {"share": 0.0}) for name in MEASURED}
    return {name: figure["f1"] if "f1" in figure else figure["share"] for name, figure in kept.items()}


def today(gold: Path) -> dict[str, float]:
    """Today's figures of all the gold."""
    with tempfile.TemporaryDirectory() as folder:
        records = Path(folder) / "records.jsonl"
        write_records(gold, records)
        return figures(gold, records, gold / "annotations")


def show_third(gold: Path, number: int) -> None:
    """Print the figures of every third report, and of the rest."""
    with tempfile.TemporaryDirectory() as folder:
        records = Path(folder) / "records.jsonl"
        write_records(gold, records)
        third, rest = Path(folder) / "third", Path(folder) / "rest"
        for part in (third, rest):
            part.mkdir()
        for place, path in enumerate(sorted(gold.glob("annotations/*.json"))):
            part = third if place % 3 == number else rest
            (part / path.name).symlink_to(path.resolve())
        of_third, of_rest = figures(gold, records, third), figures(gold, records, rest)
        counts = [len(list(part.iterdir())) for part in (third, rest)]
    sys.stdout.write(f"{'reports':24} third {counts[0]:5}  rest {counts[1]:5}\n")
    for name in MEASURED:
        sys.stdout.write(f"{name:24} third {of_third[name]:.3f}  rest {of_rest[name]:.3f}\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    either = parser.add_mutually_exclusive_group()
    either.add_argument("--raise", dest="raise_", action="store_true", help="set the floors to today's figures")
    either.add_argument("--third", type=int, choices=range(3), help="print every third report's figures and the rest's")
    parser.add_argument("--gold", type=Path, default=GOLD)
    args = parser.parse_args()
    if not (args.gold / "score.py").is_file():
        sys.stdout.write(f"accuracy floors: skipped, there is no gold in {args.gold}\n")
        return
    if args.third is not None:
        show_third(args.gold, args.third)
        return
    now, mark = today(args.gold), fingerprint(args.gold)
    if args.raise_:
        floors = {name: round(figure - 0.001, 3) for name, figure in now.items()}
        FLOORS.write_text(json.dumps({"gold": mark, "floors": floors}, indent=2) + "\n", "utf-8")
        sys.stdout.write(f"accuracy floors: set in {FLOORS.name}\n")
        return
    if not FLOORS.exists():
        sys.exit(f"accuracy floors: there is no {FLOORS.name} yet; floors.py --raise makes it")
    kept = json.loads(FLOORS.read_text("utf-8"))
    if kept["gold"] != mark:
        sys.exit("accuracy floors: the gold is not the one that the floors were measured on; "
                 "look at the figures, then run floors.py --raise")
    floors = kept["floors"]
    fallen = [name for name in MEASURED if now[name] < floors.get(name, 0.0)]
    for name in MEASURED:
        floor = f"floor {floors[name]:.3f}" if name in floors else "no floor yet"
        sys.stdout.write(f"{name:24} {now[name]:.3f}  {floor}  {'FALLEN' if name in fallen else ''}".rstrip() + "\n")
    if fallen:
        sys.exit(f"accuracy floors: {len(fallen)} of {len(MEASURED)} figures have fallen")


if __name__ == "__main__":
    main()
