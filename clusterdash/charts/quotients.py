"""The axis of location quotients: square roots, with 1 marked as the country's average.

A linear axis would be ruled by one quotient of 40, a logarithmic one by sectors of a single job.
"""

from __future__ import annotations

from math import sqrt
from typing import Final

import plotly.graph_objects as go

from clusterdash.charts import theme
from clusterdash.text import Words, numbers

_TICKS: Final = (0, 0.2, 0.5, 1, 2, 3, 5, 10, 20, 40, 70, 100)


def highest(largest: float) -> float:
    """The upper end of the axis, in square roots, with room for a name above the largest quotient."""
    return 1.12 * sqrt(largest)


def upwards(figure: go.Figure, *, say: Words, title: str, highest: float) -> None:
    """Make the vertical axis one of quotients; points are to be drawn at their square roots."""
    figure.add_shape(theme.reference(y=1))
    figure.update_yaxes(
        title_text=title,
        range=[0, highest],
        tickvals=[sqrt(tick) for tick in _TICKS],
        ticktext=[numbers.number(tick, say.language, 1 if 0 < tick < 1 else 0) for tick in _TICKS],
    )
