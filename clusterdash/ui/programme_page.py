"""The first page: what this is, where to click, and the programme as it was published."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, NoReturn

import pandas as pd
import streamlit as st

from clusterdash import ranking
from clusterdash.charts import programme as charts
from clusterdash.charts import theme
from clusterdash.scenario import Scenario
from clusterdash.text import numbers
from clusterdash.ui import chart_frame, choices, editions, names, session
from clusterdash.ui.session import Visit

_PAGES: Final = Path(__file__).resolve().parents[2] / "pages"
_SOURCE: Final = "programme_2013"
_ROW: Final = (1.3, 3.2, 1.5)
"""Widths of a pilot's province, pick and rank."""


@dataclass(frozen=True)
class Pilot:
    """A pilot province in the visitor's language. `sector` and `division` are None where none was published;
    `standing` is where the division ranks today, in words."""

    province: int
    name: str
    host: str
    sector: str | None
    division: str | None
    standing: str


# --- the page -------------------------------------------------------------------------------------


def introduction(visit: Visit) -> None:
    """What the tool does, and the way to a ranking."""
    say = visit.say
    st.title(say("programme.title"))
    st.markdown(say("programme.lead"))
    chooser, go, _ = st.columns([2, 1.3, 2], vertical_alignment="bottom")
    with chooser:
        choices.province(visit, key="programme_province")
    if go.button(
        say("programme.rank_province"),
        type="primary",
        icon=":material/sort:",
        width="stretch",
        key="programme_rank",
    ):
        _open_ranking(visit.scenario.province)
    with st.container(horizontal=True):
        st.page_link(_PAGES / "map.py", label=say("programme.to_map"), icon=":material/map:")
        st.page_link(_PAGES / "data.py", label=say("programme.to_data"), icon=":material/database:")


def pilots(visit: Visit) -> None:
    """The five provinces as published, each with its way to the ranking, beside their map."""
    say = visit.say
    published = visit.warehouse.rows("programme_pilots")
    found = [_pilot(row, visit) for row in published]
    st.subheader(say("programme.pilots"), anchor=False)
    st.caption(say("programme.published", date=numbers.date(published[0]["published_on"], visit.language)))
    table, picture = st.columns([3, 2], gap="large")
    with table:
        for pilot in found:
            _row(pilot, visit)
        st.caption(f"{_under_which_scenario(visit)} {_wider(found, visit)}")
    with picture:
        _map(found, published, visit)


def topics(visit: Visit) -> None:
    """The documented principle and the four topics, one line each."""
    say, language = visit.say, visit.language
    st.subheader(say("programme.topics"), anchor=False)
    st.markdown(say("programme.principle"))
    for column, topic in zip(st.columns(4), visit.warehouse.catalogue.topics.values(), strict=True):
        with column.container(border=True, height="stretch"):
            st.html(
                f'<div style="height:4px;width:2.5rem;background:{theme.TOPIC_COLOURS[topic.code]}"></div>'
            )
            st.markdown(f"**{topic.name.in_(language)}**")
            st.caption(topic.explanation.in_(language))


def origin(visit: Visit) -> None:
    """What is documented and what is proposed; the source and its limits."""
    say, language = visit.say, visit.language
    source = visit.warehouse.catalogue.sources[_SOURCE]
    st.caption(say("programme.origin"))
    st.caption(
        say(
            "programme.source",
            authority=source.authority.in_(language),
            table=source.table.in_(language),
        )
    )
    with st.expander(say("programme.limits")):
        st.markdown("\n".join(f"- {limit.in_(language)}" for limit in source.limits))


# --- the pilots -----------------------------------------------------------------------------------


def _pilot(row: dict[str, Any], visit: Visit) -> Pilot:
    province, division, language = row["province"], row["division"], visit.language
    return Pilot(
        province=province,
        name=names.provinces(visit.warehouse, language)[province],
        host=row[f"host_{language}"],
        sector=row[f"sector_{language}"],
        division=division,
        standing=numbers.MISSING if division is None else _standing(province, division, visit),
    )


