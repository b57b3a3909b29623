"""Read the tables of figures strictly: a file is either what the schema says, or one clear sentence."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from clusterdash.warehouse import sql
from clusterdash.warehouse.contents import listed, quoted
from clusterdash.warehouse.errors import DataError
from clusterdash.warehouse.schema import CODES, MEGABYTE, Column, Kind, Table

if TYPE_CHECKING:
    import duckdb

BATCH: Final = 10_000
"""Rows staged at a time; many more, and Python's search for garbage takes as long as the reading."""
TYPES: Final[dict[Kind, str]] = {
    "whole": "BIGINT",
    "number": "DOUBLE",
    "text": "VARCHAR",
    "flag": "BOOLEAN",
    "date": "DATE",
}
_PATTERNS: Final[dict[Kind, str]] = {
    "whole": r"0|-?[1-9][0-9]*",
    "number": r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?",
    "text": r"[^\s\p{Cc}]([^\p{Cc}]*[^\s\p{Cc}])?",
    "flag": "true|false",
    "date": r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
}
_EXPECTED: Final[dict[Kind, str]] = {
    "whole": "a whole number",
    "number": "a number with a decimal point",
    "text": "one line of text without blanks at its ends",
    "flag": "true or false",
    "date": "a date such as 2024-12-31",
}


def load(connection: duckdb.DuckDBPyConnection, path: Path, table: Table) -> None:
    """Create ``table`` from the CSV file ``path``. Raises DataError at the first thing that is wrong."""
    columns = ", ".join(f"{quoted(name)} VARCHAR" for name in table.header)
    _run(connection, "staging", columns=columns)
    rows = _rows(path, table)
    while batch := list(islice(rows, BATCH)):
        _stage(connection, table, batch)
    for column in table.columns:
        _check_cells(connection, table, column)
    _check_key(connection, table)
    _check_completeness(connection, table)
    _run(connection, "fill", table=table.name, columns=_typed(table, table.header), order=listed(table.key))


# --- the shape of the file ------------------------------------------------------------------------


def _rows(path: Path, table: Table) -> Iterator[tuple[int, list[str]]]:
    """Line number and cells of every row after the header."""
    lines = csv.reader(_lines(path, table), strict=True)
    header = table.header
    try:
        first = next(lines, [])
        if tuple(first) != header:
            raise DataError(path.name, 1, None, ",".join(first), f"the header {','.join(header)}")
        for cells in lines:
            if len(cells) != len(header):
                expected = f"{len(header)} cells, not {len(cells)}"
                raise DataError(path.name, lines.line_num, None, ",".join(cells), expected)
            yield lines.line_num, cells
    except csv.Error as error:
        raise DataError(path.name, lines.line_num, None, str(error), "cells apart by commas") from None


def _lines(path: Path, table: Table) -> Iterator[str]:
    line = "\n"
    try:
        size = path.stat().st_size
        if size > table.largest:
            found = f"{size / MEGABYTE:,.0f} MB"
            raise DataError(path.name, None, None, found, f"at most {table.largest / MEGABYTE:,.0f} MB")
        with path.open(encoding="utf-8-sig", newline="") as file:
            for line in file:
                yield line
    except OSError as error:
        expected = f"a file that can be read in {path.parent}"
        raise DataError(path.name, None, None, error.strerror, expected) from None
    except UnicodeDecodeError:
        raise DataError(path.name, *_first_not_utf8(path), "text in UTF-8") from None
    if not line.endswith("\n"):
        row = path.read_bytes().count(b"\n") + 1
        raise DataError(path.name, row, None, line, "a line break at the end (is the file cut off?)")


def _first_not_utf8(path: Path) -> tuple[int, None, str]:
    """Row, column and bytes of the first place that is not UTF-8; a decoder reads ahead of its rows."""
    with path.open("rb") as file:
        for row, line in enumerate(file, start=1):
            try:
                line.decode("utf-8-sig")
            except UnicodeDecodeError as error:
                return row, None, repr(line[error.start : error.end])
    return 1, None, "other bytes"


