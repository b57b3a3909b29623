-- Workplaces and jobs by size class in the latest year, in the province and in Türkiye.
SELECT
    position,
    lower,
    upper,
    year,
    workplaces,
    insured,
    country_workplaces,
    country_insured,
    sizes.source_id
FROM (
    SELECT
        *,
        sum(workplaces) OVER same AS country_workplaces,
        sum(insured) OVER same AS country_insured
    FROM province_sizes
    WHERE year = (SELECT max(year) FROM province_sizes)
    WINDOW same AS (PARTITION BY size_class)
) AS sizes
JOIN size_classes USING (size_class)
WHERE province = $province
ORDER BY position
