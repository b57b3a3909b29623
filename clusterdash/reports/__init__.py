"""Figures as files: CSV and workbooks. Pure functions, the same input gives the same bytes."""

from clusterdash.reports.rankings import ranking_csv, ranking_xlsx
from clusterdash.reports.tables import table_csv, table_xlsx
from clusterdash.reports.trust import trust_csv, trust_xlsx

__all__ = ["ranking_csv", "ranking_xlsx", "table_csv", "table_xlsx", "trust_csv", "trust_xlsx"]
