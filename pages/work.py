"""What have we done in the field? Firms, visits, studies, pilot clusters, decisions."""

from clusterdash.ui import session
from clusterdash.ui import work_page as page

visit = session.current()

page.question(visit)
page.show(visit, page.part(visit))
