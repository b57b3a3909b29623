"""How criteria go together, and how ranks move from one way of looking to another."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from clusterdash.charts import classes, rows, theme
from clusterdash.text import Words, numbers

LOWEST_DRAWN: Final = 24
"""Ranks beyond this one stand below it in their order, without the gaps between them: a rank of 80 would
press the first ten together."""
_LONGEST_NAME: Final = 22
_LETTER: Final = 7.2
_STEP: Final = 24


def correlations(
    table: pd.DataFrame,
    *,
    say: Words,
    names: dict[str, str],
    flagged: Collection[tuple[str, str]],
    dark: bool,
) -> go.Figure:
    """Every pair of criteria, from -1 to 1; the values stand in the flagged pairs only.

    Args:
        table: Criteria × criteria by code, NaN where one of the two does not vary.
        names: Criterion code to its name.
        flagged: Pairs to be marked, in either order.
    """
    codes = [str(code) for code in table.columns]
    values = table.to_numpy(float, copy=True)
    np.fill_diagonal(values, np.nan)
    marked = set(flagged) | {(other, one) for one, other in flagged}
    colours = classes.diverging(dark=dark)
    shown = [[numbers.number(value, say.language, 2) for value in row] for row in values]
    figure = go.Figure(layout=theme.paper(say.language, 150 + 32 * len(codes)))
    figure.add_trace(
        go.Heatmap(
            x=codes,
            y=codes,
            z=values.tolist(),
            zmin=-1,
            zmax=1,
            colorscale=colours,
            xgap=1,
            ygap=1,
            hoverongaps=False,
            customdata=[
                [[names[one], names[other], text] for other, text in zip(codes, texts, strict=True)]
                for one, texts in zip(codes, shown, strict=True)
            ],
            hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{customdata[2]}<extra></extra>",
            colorbar={
                "orientation": "h",
                "thickness": 12,
                "len": 0.8,
                "y": 0,
                "yanchor": "top",
                "tickvals": [-1, -0.5, 0, 0.5, 1],
            },
        )
    )
    # Upright, since a square is narrower than its number on a telephone.
    for row, column in np.argwhere(~np.isnan(values)).tolist():
        if (codes[row], codes[column]) in marked:
            figure.add_annotation(
                x=codes[column],
                y=codes[row],
                text=shown[row][column],
                textangle=-90,
                showarrow=False,
                font={
                    "size": 11,
                    "color": _ink(classes.sampled(colours, [(values[row, column] + 1) / 2])[0]),
                },
            )
    figure.update_xaxes(side="top", showgrid=False, fixedrange=True, type="category", tickangle=-90)
    figure.update_yaxes(autorange="reversed", showgrid=False, fixedrange=True, type="category")
    return figure.update_layout(dragmode=False)


def _ink(paper: str) -> str:
    """Black or white, whichever is read better on this rgb() colour."""
    red, green, blue = (float(part) for part in paper.removeprefix("rgb(").rstrip(")").split(","))
    return "#000000" if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else "#ffffff"


def moves(places: pd.DataFrame, *, say: Words) -> go.Figure:
    """One line per candidate, from its rank in the first column to its rank in the last; rank 1 on top.

    Args:
        places: Candidates × situations, both labelled as shown, with ranks (NaN: not ranked). A candidate
            that is first somewhere gets a colour.
    """
    drawn = places.apply(_heights)
    lowest = float(np.nanmax(drawn.to_numpy(float))) if len(places) else 1.0
    figure = go.Figure(layout=theme.paper(say.language, round(70 + _STEP * lowest)))
    colours = iter(theme.LINES)
    for name in places.index:
        ranks = places.loc[name]
        first = bool((ranks == 1).any())
        figure.add_trace(
            _line(
                str(name),
                ranks,
                drawn.loc[name],
                first,
                next(colours, theme.ACCENT) if first else theme.MUTED,
            )
        )
    names = [rows.shortened(str(name), _LONGEST_NAME) for name in places.index]
    margin = 30 + _LETTER * max(map(len, names), default=0)
    start = drawn.iloc[:, 0]
    figure.update_yaxes(
        range=[lowest + 0.6, 0.4],
        tickvals=start.dropna().tolist(),
        ticktext=[
            f"{name}  {numbers.number(rank, say.language, 0)}"
            for name, rank in zip(names, places.iloc[:, 0], strict=True)
            if not np.isnan(rank)
        ],
        showgrid=False,
        zeroline=False,
        fixedrange=True,
    )
    figure.update_xaxes(
        tickvals=list(range(places.shape[1])),
        ticktext=[str(name) for name in places.columns],
        range=[-0.05, max(places.shape[1] - 1, 0) + 0.25],
        side="top",
        showgrid=True,
        zeroline=False,
        fixedrange=True,
    )
    return figure.update_layout(
        dragmode=False, showlegend=False, margin={"l": margin, "r": 8, "t": 40, "b": 8}
    )


def _heights(ranks: pd.Series[float]) -> pd.Series[float]:
    beyond = ranks.where(ranks > LOWEST_DRAWN).rank(method="first")
    return ranks.where(beyond.isna(), LOWEST_DRAWN + beyond)


def _line(name: str, ranks: Any, drawn: Any, first: bool, colour: str) -> go.Scatter:
    written = ["–" if np.isnan(rank) else str(int(rank)) for rank in ranks]
    return go.Scatter(
        x=list(range(len(ranks))),
        y=[None if np.isnan(place) else float(place) for place in drawn],
        mode="lines+markers+text",
        text=["", *written[1:]],
        textposition=["top center"] * (len(ranks) - 1) + ["middle right"],
        line={"color": colour, "width": 3 if first else 1.5},
        marker={"size": 9 if first else 6, "color": colour},
        connectgaps=False,
        cliponaxis=False,
        name=name,
        customdata=[[name, situation, rank] for situation, rank in zip(ranks.index, written, strict=True)],
        hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]}: %{customdata[2]}<extra></extra>",
    )
