"""Contract checks: what must hold in a built file, and whether a file is still what its manifest says.

Each file in checks/ is one check: its first line says what holds, its statement finds the rows in which it
does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from clusterdash.warehouse import contents, editions, sql
from clusterdash.warehouse.errors import WarehouseError
from clusterdash.warehouse.schema import SCHEMA_VERSION


@dataclass(frozen=True)
class Finding:
    """What was checked, in one sentence, and what contradicts it; None where it holds."""

    statement: str
    problem: str | None


def check_contents(connection: duckdb.DuckDBPyConnection) -> None:
    """Raise WarehouseError at the first check that does not hold."""
    for finding in _contracts(connection):
        if finding.problem:
            raise WarehouseError(f"{finding.statement} This does not hold: {finding.problem}.")


def check(editions_dir: Path) -> Iterator[Finding]:
    """The edition being served, against its manifest and its contracts, one finding at a time."""
    from clusterdash.warehouse.serving import current_edition, opened

    edition = current_edition(editions_dir)
    own = None if edition.schema_version == SCHEMA_VERSION else f"it is of version {edition.schema_version}"
    yield Finding(f"Edition {edition.id} is of schema version {SCHEMA_VERSION}.", own)
    if own:
        return
    connection = opened(edition.path)
    try:
        yield from _stamps(connection, edition)
        yield from _contracts(connection)
    finally:
        connection.close()


def is_sound(edition: editions.Edition) -> bool:
    """Whether the edition's file is there and holds what its manifest says."""
    from clusterdash.warehouse.serving import opened

    try:
        connection = opened(edition.path)
    except WarehouseError:
        return False
    try:
        return not any(finding.problem for finding in _stamps(connection, edition))
    except duckdb.Error:
        return False
    finally:
        connection.close()


def _stamps(connection: duckdb.DuckDBPyConnection, edition: editions.Edition) -> Iterator[Finding]:
    stated = contents.stamps(connection, contents.STATED)
    found = stated | contents.stamps(connection, contents.DERIVED)
    for name, stamp in {**edition.tables, **edition.derived}.items():
        problem = None if found.get(name) == stamp else "its contents have another hash"
        yield Finding(f"Table {name} holds the {stamp.rows} rows of the manifest.", problem)
    identity = editions.identity(edition.schema_version, stated)
    problem = None if identity == edition.id else f"they make up edition {identity}"
    yield Finding(f"The tables make up edition {edition.id}.", problem)


def _contracts(connection: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    for name in sql.names("checks"):
        statement = sql.statement("checks", name)
        cursor = connection.execute(statement)
        broken = cursor.fetchone()
        labels = [column[0] for column in cursor.description or ()]
        yield Finding(statement.splitlines()[0].removeprefix("-- "), _described(labels, broken))


def _described(labels: list[str], row: tuple[Any, ...] | None) -> str | None:
    if row is None:
        return None
    return ", ".join(
        f"{label} {value}" for label, value in zip(labels, row, strict=True) if value is not None
    )
