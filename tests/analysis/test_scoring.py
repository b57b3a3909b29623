"""Scores against published examples, a second implementation in plain loops, and the rules they must obey."""

import math
from collections.abc import Mapping
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterdash.analysis import scoring

CRITERIA = list("abcdefg")
TOPICS = dict(
    zip(CRITERIA, ["economy", "economy", "demand", "demand", "network", "factors", "factors"], strict=True)
)


# --- a second implementation: one alternative at a time, straight from the rules ------------------


def loop_score(
    row: Mapping[str, float], weights: Mapping[str, float], topics: Mapping[str, str], geometric: bool
):
    """(score, coverage) by the words of the rule: first inside each topic, then over the topics."""
    total = sum(weights.values())
    numerator = denominator = covered = 0.0
    for topic in dict.fromkeys(topics.values()):
        members = [c for c in weights if topics[c] == topic]
        topic_weight = sum(weights[c] for c in members) / total
        if topic_weight == 0:
            continue
        inside = {c: weights[c] / total / topic_weight for c in members}
        present = [c for c in members if not math.isnan(row[c]) and inside[c] > 0]
        here = sum(inside[c] for c in present)
        covered += topic_weight * here
        if present:
            scale = (lambda x: math.log(1 + 99 * x)) if geometric else (lambda x: x)
            numerator += topic_weight * sum(inside[c] * scale(row[c]) for c in present) / here
            denominator += topic_weight
    if covered < 0.65 - 1e-9:
        return math.nan, covered
    mean = numerator / denominator
    return (math.exp(mean) if geometric else mean), covered


unit = st.integers(0, 1000).map(lambda n: n / 1000)
cell = st.one_of(unit, unit, unit, unit, st.just(math.nan))
points = st.lists(st.integers(0, 100), min_size=7, max_size=7).filter(any)


@st.composite
def tables(draw: st.DrawFn) -> pd.DataFrame:
    rows = draw(st.integers(1, 6))
    values = draw(st.lists(st.lists(cell, min_size=7, max_size=7), min_size=rows, max_size=rows))
    return pd.DataFrame(values, columns=CRITERIA, index=[f"sector {i}" for i in range(rows)], dtype=float)


@given(tables(), points, st.booleans(), st.booleans())
def test_score_follows_the_rule_word_by_word(z, weights, geometric, two_levels):
    w = dict(zip(CRITERIA, weights, strict=True))
    topics = TOPICS if two_levels else dict.fromkeys(CRITERIA, "one")
    got = scoring.score(
        z,
        pd.Series(w),
        topics=TOPICS if two_levels else None,
        aggregation="geometric" if geometric else "arithmetic",
    )
    for alternative, row in z.iterrows():
        expected, covered = loop_score(row.to_dict(), w, topics, geometric)
        assert got.loc[alternative, "coverage"] == pytest.approx(covered, abs=1e-12)
        assert got.loc[alternative, "score"] == pytest.approx(expected, rel=1e-12, nan_ok=True)


@given(tables(), points, st.sampled_from(["arithmetic", "geometric"]), st.booleans())
def test_contributions_add_up_to_the_score(z, weights, aggregation, two_levels):
    topics = TOPICS if two_levels else None
    scores = scoring.score(z, weights, topics=topics, aggregation=aggregation)["score"]
    parts = scoring.contributions(z, weights, topics=topics, aggregation=aggregation)
    np.testing.assert_allclose(parts.sum(axis=1, skipna=False), scores, rtol=1e-12, atol=1e-12)
    assert (parts.fillna(0).to_numpy() >= 0).all()
    without_figure = z.isna() & scores.notna().to_numpy()[:, None]
    assert (parts[without_figure].fillna(0) == 0).all().all()


@given(tables(), points, st.integers(1, 1000))
def test_only_the_proportions_of_weights_count(z, weights, factor):
    scaled = [w * factor / 7 for w in weights]
    for topics in (None, TOPICS):
        left = scoring.score(z, weights, topics=topics)
        pd.testing.assert_frame_equal(left, scoring.score(z, scaled, topics=topics), rtol=1e-12, atol=1e-12)


