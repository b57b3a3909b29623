"""What areas are like in their sectors: specialisation, verdicts, neighbours, growth, related sectors, size.

An area is a province, or provinces added up: a region of NUTS 2 or NUTS 1, or a set of one's own. A *split*
says into which areas the country falls: one of ``LEVELS``, or the plates of a set, which then stands against
the rest of the country. What follows from an edition is computed once and kept.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, get_args

import numpy as np
import pandas as pd

from clusterdash.analysis import growth, scores, specialisation
from clusterdash.ranking import SMALL, Array, Ranking
from clusterdash.warehouse import Warehouse

if TYPE_CHECKING:
    from clusterdash.analysis.spatial import Neighbours

Level = Literal["provinces", "nuts2", "nuts1"]
Split: TypeAlias = Level | tuple[int, ...]
RuleName = Literal["european", "us", "agencies", "own"]

LEVELS: Final[tuple[Level, ...]] = get_args(Level)
RULES: Final[tuple[RuleName, ...]] = get_args(RuleName)
STARS: Final = 3
STRENGTHS: Final = ("none", "qualifying", "significant", "strong", "strong10")
"""What the U.S. rule says of a cell, weakest first."""
SET, REST = "set", "rest"
"""The two areas of a split by a set of provinces."""


# --- areas ----------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Cells:
    """Jobs and workplaces, areas × divisions, and the plates of the provinces that make up each area."""

    jobs: pd.DataFrame
    workplaces: pd.DataFrame
    members: Mapping[Any, tuple[int, ...]]


@lru_cache(maxsize=32)
def cells(warehouse: Warehouse, split: Split = "provinces") -> Cells:
    """Jobs and workplaces of the split's areas: plates, codes of NUTS, or ``SET`` and ``REST``."""
    matrix = warehouse.matrix()
    area_of = _areas(warehouse, split)
    area = [area_of[plate] for plate in matrix.provinces]
    rows, columns = pd.Index(area, name="area"), pd.Index(matrix.divisions, name="division")
    jobs = pd.DataFrame(matrix.insured, rows, columns).groupby("area").sum()
    workplaces = pd.DataFrame(matrix.workplaces, rows, columns).groupby("area").sum()
    members: dict[Any, list[int]] = {}
    for plate, code in zip(matrix.provinces, area, strict=True):
        members.setdefault(code, []).append(plate)
    return Cells(jobs, workplaces, {code: tuple(plates) for code, plates in members.items()})


def _areas(warehouse: Warehouse, split: Split) -> dict[int, int | str]:
    """The area each province belongs to."""
    rows = warehouse.rows("regions_of_provinces")
    if isinstance(split, tuple):
        return {row["province"]: SET if row["province"] in split else REST for row in rows}
    column = {"provinces": "province"}.get(split, split)
    return {row["province"]: row[column] for row in rows}


def figures(warehouse: Warehouse, split: Split = "provinces") -> pd.DataFrame:
    """Every cell of the split, indexed (area, division).

    Columns: insured, workplaces; quotient (LQ over all divisions), lower and upper (its 95 % stability
    interval); excess (jobs above expectation); share (% of the area's jobs), country_share (% of the
    sector's jobs in Türkiye); small (fewer than SMALL workplaces).
    """
    # Called from one place with both arguments: the cache takes one left out for another than one given.
    return _figures(warehouse, split)


@lru_cache(maxsize=32)
def _figures(warehouse: Warehouse, split: Split) -> pd.DataFrame:
    found = cells(warehouse, split)
    jobs = found.jobs
    columns = {
        "insured": jobs,
        "workplaces": found.workplaces,
        "quotient": specialisation.location_quotient(jobs),
        "excess": specialisation.excess_employment(jobs),
        "share": 100 * jobs.div(jobs.sum(axis=1), axis=0),
        "country_share": 100 * jobs / jobs.sum(),
    }
    table = pd.DataFrame({name: frame.stack() for name, frame in columns.items()})
    interval = specialisation.lq_interval(jobs).rename_axis(["area", "division"])
    return table.join(interval).assign(small=table["workplaces"] < SMALL)


# --- verdicts -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rule:
    """A rule for calling a cell a cluster, with its thresholds in per cent and as an LQ.

    european: the top `size` and `focus` per cent of areas, by jobs and by share of jobs. own: the same with
    thresholds of one's own. agencies: at least `size` per cent of the sector's and `focus` per cent of the
    area's jobs. us: no thresholds to set. `usual` gives a rule as it starts.
    """

    name: RuleName = "european"
    size: float = 10.0
    focus: float = 10.0
    specialisation: float = 2.0

    @property
    def relative(self) -> bool:
        """Whether areas are compared with each other, which a single set of provinces cannot be."""
        return self.name != "agencies"

    @property
    def settable(self) -> bool:
        return self.name in ("agencies", "own")

    @property
    def highest(self) -> int:
        """The highest level of a verdict under the rule."""
        return len(STRENGTHS) - 1 if self.name == "us" else STARS


