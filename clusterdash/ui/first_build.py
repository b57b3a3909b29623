"""The very first start: the DuckDB file is built while the visitor looks on."""

from __future__ import annotations

import streamlit as st

from clusterdash import warehouse
from clusterdash.text import Words


def run(say: Words) -> None:
    """Build the first edition with progress; on bad data say which cell, and stop."""
    st.title(say("build.title"))
    with st.status(say("build.running"), expanded=True) as status:
        try:
            warehouse.current(progress=st.write)
        except warehouse.WarehouseError as error:
            status.update(label=say("build.failed"), state="error")
            st.write(str(error))
            st.stop()
        status.update(label=say("build.done"), state="complete")
    st.rerun()
