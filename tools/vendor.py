"""Fetch what src/isnad/web/static/vendor/ holds from npm at pinned versions, and make the map of the world from it.

    python tools/vendor.py          # from the registry
    python tools/vendor.py FOLDER   # from tarballs that lie in a folder

Every tarball must have the digest that stands here. ECharts (Apache-2.0) is its own build as an ES module, unchanged.
The map is Natural Earth (public domain) by way of world-atlas (ISC): countries at 1:110 million, those that are too
small for it at 1:50 million; its TopoJSON is made GeoJSON, with coordinates of two decimals and ISO 3166-1 codes.
"""

from __future__ import annotations

import hashlib
import io
import json
import sys
import tarfile
from base64 import b64encode
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from babel.core import get_global

VENDOR = Path(__file__).resolve().parents[1] / "src" / "isnad" / "web" / "static" / "vendor"
REGISTRY = "https://registry.npmjs.org"
VERSIONS = {"echarts": "6.1.0", "world-atlas": "2.0.2"}
DIGESTS = {
    "echarts": "q0yaFPggC9FUdsWH4blavRWFmxdrIodbkoKNAjJudAI6CA9gNPxHtV2RcZNEepZVlk4yvBYkOkbk6HIVpIyHZA==",
    "world-atlas": "IXfV0qwlKXpckz1FhwXVwKRjiIhOnWttOskm5CtxMsjgE/MXAYRHWJqgXOpM8IkcPBoXnyTU5lFHcYa5ChG0LQ==",
}
"""The SHA-512 of each tarball, as npm tells it."""
TAKEN = {"dist/echarts.esm.min.mjs": "echarts.js", "LICENSE": "echarts-LICENSE.txt", "NOTICE": "echarts-NOTICE.txt",
         "licenses/LICENSE-d3": "echarts-LICENSE-d3.txt"}
WITHOUT_CODE = {"Kosovo": "XKX", "N. Cyprus": "", "Somaliland": "", "Siachen Glacier": "", "Indian Ocean Ter.": ""}
"""Countries of Natural Earth to which ISO 3166-1 gives no code, with that by which the record knows them."""
WITHDRAWN = ("BUR", "DDR", "FXX", "TMP", "YMD", "ZAR")
"""Codes that CLDR knows beside those that hold."""
DECIMALS = 2

Point = tuple[float, float]
Feature = dict[str, Any]


def packed(name: str, folder: Path | None) -> tarfile.TarFile:
    """A package's tarball. Raises ``SystemExit`` where its digest is another."""
    version, digest = VERSIONS[name], DIGESTS[name]
    if folder:
        data = (folder / f"{name}-{version}.tgz").read_bytes()
    else:
        with urlopen(f"{REGISTRY}/{name}/-/{name}-{version}.tgz") as answer:
            data = answer.read()
    found = b64encode(hashlib.sha512(data).digest()).decode()
    if found != digest:
        raise SystemExit(f"{name} {version}: its SHA-512 is {found} and should be {digest}")
    return tarfile.open(fileobj=io.BytesIO(data))


def read(package: tarfile.TarFile, name: str) -> bytes:
    """A file of a package."""
    held = package.extractfile(f"package/{name}")
    assert held is not None, name
    return held.read()


def features(topology: Any) -> list[Feature]:
    """The countries of a TopoJSON topology as features of GeoJSON."""
    scale, move = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs: list[list[Point]] = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((round(x * scale[0] + move[0], DECIMALS), round(y * scale[1] + move[1], DECIMALS)))
        arcs.append(points)

    def ring(numbers: list[int]) -> list[Point]:
        points: list[Point] = []
        for number in numbers:
            arc = arcs[number] if number >= 0 else arcs[~number][::-1]
            points += arc[1:] if points else arc
        return [points[0], *(here for before, here in pairwise(points) if here != before)]

    def polygons(rings: list[list[int]]) -> Iterator[list[list[Point]]]:
        whole = [unwrapped(ring(numbers)) for numbers in rings]
        for moved in (-360, 0, 360):
            held = [cut([(x + moved, y) for x, y in each]) for each in whole]
            if len(held[0]) > 3:
                yield [each for each in held if len(each) > 3]

    made = []
    for each in topology["objects"]["countries"]["geometries"]:
        parts = [each["arcs"]] if each["type"] == "Polygon" else each["arcs"]
        kept = [shape for part in parts for shape in polygons(part)]
        if kept:
            made.append({"type": "Feature", "properties": properties(each),
                         "geometry": {"type": "MultiPolygon", "coordinates": kept}})
    return made


def unwrapped(ring: list[Point]) -> list[Point]:
    """A ring that goes on beyond 180 degrees where it crosses them, in place of leaping to the other side."""
    made = ring[:1]
    for x, y in ring[1:]:
        made.append((x + 360 * round((made[-1][0] - x) / 360), y))
    return made


def cut(ring: list[Point]) -> list[Point]:
    """What of a ring lies between -180 and 180 degrees (Sutherland and Hodgman's way)."""
    for side in (1, -1):
        made: list[Point] = []
        for (x0, y0), (x1, y1) in pairwise([*ring, *ring[:1]]):
            inside, next_inside = x0 * side <= 180, x1 * side <= 180
            if inside:
                made.append((x0, y0))
            if inside != next_inside:
                made.append((180.0 * side, round(y0 + (y1 - y0) * (180 * side - x0) / (x1 - x0), DECIMALS)))
        ring = made
    closed = [here for before, here in pairwise([(999.0, 0.0), *ring]) if here != before]
    return [*closed, closed[0]] if closed and closed[0] != closed[-1] else closed


def properties(country: Any) -> dict[str, str]:
    """A country's code, by which it is looked up, and its English name."""
    name = country["properties"]["name"]
    return {"name": code(country.get("id"), name) or name, "en": name}


def code(numeric: str | None, name: str) -> str:
    """The ISO 3166-1 alpha-3 code by the numeric one, or the one that the record has."""
    if name in WITHOUT_CODE:
        return WITHOUT_CODE[name]
    aliases = get_global("territory_aliases")
    short = aliases.get((numeric or "").zfill(3), [""])[0]
    return next((each for each, of in aliases.items() if len(each) == 3 and each.isalpha() and of == [short]
                 and short and each not in WITHDRAWN), "")


def world(package: tarfile.TarFile) -> str:
    """The map as GeoJSON, a country a line."""
    coarse, fine = (features(json.loads(read(package, f"countries-{size}.json"))) for size in ("110m", "50m"))
    shown = {each["properties"]["name"]: each for each in reversed(fine)}
    shown |= {each["properties"]["name"]: each for each in coarse}
    shown.pop("ATA")  # it takes a third of the height, and nobody acts there
    lines = (json.dumps(shown[name], ensure_ascii=False, separators=(",", ":")) for name in sorted(shown))
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"


def main(folder: Path | None) -> None:
    """Write the files."""
    VENDOR.mkdir(parents=True, exist_ok=True)
    with packed("echarts", folder) as package:
        for name, own in TAKEN.items():
            (VENDOR / own).write_bytes(read(package, name))
    with packed("world-atlas", folder) as package:
        (VENDOR / "world.json").write_text(world(package), encoding="utf-8")
        (VENDOR / "world-LICENSE.txt").write_bytes(read(package, "LICENSE"))
    told = [f"{name} {version}" for name, version in VERSIONS.items()]
    sys.stdout.write(f"{VENDOR}: {', '.join(told)}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
