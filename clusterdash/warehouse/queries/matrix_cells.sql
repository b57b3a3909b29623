-- Jobs and workplaces of every cell in the latest year, by province and division.
SELECT province, division, insured, workplaces
FROM employment
WHERE year = (SELECT max(year) FROM employment)
ORDER BY province, division
