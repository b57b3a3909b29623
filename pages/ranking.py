"""Which sectors of a province, or which provinces for a sector, can work as a cluster?"""

from clusterdash.ui import citations, follow, session
from clusterdash.ui import ranking_page as page

visit = session.current()

page.question(visit)
page.choices(visit)
page.live(page.board(visit))
if follow.arriving():
    follow.ask_for_the_rest()
else:
    page.behind(visit.revision)
    page.reading(visit)
    citations.of_ranking(visit)
