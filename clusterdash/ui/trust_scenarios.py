"""Two to four named scenarios side by side: weights, ranks, and what explains each move."""

from __future__ import annotations

from functools import partial
from typing import Final

import pandas as pd
import streamlit as st

from clusterdash import ranking
from clusterdash.charts import trust as charts
from clusterdash.reports import trust as sheets
from clusterdash.reports.sheets import Sheet
from clusterdash.scenario import Scenario
from clusterdash.ui import chart_frame, session, trust_files, trust_saved, trust_start, upload
from clusterdash.ui.session import Visit
from clusterdash.ui.trust_saved import Named

PARAMETER: Final = "compare"
_SAVED: Final = "trust_scenarios"
_WRITTEN: Final = "trust_scenarios_written"
_NAME: Final = "trust_name"
_SHOWN: Final = 10


def followed(visit: Visit) -> bool:
    """Take the scenarios of a link that was followed; True if there were any."""
    link = st.query_params.get(PARAMETER)
    if link is None:
        # Back from another page, whose address does not carry them.
        _keep(st.session_state.get(_SAVED, ()))
    if link is None or link == st.session_state.get(_WRITTEN):
        return False
    found = trust_saved.decode(link, session.known(visit.warehouse))
    _keep(found)
    return bool(found)


def scenarios(visit: Visit) -> None:
    """Add, load and save scenarios; from two on they stand side by side."""
    saved: tuple[Named, ...] = st.session_state.get(_SAVED, ())
    _keep(saved)
    st.caption(visit.say("trust.scenarios_read"))
    _list(visit, saved)
    if len(saved) < trust_saved.MOST:
        _add(visit, saved)
    else:
        st.caption(visit.say("trust.full"))
    with st.popover(visit.say("trust.file"), icon=":material/folder:"):
        _files(visit, saved)
    if len(saved) > 1:
        _compare(visit)


def _keep(saved: tuple[Named, ...]) -> None:
    """For the session, and in the address."""
    st.session_state[_SAVED] = saved
    link = trust_saved.encode(saved)
    st.session_state[_WRITTEN] = link
    if saved and st.query_params.get(PARAMETER) != link:
        st.query_params[PARAMETER] = link
    elif not saved and PARAMETER in st.query_params:
        del st.query_params[PARAMETER]


# --- adding, loading, saving ----------------------------------------------------------------------


def _list(visit: Visit, saved: tuple[Named, ...]) -> None:
    for place, each in enumerate(saved):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{each.name}**", width=120)
            if st.button(visit.say("trust.apply"), key=f"trust_apply_{place}"):
                _apply(each)
            st.button(
                visit.say("trust.remove"),
                key=f"trust_remove_{place}",
                on_click=partial(_keep, saved[:place] + saved[place + 1 :]),
            )


def _apply(chosen: Named) -> None:
    """The page is ranked by it; the board's sliders follow."""
    scenario = chosen.at(session.current().scenario)
    session.change(
        topic_points=scenario.topic_points,
        criterion_points=scenario.criterion_points,
        sectors=scenario.sectors,
        minimum_workplaces=scenario.minimum_workplaces,
        normalisation=scenario.normalisation,
        aggregation=scenario.aggregation,
        missing=scenario.missing,
    )
    st.rerun()


def _add(visit: Visit, saved: tuple[Named, ...]) -> None:
    with st.container(border=True):
        points = trust_start.topic_points(visit)
        st.text_input(visit.say("trust.name"), max_chars=trust_saved.LONGEST_NAME, key=_NAME, width=320)
        st.button(
            visit.say("trust.add"),
            key="trust_add",
            disabled=points is None,
            on_click=partial(_take, saved, dict(points or {})),
        )


def _take(saved: tuple[Named, ...], points: dict[str, int]) -> None:
    """Add today's scenario with these points, under the name typed."""
    visit = session.current()
    scenario = visit.scenario.with_topic_points(points, visit.warehouse.catalogue.topic_points)
    name = trust_saved.clean(st.session_state.get(_NAME, "")) or _next_name(visit, saved)
    _keep((*saved, trust_saved.named(name, scenario)))
    st.session_state[_NAME] = ""


def _next_name(visit: Visit, saved: tuple[Named, ...]) -> str:
    taken = {each.name for each in saved}
    names = (visit.say("trust.unnamed", number=str(number)) for number in range(1, trust_saved.MOST + 2))
    return next(name for name in names if name not in taken)


def _files(visit: Visit, saved: tuple[Named, ...]) -> None:
    if saved:
        st.download_button(
            visit.say("trust.save"),
            data=trust_saved.to_file(saved, visit.warehouse.edition.id),
            file_name="clusterdash-scenarios.json",
            mime="application/json",
            icon=":material/download:",
            on_click="ignore",
        )
    given = upload.field(visit, visit.say("trust.load"), types=["json"], key="trust_file", megabytes=1)
    if given is None or st.session_state.get("trust_file_taken") == given.file_id:
        return
    try:
        loaded = trust_saved.from_file(given.getvalue(), session.known(visit.warehouse))
    except trust_saved.FileError as error:
        st.error(visit.say(f"trust.{error.problem}", **error.values))
        return
    st.session_state["trust_file_taken"] = given.file_id
    _keep(loaded)
    st.rerun()


# --- side by side ---------------------------------------------------------------------------------


def named_here(visit: Visit) -> dict[str, Scenario]:
    """The saved scenarios for the province or sector in hand; of the same name told apart by a number."""
    saved: tuple[Named, ...] = st.session_state.get(_SAVED, ())
    found: dict[str, Scenario] = {}
    for each in saved:
        name, number = each.name, 2
        while name in found:
            name, number = f"{each.name} ({number})", number + 1
        found[name] = each.at(visit.scenario)
    return found


def _compare(visit: Visit) -> None:
    say = visit.say
    ranked = {name: ranking.rank(visit.warehouse, each) for name, each in named_here(visit).items()}
    ranks = sheets.ranks_of(visit.warehouse, ranked, say)
    if not ranks.rows:
        st.write(say("ranking.no_topic_points"))
        return
    places = _first_places(ranks, list(ranked))
    chart_frame.show(
        charts.moves(places, say=say),
        say=say,
        key="trust_slopes",
        title=say("trust.slopes"),
        how_to_read=say("trust.slopes_read"),
        source=say("ranking.source", edition=visit.warehouse.edition.id),
        table=trust_files.written(visit, ranks),
    )
    trust_files.csv_button(visit, ranks, key="trust_ranks")
    st.markdown(f"**{say('trust.weights')}**")
    weights = sheets.weights_of(visit.warehouse, ranked, say)
    trust_files.show(visit, weights, key="trust_weights", how_to_read=say("trust.weights_read"))
    st.markdown(f"**{say('trust.explained')}**")
    moves = sheets.moves(visit.warehouse, ranked, say)
    trust_files.show(visit, moves, key="trust_moves", how_to_read=say("trust.explained_read"))


def _first_places(ranks: Sheet, scenarios: list[str]) -> pd.DataFrame:
    """Ranks of the first ten of any scenario, by name of candidate and scenario."""
    frame = pd.DataFrame([row[1:] for row in ranks.rows], columns=["name", *scenarios])
    frame = frame.set_index("name").astype(float)
    return frame[(frame <= _SHOWN).any(axis=1)]
