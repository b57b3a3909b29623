-- The columns of a table, in this file or in an attached one.
SELECT column_name
FROM duckdb_columns()
WHERE table_name = $table AND database_name = coalesce($database, current_database()) AND NOT internal
ORDER BY column_index
