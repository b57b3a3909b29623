"""Horizontal bars whose names stand above them, so that long names fit on a telephone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

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
    height = round(ROW_HEIGHT * (0.2 + 0.8 * bars))
    # Given at once: adding annotations one by one costs more than all the rest of a picture.
    layout = theme.paper(language, height * len(labels) + 56) | {
        "yaxis": {"range": [len(labels) - 0.5, -0.75], "visible": False, "fixedrange": True},
        "xaxis": {"rangemode": "tozero", "fixedrange": True, "zeroline": True, "automargin": True},
        "barmode": "group" if bars > 1 else "stack",
        "bargap": 1 - BAR_WIDTH * bars,
        "dragmode": False,
        "annotations": [_name(label, row - BAR_WIDTH * bars / 2) for row, label in enumerate(labels)],
    }
    return go.Figure(layout=layout)


def _name(label: str, bottom: float) -> dict[str, Any]:
    return {
        "text": shortened(label, _LONGEST_LABEL),
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "y": bottom,
        "yanchor": "bottom",
        "showarrow": False,
        "align": "left",
    }


def shortened(text: str, longest: int) -> str:
    """The text, cut at a word where it is too long, and not within a parenthesis that it would leave open."""
    if len(text) <= longest:
        return text
    kept = text[: longest - 1].rsplit(" ", 1)[0]
    if kept.count("(") > kept.count(")"):
        kept = kept[: kept.rindex("(")] or kept
    return f"{kept.rstrip(' ,;')}…"
