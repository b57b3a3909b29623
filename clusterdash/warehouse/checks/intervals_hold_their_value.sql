-- A labour rate lies within its confidence interval.
SELECT province, year, rate, value, lower, upper
FROM labour_rates
WHERE value < lower OR value > upper
