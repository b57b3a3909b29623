"""What is slow, long or only explains comes after the live board, so that it keeps nobody waiting.

In a new tab the board is drawn first and asks for the rest of the page. Later, what stands beside it is in a
fragment of its own that runs again a moment after the board has spoken.
"""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from clusterdash.ui.components import component

ARRIVED: Final = "arrived"
"""Where the session keeps that the visitor has a page before their eyes, and no board to wait for."""


def arriving() -> bool:
    """Whether the visitor has just opened a tab and waits for the first board."""
    return not st.session_state.get(ARRIVED)


def arrived() -> None:
    """A page stands: nothing on it waits for a board."""
    st.session_state[ARRIVED] = True


def ask_for_the_rest() -> None:
    """Call while arriving, on a page and not in a fragment: it runs whole once the board is drawn."""
    _follower("arrival", first=True)


def the_board() -> None:
    """Call inside a fragment: it runs once more when the board has been still for a quarter of a second."""
    _follower("follow", first=False)


def _follower(key: str, *, first: bool) -> None:
    data: dict[str, Any] | None = {"first": True} if first else None
    component("follow")(key=key, data=data, on_reported_change=arrived)
