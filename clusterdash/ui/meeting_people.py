"""Who takes part in a meeting, what was printed and given on paper, and what a person may ask for."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final
from uuid import uuid4

import pandas as pd
import streamlit as st

from clusterdash import settings
from clusterdash.comparison import sentences
from clusterdash.records import meetings, opinions, personal, spreadsheets
from clusterdash.records.actors import Actor
from clusterdash.records.values import (
    EXPERT_CRITERIA,
    KINDS,
    PARTS,
    STANCES,
    TOPICS,
    Ballot,
    Meeting,
    PaperBallot,
    Part,
    Participant,
    Report,
    Verdict,
)
from clusterdash.text import numbers, turkish
from clusterdash.ui import identity, meeting_figures, meeting_links, names, private_download, records, upload
from clusterdash.ui.session import Visit

_REQUEST: Final = "paper_request"
_SCORES: Final = ("1", "2", "3", "4", "5", "?")
_REPORT: Final = "paper_report"


# --- who is there ---------------------------------------------------------------------------------


def people(visit: Visit, meeting: Meeting) -> None:
    """Everybody with the parts they answered, and what is kept about one of them."""
    say = visit.say
    found: tuple[tuple[Participant, frozenset[Part]], ...] | None = records.read(
        lambda: meetings.participants(records.open_records(), identity.current(), meeting), None
    )
    if found is None:
        return
    if not found:
        st.info(say("meetings.nobody"))
        return
    withdrawn = _withdrawn(meeting)
    table = pd.DataFrame([_row(visit, person, parts, person.id in withdrawn) for person, parts in found])
    st.dataframe(table, hide_index=True)
    st.caption(say("meetings.people_how"))
    with st.expander(say("meetings.personal"), icon=":material/shield_person:", key="meeting_personal"):
        _personal(visit, {person.id: _called(visit, person) for person, _ in found})


def _withdrawn(meeting: Meeting) -> frozenset[str]:
    """Ballots taken back stay visible to the organiser, once they may be seen at all."""
    if meeting.covered(meeting.round):
        return frozenset()
    asked = partial(
        opinions.ballots, records.open_records(), identity.current(), meeting, meeting.round, withdrawn=True
    )
    nothing: tuple[Ballot, ...] = ()
    return frozenset(ballot.participant for ballot in records.read(asked, nothing) if ballot.withdrawn)


def _row(visit: Visit, person: Participant, parts: frozenset[Part], withdrawn: bool) -> dict[str, Any]:
    say = visit.say
    return {
        say("minutes.institution"): person.institution,
        say("minutes.kind"): sentences.kind(say, person.kind),
        say("word.name"): person.name or numbers.MISSING,
        say("meetings.consented"): say("word.yes") if person.consent else say("word.no"),
        say("meetings.answered"): ", ".join(say(f"meetings.part.{part}") for part in PARTS if part in parts)
        or (say("meetings.withdrawn") if withdrawn else numbers.MISSING),
        say("meetings.on_paper"): say("word.yes") if person.on_paper else say("word.no"),
        say("meetings.since"): f"{identity.local_time(person.joined_at):%H:%M}",
    }


def _called(visit: Visit, person: Participant) -> str:
    clock = f"{identity.local_time(person.joined_at):%H:%M}"
    kind = sentences.kind(visit.say, person.kind)
    return " · ".join(filter(None, (person.name, person.institution, kind, clock)))


def _personal(visit: Visit, named: dict[str, str]) -> None:
    say = visit.say
    chosen = st.selectbox(
        say("meetings.person"),
        list(named),
        format_func=named.__getitem__,
        index=None,
        key="meeting_person",
        placeholder=say("word.choose"),
    )
    if chosen is None:
        return
    with st.container(horizontal=True):
        private_download.button(
            say("meetings.export_person"),
            file_name="clusterdash-person.json",
            media_type="application/json",
            make=partial(_exported, chosen),
            key=f"meeting_export_{chosen}",
        )
        st.button(say("meetings.erase"), key="meeting_erase", on_click=partial(_erase, chosen))
    st.caption(say("ballot.erase_how"))
    records.show_problem("meeting_person")
    if st.session_state.pop("meeting_erased", None) == chosen:
        st.success(say("meetings.erased"), icon=":material/check:")


def _exported(participant: str, actor: Actor) -> bytes:
    held = personal.export(records.open_records(), actor, participant)
    return json.dumps(held, ensure_ascii=False, indent=2).encode()


def _erase(participant: str) -> None:
    tried = records.attempt(
        "meeting_person", lambda: personal.erase(records.open_records(), identity.current(), participant)
    )
    if tried.done:
        st.session_state["meeting_erased"] = participant


# --- paper ----------------------------------------------------------------------------------------


def paper(visit: Visit, meeting: Meeting) -> None:
    """Ballots to print, one to enter, many to import."""
    _print(visit, meeting)
    if not meeting.taking_answers:
        st.info(visit.say(f"records.closed.{meeting.state}"))
        return
    with st.expander(visit.say("meetings.enter"), icon=":material/edit_note:", key="paper_enter"):
        _enter(visit, meeting)
    with st.expander(visit.say("meetings.import"), icon=":material/upload_file:", key="paper_import"):
        _import(visit, meeting)


def _print(visit: Visit, meeting: Meeting) -> None:
    say = visit.say
    count, button = st.columns([1, 2], vertical_alignment="bottom")
    slips = int(count.number_input(say("meetings.slips"), 1, 500, 40, key="paper_slips"))
    address = meeting_links.ballot(meeting_links.hall(), meeting.code)
    with button:
        private_download.button(
            say("meetings.print"),
            file_name=f"clusterdash-{meeting.code}.pdf",
            media_type="application/pdf",
            make=partial(_printed, visit, meeting.id, slips, address),
            key="paper_print",
        )


def _printed(visit: Visit, meeting: str, slips: int, address: str, actor: Actor) -> bytes:
    from clusterdash.reports.paper_ballots import ballots_pdf

    now = meetings.get(records.open_records(), actor, meeting)
    opened = meeting_figures.edition(now, visit.warehouse)
    months = settings.current().records.retention_months
    return ballots_pdf(opened, now, visit.language, slips=slips, address=address, months=months)


def _enter(visit: Visit, meeting: Meeting) -> None:
    """One ballot on somebody's behalf. Its form is drawn anew, empty, once it was taken."""
    say = visit.say
    request = st.session_state.setdefault(_REQUEST, uuid4().hex)
    left, right = st.columns(2)
    institution = left.text_input(
        say("minutes.institution"), key=f"paper_institution_{request}", max_chars=opinions.LONGEST_INSTITUTION
    )
    kind = right.selectbox(
        say("minutes.kind"), KINDS, index=None, key=f"paper_kind_{request}",
        placeholder=say("word.choose"),
        format_func=lambda code: say(f"records.word.{code}"),
    )  # fmt: skip
    name = left.text_input(
        say("meetings.enter_name"), key=f"paper_name_{request}", max_chars=opinions.LONGEST_NAME
    )
    consent = right.checkbox(say("meetings.enter_consent"), key=f"paper_consent_{request}")
    ballot = PaperBallot(
        institution=institution,
        kind=kind or "",
        name=name or None,
        consent=consent,
        weights=_weights(visit, request),
        scores=_scores(visit, meeting, request),
        order=_order(visit, meeting, request),
        verdicts=_verdicts(visit, meeting, request),
    )
    _show_what_is_wrong(visit)
    st.button(
        say("meetings.enter_save"), type="primary", key="paper_save",
        on_click=partial(_enter_now, meeting.id, ballot, request),
    )  # fmt: skip
    taken = st.session_state.pop("paper_taken", None)
    if taken:
        st.success(say("meetings.entered", institution=taken), icon=":material/check:")


