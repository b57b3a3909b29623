-- The edition to compare with, under the name "before"; DuckDB takes no parameter here.
ATTACH {path} AS before (READ_ONLY)
