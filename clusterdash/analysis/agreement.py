"""Whether people agree with one another, what they want together, and whether the statistics say the same.

Ballots are frames alternatives × people: the place each person gives each alternative, 1 = best; ties share
a place or the mean of the places they take, which is the same here. Who ordered only some has put those
before all others and said nothing of the order of the rest: give the rest one common place behind them, and
it counts as a tie, half for and half against in Borda, Copeland and Kemeny, corrected for in W and τ-b. Every
function raises ValueError for missing or infinite places and repeated labels, and for fewer than two
alternatives.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from clusterdash.analysis import scoring

Array: TypeAlias = npt.NDArray[np.float64]

_MOST_EXACT = 16
_PERMUTATIONS_AT_ONCE = 1000


class Concordance(NamedTuple):
    """Kendall's W (0 = no agreement, 1 = the same order), its chi-square, degrees of freedom and p-value."""

    w: float
    chi_square: float
    degrees: int
    p_value: float


class Consensus(NamedTuple):
    """An order of all alternatives, best first, and the pairwise opinions against it (a tie counts half).

    exact: no order has less against it; equally_good: how many orders have as little, 0 where that is not
    known.
    """

    order: tuple[object, ...]
    against: float
    exact: bool
    equally_good: int


class Parallelism(NamedTuple):
    """How alike two orders are.

    tau_b: −1 (reversed) to 1 (the same); weighted_tau: the same with the first places weighing most;
    overlap: the share of the first ``top`` of one that are among the first ``top`` of the other; p_value:
    how often chance alone gives a tau_b at least as high.
    """

    tau_b: float
    weighted_tau: float
    overlap: float
    p_value: float


def kendall_w(ballots: pd.DataFrame, *, ties: bool = True) -> Concordance:
    """Kendall's coefficient of concordance W = 12 S / (m²(n³ − n) − m ΣT), χ² = m(n − 1)W with n − 1 degrees.

    ballots: n alternatives × m people (at least 2), in any ordinal scale, since each column is ranked. S is
    the sum of squared deviations of the rank sums, T = Σ(t³ − t) over a person's ties; ties=False leaves the
    correction out. W is NaN if everybody puts everything level. χ² is rough below about 8 alternatives.
    Kendall and Gibbons (1990), Rank Correlation Methods, chapter 6.
    """
    from scipy.stats import chi2

    ranks = _ranks(ballots)
    n, m = ranks.shape
    if m < 2:
        raise ValueError("Agreement takes at least two people.")
    sums = ranks.sum(axis=1)
    spread = float(((sums - sums.mean()) ** 2).sum())
    tied = _tie_terms(ranks) if ties else 0.0
    most = m**2 * (n**3 - n) - m * tied
    w = 12 * spread / most if most > 0 else np.nan
    chi_square = m * (n - 1) * w
    return Concordance(w, chi_square, n - 1, float(chi2.sf(chi_square, n - 1)))


def pairwise_tau(ballots: pd.DataFrame) -> pd.DataFrame:
    """Kendall's τ-b between all people, people × people; NaN for a person who puts everything level."""
    signs = _signs(_ranks(ballots))
    together = signs.T @ signs
    untied = np.sqrt(np.diag(together))
    with np.errstate(invalid="ignore"):
        tau = together / np.outer(untied, untied)
    return pd.DataFrame(tau, index=ballots.columns, columns=ballots.columns)


def borda(ballots: pd.DataFrame) -> pd.Series[float]:
    """Points: how many alternatives each one is put before, a tie counting half, summed over people."""
    ranks = _ranks(ballots)
    return pd.Series((len(ranks) - ranks).sum(axis=1), index=ballots.index, name="points")


def copeland(ballots: pd.DataFrame) -> pd.Series[float]:
    """Majorities won less majorities lost against each of the others (Copeland 1951)."""
    lead = _preferences(ballots)
    return pd.Series(np.sign(lead - lead.T).sum(axis=1), index=ballots.index, name="majorities")


def kemeny(ballots: pd.DataFrame) -> Consensus:
    """The order with the fewest pairwise opinions against it (Kemeny 1959; Young and Levenglick 1978).

    Exact up to 16 alternatives, by dynamic programming over sets (the first of the ballots' rows wins among
    equals); above, the best that moving single alternatives reaches from Borda's order.
    """
    against = _preferences(ballots).T  # [i, j]: opinions that j is better than i, against i before j
    exact = len(against) <= _MOST_EXACT
    order, equally_good = _best_order(against) if exact else (_moved_order(against, borda(ballots)), 0)
    labels = tuple(ballots.index[order])
    return Consensus(labels, _opposed(against, order), exact, equally_good)


