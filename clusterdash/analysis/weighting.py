"""Weights from points, from a rank order, from pairwise comparisons, or from the figures themselves.

Weights that come from the figures (entropy, CRITIC) measure how much a criterion tells alternatives apart,
not how much it matters to anybody: wherever they are shown, they are labelled as data-driven.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from clusterdash.analysis import scoring

Array: TypeAlias = npt.NDArray[np.float64]
RandomIndex: TypeAlias = Literal["saaty", "alonso-lamata"]

# Saaty (2008), Relative measurement and its generalization, RACSAM 102(2): n = 3 … 15.
_SAATY = (0.52, 0.89, 1.11, 1.25, 1.35, 1.40, 1.45, 1.49, 1.52, 1.54, 1.56, 1.58, 1.59)
_RECIPROCAL_TOLERANCE = 1e-6
_AGREEMENT = 1e-9


class Pairwise(NamedTuple):
    """Weights summing to 1, the principal eigenvalue, and the consistency ratio (0.10 or less will do)."""

    weights: pd.Series[float]
    lambda_max: float
    consistency_ratio: float


class Doubtful(NamedTuple):
    """The comparison to reconsider first: the answer given, and the one all the others point to."""

    first: Hashable
    second: Hashable
    given: float
    implied: float


def from_points(points: pd.Series[float] | Mapping[Any, float]) -> pd.Series[float]:
    """Points divided by their sum. Raises ValueError for negative or missing points, or if all are 0."""
    if not isinstance(points, pd.Series | Mapping):
        raise TypeError(f"Points are a Series or a mapping, by criterion, not {type(points).__name__}.")
    series = pd.Series(points, dtype=object)
    return pd.Series(scoring.weight_vector(series, series.index), index=series.index)


def rank_order_centroid(n: int) -> Array:
    """Weights of n criteria known only by their order, most important first: w_i = (1/n) Σ_{j≥i} 1/j.

    The centre of all weights with that order (Barron and Barrett 1996, Management Science 42(11)).
    """
    if not isinstance(n, int | np.integer):
        raise TypeError(f"A rank order is of a whole number of criteria, not {n!r}.")
    if n < 1:
        raise ValueError(f"A rank order needs at least one criterion, not {n}.")
    centroid: Array = np.cumsum(1 / np.arange(n, 0, -1))[::-1] / n
    return centroid


def pairwise(
    matrix: pd.DataFrame | Sequence[Sequence[float]] | Array, *, random_index: RandomIndex = "saaty"
) -> Pairwise:
    """Weights from comparisons: the principal right eigenvector (Saaty 1980, Analytic Hierarchy Process).

    matrix: n × n, positive, entry (i, j) = how many times more important i is than j, reciprocal; NaN where
    nobody answered. Unanswered pairs are filled so that the principal eigenvalue is least (Bozóki, Fülöp and
    Rónyai 2010, Mathematical and Computer Modelling 52), unique if the answers connect all criteria.

    consistency_ratio = (λ − n)/(n − 1) over a random index: "saaty" (n ≤ 15) or "alonso-lamata" (any n: mean
    λ of random matrices = 2.7699 n − 4.3513, IJUFKS 14(4), 2006). With m unanswered pairs the index shrinks
    to 1 − 2m/((n − 1)(n − 2)) of it (Ágoston and Csató 2022, Omega 108). 0 for n ≤ 2 and where the answers
    cannot contradict each other. Raises ValueError naming the entry that is not positive or not reciprocal,
    or if the answers leave criteria unconnected.
    """
    labels, answers = _comparisons(matrix)
    filled = _completed(answers, labels)
    weights, lambda_max = _principal(filled)
    n, unanswered = len(filled), int(np.isnan(answers).sum()) // 2
    ratio = _consistency_ratio(n, unanswered, lambda_max, random_index)
    return Pairwise(pd.Series(weights, index=labels), lambda_max, ratio)


def least_consistent(matrix: pd.DataFrame | Sequence[Sequence[float]] | Array) -> Doubtful | None:
    """The answer without which the others agree best (least principal eigenvalue), None if all agree already.

    Named in the direction that was answered with 1 or more. Same inputs and errors as `pairwise`.
    """
    labels, answers = _comparisons(matrix)
    _, lambda_max = _principal(_completed(answers, labels))
    if lambda_max - len(answers) < _AGREEMENT:
        return None
    least, doubtful = np.inf, None
    for i, j in np.argwhere(np.triu(~np.isnan(answers), k=1)).tolist():
        others = answers.copy()
        others[i, j] = others[j, i] = np.nan
        if not _connected(others).all():
            continue
        filled = _completed(others, labels)
        remaining = _principal(filled)[1]
        if remaining < least:
            first, second = (i, j) if answers[i, j] >= 1 else (j, i)
            given, implied = float(answers[first, second]), float(filled[first, second])
            least, doubtful = remaining, Doubtful(labels[first], labels[second], given, implied)
    return doubtful


def entropy(x: pd.DataFrame) -> pd.Series[float]:
    """Data-driven weights: 1 − E_j over its sum, E_j = −Σ_i p_ij ln p_ij / ln n_j, p_ij = x_ij / Σ_i x_ij.

    x: alternatives × criteria, not negative; missing values are left out of their column (n_j figures). A
    column that is constant, all 0 or has under two figures gets 0. Shannon entropy as in Zeleny (1982),
    Multiple Criteria Decision Making. Raises ValueError for negative values, or if no column tells
    alternatives apart.
    """
    values = scoring.figures(x)
    if (values < 0).any():
        raise ValueError(
            f"Entropy needs values of 0 or more; {scoring.first_cell(x, values < 0)} is negative."
        )
    number = (~np.isnan(values)).sum(axis=0)
    total = np.nansum(values, axis=0)
    share = values / np.where(total > 0, total, np.nan)
    terms = np.where(share > 0, share * np.log(np.where(share > 0, share, 1.0)), 0.0)
    spread = 1 + terms.sum(axis=0) / np.log(np.maximum(number, 2))
    # A constant column has entropy 1 up to rounding; only its range is exactly zero.
    return _proportional(np.where(_varies(x), np.maximum(spread, 0.0), 0.0), x.columns)


def critic(x: pd.DataFrame) -> pd.Series[float]:
    """Data-driven weights: C_j = σ_j Σ_k (1 − r_jk) over its sum, on columns rescaled to 0..1.

    CRITIC, criteria importance through intercriteria correlation (Diakoulaki, Mavrotas and Papayannakis
    1995, Computers & Operations Research 22(7)). x: alternatives × criteria, as it enters the score (costs
    already reversed); missing values are left out pair by pair. A constant column gets 0. Raises ValueError
    if no column tells alternatives apart, or if all say the same.
    """
    scoring.figures(x)
    varies = _varies(x)
    unit = scoring.normalise(x.loc[:, varies])
    conflict = (1 - unit.corr()).clip(lower=0).sum()
    information = np.zeros(len(x.columns))
    information[varies] = (unit.std(ddof=1) * conflict).to_numpy()
    if varies.any() and information.max() < 1e-12:
        raise ValueError("All criteria order the alternatives alike, so CRITIC has nothing to weigh.")
    return _proportional(information, x.columns)


def _varies(x: pd.DataFrame) -> npt.NDArray[np.bool_]:
    return np.asarray(x.max() > x.min(), dtype=bool)


def _proportional(amount: Array, columns: pd.Index) -> pd.Series[float]:
    if not amount.sum() > 0:
        raise ValueError("No criterion tells the alternatives apart, so the figures give no weights.")
    return pd.Series(amount / amount.sum(), index=columns)


def _comparisons(matrix: Any) -> tuple[pd.Index, Array]:
    if isinstance(matrix, pd.DataFrame):
        if not matrix.index.is_unique or set(matrix.index) != set(matrix.columns):
            raise ValueError("The rows and columns of a comparison matrix are the same criteria, each once.")
        matrix = matrix.loc[:, matrix.index]
    elif not isinstance(matrix, np.ndarray) and len({len(row) for row in matrix}) > 1:
        lengths = sorted(len(row) for row in matrix)
        raise ValueError(
            f"A comparison matrix is square, not {len(matrix)} rows of {lengths[0]} to {lengths[-1]}."
        )
    frame = pd.DataFrame(matrix)
    answers = scoring.numbers(frame, "The comparison matrix")
    if answers.shape[0] != answers.shape[1] or not len(answers):
        raise ValueError(f"A comparison matrix is square, not {answers.shape[0]} × {answers.shape[1]}.")
    frame.columns = frame.index
    unusable = ~np.isnan(answers) & ~((answers > 0) & np.isfinite(answers))
    if unusable.any():
        raise ValueError(f"Comparisons are positive numbers; {scoring.first_cell(frame, unusable)} is not.")
    # An answer given in one direction only is still an answer.
    answers = np.where(np.isnan(answers), 1 / answers.T, answers)
    np.fill_diagonal(answers, np.where(np.isnan(np.diag(answers)), 1.0, np.diag(answers)))
    contradicts = np.abs(np.log(answers * answers.T)) > _RECIPROCAL_TOLERANCE
    if contradicts.any():
        raise ValueError(f"{scoring.first_cell(frame, contradicts)} is not one over the opposite comparison.")
    return frame.index, answers


def _completed(answers: Array, labels: pd.Index) -> Array:
    """Unanswered pairs filled so that the principal eigenvalue is least."""
    rows, columns = np.nonzero(np.triu(np.isnan(answers)))
    if not len(rows):
        return answers
    from scipy.optimize import minimize

    def filled(logarithms: Array) -> Array:
        complete = answers.copy()
        complete[rows, columns] = np.exp(logarithms)
        complete[columns, rows] = np.exp(-logarithms)
        return complete

    def eigenvalue(logarithms: Array) -> tuple[float, Array]:
        complete = filled(logarithms)
        right, largest = _principal(complete)
        left, _ = _principal(complete.T)
        pull = left[:, None] * complete * right[None, :]
        return largest, (pull[rows, columns] - pull[columns, rows]) / (left @ right)

    start = _row_logarithms(answers, labels)
    found = minimize(
        eigenvalue, start[rows] - start[columns], jac=True, method="BFGS", options={"gtol": 1e-10}
    )
    return filled(found.x)


def _row_logarithms(answers: Array, labels: pd.Index) -> Array:
    """Logarithms of the answers' least-squares weights; ValueError if they fall into unconnected parts."""
    reached = _connected(answers)
    if not reached.all():
        raise ValueError(
            f"No chain of comparisons leads from {labels[0]} to {labels[int(np.argmin(reached))]}: "
            "answer at least one question that connects them."
        )
    known = ~np.isnan(answers)
    laplacian = np.diag(known.sum(axis=1)) - known.astype(float)
    sums = np.where(known, np.log(np.where(known, answers, 1.0)), 0.0).sum(axis=1)
    solution: Array = np.linalg.lstsq(laplacian, sums)[0]
    return solution


