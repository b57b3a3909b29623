"""From indicators to criteria: transform, fixed goalposts, and both ways of normalising.

Everything here speaks of cells: a province and a division in which somebody is insured. Where nobody is, the
division is absent from the province; such a cell has no criterion and no part in goalposts or ranks.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from clusterdash.analysis import scoring
from clusterdash.catalogue import Criterion

CELL = ["province", "division"]


def criterion_values(
    figures: pd.DataFrame, insured: pd.DataFrame, criteria: Iterable[Criterion]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Criteria of every cell, and the goalposts they were normalised with.

    figures: rows of `indicator_value`; insured: provinces × divisions. Returns a long frame criterion, province,
    division, value (after cap and transform), z (0..1 between the goalposts, 1 = best) and z_rank (0..1 by rank),
    one row per existing figure; and a frame criterion, lower, upper, capped_below, capped_above, skewness (of
    value). Goalposts are the 5th and 95th percentiles over all cells (OECD/JRC 2008, chapter 5, with the ends
    cut so that one outlier cannot decide).
    """
    statistical = [criterion for criterion in criteria if criterion.indicator is not None]
    values = _values(figures, insured, statistical)
    posts = scoring.goalposts(values)
    directions = {criterion.code: criterion.direction for criterion in statistical}
    z = scoring.normalise(values, method="minmax", direction=directions, goalposts=posts)
    ranks = scoring.normalise(values, method="rank", direction=directions)
    shares = (ranks - 1) / (values.count() - 1)
    rows = pd.DataFrame({"value": _long(values), "z": _long(z), "z_rank": _long(shares)})
    posts["capped_below"] = (values < posts["lower"]).sum()
    posts["capped_above"] = (values > posts["upper"]).sum()
    posts["skewness"] = values.skew()
    return (
        rows.dropna(subset="value").reset_index()[["criterion", *CELL, "value", "z", "z_rank"]],
        posts.rename_axis("criterion").reset_index(),
    )


def _values(figures: pd.DataFrame, insured: pd.DataFrame, criteria: list[Criterion]) -> pd.DataFrame:
    """Cells × criteria, after cap and transform; NaN where there is no figure."""
    cells = insured.stack()
    present = cells[cells > 0].index
    by_indicator = dict(list(figures.groupby("indicator")))
    columns = {}
    for criterion in criteria:
        found = _latest(by_indicator[str(criterion.indicator)])
        keys = CELL if criterion.level == "pair" else [criterion.level]
        series = found.set_index(keys)["value"]
        labels = present if criterion.level == "pair" else present.get_level_values(criterion.level)
        columns[criterion.code] = pd.Series(series.reindex(labels).to_numpy(dtype=float), index=present)
        columns[criterion.code] = _transformed(columns[criterion.code], criterion)
    return pd.DataFrame(columns).rename_axis(columns="criterion")


def _latest(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["year"] == rows["year"].max()]


def _transformed(values: pd.Series[float], criterion: Criterion) -> pd.Series[float]:
    if criterion.cap is not None:
        values = values.clip(upper=criterion.cap)
    match criterion.transform:
        case "log":
            return np.log(values.where(values > 0))
        case "log1p":
            return np.log1p(values)
        case _:
            return values


def _long(frame: pd.DataFrame) -> pd.Series[float]:
    return frame.stack(future_stack=True)
