"""Importing isnad: it is quick, brings what it promises, and needs nothing that an extra installs."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import isnad

ROOT = Path(__file__).parent.parent
WITHOUT = """
import sys

class Gone:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {names!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Gone())
"""
MODULES = {
    "psycopg": ("psycopg",), "isnad": (), "pyarrow": ("pyarrow",), "gdelt-py": ("py_gdelt",),
    "axe-playwright-python": ("axe_playwright_python",), "mkdocs-material": ("material", "mkdocs"),
}
"""What distributions are imported as, where that is not their own name."""


def python(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def of_extras() -> set[str]:
    """The modules of everything that only an extra installs."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    always = {re.split(r"[\[<>=~; ]", each)[0] for each in project["dependencies"]}
    named = {re.split(r"[\[<>=~; ]", each)[0] for extra in project["optional-dependencies"].values() for each in extra}
    return {module for name in named - always for module in MODULES.get(name, (name.replace("-", "_"),))}


def test_importing_isnad_takes_less_than_150_milliseconds() -> None:
    code = "import time; t = time.perf_counter(); import isnad; print(time.perf_counter() - t)"
    assert min(float(python(code)) for _ in range(3)) < 0.15


def test_importing_isnad_does_not_load_the_reader() -> None:
    loaded = set(python("import isnad, sys; print(*sys.modules)").split())
    assert loaded & {"pydantic", "isnad.record", "isnad.reading", "isnad.languages"} == set()


def test_isnad_and_its_command_line_need_no_extra() -> None:
    extras = of_extras()
    assert {"psycopg", "pyarrow", "pytest"} <= extras
    code = WITHOUT.format(names=sorted(extras)) + (
        "import isnad, isnad.cli, isnad.exports.formats\n"
        "assert isnad.read('قال الوزير سالم إن بلاده ترفض التصعيد.').statements\n"
        "for each in isnad.exports.formats.FORMATS.values():\n"
        "    if each.extra is None:\n"
        "        each.load()\n"
        "print('read')")
    assert python(code) == "read\n"


def test_everything_that_is_promised_is_there() -> None:
    assert set(isnad.__all__) <= set(dir(isnad))
    assert all(getattr(isnad, name).__name__ for name in isnad.__all__)


def test_what_isnad_does_not_have_is_told() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        isnad.nothing  # type: ignore[attr-defined]  # noqa: B018 - it is the asking that fails
