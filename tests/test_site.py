"""The site of docs/: it builds without a warning, asks nothing of other servers, and its Arabic pages are Arabic."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from benchmarks import figures
from tests.pages import DOCS, ROOT

SCREENS = sorted((DOCS / "screens").glob("*.png"))
LOADED = {"link": "href", "script": "src", "img": "src", "iframe": "src", "source": "src", "object": "data"}
"""Elements that make a browser load something, with the attribute that says what."""


class Loads(HTMLParser):
    """Gathers what a page makes a browser load, and the language and direction that it says it has."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.language = self.direction = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.language = (told.get("lang") if tag == "html" else None) or self.language
        self.direction = (told.get("dir") if tag == "body" else None) or self.direction
        if tag in LOADED and told.get("rel") not in ("canonical", "alternate", "next", "prev"):
            self.addresses.append(told.get(LOADED[tag]) or "")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run([sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)], cwd=ROOT,
                          capture_output=True, text=True, check=False, env=os.environ | {"NO_MKDOCS_2_WARNING": "1"})
    assert done.returncode == 0, done.stderr
    return folder


def test_every_page_is_on_the_site(site: Path) -> None:
    pages = {path.with_suffix(".html").name for path in DOCS.glob("*.md")}
    assert pages | {"tables.html", "codes.html", "contributing.html", "changelog.html", "examples.html"} <= {
        path.name for path in site.glob("*.html")}


def test_no_page_loads_anything_from_another_server(site: Path) -> None:
    pages = [path for path in site.rglob("*.html") if "examples" not in path.relative_to(site).parts]
    assert len(pages) > 15
    for path in pages:
        addresses = Loads(path.read_text("utf-8")).addresses
        assert addresses
        for address in addresses:
            assert not re.match(r"[a-z]+:|//", address) or address.startswith("data:"), f"{path.name}: {address}"
    for path in site.rglob("*.css"):
        loaded = re.findall(r"url\(\s*[\"']?((?:https?:)?//[^)]*)|@import\s+[\"']([^\"']*)", path.read_text("utf-8"))
        assert not loaded, path.name


def test_every_file_that_a_page_loads_is_there(site: Path) -> None:
    for path in site.glob("*.html"):
        for address in Loads(path.read_text("utf-8")).addresses:
            if not address.startswith("data:"):
                assert (site / address.lstrip("/").split("?")[0]).exists(), f"{path.name}: {address}"


@pytest.mark.parametrize(("page", "language", "direction"), [
    ("index.html", "en", "ltr"), ("limits.html", "en", "ltr"),
    ("index.ar.html", "ar", "rtl"), ("first-hour-analyst.ar.html", "ar", "rtl"), ("limits.ar.html", "ar", "rtl"),
])
def test_a_page_has_the_direction_of_its_language_and_leads_to_the_other(site: Path, page: str, language: str,
                                                                         direction: str) -> None:
    html = (site / page).read_text("utf-8")
    told = Loads(html)
    assert (told.language, told.direction) == (language, direction)
    twin = page.replace(".ar", "") if language == "ar" else page.replace(".html", ".ar.html")
    assert f'<a href="{twin}" hreflang="{"en" if language == "ar" else "ar"}"' in html


def test_an_arabic_page_shows_the_arabic_pages_beside_it_and_an_english_one_the_others(site: Path) -> None:
    arabic, english = ((site / name).read_text("utf-8") for name in ("limits.ar.html", "limits.html"))
    beside = re.compile(r'<a href="([\w.-]+)" class="md-nav__link')
    assert {"index.ar.html", "first-hour-analyst.ar.html"} <= set(beside.findall(arabic))
    assert "commands.html" not in beside.findall(arabic)
    assert "commands.html" in beside.findall(english)
    assert not [each for each in beside.findall(english) if ".ar." in each]


def test_the_pages_are_found_in_arabic_and_english(site: Path) -> None:
    found = json.loads((site / "search" / "search_index.json").read_text("utf-8"))
    assert found["config"]["lang"] == ["en", "ar"]
    assert {"limits.ar.html", "limits.html"} <= {each["location"] for each in found["docs"]}


@pytest.mark.parametrize("path", SCREENS, ids=[path.name for path in SCREENS])
def test_a_picture_of_the_room_is_small_and_shown_in_a_guide(path: Path) -> None:
    assert path.stat().st_size < 150_000
    guide = DOCS / ("first-hour-analyst.ar.md" if path.stem.endswith("-ar") else "first-hour-analyst.md")
    assert f"(screens/{path.name})" in guide.read_text("utf-8")


def test_the_page_of_accuracy_has_the_figures_that_were_measured_and_the_floors() -> None:
    page = figures.PAGE.read_text("utf-8")
    assert figures.page(page) == page, "`python benchmarks/figures.py` writes them"
    marked = re.findall(r"<!-- figures: (\w+) -->", page)
    assert set(marked) == set(figures.tables())
    for name, floor in json.loads(figures.FLOORS.read_text("utf-8"))["floors"].items():
        assert f"| {name} | {floor:.3f} |" in page


def test_every_script_that_measures_has_its_command_on_the_page_of_accuracy() -> None:
    page, makes = figures.PAGE.read_text("utf-8"), (ROOT / "Makefile").read_text("utf-8")
    for path in sorted((ROOT / "benchmarks").glob("*.py")):
        target = re.search(rf"^(\w+): .*\n\t\$\(BIN\)/python benchmarks/{path.name}", makes, re.MULTILINE)
        commands = [f"    python benchmarks/{path.name}\n", f"    make {target[1]}\n" if target else "-"]
        assert path.stem == "figures" or any(command in page for command in commands), path.name


@pytest.mark.shared
@pytest.mark.parametrize("name", ["dates", "gsr"])
def test_what_is_measured_today_is_what_the_page_says(name: str) -> None:
    if not (ROOT.parent / "shared" / "peers").is_dir():
        pytest.skip("there are no suites in ../shared/peers")
    kept = json.loads(figures.KEPT.read_text("utf-8"))[name]["figures"]
    assert figures.measured(figures.MEASURES[name])["figures"] == kept, f"`python benchmarks/figures.py {name}`"