def _stage(
    connection: duckdb.DuckDBPyConnection, table: Table, batch: Sequence[tuple[int, list[str]]]
) -> None:
    lines, rows = zip(*batch, strict=True)
    cells = zip(*rows, strict=True)
    columns: dict[str, Any] = {"csv_row": np.array(lines)}
    for name, values in zip(table.header, cells, strict=True):
        columns[name] = np.array([value or None for value in values], dtype=object)
    connection.register("batch", columns)
    connection.execute("INSERT INTO staging SELECT * FROM batch")
    connection.unregister("batch")


# --- cells ----------------------------------------------------------------------------------------


def _check_cells(connection: duckdb.DuckDBPyConnection, table: Table, column: Column) -> None:
    parameters = {
        "optional": column.optional,
        "pattern": _PATTERNS[column.kind],
        "lower": column.lower,
        "upper": column.upper,
        "one_of": list(column.one_of),
    }
    found = _first(connection, "cells", parameters, column=quoted(column.name), type=TYPES[column.kind])
    if found:
        line, value, problem = found
        expected = _range(column) if problem == "range" else _EXPECTED[column.kind]
        if problem == "missing" and column.name == "source_id":
            expected = "the id of a source in sources.toml"
        raise DataError(table.file, line, column.name, value, expected)
    if column.refers_to:
        _check_codes(connection, table, column, column.refers_to)


def _check_codes(connection: duckdb.DuckDBPyConnection, table: Table, column: Column, parent: str) -> None:
    where = {"column": quoted(column.name), **_parent(table, parent)}
    found = _first(connection, "unknown_code", {"also": list(column.also)}, **where)
    if found:
        home = "sources.toml" if parent == "source" else f"{parent}.csv"
        raise DataError(table.file, found[0], column.name, found[1], f"a code of {home}")
    left_out = column.name in table.covers and _first(connection, "code_left_out", {}, **where)
    if left_out:
        expected = f"every code of {parent}.csv, among them {left_out[0]} (is the file cut off?)"
        raise DataError(table.file, None, column.name, f"no row for {left_out[0]}", expected)


def _range(column: Column) -> str:
    if column.one_of:
        return f"one of {', '.join(column.one_of)}"
    ends = []
    if column.lower is not None:
        ends.append(f"at least {column.lower:g}")
    if column.upper is not None:
        ends.append(f"at most {column.upper:g}")
    return f"{_EXPECTED[column.kind]} of {' and '.join(ends)}"


# --- rows -----------------------------------------------------------------------------------------


def _check_key(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    found = _first(connection, "duplicate_key", {}, key=listed(table.key))
    if found:
        line, value, first = found
        expected = f"one row per {', '.join(table.key)} (row {first} has the same)"
        raise DataError(table.file, line, table.key[-1], value, expected)


def _check_completeness(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    (rows,) = connection.execute("SELECT count(*) FROM staging").fetchone() or (0,)
    if rows < table.least_rows:
        expected = f"at least {table.least_rows} rows (is the file cut off?)"
        raise DataError(table.file, None, None, f"{rows} rows", expected)
    if not table.complete:
        return
    every = " CROSS JOIN ".join(f"(SELECT DISTINCT {quoted(name)} FROM staging)" for name in table.key)
    found = _first(connection, "combination_left_out", {}, key=listed(table.key), every_combination=every)
    if found:
        raise DataError(
            table.file, None, None, f"none for {found[0]}", f"a row for every {', '.join(table.key)}"
        )


# --- shared steps ---------------------------------------------------------------------------------


def _parent(table: Table, parent: str) -> dict[str, str]:
    """The table a code refers to and its key; a table that refers to itself is still in staging."""
    return {"parent": "staging" if parent == table.name else parent, "key": quoted(CODES[parent])}


def _typed(table: Table, names: Sequence[str]) -> str:
    """The columns, read as what they are."""
    kinds = {column.name: TYPES[column.kind] for column in table.columns}
    return ", ".join(f"CAST(staging.{quoted(name)} AS {kinds[name]}) AS {quoted(name)}" for name in names)


def _first(
    connection: duckdb.DuckDBPyConnection, name: str, parameters: dict[str, Any], **identifiers: str
) -> tuple[Any, ...] | None:
    row: tuple[Any, ...] | None = connection.execute(
        sql.statement("loading", name).format(**identifiers), parameters
    ).fetchone()
    return row


def _run(connection: duckdb.DuckDBPyConnection, name: str, **identifiers: str) -> None:
    connection.execute(sql.statement("loading", name).format(**identifiers))
