-- The latest figure of every indicator of provinces, those of cells for one division; value is blank where missing.
WITH latest AS (
    SELECT indicator, province, division, year, value
    FROM indicator_value
    WHERE province IS NOT NULL
    QUALIFY year = max(year) OVER (PARTITION BY indicator)
)
SELECT indicator, province, year, value
FROM latest
WHERE division IS NULL OR division = $division
ORDER BY indicator, province
