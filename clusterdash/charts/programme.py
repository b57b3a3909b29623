"""The pilot provinces on a map of Türkiye."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from clusterdash.charts import theme
from clusterdash.text import Language

HEIGHT: Final = 180
_OTHER: Final = "rgba(138,153,164,0.22)"
_WITHOUT_SECTOR: Final = "rgba(11,110,140,0.30)"
_BORDER: Final = "rgba(138,153,164,0.6)"
_INK, _LIGHT = "#17242E", "#F3F6F8"
_CLOSE: Final = 2.0
"""Degrees within which two names would run into each other."""


def pilot_map(
    pilots: pd.DataFrame, others: Iterable[int], *, outlines: str, language: Language, dark: bool = False
) -> go.Figure:
    """The pilots in full colour, paler where no sector was published, each with its name.

    Args:
        pilots: One row per pilot province with the columns province (plate), name, shown (what the pointer
            reads), published (whether it has a sector), latitude and longitude (degrees).
        others: Plates of the other provinces, drawn as background.
        outlines: Address of a GeoJSON file whose feature ids are plate numbers.
        dark: Whether the paper is dark.
    """
    figure = go.Figure(layout=theme.paper(language, HEIGHT))
    figure.add_trace(_provinces(list(others), _OTHER, hoverinfo="skip"))
    for published, colour in ((True, theme.ACCENT), (False, _WITHOUT_SECTOR)):
        rows = pilots[pilots["published"] == published]
        figure.add_trace(
            _provinces(
                rows["province"].tolist(),
                colour,
                customdata=rows["shown"].tolist(),
                hovertemplate="%{customdata}<extra></extra>",
            )
        )
    figure.add_trace(_names(pilots, dark=dark))
    figure.update_traces(geojson=outlines, featureidkey="id", selector={"type": "choropleth"})
    figure.update_geos(
        projection_type="mercator",
        lonaxis_range=[25.5, 45.0],
        lataxis_range=[35.6, 42.3],
        visible=False,
        bgcolor="rgba(0,0,0,0)",
    )
    return figure.update_layout(margin={"l": 0, "r": 0, "t": 0, "b": 0}, dragmode=False)


def _provinces(plates: list[int], colour: str, **looks: Any) -> go.Choropleth:
    return go.Choropleth(
        locations=plates,
        z=[0] * len(plates),
        colorscale=[[0, colour], [1, colour]],
        showscale=False,
        marker={"line": {"color": _BORDER, "width": 0.6}},
        **looks,
    )


def _names(pilots: pd.DataFrame, *, dark: bool) -> go.Scattergeo:
    """A dot at the province's centre, its name on the side where there is no other pilot."""
    places = list(zip(pilots["longitude"], pilots["latitude"], strict=True))
    return go.Scattergeo(
        lon=pilots["longitude"].tolist(),
        lat=pilots["latitude"].tolist(),
        text=pilots["name"].tolist(),
        mode="markers+text",
        marker={"size": 7, "color": "#FFFFFF", "line": {"color": theme.ACCENT, "width": 2}},
        textposition=[_side(place, places) for place in places],
        textfont={"size": 13, "color": _LIGHT if dark else _INK, "shadow": _halo(_INK if dark else _LIGHT)},
        hoverinfo="skip",
        showlegend=False,
    )


def _side(place: tuple[float, float], others: Sequence[tuple[float, float]]) -> str:
    """Below where a close pilot lies to the north, above otherwise."""
    longitude, latitude = place
    crowded = any(
        latitude < north < latitude + _CLOSE and abs(longitude - east) < _CLOSE for east, north in others
    )
    return "bottom center" if crowded else "top center"


def _halo(colour: str) -> str:
    """The paper's colour around letters, so that they are read over a coloured province too."""
    return ", ".join([f"0 0 2px {colour}"] * 3)
