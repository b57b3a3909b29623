"""The open database: transactions for reading and writing, and its errors as ours."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.orm import Session

from clusterdash.records import engines, migrating
from clusterdash.records.errors import Unavailable

_NOTHING: Final = (0, 0)
_QUEUE: Final = 4
"""How much longer threads wait for each other than for another process: their turn comes for certain."""


class Records:
    """The records at one URL, shared by the threads of a process; usually got from `open_records`.

    `patience`: seconds to wait for another writer before raising Unavailable("locked").
    """

    def __init__(self, url: str, *, migrate: bool = True, patience: float = engines.PATIENCE) -> None:
        self.url = engines.parse(url)
        self.closed = False
        self._path = engines.sqlite_path(self.url)
        self._patience = patience
        self._turn = threading.Lock()
        with translated():
            migrating.prepare(self.url, migrate=migrate)
        self.engine = engines.engine(self.url, patience=patience)
        self._file = self._identity()
        self._reader = self._options(writing=False)
        self._writer = self._options(writing=True)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state of the database and writes nothing."""
        with translated(), self._session(self._reader) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose changes are all kept when the block ends, and none if it raises.

        Raises Unavailable where they could not be: then nothing was written. Never open one inside another.
        """
        with translated(), self._turn_to_write(), self._session(self._writer) as session:
            yield session
            session.commit()
            self._check_file()

    def forget_erased(self) -> None:
        """Leave no trace in SQLite's log of what an erasure took out; where somebody reads, the next does."""
        engines.empty_log(self.url)

    def close(self) -> None:
        """Let go of the database; `open_records` would open it again."""
        self.closed = True
        self.engine.dispose()

    @contextmanager
    def _session(self, engine: sa.Engine) -> Iterator[Session]:
        self._follow_file()
        with Session(engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def _turn_to_write(self) -> Iterator[None]:
        """SQLite takes one writer at a time: threads queue here, and in turn, rather than try at random."""
        if self._path is None:
            yield
            return
        if not self._turn.acquire(timeout=_QUEUE * self._patience):
            raise Unavailable("locked")
        try:
            yield
        finally:
            self._turn.release()

    def _options(self, *, writing: bool) -> sa.Engine:
        if self._path is not None:
            return self.engine.execution_options(writing=writing)
        if writing:
            return self.engine
        return self.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    # SQLite goes on writing into a file that was removed or replaced: what it acknowledges would be lost.

    def _identity(self) -> tuple[int, int]:
        if self._path is None:
            return _NOTHING
        try:
            found = os.stat(self._path)
        except OSError:
            raise Unavailable("lost") from None
        return (found.st_dev, found.st_ino)

    def _check_file(self) -> None:
        if self._identity() != self._file:
            raise Unavailable("lost")

    def _follow_file(self) -> None:
        """Another file in its place, such as a backup put back by hand, is opened; none is an error."""
        found = self._identity()
        if found != self._file:
            self.engine.dispose()
            migrating.prepare(self.url)
            self._file = found


@contextmanager
def translated() -> Iterator[None]:
    """The database's errors as Unavailable; mistakes of the program stay what they are."""
    try:
        yield
    except (exc.DBAPIError, exc.TimeoutError) as error:
        reason = engines.reason(error)
        if reason is None:
            raise
        raise Unavailable(reason) from error
