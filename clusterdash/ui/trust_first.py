"""What would make another candidate first? The least change of weights, in words and as one click."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from clusterdash import ranking, robust
from clusterdash.ranking import Code, Ranking
from clusterdash.reports import trust as sheets
from clusterdash.robust import Change
from clusterdash.ui import names, session, trust_files, trust_words
from clusterdash.ui.session import Visit

_KEY = "trust_candidate"


def making_first(visit: Visit) -> None:
    """Choose a candidate, read the least change, apply it."""
    ranked = ranking.rank(visit.warehouse, visit.scenario)
    options = [code for code, rank in zip(ranked.codes, ranked.ranks, strict=True) if rank > 1]
    say, shown = visit.say, names.candidates(visit)
    if not options:
        st.write(say("trust.first_nobody_else"))
        return
    if st.session_state.get(_KEY) not in options:
        st.session_state[_KEY] = options[0]
    chosen: Code = st.selectbox(
        say("trust.first_choose"), options, format_func=lambda code: shown[code], key=_KEY, width=420
    )
    try:
        change = robust.making_first(visit.warehouse, visit.scenario, chosen)
    except RuntimeError:
        st.write(say("trust.first_unsettled", name=shown[chosen]))
        return
    if change is None:
        st.markdown(say("trust.first_never", name=shown[chosen]))
        st.caption(say("trust.first_never_read"))
    else:
        _shown(visit, ranked, change, shown[chosen])


def _shown(visit: Visit, ranked: Ranking, change: Change, name: str) -> None:
    say = visit.say
    today = dict(zip(ranked.weights.topic_codes, ranked.weights.topics.tolist(), strict=True))
    st.markdown(say("trust.first_change", name=name, changes=_in_words(visit, today, change.weights)))
    if change.points is None:
        st.warning(say("trust.first_no_points", name=name))
    elif st.button(say("trust.first_apply"), key="trust_apply", type="primary"):
        session.change(topic_points=_overrides(visit, change.points))
        st.rerun()  # the whole page: the board's sliders are set from outside its fragment
    st.caption(say("trust.first_read"))
    table = sheets.change(visit.warehouse, ranked, change, say)
    opened = st.expander(
        say("chart.table"), icon=":material/table_rows:", key="trust_first_table", on_change="rerun"
    )
    if opened.open:
        with opened:
            trust_files.show(visit, table, key="trust_first")


def _in_words(visit: Visit, today: Mapping[str, float], weights: Mapping[str, float]) -> str:
    """Only the topics that move: the largest move first."""
    moves = {topic: weights[topic] - share for topic, share in today.items()}
    moved = [
        topic for topic in sorted(moves, key=lambda topic: -abs(moves[topic])) if abs(moves[topic]) > 5e-5
    ]
    return "; ".join(
        visit.say(
            "trust.first_move",
            topic=trust_words.topic(visit, topic),
            before=trust_words.weight(today[topic], visit.language),
            after=trust_words.weight(weights[topic], visit.language),
        )
        for topic in moved
    )


def _overrides(visit: Visit, points: Mapping[str, int]) -> dict[str, int]:
    defaults = visit.warehouse.catalogue.topic_points
    return dict(visit.scenario.with_topic_points(points, defaults).topic_points)
