"""Which meeting a page is about, and whether whoever opened it may organise it: by role, or by its key."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

import streamlit as st

from clusterdash.records import meetings
from clusterdash.records.errors import Forbidden, NotFound, RecordsError
from clusterdash.records.values import Meeting
from clusterdash.ui import identity, records
from clusterdash.ui.session import Visit

_LIST: Final = Path(__file__).resolve().parents[2] / "pages" / "meetings.py"


def asked() -> str:
    """The id in the page's address; empty where there is none."""
    return st.query_params.get("meeting", "")


def opened(visit: Visit) -> Meeting | None:
    """The meeting of the address for who organises it; for anybody else, the way in is drawn instead."""
    try:
        meeting = meetings.get(records.open_records(), identity.current(), asked())
    except Forbidden:
        _ask_key(visit)
        return None
    except NotFound as problem:
        if not identity.may("meeting.list"):
            _ask_key(visit)
        elif asked():
            records.show(problem)
        else:
            _lead_to_the_list(visit)
        return None
    except RecordsError as problem:
        records.show(problem)
        return None
    # Who only takes part may read what the meeting is, and no more.
    if identity.may("meeting.move", province=meeting.province, meeting=meeting.id):
        return meeting
    _ask_key(visit)
    return None


def _lead_to_the_list(visit: Visit) -> None:
    st.markdown(visit.say("meetings.none_asked"))
    st.page_link(_LIST, label=visit.say("nav.meetings"), icon=":material/groups:")


def _ask_key(visit: Visit) -> None:
    say = visit.say
    identity.show_way_in(visit)
    if not asked():
        st.caption(say("meetings.key_needs_link"))
        return
    with st.form("meeting_key_form"):
        st.text_input(say("meetings.key"), type="password", key="meeting_key_typed", autocomplete="off")
        records.show_problem("key")
        if st.session_state.pop("meeting_key_wrong", False):
            st.error(say("meetings.key_wrong"))
        st.form_submit_button(say("meetings.key_show"), on_click=partial(_show_key, asked()))


def _show_key(meeting: str) -> None:
    key = st.session_state["meeting_key_typed"].strip()
    tried = records.attempt("key", lambda: meetings.with_key(records.open_records(), meeting, key))
    if tried.result:
        identity.organise(meeting)
    elif tried.done:
        st.session_state["meeting_key_wrong"] = True
