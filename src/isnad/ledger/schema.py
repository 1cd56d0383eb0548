"""The ledger's tables, the same on SQLite and PostgreSQL. ``migrations/`` makes them and brings old ledgers up to them.

Identifiers are permanent: one letter for what it is, then thirteen of base 32 (``ledger.identity``). A row that
others may point to is never deleted; it is marked as vanished. ``appeared``, ``touched`` and ``vanished`` hold numbers
of revisions: the one that brought the row, the last that altered it, the one that took it away.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine

metadata = MetaData(naming_convention={
    "ix": "ix_%(table_name)s_%(column_0_N_name)s", "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s", "pk": "pk_%(table_name)s",
})


class Moment(TypeDecorator[str]):
    """A moment: ISO 8601 in UTC with microseconds for Python, ``timestamptz`` in PostgreSQL, text in SQLite."""

    impl = String(27)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(DateTime(timezone=True) if dialect.name == "postgresql" else String(27))

    def process_bind_param(self, value: str | None, dialect: Dialect) -> Any:
        return datetime.fromisoformat(value) if value is not None and dialect.name == "postgresql" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        return iso(value) if isinstance(value, datetime) else value


class Day(TypeDecorator[str]):
    """A day: ISO 8601 for Python, ``date`` in PostgreSQL, text in SQLite."""

    impl = String(10)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Date() if dialect.name == "postgresql" else String(10))

    def process_bind_param(self, value: str | None, dialect: Dialect) -> Any:
        return date.fromisoformat(value) if value is not None and dialect.name == "postgresql" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        return value.isoformat() if isinstance(value, date) else value


def iso(moment: datetime) -> str:
    """A moment as the ledger writes it: UTC, microseconds, Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


_UNKEPT = re.compile("[\x00\ud800-\udfff]")


def keepable(text: str) -> str:
    """A text in characters that every database keeps: NUL and lone surrogates made U+FFFD, one for one."""
    return _UNKEPT.sub("\ufffd", text)


def _id() -> String:
    return String(14)


def json_type() -> TypeEngine[Any]:
    """JSON that PostgreSQL can look into."""
    return JSON().with_variant(JSONB(), "postgresql")


def number_type() -> TypeEngine[Any]:
    """Numbers that do not run out."""
    return BigInteger().with_variant(Integer(), "sqlite")  # SQLite counts up only what it calls an integer


def _life() -> tuple[Column[Any], ...]:
    return (Column("appeared", number_type(), nullable=False),
            Column("touched", number_type(), nullable=False, index=True), Column("vanished", number_type()))


def _of_report() -> tuple[Column[Any], ...]:
    """The columns of everything that is read in a report: where it stands, and under which name in the record."""
    return (Column("id", _id(), primary_key=True),
            Column("report_id", _id(), ForeignKey("report.id"), nullable=False, index=True),
            Column("version_id", _id(), ForeignKey("version.id"), nullable=False),
            Column("local", String(12), nullable=False), Column("day", Day()))


revision = Table(
    "revision", metadata,
    Column("number", number_type(), primary_key=True, autoincrement=False),
    Column("moment", Moment(), nullable=False, index=True),
    Column("cause", String(16), nullable=False),  # ingest, reread, review, settle, merge, split
    Column("report_id", _id()),
    Column("details", json_type()),  # fields that altered: [[id, field, before, after], …]
)
"""One transaction each. Their order is that in which they were committed; whoever writes takes the next number."""

report = Table(
    "report", metadata,
    Column("id", _id(), primary_key=True),
    Column("address", Text, nullable=False, unique=True),
    Column("version_id", _id(), nullable=False),
    Column("day", Day()), Column("published_at", Moment()), Column("publisher", Text),
    Column("wire_id", _id(), index=True),  # the report that began the wire; its own, where it is a wire by itself
    Column("copies", _id()), Column("copied_how", String(12)),  # the report whose text this one carries
    Column("story_id", _id(), index=True),
    *_life(),
)

