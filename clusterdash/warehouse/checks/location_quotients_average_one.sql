-- Weighted by the provinces' shares of all jobs, a division's location quotients average 1.
WITH jobs AS (SELECT province, sum(insured) AS jobs FROM employment GROUP BY province)
SELECT division, sum(value * jobs) / (SELECT sum(jobs) FROM jobs) AS mean
FROM indicator_value
JOIN jobs USING (province)
WHERE indicator = 'location_quotient'
GROUP BY division
HAVING abs(mean - 1) > 1e-9
