"""The documentation cannot lie: commands, options, fields, columns, codes, tables and keys are told, examples run."""

from __future__ import annotations

import ast
import re
import sqlite3
import tomllib
from collections.abc import Iterator
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Any, get_args

import pytest
from spacy.language import Language
from tests.pages import DOCS, ROOT, run
from typer.main import get_command

import isnad
from isnad import json_schema, spacy_component
from isnad.cli import app
from isnad.cli.common import InputFormat
from isnad.exports.formats import FORMATS
from isnad.ledger import actors as people
from isnad.ledger import (
    disputes,
    link_disputes,
    link_owed,
    link_tellings,
    link_wires,
    owed,
    owing,
    search,
    stories,
    tellings,
    wires,
)
from isnad.ledger.changes import TABLES
from isnad.ledger.database import open_ledger
from isnad.ledger.ingest import ingest
from isnad.ledger.schema import metadata
from isnad.ledger.stats import stats
from isnad.record import MODES
from isnad.render import lists
from isnad.render.table import COLUMNS
from isnad.render.words import ACTS, FURNITURE, MODE_WORDS, OCCASIONS, QUADS, SECTORS, STATUSES, TYPES
from isnad.sources import Failed, Rejected, archive, fetch, open_sources
from isnad.sources.address import MAX_ADDRESS
from isnad.watch import FeedSettings, Settings, loop, poll, read_settings
from isnad.web import RoomSettings, make_app
from isnad.web.addresses import FILTERS

COMMANDS = (ROOT / "docs" / "commands.md").read_text("utf-8")
LEDGER = (ROOT / "docs" / "ledger.md").read_text("utf-8")
WATCHING = (ROOT / "docs" / "watching.md").read_text("utf-8")
RECORD = (ROOT / "docs" / "record.md").read_text("utf-8")
SERVING = (ROOT / "docs" / "serving.md").read_text("utf-8")
SPACY = (ROOT / "docs" / "spacy.md").read_text("utf-8")
LANGUAGE_DATA = (ROOT / "docs" / "language-data.md").read_text("utf-8")
INDEX = (ROOT / "docs" / "index.md").read_text("utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")
DEFINITIONS: dict[str, Any] = json_schema()["$defs"] | {"Record": json_schema()}