def _row(pilot: Pilot, visit: Visit) -> None:
    """One line of the table; on a phone its cells stand below each other."""
    say = visit.say
    province, pick, rank = st.columns(_ROW, vertical_alignment="center")
    if province.button(
        pilot.name,
        key=f"programme_open_{pilot.province}",
        icon=":material/arrow_forward:",
        icon_position="right",
        width="stretch",
    ):
        _open_ranking(pilot.province)
    pick.markdown(f"{_pick(pilot, visit)}  \n:small[:gray[{say('programme.host')}: {pilot.host}]]")
    rank.markdown(pilot.standing)


def _open_ranking(province: int) -> NoReturn:
    session.change(view="sectors", province=province)
    st.switch_page(_PAGES / "ranking.py")


def _pick(pilot: Pilot, visit: Visit) -> str:
    if pilot.division is None:
        return f"*{visit.say('programme.no_sector')}*"
    division = names.divisions(visit.warehouse, visit.language)[pilot.division]
    within = visit.say("programme.within", division=f"{pilot.division} · {division}")
    return f"**{pilot.sector}**  \n:small[{within}]"


def _standing(province: int, division: str, visit: Visit) -> str:
    """Where the division ranks among the province's sectors under the visitor's scenario."""
    ranked = ranking.rank(visit.warehouse, replace(visit.scenario, view="sectors", province=province))
    rank = ranked.rank_of(division) if division in ranked.codes else None
    if rank is None:
        return visit.say("programme.unranked")
    return visit.say(
        "programme.rank_of", rank=str(rank), count=str(sum(status == "ranked" for status in ranked.statuses))
    )


def _under_which_scenario(visit: Visit) -> str:
    """Where the visitor looks makes no scenario of their own; weights, method and minimum do."""
    say, scenario = visit.say, visit.scenario
    usual = Scenario(
        view=scenario.view,
        province=scenario.province,
        division=scenario.division,
        sectors=scenario.sectors,
        language=scenario.language,
        edition=scenario.edition,
    )
    return say(
        "programme.scenario_default" if scenario == usual else "programme.scenario_changed",
        scope=say(f"ranking.scope_{scenario.sectors}"),
    )


def _wider(found: list[Pilot], visit: Visit) -> str:
    divisions = ", ".join(pilot.division for pilot in found if pilot.division)
    return visit.say("programme.wider", divisions=divisions)


def _map(found: list[Pilot], published: list[dict[str, Any]], visit: Visit) -> None:
    say = visit.say
    provinces = names.provinces(visit.warehouse, visit.language)
    pilots = pd.DataFrame(
        {
            "province": [pilot.province for pilot in found],
            "name": [pilot.name for pilot in found],
            "shown": [f"<b>{pilot.name}</b><br>{_sector(pilot, visit)}" for pilot in found],
            "published": [pilot.division is not None for pilot in found],
            "latitude": [row["latitude"] for row in published],
            "longitude": [row["longitude"] for row in published],
        }
    )
    figure = charts.pilot_map(
        pilots,
        set(provinces) - set(pilots["province"]),
        outlines="/" + editions.boundaries_url(visit.warehouse.edition.id),
        language=visit.language,
    )
    chart_frame.show(
        figure,
        say=say,
        key="programme_map",
        title=say("programme.map_title"),
        how_to_read=say("programme.map_how"),
        source=visit.warehouse.catalogue.sources["natural_earth"].authority.in_(visit.language),
        table=_table(found, visit),
    )


def _sector(pilot: Pilot, visit: Visit) -> str:
    return pilot.sector or visit.say("programme.no_sector")


def _table(found: list[Pilot], visit: Visit) -> pd.DataFrame:
    say = visit.say
    return pd.DataFrame(
        [
            {
                say("word.province"): pilot.name,
                say("programme.host"): pilot.host,
                say("programme.sector"): _sector(pilot, visit),
                say("programme.division"): pilot.division or numbers.MISSING,
                say("programme.rank_today"): pilot.standing.replace("*", ""),
            }
            for pilot in found
        ]
    )
