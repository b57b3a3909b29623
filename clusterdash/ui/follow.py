"""Let a fragment run again shortly after the live board has spoken.

What is slow or long stands beside the board in a fragment of its own, so that a released slider waits for the
answer and for nothing else.
"""

from __future__ import annotations

from functools import partial

import streamlit as st

from clusterdash.ui.components import component


def the_board(*, key: str = "follow") -> bool:
    """Call inside a fragment: it runs once more when the board has been still for a quarter of a second.

    Returns:
        Whether the visitor has seen a board. In the first run of a new tab nobody has, and what the fragment
        shows would only keep the board waiting; the browser asks for it once the board is drawn.
    """
    heard = bool(st.session_state.get(seen(key)))
    component("follow")(
        key=key, data=None if heard else {"first": True}, on_reported_change=partial(_hear, key)
    )
    return heard


def seen(key: str = "follow") -> str:
    """Where the session keeps whether the visitor has seen a board."""
    return f"{key}_heard"


def _hear(key: str) -> None:
    st.session_state[seen(key)] = True
