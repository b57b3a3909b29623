"""The least change of weights that puts an alternative first: a linear programme, branched on gaps.

Where nothing is missing, "scores at least as much as" is linear in the weights and one programme answers. A
missing figure makes a score a ratio, and coverage can drop a rival from the ranking. Both are branched on,
best first: for a rival that coverage can drop, on "beaten" or "dropped"; and on the score of the
alternative, since within [low, high] every ratio condition relaxes to a linear one, and at a fixed score is
one. No branch is left that could change less than the answer, so None means never.
"""

from __future__ import annotations

import heapq
import itertools
from typing import NamedTuple

import numpy as np

from clusterdash.analysis import scores
from clusterdash.analysis._draws import Array, Flags

_NARROW = 1e-9
_GAP = 1e-7
_CORNER = 1e-8
_CONSISTENT = 1e-13
_MOST_MARGIN = 1e-8
_LEAST_COVERAGE = 1e-6
_MOST_PROGRAMMES = 600
# Tighter than HiGHS's own 1e-7: the answer has to hold within the tolerance of a tie.
_TOLERANCES = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}


class Contest(NamedTuple):
    """Today's weights (k,), figures and coverage shares (n × k, NaN = missing), and who should be first.

    The figures are on the scale on which the score is a weighted mean.
    """

    weights: Array
    x: Array
    available: Array
    alternative: int
    aggregation: scores.Aggregation
    min_coverage: float


class _Branch(NamedTuple):
    low: float
    high: float
    beaten: frozenset[int] = frozenset()
    dropped: frozenset[int] = frozenset()
    margin: float = 0.0


def least_change(contest: Contest) -> Array | None:
    """Weights (k,) that make the alternative first or tied, with the least sum of absolute changes; None:
    never.

    With missing figures least to within 1e-7, or the best found after many programmes; RuntimeError if that
    many find none.
    """
    own = contest.x[contest.alternative, ~np.isnan(contest.x[contest.alternative])]
    if not own.size:
        return None
    programmes = itertools.count()
    waiting: list[tuple[float, int, _Branch, Array]] = []
    found: tuple[float, Array] | None = None
    branches, count = [_Branch(float(own.min()), float(own.max()))], 0
    while branches:
        for branch in branches:
            solved, count = _programme(contest, branch), next(programmes)
            if solved is None or (found and solved[0] >= found[0] - _GAP):
                continue
            if _ahead(contest, solved[1])[0].any():
                heapq.heappush(waiting, (solved[0], count, branch, solved[1]))
            else:
                found = solved
        if not waiting or (found and waiting[0][0] >= found[0] - _GAP):
            break
        _, _, branch, weights = heapq.heappop(waiting)
        if count > _MOST_PROGRAMMES:
            if found:
                break
            raise RuntimeError("Too many figures are missing to find the least change of weights.")
        branches = _branches(contest, branch, *_ahead(contest, weights))
    return None if found is None else found[1]


def _branches(contest: Contest, branch: _Branch, ahead: Flags, score: float, best: float) -> list[_Branch]:
    if np.isnan(score):
        return []
    for rival in np.flatnonzero(ahead & _droppable(contest)):
        if int(rival) not in branch.beaten | branch.dropped:
            chosen = frozenset({int(rival)})
            return [
                branch._replace(beaten=branch.beaten | chosen),
                branch._replace(dropped=branch.dropped | chosen),
            ]
    width = branch.high - branch.low
    if width == 0 or not (ahead & ~_alike(contest)).any():
        # Only the rounding of the programme keeps the alternative back: ask for that much more.
        margin = 2 * (branch.margin + best - score)
        return [branch._replace(margin=margin)] if margin < _MOST_MARGIN else []
    if width < _NARROW:
        # Where values are capped, a tie may be possible at the very end only.
        return [branch._replace(low=end, high=end) for end in {branch.low, branch.high}]
    reached = min(max(score, branch.low), branch.high)
    middle = branch.low + width / 2
    return [
        branch._replace(low=low, high=high)
        for low, high in ((reached, reached), (branch.low, middle), (middle, branch.high))
    ]


