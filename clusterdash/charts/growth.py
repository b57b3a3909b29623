"""How an area's activities have grown: with the country, with their kind, by themselves; where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import Any, Final, Literal

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from clusterdash.charts import labels, quotients, rows, theme
from clusterdash.text import Words, numbers

Part = Literal["national", "mix", "regional", "competitive", "allocation"]

CLASSIC: Final[tuple[Part, ...]] = ("national", "mix", "regional")
ESTEBAN_MARQUILLAS: Final[tuple[Part, ...]] = ("national", "mix", "competitive", "allocation")
_PARTS: Final[dict[Part, str]] = {
    "national": theme.MUTED,
    "mix": theme.AMBER,
    "regional": theme.ACCENT,
    "competitive": theme.ACCENT,
    "allocation": "#CC79A7",
}
STAGES: Final = {
    "star": "#0072B2",
    "emerging": "#009E73",
    "mature": theme.AMBER,
    "transforming": theme.MUTED,
}
_CORNERS: Final = {"star": (1, 1), "emerging": (1, 0), "mature": (0, 1), "transforming": (0, 0)}
_QUADRANTS_HEIGHT: Final = 436
_SIZES: Final = ((330.0, 340.0), (200.0, 340.0))
"""Of the quadrants without axes, on a common screen, and on a telephone or paper; see `labels.written`."""
_LONGEST_LINES: Final = (20, 14)
_AIR: Final = 2.0
"""Between a circle and a name, in pixels."""
_LARGEST: Final = 44.0
"""Diameter of the largest circle, in pixels."""


def shift_share(parts: pd.DataFrame, *, say: Words, split: Sequence[Part] = CLASSIC) -> go.Figure:
    """What each activity gained, as parts to the right of 0 (gains) and to the left (losses), and their sum.

    Args:
        parts: One row per activity in the order to be drawn, with the columns name, change (the sum of its
            parts) and those of `split`, all in one unit.
        split: The parts to draw, `CLASSIC` or `ESTEBAN_MARQUILLAS`.
    """
    figure = rows.figure(parts["name"].tolist(), say.language)
    places = list(range(len(parts)))
    for part in split:
        figure.add_trace(
            go.Bar(
                x=parts[part].tolist(),
                y=places,
                orientation="h",
                width=rows.BAR_WIDTH,
                name=say(f"growth.part_{part}"),
                marker={"color": _PARTS[part]},
                customdata=_in_words(parts, part, say),
                hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]}",
            )
        )
    figure.add_trace(
        go.Scatter(
            x=parts["change"].tolist(),
            y=places,
            mode="markers",
            name=say("growth.part_change"),
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
    return figure.update_xaxes(rangemode="normal", tickformat=",~g", zerolinecolor=theme.MUTED)


def quadrants(activities: pd.DataFrame, *, say: Words) -> go.Figure:
    """Specialisation (upwards, square-root axis) against growth ahead of the country (to the right), four
    named corners; the area of a circle is the activity's value. Activities without a stage are not drawn.

    Args:
        activities: One row per activity with the columns name, value, quotient, ahead (percentage points a
            year), stage (a key of `STAGES` or blank) and words (what the pointer reads).
    """
    known = activities[activities["stage"].notna()].sort_values("value", ascending=False, ignore_index=True)
    figure = go.Figure(layout=theme.paper(say.language, _QUADRANTS_HEIGHT))
    reach = 1.25 * max([0.5, *known["ahead"].abs()])
    highest = quotients.highest(max([1.5, *known["quotient"]]))
    for stage, colour in STAGES.items():
        of_stage = known[known["stage"] == stage]
        figure.add_trace(_circles(of_stage, known["value"].max(), colour, say(f"growth.stage_{stage}")))
        figure.add_annotation(_corner(stage, say))
    if len(known):
        for size, longest in zip(_SIZES, _LONGEST_LINES, strict=True):
            corners = [_box(stage, say, size) for stage in STAGES]
            figure.add_trace(_names(known, reach, highest, size, longest, corners))
    figure.add_shape(theme.reference(x=0))
    quotients.upwards(figure, say=say, title=say("growth.quotient_axis"), highest=highest)
    figure.update_xaxes(
        range=[-reach, reach], title_text=say("growth.ahead_axis"), showgrid=False, zeroline=False
    )
    figure.update_xaxes(fixedrange=True).update_yaxes(fixedrange=True)
    return figure.update_layout(dragmode=False, showlegend=False)


def _circles(of_stage: pd.DataFrame, largest: float, colour: str, stage: str) -> go.Scatter:
    return go.Scatter(
        x=of_stage["ahead"].tolist(),
        y=np.sqrt(of_stage["quotient"].astype(float)).tolist(),
        mode="markers",
        name=stage,
        marker={
            "color": colour,
            "opacity": 0.85,
            "size": _diameters(of_stage["value"], largest),
            "line": {"width": 1, "color": "#FFFFFF"},
        },
        customdata=[
            [name, stage, words] for name, words in zip(of_stage["name"], of_stage["words"], strict=True)
        ],
        hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{customdata[2]}<extra></extra>",
    )


def _diameters(values: pd.Series[Any], largest: float) -> list[float]:
    """So that the area stands for the value; what is tiny can still be seen."""
    found: list[float] = np.maximum(_LARGEST * np.sqrt(values.astype(float) / largest), 7.0).tolist()
    return found


def _names(
    known: pd.DataFrame,
    reach: float,
    highest: float,
    size: tuple[float, float],
    longest: int,
    corners: Sequence[labels.Box],
) -> go.Scatter:
    """The names, as far as there is room for them."""
    points = np.column_stack(
        [
            size[0] * (known["ahead"].to_numpy(float) + reach) / (2 * reach),
            size[1] * np.sqrt(known["quotient"].to_numpy(float)) / highest,
        ]
    )
    # What stands out or comes up is named first.
    first = [list(STAGES).index(stage) for stage in known["stage"]]
    radii = [diameter / 2 + _AIR for diameter in _diameters(known["value"], known["value"].max())]
    names = ["<br>".join(wrap(name, longest)) for name in known["name"]]
    order = np.argsort(first, kind="stable").tolist()
    places = labels.place(points, names, order, size, radii=radii, kept=corners)
    named = known.loc[list(places)]
    return labels.written(
        named["ahead"],
        np.sqrt(named["quotient"].astype(float)),
        [names[place] for place in places],
        places.values(),
        radii=[radii[place] for place in places],
    )


def _corner(stage: str, say: Words) -> dict[str, Any]:
    right, top = _CORNERS[stage]
    return {
        "text": f"<b>{say(f'growth.stage_{stage}')}</b>",
        "xref": "paper",
        "yref": "paper",
        "x": right,
        "y": top,
        "xanchor": "right" if right else "left",
        "yanchor": "top" if top else "bottom",
        "showarrow": False,
        "opacity": 0.75,
    }


def _box(stage: str, say: Words, size: tuple[float, float]) -> labels.Box:
    """Where the name of a corner is written, in pixels."""
    right, top = _CORNERS[stage]
    width = len(say(f"growth.stage_{stage}")) * labels.LETTER
    left, bottom = right * (size[0] - width), top * (size[1] - labels.LINE)
    return (left, bottom, left + width, bottom + labels.LINE)


def _in_words(parts: pd.DataFrame, column: str, say: Words) -> list[list[str]]:
    shown = [numbers.change(value, say.language, 1) for value in parts[column]]
    return [list(pair) for pair in zip(parts["name"], shown, strict=True)]
