"""What must hold for every function of the library: scale and order do not matter, nothing is infinite.

Jobs are scaled by powers of two, which binary numbers hold exactly, so that even thresholds may not move.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import affinity
from shapely.geometry import box

from clusterdash.analysis import growth, relatedness, spatial
from clusterdash.analysis import specialisation as spec
from clusterdash.analysis.spatial import Neighbours

Function = Callable[[pd.DataFrame], Any]

few = settings(max_examples=20)


@st.composite
def jobs(draw: st.DrawFn, least: int = 1, most: int = 6) -> pd.DataFrame:
    """Regions × sectors, with many empty cells."""
    rows, columns = draw(st.integers(least, most)), draw(st.integers(least, most))
    count = st.one_of(st.just(0), st.integers(0, 9), st.integers(0, 100_000))
    cells = draw(st.lists(st.lists(count, min_size=columns, max_size=columns), min_size=rows, max_size=rows))
    return pd.DataFrame(cells, index=range(1, rows + 1), columns=[f"s{i}" for i in range(columns)])


def area(frame: pd.DataFrame) -> pd.Series:
    return pd.Series({region: 1.0 + region % 3 for region in frame.index}, dtype=float)


def people(frame: pd.DataFrame) -> pd.Series:
    return pd.Series({region: 10.0 * region for region in frame.index}, dtype=float)


def chain(frame: pd.DataFrame) -> Neighbours:
    """Each region borders on the next by number, whatever the order of the rows."""
    numbers = sorted(frame.index)
    return Neighbours(tuple(numbers), tuple(pairwise(numbers)))


def later(frame: pd.DataFrame, years: int = 1) -> pd.DataFrame:
    """The same table after some growth that differs between regions and sectors."""
    by_region = pd.Series({region: 1 + (region % 4) / 4 for region in frame.index})
    by_sector = pd.Series({sector: 0.5 + int(sector[1:]) % 3 for sector in frame.columns})
    return frame.mul(by_region**years, axis=0).mul(by_sector**years, axis=1)


def dynamic(frame: pd.DataFrame) -> pd.DataFrame:
    years = {2020: frame, 2021: later(frame), 2022: later(frame, 2)}
    return growth.dynamic_shift_share(years, method="esteban-marquillas")


UNCHANGED: dict[str, Function] = {
    "location_quotient": spec.location_quotient,
    "standardised_lq": spec.standardised_lq,
    "cluster_stars": spec.cluster_stars,
    "cluster_stars_absolute": lambda x: spec.cluster_stars_absolute(
        x, size_min=0.25, dominance_min=0.25, specialisation_min=1
    ),
    "cluster_strength": lambda x: spec.cluster_strength(x, x, spec.location_quotient(x)),
    "cluster_index": lambda x: spec.cluster_index(x, x, area(x), people(x)),
    "krugman": spec.krugman,
    "hoover": spec.hoover,
    "hachman": spec.hachman,
    "herfindahl": spec.herfindahl,
    "herfindahl, normalised": lambda x: spec.herfindahl(x, normalised=True),
    "locational_gini": spec.locational_gini,
    "proximity": relatedness.proximity,
    "density": relatedness.density,
    "related_pool": lambda x: relatedness.related_pool(x, relatedness.proximity(x)),
}
PROPORTIONAL: dict[str, Function] = {
    "excess_employment": spec.excess_employment,
    "shift_share": lambda x: growth.shift_share(x, later(x), method="esteban-marquillas"),
    "dynamic_shift_share": dynamic,
    "neighbour_mean": lambda x: spatial.neighbour_mean(x, chain(x)),
}
OTHERS: dict[str, Function] = {
    "lq_interval": lambda x: spec.lq_interval(x, draws=20),
    "complexity": lambda x: relatedness.complexity(x),
    "moran": lambda x: spatial.moran(x.iloc[:, 0], chain(x), permutations=9),
    "local_clusters": lambda x: spatial.local_clusters(x.iloc[:, 0], chain(x), permutations=9),
}
EVERY = UNCHANGED | PROPORTIONAL | OTHERS


def ordered(result: Any, frame: pd.DataFrame) -> Any:
    """The result with its labels in the order of the frame's."""
    if isinstance(result.index, pd.MultiIndex):
        return result.reindex(pd.MultiIndex.from_product([frame.index, frame.columns]))
    rows = frame.columns if result.index.isin(frame.columns).all() else frame.index
    if isinstance(result, pd.Series):
        return result.reindex(rows)
    return result.reindex(index=rows, columns=frame.columns)


