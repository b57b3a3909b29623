-- For how many cells each indicator has a figure in its latest year, and since when it has any.
SELECT indicator, first_year, last_year, count(*) AS present
FROM (
    SELECT
        indicator,
        year,
        min(year) OVER (PARTITION BY indicator) AS first_year,
        max(year) OVER (PARTITION BY indicator) AS last_year
    FROM indicator_value
    WHERE value IS NOT NULL
)
WHERE year = last_year
GROUP BY indicator, first_year, last_year
ORDER BY indicator
