"""The sectors of a province: how specialised it is in them against how big they are."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from clusterdash.charts import labels, quotients, rows, theme
from clusterdash.text import Words, numbers

_LONGEST_NAME: Final = 32
_NAMED: Final = 6
_SCATTER_HEIGHT: Final = 540
_STAR: Final = 10.5
"""Half the width of a pick's mark, with some air, in pixels."""
_SIZES: Final = ((600.0, 420.0), (250.0, 420.0))
"""Of the scatter without its axes, on a common screen and on a telephone; see `labels.written`."""


def scatter(sectors: pd.DataFrame, *, say: Words) -> go.Figure:
    """Specialisation against size; a sector without an insured person is not drawn.

    Jobs are drawn on a logarithmic axis, location quotients on a square-root axis.

    Args:
        sectors: One row per sector with the columns division, name, insured, workplaces, quotient, excess
            (jobs above what the province would have at the country's share), manufacturing, pick and small
            (few workplaces; all three true or false).
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
        figure.add_traces([_names(present, size) for size in _SIZES])
        figure.update_xaxes(range=_reach(present["insured"]))
    quotients.upwards(figure, say=say, title=say("province.quotient_axis"), highest=_highest(present))
    figure.update_xaxes(
        type="log", title_text=say("province.jobs_axis"), dtick=1, showgrid=False, tickformat=",d"
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


def _names(present: pd.DataFrame, size: tuple[float, float]) -> go.Scatter:
    """Names of what stands out, as far as there is room for them; the pick's in any case."""
    names = [rows.shortened(name, _LONGEST_NAME) for name in present["name"]]
    height = size[1] * np.sqrt(present["quotient"].to_numpy(float)) / _highest(present)
    points = np.column_stack([_along(present["insured"], size[0]), height])
    wanted = standing_out(present)
    picks = wanted.index[wanted["pick"]].tolist()
    radii = [_STAR if pick else labels.MARK for pick in present["pick"]]
    places = labels.place(points, names, wanted.index.tolist(), size, always=picks, radii=radii)
    named = present.loc[list(places)]
    return labels.written(
        named["insured"],
        np.sqrt(named["quotient"]),
        [names[point] for point in places],
        places.values(),
        radii=[radii[point] for point in places],
    )


def _reach(values: pd.Series[Any]) -> list[float]:
    """The ends of a logarithmic axis, with some room around the values."""
    low, high = float(np.log10(values.min())), float(np.log10(values.max()))
    room = 0.06 * (high - low) + 0.05
    return [low - room, high + room]


def _highest(present: pd.DataFrame) -> float:
    return quotients.highest(max([1.0, *present["quotient"]]))


def _along(values: pd.Series[Any], length: float) -> Any:
    """Pixels from the start of the axis."""
    low, high = _reach(values)
    return length * (np.log10(values.to_numpy(float)) - low) / (high - low)


def _colour(sector: Any) -> str:
    if sector.pick:
        return theme.SECOND
    return theme.ACCENT if sector.manufacturing else theme.MUTED


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
