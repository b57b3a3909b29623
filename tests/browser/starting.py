"""A server of the application in a process of its own, on a port of this computer."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
START_UP = 90


def started(
    port: int,
    log: Path,
    environment: Mapping[str, str],
    *,
    app: Path = Path("app.py"),
    options: Sequence[str] = (),
) -> subprocess.Popen[bytes]:
    """The server once it answers; what it says is added to `log`."""
    command = [sys.executable, "-m", "streamlit", "run", app, f"--server.port={port}", *options]
    with log.open("ab") as said:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **environment}, stdout=said, stderr=said
        )
    deadline = time.monotonic() + START_UP
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                return process
        except OSError:
            time.sleep(0.2)
    process.kill()
    pytest.fail(f"The server did not start:\n{log.read_text(errors='replace')[-2000:]}")
