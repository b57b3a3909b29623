"""Provinces on a map by a verdict: a few named groups in order, each with its colour and its count."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from clusterdash.charts import classes, theme
from clusterdash.text import Words, numbers

HEIGHT: Final = 360
_OUTLINE: Final = {"color": "rgba(128,140,150,0.75)", "width": 0.6}
_QUIET: Final = "rgba(138,153,164,0.22)"
_OPEN: Final = "rgba(0,0,0,0)"
# Okabe and Ito's; the two that matter most, high among high and low among low, are told apart best.
LISA_COLOURS: Final = {
    "high-high": "#D55E00",
    "high-low": "#E69F00",
    "low-high": "#56B4E9",
    "low-low": "#0072B2",
    "none": _QUIET,
}


def grouped_map(
    places: pd.DataFrame,
    *,
    say: Words,
    outlines: str,
    groups: Mapping[str, str],
    colours: Mapping[str, str],
    chosen: int | None = None,
) -> go.Figure:
    """The provinces by group, one trace and one line of the legend for each group.

    Args:
        places: One row per province with the columns province (plate), name, group (a key of `groups`),
            shown (what the pointer reads), latitude and longitude (degrees).
        outlines: Address of a GeoJSON file whose feature ids are plate numbers.
        groups: Every group there can be and its name in the legend, in the legend's order.
        colours: Group to colour. A group without a colour has no figure: it is grey with a dash.
        chosen: The plate of the province to outline.
    """
    figure = go.Figure(layout=theme.paper(say.language, HEIGHT))
    for group, name in groups.items():
        rows = places[places["group"] == group]
        legend = say("sector.map_group", name=name, count=numbers.number(len(rows), say.language, 0))
        figure.add_trace(_provinces(rows, colours.get(group, theme.NO_DATA), legend))
        if group not in colours:
            figure.add_trace(_dashes(rows))
    figure.add_trace(_outline(places[places["province"] == chosen]))
    figure.update_traces(
        geojson=outlines, featureidkey="id", unselected_marker_opacity=1, selector={"type": "choropleth"}
    )
    figure.update_geos(
        projection_type="mercator",
        lonaxis_range=[25.5, 45.0],
        lataxis_range=[35.6, 42.3],
        visible=False,
        bgcolor=_OPEN,
    )
    return figure.update_layout(
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


def level_colours(highest: int, *, dark: bool) -> dict[str, str]:
    """One colour per level of a verdict, "0" quiet and the others along the sequential scale."""
    along = [0.25 + 0.75 * place / highest for place in range(1, highest + 1)]
    found = classes.sampled(classes.sequential(dark=dark), along)
    return {"0": _QUIET} | {str(place): colour for place, colour in enumerate(found, start=1)}


def _provinces(rows: pd.DataFrame, colour: str, name: str) -> go.Choropleth:
    return go.Choropleth(
        locations=rows["province"].tolist(),
        z=[0] * len(rows),
        colorscale=[[0, colour], [1, colour]],
        showscale=False,
        showlegend=True,
        name=name,
        customdata=rows[["name", "shown"]].to_numpy().tolist(),
        hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]}<extra></extra>",
        marker={"line": _OUTLINE},
    )


def _dashes(rows: pd.DataFrame) -> go.Scattergeo:
    """A dash on each province without a figure, for those to whom grey is a colour among others."""
    return go.Scattergeo(
        lon=rows["longitude"].tolist(),
        lat=rows["latitude"].tolist(),
        text=[numbers.MISSING] * len(rows),
        mode="text",
        textfont={"size": 18, "color": "#17242E"},
        hoverinfo="skip",
        showlegend=False,
    )


def _outline(rows: pd.DataFrame) -> go.Choropleth:
    line: dict[str, Any] = {"color": theme.CHOSEN, "width": 2.5}
    return go.Choropleth(
        locations=rows["province"].tolist(),
        z=[0] * len(rows),
        colorscale=[[0, _OPEN], [1, _OPEN]],
        showscale=False,
        marker={"line": line},
        hoverinfo="skip",
    )
