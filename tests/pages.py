"""The pages of the documentation, and how what they show is run.

A page's blocks are run in their order, in one folder: ``console`` by a shell, ``python`` as doctests, or as a whole.
In console blocks ``$ cat FILE`` makes a file that is not there of what is shown under it, ``isnad serve`` goes on until
the page ends, on a port of its own, ``…`` stands for the part of a line that is not shown, and a line of ``…`` alone
for lines that are not.
"""

from __future__ import annotations

import doctest
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import chdir
from pathlib import Path
from typing import Any, NamedTuple

import httpx

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = {path.name: path.read_text("utf-8")
         for path in (*sorted(DOCS.glob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md")}
"""Every page by its name, with its text."""
ADDRESS = "http://127.0.0.1:8321"
"""Where pages say that ``isnad serve`` answers."""
ENVIRONMENT = {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "LANG": "C.UTF-8"}


class Block(NamedTuple):
    """A fenced block of a page: its language, its text, the line that it begins in."""

    language: str
    text: str
    line: int


def blocks(page: str) -> list[Block]:
    """The fenced blocks of a page's text, those within lists too."""
    found = re.finditer(r"^( *)```(\S*)\n(.*?)^\1```$", page, re.MULTILINE | re.DOTALL)
    return [Block(each[2], re.sub(rf"^{each[1]}", "", each[3], flags=re.MULTILINE), page[:each.start()].count("\n") + 1)
            for each in found]


def sessions(block: str) -> list[tuple[str, str]]:
    """The commands in a console block, with what is printed under them."""
    return re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)


def as_shown(output: str) -> str:
    """What a command printed, as a terminal shows it."""
    return output.replace("\u2068", "").replace("\u2069", "")


def run(command: str, folder: Path, environment: Mapping[str, str] = ENVIRONMENT) -> tuple[int, str]:
    """What a command leaves with in a folder, and what it prints: standard output, then standard error."""
    done = subprocess.run(command, shell=True, cwd=folder, env=environment, capture_output=True, check=False)
    return done.returncode, as_shown((done.stdout + done.stderr).decode())


class Walk:
    """Goes through a page in a folder, block by block; ``close`` ends what it has started.

    A page that changes isnad's own tables is gone through with a copy of isnad.
    """

    def __init__(self, page: str, folder: Path) -> None:
        self.folder = folder
        self._environment = dict(ENVIRONMENT)
        self.served: str | None = None
        """The address at which `isnad serve` answers, once the page has started it."""
        self._names: dict[str, Any] = {"__name__": "__main__"}
        self._server: subprocess.Popen[str] | None = None
        shutil.copytree(ROOT / "examples", folder / "examples")
        if ">> src/isnad" in page:
            shutil.copytree(ROOT / "src" / "isnad", folder / "src" / "isnad")
            self._environment["PYTHONPATH"] = str(folder / "src")

    def go(self, block: Block) -> None:
        """Run a block; fails where it prints anything but what it shows."""
        if block.language == "console":
            for command, output in sessions(block.text):
                self._command(command, output)
        elif block.language == "python":
            self._python(block)

    def close(self) -> None:
        """End the server; it has to end in order."""
        if self._server is not None:
            self._server.terminate()
            self._server.communicate(timeout=30)
            assert self._server.returncode in (0, -signal.SIGTERM)

    def _command(self, command: str, output: str) -> None:
        if command.startswith("isnad serve"):
            self._serve(command, output)
            return
        name = command.removeprefix("cat ")
        if name != command and not (self.folder / name).exists():
            (self.folder / name).write_text(output, "utf-8")
            return
        code, printed = run(command, self.folder, self._environment)
        assert code == 0 or output.strip("…\n"), f"$ {command} leaves with {code}\n{printed}"
        expected = re.sub("^…\n", r"(?:.*\\n)*?", re.escape(output).replace("\\\n", "\n"), flags=re.MULTILINE)
        assert re.fullmatch(expected.replace("…", ".*"), printed), f"$ {command}\n{printed}"

    def _serve(self, command: str, output: str) -> None:
        self._server = subprocess.Popen(f"exec {command} --port 0", shell=True, cwd=self.folder, env=self._environment,
                                        stderr=subprocess.PIPE, encoding="utf-8")
        assert self._server.stderr is not None
        told = as_shown(self._server.stderr.readline())
        (self.served,) = re.findall(r"http://127\.0\.0\.1:\d+", told) or [None]
        assert self.served, told
        assert told.replace(self.served, ADDRESS) == output
        httpx.get(self.served, timeout=60)  # until it answers: it connects before

    def _python(self, block: Block) -> None:
        source = block.text.replace(ADDRESS, self.served or ADDRESS)
        with chdir(self.folder):
            if ">>>" not in source:
                exec(compile(source, f"line {block.line}", "exec"), self._names)
                return
            test = doctest.DocTestParser().get_doctest(source, self._names, f"line {block.line}", None, block.line)
            out: list[str] = []
            doctest.DocTestRunner(verbose=False).run(test, out=out.append, clear_globs=False)
            self._names = test.globs
        assert not out, "".join(out)
