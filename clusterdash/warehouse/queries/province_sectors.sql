-- Every division in the province: jobs, workplaces, shares, location quotient and jobs above expectation.
WITH jobs AS (
    SELECT
        *,
        100 * insured / sum(insured) OVER (PARTITION BY province) AS share,
        100 * insured / sum(insured) OVER (PARTITION BY division) AS country_share
    FROM employment
    WHERE year = (SELECT max(year) FROM employment)
),
figure AS (
    SELECT province, division, year, indicator, value FROM indicator_value
    WHERE province = $province AND indicator IN ('location_quotient', 'excess_employment')
)
SELECT
    jobs.division,
    jobs.year,
    jobs.insured,
    jobs.workplaces,
    jobs.share,
    jobs.country_share,
    quotient.value AS quotient,
    excess.value AS excess,
    divisions.section = 'C' AS manufacturing,
    pilots.division IS NOT NULL AS pick
FROM jobs
JOIN divisions USING (division)
LEFT JOIN figure AS quotient
    ON quotient.indicator = 'location_quotient' AND quotient.division = jobs.division AND quotient.year = jobs.year
LEFT JOIN figure AS excess
    ON excess.indicator = 'excess_employment' AND excess.division = jobs.division AND excess.year = jobs.year
LEFT JOIN pilots ON pilots.province = jobs.province AND pilots.division = jobs.division
WHERE jobs.province = $province
ORDER BY jobs.division