@given(tables(), points, st.permutations(CRITERIA), st.randoms(use_true_random=False))
def test_order_of_rows_and_columns_does_not_matter(z, weights, columns, random):
    rows = list(z.index)
    random.shuffle(rows)
    w = pd.Series(weights, index=CRITERIA)
    straight = scoring.score(z, w, topics=TOPICS).loc[rows]
    shuffled = scoring.score(z.loc[rows, columns], w, topics=TOPICS)
    pd.testing.assert_frame_equal(straight, shuffled, rtol=1e-12, atol=1e-12)


@given(tables(), points)
def test_scores_of_one_alternative_do_not_depend_on_the_others(z, weights):
    together = scoring.score(z, weights, topics=TOPICS)
    alone = pd.concat([scoring.score(z.iloc[[i]], weights, topics=TOPICS) for i in range(len(z))])
    pd.testing.assert_frame_equal(together, alone, rtol=1e-12, atol=1e-12)


@given(tables(), points)
def test_weights_used_sum_to_one_and_give_the_score(z, weights):
    used = scoring.weights_used(z, weights, topics=TOPICS)
    scores = scoring.score(z, weights, topics=TOPICS, min_coverage=0)["score"]
    np.testing.assert_allclose((used * z.fillna(0)).sum(axis=1, skipna=False), scores, rtol=1e-12)
    np.testing.assert_allclose(used.sum(axis=1, skipna=False).dropna(), 1)


def test_geometric_contributions_where_every_value_is_the_worst():
    z = pd.DataFrame([[0.0, 0.0, np.nan], [0.0, 1.0, 1.0]], columns=list("abc"))
    parts = scoring.contributions(z, [50, 25, 25], aggregation="geometric")
    assert parts.loc[0].tolist() == pytest.approx([2 / 3, 1 / 3, 0])
    assert parts.loc[1].tolist() == pytest.approx([0, 5, 5])  # 100^½ = 10, and all of it from b and c


def test_missing_weight_stays_inside_its_topic():
    z = pd.DataFrame([[0.2, np.nan, 0.9]], columns=["x1", "x2", "y"])
    topics = {"x1": "x", "x2": "x", "y": "y"}
    two = scoring.score(z, [0.25, 0.25, 0.5], topics=topics).iloc[0]
    one = scoring.score(z, [0.25, 0.25, 0.5]).iloc[0]
    assert two["score"] == pytest.approx(0.5 * 0.2 + 0.5 * 0.9)
    assert one["score"] == pytest.approx((0.25 * 0.2 + 0.5 * 0.9) / 0.75)
    assert two["coverage"] == one["coverage"] == pytest.approx(0.75)


def test_an_empty_topic_gives_its_weight_to_the_others():
    z = pd.DataFrame([[0.2, 0.8, np.nan]], columns=["x", "y", "v"])
    got = scoring.score(z, [0.4, 0.4, 0.2], topics={"x": "x", "y": "y", "v": "v"}).iloc[0]
    assert got["score"] == pytest.approx(0.5)
    assert got["coverage"] == pytest.approx(0.8)


def test_coverage_just_at_the_limit_is_ranked():
    z = pd.DataFrame([[1.0, np.nan]], columns=["x", "y"])
    assert scoring.score(z, [0.65 - 5e-10, 0.35 + 5e-10]).loc[0, "score"] == 1
    assert math.isnan(scoring.score(z, [0.6499, 0.3501]).loc[0, "score"])
    assert scoring.score(z, [0.1, 0.9], min_coverage=0.1).loc[0, "score"] == 1


def test_criteria_and_topics_of_weight_zero_take_no_part_in_coverage():
    z = pd.DataFrame([[0.5, np.nan, np.nan]], columns=["x", "y", "v"])
    got = scoring.score(z, [1, 0, 0], topics={"x": "x", "y": "x", "v": "v"}).iloc[0]
    assert got.tolist() == [0.5, 1.0]


# --- the fast path over a whole cube --------------------------------------------------------------


