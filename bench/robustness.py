"""How fast the robustness of a ranking is found.

Drawn figures without gaps, as wide as all criteria; and the project's own figures as the pages use them,
topic scores with gaps. The yardstick is the plain way to count places, matmul + argsort + bincount, measured
in turn with ours so that both meet the same machine. Times are the shortest of several runs: whatever else
runs only ever adds to them.
"""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from bench import lines
from bench.lines import Line
from clusterdash import warehouse
from clusterdash.analysis import robustness, scoring

DRAWS: Final = 10_000
SECTORS: Final = 88
TOPICS: Final = 4
CRITERIA: Final = 20
CELLS: Final = 7_128
MEGABYTE: Final = 1e6

Array = npt.NDArray[np.float64]


def measure(editions: Path) -> Iterator[Line]:
    """The lines of the table; the folder holds a built edition."""
    yield from _places()
    yield from _provinces(editions)
    yield from _weights()


def _places() -> Iterator[Line]:
    yield _in_turn_with_the_plain_way(TOPICS)
    yield _in_turn_with_the_plain_way(CRITERIA)
    z, draws = drawn(SECTORS), robustness.sample_weights(DRAWS, CRITERIA, seed=1)
    memory = peak_megabytes(lambda: robustness.rank_acceptability(z, draws))
    what = f"Places of {SECTORS} under {DRAWS:,} sets of {CRITERIA} weights: memory"
    yield Line(what, f"{memory:.1f} MB", "≤ 60 MB", kept=memory <= 60)


def _in_turn_with_the_plain_way(weights: int) -> Line:
    z, draws = drawn(SECTORS, columns=weights), robustness.sample_weights(DRAWS, weights, seed=1)
    counted = robustness.rank_acceptability(z, draws).to_numpy()
    if not np.array_equal(np.rint(counted * DRAWS), plain_counts(z.to_numpy(), draws)):
        raise AssertionError("The two ways to count places do not agree.")
    ours, plain = in_turn(
        lambda: robustness.rank_acceptability(z, draws), lambda: plain_counts(z.to_numpy(), draws)
    )
    times = f"{lines.times(plain / ours)} ({lines.milliseconds(1000 * ours)})"
    what = f"Places of {SECTORS} under {DRAWS:,} sets of {weights} weights: times as fast as the plain way"
    return Line(what, times, "≥ 2 ×", lines.milliseconds(1000 * plain), kept=plain / ours >= 2)


def _provinces(editions: Path) -> Iterator[Line]:
    scores, available = own_topic_scores(editions)
    draws = robustness.sample_weights(DRAWS, scores[0].shape[1], seed=2)

    took = sum(
        shortest(lambda z=z, share=share: robustness.rank_acceptability(z, draws, available=share), 5)  # type: ignore[misc]
        for z, share in zip(scores, available, strict=True)
    )
    what = f"Places under {DRAWS:,} sets of weights in {len(scores)} provinces, own topic scores"
    yield Line(what, lines.milliseconds(1000 * took), "≤ 600 ms", kept=took <= 0.6)
    full = [drawn(SECTORS, seed) for seed in range(len(scores))]
    wide = robustness.sample_weights(DRAWS, CRITERIA, seed=3)
    took = sum(shortest(lambda z=z: robustness.rank_acceptability(z, wide), 5) for z in full)  # type: ignore[misc]
    what = f"Places under {DRAWS:,} sets of weights, {len(full)} × {SECTORS} × {CRITERIA} drawn figures"
    yield Line(what, lines.milliseconds(1000 * took), "≤ 600 ms", kept=took <= 0.6)


def _weights() -> Iterator[Line]:
    today = np.full(CRITERIA, 1 / CRITERIA)
    for rows, promised in ((SECTORS, 0.001), (CELLS, 0.010)):
        z = drawn(rows)
        took = shortest(lambda z=z: robustness.stability_intervals(z, today), 50)  # type: ignore[misc]
        what = f"Stability intervals of {CRITERIA} weights × {rows:,}"
        promise = f"≤ {1000 * promised:.0f} ms"
        yield Line(what, f"{1000 * took:.2f} ms", promise, kept=took <= promised)
    z = drawn(SECTORS)
    robustness.weights_making_first(z, today, 0)
    took = max(
        shortest(lambda row=row: robustness.weights_making_first(z, today, row), 5)  # type: ignore[misc]
        for row in z.index
    )
    what = f"Least change of weights that makes one of {SECTORS} first, the slowest"
    yield Line(what, lines.milliseconds(1000 * took), "≤ 20 ms", kept=took <= 0.020)


def plain_counts(z: Array, draws: Array) -> Array:
    """How often each alternative takes each place, without regard to ties: the yardstick."""
    n = len(z)
    order = np.argsort(-(draws @ z.T), axis=1)
    return np.bincount((order * n + np.arange(n)).ravel(), minlength=n * n).reshape(n, n).astype(float)


def drawn(rows: int, seed: int = 0, columns: int = CRITERIA) -> pd.DataFrame:
    return pd.DataFrame(np.random.default_rng(seed).random((rows, columns)))


def own_topic_scores(editions: Path) -> tuple[list[pd.DataFrame], list[pd.DataFrame]]:
    """Topic scores and available shares of the sectors of every province, under the default weights."""
    house = warehouse.current(editions)
    matrix = house.matrix("goalposts")
    criteria = [house.catalogue.criteria[code] for code in matrix.criteria]
    usable = ~np.isnan(matrix.z).all(axis=(0, 1))
    shares = np.array([criterion.points for criterion in criteria], dtype=float) * usable
    topics = scoring.topic_codes([criterion.topic for criterion in criteria], pd.Index(matrix.criteria))
    parts = scoring.topic_scores(np.where(matrix.insured[..., None] > 0, matrix.z, np.nan), shares, topics)
    here = matrix.insured > 0
    cut = [[pd.DataFrame(part[province][here[province]]) for province in range(len(here))] for part in parts]
    return cut[0], cut[1]


def shortest(action: Callable[[], object], times: int) -> float:
    return min(_seconds(action) for _ in range(times))


def in_turn(one: Callable[[], object], other: Callable[[], object], times: int = 60) -> tuple[float, float]:
    pairs = [(_seconds(one), _seconds(other)) for _ in range(times)]
    return min(pair[0] for pair in pairs), min(pair[1] for pair in pairs)


def _seconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def peak_megabytes(action: Callable[[], object]) -> float:
    """The most memory the action held at once beyond what was there before."""
    tracemalloc.start()
    action()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / MEGABYTE
