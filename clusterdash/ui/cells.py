"""Cells of the table of areas and sectors as every page shows them: in order, in words and in a table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, Literal, get_args

import pandas as pd
import streamlit as st

from clusterdash.profile import Rule, Split
from clusterdash.scenario import Ignored, quoted
from clusterdash.text import numbers
from clusterdash.ui import tables, verdicts
from clusterdash.ui.linked import Linked
from clusterdash.ui.session import Visit

Order = Literal["quotient", "insured", "workplaces", "excess", "country_share"]

SOURCE: Final = "sgk_2024_1_11"
"""Jobs and workplaces of every cell; the id of their source."""
INDICATORS: Final = ("location_quotient", "excess_employment")
ORDERS: Final[tuple[Order, ...]] = get_args(Order)
DIGITS: Final[dict[str, int]] = {
    "quotient": 2,
    "lower": 2,
    "upper": 2,
    "insured": 0,
    "workplaces": 0,
    "excess": 0,
    "country_share": 1,
    "share": 1,
}
_GREY: Final = "color: #8A99A4"


# --- the order, carried by the link's `by` --------------------------------------------------------


def decode(text: str) -> tuple[Order, tuple[Ignored, ...]]:
    """Read `by`: the figure by which cells are ordered."""
    if text in ORDERS:
        return text, ()
    return "quotient", (Ignored("unknown", quoted(text)),)


_ORDER: Final[Linked[Order]] = Linked("by", "quotient", str)


def order() -> Order:
    """The order in force."""
    return _ORDER.chosen(decode)


def ignored() -> tuple[Ignored, ...]:
    """What of the followed link's order was left out."""
    return _ORDER.ignored


def choose_order(visit: Visit, chosen: Order, label: str) -> None:
    """Choose the figure by which cells are ordered."""
    st.session_state["cells_order"] = chosen
    st.selectbox(
        label,
        list(ORDERS),
        key="cells_order",
        format_func=lambda each: visit.say(f"cells.order_{each}"),
        width=240,
        on_change=lambda: _ORDER.change(st.session_state["cells_order"]),
    )


# --- in words -------------------------------------------------------------------------------------


def written(visit: Visit, cell: Any) -> dict[str, str]:
    """A cell's figures as the language writes them, for sentences: quotient, lower, upper, jobs, workplaces,
    excess, share (of the area's jobs) and country_share (of the sector's jobs)."""
    language = visit.language
    return {
        "quotient": numbers.number(cell["quotient"], language, 2),
        "lower": numbers.number(cell["lower"], language, 2),
        "upper": numbers.number(cell["upper"], language, 2),
        "jobs": numbers.number(cell["insured"], language, 0),
        "workplaces": numbers.number(cell["workplaces"], language, 0),
        "excess": numbers.change(cell["excess"], language, 0),
        "share": numbers.percent(cell["share"], language, 1),
        "country_share": numbers.percent(cell["country_share"], language, 1),
    }


def with_warning(visit: Visit, cell: Any, name: str) -> str:
    """The name, with the number of workplaces where there are few."""
    if not cell["small"]:
        return name
    return visit.say.count("cells.named_small", int(cell["workplaces"]), name=name)


def marked(visit: Visit, cell: Any, name: str) -> str:
    """The name, with a star where the programme picked it."""
    return visit.say("province.pick_mark", name=name) if cell["pick"] else name


# --- in a table -----------------------------------------------------------------------------------


def table(
    visit: Visit, found: pd.DataFrame, rule: Rule, split: Split, *, share: str | None = None, **one: Any
) -> Any:
    """Cells of one area or of one sector with every figure and every rule's verdict, small ones in grey.

    Args:
        found: Rows in order, with the columns of `profile.figures`, name and perhaps more.
        share: The title of the column of the areas' own shares; the province's where none is given.
        one: `division="28"` where the rows are areas, `area=19` where they are divisions.
    """
    say = visit.say
    titles = {
        "quotient": say("word.location_quotient"),
        "lower": say("cells.column_lower"),
        "upper": say("cells.column_upper"),
        "insured": say("word.jobs"),
        "workplaces": say("word.workplaces"),
        "excess": say("cells.column_excess"),
        "country_share": say("cells.column_country_share"),
        "share": share or say("cells.column_share"),
    }
    if "division" in one:
        names = pd.DataFrame({say("word.province"): found["name"]})
    else:
        names = pd.DataFrame({say("word.code"): found.index, say("word.sector"): found["name"]}, found.index)
    figures = found[list(titles)].rename(columns=titles)
    judged = verdicts.compared(visit, rule, split, **one)
    digits = {title: max(DIGITS[column], 2 * column.endswith("share")) for column, title in titles.items()}
    drawn = tables.localised(names.join(figures).join(judged), digits, visit.language)
    small = found["small"]
    return drawn.apply(lambda row: [_GREY if small[row.name] else ""] * len(row), axis=1)


def bullets(lines: Iterable[str]) -> None:
    """A list, one line each."""
    st.markdown("\n".join(f"- {line}" for line in lines))
