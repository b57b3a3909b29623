-- The divisions and the line outside NACE add up to each province's total.
WITH parts AS (
    SELECT province, year, sum(workplaces) AS workplaces, sum(insured) AS insured
    FROM (
        SELECT province, year, workplaces, insured FROM employment
        UNION ALL
        SELECT province, year, workplaces, insured FROM employment_outside_nace
    )
    GROUP BY province, year
)
SELECT
    province,
    year,
    parts.workplaces,
    whole.workplaces AS of_workplaces,
    parts.insured,
    whole.insured AS of_insured
FROM parts
LEFT JOIN employment_total AS whole USING (province, year)
WHERE
    parts.workplaces IS DISTINCT FROM whole.workplaces
    OR parts.insured IS DISTINCT FROM whole.insured
