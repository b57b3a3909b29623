"""Weights against published examples, exact cases and a second way to the same figure."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterdash.analysis import weighting

DRINKS = ["coffee", "wine", "tea", "beer", "sodas", "milk", "water"]
# Saaty (2008), Decision making with the analytic hierarchy process, Int. J. Services Sciences 1(1), table 2.
DRINK_ANSWERS = [
    [1, 9, 5, 2, 1, 1, 1 / 2],
    [1 / 9, 1, 1 / 3, 1 / 9, 1 / 9, 1 / 9, 1 / 9],
    [1 / 5, 3, 1, 1 / 3, 1 / 4, 1 / 3, 1 / 9],
    [1 / 2, 9, 3, 1, 1 / 2, 1, 1 / 3],
    [1, 9, 4, 2, 1, 2, 1 / 2],
    [1, 9, 3, 1, 1 / 2, 1, 1 / 3],
    [2, 9, 9, 3, 2, 3, 1],
]
MISSING = math.nan


def test_saaty_s_drinks():
    got = weighting.pairwise(pd.DataFrame(DRINK_ANSWERS, index=DRINKS, columns=DRINKS))
    published = {"coffee": 0.177, "wine": 0.019, "tea": 0.042, "beer": 0.116, "sodas": 0.190, "milk": 0.129}
    assert got.weights.round(3).to_dict() == published | {"water": 0.327}
    assert got.lambda_max == pytest.approx(7.1766, abs=5e-5)
    assert got.consistency_ratio == pytest.approx(0.022, abs=5e-4)


def test_random_indices_are_named():
    saaty = weighting.pairwise(DRINK_ANSWERS).consistency_ratio
    # Alonso and Lamata (2006): CR = (λ − n) / (2.7699 n − 4.3513 − n).
    other = weighting.pairwise(DRINK_ANSWERS, random_index="alonso-lamata").consistency_ratio
    assert other == pytest.approx(0.17662904 / (2.7699 * 7 - 4.3513 - 7), abs=1e-6)
    assert other == pytest.approx(saaty, rel=0.02)
    with pytest.raises(ValueError, match="Unknown random index 'donegan'"):
        weighting.pairwise(DRINK_ANSWERS, random_index="donegan")
    with pytest.raises(ValueError, match="ends at 15 criteria, not 16"):
        weighting.pairwise(np.ones((16, 16)))


weights_of = st.lists(st.integers(1, 9), min_size=1, max_size=6)


@given(weights_of)
def test_consistent_answers_give_the_weights_behind_them(behind):
    w = np.array(behind, dtype=float)
    got = weighting.pairwise(w[:, None] / w[None, :])
    np.testing.assert_allclose(got.weights, w / w.sum(), rtol=1e-9)
    assert got.lambda_max == pytest.approx(len(w))
    assert got.consistency_ratio == pytest.approx(0, abs=1e-12)


@given(st.lists(st.integers(1, 9), min_size=3, max_size=6), st.data())
def test_a_tree_of_answers_is_enough(behind, data):
    w = np.array(behind, dtype=float)
    matrix = np.full((len(w), len(w)), MISSING)
    for j in range(1, len(w)):
        i = data.draw(st.integers(0, j - 1))
        matrix[i, j] = w[i] / w[j]  # the opposite direction and the diagonal may stay open
    got = weighting.pairwise(matrix)
    np.testing.assert_allclose(got.weights, w / w.sum(), rtol=1e-5)
    assert got.consistency_ratio == 0


def test_missing_answer_of_bozoki_fulop_and_ronyai():
    """Example 3 of Bozóki, Fülöp and Rónyai (2010): two triads around one gap, best filled by 0.730297."""
    answers = [[1, MISSING, 1 / 5, 1 / 3], [MISSING, 1, 1 / 2, 1 / 4], [5, 2, 1, 1], [3, 4, 1, 1]]
    best = weighting.pairwise(answers)

    def with_filling(x: float) -> weighting.Pairwise:
        filled = np.array(answers, dtype=float)
        filled[0, 1], filled[1, 0] = x, 1 / x
        return weighting.pairwise(filled)

    published = with_filling(0.7302965066047)
    assert best.lambda_max == pytest.approx(published.lambda_max, abs=1e-9)
    np.testing.assert_allclose(best.weights, published.weights, atol=1e-6)
    assert all(with_filling(x).lambda_max > best.lambda_max for x in (0.70, 0.72, 0.74, 0.76))
    # One of six answers is open: the random index of 4 shrinks to two thirds (Ágoston and Csató 2022).
    assert best.consistency_ratio == pytest.approx((best.lambda_max - 4) / 3 / (0.89 * 2 / 3))


def test_two_criteria_are_always_consistent():
    got = weighting.pairwise(pd.DataFrame([[1, 3], [1 / 3, 1]], index=["a", "b"], columns=["a", "b"]))
    assert got.weights.to_dict() == pytest.approx({"a": 0.75, "b": 0.25})
    assert got.consistency_ratio == 0


def test_columns_in_another_order_are_the_same_matrix():
    frame = pd.DataFrame(DRINK_ANSWERS, index=DRINKS, columns=DRINKS)
    shuffled = weighting.pairwise(frame[DRINKS[::-1]])
    pd.testing.assert_series_equal(shuffled.weights, weighting.pairwise(frame).weights)


@pytest.mark.parametrize(
    ("matrix", "sentence"),
    [
        ([[1, 2], [2, 1]], "0 / 1 is not one over the opposite"),
        ([[2, 2], [1 / 2, 1]], "0 / 0 is not one over"),
        ([[1, -2], [-1 / 2, 1]], "0 / 1 is not"),
        ([[1, 0], [0, 1]], "0 / 1 is not"),
        ([[1, math.inf], [0, 1]], "0 / 1 is not"),
        ([[1, 2, 3], [1 / 2, 1, 1]], "square, not 2 × 3"),
        (pd.DataFrame([[1.0]], index=["a"], columns=["b"]), "same criteria"),
        ([[1, 2], [1]], "square, not 2 rows of 1 to 2"),
        ([["much", 1], [1, 1]], "'much' in 0 / 0; a number was expected"),
        ([[1, MISSING], [MISSING, 1]], "No chain of comparisons leads from 0 to 1"),
    ],
)
def test_unusable_matrices_are_named(matrix, sentence):
    with pytest.raises(ValueError, match=sentence):
        weighting.pairwise(matrix)


def test_the_answer_to_reconsider():
    w = {"economy": 0.4, "demand": 0.3, "network": 0.2, "factors": 0.1}
    frame = pd.DataFrame({b: {a: w[a] / w[b] for a in w} for b in w})
    frame.loc["factors", "demand"], frame.loc["demand", "factors"] = 4.0, 0.25
    doubtful = weighting.least_consistent(frame)
    assert (doubtful.first, doubtful.second, doubtful.given) == ("factors", "demand", 4.0)
    assert doubtful.implied == pytest.approx(1 / 3, rel=1e-5)
    frame.loc["factors", "demand"], frame.loc["demand", "factors"] = 1 / 3, 3.0
    assert weighting.least_consistent(frame) is None


def test_rank_order_centroid_of_four():
    """Barron and Barrett (1996), Management Science 42(11)."""
    assert weighting.rank_order_centroid(4).tolist() == pytest.approx(
        [0.5208, 0.2708, 0.1458, 0.0625], abs=5e-5
    )


@pytest.mark.parametrize("n", [1, 2, 3, 6])
def test_rank_order_centroid_is_the_centre_of_its_corners(n):
    corners = [np.where(np.arange(n) < size, 1 / size, 0) for size in range(1, n + 1)]
    np.testing.assert_allclose(weighting.rank_order_centroid(n), np.mean(corners, axis=0))


def test_rank_order_needs_a_criterion():
    with pytest.raises(ValueError, match="at least one"):
        weighting.rank_order_centroid(0)
    for wrong in (2.5, "4", None):
        with pytest.raises(TypeError, match=f"whole number of criteria, not {wrong!r}"):
            weighting.rank_order_centroid(wrong)


def test_points():
    assert weighting.from_points({"a": 30, "b": 0, "c": 90}).to_dict() == {"a": 0.25, "b": 0, "c": 0.75}
    with pytest.raises(ValueError, match="All weights are 0"):
        weighting.from_points({"a": 0, "b": 0})
    with pytest.raises(ValueError, match="weight of b is negative"):
        weighting.from_points({"a": 1, "b": -1})
    with pytest.raises(ValueError, match="expected a number for b, found 'much'"):
        weighting.from_points({"a": 1, "b": "much"})
    with pytest.raises(TypeError, match="by criterion, not list"):
        weighting.from_points([1, 2])


def test_entropy_of_xu():
    """Xu (2004), European Journal of Operational Research 156(2), 530-532."""
    x = pd.DataFrame([[30, 30, 38, 29], [19, 54, 86, 29], [19, 15, 85, 28.9], [68, 70, 60, 29]])
    assert weighting.entropy(x).tolist() == pytest.approx([0.4630, 0.3992, 0.1378, 0.0000], abs=5e-5)


def test_critic_of_tus_and_aytac_adali():
    """Tuş and Aytaç Adalı (2019), OPSEARCH 56(2), 528-538: software for time and attendance."""
    x = pd.DataFrame(
        [
            [5000, 3, 3, 4, 3, 2],
            [680, 5, 3, 2, 2, 1],
            [2000, 3, 2, 3, 4, 3],
            [600, 4, 3, 1, 2, 2],
            [800, 2, 4, 3, 3, 4],
        ]
    )
    expected = [0.157, 0.249, 0.168, 0.121, 0.154, 0.151]
    assert weighting.critic(x).tolist() == pytest.approx(expected, abs=5e-4)


@st.composite
def positive_tables(draw: st.DrawFn) -> pd.DataFrame:
    rows, columns = draw(st.integers(3, 6)), draw(st.integers(2, 4))
    cells = st.lists(st.integers(1, 50), min_size=columns, max_size=columns)
    return pd.DataFrame(draw(st.lists(cells, min_size=rows, max_size=rows)), dtype=float)


@given(positive_tables(), st.permutations(range(3)))
def test_data_driven_weights_ignore_units_and_row_order(x, start):
    if not (x.max() > x.min()).any():
        return
    order = [*start, *range(3, len(x))]
    units = 1 + np.arange(x.shape[1])
    np.testing.assert_allclose(weighting.entropy(x), weighting.entropy((x * units).iloc[order]), atol=1e-9)
    if np.nanmin(np.abs(x.loc[:, x.max() > x.min()].corr().to_numpy())) < 0.999:
        critic = weighting.critic((x * units + 3).iloc[order])
        np.testing.assert_allclose(weighting.critic(x), critic, atol=1e-9)


def test_critic_by_loops_with_missing_values():
    x = pd.DataFrame(
        {"a": [0.0, 1, 0.5, 0.2], "b": [1.0, MISSING, 0, 0.4], "c": [0.0, 0.3, 0.6, 1], "d": [2.0] * 4}
    )
    information = dict.fromkeys(x, 0.0)
    for j in "abc":
        present = [v for v in x[j] if not math.isnan(v)]
        mean = sum(present) / len(present)
        spread = math.sqrt(sum((v - mean) ** 2 for v in present) / (len(present) - 1))
        for k in "abc":
            pairs = [(p, q) for p, q in zip(x[j], x[k], strict=True) if not math.isnan(p + q)]
            mp, mq = (sum(side) / len(pairs) for side in zip(*pairs, strict=True))
            cov = sum((p - mp) * (q - mq) for p, q in pairs)
            sizes = [
                math.sqrt(sum((v - m) ** 2 for v in side))
                for side, m in zip(zip(*pairs, strict=True), (mp, mq), strict=True)
            ]
            information[j] += spread * (1 - cov / math.prod(sizes))
    total = sum(information.values())
    assert weighting.critic(x).to_dict() == pytest.approx({c: v / total for c, v in information.items()})


def test_entropy_leaves_missing_values_out_of_their_column():
    with_gap = pd.DataFrame({"a": [1.0, 2, 4, MISSING], "b": [5.0, 5, 5, 5], "c": [0.0, 0, 3, 1]})
    h = {"a": -sum(p * math.log(p) for p in (1 / 7, 2 / 7, 4 / 7)) / math.log(3),
         "c": -sum(p * math.log(p) for p in (3 / 4, 1 / 4)) / math.log(4)}  # fmt: skip
    got = weighting.entropy(with_gap)
    assert got["b"] == 0
    assert got["a"] / got["c"] == pytest.approx((1 - h["a"]) / (1 - h["c"]))


@pytest.mark.parametrize("method", [weighting.entropy, weighting.critic])
def test_figures_that_tell_nothing_apart_give_no_weights(method):
    with pytest.raises(ValueError, match="No criterion tells the alternatives apart"):
        method(pd.DataFrame({"a": [0.1, 0.1, 0.1], "b": [3.0, 3.0, 3.0]}))


def test_entropy_refuses_negative_values():
    with pytest.raises(ValueError, match="1 / a is negative"):
        weighting.entropy(pd.DataFrame({"a": [1.0, -1.0]}))


def test_critic_needs_criteria_that_differ():
    with pytest.raises(ValueError, match="order the alternatives alike"):
        weighting.critic(pd.DataFrame({"a": [1.0, 2, 3], "b": [2.0, 4, 6]}))


def test_incomplete_matrices_of_four_topics_agree_with_a_scan():
    """Two open answers among six: no filling on a fine grid beats the one found."""
    answers = np.array(
        [[1, 3, MISSING, 5], [1 / 3, 1, 2, MISSING], [MISSING, 1 / 2, 1, 4], [1 / 5, MISSING, 1 / 4, 1]]
    )
    best = weighting.pairwise(answers)
    grid = np.exp(np.linspace(-2.5, 2.5, 41))
    for p, q in itertools.product(grid, grid):
        filled = answers.copy()
        filled[0, 2], filled[2, 0], filled[1, 3], filled[3, 1] = p, 1 / p, q, 1 / q
        assert np.linalg.eigvals(filled).real.max() >= best.lambda_max - 1e-12
