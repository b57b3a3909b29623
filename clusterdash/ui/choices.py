"""Choosing a province or a sector: by list, by code, or by typing it as any keyboard allows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, TypeVar

import streamlit as st

from clusterdash.text import turkish
from clusterdash.ui import names, session

Code = TypeVar("Code", int, str)
Width = Literal["stretch"] | int


def province(visit: session.Visit, *, key: str = "choose_province", width: Width = "stretch") -> None:
    """A chooser that changes the scenario's province."""
    options = {f"{name} · {plate:02d}": plate for plate, name in _provinces(visit).items()}
    _choose(
        visit,
        visit.say("ranking.province"),
        options,
        visit.scenario.province,
        key,
        width,
        lambda plate: session.change(province=plate),
    )


def division(visit: session.Visit, *, key: str = "choose_division", width: Width = "stretch") -> None:
    """A chooser that changes the scenario's sector."""
    options = {f"{code} · {name}": code for code, name in _divisions(visit).items()}
    _choose(
        visit,
        visit.say("ranking.sector"),
        options,
        visit.scenario.division,
        key,
        width,
        lambda code: session.change(division=code),
    )


def _provinces(visit: session.Visit) -> Mapping[int, str]:
    return names.provinces(visit.warehouse, visit.language)


def _divisions(visit: session.Visit) -> Mapping[str, str]:
    return names.divisions(visit.warehouse, visit.language)


def _choose(
    visit: session.Visit,
    label: str,
    options: Mapping[str, Code],
    chosen: Code,
    key: str,
    width: Width,
    on_choice: Callable[[Code], object],
) -> None:
    """Streamlit's own search knows only the letters as written: a typed text it does not find comes here as a
    new option, and is looked up by its folded form."""
    shown = next((text for text, code in options.items() if code == chosen), None)
    st.session_state[key] = shown
    st.selectbox(
        label,
        list(options),
        key=key,
        accept_new_options=True,
        width=width,
        on_change=_take,
        args=(key, dict(options), on_choice),
    )
    missed = st.session_state.pop(f"{key}_missed", None)
    if missed:
        st.caption(f":material/search_off: {visit.say('choices.not_found', text=missed)}")


def _take(key: str, options: dict[str, Code], on_choice: Callable[[Code], object]) -> None:
    typed = st.session_state[key]
    if typed is None:
        return
    found = typed if typed in options else next(iter(turkish.search(options, typed)), None)
    if found is None:
        st.session_state[f"{key}_missed"] = typed
        return
    on_choice(options[found])
