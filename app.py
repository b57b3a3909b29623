"""The application: `streamlit run app.py`."""

import streamlit as st

from clusterdash.ui import server

app = st.App(
    server.SHELL,
    routes=server.routes(),
    middleware=server.middleware(),
    lifespan=server.lifespan,
    on_script_error=server.say_sorry,
)