def usual(name: RuleName) -> Rule:
    """The rule as it starts. The agencies' thresholds vary; 1 %, 1 % and an LQ of 1 are proposed here, as are
    the top 20 % and an LQ of 1.25 for a rule of one's own, so that it says something new from the start."""
    match name:
        case "agencies":
            return Rule(name, 1.0, 1.0, 1.0)
        case "own":
            return Rule(name, 20.0, 20.0, 1.25)
        case _:
            return Rule(name)


@lru_cache(maxsize=64)
def verdicts(warehouse: Warehouse, split: Split, rule: Rule) -> pd.DataFrame:
    """The verdict on every cell of the split, indexed (area, division).

    level: the number of stars, or the place in STRENGTHS under the U.S. rule. Star rules also have their
    parts: size, specialisation and focus (dominance under the agencies' rule), true or false. Raises
    ValueError for a rule that compares areas where the split is a set of provinces.
    """
    found = cells(warehouse, split)
    if rule.relative and isinstance(split, tuple):
        raise ValueError(f"The rule {rule.name!r} compares areas of one kind; a set of provinces has none.")
    if rule.name == "us":
        quotient = specialisation.location_quotient(found.jobs)
        reached = specialisation.cluster_strength(found.jobs, found.workplaces, quotient)
        steps = [reached[name] * place for place, name in enumerate(STRENGTHS) if place]
        table = pd.DataFrame({"level": np.max(steps, axis=0)}, index=reached.index)
    else:
        stars = _stars(found.jobs, rule)
        table = stars.rename(columns={"stars": "level"})
    return table.rename_axis(["area", "division"])


def _stars(jobs: pd.DataFrame, rule: Rule) -> pd.DataFrame:
    if rule.name == "agencies":
        return specialisation.cluster_stars_absolute(
            jobs,
            size_min=rule.size / 100,
            dominance_min=rule.focus / 100,
            specialisation_min=rule.specialisation,
        )
    return specialisation.cluster_stars(
        jobs,
        size_top=rule.size / 100,
        focus_top=rule.focus / 100,
        specialisation_min=rule.specialisation,
    )


# --- neighbours -----------------------------------------------------------------------------------


@lru_cache(maxsize=4)
def neighbours(warehouse: Warehouse) -> Neighbours:
    """Which provinces share an edge; those that touch in a corner are listed and not counted."""
    from clusterdash.analysis.spatial import Neighbours

    rows = warehouse.rows("sector_neighbours")
    pairs = {
        kind: tuple((row["province"], row["neighbour"]) for row in rows if row["contact"] == kind)
        for kind in ("edge", "corner")
    }
    return Neighbours(warehouse.matrix().provinces, pairs["edge"], pairs["corner"])


@lru_cache(maxsize=256)
def local_clusters(warehouse: Warehouse, division: str) -> pd.DataFrame:
    """Where jobs above expectation in the division lie together, by province; see `spatial.local_clusters`.

    9,999 permutations and a fixed seed, so the same edition always gives the same provinces.
    """
    from clusterdash.analysis import spatial

    excess = specialisation.excess_employment(cells(warehouse).jobs)[division]
    return spatial.local_clusters(excess, neighbours(warehouse)).rename_axis("province")


# --- growth ---------------------------------------------------------------------------------------


@lru_cache(maxsize=4)
def constant_values(warehouse: Warehouse) -> pd.DataFrame:
    """Value of the activities at 2023 prices, thousand TRY, indexed (area, year), one column per activity.

    Chain volumes cannot be added up. The value at current 2023 prices, carried back by each activity's own
    chain volume, can; `summing_gap` tells how far the sum of the provinces is from Türkiye's own chain. Area
    0 is Türkiye. Manufacturing is left out because industry contains it.
    """
    found = warehouse.frame("regions_constant_values")
    return found.pivot(index=["area", "year"], columns="activity", values="value").rename_axis(columns=None)


def summing_gap(warehouse: Warehouse) -> pd.DataFrame:
    """Sum of the provinces against Türkiye's own chain, %, by activity: lowest and highest of all years."""
    values = constant_values(warehouse)
    country = values.loc[0]
    provinces = values.drop(index=0, level="area").groupby("year").sum()
    gap = 100 * (provinces / country - 1)
    return pd.DataFrame({"lowest": gap.min(), "highest": gap.max()})


