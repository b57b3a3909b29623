"""The least a Streamlit page can do: what every ratio is measured against."""

import streamlit as st

st.write(st.slider("Weight", 0, 100, 50))
