"""The built figures against published numbers, identities, and a second reading of the tables."""

from __future__ import annotations

import csv
import math
import statistics
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from clusterdash.warehouse import Warehouse
from clusterdash.warehouse.indicators import FORMULAS

Figures = dict[tuple[int | None, str | None, int], float]


def _table(data_dir: Path, name: str) -> Iterator[dict[str, str]]:
    with open(data_dir / "tables" / f"{name}.csv", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@pytest.fixture(scope="module")
def figures(warehouse: Warehouse) -> dict[str, Figures]:
    """Every indicator's figures by province, division and year."""
    found: dict[str, Figures] = defaultdict(dict)
    for row in warehouse.rows("data_table", table="indicator_value"):
        found[row["indicator"]][row["province"], row["division"], row["year"]] = row["value"]
    return dict(found)


@pytest.fixture(scope="module")
def jobs(data_dir: Path) -> dict[tuple[int, str], int]:
    return {
        (int(row["province"]), row["division"]): int(row["insured"]) for row in _table(data_dir, "employment")
    }


@pytest.fixture(scope="module")
def provinces(jobs: dict[tuple[int, str], int]) -> list[int]:
    return sorted({province for province, _ in jobs})


@pytest.fixture(scope="module")
def divisions(jobs: dict[tuple[int, str], int]) -> list[str]:
    return sorted({division for _, division in jobs})


def _percentile(value: float, values: list[float]) -> float:
    """Share of the others that are lower, equal ones counting half."""
    below = sum(other < value for other in values)
    equal = sum(other == value for other in values) - 1
    return (below + equal / 2) / (len(values) - 1)


# --- what was published ---------------------------------------------------------------------------


def test_every_person_and_workplace_of_the_yearbook_is_there(warehouse: Warehouse) -> None:
    """SGK Statistical Yearbook 2024, Table 1.11: the totals include the line Ek-9."""
    inside, outside = (
        warehouse.frame("data_table", table=name) for name in ("employment", "employment_outside_nace")
    )
    assert inside["workplaces"].sum() + outside["workplaces"].sum() == 2_241_896
    assert inside["insured"].sum() + outside["insured"].sum() == 16_602_868


@pytest.mark.parametrize(
    ("province", "division", "published"),
    [(19, "28", 2.34), (19, "15", 3.35), (27, "15", 2.92), (46, "25", 1.62), (55, "32", 1.28)],
)
def test_location_quotients_of_the_pilot_provinces(
    province: int, division: str, published: float, figures: dict[str, Figures]
) -> None:
    assert round(figures["location_quotient"][province, division, 2024], 2) == published


def test_neighbours_share_an_edge_and_corners_are_only_listed(warehouse: Warehouse) -> None:
    """197 pairs, and five that touch in a corner, in the simplified boundaries of Natural Earth."""
    rows = warehouse.rows("data_table", table="neighbours")
    pairs = {(row["province"], row["neighbour"]): row["contact"] for row in rows}
    assert sum(contact == "edge" for contact in pairs.values()) == 2 * 197
    corners = {pair for pair, contact in pairs.items() if contact == "corner" and pair[0] < pair[1]}
    assert corners == {(72, 73), (47, 56), (53, 69), (25, 61), (31, 79)}
    assert all((neighbour, province) in pairs for province, neighbour in pairs)


# --- the catalogue and the formulas ---------------------------------------------------------------


def test_every_indicator_of_the_catalogue_has_a_formula_and_the_other_way_round(warehouse: Warehouse) -> None:
    assert set(FORMULAS) == set(warehouse.catalogue.indicators)


def test_the_edition_holds_the_catalogue_it_was_built_with(warehouse: Warehouse, data_dir: Path) -> None:
    from clusterdash.catalogue import load

    assert warehouse.catalogue == load(data_dir)


# --- identities -----------------------------------------------------------------------------------


def test_weighted_location_quotients_average_one(
    figures: dict[str, Figures], jobs: dict[tuple[int, str], int], provinces: list[int], divisions: list[str]
) -> None:
    of_province = {
        province: sum(jobs[province, division] for division in divisions) for province in provinces
    }
    for division in divisions:
        quotients = figures["location_quotient"]
        mean = math.fsum(quotients[p, division, 2024] * of_province[p] for p in provinces) / sum(
            of_province.values()
        )
        assert mean == pytest.approx(1, abs=1e-12)
        assert math.fsum(figures["excess_employment"][p, division, 2024] for p in provinces) == pytest.approx(
            0, abs=1e-6
        )


def test_shares_add_up_to_a_hundred(
    figures: dict[str, Figures], provinces: list[int], divisions: list[str]
) -> None:
    for province in provinces:
        shares = [figures["employment_share"][province, division, 2024] for division in divisions]
        assert math.fsum(shares) == pytest.approx(100)


def test_constant_prices_meet_current_prices_in_their_own_year(
    figures: dict[str, Figures], data_dir: Path
) -> None:
    for row in _table(data_dir, "gdp_activity_current"):
        if row["activity"] == "manufacturing" and row["area"] != "0":
            value = figures["gdp_manufacturing"][int(row["area"]), None, 2023]
            assert value == pytest.approx(float(row["current_thousand_try"]) / 1000)


def test_constant_prices_add_up_to_the_country_but_for_a_few_per_thousand(
    figures: dict[str, Figures], data_dir: Path, provinces: list[int]
) -> None:
    """The provinces' sum departs from Türkiye's own chain by −0.7 to +0.4 %, as chain volumes do."""
    country = {
        int(row["year"]): float(row["chain_volume_thousand_try"])
        for row in _table(data_dir, "gdp_activity")
        if row["area"] == "0" and row["activity"] == "gdp"
    }
    total = {
        year: math.fsum(figures["gdp"][province, None, year] for province in provinces) for year in country
    }
    for year, volume in country.items():
        assert -0.008 < (total[year] / total[2023]) / (volume / country[2023]) - 1 < 0.005


# --- a second reading -----------------------------------------------------------------------------


def test_trends_compare_two_periods_five_years_apart(figures: dict[str, Figures], data_dir: Path) -> None:
    index = {
        (r["division"], int(r["year"])): float(r["index_2021"]) for r in _table(data_dir, "production_index")
    }
    before = (index["28", 2018] + index["28", 2019] + index["28", 2020]) / 3
    after = (index["28", 2023] + index["28", 2024] + index["28", 2025]) / 3
    growth = figures["production_trend"][None, "28", 2025]
    assert before * (1 + growth / 100) ** 5 == pytest.approx(after)


def test_trade_is_read_per_division_and_missing_where_it_is_not_published(
    figures: dict[str, Figures], data_dir: Path, jobs: dict[tuple[int, str], int], provinces: list[int]
) -> None:
    trade = {
        (row["division"], int(row["year"]), row["flow"]): float(row["million_usd"])
        for row in _table(data_dir, "division_trade")
    }
    imports, exports = (
        sum(trade["21", year, flow] for year in (2023, 2024, 2025)) for flow in ("import", "export")
    )
    assert figures["import_substitution"][None, "21", 2025] == pytest.approx(
        100 * imports / (imports + exports)
    )
    per_job = (
        1000
        * (trade["21", 2024, "import"] + trade["21", 2024, "export"])
        / sum(jobs[p, "21"] for p in provinces)
    )
    assert figures["sector_trade_per_job"][None, "21", 2024] == pytest.approx(per_job)
    for name in ("export_trend", "import_substitution", "sector_trade_per_job", "trade_access_need"):
        assert {division for _, division, _ in figures[name]} == {f"{code}" for code in range(10, 32)}


def test_market_access_adds_up_people_over_kilometres(
    figures: dict[str, Figures], data_dir: Path, provinces: list[int]
) -> None:
    people = {
        int(r["province"]): int(r["population"])
        for r in _table(data_dir, "population")
        if r["year"] == "2024"
    }
    roads = {}
    for row in _table(data_dir, "road_distances"):
        ends = int(row["origin"]), int(row["destination"])
        roads[ends] = roads[ends[::-1]] = float(row["kilometres"])
    expected = math.fsum(people[other] / roads[19, other] for other in provinces if other != 19)
    assert figures["market_access"][19, None, 2024] == pytest.approx(expected)
    coastal = {int(row["province"]) for row in _table(data_dir, "provinces") if row["coastal"] == "true"}
    for province in provinces:
        nearest = 0 if province in coastal else min(roads[province, other] for other in coastal)
        assert figures["road_to_coast"][province, None, 2024] == nearest


def test_relatedness_counted_by_hand(
    figures: dict[str, Figures], jobs: dict[tuple[int, str], int], provinces: list[int], divisions: list[str]
) -> None:
    """Density (Hausmann & Klinger 2007) and the labour pool of 28 in Çorum, from sets of provinces."""
    total = sum(jobs.values())
    of_province = {p: sum(jobs[p, d] for d in divisions) for p in provinces}
    of_division = {d: sum(jobs[p, d] for p in provinces) for d in divisions}
    has = {
        d: {p for p in provinces if jobs[p, d] * total >= of_province[p] * of_division[d]} for d in divisions
    }
    others = [d for d in divisions if d != "28"]
    near = {d: len(has["28"] & has[d]) / max(len(has["28"]), len(has[d])) for d in others}
    density = 100 * sum(near[d] for d in others if 19 in has[d]) / sum(near.values())
    pool = 100 * sum(near[d] * jobs[19, d] / of_province[19] for d in others) / sum(near.values())
    assert figures["relatedness_density"][19, "28", 2024] == pytest.approx(density)
    assert figures["related_labour_pool"][19, "28", 2024] == pytest.approx(pool)


def test_research_centres_are_counted_through_the_labels_and_missing_where_no_label_leads(
    figures: dict[str, Figures], data_dir: Path, jobs: dict[tuple[int, str], int], divisions: list[str]
) -> None:
    division_of = {row["label"]: row["division"] for row in _table(data_dir, "research_labels")}
    centres = [
        (int(row["province"]), division_of[row["label"]]) for row in _table(data_dir, "research_centres")
    ]
    density = figures["research_centre_density"]
    counted = centres.count((41, "29"))
    assert density[41, "29", 2024] == pytest.approx(1000 * counted / (jobs[41, "29"] + 500))
    unmapped = set(divisions) - set(division_of.values())
    assert {"11", "12", "18", "33"} <= unmapped
    assert {division for _, division, _ in density} == set(divisions) - unmapped
    assert density[75, "29", 2024] == 0


def test_neighbours_mean_caps_each_of_them(
    figures: dict[str, Figures], warehouse: Warehouse, provinces: list[int]
) -> None:
    rows = warehouse.rows("data_table", table="neighbours")
    quotients = figures["location_quotient"]
    for division in ("12", "28"):
        for province in provinces:
            near = [r["neighbour"] for r in rows if r["province"] == province and r["contact"] == "edge"]
            mean = statistics.fmean(min(quotients[other, division, 2024], 5) for other in near)
            assert figures["neighbour_specialisation"][province, division, 2024] == pytest.approx(mean)


def test_a_match_is_neutral_at_the_median_and_whole_where_both_extremes_meet(
    figures: dict[str, Figures], data_dir: Path, provinces: list[int], divisions: list[str]
) -> None:
    """2(e − ½)(n − ½) + ½ with percentile ranks among 81 provinces and 88 divisions."""
    wage = {
        int(r["province"]): float(r["daily_earnings_try"])
        for r in _table(data_dir, "province_earnings")
        if r["group"] == "total"
    }
    pay = {
        r["division"]: float(r["daily_earnings_try"])
        for r in _table(data_dir, "division_earnings")
        if r["group"] == "total"
    }
    for province in (1, 19, 34, 41):
        for division in ("10", "14", "19", "28"):
            e = 1 - _percentile(wage[province], list(wage.values()))
            n = 1 - _percentile(pay[division], list(pay.values()))
            match = figures["labour_cost_match"][province, division, 2024]
            assert match == pytest.approx(2 * (e - 0.5) * (n - 0.5) + 0.5)
            assert figures["labour_cost_endowment"][province, None, 2024] == pytest.approx(100 * e)
            assert figures["labour_cost_need"][None, division, 2024] == pytest.approx(100 * n)
    cheapest, dearest = min(wage, key=wage.__getitem__), max(wage, key=wage.__getitem__)
    low, high = min(pay, key=pay.__getitem__), max(pay, key=pay.__getitem__)
    matches = figures["labour_cost_match"]
    assert matches[cheapest, low, 2024] == matches[dearest, high, 2024] == 1
    assert matches[cheapest, high, 2024] == matches[dearest, low, 2024] == 0
    median = sorted(provinces, key=wage.__getitem__)[40]
    assert {matches[median, division, 2024] for division in divisions} == {0.5}


def test_coastal_provinces_share_one_place(figures: dict[str, Figures], data_dir: Path) -> None:
    coastal = [int(row["province"]) for row in _table(data_dir, "provinces") if row["coastal"] == "true"]
    places = {figures["trade_access_endowment"][province, None, 2024] for province in coastal}
    assert places == {100 * (1 - (len(coastal) - 1) / 2 / 80)}


def test_graduates_are_a_share_of_the_tables_own_total(figures: dict[str, Figures], data_dir: Path) -> None:
    persons = {
        row["level"]: int(row["persons"])
        for row in _table(data_dir, "education")
        if row["province"] == "19" and row["year"] == "2021"
    }
    graduates = persons["university"] + persons["master"] + persons["doctorate"]
    share = figures["university_graduates_share"][19, None, 2021]
    assert share == pytest.approx(100 * graduates / sum(persons.values()))


# --- criteria -------------------------------------------------------------------------------------


def test_goalposts_are_percentiles_over_the_cells_with_jobs(
    warehouse: Warehouse, figures: dict[str, Figures], jobs: dict[tuple[int, str], int]
) -> None:
    """5th and 95th percentile as the standard library counts them (its "inclusive" method)."""
    posts = {row["criterion"]: row for row in warehouse.rows("data_table", table="goalpost")}
    cells = [cell for cell, insured in jobs.items() if insured > 0]
    share = [math.log(figures["employment_share"][*cell, 2024]) for cell in cells]
    zones = [figures["zones_per_jobs"][province, None, 2026] for province, _ in cells]
    earnings = [figures["sector_relative_earnings"][None, division, 2024] for _, division in cells]
    for code, values in (("E1", share), ("F2", zones), ("E5", earnings)):
        cuts = statistics.quantiles(values, n=20, method="inclusive")
        assert posts[code]["lower"] == pytest.approx(cuts[0])
        assert posts[code]["upper"] == pytest.approx(cuts[-1])
        assert posts[code]["capped_below"] == sum(value < cuts[0] - 1e-12 for value in values)
        assert posts[code]["capped_above"] == sum(value > cuts[-1] + 1e-12 for value in values)


def test_criteria_lie_between_their_goalposts(warehouse: Warehouse) -> None:
    posts = {row["criterion"]: row for row in warehouse.rows("data_table", table="goalpost")}
    criteria = warehouse.catalogue.criteria
    for row in warehouse.rows("data_table", table="criterion_value"):
        post = posts[row["criterion"]]
        share = (row["value"] - post["lower"]) / (post["upper"] - post["lower"])
        share = share if criteria[row["criterion"]].direction == 1 else 1 - share
        assert row["z"] == pytest.approx(min(max(share, 0), 1), abs=1e-12)


def test_the_matrix_holds_exactly_the_criteria_there_are(
    warehouse: Warehouse, jobs: dict[tuple[int, str], int]
) -> None:
    matrix = warehouse.matrix()
    assert matrix.z.shape == (81, 88, 18)
    assert matrix.criteria == tuple(
        c.code for c in warehouse.catalogue.criteria.values() if c.kind == "statistical"
    )
    for (province, division), insured in jobs.items():
        assert matrix.insured[matrix.provinces.index(province), matrix.divisions.index(division)] == insured
    rows = warehouse.rows("data_table", table="criterion_value")
    assert np.count_nonzero(~np.isnan(matrix.z)) == len(rows)
    by_rank = warehouse.matrix("rank")
    for row in rows[:: len(rows) // 500]:
        place = (
            matrix.provinces.index(row["province"]),
            matrix.divisions.index(row["division"]),
            matrix.criteria.index(row["criterion"]),
        )
        assert matrix.z[place] == row["z"]
        assert by_rank.z[place] == row["z_rank"]
    assert np.isnan(matrix.z[matrix.insured == 0]).all()


def test_ranks_spread_evenly_and_ties_share_theirs(warehouse: Warehouse) -> None:
    rows = [r for r in warehouse.rows("data_table", table="criterion_value") if r["criterion"] == "N3"]
    zeros = {row["z_rank"] for row in rows if row["value"] == 0}
    count = sum(row["value"] == 0 for row in rows)
    assert sorted(zeros) == pytest.approx([(count - 1) / 2 / (len(rows) - 1)])
    assert max(row["z_rank"] for row in rows) == 1
    assert statistics.fmean(row["z_rank"] for row in rows) == pytest.approx(0.5)
