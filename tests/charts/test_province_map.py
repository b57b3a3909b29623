"""The map shows every province once, with its own value, and lets nobody take a missing figure for a low
one."""

import json
from typing import Any, get_args

import pandas as pd
import plotly.graph_objects as go
import pytest

from clusterdash.charts import geography, province_map, theme
from clusterdash.text import Words

OUTLINES = "/editions/abc/provinces.geojson"
COLOURINGS = get_args(province_map.Colouring)


def draw(values: pd.DataFrame, say: Words, **wishes: Any) -> go.Figure:
    return province_map.draw(values, say=say, outlines=OUTLINES, **({"colouring": "quantile"} | wishes))


def painted(figure: go.Figure) -> list[go.Choropleth]:
    return [trace for trace in figure.data if trace.type == "choropleth" and trace.hoverinfo != "skip"]


@pytest.mark.parametrize("colouring", COLOURINGS)
def test_every_province_is_painted_exactly_once(provinces: pd.DataFrame, say: Words, colouring: str) -> None:
    plates = [
        plate for trace in painted(draw(provinces, say, colouring=colouring)) for plate in trace.locations
    ]
    assert sorted(plates) == list(range(1, 82))


@pytest.mark.parametrize("colouring", COLOURINGS)
def test_the_pointer_reads_the_province_under_it(provinces: pd.DataFrame, say: Words, colouring: str) -> None:
    expected = {row.province: [row.name, row.shown] for row in provinces.itertuples(index=False, name="Row")}
    for trace in painted(draw(provinces, say, colouring=colouring)):
        for plate, (name, shown) in zip(trace.locations, trace.customdata, strict=True):
            assert [name, shown] == expected[plate]


@pytest.mark.parametrize("colouring", COLOURINGS)
def test_provinces_without_a_figure_are_grey_dashed_and_counted(
    provinces: pd.DataFrame, say: Words, colouring: str
) -> None:
    figure = draw(provinces, say, colouring=colouring)
    grey = [trace for trace in painted(figure) if trace.colorscale[0][1] == theme.NO_DATA]
    assert [list(trace.locations) for trace in grey] == [list(range(9, 82, 9))]
    assert "(9)" in grey[0].name
    (dashes,) = (trace for trace in figure.data if trace.type == "scattergeo")
    assert list(dashes.text) == ["–"] * 9


def test_no_grey_where_nothing_is_missing(provinces: pd.DataFrame, say: Words) -> None:
    figure = draw(provinces.fillna({"value": 0.0}), say)
    assert theme.NO_DATA not in figure.to_json()


def test_legend_counts_add_up_to_the_provinces(provinces: pd.DataFrame, say: Words) -> None:
    named = [trace.name for trace in painted(draw(provinces, say))]
    assert sum(int(name.rsplit("(", 1)[1].removesuffix(")")) for name in named) == 81


def test_numbers_in_the_legend_follow_the_language(provinces: pd.DataFrame, say: Words) -> None:
    first = painted(draw(provinces, say))[0].name
    assert first.startswith("0,1 … 1," if say.language == "tr" else "0.1 … 1.")


def test_the_continuous_scale_speaks_the_value_itself(provinces: pd.DataFrame, say: Words) -> None:
    trace = painted(draw(provinces, say, colouring="continuous"))[0]
    assert dict(zip(trace.locations, trace.z, strict=True)) == (
        provinces.dropna().set_index("province")["value"].to_dict()
    )


def test_the_diverging_scale_is_neutral_at_its_midpoint(provinces: pd.DataFrame, say: Words) -> None:
    trace = painted(draw(provinces, say, colouring="continuous", midpoint=2.1))[0]
    places = [place for place, _ in trace.colorscale]
    colours = [colour for _, colour in trace.colorscale]
    low, high = min(trace.z), max(trace.z)
    neutral = max(range(len(colours)), key=lambda n: sum(int(part) for part in colours[n][4:-1].split(",")))
    assert low + places[neutral] * (high - low) == pytest.approx(2.1)


def test_only_the_chosen_province_is_outlined(provinces: pd.DataFrame, say: Words) -> None:
    figure = draw(provinces, say, chosen=19)
    outlined = [trace for trace in figure.data if trace.hoverinfo == "skip" and trace.type == "choropleth"]
    assert [list(trace.locations) for trace in outlined] == [[19]]
    assert outlined[0].marker.line.color == theme.CHOSEN