def _connected(answers: Array) -> npt.NDArray[np.bool_]:
    """Which criteria a chain of answers leads to from the first one."""
    known = (~np.isnan(answers)).astype(float)
    reached: npt.NDArray[np.bool_] = np.linalg.matrix_power(known, len(answers))[0] > 0
    return reached


def _principal(matrix: Array) -> tuple[Array, float]:
    values, vectors = np.linalg.eig(matrix)
    largest = int(np.argmax(values.real))
    vector = np.abs(vectors[:, largest].real)
    return vector / vector.sum(), float(values[largest].real)


def _consistency_ratio(n: int, unanswered: int, lambda_max: float, random_index: RandomIndex) -> float:
    if random_index not in ("saaty", "alonso-lamata"):
        raise ValueError(f"Unknown random index {random_index!r}: use saaty or alonso-lamata.")
    if n <= 2 or 2 * unanswered >= (n - 1) * (n - 2):
        return 0.0
    if random_index == "alonso-lamata":
        index = (2.7699 * n - 4.3513 - n) / (n - 1)
    elif n - 3 < len(_SAATY):
        index = _SAATY[n - 3]
    else:
        raise ValueError(f"Saaty's random index ends at 15 criteria, not {n}: use alonso-lamata.")
    index *= 1 - 2 * unanswered / ((n - 1) * (n - 2))
    return max(0.0, (lambda_max - n) / (n - 1)) / index
