-- Value of each activity at the prices of the last year, carried back by the activity's own chain volume: thousand
-- TRY by area (0 = Türkiye) and year. Manufacturing is left out, because industry contains it.
WITH current_value AS (
    SELECT area, activity, year, current_thousand_try FROM gdp_activity_current
    WHERE year = (SELECT max(year) FROM gdp_activity_current)
)
SELECT
    chain.area,
    chain.year,
    chain.activity,
    current_thousand_try * chain.chain_volume_thousand_try / nullif(base.chain_volume_thousand_try, 0) AS value
FROM gdp_activity AS chain
JOIN current_value USING (area, activity)
JOIN gdp_activity AS base
    ON base.area = chain.area AND base.activity = chain.activity AND base.year = current_value.year
JOIN activities ON activities.activity = chain.activity
WHERE activities.parent = 'all_sectors'
ORDER BY chain.area, chain.year, chain.activity
