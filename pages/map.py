"""Where does each province stand, for any score, verdict, criterion or indicator, alone or beside another?"""

import streamlit as st

from clusterdash.ui import map_page as page
from clusterdash.ui import map_pair as pair
from clusterdash.ui import session

visit = session.current()

page.question(visit)
maps = page.read(visit)
if len(maps) == 1:
    page.answer(visit, maps[0].layer)
    page.one_or_two(visit)
    page.controls(visit, maps[0])
    picture, table = st.columns([2, 1], gap="medium")
    with picture:
        page.picture(visit, maps[0])
    with table:
        page.table(visit, maps)
else:
    pair.answer(visit, *maps)
    page.one_or_two(visit)
    pair.pictures(visit, *maps)
    pair.relation(visit, *maps)
page.compare(visit)
for shown in maps:
    page.about(visit, shown.layer)
