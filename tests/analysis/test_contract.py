"""The names others call: their parameters, their defaults, and the shapes and labels of what comes back."""

import inspect
from typing import Any

import numpy as np
import pandas as pd
import pytest

from clusterdash.analysis import robustness, scoring, weighting

REQUIRED = inspect.Parameter.empty
# By function: the parameters by position, then the named ones, each with its default.
PROMISED: dict[Any, tuple[list[str], dict[str, Any]]] = {
    scoring.normalise: (
        ["values"],
        {
            "method": "minmax",
            "direction": 1,
            "goalposts": None,
            "reference": None,
            "bounds": (0, 1),
            "clip": True,
        },
    ),
    scoring.outside: (["values", "goalposts"], {}),
    scoring.score: (
        ["z", "weights"],
        {"topics": None, "aggregation": "arithmetic", "min_coverage": 0.65},
    ),
    scoring.rank: (["scores"], {"tolerance": 1e-12}),
    scoring.contributions: (["z", "weights"], {"aggregation": "arithmetic"}),
    scoring.two_level: (["topic_weights", "criterion_weights"], {}),
    scoring.topsis: (["x", "weights", "directions"], {}),
    weighting.pairwise: (["matrix"], {"random_index": "saaty"}),
    weighting.rank_order_centroid: (["n"], {}),
    weighting.from_points: (["points"], {}),
    weighting.entropy: (["x"], {}),
    weighting.critic: (["x"], {}),
    robustness.sample_weights: (
        ["n", "k"],
        {"seed": REQUIRED, "around": None, "concentration": None, "topics": None},
    ),
    robustness.rank_acceptability: (["z", "weights"], {"tolerance": 1e-12}),
    robustness.central_weights: (["z", "weights"], {}),
    robustness.confidence_factors: (["z", "weights"], {}),
    robustness.pairwise_winning: (["z", "weights"], {}),
    robustness.stability_intervals: (["z", "weights"], {"keep": "first", "top": 10}),
    robustness.weights_making_first: (["z", "weights", "alternative"], {}),
    robustness.leave_one_out: (["z", "weights"], {}),
    robustness.sobol: (["evaluate", "factors"], {"n": REQUIRED, "seed": REQUIRED}),
}

Z = pd.DataFrame(
    [[0.9, 0.1, 0.4], [0.2, 0.8, 0.4], [0.5, 0.5, 0.9]], index=["a", "b", "c"], columns=["p", "q", "r"]
)
EVEN = pd.Series({"r": 1.0, "p": 1.0, "q": 1.0})


@pytest.mark.parametrize("function", PROMISED, ids=lambda function: function.__name__)
def test_parameters_and_defaults(function: Any) -> None:
    positional, named = PROMISED[function]
    found = inspect.signature(function).parameters
    assert [name for name, given in found.items() if given.kind is given.POSITIONAL_OR_KEYWORD] == positional
    for name, default in named.items():
        assert found[name].kind is inspect.Parameter.KEYWORD_ONLY
        assert found[name].default == default
    # Whatever else there is can be left out.
    others = [given for name, given in found.items() if name not in positional and name not in named]
    assert all(given.default is not REQUIRED for given in others)


def test_percentiles_are_a_hundred_times_the_rank_over_n() -> None:
    values = pd.DataFrame({"x": [3.0, 1.0, np.nan, 2.0, 2.0]})
    got = scoring.normalise(values, method="percentile")["x"]
    # Ranks 4, 1, 2.5, 2.5 of four figures.
    assert got.dropna().tolist() == [100, 25, 62.5, 62.5]
    costs = scoring.normalise(values, method="percentile", direction=-1)["x"]
    assert costs.dropna().tolist() == [25, 100, 62.5, 62.5]


def test_directions_and_goalposts_are_one_or_one_per_column() -> None:
    values = pd.DataFrame({"x": [0.0, 5.0, 20.0], "y": [1.0, 2.0, 3.0]})
    together = scoring.normalise(values, goalposts=(0, 10), direction=-1)
    assert together.to_dict("list") == {"x": [1, 0.5, 0], "y": [0.9, 0.8, 0.7]}
    apart = scoring.normalise(values, goalposts=[(0, 10), (1, 3)], direction=[1, -1])
    assert apart.to_dict("list") == {"x": [0, 0.5, 1], "y": [1, 0.5, 0]}
    assert scoring.outside(values, (0, 10)).to_dict("list") == {"x": [False, False, True], "y": [False] * 3}