def test_the_cube_gives_what_score_gives_slice_by_slice():
    random = np.random.default_rng(4)
    cube = random.random((5, 8, 7))
    cube[random.random(cube.shape) < 0.25] = np.nan
    topic_weights = pd.Series({"economy": 40, "demand": 10, "network": 0, "factors": 25})
    inside_points = dict(zip(CRITERIA, [50.0, 30, 50, 0, 50, 20, 80], strict=True))
    inside = pd.Series({(TOPICS[c], c): given for c, given in inside_points.items()})
    weights = scoring.two_level(topic_weights, inside)
    topic_index = scoring.topic_codes(TOPICS, pd.Index(CRITERIA))
    for aggregation in ("arithmetic", "geometric"):
        parts = scoring.topic_scores(cube, inside.to_numpy(), topic_index, aggregation)
        whole = scoring.combine(*parts, topic_weights.to_numpy(), aggregation)
        for province in range(len(cube)):
            frame = pd.DataFrame(cube[province], columns=CRITERIA)
            expected = scoring.score(frame, weights, topics=TOPICS, aggregation=aggregation)
            np.testing.assert_allclose(whole.score[province], expected["score"], rtol=1e-12)
            np.testing.assert_allclose(whole.coverage[province], expected["coverage"], rtol=1e-12)


def test_combine_takes_many_weights_at_once():
    random = np.random.default_rng(5)
    topics = random.random((6, 3))
    topics[1, 2] = np.nan
    available = np.where(np.isnan(topics), 0.0, 1.0)
    draws = random.dirichlet(np.ones(3), 4)
    together = scoring.combine(topics, available, draws)
    for i, draw in enumerate(draws):
        np.testing.assert_allclose(together.score[:, i], scoring.combine(topics, available, draw).score)


def test_a_topic_nobody_can_use_is_no_gap_in_coverage():
    parts = scoring.topic_scores(np.array([[0.3, np.nan]]), np.array([1.0, 0.0]), np.array([0, 1]))
    assert math.isnan(parts.available[0, 1])
    got = scoring.combine(*parts, np.array([0.5, 0.5]))
    assert (got.score[0], got.coverage[0]) == (0.3, 1.0)


# --- weights --------------------------------------------------------------------------------------


def test_two_level_weights_multiply_and_empty_topics_step_aside():
    got = scoring.two_level(
        pd.Series({"economy": 30, "demand": 30, "network": 40, "factors": 0}),
        pd.Series({("economy", "E1"): 0, ("economy", "E2"): 1, ("economy", "E3"): 3, ("demand", "D1"): 50,
                   ("network", "N5"): 0, ("factors", "F1"): 50}),
    )  # fmt: skip
    expected = {"E1": 0, "E2": 0.125, "E3": 0.375, "D1": 0.5, "N5": 0, "F1": 0}
    assert got.to_dict() == pytest.approx(expected)


@pytest.mark.parametrize(
    ("topics", "criteria", "sentence"),
    [
        ({"x": 0.0}, {("x", "a"): 1.0}, "All weights are 0"),
        ({"x": 1.0}, {("x", "a"): 0.0}, "All weights are 0"),
        ({"x": 1.0, "y": 0.0}, {("x", "a"): 0.0, ("y", "b"): 1.0}, "No weight is left"),
        ({"x": -1.0}, {("x", "a"): 1.0}, "x is negative"),
        ({"x": 1.0}, {("y", "a"): 1.0}, "No topic weight for y"),
        ({"x": 1.0, "y": 1.0}, {("x", "a"): 1.0, ("y", "a"): 1.0}, "a: criterion named twice"),
    ],
)
def test_two_level_says_what_is_wrong(topics, criteria, sentence):
    with pytest.raises(ValueError, match=sentence):
        scoring.two_level(pd.Series(topics), pd.Series(criteria))


TWO = pd.DataFrame([[0.1, 0.2], [0.3, 0.4]], columns=["a", "b"], index=["r", "s"])


