"""A ballot: joined by code, come back to by a token that the address and the browser keep."""

from __future__ import annotations

import json
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

import streamlit as st

from clusterdash import settings
from clusterdash.records import codes, meetings, opinions, personal
from clusterdash.records.actors import Actor
from clusterdash.records.errors import Closed, RecordsError, WrongCode
from clusterdash.records.values import KINDS, Meeting, Participant
from clusterdash.text import numbers
from clusterdash.ui import (
    ballot_form,
    identity,
    meeting_links,
    names,
    private_download,
    pulse,
    records,
    session,
)
from clusterdash.ui.components import component
from clusterdash.ui.session import Visit

_STYLE: Final = Path(__file__).with_name("static") / "ballot_page.css"
_LOOKED: Final = "ballot_looked_for_seat"
_FORGET: Final = "ballot_forget_seat"
_TOKEN: Final = "ballot_token"
_EVERY: Final = 12.0
"""Seconds after which an open ballot looks whether its round is over; a save finds out at once."""


def language(visit: Visit) -> None:
    """Turkish or English: the page has no sidebar."""
    st.html(_STYLE)
    st.session_state["ballot_language"] = visit.language
    with st.container(horizontal=True, horizontal_alignment="right"):
        st.segmented_control(
            visit.say("shell.language"),
            ["tr", "en"],
            format_func=lambda code: visit.say(f"shell.language_{code}"),
            key="ballot_language",
            required=True,
            label_visibility="collapsed",
            on_change=lambda: session.change_language(st.session_state["ballot_language"]),
        )


def seat(visit: Visit) -> Participant | None:
    """Who fills in this ballot; where nobody has joined yet, the way in is drawn instead."""
    code = st.query_params.get("code", "").strip()
    known = _known(code)
    if known is not None:
        identity.take_part(known.id)
        return known
    identity.take_part(None)
    if not code:
        _ask_code(visit, None)
        return None
    try:
        meeting = meetings.by_code(records.open_records(), code, _address())
    except RecordsError as problem:
        _ask_code(visit, problem)
        return None
    _look_for_seat(code)
    _join(visit, meeting, code)
    return None


def ballot(visit: Visit, participant: Participant) -> None:
    """The form, as long as its round is open, and what was given afterwards."""
    meeting = _meeting(participant)
    _keep_seat(st.query_params.get("code", ""))
    st.title(meeting.title, anchor=False)
    province = names.provinces(visit.warehouse, visit.language)[meeting.province]
    date = numbers.date(meeting.held_on, visit.language)
    st.caption(f"{province} · {date}")
    st.text(participant.institution)
    _paper(participant)
    _own_matters(visit, participant, meeting)


@st.fragment
def _paper(participant: Participant) -> None:
    """What a save draws again: the state of the meeting in one sentence, and the form."""
    pulse.every(_EVERY, key="ballot_pulse")
    visit = session.current()
    try:
        meeting, found = opinions.own(records.open_records(), identity.current())
    except RecordsError as problem:
        # Of what was drawn before nothing goes: the form still holds what was given.
        records.show(problem)
        return
    _say_state(visit, meeting, answered=bool(found.parts) and not found.withdrawn)
    if meeting.taking_answers or found.parts:
        ballot_form.show(visit, meeting, participant, found)


def _say_state(visit: Visit, meeting: Meeting, *, answered: bool) -> None:
    say = visit.say
    if meeting.state == "second":
        st.info(say("ballot.second"), icon=":material/replay:")
    elif meeting.taking_answers:
        st.markdown(say("ballot.lead"))
    else:
        sentence = say(f"records.closed.{meeting.state}")
        st.info(f"{sentence} {say('ballot.given' if answered else 'ballot.nothing_given')}")


# --- the way in -----------------------------------------------------------------------------------


def _known(code: str) -> Participant | None:
    token = st.query_params.get("me", "")
    if not code or not token:
        return None
    try:
        return opinions.back(records.open_records(), code, token)
    except WrongCode:
        del st.query_params["me"]
        st.session_state[_FORGET] = True
        st.warning(session.words()("ballot.unknown_seat"))
        return None


def _ask_code(visit: Visit, problem: RecordsError | None) -> None:
    say = visit.say
    st.title(say("ballot.enter_title"), anchor=False)
    with st.form("ballot_code_form", border=False):
        st.text_input(
            say("ballot.code"),
            key="ballot_code",
            value=st.query_params.get("code", ""),
            max_chars=20,
            autocomplete="off",
        )
        if problem is not None:
            records.show(problem)
        st.form_submit_button(say("ballot.enter"), type="primary", width="stretch", on_click=_enter_code)


def _enter_code() -> None:
    st.query_params["code"] = st.session_state["ballot_code"].strip()


