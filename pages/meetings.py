"""Consultation meetings: which are there, and one as its organiser runs it."""

from clusterdash.ui import meeting_desk as desk
from clusterdash.ui import meeting_door, meeting_parts, meetings_page, session

visit = session.current()

if not meeting_door.asked():
    meetings_page.overview(visit)
elif meeting := meetings_page.one(visit):
    desk.head(visit, meeting)
    desk.steps(visit, meeting)
    desk.present(meeting)
    meeting_parts.show(visit, meeting)
