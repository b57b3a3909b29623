"""How an area's activities have grown: with the country, with their kind, and by themselves."""

from __future__ import annotations

from typing import Final

import pandas as pd
import plotly.graph_objects as go

from clusterdash.charts import rows, theme
from clusterdash.text import Words, numbers

PARTS: Final = {"national": theme.MUTED, "mix": "#E69F00", "regional": theme.ACCENT}


def shift_share(parts: pd.DataFrame, *, say: Words) -> go.Figure:
    """What each activity gained, as parts to the right of 0 (gains) and to the left (losses), and their sum.

    Args:
        parts: One row per activity in the order to be drawn, with the columns name, national, mix, regional
            and change (their sum), all in one unit.
    """
    figure = rows.figure(parts["name"].tolist(), say.language)
    places = list(range(len(parts)))
    for part, colour in PARTS.items():
        figure.add_trace(
            go.Bar(
                x=parts[part].tolist(),
                y=places,
                orientation="h",
                width=rows.BAR_WIDTH,
                name=say(f"regions.part_{part}"),
                marker={"color": colour},
                customdata=_in_words(parts, part, say),
                hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]}",
            )
        )
    figure.add_trace(
        go.Scatter(
            x=parts["change"].tolist(),
            y=places,
            mode="markers",
            name=say("regions.part_change"),
            marker={
                "symbol": "diamond",
                "size": 11,
                "color": theme.SECOND,
                "line": {"width": 1.5, "color": "#FFFFFF"},
            },
            customdata=_in_words(parts, "change", say),
            hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]}",
        )
    )
    figure.update_layout(barmode="relative", legend={"traceorder": "normal"})
    return figure.update_xaxes(rangemode="normal", tickformat=",d", zerolinecolor=theme.MUTED)


def _in_words(parts: pd.DataFrame, column: str, say: Words) -> list[list[str]]:
    shown = [numbers.change(value, say.language, 1) for value in parts[column]]
    return [list(pair) for pair in zip(parts["name"], shown, strict=True)]
