"""Which sectors of a province stand out: all its sectors on one sheet, and specialisation against size."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pandas as pd
import streamlit as st

from clusterdash.charts import sectors, sheet
from clusterdash.text import numbers
from clusterdash.ui import cells, chart_frame, province_choice, session, sources, verdicts
from clusterdash.ui.province_page import Portrait
from clusterdash.ui.session import Visit

_STYLE: Final = Path(__file__).with_name("static") / "sheet.css"
_ROWS: Final = 24
"""As many as there are divisions of manufacturing."""


def stand_out(visit: Visit, shown: Portrait) -> None:
    """The choices, the rule in words, the sheet and the scatter."""
    say = visit.say
    with st.container(key="new_page_sectors"):
        st.header(say("province.sectors"), anchor=False)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            _choose_scope(visit)
            cells.choose_order(visit, shown.order, say("province.order"))
            verdicts.choose(visit, shown.rule)
        st.caption(verdicts.with_name(visit, shown.rule))
        _sheet(visit, shown)
        _scatter(visit, shown)


def _choose_scope(visit: Visit) -> None:
    """The same scope as the ranking's."""
    st.session_state["province_scope"] = visit.scenario.sectors
    st.segmented_control(
        visit.say("ranking.scope"),
        ["manufacturing", "all"],
        key="province_scope",
        format_func=lambda scope: visit.say(f"ranking.scope_{scope}"),
        required=True,
        on_change=lambda: session.change(sectors=st.session_state["province_scope"]),
    )


def in_scope(visit: Visit, found: pd.DataFrame) -> pd.DataFrame:
    """The rows of the scenario's sectors: manufacturing or all."""
    return found if visit.scenario.sectors == "all" else found[found["manufacturing"]]


def _sheet(visit: Visit, shown: Portrait) -> None:
    say, language = visit.say, visit.language
    every = in_scope(visit, shown.sectors)
    ordered = every[every["insured"] > 0].sort_values(shown.order, ascending=False)
    drawn = ordered
    if len(ordered) > _ROWS and not _choose_every_row(visit, shown, len(ordered)):
        further = ordered.iloc[_ROWS:]
        kept = further["pick"] | (further.index == visit.scenario.division)
        drawn = pd.concat([ordered.head(_ROWS), further[kept]])
    st.html(_STYLE)
    chart_frame.show(
        sheet.sectors(_rows(visit, shown, drawn), say=say),
        say=say,
        key="province_sheet",
        title=say("sheet.title", province=shown.name, order=say(f"sheet.by_{shown.order}"), year=shown.year),
        how_to_read=" ".join(
            (
                say("sheet.read"),
                say(
                    "sheet.absent",
                    absent=numbers.number(len(every) - len(ordered), language, 0),
                    shown=numbers.number(len(drawn), language, 0),
                    count=numbers.number(len(ordered), language, 0),
                ),
            )
        ),
        source=sources.line(visit, [cells.SOURCE]),
        table=lambda: _table(visit, shown, ordered),
        about=f"{sources.formulas(visit, cells.INDICATORS)}\n\n{say('province.stability')}",
    )


def _choose_every_row(visit: Visit, shown: Portrait, count: int) -> bool:
    st.session_state["sheet_all"] = shown.every_row
    return st.toggle(
        visit.say("sheet.all", count=str(count)),
        key="sheet_all",
        on_change=lambda: province_choice.show_every_row(st.session_state["sheet_all"]),
    )


def _rows(visit: Visit, shown: Portrait, drawn: pd.DataFrame) -> pd.DataFrame:
    judged = [verdicts.level(visit.say, shown.rule, int(level)) for level in drawn["level"]]
    return drawn.assign(code=drawn.index, verdict=judged, chosen=drawn.index == visit.scenario.division)


def _scatter(visit: Visit, shown: Portrait) -> None:
    absent = int((shown.sectors["insured"] == 0).sum())
    chart_frame.show(
        sectors.scatter(shown.sectors, say=visit.say),
        say=visit.say,
        key="province_scatter",
        title=visit.say("province.scatter_title", year=shown.year),
        how_to_read=visit.say("province.scatter_read", absent=numbers.number(absent, visit.language, 0)),
        source=sources.line(visit, [cells.SOURCE]),
        table=lambda: _table(visit, shown, shown.sectors),
        about=sources.formulas(visit, cells.INDICATORS),
    )


def _table(visit: Visit, shown: Portrait, found: pd.DataFrame) -> Any:
    return cells.table(visit, found, shown.rule, "provinces", area=visit.scenario.province)
