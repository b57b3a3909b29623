"""How far rankings can be trusted: closed forms, brute force on small cases, and published indices."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from clusterdash.analysis import robustness, scoring

AGGREGATIONS = ["arithmetic", "geometric"]
TOPICS = {"a": "x", "b": "x", "c": "y", "d": "y"}

quarters = st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0])
fine = st.integers(0, 1000).map(lambda n: n / 1000)


@st.composite
def tables(
    draw: st.DrawFn, *, columns: int = 4, values: st.SearchStrategy[float] = quarters, gaps: bool = True
):
    cell = st.one_of(values, values, values, st.just(math.nan)) if gaps else values
    rows = draw(st.integers(1, 6))
    cells = draw(st.lists(st.lists(cell, min_size=columns, max_size=columns), min_size=rows, max_size=rows))
    return pd.DataFrame(
        cells, columns=list("abcd")[:columns], index=[f"s{i}" for i in range(rows)], dtype=float
    )


points = st.lists(st.integers(0, 5), min_size=4, max_size=4).filter(any)


def by_hand(z, draws, **options):
    """Scores draw by draw through `scoring.score`, and ranks by counting who is better."""
    scores = np.array([scoring.score(z, draw, **options)["score"] for draw in draws])
    shares = np.zeros((len(z), len(z)))
    for row in scores:
        ahead = row[None, :] - row[:, None]
        level = np.abs(ahead) <= 1e-12 * np.maximum(np.abs(row[None, :]), np.abs(row[:, None]))
        for i in np.flatnonzero(~np.isnan(row)):
            better, tied = int(((ahead[i] > 0) & ~level[i]).sum()), int(level[i].sum())
            shares[i, better : better + tied] += 1 / tied
    return scores, shares / len(draws)


# --- draws -----------------------------------------------------------------------------------


def within(observed, expected, draws):
    """Within three standard errors of a share."""
    expected = np.asarray(expected, dtype=float)
    error = robustness.standard_error(expected, draws)
    return bool((np.abs(np.asarray(observed) - expected) <= 3 * error + 1e-12).all())


def test_uniform_weights_have_the_moments_of_the_simplex():
    draws = robustness.sample_weights(20_000, 4, seed=1)
    np.testing.assert_allclose(draws.sum(axis=1), 1)
    assert draws.min() >= 0
    # On the simplex of k weights: mean 1/k, variance (k − 1)/(k²(k + 1)), P(w < t) = 1 − (1 − t)^(k−1).
    np.testing.assert_allclose(draws.mean(axis=0), 0.25, atol=0.005)
    np.testing.assert_allclose(draws.var(axis=0), 3 / (16 * 5), rtol=0.05)
    assert within((draws < 0.1).mean(axis=0), 1 - 0.9**3, len(draws))


def test_near_weights_spread_by_five_points_at_a_quarter():
    draws = robustness.sample_weights(20_000, 4, seed=2, around=[25, 25, 25, 25])
    np.testing.assert_allclose(draws.mean(axis=0), 0.25, atol=0.002)
    np.testing.assert_allclose(draws.std(axis=0), 0.05, rtol=0.03)
    closer = robustness.sample_weights(20_000, 2, seed=2, around=[0.8, 0.2], concentration=99)
    np.testing.assert_allclose(closer.std(axis=0), math.sqrt(0.8 * 0.2 / 100), rtol=0.03)


def test_topics_keep_the_shares_inside_them():
    around = pd.Series({"a": 30, "b": 10, "c": 60, "d": 0})
    draws = robustness.sample_weights(500, 4, seed=3, around=around, topics=TOPICS)
    np.testing.assert_allclose(draws.sum(axis=1), 1)
    np.testing.assert_allclose(draws[:, 0], 3 * draws[:, 1])
    assert (draws[:, 3] == 0).all()
    assert draws[:, 2].std() > 0.04


def test_without_today_s_weights_topics_are_uniform_first():
    draws = robustness.sample_weights(20_000, 3, seed=4, topics=["x", "x", "y"])
    assert within((draws[:, 2] < 0.3).mean(), 0.3, len(draws))
    np.testing.assert_allclose(draws.mean(axis=0), [0.25, 0.25, 0.5], atol=0.01)


def test_the_same_seed_gives_the_same_draws():
    first, again, other = (robustness.sample_weights(5, 3, seed=s) for s in (7, 7, 8))
    assert (first == again).all()
    assert (first != other).any()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"n": 0, "k": 2}, "n and k of 1 or more"),
        ({"n": 2, "k": 2, "around": [0, 0]}, "All weights are 0"),
        ({"n": 2, "k": 2, "around": [1, 1, 1]}, "3 given for 2"),
        ({"n": 2, "k": 2, "around": [1, 1], "concentration": 0}, "positive number"),
        ({"n": 2, "k": 2, "around": [1, 1], "concentration": np.inf}, "positive number"),
        ({"n": 2, "k": 2, "concentration": 10}, "positive number"),
        ({"n": 2, "k": 2, "topics": ["x"]}, "1 given for 2"),
    ],
)
def test_sample_weights_says_what_is_wrong(options, sentence):
    with pytest.raises(ValueError, match=sentence):
        robustness.sample_weights(seed=1, **options)


# --- rank acceptability ----------------------------------------------------------------------


def test_acceptability_in_closed_form():
    """Two criteria, weight w of the first uniform: A scores w, B 1 − w, C always 0.6."""
    z = pd.DataFrame([[1.0, 0.0], [0.0, 1.0], [0.6, 0.6]], index=list("ABC"))
    draws = robustness.sample_weights(10_000, 2, seed=11)
    got = robustness.rank_acceptability(z, draws)
    expected = pd.DataFrame([[0.4, 0.1, 0.5], [0.4, 0.1, 0.5], [0.2, 0.8, 0.0]], index=list("ABC"))
    assert within(got, expected, len(draws))
    assert got.columns.tolist() == [1, 2, 3]
    wins = robustness.pairwise_winning(z, draws)
    assert within(wins, [[0.5, 0.5, 0.4], [0.5, 0.5, 0.4], [0.6, 0.6, 0.5]], len(draws))
    centre = robustness.central_weights(z, draws)
    np.testing.assert_allclose(centre[0], [0.8, 0.2, 0.5], atol=0.01)
    assert robustness.confidence_factors(z, draws).tolist() == [1, 1, 1]


def test_corners_of_the_simplex_are_equally_acceptable():
    z = pd.DataFrame(np.eye(3))
    got = robustness.rank_acceptability(z, robustness.sample_weights(9_000, 3, seed=12))
    assert within(got, 1 / 3, 9_000)


def test_equal_criteria_give_equal_acceptability():
    z = pd.DataFrame([[0.3, 0.9], [0.3, 0.9], [0.3, 0.9], [1.0, 1.0]])
    got = robustness.rank_acceptability(z, robustness.sample_weights(100, 2, seed=13))
    np.testing.assert_allclose(got.to_numpy(), [[0, 1 / 3, 1 / 3, 1 / 3]] * 3 + [[1, 0, 0, 0]], atol=1e-15)


def test_a_column_no_draw_weighs_does_not_part_equals():
    z = pd.DataFrame([[0.5, 0.1], [0.5, 0.9]])
    got = robustness.rank_acceptability(z, np.array([[1.0, 0.0]]))
    assert (got.to_numpy() == 0.5).all()


@given(tables(), st.lists(points, min_size=1, max_size=5), st.sampled_from(AGGREGATIONS), st.booleans())
def test_acceptability_is_what_scoring_draw_by_draw_gives(z, draws, aggregation, two_levels):
    options = {"aggregation": aggregation, "topics": TOPICS if two_levels else None}
    scores, shares = by_hand(z, draws, **options)
    got = robustness.rank_acceptability(z, np.array(draws, dtype=float), **options)
    np.testing.assert_allclose(got, shares, atol=1e-12)
    np.testing.assert_allclose(got.sum(axis=1), (~np.isnan(scores)).mean(axis=0), atol=1e-12)


@given(tables(values=fine), st.integers(0, 99), st.booleans())
def test_acceptability_of_random_draws_is_what_scoring_gives(z, seed, two_levels):
    topics = TOPICS if two_levels else None
    draws = robustness.sample_weights(7, 4, seed=seed, topics=topics)
    _, shares = by_hand(z, draws, topics=topics)
    np.testing.assert_allclose(robustness.rank_acceptability(z, draws, topics=topics), shares, atol=1e-12)


def test_many_alternatives_in_many_pieces():
    random = np.random.default_rng(14)
    z = pd.DataFrame(random.random((300, 5)).round(2))
    z = z.mask(random.random(z.shape) < 0.05)
    draws = robustness.sample_weights(120, 5, seed=15)
    _, shares = by_hand(z, draws)
    np.testing.assert_allclose(robustness.rank_acceptability(z, draws), shares, atol=1e-12)


@given(tables(gaps=False), st.permutations(range(4)))
def test_acceptability_ignores_the_order_of_criteria_and_the_scale(z, order):
    draws = robustness.sample_weights(20, 4, seed=16)
    straight = robustness.rank_acceptability(z, draws)
    turned = robustness.rank_acceptability(z.iloc[:, list(order)] * 40 - 7, draws[:, list(order)] * 3)
    np.testing.assert_allclose(straight, turned, atol=1e-12)


@given(tables(values=fine), st.integers(0, 99))
def test_companions_are_what_scoring_draw_by_draw_gives(z, seed):
    draws = robustness.sample_weights(9, 4, seed=seed)
    scores, _ = by_hand(z, draws)
    wins = np.zeros((len(z), len(z)))
    for row in scores:
        for i, j in itertools.product(range(len(z)), repeat=2):
            wins[i, j] += (
                1.0 if row[i] - row[j] > 1e-12 * abs(row[i]) else 0.5 if abs(row[i] - row[j]) < 1e-12 else 0
            )
    np.testing.assert_allclose(robustness.pairwise_winning(z, draws), wins / len(draws), atol=1e-12)
    centre = robustness.central_weights(z, draws)
    factors = robustness.confidence_factors(z, draws)
    for i, name in enumerate(z.index):
        firsts = [
            (draw, row)
            for draw, row in zip(draws, scores, strict=True)
            if row[i] >= max(row[~np.isnan(row)], default=0) * (1 - 1e-12)
        ]
        if not firsts:
            assert centre.loc[name].isna().all()
            assert math.isnan(factors[name])
            continue
        share = [1 / np.sum(row >= np.nanmax(row) * (1 - 1e-12)) for _, row in firsts]
        expected = np.average([draw for draw, _ in firsts], axis=0, weights=share)
        np.testing.assert_allclose(centre.loc[name], expected, atol=1e-12)
        own = scoring.rank(scoring.score(z, expected)["score"])
        assert factors[name] == pytest.approx(1 / (own == 1).sum() if own[name] == 1 else 0)


def test_topic_scores_with_coverage_agree_with_criteria_on_two_levels():
    random = np.random.default_rng(17)
    z = pd.DataFrame(random.random((12, 4)), columns=list("abcd"))
    z = z.mask(random.random(z.shape) < 0.3)
    inside = np.array([0.7, 0.3, 0.5, 0.5])
    codes = np.array([0, 0, 1, 1])
    topic_draws = robustness.sample_weights(300, 2, seed=18)
    for aggregation in AGGREGATIONS:
        parts = scoring.topic_scores(z.to_numpy(), inside, codes, aggregation)
        scores, available = (pd.DataFrame(part) for part in parts)
        options = {"aggregation": aggregation}
        left = robustness.rank_acceptability(scores, topic_draws, available=available, **options)
        right = robustness.rank_acceptability(z, topic_draws[:, codes] * inside, topics=TOPICS, **options)
        np.testing.assert_allclose(left, right, atol=1e-12)


@pytest.mark.parametrize(
    ("draws", "options", "sentence"),
    [
        (np.ones((3, 2)), {}, "draws × 4 criteria, not 3 × 2"),
        (np.array([[1, 1, 1, 1], [0, 0, 0, 0]]), {}, "Draw 1 is no set of weights"),
        (np.array([[1, 1, -1, 1]]), {}, "Draw 0 is no set of weights"),
        (np.array([[1, np.nan, 1, 1]]), {}, "Draw 0 is no set of weights"),
        (pd.DataFrame({"a": [1.0]}), {}, "nothing given for b, c, d"),
        (np.ones((1, 4)), {"aggregation": "mode"}, "Unknown aggregation 'mode'"),
        (np.ones((1, 4)), {"available": pd.DataFrame({"a": [1.0]})}, "rows and columns of the topic scores"),
        (np.ones((1, 4)), {"topics": TOPICS, "available": pd.DataFrame({"a": [1.0]})}, "not both"),
    ],
)
def test_unusable_draws_are_named(draws, options, sentence):
    z = pd.DataFrame([[0.1, 0.2, 0.3, 0.4]], columns=list("abcd"))
    with pytest.raises(ValueError, match=sentence):
        robustness.rank_acceptability(z, draws, **options)


def test_nobody_takes_no_place():
    nobody = pd.DataFrame(columns=["p", "q"], dtype=float)
    draws = np.array([[0.5, 0.5]])
    assert robustness.rank_acceptability(nobody, draws).shape == (0, 0)
    assert robustness.central_weights(nobody, draws).shape == (0, 2)
    assert robustness.confidence_factors(nobody, draws).empty
    assert robustness.pairwise_winning(nobody, draws).shape == (0, 0)


# --- stability intervals ---------------------------------------------------------------------


def test_stability_by_hand():
    """A scores w, B 0.9 − 0.6 w: they meet at w = 0.5625; C, always 0.5, never leads."""
    z = pd.DataFrame([[1.0, 0.0], [0.3, 0.9], [0.5, 0.5]], index=list("ABC"), columns=["p", "q"])
    got = robustness.stability_intervals(z, [0.7, 0.3])
    assert got.loc["p", ["lower", "upper"]].tolist() == pytest.approx([0.5625, 1.0])
    assert got.loc["q", ["lower", "upper"]].tolist() == pytest.approx([0.0, 0.4375])
    assert got["lower_winner"].tolist() == ["B", None]
    assert got["upper_winner"].tolist() == [None, "B"]
    assert got["exact"].all()


def moved(weights, criterion, to):
    rest = np.delete(weights, criterion).sum()
    others = weights * (1 - to) / rest
    others[criterion] = to
    return np.maximum(others, 0)


def holds(z, weights, keep, today, available, coverage):
    scores = scoring.combine(z.to_numpy(), available, weights, min_coverage=coverage).score
    ranks = scoring.competition_ranks(scores)
    if keep == "first":
        return all(ranks[i] == 1 for i in today)
    if keep == "top":
        return set(np.flatnonzero(ranks <= 2)) == set(today)
    return np.array_equal(ranks, today, equal_nan=True)


def leaders(z, weights, available, coverage):
    """Who is first, or nobody."""
    scores = scoring.combine(z.to_numpy(), available, weights, min_coverage=coverage).score
    return [*z.index[scoring.competition_ranks(scores) == 1], *([None] if np.isnan(scores).all() else [])]


@given(tables(columns=3, values=fine), st.lists(st.integers(1, 40), min_size=3, max_size=3), st.data())
def test_stability_is_what_moving_the_weight_shows(z, given_points, data):
    """Inside the interval nothing changes, just outside something has, whatever is missing."""
    keep = data.draw(st.sampled_from(["first", "top", "order"]))
    coverage = data.draw(st.sampled_from([0.65, 0.0]))
    weights = np.array(given_points) / sum(given_points)
    available = z.notna().to_numpy(dtype=float)
    shares = None
    if data.draw(st.booleans()):
        cells = st.lists(st.sampled_from([1, 0.5]), min_size=z.size, max_size=z.size)
        available = available * np.array(data.draw(cells)).reshape(z.shape)
        shares = pd.DataFrame(available, index=z.index, columns=z.columns)
    got = robustness.stability_intervals(
        z, weights, keep=keep, top=2, available=shares, min_coverage=coverage
    )
    scores = scoring.combine(z.to_numpy(), available, weights, min_coverage=coverage).score
    ranks = scoring.competition_ranks(scores)
    if np.isnan(ranks).all():
        assert got[["lower", "upper"]].isna().all().all()
        return
    tied = len(set(ranks[~np.isnan(ranks)])) < (~np.isnan(ranks)).sum()
    if tied:
        return
    today = {"first": np.flatnonzero(ranks == 1), "top": np.flatnonzero(ranks <= 2), "order": ranks}[keep]
    for k, (_, row) in enumerate(got.iterrows()):
        assert 0 <= row["lower"] <= weights[k] <= row["upper"] <= 1
        for to in np.linspace(row["lower"], row["upper"], 23)[1:-1]:
            assert holds(z, moved(weights, k, to), keep, today, available, coverage)
        for end, step, winner in (("lower", -1e-7, "lower_winner"), ("upper", 1e-7, "upper_winner")):
            if row[end] in (0, 1):
                assert row[winner] is None
            elif 0 <= row[end] + step <= 1:
                beyond = moved(weights, k, row[end] + step)
                # Curves that only touch part by less than a tie: look further out if need be.
                further = moved(weights, k, np.clip(row[end] + 100 * step, 0, 1))
                assert not (
                    holds(z, beyond, keep, today, available, coverage)
                    and holds(z, further, keep, today, available, coverage)
                )
                if keep == "first" and not holds(z, beyond, keep, today, available, coverage):
                    assert row[winner] in leaders(z, beyond, available, coverage)


def test_a_tie_for_the_first_place_holds_at_a_point_only():
    z = pd.DataFrame([[1.0, 0.0], [0.0, 1.0], [0.2, 0.2]], index=list("ABC"), columns=["p", "q"])
    got = robustness.stability_intervals(z, [0.5, 0.5])
    assert got["lower"].tolist() == got["upper"].tolist() == [0.5, 0.5]
    assert got["lower_winner"].tolist() == ["B", "A"]
    assert got["upper_winner"].tolist() == ["A", "B"]


def test_identical_alternatives_never_part():
    z = pd.DataFrame([[0.3, 0.7, 0.1], [0.3, 0.7, 0.1], [0.2, 0.2, 0.0]], columns=list("pqr"))
    for keep in ("first", "order", "top"):
        got = robustness.stability_intervals(z, [0.2, 0.3, 0.5], keep=keep, top=1)
        assert (got["lower"] == 0).all()
        assert (got["upper"] == 1).all()


def test_a_weight_of_one_cannot_move_and_a_weight_of_zero_can():
    z = pd.DataFrame([[1.0, 0.0], [0.0, 1.0]], index=list("AB"), columns=["p", "q"])
    got = robustness.stability_intervals(z, [1.0, 0.0])
    assert got.loc["p", ["lower", "upper"]].tolist() == [1, 1]
    assert got.loc["q", ["lower", "upper"]].tolist() == [0, 0.5]
    assert got.loc["q", "upper_winner"] == "B"


def test_the_end_of_coverage_is_the_end_of_the_first_place():
    z = pd.DataFrame([[0.9, np.nan], [0.1, 0.2]], index=["gap", "full"], columns=["p", "q"])
    got = robustness.stability_intervals(z, [0.8, 0.2])
    assert got.loc["p", "lower"] == pytest.approx(0.65)
    assert got.loc["p", "lower_winner"] == "full"
    assert got.loc["q", "upper"] == pytest.approx(0.35)


def test_geometric_stability_crosses_where_the_scores_do():
    z = pd.DataFrame([[1.0, 0.0], [0.2, 0.5]], index=list("AB"), columns=["p", "q"])
    limit = robustness.stability_intervals(z, [0.9, 0.1], aggregation="geometric").loc["p", "lower"]
    scores = scoring.score(z, [limit, 1 - limit], aggregation="geometric")["score"]
    assert scores["A"] == pytest.approx(scores["B"], rel=1e-12)


def test_stability_of_nobody():
    z = pd.DataFrame([[np.nan, 0.5]], columns=["p", "q"])
    got = robustness.stability_intervals(z, [0.5, 0.5])
    assert got[["lower", "upper"]].isna().all().all()
    with pytest.raises(ValueError, match="Unknown keep 'last'"):
        robustness.stability_intervals(z, [0.5, 0.5], keep="last")


# --- weights that make an alternative first --------------------------------------------------


def test_least_change_by_hand():
    z = pd.DataFrame([[1.0, 0.0], [0.0, 1.0], [0.4, 0.4]], index=list("ABC"), columns=["p", "q"])
    assert robustness.weights_making_first(z, [0.3, 0.7], "A").tolist() == pytest.approx([0.5, 0.5])
    assert robustness.weights_making_first(z, [0.3, 0.7], "B").tolist() == pytest.approx([0.3, 0.7])
    assert robustness.weights_making_first(z, [0.3, 0.7], "C") is None
    with pytest.raises(ValueError, match="D is not among the alternatives"):
        robustness.weights_making_first(z, [0.3, 0.7], "D")


GRID = np.array([(i, j, 12 - i - j) for i in range(13) for j in range(13 - i)]) / 12


@settings(max_examples=25)
@given(
    tables(columns=3),
    st.sampled_from(GRID.tolist()),
    st.sampled_from(AGGREGATIONS),
    st.sampled_from([0.65, 0.3]),
)
def test_no_weights_on_a_grid_do_better(z, weights, aggregation, coverage):
    """The answer makes the alternative first, nothing on the grid is nearer, and never means never."""
    options = {"aggregation": aggregation, "min_coverage": coverage}
    scores = np.array([scoring.score(z, w, **options)["score"] for w in GRID])
    best = np.where(np.isnan(scores), -np.inf, scores).max(axis=1)
    distance = np.abs(GRID - weights).sum(axis=1)
    for i, name in enumerate(z.index):
        try:
            got = robustness.weights_making_first(z, weights, name, **options)
        except RuntimeError:
            continue
        first = scores[:, i] >= best * (1 - 1e-13)
        if got is None:
            assert not first.any()
            continue
        assert got.sum() == pytest.approx(1)
        assert scoring.rank(scoring.score(z, got, **options)["score"])[name] == 1
        if first.any():
            assert np.abs(got - weights).sum() <= distance[first].min() + 1e-6


def test_who_can_never_be_first_is_beaten_by_a_mixture_of_the_others():
    """The dual of the question: no weights can exactly if some mixture is better in every criterion."""
    random = np.random.default_rng(21)
    z = pd.DataFrame(random.random((60, 6)))
    today = np.full(6, 1 / 6)
    draws = random.dirichlet(np.full(6, 0.4), 20_000)
    leaders = (draws @ z.to_numpy().T).argmax(axis=1)
    never = 0
    for alternative in range(0, 60, 3):
        got = robustness.weights_making_first(z, today, alternative)
        others = z.drop(index=alternative).to_numpy()
        # Maximise t subject to mixture · others ≥ own + t in every criterion.
        best = linprog(
            np.append(np.zeros(len(others)), -1),
            A_ub=np.column_stack([-others.T, np.ones(6)]),
            b_ub=-z.loc[alternative],
            A_eq=np.append(np.ones(len(others)), 0)[None, :],
            b_eq=[1],
            bounds=[(0, None)] * len(others) + [(None, None)],
        )
        assert (got is None) == (-best.fun > 0)
        if got is None:
            never += 1
            continue
        assert scoring.rank(scoring.score(z, got)["score"])[alternative] == 1
        seen = draws[leaders == alternative]
        assert np.abs(got - today).sum() <= np.abs(seen - today).sum(axis=1).min(initial=2) + 1e-9
    assert 0 < never < 20


def test_least_change_on_topics_respects_partial_coverage():
    scores = pd.DataFrame([[0.2, 0.9], [0.5, 0.5]], index=["gap", "full"], columns=["x", "y"])
    available = pd.DataFrame([[1.0, 0.5], [1.0, 1.0]], index=["gap", "full"], columns=["x", "y"])
    got = robustness.weights_making_first(scores, [0.9, 0.1], "gap", available=available)
    # Level at y = 3/7, where coverage is 1 − 3/14 = 0.79; beyond y = 0.7 it would be unranked.
    assert got["y"] == pytest.approx(3 / 7)
    back = robustness.weights_making_first(scores, [0.45, 0.55], "full", available=available)
    assert back["y"] == pytest.approx(3 / 7)
    dropped = robustness.weights_making_first(scores, [0.31, 0.69], "full", available=available)
    assert dropped["y"] == pytest.approx(0.7, abs=1e-8)


# --- leaving one out, and Sobol indices ------------------------------------------------------


@given(tables(gaps=False, values=fine), points, st.booleans())
def test_leaving_out_is_like_missing_for_everybody(z, weights, two_levels):
    topics = TOPICS if two_levels else None
    got = robustness.leave_one_out(z, weights, topics=topics)
    today = scoring.rank(scoring.score(z, weights, topics=topics)["score"])
    for criterion, row in got.iterrows():
        without = z.assign(**{criterion: np.nan})
        ranks = scoring.rank(scoring.score(without, weights, topics=topics, min_coverage=0)["score"])
        if ranks.isna().all():
            assert row["winner"] is None
            continue
        assert ranks[row["winner"]] == 1
        shifts = [abs(ranks[i] - today[i]) for i in z.index]
        assert row["mean_shift"] == pytest.approx(sum(shifts) / len(shifts))
        assert row["largest_shift"] == max(shifts)
        assert abs(ranks[row["most_moved"]] - today[row["most_moved"]]) == max(shifts)


def test_mean_rank_shift():
    shift = robustness.mean_rank_shift(
        pd.Series([1.0, 3, np.nan, 2], index=list("pqrs")), pd.Series([3.0, 3, 1, np.nan], index=list("pqrs"))
    )
    assert shift == 1.0


def test_sobol_of_ishigami():
    """Ishigami and Homma (1990) with a = 7, b = 0.1, whose indices are known in closed form."""

    def ishigami(x: dict[str, float]) -> float:
        return math.sin(x["p"]) + 7 * math.sin(x["q"]) ** 2 + 0.1 * x["r"] ** 4 * math.sin(x["p"])

    def angle(u: float) -> float:
        return -math.pi + 2 * math.pi * u

    got = robustness.sobol(ishigami, dict.fromkeys("pqr", angle), n=1024, seed=1)
    np.testing.assert_allclose(got["first_order"], [0.3139, 0.4424, 0.0], atol=0.03)
    np.testing.assert_allclose(got["total_order"], [0.5576, 0.4424, 0.2437], atol=0.03)
    assert (got["first_low"] <= got["first_order"]).all()
    assert (got["total_high"] >= got["total_order"]).all()


def test_sobol_of_choices():
    """Additive in two choices with variances 1 and 4, the third idle: 1/5, 4/5, 0; each combination once."""
    asked = []

    def evaluate(choice):
        asked.append(tuple(choice.values()))
        return {"left": -1, "right": 1}[choice["side"]] + choice["size"]

    got = robustness.sobol(
        evaluate, {"side": ["left", "right"], "size": [-2, 2], "idle": "ab"}, n=512, seed=3
    )
    np.testing.assert_allclose(got["first_order"], [0.2, 0.8, 0], atol=0.03)
    np.testing.assert_allclose(got["total_order"], [0.2, 0.8, 0], atol=0.03)
    assert sorted(asked) == sorted(itertools.product(["left", "right"], [-2, 2], "ab"))


def test_sobol_of_a_constant_and_of_nonsense():
    factors = {"p": [1, 2], "q": [1, 2]}
    assert robustness.sobol(lambda _: 3.0, factors, n=8, seed=1).isna().all().all()
    with pytest.raises(ValueError, match="power of 2, not 100"):
        robustness.sobol(lambda _: 3.0, factors, n=100, seed=1)
    with pytest.raises(ValueError, match="two factors"):
        robustness.sobol(lambda _: 3.0, {"p": [1, 2]}, n=8, seed=1)
    with pytest.raises(ValueError, match="at least one choice"):
        robustness.sobol(lambda _: 3.0, factors | {"p": []}, n=8, seed=1)
    with pytest.raises(ValueError, match="must be a finite number"):
        robustness.sobol(lambda _: math.nan, factors, n=8, seed=1)
