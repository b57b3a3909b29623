"""Does the method matter? How the first ten move under other choices, and which choice matters most."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pandas as pd
import streamlit as st

from clusterdash import robust
from clusterdash.reports import trust as sheets
from clusterdash.text import numbers
from clusterdash.ui import names, trust_files
from clusterdash.ui.session import Visit

_SHOWN: Final = 10
_FOUND: Final = "trust_influence"


def methods(visit: Visit) -> None:
    """The table, the order across scopes, and, when asked for, the influence of each choice."""
    say = visit.say
    places = robust.places_by_method(visit.warehouse, visit.scenario)
    st.markdown(" ".join(_in_words(visit, places)))
    st.dataframe(_table(visit, places), hide_index=True)
    st.caption(say("trust.methods_read", shown=str(min(_SHOWN, len(places)))))
    trust_files.csv_button(visit, sheets.methods(visit.warehouse, visit.scenario, say), key="trust_methods")
    if visit.scenario.view == "sectors" and not warn_of_reversals(visit):
        st.caption(say("trust.no_reversal"))
    _influence(visit)


def _in_words(visit: Visit, places: pd.DataFrame) -> Iterator[str]:
    shown = names.candidates(visit)
    others = {method.name: method for method in robust.methods(visit.scenario)[1:]}
    first = set(places.index[places["today"] == 1])
    away = [name for name in others if name != "sectors" and not set(places.index[places[name] == 1]) & first]
    name = ", ".join(shown[code] for code in places.index if code in first)
    if not away:
        yield visit.say("trust.methods_stays", name=name)
    else:
        listed = ", ".join(sheets.method_name(others[method], visit.say) for method in away)
        yield visit.say("trust.methods_falls", name=name, methods=listed)


def _table(visit: Visit, places: pd.DataFrame) -> pd.DataFrame:
    say, shown = visit.say, names.candidates(visit)
    listed = places.sort_values("today").head(_SHOWN)
    frame = pd.DataFrame({say("word.name"): [shown[code] for code in listed.index]})
    for method in robust.methods(visit.scenario):
        frame[sheets.method_name(method, say)] = [
            _moved(rank, today) for rank, today in zip(listed[method.name], listed["today"], strict=True)
        ]
    return frame


def _moved(rank: float, today: float) -> str:
    if np.isnan(rank):
        return "–"
    if rank == today:
        return str(int(rank))
    return f"{int(rank)} {'▲' if rank < today else '▼'}{int(abs(rank - today))}"


def warn_of_reversals(visit: Visit) -> bool:
    """An alert where the scope reorders what is in both; says whether there was one."""
    found = robust.reversals(visit.warehouse, visit.scenario)
    if found:
        shown = names.candidates(visit)
        pairs = "; ".join(f"{shown[pair.one]} / {shown[pair.other]}" for pair in found[:5])
        st.warning(visit.say("trust.reversal", pairs=pairs), icon=":material/swap_vert:")
    return bool(found)


# --- which choice matters most --------------------------------------------------------------------


def _influence(visit: Visit) -> None:
    say = visit.say
    st.markdown(f"**{say('trust.influence')}**")
    asked = (visit.warehouse.edition.id, visit.scenario)
    kept: tuple[Any, pd.DataFrame] | None = st.session_state.get(_FOUND)
    if st.button(say("trust.influence_run"), key="trust_influence_run"):
        bar = st.progress(0.0, say("trust.influence_running"))
        found = robust.influence(visit.warehouse, visit.scenario, progress=bar.progress)
        bar.empty()
        st.session_state[_FOUND] = kept = (asked, found)
    if kept and kept[0] == asked:
        _show_influence(visit, kept[1])


def _show_influence(visit: Visit, found: pd.DataFrame) -> None:
    say, language = visit.say, visit.language
    most = found.iloc[0]
    if np.isnan(most["total_order"]):
        st.write(say("trust.influence_none"))
        return
    st.markdown(
        say(
            "trust.influence_most",
            choice=say(f"trust.factor_{found.index[0]}"),
            share=numbers.percent(100 * most["total_order"], language),
            low=numbers.percent(100 * most["total_low"], language),
            high=numbers.percent(100 * most["total_high"], language),
        )
    )
    evaluations = robust.COMBINATIONS * (len(found) + 2)
    trust_files.show(
        visit,
        sheets.influence(found, say),
        key="trust_influence",
        how_to_read=say(
            "trust.influence_read",
            combinations=numbers.number(evaluations, language, digits=0),
            seed=str(robust.SEED),
        ),
    )
