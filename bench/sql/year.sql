-- All regions and sectors of one year.
SELECT region, sector, insured
FROM simulated
WHERE year = $year