def _weights(visit: Visit, request: str) -> dict[str, int] | None:
    st.markdown(f"**{visit.say('ballot.weights')}**")
    topics = visit.warehouse.catalogue.topics
    given = {}
    for column, topic in zip(st.columns(len(TOPICS)), TOPICS, strict=True):
        given[topic] = column.number_input(
            topics[topic].name.in_(visit.language), 0, 100, None, key=f"paper_{topic}_{request}"
        )
    if all(points is None for points in given.values()):
        return None
    return {topic: int(points or 0) for topic, points in given.items()}


def _scores(visit: Visit, meeting: Meeting, request: str) -> dict[tuple[str, str], int | None] | None:
    say, named = visit.say, names.divisions(visit.warehouse, visit.language)
    criteria = visit.warehouse.catalogue.criteria
    st.markdown(f"**{say('ballot.scores')}**")
    listed = _alphabetical(meeting.shortlist, named)
    empty = pd.DataFrame({code: [None] * len(listed) for code in EXPERT_CRITERIA}, index=listed)
    empty.insert(0, "sector", [named[code] for code in listed])
    columns = {
        code: st.column_config.SelectboxColumn(criteria[code].name.in_(visit.language), options=_SCORES)
        for code in EXPERT_CRITERIA
    }
    sector = st.column_config.TextColumn(say("word.sector"), disabled=True)
    filled = st.data_editor(
        empty,
        hide_index=True,
        column_config={"sector": sector, **columns},
        placeholder=numbers.MISSING,
        key=f"paper_scores_{request}",
    )
    found: dict[tuple[str, str], int | None] = {}
    for division in listed:
        for code in EXPERT_CRITERIA:
            cell: Any = filled.at[division, code]
            if cell in _SCORES:
                found[division, code] = None if cell == "?" else int(cell)
    return found or None


