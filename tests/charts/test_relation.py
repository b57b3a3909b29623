"""Two figures against each other: every place once, skewed axes logarithmic, names that help."""

import numpy as np
import pandas as pd
import pytest
from plotly import graph_objects as go

from clusterdash.charts import relation, theme
from clusterdash.text import Words


@pytest.fixture
def places() -> pd.DataFrame:
    steps = np.arange(1, 31)
    return pd.DataFrame(
        {
            "name": [f"İl {step}" for step in steps],
            "x": 2.0**steps,
            "y": -5.0 + steps,
            "words": [f"words {step}" for step in steps],
            "chosen": steps == 7,
        }
    )


def draw(places: pd.DataFrame, say: Words) -> go.Figure:
    return relation.scatter(places, say=say, titles=("People", "Jobs"), digits=(0, 1))


def test_every_place_is_a_point_and_the_chosen_one_stands_out(places: pd.DataFrame, say: Words) -> None:
    points = draw(places, say).data[0]
    assert list(points.x) == places["x"].tolist()
    assert list(points.y) == places["y"].tolist()
    assert [colour == theme.CHOSEN for colour in points.marker.color] == places["chosen"].tolist()
    assert points.customdata[6] == ("İl 7", "words 7") or list(points.customdata[6]) == ["İl 7", "words 7"]


def test_a_skewed_axis_is_logarithmic_and_one_with_losses_never(places: pd.DataFrame, say: Words) -> None:
    layout = draw(places, say).layout
    assert layout.xaxis.type == "log"
    assert layout.yaxis.type != "log"
    for axis, values in ((layout.xaxis, np.log10(places["x"])), (layout.yaxis, places["y"])):
        assert axis.range[0] < values.min() < values.max() < axis.range[1]


def test_ticks_of_a_logarithmic_axis_are_written_as_the_language_does(
    places: pd.DataFrame, say: Words
) -> None:
    axis = draw(places, say).layout.xaxis
    written = dict(zip(axis.tickvals, axis.ticktext, strict=True))
    assert written[1e6] == ("1.000.000" if say.language == "tr" else "1,000,000")


def test_the_chosen_place_is_named_in_any_case(places: pd.DataFrame, say: Words) -> None:
    assert relation.standing_out(places)[0] == 6
    assert "İl 7" in draw(places, say).data[1].text


def test_where_there_is_room_the_highest_are_named(places: pd.DataFrame, say: Words) -> None:
    few = places.iloc[[0, 9, 19, 29]].reset_index(drop=True)
    assert set(draw(few, say).data[1].text) == {"İl 1", "İl 10", "İl 20", "İl 30"}


def test_few_places_and_none_are_drawn_too(places: pd.DataFrame, say: Words) -> None:
    assert len(draw(places.head(0), say).data[0].x) == 0
    alone = draw(places.head(1), say)
    assert len(alone.data[0].x) == 1
    assert alone.layout.xaxis.range[0] < alone.layout.xaxis.range[1]
