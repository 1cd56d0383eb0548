"""Where in a text the words of a query stand, as the index of words sees them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Connection, select

from isnad.languages.stems import Stemmer, stemmer
from isnad.ledger.load import batches
from isnad.ledger.schema import report, version
from isnad.ledger.words_index import Wanted
from isnad.reading.text import ascii_digits, tokens

BEFORE = 60
"""Characters of what stands before a hit that an excerpt shows, about."""


def hits(text: str, wanted: Sequence[Wanted], stems: Stemmer | None = None) -> list[tuple[int, int]]:
    """The words of a text for which a query finds it: where each begins and ends, in order."""
    sought = [each for each in wanted if not each.excluded]
    if not sought:
        return []
    stems = stems or stemmer()
    words = [(start, end, stems.stem(text[start:end]) if kind == "word" else ascii_digits(text[start:end]).lower())
             for start, end, kind, _ in tokens(text) if kind != "punct"]
    found = {at for each in sought for at in _places([term for _, _, term in words], each)}
    return [words[at][:2] for at in sorted(found)]


def _places(terms: Sequence[str], wanted: Wanted) -> Iterator[int]:
    """The places of terms that are those wanted, side by side."""
    *before, last = wanted.terms
    for at, term in enumerate(terms[len(before):], len(before)):
        if (term == last or (wanted.prefix and term.startswith(last))) and terms[at - len(before):at] == before:
            yield from range(at - len(before), at + 1)


def excerpt(text: str, found: Sequence[tuple[int, int]], longest: int) -> tuple[int, int]:
    """The part of a text of at most so many characters that shows the first hit, cut between words."""
    if len(text) <= longest:
        return 0, len(text)
    start = 0
    if found and found[0][1] > longest - BEFORE:
        start = max(0, found[0][0] - BEFORE)
        start = text.find(" ", start, found[0][0]) + 1 or start
    if start + longest >= len(text):
        return start, len(text)
    end = text.rfind(" ", start + longest // 2, start + longest)
    return start, end if end > 0 else start + longest


def first_line(lines: Iterable[str], wanted: Sequence[Wanted]) -> str | None:
    """The first of some lines that holds a word that a query finds."""
    return next((line for line in lines if hits(line, wanted)), None)


def bodies(db: Connection, reports: Sequence[str]) -> dict[str, str]:
    """The texts of reports without their headlines, by their identifiers."""
    return {row.id: row.text[len(row.headline):] for some in batches(list(reports)) for row in db.execute(
        select(report.c.id, version.c.headline, version.c.text).join(version, version.c.id == report.c.version_id)
        .where(report.c.id.in_(some)))}
