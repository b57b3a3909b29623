"""Rankings against a second scorer in plain Python, and what must hold for every scenario."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clusterdash import ranking
from clusterdash.ranking import Ranking, UnknownCodeError
from clusterdash.scenario import Missing, Scenario
from clusterdash.warehouse import Warehouse

TOPICS = ("economic_impact", "demand", "networking", "factors")
CRITERIA = tuple(
    f"{letter}{number}"
    for letter, last in (("E", 5), ("D", 4), ("N", 4), ("F", 5))
    for number in range(1, last + 1)
)

points = st.integers(0, 100)
scenarios = st.builds(
    Scenario,
    view=st.sampled_from(["sectors", "provinces"]),
    province=st.integers(1, 81),
    division=st.sampled_from(["01", "10", "12", "15", "19", "28", "32", "33", "62", "97"]),
    sectors=st.sampled_from(["manufacturing", "all"]),
    minimum_workplaces=st.sampled_from([0, 5, 20, 500]),
    topic_points=st.dictionaries(st.sampled_from(TOPICS), points),
    criterion_points=st.dictionaries(st.sampled_from(CRITERIA), points),
    normalisation=st.sampled_from(["goalposts", "rank"]),
    aggregation=st.sampled_from(["arithmetic", "geometric"]),
    missing=st.sampled_from(["shared", "average", "lowest"]),
)
on_real_figures = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


class PlainScorer:
    """The rules of the house, written a second time from the rows of the file, without arrays."""

    def __init__(self, warehouse: Warehouse) -> None:
        self.catalogue = warehouse.catalogue
        self.z: dict[str, dict[tuple[int, str], dict[str, float]]] = {
            "z": defaultdict(dict),
            "z_rank": defaultdict(dict),
        }
        for row in warehouse.rows("data_table", table="criterion_value"):
            for name, cells in self.z.items():
                cells[row["province"], row["division"]][row["criterion"]] = row[name]
        self.averages = {name: _means(cells.values()) for name, cells in self.z.items()}
        self.cells = {
            (row["province"], row["division"]): (row["workplaces"], row["insured"])
            for row in warehouse.rows("data_table", table="employment")
        }
        self.section = {row["division"]: row["section"] for row in warehouse.rows("names_divisions")}

    def rank(self, scenario: Scenario) -> dict[Any, tuple[int | None, float | None, float | None, str]]:
        """By code: rank, score, coverage, status."""
        found = {}
        for province, division in self.cells:
            if scenario.view == "sectors":
                listed = province == scenario.province and (
                    scenario.sectors == "all" or self.section[division] == "C"
                )
                code: Any = division
            else:
                listed, code = division == scenario.division, province
            if listed:
                found[code] = self._cell(province, division, scenario)
        scores = {code: score for code, (score, _, _) in found.items() if score is not None}
        return {
            code: (
                None if score is None else 1 + sum(other > score * (1 + 1e-12) for other in scores.values()),
                score,
                coverage,
                status,
            )
            for code, (score, coverage, status) in found.items()
        }

    def _cell(
        self, province: int, division: str, scenario: Scenario
    ) -> tuple[float | None, float | None, str]:
        workplaces, insured = self.cells[province, division]
        if insured == 0:
            return None, None, "absent"
        name = "z" if scenario.normalisation == "goalposts" else "z_rank"
        z = self.z[name][province, division]
        counts: dict[str, float] = {}
        if scenario.missing == "average":
            counts = self.averages[name]
        elif scenario.missing == "lowest":
            counts = dict.fromkeys(self.averages[name], 0.0)
        counts = counts | z
        weighted, topic_weight, available, usable = 0.0, 0.0, 0.0, 0.0
        for topic in self.catalogue.topics:
            points = scenario.topic_points.get(topic, self.catalogue.topics[topic].points)
            weights = {
                c.code: scenario.criterion_points.get(c.code, c.points)
                for c in self.catalogue.criteria_of(topic)
                if c.kind == "statistical"
            }
            total = sum(weights.values())
            present = {code: weight for code, weight in weights.items() if code in z}
            counted = {code: weight for code, weight in weights.items() if code in counts}
            if total == 0:
                continue
            usable += points
            available += points * sum(present.values()) / total
            if sum(counted.values()) == 0:
                continue
            part = sum(w * self._scale(counts[code], scenario) for code, w in counted.items()) / sum(
                counted.values()
            )
            weighted += points * part
            topic_weight += points
        coverage = available / usable if usable else None
        if workplaces < scenario.minimum_workplaces:
            return None, coverage, "below_minimum"
        if coverage is None or coverage < 0.65 - 1e-9 or topic_weight == 0:
            return None, coverage, "insufficient"
        mean = weighted / topic_weight
        return (math.exp(mean) / 100 if scenario.aggregation == "geometric" else mean), coverage, "ranked"

    @staticmethod
    def _scale(z: float, scenario: Scenario) -> float:
        return math.log(1 + 99 * z) if scenario.aggregation == "geometric" else z


def _means(cells: Iterable[dict[str, float]]) -> dict[str, float]:
    """Of every criterion over the cells that have it."""
    listed: dict[str, list[float]] = defaultdict(list)
    for cell in cells:
        for code, z in cell.items():
            listed[code].append(z)
    return {code: math.fsum(values) / len(values) for code, values in listed.items()}


@pytest.fixture(scope="module")
def plain(warehouse: Warehouse) -> PlainScorer:
    return PlainScorer(warehouse)


@given(scenario=scenarios)
@on_real_figures
def test_a_second_scorer_finds_the_same(warehouse: Warehouse, plain: PlainScorer, scenario: Scenario) -> None:
    found = ranking.rank(warehouse, scenario)
    expected = plain.rank(scenario)

    assert set(found.codes) == set(expected)
    for place, code in enumerate(found.codes):
        rank, score, coverage, status = expected[code]
        assert found.statuses[place] == status
        assert found.rank_of(code) == rank
        assert found.scores[place] == pytest.approx(
            math.nan if score is None else score, rel=1e-12, nan_ok=True
        )
        assert found.coverage[place] == pytest.approx(
            math.nan if coverage is None else coverage, rel=1e-12, nan_ok=True
        )


@given(scenario=scenarios)
@on_real_figures
def test_contributions_add_up_to_the_score(warehouse: Warehouse, scenario: Scenario) -> None:
    found = ranking.rank(warehouse, scenario)
    ranked = ~np.isnan(found.ranks)
    for parts in (found.by_topic, found.by_criterion):
        assert parts.index.tolist() == list(found.codes)
        np.testing.assert_allclose(parts.to_numpy()[ranked].sum(axis=1), found.scores[ranked], rtol=1e-12)
        assert (parts.to_numpy()[ranked] >= 0).all()
        assert np.isnan(parts.to_numpy()[~ranked]).all()


@given(scenario=scenarios)
@on_real_figures
def test_the_best_come_first_and_those_without_a_rank_last(warehouse: Warehouse, scenario: Scenario) -> None:
    rows = ranking.rank(warehouse, scenario).rows
    places = rows["rank"].dropna().tolist()
    assert places == sorted(places)
    assert rows["rank"].isna().tolist() == sorted(rows["rank"].isna().tolist())
    assert (rows["status"] == "ranked").tolist() == rows["rank"].notna().tolist()
    assert rows["score"].dropna().between(0, 1).all()
    assert rows["small"].tolist() == (rows["workplaces"] < 20).tolist()


@given(scenario=scenarios, factor=st.integers(2, 5))
@on_real_figures
def test_only_the_proportions_of_points_count(warehouse: Warehouse, scenario: Scenario, factor: int) -> None:
    topics = {topic: scenario.topic_points.get(topic, 25) // factor for topic in TOPICS}
    many = {topic: value * factor for topic, value in topics.items()}
    one, other = (
        ranking.rank(warehouse, Scenario(province=scenario.province, topic_points=given))
        for given in (topics, many)
    )
    assert one.codes == other.codes
    np.testing.assert_allclose(one.scores, other.scores, rtol=1e-12)


@given(points=points)
@on_real_figures
def test_a_criterion_that_is_the_same_for_all_cannot_change_the_order_of_its_topic(
    warehouse: Warehouse, points: int
) -> None:
    """Among alternatives that have every figure: F2 is the province's, whichever sector is ranked."""
    only = {topic: 100 * (topic == "factors") for topic in TOPICS}
    usual = ranking.rank(warehouse, Scenario(topic_points=only))
    found = ranking.rank(warehouse, Scenario(topic_points=only, criterion_points={"F2": points}))
    complete = {code for code, share in zip(usual.codes, usual.coverage, strict=True) if share == 1}
    assert len(complete) > 10
    assert [c for c in found.codes if c in complete] == [c for c in usual.codes if c in complete]


