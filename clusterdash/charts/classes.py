"""Dividing the values of a map into classes, and giving each class its colour."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Literal, TypeAlias, get_args

import numpy as np
import numpy.typing as npt
from plotly import colors

from clusterdash.charts import theme

Method: TypeAlias = Literal["quantile", "equal"]
Values: TypeAlias = "Sequence[float] | npt.NDArray[np.float64]"
Scale: TypeAlias = "str | list[str]"
METHODS: tuple[Method, ...] = get_args(Method)
_REACH = 0.44
"""How far classes go from the middle of the diverging scale, whose very ends are nearly black."""


def edges(values: Values, method: Method, count: int, midpoint: float | None = None) -> tuple[float, ...]:
    """The ends of the classes, ascending: k + 1 ends for k classes.

    quantile: about as many values in each class (quantiles of type 7); equal: classes of equal width. There
    are fewer classes than ``count`` where many values are the same, one of no width where all are, and none
    without values. A ``midpoint`` among the values always ends a class, so that none holds values of both
    sides: half of the quantile classes lie on either side of it, about equally full there; classes of equal
    width are counted from it, narrower at both ends, and may be one more than asked for. NaN is ignored.
    Raises ValueError for a ``count`` under 1 or an unknown method.
    """
    if count < 1:
        raise ValueError(f"count is {count}; at least one class was expected.")
    if method not in METHODS:
        raise ValueError(f"method is {method!r}; one of {', '.join(METHODS)} was expected.")
    present = np.asarray(values, dtype=np.float64)
    present = present[~np.isnan(present)]
    if present.size == 0:
        return ()
    low, high = float(present.min()), float(present.max())
    if low == high:
        return (low, high)
    if midpoint is None or not low < midpoint < high:
        return _steps(low, high, count) if method == "equal" else _quantiles(present, count)
    if method == "equal":
        return _steps_from(midpoint, low, high, count)
    below = _quantiles(present[present < midpoint], max(count // 2, 1))
    above = _quantiles(present[present >= midpoint], max(count - count // 2, 1))
    return (*(below[:-1] or below), float(midpoint), *(above[1:] or above))


def _quantiles(present: npt.NDArray[np.float64], count: int) -> tuple[float, ...]:
    return tuple(np.unique(np.quantile(present, np.linspace(0, 1, count + 1))).tolist())


def _steps(low: float, high: float, count: int) -> tuple[float, ...]:
    return tuple(np.linspace(low, high, count + 1).tolist())


def _steps_from(start: float, low: float, high: float, count: int) -> tuple[float, ...]:
    """Steps in both directions; one that would end within rounding of an end is left out."""
    width = (high - low) / count
    inner = start + width * np.arange(-count, count + 1)
    inside = (inner > low + 1e-9 * width) & (inner < high - 1e-9 * width)
    return (low, *inner[inside].tolist(), high)


def member(value: float, ends: Sequence[float]) -> int | None:
    """Which class a value falls in, counted from 0; None for NaN. A value on a border belongs to the upper
    class."""
    if np.isnan(value):
        return None
    return min(bisect_right(ends, value), len(ends) - 1) - 1


def colours(ends: Sequence[float], midpoint: float | None, *, dark: bool) -> tuple[str, ...]:
    """One colour per class.

    Without a midpoint, along the sequential scale. With one, classes under it take one hue and classes over
    it the other, stronger with each step; a class that holds it inside is neutral.
    """
    lower, upper = np.asarray(ends[:-1]), np.asarray(ends[1:])
    if midpoint is None:
        places = np.linspace(0, 1, len(lower)) if len(lower) != 1 else [0.5]
        return tuple(sampled(sequential(dark=dark), places))
    below, above = int((upper <= midpoint).sum()), int((lower >= midpoint).sum())
    under = [0.5 - _REACH * step / below for step in range(below, 0, -1)]
    over = [0.5 + _REACH * step / above for step in range(1, above + 1)]
    neutral = [0.5] * (len(lower) - below - above)
    return tuple(sampled(diverging(dark=dark), [*under, *neutral, *over]))


def sequential(*, dark: bool) -> str:
    """The scale's name: more is darker on light paper and lighter on dark paper."""
    return theme.SEQUENTIAL if dark else f"{theme.SEQUENTIAL}_r"


def diverging(*, dark: bool) -> Scale:
    """The scale of two hues whose middle stands back on its paper."""
    return list(theme.DIVERGING_ON_DARK) if dark else theme.DIVERGING


def sampled(scale: Scale, places: Values) -> list[str]:
    """The colours at these places of a scale, 0 to 1."""
    return list(colors.sample_colorscale(scale, list(places)))
