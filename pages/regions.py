"""What does a region, or any set of provinces, live from, and what sets it apart?"""

from clusterdash.ui import region_map, session
from clusterdash.ui import regions_page as page

visit = session.current()
choice = page.chosen(visit)

page.question(visit, choice)
if page.has_provinces(visit, choice):
    shown = page.portrait(visit, choice)
    page.answer(visit, shown)
    page.key_figures(visit, shown)
    region_map.show(visit, shown.members)
    page.sectors(visit, shown)
    page.side_by_side(visit, shown)
    page.growth(visit, shown)
page.compare(visit, choice)
page.left_out(visit, choice)
