"""What people enter: meetings and opinions, and around them Info Spots, visits, studies, decisions.

`open_records()` opens the database of the setting `records.url` (CLUSTERDASH_RECORDS_URL): a SQLite file by
default, or PostgreSQL by URL (`postgresql://user@host/name`). An empty or older database is brought to this
version first.

    values       what is handed out and taken in: frozen values
    actors       who is asking
    permissions  one table: who may do what
    errors       what can go wrong, in the reader's language
    checks       fields put in order, and what is wrong with them in words
    base, models the tables; migrations/ how they came to be
    engines, store  SQLite and PostgreSQL; transactions, and their errors as ours
    migrating    forward and back between versions of the tables
    ledger       who did what when, in the transaction that does it; it cannot be changed
    lists        filter, search, Turkish order, pages of 50
    meetings, opinions, ballot_sheet, decisions, personal   the consultation meeting
    backup       one file with everything, for either database

Every function of the repository takes the records and who is asking, asks `permissions` first, works in one
transaction of `Records.reading()` or `Records.writing()`, writes its line of the ledger in the same
transaction, and hands out values. Importing this package does not import SQLAlchemy.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from clusterdash.records.actors import OPERATOR, VISITOR, Actor, Role
from clusterdash.records.errors import (
    Closed,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    RecordsError,
    SchemaMismatch,
    TooManyTries,
    Unavailable,
    WrongCode,
)

if TYPE_CHECKING:
    from clusterdash.records.store import Records

__all__ = [
    "OPERATOR",
    "VISITOR",
    "Actor",
    "Closed",
    "Conflict",
    "Forbidden",
    "Invalid",
    "NotFound",
    "RecordsError",
    "Role",
    "SchemaMismatch",
    "TooManyTries",
    "Unavailable",
    "WrongCode",
    "open_records",
    "records_url",
]

_ROOT = Path(__file__).resolve().parents[2]
_lock = threading.Lock()
_opened: dict[str, Records] = {}


def records_url() -> str:
    """Where the records are: the setting `records.url`, or var/records/clusterdash.sqlite in the project."""
    from clusterdash import settings

    default = _ROOT / "var" / "records" / "clusterdash.sqlite"
    return settings.current().records.url or f"sqlite:///{default.as_posix()}"


def open_records(url: str | None = None, *, migrate: bool = True) -> Records:
    """The records at a URL, opened once per process and shared by its threads; cheap to call again.

    An empty or older database is brought forward, under a lock, unless `migrate` is False. Raises
    SchemaMismatch for a newer one (or an older one that may not be migrated), Unavailable where the database
    cannot be used, and RecordsError for a URL that is neither SQLite nor PostgreSQL.
    """
    url = url or records_url()
    known = _opened.get(url)
    if known is not None and not known.closed:
        return known
    from clusterdash.records.store import Records

    with _lock:
        known = _opened.get(url)
        if known is None or known.closed:
            known = _opened[url] = Records(url, migrate=migrate)
        return known
