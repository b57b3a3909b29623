"""The rank bands and the topics' intervals as tables."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from clusterdash import robust
from clusterdash.ui import names, tables, trust_words
from clusterdash.ui.session import Visit


def bands_and_intervals(visit: Visit) -> None:
    """Everybody ranked, also those whose band is not drawn; then the four topics."""
    say = visit.say
    st.markdown(f"**{say('trust.bands')}**")
    st.dataframe(
        tables.written(_bands(visit), visit.language),
        hide_index=True,
    )
    st.caption(say("trust.tables_read"))
    st.markdown(f"**{say('trust.topics')}**")
    st.dataframe(tables.written(_holds(visit), visit.language, digits=2), hide_index=True, placeholder="–")
    st.caption(say("trust.topics_read"))


def _bands(visit: Visit) -> pd.DataFrame:
    say, shown = visit.say, names.candidates(visit)
    found = robust.bands(visit.warehouse, visit.scenario)
    return pd.DataFrame(
        {
            say("word.rank"): [band.rank for band in found],
            say("word.code"): [str(band.code) for band in found],
            say("word.name"): [shown[band.code] for band in found],
            say("trust.column_lower"): [band.lower for band in found],
            say("trust.column_upper"): [band.upper for band in found],
            say("trust.column_first"): [100 * band.first for band in found],
            say("trust.column_error"): [100 * robust.standard_error(band.first) for band in found],
            say("trust.column_anywhere"): [100 * band.first_anywhere for band in found],
        }
    )


def _holds(visit: Visit) -> pd.DataFrame:
    say, shown = visit.say, names.candidates(visit)
    found = robust.holds(visit.warehouse, visit.scenario)
    return pd.DataFrame(
        {
            say("word.topic"): [trust_words.topic(visit, hold.topic) for hold in found],
            say("trust.share_today"): [100 * hold.share for hold in found],
            say("trust.column_effective"): [hold.effective for hold in found],
            say("trust.column_from"): [100 * hold.lower for hold in found],
            say("trust.column_to"): [100 * hold.upper for hold in found],
            say("trust.column_below"): [shown.get(hold.lower_winner, "–") for hold in found],
            say("trust.column_above"): [shown.get(hold.upper_winner, "–") for hold in found],
        }
    )
