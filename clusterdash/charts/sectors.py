"""The sectors of a province: the biggest, the most specialised, and both at once."""

from __future__ import annotations

from math import sqrt
from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from clusterdash.charts import labels, rows, theme
from clusterdash.text import Words, numbers

_LONGEST_NAME: Final = 32
_NAMED: Final = 6
_SCATTER_HEIGHT: Final = 540
_SIZE: Final = (760.0, 420.0)
"""Of the scatter without its axes, on a common screen."""
_QUOTIENT_TICKS: Final = (0, 0.2, 0.5, 1, 2, 3, 5, 10, 20, 40, 70, 100)


def top(sectors: pd.DataFrame, *, say: Words, by: str, digits: int) -> go.Figure:
    """The sectors as bars in the order given, manufacturing in colour, small ones pale, the pick marked.

    Args:
        sectors: One row per sector to be drawn, first on top, with the columns division, name, insured,
            workplaces, quotient, manufacturing, pick and small (few workplaces; all three true or false).
        by: The column to draw: insured or quotient.
        digits: Decimals behind each bar.
    """
    figure = rows.figure([_label(sector, say) for sector in sectors.itertuples()], say.language)
    shown = [numbers.number(value, say.language, digits) for value in sectors[by]]
    figure.add_trace(
        go.Bar(
            x=sectors[by].tolist(),
            y=list(range(len(sectors))),
            orientation="h",
            width=rows.BAR_WIDTH,
            text=shown,
            textposition="outside",
            cliponaxis=False,
            marker={
                "color": [_colour(sector) for sector in sectors.itertuples()],
                "opacity": _strengths(sectors),
            },
            customdata=_in_words(sectors, say),
            hovertemplate=_HOVER,
            showlegend=False,
        )
    )
    longest = float(sectors[by].max()) if len(sectors) else 1.0
    return figure.update_xaxes(range=[0, longest * 1.18], visible=False)


def scatter(sectors: pd.DataFrame, *, say: Words) -> go.Figure:
    """Specialisation against size; a sector without an insured person is not drawn.

    Jobs are drawn on a logarithmic axis. Location quotients are drawn on a square-root axis: a linear one
    would be ruled by one quotient of 40, a logarithmic one by sectors of a single job.

    Args:
        sectors: One row per sector with the columns of `top` and excess (jobs above what the province would
            have at the country's share).
    """
    present = sectors[sectors["insured"] > 0].reset_index(drop=True)
    figure = go.Figure(layout=theme.paper(say.language, _SCATTER_HEIGHT))
    for name, group in (
        ("province.manufacturing", present[present["manufacturing"] & ~present["pick"]]),
        ("province.other_sectors", present[~present["manufacturing"] & ~present["pick"]]),
        ("province.pick_legend", present[present["pick"]]),
    ):
        if len(group):
            figure.add_trace(_points(group, say(name), say))
    if len(present):
        figure.add_trace(_names(present))
        figure.update_xaxes(range=_reach(present["insured"]))
        figure.update_yaxes(range=[0, _highest(present)])
    figure.add_hline(y=1, line={"color": theme.MUTED, "width": 1, "dash": "dot"})
    figure.update_xaxes(
        type="log", title_text=say("province.jobs_axis"), dtick=1, showgrid=False, tickformat=",d"
    )
    figure.update_yaxes(
        title_text=say("province.quotient_axis"),
        tickvals=[sqrt(tick) for tick in _QUOTIENT_TICKS],
        ticktext=[numbers.number(tick, say.language, 1 if 0 < tick < 1 else 0) for tick in _QUOTIENT_TICKS],
    )
    figure.update_xaxes(fixedrange=True).update_yaxes(fixedrange=True)
    return figure.update_layout(dragmode=False)


