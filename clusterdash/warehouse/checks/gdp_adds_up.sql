-- At current prices the provinces add up to Türkiye (rounding apart).
SELECT
    activity,
    year,
    sum(current_thousand_try) FILTER (WHERE area > 0) AS provinces,
    any_value(current_thousand_try) FILTER (WHERE area = 0) AS country
FROM gdp_activity_current
GROUP BY activity, year
HAVING abs(provinces - country) > 1e-6 * abs(country)
