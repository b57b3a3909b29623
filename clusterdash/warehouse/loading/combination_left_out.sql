-- The first combination of the key's values that has no row.
SELECT concat_ws(', ', {key})
FROM {every_combination}
ANTI JOIN staging USING ({key})
ORDER BY ALL
LIMIT 1