def assert_same(result: Any, expected: Any, slack: float = 1e-9) -> None:
    left, right = (np.asarray(part, dtype=float) for part in (result, expected))
    np.testing.assert_allclose(left, right, rtol=1e-9, atol=slack)


# --- scale, order, totals -------------------------------------------------------------------------


@pytest.mark.parametrize("name", UNCHANGED)
@few
@given(frame=jobs(), k=st.sampled_from([2, 8, 1024]))
def test_scaling_all_jobs_changes_nothing(name: str, frame: pd.DataFrame, k: int) -> None:
    assert_same(UNCHANGED[name](frame * k), UNCHANGED[name](frame), slack=0)


@pytest.mark.parametrize("name", PROPORTIONAL)
@few
@given(frame=jobs(), k=st.sampled_from([2, 8, 1024]))
def test_scaling_all_jobs_scales_what_is_counted_in_jobs(name: str, frame: pd.DataFrame, k: int) -> None:
    assert_same(PROPORTIONAL[name](frame * k), PROPORTIONAL[name](frame) * k, slack=0)


@pytest.mark.parametrize("name", UNCHANGED | PROPORTIONAL)
@few
@given(frame=jobs(), random=st.randoms(use_true_random=False))
def test_the_order_of_regions_and_sectors_does_not_matter(
    name: str, frame: pd.DataFrame, random: Any
) -> None:
    rows, columns = list(frame.index), list(frame.columns)
    random.shuffle(rows)
    random.shuffle(columns)
    function = EVERY[name]
    straight = function(frame)
    assert_same(ordered(function(frame.loc[rows, columns]), frame), ordered(straight, frame), slack=1e-6)


@few
@given(jobs(least=2), st.data())
def test_part_of_a_table_with_the_totals_of_the_whole_has_the_quotients_of_the_whole(
    frame: pd.DataFrame, data: st.DataObject
) -> None:
    rows = data.draw(st.lists(st.sampled_from(list(frame.index)), min_size=1, unique=True))
    columns = data.draw(st.lists(st.sampled_from(list(frame.columns)), min_size=1, unique=True))
    part = spec.location_quotient(
        frame.loc[rows, columns],
        region_totals=frame.sum(axis=1),
        sector_totals=frame.sum(),
        grand_total=float(frame.to_numpy().sum()),
    )
    pd.testing.assert_frame_equal(part, spec.location_quotient(frame).loc[rows, columns])


@few
@given(jobs(least=2))
def test_the_sums_of_the_regions_are_the_reference_by_default(frame: pd.DataFrame) -> None:
    end = later(frame)
    given_sums = growth.shift_share(frame, end, reference_start=frame.sum(), reference_end=end.sum())
    pd.testing.assert_frame_equal(given_sums, growth.shift_share(frame, end))


@few
@given(jobs(least=2))
def test_regions_added_up_have_the_sum_of_their_jobs_above_expectation(frame: pd.DataFrame) -> None:
    merged = frame.groupby(frame.index % 2).sum()
    parts = spec.excess_employment(frame).groupby(frame.index % 2).sum(min_count=1)
    assert_same(spec.excess_employment(merged), parts, slack=1e-6)


@few
@given(jobs(least=2))
def test_regions_added_up_have_the_mean_of_their_quotients_weighted_by_their_jobs(
    frame: pd.DataFrame,
) -> None:
    whole, half = frame.sum(axis=1), frame.index % 2
    weighted = spec.location_quotient(frame).fillna(0).mul(whole, axis=0).groupby(half).sum()
    merged = spec.location_quotient(frame.groupby(half).sum())
    there = merged.notna()
    expected = weighted.div(whole.groupby(half).sum().where(lambda jobs: jobs > 0), axis=0)
    assert_same(merged.where(there).fillna(0), expected.where(there).fillna(0))


@few
@given(jobs(least=2))
def test_regions_added_up_have_the_sum_of_their_national_share_and_mix(frame: pd.DataFrame) -> None:
    """Where every cell starts above 0: only then are the shares of the sum those of the parts."""
    start = frame + 1
    end = later(start)
    half = start.index % 2
    parts = growth.shift_share(start, end).drop(columns="regional")
    merged = growth.shift_share(start.groupby(half).sum(), end.groupby(half).sum())
    region = parts.index.get_level_values("region") % 2
    expected = parts.groupby([region, parts.index.get_level_values("sector")]).sum()
    assert_same(merged[["national", "mix"]], expected.reindex(merged.index), slack=1e-6)


