"""One meeting as its organiser runs it: where it stands, the next step, who is there, how to join."""

from __future__ import annotations

from base64 import b64encode
from functools import partial
from html import escape
from typing import Final

import streamlit as st

from clusterdash import qr
from clusterdash.comparison import sentences
from clusterdash.records import meetings
from clusterdash.records.errors import RecordsError
from clusterdash.records.values import PARTS, STATES, Meeting, State, Step
from clusterdash.text import numbers
from clusterdash.ui import identity, meeting_form, meeting_links, names, pulse, records, session
from clusterdash.ui.session import Visit

_EVERY: Final = 3.0
_SECOND: Final = ("second", "second_revealed")


def head(visit: Visit, meeting: Meeting) -> None:
    """Title, place and date, and the states it goes through."""
    say = visit.say
    st.title(meeting.title, anchor=False)
    province = names.provinces(visit.warehouse, visit.language)[meeting.province]
    place = f" · {meeting.place}" if meeting.place else ""
    st.caption(f"{province} · {numbers.date(meeting.held_on, visit.language)}{place}")
    shown = [state for state in STATES if state not in _SECOND or meeting.round == 2]
    done = shown.index(meeting.state)
    items = "".join(
        f'<li class="{"now" if n == done else "done" if n < done else "next"}"'
        f"{' aria-current=step' if n == done else ''}>{escape(say(f'meetings.state.{state}'))}</li>"
        for n, state in enumerate(shown)
    )
    st.html(f'<ol class="meeting-states">{items}</ol>')
    _show_key(visit, meeting)


def _show_key(visit: Visit, meeting: Meeting) -> None:
    """The organiser's key, until it has been written down; it cannot be had again."""
    say = visit.say
    kept: tuple[str, str] | None = st.session_state.get(meeting_form.KEY_SHOWN)
    if kept is None or kept[0] != meeting.id:
        return
    with st.container(border=True, key="meeting_key_once"):
        st.markdown(say("meetings.key_once"))
        st.code(kept[1], language=None, wrap_lines=True)
        st.markdown(say("meetings.key_link"))
        st.code(meeting_links.organiser(meeting_links.hall(), meeting.id), language=None, wrap_lines=True)
        st.button(
            say("meetings.key_written"),
            key="meeting_key_written",
            on_click=lambda: st.session_state.pop(meeting_form.KEY_SHOWN, None),
        )


def steps(visit: Visit, meeting: Meeting) -> None:
    """The way to the projector, and the next steps, each after one more word about what it does."""
    say = visit.say
    at = meeting_links.chosen()
    with st.container(horizontal=True, key="meeting_steps"):
        if meeting.state != "draft":
            address = meeting_links.projector(meeting_links.here(), meeting.id, at, visit.language)
            st.link_button(say("meetings.projector"), address, icon=":material/present_to_all:")
        for state in meetings.NEXT[meeting.state]:
            if state == "decided":
                continue  # the decision itself takes this step
            _step(visit, meeting, state)
    records.show_problem("meeting_move")


def _step(visit: Visit, meeting: Meeting, state: State) -> None:
    say = visit.say
    with st.popover(say(f"meetings.go.{state}"), icon=":material/arrow_forward:", key=f"meeting_go_{state}"):
        st.markdown(say(f"meetings.go_how.{state}"))
        note = st.text_input(say("meetings.note"), key=f"meeting_note_{state}_{meeting.version}")
        st.button(
            say(f"meetings.go.{state}"),
            type="primary",
            key=f"meeting_move_{state}",
            on_click=partial(_move, meeting, state, note),
        )


def _move(meeting: Meeting, state: State, note: str) -> None:
    records.attempt(
        "meeting_move",
        lambda: meetings.move(records.open_records(), identity.current(), meeting, state, note),
    )


@st.fragment
def present(meeting: Meeting) -> None:
    """Who has joined and how many have answered, never what; the page follows when another organiser acts."""
    pulse.every(_EVERY, key="meeting_pulse")
    visit = session.current()
    say, store, actor = visit.say, records.open_records(), identity.current()
    try:
        now = meetings.get(store, actor, meeting.id)
        found = meetings.presence(store, actor, meeting.id)
    except RecordsError as problem:
        records.show(problem)
        return
    if now.version != meeting.version:
        st.rerun(scope="app")
    figures = [(say("meetings.joined"), found.joined)]
    figures += [(say(f"meetings.part.{part}"), found.answered[part]) for part in PARTS]
    with st.container(horizontal=True, gap="large", key="meeting_presence"):
        for label, value in figures:
            st.metric(label, numbers.number(value, visit.language, 0), width="content")
    if found.by_kind:
        st.caption(sentences.kinds(say, found.by_kind))


def join(visit: Visit, meeting: Meeting) -> None:
    """QR code, code and the address telephones open, which can be set."""
    say = visit.say
    picture, words = st.columns([1, 2], gap="large")
    address = meeting_links.ballot(meeting_links.hall(), meeting.code)
    picture.html(f'<div class="meeting-qr">{code_picture(visit, address)}</div>')
    with words:
        st.markdown(say("meetings.join_how", address=meeting_links.hall() + "/ballot"))
        st.html(f'<p class="meeting-code">{escape(spaced(meeting.code))}</p>')
        st.session_state.setdefault("meeting_at", meeting_links.hall())
        st.text_input(say("meetings.at"), key="meeting_at", on_change=_set_address)
        if st.session_state.pop("meeting_at_wrong", False):
            st.error(say("meetings.at_wrong"))
        st.caption(say("meetings.at_how"))


def code_picture(visit: Visit, address: str) -> str:
    """The QR code of an address, as an image: Streamlit takes drawings out of HTML."""
    title = visit.say("opinions.qr", address=address)
    drawn = b64encode(qr.svg(address, title=title).encode()).decode()
    return f'<img alt="{escape(title)}" src="data:image/svg+xml;base64,{drawn}">'


def spaced(code: str) -> str:
    """A code as it is read out: K7QP 4MXA."""
    half = len(code) // 2
    return f"{code[:half]} {code[half:]}"


def _set_address() -> None:
    typed = st.session_state["meeting_at"]
    found = meeting_links.checked(typed)
    if not typed.strip():
        st.query_params.pop("at", None)
        del st.session_state["meeting_at"]
    elif found is None:
        st.session_state["meeting_at_wrong"] = True
    else:
        st.query_params["at"] = found


def history(visit: Visit, meeting: Meeting) -> None:
    """Who took which step when, as the ledger has it."""
    say = visit.say
    nothing: tuple[Step, ...] = ()
    taken = records.read(lambda: meetings.steps(records.open_records(), identity.current(), meeting), nothing)
    lines = []
    for step in taken:
        what = say(f"meetings.state.{step.what}") if step.what in STATES else say(f"meetings.did.{step.what}")
        who = say("meetings.operator") if step.who == "operator" else step.who
        note = f" – {step.note}" if step.note else ""
        moment = identity.local_time(step.at)
        lines.append(
            f"- {numbers.date(moment.date(), visit.language)} {moment:%H:%M} · **{what}** · {who}{note}"
        )
    st.markdown("\n".join(lines))
