"""Two figures of the same places against each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from clusterdash.charts import labels, theme
from clusterdash.text import Words, numbers

_HEIGHT: Final = 440
_SIZE: Final = (430.0, 350.0)
"""Of the picture without its axes, on a common screen."""
_NAMED: Final = 5
_SKEWED: Final = 8.0
_ROOM: Final = 0.06


def is_skewed(values: pd.Series[Any]) -> bool:
    """Whether a logarithmic axis serves the values better: all above 0, and the largest many times the
    median."""
    return bool(len(values) and values.min() > 0 and values.max() > _SKEWED * values.median())


def scatter(
    places: pd.DataFrame, *, say: Words, titles: tuple[str, str], digits: tuple[int, int]
) -> go.Figure:
    """One point for each place; those that stand out and the chosen one are named.

    Args:
        places: One row per place with the columns name, x, y, words (what the pointer reads) and chosen (true
            or false). An axis of skewed values is logarithmic.
        titles: Of the axes, with their units.
        digits: Decimals on the axes.
    """
    places = places.reset_index(drop=True)
    figure = go.Figure(layout=theme.paper(say.language, _HEIGHT))
    figure.add_trace(
        go.Scatter(
            x=places["x"].tolist(),
            y=places["y"].tolist(),
            mode="markers",
            marker={
                "size": [14 if chosen else 9 for chosen in places["chosen"]],
                "color": [theme.CHOSEN if chosen else theme.ACCENT for chosen in places["chosen"]],
                "opacity": 0.75,
            },
            customdata=places[["name", "words"]].to_numpy().tolist(),
            hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]}<extra></extra>",
            showlegend=False,
        )
    )
    if len(places):
        figure.add_trace(_names(places))
    for axis, values, title, places_after in (
        (figure.update_xaxes, places["x"], titles[0], digits[0]),
        (figure.update_yaxes, places["y"], titles[1], digits[1]),
    ):
        axis(title_text=title, fixedrange=True, zeroline=False, **_scale(values, say, places_after))
    return figure.update_layout(dragmode=False)


def _scale(values: pd.Series[Any], say: Words, digits: int) -> dict[str, Any]:
    if values.empty:
        return {}
    low, high = _ends(values)
    if not is_skewed(values):
        return {"range": [low, high], "tickformat": f",.{digits}f" if digits < 2 else None}
    ticks = _decades(values)
    written = [numbers.number(tick, say.language, max(0, -int(np.floor(np.log10(tick))))) for tick in ticks]
    return {"type": "log", "range": [low, high], "tickvals": ticks, "ticktext": written}


def _decades(values: pd.Series[Any]) -> list[float]:
    """1, 10, 100 …, with 3, 30, 300 … between them where there are few."""
    first, last = (int(np.floor(np.log10(value))) for value in (values.min(), values.max()))
    steps = (1, 3) if last - first < 4 else (1,)
    return [step * 10.0**power for power in range(first, last + 1) for step in steps]


def _ends(values: pd.Series[Any]) -> tuple[float, float]:
    """Of the axis, with room around the values; powers of ten on a logarithmic one."""
    along = _along(values)
    room = _ROOM * (along.max() - along.min()) or 1.0
    return float(along.min() - room), float(along.max() + room)


def _along(values: pd.Series[Any]) -> Any:
    return np.log10(values.to_numpy(float)) if is_skewed(values) else values.to_numpy(float)


def _names(places: pd.DataFrame) -> go.Scatter:
    """Names of what stands out, as far as there is room for them; the chosen one's in any case."""
    points = np.column_stack([_pixels(places["x"], _SIZE[0]), _pixels(places["y"], _SIZE[1])])
    found = labels.place(
        points,
        places["name"].tolist(),
        standing_out(places),
        _SIZE,
        always=places.index[places["chosen"]].tolist(),
    )
    named = places.loc[list(found)]
    return labels.written(named["x"], named["y"], named["name"], found.values())


def standing_out(places: pd.DataFrame) -> Sequence[int]:
    """Which to name, the most important first: the chosen, the highest, and those farthest from the order
    that both share."""
    apart = (places["x"].rank() - places["y"].rank()).abs()
    wanted = [
        *places.index[places["chosen"]],
        *places["x"].nlargest(_NAMED).index,
        *places["y"].nlargest(_NAMED).index,
        *apart.nlargest(_NAMED).index,
    ]
    return list(dict.fromkeys(int(place) for place in wanted))


def _pixels(values: pd.Series[Any], length: float) -> Any:
    low, high = _ends(values)
    return length * (_along(values) - low) / (high - low)
