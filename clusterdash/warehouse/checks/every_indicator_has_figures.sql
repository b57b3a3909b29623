-- Every indicator of the catalogue has figures, each once, with exactly the codes of its level.
WITH
levels AS MATERIALIZED (
    SELECT code AS indicator, json_extract_string(entry, '$.level') AS level FROM catalogue_indicators
),
figures AS (
    SELECT
        indicator,
        province,
        division,
        year,
        count(*) AS times,
        bool_and(isfinite(value)) AS finite,
        province IS NOT NULL AS of_province,
        division IS NOT NULL AS of_division
    FROM indicator_value
    GROUP BY indicator, province, division, year
)
SELECT indicator, province, division, year, times
FROM levels
LEFT JOIN figures USING (indicator)
WHERE
    times IS NULL
    OR times > 1
    OR NOT finite
    OR of_province <> (level IN ('pair', 'province'))
    OR of_division <> (level IN ('pair', 'division'))
