"""What is said about trust as tables that can be taken away: each as CSV, all of it as one workbook."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st

from clusterdash import reports
from clusterdash.reports.sheets import Sheet
from clusterdash.scenario import Scenario
from clusterdash.ui import session, tables
from clusterdash.ui.session import Visit

_WORKBOOK: Final = "trust_workbook"
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show(visit: Visit, sheet: Sheet, *, key: str, how_to_read: str = "") -> None:
    """A table in the visitor's language, how to read it, and the table as a file."""
    st.dataframe(written(visit, sheet), hide_index=True, placeholder="–")
    if how_to_read:
        st.caption(how_to_read)
    csv_button(visit, sheet, key=key)


def written(visit: Visit, sheet: Sheet) -> Any:
    """The sheet as a frame whose numbers are written in the visitor's language."""
    frame = pd.DataFrame(list(sheet.rows), columns=[column.title for column in sheet.columns])
    digits = {column.title: column.digits for column in sheet.columns if column.digits is not None}
    return tables.localised(frame.astype(dict.fromkeys(digits, float)), digits, visit.language)


def csv_button(visit: Visit, sheet: Sheet, *, key: str) -> None:
    """The table as CSV, with the edition and the scenario's address; written when asked for."""
    edition = visit.warehouse.edition.id
    st.download_button(
        visit.say("trust_files.csv", table=sheet.title),
        # Taken here: a download is written on a thread that knows no visitor.
        data=partial(reports.trust_csv, sheet, edition, session.address(visit), visit.language),
        file_name=f"clusterdash-{edition}-{key.replace('_', '-')}.csv",
        mime="text/csv",
        icon=":material/download:",
        key=f"{key}_csv",
        on_click="ignore",
    )


def workbook(visit: Visit, named: Mapping[str, Scenario]) -> None:
    """All of it in one file: computed when asked for, and forgotten with what it was computed for."""
    say = visit.say
    st.markdown(f"**{say('trust_files.workbook')}**")
    st.caption(say("trust_files.workbook_holds"))
    asked = (visit.warehouse.edition.id, visit.scenario, visit.language, tuple(named.items()))
    kept: tuple[Any, bytes] | None = st.session_state.get(_WORKBOOK)
    if st.button(say("trust_files.prepare"), key="trust_workbook_run"):
        bar = st.progress(0.0, say("trust_files.preparing"))
        content = reports.trust_xlsx(
            visit.warehouse,
            visit.scenario,
            named,
            visit.language,
            session.address(visit),
            progress=lambda share: bar.progress(share, say("trust_files.preparing")),
        )
        bar.empty()
        st.session_state[_WORKBOOK] = kept = (asked, content)
    if kept and kept[0] == asked:
        st.download_button(
            say("trust_files.download"),
            data=kept[1],
            file_name=f"clusterdash-{visit.warehouse.edition.id}-trust.xlsx",
            mime=_XLSX,
            icon=":material/download:",
            key="trust_workbook_download",
            type="primary",
            on_click="ignore",
        )
