"""Pictures of the reading room for the guides in docs/, of our own example reports, in English and Arabic.

Usage: screens.py   (needs Chromium on the path, or where ISNAD_TEST_CHROMIUM tells)
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parent.parent
SCREENS = ROOT / "docs" / "screens"
ISNAD = Path(sys.executable).parent / "isnad"
PAGES = {
    "report": ("/reports/rymbbtlalwcxqa", 640), "search": ("/search?country=RUS", 640),
    "story": ("/stories/thjgyuh2j3vffe", 560),
}
"""What is shown: a name, an address, and how high the picture is, in pixels."""
WIDTH = 1040
MOST = 150_000
"""Bytes that a picture may have."""


@contextmanager
def room(folder: Path) -> Iterator[str]:
    """A reading room of the example reports, and its address."""
    examples = [ROOT / "examples" / name for name in ("reports", "ledger")]
    subprocess.run([ISNAD, "ingest", "--quiet", *examples], cwd=folder, check=True)
    server = subprocess.Popen([ISNAD, "serve", "--port", "0"], cwd=folder, stderr=subprocess.PIPE, text=True)
    try:
        assert server.stderr is not None
        (address,) = re.findall(r"http://[\w.:]+", server.stderr.readline())
        yield address
    finally:
        server.terminate()
        server.communicate()


def look(page: Page, name: str) -> None:
    """What a reader would have done before the picture is taken."""
    page.wait_for_load_state("networkidle")
    if name == "report":
        page.locator("a.mark", has_text="قال").nth(1).hover()  # the statement within a statement
        page.wait_for_timeout(500)


def main() -> None:
    chromium = os.environ.get("ISNAD_TEST_CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        sys.exit("screens: there is no Chromium on the path; ISNAD_TEST_CHROMIUM tells where another is")
    SCREENS.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder, room(Path(folder)) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--disable-lcd-text"])
        for code, locale in (("en", "en-GB"), ("ar", "ar-EG-u-nu-latn")):
            context = browser.new_context(locale=locale, color_scheme="light", viewport={"width": WIDTH, "height": 700})
            page = context.new_page()
            for name, (path, height) in PAGES.items():
                page.set_viewport_size({"width": WIDTH, "height": height})
                page.goto(address + path)
                look(page, name)
                to = SCREENS / f"{name}-{code}.png"
                page.screenshot(path=to)
                if to.stat().st_size > MOST:
                    sys.exit(f"screens: {to} has {to.stat().st_size:,} bytes; at most {MOST:,} may be kept")
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
