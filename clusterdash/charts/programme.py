"""The pilot provinces on a map of Türkiye."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from clusterdash.charts import theme
from clusterdash.text import Language

HEIGHT: Final = 300
_OTHER: Final = "rgba(138,153,164,0.22)"
_WITHOUT_SECTOR: Final = "rgba(11,110,140,0.30)"
_BORDER: Final = "rgba(138,153,164,0.6)"


def pilot_map(pilots: pd.DataFrame, others: Iterable[int], *, outlines: str, language: Language) -> go.Figure:
    """The pilots in full colour, paler where no sector was published, each with its name.

    Args:
        pilots: One row per pilot province with the columns province (plate), name, shown (what the pointer
            reads), published (whether it has a sector), latitude and longitude (degrees).
        others: Plates of the other provinces, drawn as background.
        outlines: Address of a GeoJSON file whose feature ids are plate numbers.
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
    figure.add_trace(_names(pilots))
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


def _names(pilots: pd.DataFrame) -> go.Scattergeo:
    """Above or below a dot at the province's centre, so that they are read on any colour."""
    return go.Scattergeo(
        lon=pilots["longitude"].tolist(),
        lat=pilots["latitude"].tolist(),
        text=pilots["name"].tolist(),
        mode="markers+text",
        marker={"size": 7, "color": "#FFFFFF", "line": {"color": theme.ACCENT, "width": 2}},
        textposition="bottom center",
        textfont={"size": 13},
        hoverinfo="skip",
        showlegend=False,
    )
