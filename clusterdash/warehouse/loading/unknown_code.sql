-- The first cell whose code the table referred to does not know.
SELECT csv_row, {column}
FROM staging
WHERE
    {column} IS NOT NULL
    AND NOT list_contains($also, {column})
    AND {column} NOT IN (SELECT CAST({key} AS VARCHAR) FROM {parent})
ORDER BY csv_row
LIMIT 1
