"""What Alembic runs for every migration: on the connection `migrating` holds, in its transaction."""

from __future__ import annotations

from alembic import context

from clusterdash.records.base import Base

context.configure(
    connection=context.config.attributes["connection"],
    # For the names of keys and constraints.
    target_metadata=Base.metadata,
    # The caller's transaction holds the whole migration, also on SQLite.
    transactional_ddl=False,
    render_as_batch=True,
)
context.run_migrations()
