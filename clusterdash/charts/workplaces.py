"""How big workplaces are."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from clusterdash.charts import rows, theme
from clusterdash.text import Words, numbers


def sizes(groups: pd.DataFrame, *, say: Words, others: str) -> go.Figure:
    """The share of workplaces and of jobs in each size group, beside those of what it is part of.

    Args:
        groups: One row per size group, smallest first, with the columns name, workplaces, insured,
            country_workplaces and country_insured (all shares in %).
        others: What the marks stand for, such as the country.
    """
    figure = rows.figure(groups["name"].tolist(), say.language, bars=2)
    for measure, colour, side in (("workplaces", theme.MUTED, -1), ("insured", theme.ACCENT, 1)):
        name = say(f"sizes.{measure}")
        figure.add_trace(_bars(groups, measure, name, colour, side, say))
        figure.add_trace(_marks(groups, measure, side, say, others=others, showlegend=side == 1))
    return figure.update_layout(barmode="overlay").update_xaxes(
        range=[0, 100], **theme.percent_axis(say.language)
    )


def _bars(groups: pd.DataFrame, measure: str, name: str, colour: str, side: int, say: Words) -> go.Bar:
    return go.Bar(
        x=groups[measure].tolist(),
        y=_places(groups, side),
        orientation="h",
        width=rows.BAR_WIDTH * 0.92,
        name=name,
        marker={"color": colour},
        customdata=_in_words(groups, measure, say),
        hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]}",
    )


def _marks(
    groups: pd.DataFrame, measure: str, side: int, say: Words, *, others: str, showlegend: bool
) -> go.Scatter:
    return go.Scatter(
        x=groups[f"country_{measure}"].tolist(),
        y=_places(groups, side),
        mode="markers",
        name=others,
        showlegend=showlegend,
        marker={"symbol": "line-ns", "size": 14, "line": {"width": 3, "color": theme.SECOND}},
        customdata=_in_words(groups, f"country_{measure}", say),
        hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]}",
    )


def _places(groups: pd.DataFrame, side: int) -> list[float]:
    return [place + side * rows.BAR_WIDTH / 2 for place in range(len(groups))]


def _in_words(groups: pd.DataFrame, column: str, say: Words) -> list[list[str]]:
    shown = [numbers.percent(value, say.language, 1) for value in groups[column]]
    return [list(pair) for pair in zip(groups["name"], shown, strict=True)]
