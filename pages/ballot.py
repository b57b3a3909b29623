"""A ballot of a consultation meeting: join by code, then four parts in any order."""

from clusterdash.ui import ballot_page as page
from clusterdash.ui import session

visit = session.current()

page.language(visit)
seat = page.seat(visit)
if seat:
    page.ballot(visit, seat)
