"""One sector: areas or sectors beside each other, and what the country makes, trades and pays in it."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from clusterdash.charts import rows, theme
from clusterdash.text import Words, numbers

LINES_HEIGHT: Final = 320
_FAINT: Final = 0.5


def bars(
    shown: pd.DataFrame,
    *,
    say: Words,
    by: str,
    digits: int,
    average: float | None = None,
    percent: bool = False,
) -> go.Figure:
    """Bars in the order given, with their stability interval where there is one; few workplaces are grey.

    Args:
        shown: One row per bar, first on top, with the columns label, `by` (NaN: no figure), words (what the
            pointer reads), small and chosen (true or false), and for intervals lower and upper in the unit of
            `by`.
        by: The column to draw.
        digits: Decimals behind each bar.
        average: The average, as an upright mark on every bar.
        percent: Write the values as per cent.
    """
    figure = rows.figure(shown["label"].tolist(), say.language)
    write = numbers.percent if percent else numbers.number
    intervals = {"lower", "upper"} <= set(shown.columns)
    ends = shown["upper"] if intervals else shown[by]
    written_at = ends.clip(lower=average or 0.0).fillna(0.0)
    figure.add_trace(
        go.Bar(
            x=shown[by].astype(object).where(shown[by].notna(), None).tolist(),
            y=list(range(len(shown))),
            orientation="h",
            width=rows.BAR_WIDTH,
            marker={
                "color": [_colour(bar) for bar in shown.to_dict("records")],
                "opacity": [_FAINT if small else 1.0 for small in shown["small"]],
            },
            error_x=_interval(shown, by) if intervals else None,
            customdata=shown[["label", "words"]].to_numpy().tolist(),
            hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]}<extra></extra>",
            showlegend=False,
        )
    )
    figure.add_trace(
        go.Scatter(
            x=written_at.tolist(),
            y=list(range(len(shown))),
            text=[f"\u2002{write(value, say.language, digits)}" for value in shown[by]],
            mode="text",
            textposition="middle right",
            cliponaxis=False,
            hoverinfo="skip",
            showlegend=False,
        )
    )
    if average is not None:
        figure.add_trace(_marks(average, len(shown)))
    longest = max([0.0, *ends.dropna()]) or 1.0
    lowest = min([0.0, *shown[by].dropna()])
    return figure.update_xaxes(range=[lowest * 1.05, longest * 1.22], visible=False)


def lines(series: pd.DataFrame, *, say: Words, digits: int, from_zero: bool = False) -> go.Figure:
    """One line per name over the years; a year without a figure is a gap.

    Args:
        series: One row per name and year with the columns name, year and value.
        digits: Decimals for the pointer.
        from_zero: Start the axis at 0.
    """
    figure = go.Figure(layout=theme.paper(say.language, LINES_HEIGHT))
    for place, (name, of_name) in enumerate(series.groupby("name", sort=False)):
        values = of_name["value"].astype(float)
        figure.add_trace(
            go.Scatter(
                x=of_name["year"].tolist(),
                y=[None if missing else value for value, missing in zip(values, values.isna(), strict=True)],
                mode="lines+markers",
                name=str(name),
                showlegend=True,
                line={"color": theme.LINES[place % len(theme.LINES)], "width": 2.4},
                marker={"size": 5, "symbol": ("circle", "square", "diamond")[place % 3]},
                customdata=[numbers.number(value, say.language, digits) for value in values],
                hovertemplate=f"<b>{name}</b><br>%{{x}}: %{{customdata}}<extra></extra>",
            )
        )
    figure.update_xaxes(fixedrange=True, showgrid=False, dtick=5 if series["year"].nunique() > 14 else 2)
    figure.update_yaxes(fixedrange=True, tickformat=",d", rangemode="tozero" if from_zero else "normal")
    return figure.update_layout(dragmode=False, hovermode="closest")


def earnings(groups: pd.DataFrame, *, say: Words) -> go.Figure:
    """Daily earnings by group of employees, with those of all sectors as an upright mark where it is known.

    Args:
        groups: One row per group with the columns name, value and country (TRY a day; NaN: not published).
    """
    figure = rows.figure(groups["name"].tolist(), say.language)
    places = list(range(len(groups)))
    figure.add_trace(
        go.Bar(
            x=groups["value"].tolist(),
            y=places,
            orientation="h",
            width=rows.BAR_WIDTH,
            name=say("sector.this_sector"),
            marker={"color": theme.ACCENT},
            customdata=_written(groups, "value", say),
            hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]}",
        )
    )
    figure.add_trace(
        go.Scatter(
            x=groups["country"].tolist(),
            y=places,
            mode="markers",
            name=say("sector.all_sectors"),
            marker={"symbol": "line-ns", "size": 14, "line": {"width": 3, "color": theme.SECOND}},
            customdata=_written(groups, "country", say),
            hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]}",
        )
    )
    return figure.update_xaxes(tickformat=",d")


def _marks(value: float, count: int) -> go.Scatter:
    return go.Scatter(
        x=[value] * count,
        y=list(range(count)),
        mode="markers",
        marker={"symbol": "line-ns", "size": 14, "line": {"width": 2.5, "color": theme.SECOND}},
        hoverinfo="skip",
        showlegend=False,
    )


def _written(groups: pd.DataFrame, column: str, say: Words) -> list[list[str]]:
    shown = [numbers.number(value, say.language, 0) for value in groups[column]]
    return [list(pair) for pair in zip(groups["name"], shown, strict=True)]


def _interval(shown: pd.DataFrame, by: str) -> dict[str, Any]:
    return {
        "type": "data",
        "symmetric": False,
        "array": (shown["upper"] - shown[by]).clip(lower=0).tolist(),
        "arrayminus": (shown[by] - shown["lower"]).clip(lower=0).tolist(),
        "color": theme.MUTED,
        "thickness": 1.6,
        "width": 4,
    }


def _colour(bar: dict[Any, Any]) -> str:
    if bar["small"]:
        return theme.MUTED
    return theme.CHOSEN if bar["chosen"] else theme.ACCENT
