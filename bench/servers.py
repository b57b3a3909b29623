"""The two servers that are compared, on free ports of this machine, with the project's own settings."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Final

import psutil

ROOT: Final = Path(__file__).parents[1]
_PATIENCE: Final = 60.0


@dataclass(frozen=True)
class Server:
    """A running server."""

    port: int
    process: psutil.Process

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def memory(self) -> int:
        """Resident bytes of the server and whatever it has started."""
        return sum(each.memory_info().rss for each in self._processes())

    def work(self) -> float:
        """Processor seconds taken so far by the server and whatever it has started."""
        return float(sum(sum(each.cpu_times()[:2]) for each in self._processes()))

    def _processes(self) -> list[psutil.Process]:
        return [self.process, *self.process.children(recursive=True)]


def application(editions: Path, **environment: str) -> AbstractContextManager[Server]:
    """The application on a built edition."""
    return serve(ROOT / "app.py", ready="/readyz", CLUSTERDASH_EDITIONS=str(editions), **environment)


def floor() -> AbstractContextManager[Server]:
    """One slider and one line of text."""
    return serve(Path(__file__).with_name("floor.py"), ready="/_stcore/health")


@contextmanager
def serve(script: Path, ready: str, **environment: str) -> Iterator[Server]:
    """Run `script` until the block ends. Raises RuntimeError if it does not come up."""
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.address", "127.0.0.1"]
    with subprocess.Popen(
        [*command, "--server.port", str(port)],
        cwd=ROOT,  # where .streamlit/config.toml is found
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            _await(script, port, ready, process)
            yield Server(port, psutil.Process(process.pid))
        finally:
            _end(process)


def _await(script: Path, port: int, path: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and process.poll() is None:
        if _answers(port, path):
            return
        time.sleep(0.1)
    raise RuntimeError(f"{script.name} did not come up: run it with `streamlit run` and read what it says.")


def _answers(port: int, path: str) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
