"""Agreement against published examples, brute force over all orders, and plain loops."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterdash.analysis import agreement, weighting

# Twenty people's anxiety rated by three raters: data set `anxiety` of the R package irr 0.84.
ANXIETY = pd.DataFrame(
    {
        "first": [3, 3, 3, 4, 5, 5, 2, 3, 5, 2, 2, 6, 1, 5, 2, 2, 1, 2, 4, 3],
        "second": [3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4],
        "third": [2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2],
    }
)

# A hundred voters on a capital for Tennessee.
CITIES = ["Memphis", "Nashville", "Chattanooga", "Knoxville"]
TENNESSEE = pd.DataFrame(
    np.repeat([[1, 4, 4, 4], [2, 1, 3, 3], [3, 2, 1, 2], [4, 3, 2, 1]], [42, 26, 15, 17], axis=1),
    index=CITIES,
)


@st.composite
def ballots(draw: st.DrawFn, *, ties: bool = True) -> pd.DataFrame:
    n, m = draw(st.integers(2, 5)), draw(st.integers(1, 5))
    order = st.permutations(range(1, n + 1))
    level = st.lists(st.integers(1, 3), min_size=n, max_size=n)
    people = [draw(st.one_of(order, level) if ties else order) for _ in range(m)]
    return pd.DataFrame(people, index=[f"p{i}" for i in range(m)], columns=list("abcde")[:n], dtype=float).T


# --- concordance -----------------------------------------------------------------------------


def test_kendall_s_w_of_the_anxiety_ratings():
    """irr::kendall(anxiety, TRUE) and (anxiety, FALSE)."""
    got = agreement.kendall_w(ANXIETY)
    assert got.w == pytest.approx(0.5396569, abs=5e-8)
    assert got.chi_square == pytest.approx(30.7604, abs=5e-5)
    assert got.degrees == 19
    assert got.p_value == pytest.approx(0.04288, abs=5e-6)
    assert agreement.kendall_w(ANXIETY, ties=False).w == pytest.approx(0.5019215, abs=5e-8)


def test_full_agreement_and_none():
    same = pd.DataFrame({p: [1, 2, 3, 4] for p in "pqr"})
    assert agreement.kendall_w(same).w == 1
    assert agreement.kendall_w(pd.DataFrame({"p": [1, 2, 3], "q": [3, 2, 1]})).w == 0
    assert agreement.kendall_w(pd.DataFrame({"p": [1, 2, 2], "q": [1, 2, 2]})).w == pytest.approx(1)
    assert math.isnan(agreement.kendall_w(pd.DataFrame({"p": [1, 1], "q": [2, 2]})).w)


@given(ballots(ties=False))
def test_w_is_the_mean_rank_correlation_rescaled(votes):
    """Without ties, W = ((m − 1) r + 1)/m with r the mean Spearman correlation of all pairs."""
    m = votes.shape[1]
    if m < 2:
        return
    pairs = itertools.combinations(votes.columns, 2)
    mean = np.mean([np.corrcoef(votes[p], votes[q])[0, 1] for p, q in pairs])
    assert agreement.kendall_w(votes).w == pytest.approx(((m - 1) * mean + 1) / m)


def tau_by_loops(a, b):
    together = left = right = 0
    for i, j in itertools.combinations(range(len(a)), 2):
        x, y = np.sign(a[i] - a[j]), np.sign(b[i] - b[j])
        together, left, right = together + x * y, left + x * x, right + y * y
    return together / math.sqrt(left * right) if left * right else math.nan


@given(ballots())
def test_all_pairwise_taus_by_loops(votes):
    got = agreement.pairwise_tau(votes)
    for p, q in itertools.product(votes.columns, repeat=2):
        expected = tau_by_loops(votes[p].tolist(), votes[q].tolist())
        assert got.loc[p, q] == pytest.approx(expected, nan_ok=True)


# --- rules -----------------------------------------------------------------------------------


def test_a_capital_for_tennessee():
    """The usual example of the Kemeny-Young method, where the best order has 393 of 600 opinions for it."""
    got = agreement.kemeny(TENNESSEE)
    assert got.order == ("Nashville", "Chattanooga", "Knoxville", "Memphis")
    assert got.against == 600 - 393
    assert (got.exact, got.equally_good) == (True, 1)
    assert agreement.borda(TENNESSEE).to_dict() == {
        "Memphis": 126, "Nashville": 194, "Chattanooga": 173, "Knoxville": 107
    }  # fmt: skip
    assert agreement.copeland(TENNESSEE).to_dict() == {
        "Memphis": -3, "Nashville": 3, "Chattanooga": 1, "Knoxville": -1
    }  # fmt: skip


def against_by_loops(votes, order):
    total = 0.0
    for person in votes:
        for i, j in itertools.combinations(order, 2):
            total += 1.0 if votes.loc[j, person] < votes.loc[i, person] else 0.0
            total += 0.5 if votes.loc[j, person] == votes.loc[i, person] else 0.0
    return total


@given(ballots())
def test_kemeny_is_the_best_of_all_orders(votes):
    costs = {order: against_by_loops(votes, order) for order in itertools.permutations(votes.index)}
    got = agreement.kemeny(votes)
    least = min(costs.values())
    assert got.against == costs[got.order] == least
    assert got.equally_good == sum(cost == least for cost in costs.values())


@given(ballots())
def test_borda_and_copeland_by_loops(votes):
    points, majorities = agreement.borda(votes), agreement.copeland(votes)
    for i in votes.index:
        before = {
            j: sum((votes.loc[i] < votes.loc[j]) + 0.5 * (votes.loc[i] == votes.loc[j])) for j in votes.index
        }
        del before[i]
        assert points[i] == sum(before.values())
        assert majorities[i] == sum(np.sign(won - votes.shape[1] / 2) for won in before.values())


def test_many_alternatives_are_searched_and_say_so():
    random = np.random.default_rng(3)
    behind = np.arange(20)
    votes = pd.DataFrame({p: np.argsort(np.argsort(behind + random.normal(0, 3, 20))) + 1 for p in range(15)})
    got = agreement.kemeny(votes)
    assert (got.exact, got.equally_good) == (False, 0)
    assert sorted(got.order) == list(range(20))
    assert got.against == against_by_loops(votes, got.order)
    by_points = agreement.borda(votes).sort_values(ascending=False, kind="stable").index
    assert got.against <= against_by_loops(votes, by_points)
    few = votes.iloc[:12]
    exact, order = agreement.kemeny(few), list(agreement.kemeny(few).order)
    for i, j in itertools.combinations(range(12), 2):
        order[i], order[j] = order[j], order[i]
        assert against_by_loops(few, order) >= exact.against
        order[i], order[j] = order[j], order[i]


@given(st.permutations("abcde"), st.integers(1, 5), st.sampled_from(["last", "behind"]))
def test_a_partial_order_counts_for_those_named_and_is_level_on_the_rest(order, named, place):
    """Any common place behind those named says the same: pairs of the rest count half, all others whole."""
    rest = order[named:]
    level = 6.0 if place == "last" else (named + 1 + 5) / 2
    votes = pd.DataFrame({"p": {code: float(order.index(code) + 1) for code in order[:named]}})
    votes = votes.reindex(list("abcde")).fillna(level)
    points = agreement.borda(votes)
    for code in order[:named]:
        assert points[code] == 4 - order.index(code)
    assert {points[code] for code in rest} <= {(len(rest) - 1) / 2}
    got = agreement.kemeny(votes)
    assert list(got.order[:named]) == list(order[:named])
    assert got.equally_good == math.factorial(len(rest))
    assert got.against == len(rest) * (len(rest) - 1) / 4


def test_unanimity_is_everybody_s_order():
    votes = pd.DataFrame({p: range(1, 18) for p in "pqr"}, index=[f"s{i}" for i in range(17)])
    got = agreement.kemeny(votes)
    assert got.order == tuple(votes.index)
    assert got.against == 0


# --- people and statistics -------------------------------------------------------------------


def test_parallelism_of_equal_and_reversed_orders():
    one = pd.Series(range(1, 9), index=list("abcdefgh"), dtype=float)
    same = agreement.parallelism(one, one.sample(frac=1, random_state=1), top=3)
    assert same[:3] == pytest.approx((1, 1, 1))
    assert same.p_value == pytest.approx(1 / 10_000, abs=2e-4)
    reverse = agreement.parallelism(one, 9 - one, top=3)
    assert reverse == pytest.approx((-1, -1, 0, 1))


@given(st.permutations(range(1, 7)), st.permutations(range(1, 7)))
def test_parallelism_by_loops(left, right):
    """Weighted τ of Vigna (2015): each pair weighs 1/r_i + 1/r_j by place, averaged over the two orders."""
    people, analysis = (pd.Series(side, index=list("abcdef"), dtype=float) for side in (left, right))
    got = agreement.parallelism(people, analysis, top=2, permutations=50)
    assert got.tau_b == pytest.approx(tau_by_loops(left, right))
    weighted = []
    for by in (left, right):
        agree = total = 0.0
        for i, j in itertools.combinations(range(6), 2):
            weight = 1 / by[i] + 1 / by[j]
            total += weight
            agree += weight * np.sign(left[i] - left[j]) * np.sign(right[i] - right[j])
        weighted.append(agree / total)
    assert got.weighted_tau == pytest.approx(np.mean(weighted))
    first = [{k for k, place in enumerate(side) if place <= 2} for side in (left, right)]
    assert got.overlap == len(first[0] & first[1]) / 2


def test_the_permutation_p_is_the_share_of_all_orders():
    people = pd.Series([1.0, 2, 3, 4, 5])
    analysis = pd.Series([2.0, 1, 3, 5, 4])
    tau = tau_by_loops(people.tolist(), analysis.tolist())
    every = [tau_by_loops(people.tolist(), order) for order in itertools.permutations(analysis)]
    expected = np.mean([other >= tau - 1e-9 for other in every])
    got = agreement.parallelism(people, analysis, permutations=20_000, seed=5).p_value
    assert abs(got - expected) <= 3 * math.sqrt(expected * (1 - expected) / 20_000)
    assert agreement.parallelism(people, analysis, seed=5) == agreement.parallelism(people, analysis, seed=5)


def test_a_side_that_puts_everything_level_is_parallel_to_nothing():
    got = agreement.parallelism(pd.Series([1.0, 1, 1]), pd.Series([1.0, 2, 3]), top=1)
    assert math.isnan(got.tau_b)
    assert math.isnan(got.p_value)


def test_where_they_differ_most():
    people = pd.Series({"a": 1, "b": 2, "c": 3, "d": 4})
    analysis = pd.Series({"d": 1, "a": 2, "b": 3, "c": 4})
    assert agreement.differences(people, analysis).to_dict() == {"d": -3, "a": 1, "b": 1, "c": 1}
    assert agreement.differences(people, analysis).index[0] == "d"


# --- means -----------------------------------------------------------------------------------


def test_mean_weights_count_every_person_once():
    given_points = pd.DataFrame({"x": [100, 1], "y": [0, 3]}, index=["p", "q"])
    assert agreement.mean_weights(given_points).to_dict() == {"x": 0.625, "y": 0.375}
    with pytest.raises(ValueError, match="q: All weights are 0"):
        agreement.mean_weights(given_points.replace({1: 0, 3: 0}))


def test_mean_judgements_stay_reciprocal():
    one = pd.DataFrame([[1, 4], [1 / 4, 1]], index=["x", "y"], columns=["x", "y"])
    other = pd.DataFrame([[1, 9], [1 / 9, 1]], index=["y", "x"], columns=["y", "x"])
    mean = agreement.mean_judgements([one, other])
    assert mean.loc["x", "y"] == pytest.approx(math.sqrt(4 / 9))
    assert weighting.pairwise(mean).weights["x"] == pytest.approx(0.4)
    gap = one.mask(one != 1)
    assert agreement.mean_judgements([one, gap]).loc["x", "y"] == pytest.approx(4)
    assert agreement.mean_judgements([gap, gap]).isna().loc["x", "y"]


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: agreement.kendall_w(pd.DataFrame({"p": [1, 2]})), "at least two people"),
        (lambda: agreement.kendall_w(pd.DataFrame({"p": [1], "q": [1]})), "at least two alternatives"),
        (lambda: agreement.borda(pd.DataFrame({"p": [1, np.nan]}, index=["a", "b"])), "b / p is missing"),
        (lambda: agreement.kemeny(pd.DataFrame({"p": [1, 2]}, index=["a", "a"])), "row a appears twice"),
        (
            lambda: agreement.parallelism(pd.Series({"a": 1, "b": 2}), pd.Series({"a": 1, "c": 2})),
            "place for b, c",
        ),
        (lambda: agreement.parallelism(pd.Series([1, 2]), pd.Series([1, 2]), top=0), "top is 1 or more"),
        (lambda: agreement.mean_judgements([]), "at least one matrix"),
        (lambda: agreement.mean_judgements([pd.DataFrame([[1, -1], [-1, 1]])]), "positive numbers"),
    ],
)
def test_unusable_ballots_are_named(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()
