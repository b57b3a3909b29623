"""Choosing a province or a sector: by list, by code, or by typing it as any keyboard allows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, TypeVar

import streamlit as st

from clusterdash.text import turkish
from clusterdash.ui import names, session

Code = TypeVar("Code")
Width = Literal["stretch"] | int


def province(visit: session.Visit, *, key: str = "choose_province", width: Width = "stretch") -> None:
    """A chooser that changes the scenario's province."""
    options = {f"{name} · {plate:02d}": plate for plate, name in _provinces(visit).items()}
    choose(
        visit,
        visit.say("ranking.province"),
        options,
        visit.scenario.province,
        lambda plate: session.change(province=plate),
        key=key,
        width=width,
    )


def division(visit: session.Visit, *, key: str = "choose_division", width: Width = "stretch") -> None:
    """A chooser that changes the scenario's sector."""
    options = {f"{code} · {name}": code for code, name in _divisions(visit).items()}
    choose(
        visit,
        visit.say("ranking.sector"),
        options,
        visit.scenario.division,
        lambda code: session.change(division=code),
        key=key,
        width=width,
    )


def _provinces(visit: session.Visit) -> Mapping[int, str]:
    return names.provinces(visit.warehouse, visit.language)


def _divisions(visit: session.Visit) -> Mapping[str, str]:
    return names.divisions(visit.warehouse, visit.language)


def choose(
    visit: session.Visit,
    label: str,
    options: Mapping[str, Code],
    chosen: Code,
    on_choice: Callable[[Code], object],
    *,
    key: str,
    width: Width = "stretch",
) -> None:
    """A list to choose from, found by any of its words whatever their case and marks.

    Streamlit's own search knows only the letters as written: a typed text it does not find comes here as a
    new option, and is looked up by its folded form.

    Args:
        options: What is read in the list, to what it stands for.
        on_choice: Takes what was chosen.
    """
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
