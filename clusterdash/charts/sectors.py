"""The sectors of a province: the biggest, the most specialised, and both at once."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from clusterdash.charts import rows, theme
from clusterdash.text import Words, numbers

FEW_WORKPLACES: Final = 20
"""Sectors with fewer workplaces are marked: one plant can make them."""
_LONGEST_LABEL: Final = 30
_CLOSEST: Final = (0.16, 0.055)
"""Labels nearer to each other than this share of the width and of the height would overlap."""


def top(sectors: pd.DataFrame, *, say: Words, by: str, digits: int) -> go.Figure:
    """The sectors as bars in the order given, manufacturing in colour, small ones pale, the pick marked.

    Args:
        sectors: One row per sector to be drawn, first on top, with the columns division, name, insured,
            workplaces, quotient, manufacturing and pick (true or false).
        by: The column to draw: insured or quotient.
        digits: Decimals behind each bar.
    """
    labels = [_label(sector, say) for sector in sectors.itertuples()]
    figure = rows.figure(labels, say.language)
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
    """Specialisation against size, both on logarithmic axes; a sector without an insured person is not drawn.

    Args:
        sectors: One row per sector with the columns of `top` and excess (jobs above what the province would
            have at the country's share).
    """
    present = sectors[sectors["insured"] > 0]
    figure = go.Figure(layout=theme.paper(say.language, 520))
    for name, group in (
        ("province.manufacturing", present[present["manufacturing"] & ~present["pick"]]),
        ("province.other_sectors", present[~present["manufacturing"] & ~present["pick"]]),
        ("province.pick_legend", present[present["pick"]]),
    ):
        if len(group):
            figure.add_trace(_points(group, say(name), say))
    figure.add_trace(_names(standing_out(present)))
    figure.add_hline(y=1, line={"color": theme.MUTED, "width": 1, "dash": "dot"})
    figure.update_xaxes(
        type="log",
        title_text=say("province.jobs_axis"),
        fixedrange=True,
        dtick=1,
        showgrid=False,
        tickformat=",d",
    )
    figure.update_yaxes(
        type="log", title_text=say("province.quotient_axis"), fixedrange=True, **_quotient_ticks(present)
    )
    return figure.update_layout(dragmode=False, legend={"y": -0.16})


def standing_out(present: pd.DataFrame, limit: int = 8) -> pd.DataFrame:
    """The sectors to name: the pick, then those with most jobs above the country's share, then the most
    specialised that are more than a few workplaces; a name that would fall on another is left out.

    Takes and returns rows of `scatter`'s sectors that have jobs.
    """
    specialised = present[(present["quotient"] > 1) & (present["workplaces"] >= FEW_WORKPLACES)]
    candidates = pd.concat(
        [
            present[present["pick"]],
            specialised.sort_values("excess", ascending=False).head(limit),
            specialised.sort_values("quotient", ascending=False).head(limit),
        ]
    )
    candidates = candidates[~candidates["division"].duplicated()]
    x = _along(np.log(candidates["insured"].to_numpy(float)), np.log(present["insured"].to_numpy(float)))
    y = _along(np.log(candidates["quotient"].to_numpy(float)), np.log(present["quotient"].to_numpy(float)))
    kept: list[int] = []
    for place in range(len(candidates)):
        free = all(abs(x[place] - x[k]) > _CLOSEST[0] or abs(y[place] - y[k]) > _CLOSEST[1] for k in kept)
        if free and len(kept) < limit:
            kept.append(place)
    return candidates.iloc[kept]


_HOVER: Final = (
    "<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{customdata[2]}<br>%{customdata[3]}<extra></extra>"
)


def _points(group: pd.DataFrame, name: str, say: Words) -> go.Scatter:
    sector = next(group.itertuples())
    few = (group["workplaces"] < FEW_WORKPLACES).tolist()
    shape = "star" if sector.pick else "circle"
    return go.Scatter(
        x=group["insured"].tolist(),
        y=group["quotient"].tolist(),
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


def _names(named: pd.DataFrame) -> go.Scatter:
    return go.Scatter(
        x=named["insured"].tolist(),
        y=named["quotient"].tolist(),
        text=[rows.shortened(name, _LONGEST_LABEL) for name in named["name"]],
        mode="text",
        textposition="top center",
        cliponaxis=False,
        hoverinfo="skip",
        showlegend=False,
    )


def _quotient_ticks(present: pd.DataFrame) -> dict[str, Any]:
    """Ticks people read at once: halves and doubles of the country's share."""
    values = present["quotient"]
    if not len(values):
        return {}
    ticks = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 50, 100]
    low, high = float(values.min()) / 1.3, float(values.max()) * 1.6
    return {
        "tickvals": [tick for tick in ticks if low <= tick <= high],
        "range": [float(np.log10(low)), float(np.log10(high))],
    }


def _along(values: Any, every: Any) -> Any:
    width = float(np.ptp(every)) if len(every) else 0.0
    return (values - every.min()) / width if width else np.zeros(len(values))


def _label(sector: Any, say: Words) -> str:
    label = f"{sector.division} · {sector.name}"
    return say("province.pick_mark", name=label) if sector.pick else label


def _colour(sector: Any) -> str:
    if sector.pick:
        return theme.SECOND
    return theme.ACCENT if sector.manufacturing else theme.MUTED


def _strengths(sectors: pd.DataFrame) -> list[float]:
    return [0.45 if count < FEW_WORKPLACES else 1.0 for count in sectors["workplaces"]]


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
