"""Clean pages of A4: a control that prints, and what is said on paper only.

The style of `static/print` prints no sidebar, header or control, in light colours. It knows three beginnings
of a container's key: `print_only_` is seen on paper only, `new_page_` begins a page, and an expander in
`open_in_print_` is open on paper.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import streamlit as st

from clusterdash.ui import session
from clusterdash.ui.components import component
from clusterdash.ui.session import Visit

_STYLE: Final = Path(__file__).with_name("static") / "print" / "print.css"


def control(visit: Visit) -> None:
    """The button that prints the page; the browser's own command prints as cleanly."""
    st.html(_STYLE)
    component("print")(
        data={"label": visit.say("print.label"), "hint": visit.say("print.hint")}, key="print", height=40
    )


def masthead(visit: Visit) -> None:
    """On paper only: whose figures these are, of which edition, and the link that shows the same."""
    with st.container(key="print_only_masthead"):
        edition = visit.say("source.edition", edition=visit.warehouse.edition.id)
        st.caption(f"{visit.say('app.name')} · {edition}  \n{session.address(visit)}")
