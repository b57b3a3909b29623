"""The very first start: the DuckDB file is built while the visitor looks on."""

from __future__ import annotations

import streamlit as st

from clusterdash import warehouse
from clusterdash.text import Words


def run(say: Words) -> None:
    """Build the first edition with progress; on bad data say which cell, and stop."""
    place = st.empty()
    with place.container():
        st.title(say("build.title"), anchor=False)
        bar = st.progress(0.0, text=say("build.running"))

        def advance(_step: str, share: float) -> None:
            bar.progress(share, text=say("build.running"))

        try:
            warehouse.current(progress=advance)
        except warehouse.WarehouseError as error:
            bar.empty()
            st.error(f"**{say('build.failed')}**  \n{error}", icon=":material/error:")
            st.stop()
    place.empty()
