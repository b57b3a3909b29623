"""What is said about a ranking's trust, held to the rankings themselves: every answer is tried out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clusterdash import ranking, robust
from clusterdash.scenario import Missing, Normalisation, Scenario
from clusterdash.warehouse import Warehouse

CASES = [
    Scenario(),
    Scenario(province=27, topic_points={"demand": 60}),
    Scenario(province=46, sectors="all", aggregation="geometric"),
    Scenario(view="provinces", division="15", normalisation="rank"),
    Scenario(province=61, criterion_points={"D1": 0, "D2": 0, "D3": 0, "D4": 0}),
    Scenario(province=55, missing="average"),
    Scenario(province=55, sectors="all", missing="lowest", aggregation="geometric"),
]
cases = pytest.mark.parametrize("scenario", CASES)


def with_share(warehouse: Warehouse, scenario: Scenario, topic: str, share: float) -> Scenario | None:
    """Whole points that give the topic this share nearly and leave the others' proportions; None: cannot."""
    weights = ranking.rank(warehouse, scenario).weights
    today = dict(zip(weights.topic_codes, weights.topics.tolist(), strict=True))
    rest = 1 - today[topic]
    if not 0 <= share <= 1 or rest == 0:
        return None
    wanted = {code: share if code == topic else (1 - share) * part / rest for code, part in today.items()}
    scale = 100 / max(wanted.values())
    points = {code: round(part * scale) for code, part in wanted.items()}
    return replace(scenario, topic_points=points)


def winners(warehouse: Warehouse, scenario: Scenario) -> set[ranking.Code]:
    ranked = ranking.rank(warehouse, scenario)
    return {code for code, rank in zip(ranked.codes, ranked.ranks, strict=True) if rank == 1}


@cases
def test_bands_hold_the_place_most_drawn_weights_give(warehouse: Warehouse, scenario: Scenario) -> None:
    """A second implementation: rank under each of some weights, one at a time."""
    ranked = ranking.rank(warehouse, scenario)
    entered = robust.contest(warehouse, scenario)[1]
    assert entered is not None
    random = np.random.default_rng(7)
    used = ranked.weights.topics > 0
    places: dict[ranking.Code, list[float]] = {code: [] for code in entered.codes}
    draws = np.zeros((800, len(used)))
    draws[:, used] = random.dirichlet(74 * ranked.weights.topics[used], len(draws))
    for draw in draws:
        scored = ranking.scores.combine(entered.topic_scores, entered.available, draw, scenario.aggregation)
        for code, rank in zip(places, ranking.scores.competition_ranks(scored.score), strict=True):
            places[code].append(float(rank))
    found = robust.bands(warehouse, scenario)
    assert [band.code for band in found] == [
        code for code, rank in zip(ranked.codes, ranked.ranks, strict=True) if not np.isnan(rank)
    ]
    for band in found:
        drawn = np.array(places[band.code])
        placed = drawn[~np.isnan(drawn)]
        inside = np.mean((placed >= band.lower) & (placed <= band.upper))
        assert inside > 0.85
        assert np.mean(drawn == 1) == pytest.approx(band.first, abs=4 * 0.5 / np.sqrt(len(draws)))
    assert sum(band.first for band in found) <= 1 + 1e-9


@cases
def test_the_first_place_holds_inside_its_interval_and_falls_to_the_one_named_outside(
    warehouse: Warehouse, scenario: Scenario
) -> None:
    first = winners(warehouse, scenario)
    tried = 0
    for hold in robust.holds(warehouse, scenario):
        if np.isnan(hold.lower):
            assert hold.share == 0
            continue
        assert hold.lower <= hold.share + 1e-9
        assert hold.upper >= hold.share - 1e-9
        for end, winner, step in ((hold.lower, hold.lower_winner, -1), (hold.upper, hold.upper_winner, 1)):
            inside = with_share(warehouse, scenario, hold.topic, end - 0.02 * step)
            if inside and hold.upper - hold.lower > 0.06:
                assert winners(warehouse, inside) == first
            outside = with_share(warehouse, scenario, hold.topic, end + 0.01 * step)
            if outside and winner is not None:
                assert winners(warehouse, outside) != first
                tried += 1
    assert tried or all(
        hold.lower_winner is hold.upper_winner is None for hold in robust.holds(warehouse, scenario)
    )