def test_which_criteria_cannot_change_the_order(warehouse: Warehouse) -> None:
    assert {"D4", "N4", "F2"} <= ranking.cannot_change(warehouse, Scenario())
    assert ranking.cannot_change(warehouse, Scenario(view="provinces")) >= {"E5", "D1", "D2", "D3"}
    assert not {"E2", "N1"} & ranking.cannot_change(warehouse, Scenario())


@pytest.mark.parametrize(
    ("points", "reason"),
    [
        ({"topic_points": dict.fromkeys(TOPICS, 0)}, "no_topic_points"),
        ({"criterion_points": dict.fromkeys(CRITERIA, 0)}, "no_criterion_points"),
        ({"minimum_workplaces": 9_999}, "nothing_to_rank"),
    ],
)
def test_where_nothing_is_ranked_it_says_why(
    warehouse: Warehouse, points: dict[str, Any], reason: str
) -> None:
    found = ranking.rank(warehouse, Scenario(**points))
    assert found.reason == reason
    assert np.isnan(found.ranks).all()
    assert ranking.lead(found) is None
    assert ranking.rank(warehouse, Scenario()).reason is None


def test_a_topic_without_points_inside_gives_its_weight_away(warehouse: Warehouse) -> None:
    demand = {code: 0 for code in CRITERIA if code.startswith("D")}
    emptied = ranking.rank(warehouse, Scenario(criterion_points=demand))
    without = ranking.rank(warehouse, Scenario(topic_points={"demand": 0}))
    np.testing.assert_allclose(emptied.scores, without.scores, rtol=1e-12)
    np.testing.assert_allclose(emptied.coverage, without.coverage, rtol=1e-12)


