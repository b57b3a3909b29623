"""What a province lives from: its activities today and since the first year, its growth, its workplaces."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd
import streamlit as st

from clusterdash.charts import economy as economy_charts
from clusterdash.text import numbers
from clusterdash.ui import chart_frame, growth, province_choice, size_classes, sources, tables
from clusterdash.ui.province_choice import Lines
from clusterdash.ui.province_page import Portrait
from clusterdash.ui.session import Visit

_HIGHLIGHTED: Final = 3


def activities(visit: Visit, shown: Portrait) -> None:
    """Shares of the activities, and their volume since the first year."""
    with st.container(key="new_page_economy"):
        st.header(visit.say("province.economy"), anchor=False)
        now, since = st.columns(2, gap="medium")
        with now:
            _shares(visit, shown)
        with since:
            _volumes(visit, shown)


def _shares(visit: Visit, shown: Portrait) -> None:
    say, shares = visit.say, shown.shares
    here, country, value = (
        say("province.column_share", area=shown.name),
        say("province.column_share", area=say("word.country")),
        say("province.column_value"),
    )
    table = pd.DataFrame(
        {
            say("province.column_activity"): shares["name"],
            value: shares["million_try"],
            here: shares["share"],
            country: shares["country_share"],
        }
    )
    chart_frame.show(
        economy_charts.shares(shares, say=say, province=shown.name),
        say=say,
        key="province_shares",
        title=say("province.shares_title", year=str(shares["year"].max())),
        how_to_read=say("province.shares_read"),
        source=sources.line(visit, shares["source_id"].unique()),
        table=tables.localised(table, {value: 0, here: 1, country: 1}, visit.language),
        about=say("province.shares_formula"),
    )


def _volumes(visit: Visit, shown: Portrait) -> None:
    say, volumes = visit.say, shown.volumes
    first, last = str(volumes["year"].min()), str(volumes["year"].max())
    named = dict(zip(volumes["activity"], volumes["name"], strict=True))
    largest = shown.shares.loc[~shown.shares["part"], "activity"].head(_HIGHLIGHTED)
    usual = ("gdp", *largest)
    highlighted = shown.lines or usual
    volume, index = say("province.column_volume"), say("province.column_index", first=first)
    table = pd.DataFrame(
        {
            say("province.column_activity"): volumes["name"],
            say("word.year"): volumes["year"].astype(str),
            volume: volumes["million_try"],
            index: volumes["index"],
        }
    )
    chart_frame.show(
        economy_charts.growth(volumes, say=say, highlighted=highlighted),
        say=say,
        key="province_growth",
        title=say("province.growth_title", first=first, last=last),
        how_to_read=say("province.growth_read", first=first),
        source=sources.line(visit, volumes["source_id"].unique()),
        table=tables.localised(table, {volume: 0, index: 1}, visit.language),
        about=say("province.growth_formula", first=first),
    )
    _choose_lines(visit, named, highlighted, usual)


def _choose_lines(visit: Visit, named: Mapping[str, str], now: Lines, usual: Lines) -> None:
    """Another province has other large activities: it starts with its own until others are chosen."""
    key = "province_highlight"

    def take() -> None:
        taken = tuple(st.session_state[key])
        province_choice.draw_lines(() if taken == usual else taken)

    st.session_state[key] = list(now)
    st.multiselect(
        visit.say("province.highlight"),
        list(named),
        format_func=lambda activity: named[activity],
        key=key,
        max_selections=province_choice.MOST_LINES,
        on_change=take,
    )


def grown(visit: Visit, shown: Portrait) -> None:
    """What came with the country and what is the province's own, and where its activities stand."""
    with st.container(key="new_page_growth"):
        st.header(visit.say("growth.title"), anchor=False)
        growth.show(visit, shown.growth, shown.grown)


def workplaces(visit: Visit) -> None:
    """How big the workplaces are, in four groups."""
    say, language = visit.say, visit.language
    classes = visit.warehouse.frame("province_sizes", province=visit.scenario.province)
    groups = size_classes.groups(classes)
    small, big = groups.iloc[0], groups.iloc[-1]
    with st.container(key="new_page_workplaces"):
        st.header(say("province.sizes"), anchor=False)
        st.markdown(
            say(
                "province.sizes_answer",
                small_workplaces=numbers.percent(small["workplaces"], language, 0),
                small_jobs=numbers.percent(small["insured"], language, 0),
                big_count=numbers.number(big["count"], language, 0),
                big_jobs=numbers.percent(big["insured"], language, 0),
            )
        )
        size_classes.show(
            visit,
            classes,
            key="province_sizes",
            title=say("province.sizes_title", year=str(classes["year"].max())),
            how_to_read=say("province.sizes_read"),
            others=say("word.country"),
        )
