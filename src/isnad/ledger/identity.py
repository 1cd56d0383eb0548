"""Permanent identifiers, made of what they name: the same report gives the same ones in every ledger."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from functools import lru_cache
from pathlib import Path

from isnad.record import Record
from isnad.sources.address import canonical_address
from isnad.sources.report import BadAddress, RawReport

BETWEEN = "\x1f"
"""Between the parts of what is hashed: a character that no report keeps."""
AROUND = 24
"""Characters of its sentence on either side of a cue or trigger that tell it from another of the same words."""
LONGEST_ADDRESS = 2000
"""Bytes of an address that are kept; PostgreSQL puts no more than 2,704 into an index."""
_SENTENCE_END = re.compile(r"[.!?؟؛](?=\s|$)|[\n\r]")

NOT_READING = frozenset({"stems.py", "sounds.py", "settling.py"})
"""Modules of a language that only the ledger uses: a change in them makes no other reading."""


def identifier(letter: str, *parts: str) -> str:
    """A letter for the kind of thing, then 65 bits of its parts' hash, in base 32."""
    digest = hashlib.sha256(BETWEEN.join(parts).encode("utf-8", "surrogatepass")).digest()
    return letter + base64.b32encode(digest[:9])[:13].decode().lower()


def address(raw: RawReport) -> str:
    """What tells one report from another: its address, else its publisher's own name for it, else its words.

    Of one that is too long to be kept, the beginning and a hash.
    """
    found = _address(raw)
    if len(found.encode("utf-8", "surrogatepass")) <= LONGEST_ADDRESS:
        return found
    return f"{found[:LONGEST_ADDRESS // 4]}…{identifier('x', found)[1:]}"


def _address(raw: RawReport) -> str:
    if raw.url:
        try:
            return canonical_address(raw.url)
        except BadAddress:
            return raw.url
    if raw.id:
        return f"id:{raw.publisher or ''}:{raw.id}"
    return f"text:{identifier('x', raw.headline, raw.text)[1:]}"


def report_id(raw: RawReport) -> str:
    """The identifier of a report, whatever its version."""
    return identifier("r", address(raw))


def version_id(report: str, raw: RawReport, published: str | None) -> str:
    """The identifier of a report as it stood once: its words and its day."""
    return identifier("v", report, raw.headline, raw.text, published or "")


def item_ids(report: str, record: Record) -> dict[str, str]:
    """Permanent identifiers of a record's statements, events, awaited items and appearances, by those of the record.

    A statement is known by its cue and an event by its trigger, with the words around them in their sentence, so that
    both keep their identifiers when the text moves, when another headline or paragraph comes to stand beside them, or
    when the reader learns to read the rest of them better.
    """
    text, seen = record.report.text, Counter[str]()

    def named(letter: str, start: int, end: int) -> str:
        before, after = text[max(0, start - AROUND):start], text[end:end + AROUND]
        before = _SENTENCE_END.split(before)[-1]
        after = _SENTENCE_END.split(after, maxsplit=1)[0]
        around = (" ".join(before.split()), text[start:end], " ".join(after.split()))
        key = BETWEEN.join((letter, *around))
        seen[key] += 1
        return identifier(letter, report, *around, str(seen[key]))

    ids = {statement.id: named("s", *statement.cue) for statement in record.statements}
    ids |= {event.id: named("e", *event.trigger) for event in record.events}
    ids |= {awaited.id: named("w", *awaited.what) for awaited in record.awaited}
    for actor in record.actors:
        key = BETWEEN.join(("p", actor.name, actor.kind))
        seen[key] += 1
        ids[actor.id] = identifier("p", report, actor.name, actor.kind, str(seen[key]))
    return ids


def is_appearance(key: str, report: str, name: str, kind: str, most: int) -> bool:
    """Whether an appearance's identifier is made of a name and a kind; ``most``: how many of them a report may have."""
    return any(key == identifier("p", report, name, kind, str(number)) for number in range(1, most + 1))


def key_number(kind: str, key: str) -> int:
    """A key under which candidates are looked up, as a number that a database holds in eight bytes."""
    digest = hashlib.blake2b(f"{kind}{BETWEEN}{key}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)


@lru_cache(maxsize=1)
def reader_mark() -> str:
    """Which reader this is: a hash of the code that reads and of the tables it reads with."""
    from isnad.languages import build

    package = Path(__file__).parent.parent
    tables = (build.LETTERS, build.CLITICS, build.INFLECTION, *(table for table, _ in build.TABLES))
    paths = [*(package / "reading").glob("*.py"), *(package / "languages").glob("*.py"), package / "record.py",
             *(path for table in tables for path in (package / "languages").glob(f"*/{table.file}"))]
    digest = hashlib.sha256()
    for path in sorted(paths):
        if path.name not in NOT_READING:
            digest.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return identifier("k", digest.hexdigest())
