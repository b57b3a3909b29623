"""Scores on plain arrays: topic scores, their combination, contributions and ranks.

`scoring` offers the same on frames with labels and checks; here is the arithmetic, which needs no pandas and
so suits a command line and a slider's release. Shapes: z is (..., k) over k criteria, 0..1 with 1 = best and
NaN = missing; shares are (k,) weights inside the topics; topic_index is (k,) the topic 0..t−1 of each
criterion.

The missing-value rule, the same everywhere: the weight of a missing criterion goes to the other criteria of
its topic; the weight of a topic without any figure goes to the other topics. Where a ``fill`` is given, (k,),
a missing figure counts as that instead (NaN: as above). Coverage knows no fill: an alternative whose figures
carry less than ``MIN_COVERAGE`` of the weight stays unranked.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

Aggregation: TypeAlias = Literal["arithmetic", "geometric"]
Array: TypeAlias = npt.NDArray[np.float64]

MIN_COVERAGE = 0.65
RANK_TOLERANCE = 1e-12
COVERAGE_TOLERANCE = 1e-9


class Combined(NamedTuple):
    """Scores and coverages of the leading dimensions of an array."""

    score: Array
    coverage: Array


class TopicScores(NamedTuple):
    """Topic scores (NaN: no figure) and the share of each topic's weight that has one, both (..., topics).

    ``available`` is NaN for a topic without any weighted criterion: it takes no part in coverage.
    """

    score: Array
    available: Array


def filled(z: Array, fill: Array | None) -> Array:
    """z with what its missing figures count as; an alternative without any figure stays without."""
    if fill is None:
        return z
    missing = np.isnan(z)
    return np.where(missing & ~missing.all(axis=-1, keepdims=True), fill, z)


def topic_scores(
    z: Array,
    shares: Array,
    topic_index: npt.NDArray[np.intp],
    aggregation: Aggregation = "arithmetic",
    fill: Array | None = None,
) -> TopicScores:
    """Score of each topic from the criteria that have a figure.

    z: (..., k) in 0..1, NaN = missing; shares: (k,) weights inside the topics, 0 = takes no part;
    topic_index: (k,) the topic 0..t−1 of each criterion. Arithmetic: Σwz/Σw; geometric: exp(Σw ln z′/Σw) with
    z′ = 1 + 99z, so on 1-100. Returns arrays (..., t); one matrix product over all leading dimensions.
    """
    membership = np.zeros((len(shares), int(topic_index.max()) + 1))
    membership[np.arange(len(shares)), topic_index] = shares
    total = membership.sum(axis=0)
    means, present = _weighted_means(to_sum(filled(z, fill), aggregation, unit=True), membership)
    if fill is not None:
        present = (~np.isnan(z)).astype(float) @ membership
    usable = np.where(total > 0, total, np.nan)
    return TopicScores(from_sum(means, aggregation), present / usable)


def combine(
    topic_scores: Array,
    available: Array,
    topic_weights: Array,
    aggregation: Aggregation = "arithmetic",
    *,
    min_coverage: float = MIN_COVERAGE,
) -> Combined:
    """Score and coverage from topic scores.

    topic_scores, available: (..., t) as `topic_scores` gives them; topic_weights: (t,), or (m, t) for m sets
    of weights at once, which need not sum to 1. Returns arrays (...) or (..., m). The score is NaN where
    coverage is under min_coverage or nothing has a figure. On two levels both means multiply out to one
    weight per criterion.
    """
    weights = topic_weights.T
    means, _ = _weighted_means(to_sum(topic_scores, aggregation, unit=False), weights)
    usable = ~np.isnan(available)
    total = usable.astype(float) @ weights
    covered = np.where(usable, available, 0.0) @ weights
    coverage = np.divide(covered, total, out=np.full_like(total, np.nan), where=total > 0)
    ranked = coverage >= min_coverage - COVERAGE_TOLERANCE
    return Combined(np.where(ranked, from_sum(means, aggregation), np.nan), coverage)


def weights_used(z: Array, shares: Array, topic_index: npt.NDArray[np.intp], topic_weights: Array) -> Array:
    """The weight each criterion really has after missing values gave theirs away.

    topic_weights: (t,). Returns (..., k); rows sum to 1, or are NaN without any figure.
    """
    present = ~np.isnan(z) & (shares > 0)
    inside = np.where(present, shares, 0.0)
    membership = np.eye(len(topic_weights))[topic_index]
    found = inside @ membership
    topic_weight = np.where(found > 0, topic_weights, 0.0)
    total = topic_weight.sum(axis=-1, keepdims=True)
    per_share = np.divide(topic_weight, found, out=np.zeros_like(found), where=found > 0)
    used: Array = inside * per_share[..., topic_index] / np.where(total > 0, total, np.nan)
    return used


def contributions(z: Array, used: Array, score: Array, aggregation: Aggregation = "arithmetic") -> Array:
    """What each criterion adds to the score; rows add up to it.

    used: (..., k) as `weights_used` gives it; score: (...), NaN where unranked. Arithmetic: weight used × z.
    Geometric: score · w ln z′ / Σ w ln z′, and score · w where every z′ is 1 (nothing else distinguishes the
    criteria there). Returns (..., k): 0 for a criterion without weight or figure, NaN in unranked rows.
    """
    x = np.where(used > 0, to_sum(z, aggregation, unit=True), 0.0)
    parts = used * x
    if aggregation == "geometric":
        logarithm = parts.sum(axis=-1, keepdims=True)
        share = np.divide(parts, logarithm, out=used.copy(), where=logarithm > 0)
        parts = share * score[..., None]
    return np.where(np.isnan(score)[..., None], np.nan, parts)


def competition_ranks(values: Array, tolerance: float = RANK_TOLERANCE) -> Array:
    """1 = best, ties share the better place; NaN stays unranked. values: (n,).

    Going down from the best, a value ties with the first of its group if it is within ``tolerance`` of it,
    relative to the larger of the two in size; so a chain of small steps does not become one tie.
    """
    order = np.argsort(-values, kind="stable")[: len(values) - int(np.isnan(values).sum())]
    down = values[order]
    places = np.arange(len(down))
    # A step is a tie with the one before; runs of steps are the groups unless one has drifted from its first.
    steps = _tied(down[:-1], down[1:], tolerance)
    first = np.maximum.accumulate(np.where(np.append(False, steps)[: len(down)], 0, places))
    if not _tied(down[first], down, tolerance).all():
        first = _first_of_chain(down, tolerance)
    ranks = np.full(len(values), np.nan)
    ranks[order] = first + 1
    return ranks


def _tied(higher: Array, lower: Array, tolerance: float) -> npt.NDArray[np.bool_]:
    return np.asarray(higher - lower <= tolerance * np.maximum(np.abs(higher), np.abs(lower)))


def _first_of_chain(down: Array, tolerance: float) -> npt.NDArray[np.intp]:
    first = np.zeros(len(down), dtype=np.intp)
    for place in range(1, len(down)):
        leader = first[place - 1]
        first[place] = leader if _tied(down[leader], down[place], tolerance) else place
    return first


def to_sum(x: Array, aggregation: Aggregation, *, unit: bool) -> Array:
    """The scale on which a mean is a weighted sum: itself, or the logarithm (of 1 + 99x for x in 0..1)."""
    if aggregation == "arithmetic":
        return x
    return np.log(1 + 99 * np.clip(x, 0, 1)) if unit else np.log(x)


def from_sum(x: Array, aggregation: Aggregation) -> Array:
    """Back from the scale of `to_sum` to that of scores."""
    return x if aggregation == "arithmetic" else np.exp(x)


def _weighted_means(x: Array, weights: Array) -> tuple[Array, Array]:
    """Means over the last axis of the x that are there (NaN: none is), and the weight that is there."""
    there = ~np.isnan(x)
    found = there.astype(float) @ weights
    sums = np.where(there, x, 0.0) @ weights
    return np.divide(sums, found, out=np.full(np.shape(found), np.nan), where=found > 0), found
