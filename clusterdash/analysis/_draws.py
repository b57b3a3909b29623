"""The score of every alternative under many weights at once, by the rules of `scoring`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from clusterdash.analysis import scores, scoring
from clusterdash.analysis.scores import Aggregation
from clusterdash.analysis.scoring import Topics

Array: TypeAlias = npt.NDArray[np.float64]
Flags: TypeAlias = npt.NDArray[np.bool_]
Indices: TypeAlias = npt.NDArray[np.intp]
Draws: TypeAlias = "pd.DataFrame | Array"

# Small enough for the cache, and for OpenBLAS not to wake threads, which costs more than it saves.
_CHUNK_CELLS = 1 << 13
_ROUNDING = 1e-12


class Model(NamedTuple):
    """Draws of weights (draws × k) and figures on the scale on which a score is a weighted mean (n × k).

    ``available`` is the share of a column's weight that has figures; NaN where there is nothing to weigh at
    all.
    """

    draws: Array
    x: Array
    available: Array
    topic_index: Indices
    aggregation: Aggregation
    min_coverage: float


def model_of(
    z: pd.DataFrame,
    weights: Draws,
    topics: Topics | None,
    available: pd.DataFrame | None,
    aggregation: Aggregation,
    min_coverage: float,
) -> Model:
    x = summable(z, aggregation, topic_scores=available is not None)
    if topics is not None and available is not None:
        raise ValueError("Give topics (for criteria) or available (for topic scores), not both.")
    codes = np.zeros(x.shape[1], dtype=np.intp) if topics is None else scoring.topic_codes(topics, z.columns)
    draws = draws_of(weights, z.columns)
    return Model(draws, x, available_shares(x, z, available), codes, aggregation, min_coverage)


def draws_of(weights: Draws, columns: pd.Index) -> Array:
    if isinstance(weights, pd.DataFrame):
        missing = columns[~columns.isin(weights.columns)]
        if len(missing):
            raise ValueError(f"weights: nothing given for {', '.join(map(str, missing))}.")
        weights = weights[columns].to_numpy(dtype=float)
    draws = np.atleast_2d(np.asarray(weights, dtype=float))
    if draws.ndim != 2 or draws.shape[1] != len(columns) or not len(draws):
        raise ValueError(
            f"Weights are draws × {len(columns)} criteria, not {' × '.join(map(str, draws.shape))}."
        )
    total = (draws @ np.ones(draws.shape[1]))[:, None]
    if not (np.isfinite(total).all() and draws.min() >= 0 and total.min() > 0):
        row = int(np.argmax(~(np.isfinite(total[:, 0]) & (draws.min(axis=1) >= 0) & (total[:, 0] > 0))))
        raise ValueError(f"Draw {row} is no set of weights: they are 0 or more, and not all 0.")
    # Draws that sum to 1 up to rounding stay as they are: a common factor moves nobody.
    return draws if np.abs(total - 1).max() < _ROUNDING else draws / total


def summable(z: pd.DataFrame, aggregation: Aggregation, *, topic_scores: bool) -> Array:
    """z on the scale on which a score is a weighted mean."""
    x = scoring.figures(z)
    if aggregation == "arithmetic":
        return x
    if aggregation != "geometric":
        raise ValueError(f"Unknown aggregation {aggregation!r}: use arithmetic or geometric.")
    low, high = (1, 100) if topic_scores else (0, 1)
    beyond = (x < low - 1e-9) | (x > high + 1e-9)
    if beyond.any():
        cell = scoring.first_cell(z, beyond)
        raise ValueError(f"The geometric mean needs values between {low} and {high}; {cell} is not.")
    return scores.to_sum(x, aggregation, unit=not topic_scores)


def available_shares(x: Array, z: pd.DataFrame, available: pd.DataFrame | None) -> Array:
    """The share of a column's weight that has figures; NaN: the column has nothing to weigh at all."""
    if available is None:
        return (~np.isnan(x)).astype(float)
    if not (available.index.equals(z.index) and available.columns.equals(z.columns)):
        raise ValueError("available has the rows and columns of the topic scores.")
    return available.to_numpy(dtype=float)


def values_of(given: Any) -> Any:
    return list(given.values()) if isinstance(given, Mapping) else list(given)


def chunks(draws: Array, alternatives: int, cells: int = _CHUNK_CELLS) -> Iterator[Array]:
    step = max(1, cells // max(alternatives, 1))
    for start in range(0, len(draws), step):
        yield draws[start : start + step]


def scores_by_draw(model: Model) -> Iterator[tuple[Array, Array]]:
    """Draws and scores (draws × alternatives, NaN = unranked), piece by piece."""
    gaps, unsure = ragged(model), droppable(model)
    columns = np.ascontiguousarray(np.where(gaps[:, None], 0.0, model.x).T)
    for draws in chunks(model.draws, len(model.x)):
        found = draws @ columns
        if gaps.any():
            found[:, gaps] = ragged_scores(model, draws, gaps)
        if unsure.any():
            found[:, unsure] = np.where(dropped(model, draws, unsure), np.nan, found[:, unsure])
        yield draws, scores.from_sum(found, model.aggregation)


def ragged(model: Model) -> Flags:
    """Alternatives with a missing figure, whose score is no plain weighted sum."""
    return np.asarray(np.isnan(model.x).any(axis=1))


def droppable(model: Model) -> Flags:
    """Alternatives that some weights leave unranked."""
    enough = model.available >= model.min_coverage - scores.COVERAGE_TOLERANCE
    return np.asarray(~enough.all(axis=1))


def dropped(model: Model, draws: Array, rows: Flags) -> Flags:
    """Which of the rows each draw leaves unranked (draws × rows)."""
    available = model.available[rows]
    usable = ~np.isnan(available)
    covered = draws @ np.where(usable, available, 0.0).T
    limit = model.min_coverage - scores.COVERAGE_TOLERANCE
    return np.asarray(covered < (limit if usable.all() else limit * (draws @ usable.T)))


def ragged_scores(model: Model, draws: Array, rows: Flags) -> Array:
    """Weighted means (draws × rows) under the missing-value rule; NaN where no weight has a figure."""
    x = model.x[rows]
    there = ~np.isnan(x)
    sums = np.zeros((len(draws), len(x)))
    found = np.zeros_like(sums)
    # One level is one topic: what is missing is shared out over the row.
    for topic in range(int(model.topic_index.max()) + 1):
        members = np.flatnonzero(model.topic_index == topic)
        weights = draws[:, members]
        inside = weights @ there[:, members].T
        total = weights.sum(axis=1, keepdims=True)
        means = weights @ np.where(there, x, 0.0)[:, members].T / np.where(inside > 0, inside, 1.0)
        sums += np.where(inside > 0, total * means, 0.0)
        found += np.where(inside > 0, total, 0.0)
    return np.where(found > 0, sums / np.where(found > 0, found, 1.0), np.nan)


def first_places(found: Array, tolerance: float) -> Array:
    """Who is first (draws × alternatives), ties sharing the place evenly."""
    best = np.where(np.isnan(found), -np.inf, found).max(axis=1, keepdims=True, initial=-np.inf)
    first = best - found <= tolerance * np.maximum(np.abs(best), np.abs(found))
    shared: Array = first / np.maximum(first.sum(axis=1, keepdims=True), 1)
    return shared
