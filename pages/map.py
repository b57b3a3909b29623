"""Where does each province stand, for any score, criterion or indicator?"""

import streamlit as st

from clusterdash.ui import map_choice, map_layer, session
from clusterdash.ui import map_page as page

visit = session.current()
choice = map_choice.chosen(visit)
layer = map_layer.read(visit, choice)

page.question(visit)
page.answer(visit, layer)
page.controls(visit, choice)
picture, table = st.columns([2, 1], gap="medium")
with picture:
    page.picture(visit, choice, layer)
with table:
    page.table(visit, layer)
page.about(visit, layer)
