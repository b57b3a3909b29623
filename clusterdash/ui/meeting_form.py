"""What an organiser fills in: when and where, on which scenario, about which sectors."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, Final

import streamlit as st

from clusterdash import comparison, scenario
from clusterdash.ranking import Ranking
from clusterdash.records import meetings
from clusterdash.records.values import Meeting, MeetingDraft
from clusterdash.text import numbers
from clusterdash.ui import choices, identity, meeting_figures, names, records, session
from clusterdash.ui.session import Visit

KEY_SHOWN: Final = "meeting_key"
"""Where the session keeps (meeting, organiser's key) until the organiser has written the key down."""
_FIRST: Final = 8
_PROPOSED: Final = 3


def new(visit: Visit) -> None:
    """A new meeting on the scenario in hand."""
    choices.province(visit, key="meeting_province")
    visit = session.current()
    asked = replace(
        visit.scenario, view="sectors", experts=0, edition=visit.warehouse.edition.id, language=None
    )
    ranked = comparison.analysis_of(visit.warehouse, asked, asked.province, ())
    st.caption(in_words(visit, ranked))
    province = names.provinces(visit.warehouse, visit.language)[asked.province]
    fields = _fields(
        visit,
        "new",
        title=visit.say("meetings.default_title", province=province),
        held_on=date.today(),
        place="",
        agenda=visit.say("meetings.default_agenda"),
    )
    fields |= _sectors(visit, f"new_{scenario.encode(asked)}", proposal(ranked), ranked)
    records.show_problem("meeting_new")
    st.button(
        visit.say("meetings.create"),
        type="primary",
        key="meeting_create",
        on_click=partial(
            _create,
            MeetingDraft(
                province=asked.province,
                scenario=scenario.encode(asked),
                edition=visit.warehouse.edition.id,
                **fields,
            ),
        ),
    )


def change(visit: Visit, meeting: Meeting) -> None:
    """The same for a meeting there is; once it is open, only what answers do not rest on."""
    opened = meeting_figures.edition(meeting, visit.warehouse)
    ranked = meeting_figures.analysis_of(meeting, opened)
    st.caption(in_words(visit, ranked))
    key = f"{meeting.id}_{meeting.version}"
    fields = _fields(
        visit, key, title=meeting.title, held_on=meeting.held_on, place=meeting.place,
        agenda="\n".join(meeting.agenda),
    )  # fmt: skip
    if meeting.state == "draft":
        fields |= _sectors(visit, key, (meeting.shortlist, meeting.proposed), ranked)
    else:
        fields |= {"shortlist": meeting.shortlist, "proposed": meeting.proposed}
        st.caption(visit.say("meetings.fixed"))
    records.show_problem("meeting_change")
    draft = MeetingDraft(
        province=meeting.province, scenario=meeting.scenario, edition=meeting.edition, **fields
    )
    st.button(
        visit.say("meetings.save"),
        type="primary",
        key="meeting_save",
        on_click=partial(_change, meeting, draft),
    )


def proposal(ranked: Ranking) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The first sectors of the ranking with the programme's pick; of them the first few to be confirmed."""
    places = range(len(ranked.codes))
    first = [str(ranked.codes[n]) for n in places if ranked.statuses[n] == "ranked"]
    picked = [str(ranked.codes[n]) for n in places if ranked.picks[n]]
    shortlist = tuple(dict.fromkeys([*first[:_FIRST], *picked]))
    return shortlist, tuple(dict.fromkeys([*first[:_PROPOSED], *picked]))


def in_words(visit: Visit, ranked: Ranking) -> str:
    """The scenario a meeting rests on: scope, weights, edition."""
    say, language = visit.say, visit.language
    topics = visit.warehouse.catalogue.topics
    shares = scenario.topic_shares({**visit.warehouse.catalogue.topic_points, **ranked.scenario.topic_points})
    weights = "; ".join(
        say(
            "minutes.topic_points",
            topic=topic.name.in_(language),
            points=numbers.percent(100 * shares[code], language, 0),
        )
        for code, topic in topics.items()
    )
    scope = say(f"ranking.scope_{ranked.scenario.sectors}")
    return say("meetings.rests_on", scope=scope, weights=weights, edition=ranked.edition)


def _fields(visit: Visit, key: str, *, title: str, held_on: date, place: str, agenda: str) -> dict[str, Any]:
    say = visit.say
    named = st.text_input(
        say("meetings.name"), value=title, key=f"meeting_title_{key}_{title}", max_chars=200
    )
    left, right = st.columns(2)
    day = left.date_input(say("minutes.date"), value=held_on, key=f"meeting_date_{key}", format="DD.MM.YYYY")
    where = right.text_input(say("minutes.place"), value=place, key=f"meeting_place_{key}", max_chars=200)
    points = st.text_area(
        say("meetings.agenda"), value=agenda, key=f"meeting_agenda_{key}_{visit.language}", height=140
    )
    return {
        "title": named,
        "held_on": day,
        "place": where,
        "agenda": tuple(line.strip() for line in points.splitlines() if line.strip()),
    }


def _sectors(
    visit: Visit, key: str, given: tuple[tuple[str, ...], tuple[str, ...]], ranked: Ranking
) -> dict[str, Any]:
    say = visit.say
    named = names.divisions(visit.warehouse, visit.language)
    codes = [str(code) for code in ranked.codes]
    options = [*codes, *(code for code in given[0] if code not in codes)]
    picked = [str(code) for code, pick in zip(ranked.codes, ranked.picks, strict=True) if pick]
    shortlist = st.multiselect(
        say("meetings.shortlist"),
        options,
        default=list(given[0]),
        format_func=lambda code: f"{code} · {named[code]}",
        key=f"meeting_shortlist_{key}",
        placeholder=say("word.choose"),
    )
    how = say("meetings.shortlist_how")
    st.caption(say("meetings.shortlist_with_pick", pick=named[picked[0]]) if picked else how)
    proposed = st.multiselect(
        say("meetings.proposed"),
        shortlist,
        default=[code for code in given[1] if code in shortlist],
        format_func=lambda code: f"{code} · {named[code]}",
        key=f"meeting_proposed_{key}_{len(shortlist)}",
        placeholder=say("word.choose"),
    )
    return {"shortlist": tuple(shortlist), "proposed": tuple(proposed)}


def _create(draft: MeetingDraft) -> None:
    tried = records.attempt(
        "meeting_new", lambda: meetings.create(records.open_records(), identity.current(), draft)
    )
    if tried.result:
        meeting, key = tried.result
        st.session_state[KEY_SHOWN] = (meeting.id, key)
        identity.organise(meeting.id)
        st.query_params["meeting"] = meeting.id


def _change(meeting: Meeting, draft: MeetingDraft) -> None:
    records.attempt(
        "meeting_change", lambda: meetings.change(records.open_records(), identity.current(), meeting, draft)
    )
