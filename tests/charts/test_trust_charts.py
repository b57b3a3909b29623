"""The slope chart and the correlations show the figures they are given, and what is missing as missing."""

import numpy as np
import pandas as pd

from clusterdash.charts import trust
from clusterdash.text import Words


def places() -> pd.DataFrame:
    return pd.DataFrame(
        {"Today": [1.0, 2.0, 3.0], "Other": [40.0, 1.0, np.nan]}, index=["Machinery", "Food", "Textiles"]
    )


def test_a_line_follows_a_candidate_and_says_its_real_rank(say: Words) -> None:
    figure = trust.moves(places(), say=say)
    machinery, food, textiles = figure.data
    assert list(machinery.y) == [1, trust.LOWEST_DRAWN]
    assert list(machinery.text) == ["", "40"]
    assert list(food.y) == [2, 1]
    assert list(textiles.y) == [3, None]
    assert textiles.customdata[1][2] == "–"


def test_those_first_somewhere_stand_out_from_the_others(say: Words) -> None:
    machinery, food, textiles = trust.moves(places(), say=say).data
    assert len({machinery.line.color, food.line.color, textiles.line.color}) == 3
    assert machinery.line.width == food.line.width > textiles.line.width


def test_names_stand_at_the_first_ranks_and_rank_one_is_on_top(say: Words) -> None:
    axis = trust.moves(places(), say=say).layout.yaxis
    assert list(axis.tickvals) == [1, 2, 3]
    assert [text.split()[0] for text in axis.ticktext] == ["Machinery", "Food", "Textiles"]
    assert axis.range[0] > axis.range[1]


def test_only_flagged_pairs_carry_their_number_in_the_visitors_language(say: Words) -> None:
    table = pd.DataFrame([[1, 0.97, np.nan], [0.97, 1, -0.2], [np.nan, -0.2, 1]], list("ABC"), list("ABC"))
    figure = trust.correlations(
        table, say=say, names={code: f"name {code}" for code in "ABC"}, flagged=[("B", "A")], dark=False
    )
    (squares,) = figure.data
    decimal = "," if say.language == "tr" else "."
    assert [list(row) for row in squares.text] == [
        ["", f"0{decimal}97", ""],
        [f"0{decimal}97", "", ""],
        [""] * 3,
    ]
    assert all(np.isnan(squares.z[n][n]) for n in range(3))
    assert np.isnan(squares.z[0][2])
    assert list(squares.customdata[1][2][:2]) == ["name B", "name C"]
    assert (squares.zmin, squares.zmax) == (-1, 1)
