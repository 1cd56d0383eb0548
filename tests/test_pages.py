"""Every example in the documentation runs, and prints what it says."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from typing import Any

import httpx
import pytest
import typer
from babel.messages.pofile import read_po
from tests.pages import ADDRESS, PAGES, ROOT, Walk, blocks, run
from typer.main import get_command

from isnad.cli import app

RUN = {"console", "python"}
SHOWN = {"json", "sql", "toml", "tsv"}
"""What other tests look at, or is read here."""


def twin(name: str) -> str | None:
    """The page in English of one in Arabic."""
    return name.replace(".ar.md", ".md") if name.endswith(".ar.md") else None


def runs(name: str) -> bool:
    return twin(name) is None and any(block.language in RUN for block in blocks(PAGES[name]))


def test_there_are_pages_with_examples() -> None:
    assert {"README.md", "first-hour-analyst.md", "first-hour-programmer.md", "language-data.md", "spacy.md"} <= set(
        filter(runs, PAGES))


@pytest.mark.parametrize("name", sorted(filter(runs, PAGES)))
def test_the_examples_of_a_page_print_what_they_say(name: str, tmp_path: Path) -> None:
    walk = Walk(PAGES[name], tmp_path)
    try:
        for block in blocks(PAGES[name]):
            walk.go(block)
        for key in re.findall(r"^    isnad show (\w+)", PAGES[name], re.MULTILINE):
            assert run(f"isnad show {key}", tmp_path)[0] == 0, key
        if walk.served:
            addresses = told_addresses(PAGES[name])
            assert addresses
            for address in addresses:
                answer = httpx.get(walk.served + address, follow_redirects=True)
                assert answer.status_code == 200, f"{address}: {answer.status_code}"
    finally:
        walk.close()


def told_addresses(page: str) -> list[str]:
    """The addresses of the reading room that a page links to."""
    return re.findall(rf"[(<]{ADDRESS}(/[^)>\s]*)[)>]", page)


@pytest.mark.parametrize("name", sorted(name for name in PAGES if twin(name)))
def test_a_page_in_arabic_has_the_examples_and_addresses_of_its_twin(name: str) -> None:
    own, other = PAGES[name], PAGES[twin(name) or ""]
    assert [block.text for block in blocks(own)] == [block.text for block in blocks(other)]
    assert told_addresses(own) == told_addresses(other)


@pytest.mark.parametrize(("name", "written"), [("first-hour-analyst.md", "id"), ("first-hour-analyst.ar.md", "string")])
def test_what_a_guide_says_stands_in_the_room_stands_there(name: str, written: str) -> None:
    with (ROOT / "src" / "isnad" / "web" / "locale" / "ar" / "LC_MESSAGES" / "isnad.po").open("rb") as file:
        messages = {getattr(message, written) for message in read_po(file)}
    said = set(re.findall(r"(?<!\*)\*([^*\n]+)\*(?!\*)", re.sub(r"`[^`]*`", "", PAGES[name])))
    assert len(said) > 4
    assert said - messages == set()


@pytest.mark.parametrize("name", sorted(PAGES))
def test_every_block_of_a_page_is_of_a_language_that_is_looked_at(name: str) -> None:
    for block in blocks(PAGES[name]):
        assert block.language in RUN | SHOWN, f"{name}, line {block.line}: {block.language!r}"
        if block.language == "json":
            json.loads(block.text)
        elif block.language == "toml":
            tomllib.loads(block.text)


def calls(line: str) -> Iterator[list[str]]:
    """The words of each call of isnad in a line for the shell, what is led into files left out."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    words: list[str] = []
    for token in [*lexer, ";"]:
        if token.strip("|;&"):
            words.append(token)
            continue
        if words[:1] == ["isnad"]:
            yield list(takewhile(lambda word: word.strip("<>"), words[1:]))
        words = []


def commands_of(name: str) -> list[str]:
    """The lines for a shell in which a page calls isnad, in indented blocks and in console blocks."""
    return re.findall(r"^(?: {4,}|\$ )((?:.*[|;&] *)?isnad .*)$", PAGES[name], re.MULTILINE)


SHOWN_COMMANDS = sorted({(name, command) for name in PAGES for command in commands_of(name)})


@pytest.mark.parametrize(("name", "line"), SHOWN_COMMANDS)
def test_every_command_that_is_shown_is_one_that_isnad_takes(name: str, line: str) -> None:
    called = list(calls(line))
    assert called
    for words in called:
        taken: Any = get_command(app)
        context: Any = None
        while words and words[0] in (inner := getattr(taken, "commands", {})):
            context = typer.Context(taken, parent=context, info_name=taken.name)
            taken = inner[words.pop(0)]
        try:
            taken.make_context(taken.name, words, parent=context)
        except typer.Exit:
            pass  # it prints its help, or the version
        except Exception as error:
            if "does not exist" not in str(error):  # a file that the page made up
                pytest.fail(f"{line}: {error}")
