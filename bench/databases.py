"""Records to measure on: a SQLite file, and PostgreSQL where CLUSTERDASH_TEST_POSTGRES gives a URL whose user
may create databases."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from tempfile import TemporaryDirectory

import sqlalchemy as sa

from bench.lines import Line
from clusterdash.records import engines
from clusterdash.records.base import new_id
from clusterdash.records.store import Records
from clusterdash.ui.housekeeping import spared_collection


def each(measure: Callable[[str, Records], Iterator[Line]]) -> Iterator[Line]:
    """`measure(name, records)` on each database, empty, with memory kept as the server keeps it."""
    for name, database in _databases():
        with database as url, spared_collection():
            records = Records(url)
            try:
                yield from measure(name, records)
            finally:
                records.close()


def _databases() -> Iterator[tuple[str, AbstractContextManager[str]]]:
    yield "SQLite", _sqlite()
    server = os.environ.get("CLUSTERDASH_TEST_POSTGRES")
    if server:
        yield "PostgreSQL", _postgresql(engines.parse(server))


@contextmanager
def _sqlite() -> Iterator[str]:
    with TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/records.sqlite"


@contextmanager
def _postgresql(server: sa.URL) -> Iterator[str]:
    name = f"clusterdash_bench_{new_id()}"
    _run(server, f"CREATE DATABASE {name}")
    try:
        yield server.set(database=name).render_as_string(hide_password=False)
    finally:
        _run(server, f"DROP DATABASE {name} WITH (FORCE)")


def _run(server: sa.URL, statement: str) -> None:
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
