"""Where a new scenario's weights may come from: today, an order, comparisons in pairs, the figures."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

import numpy as np
import pandas as pd
import streamlit as st

from clusterdash import robust
from clusterdash.analysis import weighting
from clusterdash.text import numbers
from clusterdash.ui import trust_words
from clusterdash.ui.session import Visit

Way: TypeAlias = Callable[[Visit], Mapping[str, int] | None]

_JUDGEMENTS: Final = (9, 7, 5, 3, 1, -3, -5, -7, -9)
"""How many times more the first of a pair matters; negative: the second."""
_CONSISTENT: Final = 0.10
"""Saaty's limit for the consistency ratio."""


def topic_points(visit: Visit) -> Mapping[str, int] | None:
    """Let people choose where the weights come from; points by topic, None while something is still open."""
    way = st.radio(
        visit.say("trust.start"),
        list(_WAYS),
        format_func=lambda name: visit.say(f"trust.start_{name}"),
        key="trust_start",
        horizontal=True,
    )
    return _WAYS[way](visit)


def _from_today(visit: Visit) -> Mapping[str, int]:
    return visit.warehouse.catalogue.topic_points | dict(visit.scenario.topic_points)


def _from_order(visit: Visit) -> Mapping[str, int] | None:
    topics = list(visit.warehouse.catalogue.topics)
    order = st.multiselect(
        visit.say("trust.order"),
        topics,
        format_func=lambda code: trust_words.topic(visit, code),
        key="trust_order",
    )
    if len(order) < len(topics):
        st.caption(visit.say("trust.order_open"))
        return None
    weights = weighting.rank_order_centroid(len(order))
    st.caption(visit.say("trust.order_read"))
    return _shown(visit, dict(zip(order, weights.tolist(), strict=True)))


def _from_pairs(visit: Visit) -> Mapping[str, int]:
    say, topics = visit.say, list(visit.warehouse.catalogue.topics)
    matrix = pd.DataFrame(np.eye(len(topics)), index=topics, columns=topics)
    for one, other in itertools.combinations(topics, 2):
        answer = st.select_slider(
            say("trust.pair", one=trust_words.topic(visit, one), other=trust_words.topic(visit, other)),
            _JUDGEMENTS,
            value=1,
            format_func=lambda times: f"◀ {times}" if times > 1 else f"{-times} ▶" if times < 0 else "=",
            key=f"trust_pair_{one}_{other}",
        )
        times = float(answer) if answer > 0 else -1 / answer
        matrix.loc[one, other], matrix.loc[other, one] = times, 1 / times
    found = weighting.pairwise(matrix)
    ratio = numbers.number(found.consistency_ratio, visit.language, digits=2)
    if found.consistency_ratio <= _CONSISTENT:
        st.caption(say("trust.consistent", ratio=ratio))
    else:
        st.warning(f"{say('trust.inconsistent', ratio=ratio)} {_hint(visit, matrix)}")
    return _shown(visit, dict(zip(topics, found.weights.tolist(), strict=True)))


def _hint(visit: Visit, matrix: pd.DataFrame) -> str:
    """Which answer to reconsider first, and what the others point to."""
    doubtful = weighting.least_consistent(matrix)
    if doubtful is None:
        return ""
    one, other = (trust_words.topic(visit, str(topic)) for topic in (doubtful.first, doubtful.second))
    times = max(doubtful.implied, 1 / doubtful.implied)
    return visit.say(
        "trust.reconsider" if doubtful.given > 1 else "trust.reconsider_equal",
        one=one,
        other=other,
        favoured=one if doubtful.implied >= 1 else other,
        given=numbers.number(doubtful.given, visit.language, digits=0),
        implied=numbers.number(times, visit.language, digits=1),
    )


def _from_figures(
    weigh: Callable[[pd.DataFrame], pd.Series[float]],
) -> Callable[[Visit], Mapping[str, int] | None]:
    def found(visit: Visit) -> Mapping[str, int] | None:
        _, entered = robust.contest(visit.warehouse, visit.scenario)
        try:
            weights = weigh(entered.z.dropna(axis="columns", how="all")) if entered else None
        except ValueError:
            weights = None
        if weights is None:
            st.caption(visit.say("trust.figures_cannot"))
            return None
        st.caption(visit.say("trust.figures_read"))
        return _shown(visit, {str(topic): float(share) for topic, share in weights.items()})

    return found


_WAYS: Final[dict[str, Way]] = {
    "today": _from_today,
    "order": _from_order,
    "pairs": _from_pairs,
    "entropy": _from_figures(weighting.entropy),
    "critic": _from_figures(weighting.critic),
}


def _shown(visit: Visit, weights: Mapping[str, float]) -> dict[str, int]:
    """The weights in whole points, said; a topic that takes no part gets 0."""
    points = {topic: round(100 * weights.get(topic, 0.0)) for topic in visit.warehouse.catalogue.topics}
    st.markdown(
        " · ".join(
            f"{trust_words.topic(visit, topic)} **{trust_words.weight(value / 100, visit.language)}**"
            for topic, value in points.items()
        )
    )
    return points
