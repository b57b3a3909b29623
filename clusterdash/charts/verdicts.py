"""Provinces on a map by a verdict: a few named groups in order, each with its colour and its count."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd
import plotly.graph_objects as go

from clusterdash.charts import classes, geography
from clusterdash.text import Words, numbers

# Okabe and Ito's; the two that matter most, high among high and low among low, are told apart best.
LISA_COLOURS: Final = {
    "high-high": "#D55E00",
    "high-low": "#CC79A7",
    "low-high": "#56B4E9",
    "low-low": "#0072B2",
    "none": geography.QUIET,
}


def grouped_map(
    places: pd.DataFrame,
    *,
    say: Words,
    outlines: str,
    groups: Mapping[str, str],
    colours: Mapping[str, str],
    chosen: int | None = None,
) -> go.Figure:
    """The provinces by group, one trace and one line of the legend for each group.

    Args:
        places: One row per province with the columns province (plate), name, group (a key of `groups`),
            shown (what the pointer reads), latitude and longitude (degrees).
        outlines: Address of a GeoJSON file whose feature ids are plate numbers.
        groups: Every group there can be and its name in the legend, in the legend's order.
        colours: Group to colour. A group without a colour has no figure: it is grey with a dash.
        chosen: The plate of the province to outline.
    """
    figure = geography.country(say.language)
    for group, name in groups.items():
        rows = places[places["group"] == group]
        legend = say("sector.map_group", name=name, count=numbers.number(len(rows), say.language, 0))
        if group in colours:
            figure.add_trace(geography.group(rows, colours[group], legend))
        else:
            figure.add_traces(geography.without_figure(rows, legend))
    figure.add_trace(geography.outlined(places.loc[places["province"] == chosen, "province"]))
    return geography.framed(figure, outlines)


def level_colours(highest: int, *, dark: bool) -> dict[str, str]:
    """One colour per level of a verdict, "0" quiet and the others along the sequential scale."""
    along = [0.25 + 0.75 * place / highest for place in range(1, highest + 1)]
    found = classes.sampled(classes.sequential(dark=dark), along)
    return {"0": geography.QUIET} | {str(place): colour for place, colour in enumerate(found, start=1)}
