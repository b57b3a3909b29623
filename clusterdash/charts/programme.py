"""The pilot provinces on a map of Türkiye."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import pandas as pd
import plotly.graph_objects as go

from clusterdash.charts import geography, theme
from clusterdash.text import Language

HEIGHT: Final = 180
_WITHOUT_SECTOR: Final = "rgba(11,110,140,0.30)"
_INK, _LIGHT = "#17242E", "#F3F6F8"
_CLOSE: Final = 2.0
"""Degrees within which two names would run into each other."""


def pilot_map(
    pilots: pd.DataFrame,
    others: Iterable[int],
    *,
    outlines: str,
    language: Language,
    dark: bool = False,
    decided: pd.DataFrame | None = None,
) -> go.Figure:
    """The pilots in full colour, paler where no sector was published, each with its name.

    Args:
        pilots: One row per pilot province with the columns province (plate), name, shown (what the pointer
            reads), published (whether it has a sector), latitude and longitude (degrees).
        others: Plates of the other provinces, drawn as background.
        outlines: Address of a GeoJSON file whose feature ids are plate numbers.
        dark: Whether the paper is dark.
        decided: Decisions made with this application, drawn as diamonds, which stand for nothing that was
            published: shown, latitude and longitude.
    """
    figure = geography.country(language)
    figure.add_trace(geography.background(others))
    for published, colour in ((True, theme.ACCENT), (False, _WITHOUT_SECTOR)):
        rows = pilots[pilots["published"] == published]
        figure.add_trace(
            geography.areas(
                rows["province"],
                colour,
                customdata=rows["shown"].tolist(),
                hovertemplate="%{customdata}<extra></extra>",
            )
        )
    figure.add_trace(_names(pilots, dark=dark))
    if decided is not None and len(decided):
        figure.add_trace(geography.decided(decided))
    return geography.framed(figure, outlines).update_layout(height=HEIGHT)


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
