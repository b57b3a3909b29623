-- The first code of the table referred to that does not occur.
SELECT CAST({key} AS VARCHAR) AS code
FROM {parent}
WHERE CAST({key} AS VARCHAR) NOT IN (SELECT {column} FROM staging)
ORDER BY {key}
LIMIT 1
