"""Figures as files: CSV and workbooks. Pure functions, the same input gives the same bytes."""

from clusterdash.reports.tables import table_csv, table_xlsx

__all__ = ["table_csv", "table_xlsx"]
