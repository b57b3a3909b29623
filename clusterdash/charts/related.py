"""Sectors by how related they are: to one sector, or to what a province already has."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from clusterdash.charts import rows, theme
from clusterdash.text import Words, numbers

_FAINT = "rgba(11,110,140,0.16)"


def bars(sectors: pd.DataFrame, *, say: Words, by: str) -> go.Figure:
    """Bars in the order given: full where the province is specialised, outlined where it is not (yet).

    Args:
        sectors: One row per sector, first on top, with the columns label, `by` (%; NaN: no figure), had (true
            or false) and words (what the pointer reads).
        by: The column to draw.
    """
    figure = rows.figure(sectors["label"].tolist(), say.language)
    placed = sectors.assign(place=range(len(sectors)))
    for had, colour, name in (
        (True, theme.ACCENT, say("related.had")),
        (False, _FAINT, say("related.not_had")),
    ):
        group = placed[placed["had"] == had]
        figure.add_trace(
            go.Bar(
                x=group[by].tolist(),
                y=group["place"].tolist(),
                orientation="h",
                width=rows.BAR_WIDTH,
                name=name,
                marker={"color": colour, "line": {"color": theme.ACCENT, "width": 1.2}},
                text=[numbers.percent(value, say.language, 0) for value in group[by]],
                textposition="outside",
                cliponaxis=False,
                customdata=group[["label", "words"]].to_numpy().tolist(),
                hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]}<extra></extra>",
                showlegend=True,
            )
        )
    longest = max([1.0, *sectors[by].dropna()])
    return figure.update_xaxes(range=[0, 1.16 * longest], visible=False)
