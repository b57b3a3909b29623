"""How concentrated a sector is in a region: location quotients, stars, strong clusters, stability, indices.

x_ij are the jobs of sector i in region j, and a dot is a sum. All frames are regions × sectors.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from clusterdash.analysis._frames import (
    Array,
    Mask,
    aligned,
    by_cell,
    column,
    has_labels,
    quantiles,
    ratio,
    same_labels,
    table,
)

MOST_DRAWN = 1e18  # jobs in one cell around which NumPy still draws
DRAWS_AT_ONCE = 1_000_000  # random numbers held at a time by `lq_interval`: 8 MB each for a few arrays

Totals: TypeAlias = "pd.Series[Any] | Mapping[Any, Any]"


def location_quotient(
    employment: pd.DataFrame,
    *,
    region_totals: Totals | None = None,
    sector_totals: Totals | None = None,
    grand_total: float | None = None,
) -> pd.DataFrame:
    """Location quotient: the sector's share of the region's jobs over its share of all jobs; 1 is average.

    LQ_ij = (x_ij / x_.j) / (x_i. / x_..). Takes jobs, regions × sectors, and optionally the totals x_.j (by
    region), x_i. (by sector) and x_..; a total that is not given is the sum over the frame. Returns the same
    shape. A suppressed cell (NaN) stays NaN and is accepted only with all three totals given. A zero total
    gives NaN. Raises ValueError on negative or infinite values, duplicate labels, labels without a total,
    and, unless all totals are given, missing values.
    Formula and check number: Farhauer & Kröll (2013), Standorttheorien, Springer Gabler.
    """
    all_given = not any(total is None for total in (region_totals, sector_totals, grand_total))
    jobs = table(employment, "employment", missing=all_given)
    x = jobs.to_numpy()
    by_region = x.sum(axis=1) if region_totals is None else _totals(region_totals, jobs.index, "region")
    by_sector = x.sum(axis=0) if sector_totals is None else _totals(sector_totals, jobs.columns, "sector")
    total = (float(x.sum()) if grand_total is None else _total(grand_total)) or np.nan
    # Multiplied out, so that whole numbers give exactly 1 where a region is exactly average.
    quotient = ratio(x * total, np.multiply.outer(by_region, by_sector))
    return pd.DataFrame(quotient, index=jobs.index, columns=jobs.columns)


def excess_employment(employment: pd.DataFrame) -> pd.DataFrame:
    """Jobs above what the region would have at the average share: x_ij − x_i. x_.j / x_.. (HCLQ).

    Takes jobs, regions × sectors; returns jobs of the same shape, which sum to 0 over the regions of a sector
    and over the sectors of a region. NaN where there are no jobs at all. Raises ValueError on negative,
    infinite or missing jobs and duplicate labels.
    Fingleton, Igliori & Moore (2004), Employment Growth of Small High-technology Firms and the Role of
    Horizontal Clustering, Urban Studies 41(4).
    """
    jobs = table(employment, "employment")
    x = jobs.to_numpy()
    expected = ratio(np.multiply.outer(x.sum(axis=1), x.sum(axis=0)), float(x.sum()))
    return pd.DataFrame(x - expected, index=jobs.index, columns=jobs.columns)


def cluster_stars(
    employment: pd.DataFrame,
    *,
    size_top: float = 0.10,
    specialisation_min: float = 2.0,
    focus_top: float = 0.10,
) -> pd.DataFrame:
    """The three stars of the European Cluster Observatory, relative to the other regions of the same sector.

    size: among the top `size_top` of regions by jobs in the sector. specialisation: LQ of at least
    `specialisation_min`. focus: among the top `focus_top` of regions by the sector's share of their jobs.
    "Top 10 per cent" is jobs > 0 and at or above the type-7 90th percentile over all regions (for the share:
    over all regions that have jobs). Takes jobs, regions × sectors; returns the boolean columns size,
    specialisation, focus and their number, stars (0-3), indexed (region, sector). Raises ValueError on
    negative, infinite or missing jobs, duplicate labels and thresholds out of range.
    Sölvell, Ketels & Lindqvist (2008), Industrial Specialization and Regional Clusters in the Ten New EU
    Member States, Competitiveness Review 18(1/2).
    """
    jobs = table(employment, "employment")
    x = jobs.to_numpy()
    focus = ratio(x, x.sum(axis=1, keepdims=True))
    verdicts = {
        "size": _among_top(x, _share("size_top", size_top)),
        "specialisation": _lq(jobs) >= _at_least_0("specialisation_min", specialisation_min),
        "focus": _among_top(focus, _share("focus_top", focus_top)),
    }
    return _stars(verdicts, x, jobs)


def cluster_stars_absolute(
    employment: pd.DataFrame, *, size_min: float, dominance_min: float, specialisation_min: float
) -> pd.DataFrame:
    """The three stars (üç yıldız) of the Turkish development agencies, by thresholds of one's own.

    size (büyüklük): e/E, the region's share of the sector's jobs, of at least `size_min`. specialisation
    (uzmanlaşma): LQ of at least `specialisation_min`. dominance (başatlık): e/t, the sector's share of the
    region's jobs, of at least `dominance_min`. The two shares are 0 to 1, and a cell without jobs has no
    star. The agencies' thresholds vary, so there is no default. Takes jobs, regions × sectors; returns the
    boolean columns size, specialisation, dominance and their number, stars (0-3), indexed (region, sector).
    Errors as `cluster_stars`. The cluster analyses of the development agencies, without one common source.
    """
    jobs = table(employment, "employment")
    x = jobs.to_numpy()
    verdicts = {
        "size": ratio(x, x.sum(axis=0)) >= _at_least_0("size_min", size_min),
        "specialisation": _lq(jobs) >= _at_least_0("specialisation_min", specialisation_min),
        "dominance": ratio(x, x.sum(axis=1, keepdims=True)) >= _at_least_0("dominance_min", dominance_min),
    }
    return _stars(verdicts, x, jobs)


def cluster_strength(
    employment: pd.DataFrame, establishments: pd.DataFrame, lq: pd.DataFrame
) -> pd.DataFrame:
    """Strong clusters by the rule of the U.S. Cluster Mapping Project.

    Per sector, with type-7 percentiles over the regions that have jobs in it: base is jobs above P25 and
    establishments above P25; qualifying is base and LQ above P25; significant is base and LQ above P50;
    strong is base, LQ of at least P75 and of at least 1; strong10 is base, LQ of at least P90 and of at least
    1. Takes jobs, establishments and location quotients, regions × sectors with the same labels in any order;
    returns the four boolean columns, indexed (region, sector). Raises ValueError on negative or infinite
    values, missing jobs or establishments, an LQ missing where there are jobs, duplicate labels, and labels
    that not all frames have.
    U.S. Cluster Mapping Project, Institute for Strategy and Competitiveness, Harvard Business School.
    """
    jobs = table(employment, "employment")
    firms = aligned(table(establishments, "establishments"), jobs, "establishments", "employment").to_numpy()
    quotient = aligned(table(lq, "lq", missing=True), jobs, "lq", "employment")
    x, q = jobs.to_numpy(), quotient.to_numpy()
    present = x > 0
    table(quotient.where(present, 0.0), "lq")  # only where there are no jobs may it be missing
    (jobs25,) = _percentiles(x, present, 0.25)
    (firms25,) = _percentiles(firms, present, 0.25)
    lq25, lq50, lq75, lq90 = _percentiles(q, present, 0.25, 0.50, 0.75, 0.90)
    base = present & (x > jobs25) & (firms > firms25)
    verdicts = {
        "qualifying": base & (q > lq25),
        "significant": base & (q > lq50),
        "strong": base & (q >= lq75) & (q >= 1),
        "strong10": base & (q >= lq90) & (q >= 1),
    }
    return by_cell(verdicts, jobs)


def standardised_lq(employment: pd.DataFrame, *, ddof: int = 1) -> pd.DataFrame:
    """Location quotients as z-scores over the regions of each sector: (LQ − mean) / standard deviation.

    Takes jobs, regions × sectors, and the delta degrees of freedom of the standard deviation; returns the
    same shape, in standard deviations. Regions without jobs have no LQ and take no part. NaN where a sector's
    LQ does not vary or has too few regions. Raises ValueError on negative, infinite or missing jobs and
    duplicate labels. O'Donoghue & Gleave (2004), A Note on Methods for Measuring Industrial Agglomeration,
    Regional Studies 38(4), without their logarithm.
    """
    jobs = table(employment, "employment")
    lq = pd.DataFrame(_lq(jobs), index=jobs.index, columns=jobs.columns)
    spread = lq.max() - lq.min()
    varies = spread > 1e-12 * lq.max()  # anything smaller is rounding
    return (lq - lq.mean()) / lq.std(ddof=ddof).where(varies)


def lq_interval(
    employment: pd.DataFrame, *, level: float = 0.95, draws: int = 1000, seed: int = 0
) -> pd.DataFrame:
    """How stable each location quotient is: the interval it would take if every count were drawn again.

    Parametric bootstrap: each cell is drawn from a Poisson distribution around its jobs, totals are summed
    again, and the middle `level` of the LQs is kept (type-7 quantiles over the draws in which the LQ exists).
    The figures are full counts, so this is stability and not sampling error; a cell without jobs stays at 0.
    Takes jobs, regions × sectors; returns the columns lower and upper, indexed (region, sector), NaN where
    the LQ has a zero total. The same seed gives the same interval. Raises ValueError on negative, infinite or
    missing jobs and more than 1e18 in one cell, duplicate labels, a level outside 0 to 1 and fewer than 1
    draw. Efron & Tibshirani (1993), An Introduction to the Bootstrap, chapter 6.
    """
    jobs = table(employment, "employment", most=MOST_DRAWN)
    if not 0 < level < 1:
        raise ValueError(f"level is {level}; a share between 0 and 1 was expected, such as 0.95.")
    if draws < 1:
        raise ValueError(f"draws is {draws}; at least 1 was expected.")
    x = jobs.to_numpy()
    tails = (1 - level) / 2, (1 + level) / 2
    by_region, by_sector = np.zeros((x.shape[0], draws)), np.zeros((x.shape[1], draws))
    for region, sectors, drawn in _redrawn(x, draws, seed):
        by_region[region] += drawn.sum(axis=0)
        by_sector[sectors] += drawn
    total = by_region.sum(axis=0)
    lower, upper = np.empty(x.shape), np.empty(x.shape)
    # Drawn a second time from the same seeds: cheaper than holding regions × sectors × draws in memory.
    for region, sectors, drawn in _redrawn(x, draws, seed):
        lq = ratio(drawn * total, by_region[region] * by_sector[sectors])
        lower[region, sectors], upper[region, sectors] = quantiles(lq, *tails)
    return by_cell({"lower": lower, "upper": upper}, jobs)


def cluster_index(
    employment: pd.DataFrame, workplaces: pd.DataFrame, area: Totals, population: Totals
) -> pd.DataFrame:
    """Jobs per area times jobs per inhabitant over jobs per workplace, each relative to all regions.

    CI_ij = [(e_ij/a_j) / (e_i/a)] · [(e_ij/p_j) / (e_i/p)] / [(e_ij/b_ij) / (e_i/b_i)]; 1 is the average.
    Takes jobs and workplaces, regions × sectors, and area (any unit) and people by region; returns the shape
    of employment. 0 without jobs; NaN for jobs without a workplace, for a region without area or people, and
    for a sector without jobs anywhere. Raises ValueError on negative, infinite or missing values, duplicate
    labels, and labels that not all four have.
    Sternberg & Litzenberger (2004), Regional Clusters in Germany: Their Geography and Their Relevance for
    Entrepreneurial Activities, European Planning Studies 12(6).
    """
    jobs = table(employment, "employment")
    e = jobs.to_numpy()
    b = aligned(table(workplaces, "workplaces"), jobs, "workplaces", "employment").to_numpy()
    a, p = _by_region(area, "area", jobs), _by_region(population, "population", jobs)
    density = _relative(e, a)
    intensity = _relative(e, p)
    size = ratio(ratio(e, b), ratio(e.sum(axis=0), b.sum(axis=0)))
    # The numerator holds e twice and the denominator once: without jobs the index is 0, not 0/0.
    index = np.where(e == 0, density * intensity, ratio(density * intensity, size))
    return pd.DataFrame(index, index=jobs.index, columns=jobs.columns)


def krugman(employment: pd.DataFrame) -> pd.Series[float]:
    """Krugman's specialisation index by region: Σ_i |s_ij − s_i|, its shares of jobs against all regions'.

    Takes jobs, regions × sectors; returns 0 (the average mix) to 2 (nothing in common), NaN for a region
    without jobs. Raises ValueError on negative, infinite or missing jobs and duplicate labels.
    Krugman (1991), Geography and Trade, MIT Press.
    """
    jobs = table(employment, "employment")
    share, average = _mixes(jobs)
    return _of_regions_with_jobs(np.abs(share - average).sum(axis=1), jobs, "krugman")


def hoover(employment: pd.DataFrame) -> pd.Series[float]:
    """Hoover's coefficient of specialisation by region: half of `krugman`, so 0 to 1.

    The share of the region's jobs that would have to change sector to give the average mix. Errors as
    `krugman`. Hoover & Giarratani (1984), An Introduction to Regional Economics, 3rd edition.
    """
    return (krugman(employment) / 2).rename("hoover")


def hachman(employment: pd.DataFrame) -> pd.Series[float]:
    """Hachman's index by region: 1 / Σ_i s_ij LQ_ij, from near 0 (a mix of its own) to 1 (the average mix).

    Takes jobs, regions × sectors; NaN for a region without jobs. Errors as `krugman`.
    Frank Hachman, Bureau of Economic and Business Research, University of Utah.
    """
    jobs = table(employment, "employment")
    share, _ = _mixes(jobs)
    weighted = np.nansum(share * _lq(jobs), axis=1)
    return _of_regions_with_jobs(ratio(1.0, weighted), jobs, "hachman")


def herfindahl(employment: pd.DataFrame, *, normalised: bool = False) -> pd.Series[float]:
    """Herfindahl-Hirschman index by region: H = Σ_i s_ij², over its shares of jobs (0 to 1, not per cent).

    Takes jobs, regions × n sectors. Returns 1/n (all sectors equal) to 1 (one sector only); with `normalised`
    (H − 1/n) / (1 − 1/n), 0 to 1, which is NaN for n = 1. NaN for a region without jobs. Errors as `krugman`.
    Hirschman (1964), The Paternity of an Index, American Economic Review 54(5).
    """
    jobs = table(employment, "employment")
    share, _ = _mixes(jobs)
    index = np.square(share).sum(axis=1)
    if normalised:
        even = ratio(1.0, float(share.shape[1]))
        index = ratio(index - even, 1 - even)
    return _of_regions_with_jobs(index, jobs, "herfindahl")


def locational_gini(employment: pd.DataFrame) -> pd.Series[float]:
    """Locational Gini by sector: how unevenly its jobs are spread, compared with all jobs.

    Twice the area between the diagonal and the Lorenz curve of regions in the order of LQ, all jobs across
    and the sector's jobs up: 0 (spread like all jobs) to 1 less the smallest region's share of all jobs (all
    in that region). Krugman's own scale, the area itself, is half of this. Takes jobs, regions × sectors; NaN
    for a sector without jobs. Raises ValueError on negative, infinite or missing jobs and duplicate labels.
    Krugman (1991), Geography and Trade, MIT Press, appendix B.
    """
    jobs = table(employment, "employment")
    x = jobs.to_numpy()
    order = np.argsort(np.nan_to_num(_lq(jobs)), axis=0)
    sector = np.take_along_axis(ratio(x, x.sum(axis=0)), order, axis=0)
    everything = ratio(x.sum(axis=1), float(x.sum()))[order]
    height = np.cumsum(sector, axis=0)
    gini = 1 - (everything * (2 * height - sector)).sum(axis=0)
    gini = np.where(x.sum(axis=0) > 0, gini, np.nan)
    return pd.Series(gini, index=jobs.columns, name="locational_gini")


def _lq(jobs: pd.DataFrame) -> Array:
    return location_quotient(jobs).to_numpy()


def _among_top(values: Array, top: float) -> Mask:
    """Whether a region is at or above the percentile of its sector, over the regions that have a value."""
    (bound,) = quantiles(values.T, 1 - top)
    return values >= bound


def _percentiles(values: Array, present: Mask, *shares: float) -> list[Array]:
    """Percentiles of each sector over the regions where it is present."""
    return quantiles(np.where(present, values, np.nan).T, *shares)


def _stars(verdicts: Mapping[str, Mask], x: Array, jobs: pd.DataFrame) -> pd.DataFrame:
    """The verdicts, never given to a cell without jobs, and their number."""
    earned = {name: verdict & (x > 0) for name, verdict in verdicts.items()}
    return by_cell({**earned, "stars": np.sum(list(earned.values()), axis=0)}, jobs)


def _redrawn(x: Array, draws: int, seed: int) -> Iterator[tuple[int, slice, Array]]:
    """Poisson draws around the cells of x, a slice of one region's sectors at a time: region, slice, draws.

    Every region has a stream of its own, so that going through twice gives the same draws twice.
    """
    step = max(1, DRAWS_AT_ONCE // draws)
    for region, stream in enumerate(np.random.SeedSequence(seed).spawn(x.shape[0])):
        random = np.random.default_rng(stream)
        for start in range(0, x.shape[1], step):
            sectors = slice(start, start + step)
            around = x[region, sectors, np.newaxis]
            yield region, sectors, random.poisson(around, (around.shape[0], draws)).astype(np.float64)


def _mixes(jobs: pd.DataFrame) -> tuple[Array, Array]:
    """Each region's shares of jobs by sector (regions × sectors), and those of all regions together."""
    x = jobs.to_numpy()
    return ratio(x, x.sum(axis=1, keepdims=True)), ratio(x.sum(axis=0), float(x.sum()))


