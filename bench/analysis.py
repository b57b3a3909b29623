"""How fast the cluster analysis is; `python -m bench.analysis` prints its lines alone.

81 × 88 are the project's own figures; larger tables are drawn, skewed and with empty cells like real ones.
Times are the shortest of several runs: whatever else the machine does only ever adds to them. How time grows
is measured in a process that keeps the memory it has freed: otherwise larger tables are given back and
fetched anew at every step, and what grows is the system's clearing of pages.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from bench import lines
from bench.lines import Line
from bench.servers import ROOT
from clusterdash.analysis import relatedness
from clusterdash.analysis import specialisation as spec

EMPLOYMENT = Path(__file__).parents[1] / "data" / "tables" / "employment.csv"
LARGE = 1165, 615
GROWTH = (291, 582, 1165)  # regions, with the same sectors, up to the largest table promised
LINEAR = 1.1  # up to here, growth beyond the power of 1 counts as noise
MEGABYTE = 1e6


class Figures(NamedTuple):
    """Jobs and workplaces, regions × sectors."""

    jobs: pd.DataFrame
    workplaces: pd.DataFrame


def own_figures() -> Figures:
    long = pd.read_csv(EMPLOYMENT, dtype={"division": str})
    jobs, workplaces = (
        long.pivot(index="province", columns="division", values=figure)
        for figure in ("insured", "workplaces")
    )
    return Figures(jobs, workplaces)


def drawn_figures(regions: int, sectors: int) -> Figures:
    random = np.random.default_rng(0)
    around = np.exp(random.normal(3, 2, (regions, sectors))) * (random.random((regions, sectors)) > 0.3)
    jobs = pd.DataFrame(random.poisson(around))
    return Figures(jobs, (jobs / 7).apply(np.ceil))


def five_together(figures: Figures) -> None:
    lq = spec.location_quotient(figures.jobs)
    spec.cluster_stars(figures.jobs)
    spec.cluster_strength(figures.jobs, figures.workplaces, lq)
    spec.excess_employment(figures.jobs)
    relatedness.density(figures.jobs)


def seconds(action: Callable[[], object], times: int) -> float:
    """The shortest duration of the action, after one run to warm up."""
    action()
    durations = []
    for _ in range(times):
        start = time.perf_counter()
        action()
        durations.append(time.perf_counter() - start)
    return min(durations)


def peak_megabytes(action: Callable[[], object]) -> float:
    """The most memory the action held at once beyond what was there before."""
    tracemalloc.start()
    action()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / MEGABYTE


def exponent(sizes: tuple[int, ...], durations: list[float]) -> float:
    """The power of the size with which the duration grows: 1 is linear."""
    return float(np.polyfit(np.log(sizes), np.log(durations), 1)[0])


def whole_process() -> float:
    """The most memory, in megabytes, that a process of its own takes to draw the intervals.

    Asked of the process's own status: what getrusage tells begins with the most its parent ever took.
    """
    script = (
        "from bench import analysis; from clusterdash.analysis import specialisation;"
        "specialisation.lq_interval(analysis.own_figures().jobs);"
        "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"
    )
    return int(_alone(script)) * 1024 / MEGABYTE


def durations() -> list[float]:
    """The shortest durations of the five together at each size of `GROWTH`, in turn and many times over."""
    tables = [drawn_figures(regions, LARGE[1]) for regions in GROWTH]
    shortest = [seconds(lambda figures=figures: five_together(figures), 1) for figures in tables]  # type: ignore[misc]
    for _ in range(20):
        for place, figures in enumerate(tables):
            start = time.perf_counter()
            five_together(figures)
            shortest[place] = min(shortest[place], time.perf_counter() - start)
    return shortest


def growth() -> float:
    """The power of the cells with which the time of the five grows, in a process that keeps its memory."""
    most = str(1 << 40)
    told = _alone(
        "from bench import analysis; print(*analysis.durations())",
        MALLOC_TRIM_THRESHOLD_=most,
        MALLOC_MMAP_THRESHOLD_=most,
    )
    return exponent(GROWTH, [float(duration) for duration in told.split()])


def _alone(script: str, **environment: str) -> str:
    """What a script prints in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def measure(_: Path | None = None) -> Iterator[Line]:
    """The five together, the intervals, and how time grows with the cells."""
    own, large = own_figures(), drawn_figures(*LARGE)
    together = "LQ, stars, strength, jobs above expectation and density together"
    quick = seconds(lambda: five_together(own), 20)
    yield Line(f"{together}, 81 × 88", lines.milliseconds(1000 * quick), "≤ 30 ms", kept=quick <= 0.030)
    slow = seconds(lambda: five_together(large), 5)
    yield Line(f"{together}, 1,165 × 615", f"{slow:.2f} s", "≤ 1.5 s", kept=slow <= 1.5)
    drawn = seconds(lambda: spec.lq_interval(own.jobs), 3)
    yield Line("Stability intervals of LQ, 1,000 draws, 81 × 88", f"{drawn:.2f} s", "≤ 2 s", kept=drawn <= 2)
    memory, process = peak_megabytes(lambda: spec.lq_interval(own.jobs)), whole_process()
    yield Line(
        "Stability intervals of LQ: memory",
        f"{memory:.0f} MB (whole process {process:.0f} MB)",
        "≤ 300 MB",
        kept=process <= 300,
    )
    power = growth()
    yield Line(
        "The five together, 291 to 1,165 × 615: time grows with the cells to the power of",
        f"{power:.2f}",
        "1 (linear)",
        kept=power <= LINEAR,
    )
    complexity = seconds(lambda: relatedness.complexity(own.jobs), 10)
    yield Line("Complexity, proximity and density, 81 × 88", lines.milliseconds(1000 * complexity))


if __name__ == "__main__":
    print(lines.table(list(measure()), "Measured alone."))
