"""The application as a visitor meets it: a server of its own, and Chromium in front of it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.laptop import Laptop
from tests.browser.starting import ROOT, started
from tests.records.server import Server, some_server

# A cold server on a busy machine is slow; how fast it is on a quiet one is measured in bench/.
expect.set_options(timeout=30_000)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser on a busy machine may lose a click: only one that fails twice is a fault."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def start_server(
    tmp_path_factory: pytest.TempPathFactory, editions_dir: Path, free_port: Callable[[], int]
) -> Iterator[Callable[..., str]]:
    """Starts one more fresh server on the built edition and gives its address."""
    running: list[subprocess.Popen[bytes]] = []

    def start(
        editions: Path = editions_dir,
        app: Path = Path("app.py"),
        options: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
    ) -> str:
        port = free_port()
        log = tmp_path_factory.mktemp("server") / "log"
        settings = {"CLUSTERDASH_EDITIONS": str(editions), **(environment or {})}
        running.append(started(port, log, settings, app=app, options=options))
        return f"http://127.0.0.1:{port}"

    yield start
    for server in running:
        server.terminate()
    for server in running:
        server.wait(timeout=20)


@pytest.fixture(scope="session")
def free_port() -> Callable[[], int]:
    """Names a port nobody listens on."""

    def find() -> int:
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            return int(listener.getsockname()[1])

    return find


@pytest.fixture(scope="session")
def server(start_server: Callable[[], str]) -> str:
    """The address of a running application."""
    return start_server()


@pytest.fixture(scope="session")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An application of pages that say who was let in, behind the application's own door."""
    folder = tmp_path_factory.mktemp("doors")
    shutil.copytree(Path(__file__).parent / "doors", folder, dirs_exist_ok=True)
    shutil.copytree(ROOT / "clusterdash" / "ui" / "static", folder / "static")
    return folder / "app.py"


@pytest.fixture(scope="session")
def other_address() -> str:
    """An address of this computer that others can reach; no packet is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            pytest.skip("This computer has no address but loopback.")
        return str(probe.getsockname()[0])


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Fails rather than skips where CI is set and there is no browser."""
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("These tests need Chromium: install the package chromium.")
        pytest.skip("These tests need Chromium or Chrome on the path.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    opened = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    opened.set_default_timeout(45_000)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture(scope="module")
def postgres() -> Iterator[Server]:
    with some_server() as server:
        yield server


@pytest.fixture
def records_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of the test's own: a SQLite file, unless the test asks for PostgreSQL."""
    if getattr(request, "param", "sqlite") == "sqlite":
        yield f"sqlite:///{(tmp_path / 'records.sqlite').as_posix()}"
        return
    server: Server = request.getfixturevalue("postgres")
    with server.database() as url:
        yield url


@pytest.fixture
def laptop(
    tmp_path: Path, editions_dir: Path, free_port: Callable[[], int], records_url: str
) -> Iterator[Laptop]:
    found = Laptop(tmp_path, editions_dir, free_port(), records_url)
    found.start()
    yield found
    found.stop()
