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
    assert list(machinery.y) == [1, trust.LOWEST_DRAWN + 1]
    assert list(machinery.text) == ["", "40"]
    assert list(food.y) == [2, 1]
    assert list(textiles.y) == [3, None]
    assert textiles.customdata[1][2] == "–"


def test_low_ranks_keep_their_order_and_no_two_stand_on_each_other(say: Words) -> None:
    ranks = pd.DataFrame({"Today": [1.0, 2, 3, 24], "Other": [80.0, 31, np.nan, 24]}, index=list("ABCD"))
    figure = trust.moves(ranks, say=say)
    ends = {line.name: line.y[1] for line in figure.data}
    assert ends["D"] < ends["B"] < ends["A"] < figure.layout.yaxis.range[0]
    assert ends["C"] is None
    assert [line.text[1] for line in figure.data] == ["80", "31", "–", "24"]


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
    numbers = {(note.y, note.x): note.text for note in figure.layout.annotations}
    assert numbers == dict.fromkeys([("A", "B"), ("B", "A")], f"0{decimal}97")
    assert all(np.isnan(squares.z[n][n]) for n in range(3))
    assert np.isnan(squares.z[0][2])
    assert list(squares.customdata[1][2][:2]) == ["name B", "name C"]
    assert (squares.zmin, squares.zmax) == (-1, 1)
