-- The sources the rows of one table name.
SELECT DISTINCT source_id FROM query_table($table) ORDER BY source_id
