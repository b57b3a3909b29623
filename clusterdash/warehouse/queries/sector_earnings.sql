-- Daily earnings of one division by group, and of all divisions weighted by persons where their number is published.
WITH latest AS (SELECT * FROM division_earnings WHERE year = (SELECT max(year) FROM division_earnings)),
country AS (
    SELECT "group", sum(insured * daily_earnings_try) / sum(insured) AS country
    FROM latest
    WHERE insured IS NOT NULL AND daily_earnings_try IS NOT NULL
    GROUP BY "group"
)
SELECT "group", year, insured, daily_earnings_try AS value, country, source_id
FROM latest
LEFT JOIN country USING ("group")
WHERE division = $division
