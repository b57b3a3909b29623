-- The size classes of a province add up to its workplaces and insured people.
WITH sizes AS (
    SELECT province, year, sum(workplaces) AS workplaces, sum(insured) AS insured
    FROM province_sizes GROUP BY province, year
)
SELECT province, year, sizes.workplaces, whole.workplaces AS of_workplaces, sizes.insured, whole.insured AS of_insured
FROM sizes JOIN employment_total AS whole USING (province, year)
WHERE sizes.workplaces <> whole.workplaces OR sizes.insured <> whole.insured
