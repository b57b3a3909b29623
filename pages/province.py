"""What does a province live from, and what stands out?"""

from clusterdash.ui import province_economy as economy
from clusterdash.ui import province_page as page
from clusterdash.ui import province_records as done
from clusterdash.ui import province_sector as sector
from clusterdash.ui import province_sectors as sectors
from clusterdash.ui import session

visit = session.current()
shown = page.portrait(visit)

page.question(visit, shown)
page.answer(visit, shown)
page.key_figures(visit)
page.pick(visit, shown)
sectors.stand_out(visit, shown)
sector.in_hand(visit, shown)
economy.activities(visit, shown)
economy.grown(visit, shown)
economy.workplaces(visit)
page.ranking(visit, shown)
done.what_we_did(visit)
page.about(visit)
