"""Where the words of entries stand, and how each database looks them up. Words come stemmed (``languages.stems``), so
that both databases find the same.

A query is a list of ``Wanted``: all of the plain ones must be there, none of the excluded ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import CTE, Connection, Float, Integer, bindparam, column, text

LAST_POSITION = 16_383
"""The furthest position that a PostgreSQL ``tsvector`` tells apart."""
LONGEST_TERM = 255
"""Characters of a term by which PostgreSQL knows it; it takes 2,046 bytes."""
LARGEST_VECTOR = 1_000_000
"""Bytes of a ``tsvector``, which takes 1,048,575: what stands behind them in a report is found on SQLite alone."""


@dataclass(slots=True, frozen=True)
class Wanted:
    """Terms that must stand side by side; one term is a phrase of one. ``prefix``: the last is a beginning."""

    terms: tuple[str, ...]
    prefix: bool = False
    excluded: bool = False


class WordsIndex(Protocol):
    """The words of entries by their numbers."""

    def create(self) -> list[str]:
        """The SQL that makes the index."""

    def add(self, db: Connection, rows: Sequence[tuple[int, str, str]]) -> None:
        """Add entries: number, terms of the text, terms of who speaks or acts."""

    def remove(self, db: Connection, numbers: Sequence[int]) -> None:
        """Take entries out."""

    def matches(self, wanted: Sequence[Wanted]) -> CTE:
        """``number`` and ``rank`` (the smaller, the better) of the entries that hold what is wanted."""


class SqliteWords:
    """FTS5, ranked by BM25; a hit in the text counts twice one among the names."""

    def create(self) -> list[str]:
        return ["CREATE VIRTUAL TABLE entry_words USING fts5(words, who, tokenize='ascii')"]

    def add(self, db: Connection, rows: Sequence[tuple[int, str, str]]) -> None:
        if rows:
            db.exec_driver_sql("INSERT INTO entry_words (rowid, words, who) VALUES (?, ?, ?)", list(rows))

    def remove(self, db: Connection, numbers: Sequence[int]) -> None:
        if numbers:
            db.exec_driver_sql("DELETE FROM entry_words WHERE rowid = ?", [(number,) for number in numbers])

    def matches(self, wanted: Sequence[Wanted]) -> CTE:
        held = " AND ".join(self._phrase(each) for each in wanted if not each.excluded)
        query = " NOT ".join([f"({held})", *(self._phrase(each) for each in wanted if each.excluded)])
        found = text("SELECT rowid AS number, bm25(entry_words, 2.0, 1.0) AS rank FROM entry_words "
                     "WHERE entry_words MATCH :words").bindparams(bindparam("words", query))
        return found.columns(column("number", Integer), column("rank", Float)).cte("found").prefix_with("MATERIALIZED")

    @staticmethod
    def _phrase(wanted: Wanted) -> str:
        return '"' + " ".join(term.replace('"', '""') for term in wanted.terms) + '"' + ("*" if wanted.prefix else "")


class PostgresqlWords:
    """A ``tsvector`` that is made here and not by a dictionary, with a GIN index, ranked by how near the words are."""

    def create(self) -> list[str]:
        return ["CREATE TABLE entry_words (number BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)",
                "CREATE INDEX ix_entry_words_words ON entry_words USING gin (words) WITH (fastupdate = off)"]

    def add(self, db: Connection, rows: Sequence[tuple[int, str, str]]) -> None:
        if rows:
            db.exec_driver_sql("INSERT INTO entry_words (number, words) VALUES (%s, %s::tsvector)",
                               [(number, self._vector(words, who)) for number, words, who in rows])

    def remove(self, db: Connection, numbers: Sequence[int]) -> None:
        db.exec_driver_sql("DELETE FROM entry_words WHERE number = ANY(%s)", (list(numbers),))

    def matches(self, wanted: Sequence[Wanted]) -> CTE:
        query = " & ".join(("!" if each.excluded else "") + self._phrase(each) for each in wanted)
        found = text("SELECT number, -ts_rank(words, CAST(:words AS tsquery)) AS rank FROM entry_words "
                     "WHERE words @@ CAST(:words AS tsquery)").bindparams(bindparam("words", query))
        return found.columns(column("number", Integer), column("rank", Float)).cte("found").prefix_with("MATERIALIZED")

    @staticmethod
    def _vector(words: str, who: str) -> str:
        places: dict[str, list[str]] = {}
        text_terms = words.split()
        for at, term in enumerate(text_terms, 1):
            places.setdefault(term[:LONGEST_TERM], []).append(f"{min(at, LAST_POSITION)}A")
        # the gap keeps a phrase from running out of the text into the names
        for at, term in enumerate(who.split(), len(text_terms) + 2):
            places.setdefault(term[:LONGEST_TERM], []).append(f"{min(at, LAST_POSITION)}B")
        made, size = [], 0
        for term, where in places.items():
            size += len(term.encode()) + 2 * len(where[:255]) + 4
            if size > LARGEST_VECTOR:
                break
            made.append(f"{_quoted(term)}:{','.join(where[:255])}")
        return " ".join(made)

    @staticmethod
    def _phrase(wanted: Wanted) -> str:
        terms = [_quoted(term[:LONGEST_TERM]) for term in wanted.terms]
        if wanted.prefix:
            terms[-1] += ":*"
        return "(" + " <-> ".join(terms) + ")"


def _quoted(term: str) -> str:
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"


def words_index(dialect: str) -> WordsIndex:
    """The index of a database by its dialect's name."""
    return PostgresqlWords() if dialect == "postgresql" else SqliteWords()

