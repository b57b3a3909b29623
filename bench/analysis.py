"""How fast the cluster analysis is: `python -m bench.analysis` prints a table of measured times and limits.

81 × 88 are the project's own figures; larger tables are drawn, skewed and with empty cells like real ones.
Times are the shortest of several runs: whatever else the machine does only ever adds to them.
"""

from __future__ import annotations

import resource
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from clusterdash.analysis import relatedness
from clusterdash.analysis import specialisation as spec

EMPLOYMENT = Path(__file__).parents[1] / "data" / "tables" / "employment.csv"
LARGE = 1165, 615
GROWTH = (150, 300, 600, 1200)  # regions, with the same sectors: doubled three times
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


def line(what: str, size: str, measured: str, limit: str) -> None:
    print(f"| {what:<44} | {size:>18} | {measured:>10} | {limit:>8} |")


def main() -> None:
    own, large = own_figures(), drawn_figures(*LARGE)
    here, there = "81 × 88", "1,165 × 615"
    # Read first, since it only ever grows: the rest of the bench would count as the interval's.
    interval_memory = peak_megabytes(lambda: spec.lq_interval(own.jobs))
    resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MEGABYTE
    line("what", "regions × sectors", "measured", "limit")
    line("-" * 44, "-" * 18, "-" * 10, "-" * 8)
    together = "LQ, stars, strength, HCLQ, density together"
    line(together, here, f"{1000 * seconds(lambda: five_together(own), 20):.1f} ms", "30 ms")
    line(together, there, f"{seconds(lambda: five_together(large), 5):.2f} s", "1.5 s")
    whole = "complexity: ECI, PCI, proximity, density"
    line(whole, here, f"{1000 * seconds(lambda: relatedness.complexity(own.jobs), 10):.1f} ms", "")
    line(whole, there, f"{seconds(lambda: relatedness.complexity(large.jobs), 3):.2f} s", "")
    stability = "LQ interval, 1,000 draws"
    line(stability, here, f"{seconds(lambda: spec.lq_interval(own.jobs), 3):.2f} s", "2 s")
    line(f"{stability}: its own memory", here, f"{interval_memory:.0f} MB", "300 MB")
    line(f"{stability}: whole process", here, f"{resident:.0f} MB", "300 MB")
    sizes = [drawn_figures(regions, LARGE[1]) for regions in GROWTH]
    durations = [seconds(lambda figures=figures: five_together(figures), 5) for figures in sizes]  # type: ignore[misc]
    line(
        "the five together: time grows with cells to",
        "150 to 1,200 × 615",
        f"{exponent(GROWTH, durations):.2f}",
        "1",
    )


if __name__ == "__main__":
    main()
