"""The ledger, as it began."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from isnad.ledger import schema
from isnad.ledger.words_index import words_index

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "actor",
        sa.Column("id", sa.String(length=14), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("country", sa.String(length=8)),
        sa.Column("sector", sa.String(length=3)),
        sa.Column("generic", sa.Boolean(), nullable=False),
        sa.Column("merged_into", sa.String(length=14)),
        sa.Column("profile", schema.json_type()),
        sa.Column("appeared", schema.number_type(), nullable=False),
        sa.Column("touched", schema.number_type(), nullable=False),
        sa.Column("vanished", schema.number_type()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_actor")),
    )
    with op.batch_alter_table("actor") as batch_op:
        batch_op.create_index("ix_actor_name", ["name"])
        batch_op.create_index(batch_op.f("ix_actor_touched"), ["touched"])

    op.create_table(
        "actor_change",
        sa.Column("number", schema.number_type(), autoincrement=False, nullable=False),
        sa.Column("moment", schema.Moment(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("actor_id", sa.String(length=14), nullable=False),
        sa.Column("other_id", sa.String(length=14), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("moved", schema.json_type()),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_actor_change")),
    )
    with op.batch_alter_table("actor_change") as batch_op:
        batch_op.create_index(batch_op.f("ix_actor_change_actor_id"), ["actor_id"])
        batch_op.create_index(batch_op.f("ix_actor_change_other_id"), ["other_id"])

    op.create_table(
        "dispute",
        sa.Column("id", sa.String(length=14), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("one_id", sa.String(length=14), nullable=False),
        sa.Column("other_id", sa.String(length=14), nullable=False),
        sa.Column("day", schema.Day()),
        sa.Column("sure", sa.Boolean(), nullable=False),
        sa.Column("settled", sa.String(length=10)),
        sa.Column("by", sa.Text()),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("appeared", schema.number_type(), nullable=False),
        sa.Column("touched", schema.number_type(), nullable=False),
        sa.Column("vanished", schema.number_type()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute")),
    )
    with op.batch_alter_table("dispute") as batch_op:
        batch_op.create_index(batch_op.f("ix_dispute_one_id"), ["one_id"])
        batch_op.create_index(batch_op.f("ix_dispute_other_id"), ["other_id"])
        batch_op.create_index(batch_op.f("ix_dispute_touched"), ["touched"])

    op.create_table(
        "entry",
        sa.Column("number", schema.number_type(), autoincrement=False, nullable=False),
        sa.Column("item_id", sa.String(length=14), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("report_id", sa.String(length=14)),
        sa.Column("day", schema.Day()),
        sa.Column("publisher", sa.Text()),
        sa.Column("code", sa.String(length=12)),
        sa.Column("mode", sa.String(length=24)),
        sa.Column("status", sa.String(length=12)),
        sa.Column("place_country", sa.String(length=8)),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_entry")),
        sa.UniqueConstraint("item_id", name=op.f("uq_entry_item_id")),
    )
    with op.batch_alter_table("entry") as batch_op:
        batch_op.create_index(batch_op.f("ix_entry_day"), ["day"])
        batch_op.create_index("ix_entry_kind_code_day", ["kind", "code", "day"])
        batch_op.create_index(batch_op.f("ix_entry_report_id"), ["report_id"])

    op.create_table(
        "feed",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("state", schema.json_type(), nullable=False),
        sa.Column("claimed_until", schema.Moment()),
        sa.PrimaryKeyConstraint("url", name=op.f("pk_feed")),
    )
    op.create_table(
        "link_key",
        sa.Column("kind", sa.String(length=2), nullable=False),
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("owner_id", sa.String(length=14), nullable=False),
        sa.Column("report_id", sa.String(length=14), nullable=False),
        sa.Column("day", schema.Day()),
        sa.PrimaryKeyConstraint("kind", "key", "owner_id", name=op.f("pk_link_key")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "party",
        sa.Column("item_id", sa.String(length=14), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("appearance_id", sa.String(length=14), nullable=False),
        sa.Column("actor_id", sa.String(length=14), nullable=False),
        sa.Column("country", sa.String(length=8)),
        sa.Column("sector", sa.String(length=3)),
        sa.PrimaryKeyConstraint("item_id", "role", "number", name=op.f("pk_party")),
    )
    with op.batch_alter_table("party") as batch_op:
        batch_op.create_index(batch_op.f("ix_party_actor_id"), ["actor_id"])
        batch_op.create_index("ix_party_country", ["country"])

    op.create_table(
        "rejected",
        sa.Column("id", sa.String(length=14), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("line", sa.Integer()),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("given", sa.Text()),
        sa.Column("published", schema.Day()),
        sa.Column("first_seen", schema.Moment(), nullable=False),
        sa.Column("last_tried", schema.Moment(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.String(length=14)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rejected")),
    )
    op.create_table(
        "report",
        sa.Column("id", sa.String(length=14), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("version_id", sa.String(length=14), nullable=False),
        sa.Column("day", schema.Day()),
        sa.Column("published_at", schema.Moment()),
        sa.Column("publisher", sa.Text()),
        sa.Column("wire_id", sa.String(length=14)),
        sa.Column("copies", sa.String(length=14)),
        sa.Column("copied_how", sa.String(length=12)),
        sa.Column("story_id", sa.String(length=14)),
        sa.Column("appeared", schema.number_type(), nullable=False),
        sa.Column("touched", schema.number_type(), nullable=False),
        sa.Column("vanished", schema.number_type()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("address", name=op.f("uq_report_address")),
    )
    with op.batch_alter_table("report") as batch_op:
        batch_op.create_index(batch_op.f("ix_report_story_id"), ["story_id"])
        batch_op.create_index(batch_op.f("ix_report_touched"), ["touched"])
        batch_op.create_index(batch_op.f("ix_report_wire_id"), ["wire_id"])

    op.create_table(
        "revision",
        sa.Column("number", schema.number_type(), autoincrement=False, nullable=False),
        sa.Column("moment", schema.Moment(), nullable=False),
        sa.Column("cause", sa.String(length=16), nullable=False),
        sa.Column("report_id", sa.String(length=14)),
        sa.Column("details", schema.json_type()),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_revision")),
    )
    with op.batch_alter_table("revision") as batch_op:
        batch_op.create_index(batch_op.f("ix_revision_moment"), ["moment"])

    op.create_table(
        "story",
        sa.Column("id", sa.String(length=14), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("first_day", schema.Day()),
        sa.Column("last_day", schema.Day()),
        sa.Column("appeared", schema.number_type(), nullable=False),
        sa.Column("touched", schema.number_type(), nullable=False),
        sa.Column("vanished", schema.number_type()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story")),
    )
    with op.batch_alter_table("story") as batch_op:
        batch_op.create_index(batch_op.f("ix_story_last_day"), ["last_day"])
        batch_op.create_index(batch_op.f("ix_story_touched"), ["touched"])

    op.create_table(
        "actor_key",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.String(length=14), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name=op.f("fk_actor_key_actor_id")),
        sa.PrimaryKeyConstraint("key", "actor_id", name=op.f("pk_actor_key")),
    )
    with op.batch_alter_table("actor_key") as batch_op:
        batch_op.create_index("ix_actor_key_actor_id", ["actor_id"])

    op.create_table(
        "sketch",
        sa.Column("report_id", sa.String(length=14), nullable=False),
        sa.Column("wire", sa.LargeBinary(), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_sketch_report_id")),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_sketch")),
    )
    op.create_table(
        "version",
        sa.Column("id", sa.String(length=14), nullable=False),
        sa.Column("report_id", sa.String(length=14), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text()),
        sa.Column("publisher", sa.Text()),
        sa.Column("byline", sa.Text()),
        sa.Column("place", sa.Text()),
        sa.Column("agencies", schema.json_type(), nullable=False),
        sa.Column("published", schema.Day()),
        sa.Column("language", sa.String(length=8)),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("given", schema.json_type(), nullable=False),
        sa.Column("source", sa.Text()),
        sa.Column("captured", schema.Moment()),
        sa.Column("taken", schema.Moment(), nullable=False),
        sa.Column("reader", sa.String(length=14), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_version_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version")),
        sa.UniqueConstraint("report_id", "number", name=op.f("uq_version_report_id_number")),
    )
    op.create_table(
        "appearance",
        sa.Column("id", sa.String(length=14), nullable=False),
        sa.Column("report_id", sa.String(length=14), nullable=False),
        sa.Column("version_id", sa.String(length=14), nullable=False),
        sa.Column("local", sa.String(length=12), nullable=False),
        sa.Column("actor_id", sa.String(length=14), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("country", sa.String(length=8)),
        sa.Column("sector", sa.String(length=3)),
        sa.Column("role", sa.Text()),
        sa.Column("mentions", schema.json_type(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name=op.f("fk_appearance_actor_id")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_appearance_report_id")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_appearance_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appearance")),
    )
    with op.batch_alter_table("appearance") as batch_op:
        batch_op.create_index(batch_op.f("ix_appearance_actor_id"), ["actor_id"])
        batch_op.create_index(batch_op.f("ix_appearance_report_id"), ["report_id"])

    op.create_table(
        "awaited",
        sa.Column("id", sa.String(length=14), nullable=False),
        sa.Column("report_id", sa.String(length=14), nullable=False),
        sa.Column("version_id", sa.String(length=14), nullable=False),
        sa.Column("local", sa.String(length=12), nullable=False),
        sa.Column("day", schema.Day()),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("due", schema.Day()),
        sa.Column("basis_id", sa.String(length=14), nullable=False),
        sa.Column("matter", sa.String(length=14), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("appeared", schema.number_type(), nullable=False),
        sa.Column("touched", schema.number_type(), nullable=False),
        sa.Column("vanished", schema.number_type()),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_awaited_report_id")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_awaited_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_awaited")),
    )
    with op.batch_alter_table("awaited") as batch_op:
        batch_op.create_index(batch_op.f("ix_awaited_matter"), ["matter"])
        batch_op.create_index(batch_op.f("ix_awaited_report_id"), ["report_id"])
        batch_op.create_index(batch_op.f("ix_awaited_state"), ["state"])
        batch_op.create_index(batch_op.f("ix_awaited_touched"), ["touched"])

    op.create_table(
        "event",
        sa.Column("id", sa.String(length=14), nullable=False),
        sa.Column("report_id", sa.String(length=14), nullable=False),
        sa.Column("version_id", sa.String(length=14), nullable=False),
        sa.Column("local", sa.String(length=12), nullable=False),
        sa.Column("day", schema.Day()),
        sa.Column("type", sa.String(length=12), nullable=False),
        sa.Column("mode", sa.String(length=24)),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("start", schema.Day()),
        sa.Column("end", schema.Day()),
        sa.Column("within_id", sa.String(length=14)),
        sa.Column("trigger_start", sa.Integer(), nullable=False),
        sa.Column("trigger_end", sa.Integer(), nullable=False),
        sa.Column("text_start", sa.Integer(), nullable=False),
        sa.Column("text_end", sa.Integer(), nullable=False),
        sa.Column("place", sa.Text()),
        sa.Column("place_country", sa.String(length=8)),
        sa.Column("latitude", sa.Float()),
        sa.Column("longitude", sa.Float()),
        sa.Column("details", schema.json_type(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("telling", sa.String(length=14), nullable=False),
        sa.Column("appeared", schema.number_type(), nullable=False),
        sa.Column("touched", schema.number_type(), nullable=False),
        sa.Column("vanished", schema.number_type()),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_event_report_id")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_event_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    with op.batch_alter_table("event") as batch_op:
        batch_op.create_index(batch_op.f("ix_event_report_id"), ["report_id"])
        batch_op.create_index(batch_op.f("ix_event_telling"), ["telling"])
        batch_op.create_index(batch_op.f("ix_event_touched"), ["touched"])

    op.create_table(
        "statement",
        sa.Column("id", sa.String(length=14), nullable=False),
        sa.Column("report_id", sa.String(length=14), nullable=False),
        sa.Column("version_id", sa.String(length=14), nullable=False),
        sa.Column("local", sa.String(length=12), nullable=False),
        sa.Column("day", schema.Day()),
        sa.Column("act", sa.String(length=12), nullable=False),
        sa.Column("form", sa.String(length=8), nullable=False),
        sa.Column("occasion", sa.String(length=20)),
        sa.Column("within_id", sa.String(length=14)),
        sa.Column("cue_start", sa.Integer(), nullable=False),
        sa.Column("cue_end", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("content", schema.json_type(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("telling", sa.String(length=14), nullable=False),
        sa.Column("appeared", schema.number_type(), nullable=False),
        sa.Column("touched", schema.number_type(), nullable=False),
        sa.Column("vanished", schema.number_type()),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_statement_report_id")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_statement_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement")),
    )
    with op.batch_alter_table("statement") as batch_op:
        batch_op.create_index(batch_op.f("ix_statement_report_id"), ["report_id"])
        batch_op.create_index(batch_op.f("ix_statement_telling"), ["telling"])
        batch_op.create_index(batch_op.f("ix_statement_touched"), ["touched"])

    op.create_table(
        "awaited_change",
        sa.Column("id", sa.String(length=14), nullable=False),
        sa.Column("awaited_id", sa.String(length=14), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("sure", sa.Boolean(), nullable=False),
        sa.Column("settled", sa.String(length=10)),
        sa.Column("by", sa.Text()),
        sa.Column("evidence_id", sa.String(length=14)),
        sa.Column("day", schema.Day()),
        sa.Column("report_id", sa.String(length=14)),
        sa.Column("start", sa.Integer()),
        sa.Column("end", sa.Integer()),
        sa.Column("moment", schema.Moment(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["awaited_id"], ["awaited.id"], name=op.f("fk_awaited_change_awaited_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_awaited_change")),
    )
    with op.batch_alter_table("awaited_change") as batch_op:
        batch_op.create_index(batch_op.f("ix_awaited_change_awaited_id"), ["awaited_id"])
        batch_op.create_index(batch_op.f("ix_awaited_change_evidence_id"), ["evidence_id"])
        batch_op.create_index(batch_op.f("ix_awaited_change_report_id"), ["report_id"])

    for sql in words_index(op.get_bind().dialect.name).create():
        op.execute(sql)
