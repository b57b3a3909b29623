"""How concentrated a sector is in a region: location quotients, stars, strong clusters, stability, indices.

x_ij are the jobs of sector i in region j, and a dot is a sum. All frames are regions × sectors.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from clusterdash.analysis._frames import Array, column, has_labels, ratio, table

Totals: TypeAlias = "pd.Series[Any] | Mapping[Any, Any]"


def location_quotient(
    employment: pd.DataFrame,
    *,
    region_totals: Totals | None = None,
    sector_totals: Totals | None = None,
    grand_total: float | None = None,
) -> pd.DataFrame:
    """Location quotient, LQ_ij = (x_ij / x_.j) / (x_i. / x_..): how much larger the sector's share of the
    region's jobs is than its share of all jobs; 1 is the average.

    Takes jobs, regions × sectors, and optionally the totals x_.j (by region), x_i. (by sector) and x_..; a
    total that is not given is the sum over the frame. Returns the same shape. A suppressed cell (NaN) stays
    NaN and is accepted only with all three totals given. A zero total gives NaN. Raises ValueError on
    negative or infinite values, duplicate labels, labels without a total, and missing values otherwise.
    Florence (1929); notation and check number from Farhauer & Kröll (2013), Standorttheorien, chapter 7.
    """
    all_given = not any(total is None for total in (region_totals, sector_totals, grand_total))
    jobs = table(employment, "employment", missing=all_given)
    x = jobs.to_numpy()
    by_region = x.sum(axis=1) if region_totals is None else _totals(region_totals, jobs.index, "region")
    by_sector = x.sum(axis=0) if sector_totals is None else _totals(sector_totals, jobs.columns, "sector")
    total = float(x.sum()) if grand_total is None else _total(grand_total)
    # Multiplied out, so that whole numbers give exactly 1 where a region is exactly average.
    quotient = ratio(x * total, np.multiply.outer(by_region, by_sector))
    return pd.DataFrame(quotient, index=jobs.index, columns=jobs.columns)


def excess_employment(employment: pd.DataFrame) -> pd.DataFrame:
    """Jobs above what the region would have at the average share: x_ij − x_i. x_.j / x_.. (horizontal cluster
    location quotient, HCLQ).

    Takes jobs, regions × sectors; returns jobs of the same shape, which sum to 0 over the regions of a sector
    and over the sectors of a region. NaN where there are no jobs at all. Raises ValueError on negative,
    infinite or missing jobs and duplicate labels. Fingleton, Igliori & Moore (2004), Employment Growth of
    Small High-technology Firms and the Role of Horizontal Clustering, Urban Studies 41(4).
    """
    jobs = table(employment, "employment")
    x = jobs.to_numpy()
    expected = ratio(np.multiply.outer(x.sum(axis=1), x.sum(axis=0)), float(x.sum()))
    return pd.DataFrame(x - expected, index=jobs.index, columns=jobs.columns)


def _totals(totals: Totals, labels: pd.Index[Any], axis: str) -> Array:
    name = f"{axis}_totals"
    given = column(totals, name, axis)
    has_labels(given.index, labels, axis, name, "employment")
    return np.asarray(given.reindex(labels), dtype=np.float64)


def _total(total: float) -> float:
    if not (np.isfinite(total) and total >= 0):
        raise ValueError(f"grand_total is {total}; a finite number of 0 or more was expected.")
    return float(total)
