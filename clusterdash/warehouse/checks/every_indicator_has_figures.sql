-- Every indicator of the catalogue has figures, each once, with exactly the codes of its level.
SELECT code AS indicator, NULL AS province, NULL AS division, NULL AS year
FROM catalogue_indicators
WHERE code NOT IN (SELECT indicator FROM indicator_value)
UNION ALL
SELECT indicator, province, division, year
FROM indicator_value
JOIN catalogue_indicators AS catalogue ON catalogue.code = indicator
WHERE
    (json_extract_string(entry, '$.level') IN ('pair', 'province')) <> (province IS NOT NULL)
    OR (json_extract_string(entry, '$.level') IN ('pair', 'division')) <> (division IS NOT NULL)
    OR NOT isfinite(value)
UNION ALL
SELECT indicator, province, division, year
FROM indicator_value
GROUP BY indicator, province, division, year
HAVING count(*) > 1
