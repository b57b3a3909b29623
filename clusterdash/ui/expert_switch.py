"""Whether the firms' will to cooperate counts in the ranking: a switch, and a line wherever it does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from clusterdash.text import numbers
from clusterdash.ui import citations, names, session
from clusterdash.ui.session import Visit
from clusterdash.warehouse import Expert

if TYPE_CHECKING:
    from clusterdash.records.questionnaire import ExpertFigure

_KEY = "count_experts"


def switch(visit: Visit) -> None:
    """Nothing where nothing was published on what is ranked, and nothing counts."""
    counted, newest = visit.scenario.experts, _newest()
    if not counted and not any(_is_ranked(visit, one) for one in newest):
        return
    number = max((one.number or 0 for one in newest), default=0)
    st.session_state[_KEY] = bool(counted)
    st.toggle(
        visit.say("experts.switch"),
        key=_KEY,
        help=visit.say("experts.switch_explained"),
        on_change=lambda: session.change(experts=number if st.session_state[_KEY] else 0),
    )


def remind(visit: Visit) -> None:
    """What experts said that counts here, with its n and spread, and the way back to official figures."""
    counted = visit.scenario.experts
    if not counted:
        return
    found = [one for one in visit.warehouse.experts(counted) if _is_ranked(visit, one)]
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        lines = [visit.say("experts.counts"), *(f"- {_line(visit, one)}" for one in found)]
        if not found:
            lines.append(f"- {visit.say('experts.none_here')}")
        st.markdown("\n".join(lines), width="stretch")
        newest = max((one.number or 0 for one in _newest()), default=0)
        if newest > counted:
            _button(visit, "experts.take_newest", newest)
        _button(visit, "experts.leave_out", 0)


def _button(visit: Visit, words: str, number: int) -> None:
    st.button(visit.say(words), key=words.replace(".", "_"), on_click=lambda: session.change(experts=number))


def _newest() -> tuple[ExpertFigure, ...]:
    nothing: tuple[ExpertFigure, ...] = ()
    return citations.public(("experts",), _published, nothing)


def _published(opened: Any, actor: Any) -> tuple[ExpertFigure, ...]:
    from clusterdash.records import questionnaire

    return questionnaire.published(opened, actor)


def _is_ranked(visit: Visit, figure: Expert | ExpertFigure) -> bool:
    """Whether it is of the province whose sectors are ranked, or of the sector for which provinces are."""
    scenario = visit.scenario
    if scenario.view == "sectors":
        return figure.province == scenario.province
    return figure.division == scenario.division


def _line(visit: Visit, figure: Expert) -> str:
    language = visit.language
    return visit.say(
        "experts.line",
        province=names.provinces(visit.warehouse, language)[figure.province],
        sector=names.divisions(visit.warehouse, language)[figure.division],
        mean=numbers.number(figure.mean, language),
        firms=str(figure.scores),
        spread=numbers.number(figure.spread, language),
    )