def test_scope(warehouse: Warehouse) -> None:
    assert set(ranking.rank(warehouse, Scenario()).codes) == {str(code) for code in range(10, 34)}
    assert len(ranking.rank(warehouse, Scenario(sectors="all")).codes) == 88
    assert set(ranking.rank(warehouse, Scenario(view="provinces")).codes) == set(range(1, 82))
    for unknown in (Scenario(province=82), Scenario(view="provinces", division="04")):
        with pytest.raises(UnknownCodeError):
            ranking.rank(warehouse, unknown)


def test_published_picks_are_marked_and_a_province_may_have_none(warehouse: Warehouse) -> None:
    def picks(found: Ranking) -> list[Any]:
        return [code for code, pick in zip(found.codes, found.picks, strict=True) if pick]

    published = {19: ["28"], 27: ["15"], 46: ["25"], 55: ["32"], 61: [], 34: []}
    for province, divisions in published.items():
        assert picks(ranking.rank(warehouse, Scenario(province=province))) == divisions
    assert picks(ranking.rank(warehouse, Scenario(view="provinces", division="28"))) == [19]


@pytest.mark.parametrize("missing", ["shared", "average", "lowest"])
@given(scenario=scenarios)
@settings(on_real_figures, max_examples=15)
def test_how_a_missing_figure_counts_changes_no_coverage_and_nobody_who_has_every_figure(
    warehouse: Warehouse, missing: Missing, scenario: Scenario
) -> None:
    usual = ranking.rank(warehouse, replace(scenario, missing="shared"))
    other = ranking.rank(warehouse, replace(scenario, missing=missing))
    found = dict(
        zip(other.codes, zip(other.statuses, other.coverage, other.scores, strict=True), strict=True)
    )
    rows = zip(usual.codes, usual.statuses, usual.coverage, usual.scores, strict=True)
    for code, status, coverage, score in rows:
        assert found[code][0] == status
        assert found[code][1] == pytest.approx(coverage, nan_ok=True)
        if status == "ranked" and coverage == 1:
            assert found[code][2] == pytest.approx(score, rel=1e-12)
        elif status == "ranked" and missing == "lowest":
            assert found[code][2] <= score * (1 + 1e-12)


