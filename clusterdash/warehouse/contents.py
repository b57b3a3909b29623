"""The tables inside the file: which are stated and which derived, their canonical hashes, what differs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from clusterdash.warehouse import sql
from clusterdash.warehouse.editions import Change, Stamp
from clusterdash.warehouse.schema import TABLES

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from clusterdash.catalogue import Catalogue

PARTS: Final = ("topics", "criteria", "indicators", "sources", "glossary")
"""Parts of the catalogue; each is kept as the table `catalogue_<part>`: code, position, entry (JSON)."""

STATED: Final[Mapping[str, tuple[str, ...]]] = {
    **{table.name: table.key for table in TABLES},
    **{f"catalogue_{part}": ("code",) for part in PARTS},
    "boundaries": ("province",),
}
"""Tables that make up the edition's identity, each with its key."""

DERIVED: Final = ("neighbours", "indicator_value", "criterion_value", "goalpost")
"""Tables computed from them."""


def frame(connection: duckdb.DuckDBPyConnection, table: str) -> pd.DataFrame:
    return connection.table(table).df()


def create(connection: duckdb.DuckDBPyConnection, table: str, rows: pd.DataFrame) -> None:
    connection.register("rows_to_store", rows)
    connection.execute(sql.statement("loading", "create").format(table=quoted(table)))
    connection.unregister("rows_to_store")


def store_catalogue(connection: duckdb.DuckDBPyConnection, catalogue: Catalogue) -> None:
    """Each part of the catalogue as it stands, and the sources as a plain table."""
    import pandas as pd

    for part in PARTS:
        entries = getattr(catalogue, part)
        rows = {
            "code": list(entries),
            "position": range(len(entries)),
            "entry": [entry.model_dump_json() for entry in entries.values()],
        }
        create(connection, f"catalogue_{part}", pd.DataFrame(rows))
    create(connection, "source", pd.DataFrame(_flat(catalogue)))


def _flat(catalogue: Catalogue) -> list[dict[str, Any]]:
    rows = []
    for source in catalogue.sources.values():
        row: dict[str, Any] = {"source_id": source.id, "year": source.year, "url": source.url}
        for name in ("authority", "table", "unit", "licence"):
            text = getattr(source, name)
            row |= {f"{name}_tr": text.tr, f"{name}_en": text.en}
        row["limits_tr"] = " ".join(limit.tr for limit in source.limits)
        row["limits_en"] = " ".join(limit.en for limit in source.limits)
        rows.append(row)
    return rows


def stamps(connection: duckdb.DuckDBPyConnection, tables: Iterable[str]) -> dict[str, Stamp]:
    """Rows and canonical hash of each table; the order of its rows makes no difference."""
    return {name: _stamp(connection, name) for name in tables}


def _stamp(connection: duckdb.DuckDBPyConnection, table: str) -> Stamp:
    cells = ", ".join(f"coalesce(CAST({quoted(name)} AS VARCHAR), '')" for name in columns(connection, table))
    statement = sql.statement("loading", "hash").format(table=quoted(table), cells=cells)
    rows, digest = connection.execute(statement).fetchone() or (0, "")
    return Stamp(rows, digest)


def attach(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Make another edition's file readable as ``before``."""
    literal = "'" + str(path).replace("'", "''") + "'"
    connection.execute(sql.statement("loading", "attach").format(path=literal))


def detach(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("DETACH before")


def other_figures(connection: duckdb.DuckDBPyConnection) -> int:
    """In how many derived figures the edition differs from the attached one ``before``."""
    (count,) = connection.execute(sql.statement("loading", "other_figures")).fetchone() or (0,)
    return int(count)


def compare(connection: duckdb.DuckDBPyConnection, table: str) -> Change:
    """How the table differs from the one of the same name in the attached edition ``before``."""
    names = columns(connection, table)
    if table not in STATED or names != columns(connection, table, "before"):
        return Change(table, None, None, None)
    key = STATED[table]
    differs = " OR ".join(f"now.{quoted(name)} IS DISTINCT FROM past.{quoted(name)}" for name in names)
    first = quoted(key[0])
    statement = sql.statement("loading", "compare").format(
        table=quoted(table), key=listed(key), first=first, differs=differs
    )
    added, removed, changed = connection.execute(statement).fetchone() or (0, 0, 0)
    return Change(table, added, removed, changed)


def columns(
    connection: duckdb.DuckDBPyConnection, table: str, database: str | None = None
) -> tuple[str, ...]:
    statement = sql.statement("loading", "columns")
    rows = connection.execute(statement, {"table": table, "database": database}).fetchall()
    return tuple(name for (name,) in rows)


def quoted(name: str) -> str:
    """A name of the schema as SQL writes it; some of ours are SQL's own words."""
    return f'"{name}"'


def listed(names: Iterable[str]) -> str:
    return ", ".join(map(quoted, names))
