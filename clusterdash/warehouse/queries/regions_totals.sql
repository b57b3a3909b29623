-- The latest population, jobs and workplaces of every province, one row per figure and province.
WITH figures AS (
    SELECT 'population' AS figure, province, year, population AS value, source_id FROM population
    UNION ALL
    SELECT 'jobs', province, year, insured, source_id FROM employment_total
    UNION ALL
    SELECT 'workplaces', province, year, workplaces, source_id FROM employment_total
)
SELECT figure, province, year, value, source_id
FROM figures
QUALIFY year = max(year) OVER (PARTITION BY figure)
