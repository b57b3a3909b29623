"""One value for each province, as a map."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final, Literal

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from clusterdash.charts import classes, geography
from clusterdash.text import Words, numbers

Colouring = Literal["quantile", "equal", "continuous"]
_ROOM: Final = 0.12
"""Of the length of the legend's scale, which two numbers need between them."""


def draw(
    values: pd.DataFrame,
    *,
    say: Words,
    outlines: str,
    colouring: Colouring,
    count: int = 5,
    digits: int = 1,
    midpoint: float | None = None,
    chosen: int | None = None,
    others: Collection[int] = (),
    among: pd.Series[Any] | None = None,
    dark: bool = False,
) -> go.Figure:
    """The provinces, coloured by value.

    Args:
        values: One row per province with the columns province (plate), name, value (NaN where there is none),
            shown (the value in words, for the pointer), latitude and longitude (degrees).
        outlines: Address of a GeoJSON file whose feature ids are plate numbers.
        colouring: Classes of about equal numbers, classes of equal width, or one continuous scale.
        count: Classes asked for; see `classes.edges`.
        digits: Decimals in the legend.
        midpoint: Where the two hues of a diverging scale meet; None for a sequential one.
        chosen: The plate of the province to outline.
        others: Plates of provinces that only stand in the background.
        among: Values that the classes are made from, where they are more than those drawn.
        dark: Whether the paper is dark.
    """
    with_value = values[values["value"].notna()]
    without = values[values["value"].isna()]
    figure = geography.country(say.language)
    if others:
        figure.add_trace(geography.background(others))
    if colouring == "continuous":
        figure.add_trace(_continuous(with_value, say, digits, midpoint, dark=dark))
    else:
        ruling = with_value["value"] if among is None else among
        ends = classes.edges(ruling.to_numpy(), colouring, count, midpoint)
        figure.add_traces(_classes(with_value, say, ends, digits, midpoint, dark=dark))
    if len(without):
        name = say("map.class_missing", count=str(len(without)))
        figure.add_traces(geography.without_figure(without, name))
    figure.add_trace(geography.outlined(values.loc[values["province"] == chosen, "province"]))
    return geography.framed(figure, outlines)


def _classes(
    rows: pd.DataFrame,
    say: Words,
    ends: tuple[float, ...],
    digits: int,
    midpoint: float | None,
    *,
    dark: bool,
) -> list[Any]:
    """One trace per class, so that each has its line in the legend."""
    members = rows["value"].map(lambda value: classes.member(value, ends))
    traces = []
    for place, colour in enumerate(classes.colours(ends, midpoint, dark=dark)):
        inside = rows[members == place]
        name = say(
            "map.class",
            lower=numbers.number(ends[place], say.language, digits),
            upper=numbers.number(ends[place + 1], say.language, digits),
            count=str(len(inside)),
        )
        traces.append(geography.group(inside, colour, name))
    return traces


def _continuous(
    rows: pd.DataFrame, say: Words, digits: int, midpoint: float | None, *, dark: bool
) -> go.Choropleth:
    """One scale, with its ends and its midpoint written under it."""
    if rows.empty:
        return geography.scaled(rows, classes.sequential(dark=dark), ())
    values = rows["value"].to_numpy()
    low, high = float(values.min()), float(values.max())
    room = _ROOM * (high - low)
    told = [low, high]
    if midpoint is not None and low + room < midpoint < high - room:
        told = [low, midpoint, high]
    scale: Any = classes.sequential(dark=dark)
    if midpoint is not None:
        scale = _two_sided(low, high, midpoint, dark=dark)
    marks = [(value, numbers.number(value, say.language, digits)) for value in told]
    return geography.scaled(rows, scale, marks)


def _two_sided(low: float, high: float, midpoint: float, *, dark: bool) -> list[list[Any]]:
    """The diverging scale, stretched on each side so that its middle stands at the midpoint."""
    if low >= midpoint or high <= midpoint:
        places = np.linspace(0, 1, 9)
        along = 0.5 + places / 2 if low >= midpoint else places / 2
    else:
        middle = (midpoint - low) / (high - low)
        places = np.concatenate([np.linspace(0, middle, 5), np.linspace(middle, 1, 5)[1:]])
        along = np.linspace(0, 1, 9)
    colours = classes.sampled(classes.diverging(dark=dark), along)
    return [list(stop) for stop in zip(places.tolist(), colours, strict=True)]