def years(warehouse: Warehouse) -> tuple[int, ...]:
    """The years of `constant_values`, first to last."""
    found = constant_values(warehouse).index.get_level_values("year")
    return tuple(sorted({int(year) for year in found}))


def shift_share(
    warehouse: Warehouse,
    provinces: Collection[int],
    *,
    first: int | None = None,
    last: int | None = None,
    yearly: bool = False,
) -> pd.DataFrame:
    """Growth of an area's activities between two years, split in parts, by activity.

    Columns, thousand TRY at 2023 prices: start, end, national, mix, regional, and of the regional part
    competitive and allocation (Esteban-Marquillas). The reference is the sum of all provinces. The years are
    by default the first and the last there are. yearly: the dynamic form, from each year to the next, added
    up. Raises ValueError unless the first year comes before the last.
    """
    area, country = _values(warehouse, provinces, first, last)
    areas = {year: amounts.to_frame("area").T for year, amounts in area.iterrows()}
    references = dict(country.iterrows())
    start, end = area.index[0], area.index[-1]
    if yearly:
        parts = growth.dynamic_shift_share(areas, references=references, method="esteban-marquillas")
    else:
        parts = growth.shift_share(
            areas[start],
            areas[end],
            reference_start=references[start],
            reference_end=references[end],
            method="esteban-marquillas",
        )
    return parts.droplevel(0).assign(start=area.loc[start], end=area.loc[end])


def country_growth(warehouse: Warehouse, *, first: int | None = None, last: int | None = None) -> float:
    """Growth of all provinces' activities together between two years, %; years as in `shift_share`."""
    _, country = _values(warehouse, (), first, last)
    return float(100 * (country.iloc[-1].sum() / country.iloc[0].sum() - 1))


Stage = Literal["star", "mature", "emerging", "transforming"]
STAGES: Final[tuple[Stage, ...]] = get_args(Stage)


def stages(
    warehouse: Warehouse, provinces: Collection[int], *, first: int | None = None, last: int | None = None
) -> pd.DataFrame:
    """Where an area's activities stand: how specialised it is in them, and whether they outgrow the country.

    Columns: value (thousand TRY at 2023 prices, last year), quotient (LQ of the values in the last year),
    growth and country_growth (% a year between the two years, compound), ahead (percentage points a year
    between the two) and stage. With a quotient of at least 1 an activity is a star where it keeps up with the
    country (ahead of at least 0) and mature where it does not; below 1, emerging and transforming. All blank
    where there is nothing to grow from. The reference is the sum of all provinces; years as in `shift_share`.
    """
    area, country = _values(warehouse, provinces, first, last)
    span = int(area.index[-1]) - int(area.index[0])
    rates = [
        100 * ((values.iloc[-1] / values.iloc[0].where(values.iloc[0] > 0)) ** (1 / span) - 1)
        for values in (area, country)
    ]
    value, whole = area.iloc[-1], country.iloc[-1]
    table = pd.DataFrame(
        {
            "value": value,
            "quotient": (value / value.sum()) / (whole / whole.sum()),
            "growth": rates[0],
            "country_growth": rates[1],
            "ahead": rates[0] - rates[1],
        }
    )
    kinds = np.array([["transforming", "emerging"], ["mature", "star"]])
    placed = kinds[(table["quotient"] >= 1).astype(int), (table["ahead"] >= 0).astype(int)]
    known = table["ahead"].notna() & table["quotient"].notna()
    return table.assign(stage=pd.Series(placed, table.index, dtype=object).where(known, None))


