"""Reviews, tokens with their sessions, and searches that are kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from isnad.ledger import schema

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "saved",
        sa.Column("id", sa.String(length=14), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("created", schema.Moment(), nullable=False),
        sa.Column("removed", schema.Moment()),
        sa.Column("hook", sa.Text()),
        sa.Column("secret", sa.Text()),
        sa.Column("told", schema.number_type(), nullable=False),
        sa.Column("claimed_until", schema.Moment()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved")),
    )
    op.create_table(
        "token",
        sa.Column("id", sa.String(length=14), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=8), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("created", schema.Moment(), nullable=False),
        sa.Column("expires", schema.Moment()),
        sa.Column("revoked", schema.Moment()),
        sa.Column("used", schema.Moment()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_token")),
        sa.UniqueConstraint("hash", name=op.f("uq_token_hash")),
        sa.UniqueConstraint("name", name=op.f("uq_token_name")),
    )
    op.create_table(
        "delivery",
        sa.Column("id", sa.String(length=14), nullable=False),
        sa.Column("saved_id", sa.String(length=14), nullable=False),
        sa.Column("after", schema.number_type(), nullable=False),
        sa.Column("upto", schema.number_type(), nullable=False),
        sa.Column("tells", schema.json_type(), nullable=False),
        sa.Column("created", schema.Moment(), nullable=False),
        sa.Column("delivered", schema.Moment()),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try", schema.Moment()),
        sa.Column("answer", sa.Integer()),
        sa.Column("fault", sa.Text()),
        sa.ForeignKeyConstraint(["saved_id"], ["saved.id"], name=op.f("fk_delivery_saved_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
    )
    with op.batch_alter_table("delivery") as batch_op:
        batch_op.create_index(batch_op.f("ix_delivery_next_try"), ["next_try"])
        batch_op.create_index(batch_op.f("ix_delivery_saved_id"), ["saved_id"])

    op.create_table(
        "review",
        sa.Column("number", schema.number_type(), autoincrement=False, nullable=False),
        sa.Column("report_id", sa.String(length=14), nullable=False),
        sa.Column("item_id", sa.String(length=14), nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=False),
        sa.Column("fields", schema.json_type()),
        sa.Column("note", sa.Text()),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("moment", schema.Moment(), nullable=False),
        sa.Column("undone_by", sa.Text()),
        sa.Column("undone", schema.Moment()),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_review_report_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_review")),
    )
    with op.batch_alter_table("review") as batch_op:
        batch_op.create_index(batch_op.f("ix_review_item_id"), ["item_id"])
        batch_op.create_index(batch_op.f("ix_review_report_id"), ["report_id"])

    op.create_table(
        "session",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("token_id", sa.String(length=14), nullable=False),
        sa.Column("created", schema.Moment(), nullable=False),
        sa.Column("expires", schema.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["token_id"], ["token.id"], name=op.f("fk_session_token_id")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_session")),
    )
    with op.batch_alter_table("session") as batch_op:
        batch_op.create_index(batch_op.f("ix_session_token_id"), ["token_id"])

    with op.batch_alter_table("version") as batch_op:
        batch_op.add_column(sa.Column("read", sa.LargeBinary()))
