"""Every test of the records runs on SQLite and on PostgreSQL.

PostgreSQL is a server at CLUSTERDASH_TEST_POSTGRES (a URL whose user may create databases), or one that is
started here, on a local socket.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from clusterdash.records import OPERATOR, meetings
from clusterdash.records.base import new_id
from clusterdash.records.store import Records
from tests.records.hall import DRAFT, Hall
from tests.records.server import Server, some_server


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    with some_server() as server:
        yield server


# --- databases ------------------------------------------------------------------------------------

MakeUrl = Callable[[], str]


@pytest.fixture(params=["sqlite", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def empty_url(dialect: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MakeUrl]:
    """Makes URLs of empty databases."""
    with ExitStack() as made:

        def make() -> str:
            if dialect == "sqlite":
                return f"sqlite:///{tmp_path / new_id()}.sqlite"
            server: Server = request.getfixturevalue("postgres")
            return made.enter_context(server.database())

        yield make


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
    with server.database(request.getfixturevalue("postgres_template")) as found:
        yield found


@pytest.fixture
def records(url: str) -> Iterator[Records]:
    opened = Records(url)
    yield opened
    opened.close()


# --- a meeting ------------------------------------------------------------------------------------


@pytest.fixture
def hall(records: Records) -> Hall:
    """A meeting in draft."""
    return Hall(records, *meetings.create(records, OPERATOR, DRAFT))


@pytest.fixture
def open_hall(hall: Hall) -> Hall:
    """A meeting whose first round is open."""
    hall.move("open")
    return hall
