"""The charts of the sector and regions pages draw the figures they are given, and grey is what is small."""

import numpy as np
import pandas as pd
import pytest

from clusterdash.charts import sector, theme, verdicts
from clusterdash.text import Words

GROUPS = {"2": "two", "1": "one", "0": "none", "absent": "nobody"}


@pytest.fixture
def compared() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "label": ["Bartın", "Uşak", "Bayburt", "Kars"],
            "quotient": [9.66, 3.59, 2.2, np.nan],
            "lower": [9.1, 3.3, 0.4, np.nan],
            "upper": [10.2, 3.9, 4.9, np.nan],
            "words": ["a", "b", "c", "d"],
            "small": [False, False, True, False],
            "chosen": [False, True, False, False],
        }
    )


def test_bars_carry_their_interval_on_both_sides(compared: pd.DataFrame, say: Words) -> None:
    bar = sector.bars(compared, say=say, by="quotient", digits=2, average=1.0).data[0]
    ends = np.array(bar.error_x.array[:3]) + compared["quotient"].to_numpy()[:3]
    starts = compared["quotient"].to_numpy()[:3] - np.array(bar.error_x.arrayminus[:3])
    np.testing.assert_allclose(ends, [10.2, 3.9, 4.9])
    np.testing.assert_allclose(starts, [9.1, 3.3, 0.4])


def test_small_is_grey_and_pale_and_what_was_chosen_stands_out(compared: pd.DataFrame, say: Words) -> None:
    bar = sector.bars(compared, say=say, by="quotient", digits=2).data[0]
    assert bar.marker.color[1] == theme.CHOSEN
    assert bar.marker.color[2] == theme.MUTED
    assert [opacity < 1 for opacity in bar.marker.opacity] == compared["small"].tolist()


def test_a_missing_figure_is_a_dash_and_no_bar(compared: pd.DataFrame, say: Words) -> None:
    bar, text = sector.bars(compared, say=say, by="quotient", digits=2).data
    assert bar.x[3] is None
    assert text.text[3].strip() == "–"
    assert text.text[0].strip() == ("9,66" if say.language == "tr" else "9.66")


def test_no_value_is_written_under_the_average_mark(say: Words) -> None:
    low = pd.DataFrame(
        {"label": ["x"], "quotient": [0.7], "words": [""], "small": [False], "chosen": [False]}
    )
    _, text, mark = sector.bars(low, say=say, by="quotient", digits=2, average=1.0).data
    assert text.x[0] >= mark.x[0] == 1.0


def test_losses_run_to_the_left(say: Words) -> None:
    shown = pd.DataFrame(
        {
            "label": ["x", "y"],
            "excess": [500.0, -80.0],
            "words": ["", ""],
            "small": [False] * 2,
            "chosen": [False] * 2,
        }
    )
    figure = sector.bars(shown, say=say, by="excess", digits=0)
    assert list(figure.data[0].x) == [500.0, -80.0]
    assert figure.layout.xaxis.range[0] < -80 < 500 < figure.layout.xaxis.range[1]


def test_an_empty_frame_gives_an_empty_picture(compared: pd.DataFrame, say: Words) -> None:
    assert list(sector.bars(compared.head(0), say=say, by="quotient", digits=2).data[0].x) == []


def test_a_year_without_a_figure_is_a_gap(say: Words) -> None:
    series = pd.DataFrame(
        {"name": ["a", "a", "a", "b"], "year": [2013, 2014, 2015, 2013], "value": [1.0, np.nan, 3.0, 2.0]}
    )
    first, second = sector.lines(series, say=say, digits=1).data
    assert list(first.y) == [1.0, None, 3.0]
    assert not first.connectgaps
    assert first.line.color != second.line.color
    assert first.marker.symbol != second.marker.symbol


def test_earnings_stand_beside_those_of_all_sectors(say: Words) -> None:
    groups = pd.DataFrame({"name": ["Men", "Women"], "value": [900.0, 800.0], "country": [1300.0, np.nan]})
    bar, mark = sector.earnings(groups, say=say).data
    assert list(bar.x) == [900.0, 800.0]
    assert mark.x[0] == 1300.0
    assert np.isnan(mark.x[1])
    assert mark.customdata[1][1] == "–"


@pytest.fixture
def grouped() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "province": [1, 2, 3, 4],
            "name": list("abcd"),
            "group": ["2", "0", "0", "absent"],
            "shown": list("wxyz"),
            "latitude": 39.0,
            "longitude": 35.0,
        }
    )


def test_every_group_has_its_line_in_the_legend_with_its_count(grouped: pd.DataFrame, say: Words) -> None:
    colours = verdicts.level_colours(2, dark=False)
    figure = verdicts.grouped_map(grouped, say=say, outlines="/x", groups=GROUPS, colours=colours, chosen=2)
    legend = [trace for trace in figure.data if trace.type == "choropleth" and trace.showlegend]
    assert [trace.name for trace in legend] == ["two (1)", "one (0)", "none (2)", "nobody (1)"]
    assert [list(trace.locations) for trace in legend] == [[1], [], [2, 3], [4]]
    assert all(trace.geojson == "/x" for trace in figure.data if trace.type == "choropleth")
    assert list(figure.data[-1].locations) == [2]


def test_a_province_without_a_figure_carries_a_dash(grouped: pd.DataFrame, say: Words) -> None:
    colours = verdicts.level_colours(2, dark=True)
    figure = verdicts.grouped_map(grouped, say=say, outlines="/x", groups=GROUPS, colours=colours)
    (dashes,) = (trace for trace in figure.data if trace.type == "scattergeo")
    assert list(dashes.text) == ["–"]


@pytest.mark.parametrize("highest", [3, 4])
@pytest.mark.parametrize("dark", [True, False])
def test_every_level_has_a_colour_of_its_own(highest: int, dark: bool) -> None:
    colours = verdicts.level_colours(highest, dark=dark)
    assert list(colours) == [str(place) for place in range(highest + 1)]
    assert len(set(colours.values())) == highest + 1
