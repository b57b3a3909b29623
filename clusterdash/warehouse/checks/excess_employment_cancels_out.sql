-- Jobs above and below expectation cancel out within every division.
SELECT division, sum(value) AS jobs
FROM indicator_value
WHERE indicator = 'excess_employment'
GROUP BY division
HAVING abs(jobs) > 1e-3
