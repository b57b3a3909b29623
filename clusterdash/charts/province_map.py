"""One value for each province, as a map.

Outlines travel as the address of a file, never with the figure; the base map stays empty.
"""

from __future__ import annotations

from typing import Any, Final, Literal

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from clusterdash.charts import classes, theme
from clusterdash.text import Words, numbers

Colouring = Literal["quantile", "equal", "continuous"]
HEIGHT: Final = 380
_OUTLINE: Final = {"color": "rgba(128,140,150,0.75)", "width": 0.6}
_HOVER: Final = "<b>%{customdata[0]}</b><br>%{customdata[1]}<extra></extra>"


def draw(
    values: pd.DataFrame,
    *,
    say: Words,
    outlines: str,
    colouring: Colouring,
    count: int = 5,
    digits: int = 1,
    midpoint: float | None = None,
    chosen: int | None = None,
    dark: bool = False,
) -> go.Figure:
    """The provinces, coloured by value.

    Args:
        values: One row per province with the columns province (plate), name, value (NaN where there is none),
            shown (the value in words, for the pointer), latitude and longitude (degrees).
        outlines: Address of a GeoJSON file whose feature ids are plate numbers.
        colouring: Classes of about equal numbers, classes of equal width, or one continuous scale.
        count: Classes asked for; fewer where many values are the same.
        digits: Decimals in the legend.
        midpoint: Where the two hues of a diverging scale meet; None for a sequential one.
        chosen: The plate of the province to outline.
        dark: Whether the paper is dark.
    """
    with_value = values[values["value"].notna()]
    without = values[values["value"].isna()]
    figure = go.Figure(layout=theme.paper(say.language, HEIGHT))
    if colouring == "continuous":
        figure.add_trace(_continuous(with_value, midpoint, dark=dark))
    else:
        ends = classes.edges(with_value["value"].to_numpy(), colouring, count)
        figure.add_traces(_classes(with_value, say, ends, digits, midpoint, dark=dark))
    if len(without):
        figure.add_traces([_no_figure(without, say), _dashes(without)])
    figure.add_trace(_chosen(values[values["province"] == chosen]))
    figure.update_traces(geojson=outlines, featureidkey="id", selector={"type": "choropleth"})
    figure.update_traces(unselected_marker_opacity=1, selector={"type": "choropleth"})
    figure.update_geos(
        projection_type="mercator",
        lonaxis_range=[25.5, 45.0],
        lataxis_range=[35.6, 42.3],
        visible=False,
        bgcolor="rgba(0,0,0,0)",
    )
    figure.update_layout(
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        dragmode=False,
        legend={
            "itemclick": False,
            "itemdoubleclick": False,
            "traceorder": "normal",
            "y": 0.02,
            "yanchor": "top",
        },
    )
    return figure


def _provinces(rows: pd.DataFrame, **looks: Any) -> go.Choropleth:
    return go.Choropleth(
        locations=rows["province"].tolist(),
        customdata=rows[["name", "shown"]].to_numpy().tolist(),
        hovertemplate=_HOVER,
        marker={"line": _OUTLINE},
        **looks,
    )


def _one_colour(rows: pd.DataFrame, colour: str, **looks: Any) -> go.Choropleth:
    return _provinces(
        rows, z=[0] * len(rows), colorscale=[[0, colour], [1, colour]], showscale=False, **looks
    )


def _classes(
    rows: pd.DataFrame,
    say: Words,
    ends: tuple[float, ...],
    digits: int,
    midpoint: float | None,
    *,
    dark: bool,
) -> list[Any]:
    """One trace per class, so that each has its line in the legend."""
    members = rows["value"].map(lambda value: classes.member(value, ends))
    traces: list[Any] = []
    for place, colour in enumerate(classes.colours(ends, midpoint, dark=dark)):
        inside = rows[members == place]
        name = say(
            "map.class",
            lower=numbers.number(ends[place], say.language, digits),
            upper=numbers.number(ends[place + 1], say.language, digits),
            count=str(len(inside)),
        )
        traces.append(
            _one_colour(inside, colour, name=name, showlegend=True) if len(inside) else _empty(colour, name)
        )
    return traces


def _empty(colour: str, name: str) -> go.Scattergeo:
    """A class without a province: plotly would leave its line out of the legend."""
    marker = {"symbol": "square", "size": 12, "color": colour}
    return go.Scattergeo(
        lon=[None], lat=[None], mode="markers", marker=marker, name=name, showlegend=True, hoverinfo="skip"
    )


def _continuous(rows: pd.DataFrame, midpoint: float | None, *, dark: bool) -> go.Choropleth:
    bar = {
        "orientation": "h",
        "thickness": 12,
        "len": 0.6,
        "x": 0.5,
        "y": 0.0,
        "yanchor": "top",
        "outlinewidth": 0,
    }
    scale: Any = classes.sequential(dark=dark)
    if midpoint is not None and len(rows):
        scale = _two_sided(rows["value"].to_numpy(), midpoint, dark=dark)
    return _provinces(rows, z=rows["value"].tolist(), colorscale=scale, colorbar=bar)


def _two_sided(values: Any, midpoint: float, *, dark: bool) -> list[list[Any]]:
    """The diverging scale, stretched on each side so that its middle stands at the midpoint."""
    low, high = float(np.min(values)), float(np.max(values))
    if low >= midpoint or high <= midpoint:
        places = np.linspace(0, 1, 9)
        along = 0.5 + places / 2 if low >= midpoint else places / 2
    else:
        middle = (midpoint - low) / (high - low)
        places = np.concatenate([np.linspace(0, middle, 5), np.linspace(middle, 1, 5)[1:]])
        along = np.linspace(0, 1, 9)
    colours = classes.sampled(classes.diverging(dark=dark), along)
    return [list(stop) for stop in zip(places.tolist(), colours, strict=True)]


def _no_figure(rows: pd.DataFrame, say: Words) -> go.Choropleth:
    name = say("map.class_missing", count=str(len(rows)))
    return _one_colour(rows, theme.NO_DATA, name=name, showlegend=True)


def _dashes(rows: pd.DataFrame) -> go.Scattergeo:
    """A dash on each province without a figure, for those to whom grey is a colour among others."""
    return go.Scattergeo(
        lon=rows["longitude"].tolist(),
        lat=rows["latitude"].tolist(),
        text=[numbers.MISSING] * len(rows),
        mode="text",
        textfont={"size": 20, "color": "#17242E"},
        hoverinfo="skip",
        showlegend=False,
    )


def _chosen(rows: pd.DataFrame) -> go.Choropleth:
    return go.Choropleth(
        locations=rows["province"].tolist(),
        z=[0] * len(rows),
        colorscale=[[0, "rgba(0,0,0,0)"], [1, "rgba(0,0,0,0)"]],
        showscale=False,
        marker={"line": {"color": theme.CHOSEN, "width": 2.5}},
        hoverinfo="skip",
    )
