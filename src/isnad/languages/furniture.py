"""The tables of furniture: what stands on a page beside the story, and the words of datelines and bylines."""

from __future__ import annotations

from isnad.languages.lexicon import Entry, Lexicon
from isnad.languages.tables import Column, Row, Table, arabic, matching, one_of

STANDS = ("line", "bracket", "head", "all", "label", "starred", "tail", "stamp", "clock")

FURNITURE = Table(
    "furniture.tsv",
    (Column("form", arabic),
     Column("kind", one_of("dateline", "byline", "continues", "ends", "comments", "related", "share", "credit")),
     Column("stands", one_of(*STANDS), several=True), Column("tells", one_of("source", "picture", "update"), True)),
    key=("form",),
)
DESKS = Table("desks.tsv", (Column("form", arabic),), key=("form",))
HOSTS = Table(
    "hosts.tsv",
    (Column("ending", matching("[a-z]{2,}", "a top-level domain in small letters")),
     Column("country", matching("[A-Z]{3}", "three capital letters, as ISO 3166-1 alpha-3"))),
    key=("ending",),
)


def add_furniture(lexicon: Lexicon, row: Row) -> None:
    attrs = {name: row[name] for name in ("kind", "stands", "tells")}
    lexicon.add_furniture(row["form"], Entry("furniture", row["form"], row.file, row.line, attrs))


def add_desk(lexicon: Lexicon, row: Row) -> None:
    lexicon.add_furniture(row["form"], Entry("desk", row["form"], row.file, row.line))


def add_host(lexicon: Lexicon, row: Row) -> None:
    entry = Entry("host", row["ending"], row.file, row.line, {"code": row["country"]})
    lexicon.outlets.setdefault(row["ending"], entry)


TABLES = [(FURNITURE, add_furniture), (DESKS, add_desk), (HOSTS, add_host)]