@cases
def test_points_offered_do_make_it_first_and_no_drawn_weights_are_nearer(
    warehouse: Warehouse, scenario: Scenario
) -> None:
    ranked, entered = robust.contest(warehouse, scenario)
    assert entered is not None
    today = ranked.weights.topics
    random = np.random.default_rng(11)
    draws = np.zeros((4000, len(today)))
    draws[:, today > 0] = random.dirichlet(np.ones((today > 0).sum()), len(draws))
    scored = ranking.scores.combine(
        entered.topic_scores, entered.available, draws, scenario.aggregation
    ).score
    best = np.nanmax(scored, axis=0)
    for place, code in enumerate(entered.codes[:8]):
        change = robust.making_first(warehouse, scenario, code)
        wins = draws[scored[place] >= best - 1e-12]
        if change is None:
            assert len(wins) == 0
            continue
        nearest = np.abs(np.array(list(change.weights.values())) - today).sum()
        if len(wins):
            assert np.abs(wins - today).sum(axis=1).min() >= nearest - 1e-6
        if change.points is not None:
            assert code in winners(warehouse, replace(scenario, topic_points=change.points))
            assert set(change.points.values()) <= set(range(101))


@pytest.mark.parametrize("province", [21, 37, 65, 73])
def test_whoever_can_be_first_can_be_made_first_in_one_click(warehouse: Warehouse, province: int) -> None:
    """In these provinces the least change of some ends in a corner between several rivals."""
    scenario = Scenario(province=province)
    ranked, entered = robust.contest(warehouse, scenario)
    assert entered is not None
    for code in entered.codes:
        change = robust.making_first(warehouse, scenario, code)
        if change is None:
            continue
        assert change.points is not None, code
        assert code in winners(warehouse, replace(scenario, topic_points=change.points))
        least = np.abs(np.array(list(change.weights.values())) - ranked.weights.topics).sum()
        points = np.array([change.points[topic] for topic in entered.topics])
        assert np.abs(points / points.sum() - ranked.weights.topics).sum() <= least + 0.1


def test_nothing_is_said_where_nobody_is_ranked(warehouse: Warehouse) -> None:
    nothing = Scenario(topic_points=dict.fromkeys(warehouse.catalogue.topic_points, 0))
    assert robust.bands(warehouse, nothing) == robust.holds(warehouse, nothing) == ()
    with pytest.raises(ValueError, match="nobody"):
        robust.making_first(warehouse, nothing, "28")
    with pytest.raises(ValueError, match="no ranking"):
        robust.influence(warehouse, nothing)


def test_a_topic_without_points_is_never_drawn_and_keeps_its_points(warehouse: Warehouse) -> None:
    scenario = Scenario(
        criterion_points=dict.fromkeys(("D1", "D2", "D3", "D4"), 0), topic_points={"demand": 40}
    )
    demand = next(hold for hold in robust.holds(warehouse, scenario) if hold.topic == "demand")
    assert demand.share == 0
    assert np.isnan(demand.lower)
    second = ranking.rank(warehouse, scenario).codes[1]
    change = robust.making_first(warehouse, scenario, second)
    assert change is not None
    assert change.weights["demand"] == 0
    assert change.points is not None
    assert change.points["demand"] == 40


def test_the_check_flags_what_numpy_finds(warehouse: Warehouse) -> None:
    ranked = ranking.rank(warehouse, Scenario())
    check = robust.check(warehouse, ranked)
    placed = ranked.z[~np.isnan(ranked.ranks)]
    columns = list(ranked.weights.criterion_codes)
    for one, other, r in check.alike + check.opposed:
        pair = placed[:, [columns.index(one), columns.index(other)]]
        pair = pair[~np.isnan(pair).any(axis=1)]
        assert np.corrcoef(pair.T)[0, 1] == pytest.approx(r)
        assert r > 0.9 or r < 0
    # Both follow from how much a sector pays, and are all but the same inside one province.
    assert ("F1", "F3") in {pair[:2] for pair in check.alike}
    assert check.table["weight"].sum() == pytest.approx(1)
    assert check.table.loc["F2", "spread"] == 0
    without = ranking.rank(warehouse, Scenario(criterion_points={"N3": 0}))
    assert check.table.loc["N3", "winner"] == without.codes[0]


@cases
def test_the_check_leaves_a_criterion_out_as_the_ranking_does(
    warehouse: Warehouse, scenario: Scenario
) -> None:
    ranked = ranking.rank(warehouse, scenario)
    today = {code: ranked.rank_of(code) for code in ranked.codes}
    for criterion, row in robust.check(warehouse, ranked).table.iterrows():
        points = {**scenario.criterion_points, str(criterion): 0}
        after = ranking.rank(warehouse, replace(scenario, criterion_points=points))
        if (after.weights.topics > 0).sum() < (ranked.weights.topics > 0).sum():
            continue  # a topic of its own goes as well, and coverage is then of the others
        both = [code for code in today if today[code] and after.rank_of(code)]
        if len(both) == sum(rank is not None for rank in today.values()) == np.isfinite(after.ranks).sum():
            shifts = [abs(after.rank_of(code) - today[code]) for code in both]  # type: ignore[operator]
            assert row["mean_shift"] == pytest.approx(np.mean(shifts))
            assert row["winner"] in winners(warehouse, after.scenario)


