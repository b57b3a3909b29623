-- Derived figures in which two editions differ by more than the last digits of their arithmetic.
SELECT count(*)
FROM (
    SELECT indicator AS name, province, division, year, value FROM indicator_value
    UNION ALL
    SELECT criterion, province, division, NULL, z FROM criterion_value
    UNION ALL
    SELECT criterion, province, division, 0, z_rank FROM criterion_value
) AS now
FULL JOIN (
    SELECT indicator AS name, province, division, year, value FROM before.indicator_value
    UNION ALL
    SELECT criterion, province, division, NULL, z FROM before.criterion_value
    UNION ALL
    SELECT criterion, province, division, 0, z_rank FROM before.criterion_value
) AS past
    ON now.name = past.name
    AND now.province IS NOT DISTINCT FROM past.province
    AND now.division IS NOT DISTINCT FROM past.division
    AND now.year IS NOT DISTINCT FROM past.year
WHERE
    now.value IS NULL
    OR past.value IS NULL
    OR abs(now.value - past.value) > 1e-9 * greatest(1, abs(now.value))
