"""What a meeting decided, and the files it leaves behind."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Final, Literal

import streamlit as st

from clusterdash.records import decisions, opinions
from clusterdash.records.actors import Actor
from clusterdash.records.errors import Covered
from clusterdash.records.values import Decision, DecisionDraft, Meeting
from clusterdash.text import numbers
from clusterdash.ui import identity, meeting_figures, meeting_links, names, private_download, records
from clusterdash.ui.session import Visit

_READY: Final = ("revealed", "second_revealed", "decided")
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def decide(visit: Visit, meeting: Meeting) -> None:
    """The decision that stands, and the form that records one: sectors or none yet, reasons, dissent."""
    say = visit.say
    standing = records.read(lambda: meeting_figures.decision(identity.current(), meeting), None)
    if standing is not None:
        _standing(visit, standing)
    if meeting.state not in _READY:
        if standing is None:
            st.info(say("meetings.decide_later"))
        return
    _form(visit, meeting, standing)


def _standing(visit: Visit, found: Decision) -> None:
    say, named = visit.say, names.divisions(visit.warehouse, visit.language)
    chosen = ", ".join(f"{code} · {named[code]}" for code in found.divisions)
    with st.container(border=True, key="meeting_decided"):
        st.markdown(f"## {chosen or say('meetings.none_yet')}")
        st.caption(say("meetings.decided_here", date=numbers.date(found.decided_on, visit.language)))


def _form(visit: Visit, meeting: Meeting, standing: Decision | None) -> None:
    say, named = visit.say, names.divisions(visit.warehouse, visit.language)
    key = standing.id if standing else "new"
    listed = [*meeting.shortlist, *(code for code in named if code not in meeting.shortlist)]
    chosen = st.multiselect(
        say("meetings.decided_sectors"), listed, default=list(standing.divisions) if standing else [],
        format_func=lambda code: f"{code} · {named[code]}", key=f"decision_divisions_{key}",
        placeholder=say("word.choose"),
    )  # fmt: skip
    if not chosen:
        st.caption(say("meetings.decided_none_how"))
    words = st.text_input(
        say("minutes.sector_words"), value=standing.sector_words if standing else "", max_chars=300,
        help=say("meetings.sector_words_how"), key=f"decision_words_{key}",
    )  # fmt: skip
    reasons = st.text_area(
        say("minutes.reasons"), value=standing.reasons if standing else "", key=f"decision_reasons_{key}"
    )
    reason = records.reason("decision", "reasons")
    if reason:
        st.markdown(f":red[{reason}]")
    dissent = st.text_area(
        say("minutes.dissent"), value=standing.dissent if standing else "", key=f"decision_dissent_{key}",
        help=say("meetings.dissent_how"),
    )  # fmt: skip
    day: date = st.date_input(
        say("minutes.decided_on"), value=standing.decided_on if standing else meeting.held_on,
        format="DD.MM.YYYY", key=f"decision_date_{key}",
    )  # fmt: skip
    records.show_problem("decision", said=("reasons",))
    draft = DecisionDraft(tuple(chosen), words, reasons, dissent, day)
    st.button(
        say("meetings.decide" if chosen else "meetings.decide_none"),
        type="primary",
        key="decision_save",
        on_click=partial(_decide, meeting, draft),
    )


def _decide(meeting: Meeting, draft: DecisionDraft) -> None:
    records.attempt(
        "decision",
        lambda: decisions.decide(records.open_records(), identity.current(), meeting, draft),
    )


def files(visit: Visit, meeting: Meeting) -> None:
    """Minutes and anonymised ballots, in the language of the page."""
    say = visit.say
    if meeting.covered(1):
        st.info(say("meetings.files_later"))
        return
    if meeting.edition not in ("", meeting_figures.edition(meeting, visit.warehouse).edition.id):
        st.warning(say("meetings.edition_gone"))
    at = meeting_links.hall()
    name = f"clusterdash-{meeting.held_on:%Y-%m-%d}-{meeting.code}"
    with st.container(horizontal=True, key="meeting_files"):
        for label, ending, media_type, form in (
            ("meetings.minutes_docx", "docx", _WORD, "docx"),
            ("meetings.minutes_pdf", "pdf", "application/pdf", "pdf"),
        ):
            private_download.button(
                say(label),
                file_name=f"{name}.{ending}",
                media_type=media_type,
                make=partial(_minutes, visit, meeting, at, form),  # type: ignore[arg-type]
                key=f"meeting_file_{ending}",
            )
        private_download.button(
            say("meetings.ballots_xlsx"),
            file_name=f"{name}.xlsx",
            media_type=_EXCEL,
            make=partial(_ballots, visit, meeting),
            key="meeting_file_xlsx",
        )
    st.caption(say("meetings.files_how"))


def _minutes(visit: Visit, meeting: Meeting, at: str, form: Literal["docx", "pdf"], actor: Actor) -> bytes:
    from clusterdash.reports import minutes

    found = meeting_figures.sitting(visit, actor, meeting, at)
    if found is None:
        raise Covered("ballot.read")
    write = minutes.minutes_docx if form == "docx" else minutes.minutes_pdf
    return write(*found, visit.language)


def _ballots(visit: Visit, meeting: Meeting, actor: Actor) -> bytes:
    from clusterdash.reports.ballots import ballots_xlsx

    store = records.open_records()
    rounds = [
        opinions.ballots(store, actor, meeting, number)
        for number in range(1, meeting.round + 1)
        if not meeting.covered(number)
    ]
    return ballots_xlsx(meeting_figures.edition(meeting, visit.warehouse), meeting, rounds, visit.language)
