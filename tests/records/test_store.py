"""The database itself: its tables and what they refuse."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from clusterdash.records import models
from clusterdash.records.base import Base
from clusterdash.records.store import Records


def test_the_migrations_make_the_tables_of_the_models(records: Records) -> None:
    assert models.MeetingRow.metadata is Base.metadata
    with records.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
