"""Every test of the records runs on SQLite and on PostgreSQL.

PostgreSQL is a server at CLUSTERDASH_TEST_POSTGRES (a URL whose user may create databases), or one that is
started here from the binaries of the system, in a folder of its own, on a local socket.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from clusterdash.records import engines
from clusterdash.records.base import new_id
from clusterdash.records.store import Records

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
            self.process.send_signal(2)  # fast shutdown
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


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
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
    # Short, since a socket's path may not be longer than 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="cd-pg-", dir="/tmp"))
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


# --- databases ------------------------------------------------------------------------------------

MakeUrl = Callable[[], str]


@pytest.fixture(params=["sqlite", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def empty_url(dialect: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MakeUrl]:
    """Makes URLs of empty databases."""
    made: list[str] = []

    def make() -> str:
        made.append(f"clusterdash_{new_id()}")
        if dialect == "sqlite":
            return f"sqlite:///{tmp_path / made[-1]}.sqlite"
        server: Server = request.getfixturevalue("postgres")
        server.run(f"CREATE DATABASE {made[-1]}")
        return server.url.set(database=made[-1]).render_as_string(hide_password=False)

    yield make
    if dialect == "postgresql":
        server = request.getfixturevalue("postgres")
        for name in made:
            server.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "records.sqlite"
    Records(f"sqlite:///{path}").close()
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres: Server) -> str:
    name = f"clusterdash_template_{new_id()}"
    postgres.run(f"CREATE DATABASE {name}")
    Records(postgres.url.set(database=name).render_as_string(hide_password=False)).close()
    return name


@pytest.fixture
def url(dialect: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database of the test's own, of this version."""
    if dialect == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        yield f"sqlite:///{shutil.copy(template, tmp_path / 'records.sqlite')}"
        return
    server: Server = request.getfixturevalue("postgres")
    name = f"clusterdash_{new_id()}"
    server.run(f"CREATE DATABASE {name} TEMPLATE {request.getfixturevalue('postgres_template')}")
    yield server.url.set(database=name).render_as_string(hide_password=False)
    server.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
def records(url: str) -> Iterator[Records]:
    opened = Records(url)
    yield opened
    opened.close()
