"""Where in Türkiye does a sector cluster?"""

from clusterdash.ui import citations, session
from clusterdash.ui import sector_page as page

visit = session.current()
shown = page.portrait(visit)

page.question(visit, shown)
page.answer(visit, shown)
page.where(visit, shown)
page.side_by_side(visit, shown)
page.neighbours(visit, shown)
page.score(visit, shown)
page.national(visit)
citations.studies(visit, division=visit.scenario.division)
page.limits(visit)
