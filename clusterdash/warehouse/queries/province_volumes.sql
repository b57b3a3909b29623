-- Chain volumes of the province's activities, and as an index of the first year. They must never be added up.
SELECT
    activity,
    name_tr,
    name_en,
    year,
    chain_volume_thousand_try / 1000 AS million_try,
    100 * chain_volume_thousand_try
    / nullif(first(chain_volume_thousand_try) OVER (PARTITION BY activity ORDER BY year), 0) AS index,
    gdp_activity.source_id
FROM gdp_activity
JOIN activities USING (activity)
WHERE area = $province AND activity NOT IN ('all_sectors', 'taxes_less_subsidies')
ORDER BY activity, year
