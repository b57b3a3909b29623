"""How far a ranking can be trusted: over all weights, near today's, and without one of the criteria.

Everywhere z, weights, missing values, aggregation and ties mean what they mean in `scoring`. Two ways to
work on two levels: criteria as z with ``topics`` (weights are criterion weights); or topic scores as z with
``available``, the share of each topic's weight that has figures, as `scoring.topic_scores` gives both
(weights are topic weights). Topic scores are fixed numbers, so there the score is linear in the weights and
every answer is exact.

Rank acceptability and its companions: SMAA-2, Lahdelma and Salminen (2001), Operations Research 49(3).
Shares found by draws come with a standard error: `standard_error`.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from clusterdash.analysis import scoring
from clusterdash.analysis._crossings import NOBODY, Keep, Position
from clusterdash.analysis._draws import (
    Array,
    Draws,
    Indices,
    available_shares,
    first_places,
    model_of,
    scores_by_draw,
    summable,
    values_of,
)
from clusterdash.analysis._least_change import Contest, least_change
from clusterdash.analysis._places import rank_counts
from clusterdash.analysis.scores import MIN_COVERAGE, RANK_TOLERANCE, Aggregation
from clusterdash.analysis.scoring import Topics, Weights

Factor: TypeAlias = "Sequence[Any] | Callable[[float], Any]"

# Dirichlet(74 × weights) spreads a weight of 25 % by 5 points: sqrt(0.25 × 0.75 / 75).
NEAR = 74.0


# --- draws of weights -------------------------------------------------------------------------


def sample_weights(
    n: int,
    k: int,
    *,
    seed: int,
    around: Weights | None = None,
    concentration: float | None = None,
    topics: Topics | None = None,
) -> Array:
    """n draws of k weights, n × k, rows summing to 1; the same seed gives the same draws.

    Without ``around``: uniform over all weights (Dirichlet with parameters 1); with ``topics`` (one per
    weight) uniform over the topics and, independently, inside each topic. With ``around``:
    Dirichlet(concentration × around), so that a weight w spreads by sqrt(w(1 − w)/(concentration + 1));
    `NEAR` unless told. With ``topics`` too, only topic weights are drawn and the shares inside topics stay
    as they are. A weight of 0 stays 0. Raises ValueError for n or k below 1, unusable weights or a
    concentration that is not positive.
    """
    if n < 1 or k < 1:
        raise ValueError(f"Draws need n and k of 1 or more, not {n} and {k}.")
    if concentration is not None and not (around is not None and 0 < concentration < np.inf):
        raise ValueError("A concentration is a positive number and goes with the weights to stay around.")
    random = np.random.default_rng(seed)
    columns = pd.RangeIndex(k)
    codes = None if topics is None else scoring.topic_codes(list(values_of(topics)), columns)
    if around is None:
        return _uniform(random, n, k, codes)
    centre = scoring.weight_vector(values_of(around), columns)
    spread = NEAR if concentration is None else concentration
    if codes is None:
        return _dirichlet(random, spread * centre, n)
    topic_weights: Array = np.bincount(codes, weights=centre).astype(np.float64)
    inside = centre / np.where(topic_weights > 0, topic_weights, 1.0)[codes]
    return _dirichlet(random, spread * topic_weights, n)[:, codes] * inside


def _uniform(random: np.random.Generator, n: int, k: int, codes: Indices | None) -> Array:
    if codes is None:
        return random.dirichlet(np.ones(k), n)
    draws = random.dirichlet(np.ones(int(codes.max()) + 1), n)[:, codes]
    for topic in range(int(codes.max()) + 1):
        members = np.flatnonzero(codes == topic)
        draws[:, members] *= random.dirichlet(np.ones(len(members)), n)
    return draws


def _dirichlet(random: np.random.Generator, parameters: Array, n: int) -> Array:
    draws = np.zeros((n, len(parameters)))
    positive = parameters > 0
    draws[:, positive] = random.dirichlet(parameters[positive], n)
    return draws


def standard_error(share: Any, draws: int) -> Any:
    """Standard error of a share found in that many draws: sqrt(p(1 − p)/draws)."""
    return (share * (1 - share) / draws) ** 0.5


# --- rank acceptability -----------------------------------------------------------------------


def rank_acceptability(
    z: pd.DataFrame,
    weights: Draws,
    *,
    topics: Topics | None = None,
    available: pd.DataFrame | None = None,
    aggregation: Aggregation = "arithmetic",
    min_coverage: float = MIN_COVERAGE,
    tolerance: float = RANK_TOLERANCE,
) -> pd.DataFrame:
    """Share of the draws in which each alternative takes each rank.

    z: alternatives × criteria (n × k); weights: draws × k. Returns alternatives × ranks 1…n; a row sums to
    1, less the draws in which the alternative is unranked. Ties (identical rows, or scores equal as in
    `scoring.rank`) share their ranks evenly. Raises ValueError as `scoring.score` does.
    """
    model = model_of(z, weights, topics, available, aggregation, min_coverage)
    counts = rank_counts(model, tolerance)
    ranks = pd.RangeIndex(1, len(z) + 1, name="rank")
    return pd.DataFrame(counts / len(model.draws), index=z.index, columns=ranks)


def central_weights(
    z: pd.DataFrame,
    weights: Draws,
    *,
    topics: Topics | None = None,
    available: pd.DataFrame | None = None,
    aggregation: Aggregation = "arithmetic",
    min_coverage: float = MIN_COVERAGE,
    tolerance: float = RANK_TOLERANCE,
) -> pd.DataFrame:
    """The typical weights that put each alternative first: the mean of the draws in which it is.

    Same inputs as `rank_acceptability`; a tie for the first place counts evenly. Returns alternatives ×
    criteria; NaN for an alternative that is first in no draw.
    """
    model = model_of(z, weights, topics, available, aggregation, min_coverage)
    sums, shares = np.zeros(z.shape), np.zeros(len(z))
    for draws, scores in scores_by_draw(model):
        first = first_places(scores, tolerance)
        sums += first.T @ draws
        shares += first.sum(axis=0)
    centre = sums / np.where(shares > 0, shares, np.nan)[:, None]
    return pd.DataFrame(centre, index=z.index, columns=z.columns)


def confidence_factors(
    z: pd.DataFrame,
    weights: Draws,
    *,
    topics: Topics | None = None,
    available: pd.DataFrame | None = None,
    aggregation: Aggregation = "arithmetic",
    min_coverage: float = MIN_COVERAGE,
    tolerance: float = RANK_TOLERANCE,
) -> pd.Series[float]:
    """How surely each alternative is first under its own central weights.

    With exact figures the weights that make an alternative first form a convex set, which holds their mean:
    the factor is 1, 1/g where g alternatives tie, less only where missing values bend the set, and NaN for
    an alternative that is first in no draw. Same inputs as `rank_acceptability`.
    """
    options: dict[str, Any] = {"topics": topics, "available": available, "aggregation": aggregation,
                               "min_coverage": min_coverage, "tolerance": tolerance}  # fmt: skip
    centres = central_weights(z, weights, **options)
    reached = centres.notna().all(axis=1).to_numpy()
    factors = np.full(len(z), np.nan)
    if reached.any():
        model = model_of(z, centres.to_numpy()[reached], topics, available, aggregation, min_coverage)
        first = np.concatenate([first_places(scores, tolerance) for _, scores in scores_by_draw(model)])
        factors[reached] = first[np.arange(reached.sum()), np.flatnonzero(reached)]
    return pd.Series(factors, index=z.index, name="confidence")


def pairwise_winning(
    z: pd.DataFrame,
    weights: Draws,
    *,
    topics: Topics | None = None,
    available: pd.DataFrame | None = None,
    aggregation: Aggregation = "arithmetic",
    min_coverage: float = MIN_COVERAGE,
    tolerance: float = RANK_TOLERANCE,
) -> pd.DataFrame:
    """Share of the draws in which the row scores better than the column; a tie (the diagonal) counts half.

    Same inputs as `rank_acceptability`; draws in which either is unranked count for neither. Leskinen,
    Viitanen, Kangas and Kangas (2006), Forest Science 52(3). Returns alternatives × alternatives.
    """
    model = model_of(z, weights, topics, available, aggregation, min_coverage)
    wins = np.zeros((len(z), len(z)))
    for _, scores in scores_by_draw(model):
        size = np.abs(scores)
        for row in range(len(z)):
            lead = scores[:, row, None] - scores
            tied = np.abs(lead) <= tolerance * np.maximum(size[:, row, None], size)
            wins[row] += ((lead > 0) & ~tied).sum(axis=0) + tied.sum(axis=0) / 2
    return pd.DataFrame(wins / len(model.draws), index=z.index, columns=z.index)


# --- what a change of weights does ------------------------------------------------------------


def stability_intervals(
    z: pd.DataFrame,
    weights: Weights,
    *,
    keep: Keep = "first",
    top: int = 10,
    available: pd.DataFrame | None = None,
    aggregation: Aggregation = "arithmetic",
    min_coverage: float = MIN_COVERAGE,
) -> pd.DataFrame:
    """How far one weight can move, the others keeping their proportions, before the ranking changes.

    keep: "first", everybody in the first place stays there; "order", nobody overtakes anybody; "top", the
    same alternatives are among the first ``top``. z and weights as in `scoring.score` without topics; for
    two levels pass topic scores and ``available``. Returns a frame by criterion: lower, upper (weights of
    0..1, the ends included), lower_winner, upper_winner (who takes over beyond: the newcomer in the first
    place, in the order or among the first; None where the end of the scale is reached, or where beyond it
    nobody is ranked), exact (True: crossings are solved, missing values included). A weight of 1 cannot move,
    since nothing is left to share out; NaN for a criterion without anything to weigh, and everywhere if
    nobody is ranked. Raises ValueError as `scoring.score` does.
    """
    if keep not in ("first", "order", "top"):
        raise ValueError(f"Unknown keep {keep!r}: use first, order or top.")
    today = scoring.weight_vector(weights, z.columns)
    x = summable(z, aggregation, topic_scores=available is not None)
    shares = None if available is None else available_shares(x, z, available)
    usable = np.ones(len(today), bool) if shares is None else ~np.isnan(shares).all(axis=0)
    ends = np.full((2, len(today)), np.nan)
    winners = np.full((2, len(today)), None, dtype=object)
    if today[usable].any():
        w = today[usable] / today[usable].sum()
        if shares is not None:
            x, shares = x[:, usable], shares[:, usable]
        position = Position.of(x, shares, w, aggregation, min_coverage)
        for side, direction in enumerate((-1, 1) if position.anybody else ()):
            limit, newcomer = position.holds_until(keep, top, direction)
            ends[side, usable] = limit
            winners[side, usable] = [None if who == NOBODY else z.index[who] for who in newcomer]
    # As Series of objects, else None becomes NaN.
    taking_over = [pd.Series(side, index=z.columns, dtype=object) for side in winners]
    return pd.DataFrame(
        {
            "lower": ends[0],
            "upper": ends[1],
            "lower_winner": taking_over[0],
            "upper_winner": taking_over[1],
            "exact": np.ones(len(today), dtype=bool),
        },
        index=z.columns,
    )


def weights_making_first(
    z: pd.DataFrame,
    weights: Weights,
    alternative: Hashable,
    *,
    available: pd.DataFrame | None = None,
    aggregation: Aggregation = "arithmetic",
    min_coverage: float = MIN_COVERAGE,
) -> pd.Series[float] | None:
    """The weights nearest to today's (least sum of absolute changes) that make an alternative first or tied.

    z and weights as in `scoring.score` without topics; for two levels pass topic scores and ``available``.
    Returns weights over the columns summing to 1, today's if it is first already, or None: no weights can.
    Missing values are handled exactly (`_least_change`). Raises ValueError as `scoring.score` does and for
    an unknown alternative; RuntimeError if too much is missing to settle the case.
    """
    if alternative not in z.index:
        raise ValueError(f"{alternative} is not among the alternatives.")
    today = scoring.weight_vector(weights, z.columns)
    x = summable(z, aggregation, topic_scores=available is not None)
    shares = available_shares(x, z, available)
    usable = ~np.isnan(shares).all(axis=0)
    if today[usable].sum() == 0:
        return None
    today = today[usable] / today[usable].sum()
    row = int(z.index.get_indexer(pd.Index([alternative]))[0])
    nearest = least_change(Contest(today, x[:, usable], shares[:, usable], row, aggregation, min_coverage))
    if nearest is None:
        return None
    full = np.zeros(len(z.columns))
    full[usable] = nearest
    return pd.Series(full, index=z.columns)


def leave_one_out(
    z: pd.DataFrame,
    weights: Weights,
    *,
    topics: Topics | None = None,
    aggregation: Aggregation = "arithmetic",
    min_coverage: float = MIN_COVERAGE,
    fill: Array | None = None,
) -> pd.DataFrame:
    """What the ranking would be without each criterion, its weight going where that of a missing figure goes.

    Same inputs as `scoring.score`. Returns a frame by criterion: winner (label; the first listed if several
    tie), mean_shift and largest_shift (places, over the alternatives ranked both times), most_moved (label).
    A criterion of weight 0 moves nobody; NaN and None if nothing is left to weigh.
    """
    final = scoring.weight_vector(weights, z.columns)
    codes = np.zeros(len(final), dtype=np.intp) if topics is None else scoring.topic_codes(topics, z.columns)

    options: dict[str, Any] = {"aggregation": aggregation, "min_coverage": min_coverage, "fill": fill}

    def ranks(w: Array) -> pd.Series[float]:
        return scoring.rank(scoring.score(z, w, topics=list(codes), **options)["score"])

    today = ranks(final)
    rows = [_compared(today, None if w is None else ranks(w)) for w in _without_each(final, codes)]
    columns = ["winner", "mean_shift", "largest_shift", "most_moved"]
    frame = pd.DataFrame(rows, index=z.columns, columns=columns, dtype=object)
    return frame.astype({"mean_shift": float, "largest_shift": float})


def _without_each(final: Array, codes: Indices) -> list[Array | None]:
    """The weights without each criterion, whose weight goes to its topic, else to the others; None: none."""
    found: list[Array | None] = []
    for criterion in range(len(final)):
        rest = final.copy()
        rest[criterion] = 0.0
        own = codes == codes[criterion]
        if rest[own].sum() > 0:
            rest[own] *= final[own].sum() / rest[own].sum()
        found.append(rest if rest.sum() > 0 else None)
    return found


def _compared(today: pd.Series[float], other: pd.Series[float] | None) -> tuple[Any, float, float, Any]:
    if other is None or other.isna().all():
        return None, np.nan, np.nan, None
    shift = (other - today).abs()
    most = shift.idxmax() if shift.notna().any() else None
    return other.idxmin(), mean_rank_shift(other, today), float(shift.max()), most


def mean_rank_shift(ranks: pd.Series[float], reference: pd.Series[float]) -> float:
    """Mean number of places between two rankings, over the alternatives ranked in both (NaN if none).

    Saisana, Saltelli and Tarantola (2005), Journal of the Royal Statistical Society A 168(2).
    """
    return float((ranks - reference).abs().mean())


# --- which choice of method matters most ------------------------------------------------------


def sobol(
    evaluate: Callable[[dict[str, Any]], float], factors: Mapping[str, Factor], *, n: int, seed: int
) -> pd.DataFrame:
    """How much of the spread of a result each choice explains: alone, and with its interactions.

    evaluate: one result (such as `mean_rank_shift`) from one choice per factor, {name: choice}; factors: by
    name, the choices (equally likely), or a function from a number uniform in [0, 1) to a choice. n: a power
    of 2; the result is evaluated for n · (number of factors + 2) combinations, those of listed choices once
    each. Returns a frame by factor: first_order, total_order and the ends of their 95 % bootstrap intervals,
    first_low, first_high, total_low, total_high; NaN where nothing varies. Saltelli et al. (2010), Computer
    Physics Communications 181, through scipy.stats.sobol_indices. Raises ValueError for fewer than two
    factors, a factor without choices, n that is not a power of 2, or a result that is not a finite number.
    """
    from scipy.stats import sobol_indices, uniform

    if len(factors) < 2:
        raise ValueError(f"Comparing factors takes at least two factors, not {len(factors)}.")
    if any(not callable(factor) and not len(factor) for factor in factors.values()):
        raise ValueError("Every factor needs at least one choice.")
    if n < 2 or n & (n - 1):
        raise ValueError(f"n is a power of 2, not {n}.")
    known: dict[tuple[Any, ...], float] = {}

    def result(column: Array) -> float:
        chosen, key = {}, []
        for (name, factor), u in zip(factors.items(), column.tolist(), strict=True):
            place = u if callable(factor) else min(int(u * len(factor)), len(factor) - 1)
            chosen[name] = factor(u) if callable(factor) else factor[int(place)]
            key.append(place)
        if tuple(key) not in known:
            known[tuple(key)] = _finite_result(evaluate(chosen), chosen)
        return known[tuple(key)]

    outcomes: list[Array] = []

    def results(x: Array) -> Array:
        outcomes.append(np.array([[result(column) for column in x.T]]))
        return outcomes[-1]

    names = pd.Index(list(factors), name="factor")
    columns = ["first_order", "total_order", "first_low", "first_high", "total_low", "total_high"]
    with np.errstate(divide="ignore", invalid="ignore"):
        indices = sobol_indices(
            func=results, n=n, dists=[uniform()] * len(factors), method=_saltelli, rng=seed
        )
        if len(set(known.values())) < 2:
            return pd.DataFrame(np.nan, index=names, columns=columns)
        low, high = _bootstrapped(outcomes, seed)
    table = [indices.first_order, indices.total_order, low[0], high[0], low[1], high[1]]
    return pd.DataFrame(np.column_stack([np.ravel(t) for t in table]), index=names, columns=columns)


def _saltelli(f_A: Array, f_B: Array, f_AB: Array) -> tuple[Array, Array]:  # noqa: N803 (SciPy's names)
    """First-order and total indices from centred results A and B (1 × n) and AB (factors × 1 × n)."""
    variance = np.var([f_A, f_B], axis=(0, -1))
    first = np.mean(f_B * (f_AB - f_A), axis=-1) / variance
    total = np.mean((f_A - f_AB) ** 2, axis=-1) / 2 / variance
    return first.T, total.T


def _bootstrapped(outcomes: Sequence[Array], seed: int) -> tuple[Array, Array]:
    """Lower and upper ends (first-order and total × factors) of 95 % intervals from the results of A, B, AB.

    SciPy's own way to them takes no seed, so that nobody could print the same table twice.
    """
    from scipy.stats import DegenerateDataWarning, bootstrap

    a, b, ab = outcomes
    centre, n = np.mean([a, b]), a.shape[1]
    of_factors = np.moveaxis(ab.reshape(1, n, -1), -1, 0)

    def indices(drawn: Array) -> Array:
        rows = drawn.astype(np.intp)
        found = _saltelli(a[:, rows] - centre, b[:, rows] - centre, of_factors[..., rows] - centre)
        return np.squeeze(found)

    with warnings.catch_warnings():
        # A choice that changes nothing has no interval: NaN says so.
        warnings.simplefilter("ignore", DegenerateDataWarning)
        ends = bootstrap([np.arange(n)], indices, n_resamples=999, rng=seed).confidence_interval
    return ends.low, ends.high


def _finite_result(value: float, chosen: dict[str, Any]) -> float:
    if not np.isfinite(value):
        raise ValueError(f"The result of {chosen} is {value}; it must be a finite number.")
    return float(value)