def test_scores_have_their_two_columns_and_the_rows_of_z() -> None:
    got = scoring.score(Z, EVEN)
    assert list(got.columns) == ["score", "coverage"]
    assert got.index.equals(Z.index)
    assert got["score"].tolist() == pytest.approx([1.4 / 3, 1.4 / 3, 1.9 / 3])
    assert scoring.rank(got["score"]).to_dict() == {"a": 2, "b": 2, "c": 1}
    # The same weights in the order of the columns.
    assert scoring.score(Z, EVEN.reindex(Z.columns).to_numpy()).equals(got)


def test_the_geometric_mean_runs_from_1_to_100() -> None:
    ends = pd.DataFrame([[0.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
    assert scoring.score(ends, [1, 1], aggregation="geometric")["score"].tolist() == pytest.approx(
        [1, 100, 10]
    )


def test_final_weights_are_labelled_by_criterion_so_that_score_takes_them() -> None:
    inside = pd.Series({("x", "p"): 3.0, ("x", "q"): 1.0, ("y", "r"): 2.0})
    got = scoring.two_level(pd.Series({"x": 1.0, "y": 1.0}), inside)
    assert got.to_dict() == {"p": 0.375, "q": 0.125, "r": 0.5}
    assert scoring.score(Z, got).loc["a", "score"] == pytest.approx(0.375 * 0.9 + 0.125 * 0.1 + 0.5 * 0.4)


def test_comparisons_give_three_named_things_and_may_be_incomplete() -> None:
    names = ["x", "y", "z"]
    complete = pd.DataFrame([[1, 2, 4], [1 / 2, 1, 2], [1 / 4, 1 / 2, 1]], index=names, columns=names)
    got = weighting.pairwise(complete)
    assert got._fields == ("weights", "lambda_max", "consistency_ratio")
    assert got.weights.to_dict() == pytest.approx({"x": 4 / 7, "y": 2 / 7, "z": 1 / 7})
    open_answer = complete.copy()
    open_answer.loc["x", "z"] = open_answer.loc["z", "x"] = np.nan
    assert weighting.pairwise(open_answer).weights.to_dict() == pytest.approx(got.weights.to_dict(), rel=1e-6)


def test_what_is_drawn_and_counted_has_its_shape() -> None:
    draws = robustness.sample_weights(50, 3, seed=1)
    assert draws.shape == (50, 3)
    shares = robustness.rank_acceptability(Z, draws)
    assert (shares.index.tolist(), shares.columns.tolist()) == (["a", "b", "c"], [1, 2, 3])
    assert robustness.pairwise_winning(Z, draws).columns.tolist() == ["a", "b", "c"]
    assert robustness.central_weights(Z, draws).columns.tolist() == ["p", "q", "r"]
    assert robustness.confidence_factors(Z, draws).index.tolist() == ["a", "b", "c"]


def test_intervals_stand_by_criterion() -> None:
    got = robustness.stability_intervals(Z, EVEN)
    assert got.index.tolist() == ["p", "q", "r"]
    assert list(got.columns) == ["lower", "upper", "lower_winner", "upper_winner", "exact"]
    assert got["exact"].dtype == bool
    assert set(got["upper_winner"]) <= {"a", "b", "c", None}


def test_the_least_change_is_a_series_over_the_criteria_or_none() -> None:
    got = robustness.weights_making_first(Z, EVEN, "a")
    assert got is not None
    assert got.index.tolist() == ["p", "q", "r"]
    assert got.sum() == pytest.approx(1)
    beaten = pd.DataFrame([[0.9, 0.9], [0.1, 0.1]], index=["a", "b"], columns=["p", "q"])
    assert robustness.weights_making_first(beaten, [1, 1], "b") is None


def test_leaving_out_stands_by_criterion() -> None:
    got = robustness.leave_one_out(Z, EVEN)
    assert got.index.tolist() == ["p", "q", "r"]
    # Without r, everybody has 0.5 on average but for rounding: the first listed is named.
    assert got.loc["r", "winner"] == "a"
