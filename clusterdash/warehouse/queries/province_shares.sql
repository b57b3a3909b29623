-- Each activity's share of the value of all activities at current prices, in the province and in Türkiye, largest
-- first and each part after the activity that contains it.
WITH value AS (
    SELECT area, activity, year, current_thousand_try, source_id FROM gdp_activity_current
    WHERE year = (SELECT max(year) FROM gdp_activity_current)
),
share AS (
    SELECT
        value.area,
        value.activity,
        value.year,
        value.current_thousand_try / 1000 AS million_try,
        100 * value.current_thousand_try / whole.current_thousand_try AS share,
        value.source_id
    FROM value
    JOIN value AS whole ON whole.area = value.area AND whole.activity = 'all_sectors'
)
SELECT
    here.activity,
    activities.name_tr,
    activities.name_en,
    here.year,
    here.million_try,
    here.share,
    country.share AS country_share,
    activities.parent <> 'all_sectors' AS part,
    here.source_id
FROM share AS here
JOIN share AS country ON country.area = 0 AND country.activity = here.activity
JOIN activities ON activities.activity = here.activity
JOIN share AS container
    ON container.area = here.area
    AND container.activity = CASE activities.parent WHEN 'all_sectors' THEN here.activity ELSE activities.parent END
WHERE here.area = $province AND activities.parent NOT IN ('gdp')
ORDER BY container.share DESC, container.activity, part
