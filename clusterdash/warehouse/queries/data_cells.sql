-- How many cells an indicator of each level could have a figure for.
SELECT 'pair' AS level, (SELECT count(*) FROM provinces) * (SELECT count(*) FROM divisions) AS cells
UNION ALL
SELECT 'province', count(*) FROM provinces
UNION ALL
SELECT 'division', count(*) FROM divisions
