"""Everything the records hold in one file, and back from it, for SQLite and PostgreSQL alike.

The file is compressed text, a line of JSON each: a head with the version of the tables, then each table's
columns and rows, then a last line with the counts, without which the file is not whole. It is read in one
transaction, so it is consistent while people go on writing, and it may be restored into the other database:
a laptop's meeting moves to a server this way. A restore is one transaction too: all of it, or what was there
before.
"""

from __future__ import annotations

import base64
import gzip
import json
import os
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Any, Final

import sqlalchemy as sa

from clusterdash.records import engines, migrating, models
from clusterdash.records.base import Base, to_json
from clusterdash.records.errors import RecordsError, SchemaMismatch
from clusterdash.records.store import translated

_FORMAT: Final = "clusterdash-records-1"
_BATCH: Final = 1000


@dataclass(frozen=True)
class Backup:
    """What a file holds: the version of its tables, when it was made, and rows by table."""

    schema: str
    made_at: datetime
    rows: dict[str, int]


# --- backup ---------------------------------------------------------------------------------------


def backup(url: str, file: Path) -> Backup:
    """Write all records to a new file, readable by its owner only.

    Raises RecordsError where the file is there already, cannot be written, or the records cannot be read.
    """
    if file.exists():
        raise RecordsError("backup_exists", file=str(file))
    try:
        with _appearing(file) as stream, translated(), _snapshot(engines.parse(url)) as connection:
            return _write(connection, stream)
    except OSError as error:
        raise RecordsError("backup_unwritable", file=str(file), reason=str(error.strerror)) from None


@contextmanager
def _appearing(file: Path) -> Iterator[IO[str]]:
    """A file that is there only once it is whole, and on the disk."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}-")
    try:
        with os.fdopen(handle, "wb") as raw:
            with gzip.open(raw, "wt", encoding="utf-8", newline="\n") as stream:
                yield stream
            raw.flush()
            os.fsync(raw.fileno())
        os.replace(name, file)
    finally:
        Path(name).unlink(missing_ok=True)


@contextmanager
def _snapshot(url: sa.URL) -> Iterator[sa.Connection]:
    """One state of the database, whatever is written meanwhile."""
    migrating.prepare(url, migrate=False)
    engine = engines.engine(url)
    try:
        options = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
        with engine.connect().execution_options(**options) as connection:
            yield connection
    finally:
        engine.dispose()


def _write(connection: sa.Connection, stream: IO[str]) -> Backup:
    made = Backup(migrating.revisions()[-1], datetime.now(UTC), {})
    _line(stream, {"format": _FORMAT, "schema": made.schema, "made_at": made.made_at.isoformat()})
    for table in _tables(connection):
        _line(stream, {"table": table.name, "columns": table.columns.keys()})
        found = connection.execution_options(yield_per=_BATCH).execute(sa.select(table))
        made.rows[table.name] = 0
        for row in found:
            _line(stream, [_plain(cell) for cell in row])
            made.rows[table.name] += 1
    _line(stream, {"rows": made.rows})
    return made


def _line(stream: IO[str], content: Any) -> None:
    stream.write(to_json(content) + "\n")


def _plain(cell: Any) -> Any:
    if isinstance(cell, datetime):
        return (cell.replace(tzinfo=UTC) if cell.tzinfo is None else cell.astimezone(UTC)).isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return base64.b64encode(cell).decode() if isinstance(cell, bytes) else cell


# --- restore --------------------------------------------------------------------------------------


def inspect(file: Path) -> Backup:
    """What a backup holds, after reading all of it. Raises RecordsError where it is none."""
    lines = _lines(file)
    head = next(lines, None)
    if not isinstance(head, dict) or head.get("format") != _FORMAT:
        raise _bad(file)
    rows: dict[str, int] = {}
    table = ""
    for line in lines:
        if isinstance(line, list) and table:
            rows[table] += 1
        elif isinstance(line, dict) and "table" in line:
            table = line["table"]
            rows[table] = 0
        elif isinstance(line, dict) and line.get("rows") == rows:
            if any(True for _ in lines):  # also to the checksum, which stands at the very end
                break
            return Backup(head["schema"], datetime.fromisoformat(head["made_at"]), rows)
    raise _bad(file)


def restore(url: str, file: Path, *, overwrite: bool = False) -> Backup:
    """Put back what a backup holds, in place of what is there; then to this version of the tables.

    Refuses (RecordsError "occupied") where anybody has entered anything, unless `overwrite`. The application
    may go on running; its next transaction sees the restored state. Raises RecordsError where the file is not
    there, cannot be read or is not a whole backup, SchemaMismatch where it or the database is of a newer
    version, Unavailable.
    """
    found = inspect(file)
    if found.schema not in migrating.revisions():
        raise SchemaMismatch(found.schema, migrating.revisions()[-1], newer=True)
    parsed = engines.parse(url)
    with translated():
        migrating.create(parsed)
        with migrating.alone(parsed) as connection:
            _clear(connection, overwrite)
            migrating.move(connection, "upgrade", found.schema)
            _fill(connection, file)
            migrating.move(connection, "upgrade", "head")
    return found


def _clear(connection: sa.Connection, overwrite: bool) -> None:
    current = migrating.found(connection)
    if current is None:
        return
    if current not in migrating.revisions():
        raise SchemaMismatch(current, migrating.revisions()[-1], newer=True)
    # Whoever enters something leaves a line there.
    if not overwrite and connection.scalar(sa.select(models.LedgerRow.id).limit(1)) is not None:
        raise RecordsError("occupied")
    migrating.move(connection, "downgrade", "base")


def _fill(connection: sa.Connection, file: Path) -> None:
    tables = {table.name: table for table in _tables(connection)}
    with _unprotected(connection, tables):
        for table in reversed(tables.values()):
            connection.execute(sa.delete(table))  # what the migrations themselves put there
        for name, rows in _contents(file):
            connection.execute(sa.insert(tables[name]), [_typed(tables[name], row) for row in rows])
    if connection.dialect.name == "postgresql":
        _count_on(connection, tables)


def _contents(file: Path) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The rows, by table, some at a time."""
    table, columns, rows = "", list[str](), list[dict[str, Any]]()
    for line in _lines(file):
        if isinstance(line, list):
            rows.append(dict(zip(columns, line, strict=True)))
        if rows and (isinstance(line, dict) or len(rows) == _BATCH):
            yield table, rows
            rows = []
        if isinstance(line, dict) and "table" in line:
            table, columns = line["table"], line["columns"]


