-- The first row that repeats the key of an earlier one.
SELECT csv_row, concat_ws(', ', {key}) AS value, first_row
FROM (SELECT csv_row, {key}, min(csv_row) OVER (PARTITION BY {key}) AS first_row FROM staging)
WHERE csv_row > first_row
ORDER BY csv_row
LIMIT 1
