"""What does a province live from, and what stands out?"""

from clusterdash.ui import province_page as page
from clusterdash.ui import session

visit = session.current()
shown = page.portrait(visit)

page.question(visit, shown)
page.answer(visit, shown)
page.key_figures(visit)
page.pick(visit, shown)
page.economy(visit, shown)
page.workplaces(visit)
page.sectors(visit, shown)
page.ranking(visit, shown)
page.limits(visit)
