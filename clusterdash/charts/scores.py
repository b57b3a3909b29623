"""Scores as bars, each made of what the topics contribute."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from clusterdash.charts import rows, theme
from clusterdash.text import Words, numbers


def stacked(ranked: pd.DataFrame, *, say: Words, topics: Mapping[str, str]) -> go.Figure:
    """One bar per candidate, best on top.

    Args:
        ranked: One row per candidate in the order to be drawn, with the columns label, score (0-100) and, for
            each topic, its contribution in points under the topic's code.
        topics: Topic code to its name, in the order of the bars' parts.
    """
    figure = rows.figure(ranked["label"].tolist(), say.language)
    places = list(range(len(ranked)))
    for code, name in topics.items():
        shown = [numbers.number(points, say.language, 1) for points in ranked[code]]
        figure.add_trace(
            go.Bar(
                x=ranked[code].tolist(),
                y=places,
                orientation="h",
                width=rows.BAR_WIDTH,
                name=name,
                marker={"color": theme.TOPIC_COLOURS[code]},
                customdata=[
                    [label, name, points] for label, points in zip(ranked["label"], shown, strict=True)
                ],
                hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]}: %{customdata[2]}<extra></extra>",
            )
        )
    figure.add_trace(
        go.Scatter(
            x=ranked["score"].tolist(),
            y=places,
            text=[f"\u2002{numbers.number(score, say.language, 1)}" for score in ranked["score"]],
            mode="text",
            textposition="middle right",
            cliponaxis=False,
            hoverinfo="skip",
            showlegend=False,
        )
    )
    return figure.update_xaxes(range=[0, 106]).update_layout(legend={"traceorder": "normal"})
