"""Snapshots: a built lexicon as bytes, so that a process need not read the tables again to start.

What a ``.pyc`` is to a module, a snapshot is to a folder of tables: made of them, kept beside them, told by their
names, sizes and times whether it still holds, and never needed. Senses are unpacked when a word asks for them.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from isnad.languages.lexicon import Entry, Inflection, Lexicon, Sense
from isnad.reading import text
from isnad.reading.text import Spelling

Packed = tuple[Any, ...]


def stamp(folder: Path) -> str:
    """A key that changes with any table, with the code that reads them, and with Python's own format."""
    digest = hashlib.sha256(sys.version.encode())
    for path in sorted([*folder.rglob("*.tsv"), *Path(__file__).parent.glob("*.py"), Path(text.__file__)]):
        status = path.stat()
        digest.update(f"{path}|{status.st_size}|{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:24]


def place(folder: Path) -> Path:
    """Where a folder's snapshot is kept: where Python keeps what it compiles."""
    if sys.pycache_prefix:
        return Path(sys.pycache_prefix, *folder.resolve().parts[1:], "lexicon.snapshot")
    return folder / "__pycache__" / "lexicon.snapshot"


def restore(folder: Path) -> Lexicon | None:
    """The lexicon of a folder from its snapshot; None where there is none, or it no longer holds."""
    try:
        data = place(folder).read_bytes()
        key = stamp(folder).encode()
        if data[: len(key)] != key:
            return None
        return unpack(marshal.loads(data[len(key) :]))
    except (OSError, EOFError, ValueError, TypeError, KeyError, IndexError):
        return None


def keep(folder: Path, lexicon: Lexicon) -> None:
    """Write a folder's snapshot, where that is allowed; a reader beside us sees the old one or the new one, whole."""
    import tempfile

    path = place(folder)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(stamp(folder).encode() + marshal.dumps(pack(lexicon)))
        os.chmod(file.name, 0o644)
        os.replace(file.name, path)
    except OSError:
        return


class _Numbers:
    """Entries and features by number, in the order in which they were met."""

    def __init__(self) -> None:
        self.entries: list[Packed] = []
        self.features: list[Packed] = []
        self._entry: dict[int, int] = {}
        self._feature: dict[Packed, int] = {}

    def entry(self, entry: Entry) -> int:
        number = self._entry.get(id(entry))
        if number is None:
            number = self._entry[id(entry)] = len(self.entries)
            self.entries.append((entry.category, entry.lemma, entry.file, entry.line, dict(entry.attrs)))
        return number

    def feature(self, sense: Sense) -> int:
        key = (sense.tense, sense.gender, sense.number, sense.person)
        number = self._feature.get(key)
        if number is None:
            number = self._feature[key] = len(self.features)
            self.features.append(key)
        return number


def pack(lexicon: Lexicon) -> Packed:
    """A built lexicon as plain tuples, dicts and strings."""
    numbers = _Numbers()
    senses = {
        key: tuple(part for spelling, sense in known
                   for part in (spelling, numbers.entry(sense.entry), numbers.feature(sense)))
        for key, known in lexicon.all_senses().items()
    }
    phrases = {
        first: {second: [(keys, numbers.entry(entry)) for keys, entry in listed] for second, listed in seconds.items()}
        for first, seconds in lexicon.phrases.items()
    }
    furniture = {first: [(keys, numbers.entry(entry)) for keys, entry in listed]
                 for first, listed in lexicon.furniture.items()}
    outlets = {host: numbers.entry(entry) for host, entry in lexicon.outlets.items()}
    mastheads = {name: (numbers.entry(entry), bare) for name, (entry, bare) in lexicon.mastheads.items()}
    inflections = {kind: [(r.ends, r.prefix, r.suffix, r.gender, r.number, r.person) for r in rules]
                   for kind, rules in lexicon.inflections.items()}
    return (lexicon.spelling.tables, {kind: list(forms) for kind, forms in lexicon.clitics.items()}, inflections,
            lexicon.pronouns, numbers.entries, numbers.features, senses, phrases, furniture, outlets, mastheads,
            sorted(lexicon.initials), lexicon.states)


def unpack(packed: Packed) -> Lexicon:
    """A lexicon from what ``pack`` gave."""
    (spelling, clitics, inflections, pronouns, entries, features, senses, phrases, furniture, outlets, mastheads,
     initials, states) = packed
    made: dict[int, Entry] = {}

    def entry(number: int) -> Entry:
        known = made.get(number)
        if known is None:
            known = made[number] = Entry(*entries[number])
        return known

    lexicon = Lexicon(Spelling(*spelling), clitics,
                      {kind: [Inflection(*rule) for rule in rules] for kind, rules in inflections.items()}, pronouns)
    lexicon.lay_by(senses, _unpacker(entry, features))
    lexicon.phrases = {
        first: {second: [(tuple(keys), entry(number)) for keys, number in listed] for second, listed in seconds.items()}
        for first, seconds in phrases.items()
    }
    lexicon.furniture = {first: [(tuple(keys), entry(number)) for keys, number in listed]
                         for first, listed in furniture.items()}
    lexicon.outlets = {host: entry(number) for host, number in outlets.items()}
    lexicon.mastheads = {name: (entry(number), bare) for name, (number, bare) in mastheads.items()}
    lexicon.initials = set(initials)
    lexicon.states = states
    return lexicon


def _unpacker(entry: Callable[[int], Entry], features: list[Packed]) -> Callable[[Packed], list[tuple[str, Sense]]]:
    def senses(packed: Packed) -> list[tuple[str, Sense]]:
        return [(packed[i], Sense(entry(packed[i + 1]), *features[packed[i + 2]])) for i in range(0, len(packed), 3)]

    return senses