def standing_out(present: pd.DataFrame) -> pd.DataFrame:
    """The sectors worth a name, the most important first: the pick, those with most jobs above the country's
    share, and the most specialised that are more than a few workplaces.

    Takes and returns rows of `scatter`'s sectors that have jobs.
    """
    specialised = present[(present["quotient"] > 1) & ~present["small"]]
    found = pd.concat(
        [
            present[present["pick"]],
            specialised.sort_values("excess", ascending=False).head(_NAMED),
            specialised.sort_values("quotient", ascending=False).head(_NAMED),
        ]
    )
    return found[~found["division"].duplicated()]


_HOVER: Final = (
    "<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{customdata[2]}<br>%{customdata[3]}<extra></extra>"
)


def _points(group: pd.DataFrame, name: str, say: Words) -> go.Scatter:
    sector = next(group.itertuples())
    few = group["small"].tolist()
    shape = "star" if sector.pick else "circle"
    return go.Scatter(
        x=group["insured"].tolist(),
        y=np.sqrt(group["quotient"]).tolist(),
        mode="markers",
        name=name,
        marker={
            "color": _colour(sector),
            "size": 17 if sector.pick else 10,
            "symbol": [f"{shape}-open" if is_few else shape for is_few in few],
            "line": {"width": 1.5 if sector.pick else 1.2, "color": _colour(sector)},
        },
        customdata=_in_words(group, say),
        hovertemplate=_HOVER,
    )


def _names(present: pd.DataFrame) -> go.Scatter:
    """Names of what stands out, as far as there is room for them; the pick's in any case."""
    names = [rows.shortened(name, _LONGEST_NAME) for name in present["name"]]
    height = _SIZE[1] * np.sqrt(present["quotient"].to_numpy(float)) / _highest(present)
    points = np.column_stack([_along(present["insured"], _SIZE[0]), height])
    wanted = standing_out(present)
    places = labels.place(points, names, wanted.index.tolist(), _SIZE)
    for pick in wanted.index[wanted["pick"]]:
        places.setdefault(pick, "top center")
    named = present.loc[list(places)]
    return go.Scatter(
        x=named["insured"].tolist(),
        y=np.sqrt(named["quotient"]).tolist(),
        text=[names[point] for point in places],
        mode="markers+text",
        # Invisible points keep the names off the visible ones.
        marker={"size": 2 * labels.MARK, "opacity": 0},
        textposition=list(places.values()),
        cliponaxis=False,
        hoverinfo="skip",
        showlegend=False,
    )


def _reach(values: pd.Series[Any]) -> list[float]:
    """The ends of a logarithmic axis, with some room around the values."""
    low, high = float(np.log10(values.min())), float(np.log10(values.max()))
    room = 0.06 * (high - low) + 0.05
    return [low - room, high + room]


def _highest(present: pd.DataFrame) -> float:
    """The upper end of the quotients' axis, with room for a name above the highest."""
    return 1.12 * sqrt(present["quotient"].max())


def _along(values: pd.Series[Any], length: float) -> Any:
    """Pixels from the start of the axis."""
    low, high = _reach(values)
    return length * (np.log10(values.to_numpy(float)) - low) / (high - low)


def _label(sector: Any, say: Words) -> str:
    label = f"{sector.division} · {sector.name}"
    return say("province.pick_mark", name=label) if sector.pick else label


def _colour(sector: Any) -> str:
    if sector.pick:
        return theme.SECOND
    return theme.ACCENT if sector.manufacturing else theme.MUTED


def _strengths(sectors: pd.DataFrame) -> list[float]:
    return [0.45 if small else 1.0 for small in sectors["small"]]


def _in_words(sectors: pd.DataFrame, say: Words) -> list[list[str]]:
    language = say.language
    return [
        [
            f"{sector.division} · {sector.name}",
            say("province.hover_jobs", jobs=numbers.number(sector.insured, language, 0)),
            say("province.hover_workplaces", workplaces=numbers.number(sector.workplaces, language, 0)),
            say("province.hover_quotient", quotient=numbers.number(sector.quotient, language, 2)),
        ]
        for sector in map(_loosely, sectors.itertuples())
    ]


def _loosely(sector: object) -> Any:
    """pandas does not say which type each field of a row has."""
    return sector
