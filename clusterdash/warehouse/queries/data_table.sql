-- The whole of one table, in the order in which it is kept.
SELECT * FROM query_table($table)