def _join(visit: Visit, meeting: Meeting, code: str) -> None:
    say = visit.say
    st.title(meeting.title, anchor=False)
    province = names.provinces(visit.warehouse, visit.language)[meeting.province]
    st.caption(f"{province} · {numbers.date(meeting.held_on, visit.language)}")
    if not meeting.taking_answers:
        records.show(Closed(meeting.state))
        return
    # One token a meeting, so that two taps join once: the second may arrive before the address has the seat.
    st.session_state.setdefault(_token(code), opinions.new_token())
    st.markdown(say("ballot.join_lead"))
    with st.form("ballot_join", border=False):
        st.text_input(
            say("ballot.institution"), key="ballot_institution", max_chars=opinions.LONGEST_INSTITUTION
        )
        _reason("institution")
        st.pills(
            say("ballot.kind"),
            KINDS,
            format_func=lambda kind: say(f"records.word.{kind}"),
            key="ballot_kind",
        )
        _reason("kind")
        with st.container(border=True, key="ballot_notice"):
            st.markdown(f"**{say('opinions.notice_title')}**  \n{_notice(visit)}")
        st.text_input(say("ballot.name"), key="ballot_name", max_chars=opinions.LONGEST_NAME)
        _reason("name")
        st.checkbox(say("ballot.consent"), key="ballot_consent")
        records.show_problem("join", said=("institution", "kind", "name"))
        st.form_submit_button(
            say("ballot.join"), type="primary", width="stretch", on_click=partial(_join_now, code)
        )


def _reason(field: str) -> None:
    reason = records.reason("join", field)
    if reason:
        st.markdown(f":red[{reason}]")


def _join_now(code: str) -> None:
    chosen = st.session_state
    tried = records.attempt(
        "join",
        lambda: opinions.join(
            records.open_records(),
            code,
            chosen["ballot_institution"],
            chosen["ballot_kind"] or "",
            chosen["ballot_name"] or None,
            chosen["ballot_consent"],
            _address(),
            token=chosen[_token(code)],
        ),
    )
    if tried.result:
        participant, token = tried.result
        identity.take_part(participant.id)
        st.query_params["me"] = token


def _token(code: str) -> str:
    return f"{_TOKEN}_{codes.understood(code)}"


def _look_for_seat(code: str) -> None:
    """Ask the browser whether it holds a token of this meeting; once, so that a wrong one does not return."""
    forget = st.session_state.pop(_FORGET, False)
    component("seat")(
        key="ballot_seat",
        data={"code": codes.understood(code), "forget": forget},
        on_found_change=_take_seat,
    )


def _take_seat() -> None:
    found = st.session_state.get("ballot_seat", {}).get("found")
    if isinstance(found, str) and found:
        st.query_params["me"] = found


def _keep_seat(code: str) -> None:
    token = st.query_params.get("me", "")
    component("seat")(key="ballot_seat_kept", data={"code": codes.understood(code), "token": token})


def _address() -> str:
    return st.context.ip_address or "loopback"


def _meeting(participant: Participant) -> Meeting:
    return meetings.get(records.open_records(), identity.current(), participant.meeting)


def _notice(visit: Visit) -> str:
    """What is kept of a person, and for how long."""
    months = settings.current().records.retention_months
    return visit.say("opinions.notice", months=numbers.number(months, visit.language, 0))


# --- what belongs to the person -------------------------------------------------------------------


def _own_matters(visit: Visit, participant: Participant, meeting: Meeting) -> None:
    say = visit.say
    with st.expander(say("ballot.come_back"), icon=":material/phonelink:", key="ballot_come_back"):
        st.markdown(say("ballot.come_back_how"))
        st.code(_own_link(meeting), language=None, wrap_lines=True)
    with st.expander(say("ballot.my_data"), icon=":material/shield_person:", key="ballot_my_data"):
        st.markdown(_notice(visit))
        private_download.button(
            say("ballot.export"),
            file_name="clusterdash-ballot.json",
            media_type="application/json",
            make=partial(_exported, participant.id),
            key="ballot_export",
        )
        st.button(say("ballot.erase"), key="ballot_erase", on_click=partial(_erase, participant.id))
        st.caption(say("ballot.erase_how"))
        if meeting.taking_answers:
            st.button(say("ballot.withdraw"), key="ballot_withdraw", on_click=partial(_withdraw, meeting.id))
            st.caption(say("ballot.withdraw_how"))
        records.show_problem("own")
        done = st.session_state.pop("ballot_done", None)
        if done:
            st.success(say(f"ballot.{done}"), icon=":material/check:")


def _own_link(meeting: Meeting) -> str:
    return f"{meeting_links.ballot(meeting_links.here(), meeting.code)}&me={st.query_params.get('me', '')}"


def _exported(participant: str, actor: Actor) -> bytes:
    held = personal.export(records.open_records(), actor, participant)
    return json.dumps(held, ensure_ascii=False, indent=2).encode()


def _erase(participant: str) -> None:
    tried = records.attempt(
        "own", lambda: personal.erase(records.open_records(), identity.current(), participant)
    )
    if tried.done:
        st.session_state["ballot_done"] = "erased"


def _withdraw(meeting: str) -> None:
    request = f"withdraw-{datetime.now().isoformat()}"
    tried = records.attempt(
        "own", lambda: opinions.withdraw(records.open_records(), identity.current(), meeting, request)
    )
    if tried.done:
        st.session_state["ballot_done"] = "withdrawn"