def parallelism(
    people: pd.Series[float],
    analysis: pd.Series[float],
    *,
    top: int = 5,
    permutations: int = 9999,
    seed: int = 0,
) -> Parallelism:
    """How alike the order of the people and that of the analysis are.

    people, analysis: places (1 = best) by alternative, with the same labels. tau_b: Kendall (1945);
    weighted_tau: Vigna (2015), hyperbolic; p_value: one-sided, from random permutations, (1 + at least as
    high)/(1 + all). An alternative tied into the first ``top`` counts among them. NaN where one side puts
    everything level.
    """
    from scipy.stats import weightedtau

    if top < 1:
        raise ValueError(f"top is 1 or more, not {top}.")
    ranks = _ranks(_side_by_side(people, analysis))
    signs = _signs(ranks)
    norm = np.sqrt((signs[:, 0] ** 2).sum() * (signs[:, 1] ** 2).sum())
    if norm == 0:
        return Parallelism(np.nan, np.nan, _overlap(ranks, top), np.nan)
    together = float(signs[:, 0] @ signs[:, 1])
    chance = _permuted(ranks, permutations, seed)
    p_value = (1 + int((chance >= together - 1e-9).sum())) / (1 + permutations)
    weighted = float(weightedtau(-ranks[:, 0], -ranks[:, 1]).statistic)
    return Parallelism(together / norm, weighted, _overlap(ranks, top), p_value)


def differences(people: pd.Series[float], analysis: pd.Series[float]) -> pd.Series[float]:
    """By how many places the people put each alternative higher (+) or lower (−), largest first."""
    both = _side_by_side(people, analysis)
    ranks = _ranks(both)
    higher = ranks[:, 1] - ranks[:, 0]
    largest_first = np.argsort(-np.abs(higher), kind="stable")
    labels = [both.index[row] for row in largest_first]
    return pd.Series(higher[largest_first], index=labels, name="places")


def mean_weights(weights: pd.DataFrame) -> pd.Series[float]:
    """The mean of everybody's weights (aggregation of individual priorities).

    weights: people × criteria, each person's divided by their sum first. Raises ValueError for unusable
    weights, naming the person.
    """
    rows = []
    for person, row in zip(weights.index, scoring.figures(weights), strict=True):
        try:
            rows.append(scoring.weight_vector(row, weights.columns))
        except ValueError as error:
            raise ValueError(f"{person}: {error}") from None
    if not rows:
        raise ValueError("Mean weights take at least one person.")
    mean: Array = np.array(rows).mean(axis=0)
    return pd.Series(mean, index=weights.columns)


