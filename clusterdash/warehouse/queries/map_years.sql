-- The years for which each indicator has figures of provinces.
SELECT DISTINCT indicator, year FROM indicator_value
WHERE province IS NOT NULL
ORDER BY indicator, year
