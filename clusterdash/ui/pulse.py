"""Let a fragment run again by itself, without disturbing what a person has just asked for."""

from __future__ import annotations

from clusterdash.ui.components import component


def every(seconds: float, *, key: str) -> None:
    """Call inside a fragment: it runs again about every so many seconds while the page rests.

    In place of `st.fragment(run_every=…)`, whose request may arrive while the end of another run is still on
    its way to the browser; Streamlit then drops what that run has drawn, and a click seems to do nothing.
    """
    component("pulse")(key=key, data={"every": round(1000 * seconds)}, on_beat_change=lambda: None)
