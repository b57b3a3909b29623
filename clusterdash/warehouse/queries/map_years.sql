-- The years for which an indicator has figures of provinces.
SELECT DISTINCT year FROM indicator_value
WHERE indicator = $indicator AND province IS NOT NULL
ORDER BY year
