"""Horizontal bars whose names stand above them, so that long names fit on a telephone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import plotly.graph_objects as go

from clusterdash.charts import theme
from clusterdash.text import Language

ROW_HEIGHT: Final = 38
BAR_WIDTH: Final = 0.36
_LONGEST_LABEL: Final = 58


def figure(labels: Sequence[str], language: Language, *, bars: int = 1) -> go.Figure:
    """An empty figure with one row per label, the first on top; row n stands at y = n.

    Args:
        bars: How many bars each row must hold beside each other.
    """
    height = round(ROW_HEIGHT * (0.4 + 0.6 * bars))
    drawn = go.Figure(layout=theme.paper(language, height * len(labels) + 56))
    drawn.update_yaxes(range=[len(labels) - 0.5, -0.75], visible=False, fixedrange=True)
    drawn.update_xaxes(rangemode="tozero", fixedrange=True, zeroline=True, automargin=True)
    drawn.update_layout(barmode="group" if bars > 1 else "stack", bargap=1 - BAR_WIDTH * bars, dragmode=False)
    for row, label in enumerate(labels):
        drawn.add_annotation(
            text=shortened(label, _LONGEST_LABEL),
            x=0,
            xref="paper",
            xanchor="left",
            y=row - BAR_WIDTH * bars / 2,
            yanchor="bottom",
            showarrow=False,
            align="left",
        )
    return drawn


def shortened(text: str, longest: int) -> str:
    """The text, cut at a word where it is too long."""
    if len(text) <= longest:
        return text
    return f"{text[: longest - 1].rsplit(' ', 1)[0].rstrip(' ,;')}…"
