"""The very first start: the DuckDB file is built while the visitor looks on."""

from __future__ import annotations

import streamlit as st

from clusterdash import warehouse
from clusterdash.text import Words


def run(say: Words) -> None:
    """Build the first edition with progress; on bad data say which cell, and stop."""
    st.title(say("build.title"))
    bar = st.progress(0.0, text=say("build.running"))
    try:
        warehouse.current(progress=lambda _step, share: bar.progress(share))
    except warehouse.WarehouseError as error:
        bar.empty()
        st.error(f"**{say('build.failed')}**  \n{error}", icon=":material/error:")
        st.stop()
    st.rerun()
