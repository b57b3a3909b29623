"""The rooms of a meeting's page; one is drawn at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from clusterdash.records.values import Meeting
from clusterdash.ui import meeting_decision, meeting_desk, meeting_form, meeting_people, meeting_results
from clusterdash.ui.session import Visit

_PARTS: Final[dict[str, Callable[[Visit, Meeting], None]]] = {
    "join": meeting_desk.join,
    "people": meeting_people.people,
    "paper": meeting_people.paper,
    "results": meeting_results.show,
    "decision": meeting_decision.decide,
    "files": meeting_decision.files,
    "setup": meeting_form.change,
    "history": meeting_desk.history,
}


def show(visit: Visit, meeting: Meeting) -> None:
    """Choose a room, and draw it."""
    st.session_state.setdefault("meeting_part", "setup" if meeting.state == "draft" else "join")
    part = st.segmented_control(
        visit.say("meetings.parts"),
        list(_PARTS),
        format_func=lambda name: visit.say(f"meetings.room.{name}"),
        key="meeting_part",
        label_visibility="collapsed",
        required=True,
    )
    _PARTS[part or "join"](visit, meeting)
