-- The first cell of a column that is not what the schema says, and in what way.
SELECT csv_row, value, problem
FROM (
    SELECT
        csv_row,
        {column} AS value,
        CASE
            WHEN {column} IS NULL THEN if($optional, NULL, 'missing')
            WHEN NOT regexp_full_match({column}, $pattern) THEN 'kind'
            WHEN TRY_CAST({column} AS {type}) IS NULL THEN 'kind'
            WHEN TRY_CAST({column} AS DOUBLE) < CAST($lower AS DOUBLE) THEN 'range'
            WHEN TRY_CAST({column} AS DOUBLE) > CAST($upper AS DOUBLE) THEN 'range'
            WHEN len($one_of) > 0 AND NOT list_contains($one_of, {column}) THEN 'range'
        END AS problem
    FROM staging
)
WHERE problem IS NOT NULL
ORDER BY csv_row
LIMIT 1
