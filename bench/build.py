"""The command line, as whole processes: building an edition, and one ranking with start-up."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from bench.lines import Line
from bench.servers import ROOT

RUNS: Final = 7


def measure(editions: Path) -> Iterator[Line]:
    """Fastest, median and slowest of a few runs; the first, which warms the disk's cache, is left out."""
    with TemporaryDirectory() as folder:
        builds = [run("build", "--out", f"{folder}/{n}") for n in range(RUNS + 1)][1:]
    yield _line("`python -m clusterdash build`", builds, 5.0)
    ranks = [run("rank", "--province", "19", CLUSTERDASH_EDITIONS=str(editions)) for _ in range(RUNS + 1)][1:]
    yield _line("`python -m clusterdash rank --province 19`, start-up included", ranks, 1.5)


def run(*arguments: str, **environment: str) -> float:
    """Seconds of one process; its errors are shown, and CalledProcessError raised, where it fails."""
    begun = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "clusterdash", *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - begun


def _line(what: str, seconds: list[float], promised: float) -> Line:
    return Line(
        f"{what}, median of {len(seconds)} (fastest–slowest)",
        f"{median(seconds):.2f} s ({min(seconds):.2f}–{max(seconds):.2f})",
        promised=f"≤ {promised:g} s",
        kept=median(seconds) <= promised,
    )
