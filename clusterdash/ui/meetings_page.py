"""Consultation meetings: the list, a new one, and one that is organised."""

from __future__ import annotations

from functools import partial
from typing import Final

import streamlit as st

from clusterdash.records import meetings
from clusterdash.records.values import Meeting, Page, Query
from clusterdash.text import numbers
from clusterdash.ui import identity, meeting_door, meeting_form, names, records
from clusterdash.ui.session import Visit

_ROW: Final = (4, 2, 2)


def overview(visit: Visit) -> None:
    """Every meeting whoever looks may organise, newest first, and the form for a new one."""
    say = visit.say
    st.title(say("meetings.title"), anchor=False)
    if not identity.may("meeting.list"):
        identity.show_way_in(visit)
        st.caption(say("meetings.key_needs_link"))
        return
    st.markdown(say("meetings.lead"))
    new = st.expander(say("meetings.new"), icon=":material/add:", key="meetings_new", on_change="rerun")
    if new.open:
        with new:
            meeting_form.new(visit)
    _list(visit)


def _list(visit: Visit) -> None:
    say = visit.say
    search = st.text_input(
        say("meetings.search"), key="meetings_search", icon=":material/search:", label_visibility="collapsed",
        placeholder=say("meetings.search"),
    )  # fmt: skip
    number = int(st.session_state.get("meetings_page_number", 1))
    asked = Query(search=search, page=number)
    page: Page[Meeting] | None = records.read(
        lambda: meetings.list_meetings(records.open_records(), identity.current(), asked), None
    )
    if page is None:
        return
    if not page.total:
        st.info(say("state.no_match", text=search) if search else say("meetings.none"))
        return
    named = names.provinces(visit.warehouse, visit.language)
    for meeting in page.rows:
        title, when, state = st.columns(_ROW, vertical_alignment="center")
        title.button(
            meeting.title,
            key=f"meeting_open_{meeting.id}",
            icon=":material/arrow_forward:",
            icon_position="right",
            width="stretch",
            on_click=partial(open_meeting, meeting.id),
        )
        when.markdown(f"{named[meeting.province]} · {numbers.date(meeting.held_on, visit.language)}")
        state.markdown(f"**{say(f'meetings.state.{meeting.state}')}**")
    if page.pages > 1:
        st.number_input(say("meetings.page"), 1, page.pages, number, key="meetings_page_number")


def open_meeting(meeting: str) -> None:
    """Show this meeting; for callbacks."""
    st.query_params["meeting"] = meeting


def one(visit: Visit) -> Meeting | None:
    """The meeting of the address, under its title; the way in for who may not organise it."""
    st.button(
        visit.say("meetings.all"), icon=":material/arrow_back:", type="tertiary", key="meetings_all",
        on_click=_close,
    )  # fmt: skip
    return meeting_door.opened(visit)


def _close() -> None:
    st.query_params.pop("meeting", None)
