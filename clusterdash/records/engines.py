"""SQLite and PostgreSQL: how each is opened, and what its errors mean.

SQLite runs with a write-ahead log, every commit on the disk before it is acknowledged, and writers one after
the other; PostgreSQL with short waits for locks. A reader of either sees one state of the database.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy import exc

from clusterdash.records.base import to_json
from clusterdash.records.errors import Reason, RecordsError

PATIENCE: Final = 5.0
"""Seconds to wait for another writer before saying that the database is locked."""
_MOMENT: Final = 1.0
"""Seconds that emptying the log waits for those who read: it may be done another time."""
_CONNECT: Final = 5
_STATEMENT: Final = 60_000
_POOL: Final[dict[str, Any]] = {"pool_size": 8, "max_overflow": 8, "pool_timeout": 20}


def parse(url: str) -> sa.URL:
    """The URL with the driver this project uses. Raises RecordsError for any other database."""
    try:
        parsed = sa.make_url(url)
    except exc.ArgumentError:
        raise RecordsError("bad_url") from None
    backend = parsed.get_backend_name()
    if backend in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    if backend != "sqlite" or not parsed.database or parsed.database == ":memory:":
        raise RecordsError("bad_url")
    return parsed.set(drivername="sqlite")


def shown(url: sa.URL) -> str:
    """The URL for people: without its password."""
    return url.render_as_string(hide_password=True)


def sqlite_path(url: sa.URL) -> Path | None:
    """The file of a SQLite URL; None for PostgreSQL."""
    return Path(url.database or "").absolute() if url.get_backend_name() == "sqlite" else None


def engine(url: sa.URL, *, patience: float = PATIENCE, lone: bool = False) -> sa.Engine:
    """An engine for the records. `lone`: one connection and no pool, for work on the tables themselves."""
    pool: dict[str, Any] = {"poolclass": sa.NullPool} if lone else _POOL
    path = sqlite_path(url)
    return _sqlite(path, patience, pool, lone) if path else _postgresql(url, patience, pool)


def _sqlite(path: Path, patience: float, pool: dict[str, Any], lone: bool) -> sa.Engine:
    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(_address(path), uri=True, timeout=patience, check_same_thread=False)
        connection.isolation_level = None
        _write_ahead(connection, patience)
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")  # what is erased stays in no unused page
        connection.execute(f"PRAGMA foreign_keys = {'OFF' if lone else 'ON'}")
        return connection

    made = sa.create_engine(
        "sqlite://",
        creator=connect,
        json_serializer=to_json,
        **{"poolclass": sa.QueuePool, **pool},
    )

    @sa.event.listens_for(made, "begin")
    def begin(connection: sa.Connection) -> None:
        # A transaction that will write says so at once: one that began by reading could not be upgraded.
        writing = lone or connection.get_execution_options().get("writing")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return made


def _address(path: Path) -> str:
    """Opened only where it exists: a file that was taken away must not come back empty."""
    return f"file:{quote(path.as_posix())}?mode=rw"


def empty_log(url: sa.URL) -> None:
    """Empty SQLite's write-ahead log, in which what was erased stands until it is written over.

    Never raises: where somebody who reads or writes holds the log, it stays as it is. PostgreSQL's log is its
    administrator's.
    """
    path = sqlite_path(url)
    if path is None:
        return
    with (
        suppress(sqlite3.Error),
        closing(sqlite3.connect(_address(path), uri=True, timeout=_MOMENT)) as connection,
    ):
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _write_ahead(connection: sqlite3.Connection, patience: float) -> None:
    """Keep a write-ahead log. One process switches a new file to it; SQLite does not make the others wait."""
    end = time.monotonic() + patience
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(0.02)


def _postgresql(url: sa.URL, patience: float, pool: dict[str, Any]) -> sa.Engine:
    settings = f"-c lock_timeout={int(patience * 1000)} -c statement_timeout={_STATEMENT} -c timezone=UTC"
    return sa.create_engine(
        url,
        connect_args={"connect_timeout": _CONNECT, "options": settings},
        json_serializer=to_json,
        **({} if "poolclass" in pool else {"pool_pre_ping": True}),
        **pool,
    )


# --- what an error means --------------------------------------------------------------------------

_SQLITE: Final[dict[int, Reason]] = {
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_READONLY: "read_only",
    sqlite3.SQLITE_PERM: "read_only",
    sqlite3.SQLITE_CANTOPEN: "lost",
    sqlite3.SQLITE_IOERR: "lost",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_NOTADB: "damaged",
}
_STATES: Final[dict[str, Reason]] = {
    "25006": "read_only",  # read_only_sql_transaction
    "3D000": "lost",  # invalid_catalog_name
    "40001": "locked",  # serialization_failure
    "40P01": "locked",  # deadlock_detected
    "53100": "full",  # disk_full
    "55P03": "locked",  # lock_not_available
    "57014": "locked",  # query_canceled: it waited too long
}
_CLASSES: Final[dict[str, Reason]] = {
    "08": "lost",
    "28": "lost",
    "53": "locked",
    "57": "lost",
    "XX": "damaged",
}


def reason(error: BaseException) -> Reason | None:
    """Why the database could not be used; None where the error is a mistake of the program."""
    if isinstance(error, exc.TimeoutError):
        return "locked"
    origin = error.orig if isinstance(error, exc.DBAPIError) else error
    if isinstance(origin, sqlite3.Error):
        code = getattr(origin, "sqlite_errorcode", None)
        return None if code is None else _SQLITE.get(code & 0xFF)
    return _postgresql_reason(origin)


def _postgresql_reason(origin: BaseException | None) -> Reason | None:
    state = getattr(origin, "sqlstate", None)
    if state:
        return _STATES.get(state) or _CLASSES.get(state[:2])
    # The driver's own error, without a word from the server: it is not there any more.
    return "lost" if type(origin).__name__ in ("OperationalError", "InterfaceError") else None
