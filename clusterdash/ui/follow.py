"""Let a fragment run again shortly after the live board has spoken.

What is slow or long stands beside the board in a fragment of its own, so that a released slider waits for the
answer and for nothing else.
"""

from __future__ import annotations

from clusterdash.ui.components import component


def the_board(*, key: str = "follow") -> None:
    """Call inside a fragment: it runs once more when the board has been still for a quarter of a second."""
    component("follow")(key=key, on_reported_change=_nothing)


def _nothing() -> None:
    """Streamlit reports a trigger only to somebody who listens."""
