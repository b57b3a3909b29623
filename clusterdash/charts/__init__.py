"""Pictures of figures: pure functions from frames to plotly figures. No Streamlit, no database."""
