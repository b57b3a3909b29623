"""Who is the person at this computer: rules on given requests, and real sessions from two addresses."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from clusterdash.ui import door

ROOT = Path(__file__).parents[2]
OWN = {"host": "localhost:8501"}


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "127.0.0.2", "127.255.255.254", "::1", "::ffff:127.0.0.1", "::ffff:7f00:1"]
)
def test_loopback_is_this_computer_however_it_is_written(address: str) -> None:
    assert door.is_own(address, OWN)


@pytest.mark.parametrize(
    "address",
    [
        "192.168.1.20",
        "10.0.0.1",
        "169.254.1.1",
        "8.8.8.8",
        "0.0.0.0",
        "::",
        "::ffff:192.168.1.20",
        "::ffff:8.8.8.8",
        "fe80::1%eth0",
        "fd00::2",
        "2001:db8::7f00:1",
        "128.0.0.1",
        "localhost",
        "127.0.0.1, 8.8.8.8",
        "127.1",
        "",
        None,
    ],
)
def test_every_other_address_is_somebody_else(address: str | None) -> None:
    assert not door.is_own(address, OWN)


@pytest.mark.parametrize(
    "header", ["x-forwarded-for", "forwarded", "x-real-ip", "via", "x-forwarded-host", "x-forwarded-proto"]
)
@pytest.mark.parametrize("value", ["127.0.0.1", "for=127.0.0.1", ""])
def test_what_a_proxy_passed_on_is_never_this_computers_own(header: str, value: str) -> None:
    assert not door.is_own("127.0.0.1", {**OWN, header: value})


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8501", "127.0.0.1:80", "[::1]:8501", "LOCALHOST:8501"]
)
def test_the_persons_own_browser_asks_for_a_local_name(host: str) -> None:
    assert door.is_own("127.0.0.1", {"host": host})


@pytest.mark.parametrize(
    "host",
    [
        "rebound.example:8501",
        "localhost.rebound.example",
        "127.0.0.1.rebound.example",
        "localhost@rebound.example",
        "192.168.1.20:8501",
        "[::ffff:8.8.8.8]",
        "[::1",
        "",
    ],
)
def test_a_foreign_name_pointed_at_this_computer_is_not_its_own(host: str) -> None:
    assert not door.is_own("127.0.0.1", {"host": host})


@pytest.mark.parametrize(
    ("origin", "same"),
    [
        (None, True),
        ("http://localhost:8501", True),
        ("http://LOCALHOST:8501", True),
        ("http://localhost:3000", False),
        ("http://127.0.0.1:8501", False),
        ("https://rebound.example", False),
        ("http://localhost:8501.rebound.example", False),
        ("null", False),
        ("", False),
    ],
)
def test_a_websocket_is_opened_by_a_page_of_the_same_name_and_port(origin: str | None, same: bool) -> None:
    headers = {**OWN, **({} if origin is None else {"origin": origin})}
    assert door.same_origin(headers) is same


# --- real sessions ----------------------------------------------------------------------------------

APP = """
import streamlit as st
from clusterdash.ui import server
app = st.App("asked.py", middleware=server.middleware())
"""
ASKED = """
import streamlit as st
from clusterdash.ui import identity
st.text("role:" + identity.current().role)
"""
ROLES = ("operator", "participant")


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A server with the application's own middleware whose only page says who is asking."""
    folder = tmp_path_factory.mktemp("door")
    (folder / "app.py").write_text(APP)
    (folder / "asked.py").write_text(ASKED)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = int(listener.getsockname()[1])
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"]
    options = ["--server.headless=true", "--browser.serverAddress=localhost"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [*command, *options], cwd=folder, env={"PYTHONPATH": str(ROOT)}, stdout=log, stderr=log
        )
        try:
            _wait_for(port, process, folder / "log")
            yield port
        finally:
            process.terminate()
            process.wait(timeout=20)


def test_the_person_at_this_computer_is_the_operator(port: int) -> None:
    assert _role("127.0.0.1", port) == "operator"
    assert _role("127.0.0.1", port, host=f"localhost:{port}") == "operator"
    if socket.has_ipv6:
        assert _role("::1", port, host=f"[::1]:{port}") == "operator"


def test_the_same_computer_by_its_other_address_is_somebody_else(port: int) -> None:
    assert _role(_other_address(), port) == "participant"


def test_claiming_a_local_name_or_the_seal_from_elsewhere_is_of_no_use(port: int) -> None:
    address = _other_address()
    assert _role(address, port, host=f"localhost:{port}") == "participant"
    for header in ("clusterdash-door", "Clusterdash-Door"):
        assert _role(address, port, headers={header: "loopback"}) == "participant"


def test_a_proxy_on_this_computer_speaks_for_people_elsewhere(port: int) -> None:
    for headers in (
        {"X-Forwarded-For": "203.0.113.7"},
        {"X-Forwarded-For": "127.0.0.1"},
        {"X-Forwarded-For": ""},
        {"Forwarded": "for=127.0.0.1"},
    ):
        assert _role("127.0.0.1", port, headers=headers) == "participant"


def test_a_rebound_name_reaches_published_pages_only(port: int) -> None:
    name = f"rebound.example:{port}"
    assert _role("127.0.0.1", port, host=name, headers={"Origin": f"http://{name}"}) == "participant"


@pytest.mark.parametrize("origin", ["https://hostile.example", "http://localhost:3000", "null"])
def test_another_sites_page_cannot_open_a_session(port: int, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        _role("127.0.0.1", port, headers={"Origin": origin})
    assert refused.value.response.status_code == 403


def _role(address: str, port: int, *, host: str = "", headers: Mapping[str, str] | None = None) -> str:
    """The role the page says the visitor has who comes to this address."""
    sock = socket.create_connection((address, port), timeout=10)
    shown = f"[{address}]" if ":" in address else address
    with connect(
        f"ws://{host or f'{shown}:{port}'}/_stcore/stream",
        sock=sock,
        subprotocols=[Subprotocol("streamlit")],
        additional_headers=dict(headers or {}),
        open_timeout=20,
    ) as visitor:
        message = BackMsg()
        message.rerun_script.query_string = ""
        visitor.send(message.SerializeToString())
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            answer = ForwardMsg()
            answer.ParseFromString(bytes(visitor.recv(timeout=30, decode=False)))
            text = answer.delta.new_element.text.body
            if text.startswith("role:"):
                return text.removeprefix("role:")
    pytest.fail("The page did not say who is asking.")


def _other_address() -> str:
    """An address of this computer that others can reach; no packet is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            pytest.skip("This computer has no address but loopback.")
        return str(probe.getsockname()[0])


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2):
                return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.2)
    pytest.fail(f"The server did not start:\n{log.read_text(errors='replace')[-2000:]}")
