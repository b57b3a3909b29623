"""Bring a database to the version of this program, all or nothing and one process at a time.

The revisions are the files of `migrations/versions`, named `v<revision>_<what>.py` and numbered in order. A
new one is written by hand, up and down, and must work on SQLite and PostgreSQL; changes of existing columns
go through `op.batch_alter_table`, which SQLite needs.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from clusterdash.records import engines
from clusterdash.records.errors import SchemaMismatch, Unavailable

_FOLDER: Final = Path(__file__).parent / "migrations"
_PATIENCE: Final = 60.0
"""Seconds to wait for another process that migrates."""
_LOCK: Final = 0x636C7573746572
"""A number of our own: PostgreSQL's lock under which one process migrates."""


@cache
def revisions() -> tuple[str, ...]:
    """All revisions in order; the last is the one this program needs."""
    return tuple(sorted(path.name[1:5] for path in (_FOLDER / "versions").glob("v[0-9]*.py")))


def found(connection: sa.Connection) -> str | None:
    """The revision of a database; None where it is empty."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return revision


def prepare(url: sa.URL, *, migrate: bool = True) -> None:
    """Create, check and bring forward the database, so that it can be used.

    Raises SchemaMismatch for a newer database, or for an older one with `migrate` False.
    """
    if migrate:
        create(url)
    lone = engines.engine(url, lone=True)
    with lone.connect() as connection:
        current = found(connection)
    _check(current, migrate)
    if current != revisions()[-1]:
        upgrade(url)


def _check(current: str | None, migrate: bool) -> None:
    expected = revisions()[-1]
    if current is not None and current not in revisions():
        raise SchemaMismatch(current, expected, newer=True)
    if current != expected and not migrate:
        raise SchemaMismatch(current or "0", expected, newer=False)


def create(url: sa.URL) -> None:
    """An empty SQLite file, readable by its owner only, where there is none."""
    path = engines.sqlite_path(url)
    if path is None or path.exists():
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise Unavailable("full" if error.errno == 28 else "read_only") from None


def upgrade(url: sa.URL, revision: str = "head") -> None:
    """Forward to a revision."""
    _run(url, "upgrade", revision)


def downgrade(url: sa.URL, revision: str) -> None:
    """Back to a revision; "base" leaves no table."""
    _run(url, "downgrade", revision)


def _run(url: sa.URL, direction: str, revision: str) -> None:
    with alone(url) as connection:
        move(connection, direction, revision)


@contextmanager
def alone(url: sa.URL) -> Iterator[sa.Connection]:
    """A transaction for work on the tables themselves, one process at a time."""
    lone = engines.engine(url, patience=_PATIENCE, lone=True)
    with lone.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        yield connection


def move(connection: sa.Connection, direction: str, revision: str) -> None:
    """Forward ("upgrade") or back ("downgrade") to a revision, in a transaction got from `alone`."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    {"upgrade": command.upgrade, "downgrade": command.downgrade}[direction](config, revision)
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken is not None:
            raise RuntimeError(f"The migration left a reference to nothing in table {broken[0]}.")
