"""From criteria to a score: normalise, weigh on two levels, rank, and say what each criterion contributed.

A frame z has one row per alternative (a sector of a province, or a province for a sector) and one column per
criterion, 1 = best, NaN = missing. Formulas follow OECD/JRC, Handbook on Constructing Composite Indicators
(2008), chapters 5 and 6.

The missing-value rule is that of `scores`, where the arithmetic is; without topics the weight of a missing
criterion goes to the rest of the row.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from numbers import Real
from typing import Any, Literal, NamedTuple, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from clusterdash.analysis import scores as arrays
from clusterdash.analysis._frames import floats
from clusterdash.analysis.scores import (
    MIN_COVERAGE,
    RANK_TOLERANCE,
    Aggregation,
    Array,
    combine,
    competition_ranks,
    topic_scores,
)

__all__ = [
    "combine",
    "contributions",
    "goalposts",
    "normalise",
    "outside",
    "rank",
    "score",
    "topic_codes",
    "topic_scores",
    "topsis",
    "two_level",
    "weight_vector",
    "weights_used",
]

Normalisation: TypeAlias = Literal["minmax", "zscore", "rank", "percentile", "reference", "none"]
Weights: TypeAlias = "pd.Series[float] | Mapping[Any, float] | Sequence[float] | npt.NDArray[np.float64]"
Topics: TypeAlias = "pd.Series[Any] | Mapping[Any, Hashable] | Sequence[Hashable]"
Values = TypeVar("Values", "pd.DataFrame", "pd.Series[float]")

_UNIT_TOLERANCE = 1e-9


# --- from figures to a common scale ---------------------------------------------------------------


def goalposts(values: pd.DataFrame, *, lower: float = 0.05, upper: float = 0.95) -> pd.DataFrame:
    """Quantiles of each column, to be kept fixed as the ends of the scale.

    values: cells × criteria, NaN ignored. Returns a frame by criterion with columns lower and upper (Hyndman
    and Fan's type 7; NaN for a column without figures). Raises ValueError for infinite values, repeated
    labels or shares that are not 0 ≤ lower < upper ≤ 1.
    """
    if not 0 <= lower < upper <= 1:
        raise ValueError(f"Goalposts need 0 ≤ lower < upper ≤ 1, not {lower} and {upper}.")
    x = figures(values)
    ends = np.full((x.shape[1], 2), np.nan)
    for column in range(x.shape[1]):
        present = x[:, column][~np.isnan(x[:, column])]
        if present.size:
            ends[column] = np.quantile(present, [lower, upper], method="linear")
    return pd.DataFrame(ends, index=values.columns, columns=["lower", "upper"])


def outside(values: pd.DataFrame, goalposts: Any) -> pd.DataFrame:
    """Which values lie beyond their goalposts, and are therefore capped; missing values do not.

    values: alternatives × criteria; goalposts as in `normalise`. Returns a boolean frame of the same shape.
    """
    x = figures(values)
    low, high = _ends(goalposts, values.columns)
    return pd.DataFrame((x < low) | (x > high), index=values.index, columns=values.columns)


def normalise(
    values: Values,
    *,
    method: Normalisation = "minmax",
    direction: Any = 1,
    goalposts: Any = None,
    reference: Any = None,
    bounds: tuple[float, float] = (0, 1),
    clip: bool = True,
) -> Values:
    """Bring criteria to a common scale on which more is better; the shape stays, NaN stays NaN.

    values: frame alternatives × criteria, or one criterion as a Series. direction: 1 (more is better) or −1
    (a cost, reversed linearly), one for all or one per column. Methods:

    - minmax: linear from the goalposts, or from each column's own minimum and maximum, to ``bounds``;
      ``clip`` caps what lies beyond. goalposts: one (lower, upper) for all columns, a mapping column →
      (lower, upper), or a frame by column with columns lower and upper.
    - zscore: (x − mean) / standard deviation with n − 1; a cost is negated.
    - rank: 1 = worst … n = best of the n figures, ties share the mean rank; percentile = 100 × rank / n.
    - reference: x / reference (one or per column; the column's maximum if None); a cost becomes 2 −
      x/reference.
    - none: x; a cost is negated.

    ``bounds`` and ``clip`` concern minmax only. A column that cannot tell alternatives apart (equal
    goalposts, no spread) becomes NaN under minmax and zscore: give it weight 0, so that its weight goes to
    the others. Raises ValueError for infinite values, repeated labels, wrong directions, goalposts,
    references or bounds.
    """
    if isinstance(values, pd.Series):
        one = values.to_frame("values")
        scaled = normalise(one, method=method, direction=direction, goalposts=goalposts,
                           reference=reference, bounds=bounds, clip=clip)  # fmt: skip
        return pd.Series(scaled["values"].to_numpy(), index=values.index, name=values.name)
    x = figures(values)
    sign = _per_column(direction, values.columns, "direction")
    if not np.isin(sign, (-1, 1)).all():
        raise ValueError("A direction is 1 (more is better) or -1 (less is better).")
    match method:
        case "minmax":
            ends = _own_ends(x) if goalposts is None else _ends(goalposts, values.columns)
            scaled_x = _between(x, *ends, sign, bounds, clip)
        case "zscore":
            scaled_x = sign * _standardised(x)
        case "rank":
            scaled_x = _ranks(sign * x)
        case "percentile":
            scaled_x = 100 * _ranks(sign * x) / np.maximum((~np.isnan(x)).sum(axis=0), 1)
        case "reference":
            scaled_x = _relative(x, _references(reference, x, values.columns), sign)
        case "none":
            scaled_x = sign * x
        case _:
            raise ValueError(
                f"Unknown method {method!r}: use minmax, zscore, rank, percentile, reference or none."
            )
    return pd.DataFrame(scaled_x, index=values.index, columns=values.columns)


def _between(
    x: Array, low: Array, high: Array, sign: Array, bounds: tuple[float, float], clip: bool
) -> Array:
    if len(bounds) != 2 or not -np.inf < bounds[0] < bounds[1] < np.inf:
        raise ValueError(f"bounds need lower < upper, not {bounds}.")
    bottom, top = bounds
    span = np.where(high > low, high - low, np.nan)
    share = (x - low) / span
    if clip:
        share = np.clip(share, 0, 1)
    share = np.where(sign > 0, share, 1 - share)
    return bottom + (top - bottom) * share


def _standardised(x: Array) -> Array:
    frame = pd.DataFrame(x)
    deviation = frame.std(ddof=1).to_numpy()
    centred = x - frame.mean().to_numpy()
    # A constant column leaves rounding noise in its deviation; its range is exactly zero.
    low, high = _own_ends(x)
    z: Array = centred / np.where((high > low) & (deviation > 0), deviation, np.nan)
    return z


def _ranks(x: Array) -> Array:
    return pd.DataFrame(x).rank(method="average").to_numpy(dtype=float)


def _references(reference: Any, x: Array, columns: pd.Index) -> Array:
    per_column = _own_ends(x)[1] if reference is None else _per_column(reference, columns, "reference")
    if (per_column == 0).any():
        names = _listed(columns[per_column == 0])
        raise ValueError(f"The reference of {names} is 0, so nothing can be expressed as a share of it.")
    return per_column


def _relative(x: Array, reference: Array, sign: Array) -> Array:
    ratio = x / reference
    return np.where(sign > 0, ratio, 2 - ratio)


def _own_ends(x: Array) -> tuple[Array, Array]:
    frame = pd.DataFrame(x)
    return frame.min().to_numpy(dtype=float), frame.max().to_numpy(dtype=float)


def _ends(goalposts: Any, columns: pd.Index) -> tuple[Array, Array]:
    if isinstance(goalposts, pd.DataFrame):
        if not {"lower", "upper"} <= set(goalposts.columns):
            raise ValueError("Goalposts need the columns lower and upper.")
        low = _per_column(goalposts["lower"], columns, "goalposts")
        high = _per_column(goalposts["upper"], columns, "goalposts")
    elif isinstance(goalposts, Mapping):
        low = _per_column({c: pair[0] for c, pair in goalposts.items()}, columns, "goalposts")
        high = _per_column({c: pair[1] for c, pair in goalposts.items()}, columns, "goalposts")
    else:
        pair = np.asarray(goalposts)
        if pair.dtype.kind not in "biuf" or pair.shape not in {(2,), (len(columns), 2)}:
            raise ValueError("Goalposts are one (lower, upper), or one pair per column.")
        low, high = np.broadcast_to(pair.astype(float), (len(columns), 2)).T
    infinite = np.isinf(low) | np.isinf(high)
    if infinite.any():
        raise ValueError(f"A goalpost of {_listed(columns[infinite])} is infinite.")
    if (low > high).any():
        raise ValueError(f"The lower goalpost of {_listed(columns[low > high])} is above the upper one.")
    return low, high


# --- weights --------------------------------------------------------------------------------------


def weight_vector(weights: Weights, columns: pd.Index) -> Array:
    """Weights in the order of the columns, divided by their sum (any non-negative numbers are accepted).

    weights: labelled (Series or mapping with exactly these labels) or as many numbers as there are columns.
    Raises ValueError for unknown, missing or repeated labels, negative or missing weights, or all weights 0.
    """
    w = _per_column(weights, columns, "weights", scalar=False)
    if not np.isfinite(w).all():
        raise ValueError(f"The weight of {_listed(columns[~np.isfinite(w)])} is not a number.")
    if (w < 0).any():
        raise ValueError(f"The weight of {_listed(columns[w < 0])} is negative.")
    with np.errstate(over="ignore"):
        total = w.sum()
    if total == 0:
        raise ValueError("All weights are 0: give at least one a positive weight.")
    if np.isinf(total):
        raise ValueError("The weights are too large to be added up: divide all of them by the same number.")
    normalised: Array = w / total
    return normalised


def two_level(topic_weights: pd.Series[float], criterion_weights: pd.Series[float]) -> pd.Series[float]:
    """Final criterion weights W_t · w_c: topics sum to 1, and criteria to 1 inside their topic.

    topic_weights: by topic; criterion_weights: indexed (topic, criterion); neither needs to be normalised.
    The weight of a topic without a weighted criterion goes to the other topics. Returns a Series by
    criterion. Raises ValueError for unknown topics, repeated labels, negative or missing weights, and where
    nothing is left to weigh.
    """
    topic_weights, criterion_weights = pd.Series(topic_weights), pd.Series(criterion_weights)
    if criterion_weights.index.nlevels != 2:
        raise ValueError("Criterion weights are indexed by (topic, criterion).")
    topics = criterion_weights.index.get_level_values(0)
    criteria = criterion_weights.index.get_level_values(1)
    if not criteria.is_unique:
        raise ValueError(f"{_listed(criteria[criteria.duplicated()].unique())}: criterion named twice.")
    unknown = topics.difference(topic_weights.index)
    if len(unknown):
        raise ValueError(f"No topic weight for {_listed(unknown)}.")
    weight_of_topic = pd.Series(weight_vector(topic_weights, topic_weights.index), index=topic_weights.index)
    inside = pd.Series(weight_vector(criterion_weights, criterion_weights.index), index=criteria)
    total = inside.groupby(topics).transform("sum").to_numpy()
    share = np.divide(inside.to_numpy(), total, out=np.zeros(len(inside)), where=total > 0)
    final = weight_of_topic.reindex(topics).to_numpy() * share
    if final.sum() == 0:
        raise ValueError("No weight is left: every topic with a weight has only criteria of weight 0.")
    return pd.Series(final / final.sum(), index=criteria)


# --- the score ------------------------------------------------------------------------------------


def score(
    z: pd.DataFrame,
    weights: Weights,
    *,
    topics: Topics | None = None,
    aggregation: Aggregation = "arithmetic",
    min_coverage: float = MIN_COVERAGE,
    fill: Array | None = None,
) -> pd.DataFrame:
    """Score and coverage of each alternative.

    z: alternatives × criteria; weights over its columns as `weight_vector` takes them (final criterion
    weights, `two_level`); topics: criterion → topic, for the missing-value rule on two levels. Arithmetic:
    on the scale of z. Geometric: z in 0..1 is rescaled to 1-100 and so is the score. Returns columns score
    (NaN where coverage is below min_coverage) and coverage (share of the weight that has figures; criteria
    of weight 0 take no part: give weight 0 to a criterion nobody has a figure for). fill: what a missing
    figure counts as, by column, instead of giving its weight away; NaN: it does. Raises ValueError for
    infinite z, repeated labels, unusable weights or topics, z outside 0..1 under the geometric mean.
    """
    model = _model(z, weights, topics, aggregation)
    parts = topic_scores(model.z, model.shares, model.topic_index, aggregation, fill)
    total = combine(*parts, model.topic_weights, aggregation, min_coverage=min_coverage)
    return pd.DataFrame({"score": total.score, "coverage": total.coverage}, index=z.index)


def weights_used(z: pd.DataFrame, weights: Weights, *, topics: Topics | None = None) -> pd.DataFrame:
    """The weight each criterion really has for each alternative after missing values gave theirs away.

    Same inputs as `score`. Returns alternatives × criteria; rows sum to 1, or are NaN without any figure.
    """
    model = _model(z, weights, topics, "arithmetic")
    return pd.DataFrame(arrays.weights_used(*model), index=z.index, columns=z.columns)


def contributions(
    z: pd.DataFrame,
    weights: Weights,
    *,
    topics: Topics | None = None,
    aggregation: Aggregation = "arithmetic",
    min_coverage: float = MIN_COVERAGE,
    fill: Array | None = None,
) -> pd.DataFrame:
    """What each criterion adds to the score; rows add up to it.

    Same inputs as `score`. Arithmetic: weight used × z. Geometric: score · w ln z′ / Σ w ln z′, and score ·
    w where every z′ is 1 (nothing else distinguishes the criteria there). Returns alternatives × criteria: 0
    for a criterion without weight, or without a figure or a fill, NaN in the rows of unranked alternatives.
    """
    model = _model(z, weights, topics, aggregation)
    options: dict[str, Any] = {"aggregation": aggregation, "min_coverage": min_coverage, "fill": fill}
    total = score(z, weights, topics=topics, **options)["score"]
    model = model._replace(z=arrays.filled(model.z, fill))
    parts = arrays.contributions(model.z, arrays.weights_used(*model), total.to_numpy(), aggregation)
    return pd.DataFrame(parts, index=z.index, columns=z.columns)


def rank(
    scores: pd.Series[float] | Sequence[float] | Array, *, tolerance: float = RANK_TOLERANCE
) -> pd.Series[float]:
    """Competition ranks: 1 = best, ties share the better place; NaN stays unranked.

    Going down from the best, a value ties with the first of its group if it is within ``tolerance`` of it,
    relative to the larger of the two in size; so a chain of small steps does not become one tie.
    """
    series = scores if isinstance(scores, pd.Series) else pd.Series(np.asarray(scores, dtype=float))
    values: Array = np.asarray(series, dtype=np.float64)
    if np.isinf(values).any():
        raise ValueError(f"The score of {_listed(series.index[np.isinf(values)])} is infinite.")
    return pd.Series(competition_ranks(values, tolerance), index=series.index, name="rank")


def topsis(x: pd.DataFrame, weights: Weights, directions: Any) -> pd.Series[float]:
    """Closeness to the ideal alternative, 0..1, by vector normalisation (Hwang and Yoon 1981).

    x: alternatives × criteria in their own units, without missing values; directions: 1 or −1, one or per
    column. NaN where all alternatives are equal. Raises ValueError for missing or infinite values and
    unusable weights.
    """
    values = figures(x)
    if np.isnan(values).any():
        raise ValueError(f"TOPSIS needs every figure; {first_cell(x, np.isnan(values))} is missing.")
    sign = _per_column(directions, x.columns, "directions")
    if not np.isin(sign, (-1, 1)).all():
        raise ValueError("A direction is 1 (more is better) or -1 (less is better).")
    if not len(values):
        return pd.Series([], index=x.index, dtype=float, name="closeness")
    length = np.sqrt((values**2).sum(axis=0))
    weighted = sign * weight_vector(weights, x.columns) * values / np.where(length > 0, length, 1.0)
    to_best = np.sqrt(((weighted - weighted.max(axis=0)) ** 2).sum(axis=1))
    to_worst = np.sqrt(((weighted - weighted.min(axis=0)) ** 2).sum(axis=1))
    span = to_best + to_worst
    return pd.Series(to_worst / np.where(span > 0, span, np.nan), index=x.index, name="closeness")


# --- shared steps ---------------------------------------------------------------------------------


class _Model(NamedTuple):
    z: Array
    shares: Array
    topic_index: npt.NDArray[np.intp]
    topic_weights: Array


def _model(z: pd.DataFrame, weights: Weights, topics: Topics | None, aggregation: Aggregation) -> _Model:
    if aggregation not in ("arithmetic", "geometric"):
        raise ValueError(f"Unknown aggregation {aggregation!r}: use arithmetic or geometric.")
    x = figures(z)
    final = weight_vector(weights, z.columns)
    if aggregation == "geometric":
        beyond = (x < -_UNIT_TOLERANCE) | (x > 1 + _UNIT_TOLERANCE)
        if beyond.any():
            raise ValueError(f"The geometric mean needs z between 0 and 1; {first_cell(z, beyond)} is not.")
    if topics is None:
        return _Model(x, final, np.zeros(len(final), dtype=np.intp), np.ones(1))
    topic_index = topic_codes(topics, z.columns)
    topic_weights: Array = np.bincount(topic_index, weights=final).astype(np.float64)
    inside = topic_weights[topic_index]
    shares = np.divide(final, inside, out=np.zeros_like(final), where=inside > 0)
    return _Model(x, shares, topic_index, topic_weights)


def topic_codes(topics: Topics, columns: pd.Index) -> npt.NDArray[np.intp]:
    """The topic of each column as a number 0..t−1, in order of first appearance."""
    labels = _labelled(topics, columns, "topics")
    codes = np.asarray(pd.factorize(pd.Index(labels, dtype=object))[0], dtype=np.intp)
    if (codes < 0).any():
        raise ValueError(f"{_listed(columns[codes < 0])} has no topic.")
    return codes


def figures(values: pd.DataFrame) -> Array:
    """The values as numbers; ValueError names a repeated label, an infinite value, or what is no number,
    TypeError what is no frame."""
    if not isinstance(values, pd.DataFrame):
        raise TypeError(f"Figures are a DataFrame of alternatives × criteria, not {type(values).__name__}.")
    for name, labels in (("row", values.index), ("column", values.columns)):
        if not labels.is_unique:
            raise ValueError(f"The {name} {_listed(labels[labels.duplicated()].unique())} appears twice.")
    x = numbers(values, "The table")
    if np.isinf(x).any():
        raise ValueError(f"The value of {first_cell(values, np.isinf(x))} is infinite.")
    return x


def numbers(values: pd.DataFrame, name: str) -> Array:
    """The cells as float64, missing ones as NaN; ValueError names the first that is no number."""
    plain = values.to_numpy()
    if plain.dtype.kind in "biuf":  # looking at every column's type would take longer than what it is for
        return plain.astype(float)
    return np.array(floats(values, name, lambda row, column: _cell(values, row, column)))


def _per_column(given: Any, columns: pd.Index, what: str, *, scalar: bool = True) -> Array:
    """One number per column, from one for all, labelled numbers, or numbers in the order of the columns."""
    given = [given] * len(columns) if scalar and np.isscalar(given) else _labelled(given, columns, what)
    plain = np.asarray(given)
    if plain.dtype.kind in "biuf":
        return plain.astype(float)
    for column, number in zip(columns, given, strict=True):
        if not (isinstance(number, Real | Decimal) or number is None or number is pd.NA):
            raise ValueError(f"{what}: expected a number for {column}, found {number!r}.")
    return np.array([np.nan if n is None or n is pd.NA else float(n) for n in given])


def _labelled(given: Any, columns: pd.Index, what: str) -> list[Any]:
    if isinstance(given, Mapping):
        given = pd.Series(dict(given), dtype=object)
    if isinstance(given, pd.Series):
        twice = given.index[given.index.duplicated()].unique()
        if len(twice):
            raise ValueError(f"{what}: {_listed(twice)} given twice.")
        missing = columns[~columns.isin(given.index)]
        if len(missing):
            raise ValueError(f"{what}: nothing given for {_listed(missing)}.")
        unknown = given.index[~given.index.isin(columns)]
        if len(unknown) and what not in {"goalposts", "topics"}:  # those may describe the whole catalogue
            raise ValueError(f"{what}: {_listed(unknown)} is not among the criteria.")
        return given.reindex(columns).tolist()
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise ValueError(f"{what}: expected one for each of {len(columns)} criteria, found {given!r}.")
    values = list(given)
    if len(values) != len(columns):
        raise ValueError(f"{what}: {len(values)} given for {len(columns)} criteria.")
    return values


def _listed(labels: Any) -> str:
    names = [str(label) for label in labels]
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")


def first_cell(frame: pd.DataFrame, where: npt.NDArray[np.bool_]) -> str:
    """Row and column of the first cell that is marked, for a message."""
    return _cell(frame, *np.argwhere(where)[0])


def _cell(frame: pd.DataFrame, row: int, column: int) -> str:
    return f"{frame.index[row]} / {frame.columns[column]}"
