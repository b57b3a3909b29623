"""The first page: what this is, where to click, and the programme as it was published."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
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
from clusterdash.ui import atlas, chart_frame, choices, decided_here, names, session, sources
from clusterdash.ui.session import Visit

_PAGES: Final = Path(__file__).resolve().parents[2] / "pages"
_SOURCE: Final = "programme_2013"
_ROW: Final = (1.7, 3, 2.8, 1.4)
"""Widths of a pilot's province, pick, host and rank."""


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
    published_on: datetime.date
    latitude: float
    longitude: float


# --- the page -------------------------------------------------------------------------------------


def introduction(visit: Visit, shown: Sequence[Pilot]) -> None:
    """What the tool does and the way to a ranking, beside the map of the pilot provinces."""
    words, picture = st.columns([3, 2], gap="large")
    with words:
        st.title(visit.say("programme.title"), anchor=False)
        st.markdown(visit.say("programme.lead"))
        st.markdown(visit.say("programme.principle"))
        _way_in(visit)
    with picture:
        _map(shown, visit)


def pilots(visit: Visit, shown: Sequence[Pilot]) -> None:
    """The five provinces as published, each with its way to its ranking."""
    say = visit.say
    st.header(say("programme.pilots"), anchor=False)
    st.caption(say("programme.published", date=numbers.date(shown[0].published_on, visit.language)))
    for pilot in shown:
        _row(pilot, visit)
    st.caption(f"{_under_which_scenario(visit)} {_wider(shown, visit)}  \n{sources.line(visit, [_SOURCE])}")


def decided(visit: Visit) -> None:
    """What meetings decided here, apart from what was published; nothing where none has."""
    decided_here.show(visit, decided_here.standing())


def topics(visit: Visit) -> None:
    """The four topics, one line each."""
    say, language = visit.say, visit.language
    st.header(say("programme.topics"), anchor=False)
    for column, topic in zip(st.columns(4), visit.warehouse.catalogue.topics.values(), strict=True):
        with column.container(border=True, height="stretch"):
            st.html(
                f'<div style="height:4px;width:2.5rem;background:{theme.TOPIC_COLOURS[topic.code]}"></div>'
            )
            st.markdown(f"**{topic.name.in_(language)}**")
            st.caption(topic.explanation.in_(language))


def origin(visit: Visit) -> None:
    """What is documented and what is proposed, and what the source leaves open."""
    st.caption(visit.say("programme.origin"))
    with st.expander(visit.say("programme.limits")):
        st.markdown("\n".join(f"- {limit}" for limit in sources.limits(visit, [_SOURCE])))


# --- the way in -----------------------------------------------------------------------------------


def _way_in(visit: Visit) -> None:
    say = visit.say
    chooser, go = st.columns([3, 2], vertical_alignment="bottom")
    with chooser:
        choices.province(visit, key="programme_province")
    with go:
        if st.button(
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


def _open_ranking(province: int) -> NoReturn:
    session.change(view="sectors", province=province)
    st.switch_page(_PAGES / "ranking.py")


# --- the pilots -----------------------------------------------------------------------------------


def published(visit: Visit) -> list[Pilot]:
    """The pilot provinces, in the order of their plates."""
    return [_pilot(row, visit) for row in visit.warehouse.rows("programme_pilots")]


def _pilot(row: dict[str, Any], visit: Visit) -> Pilot:
    province, division, language = row["province"], row["division"], visit.language
    return Pilot(
        province=province,
        name=names.provinces(visit.warehouse, language)[province],
        host=row[f"host_{language}"],
        sector=row[f"sector_{language}"],
        division=division,
        standing=numbers.MISSING if division is None else _standing(province, division, visit),
        published_on=row["published_on"],
        latitude=row["latitude"],
        longitude=row["longitude"],
    )


def _row(pilot: Pilot, visit: Visit) -> None:
    """One line of the table; on a phone its cells stand below each other."""
    province, pick, host, rank = st.columns(_ROW, vertical_alignment="center")
    with province:
        if st.button(
            pilot.name,
            key=f"programme_open_{pilot.province}",
            icon=":material/arrow_forward:",
            icon_position="right",
            width="stretch",
        ):
            _open_ranking(pilot.province)
    pick.markdown(_pick(pilot, visit))
    host.markdown(f":small[Clusters Info Spot  \n{pilot.host}]")
    rank.markdown(pilot.standing)


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


def _wider(shown: Sequence[Pilot], visit: Visit) -> str:
    divisions = ", ".join(pilot.division for pilot in shown if pilot.division)
    return visit.say("programme.wider", divisions=divisions)


# --- their map ------------------------------------------------------------------------------------


def _map(shown: Sequence[Pilot], visit: Visit) -> None:
    plates = set(names.provinces(visit.warehouse, visit.language))
    here = decided_here.places(visit, decided_here.standing())
    figure = charts.pilot_map(
        pd.DataFrame(
            {
                "province": [pilot.province for pilot in shown],
                "name": [pilot.name for pilot in shown],
                "shown": [f"<b>{pilot.name}</b><br>{_sector(pilot, visit)}" for pilot in shown],
                "published": [pilot.division is not None for pilot in shown],
                "latitude": [pilot.latitude for pilot in shown],
                "longitude": [pilot.longitude for pilot in shown],
            }
        ),
        plates - {pilot.province for pilot in shown},
        outlines=atlas.outlines(visit),
        language=visit.language,
        dark=st.context.theme.type == "dark",
        decided=pd.DataFrame(
            {
                "shown": [visit.say("programme.decided_at", name=p.name, sectors=p.sectors) for p in here],
                "latitude": [place.latitude for place in here],
                "longitude": [place.longitude for place in here],
            }
        ),
    )
    how = visit.say("programme.map_how")
    chart_frame.show(
        figure,
        say=visit.say,
        key="programme_map",
        level=2,
        title=visit.say("programme.map_title"),
        how_to_read=f"{how} {visit.say('programme.map_decided')}" if here else how,
        source=sources.line(visit, [_SOURCE, "natural_earth"]),
        table=_table(shown, visit),
    )


def _sector(pilot: Pilot, visit: Visit) -> str:
    return pilot.sector or visit.say("programme.no_sector")


def _table(shown: Sequence[Pilot], visit: Visit) -> pd.DataFrame:
    say = visit.say
    return pd.DataFrame(
        [
            {
                say("word.province"): pilot.name,
                say("programme.sector"): _sector(pilot, visit),
                say("programme.division"): pilot.division or numbers.MISSING,
                say("programme.host"): pilot.host,
                say("programme.rank_today"): pilot.standing.replace("*", ""),
            }
            for pilot in shown
        ]
    )
