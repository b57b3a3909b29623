-- Rows that only one of two editions has, and rows whose contents differ.
SELECT
    count(*) FILTER (WHERE past.{first} IS NULL) AS added,
    count(*) FILTER (WHERE now.{first} IS NULL) AS removed,
    count(*) FILTER (WHERE now.{first} IS NOT NULL AND past.{first} IS NOT NULL AND ({differs})) AS changed
FROM {table} AS now
FULL JOIN before.{table} AS past USING ({key})