def _typed(table: sa.Table, row: dict[str, Any]) -> dict[str, Any]:
    return {name: _cell(table.columns[name].type, cell) for name, cell in row.items()}


def _cell(type_: sa.types.TypeEngine[Any], cell: Any) -> Any:
    if cell is None:
        return None
    match type_:
        case sa.DateTime():
            moment = datetime.fromisoformat(cell)
            return moment if type_.timezone else moment.replace(tzinfo=None)
        case sa.Date():
            return date.fromisoformat(cell)
        case sa.LargeBinary():
            return base64.b64decode(cell)
        case _:
            return cell


@contextmanager
def _unprotected(connection: sa.Connection, tables: dict[str, sa.Table]) -> Iterator[None]:
    """Tables that only take new lines, opened for this transaction."""
    if connection.dialect.name == "postgresql":
        for name in tables:
            connection.exec_driver_sql(f"ALTER TABLE {name} DISABLE TRIGGER USER")
        yield
        for name in tables:
            connection.exec_driver_sql(f"ALTER TABLE {name} ENABLE TRIGGER USER")
        return
    wanted = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    triggers = connection.exec_driver_sql(wanted).all()
    for name, _ in triggers:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    yield
    for _, statement in triggers:
        connection.exec_driver_sql(statement)


def _count_on(connection: sa.Connection, tables: dict[str, sa.Table]) -> None:
    """PostgreSQL's own counters go on after the highest number restored; SQLite's do by themselves."""
    for table in tables.values():
        if "id" in table.columns and isinstance(table.columns["id"].type, sa.Integer):
            highest = sa.select(sa.func.max(table.columns["id"])).scalar_subquery()
            counter = sa.func.pg_get_serial_sequence(table.name, "id")
            connection.execute(sa.select(sa.func.setval(counter, highest)))


# --- the file and the tables ----------------------------------------------------------------------


def _lines(file: Path) -> Iterator[Any]:
    try:
        with gzip.open(file, "rt", encoding="utf-8") as stream:
            for line in stream:
                yield json.loads(line)
    except FileNotFoundError:
        raise RecordsError("no_backup", file=str(file)) from None
    except (gzip.BadGzipFile, EOFError, zlib.error, ValueError):
        raise _bad(file) from None
    except OSError as error:
        raise RecordsError("backup_unreadable", file=str(file), reason=str(error.strerror)) from None


def _bad(file: Path) -> RecordsError:
    return RecordsError("bad_backup", file=str(file))


def _tables(connection: sa.Connection) -> list[sa.Table]:
    """Our tables as they are in this database, each after those it refers to."""
    there = set(sa.inspect(connection).get_table_names())
    metadata = sa.MetaData()
    metadata.reflect(connection, only=sorted(there & set(Base.metadata.tables)))
    for table in metadata.tables.values():
        for column in table.columns:
            if isinstance(column.type, sa.JSON):
                column.type = sa.JSON(none_as_null=True)
    return metadata.sorted_tables
