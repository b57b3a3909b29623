"""The application's own routes and middleware around pages that say who was let in."""

from pathlib import Path

import streamlit as st

from clusterdash.ui import server

app = st.App(
    Path(__file__).with_name("asked.py"),
    routes=server.routes(),
    middleware=server.middleware(),
    on_script_error=server.say_sorry,
)
