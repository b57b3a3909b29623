"""The frame every chart stands in: what is seen, the picture, how to read it, its source, and its table."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any, Final, Literal, TypeAlias

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from clusterdash.charts import geography, theme
from clusterdash.charts.geography import Legend
from clusterdash.text import Words, numbers

Table: TypeAlias = "pd.DataFrame | Callable[[], pd.DataFrame]"

_CONFIG: Final[dict[str, Any]] = {
    # Without a topology of its own, plotly.js asks a foreign host for one before it draws any map.
    "topojsonURL": "/app/static/topo/",
    "displaylogo": False,
    "responsive": True,
    "modeBarButtonsToRemove": ["lasso2d", "select2d", "autoScale2d"],
}
_BUTTONS: Final = ("download", "pan", "zoom", "zoom_in", "zoom_out", "reset", "reset_axes")


def show(
    figure: go.Figure | str,
    *,
    say: Words,
    key: str,
    title: str,
    how_to_read: str,
    source: str,
    table: Table,
    about: str | None = None,
    on_select: Any = "ignore",
    level: Literal[2, 3] = 3,
) -> Any:
    """Draw a figure with everything that must stand around it.

    Args:
        figure: The picture, without a title of its own; a text is drawn as HTML.
        key: Unique on the page; the table's expander derives its key from it.
        title: What is seen, with the unit.
        how_to_read: One sentence.
        source: Authority, table and year.
        table: The same figures, with column names and numbers in the visitor's language, or what makes them
            once they are opened.
        about: The formula and the denominator, shown with the table.
        on_select: As in `st.plotly_chart`.
        level: Of the title among the page's headings: 2 where the picture belongs to no part of the page.

    Returns:
        What `st.plotly_chart` returns: the selection, where `on_select` asks for one.
    """
    alt = f"{title}. {how_to_read}"
    with st.container(border=True):
        st.markdown(f"{'#' * level} {title}")
        selected = st.html(figure) if isinstance(figure, str) else _plot(figure, say, key, alt, on_select)
        st.caption(f"{how_to_read}  \n{source}")
        label = say("chart.table_and_formula" if about else "chart.table")
        show_table(table, say=say, key=f"{key}_table", label=label, about=about)
    return selected


def _plot(figure: go.Figure, say: Words, key: str, alt: str, on_select: Any) -> Any:
    as_map = geography.is_map(figure)
    # The style of the page gives what stands in proportion the shape of the country.
    with st.container(key=f"{key}_in_proportion" if as_map else None):
        selected = st.plotly_chart(
            figure,
            key=key,
            height="stretch" if as_map else "content",
            config=_config(say),
            alt=alt,
            on_select=on_select,
            selection_mode="points",
        )
    if as_map:
        st.html(legend(geography.legend(figure), say))
    return selected


def _config(say: Words) -> dict[str, Any]:
    """How plotly behaves, and what it calls its buttons in the visitor's language."""
    english = Words("en")
    names = {english(f"picture.{button}"): say(f"picture.{button}") for button in _BUTTONS}
    return {**_CONFIG, "locale": say.language, "locales": {say.language: {"dictionary": names}}}


def legend(shown: Legend, say: Words) -> str:
    """The legend of a map as text beside it: a line for each group, and a continuous scale."""
    groups = "".join(
        f"<li><i style='background:{colour}'>{numbers.MISSING if colour == theme.NO_DATA else ''}</i>"
        f"{escape(name)}</li>"
        for colour, name in shown.groups
    )
    groups += "".join(
        f"<li><i class='diamond' style='background:{colour}'></i>{escape(name)}</li>"
        for colour, name in shown.diamonds
    )
    scale = ""
    if shown.scale:
        stops = ", ".join(f"{colour} {place:.1%}" for place, colour in shown.scale)
        marks = "".join(
            f"<span style='left:{place:.1%}'>{escape(words)}</span>" for place, words in shown.marks
        )
        scale = f"<li class='scale'><b style='background:linear-gradient(to right, {stops})'></b>{marks}</li>"
    return f"<ul class='legend' aria-label='{escape(say('chart.legend'))}'>{scale}{groups}</ul>"


def show_table(table: Table, *, say: Words, key: str, label: str, about: str | None = None) -> None:
    """A table one click away, with what is said about its figures; it travels only once it is opened."""
    opened = st.expander(label, icon=":material/table_rows:", key=key, on_change="rerun")
    if opened.open:
        with opened:
            if about:
                st.markdown(about)
            shown = table() if callable(table) else table
            st.dataframe(shown, hide_index=True, placeholder=say("chart.missing"))