version = Table(
    "version", metadata,
    Column("id", _id(), primary_key=True),
    Column("report_id", _id(), ForeignKey("report.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("url", Text), Column("publisher", Text), Column("byline", Text), Column("place", Text),
    Column("agencies", json_type(), nullable=False), Column("published", Day()), Column("language", String(8)),
    Column("headline", Text, nullable=False), Column("text", Text, nullable=False),
    Column("given", json_type(), nullable=False),  # what the source told beside the text, to read it again
    Column("source", Text), Column("captured", Moment()), Column("taken", Moment(), nullable=False),
    Column("reader", String(14), nullable=False),  # which reader read it: ledger.identity.reader_mark
    Column("record", LargeBinary, nullable=False),  # the record without its text, as compressed JSON
    Column("read", LargeBinary),  # what the reader read, where people have corrected it; the record holds what stands
    UniqueConstraint("report_id", "number"),
)

actor = Table(
    "actor", metadata,
    Column("id", _id(), primary_key=True),
    Column("name", Text, nullable=False), Column("kind", String(12), nullable=False),
    Column("country", String(8)), Column("sector", String(3)), Column("generic", Boolean, nullable=False),
    Column("merged_into", _id()), Column("profile", json_type()),
    *_life(),
    Index("ix_actor_name", "name"),
)
actor_key = Table(
    "actor_key", metadata,
    Column("key", Text, primary_key=True), Column("actor_id", _id(), ForeignKey("actor.id"), primary_key=True),
    Index("ix_actor_key_actor_id", "actor_id"),
)
actor_change = Table(
    "actor_change", metadata,
    Column("number", number_type(), primary_key=True, autoincrement=False),
    Column("moment", Moment(), nullable=False), Column("kind", String(8), nullable=False),  # merge, split, offer
    Column("actor_id", _id(), nullable=False, index=True), Column("other_id", _id(), nullable=False, index=True),
    Column("by", Text, nullable=False), Column("reason", Text, nullable=False),
    Column("moved", json_type()), Column("undone", Boolean, nullable=False),
)
appearance = Table(
    "appearance", metadata, *_of_report()[:4],
    Column("actor_id", _id(), ForeignKey("actor.id"), nullable=False, index=True),
    Column("name", Text, nullable=False), Column("kind", String(12), nullable=False), Column("country", String(8)),
    Column("sector", String(3)), Column("role", Text), Column("mentions", json_type(), nullable=False),
    Column("reason", Text, nullable=False),
)
"""An actor as one report tells him, and why the ledger takes him for the actor that other reports tell, too."""

statement = Table(
    "statement", metadata, *_of_report(),
    Column("act", String(12), nullable=False), Column("form", String(8), nullable=False),
    Column("occasion", String(20)), Column("within_id", _id()),
    Column("cue_start", Integer, nullable=False), Column("cue_end", Integer, nullable=False),
    Column("start", Integer, nullable=False), Column("end", Integer, nullable=False),
    Column("content", json_type(), nullable=False), Column("rule", Text, nullable=False),
    Column("telling", _id(), nullable=False, index=True),
    *_life(),
)
event = Table(
    "event", metadata, *_of_report(),
    Column("type", String(12), nullable=False), Column("mode", String(24)),
    Column("status", String(12), nullable=False),
    Column("start", Day()), Column("end", Day()), Column("within_id", _id()),
    Column("trigger_start", Integer, nullable=False), Column("trigger_end", Integer, nullable=False),
    Column("text_start", Integer, nullable=False), Column("text_end", Integer, nullable=False),
    Column("place", Text), Column("place_country", String(8)), Column("latitude", Float), Column("longitude", Float),
    Column("details", json_type(), nullable=False),  # contexts, mentions, quantities, the place's span
    Column("rule", Text, nullable=False), Column("telling", _id(), nullable=False, index=True),
    *_life(),
)
party = Table(
    "party", metadata,
    Column("item_id", _id(), primary_key=True), Column("role", String(10), primary_key=True),
    Column("number", Integer, primary_key=True), Column("appearance_id", _id(), nullable=False),
    Column("actor_id", _id(), nullable=False, index=True), Column("country", String(8)), Column("sector", String(3)),
    Index("ix_party_country", "country"),
)
"""Who has which part in an item: speaker, addressee, actor, recipient; owes and waits in what is awaited."""

awaited = Table(
    "awaited", metadata, *_of_report(),
    Column("start", Integer, nullable=False), Column("end", Integer, nullable=False), Column("due", Day()),
    Column("basis_id", _id(), nullable=False), Column("matter", _id(), nullable=False, index=True),
    Column("state", String(12), nullable=False, index=True),
    *_life(),
)
awaited_change = Table(
    "awaited_change", metadata,
    Column("id", _id(), primary_key=True), Column("awaited_id", _id(), ForeignKey("awaited.id"), nullable=False,
                                                  index=True),
    Column("state", String(12), nullable=False), Column("sure", Boolean, nullable=False),
    Column("settled", String(10)),  # confirmed or rejected, by a person
    Column("by", Text), Column("evidence_id", _id(), index=True), Column("day", Day()),
    Column("report_id", _id(), index=True), Column("start", Integer), Column("end", Integer),  # where it is told
    Column("moment", Moment(), nullable=False), Column("rule", Text, nullable=False),
    Column("why", Text, nullable=False),
)
dispute = Table(
    "dispute", metadata,
    Column("id", _id(), primary_key=True), Column("kind", String(24), nullable=False),
    Column("one_id", _id(), nullable=False, index=True), Column("other_id", _id(), nullable=False, index=True),
    Column("day", Day()), Column("sure", Boolean, nullable=False), Column("settled", String(10)), Column("by", Text),
    Column("rule", Text, nullable=False), Column("why", Text, nullable=False),
    *_life(),
)

story = Table("story", metadata, Column("id", _id(), primary_key=True), Column("title", Text, nullable=False),
              Column("first_day", Day()), Column("last_day", Day(), index=True), *_life())
sketch = Table("sketch", metadata, Column("report_id", _id(), ForeignKey("report.id"), primary_key=True),
               Column("wire", LargeBinary, nullable=False), Column("card", LargeBinary, nullable=False))
"""What the judges of wires and stories compare: ``ledger.wires.Sketch`` and ``ledger.stories.Card``, packed."""
link_key = Table(
    "link_key", metadata,
    Column("kind", String(2), primary_key=True), Column("key", BigInteger, primary_key=True),
    Column("owner_id", _id(), primary_key=True), Column("report_id", _id(), nullable=False),
    Column("day", Day()),
    sqlite_with_rowid=False,
)
"""Under which keys candidates are looked up: w wires, s stories, d disputes, o what is owed. Rows are never taken away:
whoever is found is looked at as he is now, so an old key costs a look and does no harm."""

entry = Table(
    "entry", metadata,
    Column("number", number_type(), primary_key=True, autoincrement=False),
    Column("item_id", _id(), nullable=False, unique=True), Column("kind", String(10), nullable=False),
    Column("report_id", _id(), index=True), Column("day", Day(), index=True),
    Column("publisher", Text), Column("code", String(12)),  # a statement's act, an event's type
    Column("mode", String(24)), Column("status", String(12)), Column("place_country", String(8)),
    Index("ix_entry_kind_code_day", "kind", "code", "day"),
)
"""What can be found: reports, statements, events, and actors by their names, a row each. Their words stand in
``entry_words``, whose shape is each database's own (``ledger.words_index``)."""

rejected = Table(
    "rejected", metadata,
    Column("id", _id(), primary_key=True), Column("source", Text, nullable=False), Column("line", Integer),
    Column("code", String(24), nullable=False), Column("reason", Text, nullable=False), Column("given", Text),
    Column("published", Day()), Column("first_seen", Moment(), nullable=False),
    Column("last_tried", Moment(), nullable=False), Column("tries", Integer, nullable=False),
    Column("report_id", _id()),  # what became of it in the end
)
feed = Table(
    "feed", metadata,
    Column("url", Text, primary_key=True), Column("state", json_type(), nullable=False),
    Column("claimed_until", Moment()),
)

review = Table(
    "review", metadata,
    Column("number", number_type(), primary_key=True, autoincrement=False),
    Column("report_id", _id(), ForeignKey("report.id"), nullable=False, index=True),
    Column("item_id", _id(), nullable=False, index=True),  # statement, event, awaited item, appearance; or the report
    Column("decision", String(10), nullable=False),  # accepted, corrected, rejected
    Column("fields", json_type()),  # of a correction: {field: [before, after]}
    Column("note", Text), Column("by", Text, nullable=False), Column("moment", Moment(), nullable=False),
    Column("undone_by", Text), Column("undone", Moment()),
)
"""What people decided on what was read. Rows are never taken away; what stands is made of those that are not undone,
in their order."""

token = Table(
    "token", metadata,
    Column("id", _id(), primary_key=True), Column("name", Text, nullable=False, unique=True),
    Column("role", String(8), nullable=False),  # read, review, admin
    Column("hash", String(64), nullable=False, unique=True),  # SHA-256 of the token, which is kept nowhere
    Column("created", Moment(), nullable=False), Column("expires", Moment()), Column("revoked", Moment()),
    Column("used", Moment()),
)
session = Table(
    "session", metadata,
    Column("hash", String(64), primary_key=True),  # SHA-256 of what the browser's cookie holds
    Column("token_id", _id(), ForeignKey("token.id"), nullable=False, index=True),
    Column("created", Moment(), nullable=False), Column("expires", Moment(), nullable=False),
)
saved = Table(
    "saved", metadata,
    Column("id", _id(), primary_key=True), Column("name", Text, nullable=False),
    Column("query", Text, nullable=False),  # as in the address of the search
    Column("by", Text, nullable=False), Column("created", Moment(), nullable=False), Column("removed", Moment()),
    Column("hook", Text), Column("secret", Text),  # where what is new is sent, and what it is signed with
    Column("told", number_type(), nullable=False),  # the revision up to which it was sent
    Column("claimed_until", Moment()),
)
"""Searches that are kept under a name. A hook is one server's at a time."""
delivery = Table(
    "delivery", metadata,
    Column("id", _id(), primary_key=True), Column("saved_id", _id(), ForeignKey("saved.id"), nullable=False,
                                                  index=True),
    Column("after", number_type(), nullable=False), Column("upto", number_type(), nullable=False),  # revisions
    Column("tells", json_type(), nullable=False),  # [[item, kind, report], …]
    Column("created", Moment(), nullable=False), Column("delivered", Moment()),
    Column("tries", Integer, nullable=False), Column("next_try", Moment(), index=True),
    Column("answer", Integer), Column("fault", Text),
)