def test_outlines_travel_as_an_address_and_nothing_is_asked_of_a_base_map(
    provinces: pd.DataFrame, say: Words
) -> None:
    figure = draw(provinces, say, chosen=1)
    assert {trace.geojson for trace in figure.data if trace.type == "choropleth"} == {OUTLINES}
    assert figure.layout.geo.visible is False
    assert len(figure.to_json()) < 40_000


def test_a_map_without_any_figure_is_still_a_map(provinces: pd.DataFrame, say: Words) -> None:
    for colouring in COLOURINGS:
        figure = draw(provinces.assign(value=float("nan")), say, colouring=colouring)
        assert [len(trace.locations) for trace in painted(figure) if len(trace.locations)] == [81]


def test_pictures_have_no_title_and_no_paper(provinces: pd.DataFrame, say: Words) -> None:
    layout = json.loads(draw(provinces, say).to_json())["layout"]
    assert "title" not in layout
    assert layout["paper_bgcolor"] == layout["geo"]["bgcolor"] == "rgba(0,0,0,0)"


def test_a_class_without_a_province_keeps_its_line_in_the_legend(provinces: pd.DataFrame, say: Words) -> None:
    one_far_away = provinces.assign(value=[1000.0, *[1.0 + plate / 100 for plate in range(80)]])
    figure = draw(one_far_away, say, colouring="equal", count=4)
    counted = [trace.name.rsplit("(", 1)[1] for trace in figure.data if trace.name]
    assert counted == ["80)", "0)", "0)", "1)"]


# --- the legend beside the map --------------------------------------------------------------------


@pytest.mark.parametrize("midpoint", [None, 2.1])
def test_the_legend_names_every_colour_of_the_map(
    provinces: pd.DataFrame, say: Words, midpoint: float | None
) -> None:
    figure = draw(provinces, say, midpoint=midpoint)
    legend = geography.legend(figure)
    assert [colour for colour, _ in legend.groups] == [trace.colorscale[0][1] for trace in painted(figure)]
    assert sum(int(name.rsplit("(", 1)[1].removesuffix(")")) for _, name in legend.groups) == 81
    assert legend.groups[-1][0] == theme.NO_DATA
    assert not legend.scale


def test_the_legend_of_a_continuous_scale_tells_its_ends_and_where_the_hues_part(
    provinces: pd.DataFrame, say: Words
) -> None:
    figure = draw(provinces, say, colouring="continuous", midpoint=2.1)
    legend = geography.legend(figure)
    assert (legend.scale[0][0], legend.scale[-1][0]) == (0, 1)
    assert [place for place, _ in legend.marks] == pytest.approx([0, (2.1 - 0.1) / (8.0 - 0.1), 1])
    comma = "," if say.language == "tr" else "."
    assert [words for _, words in legend.marks] == [f"0{comma}1", f"2{comma}1", f"8{comma}0"]
    assert [name.rsplit("(", 1)[1] for _, name in legend.groups] == ["9)"]


def test_a_midpoint_near_an_end_of_the_scale_is_not_written_over_it(
    provinces: pd.DataFrame, say: Words
) -> None:
    legend = geography.legend(draw(provinces, say, colouring="continuous", midpoint=0.2))
    assert [place for place, _ in legend.marks] == [0, 1]


def test_maps_of_one_width_are_equal_in_size_and_extent(provinces: pd.DataFrame, say: Words) -> None:
    """No height, no margin and no legend of its own: nothing but the width decides."""
    few, many = draw(provinces, say, count=3), draw(provinces, say, colouring="continuous")
    for figure in (few, many):
        assert geography.is_map(figure)
        assert figure.layout.showlegend is False
        assert figure.layout.margin.to_plotly_json() == {"l": 0, "r": 0, "t": 0, "b": 0}
    assert few.layout.geo == many.layout.geo


def test_others_stand_in_the_background(provinces: pd.DataFrame, say: Words) -> None:
    figure = draw(provinces.head(5), say, others=range(6, 82))
    behind = figure.data[0]
    assert list(behind.locations) == list(range(6, 82))
    assert behind.hoverinfo == "skip"
    assert all("76" not in name for _, name in geography.legend(figure).groups)