@pytest.mark.parametrize(
    ("weights", "sentence"),
    [
        ([0, 0], "All weights are 0"),
        ([-1, 2], "weight of a is negative"),
        ([np.nan, 1], "weight of a is not a number"),
        ([np.inf, 1], "weight of a is not a number"),
        ([1, 2, 3], "3 given for 2"),
        (pd.Series({"a": 1.0}), "nothing given for b"),
        (pd.Series({"a": 1.0, "b": 1.0, "c": 1.0}), "c is not among"),
        (pd.Series([1.0, 1.0, 1.0], index=["a", "b", "b"]), "b given twice"),
        ({"a": 1.0, "x": 2.0}, "nothing given for b"),
        (["much", 1], "weights: expected a number for a, found 'much'"),
        ({"a": 1.0, "b": None}, "weight of b is not a number"),
        ("12", "weights: expected one for each of 2 criteria, found '12'"),
        (1, "weights: expected one for each of 2 criteria, found 1"),
        (None, "weights: expected one for each of 2 criteria, found None"),
        ([1e308, 1e308], "weights are too large to be added up"),
    ],
)
def test_unusable_weights_are_named(weights, sentence):
    with pytest.raises(ValueError, match=sentence):
        scoring.score(TWO, weights)


@pytest.mark.parametrize(
    ("z", "options", "sentence"),
    [
        (TWO.replace(0.4, np.inf), {}, "s / b is infinite"),
        (TWO.set_axis(["r", "r"]), {}, "row r appears twice"),
        (TWO.set_axis(["a", "a"], axis=1), {}, "column a appears twice"),
        (TWO.astype(object).replace(0.4, "many"), {}, "'many' in s / b; a number was expected"),
        (TWO.astype(str), {}, "'0.1' in r / a; a number was expected"),
        (TWO.assign(b=pd.Timestamp(2024, 1, 1)), {}, "in r / b; a number was expected"),
        (TWO.astype(complex), {}, "in r / a; a number was expected"),
        (TWO, {"topics": {"a": "x"}}, "topics: nothing given for b"),
        (TWO, {"topics": ["x", None]}, "b has no topic"),
        (TWO, {"aggregation": "median"}, "Unknown aggregation 'median'"),
        (TWO + 1, {"aggregation": "geometric"}, "between 0 and 1; r / a"),
    ],
)
def test_unusable_tables_are_named(z, options, sentence):
    with pytest.raises(ValueError, match=sentence):
        scoring.score(z, [1, 1], **options)


# --- ranks ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scores", "ranks"),
    [
        ([0.5, 0.9, 0.7], [3, 1, 2]),
        ([0.5, 0.9, 0.9, 0.1], [3, 1, 1, 4]),
        ([0.5, np.nan, 0.9], [2, np.nan, 1]),
        ([0.3, 0.1 + 0.2, 0.3 - 1e-9], [1, 1, 3]),
        ([0.0, 0.0, 1e-300], [2, 2, 1]),
        ([-1.0, -1.0 - 1e-13, -2.0], [1, 1, 3]),
        ([], []),
        ([np.nan], [np.nan]),
    ],
)
def test_competition_ranks(scores, ranks):
    np.testing.assert_array_equal(scoring.rank(pd.Series(scores, dtype=float)), ranks)


def test_a_chain_of_small_steps_is_not_one_tie():
    scores = pd.Series([1.0, 1.0 - 0.8e-3, 1.0 - 1.6e-3, 1.0 - 2.4e-3])
    assert scoring.rank(scores, tolerance=1e-3).tolist() == [1, 1, 3, 3]


@given(st.lists(st.one_of(unit, st.just(math.nan)), max_size=12))
def test_a_rank_is_one_more_than_the_number_of_better_scores(scores):
    ranks = scoring.rank(pd.Series(scores, dtype=float))
    for score, rank in zip(scores, ranks, strict=True):
        if math.isnan(score):
            assert math.isnan(rank)
        else:
            assert rank == 1 + sum(other > score for other in scores)


def test_ranks_keep_their_labels():
    ranks = scoring.rank(pd.Series({"28": 0.4, "15": 0.6}))
    assert ranks.to_dict() == {"28": 2, "15": 1}
    with pytest.raises(ValueError, match="score of 28 is infinite"):
        scoring.rank(pd.Series({"28": np.inf}))


# --- normalising ----------------------------------------------------------------------------------


