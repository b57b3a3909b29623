"""What people want, on the project's own figures: implied rankings, expert scores, the whole comparison."""

from __future__ import annotations

import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clusterdash import comparison, ranking
from clusterdash.comparison import experts, people, places
from clusterdash.records.values import EXPERT_CRITERIA, TOPICS
from clusterdash.scenario import Scenario
from clusterdash.warehouse import Warehouse
from tests.meeting import SCENARIO, SHORTLIST, analysis, ballot, hall

ROOT = Path(__file__).resolve().parents[2]

on_real_figures = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
points = st.tuples(*[st.integers(0, 100)] * 4).filter(lambda given: sum(given) > 0)


def among(codes: tuple[Any, ...], ranks: Any) -> dict[str, int | None]:
    """Places among the shortlist from the places in a whole ranking, counted in plain Python."""
    found = {code: rank for code, rank in zip(codes, ranks, strict=True) if code in SHORTLIST}
    return {
        code: None if np.isnan(found[code]) else 1 + sum(other < found[code] for other in found.values())
        for code in SHORTLIST
    }


def test_what_computes_a_reveal_is_loaded_before_it(editions_dir: Path) -> None:
    compared = """
import sys
from pathlib import Path
from clusterdash import comparison, warehouse
from tests import meeting
found = warehouse.current(Path(sys.argv[1]))
analysis = meeting.analysis(found)
comparison.prepare()
known = set(sys.modules)
comparison.compare(found, analysis, meeting.hall(), meeting.SHORTLIST, meeting.SHORTLIST[:3])
print(*sorted(name for name in set(sys.modules) - known if name.startswith("scipy")))
"""
    command = [sys.executable, "-c", compared, str(editions_dir)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    assert ran.stdout.strip() == ""


# --- places ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("aggregation", ["arithmetic", "geometric"])
@given(points)
@on_real_figures
def test_people_rank_as_a_scenario_with_their_weights_would(
    warehouse: Warehouse, aggregation: Any, given_: tuple[int, ...]
) -> None:
    scenario = replace(SCENARIO, aggregation=aggregation)
    weighed = dict(zip(TOPICS, given_, strict=True))
    own = ranking.rank(warehouse, replace(scenario, topic_points=weighed))
    assert places.by_weights(analysis(warehouse, scenario), weighed, SHORTLIST) == among(own.codes, own.ranks)


def test_first_by_own_weights_counts_ballots_one_by_one(warehouse: Warehouse) -> None:
    weighed = [(100, 0, 0, 0), (0, 100, 0, 0), (0, 0, 100, 0), (0, 0, 0, 100), (40, 40, 10, 10)]
    found = people.topic_weights([ballot(str(n), weights=w) for n, w in enumerate(weighed)], TOPICS)
    assert found is not None
    ours = places.first_by_own_weights(analysis(warehouse), found, SHORTLIST)
    counted = dict.fromkeys(SHORTLIST, 0.0)
    for row in weighed:
        own = ranking.rank(warehouse, replace(SCENARIO, topic_points=dict(zip(TOPICS, row, strict=True))))
        firsts = [code for code, place in among(own.codes, own.ranks).items() if place == 1]
        for code in firsts:
            counted[code] += 1 / len(firsts) / len(weighed)
    assert ours == pytest.approx(counted)
    assert sum(ours.values()) == pytest.approx(1)


def test_a_shortlist_beyond_the_scope_is_ranked_with_the_same_scores(warehouse: Warehouse) -> None:
    wide = (*SHORTLIST, "62")
    found = comparison.analysis_of(warehouse, Scenario(province=27), 19, wide)
    assert (found.scenario.view, found.scenario.province, found.scenario.sectors) == ("sectors", 19, "all")
    narrow = analysis(warehouse)
    scores = dict(zip(found.codes, found.scores, strict=True))
    assert all(
        scores[code] == score
        for code, score in zip(narrow.codes, narrow.scores, strict=True)
        if score == score
    )


def test_a_sector_absent_from_the_province_has_no_place(warehouse: Warehouse) -> None:
    everything = ranking.rank(warehouse, replace(SCENARIO, sectors="all"))
    absent = str(everything.codes[everything.statuses.index("absent")])
    shortlist = (*SHORTLIST, absent)
    ranked = comparison.analysis_of(warehouse, SCENARIO, 19, shortlist)
    found = comparison.compare(warehouse, ranked, hall(), shortlist)
    assert found.analysis[absent] is None
    assert found.implied is not None
    assert found.implied[absent] is None
    assert absent not in [difference.division for difference in found.differences]
    assert found.parallelism is not None
    assert found.parallelism.sectors == len(SHORTLIST)
    # People may rank what the figures cannot.
    assert found.people is not None
    assert found.people[absent] is not None


# --- expert scores --------------------------------------------------------------------------------


def scored(*answers: int | None) -> list[Any]:
    return [ballot(f"{n}", scores={("28", "D5"): answer}) for n, answer in enumerate(answers)]


def test_scores_are_averaged_and_cannot_say_is_no_score() -> None:
    found = {(s.division, s.criterion): s for s in experts.expert_scores(scored(1, 3, None, 5), SHORTLIST)}
    assert len(found) == len(SHORTLIST) * len(EXPERT_CRITERIA)
    score = found["28", "D5"]
    assert (score.mean, score.spread, score.scores, score.cannot_say) == (3, 2, 3, 1)
    nobody = found["16", "D5"]
    assert (nobody.mean, nobody.spread, nobody.scores, nobody.cannot_say) == (None, None, 0, 0)


def test_one_score_has_no_spread_and_nobody_who_can_say_no_mean() -> None:
    one = experts.expert_scores(scored(4), ("28",))[0]
    assert (one.mean, one.spread) == (4, None)
    none = experts.expert_scores(scored(None, None), ("28",))[0]
    assert (none.mean, none.scores, none.cannot_say) == (None, 0, 2)


def test_scores_become_criteria_of_this_province_alone(warehouse: Warehouse) -> None:
    given_ = experts.expert_scores(scored(2, 4), SHORTLIST)
    edition = warehouse.matrix()
    ours = comparison.scored_matrix(edition, 19, given_, warehouse.catalogue)
    assert set(ours.criteria) == {*edition.criteria, "D5"}
    d5 = ours.z[:, :, ours.criteria.index("D5")]
    row, column = edition.provinces.index(19), edition.divisions.index("28")
    # A mean of 3 lies half way between 1 and 5.
    assert d5[row, column] == 0.5
    assert np.count_nonzero(~np.isnan(d5)) == 1
    for criterion in edition.criteria:
        same = ours.z[:, :, ours.criteria.index(criterion)]
        assert np.array_equal(same, edition.z[:, :, edition.criteria.index(criterion)], equal_nan=True)
    assert "D5" not in warehouse.matrix().criteria


def test_a_scored_sector_gets_the_mean_of_its_topic_with_the_score(warehouse: Warehouse) -> None:
    found = comparison.scored_ranking(warehouse, SCENARIO, experts.expert_scores(scored(5, 5), SHORTLIST))
    assert found is not None
    usual = ranking.rank(warehouse, SCENARIO)
    topic = found.weights.topic_codes.index("demand")

    def demand(of: Any, code: str) -> float:
        return float(of.topic_scores[of.codes.index(code), topic])

    weighed = [c for c in warehouse.catalogue.criteria_of("demand") if c.points and c.kind == "statistical"]
    assert {c.points for c in weighed} == {warehouse.catalogue.criteria["D5"].points}
    # All four statistical criteria are there and weigh alike: four of them, and a full score.
    assert len(weighed) == 4
    assert demand(found, "28") == pytest.approx((4 * demand(usual, "28") + 1) / 5)
    assert demand(found, "16") == pytest.approx(demand(usual, "16"))


def test_without_scores_there_is_no_ranking_with_them(warehouse: Warehouse) -> None:
    for given_ in (scored(None), scored(), [ballot("a", order=SHORTLIST)]):
        found = comparison.compare(warehouse, analysis(warehouse), given_, SHORTLIST)
        assert found.scored is None


# --- the whole ------------------------------------------------------------------------------------


def test_nobody_answered_is_missing_everywhere(warehouse: Warehouse) -> None:
    found = comparison.compare(warehouse, analysis(warehouse), (), SHORTLIST, ("28",))
    assert (found.ballots, found.orders_given) == (0, 0)
    assert (found.weights, found.implied, found.people, found.scored) == (None, None, None, None)
    assert (found.concordance, found.parallelism, found.differences) == (None, None, ())
    assert (found.rules.places, found.groups.groups, found.first_by_own_weights) == ({}, (), {})
    assert [(stand.confirm, stand.dispute, stand.silent) for stand in found.stands] == [(0, 0, 0)]
    assert all(score.mean is None for score in found.scores)
    # The analysis does not wait for anybody.
    assert found.analysis["28"] == 1


def test_one_ballot_has_a_view_but_no_agreement(warehouse: Warehouse) -> None:
    alone = [ballot("a", weights=(25, 25, 25, 25), order=SHORTLIST)]
    found = comparison.compare(warehouse, analysis(warehouse), alone, SHORTLIST)
    assert found.weights is not None
    assert found.weights.spread == 0
    assert found.concordance is None
    assert found.people == dict(zip(SHORTLIST, range(1, 7), strict=True))
    assert found.parallelism is not None
    # Equal points are the catalogue's own.
    assert found.implied == found.analysis


def test_the_order_of_the_ballots_changes_nothing(warehouse: Warehouse) -> None:
    ranked = analysis(warehouse)
    ballots = list(hall())
    usual = comparison.compare(warehouse, ranked, ballots, SHORTLIST, ("28", "10"))
    for seed in range(5):
        random.Random(seed).shuffle(ballots)
        assert comparison.compare(warehouse, ranked, ballots, SHORTLIST, ("28", "10")) == usual


def test_an_empty_shortlist_is_refused(warehouse: Warehouse) -> None:
    with pytest.raises(ValueError, match="shortlist"):
        comparison.compare(warehouse, analysis(warehouse), hall(), ())