def _ahead(contest: Contest, weights: Array) -> tuple[Flags, float, float]:
    """Who is really ahead of the alternative under these weights, its score, and the best score."""
    means = scores.combine(contest.x, contest.available, weights, min_coverage=contest.min_coverage).score
    standing = scores.from_sum(means, contest.aggregation)
    own = standing[contest.alternative]
    tied = standing - own <= scores.RANK_TOLERANCE * np.maximum(np.abs(standing), abs(own))
    ahead = ~np.isnan(standing) & ~tied if not np.isnan(own) else np.ones(len(means), dtype=bool)
    return np.asarray(ahead), float(means[contest.alternative]), float(np.nanmax(means))


def _alike(contest: Contest) -> Flags:
    """Who misses the same figures as the alternative, so that the comparison is linear."""
    missing = np.isnan(contest.x)
    return np.asarray((missing == missing[contest.alternative]).all(axis=1))


def _droppable(contest: Contest) -> Flags:
    limit = contest.min_coverage - scores.COVERAGE_TOLERANCE
    return np.asarray((contest.available < limit).any(axis=1))


def _programme(contest: Contest, branch: _Branch) -> tuple[float, Array] | None:
    """Least change under the branch's linear conditions A·w ≤ b, as (change, weights); None: impossible.

    w = today + more − less, so that the sum of more and less is the change.
    """
    from scipy.optimize import linprog

    conditions, bounds = _conditions(contest, branch)
    today, k = contest.weights, len(contest.weights)
    found = linprog(
        np.ones(2 * k),
        A_ub=np.hstack([conditions, -conditions]),
        b_ub=bounds - conditions @ today,
        A_eq=np.concatenate([np.ones(k), -np.ones(k)])[None, :],
        b_eq=[0.0],
        bounds=np.column_stack([np.zeros(2 * k), np.concatenate([1 - today, today])]),
        method="highs",
        options=_TOLERANCES,
    )
    if found.x is None:
        return None
    weights = _exact_corner(today + found.x[:k] - found.x[k:], today, conditions, bounds)
    return float(found.fun), weights


def _exact_corner(weights: Array, today: Array, conditions: Array, bounds: Array) -> Array:
    """The corner of the programme the solver came to, without the solver's rounding, which breaks ties."""
    k = len(weights)
    level = np.abs(conditions @ weights - bounds) < _CORNER
    none, same = weights < _CORNER, np.abs(weights - today) < _CORNER
    equations = np.vstack([conditions[level], np.ones(k), np.eye(k)[none], np.eye(k)[same]])
    values = np.concatenate([bounds[level], [1.0], np.zeros(none.sum()), today[same]])
    corner, _, rank, _ = np.linalg.lstsq(equations, values)
    corner[none] = 0.0
    exact = rank == k and np.abs(equations @ corner - values).max() <= _CONSISTENT
    chosen = np.clip(corner if exact else weights, 0.0, 1.0)
    normalised: Array = chosen / chosen.sum()
    return normalised


def _conditions(contest: Contest, branch: _Branch) -> tuple[Array, Array]:
    there = ~np.isnan(contest.x)
    figures = np.where(there, contest.x, 0.0)
    covered = np.where(np.isnan(contest.available), 0.0, contest.available)
    own = contest.alternative
    alike = _alike(contest)
    enforced = ~_droppable(contest)
    enforced[list(branch.beaten)] = True
    enforced[own] = False
    rows = [figures[alike & enforced] - figures[own]]
    unlike = ~alike & enforced
    if unlike.any():
        rows += [
            figures[unlike] - branch.high * there[unlike],
            (figures[own] - branch.high * there[own])[None, :],
            (branch.low * there[own] - figures[own])[None, :],
        ]
    conditions = np.vstack(rows)
    bounds = np.full(len(conditions), -branch.margin)
    if unlike.any():
        bounds[-2:] = 0.0
    if (contest.available[own] != 1).any():
        conditions = np.vstack([conditions, -covered[own]])
        bounds = np.append(bounds, -max(contest.min_coverage, _LEAST_COVERAGE))
    if branch.dropped:
        conditions = np.vstack([conditions, covered[list(branch.dropped)]])
        limit = contest.min_coverage - 2 * scores.COVERAGE_TOLERANCE
        bounds = np.append(bounds, np.full(len(branch.dropped), limit))
    return conditions, bounds