def test_goalposts_are_type_7_quantiles():
    # Hyndman and Fan (1996), type 7: the quantile p of n figures lies at (n − 1)p + 1.
    values = pd.DataFrame({"a": [1.0, 2, 3, 4, np.nan], "b": [10.0, 0, 0, 0, 0], "empty": [np.nan] * 5})
    ends = scoring.goalposts(values, lower=0.1, upper=0.75)
    assert ends.loc["a"].tolist() == pytest.approx([1.3, 3.25])
    assert ends.loc["b"].tolist() == [0, 0]
    assert ends.loc["empty"].isna().all()
    with pytest.raises(ValueError, match="0 ≤ lower < upper ≤ 1"):
        scoring.goalposts(values, lower=0.9, upper=0.1)


def test_goalposts_cap_and_say_what_they_capped():
    values = pd.DataFrame({"a": [0.0, 5, 10, 20, np.nan], "b": [1.0, 2, 3, 4, 5]})
    ends = pd.DataFrame({"lower": [5, 1], "upper": [10, 5]}, index=["a", "b"])
    z = scoring.normalise(values, direction={"a": -1, "b": 1}, goalposts=ends)
    np.testing.assert_allclose(z["a"], [1, 1, 0, 0, np.nan])
    np.testing.assert_allclose(z["b"], [0, 0.25, 0.5, 0.75, 1])
    assert scoring.outside(values, ends)["a"].tolist() == [True, False, False, True, False]
    assert not scoring.outside(values, ends)["b"].any()
    free = scoring.normalise(values, goalposts={"a": (5, 10), "b": (1, 5)}, bounds=(1, 100), clip=False)
    np.testing.assert_allclose(free["a"], [-98, 1, 100, 298, np.nan])


def test_normalise_methods_by_hand():
    values = pd.Series([2.0, 4, 4, 10, np.nan], index=list("pqrst"), name="x")
    assert scoring.normalise(values).tolist()[:4] == [0, 0.25, 0.25, 1]
    assert scoring.normalise(values, direction=-1).tolist()[:4] == [1, 0.75, 0.75, 0]
    assert scoring.normalise(values, method="rank").tolist()[:4] == [1, 2.5, 2.5, 4]
    assert scoring.normalise(values, method="rank", direction=-1).tolist()[:4] == [4, 2.5, 2.5, 1]
    assert scoring.normalise(values, method="percentile").tolist()[:4] == [25, 62.5, 62.5, 100]
    assert scoring.normalise(values, method="reference", reference=5).tolist()[:4] == [0.4, 0.8, 0.8, 2]
    assert scoring.normalise(values, method="reference").tolist()[:4] == [0.2, 0.4, 0.4, 1]
    costs = scoring.normalise(values, method="reference", reference=5, direction=-1)
    assert costs.tolist()[:4] == pytest.approx([1.6, 1.2, 1.2, 0])
    # Mean 5; squared deviations 9 + 1 + 1 + 25 = 36; variance with n − 1: 12.
    deviations = [-3 / 12**0.5, -1 / 12**0.5, -1 / 12**0.5, 5 / 12**0.5]
    assert scoring.normalise(values, method="zscore").tolist()[:4] == pytest.approx(deviations)
    assert scoring.normalise(values, method="none", direction=-1).tolist()[:4] == [-2, -4, -4, -10]
    for method in ("minmax", "zscore", "rank", "percentile", "reference", "none"):
        got = scoring.normalise(values, method=method)
        assert got.index.equals(values.index)
        assert got.name == "x"
        assert math.isnan(got["t"])


@pytest.mark.parametrize("method", ["minmax", "zscore"])
def test_a_criterion_that_tells_nothing_apart_becomes_missing(method):
    constant = pd.DataFrame({"a": [0.1] * 7, "b": [1.0, *[np.nan] * 6], "c": np.arange(7.0)})
    z = scoring.normalise(constant, method=method)
    assert z[["a", "b"]].isna().all().all()
    assert z["c"].notna().all()
    assert scoring.normalise(constant, goalposts=(3, 3)).isna().all().all()