def mean_judgements(matrices: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The geometric mean of comparison matrices (aggregation of individual judgements).

    For `weighting.pairwise`: it keeps them reciprocal (Aczél and Saaty 1983). An answer missing in some
    matrices is the mean of the others. Raises ValueError for no matrix, different criteria, or comparisons
    that are not positive.
    """
    if not matrices:
        raise ValueError("Mean judgements take at least one matrix.")
    first = matrices[0]
    if any(set(m.index) != set(first.index) or set(m.columns) != set(first.index) for m in matrices):
        raise ValueError("All comparison matrices have the same criteria in rows and columns.")
    cube = np.array([m.loc[first.index, first.index].to_numpy(dtype=float) for m in matrices])
    if (cube <= 0).any() or np.isinf(cube).any():
        raise ValueError("Comparisons are positive numbers.")
    given = ~np.isnan(cube)
    total = np.where(given, np.log(np.where(given, cube, 1.0)), 0.0).sum(axis=0)
    number = given.sum(axis=0)
    mean = np.exp(total / np.where(number > 0, number, np.nan))
    return pd.DataFrame(mean, index=first.index, columns=first.index)


def _ranks(ballots: pd.DataFrame) -> Array:
    values = scoring.figures(ballots)
    if np.isnan(values).any():
        raise ValueError(
            f"Every place is needed; {scoring.first_cell(ballots, np.isnan(values))} is missing."
        )
    if len(values) < 2:
        raise ValueError("An order takes at least two alternatives.")
    return np.asarray(pd.DataFrame(values).rank(method="average"), dtype=float)


def _side_by_side(people: pd.Series[float], analysis: pd.Series[float]) -> pd.DataFrame:
    differ = people.index.symmetric_difference(analysis.index)
    if len(differ):
        raise ValueError(f"Only one side has a place for {', '.join(map(str, differ[:5]))}.")
    return pd.DataFrame({"people": people, "analysis": analysis.reindex(people.index)})


def _tie_terms(ranks: Array) -> float:
    counts = [np.unique(column, return_counts=True)[1] for column in ranks.T]
    return float(sum((t**3 - t).sum() for t in counts))


def _signs(ranks: Array) -> Array:
    """Which of each pair of alternatives each person prefers: pairs × people, −1, 0 or 1."""
    first, second = np.triu_indices(len(ranks), k=1)
    return np.sign(ranks[second] - ranks[first])


def _preferences(ballots: pd.DataFrame) -> Array:
    """How many people put the row before the column, a tie counting half; alternatives × alternatives."""
    ranks = _ranks(ballots)
    lead = np.sign(ranks[None, :, :] - ranks[:, None, :])
    preferred: Array = ((lead + 1) / 2).sum(axis=2)
    np.fill_diagonal(preferred, 0.0)
    return preferred


def _overlap(ranks: Array, top: int) -> float:
    # A tie takes the best of its places here, so that nobody falls out of the first for being level.
    first = pd.DataFrame(ranks).rank(method="min").to_numpy() <= top
    return float((first[:, 0] & first[:, 1]).sum() / max(first.sum(axis=0).max(), 1))


def _permuted(ranks: Array, permutations: int, seed: int) -> Array:
    """Sums of agreeing less disagreeing pairs under random reorderings of the second side."""
    random = np.random.default_rng(seed)
    first, second = np.triu_indices(len(ranks), k=1)
    own = np.sign(ranks[second, 0] - ranks[first, 0])
    sums = []
    for done in range(0, permutations, _PERMUTATIONS_AT_ONCE):
        number = min(_PERMUTATIONS_AT_ONCE, permutations - done)
        shuffled = random.permuted(np.tile(ranks[:, 1], (number, 1)), axis=1)
        sums.append(np.sign(shuffled[:, second] - shuffled[:, first]) @ own)
    return np.concatenate(sums) if sums else np.empty(0)


def _opposed(against: Array, order: list[int]) -> float:
    placed = against[np.ix_(order, order)]
    return float(np.triu(placed, k=1).sum())


def _best_order(against: Array) -> tuple[list[int], int]:
    """The best order and the number of orders as good.

    least[S]: the fewest opinions against any order of the set S, whoever is last in it (Held and Karp 1962).
    """
    n = len(against)
    sets = np.arange(1 << n)
    size = np.array([bits.bit_count() for bits in sets.tolist()])
    # before[i, S]: opinions against putting all of S before i, built up one alternative at a time.
    before = np.zeros((n, 1 << n))
    for j in range(n):
        before[:, 1 << j : 2 << j] = before[:, : 1 << j] + against[j][:, None]
    least = np.full(1 << n, np.inf)
    least[0] = 0.0
    ways = np.zeros(1 << n)
    ways[0] = 1
    last = np.zeros(1 << n, dtype=np.intp)
    for members in range(1, n + 1):
        here = sets[size == members]
        for i in range(n):
            holding = here[(here >> i) & 1 == 1]
            rest = holding ^ (1 << i)
            cost = least[rest] + before[i, rest]
            better, level = cost < least[holding] - 1e-9, np.abs(cost - least[holding]) <= 1e-9
            ways[holding] = np.where(better, ways[rest], ways[holding] + np.where(level, ways[rest], 0))
            # Among equals the later row goes last, so that the first row comes first.
            last[holding] = np.where(better | level, i, last[holding])
            least[holding] = np.where(better, cost, least[holding])
    order, remaining = [], (1 << n) - 1
    while remaining:
        order.append(int(last[remaining]))
        remaining ^= 1 << order[-1]
    return order[::-1], int(ways[-1])


def _moved_order(against: Array, points: pd.Series[float]) -> list[int]:
    """From the order of points, move single alternatives to better places until none is left."""
    order: list[int] = np.argsort(-np.asarray(points), kind="stable").tolist()
    improved = True
    while improved:
        improved = False
        for alternative in list(order):
            rest = [other for other in order if other != alternative]
            after = np.append(against[alternative, rest][::-1].cumsum()[::-1], 0.0)
            ahead = np.append(0.0, against[rest, alternative].cumsum())
            cost = after + ahead
            now = order.index(alternative)
            place = int(cost.argmin())
            if cost[place] < cost[now] - 1e-9:
                order = [*rest[:place], alternative, *rest[place:]]
                improved = True
    return order
