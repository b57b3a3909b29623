"""A PostgreSQL server for tests, started from the binaries of the system in a folder of its own."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from clusterdash.records import engines
from clusterdash.records.base import new_id

PATIENCE = 60


@dataclass
class Server:
    """A PostgreSQL server; `stop` and `start` only where it is our own."""

    url: sa.URL
    folder: Path | None = None
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        assert self.folder is not None
        self.process = subprocess.Popen(
            [
                _binary("postgres"), "-D", self.folder / "data", "-k", self.folder, "-h", "", "-F",
                "-c", "max_connections=120", "-c", "shared_buffers=32MB",
            ],
            stdout=subprocess.DEVNULL,
            stderr=(self.folder / "log").open("ab"),
            user=_user(),
            cwd="/",
        )  # fmt: skip
        deadline = time.monotonic() + PATIENCE
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                pytest.fail("PostgreSQL did not start: " + (self.folder / "log").read_text()[-2000:])
            time.sleep(0.1)

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # what PostgreSQL calls a fast shutdown
            self.process.wait(PATIENCE)

    def answers(self) -> bool:
        try:
            self.run("SELECT 1")
        except sa.exc.OperationalError:
            return False
        return True

    def run(self, statement: str, database: str = "postgres") -> None:
        engine = sa.create_engine(
            self.url.set(database=database), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool
        )
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)

    @contextlib.contextmanager
    def database(self, template: str = "") -> Iterator[str]:
        """The URL of a database of its own, empty or as `template`, gone when the block ends."""
        name = f"clusterdash_{new_id()}"
        self.run(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
        yield self.url.set(database=name).render_as_string(hide_password=False)
        self.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@contextlib.contextmanager
def some_server() -> Iterator[Server]:
    """The server at CLUSTERDASH_TEST_POSTGRES, or one of the test's own."""
    given = os.environ.get("CLUSTERDASH_TEST_POSTGRES")
    if given:
        yield Server(engines.parse(given))
        return
    with own_server() as server:
        yield server


@contextlib.contextmanager
def own_server() -> Iterator[Server]:
    """A server of the test's own, which it may stop."""
    if not _binaries():
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL is missing: install Debian's postgresql.")
        pytest.skip("PostgreSQL is not installed")
    # Not the test's own folder, since a socket's path may not be longer than 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    user = _user()
    if user is not None:
        shutil.chown(folder, user)
    command = [
        _binary("initdb"),
        "-D",
        folder / "data",
        "-U",
        "tests",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--no-sync",
    ]
    subprocess.run(command, check=True, capture_output=True, user=user, cwd="/")
    server = Server(engines.parse(f"postgresql://tests@/postgres?host={folder}"), folder)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)


def _binaries() -> list[Path]:
    return sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))


def _binary(name: str) -> Path:
    return _binaries()[-1].parent / name


def _user() -> str | None:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"
