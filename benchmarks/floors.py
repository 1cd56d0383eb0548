"""The accuracy floors: read the gold reports, score the records, and fail where a figure has fallen.

Usage: floors.py [--raise] [--gold FOLDER]

The gold reports and their scorer lie outside the repository (../shared/gold); where they are not, nothing is
measured and that is said. ``quality.json`` holds the floors, and a fingerprint of the gold they were measured on.
``--raise`` sets every floor to today's figure, a thousandth below for rounding; lowering one shows in the diff.
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
            "actors found", "actor countries", "actor sectors")
"""What is built; figures of the scorer that are not named here have no floor yet."""


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


def figures(gold: Path) -> dict[str, float]:
    """Today's figures by the gold's own scorer: F1 where it gives one, else the share."""
    with tempfile.TemporaryDirectory() as folder:
        records = Path(folder) / "records.jsonl"
        write_records(gold, records)
        places = (gold / "score.py", gold / "reports", gold / "annotations", records)
        scorer = [sys.executable, *map(str, places), "--json"]
        scored: dict[str, Any] = json.loads(subprocess.run(scorer, capture_output=True, check=True).stdout)
    return {name: scored[name]["f1"] if "f1" in scored[name] else scored[name]["share"] for name in MEASURED}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--raise", dest="raise_", action="store_true", help="set the floors to today's figures")
    parser.add_argument("--gold", type=Path, default=GOLD)
    args = parser.parse_args()
    if not (args.gold / "score.py").is_file():
        sys.stdout.write(f"accuracy floors: skipped, there is no gold in {args.gold}\n")
        return
    now, mark = figures(args.gold), fingerprint(args.gold)
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
    fallen = [name for name in MEASURED if now[name] < kept["floors"][name]]
    for name in MEASURED:
        mark = "FALLEN" if name in fallen else ""
        sys.stdout.write(f"{name:24} {now[name]:.3f}  floor {kept['floors'][name]:.3f}  {mark}\n".rstrip() + "\n")
    if fallen:
        sys.exit(f"accuracy floors: {len(fallen)} of {len(MEASURED)} figures have fallen")


if __name__ == "__main__":
    main()
