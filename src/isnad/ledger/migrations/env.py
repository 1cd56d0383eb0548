"""Alembic's way in: it runs on the connection that the ledger hands it, within the ledger's own transaction."""

from __future__ import annotations

from typing import Any

from alembic import context

from isnad.ledger.schema import metadata


def of_the_ledger(_object: Any, name: str | None, kind: str, *_: Any) -> bool:
    """The index of words is each database's own and is made by SQL; all other tables are those of the schema."""
    return not (name or "").startswith(("entry_words", "ix_entry_words"))


context.configure(connection=context.config.attributes["connection"], target_metadata=metadata,
                  include_object=of_the_ledger, render_as_batch=True, user_module_prefix="schema.")
with context.begin_transaction():
    context.run_migrations()
