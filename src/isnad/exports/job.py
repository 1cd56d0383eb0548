"""An export under way, and the formats that there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from importlib import import_module

from isnad.exports.colophon import Colophon
from isnad.exports.errors import ExportError
from isnad.exports.places import Place
from isnad.exports.rows import Exported
from isnad.ledger.search import Query


@dataclass(slots=True)
class Job:
    """What a format writes: to which place, under which name, and what it says of itself. ``by_day``: the reports come
    in the order of their days. Where an export has parts, ``done`` are those that are whole, for people, and ``rest``
    asks for what they do not hold; None where only all of it can be asked for again."""

    place: Place
    name: str
    colophon: Colophon
    by_day: bool = False
    done: list[str] = field(default_factory=list)
    rest: Query | None = None

    def beside(self, ending: str) -> str:
        """The name of a file that stands beside the export's own: its name with another ending."""
        stem = self.name.rsplit(".", 1)[0] if "." in self.name.lstrip(".") else self.name
        return stem + ending


Write = Callable[[Iterable[Exported], Job], None]


@dataclass(slots=True, frozen=True)
class Format:
    """A format of exports. ``kinds``: what of a report it holds; ``also``: what it can hold where it is asked for.
    ``beside``: endings of the files that stand beside the export's own; ``metadata``: what its name has behind it in
    the name of the one that says what it is, where the export cannot. ``rows``: the kinds of rows that it may have, the
    usual one first. ``folder``: it is a folder of files. ``whole``: it is of whole reports, their text included.
    ``extra``: what must be installed for it."""

    name: str
    about: str
    suffix: str
    kinds: tuple[str, ...]
    also: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    metadata: str | None = None
    rows: tuple[str, ...] = ()
    folder: bool = False
    whole: bool = False
    extra: str | None = None

    @property
    def module(self) -> str:
        """The module that writes it."""
        return f"isnad.exports.{self.name.replace('-', '_')}_format"

    def load(self) -> Write:
        """What writes it. Raises ``ExportError`` where something must be installed first."""
        try:
            write: Write = import_module(self.module).write
        except ModuleNotFoundError as error:
            if self.extra is None or (error.name or "").startswith("isnad"):
                raise
            raise ExportError(f"{self.name} needs {error.name}; pip install 'isnad[{self.extra}]'") from None
        return write


@dataclass(slots=True, frozen=True)
class Column:
    """A column of a table: its title, its CSVW datatype, what it holds, and what stands between several values."""

    title: str
    datatype: str
    about: str
    between: str | None = None

    @property
    def name(self) -> str:
        """The title as a name."""
        return self.title.replace(" ", "_")


METADATA = "-metadata.json"
"""What the name of a table has behind it in the name of the file that describes it (CSV on the Web)."""
