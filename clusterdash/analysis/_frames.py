"""What every analysis function asks of the frames it is given: clean labels, clean numbers, aligned axes."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from decimal import Decimal
from numbers import Real
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


def table(values: pd.DataFrame, name: str, *, negative: bool = False, missing: bool = False) -> pd.DataFrame:
    """The frame (regions × sectors) as float64, or a ValueError naming the label or cell that is wrong.

    `negative` and `missing` say whether values below 0 and NaN are legitimate; infinite values never are.
    """
    if not isinstance(values, pd.DataFrame):
        raise TypeError(f"{name} must be a DataFrame of regions × sectors, not {type(values).__name__}.")
    unique_labels(values.index, f"region of {name}")
    unique_labels(values.columns, f"sector of {name}")
    numbers = _floats(values, name)
    wrong = _wrong(numbers, negative, missing)
    if wrong.any():
        row, column = (int(position[0]) for position in np.nonzero(wrong))
        where = _cell(values.index[row], values.columns[column])
        raise ValueError(_complaint(name, numbers[row, column], where, negative))
    return pd.DataFrame(numbers, index=values.index, columns=values.columns, copy=False)


def column(
    values: pd.Series[Any] | Mapping[Any, Any],
    name: str,
    axis: str = "region",
    *,
    negative: bool = False,
    missing: bool = False,
) -> pd.Series[float]:
    """The Series (labelled by `axis`, "region" or "sector") as float64; errors as in `table`."""
    series = pd.Series(values)
    unique_labels(series.index, f"{axis} of {name}")
    numbers = _floats(series.to_frame(), name, axis)[:, 0]
    wrong = _wrong(numbers, negative, missing)
    if wrong.any():
        first = int(np.flatnonzero(wrong)[0])
        raise ValueError(_complaint(name, numbers[first], f"{axis} {series.index[first]!r}", negative))
    return pd.Series(numbers, index=series.index, copy=False)


def unique_labels(labels: pd.Index[Any], what: str) -> None:
    """Raise a ValueError naming the first label that occurs twice."""
    if not labels.is_unique:
        twice = labels[labels.duplicated()][0]
        raise ValueError(f"The {what} {twice!r} occurs more than once; every label must be unique.")


def same_labels(given: pd.Index[Any], wanted: pd.Index[Any], axis: str, name: str, other: str) -> None:
    """Raise a ValueError naming the first label that only one of `given` (in `name`) and `wanted` has."""
    has_labels(given, wanted, axis, name, other)
    has_labels(wanted, given, axis, other, name)


def has_labels(given: pd.Index[Any], wanted: pd.Index[Any], axis: str, name: str, other: str) -> None:
    """Raise a ValueError naming the first label of `wanted` (in `other`) that `given` (in `name`) lacks."""
    absent = wanted[~wanted.isin(given)]
    if len(absent):
        raise ValueError(f"{name} lacks the {axis} {absent[0]!r}, which {other} has.")


def aligned(values: pd.DataFrame, like: pd.DataFrame, name: str, other: str) -> pd.DataFrame:
    """`values` in the order of `like`; a ValueError names the region or sector that only one of them has."""
    same_labels(values.index, like.index, "region", name, other)
    same_labels(values.columns, like.columns, "sector", name, other)
    return values.reindex(index=like.index, columns=like.columns)


def ratio(numerator: Array | float, denominator: Array | float) -> Array:
    """Element-wise division in which a zero denominator, or an overflow, gives NaN and never inf."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        quotient = np.asarray(np.divide(numerator, denominator), dtype=np.float64)
    return np.where(np.isfinite(quotient), quotient, np.nan)


def by_cell(columns: Mapping[str, npt.NDArray[Any]], frame: pd.DataFrame) -> pd.DataFrame:
    """Arrays of the shape of `frame` as the columns of one long frame indexed (region, sector)."""
    cells = pd.MultiIndex.from_product([frame.index, frame.columns], names=["region", "sector"])
    return pd.DataFrame({name: values.ravel() for name, values in columns.items()}, index=cells, copy=False)


def quantiles(values: Array, *shares: float) -> list[Array]:
    """Type-7 quantiles along the last axis, NaN left out; NaN where no value is left.

    One sort serves all shares and all rows (numpy.nanquantile goes row by row). Type 7 is R's and NumPy's
    default: Hyndman & Fan (1996), Sample Quantiles in Statistical Packages, The American Statistician 50(4).
    """
    ordered = np.sort(values, axis=-1)
    if not ordered.shape[-1]:
        return [np.full(values.shape[:-1], np.nan) for _ in shares]
    last = np.count_nonzero(~np.isnan(values), axis=-1, keepdims=True) - 1
    return [_quantile(ordered, last, share) for share in shares]


def _quantile(ordered: Array, last: npt.NDArray[np.intp], share: float) -> Array:
    position = np.maximum(last, 0) * share
    below = np.floor(position).astype(np.intp)
    above = np.minimum(below + 1, np.maximum(last, 0))
    weight = (position - below)[..., 0]
    lower = np.take_along_axis(ordered, below, axis=-1)[..., 0]
    upper = np.take_along_axis(ordered, above, axis=-1)[..., 0]
    # From the nearer end, as NumPy does, so that a value equal to its quantile compares as equal.
    step = upper - lower
    return np.asarray(np.where(weight < 0.5, lower + step * weight, upper - step * (1 - weight)))


def _floats(values: pd.DataFrame, name: str, axis: str = "") -> Array:
    if all(_is_plain_number(dtype) for dtype in values.dtypes):
        return values.to_numpy(dtype=np.float64, na_value=np.nan)
    numbers = np.empty(values.shape)
    for position, (label, cells) in enumerate(values.items()):
        for row, cell in enumerate(cells):
            where = f"{axis} {values.index[row]!r}" if axis else _cell(values.index[row], label)
            numbers[row, position] = _float(cell, name, where)
    return numbers


def _is_plain_number(dtype: Any) -> bool:
    return pd.api.types.is_numeric_dtype(dtype) and not pd.api.types.is_complex_dtype(dtype)


def _float(cell: Any, name: str, where: str) -> float:
    if cell is None or cell is pd.NA:
        return float("nan")
    if isinstance(cell, Real | Decimal):
        return float(cell)
    raise ValueError(f"{name} has {cell!r} in {where}; a number was expected.")


def _wrong(numbers: Array, negative: bool, missing: bool) -> Mask:
    wrong = np.isinf(numbers)
    if not negative:
        wrong |= numbers < 0
    if not missing:
        wrong |= np.isnan(numbers)
    return wrong


def _complaint(name: str, number: float, where: str, negative: bool) -> str:
    expected = "a finite number was expected" if negative else "a finite number of 0 or more was expected"
    return f"{name} has {'no value' if np.isnan(number) else f'{number:g}'} in {where}; {expected}."


def _cell(region: Hashable, sector: Hashable) -> str:
    return f"region {region!r}, sector {sector!r}"
