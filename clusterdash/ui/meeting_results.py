"""What a meeting's people said, for its organiser at the desk."""

from __future__ import annotations

from html import escape

import streamlit as st

from clusterdash.records.values import Meeting
from clusterdash.ui import chart_frame, identity, meeting_figures, meeting_views, records
from clusterdash.ui.meeting_views import View
from clusterdash.ui.session import Visit


def show(visit: Visit, meeting: Meeting) -> None:
    """Every view of the projector, at the size of a page, with its table."""
    say = visit.say
    if meeting.covered(1):
        st.info(say("records.covered"))
        return
    figures = records.read(lambda: meeting_figures.of(visit, identity.current(), meeting), None)
    if figures is None:
        return
    dark = st.context.theme.type == "dark"
    source = say("meetings.source", ballots=say.count("opinions.ballots", figures.last.ballots))
    for view in meeting_views.views(visit, meeting, figures):
        if view.draw is None or view.table is None:
            st.markdown(f"## {view.title}")
            st.html(_words(view))
            continue
        chart_frame.show(
            view.draw("page", dark),
            say=say,
            key=f"meeting_view_{view.name}",
            title=view.title,
            how_to_read=view.read,
            source=source,
            table=view.table,
            level=2,
        )
        if view.lead or view.points:
            st.html(_words(view))


def _words(view: View) -> str:
    """As text, never as Markdown: people's own reasons are among them."""
    points = "".join(f"<li>{escape(point)}</li>" for point in view.points)
    return f"<p>{escape(view.lead)}</p><ul>{points}</ul>" if points else f"<p>{escape(view.lead)}</p>"
