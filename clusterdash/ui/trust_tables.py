"""The rank bands and the topics' intervals as tables, and all that is said about trust as one file."""

from __future__ import annotations

import streamlit as st

from clusterdash.reports import trust as sheets
from clusterdash.ui import trust_files, trust_scenarios
from clusterdash.ui.session import Visit


def tables_and_files(visit: Visit) -> None:
    """Everybody ranked, also those whose band is not drawn; the four topics; the workbook."""
    say = visit.say
    st.markdown(f"**{say('trust.bands')}**")
    bands = sheets.bands(visit.warehouse, visit.scenario, say)
    trust_files.show(visit, bands, key="trust_bands", how_to_read=say("trust.tables_read"))
    st.markdown(f"**{say('trust.topics')}**")
    intervals = sheets.intervals(visit.warehouse, visit.scenario, say)
    trust_files.show(visit, intervals, key="trust_intervals", how_to_read=say("trust.topics_read"))
    trust_files.workbook(visit, trust_scenarios.named_here(visit))
