"""Who did what, and when? For administrators."""

from clusterdash.ui import log_page as page
from clusterdash.ui import session

visit = session.current()

page.question(visit)
query = page.asked(visit)
page.lines(visit, query)
page.take_away(visit, query)
page.users(visit)
