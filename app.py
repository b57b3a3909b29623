"""The application: `streamlit run app.py`."""

import streamlit as st

from clusterdash.ui import arrival, server

app = st.App(
    server.SHELL,
    routes=server.routes(),
    middleware=server.middleware(arrival.pages()),
    lifespan=server.lifespan,
    on_script_error=server.say_sorry,
)
