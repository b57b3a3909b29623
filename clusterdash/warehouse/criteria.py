"""From indicators to criteria: transform, fixed goalposts, and both ways of normalising.

Everything here speaks of cells: a province and a division in which somebody is insured. Where nobody is, the
division is absent from the province; such a cell has no criterion and no part in goalposts or ranks.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from clusterdash.analysis import scoring
from clusterdash.catalogue import Criterion

Array: TypeAlias = npt.NDArray[np.float64]


def criterion_values(
    figures: pd.DataFrame, insured: pd.DataFrame, criteria: Iterable[Criterion]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Criteria of every cell, and the goalposts they were normalised with.

    figures: rows of `indicator_value`; insured: provinces × divisions. Returns a long frame criterion,
    province, division, value (after cap and transform), z (0..1 between the goalposts, 1 = best) and z_rank
    (0..1 by rank: 0 = worst, 1 = best, ties share the mean), one row per existing figure; and a frame
    criterion, lower, upper, capped_below, capped_above, skewness (of value).

    Goalposts are the 5th and 95th percentiles over all cells that have the figure, so that one outlier cannot
    decide (OECD/JRC, Handbook on Constructing Composite Indicators, 2008, chapter 5).
    """
    statistical = [criterion for criterion in criteria if criterion.indicator is not None]
    present = insured.to_numpy() > 0
    values = pd.DataFrame(
        {criterion.code: _values(figures, insured, criterion)[present] for criterion in statistical}
    )
    posts = scoring.goalposts(values)
    directions = {criterion.code: criterion.direction for criterion in statistical}
    z = scoring.normalise(values, method="minmax", direction=directions, goalposts=posts)
    ranks = scoring.normalise(values, method="rank", direction=directions)
    z_rank = (ranks - 1) / (values.count() - 1)
    posts["capped_below"] = (values < posts["lower"]).sum()
    posts["capped_above"] = (values > posts["upper"]).sum()
    posts["skewness"] = values.skew()
    rows = _rows(insured, present, values, {"value": values, "z": z, "z_rank": z_rank})
    return rows, posts.rename_axis("criterion").reset_index()


def _values(figures: pd.DataFrame, insured: pd.DataFrame, criterion: Criterion) -> Array:
    """The criterion in its latest year, after cap and transform: provinces × divisions, NaN = no figure."""
    rows = figures[figures["indicator"] == criterion.indicator]
    latest = rows[rows["year"] == rows["year"].max()]
    grid = np.full(insured.shape, np.nan)
    row = insured.index.get_indexer(latest["province"]) if criterion.level != "division" else slice(None)
    column = insured.columns.get_indexer(latest["division"]) if criterion.level != "province" else slice(None)
    figure = latest["value"].to_numpy()
    grid[row, column] = figure[:, None] if criterion.level == "province" else figure
    return _transformed(grid, criterion)


def _transformed(values: Array, criterion: Criterion) -> Array:
    if criterion.cap is not None:
        values = np.minimum(values, criterion.cap)
    match criterion.transform:
        case "log":
            return np.log(np.where(values > 0, values, np.nan))
        case "log1p":
            return np.log1p(values)
        case _:
            return values


def _rows(
    insured: pd.DataFrame,
    present: npt.NDArray[np.bool_],
    values: pd.DataFrame,
    frames: dict[str, pd.DataFrame],
) -> pd.DataFrame:
    """Frames of cells × criteria as one long frame, by criterion and cell; missing figures left out."""
    province, division = np.nonzero(present)
    criterion, cell = np.nonzero(values.notna().to_numpy().T)
    return pd.DataFrame(
        {
            "criterion": values.columns.to_numpy()[criterion],
            "province": insured.index.to_numpy()[province[cell]],
            "division": insured.columns.to_numpy()[division[cell]],
            **{name: frame.to_numpy()[cell, criterion] for name, frame in frames.items()},
        }
    )