@cases
def test_methods_name_what_they_change_and_missing_rules_agree_where_nothing_is_missing(
    warehouse: Warehouse, scenario: Scenario
) -> None:
    places = robust.places_by_method(warehouse, scenario)
    ranked = ranking.rank(warehouse, scenario)
    assert places["today"].tolist() == ranked.ranks[~np.isnan(ranked.ranks)].tolist()
    for method in robust.methods(scenario)[1:]:
        assert method.scenario != scenario
        after = ranking.rank(warehouse, method.scenario)
        found = dict(zip(after.codes, after.ranks.tolist(), strict=True))
        expected = [found.get(code, np.nan) for code in places.index.tolist()]
        np.testing.assert_array_equal(places[method.name], expected)
    rules = {method.scenario.missing for method in robust.methods(scenario)}
    assert rules == {"shared", "average", "lowest"}
    rows = ranked.z[~np.isnan(ranked.ranks)]
    final = ranked.weights.topics[ranked.weights.topic_index] * ranked.weights.criteria
    if not np.isnan(rows[:, final > 0]).any():
        for name in {"shared", "average", "lowest"} & set(places):
            assert places[name].equals(places["today"].rename(name))


@pytest.mark.parametrize("missing", ["shared", "average", "lowest"])
@pytest.mark.parametrize("normalisation", ["goalposts", "rank"])
def test_a_wider_scope_puts_nobody_the_other_way_round(
    warehouse: Warehouse, normalisation: Normalisation, missing: Missing
) -> None:
    for province in range(1, 82, 8):
        scenario = Scenario(province=province, normalisation=normalisation, missing=missing)
        assert robust.reversals(warehouse, scenario) == ()


def test_choices_that_change_nothing_explain_nothing(warehouse: Warehouse) -> None:
    done: list[float] = []
    found = robust.influence(warehouse, Scenario(view="provinces", division="15"), progress=done.append)
    complete = ranking.rank(warehouse, Scenario(view="provinces", division="15"))
    assert not np.isnan(complete.z[~np.isnan(complete.ranks)]).any()
    assert found.loc["missing", "total_order"] == pytest.approx(0, abs=1e-12)
    assert found["total_order"].is_monotonic_decreasing
    assert done == sorted(done)
    assert 0 < max(done) <= 1


POINTS = st.integers(0, 100)


@given(
    scenario=st.builds(
        Scenario,
        view=st.sampled_from(["sectors", "provinces"]),
        province=st.integers(1, 81),
        division=st.sampled_from(["01", "12", "19", "28", "33", "97"]),
        sectors=st.sampled_from(["manufacturing", "all"]),
        minimum_workplaces=st.sampled_from([0, 20, 500, 9999]),
        topic_points=st.dictionaries(
            st.sampled_from(["economic_impact", "demand", "networking", "factors"]), POINTS
        ),
        criterion_points=st.dictionaries(st.sampled_from(["E2", "D1", "D4", "N3", "N4", "F2"]), POINTS),
        normalisation=st.sampled_from(["goalposts", "rank"]),
        aggregation=st.sampled_from(["arithmetic", "geometric"]),
        missing=st.sampled_from(["shared", "average", "lowest"]),
    )
)
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_scenario_has_an_answer(warehouse: Warehouse, scenario: Scenario) -> None:
    ranked = ranking.rank(warehouse, scenario)
    found = robust.bands(warehouse, scenario)
    assert len(found) == np.count_nonzero(~np.isnan(ranked.ranks))
    assert all(1 <= band.lower <= band.upper <= len(ranked.codes) for band in found)
    assert all(0 <= share <= 1 + 1e-9 for band in found for share in (band.first, band.first_anywhere))
    held = [hold for hold in robust.holds(warehouse, scenario) if not np.isnan(hold.lower)]
    assert all(-1e-9 <= hold.lower <= hold.share + 1e-9 <= hold.upper + 2e-9 for hold in held)
    assert list(robust.places_by_method(warehouse, scenario).index) == [band.code for band in found]
    assert robust.reversals(warehouse, scenario) == ()
    if found:
        assert len(robust.check(warehouse, ranked).table) > 0
        change = robust.making_first(warehouse, scenario, found[0].code)
        assert change is not None  # the first is first already
        assert list(change.weights.values()) == pytest.approx(ranked.weights.topics.tolist(), abs=1e-9)
