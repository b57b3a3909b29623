"""The map of Türkiye that every picture of provinces is drawn on, and the legend that is read beside it.

Outlines travel as the address of a file, never with the figure; the base map stays empty. The figure has no
height of its own: it takes the proportions of the country wherever it stands, so that maps of equal width are
equal. Its legend is text beside the picture (`legend`), which wraps, is read aloud and takes no room from it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from clusterdash.charts import theme
from clusterdash.text import Language, numbers

QUIET: Final = "rgba(138,153,164,0.22)"
"""A province that stands back: in the background, or without a verdict."""
_OPEN: Final = "rgba(0,0,0,0)"
_BORDER: Final = {"color": "rgba(128,140,150,0.75)", "width": 0.6}
_INK: Final = "#17242E"
_EAST_WEST: Final = (25.5, 45.0)
_SOUTH_NORTH: Final = (35.6, 42.3)


def country(language: Language) -> go.Figure:
    """A figure without anything on it yet; `framed` is the last step."""
    return go.Figure(layout=theme.paper(language, height=None))


def framed(figure: go.Figure, outlines: str) -> go.Figure:
    """The figure with its provinces' outlines, on the same extent as every other map.

    Args:
        outlines: Address of a GeoJSON file whose feature ids are plate numbers.
    """
    figure.update_traces(
        geojson=outlines, featureidkey="id", unselected_marker_opacity=1, selector={"type": "choropleth"}
    )
    figure.update_geos(
        projection_type="mercator",
        lonaxis_range=_EAST_WEST,
        lataxis_range=_SOUTH_NORTH,
        visible=False,
        bgcolor=_OPEN,
    )
    return figure.update_layout(margin={"l": 0, "r": 0, "t": 0, "b": 0}, dragmode=False, showlegend=False)


def areas(plates: Iterable[int], colour: str, **looks: Any) -> go.Choropleth:
    """Provinces in one colour; a `name` gives them a line of the legend."""
    locations = list(plates)
    return go.Choropleth(
        locations=locations,
        z=[0] * len(locations),
        colorscale=[[0, colour], [1, colour]],
        showscale=False,
        **({"marker": {"line": _BORDER}} | looks),
    )


def group(rows: pd.DataFrame, colour: str, name: str) -> go.Choropleth:
    """Provinces in one colour, with a line of the legend and something for the pointer to read.

    Args:
        rows: One row per province with the columns province (plate), name and shown (in words).
    """
    return areas(rows["province"], colour, name=name, showlegend=True, **pointed(rows))


def scaled(rows: pd.DataFrame, scale: Any, marks: Iterable[tuple[float, str]], **looks: Any) -> go.Choropleth:
    """Provinces along one continuous scale.

    Args:
        rows: As in `group`, with the column value.
        scale: Places from 0 to 1, each with its colour.
        marks: Values with the words in which they stand under the scale of the legend.
    """
    values, words = zip(*marks, strict=True) if marks else ((), ())
    return go.Choropleth(
        locations=rows["province"].tolist(),
        z=rows["value"].tolist(),
        colorscale=scale,
        colorbar={"tickvals": list(values), "ticktext": list(words)},
        showscale=False,
        marker={"line": _BORDER},
        **pointed(rows),
        **looks,
    )


def pointed(rows: pd.DataFrame) -> dict[str, Any]:
    """What the pointer reads: the name, and under it what is shown."""
    return {
        "customdata": rows[["name", "shown"]].to_numpy().tolist(),
        "hovertemplate": "<b>%{customdata[0]}</b><br>%{customdata[1]}<extra></extra>",
    }


def background(plates: Iterable[int]) -> go.Choropleth:
    """Provinces that only say where the others are."""
    return areas(plates, QUIET, hoverinfo="skip")


def without_figure(rows: pd.DataFrame, name: str) -> list[Any]:
    """Provinces without a figure: grey, and with a dash for those to whom grey is a colour among others.

    Args:
        rows: As in `group`, with the columns latitude and longitude (degrees).
    """
    dashes = go.Scattergeo(
        lon=rows["longitude"].tolist(),
        lat=rows["latitude"].tolist(),
        text=[numbers.MISSING] * len(rows),
        mode="text",
        textfont={"size": 18, "color": _INK},
        hoverinfo="skip",
        showlegend=False,
    )
    return [group(rows, theme.NO_DATA, name), dashes]


def outlined(plates: Iterable[int]) -> go.Choropleth:
    """What the visitor chose."""
    return areas(plates, _OPEN, marker={"line": {"color": theme.CHOSEN, "width": 2.5}}, hoverinfo="skip")


def decided(places: pd.DataFrame, name: str | None = None) -> go.Scattergeo:
    """Diamonds where something was decided here: they stand for nothing that was published.

    Args:
        places: One row per decision with the columns latitude and longitude (degrees) and, where the pointer
            reads it, shown. Without that column the pointer reads the province beneath.
        name: In words, for the legend.
    """
    read = (
        {"customdata": places["shown"].tolist(), "hovertemplate": "%{customdata}<extra></extra>"}
        if "shown" in places
        else {"hoverinfo": "skip"}
    )
    return go.Scattergeo(
        lon=places["longitude"].tolist(),
        lat=places["latitude"].tolist(),
        mode="markers",
        marker={
            "symbol": "diamond",
            "size": 13,
            "color": theme.SECOND,
            "line": {"color": "#FFFFFF", "width": 1.5},
        },
        name=name,
        showlegend=False,
        **read,
    )


# --- the legend -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Legend:
    """What the colours of a map mean, and its diamonds.

    groups: colour and name of each. scale: places from 0 to 1 with their colours, empty without a continuous
    scale; marks: places on it, each with its words. diamonds: colour and name of each kind.
    """

    groups: tuple[tuple[str, str], ...] = ()
    scale: tuple[tuple[float, str], ...] = ()
    marks: tuple[tuple[float, str], ...] = ()
    diamonds: tuple[tuple[str, str], ...] = ()


def is_map(figure: go.Figure) -> bool:
    """Whether the figure takes the country's proportions and has its legend beside it."""
    return figure.layout.height is None and any(trace.type == "choropleth" for trace in figure.data)


def legend(figure: go.Figure) -> Legend:
    """The legend of a map of this module: its named groups in order, and its continuous scale."""
    drawn = [trace for trace in figure.data if trace.type == "choropleth"]
    groups = tuple((trace.colorscale[0][1], trace.name) for trace in drawn if trace.name)
    points = [trace for trace in figure.data if trace.type == "scattergeo"]
    diamonds = tuple((trace.marker.color, trace.name) for trace in points if trace.name)
    for trace in drawn:
        if trace.colorbar.ticktext:
            return Legend(groups, _stops(trace), _marks(trace), diamonds)
    return Legend(groups, diamonds=diamonds)


def _stops(trace: go.Choropleth) -> tuple[tuple[float, str], ...]:
    return tuple((float(place), str(colour)) for place, colour in trace.colorscale)


def _marks(trace: go.Choropleth) -> tuple[tuple[float, str], ...]:
    low, high = min(trace.z), max(trace.z)
    span = high - low or 1
    return tuple(
        ((value - low) / span, words)
        for value, words in zip(trace.colorbar.tickvals, trace.colorbar.ticktext, strict=True)
    )