def _of_regions_with_jobs(index: Array, jobs: pd.DataFrame, name: str) -> pd.Series[float]:
    return pd.Series(index, index=jobs.index, name=name).where(jobs.sum(axis=1) > 0)


def _relative(jobs: Array, base: Array) -> Array:
    """Jobs per unit of the regions' base (area or people), relative to the same of all regions together."""
    return ratio(ratio(jobs, base[:, np.newaxis]), ratio(jobs.sum(axis=0), float(base.sum())))


def _by_region(values: Totals, name: str, jobs: pd.DataFrame) -> Array:
    """A figure of each region (area, people) in the order of the frame."""
    given = column(values, name)
    same_labels(given.index, jobs.index, "region", name, "employment")
    return np.asarray(given.reindex(jobs.index), dtype=np.float64)


def _share(name: str, share: float) -> float:
    if not 0 < share < 1:
        raise ValueError(f"{name} is {share}; a share between 0 and 1 was expected, such as 0.10.")
    return share


def _at_least_0(name: str, bound: float) -> float:
    if not bound >= 0:
        raise ValueError(f"{name} is {bound}; a number of 0 or more was expected.")
    return bound


def _totals(totals: Totals, labels: pd.Index[Any], axis: str) -> Array:
    name = f"{axis}_totals"
    given = column(totals, name, axis)
    has_labels(given.index, labels, axis, name, "employment")
    return np.asarray(given.reindex(labels), dtype=np.float64)


def _total(total: float) -> float:
    if not (np.isfinite(total) and total >= 0):
        raise ValueError(f"grand_total is {total}; a finite number of 0 or more was expected.")
    return float(total)
