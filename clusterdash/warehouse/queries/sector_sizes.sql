-- Workplaces and jobs of one division by size class in the latest year, and of all divisions.
SELECT position, lower, upper, year, workplaces, insured, country_workplaces, country_insured, sizes.source_id
FROM (
    SELECT
        *,
        sum(workplaces) OVER same AS country_workplaces,
        sum(insured) OVER same AS country_insured
    FROM division_sizes
    WHERE year = (SELECT max(year) FROM division_sizes)
    WINDOW same AS (PARTITION BY size_class)
) AS sizes
JOIN size_classes USING (size_class)
WHERE division = $division
ORDER BY position
