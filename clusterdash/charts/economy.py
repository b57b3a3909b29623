"""What a province's gross domestic product consists of, and how its activities have grown."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd
import plotly.graph_objects as go

from clusterdash.charts import rows, theme
from clusterdash.text import Words, numbers


def shares(activities: pd.DataFrame, *, say: Words, province: str) -> go.Figure:
    """Each activity's share of the activities' value at current prices, with the country's as a mark.

    Args:
        activities: One row per activity in the order to be drawn, with the columns name, share and
            country_share (%), and part (True for an activity that is inside the one above it).
        province: The province's name, for the legend.
    """
    labels = [
        say("province.part_of", name=name) if part else name
        for name, part in zip(activities["name"], activities["part"], strict=True)
    ]
    figure = rows.figure(labels, say.language)
    places = list(range(len(activities)))
    figure.add_trace(
        go.Bar(
            x=activities["share"].tolist(),
            y=places,
            orientation="h",
            width=rows.BAR_WIDTH,
            name=province,
            marker={"color": theme.ACCENT, "opacity": [0.55 if part else 1.0 for part in activities["part"]]},
            customdata=_in_words(activities, "share", say),
            hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]}",
        )
    )
    figure.add_trace(
        go.Scatter(
            x=activities["country_share"].tolist(),
            y=places,
            mode="markers",
            name=say("word.country"),
            marker={"symbol": "line-ns", "size": 14, "line": {"width": 3, "color": theme.SECOND}},
            customdata=_in_words(activities, "country_share", say),
            hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]}",
        )
    )
    return figure.update_xaxes(**theme.percent_axis(say.language))


def growth(volumes: pd.DataFrame, *, say: Words, highlighted: Collection[str]) -> go.Figure:
    """Chain volumes of the activities as an index: lines beside each other, never on top of each other.

    Args:
        volumes: One row per activity and year with the columns activity, name, year and index (first year =
            100).
        highlighted: Activities to draw in colour, in this order; the others stay in the background.
    """
    figure = go.Figure(layout=theme.paper(say.language, 420))
    known = dict(zip(volumes["activity"], volumes["name"], strict=True))
    quiet = [activity for activity in known if activity not in highlighted]
    for activity in quiet:
        line = _line(volumes[volumes["activity"] == activity], say, colour=theme.MUTED, width=1.0)
        figure.add_trace(line.update(opacity=0.55, showlegend=False))
    bright = [activity for activity in highlighted if activity in known]
    for place, activity in enumerate(bright):
        colour = theme.LINES[place % len(theme.LINES)]
        figure.add_trace(_line(volumes[volumes["activity"] == activity], say, colour=colour, width=2.8))
    figure.add_shape(theme.reference(y=100))
    figure.update_xaxes(fixedrange=True, showgrid=False, dtick=5, tick0=2005)
    figure.update_yaxes(fixedrange=True)
    return figure.update_layout(dragmode=False, hovermode="closest")


def _line(of_activity: pd.DataFrame, say: Words, *, colour: str, width: float) -> go.Scatter:
    name = of_activity["name"].iloc[0]
    return go.Scatter(
        x=of_activity["year"].tolist(),
        y=of_activity["index"].tolist(),
        mode="lines",
        name=name,
        line={"color": colour, "width": width},
        customdata=[[name, numbers.number(value, say.language, 0)] for value in of_activity["index"]],
        hovertemplate="<b>%{customdata[0]}</b><br>%{x}: %{customdata[1]}<extra></extra>",
    )


def _in_words(activities: pd.DataFrame, column: str, say: Words) -> list[list[str]]:
    shown = [numbers.percent(value, say.language, 1) for value in activities[column]]
    return [list(pair) for pair in zip(activities["name"], shown, strict=True)]
