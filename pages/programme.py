"""Programme: what this is, the pilot provinces as published, and where their picks stand today."""

from clusterdash.ui import programme_page as page
from clusterdash.ui import session

visit = session.current()
shown = page.published(visit)

page.introduction(visit, shown)
page.pilots(visit, shown)
page.decided(visit)
page.topics(visit)
page.origin(visit)
