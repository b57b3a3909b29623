"""What people see. With app.py and pages/, the only place that knows Streamlit."""
