"""The hall's screen of a consultation meeting: no sidebar, large type, up to date by itself."""

from clusterdash.ui import present_page as page
from clusterdash.ui import session

visit = session.current()

meeting = page.meeting(visit)
if meeting:
    page.show(meeting)
    page.watch(meeting, page.standing(meeting))