def _values(
    warehouse: Warehouse, provinces: Collection[int], first: int | None, last: int | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Values at 2023 prices of an area and of all provinces, years × activities, between two years."""
    known = years(warehouse)
    first, last = known[0] if first is None else first, known[-1] if last is None else last
    if not first < last:
        raise ValueError(f"Growth from {first} to {last}: the first year must come before the last.")
    values = constant_values(warehouse).drop(index=0, level="area")
    values = values[values.index.get_level_values("year").isin(range(first, last + 1))]
    inside = values.index.get_level_values("area").isin(list(provinces))
    return values[inside].groupby("year").sum(), values.groupby("year").sum()


# --- what is related ------------------------------------------------------------------------------


@lru_cache(maxsize=4)
def _relatedness(warehouse: Warehouse) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Proximity of sectors and density in provinces, both in per cent."""
    from clusterdash.analysis import relatedness

    jobs = cells(warehouse).jobs
    return 100 * relatedness.proximity(jobs), 100 * relatedness.density(jobs)


def related(warehouse: Warehouse, province: int, division: str) -> pd.DataFrame:
    """The other sectors by how often the same provinces are specialised in both, most often first.

    Indexed by division: the columns of `figures` for the province, proximity (%) and had (the province's LQ
    is at least 1). Sectors of equal proximity stand in the order of their codes.
    """
    proximity, _ = _relatedness(warehouse)
    return _beside(warehouse, province, proximity=proximity[division].drop(division))


def closest(warehouse: Warehouse, province: int) -> pd.DataFrame:
    """All sectors by how much of what is related to them the province is specialised in, highest first.

    Indexed by division: the columns of `figures` for the province, density (%; NaN for a sector related to no
    other) and had (its LQ is at least 1).
    """
    _, density = _relatedness(warehouse)
    return _beside(warehouse, province, density=density.T[province])


def _beside(warehouse: Warehouse, province: int, **measure: pd.Series[Any]) -> pd.DataFrame:
    ((name, values),) = measure.items()
    found = figures(warehouse).loc[province]
    table = found.join(values.rename(name), how="right")
    return table.assign(had=table["quotient"] >= 1).sort_values(name, ascending=False, kind="stable")


# --- size is not the aim --------------------------------------------------------------------------

NOTICEABLE: Final = 0.03
LARGELY: Final = 0.7
PARTLY: Final = 0.4
_MOST_CAUSES: Final = 3


@dataclass(frozen=True)
class SizeBias:
    """How far an order by score is the order of size.

    correlation: Spearman's rank correlation of score and jobs over the `count` ranked alternatives; NaN where
    fewer than three are ranked or one of the two does not vary. without: the same in the ranking without each
    weighted criterion (its weight goes to the others of its topic), largest drop first. causes: where the
    correlation is at least PARTLY, the criteria, at most three, whose absence lowers it by at least
    NOTICEABLE; corrected: the correlation without all of them.
    """

    correlation: float
    count: int
    without: Mapping[str, float]
    causes: tuple[str, ...]
    corrected: float

    @property
    def kind(self) -> Literal["largely", "partly", "hardly", "opposite", "unknown"]:
        """In a word, whether the order is one of size."""
        if np.isnan(self.correlation):
            return "unknown"
        if self.correlation <= -PARTLY:
            return "opposite"
        if self.correlation < PARTLY:
            return "hardly"
        return "largely" if self.correlation >= LARGELY else "partly"


def size_bias(ranking: Ranking) -> SizeBias:
    """Rank correlation of the score with jobs, and the criteria that make the order one of size."""
    correlation = _with_jobs(ranking, ranking.scores)
    codes = np.array(ranking.weights.criterion_codes)
    weighted = codes[_weights_of_criteria(ranking) > 0].tolist()
    found = {code: _with_jobs(ranking, _scores_without(ranking, {code})) for code in weighted}
    without = dict(sorted(found.items(), key=lambda item: (np.isnan(item[1]), item[1])))
    lowering = [code for code, left in without.items() if correlation - left >= NOTICEABLE]
    causes = tuple(lowering[:_MOST_CAUSES]) if correlation >= PARTLY else ()
    return SizeBias(
        correlation,
        int(np.count_nonzero(~np.isnan(ranking.scores))),
        without,
        causes,
        _with_jobs(ranking, _scores_without(ranking, set(causes))),
    )


def _weights_of_criteria(ranking: Ranking) -> Array:
    weights = ranking.weights
    return np.asarray(weights.criteria * weights.topics[weights.topic_index])


def _with_jobs(ranking: Ranking, score: Array) -> float:
    """Spearman's rank correlation; scores that tie in the ranking tie here too."""
    there = ~np.isnan(score)
    if np.count_nonzero(there) < 3:
        return float("nan")
    order = pd.Series(-scores.competition_ranks(score[there])).rank().to_numpy()
    size = pd.Series(ranking.insured[there]).rank().to_numpy()
    if np.ptp(order) == 0 or np.ptp(size) == 0:
        return float("nan")
    return float(np.corrcoef(order, size)[0, 1])


def _scores_without(ranking: Ranking, criteria: Collection[str]) -> Array:
    """The scores that the ranking would give with no points for these criteria, NaN without a rank."""
    weights, aggregation = ranking.weights, ranking.scenario.aggregation
    kept = np.where(np.isin(weights.criterion_codes, list(criteria)), 0.0, weights.criteria)
    inside = np.bincount(weights.topic_index, weights=kept, minlength=len(weights.topics))
    topics = np.where(inside > 0, weights.topics, 0.0)
    score = scores.combine(*ranking.parts(kept), topics, aggregation).score
    eligible = np.isin(ranking.statuses, ("ranked", "insufficient"))
    return np.where(eligible, score, np.nan)
