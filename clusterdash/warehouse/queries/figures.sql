-- The latest figure of every indicator for one province and one division; value is blank where it is missing.
WITH latest AS (
    SELECT indicator, province, division, year, value, note
    FROM indicator_value
    QUALIFY year = max(year) OVER (PARTITION BY indicator)
),
years AS (SELECT indicator, max(year) AS year FROM latest GROUP BY indicator)
SELECT code AS indicator, latest.value, years.year, latest.note
FROM catalogue_indicators AS catalogue
JOIN years ON years.indicator = catalogue.code
LEFT JOIN latest
    ON latest.indicator = catalogue.code
    AND (latest.province IS NULL OR latest.province = $province)
    AND (latest.division IS NULL OR latest.division = $division)
ORDER BY position
