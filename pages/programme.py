"""Programme: what this is, the pilot provinces as published, and where their picks stand today."""

from clusterdash.ui import programme_page, session

visit = session.current()
programme_page.introduction(visit)
programme_page.pilots(visit)
programme_page.topics(visit)
programme_page.origin(visit)