def _order(visit: Visit, meeting: Meeting, request: str) -> tuple[str, ...] | None:
    named = names.divisions(visit.warehouse, visit.language)
    chosen = st.multiselect(
        visit.say("meetings.order"), _alphabetical(meeting.shortlist, named), key=f"paper_order_{request}",
        placeholder=visit.say("word.choose"),
        format_func=named.__getitem__,
    )  # fmt: skip
    return tuple(chosen) or None


def _verdicts(visit: Visit, meeting: Meeting, request: str) -> dict[str, Verdict] | None:
    say, named = visit.say, names.divisions(visit.warehouse, visit.language)
    found = {}
    for division in _alphabetical(meeting.proposed, named):
        stance_column, reason_column = st.columns([1, 2], vertical_alignment="bottom")
        stance = stance_column.segmented_control(
            named[division], STANCES, key=f"paper_verdict_{division}_{request}",
            format_func=lambda code: say(f"records.word.{code}"),
        )  # fmt: skip
        reason = reason_column.text_input(
            say("ballot.reason"), key=f"paper_reason_{division}_{request}", max_chars=1000
        )
        if stance:
            found[division] = Verdict(stance, reason)
    return found or None


def _alphabetical(divisions: Sequence[str], named: Mapping[str, str]) -> list[str]:
    """As they stand on paper."""
    return sorted(divisions, key=lambda code: turkish.sort_key(named[code]))


def _show_what_is_wrong(visit: Visit) -> None:
    """Each reason beside the name of its field."""
    say = visit.say
    named: dict[str, str] = {
        "institution": say("minutes.institution"),
        "kind": say("minutes.kind"),
        "name": say("word.name"),
        **{part: say(f"meetings.part.{part}") for part in PARTS},
    }
    problem = records.show_problem("paper", said=(*named, "ballot"))
    for field in getattr(problem, "reasons", {}):
        reason = records.reason("paper", field)
        st.markdown(f":red[{named[field]}: {reason}]" if field in named else f":red[{reason}]")


def _enter_now(meeting: str, ballot: PaperBallot, request: str) -> None:
    tried = records.attempt(
        "paper",
        lambda: opinions.enter_on_paper(records.open_records(), identity.current(), meeting, ballot, request),
    )
    if tried.result:
        st.session_state["paper_taken"] = tried.result.institution
        st.session_state[_REQUEST] = uuid4().hex


def _import(visit: Visit, meeting: Meeting) -> None:
    say = visit.say
    st.markdown(say("meetings.import_how"))
    private_download.button(
        say("meetings.template"),
        file_name=f"clusterdash-{meeting.code}.xlsx",
        media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        make=partial(_template, visit, meeting.id),
        key="paper_template",
    )
    file = upload.field(visit, say("meetings.table"), types=["xlsx", "csv"], key="paper_file")
    records.show_problem("paper_import")
    if file is not None:
        content = file.getvalue()
        st.button(
            say("meetings.import_now"), type="primary", key="paper_import_now",
            on_click=lambda: _import_now(meeting.id, content),
        )  # fmt: skip
    report: Report | None = st.session_state.pop(_REPORT, None)
    if report is not None:
        _reported(visit, report)


def _import_now(meeting: str, content: bytes) -> None:
    tried = records.attempt(
        "paper_import",
        lambda: opinions.import_ballots(
            records.open_records(), identity.current(), meeting, spreadsheets.rows(content)
        ),
    )
    st.session_state[_REPORT] = tried.result


def _reported(visit: Visit, report: Report) -> None:
    say = visit.say
    if not report.errors:
        key = "meetings.imported_before" if report.duplicates else "meetings.imported"
        st.success(say.count(key, report.rows or report.duplicates), icon=":material/check:")
        return
    st.error(say("meetings.import_errors"), icon=":material/error:")
    rows = [
        {
            say("meetings.row"): error.row,
            say("minutes.template.column"): error.field,
            say("meetings.problem"): error.reason.in_(say),
        }
        for error in report.errors
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True)


def _template(visit: Visit, meeting: str, actor: Actor) -> bytes:
    from clusterdash.reports.ballots import template_xlsx

    now = meetings.get(records.open_records(), actor, meeting)
    return template_xlsx(meeting_figures.edition(now, visit.warehouse), now, visit.language)
