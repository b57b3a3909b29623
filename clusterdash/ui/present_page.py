"""The hall's screen: one slide at a time, turned by keys or a clicker, covered until the reveal."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Final

import plotly.graph_objects as go
import streamlit as st

from clusterdash.records import meetings
from clusterdash.records.errors import RecordsError
from clusterdash.records.values import PARTS, Decision, Meeting, Presence
from clusterdash.text import numbers
from clusterdash.ui import (
    arrival,
    identity,
    meeting_desk,
    meeting_door,
    meeting_figures,
    present_slides,
    pulse,
    records,
    session,
)
from clusterdash.ui.components import component
from clusterdash.ui.meeting_views import View
from clusterdash.ui.present_slides import CHAPTERS, Slide
from clusterdash.ui.session import Visit

_STYLE: Final = Path(__file__).with_name("static") / "present.css"
_INK: Final = {False: "#17242E", True: "#E7EDF1"}
_PAPERS: Final = ("light", "dark")
_GRID: Final = "rgba(128,140,150,0.35)"
_EVERY: Final = 0.5
"""Seconds between two looks at the meeting."""


def meeting(visit: Visit) -> Meeting | None:
    """The meeting of the address, for whoever may organise it."""
    st.html(_STYLE)
    return meeting_door.opened(visit)


@st.fragment
def show(meeting: Meeting) -> None:
    """The slide in hand. Only this is drawn again when it is turned."""
    visit = session.current()
    try:
        figures = meeting_figures.of(visit, identity.current(), meeting)
        decision = meeting_figures.decision(identity.current(), meeting)
    except RecordsError as problem:
        records.show(problem)
        return
    slides = present_slides.slides(visit, meeting, figures, decision)
    current = _current(slides)
    picture = _picture(current)
    component("clicker")(
        key="clicker",
        data={
            "slides": [slide.name for slide in slides],
            "current": current.name,
            "picture": picture and picture.layout.height,
            "ahead": arrival.chart_part(),
        },
        on_slide_change=_turn,
        on_paper_change=_turn_paper,
    )
    with st.container(key="slide"):
        _head(visit, current, slides)
        if picture is not None and isinstance(current.content, View):
            _pictured(current.content, picture)
        else:
            with st.container(key="words"):
                st.html(current.content if isinstance(current.content, str) else _words(current.content))


@st.fragment
def watch(meeting: Meeting, shown: Decision | None) -> None:
    """The foot of the screen, up to date; the slide is drawn anew when the meeting moves on."""
    pulse.every(_EVERY, key="present_pulse")
    visit, store, actor = session.current(), records.open_records(), identity.current()
    try:
        now = meetings.get(store, actor, meeting.id)
        decision = meeting_figures.decision(actor, now)
        found = meetings.presence(store, actor, now)
    except RecordsError as problem:
        records.show(problem)
        return
    if now.version != meeting.version or (decision and decision.id) != (shown and shown.id):
        st.rerun(scope="app")
    st.html(_foot(visit, now, found))


def standing(meeting: Meeting) -> Decision | None:
    """The decision that stands when the page is drawn."""
    return records.read(lambda: meeting_figures.decision(identity.current(), meeting), None)


def _current(slides: list[Slide]) -> Slide:
    """The slide of the address; where it is there no more, the first of its chapter or of all."""
    asked = st.query_params.get("slide", "")
    found = next((slide for slide in slides if slide.name == asked), None)
    if found is None:
        chapter = st.session_state.get("present_chapter")
        found = next((slide for slide in slides if slide.chapter == chapter), slides[0])
    st.session_state["present_chapter"] = found.chapter
    return found


def _turn() -> None:
    asked = st.session_state.get("clicker", {}).get("slide")
    if isinstance(asked, str) and asked:
        st.query_params["slide"] = asked


def _dark() -> bool:
    """Whether the paper is dark: as chosen in the address, else as the computer is set."""
    chosen = st.query_params.get("paper")
    return chosen == "dark" if chosen in _PAPERS else bool(st.context.theme.type == "dark")


def _turn_paper() -> None:
    st.query_params["paper"] = _PAPERS[not _dark()]


def _head(visit: Visit, current: Slide, slides: list[Slide]) -> None:
    known = {slide.chapter for slide in slides}
    items = "".join(
        f"<li{' aria-current=page' if chapter == current.chapter else ''}>"
        f"{escape(visit.say(f'present.chapter.{chapter}'))}</li>"
        for chapter in CHAPTERS
        if chapter in known
    )
    paper = _PAPERS[_dark()]
    st.html(
        f'<ol class="chapters {paper}-paper">{items}</ol><h1 class="slide-title">{escape(current.title)}</h1>'
    )


def _picture(current: Slide) -> go.Figure | None:
    """The slide's chart as a hall sees it; nothing in it waits for a pointer."""
    if not isinstance(current.content, View) or current.content.draw is None:
        return None
    dark = _dark()
    figure = current.content.draw("hall", dark)
    # Streamlit's own theme would write small and grey.
    figure.update_layout(font={"color": _INK[dark], "family": "'Source Sans', sans-serif"})
    figure.update_xaxes(gridcolor=_GRID, automargin=True)
    return figure


def _words(view: View) -> str:
    return f'{_lead(view)}<ul class="slide-points">{_points(view)}</ul>'


def _pictured(view: View, picture: go.Figure) -> None:
    if view.lead:
        st.html(_lead(view))
    with st.container(key="picture"):
        st.plotly_chart(
            picture,
            height="stretch",
            key=f"hall_{view.name}",
            theme=None,
            config={"staticPlot": True},
            alt=view.title,
        )
    if view.points:
        st.html(f'<ul class="slide-points small">{_points(view)}</ul>')
    st.html(f'<p class="slide-read">{escape(view.read)}</p>')


def _lead(view: View) -> str:
    return f'<p class="slide-lead">{escape(view.lead)}</p>' if view.lead else ""


def _points(view: View) -> str:
    return "".join(f"<li>{escape(point)}</li>" for point in view.points)


def _foot(visit: Visit, meeting: Meeting, found: Presence) -> str:
    """State, code and counts; kinds of institution stand above them on the slide that invites to join."""
    say = visit.say
    line = [f'<span class="state">{escape(say(f"meetings.state.{meeting.state}"))}</span>']
    kinds = ""
    if meeting.taking_answers:
        line.append(f'<span class="code">{escape(meeting_desk.spaced(meeting.code))}</span>')
        kinds = present_slides.kinds(visit, found)
    line.append(f"<span><b>{_whole(visit, found.joined)}</b> {escape(say('present.joined'))}</span>")
    if meeting.taking_answers:
        parts = [part for part in PARTS if part != "verdicts" or meeting.proposed]
        counted = " · ".join(
            f"{escape(say(f'meetings.part.{part}'))} <b>{_whole(visit, found.answered[part])}</b>"
            for part in parts
        )
        answered = say("present.answered_second" if meeting.round == 2 else "present.answered")
        line.append(f"<span>{escape(answered)}: {counted}</span>")
    line.append(f'<span class="keys">{escape(say("present.keys"))}</span>')
    paper = _PAPERS[_dark()]
    return f'<footer class="foot {paper}">{kinds}<div class="line">{"".join(line)}</div></footer>'


def _whole(visit: Visit, count: int) -> str:
    return numbers.number(count, visit.language, 0)
