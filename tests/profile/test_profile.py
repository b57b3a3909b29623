"""Regions are sums of provinces; verdicts and growth keep their identities; size is told from merit."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from clusterdash import profile, ranking
from clusterdash.profile import REST, SET, Rule
from clusterdash.scenario import Scenario
from clusterdash.warehouse import Warehouse

# Regulation on the classification of statistical regions: the provinces of three regions of NUTS 2.
NUTS2 = {"TR83": (5, 19, 55, 60), "TR63": (31, 46, 80), "TRC1": (2, 27, 79)}


def jobs(data_dir: Path) -> dict[tuple[int, str], tuple[int, int]]:
    """Jobs and workplaces by province and division, read without the application."""
    with (data_dir / "tables" / "employment.csv").open(encoding="utf-8", newline="") as file:
        return {
            (int(row["province"]), row["division"]): (int(row["insured"]), int(row["workplaces"]))
            for row in csv.DictReader(file)
        }


# --- regions --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("region", "plates"), NUTS2.items())
def test_a_region_is_the_sum_of_its_provinces(
    warehouse: Warehouse, data_dir: Path, region: str, plates: tuple[int, ...]
) -> None:
    given = jobs(data_dir)
    found = profile.cells(warehouse, "nuts2")
    assert found.members[region] == plates
    for division in ("01", "15", "28", "47"):
        insured = sum(given[plate, division][0] for plate in plates)
        assert found.jobs.at[region, division] == insured
        assert found.workplaces.at[region, division] == sum(given[plate, division][1] for plate in plates)
        # LQ of the sum, written out from the table itself.
        share = insured / sum(count for (plate, _), (count, _) in given.items() if plate in plates)
        national = sum(count for (_, code), (count, _) in given.items() if code == division) / sum(
            count for count, _ in given.values()
        )
        quotient = profile.figures(warehouse, "nuts2").at[(region, division), "quotient"]
        assert quotient == pytest.approx(share / national)


def test_levels_nest_and_lose_nobody(warehouse: Warehouse) -> None:
    totals = {level: profile.cells(warehouse, level).jobs.sum().tolist() for level in profile.LEVELS}
    assert totals["provinces"] == totals["nuts2"] == totals["nuts1"]
    counts = [len(profile.cells(warehouse, level).jobs) for level in profile.LEVELS]
    assert counts == [81, 26, 12]


def test_a_set_that_is_a_region_has_the_regions_figures(warehouse: Warehouse) -> None:
    columns = ["insured", "workplaces", "quotient", "excess", "share", "country_share"]
    region = profile.figures(warehouse, "nuts2").loc["TR83", columns]
    own = profile.figures(warehouse, NUTS2["TR83"]).loc[SET, columns]
    pd.testing.assert_frame_equal(region, own)


def test_a_set_and_the_rest_are_the_country(warehouse: Warehouse) -> None:
    found = profile.figures(warehouse, (19, 55))
    assert set(found.index.get_level_values("area")) == {SET, REST}
    assert found["excess"].groupby("division").sum().abs().max() < 1e-6
    np.testing.assert_allclose(found["country_share"].groupby("division").sum(), 100)


def test_the_provinces_are_computed_once_whether_named_or_not(warehouse: Warehouse) -> None:
    assert profile.figures(warehouse) is profile.figures(warehouse, "provinces")


# Methods, section 6: LQ over 88 divisions, SGK 2024.
@pytest.mark.parametrize(
    ("province", "division", "quotient"),
    [(19, "28", 2.34), (19, "15", 3.35), (27, "15", 2.92), (46, "25", 1.62), (55, "32", 1.28)],
)
def test_published_quotients_lie_inside_their_stability(
    warehouse: Warehouse, province: int, division: str, quotient: float
) -> None:
    row = profile.figures(warehouse).loc[(province, division)]
    assert row["quotient"] == pytest.approx(quotient, abs=0.005)
    assert row["lower"] < row["quotient"] < row["upper"]


def test_small_means_fewer_than_20_workplaces(warehouse: Warehouse, data_dir: Path) -> None:
    given = jobs(data_dir)
    small = profile.figures(warehouse)["small"]
    assert {cell for cell, is_small in small.items() if is_small} == {
        cell for cell, (_, workplaces) in given.items() if workplaces < 20
    }


# --- verdicts -------------------------------------------------------------------------------------


def test_stars_by_hand_from_the_table(warehouse: Warehouse, data_dir: Path) -> None:
    """Sölvell, Ketels & Lindqvist (2008): the European rule for one sector, in plain Python."""
    given = jobs(data_dir)
    total: dict[int, int] = defaultdict(int)
    for (plate, _), (count, _) in given.items():
        total[plate] += count
    sector = {plate: given[plate, "15"][0] for plate in total}
    focus = {plate: sector[plate] / total[plate] for plate in total}
    national = sum(sector.values()) / sum(total.values())

    def top(values: dict[int, float]) -> float:
        # Type 7 over 81 provinces: the 90th percentile is the 73rd of 81 in ascending order.
        return sorted(values.values())[72]

    expected = {
        plate: sum(
            (
                sector[plate] >= top({p: float(x) for p, x in sector.items()}),
                focus[plate] / national >= 2,
                focus[plate] >= top(focus),
            )
        )
        if sector[plate]
        else 0
        for plate in total
    }
    found = profile.verdicts(warehouse, "provinces", Rule()).xs("15", level="division")["level"]
    assert found.to_dict() == expected
    assert 3 in expected.values()


@pytest.mark.parametrize("level", profile.LEVELS)
@pytest.mark.parametrize("name", profile.RULES)
def test_nobody_insured_is_no_cluster(
    warehouse: Warehouse, level: profile.Level, name: profile.RuleName
) -> None:
    rule = profile.usual(name)
    verdict = profile.verdicts(warehouse, level, rule)["level"]
    absent = profile.figures(warehouse, level)["insured"] == 0
    assert not verdict[absent.reindex(verdict.index)].any()
    assert verdict.between(0, rule.highest).all()


def test_stricter_thresholds_give_fewer_stars(warehouse: Warehouse) -> None:
    for loose, strict in (
        (Rule("agencies", 1, 1, 1), Rule("agencies", 2, 1.5, 1.5)),
        (Rule("own", 20, 20, 1.5), Rule("own", 10, 10, 2)),
    ):
        more = profile.verdicts(warehouse, "provinces", loose)["level"]
        fewer = profile.verdicts(warehouse, "provinces", strict)["level"]
        assert (fewer <= more).all()
        assert fewer.sum() < more.sum()


def test_own_thresholds_like_the_observatorys_give_its_verdicts(warehouse: Warehouse) -> None:
    own = profile.verdicts(warehouse, "nuts2", Rule("own"))
    pd.testing.assert_frame_equal(own, profile.verdicts(warehouse, "nuts2", Rule()))


def test_a_set_of_provinces_has_no_peers(warehouse: Warehouse) -> None:
    with pytest.raises(ValueError, match="has none"):
        profile.verdicts(warehouse, (19, 55), Rule("us"))
    stars = profile.verdicts(warehouse, (19, 55), profile.usual("agencies"))
    assert stars.loc[SET, "level"].max() == 3


# --- neighbours -----------------------------------------------------------------------------------


def test_neighbours_share_an_edge(warehouse: Warehouse) -> None:
    found = profile.neighbours(warehouse)
    assert len(found.pairs) == 197
    corners = {frozenset(pair) for pair in found.corners}
    assert corners == {frozenset(pair) for pair in ((72, 73), (47, 56), (53, 69), (25, 61), (31, 79))}


def test_clusters_are_the_same_every_time_and_lie_where_jobs_do(warehouse: Warehouse) -> None:
    found = profile.local_clusters(warehouse, "21")
    profile.local_clusters.cache_clear()
    pd.testing.assert_frame_equal(found, profile.local_clusters(warehouse, "21"))
    excess = profile.figures(warehouse).xs("21", level="division")["excess"]
    high = found["quadrant"].isin(["high-high", "high-low"])
    # HCLQ sums to 0 over the provinces, so high is above 0.
    assert (excess[high] > 0).all()
    assert (excess[~high] <= 0).all()
    assert (found.loc[found["significant"], "p_adjusted"] <= 0.05).all()


# --- growth ---------------------------------------------------------------------------------------


def test_values_at_2023_prices_end_at_the_current_values(warehouse: Warehouse, data_dir: Path) -> None:
    values = profile.constant_values(warehouse)
    with (data_dir / "tables" / "gdp_activity_current.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["activity"] in values.columns:
                value = values.at[(int(row["area"]), int(row["year"])), row["activity"]]
                assert value == pytest.approx(float(row["current_thousand_try"]))
    assert "manufacturing" not in values.columns
    assert len(values.columns) == 10


def test_the_sum_is_as_near_to_turkiyes_chain_as_the_methods_say(warehouse: Warehouse) -> None:
    # Methods, section 2: −0.7 to +0.4 % for industry; measured for the others.
    gap = profile.summing_gap(warehouse)
    assert gap.loc["industry"].round(1).tolist() == [-0.8, 0.4]
    assert gap.abs().max().max() < 5


YEARS = [{}, {"first": 2010, "last": 2022}, {"yearly": True}, {"first": 2008, "last": 2015, "yearly": True}]


@pytest.mark.parametrize("period", YEARS)
def test_parts_of_growth_add_up_and_regions_cancel_out(warehouse: Warehouse, period: dict[str, int]) -> None:
    parts = profile.shift_share(warehouse, NUTS2["TR83"], **period)
    change = parts["end"] - parts["start"]
    np.testing.assert_allclose(parts[["national", "mix", "regional"]].sum(axis=1), change, rtol=1e-9)
    np.testing.assert_allclose(parts[["competitive", "allocation"]].sum(axis=1), parts["regional"], atol=1e-3)
    everybody = profile.shift_share(warehouse, range(1, 82), **period)
    assert everybody["regional"].abs().max() < 1e-3 * everybody["end"].min()
    assert everybody["mix"].sum() == pytest.approx(0, abs=1e-6 * everybody["end"].sum())


def test_one_year_and_the_next_are_the_same_either_way(warehouse: Warehouse) -> None:
    once = profile.shift_share(warehouse, [27], first=2014, last=2015)
    pd.testing.assert_frame_equal(
        once, profile.shift_share(warehouse, [27], first=2014, last=2015, yearly=True)
    )


def test_growth_needs_two_years(warehouse: Warehouse) -> None:
    for function in (profile.shift_share, profile.stages):
        with pytest.raises(ValueError, match="must come before"):
            function(warehouse, [19], first=2015, last=2015)


Values = dict[tuple[int, str, int], float]


@pytest.fixture(scope="module")
def values(data_dir: Path) -> Values:
    """Value at 2023 prices by province, activity and year, from the tables, in plain Python (methods,
    section 2: current 2023 × chain(t) / chain(2023))."""

    def read(table: str, column: str) -> dict[tuple[int, str, int], float]:
        with (data_dir / "tables" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            return {
                (int(row["area"]), row["activity"], int(row["year"])): float(row[column])
                for row in csv.DictReader(file)
            }

    current = read("gdp_activity_current", "current_thousand_try")
    chain = read("gdp_activity", "chain_volume_thousand_try")
    totals = {"gdp", "all_sectors", "taxes_less_subsidies", "manufacturing"}
    return {
        (area, activity, year): current[area, activity, 2023] * volume / chain[area, activity, 2023]
        for (area, activity, year), volume in chain.items()
        if area and activity not in totals
    }


def decomposed(values: Values, plate: int, activity: str, first: int, last: int) -> dict[str, float]:
    """Dunn (1960) and Esteban-Marquillas (1972), written out for one cell."""
    activities = {code for _, code, _ in values}

    def country(year: int, *codes: str) -> float:
        return sum(values[area, code, year] for area in range(1, 82) for code in codes)

    x, end = values[plate, activity, first], values[plate, activity, last]
    g = country(last, *activities) / country(first, *activities) - 1
    g_i = country(last, activity) / country(first, activity) - 1
    g_ij = end / x - 1
    whole = sum(values[plate, code, first] for code in activities)
    h = whole * country(first, activity) / country(first, *activities)
    return {
        "national": x * g,
        "mix": x * (g_i - g),
        "regional": x * (g_ij - g_i),
        "competitive": h * (g_ij - g_i),
        "allocation": (x - h) * (g_ij - g_i),
    }


@pytest.mark.parametrize(("plate", "activity"), [(19, "agriculture"), (27, "industry"), (61, "real_estate")])
@pytest.mark.parametrize(("first", "last"), [(2004, 2023), (2009, 2022)])
def test_shift_share_by_hand_from_the_tables(
    warehouse: Warehouse, values: Values, plate: int, activity: str, first: int, last: int
) -> None:
    found = profile.shift_share(warehouse, [plate], first=first, last=last).loc[activity]
    expected = decomposed(values, plate, activity, first, last)
    assert {part: found[part] for part in expected} == pytest.approx(expected, rel=1e-9)
    yearly = profile.shift_share(warehouse, [plate], first=first, last=last, yearly=True).loc[activity]
    steps = [decomposed(values, plate, activity, year, year + 1) for year in range(first, last)]
    added = {part: sum(step[part] for step in steps) for part in expected}
    assert {part: yearly[part] for part in added} == pytest.approx(added, rel=1e-9, abs=1e-6)


@pytest.mark.parametrize("plate", [19, 27, 34])
def test_stages_by_hand_from_the_tables(warehouse: Warehouse, values: Values, plate: int) -> None:
    activities = {code for _, code, _ in values}
    found = profile.stages(warehouse, [plate], first=2012, last=2022)
    assert set(found.index) == activities
    country = {
        (code, year): sum(values[area, code, year] for area in range(1, 82))
        for code in activities
        for year in (2012, 2022)
    }
    here = sum(values[plate, code, 2022] for code in activities)
    whole = sum(country[code, 2022] for code in activities)
    for code, row in found.iterrows():
        quotient = (values[plate, code, 2022] / here) / (country[code, 2022] / whole)
        ahead = 100 * (
            (values[plate, code, 2022] / values[plate, code, 2012]) ** 0.1
            - (country[code, 2022] / country[code, 2012]) ** 0.1
        )
        assert (row["quotient"], row["ahead"]) == pytest.approx((quotient, ahead))
        expected = {
            (True, True): "star",
            (True, False): "mature",
            (False, True): "emerging",
            (False, False): "transforming",
        }[quotient >= 1, ahead >= 0]
        assert row["stage"] == expected


def test_the_country_is_average_in_everything(warehouse: Warehouse) -> None:
    found = profile.stages(warehouse, range(1, 82))
    np.testing.assert_allclose(found["quotient"], 1)
    np.testing.assert_allclose(found["ahead"], 0, atol=1e-9)


def test_growth_of_the_country_is_that_of_its_provinces(warehouse: Warehouse, values: Values) -> None:
    sums = {year: sum(value for (_, _, of), value in values.items() if of == year) for year in (2010, 2020)}
    expected = 100 * (sums[2020] / sums[2010] - 1)
    assert profile.country_growth(warehouse, first=2010, last=2020) == pytest.approx(expected)


# --- what is related ------------------------------------------------------------------------------


def specialised(data_dir: Path) -> dict[str, set[int]]:
    """For each division, the provinces with a quotient of at least 1; in whole numbers, from the table."""
    given = jobs(data_dir)
    by_province: dict[int, int] = defaultdict(int)
    by_division: dict[str, int] = defaultdict(int)
    for (plate, division), (count, _) in given.items():
        by_province[plate] += count
        by_division[division] += count
    total = sum(by_province.values())
    found: dict[str, set[int]] = {division: set() for division in by_division}
    for (plate, division), (count, _) in given.items():
        if by_division[division] and count * total >= by_province[plate] * by_division[division]:
            found[division].add(plate)
    return found


def proximity(had: dict[str, set[int]], one: str, other: str) -> float:
    """Hidalgo et al. (2007): the smaller of the two conditional probabilities."""
    return len(had[one] & had[other]) / (max(len(had[one]), len(had[other])) or 1)


def test_related_sectors_by_hand_from_the_table(warehouse: Warehouse, data_dir: Path) -> None:
    had = specialised(data_dir)
    found = profile.related(warehouse, 19, "28")
    assert "28" not in found.index
    assert len(found) == 87
    expected = {other: 100 * proximity(had, "28", other) for other in found.index}
    assert found["proximity"].to_dict() == pytest.approx(expected)
    assert found["proximity"].is_monotonic_decreasing
    assert set(found.index[found["had"]]) == {code for code, where in had.items() if 19 in where} - {"28"}


@pytest.mark.parametrize("plate", [19, 61])
def test_the_closest_sectors_by_hand_and_as_stored(warehouse: Warehouse, data_dir: Path, plate: int) -> None:
    had = specialised(data_dir)
    found = profile.closest(warehouse, plate)
    for division in ("10", "28", "47"):
        near = {other: proximity(had, division, other) for other in had if other != division}
        held = sum(value for other, value in near.items() if plate in had[other])
        assert found.at[division, "density"] == pytest.approx(100 * held / sum(near.values()))
    rows = warehouse.frame("map_indicator", indicator="relatedness_density", division="28", year=2024)
    stored = rows.set_index("province")["value"]
    assert found.at["28", "density"] == pytest.approx(stored[plate])


def test_jobs_above_expectation_cancel_out(warehouse: Warehouse) -> None:
    excess = profile.figures(warehouse)["excess"]
    assert excess.groupby("division").sum().abs().max() < 1e-6
    assert excess.groupby("area").sum().abs().max() < 1e-6


# --- size is not the aim --------------------------------------------------------------------------

SCENARIOS = [
    Scenario(),
    Scenario(view="provinces"),
    Scenario(view="provinces", division="15", normalisation="rank"),
    Scenario(province=27, sectors="all", aggregation="geometric", minimum_workplaces=20),
]


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_correlation_is_spearmans(warehouse: Warehouse, scenario: Scenario) -> None:
    found = ranking.rank(warehouse, scenario)
    ranked = ~np.isnan(found.ranks)
    bias = profile.size_bias(found)
    assert bias.correlation == pytest.approx(spearmanr(-found.ranks[ranked], found.insured[ranked]).statistic)
    assert bias.count == ranked.sum()


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_without_a_criterion_is_the_ranking_one_would_get(warehouse: Warehouse, scenario: Scenario) -> None:
    bias = profile.size_bias(ranking.rank(warehouse, scenario))
    sets = [{code} for code in list(bias.without)[:4]] + [set(bias.causes)]
    told = [*list(bias.without.values())[:4], bias.corrected]
    for left_out, correlation in zip(sets, told, strict=True):
        points = dict.fromkeys(left_out, 0)
        other = ranking.rank(warehouse, replace(scenario, criterion_points=points))
        ranked = ~np.isnan(other.ranks)
        expected = spearmanr(-other.ranks[ranked], other.insured[ranked]).statistic
        assert correlation == pytest.approx(expected)


def test_a_ranking_by_size_alone_says_so_and_names_the_cause(warehouse: Warehouse) -> None:
    others = ("demand", "networking", "factors")
    inside = {"E1": 100, "E2": 0, "E3": 0, "E4": 0, "E5": 20}
    scenario = Scenario(province=19, topic_points=dict.fromkeys(others, 0), criterion_points=inside)
    bias = profile.size_bias(ranking.rank(warehouse, scenario))
    assert bias.causes[0] == "E1"
    assert bias.corrected < bias.correlation
    alone = replace(scenario, view="provinces", criterion_points={**inside, "E5": 0})
    assert profile.size_bias(ranking.rank(warehouse, alone)).kind == "largely"


def test_causes_are_named_only_where_the_order_is_one_of_size(warehouse: Warehouse) -> None:
    for division in ("10", "13", "28", "32"):
        bias = profile.size_bias(ranking.rank(warehouse, Scenario(view="provinces", division=division)))
        if bias.kind in ("hardly", "opposite"):
            assert bias.causes == ()
        assert list(bias.without.values()) == sorted(bias.without.values())
        for code in bias.causes:
            assert bias.correlation - bias.without[code] >= profile.NOTICEABLE


def test_without_any_weight_nothing_is_said(warehouse: Warehouse) -> None:
    nothing = dict.fromkeys(("economic_impact", "demand", "networking", "factors"), 0)
    bias = profile.size_bias(ranking.rank(warehouse, Scenario(topic_points=nothing)))
    assert bias.kind == "unknown"
    assert bias.causes == ()
