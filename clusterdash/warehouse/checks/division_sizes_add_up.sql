-- The size classes of a division add up to its workplaces and insured people.
WITH
sizes AS (
    SELECT division, year, sum(workplaces) AS workplaces, sum(insured) AS insured
    FROM division_sizes GROUP BY division, year
),
whole AS (
    SELECT division, year, sum(workplaces) AS workplaces, sum(insured) AS insured
    FROM employment GROUP BY division, year
)
SELECT division, year, sizes.workplaces, whole.workplaces AS of_workplaces, sizes.insured, whole.insured AS of_insured
FROM sizes JOIN whole USING (division, year)
WHERE sizes.workplaces <> whole.workplaces OR sizes.insured <> whole.insured