def test_the_rule_moves_those_without_a_figure(warehouse: Warehouse) -> None:
    """Trade of division 32 is not published: as the lowest it can only lose, as the average it changes."""
    scores = {}
    for missing in ("shared", "average", "lowest"):
        found = ranking.rank(warehouse, Scenario(province=55, missing=missing))
        place = found.codes.index("32")
        assert found.coverage[place] < 1
        scores[missing] = found.scores[place]
    assert scores["lowest"] < min(scores["shared"], scores["average"])
    assert scores["average"] != pytest.approx(scores["shared"], abs=1e-4)


@pytest.mark.parametrize("missing", ["shared", "average", "lowest"])
def test_the_map_shows_the_score_the_ranking_shows(warehouse: Warehouse, missing: Missing) -> None:
    scenario = Scenario(province=27, topic_points={"demand": 60}, minimum_workplaces=10, missing=missing)
    scores = ranking.score_map(warehouse, scenario, "15")
    assert set(scores) == set(range(1, 82))
    found = ranking.rank(warehouse, scenario)
    assert scores[27] == pytest.approx(found.scores[found.codes.index("15")], rel=1e-12)
    mapped = ranking.score_map(warehouse, scenario, "32")[27]
    assert mapped == pytest.approx(found.scores[found.codes.index("32")], rel=1e-12)
    absent = [row["province"] for row in warehouse.rows("data_table", table="employment")
              if row["division"] == "15" and row["insured"] == 0]  # fmt: skip
    assert absent
    assert all(math.isnan(scores[province]) for province in absent)


def test_default_ranks_forget_the_points_and_nothing_else(warehouse: Warehouse) -> None:
    scenario = Scenario(topic_points={"demand": 100}, sectors="all", normalisation="rank")
    usual = ranking.rank(warehouse, Scenario(sectors="all", normalisation="rank"))
    assert ranking.default_ranks(warehouse, scenario) == {
        code: usual.rank_of(code) for code in usual.codes if usual.rank_of(code)
    }


def test_what_carries_the_first_over_the_second(warehouse: Warehouse) -> None:
    found = ranking.rank(warehouse, Scenario())
    lead = ranking.lead(found)
    assert lead is not None
    assert (lead.first, lead.second) == found.codes[:2]
    assert lead.difference == pytest.approx(found.scores[0] - found.scores[1])
    for parts in (lead.topics, lead.criteria):
        assert math.fsum(parts.values()) == pytest.approx(lead.difference)
        assert list(parts.values()) == sorted(parts.values(), reverse=True)


def test_figures_come_with_display_unit_year_and_source(warehouse: Warehouse) -> None:
    figures = {figure.indicator: figure for figure in ranking.figures(warehouse, 19, "28", "en")}
    assert list(figures) == list(warehouse.catalogue.indicators)
    quotient = figures["location_quotient"]
    assert (quotient.display, quotient.unit, quotient.year) == ("2.34", "times", 2024)
    assert "Table 1.11" in quotient.source
    assert figures["production_trend"].note == "2018-2020 → 2023-2025"
    turkish = {figure.indicator: figure for figure in ranking.figures(warehouse, 19, "32", "tr")}
    assert turkish["export_trend"].value is None
    assert turkish["export_trend"].display == "–"
    assert turkish["insured"].source.startswith("Sosyal Güvenlik Kurumu")
    with pytest.raises(UnknownCodeError):
        ranking.figures(warehouse, 19, "04", "en")
