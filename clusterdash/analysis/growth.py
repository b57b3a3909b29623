"""What part of a region's growth is the country's, its mix of sectors' and its own.

x are the jobs (or any other additive amount) of sector i in region j at the start; g, g_i and g_ij are the
growth rates of everything, of the sector and of the sector in the region. All frames are regions × sectors.

A rate from nothing does not exist. A cell that starts at 0 therefore takes no part in national growth and
mix; all it gains is regional, and all of that is allocation: the region has a sector it did not have. So the
columns always add up. A sector that the reference does not have at the start gives NaN where the region has
it.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd

from clusterdash.analysis._frames import Array, aligned, by_cell, column, ratio, same_labels, table

Method = Literal["classic", "esteban-marquillas"]


def shift_share(
    start: pd.DataFrame,
    end: pd.DataFrame,
    *,
    reference_start: pd.Series[Any] | None = None,
    reference_end: pd.Series[Any] | None = None,
    method: Method = "classic",
) -> pd.DataFrame:
    """Growth between two years, split into national share, sector mix and regional shift.

    national = x g, mix = x (g_i − g), regional = x (g_ij − g_i); they add up to the change of the cell. The
    method "esteban-marquillas" also splits regional into competitive = h (g_ij − g_i) and
    allocation = (x − h) (g_ij − g_i), with h = x_.j x_i. / x_.. the jobs the region would have with the
    reference's mix. For cells and sectors that start at 0 see the module.
    Takes two frames, regions × sectors, with the same labels in any order, and the amounts of the reference
    (the country) by sector in both years, by default the sums over the regions. Returns the columns national,
    mix, regional (and competitive, allocation) in the unit of the frames, indexed (region, sector). Raises
    ValueError on negative, infinite or missing values, duplicate labels, labels that not all have, one
    reference without the other, and an unknown method.
    Dunn (1960), A Statistical and Analytical Technique for Regional Analysis, Papers in Regional Science 6;
    Esteban-Marquillas (1972), A Reinterpretation of Shift-share Analysis, Regional and Urban Economics 2(3).
    """
    if (reference_start is None) != (reference_end is None):
        raise ValueError("reference_start and reference_end must be given together, or neither.")
    before = table(start, "start")
    after = aligned(table(end, "end"), before, "end", "start")
    first = _Year(before.to_numpy(), _reference(reference_start, "reference_start", before))
    last = _Year(after.to_numpy(), _reference(reference_end, "reference_end", after))
    return by_cell(_split(first, last, method), before)


def dynamic_shift_share(
    frames: Mapping[Any, pd.DataFrame],
    *,
    references: Mapping[Any, pd.Series[Any]] | None = None,
    method: Method = "classic",
) -> pd.DataFrame:
    """`shift_share` from each year to the next, added up, so that the weights follow the changing mix.

    Takes the frames by year, in any order, and optionally the reference's amounts by sector for the same
    years; a year that is absent is bridged by one longer step. Returns what `shift_share` returns, for the
    whole period: the columns add up to the change from the first year to the last. Raises ValueError as
    `shift_share`, naming the year, and on fewer than two years.
    Barff & Knight (1988), Dynamic Shift-share Analysis, Growth and Change 19(2).
    """
    years = sorted(frames)
    if len(years) < 2:
        raise ValueError(f"frames holds {len(years)} years; growth needs at least two.")
    if references is not None:
        same_labels(pd.Index(list(references)), pd.Index(years), "year", "references", "frames")
    first = table(frames[years[0]], _frame_of(years[0]))
    amounts = []
    for year in years:
        frame = aligned(table(frames[year], _frame_of(year)), first, _frame_of(year), _frame_of(years[0]))
        reference = None if references is None else references[year]
        amounts.append(_Year(frame.to_numpy(), _reference(reference, f"the reference of {year}", frame)))
    steps = [_split(before, after, method) for before, after in pairwise(amounts)]
    return by_cell({part: np.sum([step[part] for step in steps], axis=0) for part in steps[0]}, first)


class _Year(NamedTuple):
    """Amounts of one year: regions × sectors, and of the reference by sector."""

    regions: Array
    reference: Array


def _split(start: _Year, end: _Year, method: Method) -> dict[str, Array]:
    x, change = start.regions, end.regions - start.regions
    nothing = x == 0
    everything = float(start.reference.sum())
    growth = ratio(float(end.reference.sum()) - everything, everything)
    sector_growth = ratio(end.reference - start.reference, start.reference)
    regional = np.where(nothing, change, change - x * sector_growth)
    parts = {
        "national": np.where(nothing, 0.0, x * growth),
        "mix": np.where(nothing, 0.0, x * (sector_growth - growth)),
        "regional": regional,
    }
    if method == "classic":
        return parts
    if method != "esteban-marquillas":
        raise ValueError(f"The method {method!r} is unknown; use 'classic' or 'esteban-marquillas'.")
    usual = np.multiply.outer(x.sum(axis=1), ratio(start.reference, everything))
    competitive = np.where(nothing, 0.0, usual * ratio(regional, x))
    return {**parts, "competitive": competitive, "allocation": regional - competitive}


def _reference(given: pd.Series[Any] | None, name: str, frame: pd.DataFrame) -> Array:
    if given is None:
        return np.asarray(frame.sum(axis=0), dtype=np.float64)
    amounts = column(given, name, "sector")
    same_labels(amounts.index, frame.columns, "sector", name, "the regions")
    return np.asarray(amounts.reindex(frame.columns), dtype=np.float64)


def _frame_of(year: Any) -> str:
    return f"the frame of {year}"
