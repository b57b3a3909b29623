"""What every analysis function asks of the frames it is given: clean labels, clean numbers, aligned axes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from numbers import Real
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


def table(
    values: pd.DataFrame,
    name: str,
    *,
    rows: str = "region",
    negative: bool = False,
    missing: bool = False,
    most: float = np.inf,
) -> pd.DataFrame:
    """The frame (regions × sectors) as float64, or a ValueError naming the label or cell that is wrong.

    `rows` is what a row stands for. `negative` and `missing` say whether values below 0 and NaN are
    legitimate; infinite values never are, nor those over `most`.
    """
    if not isinstance(values, pd.DataFrame):
        raise TypeError(f"{name} must be a DataFrame of {rows}s × sectors, not {type(values).__name__}.")
    unique_labels(values.index, f"{rows} of {name}")
    unique_labels(values.columns, f"sector of {name}")

    def where(row: int, position: int) -> str:
        return f"{rows} {_shown(values.index[row])}, sector {_shown(values.columns[position])}"

    numbers = _numbers(values, name, where, negative=negative, missing=missing, most=most)
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

    def where(row: int, _: int) -> str:
        return f"{axis} {_shown(series.index[row])}"

    numbers = _numbers(series.to_frame(), name, where, negative=negative, missing=missing)
    return pd.Series(numbers[:, 0], index=series.index, copy=False)


def unique_labels(labels: pd.Index[Any], what: str) -> None:
    """Raise a ValueError naming the first label that occurs twice."""
    if not labels.is_unique:
        twice = labels[labels.duplicated()][0]
        raise ValueError(f"The {what} {_shown(twice)} occurs more than once; every label must be unique.")


def same_labels(given: pd.Index[Any], wanted: pd.Index[Any], axis: str, name: str, other: str) -> None:
    """Raise a ValueError naming the first label that only one of `given` (in `name`) and `wanted` has."""
    has_labels(given, wanted, axis, name, other)
    has_labels(wanted, given, axis, other, name)


def has_labels(given: pd.Index[Any], wanted: pd.Index[Any], axis: str, name: str, other: str) -> None:
    """Raise a ValueError naming the first label of `wanted` (in `other`) that `given` (in `name`) lacks."""
    if given.equals(wanted):
        return
    absent = wanted[given.get_indexer(wanted) < 0]
    if len(absent):
        raise ValueError(f"{name} lacks the {axis} {_shown(absent[0])}, which {other} has.")


def aligned(values: pd.DataFrame, like: pd.DataFrame, name: str, other: str) -> pd.DataFrame:
    """`values` in the order of `like`; a ValueError names the region or sector that only one of them has."""
    same_labels(values.index, like.index, "region", name, other)
    same_labels(values.columns, like.columns, "sector", name, other)
    return values.reindex(index=like.index, columns=like.columns)


def ratio(numerator: Array | float, denominator: Array | float) -> Array:
    """Element-wise division in which a zero denominator, or an overflow, gives NaN and never inf."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        quotient = np.asarray(np.divide(numerator, denominator, dtype=np.float64))
    quotient[~np.isfinite(quotient)] = np.nan
    return quotient


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


def _numbers(
    values: pd.DataFrame,
    name: str,
    where: Callable[[int, int], str],
    *,
    negative: bool,
    missing: bool,
    most: float = np.inf,
) -> Array:
    """The cells as float64, checked; `where` puts a position (row, column) into words."""
    numbers = floats(values, name, where)
    wrong = np.isinf(numbers) | (numbers > most)
    if not negative:
        wrong |= numbers < 0
    if not missing:
        wrong |= np.isnan(numbers)
    if wrong.any():
        row, position = np.argwhere(wrong)[0]
        found = "no value" if np.isnan(numbers[row, position]) else f"{numbers[row, position]:g}"
        wanted = "a finite number" if negative else "a finite number of 0 or more"
        wanted += "" if np.isinf(most) else f", at most {most:g},"
        raise ValueError(f"{name} has {found} in {where(row, position)}; {wanted} was expected.")
    return numbers


def floats(values: pd.DataFrame, name: str, where: Callable[[int, int], str]) -> Array:
    """The cells as float64, missing ones as NaN; a ValueError puts into words which one is no number."""
    if all(_is_real(dtype) for dtype in set(values.dtypes)):
        return values.to_numpy(dtype=np.float64, na_value=np.nan)
    numbers = np.empty(values.shape)
    for position in range(values.shape[1]):
        for row, cell in enumerate(values.iloc[:, position]):
            if cell is None or cell is pd.NA:
                numbers[row, position] = np.nan
            elif isinstance(cell, Real | Decimal):
                numbers[row, position] = float(cell)
            else:
                raise ValueError(f"{name} has {cell!r} in {where(row, position)}; a number was expected.")
    return numbers


def _is_real(dtype: Any) -> bool:
    return pd.api.types.is_numeric_dtype(dtype) and not pd.api.types.is_complex_dtype(dtype)


def _shown(label: Any) -> str:
    """The label as Python writes it: 19 and not np.int64(19)."""
    return repr(label.item() if isinstance(label, np.generic) else label)