@given(tables(), st.floats(0.001, 1000), st.floats(-1000, 1000), st.sampled_from([1, -1]))
def test_units_of_a_criterion_do_not_matter(z, factor, shift, direction):
    moved = z * factor + shift
    for method in ("minmax", "zscore"):
        left = scoring.normalise(z, method=method, direction=direction)
        spread = (z.max() - z.min()) > 0.01 * (1 + abs(shift) / factor) / 1000
        right = scoring.normalise(moved, method=method, direction=direction)
        np.testing.assert_allclose(left.loc[:, spread], right.loc[:, spread], atol=1e-6)


@given(tables())
def test_reversing_a_criterion_mirrors_it(z):
    forward, backward = (scoring.normalise(z, direction=d) for d in (1, -1))
    np.testing.assert_allclose(forward + backward, np.where(forward.isna(), np.nan, 1.0))


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"direction": 2}, "direction is 1"),
        ({"direction": {"a": 1}}, "direction: nothing given for b"),
        ({"goalposts": (3, 2)}, "lower goalpost of a, b is above"),
        ({"goalposts": (1, 2, 3)}, "one \\(lower, upper\\)"),
        ({"goalposts": {"a": (0, 1)}}, "goalposts: nothing given for b"),
        ({"goalposts": pd.DataFrame({"low": [1]})}, "columns lower and upper"),
        ({"method": "reference", "reference": [0, 1]}, "reference of a is 0"),
        ({"method": "softmax"}, "Unknown method 'softmax'"),
        ({"goalposts": (-np.inf, 1)}, "goalpost of a, b is infinite"),
        ({"goalposts": "ab"}, "one \\(lower, upper\\)"),
        ({"direction": "up"}, "direction: expected a number for a, found 'up'"),
        ({"direction": None}, "direction: expected one for each of 2 criteria, found None"),
        ({"bounds": (1, 1)}, "lower < upper"),
        ({"bounds": (0, np.inf)}, "lower < upper"),
    ],
)
def test_normalise_says_what_is_wrong(options, sentence):
    with pytest.raises(ValueError, match=sentence):
        scoring.normalise(TWO, **options)


def test_what_is_no_frame_is_declined():
    with pytest.raises(TypeError, match="DataFrame of alternatives × criteria, not list"):
        scoring.score([[0.1, 0.2]], [1, 1])
    with pytest.raises(TypeError, match="DataFrame of alternatives × criteria, not ndarray"):
        scoring.normalise(np.eye(2))


def test_figures_with_gaps_of_any_kind_are_numbers():
    frame = pd.DataFrame({"a": pd.array([1, None, 3], dtype="Int64"), "b": [Decimal(2), None, pd.NA]})
    expected = pd.DataFrame({"a": [0.0, np.nan, 1.0], "b": [0.0, np.nan, np.nan]})
    got = scoring.normalise(frame, goalposts={"a": (1, 3), "b": (2, 3)})
    pd.testing.assert_frame_equal(got, expected)


# --- TOPSIS ---------------------------------------------------------------------------------------


def test_topsis_of_tzeng_and_huang():
    """Tzeng and Huang (2011), Multiple Attribute Decision Making, CRC Press, chapter on TOPSIS."""
    x = pd.DataFrame([[5, 8, 4], [7, 6, 8], [8, 8, 6], [7, 4, 6]], dtype=float)
    got = scoring.topsis(x, [0.3, 0.4, 0.3], 1)
    assert got.tolist() == pytest.approx([0.5037, 0.6581, 0.7482, 0.3340], abs=5e-5)


def test_topsis_extremes_and_costs():
    x = pd.DataFrame([[1.0, 9.0], [5.0, 1.0], [3.0, 5.0]], index=["worst", "best", "between"])
    got = scoring.topsis(x, [1, 1], [1, -1])
    assert (got["worst"], got["best"]) == (0, 1)
    assert got["between"] == pytest.approx(0.5)
    assert scoring.topsis(x * 0 + 1, [1, 1], 1).isna().all()
    assert scoring.topsis(x.iloc[:0], [1, 1], 1).empty
    with pytest.raises(ValueError, match="best / 1 is missing"):
        scoring.topsis(x.replace(1.0, np.nan).fillna({0: 1.0}), [1, 1], 1)
