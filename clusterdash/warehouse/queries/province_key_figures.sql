-- The latest population, jobs, workplaces and place in the development index, with Türkiye's total or the number of
-- provinces, one row per figure.
WITH figures AS (
    SELECT 'population' AS figure, province, year, population AS value, source_id FROM population
    UNION ALL
    SELECT 'jobs', province, year, insured, source_id FROM employment_total
    UNION ALL
    SELECT 'workplaces', province, year, workplaces, source_id FROM employment_total
    UNION ALL
    SELECT 'development', province, year, rank, source_id FROM development_index
),
latest AS (
    SELECT
        figure,
        province,
        year,
        value,
        source_id,
        CASE figure WHEN 'development' THEN count(*) OVER same ELSE sum(value) OVER same END AS country
    FROM figures
    WINDOW same AS (PARTITION BY figure, year)
    QUALIFY year = max(year) OVER (PARTITION BY figure)
)
SELECT figure, latest.year, value, country, latest.source_id, score, tier
FROM latest
LEFT JOIN development_index
    ON figure = 'development' AND development_index.province = latest.province AND development_index.year = latest.year
WHERE latest.province = $province