@pytest.mark.parametrize("of", ["area", "population", "workplaces"])
@few
@given(frame=jobs(), k=st.sampled_from([2.0, 0.125, 1024.0]))
def test_units_of_area_people_and_workplaces_do_not_matter(of: str, frame: pd.DataFrame, k: float) -> None:
    given_figures = {"workplaces": frame + 1, "area": area(frame), "population": people(frame)}
    straight = spec.cluster_index(frame, **given_figures)
    given_figures[of] = given_figures[of] * k
    assert_same(spec.cluster_index(frame, **given_figures), straight, slack=0)


# --- spatial --------------------------------------------------------------------------------------

varying = st.lists(st.integers(-50, 50), min_size=5, max_size=9).filter(lambda values: len(set(values)) > 1)


@few
@given(varying, st.sampled_from([2.0, 0.25]), st.integers(-64, 64), st.randoms(use_true_random=False))
def test_unit_zero_and_order_of_the_values_do_not_matter_to_local_clusters(
    numbers: list[int], k: float, shift: int, random: Any
) -> None:
    values = pd.Series(numbers, index=range(1, len(numbers) + 1), dtype=float)
    graph = chain(values.to_frame())
    straight = spatial.local_clusters(values, graph, permutations=99)
    order = list(values.index)
    random.shuffle(order)
    again = spatial.local_clusters((values * k + shift).loc[order], graph, permutations=99)
    pd.testing.assert_frame_equal(again.loc[values.index], straight)


@few
@given(st.integers(1, 3), st.integers(1, 3), st.sampled_from([0.5, 3.0]), st.integers(-500, 500))
def test_unit_and_origin_of_the_coordinates_do_not_matter_to_neighbours(
    rows: int, columns: int, k: float, shift: int
) -> None:
    shapes = geopandas.GeoSeries(
        {f"{r}-{c}": box(c, r, c + 1, r + 1) for r in range(rows) for c in range(columns)}
    )
    moved = geopandas.GeoSeries(
        [affinity.translate(affinity.scale(shape, k, k, origin=(0, 0)), shift, -shift) for shape in shapes],
        index=shapes.index,
    )
    assert spatial.neighbours(moved) == spatial.neighbours(shapes)


# --- tables with little in them -------------------------------------------------------------------


def numbers_of(result: Any) -> np.ndarray:
    parts = list(result) if isinstance(result, tuple) else [result]
    figures = [
        part.drop(columns="quadrant", errors="ignore") if isinstance(part, pd.DataFrame) else part
        for part in parts
    ]
    return np.concatenate([np.atleast_1d(np.asarray(part, dtype=float)).ravel() for part in figures])


@pytest.mark.parametrize("name", EVERY)
def test_few_regions_or_sectors_and_empty_ones_give_nothing_infinite(name: str) -> None:
    for rows, columns in ((1, 1), (1, 4), (4, 1), (2, 2), (5, 3)):
        cells = np.random.default_rng(3).integers(1, 500, (rows, columns))
        frame = pd.DataFrame(cells, index=range(1, rows + 1), columns=[f"s{i}" for i in range(columns)])
        for empty in (
            frame,
            frame * 0,
            frame.mul([0] + [1] * (columns - 1)),
            frame.mul(frame.index > 1, axis=0),
        ):
            assert not np.isinf(numbers_of(EVERY[name](empty))).any(), empty


@pytest.mark.parametrize("name", [name for name in EVERY if name not in ("moran", "local_clusters")])
def test_no_region_or_no_sector_at_all_is_no_error(name: str) -> None:
    frame = pd.DataFrame([[1, 2], [3, 4]], index=[1, 2], columns=["s0", "s1"])
    for part in (frame.iloc[:0], frame.iloc[:, :0], frame.iloc[:0, :0]):
        assert not np.isinf(numbers_of(EVERY[name](part))).any()


@pytest.mark.parametrize("name", EVERY)
def test_a_missing_cell_is_named_wherever_it_is_not_allowed(name: str) -> None:
    frame = pd.DataFrame([[1.0, 2], [np.nan, 4], [5, 6]], index=[1, 2, 3], columns=["s0", "s1"])
    if name == "neighbour_mean":
        assert spatial.neighbour_mean(frame, chain(frame)).loc[1, "s0"] is not None
        assert np.isnan(spatial.neighbour_mean(frame, chain(frame)).loc[1, "s0"])
        return
    with pytest.raises(ValueError, match=r"has no value in region 2"):
        EVERY[name](frame)
