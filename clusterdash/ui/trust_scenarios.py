"""Two to four named scenarios side by side: weights, ranks, and what explains each move."""

from __future__ import annotations

from functools import partial
from typing import Final

import numpy as np
import pandas as pd
import streamlit as st

from clusterdash import ranking
from clusterdash.charts import trust as charts
from clusterdash.ranking import Code, Ranking
from clusterdash.text import numbers
from clusterdash.ui import chart_frame, names, session, tables, trust_saved, trust_start, trust_words
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
    with st.popover(visit.say("trust.file"), icon=":material/folder:"):
        _files(visit, saved)
    if len(saved) > 1:
        _compare(visit, saved)


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
    given = st.file_uploader(visit.say("trust.load"), type="json", key="trust_file", max_upload_size=1)
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


def _compare(visit: Visit, saved: tuple[Named, ...]) -> None:
    say = visit.say
    ranked = {each.name: ranking.rank(visit.warehouse, each.at(visit.scenario)) for each in _distinct(saved)}
    places = _places(visit, ranked)
    if places.empty:
        st.write(say("ranking.no_topic_points"))
        return
    chart_frame.show(
        charts.moves(places, say=say),
        say=say,
        key="trust_slopes",
        title=say("trust.slopes"),
        how_to_read=say("trust.slopes_read"),
        source=say("ranking.source", edition=visit.warehouse.edition.id),
        table=tables.written(places.rename_axis(say("word.name")).reset_index(), visit.language),
    )
    st.markdown(f"**{say('trust.weights')}**")
    st.dataframe(_weights(visit, saved, ranked), hide_index=True)
    st.markdown(f"**{say('trust.explained')}**")
    st.dataframe(_explained(visit, ranked), hide_index=True)
    st.caption(say("trust.explained_read"))


def _distinct(saved: tuple[Named, ...]) -> tuple[Named, ...]:
    """Two of the same name are told apart by a number."""
    names: list[str] = []
    for each in saved:
        name, number = each.name, 2
        while name in names:
            name, number = f"{each.name} ({number})", number + 1
        names.append(name)
    return tuple(Named(name, each.scenario) for name, each in zip(names, saved, strict=True))


def _places(visit: Visit, ranked: dict[str, Ranking]) -> pd.DataFrame:
    """Ranks of the first ten of any scenario, by name of candidate and scenario."""
    shown = names.candidates(visit)
    frame = pd.DataFrame({name: _ranks(each) for name, each in ranked.items()})
    first = frame[(frame <= _SHOWN).any(axis=1)].sort_values(list(ranked))
    return first.rename(index=shown)


def _ranks(ranked: Ranking) -> pd.Series[float]:
    return pd.Series(ranked.ranks, index=pd.Index(ranked.codes, dtype=object))


def _weights(visit: Visit, saved: tuple[Named, ...], ranked: dict[str, Ranking]) -> pd.DataFrame:
    say = visit.say
    topics = list(visit.warehouse.catalogue.topics)
    labels = [trust_words.topic(visit, code) for code in topics]
    labels += [say("trust.factor_normalisation"), say("trust.factor_aggregation"), say("ranking.scope")]
    columns = {}
    for name, each in zip(ranked, saved, strict=True):
        shares = [trust_words.weight(float(share), visit.language) for share in ranked[name].weights.topics]
        chosen = each.scenario
        columns[name] = [
            *shares,
            say(f"trust.method_{chosen.normalisation}"),
            say(f"trust.method_{chosen.aggregation}"),
            say(f"ranking.scope_{chosen.sectors}"),
        ]
    return pd.DataFrame({say("word.topic"): labels} | columns)


def _explained(visit: Visit, ranked: dict[str, Ranking]) -> pd.DataFrame:
    """From the first scenario to each other one: the ranks, and the topic that moved a candidate most."""
    say, shown = visit.say, names.candidates(visit)
    (start, before), *others = ranked.items()
    codes = [code for code, rank in zip(before.codes, before.ranks, strict=True) if rank <= _SHOWN]
    frame = pd.DataFrame({say("word.name"): [shown[code] for code in codes]})
    frame[start] = [_place(before, code) for code in codes]
    for name, after in others:
        frame[name] = [_place(after, code) for code in codes]
        frame[say("trust.explains", name=name)] = [_reason(visit, before, after, code) for code in codes]
    return frame


def _place(ranked: Ranking, code: Code) -> str:
    rank = ranked.rank_of(code) if code in ranked.codes else None
    return "–" if rank is None else str(rank)


def _reason(visit: Visit, before: Ranking, after: Ranking, code: Code) -> str:
    """The topic whose contribution changed most in the direction of the move, against the field's average."""
    if code not in after.codes:
        return "–"
    ranks = before.rank_of(code), after.rank_of(code)
    if None in ranks or ranks[0] == ranks[1]:
        return "–"
    change = _against_average(after, code) - _against_average(before, code)
    better = (ranks[1] or 0) < (ranks[0] or 0)
    topic = int(np.argmax(change if better else -change))
    points = numbers.change(100 * change[topic], visit.language, digits=1)
    return f"{trust_words.topic(visit, before.weights.topic_codes[topic])} {points}"


def _against_average(ranked: Ranking, code: Code) -> ranking.Array:
    parts = ranked.topic_contributions
    own: ranking.Array = parts[ranked.codes.index(code)] - np.nanmean(parts, axis=0)
    return own