def told_commands(command: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command with its words, and every group that does something by itself."""
    inner = getattr(command, "commands", {})
    if not inner or (len(path) > 1 and command.invoke_without_command):
        yield path, command
    for name, each in inner.items():
        yield from told_commands(each, (*path, name))


def section(text: str, heading: str) -> str:
    return text.split(f"\n## {heading}")[1].split("\n## ")[0]


def section_of(path: tuple[str, ...]) -> tuple[str, str]:
    """The heading of a command without its words, and what stands under it."""
    words = " ".join(path)
    pattern = rf"^## {words}((?: [^a-z\n][^\n]*)?)\n(.*?)(?=^## |\Z)"
    (found,) = re.finditer(pattern, COMMANDS, re.MULTILINE | re.DOTALL)
    return found[1], found[2]


def rows_of(text: str) -> list[str]:
    """What stands in the first cells of a text's tables, each in backquotes."""
    cells = re.findall(r"^\| (`[^|]+`) \|", text, re.MULTILINE)
    return [name for cell in cells for name in re.findall("`([^`]+)`", cell)]


def untold(names: Any, text: str) -> list[str]:
    return [name for name in names if f"`{name}`" not in text]


SHARED = section(COMMANDS, "What several commands share")
TOLD = [pytest.param(p, c, id=" ".join(p)) for p, c in told_commands(get_command(app), ("isnad",))]


@pytest.mark.parametrize(("path", "command"), TOLD)
def test_every_command_and_option_is_told(path: tuple[str, ...], command: Any) -> None:
    heading, told = section_of(path)
    for parameter in command.params:
        if parameter.param_type_name == "argument":
            assert parameter.metavar in heading
            continue
        for option in (*parameter.opts, *parameter.secondary_opts):
            if option != "--help":
                assert f"`{option}" in told, f"{' '.join(path)} {option}"
        if parameter.envvar:
            assert f"`{parameter.envvar}`" in SHARED


@pytest.mark.parametrize(("path", "command"), TOLD)
def test_no_command_is_told_to_have_an_option_that_it_has_not(path: tuple[str, ...], command: Any) -> None:
    rows = re.findall(r"^\| (`--.*?) \|", section_of(path)[1], re.MULTILINE)
    has = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    assert set(re.findall(r"`(--[a-z-]+)", " ".join(rows))) <= has


def test_every_command_is_in_the_list_of_commands() -> None:
    listed = COMMANDS.split("\n## ")[0]
    anchors = set(re.findall(r"\(#([a-z-]+)\)", listed))
    headings = re.findall(r"^## (isnad .*)$", COMMANDS, re.MULTILINE)
    assert anchors == {anchor(heading) for heading in headings}
    assert len(headings) == len(TOLD)


def anchor(heading: str) -> str:
    """How a heading is linked to on a page made of Markdown."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


DOCUMENTS = [*DOCS.glob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "examples" / "README.md",
             *(ROOT / "src" / "isnad").rglob("README.md")]


@pytest.mark.parametrize("path", [pytest.param(path, id=str(path.relative_to(ROOT))) for path in sorted(DOCUMENTS)])
def test_every_link_finds_its_file_and_its_heading(path: Path) -> None:
    for file, _, target in re.findall(r"\]\((?![a-z]+:)([^)#\s]*)(#([^)\s]+))?\)", path.read_text("utf-8")):
        linked = (path.parent / file).resolve() if file else path
        assert linked.exists(), file
        if target:
            headings = re.findall(r"^#+ (.*)$", linked.read_text("utf-8"), re.MULTILINE)
            assert target in {anchor(each) for each in headings}, f"{file}#{target}"


@pytest.mark.parametrize("name", sorted(DEFINITIONS))
def test_every_field_of_the_record_is_told_and_no_other(name: str) -> None:
    rows = re.findall(r"^\| `(\w+)` \|", section(RECORD, f"{name}\n"), re.MULTILINE)
    assert rows == list(DEFINITIONS[name]["properties"])


CODES = {"Event": "Types, modes and contexts of events\n"}
"""The sections that list the values of a field which has too many for its row."""


def values(schema: Any) -> set[str]:
    """Every value of every enumeration in a part of the schema."""
    if isinstance(schema, dict):
        return {v for v in schema.get("enum", []) if v} | {v for inner in schema.values() for v in values(inner)}
    return {v for inner in schema for v in values(inner)} if isinstance(schema, list) else set()


@pytest.mark.parametrize("name", sorted(set(DEFINITIONS) - {"Record"}))
def test_every_value_of_a_field_is_told(name: str) -> None:
    told = section(RECORD, f"{name}\n") + (section(RECORD, CODES[name]) if name in CODES else "")
    assert [value for value in values(DEFINITIONS[name]) if f"`{value}`" not in told] == []


def test_every_code_has_its_words() -> None:
    properties = DEFINITIONS["Statement"]["properties"]
    assert set(ACTS) == values(properties["act"])
    assert set(OCCASIONS) == values(DEFINITIONS["Occasion"]["properties"]["kind"])
    assert set(SECTORS) == values(DEFINITIONS["Actor"]["properties"]["sector"])
    assert set(FURNITURE) == values(DEFINITIONS["Furniture"]["properties"]["kind"])
    event = DEFINITIONS["Event"]["properties"]
    assert set(TYPES) == set(QUADS) == values(event["type"])
    assert set(STATUSES) == values(event["status"])
    assert set(MODE_WORDS) <= {mode for modes in MODES.values() for mode in modes}


def test_every_mode_is_told_beside_its_type() -> None:
    rows = dict(re.findall(r"^\| `([A-Z]+)` \| .* \| (.*) \|$", section(RECORD, "Types, modes"), re.MULTILINE))
    assert {name: tuple(re.findall(r"`([a-z-]+)`", told)) for name, told in rows.items()} == MODES


def test_every_column_of_the_list_of_events_is_told() -> None:
    assert [column for column in COLUMNS if f"`{column}`" not in section(COMMANDS, "isnad read")] == []


LISTS = {
    "FOUND": ("find",), "FACETS": ("find",), "STORIES": ("stories",), "AWAITED": ("awaited",),
    "DISPUTES": ("disputes",), "ACTORS": ("actors",), "OFFERS": ("actors",), "REJECTS": ("rejects",),
    "CHANGES": ("changes",), "REVIEWS": ("reviews",), "WAITING": ("reviews",),
    "TOKENS": ("tokens",), "SEARCHES": ("searches",), "DELIVERIES": ("searches", "deliveries"),
}


def test_every_column_of_every_list_is_told() -> None:
    assert {name for name, value in vars(lists).items() if name.isupper() and isinstance(value, tuple)} == set(LISTS)
    for name, path in LISTS.items():
        assert untold(getattr(lists, name), section_of(("isnad", *path))[1]) == []


def test_every_figure_of_a_ledger_is_told(tmp_path: Path) -> None:
    ledger = open_ledger(f"sqlite:///{tmp_path / 'isnad.db'}")
    figures = list(stats(ledger))
    ledger.close()
    assert [name for name in rows_of(section_of(("isnad", "stats"))[1]) if not name.startswith("--")] == figures


def test_every_choice_of_an_option_is_told() -> None:
    (jobs,) = import_module("isnad.cli.keeping").Jobs.__metadata__
    for command in ("ingest", "reread"):
        assert f"{jobs.min} to {jobs.max}" in section_of(("isnad", command))[1]
    find, awaited = section_of(("isnad", "find"))[1], section_of(("isnad", "awaited"))[1]
    assert untold((*search.FACETS, *search.KINDS), find) == []
    assert untold(owing.STATES, awaited) == []
    assert f"the {people.KEPT} most frequent spellings" in section_of(("isnad", "actors"))[1]
    assert untold(disputes.KINDS, section_of(("isnad", "disputes"))[1]) == []
    assert untold(TABLES, section_of(("isnad", "changes"))[1]) == []
    assert rows_of(section(COMMANDS, "What is read"))[1:] == list(InputFormat)


def kinds_of_rejection(kind: type[Rejected]) -> Iterator[type[Rejected]]:
    for each in kind.__subclasses__():
        yield each
        yield from kinds_of_rejection(each)


def test_every_reason_for_a_rejection_is_told() -> None:
    assert Failed in kinds_of_rejection(Rejected)
    codes = {each.code for each in kinds_of_rejection(Rejected)} | {fetch.HttpStatusError(404, "").code}
    assert {"failed", "private-address", "not-kept", "http-404"} <= codes
    told = rows_of(section(COMMANDS, "Why something is rejected"))
    assert set(told) == codes - {"not-fetched"}  # which is what those of fetching have in common
    assert len(told) == len(set(told))


def test_every_line_of_the_journal_is_told() -> None:
    journal = SHARED.split("### The journal")[1]
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", journal.split("\n|---|")[1], re.MULTILINE))
    written: dict[str, list[str]] = {}
    cli = ROOT / "src" / "isnad" / "cli"
    source = "\n".join((cli / name).read_text("utf-8") for name in ("batching.py", "keeping.py"))
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "journal.write":
            written[ast.literal_eval(call.args[0])] = [each.arg for each in call.keywords if each.arg]
    assert set(rows) == set(written)
    for event, fields in written.items():
        assert untold(fields, rows[event]) == []


def test_every_table_of_the_ledger_is_told() -> None:
    told = rows_of(section(LEDGER, "The tables"))
    assert set(told) == set(metadata.tables) | {"entry_words", "alembic_version"}


def test_every_letter_of_an_identifier_is_told() -> None:
    source = "".join(path.read_text("utf-8") for path in (ROOT / "src" / "isnad" / "ledger").glob("*.py"))
    letters = set(re.findall(r'\b(?:identifier|named)\("(\w)"', source))
    not_shown = {"x", "n"}  # a text's own address; a sentence that is evidence, and no row
    assert set(rows_of(section(LEDGER, "Identifiers"))) == letters - not_shown


def test_what_becomes_of_what_is_owed_is_told() -> None:
    told = rows_of(section(LEDGER, "What is owed"))
    assert told == [*get_args(owed.Outcome), *get_args(owed.Standing)]
    assert rows_of(section(LEDGER, "Disputes")) == list(disputes.KINDS)
    assert untold(get_args(wires.How), section(LEDGER, "Wires and stories")) == []


def test_the_ledgers_limits_are_the_limits() -> None:
    told = " ".join(LEDGER.split())
    for limit in (
        f"a report no more than {wires.WINDOW} days away", f"a report no more than {stories.WINDOW} days away",
        f"no more than {tellings.DAYS} days apart", f"with {link_wires.JUDGED} candidates at most",
        f"for its story with {link_wires.COMPARED}",
        f"the {link_owed.WAITING} newest things", f"the first {link_owed.LATER} reports of later days",
        f"the {link_tellings.COMPARED} latest of its story", f"not told of for {people.SURNAME_DAYS} days",
        f"within {owed.SAME} days", f"up to {owed.WINDOW} days on", f"within {disputes.WINDOW} days",
        f"in {link_disputes.COMPARED} pairs at most",
    ):
        assert limit in told


def test_every_key_of_a_file_of_feeds_is_told() -> None:
    rows = {key: (where, default) for key, where, default in re.findall(
        r"^\| `(\w+)` \| (\w+) \| (.*?) \|", section(WATCHING, "The file"), re.MULTILINE)}
    assert set(rows) == set(Settings.model_fields) | set(FeedSettings.model_fields)
    feed = {"url": "https://mina.example/rss"}
    for key, (where, default) in rows.items():
        here = (key in Settings.model_fields, key in FeedSettings.model_fields)
        assert where == {(True, True): "both", (True, False): "top", (False, True): "feed"}[here]
        if default != "-" and key != "agent":
            told = tomllib.loads(f"value = {default.strip('`')}")["value"]
            assert Settings.model_validate({"feed": [feed], key: told}) == Settings.model_validate({"feed": [feed]})


def test_how_feeds_are_polled_is_told_as_it_is() -> None:
    told = " ".join(WATCHING.split())
    assert (loop.MAX_BACK_OFF, loop.MAX_RETRY_AFTER, loop.LEASE) == (6 * 3600, 86_400, 900)
    assert (fetch.Limits().redirects, poll.TRIES) == (5, 3)
    for part in ("up to six hours", "`Retry-After` is followed, up to a day", "a quarter of an hour at least",
                 "At most five redirections", "asked for at three polls", f"at most {loop.SAVE_EVERY} entries"):
        assert part in told


def test_the_example_of_feeds_is_a_file_of_feeds() -> None:
    path = ROOT / "examples" / "feeds.toml"
    assert len(read_settings(path).feed) == 3
    assert f"```toml\n{path.read_text('utf-8')}```" in WATCHING


def test_the_limits_that_are_told_are_the_limits() -> None:
    from isnad.reading.reader import MAX_CHARS
    from isnad.sources import MAX_BYTES, MAX_HTML_BYTES

    told = (f"More than {MAX_CHARS:,} characters, {MAX_HTML_BYTES // 10**6} MB of HTML, or {MAX_BYTES // 10**6} MB "
            "of anything else")
    assert told in COMMANDS
    codes = section(COMMANDS, "Why something is rejected")
    for limit in (f"more than {archive.MAX_MEMBERS:,} members", f"longer than {MAX_ADDRESS:,} characters",
                  f"more than {archive.MAX_RATIO} times its length", f"{fetch.Limits().seconds:g} seconds"):
        assert limit in codes
    assert (archive.MAX_RATIO, fetch.Limits().max_bytes) == (fetch.RATIO, MAX_HTML_BYTES)


def test_the_query_in_the_page_on_the_ledger_finds_what_it_says(tmp_path: Path) -> None:
    database = tmp_path / "isnad.db"
    ledger = open_ledger(f"sqlite:///{database}")
    ingest(ledger, open_sources([str(ROOT / "examples" / "ledger")]))
    ledger.close()
    (query,) = re.findall(r"```sql\n(.*?)```", LEDGER, re.DOTALL)
    with closing(sqlite3.connect(database)) as db:
        rows = db.execute(query).fetchall()
    assert {row[2:4] for row in rows} == {("سالم الحارثي", "say"), ("سالم الحارثي", "propose")}
    assert all(row[4] in README for row in rows)


def test_the_version_has_its_section_in_the_changelog() -> None:
    assert f"## [{isnad.__version__}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_the_picture_in_the_readme_is_todays_reading(tmp_path: Path) -> None:
    code, told = run(f"isnad read --svg reading.svg {ROOT / 'examples' / 'reports' / '6-truce.txt'}", tmp_path)
    assert code == 0, told
    drawn = (tmp_path / "reading.svg").read_text("utf-8")
    assert drawn == (ROOT / "docs" / "reading.svg").read_text("utf-8"), "draw it anew with `make picture`"


def test_every_extra_is_told() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert set(rows_of(INDEX)) == set(project["optional-dependencies"])


def test_every_name_in_the_environment_is_told() -> None:
    sources = [*(ROOT / "src").rglob("*.py"), *(ROOT / "tests").rglob("*.py"), *(ROOT / "benchmarks").glob("*.py"),
               ROOT / ".ci" / "run", ROOT / "Makefile"]
    names = {name for path in sources for name in re.findall(r"\bISNAD_[A-Z_]+\b", path.read_text("utf-8"))}
    of_its_own = {"ISNAD_ROOM"}  # what a server tells its own processes
    assert untold(names - of_its_own, COMMANDS + CONTRIBUTING) == []


def test_every_format_of_exports_is_told() -> None:
    assert untold(FORMATS, (DOCS / "exports.md").read_text("utf-8")) == []


def test_what_spacys_component_gives_and_takes_is_told() -> None:
    attributes = [f"doc._.{name}" for name in spacy_component.GIVEN]
    assert set(rows_of(section(SPACY, "What a document gets"))) == set(spacy_component.GROUPS)
    assert set(rows_of(section(SPACY, "Settings"))) == set(Language.get_factory_meta("isnad").default_config or {})
    assert set(rows_of(section(SPACY, "What is told of a document"))) == set(attributes)
    assert untold([f"doc._.{spacy_component.LEFT_OUT}", "doc._.isnad", "span._.isnad"], SPACY) == []


def test_every_table_of_the_language_is_told() -> None:
    told = set(re.findall(r"`(\w+\.tsv)`", section(LANGUAGE_DATA, "Which tables there are")))
    assert told == {path.name for path in (ROOT / "src" / "isnad" / "languages" / "ar").glob("*.tsv")}


def test_every_address_of_the_room_and_every_filter_in_it_is_told(tmp_path: Path) -> None:
    open_ledger(f"sqlite:///{tmp_path / 'isnad.db'}").close()
    paths = make_app(RoomSettings(f"sqlite:///{tmp_path / 'isnad.db'}")).openapi()["paths"]
    assert "/stories/{key}" in paths
    assert untold([path.replace("{key}", "ID") for path, ways in paths.items() if "get" in ways], SERVING) == []
    assert untold([*FILTERS, "q", "since", "until", "after", "page", "limit"], section(SERVING, "Pages")) == []
